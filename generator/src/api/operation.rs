//! Operations: what they take, send and give back.

use openapiv3::{
    HeaderStyle, MediaType, Parameter as Typed, ParameterData, ParameterSchemaOrContent, PathStyle,
    QueryStyle, ReferenceOr, RequestBody, Response, SecurityScheme, StatusCode,
};
use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};
use pagecrate_spec::document::{Entry, keys, reference_in};
use pagecrate_spec::pointer::Pointer;
use serde::Serialize;
use serde_json::Value;

use super::build::Builder;
use super::{About, Kind, Name, Node, ShapeId};

/// An operation.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// Where it stands in the document.
    pub at: Pointer,
    /// Its id, where it has one.
    pub id: Option<String>,
    /// The HTTP method in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// What the document says of it.
    pub docs: About,
    /// The page that documents it.
    pub url: Option<String>,
    /// Its parameters, those of its path item included.
    pub parameters: Vec<Parameter>,
    /// The alternatives for its body.
    pub body: Vec<Media>,
    /// Whether a body must be sent.
    pub body_required: bool,
    /// What the document says of the body.
    pub body_docs: Option<String>,
    /// The documented answers, in the order of the document.
    pub answers: Vec<Answer>,
    /// The alternatives of authentication; empty when none is needed.
    pub auth: Vec<Vec<String>>,
    /// Its own server.
    pub server: Option<String>,
    /// How it is paged through, where the document says so.
    pub paging: Option<Paging>,
}

/// A parameter.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Its name on the wire.
    pub wire: String,
    /// Where it stands.
    pub place: Place,
    /// Whether it must be given.
    pub required: bool,
    /// What it is.
    pub shape: ShapeId,
    /// How arrays and objects are written.
    pub style: Style,
    /// Whether their members stand on their own.
    pub explode: bool,
    /// Whether reserved characters stay.
    pub allow_reserved: bool,
    /// Whether it is written as JSON.
    pub json: bool,
    /// What the document says of it.
    pub docs: About,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are OpenAPI's")]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a parameter is written (OpenAPI, "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are OpenAPI's")]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// A media type of a body.
#[derive(Clone, Debug, Serialize)]
pub struct Media {
    /// The media type without parameters, in lower case.
    pub media_type: String,
    /// How it is read and written.
    pub content: Content,
    /// What it carries.
    pub shape: Option<ShapeId>,
    /// The data that ends a stream.
    pub sentinel: Option<String>,
    /// The styles of properties that are not written in the default one.
    pub encoding: Vec<(String, Style, bool)>,
}

/// What family a media type is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the media types'")]
pub enum Content {
    Json,
    Form,
    Multipart,
    Text,
    EventStream,
    JsonLines,
    Bytes,
}

/// A documented answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// What the document says of it.
    pub docs: Option<String>,
    /// Its media types.
    pub content: Vec<Media>,
}

/// Offset and limit, a page number or a cursor: see `x-speakeasy-pagination`.
#[derive(Clone, Debug, Serialize)]
pub struct Paging {
    /// `offsetLimit`, `page`, `cursor` or `url`.
    pub kind: String,
    /// The parameter that moves on.
    pub input: String,
    /// The parameter of the page size.
    pub limit: Option<String>,
    /// The JSONPath of the items, such as `$.data`.
    pub results: Option<String>,
    /// The JSONPath of the next cursor or URL.
    pub next: Option<String>,
}

/// A server.
#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// The URL, with variables in braces.
    pub url: String,
    /// What it is.
    pub description: Option<String>,
    /// Name, default and allowed values.
    pub variables: Vec<(String, String, Vec<String>)>,
}

/// A security scheme.
#[derive(Clone, Debug, Serialize)]
pub struct Scheme {
    /// The name that operations refer to.
    pub name: String,
    /// What it is.
    pub kind: SchemeKind,
    /// What the document says of it.
    pub docs: Option<String>,
}

