//! Turns an OpenAPI document into a Rust client crate.

pub mod api;
pub mod model;
pub mod name;
