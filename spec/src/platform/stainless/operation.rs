//! One operation: its sections of parameters and what it returns.

use indexmap::IndexMap;

use super::grammar::{field, location_in, property, schema};
use super::list::{self, Item};
use crate::fragment::Trust;
use crate::page::{Block, BlockKind};
use crate::platform::facts::document::{Body, Operation, Parameter, Scheme};
use crate::platform::facts::endpoint::{Endpoint, path_names};
use crate::platform::facts::field::{Field, Location};
use crate::platform::facts::node::{Node, Step};
use crate::platform::facts::{columns, text};
use crate::platform::{prose, speakeasy};
use crate::source::{SourceId, Sources, Span};

const JSON: &str = "application/json";

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Parameters, of one place where the heading says so.
    Parameters(Option<Location>),
    Returns,
}

/// The section that a heading opens.
pub(super) fn section(heading: &str) -> Option<Section> {
    Some(match heading.to_lowercase().as_str() {
        "path parameters" => Section::Parameters(Some(Location::Path)),
        "query parameters" => Section::Parameters(Some(Location::Query)),
        "header parameters" => Section::Parameters(Some(Location::Header)),
        "cookie parameters" => Section::Parameters(Some(Location::Cookie)),
        "body parameters" => Section::Parameters(Some(Location::Body)),
        "parameters" => Section::Parameters(None),
        "returns" => Section::Returns,
        _ => return None,
    })
}

/// Reads an operation. `blocks` begin with its statement.
pub(super) fn read(
    endpoint: &Endpoint,
    title: Option<String>,
    span: Span,
    blocks: &[Block],
    sources: &Sources,
) -> Operation {
    let place = blocks.first().map_or(span, |block| block.span);
    let mut operation = Operation::new(&endpoint.method, &endpoint.path, place, Trust::Table);
    operation.summary = title;
    operation.server = prose::server_of_samples(blocks, &endpoint.path, sources);
    let mut reader = Reader {
        operation,
        source: span.source,
        body: None,
    };
    reader.description(blocks);
    let text = &sources.get(span.source).text;
    for (at, block) in blocks.iter().enumerate() {
        let BlockKind::Heading { text: heading, .. } = &block.kind else {
            continue;
        };
        let Some(section) = section(&text::line(text::heading(heading))) else {
            continue;
        };
        let end = blocks[at + 1..]
            .iter()
            .find(|other| matches!(other.kind, BlockKind::Heading { .. }))
            .map_or(span.end, |other| other.span.start);
        let inside = text.get(block.span.end..end).unwrap_or("");
        let items = list::read(inside, block.span.end);
        match section {
            Section::Parameters(location) => reader.parameters(&items, location),
            Section::Returns => reader.returns(&items),
        }
    }
    reader.security(blocks, sources);
    reader.finish()
}

struct Reader {
    operation: Operation,
    source: SourceId,
    body: Option<Node>,
}

