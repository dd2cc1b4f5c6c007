//! Pages of operations: a table of them, then a section for each.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::rows::{fields, is_fields, lower};
use super::{NAME, security, title, wire};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::page::{Block, BlockKind, Page, Table};
use crate::platform::facts::columns;
use crate::platform::facts::document::{Body, Draft, NAMES, Operation, Parameter};
use crate::platform::facts::endpoint::{self, Endpoint, path_names};
use crate::platform::facts::field::{Field, Location};
use crate::platform::facts::node::{Node, Step};
use crate::platform::facts::schemes::SCHEMES;
use crate::platform::facts::{status, text, types};
use crate::platform::speakeasy::{candidates, header_name, same};
use crate::source::Span;

const RELATIVE: &str = "All URIs are relative to";

/// Whether the page lists operations with their HTTP requests.
pub(super) fn is_api(page: &Page) -> bool {
    let says = |block: &Block| match &block.kind {
        BlockKind::Paragraph(text) => text.plain.contains(RELATIVE),
        BlockKind::Heading { text, .. } => text.plain.starts_with("URI(s)"),
        _ => false,
    };
    page.blocks.iter().any(says) && listed(page).next().is_some()
}

/// A row of the page's table.
struct Listed {
    name: String,
    endpoint: Endpoint,
    summary: String,
    heading: Option<usize>,
    span: Span,
}

/// The rows `[**op**](…) | **POST** /x | Description`.
fn listed(page: &Page) -> impl Iterator<Item = Listed> {
    page.blocks
        .iter()
        .filter_map(|block| match &block.kind {
            BlockKind::Table(table) => Some(table),
            _ => None,
        })
        .filter_map(|table| {
            let names: Vec<String> = table.header.iter().map(lower).collect();
            let method = names.iter().position(|name| name == "method")?;
            let request = names.iter().position(|name| name == "http request")?;
            Some((table, method, request))
        })
        .flat_map(move |(table, method, request)| {
            table.rows.iter().filter_map(move |row| {
                let name = text::line(&row.cells.get(method)?.raw);
                let name = name.trim_end_matches("()").to_owned();
                let shown = text::line(&row.cells.get(request)?.raw);
                let (word, path) = shown.split_once(' ')?;
                let endpoint = endpoint::parse(word, path.trim())?;
                let summary = row.cells.get(request + 1);
                Some(Listed {
                    heading: heading_of(page, &name),
                    name,
                    endpoint,
                    summary: summary
                        .map(|cell| text::line(&cell.raw))
                        .unwrap_or_default(),
                    span: row.span,
                })
            })
        })
}

fn heading_of(page: &Page, name: &str) -> Option<usize> {
    page.blocks.iter().position(|block| match &block.kind {
        BlockKind::Heading { text, .. } => same(&text::line(text::heading(text)), name),
        _ => false,
    })
}

/// Every operation of the page.
pub(super) fn read(page: &Page, diagnostics: &mut Diagnostics) -> Option<Fragment> {
    let all: Vec<Listed> = listed(page).collect();
    let starts: Vec<usize> = all.iter().filter_map(|one| one.heading).collect();
    let server = server(page);
    let tag = title(page).map(|title| {
        let name = title.strip_suffix("Api").unwrap_or(&title);
        name.to_owned()
    });
    let mut draft = Draft::default();
    let mut only_listed = Vec::new();
    for one in all {
        let Some(start) = one.heading else {
            only_listed.push(one);
            continue;
        };
        let end = starts
            .iter()
            .copied()
            .filter(|other| *other > start)
            .min()
            .unwrap_or(page.blocks.len());
        let mut operation = Section::new(&one).read(&page.blocks[start..end], diagnostics);
        operation.server = server.clone();
        operation.tags.extend(tag.clone());
        draft.operations.push(operation);
    }
    // A README lists all operations; their facts stand on other pages.
    if !draft.operations.is_empty() {
        for one in only_listed {
            let message = format!(
                "`{}` is listed, but the page has no section on it",
                one.name
            );
            diagnostics.push(Diagnostic::warning("nothing-read", message).at(one.span, ""));
        }
    }
    draft.fragment(page, NAME, Trust::Table)
}

