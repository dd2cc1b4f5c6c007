//! Operations and components as one OpenAPI document with the place of every fact.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::endpoint::path_names;
use super::field::{Field, Location};
use super::node::{Node, TRUST, trust_word};
use super::{status, types};
use crate::fragment::{Fragment, Trust};
use crate::page::Page;
use crate::pointer::Pointer;
use crate::source::Span;

/// Spellings that a name may have on the wire, the likeliest first.
pub(crate) const NAMES: &str = "x-pagecrate-names";
/// The absolute URL that the page gives, for whoever knows the server better.
pub(crate) const URL: &str = "x-pagecrate-url";

/// What a page gives, before it is a document.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// The operations in the order of the page.
    pub operations: Vec<Operation>,
    /// Schemas by name.
    pub schemas: IndexMap<String, Node>,
    /// Extensions of the document.
    pub extensions: Map<String, Value>,
}

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// In lower case.
    pub method: String,
    /// The template, without the server.
    pub path: String,
    /// The server's URL, where the page gives it.
    pub server: Option<String>,
    /// `operationId`.
    pub id: Option<String>,
    /// One line.
    pub summary: Option<String>,
    /// More.
    pub description: Option<String>,
    /// Groups.
    pub tags: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Path, query, header and cookie parameters.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// Responses by status.
    pub responses: IndexMap<String, Response>,
    /// The schemes, any one of which is enough; `None` when the page does not say.
    pub security: Option<Vec<Scheme>>,
    /// How directly it is stated.
    pub trust: Trust,
    /// Where its method and path stand.
    pub span: Span,
    /// Extensions.
    pub extensions: Map<String, Value>,
}

/// A parameter outside the body.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// OpenAPI's `in`.
    pub location: Location,
    /// Whether it is required.
    pub required: bool,
    /// Its schema, with the description and the examples.
    pub node: Node,
    /// Other spellings, when the name is a guess.
    pub names: Vec<String>,
}

/// A request body.
#[derive(Debug)]
pub(crate) struct Body {
    /// Schemas by media type.
    pub content: IndexMap<String, Node>,
    /// Whether it is required; `None` when the page does not say.
    pub required: Option<bool>,
    /// Where it stands.
    pub span: Span,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    /// What it means.
    pub description: Option<String>,
    /// Schemas by media type.
    pub content: IndexMap<String, Node>,
    /// Where it stands.
    pub span: Span,
    /// How directly.
    pub trust: Trust,
}

/// A way of authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Basic …`.
    Basic,
    /// A header that holds a key.
    Header(String),
}

impl Scheme {
    fn name(&self) -> &'static str {
        match self {
            Self::Bearer => "bearerAuth",
            Self::Basic => "basicAuth",
            Self::Header(_) => "apiKeyAuth",
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Bearer => json!({"type": "http", "scheme": "bearer"}),
            Self::Basic => json!({"type": "http", "scheme": "basic"}),
            Self::Header(name) => json!({"type": "apiKey", "in": "header", "name": name}),
        }
    }
}

impl Parameter {
    /// A field as a parameter.
    pub(crate) fn new(field: &Field, location: Location) -> Self {
        Self {
            name: field.name.clone(),
            location,
            required: location == Location::Path || field.required == Some(true),
            node: field.node(),
            names: Vec::new(),
        }
    }
}

impl Response {
    /// A response of which only the status is known.
    pub(crate) fn new(span: Span, trust: Trust) -> Self {
        Self {
            description: None,
            content: IndexMap::new(),
            span,
            trust,
        }
    }
}