/// What a security scheme is.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are OpenAPI's")]
pub enum SchemeKind {
    Bearer,
    Basic,
    Header(String),
    Query(String),
    Cookie(String),
    OAuth2 {
        client_credentials: Option<String>,
        authorization_code: Option<(String, String)>,
        scopes: Vec<(String, String)>,
    },
}

impl<'d> Builder<'d> {
    /// Everything but schemas that nothing refers to.
    pub(super) fn operations(&mut self, diagnostics: &mut Diagnostics) {
        let document = self.document;
        let openapi = &document.openapi;
        self.api.servers = openapi.servers.iter().map(server).collect();
        for tag in &openapi.tags {
            self.api
                .tags
                .insert(tag.name.clone(), tag.description.clone());
        }
        let components = openapi.components.as_ref();
        for (name, scheme) in components.into_iter().flat_map(|all| &all.security_schemes) {
            let at = Pointer::root()
                .join("components")
                .join("securitySchemes")
                .join(name);
            if let Some((_, scheme)) = document.follow(&at, scheme)
                && let Some(scheme) = security_scheme(name, scheme)
            {
                self.api.schemes.push(scheme);
            }
        }
        for entry in document.operations() {
            let operation = self.operation(&entry, diagnostics);
            self.api.operations.push(operation);
        }
    }

    fn operation(&mut self, entry: &Entry<'d>, diagnostics: &mut Diagnostics) -> Operation {
        let operation = entry.operation;
        let words = name_words(entry);
        let mut parameters: Vec<Parameter> = Vec::new();
        let own = (&entry.pointer, &operation.parameters);
        for (at, list) in [own, (&entry.item_pointer, &entry.item.parameters)] {
            for (index, parameter) in list.iter().enumerate() {
                let at = at.join("parameters").index(index);
                let Some((at, parameter)) = self.document.follow(&at, parameter) else {
                    continue;
                };
                if let Some(parameter) = self.parameter(&at, parameter, &words)
                    && !parameters
                        .iter()
                        .any(|known| known.wire == parameter.wire && known.place == parameter.place)
                {
                    parameters.push(parameter);
                }
            }
        }
        self.path_parameters(entry, &mut parameters, &words, diagnostics);
        let body = operation.request_body.as_ref().and_then(|body| {
            self.document
                .follow::<RequestBody>(&entry.pointer.join("requestBody"), body)
        });
        let media = match &body {
            Some((at, body)) => self.content(at, &body.content, &words, "request"),
            None => Vec::new(),
        };
        let auth = operation
            .security
            .as_ref()
            .or(self.document.openapi.security.as_ref());
        let auth = auth.into_iter().flatten();
        let servers = operation.servers.first().or(entry.item.servers.first());
        Operation {
            at: entry.pointer.clone(),
            id: operation.operation_id.clone().filter(|id| !id.is_empty()),
            method: entry.method.to_owned(),
            path: entry.path.to_owned(),
            tags: operation.tags.clone(),
            docs: About {
                title: operation.summary.clone(),
                text: operation.description.clone(),
                deprecated: operation.deprecated,
                ..About::default()
            },
            url: operation
                .external_docs
                .as_ref()
                .map(|docs| docs.url.clone()),
            parameters,
            body: media,
            body_required: body.as_ref().is_some_and(|(_, body)| body.required),
            body_docs: body.and_then(|(_, body)| body.description.clone()),
            answers: self.answers(entry, &words),
            auth: auth.map(|set| set.keys().cloned().collect()).collect(),
            server: servers.map(|server| server.url.clone()),
            paging: paging(operation.extensions.get("x-speakeasy-pagination")),
        }
    }

