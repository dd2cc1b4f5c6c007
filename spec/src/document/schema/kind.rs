//! Which of openapiv3's kinds says what a schema says.

use openapiv3::{
    AnySchema, ArrayType, BooleanType, IntegerType, NumberType, ObjectType, ReferenceOr, Schema,
    SchemaKind, StringType, Type,
};
use serde_json::{Map, Value};

use super::bounds::{float, whole};
use super::keywords::Keywords;
use super::types::Name;
use crate::document::reader::{Reader, put};

impl Reader {
    /// Makes a schema of its keywords.
    pub(super) fn settle(&mut self, mut keywords: Box<Keywords>) -> Schema {
        keywords.settle_null();
        keywords.settle_constant();
        self.settle_bounds(&mut keywords);
        keywords.infer_type();
        if let (None, Some(format)) = (&keywords.format, keywords.types.format.take()) {
            keywords.format = Some(format.to_owned());
        }
        let composed = keywords.composition();
        if composed == 0 {
            keywords.drop_impossible_types();
            return match keywords.types.names[..] {
                [] => self.any(keywords),
                [name] => self.typed(keywords, name),
                _ => self.split(keywords),
            };
        }
        if composed == 1 && keywords.types.names.is_empty() && !keywords.has_assertions() {
            return self.composed(keywords);
        }
        self.any(keywords)
    }

    /// A schema of one type.
    fn typed(&mut self, mut keywords: Box<Keywords>, name: Name) -> Schema {
        let k = &mut *keywords;
        let kind = match name {
            Name::String => Type::String(StringType {
                format: k.format.take().into(),
                pattern: k.pattern.take(),
                enumeration: self.strings(k),
                min_length: k.min_length.take(),
                max_length: k.max_length.take(),
            }),
            Name::Number => {
                let (lower, upper) = (k.lower(float), k.upper(float));
                Type::Number(NumberType {
                    format: k.format.take().into(),
                    multiple_of: k.multiple(float),
                    exclusive_minimum: lower.exclusive.unwrap_or_default(),
                    exclusive_maximum: upper.exclusive.unwrap_or_default(),
                    minimum: lower.value,
                    maximum: upper.value,
                    enumeration: self.numbers(k),
                })
            }
            Name::Integer => {
                let (lower, upper) = (k.lower(whole), k.upper(whole));
                Type::Integer(IntegerType {
                    format: k.format.take().into(),
                    multiple_of: k.multiple(whole),
                    exclusive_minimum: lower.exclusive.unwrap_or_default(),
                    exclusive_maximum: upper.exclusive.unwrap_or_default(),
                    minimum: lower.value,
                    maximum: upper.value,
                    enumeration: self.integers(k),
                })
            }
            Name::Boolean => Type::Boolean(BooleanType {
                enumeration: self.booleans(k),
            }),
            Name::Object => Type::Object(ObjectType {
                properties: k.properties.take().unwrap_or_default(),
                required: std::mem::take(&mut k.required),
                additional_properties: k.additional_properties.take(),
                min_properties: k.min_properties.take(),
                max_properties: k.max_properties.take(),
            }),
            Name::Array => Type::Array(ArrayType {
                items: k.items.take(),
                min_items: k.min_items.take(),
                max_items: k.max_items.take(),
                unique_items: k.unique_items.take().unwrap_or_default(),
            }),
        };
        self.park(&mut keywords);
        Schema {
            schema_data: keywords.data,
            schema_kind: SchemaKind::Type(kind),
        }
    }

    /// A schema that is one union, intersection or negation and nothing else.
    fn composed(&mut self, mut keywords: Box<Keywords>) -> Schema {
        let k = &mut *keywords;
        let data = std::mem::take(&mut k.data);
        if let Some(all_of) = k.all_of.take() {
            return schema(data, SchemaKind::AllOf { all_of });
        }
        if let Some(not) = k.not.take() {
            return schema(data, SchemaKind::Not { not });
        }
        if let Some(branches) = k.one_of.take() {
            return branches.only(data).unwrap_or_else(|(branches, data)| {
                let one_of = branches.list;
                schema(data, SchemaKind::OneOf { one_of })
            });
        }
        if let Some(branches) = k.any_of.take() {
            return branches.only(data).unwrap_or_else(|(branches, data)| {
                let any_of = branches.list;
                schema(data, SchemaKind::AnyOf { any_of })
            });
        }
        schema(data, SchemaKind::Any(AnySchema::default()))
    }

