//! The facts about one endpoint as an operation.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::auth;
use super::facts::{Answer, Facts, SUCCESS};
use super::section;
use super::statement::Statement;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Trust;
use crate::platform::facts::document::{Body, Operation, Parameter, Scheme, URL};
use crate::platform::facts::endpoint;
use crate::platform::facts::field::{Field, Location};
use crate::platform::facts::node::{Node, Step, steps};
use crate::platform::facts::{sample, status, types};
use crate::source::Span;

const JSON: &str = "application/json";

/// Builds the operation; `common` is what the page says outside of all endpoints.
pub(super) fn operation(
    statement: &Statement,
    mut facts: Facts,
    common: &Facts,
    diagnostics: &mut Diagnostics,
) -> Operation {
    let endpoint = &statement.endpoint;
    let (server, path) = server(statement, &facts, common);
    let mut operation = Operation::new(&endpoint.method, &path, statement.span, facts.trust());
    operation.server = server;
    operation.deprecated = facts.deprecated;
    if !facts.description.is_empty() {
        operation.description = Some(facts.description.join("\n\n"));
    }
    if let Some(origin) = &endpoint.origin {
        operation
            .extensions
            .insert(URL.to_owned(), json!(format!("{origin}{}", endpoint.path)));
    }
    let mut builder = Builder {
        operation,
        span: statement.span,
        body: None,
        schemes: Vec::new(),
        diagnostics,
    };
    for (field, section) in std::mem::take(&mut facts.fields) {
        builder.field(&field, section, &mut facts);
    }
    builder.query(&endpoint.query);
    builder.operation.add_path_parameters();
    builder.finish_body(&mut facts);
    builder.security(&facts, common);
    builder.responses(facts, common);
    builder.operation
}

/// The server and the path below it.
fn server(statement: &Statement, facts: &Facts, common: &Facts) -> (Option<String>, String) {
    let endpoint = &statement.endpoint;
    let base = facts.base_url.as_deref().or(common.base_url.as_deref());
    let Some(origin) = endpoint.origin.as_deref() else {
        let server = base.or(facts.sample_server.as_deref());
        return (server.map(str::to_owned), endpoint.path.clone());
    };
    let url = format!("{origin}{}", endpoint.path);
    if let Some(base) = base
        && let Some(rest) = url.strip_prefix(base)
        && rest.starts_with('/')
    {
        return (Some(base.to_owned()), rest.to_owned());
    }
    let (server, path) = endpoint::split_version(origin, &endpoint.path);
    (Some(server), path)
}

struct Builder<'a> {
    operation: Operation,
    span: Span,
    body: Option<Node>,
    schemes: Vec<Scheme>,
    diagnostics: &'a mut Diagnostics,
}

