//! One view of openapiv3's many ways to hold a schema.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, Discriminator, IntegerFormat, NumberFormat, ReferenceOr, Schema,
    SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty,
};
use pagecrate_spec::document::{Document, keys, reference_in};
use pagecrate_spec::pointer::Pointer;
use serde_json::{Number, Value};

use super::shape::ShapeId;

/// A schema, or a reference to one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source<'a> {
    /// A `$ref`.
    Reference(&'a str),
    /// The schema itself.
    Item(&'a Schema),
}

/// A schema that applies, where it stands, and the shape that its own parts belong to.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) source: Source<'a>,
    pub(super) here: Pointer,
    pub(super) owner: ShapeId,
}

impl<'a> Source<'a> {
    /// What the schema says, if there is one where the reference leads.
    pub(super) fn view(self, document: &'a Document) -> Option<View<'a>> {
        Some(View::of(match self {
            Self::Item(schema) => schema,
            Self::Reference(reference) => document.resolve(reference)?.1,
        }))
    }
}

impl<'a> From<&'a ReferenceOr<Schema>> for Source<'a> {
    fn from(schema: &'a ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(item) => Self::Item(item),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for Source<'a> {
    fn from(schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(item) => Self::Item(item),
        }
    }
}

/// A set of JSON's types, null apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const STRING: Self = Self(1);
    pub(super) const INTEGER: Self = Self(2);
    pub(super) const NUMBER: Self = Self(2 | 4);
    pub(super) const BOOLEAN: Self = Self(8);
    pub(super) const OBJECT: Self = Self(16);
    pub(super) const ARRAY: Self = Self(32);

    /// The types of both; `None` when there are none.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        let both = self.0 & other.0;
        (both != 0).then_some(Self(both))
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::STRING,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "boolean" => Self::BOOLEAN,
            "object" => Self::OBJECT,
            "array" => Self::ARRAY,
            _ => return None,
        })
    }
}

/// Whether `additionalProperties` and its kin allow for more.
#[derive(Clone, Copy, Debug)]
pub(super) enum Additional<'a> {
    /// Nothing is said.
    Unsaid,
    /// No.
    Closed,
    /// Anything.
    Any,
    /// What fits a schema.
    Schema(Source<'a>, &'static str),
}

/// What one schema says of its own, without what it refers to.
pub(super) struct View<'a> {
    pub(super) schema: &'a Schema,
    pub(super) types: Option<Types>,
    pub(super) format: Option<&'a str>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) properties: Option<&'a IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub(super) required: &'a [String],
    pub(super) additional: Additional<'a>,
    pub(super) items: Option<Source<'a>>,
    pub(super) all_of: &'a [ReferenceOr<Schema>],
    pub(super) one_of: &'a [ReferenceOr<Schema>],
    pub(super) any_of: &'a [ReferenceOr<Schema>],
    pub(super) never: bool,
}

