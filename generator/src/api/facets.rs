//! What one or several schemas together say, keyword by keyword.

use indexmap::{IndexMap, IndexSet};
use openapiv3::{AdditionalProperties, Schema, SchemaKind, Type, VariantOrUnknownOrEmpty};
use pagecrate_spec::document::{Document, keys, pointer_of, reference_in};
use pagecrate_spec::pointer::Pointer;
use serde::Serialize;
use serde_json::Value;

use super::{About, Node, Placed};

/// The keywords that decide a shape.
#[derive(Default)]
pub(super) struct Facets<'d> {
    pub kind: Option<&'static str>,
    pub format: Option<String>,
    pub values: Option<Vec<Value>>,
    pub properties: IndexMap<String, Vec<Placed<'d>>>,
    pub required: IndexSet<String>,
    pub additional: Option<Additional<'d>>,
    pub patterns: Vec<Placed<'d>>,
    pub items: Option<Placed<'d>>,
    pub prefix: Vec<Placed<'d>>,
    pub closed_items: bool,
    pub unions: Vec<Vec<Placed<'d>>>,
    pub tag: Option<&'d openapiv3::Discriminator>,
    pub nullable: bool,
    pub read_only: bool,
    pub write_only: bool,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    pub binary: bool,
    pub never: bool,
    pub docs: About,
}

/// What properties without a name of their own are.
#[derive(Clone)]
pub(super) enum Additional<'d> {
    Any(bool),
    Schema(Placed<'d>),
}

/// How deep allOf may lead through references.
const MAX_DEPTH: usize = 64;

impl<'d> Facets<'d> {
    /// Everything that a schema says, its `allOf` included.
    pub(super) fn of(document: &'d Document, at: &Pointer, schema: &'d Schema) -> Self {
        let mut facets = Self::default();
        facets.add(document, at, schema, 0);
        facets
    }

    /// Adds what another schema says: both hold.
    pub(super) fn add(
        &mut self,
        document: &'d Document,
        at: &Pointer,
        schema: &'d Schema,
        depth: usize,
    ) {
        let at = &pointer_of(schema, at);
        self.data(schema, depth);
        match &schema.schema_kind {
            SchemaKind::Type(kind) => self.typed(at, kind),
            SchemaKind::AllOf { all_of } => {
                for (index, part) in all_of.iter().enumerate() {
                    let at = at.join("allOf").index(index);
                    self.part(document, &at, part.into(), depth);
                }
            }
            SchemaKind::OneOf { one_of } => self.union(at, "oneOf", one_of),
            SchemaKind::AnyOf { any_of } => self.union(at, "anyOf", any_of),
            SchemaKind::Not { .. } => self.never |= depth == 0,
            SchemaKind::Any(any) => {
                self.any(at, any);
                for (index, part) in any.all_of.iter().enumerate() {
                    let at = at.join("allOf").index(index);
                    self.part(document, &at, part.into(), depth);
                }
                if !any.one_of.is_empty() {
                    self.union(at, "oneOf", &any.one_of);
                }
                if !any.any_of.is_empty() {
                    self.union(at, "anyOf", &any.any_of);
                }
            }
        }
        self.extensions(document, schema);
    }

    /// Adds a part of an `allOf`.
    pub(super) fn part(
        &mut self,
        document: &'d Document,
        at: &Pointer,
        part: Node<'d>,
        depth: usize,
    ) {
        if depth > MAX_DEPTH {
            return;
        }
        match part {
            Node::Item(schema) => self.add(document, at, schema, depth + 1),
            Node::Reference(reference) => {
                if let Some((at, schema)) = document.resolve(reference) {
                    self.add(document, &at, schema, depth + 1);
                }
            }
        }
    }

