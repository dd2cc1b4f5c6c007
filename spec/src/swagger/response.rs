//! Responses: 2.0 has their schema in them, 3.0 under each media type.

use serde_json::{Map, Value, json};

use super::parameter::take_type;
use super::{Converter, Place, schema};

impl Converter<'_> {
    /// A response, or a reference to one.
    pub(super) fn response(&mut self, value: Value, produces: &[String], place: &Place) -> Value {
        let Value::Object(mut map) = value else {
            return value;
        };
        if map.contains_key("$ref") {
            return Value::Object(map);
        }
        let mut content = match map.shift_remove("schema") {
            // Said by some to mean that there is no body.
            None | Some(Value::Null) => Map::new(),
            Some(stated) => {
                let is_file = stated.get("type").is_some_and(|kind| kind == "file");
                let bytes = ["application/octet-stream".to_owned()];
                let names = match produces {
                    [] if is_file => &bytes,
                    names => names,
                };
                self.content(&schema::convert(stated), names, place)
            }
        };
        if let Some(Value::Object(examples)) = map.shift_remove("examples") {
            for (media_type, example) in examples {
                let at = place.new.join("content").join(&media_type).join("example");
                let old = place.old.join("examples").join(&media_type);
                self.moved(&Place { new: at, old });
                let slot = content.entry(media_type).or_insert_with(|| json!({}));
                if let Some(slot) = slot.as_object_mut() {
                    slot.insert("example".to_owned(), example);
                }
            }
        }
        if !content.is_empty() {
            map.insert("content".to_owned(), Value::Object(content));
        }
        if let Some(Value::Object(headers)) = map.shift_remove("headers") {
            let headers = headers.into_iter();
            let headers = headers.map(|(name, header)| (name, response_header(header)));
            map.insert("headers".to_owned(), headers.collect());
        }
        Value::Object(map)
    }
}

fn response_header(value: Value) -> Value {
    let Value::Object(mut map) = value else {
        return value;
    };
    if let Some(format) = map.shift_remove("collectionFormat") {
        map.insert("x-collectionFormat".to_owned(), format);
    }
    let schema = take_type(&mut map);
    if !schema.is_empty() && !map.contains_key("schema") {
        map.insert("schema".to_owned(), Value::Object(schema));
    }
    Value::Object(map)
}
