//! The examples of a document, and the types that they should be values of.

use std::collections::{HashMap, HashSet};

use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;
use serde_json::{Map, Value};

use crate::api::Api;
use crate::config::{Config, Settings};
use crate::{emit, lower};

/// How many `$ref`s are followed from an example.
const MAX_STEPS: usize = 16;

/// A value that a document gives as an example.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The JSON Pointer of the value.
    pub pointer: String,
    /// The JSON Pointer of the schema that it is an example of.
    pub schema: String,
    /// The type that it should be a value of, as a crate names it that depends on the client.
    /// `None` where the client has no type: nothing reaches the schema, it is a part of one that
    /// has a type as a whole, or the body is no JSON.
    pub ty: Option<String>,
    /// The value.
    pub value: Value,
}

/// Every `example` and every one of the `examples` of the schemas, media types and parameters of an
/// OpenAPI document, in the document's order; references to examples are followed. A Swagger 2.0
/// document has to be converted before ([`pagecrate_spec::swagger`]).
///
/// `krate` is the name by which types are to name the client's crate.
#[must_use]
pub fn examples(value: &Value, config: &Config, krate: &str) -> Vec<Example> {
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(value.clone(), &mut diagnostics);
    if diagnostics.has_errors() {
        return Vec::new();
    }
    let mut settings = Settings::new(config);
    let api = Api::collect(&document, &mut settings, &mut diagnostics);
    let (model, places) = lower::lower_with_places(&api, &mut settings, &mut diagnostics);
    let path = emit::paths(&model, krate);
    let places: HashMap<&str, Option<String>> = places
        .iter()
        .map(|(pointer, ty)| (pointer.as_str(), path(ty)))
        .collect();
    find(value, &places)
}

/// What a value of the document is, for the way through it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// An object whose keys are keywords.
    Object,
    /// An object whose keys are names of the document's own.
    Names,
}

