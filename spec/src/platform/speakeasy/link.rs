//! Ties the types that pages of methods name to the pages of these types.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::NAME;
use super::names::same;
use super::operation::{GLOBALS, REQUEST};
use crate::fragment::Fragment;
use crate::platform::facts::document::NAMES;
use crate::platform::facts::endpoint::path_names;
use crate::platform::facts::types::{MODULE, STUB, STUB_NULLABLE, stub_name};
use crate::pointer::Pointer;

/// Schemas nest no deeper than this.
const DEEPEST: usize = 128;

type Components = BTreeMap<String, Value>;

/// Replaces the name of a type by a reference where a page of that type was read, and spreads
/// `request` types over path, query and body. Call it once, when all pages have been read;
/// fragments of other readers stay as they are. Names without a page stay stubs.
pub fn link(fragments: &mut [Fragment]) {
    tie(fragments, NAME);
}

/// [`link`] for the fragments of one reader.
pub(in crate::platform) fn tie(fragments: &mut [Fragment], platform: &str) {
    let mut components = Components::new();
    let mut globals: Vec<String> = Vec::new();
    for fragment in fragments.iter().filter(|one| one.platform == platform) {
        if let Some(Value::Object(schemas)) = fragment.value.pointer("/components/schemas") {
            for (name, schema) in schemas {
                components
                    .entry(name.clone())
                    .or_insert_with(|| schema.clone());
            }
        }
        if let Some(Value::Array(names)) = fragment.value.get(GLOBALS) {
            globals.extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
        }
    }
    if components.is_empty() {
        return;
    }
    for fragment in fragments.iter_mut().filter(|one| one.platform == platform) {
        spread_requests(fragment, &components, &globals);
        let value = &mut fragment.value;
        for key in ["paths", "components"] {
            if let Some(part) = value.get_mut(key) {
                replace(part, &components, 0);
            }
        }
        drop_empty(fragment);
    }
}

fn find<'a>(name: &str, components: &'a Components) -> Option<(&'a str, &'a Value)> {
    let bare = name.rsplit('.').next().unwrap_or(name);
    [name, bare].into_iter().find_map(|name| {
        components
            .get_key_value(name)
            .map(|(name, schema)| (name.as_str(), schema))
    })
}

/// Every stub below a value becomes a reference.
fn replace(value: &mut Value, components: &Components, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(list) => {
            for item in list {
                replace(item, components, depth + 1);
            }
        }
        Value::Object(map) => {
            // What is unwrapped may be a name again.
            for _ in 0..4 {
                let named = stub_name(map).filter(|_| !map.contains_key("type"));
                let Some((found, schema)) = named.as_deref().and_then(|it| find(it, components))
                else {
                    break;
                };
                refer(map, found, unwrapped(found, schema));
            }
            for (_, item) in map.iter_mut() {
                replace(item, components, depth + 1);
            }
        }
        _ => {}
    }
}

/// What an SDK puts around the body of a response.
const ENVELOPE: [&str; 6] = [
    "httpMeta",
    "contentType",
    "statusCode",
    "rawResponse",
    "headers",
    "next",
];

/// Marks the schema of a response that has no body.
const EMPTY: &str = "x-pagecrate-empty";

/// The body in what an SDK hands out: pages of a list as `{ result }`, and in Go and C# every
/// body in a type that has the HTTP response as well.
fn unwrapped(name: &str, schema: &Value) -> Option<Map<String, Value>> {
    let properties = schema.get("properties")?.as_object()?;
    let is_envelope = |key: &str| ENVELOPE.iter().any(|one| same(one, key));
    let around = properties.keys().filter(|key| is_envelope(key)).count();
    let mut inner = properties.iter().filter(|(key, _)| !is_envelope(key));
    let first = inner.next();
    let envelope = properties
        .keys()
        .any(|key| same(key, "httpMeta") || same(key, "rawResponse"));
    if envelope && around > 0 {
        let Some((_, body)) = first else {
            return Some(Map::from_iter([(EMPTY.to_owned(), json!(true))]));
        };
        let mut body = body.as_object()?.clone();
        // What is said of it is said of the SDK's property.
        for key in ["description", NAMES] {
            body.shift_remove(key);
        }
        return Some(body);
    }
    let only = properties.len() == 1 && name.starts_with("operations.");
    properties
        .get("result")
        .filter(|_| only)?
        .as_object()
        .cloned()
}