impl Operation {
    /// An operation of which only method and path are known.
    pub(crate) fn new(method: &str, path: &str, span: Span, trust: Trust) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            server: None,
            id: None,
            summary: None,
            description: None,
            tags: Vec::new(),
            deprecated: false,
            parameters: Vec::new(),
            body: None,
            responses: IndexMap::new(),
            security: None,
            trust,
            span,
            extensions: Map::new(),
        }
    }

    /// Adds a parameter; the first of a name and location stays.
    pub(crate) fn add_parameter(&mut self, parameter: Parameter) {
        let same = |other: &Parameter| {
            other.location == parameter.location
                && if parameter.location == Location::Header {
                    other.name.eq_ignore_ascii_case(&parameter.name)
                } else {
                    other.name == parameter.name
                }
        };
        if !self.parameters.iter().any(same) {
            self.parameters.push(parameter);
        }
    }

    /// Adds what only the path names: texts, of which nothing else is known.
    pub(crate) fn add_path_parameters(&mut self) {
        let path = self.path.clone();
        for name in path_names(&path) {
            let mut node = Node::new(Trust::Inferred, Some(self.span));
            node.schema = types::read("string").schema;
            self.add_parameter(Parameter {
                name: name.to_owned(),
                location: Location::Path,
                required: true,
                node,
                names: Vec::new(),
            });
        }
    }

    /// The response of a status, made when it is not there.
    pub(crate) fn response(&mut self, code: &str, span: Span, trust: Trust) -> &mut Response {
        self.responses
            .entry(code.to_owned())
            .or_insert_with(|| Response::new(span, trust))
    }

    fn render(&self, own: Trust, at: &Pointer, places: &mut Vec<(Pointer, Span)>) -> Value {
        places.push((at.clone(), self.span));
        let mut out = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                out.insert(key.to_owned(), value);
            }
        };
        put("operationId", self.id.as_ref().map(|id| json!(id)));
        put("summary", self.summary.as_ref().map(|text| json!(text)));
        put(
            "description",
            self.description.as_ref().map(|text| json!(text)),
        );
        put("tags", (!self.tags.is_empty()).then(|| json!(self.tags)));
        put("deprecated", self.deprecated.then(|| json!(true)));
        let security = self.security.as_ref().map(|schemes| {
            let list: Vec<Value> = schemes
                .iter()
                .map(|scheme| json!({scheme.name(): []}))
                .collect();
            json!(list)
        });
        put("security", security);
        put("parameters", self.render_parameters(own, at, places));
        put(
            "requestBody",
            self.body
                .as_ref()
                .map(|body| body.render(own, &at.join("requestBody"), places)),
        );
        put("responses", Some(self.render_responses(own, at, places)));
        put(TRUST, (self.trust != own).then(|| trust_word(self.trust)));
        out.extend(self.extensions.clone());
        Value::Object(out)
    }

    fn render_parameters(
        &self,
        own: Trust,
        at: &Pointer,
        places: &mut Vec<(Pointer, Span)>,
    ) -> Option<Value> {
        if self.parameters.is_empty() {
            return None;
        }
        let at = at.join("parameters");
        let list = self.parameters.iter().enumerate();
        Some(
            list.map(|(index, parameter)| parameter.render(own, &at.index(index), places))
                .collect(),
        )
    }

    fn render_responses(
        &self,
        own: Trust,
        at: &Pointer,
        places: &mut Vec<(Pointer, Span)>,
    ) -> Value {
        let at = at.join("responses");
        let mut codes: Vec<&String> = self.responses.keys().collect();
        codes.sort();
        let mut out = Map::new();
        for code in codes {
            if let Some(response) = self.responses.get(code) {
                out.insert(
                    code.clone(),
                    response.render(code, own, &at.join(code), places),
                );
            }
        }
        Value::Object(out)
    }
}

impl Parameter {
    fn render(&self, own: Trust, at: &Pointer, places: &mut Vec<(Pointer, Span)>) -> Value {
        let mut schema = match self.node.render(own, &at.join("schema"), places) {
            Value::Object(schema) => schema,
            _ => Map::new(),
        };
        if let Some(place) = self.node.place {
            places.push((at.clone(), place));
        }
        let mut out = Map::new();
        out.insert("name".to_owned(), json!(self.name));
        out.insert("in".to_owned(), json!(self.location.word()));
        if self.required {
            out.insert("required".to_owned(), json!(true));
        }
        for key in ["description", "deprecated", TRUST] {
            if let Some(value) = schema.shift_remove(key) {
                out.insert(key.to_owned(), value);
            }
        }
        if let Some(Value::Array(examples)) = schema.shift_remove("examples")
            && let Some(example) = examples.into_iter().next()
        {
            out.insert("example".to_owned(), example);
        }
        out.insert("schema".to_owned(), Value::Object(schema));
        if !self.names.is_empty() {
            out.insert(NAMES.to_owned(), json!(self.names));
        }
        Value::Object(out)
    }
}

impl Body {
    fn render(&self, own: Trust, at: &Pointer, places: &mut Vec<(Pointer, Span)>) -> Value {
        places.push((at.clone(), self.span));
        let mut out = Map::new();
        if let Some(required) = self.required {
            out.insert("required".to_owned(), json!(required));
        }
        let content = render_content(&self.content, own, at, places);
        out.insert("content".to_owned(), content);
        Value::Object(out)
    }
}