impl Builder<'_> {
    fn field(&mut self, field: &Field, section: Option<Location>, facts: &mut Facts) {
        let stated = field.location.or(section);
        let in_path = path_name(&self.operation.path, &field.name);
        let location = match (stated, &in_path) {
            (None | Some(Location::Query | Location::Path), Some(_)) => Location::Path,
            (Some(location), _) => location,
            (None, None) => match self.operation.method.as_str() {
                "post" | "put" | "patch" => Location::Body,
                _ => Location::Query,
            },
        };
        match location {
            Location::Body => {
                let root = self
                    .body
                    .get_or_insert_with(|| Node::new(field.trust, Some(field.span)));
                root.insert(&steps(&field.name), field.node());
            }
            Location::Header => self.header(field, facts),
            Location::Path => match in_path {
                Some(name) => {
                    let mut field = field.clone();
                    field.name = name;
                    self.parameter(&field, Location::Path);
                }
                None => self.diagnostics.push(
                    Diagnostic::warning(
                        "path-parameter-unknown",
                        format!(
                            "`{}` is called a path parameter, but `{}` has none of that name",
                            field.name, self.operation.path
                        ),
                    )
                    .at(field.span, "left out")
                    .and(self.span, "the path"),
                ),
            },
            location => self.parameter(field, location),
        }
    }

    fn parameter(&mut self, field: &Field, location: Location) {
        let mut field = field.clone();
        if field.typed.schema.is_empty() {
            let default = field.default.as_deref().unwrap_or("");
            field.typed.schema = types::read(kind_of(default)).schema;
        }
        self.operation
            .add_parameter(Parameter::new(&field, location));
    }

    /// Header rows that OpenAPI states elsewhere: authentication and media types.
    fn header(&mut self, field: &Field, facts: &mut Facts) {
        if let Some(scheme) = auth::of_header(field) {
            if !self.schemes.contains(&scheme) {
                self.schemes.push(scheme);
            }
            return;
        }
        let values = [
            field.example.as_deref(),
            field.default.as_deref(),
            Some(field.description.as_str()),
        ];
        let media = values.into_iter().flatten().find_map(section::media_type);
        match field.name.to_ascii_lowercase().as_str() {
            "content-type" => facts.request_media = facts.request_media.take().or(media),
            "accept" => facts.response_media = facts.response_media.take().or(media),
            _ => self.parameter(field, Location::Header),
        }
    }

    /// Parameters that only the URL shows.
    fn query(&mut self, query: &[(String, String)]) {
        for (name, value) in query {
            let mut node = Node::new(Trust::Prose, Some(self.span));
            node.schema = types::read(kind_of(value)).schema;
            if !value.is_empty()
                && !value.contains(['{', '<', ':'])
                && let Some(value) = sample::value_of(value, &node.schema)
            {
                node.schema.insert("examples".to_owned(), json!([value]));
            }
            self.operation.add_parameter(Parameter {
                name: name.clone(),
                location: Location::Query,
                required: false,
                node,
                names: Vec::new(),
            });
        }
    }

    fn finish_body(&mut self, facts: &mut Facts) {
        let stated = self.body.take();
        let required = stated.as_ref().is_some_and(|body| {
            body.children
                .values()
                .any(|child| child.required == Some(true))
        });
        let samples = std::mem::take(&mut facts.bodies);
        let Some(node) = self.combine(stated, samples, "body") else {
            return;
        };
        let media = facts.request_media.clone().unwrap_or_else(|| {
            let file = node
                .children
                .values()
                .any(|child| child.schema.get("format") == Some(&json!("binary")));
            if file { "multipart/form-data" } else { JSON }.to_owned()
        });
        let span = node.place.unwrap_or(self.span);
        self.operation.body = Some(Body {
            content: IndexMap::from([(media, node)]),
            required: required.then_some(true),
            span,
        });
    }

    /// What was stated, with what samples show besides.
    fn combine(&mut self, stated: Option<Node>, samples: Vec<Node>, name: &str) -> Option<Node> {
        let place = samples.first().and_then(|sample| sample.place);
        let sample = samples.into_iter().reduce(sample::union);
        match (stated, sample) {
            (Some(stated), Some(sample)) => {
                let mut node = align(stated, &sample);
                let mut differing = Vec::new();
                node.absorb(sample, &mut differing, name);
                for message in differing {
                    let note = Diagnostic::note("sample-differs", message);
                    self.diagnostics
                        .push(note.at(place.unwrap_or(self.span), "the table or list is taken"));
                }
                Some(node)
            }
            (stated, sample) => stated.or(sample),
        }
    }

    fn security(&mut self, facts: &Facts, common: &Facts) {
        let mut schemes = std::mem::take(&mut self.schemes);
        for more in [&facts.schemes, &common.schemes] {
            if schemes.is_empty() {
                schemes.clone_from(more);
            }
        }
        if schemes.is_empty() {
            schemes.extend(facts.sample_scheme.clone());
        }
        if !schemes.is_empty() {
            self.operation.security = Some(schemes);
        }
    }

    fn responses(&mut self, mut facts: Facts, common: &Facts) {
        self.fold_success(&mut facts);
        let media = facts
            .response_media
            .clone()
            .unwrap_or_else(|| JSON.to_owned());
        for (code, answer) in facts.responses {
            let (span, trust) = (answer.span, answer.trust);
            let description = answer.description.clone();
            let mut samples = answer.samples;
            let stated = fields_node(&answer.fields);
            if stated.is_none() && samples.is_empty() && !status::is_success(&code) {
                samples.extend(facts.error_samples.iter().cloned());
            }
            let node = self.combine(stated, samples, "response");
            let response = self.operation.response(&code, span, trust);
            response.description = Some(description);
            if let Some(node) = node {
                response.content.insert(media.clone(), node);
            }
        }
        for (code, answer) in &common.responses {
            if !status::is_success(code) && !self.operation.responses.contains_key(code) {
                let response = self.operation.response(code, answer.span, answer.trust);
                response.description = Some(answer.description.clone());
            }
        }
        let succeeds = |code: &String| status::is_success(code);
        if !self.operation.responses.keys().any(succeeds) {
            let span = self.span;
            self.operation.response(SUCCESS, span, Trust::Inferred);
        }
    }

    /// What was said of "the response" belongs to the one status of success that the page names.
    fn fold_success(&self, facts: &mut Facts) {
        let named: Vec<String> = facts
            .responses
            .keys()
            .filter(|code| status::is_success(code) && *code != SUCCESS)
            .cloned()
            .collect();
        let [code] = named.as_slice() else {
            return;
        };
        let Some(unnamed) = facts.responses.shift_remove(SUCCESS) else {
            return;
        };
        let Answer {
            description,
            fields,
            samples,
            span,
            trust,
        } = unnamed;
        let answer = facts.answer(code, span, trust);
        answer.fields.extend(fields);
        answer.samples.extend(samples);
        if answer.description.is_empty() {
            answer.description = description;
        }
    }
}

