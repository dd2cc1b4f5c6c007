//! Repairs of Fern's schemas and of their names.

use serde_json::{Map, Value};

use super::Repairs;
use crate::pointer::Pointer;

/// Every repair of the document's schemas. `wrong` is told what no repair knows.
pub(super) fn repair(
    document: &mut Value,
    repairs: &mut Repairs,
    mut wrong: impl FnMut(&Pointer, String),
) {
    let mut counts = Counts::default();
    walk(document, &Pointer::root(), &mut counts, &mut wrong);
    repairs.done(
        "enum-objects",
        "read enum objects as their values",
        counts.enums,
    );
    let what = "read `properties: {}` as any JSON";
    repairs.done("empty-object", what, counts.empty);
    let count = names(document);
    let what = "gave a component a name that OpenAPI allows";
    repairs.done("component-name", what, count);
}

#[derive(Default)]
struct Counts {
    enums: usize,
    empty: usize,
}

fn walk(
    value: &mut Value,
    at: &Pointer,
    counts: &mut Counts,
    wrong: &mut impl FnMut(&Pointer, String),
) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, &at.index(index), counts, wrong);
            }
        }
        Value::Object(map) => {
            enum_objects(map, at, counts, wrong);
            counts.empty += usize::from(empty_object(map));
            for (key, value) in map {
                // What stands under these is data, not schema.
                if !matches!(
                    key.as_str(),
                    "enum" | "example" | "examples" | "default" | "const"
                ) {
                    walk(value, &at.join(key), counts, wrong);
                }
            }
        }
        _ => {}
    }
}

/// `enum: [{value: x}]`, and literals: `[{type: booleanLiteral, value: true}]` under
/// `type: string`.
fn enum_objects(
    schema: &mut Map<String, Value>,
    at: &Pointer,
    counts: &mut Counts,
    wrong: &mut impl FnMut(&Pointer, String),
) {
    let Some(Value::Array(values)) = schema.get_mut("enum") else {
        return;
    };
    if !values.iter().any(Value::is_object) {
        return;
    }
    let mut plain = Vec::with_capacity(values.len());
    for (index, value) in values.iter_mut().enumerate() {
        match value {
            Value::Object(entry) => match entry.remove("value") {
                Some(value) if !value.is_object() && !value.is_array() => plain.push(value),
                _ => {
                    let message = "this enum entry is an object without a plain `value`";
                    wrong(&at.join("enum").index(index), message.to_owned());
                }
            },
            value => plain.push(value.take()),
        }
    }
    if plain.iter().all(Value::is_boolean) && !plain.is_empty() {
        schema.insert("type".to_owned(), Value::String("boolean".to_owned()));
    }
    schema.insert("enum".to_owned(), Value::Array(plain));
    counts.enums += 1;
}

/// An object without any property is what Fern leaves of `allOf` with a scalar: nothing is known
/// of it.
fn empty_object(schema: &mut Map<String, Value>) -> bool {
    let only_empty = schema.get("type").is_some_and(|ty| ty == "object")
        && matches!(schema.get("properties"), Some(Value::Object(map)) if map.is_empty())
        && schema.keys().all(|key| {
            matches!(
                key.as_str(),
                "type" | "properties" | "description" | "title"
            )
        });
    if only_empty {
        schema.remove("type");
        schema.remove("properties");
    }
    only_empty
}

/// Component names are `[A-Za-z0-9._-]+` (OpenAPI 3.1, "Components Object"); Fern puts tag names
/// with spaces and `type_:` prefixes into them.
fn names(document: &mut Value) -> usize {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else {
        return 0;
    };
    let renamed: Map<String, Value> = schemas
        .keys()
        .filter_map(|name| {
            let legal = legal(name);
            (legal != *name).then(|| (name.clone(), Value::String(legal)))
        })
        .collect();
    if renamed.is_empty() {
        return 0;
    }
    let old = std::mem::take(schemas);
    for (name, schema) in old {
        let key = renamed.get(&name).and_then(Value::as_str).unwrap_or(&name);
        schemas.insert(key.to_owned(), schema);
    }
    references(document, &renamed);
    renamed.len()
}

fn legal(name: &str) -> String {
    let name = name.strip_prefix("type_:").unwrap_or(name);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.chars()
        .map(|c| if allowed(c) { c } else { '_' })
        .collect()
}

fn references(value: &mut Value, renamed: &Map<String, Value>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| references(item, renamed)),
        Value::Object(map) => {
            for (key, value) in map {
                let new = match value.as_str() {
                    Some(text) if key == "$ref" => text
                        .strip_prefix("#/components/schemas/")
                        .and_then(|name| renamed.get(name))
                        .and_then(Value::as_str)
                        .map(|name| format!("#/components/schemas/{name}")),
                    _ => None,
                };
                match new {
                    Some(new) => *value = Value::String(new),
                    None => references(value, renamed),
                }
            }
        }
        _ => {}
    }
}
