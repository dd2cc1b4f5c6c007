//! The two places of a document that operations stand in.

use serde_json::{Map, Value};

use super::template;

/// Where an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Under its path: clients send it.
    Paths,
    /// Under a name: the service sends it.
    Webhooks,
}

/// The path items of both sections.
#[derive(Default)]
pub(super) struct Items {
    paths: Map<String, Value>,
    webhooks: Map<String, Value>,
}

impl Section {
    pub(super) const ALL: [Self; 2] = [Self::Paths, Self::Webhooks];

    /// The key in the document.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Paths => "paths",
            Self::Webhooks => "webhooks",
        }
    }

    /// What two pages of one path or webhook have in common.
    pub(super) fn identity(self, path: &str) -> String {
        match self {
            Self::Paths => template(path),
            Self::Webhooks => format!("webhook {path}"),
        }
    }

    /// An operation as diagnostics name it.
    pub(super) fn spoken(self, method: &str, path: &str) -> String {
        match self {
            Self::Paths => format!("`{} {path}`", method.to_uppercase()),
            Self::Webhooks => format!("the webhook `{path}`"),
        }
    }
}

impl Items {
    pub(super) fn of(&mut self, section: Section) -> &mut Map<String, Value> {
        match section {
            Section::Paths => &mut self.paths,
            Section::Webhooks => &mut self.webhooks,
        }
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.paths.values().chain(self.webhooks.values())
    }
}
