//! What the API means: operations and shapes, with no Rust in them.

mod build;
mod facets;
mod operation;

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};
use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;
use serde::Serialize;
use serde_json::Value;

pub use operation::{
    Answer, Content, Media, Operation, Paging, Parameter, Place, Scheme, SchemeKind, Server, Style,
};

/// A document, understood.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Api {
    /// The name of the API.
    pub title: String,
    /// What it is.
    pub description: Option<String>,
    /// The version that it gives itself.
    pub version: String,
    /// The servers, the default one first.
    pub servers: Vec<Server>,
    /// The security schemes, by name.
    pub schemes: Vec<Scheme>,
    /// What the document says of each tag.
    pub tags: IndexMap<String, Option<String>>,
    /// Every operation.
    pub operations: Vec<Operation>,
    /// Every shape; a [`ShapeId`] is a place in this list.
    pub shapes: Vec<Shape>,
}

/// A place in [`Api::shapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ShapeId(pub(crate) usize);

/// What a value may be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the document.
    pub at: Pointer,
    /// The component's name, or the words of the way to it.
    pub name: Name,
    /// What the document says of it.
    pub docs: About,
}

/// What the name of a shape is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Name {
    /// A component of this name.
    Component(String),
    /// Part of another shape.
    Member {
        /// The other shape.
        of: ShapeId,
        /// The property, `item`, `value` or the number of the branch.
        word: String,
        /// Whether it is one of several of that name.
        item: bool,
    },
    /// Part of an operation: these words.
    Operation(Vec<String>),
}

/// What the document tells people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct About {
    /// A short name.
    pub title: Option<String>,
    /// Markdown.
    pub text: Option<String>,
    /// Facts without a place in the type.
    pub facts: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Set when it is known from less than a fragment.
    pub trust: Option<&'static str>,
}

/// What a shape is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Kind {
    /// Any JSON.
    Any,
    /// `null`.
    Null,
    /// A boolean.
    Bool,
    /// An integer of a width in bits.
    Int {
        /// Whether it has a sign.
        signed: bool,
        /// 32, 64 or 128.
        bits: u8,
    },
    /// A number.
    Number {
        /// Whether 32 bits are enough.
        single: bool,
    },
    /// A string.
    String,
    /// The contents of a file.
    Binary,
    /// One of these values; more may come.
    Enum(Vec<Value>),
    /// Exactly this value.
    Const(Value),
    /// A list.
    List(ShapeId),
    /// A fixed sequence.
    Tuple(Vec<ShapeId>),
    /// String keys to values.
    Map(ShapeId),
    /// An object.
    Object(Object),
    /// One of several.
    Union(Union),
    /// The shape or null.
    Nullable(ShapeId),
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Object {
    /// The properties in document order.
    pub fields: Vec<Field>,
    /// What further properties are; none when they do not matter.
    pub rest: Option<ShapeId>,
}

/// A property.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// Its name on the wire.
    pub wire: String,
    /// What it is.
    pub shape: ShapeId,
    /// Whether it must be there.
    pub required: bool,
    /// Only in answers.
    pub read_only: bool,
    /// Only in requests.
    pub write_only: bool,
    /// What the document says of the property.
    pub docs: About,
}

/// One of several shapes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Union {
    /// The shapes.
    pub branches: Vec<ShapeId>,
    /// The property that tells them apart.
    pub tag: Option<String>,
    /// The values of the property by branch.
    pub tags: Vec<Vec<String>>,
}

impl Api {
    /// Understands a document. What cannot be is said, and read as well as can be.
    #[must_use]
    pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        build::build(document, diagnostics)
    }

    /// The shape at an id of this API.
    #[must_use]
    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0]
    }
}

/// A schema or a reference to one, however openapiv3 holds it.
#[derive(Clone, Copy)]
enum Node<'d> {
    Reference(&'d str),
    Item(&'d Schema),
}

impl<'d> From<&'d ReferenceOr<Schema>> for Node<'d> {
    fn from(schema: &'d ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(item) => Self::Item(item),
        }
    }
}

impl<'d> From<&'d ReferenceOr<Box<Schema>>> for Node<'d> {
    fn from(schema: &'d ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(item) => Self::Item(item),
        }
    }
}

/// A node and where it stands.
type Placed<'d> = (Pointer, Node<'d>);