/// Takes the content from responses that have none.
fn drop_empty(fragment: &mut Fragment) {
    let paths = fragment
        .value
        .get_mut("paths")
        .and_then(Value::as_object_mut);
    let responses = paths
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
        .filter_map(|operation| operation.get_mut("responses")?.as_object_mut())
        .flat_map(|responses| responses.values_mut())
        .filter_map(Value::as_object_mut);
    for response in responses {
        let content = response.get("content").and_then(Value::as_object);
        if content.is_some_and(|content| {
            content
                .values()
                .any(|media| media["schema"].get(EMPTY).is_some())
        }) {
            response.shift_remove("content");
        }
    }
}

fn refer(map: &mut Map<String, Value>, name: &str, result: Option<Map<String, Value>>) {
    let nullable = map.shift_remove(STUB_NULLABLE).is_some();
    map.shift_remove(STUB);
    map.shift_remove(MODULE);
    if let Some(result) = result {
        for (key, value) in result {
            map.entry(key).or_insert(value);
        }
        return;
    }
    let at = Pointer::root()
        .join("components")
        .join("schemas")
        .join(name);
    let target = format!("#{at}");
    if nullable {
        map.insert(
            "oneOf".to_owned(),
            json!([{"$ref": target}, {"type": "null"}]),
        );
    } else {
        map.insert("$ref".to_owned(), json!(target));
    }
}

fn spread_requests(fragment: &mut Fragment, components: &Components, globals: &[String]) {
    let Some(Value::Object(paths)) = fragment.value.get_mut("paths") else {
        return;
    };
    for (path, item) in paths.iter_mut() {
        let Value::Object(item) = item else {
            continue;
        };
        for (method, operation) in item.iter_mut() {
            let Value::Object(operation) = operation else {
                continue;
            };
            let request = operation
                .get(REQUEST)
                .and_then(Value::as_str)
                .and_then(|name| find(name, components));
            if let Some((_, request)) = request {
                let request = request.clone();
                operation.shift_remove(REQUEST);
                spread(path, method, operation, &request, globals);
            }
        }
    }
}

/// The properties of a request type as parameters and body.
fn spread(
    path: &str,
    method: &str,
    operation: &mut Map<String, Value>,
    request: &Value,
    globals: &[String],
) {
    let empty = Map::new();
    let properties = request
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let required: Vec<&str> = request
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut parameters: Vec<Value> = Vec::new();
    for (name, schema) in properties {
        if globals.iter().any(|global| same(global, name)) {
            continue;
        }
        let needed = required.contains(&name.as_str());
        let in_path = path_names(path).into_iter().find(|one| same(one, name));
        if let Some(name) = in_path {
            parameters.push(parameter(name, "path", true, schema));
        } else if matches!(method, "post" | "put" | "patch") && is_body(name, schema) {
            let mut body = Map::new();
            if needed {
                body.insert("required".to_owned(), json!(true));
            }
            body.insert(
                "content".to_owned(),
                json!({"application/json": {"schema": schema}}),
            );
            operation.insert("requestBody".to_owned(), Value::Object(body));
        } else {
            parameters.push(parameter(name, "query", needed, schema));
        }
    }
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(parameters));
    }
}

fn is_body(name: &str, schema: &Value) -> bool {
    let named = ["requestBody", "body"].iter().any(|body| same(body, name));
    let of_its_type = schema
        .get(STUB)
        .and_then(Value::as_str)
        .is_some_and(|stub| same(stub, name));
    named || of_its_type
}

fn parameter(name: &str, location: &str, required: bool, schema: &Value) -> Value {
    let mut schema = schema.as_object().cloned().unwrap_or_default();
    let mut out = Map::new();
    out.insert("name".to_owned(), json!(name));
    out.insert("in".to_owned(), json!(location));
    if required {
        out.insert("required".to_owned(), json!(true));
    }
    for key in ["description", "deprecated"] {
        if let Some(value) = schema.shift_remove(key) {
            out.insert(key.to_owned(), value);
        }
    }
    let names = schema.shift_remove(NAMES).filter(|_| location == "query");
    out.insert("schema".to_owned(), Value::Object(schema));
    if let Some(names) = names {
        out.insert(NAMES.to_owned(), names);
    }
    Value::Object(out)
}
