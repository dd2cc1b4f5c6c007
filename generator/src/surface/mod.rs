//! The public API of an emitted crate, item by item, and what a change of it means for a caller.
//!
//! The list is made from the [`Model`], not from text: it holds what a caller can name, call, match
//! or rely on, each with the signature that decides whether a caller still compiles.

mod compare;
mod items;
mod signature;

use std::collections::BTreeMap;

use serde::Serialize;

pub use compare::{Change, Effect, Verdict, compare};

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
    /// The text that a caller compiles against. Two items with the same signature are
    /// interchangeable.
    pub signature: String,
    /// The traits that a caller can rely on; only types have them.
    pub traits: Vec<String>,
    /// Whether a caller's `match` or struct literal must go on working when members are added.
    pub exhaustive: bool,
    /// The item that holds this one, by path.
    pub parent: Option<String>,
    /// Where it comes from.
    pub origin: Option<Origin>,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// What a public item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// A struct.
    Struct,
    /// An enum, open or strict.
    Enum,
    /// An enum of several types.
    Union,
    /// A type alias.
    Alias,
    /// A public field.
    Field,
    /// A variant.
    Variant,
    /// A function or method.
    Function,
    /// A trait's associated type or an implementation.
    Trait,
    /// A Cargo feature.
    Feature,
}

impl Surface {
    /// The public API of the crate that a model is written as.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let mut surface = Self::default();
        items::collect(model, &mut surface);
        surface
    }
}
