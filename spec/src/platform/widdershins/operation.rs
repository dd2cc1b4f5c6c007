//! The section of one operation.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::rows::{self, Kind};
use super::{Section, heading, security};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Trust;
use crate::page::{BlockKind, Fence, Row, Table};
use crate::platform::facts::columns::MOST_ROWS;
use crate::platform::facts::document::{Body, Operation, Parameter};
use crate::platform::facts::endpoint;
use crate::platform::facts::field::Location;
use crate::platform::facts::node::Node;
use crate::platform::facts::schemes::SCHEMES;
use crate::platform::facts::{columns, sample, status, text, types};
use crate::source::Sources;

const JSON: &str = "application/json";

/// The operation's id in `<a id="opIdX"></a>`.
pub(super) fn id(raw: &str) -> Option<&str> {
    let (_, rest) = raw.split_once("<a id=\"opId")?;
    rest.split('"').next()
}

/// The operation of a section. `None` when it states none.
pub(super) fn read(
    section: &Section<'_>,
    known: &BTreeSet<String>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Operation> {
    let id = section.blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph(text) => id(&text.raw),
        _ => None,
    })?;
    let statement = section.blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph(text) => endpoint::whole(text.code.first()?),
        _ => None,
    });
    let Some(statement) = statement else {
        let message = format!("`{id}` stands here without a method and path");
        diagnostics.push(Diagnostic::warning("nothing-read", message).at(section.span, ""));
        return None;
    };
    let mut operation = Operation::new(
        &statement.method,
        &statement.path,
        section.span,
        Trust::Table,
    );
    operation.id = Some(id.to_owned()).filter(|id| !id.is_empty());
    let mut reader = Reader {
        operation,
        known,
        sources,
        body: None,
        media: None,
        values: Vec::new(),
        samples: Vec::new(),
        label: String::new(),
        section: String::new(),
        status: None,
        words: Vec::new(),
    };
    reader.blocks(section);
    Some(reader.finish())
}

struct Reader<'a> {
    operation: Operation,
    known: &'a BTreeSet<String>,
    sources: &'a Sources,
    body: Option<(Node, Option<bool>)>,
    media: Option<String>,
    values: Vec<(String, String)>,
    samples: Vec<(String, Node)>,
    /// The last `> …` line.
    label: String,
    /// The last heading inside.
    section: String,
    /// The status that a response schema is of.
    status: Option<String>,
    words: Vec<String>,
}

