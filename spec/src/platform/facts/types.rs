//! Type words of pages as JSON Schema (2020-12, as OpenAPI 3.1 uses it).

mod modifiers;
mod parser;
mod schemas;
mod words;

use serde_json::{Map, Value, json};

use modifiers::{choice, enumeration, modifier};
use parser::Parser;

use super::text;

/// The name of a type that the page only names. It stands in place of a schema.
pub(crate) const STUB: &str = "x-pagecrate-type";
/// On a stub: the SDK's module, when it is not that of the API's own types.
pub(crate) const MODULE: &str = "x-pagecrate-module";
/// On a stub: null is a value as well.
pub(crate) const STUB_NULLABLE: &str = "x-pagecrate-nullable";

/// What a type cell or the words in an item's parentheses say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Typed {
    /// The schema; empty when nothing is known.
    pub schema: Map<String, Value>,
    /// Whether the field has to be there, where the words say so.
    pub required: Option<bool>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The default, as written.
    pub default: Option<String>,
    /// Where the field goes, when the words say so: `query`, `body` …
    pub location: Option<&'static str>,
    /// Whether at least one word was understood.
    pub understood: bool,
    /// The first words that were not understood.
    pub unknown: Option<String>,
}

const LONGEST: usize = 2_000;

/// Reads a type as a page writes it, markup already removed.
pub(crate) fn read(raw: &str) -> Typed {
    let mut typed = Typed::default();
    let raw = text::squeeze(text::cut(raw, LONGEST));
    let mut choices: Option<Vec<Value>> = None;
    for part in split_top(&raw, &[',', ';', '·', '•']) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        if let Some(values) = &mut choices
            && let Some(value) = choice(part)
        {
            values.push(value);
            continue;
        }
        if let Some(values) = enumeration(part) {
            choices = Some(values);
            typed.understood = true;
            continue;
        }
        if modifier(part, &mut typed) {
            typed.understood = true;
            continue;
        }
        if !typed.schema.is_empty() {
            typed.unknown.get_or_insert_with(|| part.to_owned());
            continue;
        }
        let mut parser = Parser::new(part);
        match parser.union(0) {
            Some(schema) => {
                typed.understood = true;
                typed.schema = schema;
                parser.finish(&mut typed);
            }
            None => {
                typed.unknown.get_or_insert_with(|| part.to_owned());
            }
        }
    }
    if let Some(values) = choices.filter(|values| !values.is_empty()) {
        constrain(&mut typed.schema, values);
    }
    // `As you like` starts with a capital and names no type.
    if typed.unknown.is_some() && typed.schema.contains_key(STUB) {
        typed.schema.clear();
    }
    typed
}

/// Puts the allowed values into a schema, onto the items of an array.
pub(crate) fn constrain(schema: &mut Map<String, Value>, values: Vec<Value>) {
    if schema.get("type") == Some(&json!("array")) {
        let items = schema.entry("items").or_insert_with(|| json!({}));
        if let Value::Object(items) = items {
            constrain(items, values);
        }
        return;
    }
    let numeric = matches!(
        schema.get("type").and_then(Value::as_str),
        Some("integer" | "number")
    );
    let values: Vec<Value> = values
        .into_iter()
        .map(|value| match value.as_str().map(str::parse::<i64>) {
            Some(Ok(number)) if numeric => json!(number),
            _ => value,
        })
        .collect();
    if schema.is_empty() && values.iter().all(Value::is_string) {
        schema.insert("type".to_owned(), json!("string"));
    }
    if nullable(schema) && !values.contains(&Value::Null) {
        let mut with_null = values;
        with_null.push(Value::Null);
        schema.insert("enum".to_owned(), Value::Array(with_null));
    } else {
        schema.insert("enum".to_owned(), Value::Array(values));
    }
}

/// Whether null is among the schema's types.
pub(crate) fn nullable(schema: &Map<String, Value>) -> bool {
    schema.get(STUB_NULLABLE) == Some(&json!(true))
        || schema
            .get("type")
            .and_then(Value::as_array)
            .is_some_and(|types| types.contains(&json!("null")))
}

/// Lets a schema take null as well.
pub(crate) fn allow_null(schema: &mut Map<String, Value>) {
    if schema.contains_key(STUB) {
        schema.insert(STUB_NULLABLE.to_owned(), json!(true));
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    match schema.get_mut("type") {
        Some(Value::String(kind)) if kind != "null" => {
            let kind = kind.clone();
            schema.insert("type".to_owned(), json!([kind, "null"]));
        }
        Some(Value::Array(types)) if !types.contains(&json!("null")) => {
            types.push(json!("null"));
        }
        None => {
            for key in ["oneOf", "anyOf"] {
                if let Some(Value::Array(branches)) = schema.get_mut(key) {
                    let null = json!({"type": "null"});
                    if !branches.contains(&null) {
                        branches.push(null);
                    }
                }
            }
        }
        _ => {}
    }
}

/// A stub for a type that the page only names; the last part of a dotted name.
pub(crate) fn stub(name: &str) -> Map<String, Value> {
    let last = name.rsplit(['.', '/', ':']).next().unwrap_or(name);
    let mut schema = Map::new();
    schema.insert(STUB.to_owned(), json!(last));
    let module = name
        .strip_suffix(last)
        .and_then(|rest| rest.trim_end_matches('.').rsplit('.').next())
        .unwrap_or("");
    if matches!(module, "operations" | "errors") {
        schema.insert(MODULE.to_owned(), json!(module));
    }
    schema
}

/// The name of a stub with its module: `operations.ListThingsRequest`. `None` for other schemas.
pub(crate) fn stub_name(schema: &Map<String, Value>) -> Option<String> {
    let name = schema.get(STUB)?.as_str()?;
    Some(match schema.get(MODULE).and_then(Value::as_str) {
        Some(module) => format!("{module}.{name}"),
        None => name.to_owned(),
    })
}

/// Splits at characters that stand in no bracket and no quotes.
pub(crate) fn split_top<'a>(text: &'a str, at: &[char]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut level = 0_usize;
    let mut quote = None;
    let mut start = 0;
    for (index, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(c),
            (None, '(' | '[' | '{' | '<') => level += 1,
            (None, ')' | ']' | '}' | '>') => level = level.saturating_sub(1),
            (None, _) if level == 0 && at.contains(&c) => {
                parts.push(&text[start..index]);
                start = index + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests;
