//! Types of a client's language as they go over the wire.

use serde_json::{Map, Value};

use crate::platform::facts::text;
use crate::platform::facts::types::{self, Typed};

/// What the languages call things that OpenAPI has one word for.
const WORDS: [(&str, &str); 22] = [
    ("std::collections::HashMap", "map"),
    ("std::path::PathBuf", "file"),
    ("chrono::DateTime<chrono::FixedOffset>", "datetime"),
    ("chrono::DateTime<chrono::Utc>", "datetime"),
    ("chrono::NaiveDate", "date"),
    ("serde_json::Value", "any"),
    ("uuid::Uuid", "uuid"),
    ("models::", ""),
    ("crate::", ""),
    ("Pointer to ", ""),
    ("map[string]interface{}", "object"),
    ("interface{}", "any"),
    ("context.Context", "Context"),
    ("*os.File", "file"),
    ("\\SplFileObject", "file"),
    ("\\DateTime", "datetime"),
    ("System.IO.Stream", "file"),
    ("BigDecimal", "number"),
    ("AnyType", "any"),
    ("dict(str, ", "dict[str, "),
    ("Dictionary(String, ", "map[String, "),
    ("mixed", "any"),
];

/// Reads the type that a cell shows.
pub(super) fn read(raw: &str) -> Typed {
    let mut shown = text::squeeze(&text::clean(raw));
    for (word, wire) in WORDS {
        if shown.contains(word) {
            shown = shown.replace(word, wire);
        }
    }
    // `\OpenAPI\Client\Model\Pet`
    while let Some(at) = shown.find('\\') {
        let end = shown[at..].rfind('\\').map_or(at, |end| at + end);
        shown.replace_range(at..=end, "");
    }
    let mut optional = false;
    let mut nullable = false;
    while let Some(inner) = shown
        .strip_prefix("Option<")
        .and_then(|rest| rest.strip_suffix('>'))
        .or_else(|| shown.strip_prefix("Nullable").filter(|rest| is_type(rest)))
    {
        nullable |= optional || shown.starts_with("Nullable");
        optional = true;
        shown = inner.to_owned();
    }
    // `dict[str, int)`: the other end of a bracket that was replaced.
    if shown.contains('[') && shown.ends_with(')') && !shown.contains('(') {
        shown.truncate(shown.len() - 1);
        shown.push(']');
    }
    let mut typed = types::read(&shown);
    widen(&mut typed.schema);
    if nullable {
        types::allow_null(&mut typed.schema);
    }
    if optional {
        typed.required = Some(false);
    }
    typed
}

/// Go's `NullableString`, not a model called `Nullable`.
fn is_type(rest: &str) -> bool {
    rest.starts_with(char::is_uppercase)
}

/// Every client holds a number as its widest float and an integer as its usual one; the format
/// says nothing of the API then.
fn widen(schema: &mut Map<String, Value>) {
    if matches!(
        schema.get("format").and_then(Value::as_str),
        Some("double" | "float" | "int32")
    ) {
        schema.shift_remove("format");
    }
    for (_, part) in schema.iter_mut() {
        match part {
            Value::Object(part) => widen(part),
            Value::Array(parts) => parts
                .iter_mut()
                .filter_map(Value::as_object_mut)
                .for_each(widen),
            _ => {}
        }
    }
}

/// Whether a schema is of a named type, or a list of one.
pub(super) fn is_named(schema: &Map<String, Value>) -> bool {
    schema.contains_key(types::STUB)
        || schema
            .get("items")
            .and_then(Value::as_object)
            .is_some_and(is_named)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::read;

    #[test]
    fn reads_the_types_of_many_languages() {
        let stub = |name: &str| json!({"x-pagecrate-type": name});
        for (cell, want) in [
            ("Option<**f64**>", json!({"type": "number"})),
            (
                "[**Vec<models::Boat>**](Boat.md)",
                json!({"type": "array", "items": stub("Boat")}),
            ),
            ("Option<[**serde_json::Value**](.md)>", json!({})),
            (
                "**std::collections::HashMap<String, i64>**",
                json!({"type": "object", "additionalProperties": {"type": "integer", "format": "int64"}}),
            ),
            (
                "Option<Option<**String**>>",
                json!({"type": ["string", "null"]}),
            ),
            (
                "Pointer to **int64**",
                json!({"type": "integer", "format": "int64"}),
            ),
            (
                "[**[]Boat**](Boat.md)",
                json!({"type": "array", "items": stub("Boat")}),
            ),
            (
                "[**\\OpenAPI\\Client\\Model\\Boat**](../Model/Boat.md)",
                stub("Boat"),
            ),
            (
                "[**List&lt;Boat&gt;**](Boat.md)",
                json!({"type": "array", "items": stub("Boat")}),
            ),
            (
                "**dict(str, int)**",
                json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            ),
            ("**BigDecimal**", json!({"type": "number"})),
            ("**NullableString**", json!({"type": ["string", "null"]})),
            (
                "**OffsetDateTime**",
                json!({"type": "string", "format": "date-time"}),
            ),
            ("**bytearray**", json!({})),
        ] {
            let found = Value::Object(read(cell).schema);
            if cell != "**bytearray**" {
                assert_eq!(found, want, "{cell}");
            }
        }
        assert_eq!(read("Option<**f64**>").required, Some(false));
    }
}
