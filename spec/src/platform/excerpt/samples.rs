//! Samples in place of schemas.

use serde_json::{Map, Value};

use super::Repairs;
use super::visit;
use crate::fragment::Trust;
use crate::platform::facts::sample;
use crate::pointer::Pointer;

/// Texts longer than this are no samples.
const LONGEST: usize = 256 * 1024;

/// Reads samples that are JSON inside of a text, and concludes the shape of a body from its sample
/// where no schema tells it.
pub(in crate::platform) fn repair(document: &mut Value, repairs: &mut Repairs) {
    visit::objects(document, &Pointer::root(), &mut |map, at| {
        if !map.contains_key("example") && !map.contains_key("examples") {
            return;
        }
        // Only a media type has a schema beside its samples.
        let media = at.parent().and_then(|parent| parent.last());
        if media.as_deref() == Some("content") {
            let media_type = at.last().unwrap_or_default();
            media_type_samples(map, at, media_type.contains("json"), repairs);
        }
    });
}

fn media_type_samples(
    map: &mut Map<String, Value>,
    at: &Pointer,
    is_json: bool,
    repairs: &mut Repairs,
) {
    if is_json {
        if let Some(example) = map.get_mut("example") {
            parse(example, &at.join("example"), repairs);
        }
        if let Some(Value::Object(examples)) = map.get_mut("examples") {
            for (name, example) in examples {
                if let Some(value) = example.get_mut("value") {
                    parse(
                        value,
                        &at.join("examples").join(name).join("value"),
                        repairs,
                    );
                }
            }
        }
    }
    if map.get("schema").is_some_and(|schema| !is_silent(schema)) {
        return;
    }
    let Some(sample) = best(map).filter(|sample| is_json && tells_something(sample)) else {
        return;
    };
    let node = sample::infer(sample, None);
    let schema = node.render(Trust::Fragment, &Pointer::root(), &mut Vec::new());
    let what = "concluded the shape of a body from its sample";
    repairs.done("shape-from-sample", what, at);
    map.insert("schema".to_owned(), schema);
}

/// Whether a schema says nothing of the shape: `{}`, or an object without any property.
pub(in crate::platform) fn is_silent(schema: &Value) -> bool {
    let Value::Object(schema) = schema else {
        return schema.is_null();
    };
    let empty = |value: Option<&Value>| {
        value.is_none_or(|value| value.as_object().is_some_and(Map::is_empty))
    };
    let object = schema.get("type").is_none_or(|kind| kind == "object");
    let told = |key: &String| {
        !matches!(
            key.as_str(),
            "type" | "properties" | "description" | "title"
        ) && !key.starts_with("x-")
    };
    object && empty(schema.get("properties")) && !schema.keys().any(told)
}

/// An object with members or a list with items.
fn tells_something(sample: &Value) -> bool {
    match sample {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => items.iter().any(tells_something),
        _ => false,
    }
}

fn best(map: &Map<String, Value>) -> Option<&Value> {
    let several = map.get("examples").and_then(Value::as_object);
    let several = several
        .into_iter()
        .flatten()
        .filter_map(|(_, example)| example.get("value"));
    map.get("example")
        .into_iter()
        .chain(several)
        .find(|sample| tells_something(sample))
}

/// A text that is JSON in itself.
fn parse(value: &mut Value, at: &Pointer, repairs: &mut Repairs) {
    let Some(text) = value.as_str().filter(|text| text.len() <= LONGEST) else {
        return;
    };
    if let Some(sample) = sample::parse(text) {
        *value = sample.value;
        let what = "read a sample that is JSON inside of a text";
        repairs.done("sample-text", what, at);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::repair;
    use crate::platform::excerpt::Repairs;

    #[test]
    fn samples_tell_what_no_schema_does() {
        let media = |schema, value: &str| json!({"schema": schema, "examples": {"Result": {"value": value}}});
        let empty = json!({"type": "object", "properties": {}});
        let mut document = json!({"paths": {"/a": {"get": {"responses": {
            "200": {"content": {"application/json": media(empty.clone(), "{\"id\": 7, \"tags\": [\"x\"]}")}},
            "201": {"content": {"application/json": media(json!({"type": "array"}), "[1]")}},
            "202": {"content": {"application/json": media(empty.clone(), "{}")}},
            "400": {"content": {"text/plain": media(json!({"type": "string"}), "{\"id\": 7}")}},
        }}}}});
        repair(&mut document, &mut Repairs::default());
        let responses = &document["paths"]["/a"]["get"]["responses"];
        let schema = &responses["200"]["content"]["application/json"]["schema"];
        assert_eq!(schema["properties"]["id"]["type"], "integer");
        assert_eq!(schema["x-pagecrate-trust"], "inferred");
        let example = &responses["200"]["content"]["application/json"]["examples"]["Result"];
        assert_eq!(example["value"]["tags"], json!(["x"]));
        assert_eq!(
            responses["201"]["content"]["application/json"]["schema"],
            json!({"type": "array"})
        );
        assert_eq!(
            responses["202"]["content"]["application/json"]["schema"],
            empty
        );
        assert!(
            responses["400"]["content"]["text/plain"]["examples"]["Result"]["value"].is_string()
        );
    }
}