impl<'a> View<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let mut view = Self {
            schema,
            types: None,
            format: None,
            minimum: None,
            maximum: None,
            properties: None,
            required: &[],
            additional: Additional::Unsaid,
            items: None,
            all_of: &[],
            one_of: &[],
            any_of: &[],
            never: false,
        };
        match &schema.schema_kind {
            SchemaKind::Type(kind) => view.typed(kind),
            SchemaKind::OneOf { one_of } => view.one_of = one_of,
            SchemaKind::AnyOf { any_of } => view.any_of = any_of,
            SchemaKind::AllOf { all_of } => view.all_of = all_of,
            SchemaKind::Not { not } => view.never = is_anything(not),
            SchemaKind::Any(any) => {
                view.types = any.typ.as_deref().and_then(Types::named);
                view.format = any.format.as_deref();
                view.minimum = any.minimum.and_then(Number::from_f64);
                view.maximum = any.maximum.and_then(Number::from_f64);
                view.properties = (!any.properties.is_empty()).then_some(&any.properties);
                view.required = &any.required;
                view.additional(any.additional_properties.as_ref());
                view.items = any.items.as_ref().map(Source::from);
                view.all_of = &any.all_of;
                view.one_of = &any.one_of;
                view.any_of = &any.any_of;
                view.never = any.not.as_deref().is_some_and(is_anything);
            }
        }
        view.extensions();
        view
    }

    /// What it says besides its `allOf`.
    pub(super) fn without_all_of(self) -> Self {
        Self {
            all_of: &[],
            ..self
        }
    }

    fn typed(&mut self, kind: &'a Type) {
        match kind {
            Type::String(text) => {
                self.types = Some(Types::STRING);
                self.format = match &text.format {
                    VariantOrUnknownOrEmpty::Item(format) => Some(match format {
                        StringFormat::Date => "date",
                        StringFormat::DateTime => "date-time",
                        StringFormat::Password => "password",
                        StringFormat::Byte => "byte",
                        StringFormat::Binary => "binary",
                    }),
                    VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
                    VariantOrUnknownOrEmpty::Empty => None,
                };
            }
            Type::Number(number) => {
                self.types = Some(Types::NUMBER);
                self.format = match &number.format {
                    VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => Some("float"),
                    VariantOrUnknownOrEmpty::Item(NumberFormat::Double) => Some("double"),
                    VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
                    VariantOrUnknownOrEmpty::Empty => None,
                };
            }
            Type::Integer(integer) => {
                self.types = Some(Types::INTEGER);
                self.format = match &integer.format {
                    VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Some("int32"),
                    VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => Some("int64"),
                    VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
                    VariantOrUnknownOrEmpty::Empty => None,
                };
                self.minimum = integer.minimum.map(Number::from);
                self.maximum = integer.maximum.map(Number::from);
            }
            Type::Boolean(_) => self.types = Some(Types::BOOLEAN),
            Type::Object(object) => {
                self.types = Some(Types::OBJECT);
                self.properties = (!object.properties.is_empty()).then_some(&object.properties);
                self.required = &object.required;
                self.additional(object.additional_properties.as_ref());
            }
            Type::Array(array) => {
                self.types = Some(Types::ARRAY);
                self.items = array.items.as_ref().map(Source::from);
            }
        }
    }

    fn additional(&mut self, additional: Option<&'a AdditionalProperties>) {
        self.additional = match additional {
            None => Additional::Unsaid,
            Some(AdditionalProperties::Any(true)) => Additional::Any,
            Some(AdditionalProperties::Any(false)) => Additional::Closed,
            Some(AdditionalProperties::Schema(schema)) => {
                Additional::Schema(schema.as_ref().into(), "additionalProperties")
            }
        };
    }

    /// What openapiv3 has no fields for.
    fn extensions(&mut self) {
        let extensions = &self.schema.schema_data.extensions;
        if extensions.is_empty() {
            return;
        }
        let number = |key: &str| extensions.get(key).and_then(Value::as_number).cloned();
        self.minimum = self.minimum.take().or_else(|| number("x-minimum"));
        self.maximum = self.maximum.take().or_else(|| number("x-maximum"));
        if let Additional::Unsaid = self.additional {
            let key = keys::UNEVALUATED_PROPERTIES;
            self.additional = match extensions.get(key) {
                Some(Value::Bool(true)) => Additional::Any,
                Some(Value::Bool(false)) => Additional::Closed,
                Some(_) => reference_in(extensions, key).map_or(Additional::Unsaid, |reference| {
                    Additional::Schema(Source::Reference(reference), "unevaluatedProperties")
                }),
                None => Additional::Unsaid,
            };
        }
    }

    /// The schemas of a tuple's places, as references.
    pub(super) fn prefix_items(&self) -> Option<Vec<&'a str>> {
        let list = self
            .schema
            .schema_data
            .extensions
            .get(keys::PREFIX_ITEMS)?
            .as_array()?;
        list.iter().map(|item| item.get("$ref")?.as_str()).collect()
    }

    /// Whether nothing may follow a tuple's places.
    pub(super) fn is_closed_tuple(&self) -> bool {
        self.schema.schema_data.extensions.get(keys::ITEMS) == Some(&Value::Bool(false))
    }

    /// The schemas of `patternProperties`, as references.
    pub(super) fn patterns(&self) -> Vec<&'a str> {
        let extensions = &self.schema.schema_data.extensions;
        let map = extensions
            .get(keys::PATTERN_PROPERTIES)
            .and_then(Value::as_object);
        let schemas = map.into_iter().flat_map(|map| map.values());
        schemas
            .filter_map(|schema| schema.get("$ref")?.as_str())
            .collect()
    }

    pub(super) fn discriminator(&self) -> Option<&'a Discriminator> {
        self.schema.schema_data.discriminator.as_ref()
    }

    /// The values of `const` or `enum`, null among them. `None` where neither is given.
    pub(super) fn values(&self) -> Option<Vec<Value>> {
        let extensions = &self.schema.schema_data.extensions;
        if let Some(constant) = extensions.get(keys::CONST) {
            return Some(vec![constant.clone()]);
        }
        let typed: Vec<Value> = match &self.schema.schema_kind {
            SchemaKind::Type(Type::String(text)) => text.enumeration.iter().map(json).collect(),
            SchemaKind::Type(Type::Integer(integer)) => {
                integer.enumeration.iter().map(json).collect()
            }
            SchemaKind::Type(Type::Number(number)) => number
                .enumeration
                .iter()
                .map(|value| value.map_or(Value::Null, whole))
                .collect(),
            SchemaKind::Type(Type::Boolean(boolean)) => {
                boolean.enumeration.iter().map(json).collect()
            }
            SchemaKind::Any(any) => any.enumeration.clone(),
            _ => Vec::new(),
        };
        if !typed.is_empty() {
            return Some(typed);
        }
        extensions.get(keys::ENUM)?.as_array().cloned()
    }

    /// Whether the schema describes nothing but itself.
    pub(super) fn says_nothing(&self) -> bool {
        self.is_constraint() && self.types.is_none() && self.required.is_empty()
    }

    /// Whether the schema only restricts what others describe: `required`, bounds, docs.
    pub(super) fn is_constraint(&self) -> bool {
        let is_open = matches!(self.additional, Additional::Unsaid);
        let no_type = self.types.is_none_or(|types| types == Types::OBJECT);
        let extensions = &self.schema.schema_data.extensions;
        no_type
            && is_open
            && self.properties.is_none()
            && self.items.is_none()
            && self.all_of.is_empty()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && !self.never
            && self.format.is_none()
            && !extensions.contains_key(keys::PATTERN_PROPERTIES)
            && !extensions.contains_key(keys::PREFIX_ITEMS)
            && self.values().is_none()
    }
}

fn json<T: Clone + Into<Value>>(value: &Option<T>) -> Value {
    value.clone().map_or(Value::Null, Into::into)
}

/// A float as JSON, without a fraction where it has none.
fn whole(number: f64) -> Value {
    #[allow(clippy::cast_possible_truncation)]
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return Value::from(number as i64);
    }
    Value::from(number)
}

/// `{}`: what everything fits.
fn is_anything(schema: &ReferenceOr<Schema>) -> bool {
    match schema {
        ReferenceOr::Reference { .. } => false,
        ReferenceOr::Item(schema) => matches!(
            &schema.schema_kind,
            SchemaKind::Any(any) if *any == openapiv3::AnySchema::default()
        ),
    }
}
