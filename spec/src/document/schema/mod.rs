//! Schemas: JSON Schema 2020-12 and OpenAPI 3.0's dialect of it, read into openapiv3's types.
//!
//! A schema is read in two steps: [`keywords`] sorts what it says into fields, [`kind`] decides
//! which of openapiv3's kinds says the same. What that kind cannot say goes to `x-KEY`.

mod bounds;
mod keywords;
mod kind;
mod null;
mod types;
mod values;

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind, StringType, Type};
use serde_json::{Map, Value, json};

use self::keywords::Keywords;
use super::reader::{Extensions, REF, Reader, kind_of, put};
use super::targets::reference_to;
use super::{Part, keys};

impl Reader {
    /// The schema where the reader is.
    pub(super) fn schema(&mut self, value: Value) -> ReferenceOr<Schema> {
        self.out.schemas += 1;
        let schema = match value {
            Value::Object(map) => self.schema_object(map),
            Value::Bool(true) => ReferenceOr::Item(anything()),
            Value::Bool(false) => ReferenceOr::Item(nothing()),
            other => {
                let found = kind_of(&other);
                let message = format!("a schema should be an object or a boolean, and is {found}");
                self.warn("wrong-type", message, "it is read as a schema of anything");
                let mut any = anything();
                put(
                    &mut any.schema_data.extensions,
                    "x-schema".to_owned(),
                    other,
                );
                ReferenceOr::Item(any)
            }
        };
        if self.targets.is_named(&self.path) {
            return ReferenceOr::Reference {
                reference: self.hoist(schema),
            };
        }
        schema
    }

    /// The schema under a key of what is being read.
    pub(super) fn schema_at(&mut self, key: &str, value: Value) -> ReferenceOr<Schema> {
        self.at(key, |reader| reader.schema(value))
    }

    /// Keeps the schema under a key which openapiv3 has no field for: in the extension stands a
    /// reference to it, or the boolean that it is.
    pub(super) fn keep_schema(&mut self, extensions: &mut Extensions, key: &str, value: Value) {
        let kept = match value {
            Value::Bool(_) => value,
            value => self.at(key, |reader| reader.referred(value)),
        };
        put(extensions, format!("x-{key}"), kept);
    }

    /// Reads the schema where the reader is and gives `{"$ref": …}` to it.
    pub(super) fn referred(&mut self, value: Value) -> Value {
        let schema = self.schema(value);
        self.refer_to(schema)
    }

    /// `{"$ref": …}` to a schema that has been read where the reader is.
    fn refer_to(&mut self, schema: ReferenceOr<Schema>) -> Value {
        let reference = match schema {
            ReferenceOr::Reference { reference } => reference,
            item => self.hoist(item),
        };
        json!({ REF: reference })
    }

    fn hoist(&mut self, schema: ReferenceOr<Schema>) -> String {
        let pointer = self.here();
        let reference = reference_to(&pointer);
        self.out.hoisted.insert(pointer, schema);
        reference
    }

    fn schema_object(&mut self, mut map: Map<String, Value>) -> ReferenceOr<Schema> {
        let reference = match map.get(REF) {
            Some(Value::String(_)) => map.shift_remove(REF),
            _ => None,
        };
        let reference = match reference {
            Some(Value::String(text)) => {
                let (reference, is_there) = self.reference(Schema::SECTION, text);
                is_there.then_some(reference)
            }
            _ => self.dynamic_reference(&map),
        };
        let Some(reference) = reference else {
            let keywords = self.keywords(map);
            return ReferenceOr::Item(self.settle(keywords));
        };
        if map.is_empty() {
            return ReferenceOr::Reference { reference };
        }
        let keywords = self.keywords(map);
        ReferenceOr::Item(self.reference_and(reference, keywords))
    }

    /// A `$dynamicRef` or `$recursiveRef` whose target is settled. It stays in the extensions too.
    fn dynamic_reference(&mut self, map: &Map<String, Value>) -> Option<String> {
        let key = ["$dynamicRef", "$recursiveRef"];
        let key = key.into_iter().find(|key| map.contains_key(*key))?;
        if let Some(canonical) = self.targets.rewritten(&self.path) {
            let canonical = canonical.to_owned();
            let (reference, is_there) = self.reference(Schema::SECTION, canonical);
            return is_there.then_some(reference);
        }
        let message = format!("`{key}` leads to different schemas in different places");
        let help = "the schema is read without it, and the keyword kept as an extension";
        self.warn_at(key, "dynamic-reference", message, help);
        None
    }

    /// A reference with keywords beside it: both hold, and the keywords' docs win.
    fn reference_and(&mut self, reference: String, mut keywords: Box<Keywords>) -> Schema {
        // People write the type once more; the reference says it already.
        if !keywords.has_structure() {
            keywords.park_type();
        }
        // Behind those that the document lists, so that their pointers stay.
        keywords
            .all_of
            .get_or_insert_default()
            .push(ReferenceOr::Reference { reference });
        self.settle(keywords)
    }
}

/// The schema that everything fits: `{}` or `true`.
fn anything() -> Schema {
    Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Any(AnySchema::default()),
    }
}

/// The schema of a text, for parameters that say nothing: on the wire all of them are text.
pub(super) fn text() -> Schema {
    Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Type(Type::String(StringType::default())),
    }
}

/// The schema that nothing fits: `false`.
fn nothing() -> Schema {
    Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Not {
            not: Box::new(ReferenceOr::Item(anything())),
        },
    }
}

/// A reference's place in a property, which openapiv3 wants boxed.
fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
        ReferenceOr::Item(item) => ReferenceOr::boxed_item(item),
    }
}

/// Notes on a schema that it stands elsewhere than going down the typed schemas tells, unless it
/// says so already.
pub(super) fn mark(schema: &mut Schema, pointer: String) {
    let extensions = &mut schema.schema_data.extensions;
    extensions
        .entry(keys::POINTER.to_owned())
        .or_insert(Value::String(pointer));
}
