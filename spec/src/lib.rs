//! Turns documentation pages into one OpenAPI document.

pub mod diagnostic;
mod embedded;
pub mod fragment;
pub mod page;
pub mod platform;
pub mod pointer;
pub mod source;
pub mod yaml;