/// The URL behind "All URIs are relative to".
fn server(page: &Page) -> Option<String> {
    let line = page.blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph(text) => text.plain.split_once(RELATIVE).map(|(_, rest)| rest),
        _ => None,
    })?;
    let url = line.split_whitespace().next()?;
    let url = url
        .trim_matches(['*', ',', '<', '>', '.'])
        .trim_end_matches('/');
    url.starts_with("http").then(|| url.to_owned())
}

/// The section of one operation, while it is read.
struct Section<'l> {
    listed: &'l Listed,
    operation: Operation,
    fields: Vec<(Field, Option<Location>)>,
    request_media: Option<String>,
    response_media: Vec<String>,
    returned: Option<(Node, Span)>,
    statuses: Vec<(String, String, Span)>,
}

impl<'l> Section<'l> {
    fn new(listed: &'l Listed) -> Self {
        let endpoint = &listed.endpoint;
        let mut operation =
            Operation::new(&endpoint.method, &endpoint.path, listed.span, Trust::Table);
        operation.id = Some(listed.name.clone());
        operation.summary = Some(listed.summary.clone()).filter(|text| !text.is_empty());
        Self {
            listed,
            operation,
            fields: Vec::new(),
            request_media: None,
            response_media: Vec::new(),
            returned: None,
            statuses: Vec::new(),
        }
    }

    fn read(mut self, blocks: &[Block], diagnostics: &mut Diagnostics) -> Operation {
        if let Some(first) = blocks.first() {
            self.operation.span = first.span;
        }
        let mut heading = String::new();
        let mut words = Vec::new();
        for block in blocks.iter().skip(1) {
            match &block.kind {
                BlockKind::Heading { text, .. } => {
                    heading = text::line(text::heading(text)).to_lowercase();
                }
                BlockKind::Table(table) if is_fields(table) => self.parameters(table, &heading),
                BlockKind::Table(table) => self.statuses(table),
                BlockKind::Paragraph(text) if heading.is_empty() => {
                    words.extend(self.words(&text.raw));
                }
                BlockKind::Paragraph(text) => self.paragraph(&heading, &text.raw, block.span),
                BlockKind::Item { text, .. } => self.item(&heading, text::item(text)),
                _ => {}
            }
        }
        if !words.is_empty() {
            self.operation.description = Some(words.join("\n\n"));
        }
        self.finish(diagnostics)
    }

    /// What the section says of the operation besides its signature and its summary.
    fn words(&self, raw: &str) -> Option<String> {
        let signature = raw.trim_start().trim_start_matches(['>', ' ', '`']);
        let first = signature.lines().next().unwrap_or("");
        let call = first.contains('(') && first.contains(self.listed.name.as_str());
        let rest = if call {
            signature.split_once('\n').map_or("", |(_, rest)| rest)
        } else {
            raw
        };
        let rest = columns::described(rest.trim_start_matches(['>', ' ']));
        let repeats = rest.is_empty() || rest == self.listed.summary;
        (!repeats).then_some(rest)
    }

    fn parameters(&mut self, table: &Table, heading: &str) {
        let location = heading.contains("path").then_some(Location::Path);
        for field in fields(table) {
            let context = field.typed.schema.get(types::STUB) == Some(&json!("Context"));
            if !context {
                self.fields.push((field, location));
            }
        }
    }

