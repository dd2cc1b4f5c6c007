//! What the sections of one endpoint say, before it is an operation.

use indexmap::IndexMap;

use crate::fragment::Trust;
use crate::platform::facts::document::Scheme;
use crate::platform::facts::field::{Field, Location};
use crate::platform::facts::node::Node;
use crate::source::Span;

/// The key of a response whose status the page does not tell.
pub(super) const SUCCESS: &str = "2XX";

/// Everything read about one endpoint.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Parameters and body fields with the location of their section.
    pub fields: Vec<(Field, Option<Location>)>,
    /// Samples of the request body.
    pub bodies: Vec<Node>,
    /// Responses by status.
    pub responses: IndexMap<String, Answer>,
    /// Samples of errors of no particular status.
    pub error_samples: Vec<Node>,
    /// Ways of authentication.
    pub schemes: Vec<Scheme>,
    /// A way of authentication that only a sample shows.
    pub sample_scheme: Option<Scheme>,
    /// The media type of the request.
    pub request_media: Option<String>,
    /// The media type of the response.
    pub response_media: Option<String>,
    /// Paragraphs about the operation.
    pub description: Vec<String>,
    /// The server that a "Base URL" names.
    pub base_url: Option<String>,
    /// The server that a sample call shows.
    pub sample_server: Option<String>,
    /// Whether the text calls the operation deprecated.
    pub deprecated: bool,
}

/// What is said about one response.
#[derive(Debug)]
pub(super) struct Answer {
    /// What it means.
    pub description: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Its samples.
    pub samples: Vec<Node>,
    /// Where it stands.
    pub span: Span,
    /// How directly.
    pub trust: Trust,
}

impl Facts {
    /// The answer of a status, made when it is not there.
    pub(super) fn answer(&mut self, code: &str, span: Span, trust: Trust) -> &mut Answer {
        let answer = self
            .responses
            .entry(code.to_owned())
            .or_insert_with(|| Answer {
                description: String::new(),
                fields: Vec::new(),
                samples: Vec::new(),
                span,
                trust,
            });
        answer.trust = answer.trust.max(trust);
        answer
    }

    /// Whether anything was said that only documentation of an endpoint says.
    pub(super) fn document_something(&self) -> bool {
        !self.fields.is_empty() || !self.responses.is_empty() || !self.bodies.is_empty()
    }

    /// Table, when a table says anything of it, otherwise prose.
    pub(super) fn trust(&self) -> Trust {
        let tables = self
            .fields
            .iter()
            .map(|(field, _)| field.trust)
            .chain(self.responses.values().map(|answer| answer.trust))
            .chain(
                self.responses
                    .values()
                    .flat_map(|answer| answer.fields.iter().map(|field| field.trust)),
            )
            .any(|trust| trust == Trust::Table);
        if tables { Trust::Table } else { Trust::Prose }
    }
}
