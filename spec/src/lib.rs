//! Turns documentation pages into one OpenAPI document.

pub mod diagnostic;
pub mod fragment;
pub mod page;
pub mod platform;
pub mod pointer;
pub mod source;
