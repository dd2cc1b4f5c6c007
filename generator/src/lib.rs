//! Turns an OpenAPI document into a Rust client crate.
//!
//! [`decide`] makes a [`model::Model`] of a document: `api` understands it, `name` names it, `lower`
//! puts both together. [`write()`] turns the model into text, and decides nothing.

pub mod api;
pub mod config;
mod emit;
pub mod model;
pub mod name;
mod output;
mod package;
mod print;

use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;

pub use config::Config;
pub use emit::{WriteOptions, write};
pub use output::{HEADER, Output};
pub use package::{ManifestIssue, check_manifest, scaffold, update_manifest};

