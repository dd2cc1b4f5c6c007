//! Shapes: what values look like, without a word about Rust.

use indexmap::IndexMap;
use pagecrate_spec::pointer::Pointer;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A shape of a [`Shapes`] arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ShapeId(pub(super) u32);

/// An operation of an [`Api`](super::Api), by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct OpId(pub(super) u32);

impl ShapeId {
    /// The position in the arena.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl OpId {
    /// The position in the list of operations.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One shape.
#[derive(Clone, Debug, Serialize)]
pub struct Shape {
    /// Where it stands in the document.
    #[serde(serialize_with = "text")]
    pub origin: Pointer,
    /// What it belongs to, by meaning.
    pub home: Home,
    /// What the document says of it.
    pub notes: Notes,
    /// Whether null is a value of it besides what `kind` says.
    pub nullable: bool,
    /// What it is.
    pub kind: Kind,
}

/// What a shape belongs to: the source of its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Home {
    /// A component of this name.
    Component(String),
    /// A part of another shape.
    Inside(ShapeId, Role),
    /// A part of an operation.
    Operation(OpId, OpRole),
    /// A payload of a webhook or callback of this name.
    Hook(String),
}

/// What a shape is to the one that holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Role {
    /// A property.
    Field(String),
    /// The items of a list.
    Item,
    /// A place of a tuple.
    Place(usize),
    /// The values of a map, or of the properties without a name.
    Value,
    /// A branch of a union, with the name of the component that it came from where there is one.
    Branch(Option<String>),
}

/// What a shape is to an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum OpRole {
    /// The body, with the word for its media type where there are several.
    Request(Option<String>),
    /// The answer of a status, with the word for its media type where there are several.
    Response(Status, Option<String>),
    /// A parameter.
    Parameter(String),
    /// A piece of a stream.
    Event,
}

/// Which statuses an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Status {
    /// One.
    Code(u16),
    /// A hundred.
    Range(u8),
    /// All others.
    Default,
}

/// What the document says beside the shape itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Notes {
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// Only received.
    pub read_only: bool,
    /// Only sent.
    pub write_only: bool,
    /// Facts that the type cannot say, a line each.
    pub facts: Vec<String>,
    /// The page that `externalDocs` names.
    pub url: Option<String>,
    /// Set when it was stated less directly than by a fragment.
    pub trust: Option<&'static str>,
}

/// What a shape is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Kind {
    /// Not known yet; none is left when the Api is done.
    Pending,
    /// The same as another.
    Same(ShapeId),
    /// Any JSON.
    Any,
    /// No value at all.
    Never,
    /// Null alone.
    Null,
    /// True or false.
    Bool,
    /// A whole number.
    Integer {
        /// Whether it has a sign.
        signed: bool,
        /// 32, 64 or 128.
        bits: u8,
    },
    /// A number.
    Number(Precision),
    /// A text.
    Text(Format),
    /// One of these values; null is not among them.
    Enum(Values),
    /// A list.
    List(ShapeId),
    /// A list of fixed places.
    Tuple(Vec<ShapeId>),
    /// Names to values.
    Map(ShapeId),
    /// An object.
    Object(Object),
    /// One of several.
    Union(Union),
}

/// How exact a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Precision {
    /// 32 bits.
    Single,
    /// 64 bits.
    Double,
    /// Exact.
    Decimal,
}

/// What a text carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Format {
    /// Anything.
    Plain,
    /// RFC 3339, date and time.
    DateTime,
    /// RFC 3339, full date.
    Date,
    /// RFC 9562.
    Uuid,
    /// Bytes in base64.
    Base64,
    /// A number in decimal digits.
    Decimal,
    /// Bytes as they are.
    Binary,
}

/// The values of an enumeration.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Values {
    /// The values in document order, each once.
    pub values: Vec<EnumEntry>,
    /// Whether the document itself allows others of the kind.
    pub open: bool,
}

impl Values {
    /// Whether all values are texts.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.values.iter().all(|entry| entry.value.is_string())
    }

    /// Whether all values are integers of 64 bits.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        !self.open && self.values.iter().all(|entry| entry.value.is_i64())
    }
}

/// One value of an enumeration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EnumEntry {
    /// The value.
    pub value: Value,
    /// A name that the document gives it (`x-enum-varnames`).
    pub name: Option<String>,
    /// What the document says of it.
    pub description: Option<String>,
}