    /// `Status code | Description | Response headers`.
    fn statuses(&mut self, table: &Table) {
        let first = table.header.first().map(lower);
        if first.as_deref() != Some("status code") {
            return;
        }
        for row in table.rows.iter().take(columns::MOST_ROWS) {
            let cell = |at: usize| row.cells.get(at).map(|cell| text::line(&cell.raw));
            let code = cell(0).unwrap_or_default();
            let (codes, _) = status::statuses(&code);
            // Status 0 is how it writes `default`.
            let code = match codes.into_iter().next() {
                Some(code) => code,
                None if code == "0" => "default".to_owned(),
                None => continue,
            };
            self.statuses
                .push((code, cell(1).unwrap_or_default(), row.span));
        }
    }

    fn paragraph(&mut self, heading: &str, raw: &str, span: Span) {
        match heading {
            "return type" if self.returned.is_none() => {
                let shown = text::line(raw);
                let empty = shown.contains("empty response body")
                    || matches!(shown.as_str(), "void" | "nil" | "null" | "None" | "()");
                let mut node = Node::new(Trust::Table, Some(span));
                if !empty {
                    node.schema = wire::read(raw).schema;
                    self.returned = Some((node, span));
                }
            }
            "authorization" => self.authorization(raw),
            "http request headers" => {
                for line in raw.lines() {
                    self.item(heading, line.trim_start_matches(['-', ' ']));
                }
            }
            _ => {}
        }
    }

    fn authorization(&mut self, raw: &str) {
        if raw.contains("No authorization required") {
            self.operation
                .extensions
                .insert(SCHEMES.to_owned(), json!([]));
            return;
        }
        let names = security::names(raw);
        if !names.is_empty() {
            self.operation
                .extensions
                .insert(SCHEMES.to_owned(), json!(names));
        }
    }

    fn item(&mut self, heading: &str, raw: &str) {
        match heading {
            "authorization" => self.authorization(raw),
            "http request headers" => {
                let shown = text::line(raw);
                let Some((name, value)) = shown.split_once(':') else {
                    return;
                };
                let media: Vec<String> = value
                    .split(',')
                    .map(|one| one.trim().to_owned())
                    .filter(|one| one.contains('/'))
                    .collect();
                if name.eq_ignore_ascii_case("content-type") {
                    self.request_media = media.into_iter().next();
                } else if name.eq_ignore_ascii_case("accept") {
                    self.response_media = media;
                }
            }
            _ => {}
        }
    }

    fn finish(mut self, diagnostics: &mut Diagnostics) -> Operation {
        let fields = self.path_parameters();
        let form = self.request_media.as_deref().is_some_and(|media| {
            media.starts_with("multipart/") || media == "application/x-www-form-urlencoded"
        });
        match self.request_media.take() {
            Some(media) if form => self.form(media, fields),
            Some(media) => self.body(media, fields, diagnostics),
            None => fields.into_iter().for_each(|field| self.query(field)),
        }
        self.responses();
        self.operation
    }

    /// Takes out what the path names. The rest comes back.
    fn path_parameters(&mut self) -> Vec<Field> {
        let path = self.operation.path.clone();
        let names = path_names(&path);
        let mut rest = Vec::new();
        for (mut field, location) in std::mem::take(&mut self.fields) {
            match names.iter().find(|name| same(name, &field.name)) {
                Some(name) => {
                    field.name = (*name).to_owned();
                    self.operation
                        .add_parameter(Parameter::new(&field, Location::Path));
                }
                None if location == Some(Location::Path) => {}
                None => rest.push(field),
            }
        }
        self.operation.add_path_parameters();
        rest
    }

    fn query(&mut self, mut field: Field) {
        if let Some(name) = header_name(&field.name) {
            field.name = name;
            let parameter = Parameter::new(&field, Location::Header);
            self.operation.add_parameter(parameter);
            return;
        }
        let names = candidates(&field.name, None);
        let mut parameter = Parameter::new(&field, Location::Query);
        parameter.name = names.first().cloned().unwrap_or(field.name);
        parameter.names = if names.len() > 1 { names } else { Vec::new() };
        self.operation.add_parameter(parameter);
    }