    /// Everything else: each keyword in its field.
    fn any(&mut self, mut keywords: Box<Keywords>) -> Schema {
        let k = &mut *keywords;
        let typ = match k.types.names[..] {
            [name] => Some(name.as_str().to_owned()),
            _ => None,
        };
        let (lower, upper) = (k.lower(float), k.upper(float));
        let any = AnySchema {
            typ,
            pattern: k.pattern.take(),
            multiple_of: k.multiple(float),
            exclusive_minimum: lower.exclusive,
            exclusive_maximum: upper.exclusive,
            minimum: lower.value,
            maximum: upper.value,
            properties: k.properties.take().unwrap_or_default(),
            required: std::mem::take(&mut k.required),
            additional_properties: k.additional_properties.take(),
            min_properties: k.min_properties.take(),
            max_properties: k.max_properties.take(),
            items: k.items.take(),
            min_items: k.min_items.take(),
            max_items: k.max_items.take(),
            unique_items: k.unique_items.take(),
            enumeration: k.enumeration.take().unwrap_or_default(),
            format: k.format.take(),
            min_length: k.min_length.take(),
            max_length: k.max_length.take(),
            one_of: k.one_of.take().map(|b| b.list).unwrap_or_default(),
            all_of: k.all_of.take().unwrap_or_default(),
            any_of: k.any_of.take().map(|b| b.list).unwrap_or_default(),
            not: k.not.take(),
        };
        schema(keywords.data, SchemaKind::Any(any))
    }

    /// Keeps the keywords that are about other types than the schema's: JSON Schema gives them no
    /// effect there, and nothing is dropped.
    pub(super) fn park(&mut self, k: &mut Keywords) {
        let mut parked: Vec<(&'static str, Value)> = Vec::new();
        let mut park = |key, value: Option<Value>| {
            parked.extend(value.map(|value| (key, value)));
        };
        park("format", k.format.take().map(Value::from));
        park("pattern", k.pattern.take().map(Value::from));
        park("enum", k.enumeration.take().map(Value::from));
        park("minLength", k.min_length.take().map(Value::from));
        park("maxLength", k.max_length.take().map(Value::from));
        park("multipleOf", k.multiple_of.take().map(Value::from));
        park("minimum", k.minimum.take().map(Value::from));
        park("maximum", k.maximum.take().map(Value::from));
        park("exclusiveMinimum", k.exclusive_minimum.take());
        park("exclusiveMaximum", k.exclusive_maximum.take());
        park("minProperties", k.min_properties.take().map(Value::from));
        park("maxProperties", k.max_properties.take().map(Value::from));
        park("minItems", k.min_items.take().map(Value::from));
        park("maxItems", k.max_items.take().map(Value::from));
        park("uniqueItems", k.unique_items.take().map(Value::from));
        let required = std::mem::take(&mut k.required);
        park(
            "required",
            (!required.is_empty()).then(|| Value::from(required)),
        );
        park("properties", self.park_properties(k));
        let items = k.items.take().map(unboxed);
        park("items", items.map(|items| self.refer_at("items", items)));
        let additional = k.additional_properties.take();
        park(
            "additionalProperties",
            additional.map(|additional| match additional {
                openapiv3::AdditionalProperties::Any(any) => Value::Bool(any),
                openapiv3::AdditionalProperties::Schema(schema) => {
                    self.refer_at("additionalProperties", *schema)
                }
            }),
        );
        for (key, value) in parked {
            if !matches!(key, "format" | "enum") {
                let message = format!("`{key}` says nothing about a schema of this type");
                self.at(key, |r| r.note("keyword-without-effect", message, ""));
            }
            put(&mut k.data.extensions, format!("x-{key}"), value);
        }
    }

    fn park_properties(&mut self, k: &mut Keywords) -> Option<Value> {
        let properties = k.properties.take()?;
        let mut kept = Map::new();
        self.at("properties", |reader| {
            for (name, property) in properties {
                let reference = reader.refer_at(&name, unboxed(property));
                kept.insert(name, reference);
            }
        });
        Some(Value::Object(kept))
    }

    fn refer_at(&mut self, key: &str, schema: ReferenceOr<Schema>) -> Value {
        self.at(key, |reader| reader.refer_to(schema))
    }
}

fn schema(schema_data: openapiv3::SchemaData, schema_kind: SchemaKind) -> Schema {
    Schema {
        schema_data,
        schema_kind,
    }
}

fn unboxed(schema: ReferenceOr<Box<Schema>>) -> ReferenceOr<Schema> {
    schema.unbox()
}

impl Keywords {
    /// Whether there is anything beside composition that values have to fulfil.
    fn has_assertions(&self) -> bool {
        self.format.is_some()
            || self.pattern.is_some()
            || self.min_length.or(self.max_length).is_some()
            || self.has_number_bounds()
            || self.enumeration.is_some()
            || self.has_object()
            || self.has_array()
    }

    /// Of several types, drops those that no value of `enum` has.
    fn drop_impossible_types(&mut self) {
        let Some(values) = &self.enumeration else {
            return;
        };
        if self.types.names.len() < 2 {
            return;
        }
        let possible = |name: &Name| values.iter().any(|value| name.takes(value));
        if self.types.names.iter().any(possible) {
            let names = &mut self.types.names;
            names.retain(|name| values.iter().any(|value| name.takes(value)));
        }
    }
}
