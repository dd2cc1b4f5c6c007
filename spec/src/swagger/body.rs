//! Bodies and forms.

use serde_json::{Map, Value, json};

use super::parameter::take_type;
use super::{Converter, Place, schema};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl Converter<'_> {
    /// A parameter `in: body` as a request body.
    pub(super) fn body(&mut self, value: Value, consumes: &[String], place: &Place) -> Value {
        let Value::Object(mut map) = value else {
            return value;
        };
        map.shift_remove("in");
        if let Some(name) = map.shift_remove("name") {
            map.insert("x-name".to_owned(), name);
        }
        let schema = match map.shift_remove("schema") {
            Some(schema) => schema::convert(schema),
            // Its type where other parameters have it.
            None => Value::Object(take_type(&mut map)),
        };
        let content = self.content(&schema, consumes, place);
        map.insert("content".to_owned(), Value::Object(content));
        Value::Object(map)
    }

    /// One schema under each media type; JSON when none is named.
    pub(super) fn content(
        &mut self,
        schema: &Value,
        media_types: &[String],
        place: &Place,
    ) -> Map<String, Value> {
        let json = ["application/json".to_owned()];
        let names = match media_types {
            [] => &json,
            names => names,
        };
        let mut content = Map::new();
        for name in names {
            let new = place.new.join("content").join(name).join("schema");
            let old = place.old.join("schema");
            self.moved(&Place { new, old });
            content.insert(name.clone(), json!({ "schema": schema }));
        }
        content
    }

    /// Parameters `in: formData`, each with where it stood, as a request body.
    pub(super) fn form(
        &mut self,
        fields: Vec<(Value, crate::pointer::Pointer)>,
        consumes: &[String],
        place: &Place,
    ) -> Value {
        let is_file =
            |(field, _): &(Value, _)| field.get("type").is_some_and(|kind| kind == "file");
        let has_file = fields.iter().any(is_file);
        let stated = [MULTIPART, FORM].into_iter();
        let stated = stated.filter(|name| consumes.iter().any(|one| one.starts_with(name)));
        // A file cannot be sent URL-encoded.
        let mut names: Vec<&str> = stated
            .filter(|name| !has_file || *name == MULTIPART)
            .collect();
        if names.is_empty() {
            names.push(if has_file { MULTIPART } else { FORM });
        }
        let mut properties = Map::new();
        let (mut required, mut encoding) = (Vec::new(), Map::new());
        for (field, old) in fields {
            let Value::Object(mut map) = field else {
                continue;
            };
            let Some(name) = super::text(map.shift_remove("name")) else {
                continue;
            };
            for media_type in &names {
                let base = place.new.join("content").join(media_type).join("schema");
                let new = base.join("properties").join(&name);
                let old = old.clone();
                self.moved(&Place { new, old });
            }
            if map
                .get("required")
                .is_some_and(|required| *required == true)
            {
                required.push(Value::from(name.clone()));
            }
            let (property, style) = self.field(map, place);
            if let Some(style) = style {
                encoding.insert(name.clone(), style);
            }
            properties.insert(name, property);
        }
        let mut schema = json!({ "type": "object", "properties": properties });
        let demanded = !required.is_empty();
        if demanded {
            schema["required"] = Value::Array(required);
        }
        let mut content = Map::new();
        for name in names {
            let mut media_type = json!({ "schema": schema });
            if !encoding.is_empty() {
                media_type["encoding"] = Value::Object(encoding.clone());
            }
            content.insert(name.to_owned(), media_type);
        }
        let mut body = json!({ "content": content });
        if demanded {
            body["required"] = Value::Bool(true);
        }
        body
    }

    /// A field of a form: its schema, and its encoding if it is an array.
    fn field(&mut self, mut map: Map<String, Value>, place: &Place) -> (Value, Option<Value>) {
        map.shift_remove("in");
        map.shift_remove("required");
        let format = map.shift_remove("collectionFormat");
        let is_array = map.get("type").is_some_and(|kind| kind == "array");
        let style = is_array.then(|| self.style(format.as_ref(), true, place));
        let style = style.flatten();
        let style = style.map(|one| json!({ "style": one.style, "explode": one.explode }));
        if let (None, Some(format)) = (&style, format) {
            map.insert("x-collectionFormat".to_owned(), format);
        }
        let mut property = take_type(&mut map);
        if let Some(schema) = map.shift_remove("schema") {
            property = match schema::convert(schema) {
                Value::Object(schema) => schema,
                _ => property,
            };
        }
        if let Some(allowed) = map.shift_remove("allowEmptyValue") {
            map.insert("x-allowEmptyValue".to_owned(), allowed);
        }
        property.extend(map);
        (Value::Object(property), style)
    }
}
