//! Turns documentation pages into one OpenAPI document.
//!
//! [`read`] takes pages and specification files and gives what they say together, with the place
//! that says each piece; [`overlay::apply`] adds what they leave out. Nothing here touches the disk
//! or the network: texts come in as [`source::Sources`].

pub mod accounting;
pub mod bundle;
pub mod compare;
pub mod diagnostic;
pub mod document;
mod embedded;
pub mod fragment;
pub mod keep;
pub mod merge;
pub mod overlay;
pub mod page;
pub mod platform;
pub mod pointer;
pub mod provenance;
mod read;
pub mod render;
pub mod source;
mod specification;
pub mod swagger;
pub mod trust;
pub mod yaml;

pub use read::{Reading, read};
