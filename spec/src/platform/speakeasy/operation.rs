//! Pages of methods: one section per operation.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::names::{Convention, candidates, same};
use super::snippet::{self, Snippet};
use super::{fields, section, snippet::read as snippet_in};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Trust;
use crate::page::{Block, BlockKind, Page, Table};
use crate::platform::facts::columns::{self, Role};
use crate::platform::facts::document::{Body, Draft, NAMES, Operation, Parameter};
use crate::platform::facts::endpoint::path_names;
use crate::platform::facts::field::{Field, Location};
use crate::platform::facts::node::{Node, Step};
use crate::platform::facts::{status, text, types};
use crate::source::{Sources, Span};

/// The SDK's type that holds all parameters of an operation, when the table shows only that.
pub(super) const REQUEST: &str = "x-pagecrate-request";
/// Names of parameters that are set once for the whole client.
pub(super) const GLOBALS: &str = "x-pagecrate-globals";

const JSON: &str = "application/json";

/// Rows that configure the SDK's call and never reach the wire.
const SDK_ONLY: &[&str] = &[
    "retries",
    "options",
    "serverurl",
    "httpheaders",
    "timeoutms",
    "ctx",
    "opts",
    "security",
    "acceptheaderoverride",
];

/// What a client is made with that is no parameter of any operation.
const CLIENT_ONLY: &[&str] = &[
    "apikey",
    "security",
    "serverurl",
    "server",
    "client",
    "timeoutms",
];

/// Reads every operation of the page into the draft.
pub(super) fn read(
    page: &Page,
    sources: &Sources,
    draft: &mut Draft,
    diagnostics: &mut Diagnostics,
) {
    let found: Vec<(usize, Snippet)> = page
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| Some((at, snippet_in(block, sources)?)))
        .collect();
    let convention = Convention::of_paths(found.iter().flat_map(|(_, one)| path_names(&one.path)));
    let mut globals: Vec<String> = Vec::new();
    let mut left_out: Vec<(String, Span)> = Vec::new();
    for (at, snippet) in found {
        let known = draft
            .operations
            .iter()
            .any(|one| one.method == snippet.method && one.path == snippet.path);
        if known {
            continue;
        }
        let blocks = method_section(&page.blocks, at);
        for name in client_options(blocks, sources) {
            if !globals.contains(&name) {
                globals.push(name);
            }
        }
        let span = page.blocks.get(at).map(|block| block.span);
        let mut reader = Method {
            operation: Operation::new(
                &snippet.method,
                &snippet.path,
                span.unwrap_or(Span::new(page.source, 0, 0)),
                Trust::Table,
            ),
            convention,
            globals: &globals,
            left_out: &mut left_out,
        };
        reader.operation.id = snippet.id;
        reader.read(blocks, sources);
        draft.operations.push(reader.operation);
    }
    if !globals.is_empty() {
        draft.extensions.insert(GLOBALS.to_owned(), json!(globals));
    }
    note(&left_out, diagnostics);
}

fn note(left_out: &[(String, Span)], diagnostics: &mut Diagnostics) {
    let Some((_, first)) = left_out.first() else {
        return;
    };
    let mut names: Vec<&str> = left_out.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    diagnostics.push(
        Diagnostic::note(
            "sdk-only-parameter",
            format!("left out what only concerns the SDK: {}", names.join(", ")),
        )
        .at(*first, "the first of them"),
    );
}

/// The section of the method that a snippet stands in: from its heading, which is one level above
/// `### Example Usage`.
fn method_section(blocks: &[Block], at: usize) -> &[Block] {
    let mut below = u8::MAX;
    for start in (0..=at).rev() {
        if let BlockKind::Heading { level, text } = &blocks[start].kind {
            let title = text::words(&text::line(text::heading(text))).join(" ");
            let inner = title.starts_with("example usage") || title.starts_with("standalone");
            if !inner && *level < below {
                return section(&blocks[start..], *level);
            }
            below = below.min(*level);
        }
    }
    &blocks[at..]
}

/// The names given to the client's constructor in the samples: parameters that are set once for
/// all operations.
fn client_options(blocks: &[Block], sources: &Sources) -> Vec<String> {
    let mut names = Vec::new();
    for block in blocks {
        let BlockKind::Fence(fence) = &block.kind else {
            continue;
        };
        let source = sources.get(fence.body.source);
        let Some(code) = source.text.get(fence.body.start..fence.body.end) else {
            continue;
        };
        let Some(start) = code
            .find("new ")
            .filter(|at| code[*at..].contains("({") || code.contains("sdk = new "))
            .or_else(|| code.find("\nwith "))
        else {
            continue;
        };
        let Some(open) = code[start..].find('(').map(|at| start + at) else {
            continue;
        };
        let Some(close) = text::matching(&code[open..], '(', ')') else {
            continue;
        };
        let arguments = code[open + 1..open + close]
            .trim()
            .trim_start_matches('{')
            .trim_end_matches('}');
        for argument in types::split_top(arguments, &[',']) {
            if let Some((name, _)) = argument.split_once([':', '='])
                && text::is_name(name.trim())
                && !CLIENT_ONLY.iter().any(|one| same(one, name))
            {
                names.push(name.trim().to_owned());
            }
        }
    }
    names
}

