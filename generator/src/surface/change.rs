//! What can happen to a public item.

use std::fmt;

use serde::Serialize;

use super::ItemKind;
use crate::model::Origin;

/// What a change means for code that compiles against the older crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// No caller notices.
    #[default]
    None,
    /// There is more to use, or more is said of it; every caller still compiles.
    Additive,
    /// Some caller no longer compiles, or means something else.
    Breaking,
}

/// One changed public item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The item's path; the newer one for a renamed item.
    pub path: String,
    /// The item's name within its parent.
    pub name: String,
    /// The item that holds it, by path.
    pub parent: Option<String>,
    /// What the item is.
    pub kind: ItemKind,
    /// What happened.
    pub what: What,
    /// What it means for a caller.
    pub effect: Effect,
    /// Why it means that, a clause without a full stop.
    pub reason: String,
    /// The item as the older crate declares it.
    pub before: Option<String>,
    /// The item as the newer crate declares it.
    pub after: Option<String>,
    /// How many members came or went with it.
    pub members: usize,
    /// Which state the origin is of.
    pub side: Side,
    /// Where the item comes from.
    pub origin: Option<Origin>,
}

/// One of the two states that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The older one.
    Old,
    /// The newer one.
    New,
}

/// What happened to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "event")]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed {
        /// The older path.
        from: String,
    },
    /// It has another signature.
    Changed,
    /// It implements other traits.
    Traits {
        /// Those that are gone.
        lost: Vec<String>,
        /// Those that are new.
        gained: Vec<String>,
    },
    /// A caller's `match` must now have, or need no longer have, a wildcard.
    Matchability {
        /// Whether it needs none now.
        exhaustive: bool,
    },
    /// It is there with other Cargo features.
    Features {
        /// Those that it is no longer there with.
        lost: Vec<String>,
        /// Those that it is now there with.
        gained: Vec<String>,
    },
    /// It is deprecated now, or no longer.
    Deprecation {
        /// Whether it is deprecated now.
        deprecated: bool,
    },
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        })
    }
}
