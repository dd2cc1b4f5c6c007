//! Turns an OpenAPI document into a Rust client crate.

mod emit;
pub mod model;
pub mod name;
mod output;
mod package;
mod print;

pub use emit::{WriteOptions, write};
pub use output::{HEADER, Output};
pub use package::{ManifestIssue, check_manifest, scaffold, update_manifest};
