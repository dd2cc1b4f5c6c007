//! What travels: media types with their encodings and examples, bodies, responses, headers, links.

use indexmap::IndexMap;
use openapiv3::{
    Content, Encoding, Example, Header, HeaderStyle, Link, LinkOperation, MediaType,
    ParameterSchemaOrContent, QueryStyle, ReferenceOr, RequestBody, Response, Responses,
    StatusCode,
};
use serde_json::{Map, Value};

use super::keys;
use super::parameter::Shape;
use super::reader::{Extensions, REF, Reader, put};

impl Reader {
    /// Media type to what it carries.
    pub(super) fn content(&mut self, value: Value, extensions: &mut Extensions) -> Content {
        self.named("content", value, extensions, Self::media_type)
    }

    pub(super) fn media_type(&mut self, value: Value) -> MediaType {
        let mut out = MediaType::default();
        let map = self.object("a media type", value).unwrap_or_default();
        for (key, value) in map {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "schema" if value.is_null() => {}
                "schema" => out.schema = Some(self.schema_at(&key, value)),
                "example" => out.example = Some(self.free(&key, value)),
                "examples" => out.examples = self.examples(value, extensions),
                "encoding" => out.encoding = self.named(&key, value, extensions, Self::encoding),
                "itemSchema" => self.keep_schema(extensions, &key, value),
                "prefixEncoding" | "itemEncoding" => self.keep(extensions, &key, value),
                REF => self.keep_reference("mediaTypes", extensions, value),
                _ => self.unknown("a media type", extensions, &key, value),
            }
        }
        if self.targets.is_named(&self.path) {
            let pointer = self.here();
            self.out.parts.media_types.insert(pointer, out.clone());
        }
        out
    }

    /// A `$ref` of an object that openapiv3 does not let be one.
    pub(super) fn keep_reference(
        &mut self,
        section: &'static str,
        extensions: &mut Extensions,
        value: Value,
    ) {
        let value = match value {
            Value::String(text) => Value::String(self.reference(section, text).0),
            other => {
                self.wrong(REF, "a text", &other);
                other
            }
        };
        put(extensions, keys::REF.to_owned(), value);
    }

    fn encoding(&mut self, value: Value) -> Encoding {
        let mut out = Encoding::default();
        let map = self.object("an encoding", value).unwrap_or_default();
        for (key, value) in map {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "contentType" => out.content_type = self.text(&key, value, extensions),
                "headers" => out.headers = self.headers(value, extensions),
                "style" => {
                    out.style = match value.as_str() {
                        Some("form") => Some(QueryStyle::Form),
                        Some("spaceDelimited") => Some(QueryStyle::SpaceDelimited),
                        Some("pipeDelimited") => Some(QueryStyle::PipeDelimited),
                        Some("deepObject") => Some(QueryStyle::DeepObject),
                        _ => {
                            self.wrong(&key, "a style of queries", &value);
                            self.keep(extensions, &key, value);
                            None
                        }
                    };
                }
                // A field that is false could be an absent one, whose default depends on the style.
                "explode" => {
                    out.explode = self
                        .flag(&key, value.clone(), extensions)
                        .unwrap_or_default();
                    put(extensions, keys::EXPLODE.to_owned(), value);
                }
                "allowReserved" => {
                    out.allow_reserved = self.flag(&key, value, extensions).unwrap_or_default();
                }
                "encoding" | "prefixEncoding" | "itemEncoding" => {
                    self.keep(extensions, &key, value);
                }
                _ => self.unknown("an encoding", extensions, &key, value),
            }
        }
        out
    }

    /// Named examples. A list, as schemas have it, is kept as it is.
    pub(super) fn examples(
        &mut self,
        value: Value,
        extensions: &mut Extensions,
    ) -> IndexMap<String, ReferenceOr<Example>> {
        self.named("examples", value, extensions, Self::example)
    }

    pub(super) fn example(&mut self, value: Value) -> ReferenceOr<Example> {
        let known = [
            "summary",
            "description",
            "value",
            "externalValue",
            "dataValue",
        ];
        let is_example = value.as_object().is_some_and(|map| {
            map.is_empty()
                || map.contains_key(REF)
                || map.contains_key("serializedValue")
                || known.iter().any(|key| map.contains_key(*key))
        });
        if !is_example {
            let message = "an example should be an object with a `value`".to_owned();
            self.warn("bare-example", message, "it is read as the value itself");
            return ReferenceOr::Item(Example {
                value: Some(self.free("value", value)),
                ..Example::default()
            });
        }
        self.part("an example", value, |reader, map| {
            let mut out = Example::default();
            for (key, value) in map {
                let extensions = &mut out.extensions;
                match key.as_str() {
                    "summary" => out.summary = reader.text(&key, value, extensions),
                    "description" => out.description = reader.text(&key, value, extensions),
                    "value" => out.value = Some(reader.free(&key, value)),
                    "externalValue" => out.external_value = reader.text(&key, value, extensions),
                    "dataValue" | "serializedValue" => reader.keep(extensions, &key, value),
                    _ => reader.unknown("an example", extensions, &key, value),
                }
            }
            out
        })
    }

    pub(super) fn request_body(&mut self, value: Value) -> ReferenceOr<RequestBody> {
        self.part("a request body", value, |reader, map| {
            let mut out = RequestBody::default();
            for (key, value) in map {
                let extensions = &mut out.extensions;
                match key.as_str() {
                    "description" => out.description = reader.text(&key, value, extensions),
                    "content" => out.content = reader.content(value, extensions),
                    "required" => {
                        out.required = reader.flag(&key, value, extensions).unwrap_or_default();
                    }
                    _ => reader.unknown("a request body", extensions, &key, value),
                }
            }
            reader.demand("a request body", "content", !out.content.is_empty());
            out
        })
    }

    /// Status to response, at the key `responses` of an operation.
    pub(super) fn responses(&mut self, value: Value, around: &mut Extensions) -> Responses {
        let mut out = Responses::default();
        let map = match value {
            Value::Object(map) => map,
            Value::Null => return out,
            other => {
                self.wrong("responses", "an object", &other);
                self.keep(around, "responses", other);
                return out;
            }
        };
        self.at("responses", |reader| {
            for (key, value) in map {
                if key.starts_with("x-") {
                    reader.keep(&mut out.extensions, &key, value);
                } else if key.eq_ignore_ascii_case("default") {
                    out.default = Some(reader.at(&key, |reader| reader.response(value)));
                } else if let Some(status) = status(&key) {
                    let response = reader.at(&key, |reader| reader.response(value));
                    if out.responses.insert(status, response).is_some() {
                        let message = format!("there are two responses for the status `{key}`");
                        reader.warn_at(&key, "duplicate-status", message, "the last one holds");
                    }
                } else {
                    let message =
                        format!("`{key}` is no status: it should be `200`, `4XX` or `default`");
                    reader.warn_at(&key, "bad-status", message, "");
                    reader.keep(&mut out.extensions, &key, value);
                }
            }
        });
        out
    }

    pub(super) fn response(&mut self, value: Value) -> ReferenceOr<Response> {
        self.part("a response", value, |reader, map| {
            let mut out = Response::default();
            reader.demand("a response", "description", map.contains_key("description"));
            for (key, value) in map {
                let extensions = &mut out.extensions;
                match key.as_str() {
                    "description" => {
                        let text = reader.text(&key, value, extensions);
                        out.description = text.unwrap_or_default();
                    }
                    "headers" => out.headers = reader.headers(value, extensions),
                    "content" => out.content = reader.content(value, extensions),
                    "links" => out.links = reader.named(&key, value, extensions, Self::link),
                    "summary" => reader.keep(extensions, &key, value),
                    _ => reader.unknown("a response", extensions, &key, value),
                }
            }
            out
        })
    }

    fn headers(
        &mut self,
        value: Value,
        extensions: &mut Extensions,
    ) -> IndexMap<String, ReferenceOr<Header>> {
        self.named("headers", value, extensions, Self::header)
    }

    pub(super) fn header(&mut self, value: Value) -> ReferenceOr<Header> {
        self.part("a header", value, Self::header_object)
    }

    fn header_object(&mut self, map: Map<String, Value>) -> Header {
        let mut shape = Shape::default();
        let mut out = Header {
            description: None,
            style: HeaderStyle::Simple,
            required: false,
            deprecated: None,
            format: ParameterSchemaOrContent::Content(Content::new()),
            example: None,
            examples: IndexMap::new(),
            extensions: Extensions::new(),
        };
        for (key, value) in map {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "description" => out.description = self.text(&key, value, extensions),
                "required" => {
                    out.required = self.flag(&key, value, extensions).unwrap_or_default();
                }
                "deprecated" => out.deprecated = self.flag(&key, value, extensions),
                "example" => out.example = Some(self.free(&key, value)),
                "examples" => out.examples = self.examples(value, extensions),
                "style" if value == "simple" => {}
                "style" | "explode" | "allowReserved" | "allowEmptyValue" | "name" | "in" => {
                    self.keep(extensions, &key, value);
                }
                _ => {
                    if let Some((key, value)) = self.shape(&mut shape, key, value, extensions) {
                        self.unknown("a header", extensions, &key, value);
                    }
                }
            }
        }
        out.format = self.format(shape, "a header", &mut out.extensions);
        out
    }

    pub(super) fn link(&mut self, value: Value) -> ReferenceOr<Link> {
        self.part("a link", value, |reader, map| {
            let mut operation = None;
            let mut out = Link {
                description: None,
                operation: LinkOperation::OperationId(String::new()),
                request_body: None,
                parameters: IndexMap::new(),
                server: None,
                extensions: Extensions::new(),
            };
            for (key, value) in map {
                let extensions = &mut out.extensions;
                match key.as_str() {
                    "description" => out.description = reader.text(&key, value, extensions),
                    "operationId" | "operationRef" if operation.is_some() => {
                        reader.keep(extensions, &key, value);
                    }
                    "operationId" => {
                        let id = reader.text(&key, value, extensions);
                        operation = id.map(LinkOperation::OperationId);
                    }
                    "operationRef" => {
                        let to = reader.text(&key, value, extensions);
                        operation = to.map(LinkOperation::OperationRef);
                    }
                    "requestBody" => out.request_body = Some(reader.free(&key, value)),
                    "parameters" => {
                        out.parameters = reader.named(&key, value, extensions, |_, value| value);
                    }
                    "server" => out.server = Some(reader.at(&key, |r| r.server(value))),
                    _ => reader.unknown("a link", extensions, &key, value),
                }
            }
            match operation {
                Some(operation) => out.operation = operation,
                None => {
                    let message = "a link should have an `operationId` or `operationRef`";
                    reader.warn("link-without-operation", message.to_owned(), "");
                }
            }
            out
        })
    }
}

/// `200`, `4XX` or `4xx`.
fn status(key: &str) -> Option<StatusCode> {
    match *key.as_bytes() {
        [digit, b'X' | b'x', b'X' | b'x'] if digit.is_ascii_digit() => {
            Some(StatusCode::Range(u16::from(digit - b'0')))
        }
        [a, b, c] if [a, b, c].iter().all(u8::is_ascii_digit) => {
            let code: u16 = key.parse().ok()?;
            (code >= 100).then_some(StatusCode::Code(code))
        }
        _ => None,
    }
}
