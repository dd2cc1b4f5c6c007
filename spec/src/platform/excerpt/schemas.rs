//! Repairs of schemas.

use serde_json::{Map, Value, json};

use super::{Repairs, visit};
use crate::pointer::Pointer;

/// Every repair of a document's schemas.
pub(in crate::platform) fn repair(document: &mut Value, repairs: &mut Repairs) {
    visit::objects(document, &Pointer::root(), &mut |map, at| {
        mapping(map, at, repairs);
        foreign_reference(map, at, repairs);
        null_beside_union(map, at, repairs);
        encoded_number(map, at, repairs);
        type_word(map, at, repairs);
    });
}

/// An object whose properties are an empty list has properties that nobody wrote down.
pub(in crate::platform) fn empty_objects(document: &mut Value, repairs: &mut Repairs) {
    visit::objects(document, &Pointer::root(), &mut |map, at| {
        let empty = map
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(Map::is_empty);
        let whole = ["allOf", "oneOf", "anyOf", "$ref"];
        if empty && !whole.iter().any(|key| map.contains_key(*key)) {
            map.shift_remove("properties");
            let what = "read `properties: {}` as an object whose properties are not documented";
            repairs.done("empty-object", what, &at.join("properties"));
        }
    });
}

/// Leaves out the extensions that only the platform itself reads.
pub(in crate::platform) fn without_extensions(document: &mut Value, starts: &[&str]) {
    visit::objects(document, &Pointer::root(), &mut |map, _| {
        map.retain(|key, _| !starts.iter().any(|start| key.starts_with(start)));
    });
}

/// `discriminator.mapping` gives references as texts (OpenAPI 3.1, "Discriminator Object"); some
/// platforms resolve them to `{$ref: …}`.
fn mapping(map: &mut Map<String, Value>, at: &Pointer, repairs: &mut Repairs) {
    let Some(Value::Object(discriminator)) = map.get_mut("discriminator") else {
        return;
    };
    if let Some(Value::Object(default)) = discriminator.get("defaultMapping")
        && let Some(reference) = default.get("$ref").and_then(Value::as_str)
    {
        let reference = Value::from(reference);
        discriminator.insert("defaultMapping".to_owned(), reference);
        let what = "read the object of a discriminator's default mapping as a reference";
        let place = at.join("discriminator").join("defaultMapping");
        repairs.done("mapping-object", what, &place);
    }
    let Some(Value::Object(mapping)) = discriminator.get_mut("mapping") else {
        return;
    };
    let below = at.join("discriminator").join("mapping");
    // A variant that was inlined has no name that the mapping could give.
    mapping.retain(|name, target| {
        let reference = match &*target {
            Value::Object(object) => object.get("$ref").and_then(Value::as_str),
            _ => return true,
        };
        let reference = reference.map(str::to_owned);
        let what = "read the objects of a discriminator's mapping as references";
        repairs.done("mapping-object", what, &below.join(name));
        match reference {
            Some(reference) => {
                *target = Value::String(reference);
                true
            }
            None => false,
        }
    });
    if mapping.is_empty()
        && let Some(Value::Object(discriminator)) = map.get_mut("discriminator")
    {
        discriminator.shift_remove("mapping");
    }
}

/// A `$ref` that is no URI reference to a schema, such as an identifier of the platform's database.
fn foreign_reference(map: &mut Map<String, Value>, at: &Pointer, repairs: &mut Repairs) {
    let Some(Value::String(reference)) = map.get("$ref") else {
        return;
    };
    if reference.contains(['#', '/', '.']) {
        return;
    }
    map.shift_remove("$ref");
    let what = "read a reference that names no schema as any JSON";
    repairs.done("foreign-reference", what, &at.join("$ref"));
}

/// `oneOf` with `type: 'null'` beside it would allow nothing but null: it means one branch more.
fn null_beside_union(map: &mut Map<String, Value>, at: &Pointer, repairs: &mut Repairs) {
    if map.get("type") != Some(&json!("null")) {
        return;
    }
    let null = json!({"type": "null"});
    for key in ["oneOf", "anyOf"] {
        if let Some(Value::Array(branches)) = map.get_mut(key) {
            if !branches.contains(&null) {
                branches.push(null);
            }
            map.shift_remove("type");
            let what = "read `type: null` beside a union as one more branch";
            repairs.done("null-beside-union", what, &at.join("type"));
            return;
        }
    }
}

/// `contentEncoding: int64` on a number is its format.
fn encoded_number(map: &mut Map<String, Value>, at: &Pointer, repairs: &mut Repairs) {
    let Some(encoding) = map.get("contentEncoding").and_then(Value::as_str) else {
        return;
    };
    if !matches!(encoding, "int32" | "int64" | "float" | "double") || map.contains_key("format") {
        return;
    }
    if let Some(format) = map.shift_remove("contentEncoding") {
        map.insert("format".to_owned(), format);
        let what = "read `contentEncoding` of a number as its format";
        repairs.done("number-encoding", what, &at.join("contentEncoding"));
    }
}

/// Type words that JSON Schema does not have.
fn type_word(map: &mut Map<String, Value>, at: &Pointer, repairs: &mut Repairs) {
    let Some(Value::String(word)) = map.get("type") else {
        return;
    };
    // A parameter, an example or a security scheme may have a `type` of its own.
    let (schema, what) = match word.as_str() {
        "any" => (json!({}), "read the type `any` as no type"),
        "file" => (
            json!({"type": "string", "format": "binary"}),
            "read the type `file` as binary data",
        ),
        _ => match word.strip_prefix("enum<").and_then(|w| w.strip_suffix('>')) {
            Some(inner) => (
                json!({"type": inner}),
                "read `enum<…>` as the type of its values",
            ),
            None => return,
        },
    };
    let file = word == "file";
    map.shift_remove("type");
    if file {
        map.shift_remove("contentEncoding");
    }
    if let Value::Object(schema) = schema {
        map.extend(schema);
    }
    repairs.done("type-word", what, &at.join("type"));
}
