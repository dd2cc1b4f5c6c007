//! What the Rust will be, with no OpenAPI in it: plain data that `emit` prints without deciding anything.

mod client;
mod operation;
mod types;

pub use client::*;
pub use operation::*;
pub use types::*;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::name::Ident;

/// A whole client crate.
#[derive(Clone, Debug, Serialize)]
pub struct Model {
    /// The crate and its documentation.
    pub package: Package,
    /// The client type: servers and authentication.
    pub client: ClientModel,
    /// The operations by tag, one file each.
    pub groups: Vec<Group>,
    /// The types by module, one file each.
    pub modules: Vec<TypeModule>,
}

impl Model {
    /// The features of the tags and of the webhooks, sorted.
    #[must_use]
    pub fn features(&self) -> BTreeSet<&Feature> {
        let groups = self
            .groups
            .iter()
            .filter_map(|group| group.feature.as_ref());
        let types = self.modules.iter().flat_map(|module| {
            let items = module.items.iter().flat_map(|item| &item.features);
            module.features.iter().chain(items)
        });
        groups.chain(types).collect()
    }
}

/// The crate and its documentation.
#[derive(Clone, Debug, Serialize)]
pub struct Package {
    /// The package name, as in `Cargo.toml`.
    pub name: String,
    /// The name of the API, for people.
    pub title: String,
    /// The API's description.
    pub docs: Docs,
    /// The version that the API gives itself, as text.
    pub api_version: String,
}

/// Documentation of one item. Text is data: `emit` escapes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Docs {
    /// Markdown paragraphs; the first is the summary line.
    pub text: Vec<String>,
    /// Facts that have no place in the type, a line each: a default, bounds, a pattern, an example.
    pub facts: Vec<String>,
    /// Where the item comes from.
    pub origin: Option<Origin>,
    /// Set when the documentation calls the item deprecated; the text says what to use instead.
    pub deprecated: Option<String>,
}

/// Where an item comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The JSON Pointer in the merged document.
    pub pointer: String,
    /// The page that documents it.
    pub url: Option<String>,
    /// Set when the fact is weaker than a fragment: `table`, `prose` or `inferred`.
    pub trust: Option<&'static str>,
}

/// How something was stated that is weaker than a fragment, by its word ([`Origin::trust`]).
pub(crate) fn stated(trust: &str) -> &'static str {
    match trust {
        "table" => "read from a table",
        "prose" => "read from running text",
        _ => "concluded from a sample",
    }
}

/// The Cargo feature that an item is compiled under; none means always.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Feature(pub String);

/// A type item of the crate, by the module that it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ItemRef {
    /// The file under `types/`.
    pub module: Ident,
    /// The item.
    pub ident: Ident,
}
