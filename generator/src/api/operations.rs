//! Operations: one for each that the document has, with everything that applies to it.

use indexmap::IndexMap;
use openapiv3::{
    Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, ReferenceOr, RequestBody,
    Response, Server, StatusCode,
};
use pagecrate_spec::document::Entry;
use pagecrate_spec::pointer::Pointer;
use pagecrate_spec::trust::MARK;
use serde_json::Value;

use super::media;
use super::notes::trust;
use super::op::{Answer, Encoding, Op, Param, Place, Style};
use super::querystring;
use super::resolve::Resolver;
use super::shape::{Format, Home, Kind, OpId, OpRole, Status};
use super::source::Source;

/// Headers that a description of parameters has no say in (OpenAPI, "Parameter Object").
const IGNORED_HEADERS: &[&str] = &["accept", "content-type", "authorization"];

impl<'a> Resolver<'a, '_> {
    /// One operation of the document.
    pub(super) fn operation(&mut self, id: OpId, entry: &Entry<'a>) -> Op {
        let operation = entry.operation;
        let extension = |key: &str| operation.extensions.get(key).and_then(Value::as_str);
        let mut op = Op {
            origin: entry.pointer.clone(),
            id: operation
                .operation_id
                .clone()
                .filter(|id| !id.trim().is_empty()),
            method: entry.method.to_owned(),
            path: entry.path.to_owned(),
            tag: tag(entry),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            url: operation
                .external_docs
                .as_ref()
                .map(|docs| docs.url.clone()),
            trust: trust(extension(MARK)),
            method_name: extension("x-speakeasy-name-override")
                .or_else(|| extension("x-fern-sdk-method-name"))
                .map(str::to_owned),
            parameters: Vec::new(),
            bodies: Vec::new(),
            body_required: false,
            body_docs: None,
            answers: Vec::new(),
            stream: None,
            pages: None,
            auth: self.auth(entry),
            server: server(entry),
        };
        op.parameters = self.parameters(id, entry);
        if let Some(body) = &operation.request_body {
            self.body(id, &entry.pointer.join("requestBody"), body, &mut op);
        }
        op.answers = self.answers(id, entry);
        op
    }

    /// The parameters of the path item and the operation; those of the operation win.
    fn parameters(&mut self, id: OpId, entry: &Entry<'a>) -> Vec<Param> {
        let mut found: IndexMap<(Place, String), Param> = IndexMap::new();
        let lists = [
            (
                &entry.item.parameters,
                entry.item_pointer.join("parameters"),
            ),
            (
                &entry.operation.parameters,
                entry.pointer.join("parameters"),
            ),
        ];
        for (list, here) in lists {
            for (index, parameter) in list.iter().enumerate() {
                if let Some(param) = self.parameter(id, &here.index(index), parameter) {
                    let name = match param.place {
                        Place::Header => param.name.to_ascii_lowercase(),
                        _ => param.name.clone(),
                    };
                    found.insert((param.place, name), param);
                }
            }
        }
        for name in placeholders(entry.path) {
            if !found.contains_key(&(Place::Path, name.to_owned())) {
                let param = self.undeclared(id, &entry.pointer, name);
                found.insert((Place::Path, name.to_owned()), param);
            }
        }
        let params = self.in_order(entry.path, found.into_values().collect());
        self.check_queries(&params);
        params
    }

    /// The parameters without those of the path that it has no place for.
    fn in_order(&mut self, path: &str, mut params: Vec<Param>) -> Vec<Param> {
        let names: Vec<&str> = placeholders(path).collect();
        params.retain(|param| {
            let is_lost = param.place == Place::Path && !names.contains(&param.name.as_str());
            if is_lost {
                let message = format!(
                    "`{}` is a path parameter that the path does not have",
                    param.name
                );
                self.warn(
                    "path-parameter-without-place",
                    message,
                    &param.origin,
                    "it is left out",
                );
            }
            !is_lost
        });
        // Path parameters in the order of the path, which is how people read it.
        params.sort_by_key(|param| match param.place {
            Place::Path => names
                .iter()
                .position(|name| *name == param.name)
                .unwrap_or_default(),
            _ => usize::MAX,
        });
        params
    }

    fn undeclared(&mut self, id: OpId, here: &Pointer, name: &str) -> Param {
        let home = Home::Operation(id, OpRole::Parameter(name.to_owned()));
        let shape = self.plain(here, home, Kind::Text(Format::Plain));
        Param {
            origin: here.clone(),
            name: name.to_owned(),
            place: Place::Path,
            required: true,
            description: None,
            deprecated: false,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
            json: false,
            querystring: None,
            shape,
        }
    }

    fn parameter(
        &mut self,
        id: OpId,
        here: &Pointer,
        parameter: &'a ReferenceOr<Parameter>,
    ) -> Option<Param> {
        let (origin, parameter) = self.document.follow(here, parameter)?;
        let (data, place, style, reserved) = carriage(parameter);
        if data.name.is_empty() {
            return None;
        }
        if place == Place::Header
            && IGNORED_HEADERS.contains(&data.name.to_ascii_lowercase().as_str())
        {
            return None;
        }
        if place == Place::Query && querystring::is_stated(data) {
            return Some(self.querystring(id, origin, data));
        }
        let (shape, json) = self.carried(id, &origin, data);
        Some(Param {
            origin,
            name: data.name.clone(),
            place,
            required: data.required || place == Place::Path,
            description: data.description.clone(),
            deprecated: data.deprecated.unwrap_or_default(),
            style,
            explode: data
                .explode
                .unwrap_or(matches!(style, Style::Form | Style::DeepObject)),
            allow_reserved: reserved,
            json,
            querystring: None,
            shape,
        })
    }

    /// What a parameter carries, and whether it is written as JSON.
    pub(super) fn carried(
        &mut self,
        id: OpId,
        origin: &Pointer,
        data: &'a ParameterData,
    ) -> (super::ShapeId, bool) {
        let home = Home::Operation(id, OpRole::Parameter(data.name.clone()));
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => (
                self.shape(schema.into(), &origin.join("schema"), home),
                false,
            ),
            ParameterSchemaOrContent::Content(content) => {
                let Some((name, typed)) = content.first() else {
                    return (self.plain(origin, home, Kind::Text(Format::Plain)), false);
                };
                let (at, typed) = self
                    .document
                    .media_type(&origin.join("content").join(name), typed);
                let is_json = media::encoding(name, false) == Encoding::Json;
                let shape = match &typed.schema {
                    Some(schema) => self.shape(Source::from(schema), &at.join("schema"), home),
                    None => self.anything(),
                };
                (shape, is_json)
            }
        }
    }

    fn body(&mut self, id: OpId, here: &Pointer, body: &'a ReferenceOr<RequestBody>, op: &mut Op) {
        let Some((at, body)) = self.document.follow(here, body) else {
            return;
        };
        op.body_required = body.required;
        op.body_docs = body.description.clone();
        let home = |word| Home::Operation(id, OpRole::Request(word));
        op.bodies = self.bodies(&body.content, &at.join("content"), &home);
    }

    fn answers(&mut self, id: OpId, entry: &Entry<'a>) -> Vec<Answer> {
        let responses = &entry.operation.responses;
        let here = entry.pointer.join("responses");
        let mut answers = Vec::new();
        for (code, response) in &responses.responses {
            let (status, key) = match code {
                StatusCode::Code(code) => (Status::Code(*code), code.to_string()),
                StatusCode::Range(range) => (
                    Status::Range(u8::try_from(*range).unwrap_or_default()),
                    format!("{range}XX"),
                ),
            };
            answers.extend(self.answer(id, status, &here.join(&key), response));
        }
        if let Some(response) = &responses.default {
            answers.extend(self.answer(id, Status::Default, &here.join("default"), response));
        }
        answers.sort_by_key(|answer| answer.status);
        answers
    }

    fn answer(
        &mut self,
        id: OpId,
        status: Status,
        here: &Pointer,
        response: &'a ReferenceOr<Response>,
    ) -> Option<Answer> {
        let (at, response) = self.document.follow(here, response)?;
        let home = |word| Home::Operation(id, OpRole::Response(status, word));
        Some(Answer {
            status,
            description: response.description.clone(),
            bodies: self.bodies(&response.content, &at.join("content"), &home),
        })
    }

    /// The alternatives of authentication; one that needs none is an empty set.
    fn auth(&self, entry: &Entry<'a>) -> Vec<Vec<String>> {
        let document = &self.document.openapi;
        let stated = entry
            .operation
            .security
            .as_ref()
            .or(document.security.as_ref());
        let alternatives = stated.into_iter().flatten();
        alternatives
            .map(|alternative| alternative.keys().cloned().collect())
            .collect()
    }
}

