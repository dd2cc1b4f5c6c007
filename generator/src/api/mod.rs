//! What the API means: operations and shapes, with no word about Rust.

mod bases;
mod branches;
mod collect;
mod default_mapping;
mod intersect;
mod knots;
mod media;
mod notes;
mod op;
mod operations;
mod paging;
mod positional;
mod querystring;
mod resolve;
mod security;
mod settle;
mod shape;
mod signature;
mod source;
mod streams;
mod undescribed;
mod unify;
mod unions;
mod uploads;
mod values;

pub use op::*;
pub use security::{SecurityKind, SecurityScheme, ServerInfo};
pub use shape::*;

pub(crate) use media::word;
pub(crate) use streams::is_success;
pub(crate) use unify::{is_failure, is_payload};

use indexmap::IndexMap;
use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use serde::Serialize;

use crate::config::{Config, Settings};

/// A whole API.
#[derive(Clone, Debug, Serialize)]
pub struct Api {
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// `info.description`
    pub description: Option<String>,
    /// The page that documents it.
    pub url: Option<String>,
    /// The servers, the default one first.
    pub servers: Vec<ServerInfo>,
    /// The security schemes by name.
    pub schemes: IndexMap<String, SecurityScheme>,
    /// The tags that operations are listed under, in document order, with what is said of them.
    pub tags: IndexMap<String, Option<String>>,
    /// The operations in document order.
    pub operations: Vec<Op>,
    /// The payloads of webhooks and callbacks, by name.
    pub hooks: Vec<Hook>,
    /// Shapes that are kept although nothing reaches them.
    pub kept: Vec<ShapeId>,
    /// All shapes.
    pub shapes: Shapes,
    /// The shapes that look alike and mean the same, each list under the one that stands for them.
    pub unified: IndexMap<ShapeId, Vec<ShapeId>>,
}

/// What the service sends by itself.
#[derive(Clone, Debug, Serialize)]
pub struct Hook {
    /// The webhook's or callback's name.
    pub name: String,
    /// What it sends.
    pub shape: ShapeId,
}

impl Api {
    /// Understands a document. What cannot be is said, and read as well as can be.
    #[must_use]
    pub fn read(document: &Document, config: &Config, diagnostics: &mut Diagnostics) -> Self {
        collect::collect(document, &mut Settings::new(config), diagnostics)
    }

    pub(crate) fn collect<'a>(
        document: &'a Document,
        settings: &mut Settings<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        collect::collect(document, settings, diagnostics)
    }

    /// The operation at a position of [`Api::operations`].
    pub(crate) fn op_id(&self, position: u32) -> OpId {
        OpId(position)
    }
}
