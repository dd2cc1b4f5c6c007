//! Schemas: what 2.0 writes otherwise than 3.0.

use serde_json::{Map, Value, json};

/// Converts a schema and all in it. `x-nullable` is read by the typed document.
pub(super) fn convert(value: Value) -> Value {
    let Value::Object(map) = value else {
        return value;
    };
    let mut out = Map::with_capacity(map.len());
    for (key, value) in map {
        let value = match (key.as_str(), value) {
            ("discriminator", Value::String(name)) => json!({ "propertyName": name }),
            ("properties" | "patternProperties", Value::Object(properties)) => properties
                .into_iter()
                .map(|(name, schema)| (name, convert(schema)))
                .collect(),
            ("allOf" | "anyOf" | "oneOf" | "items", Value::Array(list)) => {
                list.into_iter().map(convert).collect()
            }
            ("items" | "additionalProperties" | "not", schema) => convert(schema),
            (_, value) => value,
        };
        out.insert(key, value);
    }
    file(&mut out);
    Value::Object(out)
}

/// `type: file` is what 3.0 calls a binary string.
pub(super) fn file(map: &mut Map<String, Value>) {
    if map.get("type").is_some_and(|kind| kind == "file") {
        map.insert("type".to_owned(), "string".into());
        map.insert("format".to_owned(), "binary".into());
    }
}