struct Method<'a> {
    operation: Operation,
    convention: Option<Convention>,
    globals: &'a [String],
    left_out: &'a mut Vec<(String, Span)>,
}

impl Method<'_> {
    fn read(&mut self, blocks: &[Block], sources: &Sources) {
        self.head(blocks, sources);
        let mut title = String::new();
        for block in blocks.iter().skip(1) {
            match &block.kind {
                BlockKind::Heading { text, .. } => {
                    title = text::words(&text::line(text::heading(text))).join(" ");
                }
                BlockKind::Table(table) if title == "parameters" => self.parameters(table),
                BlockKind::Table(table) if title == "errors" => self.errors(table),
                BlockKind::Paragraph(line) if title == "response" => {
                    self.response(&line.raw, block.span);
                }
                _ => {}
            }
        }
        if !self
            .operation
            .responses
            .keys()
            .any(|code| status::is_success(code))
        {
            let span = self.operation.span;
            self.operation.response("2XX", span, Trust::Inferred);
        }
        self.operation.add_path_parameters();
    }

    /// The method's heading and the paragraphs below it.
    fn head(&mut self, blocks: &[Block], sources: &Sources) {
        if let Some(BlockKind::Heading { text, .. }) = blocks.first().map(|block| &block.kind) {
            self.operation.deprecated = text::heading(text).starts_with("~~");
        }
        let mut paragraphs = Vec::new();
        for block in blocks.iter().skip(1) {
            match &block.kind {
                BlockKind::Paragraph(_) if snippet::read(block, sources).is_some() => break,
                BlockKind::Paragraph(line) => {
                    let text = columns::described(&line.raw);
                    if text.to_uppercase().contains("DEPRECATED") && text.starts_with([':', '⚠'])
                    {
                        self.operation.deprecated = true;
                    } else {
                        paragraphs.push(text);
                    }
                }
                BlockKind::Tag(_) => {}
                _ => break,
            }
        }
        if !paragraphs.is_empty() {
            self.operation.description = Some(paragraphs.join("\n\n"));
        }
    }

    fn parameters(&mut self, table: &Table) {
        let roles = columns::roles(table);
        let mut fields = Vec::new();
        for row in table.rows.iter().take(columns::MOST_ROWS) {
            let Some(field) = fields::read(row, &roles, &table.header) else {
                continue;
            };
            if self.is_sdk_only(&field) {
                self.left_out.push((field.name, field.span));
            } else {
                fields.push(field);
            }
        }
        let fields = self.take_path_parameters(fields);
        self.place(fields);
    }

    fn is_sdk_only(&self, field: &Field) -> bool {
        let first = field.name.split('.').next().unwrap_or(&field.name);
        SDK_ONLY.iter().any(|name| same(name, first))
            || self.globals.iter().any(|name| same(name, &field.name))
            || matches!(
                field.typed.schema.get(types::STUB).and_then(Value::as_str),
                Some("RetryConfig" | "RequestOptions" | "Context" | "Option")
            )
    }

    /// What stands in braces in the path is a path parameter, under the path's own spelling.
    fn take_path_parameters(&mut self, fields: Vec<Field>) -> Vec<Field> {
        let path = self.operation.path.clone();
        let names = path_names(&path);
        let mut rest = Vec::new();
        for mut field in fields {
            match names.iter().find(|name| same(name, &field.name)) {
                Some(name) => {
                    field.name = (*name).to_owned();
                    let parameter = Parameter::new(&field, Location::Path);
                    self.operation.add_parameter(parameter);
                }
                None => rest.push(field),
            }
        }
        rest
    }

    /// Everything but the path: the query of a method without a body, else the body.
    fn place(&mut self, mut fields: Vec<Field>) {
        let has_body = matches!(self.operation.method.as_str(), "post" | "put" | "patch");
        if let Some(at) = fields.iter().position(is_whole) {
            let whole = fields.remove(at);
            let wrapper = same(&whole.name, "request")
                && whole.typed.schema.get(types::MODULE) == Some(&json!("operations"));
            if wrapper || !has_body {
                // Path, query and body are all fields of this type; its page tells which is which.
                let name = types::stub_name(&whole.typed.schema);
                self.operation
                    .extensions
                    .insert(REQUEST.to_owned(), json!(name));
            } else {
                self.body(whole.node(), whole.required, whole.span);
            }
            for field in fields {
                self.query_or_header(field);
            }
            return;
        }
        let mut body: Option<Node> = None;
        for field in fields {
            if !has_body || header_name(&field.name).is_some() {
                self.query_or_header(field);
                continue;
            }
            let root = body.get_or_insert_with(|| Node::new(Trust::Table, Some(field.span)));
            let names = candidates(&field.name, self.convention);
            let mut node = field.node();
            if names.len() > 1 {
                node.schema.insert(NAMES.to_owned(), json!(names));
            }
            let name = names.into_iter().next().unwrap_or(field.name);
            root.insert(&[Step::Key(name)], node);
        }
        if let Some(body) = body {
            let required = body
                .children
                .values()
                .any(|child| child.required == Some(true));
            let span = body.place.unwrap_or(self.operation.span);
            self.body(body, required.then_some(true), span);
        }
    }

    fn body(&mut self, node: Node, required: Option<bool>, span: Span) {
        let mut content = IndexMap::new();
        content.insert(JSON.to_owned(), node);
        self.operation.body = Some(Body {
            content,
            required,
            span,
        });
    }

    fn query_or_header(&mut self, mut field: Field) {
        if let Some(name) = header_name(&field.name) {
            field.name = name;
            let parameter = Parameter::new(&field, Location::Header);
            self.operation.add_parameter(parameter);
            return;
        }
        let names = candidates(&field.name, self.convention);
        let mut parameter = Parameter::new(&field, Location::Query);
        if let Some(first) = names.first() {
            parameter.name.clone_from(first);
        }
        parameter.names = if names.len() > 1 { names } else { Vec::new() };
        self.operation.add_parameter(parameter);
    }

    /// The response's type; nothing says which status of success it has.
    fn response(&mut self, raw: &str, span: Span) {
        let shown = text::line(raw);
        let shown = shown.strip_suffix(", error").unwrap_or(&shown);
        let streams = shown.contains("EventStream");
        let read = types::read(shown).schema;
        let none = shown.contains("Promise<void>") || matches!(shown, "None" | "void" | "error");
        if !none && !read.contains_key(types::STUB) && !read.contains_key("type") && !streams {
            return;
        }
        if self.operation.responses.contains_key("2XX") {
            return;
        }
        let response = self.operation.response("2XX", span, Trust::Table);
        if none {
            return;
        }
        let mut node = Node::new(Trust::Table, Some(span));
        node.schema = read;
        response.content.insert(JSON.to_owned(), node);
        if streams {
            let node = Node::new(Trust::Table, Some(span));
            response
                .content
                .insert("text/event-stream".to_owned(), node);
        }
    }

    fn errors(&mut self, table: &Table) {
        let roles: Vec<Role> = columns::roles(table);
        let cell = |row: &crate::page::Row, role: Role| {
            roles
                .iter()
                .position(|other| *other == role)
                .and_then(|at| row.cells.get(at))
                .map(|cell| text::line(&cell.raw))
        };
        for row in table.rows.iter().take(columns::MOST_ROWS) {
            let media = cell(row, Role::Media).unwrap_or_default();
            let statuses = cell(row, Role::Status).unwrap_or_default();
            let (codes, _) = status::statuses(&statuses);
            if media == "*/*" {
                // The SDK's own error for whatever is not documented.
                self.left_out.push((statuses, row.span));
                continue;
            }
            let name = row.cells.first().map(|cell| text::line(&cell.raw));
            for code in codes {
                let response = self.operation.response(&code, row.span, Trust::Table);
                if media.contains('/') {
                    let mut node = Node::new(Trust::Table, Some(row.span));
                    if let Some(name) = name.as_deref().filter(|name| text::is_name(name)) {
                        node.schema = types::stub(name);
                    }
                    response.content.entry(media.clone()).or_insert(node);
                }
            }
        }
    }
}

/// A row that stands for the whole request: `request`, or a body of its own type.
fn is_whole(field: &Field) -> bool {
    let Some(stub) = field.typed.schema.get(types::STUB).and_then(Value::as_str) else {
        return false;
    };
    ["request", "requestBody", "body"]
        .iter()
        .any(|name| same(name, &field.name))
        || same(stub, &field.name)
            && (stub.ends_with("Request") || stub.ends_with("Body") || stub.ends_with("Params"))
}

/// `x_session_id` and the like can only be headers.
pub(in crate::platform) fn header_name(name: &str) -> Option<String> {
    let rest = name
        .strip_prefix("x_")
        .or_else(|| name.strip_prefix("x-"))
        .or_else(|| {
            name.strip_prefix('x')
                .filter(|rest| rest.starts_with(char::is_uppercase))
        })?;
    let words = candidates(rest, None).into_iter().next()?;
    Some(format!("x-{}", words.replace('_', "-")))
}
