//! `type`: one name, a list of them, or what people write instead.

use openapiv3::{ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use super::keywords::Keywords;
use super::mark;
use crate::document::keys;
use crate::document::reader::{Reader, put};

/// A type of JSON Schema other than null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    String,
    Number,
    Integer,
    Boolean,
    Object,
    Array,
}

/// What `type` says.
#[derive(Default)]
pub(super) struct Types {
    pub(super) names: Vec<Name>,
    pub(super) null: bool,
    /// The format that a type's unusual name means, such as `int64` for `long`.
    pub(super) format: Option<&'static str>,
    /// The document says in its own word that anything goes.
    pub(super) any: bool,
}

impl Name {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "string" => Self::String,
            "number" => Self::Number,
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            "object" => Self::Object,
            "array" => Self::Array,
            _ => return None,
        })
    }

    /// What people write who think of their language's types.
    fn guess(text: &str) -> Option<(Self, Option<&'static str>)> {
        let folded = text.trim().to_ascii_lowercase();
        if let Some(name) = Self::parse(&folded) {
            return Some((name, None));
        }
        Some(match folded.as_str() {
            "file" => (Self::String, Some("binary")),
            "str" | "text" => (Self::String, None),
            "date" => (Self::String, Some("date")),
            "datetime" | "date-time" | "timestamp" => (Self::String, Some("date-time")),
            "uuid" => (Self::String, Some("uuid")),
            "uri" | "url" => (Self::String, Some("uri")),
            "int" => (Self::Integer, None),
            "int32" => (Self::Integer, Some("int32")),
            "int64" | "long" => (Self::Integer, Some("int64")),
            "float" => (Self::Number, Some("float")),
            "double" => (Self::Number, Some("double")),
            "decimal" | "numeric" => (Self::Number, None),
            "bool" => (Self::Boolean, None),
            "list" => (Self::Array, None),
            "dict" | "map" | "hash" | "json" => (Self::Object, None),
            _ => return None,
        })
    }

    /// Whether a value is of this type.
    pub(super) fn takes(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Number => value.is_number(),
            Self::Integer => {
                value.is_i64()
                    || value.is_u64()
                    || value.as_f64().is_some_and(|number| number.fract() == 0.0)
            }
            Self::Boolean => value.is_boolean(),
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
        }
    }
}

impl Reader {
    /// The keyword `type`.
    pub(super) fn types(&mut self, keywords: &mut Keywords, value: Value) {
        match value {
            Value::Array(list) => {
                for value in list {
                    self.one_type(keywords, value);
                }
                let names = &mut keywords.types.names;
                if names.len() > 1 {
                    let all = names
                        .iter()
                        .map(|name| Value::from(name.as_str()))
                        .collect();
                    put(
                        &mut keywords.data.extensions,
                        keys::TYPES.to_owned(),
                        Value::Array(all),
                    );
                }
                // Each integer is a number.
                if names.contains(&Name::Number) {
                    names.retain(|name| *name != Name::Integer);
                }
            }
            value => self.one_type(keywords, value),
        }
    }

    fn one_type(&mut self, keywords: &mut Keywords, value: Value) {
        let types = &mut keywords.types;
        let text = match value {
            Value::String(text) => text,
            // YAML's bare `null`.
            Value::Null => {
                types.null = true;
                return;
            }
            other => {
                self.wrong("type", "a text or a list of texts", &other);
                self.keep(&mut keywords.data.extensions, "type", other);
                return;
            }
        };
        if text == "null" {
            types.null = true;
            return;
        }
        let known = Name::parse(&text);
        let (name, format) = match (known, Name::guess(&text)) {
            (Some(name), _) => (Some(name), None),
            (None, Some((name, format))) => (Some(name), format),
            (None, None) => (None, None),
        };
        if known.is_none() {
            let read = name.map_or("anything", Name::as_str);
            let message = format!("`{text}` is no type of JSON Schema; it is read as {read}");
            self.warn_at("type", "unknown-type", message, "");
            types.any |= name.is_none();
            types.format = types.format.or(format);
            self.keep(&mut keywords.data.extensions, "type", Value::String(text));
        }
        let types = &mut keywords.types;
        types
            .names
            .extend(name.filter(|name| !types.names.contains(name)));
    }

    /// Several types: a union of one branch for each, with the keywords that are about it.
    ///
    /// A union of typed branches rather than an untyped schema with a list: what each keyword is
    /// about is settled here and nowhere else, and readers know unions anyway.
    pub(super) fn split(&mut self, mut keywords: Box<Keywords>) -> Schema {
        let names = std::mem::take(&mut keywords.types.names);
        let format_of = keywords
            .format
            .as_deref()
            .map(|format| home(format, &names));
        let mut branches = Vec::with_capacity(names.len());
        for name in names {
            let mut branch = keywords.about(name);
            if format_of == Some(name) {
                branch.format = keywords.format.take();
            }
            branch.types.names.push(name);
            let mut schema = self.settle(branch);
            mark(&mut schema, self.path.clone());
            branches.push(ReferenceOr::Item(schema));
        }
        self.park(&mut keywords);
        Schema {
            schema_data: keywords.data,
            schema_kind: SchemaKind::OneOf { one_of: branches },
        }
    }
}

