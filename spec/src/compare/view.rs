//! Schemas as people speak of them.

use serde_json::{Map, Value};

use crate::pointer::Pointer;

/// How long a value may be that is shown.
const MAX_TEXT: usize = 160;

/// Keys that only people read.
pub(super) fn is_prose(key: &str) -> bool {
    matches!(
        key,
        "description" | "summary" | "title" | "example" | "examples" | "externalDocs"
    )
}

/// The keys of two objects, those of the first in their order, then those of the second alone.
pub(super) fn keys<'a>(a: &'a Value, b: &'a Value) -> Vec<&'a str> {
    let of = |value: &'a Value| value.as_object().into_iter().flat_map(Map::keys);
    let more = of(b).filter(|key| a.get(key.as_str()).is_none());
    of(a).chain(more).map(String::as_str).collect()
}

/// A value as JSON, cut when it is long; texts without quotes.
pub(super) fn json(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    cut(&text)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A schema without what only says that it may be null, and without an `allOf` of one.
#[derive(Clone, Debug)]
pub(super) struct Peeled<'a> {
    pub(super) schema: &'a Value,
    pub(super) at: Pointer,
    pub(super) nullable: bool,
}

pub(super) fn peel<'a>(schema: &'a Value, at: &Pointer) -> Peeled<'a> {
    let mut peeled = Peeled {
        schema,
        at: at.clone(),
        nullable: false,
    };
    for _ in 0..8 {
        let schema = peeled.schema;
        peeled.nullable |= schema["nullable"] == true || types(schema).contains(&"null");
        let is_null = |value: &Value| value["type"] == "null";
        let inner = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| {
            let list = schema.get(key)?.as_array()?;
            let nulls = list.iter().filter(|one| is_null(one)).count();
            let index = list.iter().position(|one| !is_null(one))?;
            let other_shape = ["properties", "type", "items", "enum", "$ref"]
                .iter()
                .any(|key| schema.get(key).is_some());
            let alone = list.len() == nulls + 1 && !other_shape;
            alone.then_some((*key, index, nulls > 0))
        });
        let Some((key, index, null)) = inner else {
            break;
        };
        peeled.nullable |= null;
        peeled.schema = &schema[key][index];
        peeled.at = peeled.at.join(key).index(index);
    }
    peeled
}

/// The types that a schema lists.
pub(super) fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ if schema.get("properties").is_some() => vec!["object"],
        _ if schema.get("items").is_some() => vec!["array"],
        _ => Vec::new(),
    }
}

/// The name of the component that a reference is to.
pub(super) fn target(schema: &Value) -> Option<String> {
    let text = schema.get("$ref")?.as_str()?;
    Some(
        Pointer::parse(text)
            .and_then(|at| at.last())
            .unwrap_or_else(|| text.to_owned()),
    )
}

/// The values of an enumeration, `const` being one of one.
pub(super) fn values(schema: &Value) -> Option<Vec<&Value>> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(Value::Array(list)), _) => Some(list.iter().filter(|one| !one.is_null()).collect()),
        (_, Some(value)) => Some(vec![value]),
        _ => None,
    }
}

/// A schema in a few words: `string (date-time)`, `array of Thing`, `A or B`.
pub(super) fn text(schema: &Value) -> String {
    cut(&words(schema, 0))
}

fn words(schema: &Value, depth: usize) -> String {
    if depth > 6 {
        return "…".to_owned();
    }
    let peeled = peel(schema, &Pointer::root());
    let schema = peeled.schema;
    let null = if peeled.nullable { " or null" } else { "" };
    if let Some(name) = target(schema) {
        return format!("{name}{null}");
    }
    for (key, word) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
        if let Some(list) = schema.get(key).and_then(Value::as_array) {
            let all: Vec<String> = list.iter().map(|one| words(one, depth + 1)).collect();
            return format!("{}{null}", all.join(word));
        }
    }
    if let Some(values) = values(schema) {
        let all: Vec<String> = values.iter().map(|value| value.to_string()).collect();
        return format!("{}{null}", all.join(" | "));
    }
    let mut all: Vec<String> = Vec::new();
    for one in types(schema).into_iter().filter(|one| *one != "null") {
        all.push(match one {
            "array" => format!("array of {}", words(&schema["items"], depth + 1)),
            "object" if schema["additionalProperties"].is_object() => {
                let values = words(&schema["additionalProperties"], depth + 1);
                format!("map of {values}")
            }
            one => one.to_owned(),
        });
    }
    if all.is_empty() {
        return format!("anything{null}");
    }
    let format = schema["format"].as_str();
    let format = format
        .map(|format| format!(" ({format})"))
        .unwrap_or_default();
    format!("{}{format}{null}", all.join(" or "))
}

/// Whether two names share a word of three letters or more.
pub(super) fn share_word(a: &str, b: &str) -> bool {
    let split = |name: &str| -> Vec<String> {
        let mut words = vec![String::new()];
        for c in name.chars() {
            if !c.is_alphanumeric() || c.is_uppercase() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
                word.extend(c.to_lowercase());
            }
        }
        words.retain(|word| word.len() > 2);
        words
    };
    let b = split(b);
    split(a).iter().any(|word| b.contains(word))
}