    /// Parameters that the path has and the document does not describe.
    fn path_parameters(
        &mut self,
        entry: &Entry<'d>,
        parameters: &mut Vec<Parameter>,
        words: &[String],
        diagnostics: &mut Diagnostics,
    ) {
        let mut rest = entry.path;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            rest = after;
            let known = |one: &&mut Parameter| one.place == Place::Path && one.wire == name;
            if let Some(parameter) = parameters.iter_mut().find(known) {
                parameter.required = true;
                continue;
            }
            let message = format!("the path has `{{{name}}}`, which no parameter describes");
            diagnostics.push(
                Diagnostic::warning("path-parameter", message)
                    .at(&entry.pointer, "it is taken as a required string"),
            );
            let mut name_of = words.to_vec();
            name_of.push(name.to_owned());
            let at = entry.pointer.clone();
            let shape = self.push(Kind::String, at, Name::Operation(name_of), About::default());
            parameters.push(Parameter {
                wire: name.to_owned(),
                place: Place::Path,
                required: true,
                shape,
                style: Style::Simple,
                explode: false,
                allow_reserved: false,
                json: false,
                docs: About::default(),
            });
        }
        let path = entry.path;
        parameters
            .retain(|one| one.place != Place::Path || path.contains(&format!("{{{}}}", one.wire)));
    }

    fn parameter(
        &mut self,
        at: &Pointer,
        parameter: &'d Typed,
        words: &[String],
    ) -> Option<Parameter> {
        let (data, place, style, allow_reserved) = match parameter {
            Typed::Query {
                parameter_data,
                style,
                allow_reserved,
                ..
            } => {
                let style = match style {
                    QueryStyle::Form => Style::Form,
                    QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                    QueryStyle::PipeDelimited => Style::PipeDelimited,
                    QueryStyle::DeepObject => Style::DeepObject,
                };
                (parameter_data, Place::Query, style, *allow_reserved)
            }
            Typed::Header {
                parameter_data,
                style,
            } => {
                let HeaderStyle::Simple = style;
                (parameter_data, Place::Header, Style::Simple, false)
            }
            Typed::Path {
                parameter_data,
                style,
            } => {
                let style = match style {
                    PathStyle::Simple => Style::Simple,
                    PathStyle::Label => Style::Label,
                    PathStyle::Matrix => Style::Matrix,
                };
                (parameter_data, Place::Path, style, false)
            }
            Typed::Cookie { parameter_data, .. } => {
                (parameter_data, Place::Cookie, Style::Form, false)
            }
        };
        // OpenAPI, "Parameter Object": header parameters of these names are ignored.
        let ignored = ["accept", "content-type", "authorization"];
        if place == Place::Header && ignored.contains(&data.name.to_ascii_lowercase().as_str()) {
            return None;
        }
        let mut name = words.to_vec();
        name.push(data.name.clone());
        let (shape, json) = self.parameter_shape(at, data, name);
        Some(Parameter {
            wire: data.name.clone(),
            place,
            required: data.required || place == Place::Path,
            shape,
            style,
            explode: data
                .explode
                .unwrap_or(matches!(style, Style::Form | Style::DeepObject)),
            allow_reserved,
            json,
            docs: About {
                text: data.description.clone(),
                deprecated: data.deprecated.unwrap_or_default(),
                ..About::default()
            },
        })
    }

    fn parameter_shape(
        &mut self,
        at: &Pointer,
        data: &'d ParameterData,
        name: Vec<String>,
    ) -> (ShapeId, bool) {
        let name = Name::Operation(name);
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                (self.shape((at.join("schema"), schema.into()), name), false)
            }
            ParameterSchemaOrContent::Content(content) => {
                let first = content.iter().next();
                match first.and_then(|(media, typed)| Some((media, typed.schema.as_ref()?))) {
                    Some((media, schema)) => {
                        let at = at.join("content").join(media).join("schema");
                        (self.shape((at, schema.into()), name), true)
                    }
                    None => (
                        self.push(Kind::Any, at.clone(), name, About::default()),
                        true,
                    ),
                }
            }
        }
    }

    fn answers(&mut self, entry: &Entry<'d>, words: &[String]) -> Vec<Answer> {
        let responses = &entry.operation.responses;
        let at = entry.pointer.join("responses");
        let listed = responses.responses.iter().map(|(code, response)| {
            let status = match code {
                StatusCode::Code(code) => code.to_string(),
                StatusCode::Range(range) => format!("{range}XX"),
            };
            (status, response)
        });
        let default = responses
            .default
            .iter()
            .map(|response| ("default".to_owned(), response));
        let successes = responses
            .responses
            .keys()
            .filter(|code| matches!(code, StatusCode::Code(200..=299) | StatusCode::Range(2)))
            .count();
        let all: Vec<(String, &'d ReferenceOr<Response>)> = listed.chain(default).collect();
        let mut answers = Vec::with_capacity(all.len());
        for (status, response) in all {
            let Some((at, response)) = self.document.follow(&at.join(&status), response) else {
                continue;
            };
            let role = match status.as_bytes().first() {
                Some(b'2') if successes < 2 => "response".to_owned(),
                Some(b'1'..=b'9') => format!("response {status}"),
                _ => "error".to_owned(),
            };
            answers.push(Answer {
                content: self.content(&at, &response.content, words, &role),
                docs: Some(response.description.clone()).filter(|text| !text.is_empty()),
                status,
            });
        }
        answers
    }

    fn content(
        &mut self,
        at: &Pointer,
        content: &'d openapiv3::Content,
        words: &[String],
        role: &str,
    ) -> Vec<Media> {
        let mut out: Vec<Media> = Vec::with_capacity(content.len());
        for (name, media) in content {
            let at = at.join("content").join(name);
            let (at, media) = self.document.media_type(&at, media);
            let media_type = name
                .split(';')
                .next()
                .unwrap_or(name)
                .trim()
                .to_ascii_lowercase();
            if out.iter().any(|known| known.media_type == media_type) {
                continue;
            }
            let family = family(&media_type);
            let mut path = words.to_vec();
            path.extend(role.split(' ').map(str::to_owned));
            match family {
                Content::EventStream => path.push("event".to_owned()),
                Content::JsonLines => path.push("line".to_owned()),
                _ => {}
            }
            out.push(Media {
                shape: self.media_shape(&at, media, path),
                sentinel: text(media, "x-speakeasy-sse-sentinel"),
                encoding: encoding(media),
                content: family,
                media_type,
            });
        }
        out
    }

    fn media_shape(
        &mut self,
        at: &Pointer,
        media: &'d MediaType,
        name: Vec<String>,
    ) -> Option<ShapeId> {
        let name = Name::Operation(name);
        if let Some(reference) = reference_in(&media.extensions, keys::ITEM_SCHEMA) {
            return Some(self.shape((at.join("itemSchema"), Node::Reference(reference)), name));
        }
        let schema = media.schema.as_ref()?;
        Some(self.shape((at.join("schema"), schema.into()), name))
    }
}