impl Reader {
    /// The paragraphs between the statement and the first heading.
    fn description(&mut self, blocks: &[Block]) {
        let words: Vec<String> = blocks
            .iter()
            .skip(1)
            .take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }))
            .filter_map(|block| match &block.kind {
                BlockKind::Paragraph(text) => Some(columns::described(&text.raw)),
                _ => None,
            })
            .filter(|text| !text.is_empty())
            .collect();
        if !words.is_empty() {
            self.operation.description = Some(words.join("\n\n"));
        }
    }

    fn parameters(&mut self, items: &[Item], location: Option<Location>) {
        if location == Some(Location::Body)
            && let [only] = items
            && let Some(kind) = whole_body(&only.content)
        {
            let mut node = schema(kind, only, self.source, 0);
            node.required = Some(!kind.starts_with("optional "));
            self.body = Some(node);
            return;
        }
        for item in items {
            if let Some((name, kind)) = property(&item.content) {
                self.parameter(item, name, kind, location);
            }
        }
    }

    fn parameter(&mut self, item: &Item, name: &str, kind: &str, location: Option<Location>) {
        let stated = location_in(&item.words);
        let mut item = item.clone();
        if let Some((_, rest)) = stated {
            item.words = rest.to_owned();
        }
        let names = path_names(&self.operation.path);
        let in_path = names.iter().find(|one| speakeasy::same(one, name));
        let location = match (location, stated, in_path) {
            (Some(location), ..) => location,
            (None, Some((word, _)), _) => Location::of(word).unwrap_or(Location::Query),
            (None, None, Some(_)) => Location::Path,
            (None, None, None) => match self.operation.method.as_str() {
                "post" | "put" | "patch" => Location::Body,
                _ => Location::Query,
            },
        };
        let name = match (location, in_path) {
            (Location::Path, Some(own)) => (*own).to_owned(),
            // The path has no such name; a client could not send it.
            (Location::Path, None) => return,
            _ => name.to_owned(),
        };
        let node = field(&item, &name, kind, self.source, 0);
        if location == Location::Body {
            let root = self
                .body
                .get_or_insert_with(|| Node::new(Trust::Table, node.place));
            root.insert(&[Step::Key(name)], node);
            return;
        }
        self.operation.add_parameter(Parameter {
            required: location == Location::Path || node.required == Some(true),
            name,
            location,
            node,
            names: Vec::new(),
        });
    }

    fn returns(&mut self, items: &[Item]) {
        let Some(first) = items.first() else { return };
        let holder = Item {
            items: items.to_vec(),
            range: first.range,
            ..Item::default()
        };
        let node = match items {
            [only] if property(&only.content).is_none() => {
                schema(&only.content, only, self.source, 0)
            }
            _ => schema("object", &holder, self.source, 0),
        };
        let span = node.place.unwrap_or(self.operation.span);
        let response = self.operation.response("2XX", span, Trust::Table);
        response.content.insert(JSON.to_owned(), node);
    }

    /// The header of a sample call that authenticates.
    fn security(&mut self, blocks: &[Block], sources: &Sources) {
        let mut schemes: Vec<Scheme> = Vec::new();
        for block in blocks {
            let BlockKind::Fence(fence) = &block.kind else {
                continue;
            };
            let source = sources.get(fence.body.source);
            let code = source
                .text
                .get(fence.body.start..fence.body.end)
                .unwrap_or("");
            for line in code.lines().filter(|line| is_header(line)) {
                let header = line
                    .trim()
                    .trim_start_matches("-H")
                    .trim_start_matches("--header");
                let header = header
                    .trim()
                    .trim_end_matches('\\')
                    .trim()
                    .trim_matches(['"', '\'']);
                let Some((name, value)) = header.split_once(':') else {
                    continue;
                };
                let Some(mut field) = Field::named(name, fence.body, Trust::Inferred) else {
                    continue;
                };
                field.example = Some(value.trim().to_owned());
                if let Some(scheme) = prose::scheme_of_header(&field)
                    && !schemes.contains(&scheme)
                {
                    schemes.push(scheme);
                }
            }
        }
        if !schemes.is_empty() {
            self.operation.security = Some(schemes);
        }
    }

    fn finish(mut self) -> Operation {
        let span = self.operation.span;
        self.operation.add_path_parameters();
        if let Some(node) = self.body.take() {
            let inner = node.children.values().any(|one| one.required == Some(true));
            let required = inner || node.required == Some(true);
            let place = node.place.unwrap_or(span);
            self.operation.body = Some(Body {
                content: IndexMap::from([(JSON.to_owned(), node)]),
                required: required.then_some(true),
                span: place,
            });
        }
        if self.operation.responses.is_empty() {
            self.operation.response("2XX", span, Trust::Inferred);
        }
        self.operation
    }
}

/// `body: object { … } or …`, `body: array of T`: the body itself and no property of it.
fn whole_body(content: &str) -> Option<&str> {
    let (name, kind) = property(content)?;
    let whole =
        kind.contains(" or ") || kind.starts_with("array of ") || kind.starts_with("object");
    (name == "body" && whole).then_some(kind)
}

fn is_header(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("-H") || line.starts_with("--header")
}
