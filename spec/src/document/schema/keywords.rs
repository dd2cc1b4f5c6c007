//! Sorting the keywords of one schema into fields.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, Discriminator, ReferenceOr, Schema, SchemaData};
use serde_json::{Map, Number, Value};

use super::boxed;
use super::null::Branches;
use super::types::Types;
use crate::document::keys;
use crate::document::reader::{Extensions, Reader, put};

/// What one schema says. Fields are `None` where the keyword is absent.
#[derive(Default)]
pub(super) struct Keywords {
    pub(super) data: SchemaData,
    pub(super) types: Types,
    pub(super) format: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) multiple_of: Option<Number>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) exclusive_minimum: Option<Value>,
    pub(super) exclusive_maximum: Option<Value>,
    pub(super) enumeration: Option<Vec<Value>>,
    pub(super) constant: Option<Value>,
    pub(super) properties: Option<IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub(super) required: Vec<String>,
    pub(super) additional_properties: Option<AdditionalProperties>,
    pub(super) min_properties: Option<usize>,
    pub(super) max_properties: Option<usize>,
    pub(super) items: Option<ReferenceOr<Box<Schema>>>,
    /// `prefixItems` stands in the extensions.
    pub(super) tuple: bool,
    /// `patternProperties` stands in the extensions.
    pub(super) patterns: bool,
    pub(super) min_items: Option<usize>,
    pub(super) max_items: Option<usize>,
    pub(super) unique_items: Option<bool>,
    pub(super) one_of: Option<Branches>,
    pub(super) any_of: Option<Branches>,
    pub(super) all_of: Option<Vec<ReferenceOr<Schema>>>,
    pub(super) not: Option<Box<ReferenceOr<Schema>>>,
}

/// A keyword that the function before had no use for.
type Left = Option<(String, Value)>;

impl Reader {
    /// Sorts the keywords of the schema where the reader is.
    pub(super) fn keywords(&mut self, map: Map<String, Value>) -> Box<Keywords> {
        let mut keywords = Box::<Keywords>::default();
        for (key, value) in map {
            let left = self
                .annotation(&mut keywords, key, value)
                .and_then(|(key, value)| self.assertion(&mut keywords, key, value))
                .and_then(|(key, value)| self.applicator(&mut keywords, key, value))
                .and_then(|(key, value)| self.beyond(&mut keywords, key, value));
            if let Some((key, value)) = left {
                let extensions = &mut keywords.data.extensions;
                self.unknown("a schema", extensions, &key, value);
            }
        }
        keywords
    }

    /// What describes without asserting.
    fn annotation(&mut self, keywords: &mut Keywords, key: String, value: Value) -> Left {
        let data = &mut keywords.data;
        let extensions = &mut data.extensions;
        match key.as_str() {
            "description" => data.description = self.text(&key, value, extensions),
            "title" => data.title = self.text(&key, value, extensions),
            "default" => data.default = Some(self.free(&key, value)),
            "example" => data.example = Some(self.free(&key, value)),
            "examples" => self.schema_examples(data, value),
            "nullable" => {
                data.nullable |= self.flag(&key, value, extensions).unwrap_or_default();
            }
            // Swagger 2.0's way, which lives on in 3.0 documents.
            "x-nullable" => {
                data.nullable |= value == Value::Bool(true);
                self.keep(extensions, &key, value);
            }
            "readOnly" => {
                data.read_only = self.flag(&key, value, extensions).unwrap_or_default();
            }
            "writeOnly" => {
                data.write_only = self.flag(&key, value, extensions).unwrap_or_default();
            }
            "deprecated" => {
                data.deprecated = self.flag(&key, value, extensions).unwrap_or_default();
            }
            "externalDocs" => data.external_docs = self.external_docs(&key, value),
            "discriminator" => data.discriminator = self.discriminator(value, extensions),
            _ => return Some((key, value)),
        }
        None
    }

