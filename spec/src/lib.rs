//! Turns documentation pages into one OpenAPI document.

pub mod bundle;
pub mod diagnostic;
pub mod document;
pub mod fragment;
pub mod page;
pub mod platform;
pub mod pointer;
pub mod source;
pub mod swagger;