fn find(root: &Value, places: &HashMap<&str, Option<String>>) -> Vec<Example> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![(Pointer::root(), root, Context::Object)];
    while let Some((here, value, context)) = open.pop() {
        match (value, context) {
            (Value::Array(items), _) => {
                let items = items.iter().enumerate().rev();
                open.extend(items.map(|(index, item)| (here.index(index), item, Context::Object)));
            }
            (Value::Object(map), Context::Names) => {
                let values = map.iter().rev();
                open.extend(values.map(|(key, value)| (here.join(key), value, Context::Object)));
            }
            (Value::Object(map), Context::Object) => {
                for (pointer, value) in of_holder(root, &here, map) {
                    let is_schema = !["schema", "content"]
                        .iter()
                        .any(|key| map.contains_key(*key));
                    let schema = if is_schema {
                        here.clone()
                    } else {
                        schema_of(&here, map)
                    };
                    // `null` for a body that need not be sent means that there is none.
                    if value.is_null() && here.as_str().contains("/requestBody/content/") {
                        continue;
                    }
                    let ty = places.get(here.as_str()).cloned().flatten();
                    if seen.insert((pointer.clone(), ty.clone())) {
                        found.push(Example {
                            pointer: pointer.as_str().to_owned(),
                            schema: schema.as_str().to_owned(),
                            ty,
                            value: value.clone(),
                        });
                    }
                }
                for (key, value) in map.iter().rev() {
                    if let Some(context) = context_of(key, value) {
                        open.push((here.join(key), value, context));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// What stands under a keyword; `None` for what has no schemas in it.
fn context_of(key: &str, value: &Value) -> Option<Context> {
    match key {
        "example" | "examples" | "default" | "enum" | "const" | "links" | "security"
        | "servers" | "tags" | "discriminator" | "securitySchemes" | "info" => None,
        key if key.starts_with("x-") && key != "x-webhooks" => None,
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas"
        | "schemas" | "responses" | "headers" | "paths" | "content" | "callbacks" | "webhooks"
        | "x-webhooks" | "requestBodies" | "encoding" | "pathItems" | "mediaTypes" => {
            Some(Context::Names)
        }
        "parameters" if value.is_object() => Some(Context::Names),
        _ => (value.is_object() || value.is_array()).then_some(Context::Object),
    }
}

/// The schema of a media type or parameter.
fn schema_of(here: &Pointer, map: &Map<String, Value>) -> Pointer {
    match map.get("content").and_then(Value::as_object) {
        Some(content) => {
            let media = content.keys().next().map_or("", String::as_str);
            here.join("content").join(media).join("schema")
        }
        None => here.join("schema"),
    }
}

/// The examples that a schema, media type or parameter gives, with their pointers.
fn of_holder<'v>(
    root: &'v Value,
    here: &Pointer,
    map: &'v Map<String, Value>,
) -> Vec<(Pointer, &'v Value)> {
    let mut found = Vec::new();
    if let Some(value) = map.get("example") {
        let at = here.join("example");
        // Many write a reference here, which the specification has no place for.
        match value.get("$ref").and_then(Value::as_str) {
            Some(_) => found.extend(of_example(root, at, value)),
            None => found.push((at, value)),
        }
    }
    let at = here.join("examples");
    match map.get("examples") {
        Some(Value::Array(values)) => {
            let values = values.iter().enumerate();
            found.extend(values.map(|(index, value)| (at.index(index), value)));
        }
        Some(Value::Object(named)) if here.as_str() != "/components" => {
            let named = named.iter();
            found.extend(named.filter_map(|(name, value)| of_example(root, at.join(name), value)));
        }
        _ => {}
    }
    found
}

/// The value of an Example Object, or of the one that it refers to.
fn of_example<'v>(
    root: &'v Value,
    mut at: Pointer,
    mut value: &'v Value,
) -> Option<(Pointer, &'v Value)> {
    for _ in 0..MAX_STEPS {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            break;
        };
        at = Pointer::parse(reference.strip_prefix('#')?)?;
        value = root.pointer(at.as_str())?;
    }
    let key = ["value", "dataValue"]
        .into_iter()
        .find(|key| value.get(key).is_some())?;
    Some((at.join(key), value.get(key)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/things/{id}": {"post": {
                "operationId": "send", "tags": ["things"],
                "parameters": [{"name": "id", "in": "path", "required": true,
                    "schema": {"type": "integer"}, "example": 7}],
                "requestBody": {"content": {"application/json": {
                    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "examples": {
                        "own": {"value": [{"name": "a"}]},
                        "shared": {"$ref": "#/components/examples/Shared"},
                        "elsewhere": {"externalValue": "https://example.com/x.json"}
                    }}}},
                "responses": {"200": {"description": "ok", "content": {
                    "text/plain": {"schema": {"type": "string"}, "example": "hello"}}}}
            }}},
            "components": {
                "examples": {"Shared": {"value": [{"name": "b"}]}},
                "schemas": {
                    "Thing": {"type": "object", "example": {"name": "c"}, "properties": {
                        "name": {"type": ["string", "null"], "examples": ["d", null]},
                        "example": {"type": "string", "default": {"example": 1}}
                    }},
                    "Unreached": {"type": "string", "example": "e"}
                }
            }
        })
    }

    #[test]
    fn every_example_has_its_place_and_type() {
        let found = examples(&document(), &Config::default(), "c");
        let list: Vec<(&str, &str, Option<&str>)> = found
            .iter()
            .map(|one| (one.pointer.as_str(), one.schema.as_str(), one.ty.as_deref()))
            .collect();
        let op = "/paths/~1things~1{id}/post";
        let body = format!("{op}/requestBody/content/application~1json");
        let text = format!("{op}/responses/200/content/text~1plain");
        let expected = [
            (
                format!("{op}/parameters/0/example"),
                format!("{op}/parameters/0/schema"),
                Some("i64"),
            ),
            (
                format!("{body}/examples/own/value"),
                format!("{body}/schema"),
                Some("Vec<c::Thing>"),
            ),
            (
                "/components/examples/Shared/value".to_owned(),
                format!("{body}/schema"),
                Some("Vec<c::Thing>"),
            ),
            (format!("{text}/example"), format!("{text}/schema"), None),
            (
                "/components/schemas/Thing/example".to_owned(),
                "/components/schemas/Thing".to_owned(),
                Some("c::Thing"),
            ),
            (
                "/components/schemas/Thing/properties/name/examples/0".to_owned(),
                "/components/schemas/Thing/properties/name".to_owned(),
                Some("Option<String>"),
            ),
            (
                "/components/schemas/Thing/properties/name/examples/1".to_owned(),
                "/components/schemas/Thing/properties/name".to_owned(),
                Some("Option<String>"),
            ),
            (
                "/components/schemas/Unreached/example".to_owned(),
                "/components/schemas/Unreached".to_owned(),
                None,
            ),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(pointer, schema, ty)| (pointer.as_str(), schema.as_str(), *ty))
            .collect();
        assert_eq!(list, expected);
    }
}
