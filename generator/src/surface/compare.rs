//! What changed between two surfaces, and what it means for a caller.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{ItemKind, PublicItem, Surface};

/// What a change means for code that compiles against the older crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// No caller notices.
    None,
    /// There is more to use; every caller still compiles.
    Additive,
    /// Some caller no longer compiles, or means something else.
    Breaking,
}

/// One changed public item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The item's path; the newer one for a renamed item.
    pub path: String,
    /// What happened.
    pub what: What,
    /// What it means.
    pub verdict: Verdict,
    /// What the item is.
    pub kind: ItemKind,
    /// The JSON Pointer that the item comes from.
    pub pointer: Option<String>,
    /// The page that documents the item.
    pub url: Option<String>,
}

/// What happened to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "event")]
pub enum What {
    /// It is new.
    Added {
        /// Its signature.
        signature: String,
    },
    /// It is gone.
    Removed {
        /// Its signature.
        signature: String,
    },
    /// It has another name.
    Renamed {
        /// The older path.
        from: String,
    },
    /// It has another signature.
    Changed {
        /// The older signature.
        from: String,
        /// The newer one.
        to: String,
    },
    /// It has other traits.
    Traits {
        /// Those that are gone.
        lost: Vec<String>,
        /// Those that are new.
        gained: Vec<String>,
    },
    /// A caller's `match` must now be, or need no longer be, open.
    Matchability {
        /// Whether it is exhaustive now.
        exhaustive: bool,
    },
    /// It is deprecated now, or no longer.
    Deprecation {
        /// Whether it is deprecated now.
        deprecated: bool,
    },
}

/// What a change means, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// What it means.
    pub effect: Effect,
    /// Why, one clause.
    pub reason: &'static str,
}

const fn verdict(effect: Effect, reason: &'static str) -> Verdict {
    Verdict { effect, reason }
}

/// Every change from the older surface to the newer one, in the order of paths.
#[must_use]
pub fn compare(old: &Surface, new: &Surface) -> Vec<Change> {
    let renamed = renames(old, new);
    let sources: BTreeSet<&str> = renamed.values().copied().collect();
    let mut changes = Vec::new();
    for (path, item) in &new.items {
        if let Some(from) = renamed.get(path.as_str()) {
            let what = What::Renamed {
                from: (*from).to_owned(),
            };
            let reason = "callers use the older name";
            changes.push(change(path, item, what, verdict(Effect::Breaking, reason)));
            changes.extend(differences(path, &old.items[*from], item));
            continue;
        }
        match old.items.get(path) {
            Some(before) => changes.extend(differences(path, before, item)),
            None => changes.push(added(path, item, old)),
        }
    }
    for (path, item) in &old.items {
        if !new.items.contains_key(path) && !sources.contains(path.as_str()) {
            let what = What::Removed {
                signature: item.signature.clone(),
            };
            let reason = "callers that use it no longer compile";
            changes.push(change(path, item, what, verdict(Effect::Breaking, reason)));
        }
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}

fn change(path: &str, item: &PublicItem, what: What, verdict: Verdict) -> Change {
    Change {
        path: path.to_owned(),
        what,
        verdict,
        kind: item.kind,
        pointer: item.origin.as_ref().map(|origin| origin.pointer.clone()),
        url: item.origin.as_ref().and_then(|origin| origin.url.clone()),
    }
}

fn added(path: &str, item: &PublicItem, old: &Surface) -> Change {
    let into_exhaustive = item.kind == ItemKind::Variant
        && item
            .parent
            .as_ref()
            .and_then(|parent| old.items.get(parent))
            .is_some_and(|parent| parent.exhaustive);
    let verdict = if into_exhaustive {
        verdict(
            Effect::Breaking,
            "the enum is strict, so that callers match it without a wildcard",
        )
    } else {
        verdict(Effect::Additive, "nothing that exists changes")
    };
    let what = What::Added {
        signature: item.signature.clone(),
    };
    change(path, item, what, verdict)
}

/// What differs between an item and the one that takes its place.
fn differences(path: &str, old: &PublicItem, new: &PublicItem) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut push = |what, effect, reason| {
        changes.push(change(path, new, what, verdict(effect, reason)));
    };
    if (old.kind, &old.signature) != (new.kind, &new.signature) {
        let what = What::Changed {
            from: old.signature.clone(),
            to: new.signature.clone(),
        };
        push(what, Effect::Breaking, changed_reason(new.kind));
    }
    let lost = without(&old.traits, &new.traits);
    let gained = without(&new.traits, &old.traits);
    if !lost.is_empty() {
        let what = What::Traits { lost, gained };
        push(what, Effect::Breaking, "callers may rely on a lost trait");
    } else if !gained.is_empty() {
        let what = What::Traits { lost, gained };
        push(what, Effect::Additive, "the type can do more");
    }
    if old.exhaustive != new.exhaustive {
        let what = What::Matchability {
            exhaustive: new.exhaustive,
        };
        let reason = if new.exhaustive {
            "the variant for unknown values is gone"
        } else {
            "a match without a wildcard no longer compiles"
        };
        push(what, Effect::Breaking, reason);
    }
    if old.deprecated != new.deprecated {
        let what = What::Deprecation {
            deprecated: new.deprecated,
        };
        push(what, Effect::Additive, "callers still compile");
    }
    changes
}

