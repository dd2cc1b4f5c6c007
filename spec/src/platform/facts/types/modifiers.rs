//! What stands beside a type: allowed values, "required", defaults, bounds.

use serde_json::{Value, json};

use super::{Typed, allow_null, words};

/// `enum: a, b`, `one of: a | b`, `enum(a, b)`, `enum [a, b]`: the values named in this part.
pub(super) fn enumeration(part: &str) -> Option<Vec<Value>> {
    let lower = part.to_ascii_lowercase();
    let head = [
        "enum",
        "one of",
        "allowed values",
        "possible values",
        "values",
        "allowed",
        "options",
    ]
    .into_iter()
    .find(|head| lower.starts_with(head))?;
    let rest = part[head.len()..].trim_start();
    let inner = match rest.chars().next() {
        Some(':') => rest[1..].trim(),
        Some('(' | '[' | '{' | '<') => rest
            .get(1..rest.len() - 1)
            .map(str::trim)
            .filter(|inner| inner.parse::<f64>().is_err())?,
        Some('"' | '`' | '\'') => rest,
        _ => return None,
    };
    let inner = inner
        .strip_prefix(['[', '('])
        .and_then(|inner| inner.strip_suffix([']', ')']))
        .unwrap_or(inner);
    let parts: Vec<&str> = inner.split([',', '|', '/']).collect();
    let values: Vec<Value> = parts.iter().filter_map(|part| choice(part)).collect();
    let is_type = values.len() == 1
        && values[0]
            .as_str()
            .is_some_and(|only| words::base(only).is_some());
    (values.len() == parts.len() && !is_type).then_some(values)
}

/// One allowed value: a quoted text or a bare word. `or b` and `and b` at an end of a list as well.
pub(super) fn choice(part: &str) -> Option<Value> {
    let part = part.trim();
    let part = part
        .strip_prefix("or ")
        .or_else(|| part.strip_prefix("and "))
        .unwrap_or(part)
        .trim();
    let quoted = ['"', '\'', '`'].iter().find_map(|quote| {
        part.strip_prefix(*quote)?
            .strip_suffix(*quote)
            .map(str::to_owned)
    });
    if let Some(value) = quoted {
        return Some(json!(value));
    }
    if part.eq_ignore_ascii_case("null") {
        return Some(Value::Null);
    }
    let plain = !part.is_empty()
        && part.len() <= 80
        && part
            .chars()
            .all(|c| c.is_alphanumeric() || "_-./+:@".contains(c));
    let is_word = matches!(
        part.to_ascii_lowercase().as_str(),
        "required" | "optional" | "nullable"
    );
    (plain && !is_word).then(|| json!(part))
}

/// Words that say something of the field and not of its type.
pub(super) fn modifier(part: &str, typed: &mut Typed) -> bool {
    let lower = part
        .trim()
        .trim_matches(['(', ')', '*'])
        .to_ascii_lowercase();
    match lower.as_str() {
        "required" | "mandatory" | "is required" | "must" => typed.required = Some(true),
        "optional" | "not required" => typed.required = Some(false),
        "nullable" | "can be null" | "may be null" | "or null" => allow_null(&mut typed.schema),
        "deprecated" => typed.deprecated = true,
        "read-only" | "readonly" | "read only" => {
            typed.schema.insert("readOnly".to_owned(), json!(true));
        }
        "write-only" | "writeonly" | "write only" => {
            typed.schema.insert("writeOnly".to_owned(), json!(true));
        }
        "path" | "in path" | "path parameter" => typed.location = Some("path"),
        "query" | "in query" | "query parameter" | "querystring" => {
            typed.location = Some("query");
        }
        "header" | "in header" => typed.location = Some("header"),
        "body" | "in body" => typed.location = Some("body"),
        _ => return limit(part.trim(), &lower, typed),
    }
    true
}

fn limit(part: &str, lower: &str, typed: &mut Typed) -> bool {
    for head in ["defaults to", "default value", "default is", "default"] {
        if lower.starts_with(head) {
            let value = part
                .get(head.len()..)
                .unwrap_or("")
                .trim_start_matches([':', '=', ' '])
                .trim_end_matches([')', '.']);
            let value = value.trim_matches(['`', '"', '\'']);
            if value.is_empty() {
                return false;
            }
            typed.default = Some(value.to_owned());
            return true;
        }
    }
    for (head, number_key, string_key) in [
        ("minimum", "minimum", "minLength"),
        ("maximum", "maximum", "maxLength"),
        ("min", "minimum", "minLength"),
        ("max", "maximum", "maxLength"),
    ] {
        let Some(rest) = lower.strip_prefix(head) else {
            continue;
        };
        let rest = rest.trim_start_matches([':', '=', ' ']);
        let mut parts = rest.split_whitespace();
        let Some(Ok(number)) = parts.next().map(str::parse::<serde_json::Number>) else {
            return false;
        };
        let unit = parts.next();
        let string = typed.schema.get("type") == Some(&json!("string"));
        let numeric = matches!(
            typed.schema.get("type").and_then(Value::as_str),
            Some("integer" | "number")
        );
        match unit {
            None if numeric => {
                typed
                    .schema
                    .insert(number_key.to_owned(), Value::Number(number));
            }
            Some("characters" | "chars" | "character") if string && number.is_u64() => {
                typed
                    .schema
                    .insert(string_key.to_owned(), Value::Number(number));
            }
            _ => return false,
        }
        return true;
    }
    if let Some(format) = words::format(lower)
        && typed.schema.get("type") == Some(&json!(words::kind_of(format)))
    {
        typed.schema.insert("format".to_owned(), json!(format));
        return true;
    }
    false
}
