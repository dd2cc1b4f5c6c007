//! Parameters, and what they share with headers: a schema or a content.

use openapiv3::{
    Content, CookieStyle, HeaderStyle, Parameter, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr, Schema,
};
use serde_json::{Map, Value};

use super::reader::{Extensions, REF, Reader, put};
use super::{keys, schema};

/// What a parameter or header carries, as its keys give it.
#[derive(Default)]
pub(super) struct Shape {
    schema: Option<ReferenceOr<Schema>>,
    content: Option<Content>,
    /// A schema's keywords directly in the parameter, as Swagger 2.0 has them.
    bare: Map<String, Value>,
}

/// The keys of a parameter whose meaning depends on its place.
#[derive(Default)]
struct Placing {
    name: Option<String>,
    place: Option<String>,
    style: Option<String>,
    allow_reserved: bool,
    allow_empty_value: Option<bool>,
}

impl Reader {
    /// The list `parameters`. What is no parameter is kept, and reported.
    pub(super) fn parameters(
        &mut self,
        value: Value,
        around: &mut Extensions,
    ) -> Vec<ReferenceOr<Parameter>> {
        let mut unplaced = Vec::new();
        let list = self.list("parameters", value, around, |reader, value| {
            let is_reference = value.get(REF).is_some_and(Value::is_string);
            if is_reference || is_placed(&value) {
                return Some(reader.parameter(value));
            }
            let message =
                "a parameter should have a `name` and be `in` query, header, path or cookie";
            let help = "it is left out of the operation, and kept as an extension";
            reader.warn("unplaced-parameter", message.to_owned(), help);
            unplaced.push(value);
            None
        });
        if !unplaced.is_empty() {
            self.keep(around, "parameters", Value::Array(unplaced));
        }
        list.into_iter().flatten().collect()
    }

    pub(super) fn parameter(&mut self, value: Value) -> ReferenceOr<Parameter> {
        self.part("a parameter", value, Self::parameter_object)
    }

    fn parameter_object(&mut self, map: Map<String, Value>) -> Parameter {
        let mut placing = Placing::default();
        let mut shape = Shape::default();
        let mut data = ParameterData {
            name: String::new(),
            description: None,
            required: false,
            deprecated: None,
            format: ParameterSchemaOrContent::Content(Content::new()),
            example: None,
            examples: indexmap::IndexMap::new(),
            explode: None,
            extensions: Extensions::new(),
        };
        for (key, value) in map {
            let extensions = &mut data.extensions;
            match key.as_str() {
                "name" => placing.name = self.text(&key, value, extensions),
                "in" => placing.place = self.text(&key, value, extensions),
                "style" => placing.style = self.text(&key, value, extensions),
                "allowReserved" => {
                    placing.allow_reserved = self.flag(&key, value, extensions).unwrap_or_default();
                }
                "allowEmptyValue" => {
                    placing.allow_empty_value = self.flag(&key, value, extensions);
                }
                "description" => data.description = self.text(&key, value, extensions),
                "required" => {
                    data.required = self.flag(&key, value, extensions).unwrap_or_default();
                }
                "deprecated" => data.deprecated = self.flag(&key, value, extensions),
                "explode" => data.explode = self.flag(&key, value, extensions),
                "example" => data.example = Some(self.free(&key, value)),
                "examples" => data.examples = self.examples(value, extensions),
                _ => {
                    if let Some((key, value)) = self.shape(&mut shape, key, value, extensions) {
                        self.unknown("a parameter", extensions, &key, value);
                    }
                }
            }
        }
        data.format = self.format(shape, "a parameter", &mut data.extensions);
        self.place(placing, data)
    }