/// The `{names}` of a path template.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    let path = path.split('#').next().unwrap_or_default();
    path.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .filter(|name| !name.is_empty())
}

/// The tag that an operation is listed under; without one, the first word of its path.
fn tag(entry: &Entry<'_>) -> String {
    let stated = entry
        .operation
        .tags
        .iter()
        .map(|tag| tag.trim())
        .find(|tag| !tag.is_empty());
    if let Some(tag) = stated {
        return tag.to_owned();
    }
    let is_version = |segment: &str| {
        segment
            .strip_prefix('v')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let words = entry.path.split(['/', '#', '?', '.']).filter(|segment| {
        let named = segment.chars().any(char::is_alphabetic) && !segment.contains(['{', '<', ':']);
        named && !is_version(segment) && *segment != "api"
    });
    words.into_iter().next().unwrap_or("root").to_owned()
}

/// The base URL that an operation or its path item gives.
fn server(entry: &Entry<'_>) -> Option<String> {
    let own: Option<&Server> = entry.operation.servers.first();
    own.or_else(|| entry.item.servers.first()).map(expand)
}

/// A server's URL with the defaults of its variables.
fn expand(server: &Server) -> String {
    let mut url = server.url.clone();
    for (name, variable) in server.variables.iter().flatten() {
        url = url.replace(&format!("{{{name}}}"), &variable.default);
    }
    url
}

/// Where a parameter travels and how it is written.
fn carriage(parameter: &Parameter) -> (&ParameterData, Place, Style, bool) {
    match parameter {
        Parameter::Query {
            parameter_data,
            allow_reserved,
            style,
            ..
        } => (
            parameter_data,
            Place::Query,
            media::style(style),
            *allow_reserved,
        ),
        Parameter::Header { parameter_data, .. } => {
            (parameter_data, Place::Header, Style::Simple, false)
        }
        Parameter::Path {
            parameter_data,
            style,
        } => {
            let style = match style {
                PathStyle::Simple => Style::Simple,
                PathStyle::Label => Style::Label,
                PathStyle::Matrix => Style::Matrix,
            };
            let reserved =
                parameter_data.extensions.get("x-allowReserved") == Some(&Value::Bool(true));
            (parameter_data, Place::Path, style, reserved)
        }
        Parameter::Cookie { parameter_data, .. } => {
            (parameter_data, Place::Cookie, Style::Form, false)
        }
    }
}