    fn form(&mut self, media: String, fields: Vec<Field>) {
        let mut root = Node::new(Trust::Table, Some(self.operation.span));
        for field in fields {
            insert(&mut root, &field);
        }
        if !root.is_empty() {
            let required = root.children.values().any(|one| one.required == Some(true));
            self.set_body(media, root, required.then_some(true));
        }
    }

    /// One of the parameters is the body; the table does not say which.
    fn body(&mut self, media: String, mut fields: Vec<Field>, diagnostics: &mut Diagnostics) {
        let Some(at) = body_of(&fields) else {
            if !fields.is_empty() {
                let message = format!(
                    "`{}` takes a body, but none of its parameters looks like one",
                    self.listed.name
                );
                let diagnostic = Diagnostic::warning("body-unknown", message);
                diagnostics.push(diagnostic.at(self.operation.span, ""));
            }
            fields.into_iter().for_each(|field| self.query(field));
            return;
        };
        let field = fields.remove(at);
        fields.into_iter().for_each(|field| self.query(field));
        self.set_body(media, field.node(), field.required);
    }

    fn set_body(&mut self, media: String, node: Node, required: Option<bool>) {
        let span = node.place.unwrap_or(self.operation.span);
        self.operation.body = Some(Body {
            content: IndexMap::from([(media, node)]),
            required,
            span,
        });
    }

    fn responses(&mut self) {
        let succeeds = |(code, ..): &&(String, String, Span)| status::is_success(code);
        let success = self.statuses.iter().find(succeeds).map(|one| one.0.clone());
        for (code, words, span) in std::mem::take(&mut self.statuses) {
            let response = self.operation.response(&code, span, Trust::Table);
            response.description = Some(words).filter(|text| !matches!(text.as_str(), "" | "-"));
        }
        let code = success.unwrap_or_else(|| "2XX".to_owned());
        let span = self.operation.span;
        let Some((node, place)) = self.returned.take() else {
            self.operation.response(&code, span, Trust::Inferred);
            return;
        };
        let media = match self.response_media.as_slice() {
            [] => vec!["application/json".to_owned()],
            all => all.to_vec(),
        };
        let response = self.operation.response(&code, place, Trust::Table);
        for media in media {
            response.content.insert(media, node.clone());
        }
    }
}

/// A property under the likeliest of its spellings.
pub(super) fn insert(root: &mut Node, field: &Field) {
    let names = candidates(&field.name, None);
    let mut node = field.node();
    if names.len() > 1 {
        node.schema.insert(NAMES.to_owned(), json!(names));
    }
    let name = names
        .into_iter()
        .next()
        .unwrap_or_else(|| field.name.clone());
    root.insert(&[Step::Key(name)], node);
}

/// Which of the parameters is the body: by its name, by the name of its type, or as the only one
/// of a named type.
fn body_of(fields: &[Field]) -> Option<usize> {
    let called = |field: &Field| {
        ["body", "requestBody", "payload"]
            .iter()
            .any(|name| same(name, &field.name))
    };
    let of_its_type = |field: &Field| {
        let name = field.typed.schema.get(types::STUB).and_then(Value::as_str);
        name.is_some_and(|name| same(name, &field.name))
    };
    let named = |field: &Field| wire::is_named(&field.typed.schema);
    let structured = |field: &Field| {
        let kind = field.typed.schema.get("type").and_then(Value::as_str);
        matches!(kind, Some("object" | "array")) || is_any(&field.typed.schema)
    };
    let required = |field: &Field| field.required == Some(true);
    fields
        .iter()
        .position(called)
        .or_else(|| fields.iter().position(of_its_type))
        .or_else(|| fields.iter().position(|one| named(one) && required(one)))
        .or_else(|| fields.iter().rposition(named))
        .or_else(|| {
            fields
                .iter()
                .position(|one| structured(one) && required(one))
        })
        .or_else(|| (fields.len() == 1).then_some(0))
}

fn is_any(schema: &Map<String, Value>) -> bool {
    schema.is_empty()
}
