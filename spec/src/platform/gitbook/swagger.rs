//! `{% swagger method= path= baseUrl= %}` with its parameters and responses in tags of their own.

use indexmap::IndexMap;
use serde_json::json;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Trust;
use crate::page::{BlockKind, Page};
use crate::platform::facts::document::{Body, Operation, Parameter, Scheme};
use crate::platform::facts::field::{Field, Location};
use crate::platform::facts::node::{Node, steps};
use crate::platform::facts::{columns, endpoint, sample, status, text, types};
use crate::platform::prose::scheme_of_header;
use crate::platform::template_tag::TemplateTag;
use crate::source::{Sources, Span};

/// The operation of a tag. `inner` are the tags inside of it, `inside` the text between.
pub(super) fn read(
    tag: &TemplateTag,
    inner: &[TemplateTag],
    inside: Span,
    page: &Page,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Operation> {
    let Some((server, endpoint)) = address(tag) else {
        let message = "this tag's method and path cannot be read";
        diagnostics.push(Diagnostic::warning("tag-incomplete", message).at(tag.span, "left out"));
        return None;
    };
    let mut operation = Operation::new(&endpoint.method, &endpoint.path, tag.span, Trust::Table);
    operation.server = server;
    operation.summary = tag.get("summary").map(text::line);
    operation.deprecated = tag.get("deprecated") == Some("true");
    let mut block = Block {
        page,
        sources,
        operation,
        body: None,
        multipart: false,
        schemes: Vec::new(),
        diagnostics,
    };
    for (at, part) in inner.iter().enumerate() {
        let end = inner.get(at + 1).map_or(inside.end, |next| next.span.start);
        let span = Span::new(page.source, part.span.end, end.max(part.span.end));
        match part.name.as_str() {
            "swagger-description" => block.description(span),
            "swagger-parameter" => block.parameter(part, span),
            "swagger-response" => {
                // A sample may stand in tags of its own (`{% code %}`) inside.
                let close = inner[at + 1..]
                    .iter()
                    .find(|one| one.name == "endswagger-response");
                let end = close.map_or(end, |one| one.span.start);
                block.response(part, Span::new(page.source, part.span.end, end));
            }
            _ => {}
        }
    }
    for (name, value) in &endpoint.query {
        block.query(name, value);
    }
    Some(block.finish())
}

/// The server and the endpoint. The whole URL may stand in `baseUrl`, with nothing in `path`.
fn address(tag: &TemplateTag) -> Option<(Option<String>, endpoint::Endpoint)> {
    let method = tag.get("method")?;
    let base = tag.get("baseUrl").unwrap_or("").trim_end_matches('/');
    match tag.get("path") {
        Some(path) if path.contains("://") => split(endpoint::parse(method, path)?),
        Some(path) => {
            let path = format!("/{}", path.trim_start_matches('/'));
            let found = endpoint::parse(method, &path)?;
            let server = (base.contains("://") && !base.contains(char::is_whitespace))
                .then(|| base.to_owned());
            Some((server, found))
        }
        None => split(endpoint::parse(method, base)?),
    }
}

fn split(mut found: endpoint::Endpoint) -> Option<(Option<String>, endpoint::Endpoint)> {
    let Some(origin) = found.origin.take() else {
        return Some((None, found));
    };
    let (server, path) = endpoint::split_version(&origin, &found.path);
    found.path = path;
    Some((Some(server), found))
}

struct Block<'a> {
    page: &'a Page,
    sources: &'a Sources,
    operation: Operation,
    body: Option<Node>,
    multipart: bool,
    schemes: Vec<Scheme>,
    diagnostics: &'a mut Diagnostics,
}

