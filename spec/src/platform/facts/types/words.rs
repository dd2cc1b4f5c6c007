//! The one table of type words and formats.

use serde_json::{Map, Value, json};

/// The JSON type and format that a single word names, in any case; `None` for an unknown word.
pub(super) fn base(word: &str) -> Option<Map<String, Value>> {
    let lower = word.to_ascii_lowercase();
    known(&lower)
        .or_else(|| known(lower.strip_suffix('s')?))
        .or_else(|| known(lower.strip_suffix("es")?))
}

fn known(lower: &str) -> Option<Map<String, Value>> {
    let (kind, format) = match lower {
        "string" | "str" | "text" | "varchar" | "char" | "character" | "enum" | "slug"
        | "cursor" | "html" | "markdown" | "regex" | "csv" => ("string", ""),
        "uuid" | "guid" | "uuid4" | "uuidv4" | "uuid.uuid" => ("string", "uuid"),
        "date" | "localdate" | "rfcdate" => ("string", "date"),
        "datetime" | "date-time" | "time.time" | "datetimeoffset" | "offsetdatetime"
        | "datetime.datetime" | "iso8601" | "rfc3339" | "iso-8601" => ("string", "date-time"),
        "url" | "uri" | "httpurl" | "link" => ("string", "uri"),
        "email" | "e-mail" => ("string", "email"),
        "ip" | "ipv4" => ("string", "ipv4"),
        "ipv6" => ("string", "ipv6"),
        "hostname" => ("string", "hostname"),
        "password" | "secret" => ("string", "password"),
        "base64" | "byte" | "bytes" => ("string", "byte"),
        "file" | "binary" | "blob" | "buffer" | "upload" | "uploadfile" | "stream" => {
            ("string", "binary")
        }
        "integer" | "int" | "short" | "uint" | "uint8" | "uint16" | "uint32" | "int8" | "int16"
        | "u8" | "u16" | "u32" | "usize" | "bigint" | "bigintstr" | "whole" => ("integer", ""),
        "int32" | "i32" => ("integer", "int32"),
        "int64" | "i64" | "long" | "uint64" | "u64" => ("integer", "int64"),
        "epoch" | "unixtime" => ("integer", "int64"),
        "number" | "num" | "numeric" | "decimal" | "real" | "money" | "currency" | "percentage" => {
            ("number", "")
        }
        "float" | "double" | "float64" | "f64" => ("number", "double"),
        "float32" | "f32" => ("number", "float"),
        "boolean" | "bool" | "flag" => ("boolean", ""),
        "object" | "hash" | "dict" | "dictionary" | "map" | "record" | "json" | "struct"
        | "obj" | "mapping" | "hashmap" | "jsonobject" => ("object", ""),
        "array" | "list" | "arr" | "slice" | "set" | "sequence" | "collection" | "iterable"
        | "tuple" | "ilist" | "vec" | "ienumerable" => ("array", ""),
        "any" | "unknown" | "mixed" | "anything" | "dynamic" | "interface{}" | "variant"
        | "typing.any" => ("", ""),
        "null" | "none" | "nil" | "undefined" => ("null", ""),
        _ => return None,
    };
    let mut schema = Map::new();
    if !kind.is_empty() {
        schema.insert("type".to_owned(), json!(kind));
    }
    if !format.is_empty() {
        schema.insert("format".to_owned(), json!(format));
    }
    Some(schema)
}

/// The OpenAPI format that words such as `UUID`, `ISO 8601` or `int64` name.
pub(super) fn format(text: &str) -> Option<&'static str> {
    let lower = text.trim().to_ascii_lowercase();
    let lower = lower
        .strip_prefix("format:")
        .or_else(|| lower.strip_suffix(" format"))
        .unwrap_or(&lower)
        .trim();
    Some(match lower {
        "uuid" | "guid" | "uuid v4" | "uuidv4" => "uuid",
        "date-time" | "datetime" | "date time" | "iso 8601" | "iso8601" | "iso-8601"
        | "rfc 3339" | "rfc3339" | "iso 8601 datetime" | "iso 8601 timestamp" | "iso date"
        | "timestamp" => "date-time",
        "date" | "yyyy-mm-dd" => "date",
        "time" => "time",
        "email" | "e-mail" => "email",
        "uri" | "url" => "uri",
        "hostname" => "hostname",
        "ipv4" | "ip" => "ipv4",
        "ipv6" => "ipv6",
        "int32" => "int32",
        "int64" | "long" => "int64",
        "float" => "float",
        "double" => "double",
        "byte" | "base64" | "base64-encoded" | "base64 encoded" => "byte",
        "binary" => "binary",
        "password" => "password",
        _ => return None,
    })
}

/// The type that a format implies, for `(uuid)` with nothing before it.
pub(super) fn kind_of(format: &str) -> &'static str {
    match format {
        "int32" | "int64" => "integer",
        "float" | "double" => "number",
        _ => "string",
    }
}
