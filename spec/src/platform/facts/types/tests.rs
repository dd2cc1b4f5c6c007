use serde_json::{Value, json};

use super::read;

fn schema(text: &str) -> Value {
    Value::Object(read(text).schema)
}

#[test]
fn plain_words() {
    for (text, want) in [
        ("string", json!({"type": "string"})),
        ("str", json!({"type": "string"})),
        ("int32", json!({"type": "integer", "format": "int32"})),
        ("float", json!({"type": "number", "format": "double"})),
        ("Boolean", json!({"type": "boolean"})),
        ("uuid", json!({"type": "string", "format": "uuid"})),
        ("object", json!({"type": "object"})),
        ("any", json!({})),
        ("file", json!({"type": "string", "format": "binary"})),
        (
            "date-time",
            json!({"type": "string", "format": "date-time"}),
        ),
        (
            "Unix timestamp",
            json!({"type": "integer", "format": "int64"}),
        ),
        ("array", json!({"type": "array"})),
        ("Message", json!({"x-pagecrate-type": "Message"})),
        ("components.Message", json!({"x-pagecrate-type": "Message"})),
        ("", json!({})),
        ("see below", json!({})),
    ] {
        assert_eq!(schema(text), want, "{text}");
    }
}

#[test]
fn formats_in_brackets() {
    for (text, want) in [
        ("string (UUID)", json!({"type": "string", "format": "uuid"})),
        (
            "string<date-time>",
            json!({"type": "string", "format": "date-time"}),
        ),
        (
            "string (ISO 8601)",
            json!({"type": "string", "format": "date-time"}),
        ),
        (
            "number (double)",
            json!({"type": "number", "format": "double"}),
        ),
        (
            "integer <int64>",
            json!({"type": "integer", "format": "int64"}),
        ),
        (
            "string, format: uri",
            json!({"type": "string", "format": "uri"}),
        ),
    ] {
        assert_eq!(schema(text), want, "{text}");
    }
}

#[test]
fn containers() {
    let strings = json!({"type": "array", "items": {"type": "string"}});
    for text in [
        "array of strings",
        "string[]",
        "[]string",
        "List[str]",
        "list[string]",
        "Array<string>",
        "array (string)",
        "array[string]",
        "string array",
        "[string]",
        "array of string values",
        "List<*string*>",
    ] {
        let text = super::super::text::clean(text);
        assert_eq!(schema(&text), strings, "{text}");
    }
    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    for text in [
        "map<string, int>",
        "Dict[str, int]",
        "map[string]int",
        "Record<string, integer>",
        "Dictionary<String, int>",
        "{ [k: string]: int }",
        "map of string to int",
        "map of ints",
        "map[int]",
    ] {
        assert_eq!(schema(text), map, "{text}");
    }
    assert_eq!(
        schema("List[List[Item]]"),
        json!({"type": "array", "items": {"type": "array", "items": {"x-pagecrate-type": "Item"}}})
    );
    assert_eq!(
        schema("array of objects"),
        json!({"type": "array", "items": {"type": "object"}})
    );
}

#[test]
fn unions_and_values() {
    for (text, want) in [
        ("string or null", json!({"type": ["string", "null"]})),
        ("string | null", json!({"type": ["string", "null"]})),
        ("nullable string", json!({"type": ["string", "null"]})),
        ("int | None", json!({"type": ["integer", "null"]})),
        ("string, nullable", json!({"type": ["string", "null"]})),
        (
            "\"a\" | \"b\"",
            json!({"type": "string", "enum": ["a", "b"]}),
        ),
        (
            "\"a\" or \"b\" or null",
            json!({"type": ["string", "null"], "enum": ["a", "b", null]}),
        ),
        (
            "\"a\" | \"b\" | Unrecognized<string>",
            json!({"type": "string", "enum": ["a", "b"]}),
        ),
        ("enum: a, b", json!({"type": "string", "enum": ["a", "b"]})),
        (
            "string, enum: a, b",
            json!({"type": "string", "enum": ["a", "b"]}),
        ),
        (
            "string (enum: a, b)",
            json!({"type": "string", "enum": ["a", "b"]}),
        ),
        ("enum(a|b)", json!({"type": "string", "enum": ["a", "b"]})),
        (
            "integer, one of: 1, 2",
            json!({"type": "integer", "enum": [1, 2]}),
        ),
        (
            "string | string[]",
            json!({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
        ),
        (
            "Union[str, Item]",
            json!({"oneOf": [{"type": "string"}, {"x-pagecrate-type": "Item"}]}),
        ),
        (
            "Literal['a', 'b']",
            json!({"type": "string", "enum": ["a", "b"]}),
        ),
        (
            "OptionalNullable[models.X]",
            json!({"x-pagecrate-type": "X", "x-pagecrate-nullable": true}),
        ),
    ] {
        assert_eq!(schema(text), want, "{text}");
    }
}

#[test]
fn words_beside_the_type() {
    let typed = read("string, required");
    assert_eq!(typed.required, Some(true));
    let typed = read("optional integer, default: 10, max 100");
    assert_eq!(typed.required, Some(false));
    assert_eq!(typed.default.as_deref(), Some("10"));
    assert_eq!(
        Value::Object(typed.schema),
        json!({"type": "integer", "maximum": 100})
    );
    assert_eq!(read("Optional[str]").required, Some(false));
    assert_eq!(read("*string").required, Some(false));
    assert_eq!(read("string?").required, Some(false));
    assert!(read("string, deprecated").deprecated);
    assert_eq!(read("string, query").location, Some("query"));
    assert_eq!(read("as you like").unknown.as_deref(), Some("as you like"));
}

#[test]
fn odd_input_ends() {
    for text in [
        "[".repeat(5_000),
        "List[".repeat(1_000),
        "(((((((((".to_owned(),
        "enum(".to_owned(),
        "enum".to_owned(),
        "enum(é".to_owned(),
        "string<".to_owned(),
        "|||".to_owned(),
        "or or or".to_owned(),
        "\"".to_owned(),
        "é".repeat(3_000),
        "*".repeat(200),
        "min é".to_owned(),
        "default".to_owned(),
    ] {
        let _ = read(&text);
    }
}
