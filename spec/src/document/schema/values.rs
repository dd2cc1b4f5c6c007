//! `enum` and `const`: the values of each type, as far as openapiv3 can hold them.

use serde_json::Value;

use super::bounds::{float, whole};
use super::keywords::Keywords;
use crate::document::keys;
use crate::document::reader::{Reader, kind_of, put};

/// A value as read for a type.
enum Held<T> {
    /// As the document has it.
    Exact(T),
    /// Written as another type than the schema's, and what is meant is plain.
    Meant(T),
    /// Not a value of the type at all.
    Not,
}

impl Reader {
    pub(super) fn strings(&mut self, keywords: &mut Keywords) -> Vec<Option<String>> {
        self.values(keywords, "string", |value| match value {
            Value::String(text) => Held::Exact(text.clone()),
            Value::Bool(_) | Value::Number(_) => Held::Meant(value.to_string()),
            _ => Held::Not,
        })
    }

    pub(super) fn integers(&mut self, keywords: &mut Keywords) -> Vec<Option<i64>> {
        self.values(keywords, "integer", |value| match value {
            Value::Number(number) => whole(number).map_or(Held::Not, Held::Exact),
            Value::String(text) => text.trim().parse().map_or(Held::Not, Held::Meant),
            _ => Held::Not,
        })
    }

    pub(super) fn numbers(&mut self, keywords: &mut Keywords) -> Vec<Option<f64>> {
        self.values(keywords, "number", |value| match value {
            Value::Number(number) => float(number).map_or(Held::Not, Held::Exact),
            Value::String(text) => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Held::Meant(number),
                _ => Held::Not,
            },
            _ => Held::Not,
        })
    }

    pub(super) fn booleans(&mut self, keywords: &mut Keywords) -> Vec<Option<bool>> {
        self.values(keywords, "boolean", |value| match value {
            Value::Bool(flag) => Held::Exact(*flag),
            Value::String(text) => text.parse().map_or(Held::Not, Held::Meant),
            _ => Held::Not,
        })
    }

    /// All values of `enum`. Where one is not of the type, the whole list is kept as it is too.
    fn values<T>(
        &mut self,
        keywords: &mut Keywords,
        wanted: &str,
        read: impl Fn(&Value) -> Held<T>,
    ) -> Vec<Option<T>> {
        let Some(values) = keywords.enumeration.take() else {
            return Vec::new();
        };
        let mut held = Vec::with_capacity(values.len());
        let mut stranger = None;
        for value in &values {
            match read(value) {
                _ if value.is_null() => held.push(None),
                Held::Exact(value) => held.push(Some(value)),
                Held::Meant(meant) => {
                    stranger = stranger.or(Some(value));
                    held.push(Some(meant));
                }
                Held::Not => {
                    // Half a list would be read as the whole.
                    self.stranger(value, wanted);
                    keywords.keep_values(values);
                    return Vec::new();
                }
            }
        }
        if let Some(value) = stranger {
            self.stranger(value, wanted);
            keywords.keep_values(values);
        }
        held
    }

    fn stranger(&mut self, value: &Value, wanted: &str) {
        let found = kind_of(value);
        let message = format!("`enum` of a schema of type {wanted} has {found} among its values");
        self.warn_at("enum", "enum-type", message, "");
    }
}

impl Keywords {
    /// `const` is an enumeration of one value.
    pub(super) fn settle_constant(&mut self) {
        let Some(constant) = self.constant.take() else {
            return;
        };
        put(
            &mut self.data.extensions,
            keys::CONST.to_owned(),
            constant.clone(),
        );
        let several = self.enumeration.replace(vec![constant]);
        if let Some(values) = several.filter(|values| values.len() > 1) {
            self.keep_values(values);
        }
    }

    fn keep_values(&mut self, values: Vec<Value>) {
        put(
            &mut self.data.extensions,
            keys::ENUM.to_owned(),
            Value::Array(values),
        );
    }
}