/// An object's properties.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Object {
    /// By name on the wire, in document order.
    pub properties: IndexMap<String, Prop>,
    /// What properties without a name of their own are, where the document allows for them.
    pub rest: Option<ShapeId>,
}

/// A property.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prop {
    /// What its value is.
    pub shape: ShapeId,
    /// Whether it must be there.
    pub required: bool,
    /// The one value that it has.
    pub constant: Option<Value>,
}

/// One of several shapes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Union {
    /// The branches in document order.
    pub branches: Vec<Branch>,
    /// The property that says which.
    pub tag: Option<String>,
    /// Whether one more branch takes anything.
    pub any: bool,
}

/// A branch of a union.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Branch {
    /// What it is.
    pub shape: ShapeId,
    /// The values of the tag that choose it.
    pub tags: Vec<String>,
    /// Whether it takes the values whose tag is absent or chooses no branch.
    pub is_default: bool,
}

impl Branch {
    /// A branch that no tag chooses yet.
    pub(super) fn of(shape: ShapeId) -> Self {
        Self {
            shape,
            tags: Vec::new(),
            is_default: false,
        }
    }
}

/// All shapes of an API.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shapes(Vec<Shape>);

/// How many shapes that stand for another are followed; longer chains are cycles.
const MAX_CHAIN: usize = 256;

impl Shapes {
    /// Room for about as many as there are schemas.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Adds a shape whose kind is not known yet.
    pub(super) fn add(&mut self, origin: Pointer, home: Home) -> ShapeId {
        let id = ShapeId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(Shape {
            origin,
            home,
            notes: Notes::default(),
            nullable: false,
            kind: Kind::Pending,
        });
        id
    }

    /// A shape of this arena.
    #[must_use]
    pub fn get(&self, id: ShapeId) -> &Shape {
        &self.0[id.index()]
    }

    pub(super) fn get_mut(&mut self, id: ShapeId) -> &mut Shape {
        &mut self.0[id.index()]
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All shapes in the order of adding.
    pub fn ids(&self) -> impl Iterator<Item = ShapeId> + use<> {
        (0..u32::try_from(self.0.len()).unwrap_or(u32::MAX)).map(ShapeId)
    }

    /// The shape that an id stands for in the end, and whether null is allowed on the way.
    #[must_use]
    pub fn peel(&self, id: ShapeId) -> (ShapeId, bool) {
        let mut at = id;
        let mut nullable = false;
        for _ in 0..MAX_CHAIN {
            let shape = self.get(at);
            nullable |= shape.nullable;
            match shape.kind {
                Kind::Same(next) => at = next,
                _ => break,
            }
        }
        (at, nullable)
    }

    /// The kind that an id has in the end.
    #[must_use]
    pub fn kind(&self, id: ShapeId) -> &Kind {
        match &self.get(self.peel(id).0).kind {
            // A shape that is nothing but itself takes any value.
            Kind::Same(_) | Kind::Pending => &Kind::Any,
            kind => kind,
        }
    }

    /// The shapes that a shape holds directly.
    pub fn children(&self, id: ShapeId) -> Vec<ShapeId> {
        match &self.get(id).kind {
            Kind::Same(inner) | Kind::List(inner) | Kind::Map(inner) => vec![*inner],
            Kind::Tuple(places) => places.clone(),
            Kind::Object(object) => {
                let fields = object
                    .properties
                    .values()
                    .filter(|prop| prop.constant.is_none());
                fields.map(|prop| prop.shape).chain(object.rest).collect()
            }
            Kind::Union(union) => {
                let branches = union.branches.iter().map(|branch| branch.shape);
                branches
                    .filter(|id| self.only_value(*id).is_none())
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The one value that a shape has: a branch of it needs no type.
    #[must_use]
    pub fn only_value(&self, id: ShapeId) -> Option<&Value> {
        match &self.get(self.peel(id).0).kind {
            Kind::Enum(values) if values.values.len() == 1 && !values.open => {
                values.values.first().map(|entry| &entry.value)
            }
            _ => None,
        }
    }
}

impl Kind {
    /// Whether the shape becomes an item of the crate.
    #[must_use]
    pub fn is_item(&self) -> bool {
        matches!(self, Self::Enum(_) | Self::Object(_) | Self::Union(_))
    }
}

pub(super) fn text<S: Serializer>(pointer: &Pointer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(pointer.as_str())
}
