//! What a document's schemas say of a value: whether it fits, and which of its parts they describe.

use std::collections::{HashMap, HashSet};

use jsonschema::{Draft, Validator};
use pagecrate_spec::pointer::Pointer;
use serde_json::{Map, Value, json};

/// How many schemas are looked at for one part of a value.
const MAX_SCHEMAS: usize = 4096;
/// How many schemas are put together for one validation.
const MAX_BUNDLED: usize = 20_000;

/// What is said of a part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Nothing.
    Nothing,
    /// That it is only received.
    ReadOnly,
    /// What it is.
    Something,
}

/// The schemas of a document.
pub(crate) struct Schemas<'d> {
    document: &'d Value,
    validators: HashMap<String, Option<Validator>>,
}

impl<'d> Schemas<'d> {
    pub(crate) fn new(document: &'d Value) -> Self {
        Self {
            document,
            validators: HashMap::new(),
        }
    }

    /// Why a value does not fit the schema at a pointer; `None` when it fits, or when the schema
    /// itself is none that values can be held against.
    pub(crate) fn contradiction(&mut self, schema: &str, value: &Value) -> Option<String> {
        let document = self.document;
        let validator = self
            .validators
            .entry(schema.to_owned())
            .or_insert_with(|| validator(document, schema));
        let error = validator.as_ref()?.validate(value).err()?;
        let at = match error.instance_path().to_string() {
            at if at.is_empty() => String::new(),
            at => format!("{at}: "),
        };
        let mut text = format!("{at}{error}");
        if text.len() > 240 {
            let end = (0..=240).rev().find(|end| text.is_char_boundary(*end));
            text.truncate(end.unwrap_or_default());
            text.push('…');
        }
        Some(text)
    }

    /// Whether a schema describes the part of a value at a pointer. Of alternatives, those count
    /// that the value fits.
    pub(crate) fn said(&mut self, schema: &str, value: &Value, part: &Pointer) -> Said {
        let mut now: Vec<Pointer> = Pointer::parse(schema).into_iter().collect();
        let mut value = Some(value);
        for token in part.tokens() {
            let mut next = Vec::new();
            for pointer in self.spread(now, value) {
                match self.inner(&pointer, &token) {
                    Inner::Schema(inner) => next.push(inner),
                    Inner::Anything => return Said::Something,
                    Inner::Nothing => {}
                }
            }
            if next.is_empty() {
                return Said::Nothing;
            }
            now = next;
            value = value.and_then(|value| match value {
                Value::Array(items) => items.get(token.parse::<usize>().ok()?),
                value => value.get(&token),
            });
        }
        let document = self.document;
        let is_read_only = |at: &Pointer| {
            let schema = document.pointer(at.as_str());
            schema.is_some_and(|schema| schema["readOnly"] == true)
        };
        match self.spread(now, value).iter().any(is_read_only) {
            true => Said::ReadOnly,
            false => Said::Something,
        }
    }

    /// Schemas with all that they refer to and are combined of.
    fn spread(&mut self, schemas: Vec<Pointer>, value: Option<&Value>) -> Vec<Pointer> {
        let document = self.document;
        let mut open = schemas;
        let mut seen: HashSet<Pointer> = HashSet::new();
        let mut found = Vec::new();
        while let Some(at) = open.pop() {
            let Some(schema) = document.pointer(at.as_str()) else {
                continue;
            };
            if found.len() > MAX_SCHEMAS || !seen.insert(at.clone()) {
                continue;
            }
            let reference = schema["$ref"].as_str();
            let discriminator = &schema["discriminator"];
            let mapped = discriminator["mapping"].as_object();
            let mapped = mapped
                .into_iter()
                .flat_map(Map::values)
                .chain([&discriminator["defaultMapping"]])
                .filter_map(Value::as_str);
            let schemas = Pointer::root().join("components").join("schemas");
            let targets = reference.into_iter().chain(mapped);
            open.extend(targets.filter_map(|target| match target.strip_prefix('#') {
                Some(pointer) => Pointer::parse(&decoded(pointer)),
                // A discriminator may name a component.
                None => Some(schemas.join(target)),
            }));
            for key in ["allOf", "oneOf", "anyOf"] {
                let count = schema[key].as_array().map_or(0, Vec::len);
                for branch in (0..count).map(|index| at.join(key).index(index)) {
                    let fits = key == "allOf"
                        || value.is_none_or(|value| {
                            self.contradiction(branch.as_str(), value).is_none()
                        });
                    if fits {
                        open.push(branch);
                    }
                }
            }
            found.push(at);
        }
        found
    }