    /// The kind of parameter that its place makes it.
    fn place(&mut self, mut placing: Placing, mut data: ParameterData) -> Parameter {
        data.name = placing.name.take().unwrap_or_default();
        if data.name.is_empty() {
            self.warn(
                "unnamed-parameter",
                "a parameter has no `name`".to_owned(),
                "",
            );
        }
        let place = placing.place.take().unwrap_or_default();
        let style = placing.style.as_deref();
        match place.to_ascii_lowercase().as_str() {
            "header" => {
                self.needless(&placing, &mut data);
                self.style_in(&mut data, style, &["simple"]);
                Parameter::Header {
                    style: HeaderStyle::Simple,
                    parameter_data: data,
                }
            }
            "path" => {
                self.needless(&placing, &mut data);
                if !data.required {
                    let message = "a path parameter is always required".to_owned();
                    self.warn("optional-path-parameter", message, "it is read as required");
                    data.required = true;
                }
                let style = match self.style_in(&mut data, style, &["simple", "label", "matrix"]) {
                    "label" => PathStyle::Label,
                    "matrix" => PathStyle::Matrix,
                    _ => PathStyle::Simple,
                };
                Parameter::Path {
                    style,
                    parameter_data: data,
                }
            }
            "cookie" => {
                self.needless(&placing, &mut data);
                self.style_in(&mut data, style, &["form"]);
                Parameter::Cookie {
                    style: CookieStyle::Form,
                    parameter_data: data,
                }
            }
            other => {
                if other != "query" {
                    if other != "querystring" {
                        self.wrong("in", "query, header, path or cookie", &Value::Null);
                    }
                    put(&mut data.extensions, keys::IN.to_owned(), place.into());
                }
                let styles = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];
                let style = match self.style_in(&mut data, style, &styles) {
                    "spaceDelimited" => QueryStyle::SpaceDelimited,
                    "pipeDelimited" => QueryStyle::PipeDelimited,
                    "deepObject" => QueryStyle::DeepObject,
                    _ => QueryStyle::Form,
                };
                Parameter::Query {
                    parameter_data: data,
                    allow_reserved: placing.allow_reserved,
                    style,
                    allow_empty_value: placing.allow_empty_value,
                }
            }
        }
    }

    /// The style, if its place has it; else the place's default, and the word is kept.
    fn style_in<'a>(
        &mut self,
        data: &mut ParameterData,
        style: Option<&'a str>,
        styles: &[&'a str],
    ) -> &'a str {
        let default = styles.first().copied().unwrap_or_default();
        match style {
            None => default,
            Some(style) if styles.contains(&style) => style,
            Some(style) => {
                // 3.2 has a style of this name, which only cookies have.
                if style != "cookie" {
                    let message = format!("`{style}` is no style here; it is read as `{default}`");
                    self.warn_at("style", "bad-style", message, "");
                }
                put(&mut data.extensions, keys::STYLE.to_owned(), style.into());
                default
            }
        }
    }

    /// Keeps what only queries have.
    fn needless(&mut self, placing: &Placing, data: &mut ParameterData) {
        if placing.allow_reserved {
            let key = "x-allowReserved".to_owned();
            put(&mut data.extensions, key, Value::Bool(true));
        }
        if let Some(allowed) = placing.allow_empty_value {
            let key = "x-allowEmptyValue".to_owned();
            put(&mut data.extensions, key, Value::Bool(allowed));
        }
    }

    /// The keys that say what a parameter or header carries.
    pub(super) fn shape(
        &mut self,
        shape: &mut Shape,
        key: String,
        value: Value,
        extensions: &mut Extensions,
    ) -> Option<(String, Value)> {
        match key.as_str() {
            "schema" if value.is_null() => {}
            "schema" => shape.schema = Some(self.schema_at(&key, value)),
            "content" => shape.content = Some(self.content(value, extensions)),
            "type" | "format" | "items" | "enum" | "default" | "pattern" | "minimum"
            | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" | "uniqueItems"
            | "multipleOf" | "nullable" | "oneOf" | "anyOf" | "allOf" | "properties" => {
                shape.bare.insert(key, value);
            }
            _ => return Some((key, value)),
        }
        None
    }

    /// The schema or content of a parameter or header.
    pub(super) fn format(
        &mut self,
        shape: Shape,
        what: &'static str,
        extensions: &mut Extensions,
    ) -> ParameterSchemaOrContent {
        let Shape {
            schema,
            content,
            bare,
        } = shape;
        let schema = match (schema, &content, bare.is_empty()) {
            (None, None, false) => {
                let message = format!("{what} should have its type in a `schema`");
                self.warn(
                    "schema-in-parameter",
                    message,
                    "it is read as in Swagger 2.0",
                );
                let mut read = self.schema(Value::Object(bare));
                if let ReferenceOr::Item(schema) = &mut read {
                    schema::mark(schema, self.path.clone());
                }
                Some(read)
            }
            (schema, ..) => {
                for (key, value) in bare {
                    self.unknown(what, extensions, &key, value);
                }
                schema
            }
        };
        match (schema, content) {
            (Some(schema), Some(content)) => {
                let message = format!("{what} should have a `schema` or a `content`, and has both");
                self.warn("schema-and-content", message, "the schema holds");
                let kept = serde_json::to_value(content).unwrap_or_default();
                put(extensions, "x-content".to_owned(), kept);
                ParameterSchemaOrContent::Schema(schema)
            }
            (Some(schema), None) => ParameterSchemaOrContent::Schema(schema),
            (None, Some(content)) => ParameterSchemaOrContent::Content(content),
            (None, None) => {
                let message = format!("{what} has neither `schema` nor `content`");
                self.note("no-schema", message, "it is read as a text");
                ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema::text()))
            }
        }
    }
}

/// Notes on a parameter that it stands elsewhere in its list than the typed list tells.
pub(super) fn mark(parameter: &mut Parameter, pointer: String) {
    let data = match parameter {
        Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. } => parameter_data,
    };
    put(
        &mut data.extensions,
        keys::POINTER.to_owned(),
        Value::String(pointer),
    );
}

/// Whether an object is a parameter of 3.0 or 3.2.
fn is_placed(value: &Value) -> bool {
    let place = value.get("in").and_then(Value::as_str).unwrap_or_default();
    let known = ["query", "header", "path", "cookie", "querystring"];
    value.get("name").is_some() && known.iter().any(|one| place.eq_ignore_ascii_case(one))
}
