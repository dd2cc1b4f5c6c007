//! Types: structs, enums and unions, and what stands in their fields.

use serde::Serialize;
use serde_json::Value;

use super::{Docs, Feature, ItemRef};
use crate::name::Ident;

/// A file of types.
#[derive(Clone, Debug, Serialize)]
pub struct TypeModule {
    /// The file name.
    pub module: Ident,
    /// The tags whose operations reach these types; the file is compiled when one of them is on.
    pub features: Vec<Feature>,
    /// The items by name.
    pub items: Vec<Item>,
}

impl TypeModule {
    /// Whether some of the types are there with some of the file's features only.
    #[must_use]
    pub fn is_gated(&self) -> bool {
        self.items.iter().any(|item| !item.features.is_empty())
    }
}

/// A type item.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The derives beyond `Clone, Debug, PartialEq`.
    pub derives: Derives,
    /// Which way it travels.
    pub direction: Direction,
    /// The tags whose operations reach it, where they are not all of its file's: it is compiled when
    /// one of them is on. Empty when it is there whenever its file is.
    pub features: Vec<Feature>,
    /// What it is.
    pub kind: ItemKind,
}

impl Item {
    /// The features of which one has to be on, in this file; empty when it is always there.
    #[must_use]
    pub fn behind<'m>(&'m self, module: &'m TypeModule) -> &'m [Feature] {
        if self.features.is_empty() {
            &module.features
        } else {
            &self.features
        }
    }
}

/// The derives that an item's contents allow beyond `Clone`, `Debug` and `PartialEq`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Derives {
    /// `Copy`.
    pub copy: bool,
    /// `Default`: nothing is required.
    pub default: bool,
    /// `Eq` and `Hash`: only of enums, as a field of a number would take them from a struct.
    pub eq_hash: bool,
}

/// Which way a type travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Direction {
    /// It is sent.
    pub request: bool,
    /// It is received.
    pub response: bool,
}

/// What a type item is.
#[derive(Clone, Debug, Serialize)]
pub enum ItemKind {
    /// An object.
    Struct(Struct),
    /// A set of values.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
}

/// An object.
#[derive(Clone, Debug, Serialize)]
pub struct Struct {
    /// The properties in document order, with those that have one value only.
    pub keys: Vec<Property>,
    /// Where properties without a field of their own go.
    pub rest: Option<Rest>,
    /// Whether it can be a multipart body: it then also has parts.
    pub multipart: bool,
}

/// A property of an object.
#[derive(Clone, Debug, Serialize)]
#[allow(
    clippy::large_enum_variant,
    reason = "nearly every property is a field"
)]
pub enum Property {
    /// A field.
    Field(Field),
    /// A property with one value, which is written always and is no field.
    Constant {
        /// The name on the wire.
        wire: String,
        /// The value.
        value: Value,
        /// Whether a received object must have it.
        required: bool,
    },
}

/// A field of a struct.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Its name.
    pub ident: Ident,
    /// The name on the wire.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
    /// The type without the `Option`s that `presence` adds.
    pub ty: Type,
    /// Whether it can be absent or null.
    pub presence: Presence,
    /// Only received: never demanded of a caller nor sent.
    pub read_only: bool,
    /// Only sent: never demanded of an answer.
    pub write_only: bool,
    /// The setter, for fields that the constructor does not take.
    pub setter: Option<Setter>,
    /// The media type of the part when the struct is a multipart body and the page names one.
    pub content_type: Option<String>,
}

/// Whether a field can be absent or null, and so what its type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Presence {
    /// `T`, an argument of the constructor.
    Required,
    /// `Option<T>`: `None` is `null`; an argument of the constructor.
    RequiredNullable,
    /// `Option<T>`: `None` is absent.
    Optional,
    /// `Option<Option<T>>`: absent, null, or a value.
    OptionalNullable,
}

/// The method that sets a field.
#[derive(Clone, Debug, Serialize)]
pub struct Setter {
    /// Its name.
    pub ident: Ident,
    /// The name of the one that sets null, for [`Presence::OptionalNullable`].
    pub null: Option<Ident>,
}

/// Where properties without a field of their own go.
#[derive(Clone, Debug, Serialize)]
pub struct Rest {
    /// The field.
    pub ident: Ident,
    /// What a value is.
    pub ty: Type,
    /// Its documentation.
    pub docs: Docs,
}

/// A set of values.
#[derive(Clone, Debug, Serialize)]
pub struct Enum {
    /// The values in document order.
    pub values: Vec<EnumValue>,
    /// What the values are on the wire.
    pub repr: Repr,
    /// The variant that keeps a value that is not listed; none for an enum that is strict by
    /// configuration.
    pub unknown: Option<Ident>,
}

/// What the values of an enum are on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Repr {
    /// Strings.
    String,
    /// Integers within `i64`.
    Integer,
    /// Anything; `unknown` then keeps JSON.
    Mixed,
}

/// A value of an enum.
#[derive(Clone, Debug, Serialize)]
pub struct EnumValue {
    /// The variant.
    pub ident: Ident,
    /// The value on the wire.
    pub wire: Value,
    /// Its documentation.
    pub docs: Docs,
}

/// One of several types.
#[derive(Clone, Debug, Serialize)]
pub struct Union {
    /// The variants, the more specific ones first.
    pub variants: Vec<Variant>,
    /// The path of property names to the discriminator, where there is one.
    pub tag: Option<Vec<String>>,
    /// Whether the documentation allows anything besides: a variant is then only taken when it
    /// describes a value in full.
    pub any: bool,
    /// The variant that keeps a value that no other takes; none when strict by configuration.
    pub unknown: Option<Ident>,
}

/// A variant of a union.
#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Its payload; [`Type::Unit`] stands for a variant that is a bare constant or `null`.
    pub ty: Type,
    /// The values of the discriminator that choose it; the first is written.
    pub tags: Vec<String>,
    /// Whether it takes the values whose discriminator is absent or names no variant, as far as they
    /// are of its shape.
    pub is_default: bool,
    /// Whether the discriminator has to be added on writing, because the payload has no property
    /// of that name.
    pub write_tag: bool,
    /// The constant of a variant without payload.
    pub constant: Option<Value>,
    /// Whether no other variant has this payload type, so that `From` can make it.
    pub from: bool,
}

/// What stands in a field, a parameter or a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Type {
    /// Nothing.
    Unit,
    /// `bool`
    Bool,
    /// An integer of a width in bits: 32, 64 or 128.
    Int {
        /// Whether it has a sign.
        signed: bool,
        /// 32, 64 or 128.
        bits: u8,
    },
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// A decimal number, exact.
    Decimal,
    /// `String`
    String,
    /// Bytes, in base64 on the wire.
    Base64,
    /// A date and time, RFC 3339.
    DateTime,
    /// A full date, RFC 3339.
    Date,
    /// A UUID.
    Uuid,
    /// Any JSON.
    Json,
    /// A file to send in a multipart body.
    Upload,
    /// `Vec<T>`
    List(Box<Type>),
    /// String keys to values, in order.
    Map(Box<Type>),
    /// A fixed sequence.
    Tuple(Vec<Type>),
    /// `Option<T>`: `None` is null.
    Nullable(Box<Type>),
    /// `Box<T>`, where a type holds itself.
    Boxed(Box<Type>),
    /// An item of the crate.
    Item(ItemRef),
}