    fn data(&mut self, schema: &'d Schema, depth: usize) {
        let data = &schema.schema_data;
        self.nullable |= data.nullable;
        self.read_only |= data.read_only;
        self.write_only |= data.write_only;
        self.tag = self.tag.or(data.discriminator.as_ref());
        let docs = &mut self.docs;
        docs.deprecated |= data.deprecated && depth == 0;
        if docs.title.is_none() && depth == 0 {
            docs.title.clone_from(&data.title);
        }
        if docs.text.is_none() {
            docs.text.clone_from(&data.description);
        }
        if docs.facts.is_empty() {
            if let Some(default) = data.default.as_ref().filter(|value| !value.is_null()) {
                docs.facts.push(format!("Default: `{default}`."));
            }
            if let Some(example) = data.example.as_ref().filter(|value| !value.is_object()) {
                docs.facts.push(format!("Example: `{example}`."));
            }
        }
        if let Some(Value::String(trust)) = data.extensions.get("x-pagecrate-trust") {
            docs.trust = match trust.as_str() {
                "table" => Some("table"),
                "prose" => Some("prose"),
                "inferred" => Some("inferred"),
                _ => None,
            };
        }
    }

    fn set(&mut self, kind: &'static str) {
        self.kind = match (self.kind, kind) {
            // An integer that must also be a number is an integer.
            (Some("integer"), "number") => Some("integer"),
            _ => Some(kind),
        };
    }

    fn typed(&mut self, at: &Pointer, kind: &'d Type) {
        match kind {
            Type::String(string) => {
                self.set("string");
                self.format(&string.format);
                self.values_of(&string.enumeration);
                if let Some(pattern) = &string.pattern {
                    self.docs.facts.push(format!("Pattern: `{pattern}`."));
                }
            }
            Type::Number(number) => {
                self.set("number");
                self.format(&number.format);
                self.values_of(&number.enumeration);
                self.bounds(number.minimum, number.maximum);
            }
            Type::Integer(integer) => {
                self.set("integer");
                self.format(&integer.format);
                self.values_of(&integer.enumeration);
                let float = |bound: Option<i64>| bound.map(|bound| bound as f64);
                self.bounds(float(integer.minimum), float(integer.maximum));
            }
            Type::Boolean(boolean) => {
                self.set("boolean");
                self.values_of(&boolean.enumeration);
            }
            Type::Object(object) => {
                self.set("object");
                self.object(
                    at,
                    &object.properties,
                    &object.required,
                    object.additional_properties.as_ref(),
                );
            }
            Type::Array(array) => {
                self.set("array");
                if let Some(items) = &array.items {
                    self.items = Some((at.join("items"), items.into()));
                }
            }
        }
    }

    fn any(&mut self, at: &Pointer, any: &'d openapiv3::AnySchema) {
        let kinds = ["string", "number", "integer", "boolean", "object", "array"];
        let named = any.typ.as_deref();
        if let Some(kind) = kinds.into_iter().find(|kind| Some(*kind) == named) {
            self.set(kind);
        }
        if let Some(format) = &any.format {
            self.format = Some(format.clone());
        }
        if !any.enumeration.is_empty() {
            self.narrow(any.enumeration.clone());
        }
        self.bounds(any.minimum, any.maximum);
        self.object(
            at,
            &any.properties,
            &any.required,
            any.additional_properties.as_ref(),
        );
        if let Some(items) = &any.items {
            self.items = Some((at.join("items"), items.into()));
        }
    }

    fn object(
        &mut self,
        at: &Pointer,
        properties: &'d IndexMap<String, openapiv3::ReferenceOr<Box<Schema>>>,
        required: &[String],
        additional: Option<&'d AdditionalProperties>,
    ) {
        for (name, schema) in properties {
            let at = at.join("properties").join(name);
            let placed = self.properties.entry(name.clone()).or_default();
            placed.push((at, schema.into()));
        }
        self.required.extend(required.iter().cloned());
        match additional {
            Some(AdditionalProperties::Any(any)) => {
                self.additional.get_or_insert(Additional::Any(*any));
            }
            Some(AdditionalProperties::Schema(schema)) => {
                let at = at.join("additionalProperties");
                self.additional = Some(Additional::Schema((at, (&**schema).into())));
            }
            None => {}
        }
    }

