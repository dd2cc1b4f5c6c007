//! What a page gives: a piece of an OpenAPI document, and how far it can be trusted.

use serde_json::Value;

use crate::pointer::Pointer;
use crate::source::{SourceId, Span};

/// How directly a fact was stated, the strongest last.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Trust {
    /// Concluded from a sample.
    Inferred,
    /// Read in running text or a list.
    Prose,
    /// Read in a table of parameters, fields or errors.
    Table,
    /// Stated by an OpenAPI fragment on a page.
    Fragment,
    /// Stated by a whole specification file.
    Spec,
}

impl Trust {
    /// Every degree, the weakest first.
    pub const ALL: [Self; 5] = [
        Self::Inferred,
        Self::Prose,
        Self::Table,
        Self::Fragment,
        Self::Spec,
    ];

    /// The word that documents, reports and configurations use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inferred => "inferred",
            Self::Prose => "prose",
            Self::Table => "table",
            Self::Fragment => "fragment",
            Self::Spec => "spec",
        }
    }

    /// The degree of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// How it was stated, as the end of a sentence.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Inferred => "concluded from a sample",
            Self::Prose => "stated in running text",
            Self::Table => "stated in a table",
            Self::Fragment => "stated by an OpenAPI fragment",
            Self::Spec => "stated by a specification file",
        }
    }
}

/// A piece of an OpenAPI document that one page gives.
#[derive(Clone, Debug)]
pub struct Fragment {
    /// The name of the reader that made it, such as `fern`.
    pub platform: &'static str,
    /// How directly its facts are stated.
    pub trust: Trust,
    /// The page.
    pub source: SourceId,
    /// The page's address, where it is known.
    pub url: Option<String>,
    /// When the page was fetched or last changed, RFC 3339 or a date; the newest wins a conflict.
    pub dated: Option<String>,
    /// The specification that the piece was cut from, where the page names it. Components of
    /// different scopes are kept apart although their names are equal.
    pub scope: Option<String>,
    /// An OpenAPI document in itself: `openapi`, `info`, `paths`, `components` …
    pub value: Value,
    /// The text that `value` was read from, when it is one piece of the page.
    pub text: Option<Embedded>,
    /// The range that states the value at a pointer, for readers that put the value together from
    /// tables and lists. A pointer that is not listed stands where its nearest listed parent does.
    pub places: Vec<(Pointer, Span)>,
}

/// A YAML or JSON text inside a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// The range in the page.
    pub span: Span,
    /// Its syntax.
    pub syntax: Syntax,
    /// How many bytes of white space each line is indented by (a fence inside a list or a tag).
    pub indent: usize,
}

/// The syntax of an embedded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// YAML 1.2, read with `serde_yaml` after the event pass.
    Yaml,
    /// JSON, read with `serde_json`.
    Json,
}
