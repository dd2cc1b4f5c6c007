//! Parameters of queries, headers and paths: 2.0 has their types in them, 3.0 in a schema.

use serde_json::{Map, Value, json};

use super::{Converter, Place, schema};

/// The keys of a 2.0 parameter that are a schema's in 3.0.
const TYPE_KEYS: [&str; 19] = [
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
    "additionalProperties",
    "properties",
];

/// How the items of an array stand in a query or form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) style: &'static str,
    pub(super) explode: bool,
}

impl Converter<'_> {
    /// A parameter that is no body and no form's, or a reference to one.
    pub(super) fn parameter(&mut self, value: Value, place: &Place) -> Value {
        let Value::Object(mut map) = value else {
            return value;
        };
        if map.contains_key("$ref") {
            return Value::Object(map);
        }
        let format = map.shift_remove("collectionFormat");
        let at = map.get("in").and_then(Value::as_str).unwrap_or_default();
        let in_query = at.eq_ignore_ascii_case("query");
        let is_array = map.get("type").is_some_and(|kind| kind == "array");
        let style = is_array.then(|| self.style(format.as_ref(), in_query, place));
        let schema = take_type(&mut map);
        if let (Some(Some(style)), true) = (style, in_query) {
            map.insert("style".to_owned(), style.style.into());
            map.insert("explode".to_owned(), style.explode.into());
        }
        if style == Some(None)
            && let Some(format) = format
        {
            map.insert("x-collectionFormat".to_owned(), format);
        }
        // A `schema` is 3.0's, and what it says holds in a document that mixes both.
        if let Some(Value::Object(stated)) = map.get_mut("schema") {
            for (key, value) in schema {
                stated.entry(key).or_insert(value);
            }
        } else if !schema.is_empty() {
            let new = place.new.join("schema");
            let old = place.old.clone();
            self.moved(&Place { new, old });
            map.insert("schema".to_owned(), Value::Object(schema));
        }
        Value::Object(map)
    }

    /// What `collectionFormat` is in 3.0. `None` when it has nothing like it.
    pub(super) fn style(
        &mut self,
        format: Option<&Value>,
        in_query: bool,
        place: &Place,
    ) -> Option<Style> {
        let name = format.and_then(Value::as_str).unwrap_or("csv");
        let style = |style, explode| Some(Style { style, explode });
        match (name, in_query) {
            ("csv", true) => style("form", false),
            ("csv", false) => style("simple", false),
            ("multi", true) => style("form", true),
            ("ssv", true) => style("spaceDelimited", false),
            ("pipes", true) => style("pipeDelimited", false),
            _ => {
                let message = format!("OpenAPI 3 has nothing like `collectionFormat: {name}` here");
                let help = "the items are separated by commas";
                self.warn("collection-format", message, help, place);
                None
            }
        }
    }
}

/// Takes the keys out that make the schema of a parameter.
pub(super) fn take_type(map: &mut Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    for key in TYPE_KEYS {
        let Some(value) = map.shift_remove(key) else {
            continue;
        };
        let value = match key {
            "items" => items(value),
            "properties" | "additionalProperties" => {
                let converted = schema::convert(json!({ key: value }));
                converted.get(key).cloned().unwrap_or_default()
            }
            _ => value,
        };
        out.insert(key.to_owned(), value);
    }
    schema::file(&mut out);
    out
}

/// The items of an array of texts. How inner arrays are separated, 3.0 cannot say.
fn items(value: Value) -> Value {
    let Value::Object(mut map) = schema::convert(value) else {
        return json!({});
    };
    if let Some(format) = map.shift_remove("collectionFormat") {
        map.insert("x-collectionFormat".to_owned(), format);
    }
    if let Some(inner) = map.shift_remove("items") {
        map.insert("items".to_owned(), items(inner));
    }
    Value::Object(map)
}