impl Block<'_> {
    /// The words of a range, code left out.
    fn words(&self, span: Span) -> String {
        let text = &self.sources.get(span.source).text;
        let text = text.get(span.start..span.end).unwrap_or("");
        let text = text.split("```").next().unwrap_or(text);
        columns::described(text).trim_matches('\u{200b}').to_owned()
    }

    fn description(&mut self, span: Span) {
        let words = self.words(span);
        if !words.is_empty() {
            self.operation.description = Some(words);
        }
    }

    fn parameter(&mut self, part: &TemplateTag, span: Span) {
        let Some(name) = part.get("name") else { return };
        let Some(mut field) = Field::named(name, part.span, Trust::Table) else {
            let message = format!("`{name}` is no name of a parameter");
            self.diagnostics
                .push(Diagnostic::warning("parameter-name", message).at(part.span, "left out"));
            return;
        };
        if let Some(kind) = part.get("type") {
            field.typed = types::read(&text::clean(kind));
        }
        match part.get("required") {
            Some("true") => field.required = Some(true),
            Some("false") => field.required = Some(false),
            _ => {}
        }
        field.description = self.words(span);
        field.settle();
        let location = part.get("in").unwrap_or("");
        self.multipart |= location.eq_ignore_ascii_case("formData");
        let in_path = endpoint::path_names(&self.operation.path).contains(&field.name.as_str());
        match Location::of(location) {
            _ if in_path => self.put(&field, Location::Path),
            Some(Location::Body) => {
                let root = self
                    .body
                    .get_or_insert_with(|| Node::new(Trust::Table, Some(field.span)));
                root.insert(&steps(&field.name), field.node());
            }
            Some(Location::Header) => match scheme_of_header(&field) {
                Some(scheme) => self.schemes.push(scheme),
                None if field.name.eq_ignore_ascii_case("content-type") => {}
                None => self.put(&field, Location::Header),
            },
            Some(Location::Path) => {
                let message = format!(
                    "`{}` is called a path parameter, but `{}` has none of that name",
                    field.name, self.operation.path
                );
                self.diagnostics.push(
                    Diagnostic::warning("path-parameter-unknown", message)
                        .at(part.span, "left out")
                        .and(self.operation.span, "the path"),
                );
            }
            location => self.put(&field, location.unwrap_or(Location::Query)),
        }
    }

    fn put(&mut self, field: &Field, location: Location) {
        let mut field = field.clone();
        if field.typed.schema.is_empty() {
            field.typed = types::read("string");
        }
        self.operation
            .add_parameter(Parameter::new(&field, location));
    }

    fn query(&mut self, name: &str, value: &str) {
        if let Some(mut field) = Field::named(name, self.operation.span, Trust::Prose) {
            field.example = Some(value.to_owned()).filter(|it| !it.contains(['{', '<']));
            self.put(&field, Location::Query);
        }
    }

    fn response(&mut self, part: &TemplateTag, span: Span) {
        let (codes, phrase) = status::statuses(part.get("status").unwrap_or(""));
        let Some(code) = codes.first() else {
            let message = "this response has no status";
            self.diagnostics
                .push(Diagnostic::warning("response-status", message).at(part.span, "left out"));
            return;
        };
        let stated = part.get("description").map(text::line);
        let words = self.words(span);
        let phrase = text::line(phrase.trim_start_matches([':', ' ', '-']));
        let described = [stated.unwrap_or_default(), words, phrase];
        let described = described.into_iter().find(|text| !text.is_empty());
        let samples: Vec<Node> = self
            .page
            .blocks
            .iter()
            .filter(|block| block.span.start >= span.start && block.span.end <= span.end)
            .filter_map(|block| match &block.kind {
                BlockKind::Fence(fence) => {
                    let text = &self.sources.get(fence.body.source).text;
                    let parsed = sample::parse(text.get(fence.body.start..fence.body.end)?)?;
                    Some(sample::infer(&parsed.value, Some(fence.body)))
                }
                _ => None,
            })
            .collect();
        let response = self.operation.response(code, part.span, Trust::Table);
        if response.description.is_none() {
            response.description = described;
        }
        if let Some(mut node) = samples.into_iter().reduce(sample::union) {
            if let Some(known) = response.content.shift_remove("application/json") {
                node = sample::union(known, node);
            }
            response.content.insert("application/json".to_owned(), node);
        }
    }

    fn finish(mut self) -> Operation {
        self.operation.add_path_parameters();
        if let Some(body) = self.body.take() {
            let required = body
                .children
                .values()
                .any(|child| child.required == Some(true));
            let file = body
                .children
                .values()
                .any(|child| child.schema.get("format") == Some(&json!("binary")));
            let media = if self.multipart || file {
                "multipart/form-data"
            } else {
                "application/json"
            };
            let span = body.place.unwrap_or(self.operation.span);
            self.operation.body = Some(Body {
                content: IndexMap::from([(media.to_owned(), body)]),
                required: required.then_some(true),
                span,
            });
        }
        if !self.schemes.is_empty() {
            self.operation.security = Some(self.schemes);
        }
        self.operation
    }
}