/// The words that a shape of an operation is named by.
fn name_words(entry: &Entry<'_>) -> Vec<String> {
    match &entry.operation.operation_id {
        Some(id) if !id.is_empty() => vec![id.clone()],
        _ => vec![entry.method.to_ascii_lowercase(), entry.path.to_owned()],
    }
}

fn text(media: &MediaType, key: &str) -> Option<String> {
    media.extensions.get(key)?.as_str().map(str::to_owned)
}

fn family(media_type: &str) -> Content {
    match media_type {
        "application/x-www-form-urlencoded" => Content::Form,
        "text/event-stream" => Content::EventStream,
        "application/x-ndjson"
        | "application/jsonl"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/json-seq"
        | "application/stream+json" => Content::JsonLines,
        json if json == "application/json"
            || json.ends_with("+json")
            || json == "*/*"
            || json == "text/json" =>
        {
            Content::Json
        }
        multipart if multipart.starts_with("multipart/") => Content::Multipart,
        text if text.starts_with("text/") || text.ends_with("/xml") || text.ends_with("+xml") => {
            Content::Text
        }
        _ => Content::Bytes,
    }
}

fn encoding(media: &MediaType) -> Vec<(String, Style, bool)> {
    let styled = media.encoding.iter().filter_map(|(name, encoding)| {
        let style = match encoding.style.as_ref()? {
            QueryStyle::Form => Style::Form,
            QueryStyle::SpaceDelimited => Style::SpaceDelimited,
            QueryStyle::PipeDelimited => Style::PipeDelimited,
            QueryStyle::DeepObject => Style::DeepObject,
        };
        let stated = encoding
            .extensions
            .get(keys::EXPLODE)
            .and_then(Value::as_bool);
        Some((
            name.clone(),
            style,
            stated.unwrap_or(matches!(style, Style::Form | Style::DeepObject)),
        ))
    });
    styled.collect()
}