const fn changed_reason(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Field => "the field has another type",
        ItemKind::Variant => "the variant holds or stands for something else",
        ItemKind::Function => "the function takes or returns something else",
        ItemKind::Trait => "the associated type is another",
        ItemKind::Alias => "the alias stands for another type",
        ItemKind::Struct | ItemKind::Enum | ItemKind::Union | ItemKind::Feature => {
            "the item is of another kind"
        }
    }
}

fn without(these: &[String], those: &[String]) -> Vec<String> {
    these
        .iter()
        .filter(|one| !those.contains(one))
        .cloned()
        .collect()
}

/// The newer paths of renamed items, with the older ones.
///
/// A rename is an item that is gone and one that is new where both come from the same place of the
/// document, or where both are the only ones of their parent with equal kind, signature and
/// members. Two that could be meant are none: a removal and an addition are then reported.
fn renames<'a>(old: &'a Surface, new: &'a Surface) -> BTreeMap<&'a str, &'a str> {
    let gone = only_in(old, new);
    let fresh = only_in(new, old);
    let mut candidates: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, item) in &fresh {
        let matches = gone
            .iter()
            .filter(|(from, before)| {
                before.kind == item.kind
                    && before.signature == item.signature
                    && same_parent(before, item)
                    && (same_origin(before, item)
                        || (is_type(item)
                            && members(old, from) == members(new, path)
                            && !members(new, path).is_empty()))
            })
            .map(|(from, _)| *from);
        candidates.insert(path, matches.collect());
    }
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    for from in candidates.values().flatten() {
        *taken.entry(from).or_default() += 1;
    }
    candidates
        .into_iter()
        .filter_map(|(path, from)| match from[..] {
            [from] if taken[from] == 1 => Some((path, from)),
            _ => None,
        })
        .collect()
}

fn only_in<'a>(this: &'a Surface, other: &Surface) -> Vec<(&'a str, &'a PublicItem)> {
    this.items
        .iter()
        .filter(|(path, _)| !other.items.contains_key(*path))
        .map(|(path, item)| (path.as_str(), item))
        .collect()
}

const fn is_type(item: &PublicItem) -> bool {
    matches!(
        item.kind,
        ItemKind::Struct | ItemKind::Enum | ItemKind::Union
    )
}

fn same_parent(old: &PublicItem, new: &PublicItem) -> bool {
    old.parent == new.parent
}

fn same_origin(old: &PublicItem, new: &PublicItem) -> bool {
    match (&old.origin, &new.origin) {
        (Some(old), Some(new)) => old.pointer == new.pointer,
        _ => false,
    }
}

/// The members of a type without its name, to compare two types by shape.
fn members<'a>(surface: &'a Surface, parent: &str) -> Vec<(&'a str, ItemKind, &'a str)> {
    surface
        .items
        .iter()
        .filter(|(_, item)| item.parent.as_deref() == Some(parent))
        .map(|(path, item)| {
            let name = path.strip_prefix(parent).unwrap_or(path);
            (name, item.kind, item.signature.as_str())
        })
        .collect()
}
