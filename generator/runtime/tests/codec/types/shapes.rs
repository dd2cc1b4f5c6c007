//! The readable half.

use crate::runtime::Map;
use serde_json::Value;

/// A struct with every kind of field.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Guardrail {
    pub id: String,
    /// Optional and nullable.
    pub description: Option<Option<String>>,
    /// Optional.
    pub limit_usd: Option<f64>,
    /// Required and nullable.
    pub parent: Option<String>,
    pub reset_interval: Option<ResetInterval>,
    /// Recursive.
    pub child: Option<Box<Guardrail>>,
    /// Any value, optional.
    pub extra: Option<Value>,
    /// `prefixItems`.
    pub range: Option<(f64, f64)>,
    pub wei: Option<u128>,
    /// Read-only.
    pub created: Option<i64>,
    /// Write-only.
    pub secret: Option<String>,
    pub labels: Map<String>,
    pub kind: Level,
    /// `additionalProperties` beside properties.
    pub rest: Map<Value>,
}

impl Guardrail {
    #[must_use]
    pub fn new(id: impl Into<String>, labels: Map<String>, kind: Level) -> Self {
        Guardrail {
            id: id.into(),
            description: None,
            limit_usd: None,
            parent: None,
            reset_interval: None,
            child: None,
            extra: None,
            range: None,
            wei: None,
            created: None,
            secret: None,
            labels,
            kind,
            rest: Map::new(),
        }
    }

    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(Some(description.into()));
        self
    }

    #[must_use]
    pub fn description_null(mut self) -> Self {
        self.description = Some(None);
        self
    }
}

/// An open enum of strings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResetInterval {
    Daily,
    Weekly,
    /// A value that the documentation does not list.
    Unknown(String),
}

impl ResetInterval {
    /// The value as the API writes it.
    #[inline]
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Unknown(name) => name,
        }
    }
}

/// A closed enum of strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    Low,
    High,
}

/// An open enum of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    Ok,
    NotFound,
    Unknown(i64),
}

/// A closed enum of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    One,
    Two,
}

/// An enum of different kinds of values.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Size {
    Auto,
    Two,
    No,
    Unknown(Value),
}

/// A union with a tag.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Item {
    Message(Message),
    Call(Box<Call>),
    /// The same type under another tag: the tag is no key of the type.
    Echo(Plain),
    Unknown(Value),
}

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Message {
    pub content: Content,
}

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Call {
    pub name: String,
    pub arguments: Vec<Item>,
}

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Plain {
    pub text: String,
}

/// A union whose tag stands in an object of each variant.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    Created(Created),
    Deleted(Deleted),
    Unknown(Value),
}

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Created {
    pub meta: CreatedMeta,
    pub name: String,
}

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct CreatedMeta {
    pub at: i64,
}

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Deleted {
    pub meta: DeletedMeta,
}

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct DeletedMeta {
    pub by: Option<String>,
}

/// A union without a tag.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Content {
    Text(String),
    Count(i64),
    Share(f64),
    Plain(Plain),
    Created(Box<Created>),
    Parts(Vec<Plain>),
    Lines(Vec<String>),
    Unknown(Value),
}