fn paging(value: Option<&Value>) -> Option<Paging> {
    let value = value?;
    let inputs = value["inputs"].as_array()?;
    let of = |kinds: &[&str]| {
        let input = inputs.iter().find(|input| {
            input["type"]
                .as_str()
                .is_some_and(|kind| kinds.contains(&kind))
        })?;
        input["name"].as_str().map(str::to_owned)
    };
    let output = |key: &str| value["outputs"][key].as_str().map(str::to_owned);
    Some(Paging {
        kind: value["type"].as_str()?.to_owned(),
        input: of(&["offset", "page", "cursor"]).or_else(|| output("nextUrl"))?,
        limit: of(&["limit"]),
        results: output("results"),
        next: output("nextCursor").or_else(|| output("nextUrl")),
    })
}

fn server(server: &openapiv3::Server) -> Server {
    let variables = server.variables.iter().flatten();
    let variable = |(name, variable): (&String, &openapiv3::ServerVariable)| {
        (
            name.clone(),
            variable.default.clone(),
            variable.enumeration.clone(),
        )
    };
    Server {
        url: server.url.clone(),
        description: server.description.clone(),
        variables: variables.map(variable).collect(),
    }
}

fn security_scheme(name: &str, scheme: &SecurityScheme) -> Option<Scheme> {
    let (kind, docs) = match scheme {
        SecurityScheme::HTTP {
            scheme,
            description,
            ..
        } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                _ => SchemeKind::Bearer,
            };
            (kind, description)
        }
        SecurityScheme::APIKey {
            location,
            name,
            description,
            ..
        } => {
            let kind = match location {
                openapiv3::APIKeyLocation::Query => SchemeKind::Query(name.clone()),
                openapiv3::APIKeyLocation::Header => SchemeKind::Header(name.clone()),
                openapiv3::APIKeyLocation::Cookie => SchemeKind::Cookie(name.clone()),
            };
            (kind, description)
        }
        SecurityScheme::OpenIDConnect { description, .. } => (SchemeKind::Bearer, description),
        SecurityScheme::OAuth2 {
            flows, description, ..
        } => {
            let code = flows.authorization_code.as_ref();
            let client = flows.client_credentials.as_ref();
            let scopes = code
                .map(|flow| &flow.scopes)
                .into_iter()
                .chain(client.map(|flow| &flow.scopes))
                .flatten();
            let kind = SchemeKind::OAuth2 {
                client_credentials: client.map(|flow| flow.token_url.clone()),
                authorization_code: code
                    .map(|flow| (flow.authorization_url.clone(), flow.token_url.clone())),
                scopes: scopes
                    .map(|(name, text)| (name.clone(), text.clone()))
                    .collect(),
            };
            (kind, description)
        }
    };
    Some(Scheme {
        name: name.to_owned(),
        kind,
        docs: docs.clone(),
    })
}