    /// What asserts about a value without going into it.
    fn assertion(&mut self, keywords: &mut Keywords, key: String, value: Value) -> Left {
        let extensions = &mut keywords.data.extensions;
        match key.as_str() {
            "type" => self.types(keywords, value),
            "format" => keywords.format = self.text(&key, value, extensions),
            "enum" => match value {
                Value::Array(values) => {
                    let path = Value::Array(values);
                    if let Value::Array(values) = self.free(&key, path) {
                        keywords.enumeration = Some(values);
                    }
                }
                other => {
                    self.wrong(&key, "a list", &other);
                    self.keep(extensions, &key, other);
                }
            },
            "const" => keywords.constant = Some(self.free(&key, value)),
            "pattern" => keywords.pattern = self.text(&key, value, extensions),
            "minLength" => keywords.min_length = self.count(&key, value, extensions),
            "maxLength" => keywords.max_length = self.count(&key, value, extensions),
            "minItems" => keywords.min_items = self.count(&key, value, extensions),
            "maxItems" => keywords.max_items = self.count(&key, value, extensions),
            "minProperties" => keywords.min_properties = self.count(&key, value, extensions),
            "maxProperties" => keywords.max_properties = self.count(&key, value, extensions),
            "uniqueItems" => keywords.unique_items = self.flag(&key, value, extensions),
            "multipleOf" => keywords.multiple_of = self.number(&key, value, extensions),
            "minimum" => keywords.minimum = self.number(&key, value, extensions),
            "maximum" => keywords.maximum = self.number(&key, value, extensions),
            "exclusiveMinimum" => keywords.exclusive_minimum = Some(value),
            "exclusiveMaximum" => keywords.exclusive_maximum = Some(value),
            "required" => self.required(keywords, value),
            _ => return Some((key, value)),
        }
        None
    }

    /// What applies schemas, and 3.0 has.
    fn applicator(&mut self, keywords: &mut Keywords, key: String, value: Value) -> Left {
        let extensions = &mut keywords.data.extensions;
        match key.as_str() {
            "properties" => self.properties(keywords, value),
            "additionalProperties" => match value {
                Value::Bool(any) => {
                    keywords.additional_properties = Some(AdditionalProperties::Any(any));
                }
                Value::Null => {}
                value => {
                    let schema = Box::new(self.schema_at(&key, value));
                    keywords.additional_properties = Some(AdditionalProperties::Schema(schema));
                }
            },
            "items" => self.items(keywords, value),
            "oneOf" => keywords.one_of = self.branches(&key, value, extensions),
            "anyOf" => keywords.any_of = self.branches(&key, value, extensions),
            "allOf" => {
                let list = self.schema_list(&key, value, extensions);
                keywords.all_of.get_or_insert_default().extend(list);
                keywords.all_of.take_if(|list| list.is_empty());
            }
            "not" => keywords.not = Some(Box::new(self.schema_at(&key, value))),
            _ => return Some((key, value)),
        }
        None
    }

