//! The names and docs that documents give to the values of an enumeration.

use openapiv3::Schema;
use serde_json::Value;

/// What a schema says of its values.
#[derive(Default)]
pub(super) struct Names<'a> {
    names: Option<&'a Value>,
    descriptions: Option<&'a Value>,
    /// Vendors' objects: a list with `value`, or a map by value, with `name` and `description`.
    objects: Option<&'a Value>,
}

/// The extensions of a schema about its values.
pub(super) fn names(schema: &Schema) -> Names<'_> {
    let extensions = &schema.schema_data.extensions;
    let first = |keys: &[&str]| keys.iter().find_map(|key| extensions.get(*key));
    Names {
        names: first(&[
            "x-enum-varnames",
            "x-enumNames",
            "x-enum-names",
            "x-speakeasy-enums",
        ]),
        descriptions: first(&[
            "x-enum-descriptions",
            "x-enumDescriptions",
            "x-speakeasy-enum-descriptions",
        ]),
        objects: first(&["x-fern-enum"]).or_else(|| extensions.get("x-ms-enum")?.get("values")),
    }
}

impl Names<'_> {
    /// The name and the description of a value.
    pub(super) fn of(&self, index: usize, value: &Value) -> (Option<String>, Option<String>) {
        let key = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let text = |from: Option<&Value>| {
            let found = match from? {
                Value::Array(list) => list.get(index)?,
                map => map.get(&key)?,
            };
            found
                .as_str()
                .filter(|text| !text.trim().is_empty())
                .map(str::to_owned)
        };
        let object = self.objects.and_then(|objects| match objects {
            Value::Array(list) => list.iter().find(|entry| entry.get("value") == Some(value)),
            map => map.get(&key),
        });
        let field = |name: &str| object?.get(name)?.as_str().map(str::to_owned);
        (
            text(self.names).or_else(|| field("name")),
            text(self.descriptions).or_else(|| field("description")),
        )
    }
}
