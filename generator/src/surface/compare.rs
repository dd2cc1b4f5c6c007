//! What changed between two surfaces.

use std::collections::{BTreeMap, BTreeSet};

use super::rename::{Pairs, is_operation, members};
use super::verdict::{self, Verdict};
use super::{Change, PublicItem, Side, Signature, Surface, What};

/// Every change from the older surface to the newer one, in the order of paths.
///
/// What comes or goes with another item that is reported, such as the members of a type or the
/// setter of a field, is not reported of itself unless it means more than that item.
#[must_use]
pub fn compare(old: &Surface, new: &Surface) -> Vec<Change> {
    let pairs = Pairs::find(old, new);
    let mut compared = Compare {
        old,
        new,
        changes: BTreeMap::new(),
    };
    for (path, item) in &old.items {
        match pairs.pairs.get(path.as_str()) {
            Some(to) => {
                if let Some(after) = new.items.get(*to) {
                    compared.pair(path, item, after, &pairs);
                }
            }
            None => compared.push(
                path,
                &|_| What::Removed,
                Some(item),
                None,
                verdict::removed(item),
            ),
        }
    }
    let successors: BTreeSet<&str> = pairs.pairs.values().copied().collect();
    for (path, item) in &new.items {
        if !successors.contains(path.as_str()) {
            let verdict = verdict::added(item, old);
            compared.push(path, &|_| What::Added, None, Some(item), verdict);
        }
    }
    compared.folded()
}

struct Compare<'a> {
    old: &'a Surface,
    new: &'a Surface,
    /// By the path in the state that the change is told of; removals under the older path.
    changes: BTreeMap<(String, Side), Vec<Change>>,
}

impl Compare<'_> {
    fn push(
        &mut self,
        path: &str,
        what: &dyn Fn(&str) -> What,
        before: Option<&PublicItem>,
        after: Option<&PublicItem>,
        (effect, reason): Verdict,
    ) {
        let Some(item) = after.or(before) else {
            return;
        };
        let side = if after.is_some() {
            Side::New
        } else {
            Side::Old
        };
        let path = match after {
            Some(after) => after.path(),
            None => path.to_owned(),
        };
        let members = match (before, after) {
            (None, Some(_)) => members(self.new, &path),
            (Some(_), None) => members(self.old, &path),
            _ => 0,
        };
        let text = |item: &PublicItem| match (before, after) {
            (Some(before), Some(after)) if before.kind != after.kind => item.described(),
            _ => item.text(),
        };
        let change = Change {
            name: item.name.clone(),
            parent: item.parent.clone(),
            kind: item.kind,
            what: what(&path),
            effect,
            reason,
            before: before.map(&text),
            after: after.map(&text),
            members,
            side,
            origin: item.origin.clone(),
            path: path.clone(),
        };
        self.changes.entry((path, side)).or_default().push(change);
    }

    fn pair(&mut self, from: &str, before: &PublicItem, after: &PublicItem, pairs: &Pairs<'_>) {
        let path = after.path();
        let parent = before.parent.as_deref();
        let moved = parent.map(|parent| pairs.pairs.get(parent).copied().unwrap_or(parent));
        let name = pairs.name(before);
        // A member of a renamed type keeps its own name.
        if super::path(before.kind, moved, &name) != path {
            let what = |_: &str| What::Renamed {
                from: from.to_owned(),
            };
            self.push(&path, &what, Some(before), Some(after), verdict::renamed());
        }
        let translated = Signature {
            receiver: before.signature.receiver,
            arguments: before
                .signature
                .arguments
                .iter()
                .map(|one| super::Argument {
                    name: one.name.clone(),
                    ty: pairs.translated(&one.ty),
                })
                .collect(),
            ty: pairs.translated(&before.signature.ty),
            discriminant: before.signature.discriminant,
        };
        let kinds = (before.kind, after.kind);
        if let Some(verdict) = verdict::changed(kinds, &translated, &after.signature) {
            self.push(
                &path,
                &|_| What::Changed,
                Some(before),
                Some(after),
                verdict,
            );
        }
        if kinds.0 != kinds.1 {
            return;
        }
        let new = self.new;
        let features = |name: &str| new.items.contains_key(&format!("feature {name}"));
        for (what, verdict) in verdict::properties(before, after, &features) {
            self.push(&path, &|_| what.clone(), Some(before), Some(after), verdict);
        }
    }

    /// The changes without those that another one says.
    fn folded(self) -> Vec<Change> {
        let mut kept = Vec::new();
        for ((path, side), changes) in &self.changes {
            let surface = match side {
                Side::Old => self.old,
                Side::New => self.new,
            };
            let Some(item) = surface.items.get(path) else {
                continue;
            };
            for change in changes {
                // An operation is what a reader looks for; its group alone says little.
                let is_told = is_operation(surface, item);
                let said = !is_told && {
                    let by = |path: &String, follows| self.says(path, *side, change, follows);
                    item.parent.iter().any(|parent| by(parent, false))
                        || item.follows.iter().any(|path| by(path, true))
                };
                if !said {
                    kept.push(change.clone());
                }
            }
        }
        kept
    }

    /// Whether what happened to an item implies a change of another that belongs to it.
    fn says(&self, path: &str, side: Side, change: &Change, follows: bool) -> bool {
        // What is removed belongs to something of the older state, which may have changed only.
        let sides = [side, Side::New];
        let of = sides
            .iter()
            .filter_map(|side| self.changes.get(&(path.to_owned(), *side)));
        of.flatten().any(|other| {
            let implies = match (&other.what, &change.what) {
                (What::Added, What::Added) | (What::Removed, What::Removed) => true,
                // A type that changes is one of another kind.
                (What::Changed, What::Changed | What::Added | What::Removed) => {
                    follows || other.kind.is_type()
                }
                (What::Renamed { .. }, What::Renamed { .. } | What::Changed)
                | (What::Deprecation { .. }, What::Deprecation { .. }) => follows,
                _ => false,
            };
            implies && other.effect >= change.effect
        })
    }
}