    /// What 3.0 does not have: schemas are read and referred to, the rest is kept.
    fn beyond(&mut self, keywords: &mut Keywords, key: String, value: Value) -> Left {
        let extensions = &mut keywords.data.extensions;
        match key.as_str() {
            "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "contentSchema"
            | "unevaluatedProperties"
            | "unevaluatedItems" => {
                self.keep_schema(extensions, &key, value);
            }
            "additionalItems" => self.additional_items(keywords, value),
            "prefixItems" => self.prefix_items(keywords, &key, value),
            "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => {
                keywords.patterns |= key == "patternProperties";
                let kept = self.named(&key, value, extensions, Self::referred);
                put(
                    extensions,
                    format!("x-{key}"),
                    Value::Object(kept.into_iter().collect()),
                );
            }
            "contentEncoding" | "contentMediaType" | "minContains" | "maxContains"
            | "dependentRequired" | "dependencies" | "xml" | "$schema" | "$id" | "id"
            | "$comment" | "$vocabulary" | "$anchor" | "$dynamicAnchor" | "$dynamicRef"
            | "$recursiveAnchor" | "$recursiveRef" => {
                self.keep(extensions, &key, value);
            }
            _ => return Some((key, value)),
        }
        None
    }

    /// `examples` of JSON Schema: a list. The first is what 3.0 calls `example`.
    fn schema_examples(&mut self, data: &mut SchemaData, value: Value) {
        if let Value::Array(list) = &value {
            if data.example.is_none() {
                data.example = list.first().cloned();
            }
        } else {
            self.wrong("examples", "a list", &value);
        }
        self.keep(&mut data.extensions, "examples", value);
    }

    fn required(&mut self, keywords: &mut Keywords, value: Value) {
        let extensions = &mut keywords.data.extensions;
        match value {
            // Draft 3's way, which `properties` of the schema around has read.
            Value::Bool(_) => self.keep(extensions, "required", value),
            value => {
                for name in self.texts("required", value, extensions) {
                    keywords.require(name);
                }
            }
        }
    }

    fn properties(&mut self, keywords: &mut Keywords, value: Value) {
        let mut demanded = Vec::new();
        let extensions = &mut keywords.data.extensions;
        if !matches!(value, Value::Object(_)) {
            self.named("properties", value, extensions, |_, _| ());
            return;
        }
        let properties = self.named("properties", value, extensions, |reader, child| {
            let required = child.get("required").and_then(Value::as_bool);
            if required == Some(true) {
                let help = "it is read as an entry of the list of the schema around";
                let message = "`required` of a property should be a list".to_owned();
                reader.warn_at("required", "required-on-property", message, help);
                demanded.extend(reader.here().last());
            }
            boxed(reader.schema(child))
        });
        keywords.properties = Some(properties);
        demanded.into_iter().for_each(|name| keywords.require(name));
    }

    fn items(&mut self, keywords: &mut Keywords, value: Value) {
        match value {
            // Drafts before 2020-12 have the tuple here.
            Value::Array(_) => self.prefix_items(keywords, "items", value),
            Value::Bool(false) => {
                put(
                    &mut keywords.data.extensions,
                    "x-items".to_owned(),
                    Value::Bool(false),
                );
                keywords.tuple = true;
            }
            Value::Null => {}
            value => keywords.items = Some(boxed(self.schema_at("items", value))),
        }
    }

    fn prefix_items(&mut self, keywords: &mut Keywords, key: &str, value: Value) {
        keywords.tuple = true;
        let extensions = &mut keywords.data.extensions;
        let places = self.list(key, value, extensions, Self::referred);
        put(extensions, "x-prefixItems".to_owned(), Value::Array(places));
    }

    /// The schema of what follows a tuple, before 2020-12.
    fn additional_items(&mut self, keywords: &mut Keywords, value: Value) {
        let extensions = &mut keywords.data.extensions;
        match value {
            Value::Bool(false) => put(extensions, "x-items".to_owned(), value),
            value => self.keep_schema(extensions, "additionalItems", value),
        }
    }

    /// A list of schemas; one alone is a list of one.
    pub(super) fn schema_list(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
    ) -> Vec<ReferenceOr<Schema>> {
        if let Value::Object(_) = value {
            self.wrong(key, "a list", &value);
            return vec![self.schema_at(key, value)];
        }
        self.list(key, value, extensions, Self::schema)
    }

    fn discriminator(&mut self, value: Value, around: &mut Extensions) -> Option<Discriminator> {
        let mut read = Discriminator::default();
        if let Value::String(name) = value {
            self.wrong("discriminator", "an object", &Value::String(String::new()));
            read.property_name = name;
            return Some(read);
        }
        if !value.get("propertyName").is_some_and(Value::is_string) {
            let message = "a discriminator without `propertyName` tells nothing".to_owned();
            self.warn_at(
                "discriminator",
                "discriminator-without-property",
                message,
                "",
            );
            self.keep(around, "discriminator", value);
            return None;
        }
        self.at("discriminator", |reader| {
            for (key, value) in reader.object("a discriminator", value)? {
                let extensions = &mut read.extensions;
                match key.as_str() {
                    "propertyName" => {
                        read.property_name =
                            reader.text(&key, value, extensions).unwrap_or_default();
                    }
                    "mapping" => {
                        read.mapping = reader.texts_by_name(&key, value, extensions);
                    }
                    "defaultMapping" => {
                        if let Some(name) = reader.text(&key, value, extensions) {
                            put(extensions, keys::DEFAULT_MAPPING.to_owned(), name.into());
                        }
                    }
                    _ => reader.unknown("a discriminator", extensions, &key, value),
                }
            }
            Some(read)
        })
    }
}

impl Keywords {
    pub(super) fn require(&mut self, name: String) {
        if !self.required.contains(&name) {
            self.required.push(name);
        }
    }

    /// Whether anything but `type` says what values look like.
    pub(super) fn has_structure(&self) -> bool {
        self.composition() > 0
            || self.format.is_some()
            || self.pattern.is_some()
            || self.min_length.or(self.max_length).is_some()
            || self.has_number_bounds()
            || self.enumeration.is_some()
            || self.constant.is_some()
            || self.has_object()
            || self.has_array()
    }

    /// How many of the four ways of composing schemas there are.
    pub(super) fn composition(&self) -> usize {
        usize::from(self.one_of.is_some())
            + usize::from(self.any_of.is_some())
            + usize::from(self.all_of.is_some())
            + usize::from(self.not.is_some())
    }

    pub(super) fn has_number_bounds(&self) -> bool {
        self.minimum.is_some()
            || self.maximum.is_some()
            || self.multiple_of.is_some()
            || self.exclusive_minimum.is_some()
            || self.exclusive_maximum.is_some()
    }

    pub(super) fn has_object(&self) -> bool {
        self.properties.is_some()
            || !self.required.is_empty()
            || self.additional_properties.is_some()
            || self.patterns
            || self.min_properties.or(self.max_properties).is_some()
    }

    pub(super) fn has_array(&self) -> bool {
        self.items.is_some()
            || self.tuple
            || self.min_items.or(self.max_items).is_some()
            || self.unique_items.is_some()
    }
}