    /// What a schema alone says of a property or an item.
    fn inner(&self, at: &Pointer, token: &str) -> Inner {
        let Some(schema) = self.document.pointer(at.as_str()) else {
            return Inner::Nothing;
        };
        let place = |key: &str| Inner::Schema(at.join(key));
        if schema["properties"].get(token).is_some() {
            return Inner::Schema(at.join("properties").join(token));
        }
        if let Ok(index) = token.parse::<usize>() {
            if schema["prefixItems"].get(index).is_some() {
                return Inner::Schema(at.join("prefixItems").index(index));
            }
            if schema.get("items").is_some_and(Value::is_object) {
                return place("items");
            }
        }
        if schema["patternProperties"]
            .as_object()
            .is_some_and(|map| !map.is_empty())
        {
            return Inner::Anything;
        }
        for key in ["additionalProperties", "unevaluatedProperties"] {
            match schema.get(key) {
                Some(Value::Bool(true)) => return Inner::Anything,
                Some(Value::Object(_)) => return place(key),
                _ => {}
            }
        }
        Inner::Nothing
    }
}

enum Inner {
    Schema(Pointer),
    Anything,
    Nothing,
}

/// A `$ref` may be percent-encoded.
pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

fn validator(document: &Value, schema: &str) -> Option<Validator> {
    let bundle = bundle(document, schema)?;
    let options = jsonschema::options().with_draft(Draft::Draft202012);
    options.should_validate_formats(true).build(&bundle).ok()
}

/// The schema at a pointer with all that it refers to, at the pointers where they stand, as JSON
/// Schema 2020-12.
fn bundle(document: &Value, schema: &str) -> Option<Value> {
    let mut root = json!({"$ref": format!("#{}", encoded(schema))});
    let mut open = vec![schema.to_owned()];
    let mut seen: HashSet<String> = HashSet::new();
    while let Some(pointer) = open.pop() {
        if !seen.insert(pointer.clone()) {
            continue;
        }
        if seen.len() > MAX_BUNDLED {
            return None;
        }
        // What leads nowhere is any JSON.
        let found = document.pointer(&pointer).cloned();
        let mut converted = found.unwrap_or(Value::Bool(true));
        lower(&mut converted, &mut open, 0);
        put(&mut root, &Pointer::parse(&pointer)?, converted);
    }
    Some(root)
}

fn encoded(pointer: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const SET: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'#')
        .add(b'^')
        .add(b'|')
        .add(b'\\');
    utf8_percent_encode(pointer, SET).to_string()
}

/// Puts a schema where it stood. What stands above or below already says the same.
fn put(root: &mut Value, pointer: &Pointer, schema: Value) {
    let mut at = root;
    let tokens: Vec<String> = pointer.tokens().collect();
    let Some((last, way)) = tokens.split_last() else {
        return;
    };
    for token in way {
        let next = match at {
            Value::Object(map) => map.entry(token.clone()).or_insert_with(|| json!({})),
            Value::Array(items) => {
                let item = token
                    .parse()
                    .ok()
                    .and_then(|index: usize| items.get_mut(index));
                match item {
                    Some(item) => item,
                    None => return,
                }
            }
            _ => return,
        };
        at = next;
    }
    if let Value::Object(map) = at {
        map.insert(last.clone(), schema);
    }
}

/// Makes a schema of OpenAPI 3.0 or 3.1 one of JSON Schema, and lists what it refers to.
fn lower(schema: &mut Value, references: &mut Vec<String>, depth: usize) {
    // Documents are bounded in depth before this.
    if depth > 512 {
        *schema = Value::Bool(true);
        return;
    }
    let Value::Object(map) = schema else {
        return;
    };
    for key in [
        "example",
        "examples",
        "default",
        "$id",
        "$schema",
        "discriminator",
        "xml",
        "pattern",
    ] {
        map.shift_remove(key);
    }
    if let Some(reference) = map.get("$ref").and_then(Value::as_str).map(str::to_owned) {
        match reference.strip_prefix('#') {
            Some(pointer) if pointer.is_empty() || pointer.starts_with('/') => {
                let pointer = decoded(pointer);
                map.insert("$ref".to_owned(), format!("#{}", encoded(&pointer)).into());
                references.push(pointer);
            }
            _ => drop(map.shift_remove("$ref")),
        }
    }
    keywords(map);
    for (key, value) in map.iter_mut() {
        match key.as_str() {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                let members = value.as_object_mut().into_iter().flatten();
                members.for_each(|(_, value)| lower(value, references, depth + 1));
            }
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
                let members = value.as_array_mut().into_iter().flatten();
                members.for_each(|value| lower(value, references, depth + 1));
            }
            "items"
            | "additionalProperties"
            | "unevaluatedProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems" => {
                lower(value, references, depth + 1);
            }
            _ => {}
        }
    }
    if map.shift_remove("nullable") == Some(Value::Bool(true)) {
        let inner = std::mem::take(schema);
        *schema = json!({"anyOf": [inner, {"type": "null"}]});
    }
}