impl Response {
    fn render(
        &self,
        code: &str,
        own: Trust,
        at: &Pointer,
        places: &mut Vec<(Pointer, Span)>,
    ) -> Value {
        places.push((at.clone(), self.span));
        let mut out = Map::new();
        let described = self.description.clone().filter(|text| !text.is_empty());
        out.insert(
            "description".to_owned(),
            json!(described.unwrap_or_else(|| status::phrase(code).to_owned())),
        );
        if !self.content.is_empty() {
            let content = render_content(&self.content, own, at, places);
            out.insert("content".to_owned(), content);
        }
        if self.trust != own {
            out.insert(TRUST.to_owned(), trust_word(self.trust));
        }
        Value::Object(out)
    }
}

fn render_content(
    content: &IndexMap<String, Node>,
    own: Trust,
    at: &Pointer,
    places: &mut Vec<(Pointer, Span)>,
) -> Value {
    let at = at.join("content");
    let mut out = Map::new();
    for (media, node) in content {
        let schema = node.render(own, &at.join(media).join("schema"), places);
        out.insert(media.clone(), json!({"schema": schema}));
    }
    Value::Object(out)
}

impl Draft {
    /// The draft as a fragment. `None` when it holds neither an operation nor a schema.
    pub(crate) fn fragment(
        &self,
        page: &Page,
        platform: &'static str,
        trust: Trust,
    ) -> Option<Fragment> {
        if self.operations.is_empty() && self.schemas.is_empty() {
            return None;
        }
        let mut places = Vec::new();
        let mut value = Map::new();
        value.insert("openapi".to_owned(), json!("3.1.0"));
        let title = page.title.as_deref().unwrap_or("");
        value.insert("info".to_owned(), json!({"title": title, "version": ""}));
        value.insert("paths".to_owned(), self.render_paths(trust, &mut places));
        let components = self.render_components(trust, &mut places);
        if !components.is_empty() {
            value.insert("components".to_owned(), Value::Object(components));
        }
        value.extend(self.extensions.clone());
        self.lift_servers(&mut value);
        Some(Fragment {
            platform,
            trust,
            source: page.source,
            url: page.url.clone(),
            dated: page.dated.clone(),
            scope: None,
            value: Value::Object(value),
            text: None,
            places,
        })
    }

    fn render_paths(&self, own: Trust, places: &mut Vec<(Pointer, Span)>) -> Value {
        let root = Pointer::root().join("paths");
        let mut paths = Map::new();
        for operation in &self.operations {
            let item = paths
                .entry(operation.path.clone())
                .or_insert_with(|| json!({}));
            let Value::Object(item) = item else {
                continue;
            };
            if item.contains_key(&operation.method) {
                continue;
            }
            let at = root.join(&operation.path).join(&operation.method);
            let mut rendered = operation.render(own, &at, places);
            if let (Some(server), Value::Object(rendered)) = (&operation.server, &mut rendered) {
                rendered.insert("servers".to_owned(), json!([{"url": server}]));
            }
            item.insert(operation.method.clone(), rendered);
        }
        Value::Object(paths)
    }

    fn render_components(
        &self,
        own: Trust,
        places: &mut Vec<(Pointer, Span)>,
    ) -> Map<String, Value> {
        let root = Pointer::root().join("components");
        let mut components = Map::new();
        if !self.schemas.is_empty() {
            let at = root.join("schemas");
            let schemas: Map<String, Value> = self
                .schemas
                .iter()
                .map(|(name, node)| (name.clone(), node.render(own, &at.join(name), places)))
                .collect();
            components.insert("schemas".to_owned(), Value::Object(schemas));
        }
        let mut schemes = Map::new();
        for scheme in self
            .operations
            .iter()
            .flat_map(|operation| operation.security.iter().flatten())
        {
            schemes.insert(scheme.name().to_owned(), scheme.value());
        }
        if !schemes.is_empty() {
            components.insert("securitySchemes".to_owned(), Value::Object(schemes));
        }
        components
    }

    /// One server that all operations share stands at the document and not at each operation.
    fn lift_servers(&self, value: &mut Map<String, Value>) {
        let Some(first) = self.operations.first().and_then(|one| one.server.clone()) else {
            return;
        };
        if self
            .operations
            .iter()
            .any(|one| one.server.as_deref() != Some(first.as_str()))
        {
            return;
        }
        value.shift_insert(2, "servers".to_owned(), json!([{"url": first}]));
        let Some(Value::Object(paths)) = value.get_mut("paths") else {
            return;
        };
        for operation in paths
            .values_mut()
            .filter_map(Value::as_object_mut)
            .flat_map(|item| item.values_mut())
            .filter_map(Value::as_object_mut)
        {
            operation.shift_remove("servers");
        }
    }
}
