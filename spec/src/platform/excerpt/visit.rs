//! A walk over a document's objects that keeps names and keywords apart.

use serde_json::{Map, Value};

use crate::pointer::Pointer;

/// Keys under which anything may stand: samples and lists of values.
const DATA: [&str; 5] = ["enum", "example", "examples", "default", "const"];

/// Keys whose object holds names, not keywords.
const NAMES: [&str; 18] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "securitySchemes",
    "headers",
    "content",
    "callbacks",
    "links",
    "paths",
    "webhooks",
    "encoding",
    "variables",
];

/// Calls `seen` for every object that has keywords, the outer ones first. Samples and extensions
/// are left out: anything may stand there.
pub(super) fn objects(
    value: &mut Value,
    at: &Pointer,
    seen: &mut dyn FnMut(&mut Map<String, Value>, &Pointer),
) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                objects(item, &at.index(index), seen);
            }
        }
        Value::Object(map) => {
            seen(map, at);
            for (key, value) in map.iter_mut() {
                if DATA.contains(&key.as_str()) || key.starts_with("x-") {
                    continue;
                }
                let below = at.join(key);
                match value {
                    Value::Object(named) if NAMES.contains(&key.as_str()) => {
                        for (name, value) in named.iter_mut() {
                            if !name.starts_with("x-") || key == "properties" {
                                objects(value, &below.join(name), seen);
                            }
                        }
                    }
                    value => objects(value, &below, seen),
                }
            }
        }
        _ => {}
    }
}
