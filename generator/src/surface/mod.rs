//! The public API of an emitted crate, item by item, and what a change of it means for a caller.
//!
//! The list is made from the [`Model`], not from text: it holds what a caller can name, call, match
//! or rely on, each with the signature that decides whether a caller still compiles. A test holds
//! it against the emitted text.

mod change;
mod compare;
mod items;
mod members;
mod operations;
mod rename;
#[cfg(test)]
mod tests;
mod text;
mod verdict;

use std::collections::BTreeMap;

use serde::Serialize;

pub use change::{Change, Effect, Side, What};
pub use compare::compare;

use crate::model::{Model, Origin};

/// The public items of a crate by their path, such as `Guardrail::new` or `Guardrail.name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Surface {
    /// Every item once.
    pub items: BTreeMap<String, PublicItem>,
}

/// Something that a caller can name or rely on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicItem {
    /// What it is.
    pub kind: ItemKind,
    /// Its name within its parent.
    pub name: String,
    /// The item that holds this one, by path; none for what stands at the crate's root.
    pub parent: Option<String>,
    /// The item that this one comes and goes with, by path: the field of a setter, the method of an
    /// operation's type.
    pub follows: Option<String>,
    /// What a caller compiles against.
    pub signature: Signature,
    /// The traits that a caller can rely on; only types have them.
    pub traits: Vec<String>,
    /// Whether a caller may `match` without a wildcard.
    pub exhaustive: bool,
    /// The Cargo features of which one has to be on; empty when it is always there. Members have
    /// those of their parent.
    pub features: Vec<String>,
    /// What it stands for in the API, which stays when it gets another name: an operation's method
    /// and path, a property's name on the wire.
    pub identity: Option<String>,
    /// Where it comes from.
    pub origin: Option<Origin>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The first paragraph of its documentation, to recognise it under another name.
    #[serde(skip)]
    pub summary: String,
}

/// What a caller compiles against.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// The receiver of a method: `&self` or `self`.
    pub receiver: Option<&'static str>,
    /// The arguments in order, for functions.
    pub arguments: Vec<Argument>,
    /// What a function gives, what a field holds, what a trait's associated type is; the payload
    /// of a variant.
    pub ty: String,
    /// The number that a cast of a variant gives, where it can be cast.
    pub discriminant: Option<usize>,
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Argument {
    /// Its name, which no caller writes, but which tells arguments of one type apart.
    pub name: String,
    /// Its type.
    pub ty: String,
}

/// What a public item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// A struct.
    Struct,
    /// An enum of values, open or strict.
    Enum,
    /// An enum of several types.
    Union,
    /// A type alias.
    Alias,
    /// The operations of a tag.
    Group,
    /// The type that stands for an operation.
    Operation,
    /// A public field.
    Field,
    /// A variant.
    Variant,
    /// A function or method.
    Function,
    /// A method of an operation's `Request`.
    Setter,
    /// An implementation of a trait, or a trait's associated type.
    Trait,
    /// A Cargo feature.
    Feature,
    /// A type of the runtime that stands at the root or that only some clients carry.
    Runtime,
}

impl ItemKind {
    /// Whether it is a type of the API.
    #[must_use]
    pub const fn is_type(self) -> bool {
        matches!(
            self,
            Self::Struct | Self::Enum | Self::Union | Self::Alias | Self::Group | Self::Operation
        )
    }
}

impl Surface {
    /// The public API of the crate that a model is written as.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        items::collect(model)
    }

    /// Adds an item under its path.
    fn add(&mut self, item: PublicItem) {
        self.items.insert(item.path(), item);
    }
}

impl PublicItem {
    /// An item with nothing but its name.
    fn new(kind: ItemKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            parent: None,
            follows: None,
            signature: Signature::default(),
            traits: Vec::new(),
            exhaustive: false,
            features: Vec::new(),
            identity: None,
            origin: None,
            deprecated: false,
            summary: String::new(),
        }
    }

    /// How a caller writes it: `Thing::new`, `Thing.name`, `Request<ListThings>::limit`.
    #[must_use]
    pub fn path(&self) -> String {
        path(self.kind, self.parent.as_deref(), &self.name)
    }

    /// [`PublicItem::text`] with what tells it from an item of another kind.
    fn described(&self) -> String {
        let text = self.text();
        match self.kind {
            ItemKind::Enum => format!("{text} // of values"),
            ItemKind::Union => format!("{text} // of types"),
            ItemKind::Runtime => format!("{text} // of the runtime"),
            _ => text,
        }
    }

    /// It as a line of Rust, as it would be declared.
    #[must_use]
    pub fn text(&self) -> String {
        let Signature {
            receiver,
            arguments,
            ty,
            ..
        } = &self.signature;
        let name = &self.name;
        match self.kind {
            ItemKind::Function | ItemKind::Setter => {
                let mut all: Vec<String> = receiver.iter().map(|&text| text.to_owned()).collect();
                let argument = |one: &Argument| format!("{}: {}", one.name, one.ty);
                all.extend(arguments.iter().map(argument));
                format!("pub fn {name}({}) -> {ty}", all.join(", "))
            }
            ItemKind::Field => format!("pub {name}: {ty}"),
            ItemKind::Variant if ty.is_empty() => name.clone(),
            ItemKind::Variant => format!("{name}({ty})"),
            ItemKind::Trait if ty.is_empty() => format!("impl {name}"),
            ItemKind::Trait => format!("type {name} = {ty}"),
            ItemKind::Alias => format!("pub type {name} = {ty}"),
            ItemKind::Struct | ItemKind::Group => format!("pub struct {name}"),
            ItemKind::Enum | ItemKind::Union | ItemKind::Operation => format!("pub enum {name}"),
            ItemKind::Feature => format!("feature {name}"),
            ItemKind::Runtime => format!("pub use {name}"),
        }
    }
}

/// How a caller writes an item of a kind.
fn path(kind: ItemKind, parent: Option<&str>, name: &str) -> String {
    match (kind, parent) {
        (ItemKind::Feature, _) => format!("feature {name}"),
        (_, None) => name.to_owned(),
        (ItemKind::Field, Some(parent)) => format!("{parent}.{name}"),
        (ItemKind::Setter, Some(parent)) => format!("Request<{parent}>::{name}"),
        (ItemKind::Trait, Some(parent)) => match name.split_once("::") {
            Some((of, associated)) => format!("<{parent} as {of}>::{associated}"),
            None => format!("<{parent} as {name}>"),
        },
        (_, Some(parent)) => format!("{parent}::{name}"),
    }
}
