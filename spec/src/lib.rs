//! Turns documentation pages into one OpenAPI document.