    fn union(&mut self, at: &Pointer, key: &str, list: &'d [openapiv3::ReferenceOr<Schema>]) {
        let branches = list
            .iter()
            .enumerate()
            .map(|(index, branch)| (at.join(key).index(index), branch.into()))
            .collect();
        self.unions.push(branches);
    }

    fn bounds(&mut self, minimum: Option<f64>, maximum: Option<f64>) {
        if let Some(minimum) = minimum {
            self.docs.facts.push(format!("At least {minimum}."));
            self.minimum = Some(minimum);
        }
        if let Some(maximum) = maximum {
            self.docs.facts.push(format!("At most {maximum}."));
            self.maximum = Some(maximum);
        }
    }

    fn format<T: Serialize>(&mut self, format: &VariantOrUnknownOrEmpty<T>) {
        match format {
            VariantOrUnknownOrEmpty::Unknown(text) => self.format = Some(text.clone()),
            VariantOrUnknownOrEmpty::Item(item) => {
                if let Ok(Value::String(text)) = serde_json::to_value(item) {
                    self.format = Some(text);
                }
            }
            VariantOrUnknownOrEmpty::Empty => {}
        }
    }

    fn values_of<T: Serialize>(&mut self, list: &[T]) {
        if !list.is_empty() {
            let values = list.iter().filter_map(|one| serde_json::to_value(one).ok());
            self.narrow(values.collect());
        }
    }

    /// Both enumerations hold.
    fn narrow(&mut self, values: Vec<Value>) {
        self.values = Some(match self.values.take() {
            Some(known) => {
                let both: Vec<Value> = known
                    .iter()
                    .filter(|one| values.contains(one))
                    .cloned()
                    .collect();
                if both.is_empty() { known } else { both }
            }
            None => values,
        });
    }

    fn extensions(&mut self, document: &'d Document, schema: &'d Schema) {
        let extensions = &schema.schema_data.extensions;
        if extensions.is_empty() {
            return;
        }
        if let Some(Value::Array(values)) = extensions.get(keys::ENUM) {
            self.values = Some(values.clone());
        }
        let at = |reference: &str| document.target(reference).unwrap_or_default();
        if let Some(Value::Array(prefix)) = extensions.get(keys::PREFIX_ITEMS) {
            let references = prefix.iter().filter_map(|one| one["$ref"].as_str());
            self.prefix = references
                .map(|one| (at(one), Node::Reference(one)))
                .collect();
        }
        self.closed_items |= extensions.get(keys::ITEMS) == Some(&Value::Bool(false));
        if let Some(Value::Object(patterns)) = extensions.get(keys::PATTERN_PROPERTIES) {
            let references = patterns.values().filter_map(|one| one["$ref"].as_str());
            self.patterns
                .extend(references.map(|one| (at(one), Node::Reference(one))));
        }
        if self.additional.is_none()
            && let Some(reference) = reference_in(extensions, keys::UNEVALUATED_PROPERTIES)
        {
            self.additional = Some(Additional::Schema((
                at(reference),
                Node::Reference(reference),
            )));
        }
        for key in ["x-maximum", "x-minimum"] {
            if let Some(bound) = extensions.get(key).and_then(Value::as_f64) {
                self.bounds(
                    (key == "x-minimum").then_some(bound),
                    (key == "x-maximum").then_some(bound),
                );
            }
        }
        if extensions.contains_key(keys::CONTENT_MEDIA_TYPE)
            && !extensions.contains_key(keys::CONTENT_ENCODING)
            && self.kind == Some("string")
        {
            let media = extensions
                .get(keys::CONTENT_MEDIA_TYPE)
                .and_then(Value::as_str);
            self.binary |= media == Some("application/octet-stream");
        }
    }
}
