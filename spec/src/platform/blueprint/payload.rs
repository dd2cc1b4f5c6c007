//! `+ Request` and `+ Response`: headers, bodies, schemas.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::items::Item;
use super::mson::{Names, member};
use crate::fragment::Trust;
use crate::platform::facts::node::Node;
use crate::platform::facts::{sample, text};

/// What is sent or comes back once.
#[derive(Clone, Debug, Default)]
pub(super) struct Payload {
    /// `200`, or the name of a request.
    pub head: String,
    pub media: Option<String>,
    pub description: String,
    pub headers: Vec<(String, String)>,
    pub schema: Option<Node>,
}

/// The media type that a payload without one has.
const JSON: &str = "application/json";

impl Names<'_> {
    /// Reads a payload. `models` are the payloads that others may refer to as `[Name][]`, and
    /// `implied` is the schema of requests that say nothing of their own.
    pub(super) fn payload(
        &self,
        item: &Item,
        models: &IndexMap<String, Payload>,
        implied: Option<&Node>,
    ) -> Payload {
        let mut out = head(item.rest());
        let direct = item.code();
        if let Some(model) = model_of(&direct, models) {
            let model = model.clone();
            out.media = out.media.or(model.media);
            out.headers = model.headers;
            out.schema = model.schema;
        }
        if let Some(headers) = item.child("Headers") {
            out.headers = headers
                .code()
                .lines()
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .filter(|(name, _)| text::is_name(name))
                .collect();
            let typed = out
                .headers
                .iter()
                .find(|(name, _)| is(name, "content-type"));
            let media = typed.map(|(_, value)| value.clone());
            out.media = out.media.or(media);
        }
        let structured = item.child("Body").is_some() || !item.items.is_empty();
        let body = match item.child("Body") {
            Some(body) => body.code(),
            None if structured => String::new(),
            None => direct.clone(),
        };
        if structured && !direct.starts_with(['{', '[']) {
            out.description = item.words();
        }
        let is_model = out.schema.is_some();
        let stated = item
            .child("Schema")
            .and_then(|schema| self.json_schema(schema))
            .or_else(|| {
                let attributes = item.child("Attributes")?;
                let kind = member(&attributes.text);
                Some(self.structure(kind.kind(), attributes, 0))
            })
            .or_else(|| implied.cloned());
        if let Some(node) = stated {
            out.schema = Some(node);
            out.media.get_or_insert_with(|| JSON.to_owned());
        } else if !is_model && !body.is_empty() {
            self.body(&mut out, &body, item);
        }
        out
    }

    fn json_schema(&self, item: &Item) -> Option<Node> {
        let parsed = sample::parse(&item.code())?;
        let Value::Object(mut schema) = parsed.value else {
            return None;
        };
        schema.shift_remove("$schema");
        let mut node = Node::new(Trust::Table, Some(item.span(self.source)));
        node.schema = schema;
        Some(node)
    }

    fn body(&self, out: &mut Payload, body: &str, item: &Item) {
        let place = Some(item.span(self.source));
        let json = out
            .media
            .as_deref()
            .is_none_or(|media| media.contains("json"));
        if json && let Some(sample) = sample::parse(body) {
            out.media.get_or_insert_with(|| JSON.to_owned());
            out.schema = Some(sample::infer(&sample.value, place));
            return;
        }
        let media = out.media.get_or_insert_with(|| "text/plain".to_owned());
        let mut node = Node::new(Trust::Inferred, place);
        // A sample that is no JSON after all: nothing is known of it.
        if !media.contains("json") {
            node.schema.insert("type".to_owned(), json!("string"));
        }
        out.schema = Some(node);
    }
}

/// `200 (application/json)`, `Create it (text/plain)`.
fn head(rest: &str) -> Payload {
    let mut out = Payload::default();
    let (name, inner) = match rest.rsplit_once('(') {
        Some((name, inner)) => (name, inner.trim_end_matches(')')),
        None => (rest, ""),
    };
    out.head = name.trim().to_owned();
    let media = inner.trim();
    out.media = (media.contains('/') && !media.contains(char::is_whitespace)
        || media.contains("; "))
    .then(|| media.split(';').next().unwrap_or(media).trim().to_owned());
    out
}

/// `[Name][]` alone.
fn model_of<'m>(text: &str, models: &'m IndexMap<String, Payload>) -> Option<&'m Payload> {
    let name = text.trim().strip_suffix("[]")?.trim();
    models.get(name.strip_prefix('[')?.strip_suffix(']')?)
}

pub(super) fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}