/// Whatever goes into a URL or header is text, unless a value of it shows more.
fn kind_of(value: &str) -> &'static str {
    match serde_json::from_str::<Value>(value.trim()) {
        Ok(Value::Bool(_)) => "boolean",
        Ok(Value::Number(number)) if number.is_f64() => "number",
        Ok(Value::Number(_)) => "integer",
        _ => "string",
    }
}

/// The template's spelling of a path parameter.
fn path_name(path: &str, name: &str) -> Option<String> {
    let bare = name.trim_matches(|c| matches!(c, '{' | '}' | ':' | '<' | '>'));
    let loose = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let names = endpoint::path_names(path);
    names
        .iter()
        .find(|one| **one == bare)
        .or_else(|| names.iter().find(|one| loose(one) == loose(bare)))
        .map(|one| (*one).to_owned())
}

fn fields_node(fields: &[Field]) -> Option<Node> {
    let first = fields.first()?;
    let mut root = Node::new(first.trust, Some(first.span));
    for field in fields {
        root.insert(&steps(&field.name), field.node());
    }
    Some(root)
}

/// Tables often describe what is inside the envelope that the sample shows: `{data: [{…}]}`. Puts
/// the stated fields where the sample has most of their names.
fn align(stated: Node, sample: &Node) -> Node {
    let names: Vec<&String> = stated.children.keys().collect();
    let mut best = (count(sample, &names), Vec::new());
    search(sample, &names, &mut Vec::new(), &mut best);
    let (found, path) = best;
    if path.is_empty() || found * 2 < names.len() {
        return stated;
    }
    let mut root = Node::new(Trust::Inferred, sample.place);
    root.insert(&path, stated);
    root
}

fn count(node: &Node, names: &[&String]) -> usize {
    names
        .iter()
        .filter(|name| node.children.contains_key(name.as_str()))
        .count()
}

fn search(node: &Node, names: &[&String], path: &mut Vec<Step>, best: &mut (usize, Vec<Step>)) {
    if path.len() >= 4 {
        return;
    }
    let mut visit = |step: Step, child: &Node, path: &mut Vec<Step>| {
        path.push(step);
        let found = count(child, names);
        if found > best.0 {
            *best = (found, path.clone());
        }
        search(child, names, path, best);
        path.pop();
    };
    for (key, child) in &node.children {
        visit(Step::Key(key.clone()), child, path);
    }
    if let Some(items) = &node.items {
        visit(Step::Items, items, path);
    }
}
