//! The schemas that type expressions are made of.

use serde_json::{Map, Value, json};

use super::{STUB, allow_null};

/// A union: literals of one type as one enum, null as a type, the rest as `oneOf`.
pub(super) fn join(branches: Vec<Map<String, Value>>) -> Map<String, Value> {
    let null = object([("type", json!("null"))]);
    let with_null = branches.contains(&null);
    let mut rest: Vec<Map<String, Value>> = Vec::new();
    for branch in branches {
        // `Unrecognized<string>` only says that an enumeration is open.
        let open = branch.get(STUB) == Some(&json!("Unrecognized"));
        if !open && branch != null && !rest.contains(&branch) {
            rest.push(branch);
        }
    }
    let mut joined = merge_literals(&mut rest).unwrap_or_else(|| match rest.len() {
        0 => null,
        1 => rest.swap_remove(0),
        _ => object([(
            "oneOf",
            Value::Array(rest.into_iter().map(Value::Object).collect()),
        )]),
    });
    if with_null {
        allow_null(&mut joined);
    }
    joined
}

fn merge_literals(branches: &mut [Map<String, Value>]) -> Option<Map<String, Value>> {
    let kind = branches.first()?.get("type")?.clone();
    let mut values = Vec::new();
    for branch in branches.iter() {
        if branch.get("type") != Some(&kind) || branch.len() != 2 {
            return None;
        }
        values.extend(branch.get("enum")?.as_array()?.iter().cloned());
    }
    Some(object([("type", kind), ("enum", Value::Array(values))]))
}

pub(super) fn array(items: Map<String, Value>) -> Map<String, Value> {
    let mut schema = object([("type", json!("array"))]);
    if !items.is_empty() {
        schema.insert("items".to_owned(), Value::Object(items));
    }
    schema
}

pub(super) fn map(values: Map<String, Value>) -> Map<String, Value> {
    object([
        ("type", json!("object")),
        ("additionalProperties", Value::Object(values)),
    ])
}

pub(super) fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}