impl Reader<'_> {
    fn blocks(&mut self, section: &Section<'_>) {
        for block in section.blocks {
            if let Some((_, title)) = heading(block) {
                self.section = title.to_lowercase();
                continue;
            }
            match &block.kind {
                BlockKind::Paragraph(text) => self.paragraph(&text.raw, &text.plain),
                BlockKind::Table(table) => self.table(table),
                BlockKind::Fence(fence) => self.fence(fence),
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, raw: &str, plain: &str) {
        let raw = raw.trim();
        let plain = plain.trim();
        if is_label(plain) {
            self.label = plain.to_lowercase();
        } else if let Some(code) = plain.strip_prefix("Status Code ") {
            let (codes, _) = status::statuses(code);
            self.status = codes.into_iter().next();
        } else if plain.contains("does not require authentication") {
            self.operation
                .extensions
                .insert(SCHEMES.to_owned(), json!([]));
        } else if plain.starts_with("To perform this operation") || self.section_is_auth() {
            let names = security::names(raw);
            if !names.is_empty() {
                self.operation
                    .extensions
                    .insert(SCHEMES.to_owned(), json!(names));
            }
        } else if self.section.is_empty() && id(raw).is_none() && endpoint::whole(plain).is_none() {
            let summary = raw.starts_with('*') && raw.ends_with('*') && !raw.starts_with("**");
            if summary && self.operation.summary.is_none() {
                self.operation.summary = Some(text::line(raw));
            } else if !plain.is_empty() && !raw.starts_with('<') {
                self.words.push(columns::described(raw));
            }
        }
    }

    fn section_is_auth(&self) -> bool {
        self.section == "authentication"
    }

    fn table(&mut self, table: &Table) {
        match rows::kind(table) {
            Some(Kind::Parameters) => self.parameters(table),
            Some(Kind::Responses) => self.responses(table),
            Some(Kind::Values) => self.values.extend(rows::values(table)),
            Some(Kind::Properties) => {
                let Some(code) = self.status.clone() else {
                    return;
                };
                let node = rows::properties(table, None, self.known);
                let span = node.place.unwrap_or(self.operation.span);
                let response = self.operation.response(&code, span, Trust::Table);
                let known = response.content.get(JSON);
                if known.is_none_or(|known| !known.schema.contains_key("$ref")) {
                    response.content.insert(JSON.to_owned(), node);
                }
            }
            None => {}
        }
    }

    fn parameters(&mut self, table: &Table) {
        let mut below: Vec<&Row> = Vec::new();
        for row in table.rows.iter().take(MOST_ROWS) {
            let Some((depth, name)) = rows::name(row) else {
                continue;
            };
            if depth > 0 {
                below.push(row);
                continue;
            }
            let node = rows::node(table, row, self.known);
            let location = Location::of(rows::cell(table, row, "in"));
            match location {
                Some(Location::Body) if self.body.is_none() => {
                    let required = node.required;
                    self.body = Some((node, required));
                }
                Some(Location::Body) | None => {}
                Some(location) => self.operation.add_parameter(Parameter {
                    required: location == Location::Path || node.required == Some(true),
                    name,
                    location,
                    node,
                    names: Vec::new(),
                }),
            }
        }
        if let Some((body, _)) = &mut self.body
            && !body.schema.contains_key("$ref")
        {
            rows::nest(table, &below, body, self.known);
        }
    }

    fn responses(&mut self, table: &Table) {
        for row in table.rows.iter().take(MOST_ROWS) {
            let shown = rows::name(row).map(|(_, name)| name).unwrap_or_default();
            let (codes, _) = status::statuses(&shown);
            let code = match codes.into_iter().next() {
                Some(code) => code,
                None if shown == "default" => shown,
                None => continue,
            };
            let words = columns::described(rows::cell(table, row, "description"));
            let meaning = text::line(rows::cell(table, row, "meaning"));
            let response = self.operation.response(&code, row.span, Trust::Table);
            let words = [words, meaning];
            response.description = words
                .into_iter()
                .find(|words| !matches!(words.as_str(), "" | "none"));
            let cell = rows::cell(table, row, "schema");
            let mut node = Node::new(Trust::Table, Some(row.span));
            node.schema = rows::schema(cell, self.known);
            match text::line(cell).as_str() {
                "None" | "none" | "" => {}
                // The schema stands in a table of its own below.
                "Inline" => node.schema.clear(),
                _ => {
                    response.content.insert(JSON.to_owned(), node);
                }
            }
        }
    }

    fn fence(&mut self, fence: &Fence) {
        let source = self.sources.get(fence.body.source);
        let code = source
            .text
            .get(fence.body.start..fence.body.end)
            .unwrap_or("");
        if self.label.starts_with("code samples") {
            self.media = self.media.take().or_else(|| content_type(code));
            return;
        }
        if let Some(parsed) = sample::parse(code) {
            let node = sample::infer(&parsed.value, Some(fence.body));
            self.samples.push((self.label.clone(), node));
        }
    }

    fn finish(mut self) -> Operation {
        if !self.words.is_empty() {
            self.operation.description = Some(self.words.join("\n\n"));
        }
        for (label, node) in std::mem::take(&mut self.samples) {
            self.sample(&label, node);
        }
        for (name, values) in rows::grouped(std::mem::take(&mut self.values)) {
            self.values_of(name, values);
        }
        if let Some((node, required)) = self.body.take() {
            let media = self.media.take().unwrap_or_else(|| JSON.to_owned());
            let span = node.place.unwrap_or(self.operation.span);
            self.operation.body = Some(Body {
                content: IndexMap::from([(media, node)]),
                required,
                span,
            });
        }
        self.missing();
        self.operation
    }

    /// A sample fills what no table told.
    fn sample(&mut self, label: &str, node: Node) {
        if label.starts_with("body parameter") {
            if let Some((body, _)) = &mut self.body
                && body.is_empty()
            {
                *body = node;
            }
            return;
        }
        let (codes, _) = status::statuses(label);
        if let Some(code) = codes.first()
            && let Some(response) = self.operation.responses.get_mut(code)
            && response.content.is_empty()
        {
            response.content.insert(JSON.to_owned(), node);
        }
    }

    fn values_of(&mut self, name: String, values: Vec<Value>) {
        let found = self
            .operation
            .parameters
            .iter_mut()
            .find(|one| one.name == name);
        if let Some(parameter) = found {
            types::constrain(&mut parameter.node.schema, values);
        } else if let Some((body, _)) = &mut self.body {
            rows::constrain(body, "", vec![(name, values)]);
        }
    }

    fn missing(&mut self) {
        let span = self.operation.span;
        self.operation.add_path_parameters();
        let succeeds = |code: &String| status::is_success(code);
        if !self.operation.responses.keys().any(succeeds) {
            self.operation.response("2XX", span, Trust::Inferred);
        }
    }
}

/// `Code samples`, `Body parameter`, `Example responses`, `200 Response`.
fn is_label(plain: &str) -> bool {
    let lower = plain.to_lowercase();
    matches!(
        lower.as_str(),
        "code samples" | "body parameter" | "example responses"
    ) || lower.ends_with(" response") && lower.len() < 24
}

/// `Content-Type: multipart/form-data` in a sample call.
fn content_type(code: &str) -> Option<String> {
    let at = code.to_ascii_lowercase().find("content-type: ")?;
    let rest = code.get(at + "content-type: ".len()..)?;
    let media = rest.split(['\'', '"', '\n', ' ', ';', '\\']).next()?.trim();
    media.contains('/').then(|| media.to_owned())
}