/// Which of several types a format is about.
fn home(format: &str, names: &[Name]) -> Name {
    let wanted: &[Name] = match format {
        "int32" | "int64" | "uint32" | "uint64" | "int" | "long" => &[Name::Integer, Name::Number],
        "float" | "double" | "decimal" => &[Name::Number, Name::Integer],
        _ => &[Name::String],
    };
    let found = wanted.iter().find(|name| names.contains(name));
    let first = names.first().copied().unwrap_or(Name::String);
    found.copied().unwrap_or(first)
}

impl Keywords {
    /// Takes the keywords out that are about one type.
    fn about(&mut self, name: Name) -> Box<Self> {
        let mut branch = Box::<Self>::default();
        if let Some(values) = &mut self.enumeration {
            let (own, rest) = std::mem::take(values)
                .into_iter()
                .partition(|v| name.takes(v));
            branch.enumeration = Some(own);
            *values = rest;
            self.enumeration
                .take_if(|rest| rest.iter().all(Value::is_null));
        }
        match name {
            Name::String => {
                branch.pattern = self.pattern.take();
                branch.min_length = self.min_length.take();
                branch.max_length = self.max_length.take();
            }
            Name::Number | Name::Integer => {
                branch.multiple_of = self.multiple_of.take();
                branch.minimum = self.minimum.take();
                branch.maximum = self.maximum.take();
                branch.exclusive_minimum = self.exclusive_minimum.take();
                branch.exclusive_maximum = self.exclusive_maximum.take();
            }
            Name::Boolean => {}
            Name::Object => {
                branch.properties = self.properties.take();
                branch.required = std::mem::take(&mut self.required);
                branch.additional_properties = self.additional_properties.take();
                branch.min_properties = self.min_properties.take();
                branch.max_properties = self.max_properties.take();
            }
            Name::Array => {
                branch.items = self.items.take();
                branch.min_items = self.min_items.take();
                branch.max_items = self.max_items.take();
                branch.unique_items = self.unique_items.take();
            }
        }
        for key in extensions_about(name) {
            if let Some(value) = self.data.extensions.shift_remove(*key) {
                branch.data.extensions.insert((*key).to_owned(), value);
            }
        }
        branch
    }

    /// Keeps the one type that stands beside a reference.
    pub(super) fn park_type(&mut self) {
        if let [name] = self.types.names[..] {
            self.types.names.clear();
            let kept = Value::from(name.as_str());
            put(&mut self.data.extensions, keys::TYPE.to_owned(), kept);
        }
    }

    /// Concludes the type that a schema leaves out from the keywords that it has.
    pub(super) fn infer_type(&mut self) {
        if self.types.any || !self.types.names.is_empty() || self.composition() > 0 {
            return;
        }
        let object =
            self.properties.is_some() || self.additional_properties.is_some() || self.patterns;
        let array = self.items.is_some() || self.tuple;
        let values = self.enumeration.as_deref().unwrap_or_default();
        let mut stated = values.iter().filter(|value| !value.is_null()).peekable();
        let inferred = match (object, array, stated.peek().is_some()) {
            (true, false, false) => Some(Name::Object),
            (false, true, false) => Some(Name::Array),
            (false, false, true) => {
                let order = [Name::String, Name::Integer, Name::Number, Name::Boolean];
                let fits = |name: &Name| values.iter().all(|v| v.is_null() || name.takes(v));
                order.into_iter().find(fits)
            }
            _ => None,
        };
        self.types.names.extend(inferred);
    }
}

/// The extensions made of keywords that are about one type.
fn extensions_about(name: Name) -> &'static [&'static str] {
    match name {
        Name::String => &[
            keys::CONTENT_ENCODING,
            keys::CONTENT_MEDIA_TYPE,
            keys::CONTENT_SCHEMA,
        ],
        Name::Object => &[
            keys::PATTERN_PROPERTIES,
            keys::PROPERTY_NAMES,
            keys::UNEVALUATED_PROPERTIES,
            "x-dependentRequired",
            "x-dependentSchemas",
        ],
        Name::Array => &[
            keys::ITEMS,
            keys::PREFIX_ITEMS,
            "x-additionalItems",
            "x-unevaluatedItems",
            "x-contains",
            "x-minContains",
            "x-maxContains",
        ],
        Name::Number | Name::Integer | Name::Boolean => &[],
    }
}