/// Keywords that 3.0 has otherwise, and formats as what they mean for a value.
fn keywords(map: &mut Map<String, Value>) {
    for (exclusive, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if let Some(Value::Bool(is_exclusive)) = map.get(exclusive).cloned() {
            map.shift_remove(exclusive);
            if let (true, Some(limit)) = (is_exclusive, map.shift_remove(bound)) {
                map.insert(exclusive.to_owned(), limit);
            }
        }
    }
    let format = map.get("format").and_then(Value::as_str).map(str::to_owned);
    let limits = match format.as_deref() {
        Some("int32") => Some((json!(i32::MIN), json!(i32::MAX))),
        Some("int64") => Some((json!(i64::MIN), json!(i64::MAX))),
        Some("date-time" | "date" | "uuid") => None,
        _ => {
            map.shift_remove("format");
            None
        }
    };
    let is_number = matches!(
        map.get("type").and_then(Value::as_str),
        Some("integer" | "number")
    );
    if let (Some((low, high)), true) = (limits, is_number) {
        map.entry("minimum").or_insert(low);
        map.entry("maximum").or_insert(high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({"components": {"schemas": {
            "Base": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string", "readOnly": true},
                "size": {"type": "integer", "format": "int32", "nullable": true, "minimum": 0, "exclusiveMinimum": true},
            }},
            "Thing": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {
                "parts": {"type": "array", "items": {"oneOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "string"}]}},
                "free": {"type": "object", "additionalProperties": true},
                "pet": {"discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}, "defaultMapping": "#/components/schemas/Other"}}
            }}]},
            "Cat": {"type": "object", "properties": {"claws": {"type": "integer"}}},
            "Other": {"type": "object", "properties": {"legs": {"type": "integer"}}}
        }}})
    }

    #[test]
    fn values_are_held_against_schemas_of_3_0() {
        let document = document();
        let mut schemas = Schemas::new(&document);
        let mut check = |value: Value| schemas.contradiction("/components/schemas/Thing", &value);
        assert_eq!(
            check(json!({"id": "1", "size": null, "parts": ["a", {"id": "2"}]})),
            None
        );
        assert!(check(json!({})).is_some_and(|text| text.contains("id")));
        assert!(
            check(json!({"id": "1", "size": 0})).is_some_and(|text| text.starts_with("/size: "))
        );
        assert!(check(json!({"id": "1", "size": 3_000_000_000_u32})).is_some());
        assert!(check(json!({"id": "1", "parts": [{}]})).is_some());
    }

    #[test]
    fn what_is_said_of_a_part() {
        let document = document();
        let mut schemas = Schemas::new(&document);
        let value = json!({"id": "1", "size": 1, "free": {"anything": {"at": {"all": 1}}}, "parts": [
            {"id": "2", "nothing": 1, "parts": [{"id": "3"}]}, {"size": 1}], "pet": {"claws": 1, "legs": 2, "wings": 3}});
        let mut said = |part: &str| {
            let part = Pointer::parse(part).unwrap();
            schemas.said("/components/schemas/Thing", &value, &part)
        };
        assert_eq!(said("/size"), Said::Something);
        assert_eq!(said("/id"), Said::ReadOnly);
        assert_eq!(said("/parts/0/parts/0/id"), Said::ReadOnly);
        assert_eq!(said("/parts/0/nothing"), Said::Nothing);
        // No alternative fits.
        assert_eq!(said("/parts/1/size"), Said::Nothing);
        assert_eq!(said("/free/anything/at/all"), Said::Something);
        // What a discriminator names, by name or reference.
        assert_eq!(said("/pet/claws"), Said::Something);
        assert_eq!(said("/pet/legs"), Said::Something);
        assert_eq!(said("/pet/wings"), Said::Nothing);
    }
}
