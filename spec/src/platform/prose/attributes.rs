//! `- **Type**: string` and the like below a heading that names a field.

use serde_json::{Value, json};

use super::lists::Item;
use crate::platform::facts::columns;
use crate::platform::facts::field::{Field, Location};
use crate::platform::facts::{text, types};

/// What an item says of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    Type,
    Required,
    Description,
    Default,
    Example,
    Choices,
    Format,
    Location,
    Nullable,
    /// Known, and kept in no keyword.
    Other,
}

impl Attribute {
    pub(super) fn of(label: &str) -> Option<Self> {
        let words = text::words(label);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Some(match words.as_slice() {
            ["type"] | ["data", "type"] => Self::Type,
            ["required"] | ["mandatory"] => Self::Required,
            ["description"] | ["details"] | ["meaning"] => Self::Description,
            ["default"] | ["default", "value"] => Self::Default,
            ["example"] | ["sample"] | ["example", "value"] => Self::Example,
            ["options"]
            | ["enum"]
            | ["values"]
            | ["allowed", "values"]
            | ["possible", "values"]
            | ["valid", "values"]
            | ["accepted", "values"] => Self::Choices,
            ["format"] => Self::Format,
            ["in"] | ["location"] => Self::Location,
            ["nullable"] => Self::Nullable,
            ["range"]
            | ["max", ..]
            | ["min", ..]
            | ["maximum", ..]
            | ["minimum", ..]
            | ["pattern"]
            | ["accepted", ..]
            | ["constraints"]
            | ["note"] => Self::Other,
            _ => return None,
        })
    }

    /// Puts the value into the field.
    pub(super) fn apply(self, field: &mut Field, value: &str, item: &Item<'_>) {
        match self {
            Self::Type => {
                let deprecated = field.typed.deprecated;
                field.typed = types::read(value);
                field.typed.deprecated |= deprecated;
            }
            Self::Required => field.required = columns::is_yes(value).or(field.required),
            Self::Description => field.description = columns::described(value),
            Self::Default => field.default = Some(value.to_owned()),
            Self::Example => field.example = Some(value.to_owned()),
            Self::Choices => choices(field, item),
            Self::Format => {
                let words = format!("string ({value})");
                if field.typed.schema.get("type") == Some(&json!("string")) {
                    field.typed.schema = types::read(&words).schema;
                }
            }
            Self::Location => field.location = Location::of(value),
            Self::Nullable => {
                if columns::is_yes(value) == Some(true) {
                    types::allow_null(&mut field.typed.schema);
                }
            }
            Self::Other => {}
        }
        field.settle();
    }
}

/// The values in the item's code spans, or one per nested item.
fn choices(field: &mut Field, item: &Item<'_>) {
    let nested = item.nested.iter().filter_map(|one| one.text.code.first());
    let mut values: Vec<Value> = nested.map(|code| json!(code.trim_matches('"'))).collect();
    if values.is_empty() {
        let codes = item.text.code.iter();
        values = codes.map(|code| json!(code.trim_matches('"'))).collect();
    }
    if values.len() > 1 {
        types::constrain(&mut field.typed.schema, values);
    }
}
