//! Which item of the newer crate takes the place of which item of the older one.

use std::collections::{BTreeMap, BTreeSet};

use super::{ItemKind, PublicItem, Surface};

/// How often names of types are followed into each other's signatures.
const MAX_ROUNDS: usize = 8;

/// The pairs of two surfaces: older paths to newer ones.
pub(super) struct Pairs<'a> {
    old: &'a Surface,
    new: &'a Surface,
    /// Every older item that has a successor.
    pub(super) pairs: BTreeMap<&'a str, &'a str>,
    taken: BTreeSet<&'a str>,
    /// The newer names of types that have another one.
    words: BTreeMap<&'a str, &'a str>,
}

impl<'a> Pairs<'a> {
    /// Finds the pairs. Two items that could both be meant are none: a removal and an addition are
    /// then reported.
    pub(super) fn find(old: &'a Surface, new: &'a Surface) -> Self {
        let mut pairs = Self {
            old,
            new,
            pairs: BTreeMap::new(),
            taken: BTreeSet::new(),
            words: BTreeMap::new(),
        };
        for path in old.items.keys() {
            if old.items[path].parent.is_none() && new.items.contains_key(path) {
                pairs.pair(path, path);
            }
        }
        pairs.unique(is_root_type, |_, a, b| same_identity(a, b));
        for _ in 0..MAX_ROUNDS {
            let before = pairs.words.len();
            pairs.unique(is_root_type, Self::same_shape);
            pairs.by_use();
            if pairs.words.len() == before {
                break;
            }
        }
        pairs.members();
        pairs
    }

    fn pair(&mut self, from: &'a str, to: &'a str) {
        self.pairs.insert(from, to);
        self.taken.insert(to);
        if from != to && self.old.items.get(from).is_some_and(is_root_type) {
            self.words.insert(from, to);
        }
    }

    fn gone(&self) -> Vec<(&'a str, &'a PublicItem)> {
        let all = self.old.items.iter();
        all.filter(|(path, _)| !self.pairs.contains_key(path.as_str()))
            .map(|(path, item)| (path.as_str(), item))
            .collect()
    }

    fn fresh(&self) -> Vec<(&'a str, &'a PublicItem)> {
        let all = self.new.items.iter();
        all.filter(|(path, _)| !self.taken.contains(path.as_str()))
            .map(|(path, item)| (path.as_str(), item))
            .collect()
    }

    /// Pairs what is left and fits, where nothing else fits either of the two.
    fn unique(
        &mut self,
        of: fn(&PublicItem) -> bool,
        fits: impl Fn(&Self, &PublicItem, &PublicItem) -> bool,
    ) {
        let only = |all: Vec<(&'a str, &'a PublicItem)>| -> Vec<_> {
            all.into_iter().filter(|(_, item)| of(item)).collect()
        };
        // Members are looked for under their own parent only.
        let mut fresh: BTreeMap<(ItemKind, Option<&str>), Vec<_>> = BTreeMap::new();
        for (path, item) in only(self.fresh()) {
            let key = (item.kind, scope(self.new, item));
            fresh.entry(key).or_default().push((path, item));
        }
        let mut candidates: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
        for (path, item) in only(self.gone()) {
            let parent = scope(self.old, item);
            let parent = parent.map(|parent| self.pairs.get(parent).copied().unwrap_or(parent));
            let near = fresh.get(&(item.kind, parent)).into_iter().flatten();
            let fitting: Vec<&str> = near
                .filter(|(_, other)| fits(self, item, other))
                .map(|(path, _)| *path)
                .collect();
            for path in &fitting {
                *wanted.entry(path).or_default() += 1;
            }
            candidates.push((path, fitting));
        }
        for (from, fitting) in candidates {
            if let [to] = fitting[..]
                && wanted.get(to) == Some(&1)
            {
                self.pair(from, to);
            }
        }
    }

    /// Whether two types have the same members.
    fn same_shape(&self, a: &PublicItem, b: &PublicItem) -> bool {
        let members = self.shape(self.old, &a.path(), true);
        members.len() > 1 && members == self.shape(self.new, &b.path(), false)
    }

    fn shape(
        &self,
        surface: &Surface,
        parent: &str,
        older: bool,
    ) -> Vec<(ItemKind, String, String)> {
        children(surface, parent)
            .filter(|item| matches!(item.kind, ItemKind::Field | ItemKind::Variant))
            .map(|item| {
                let text = match older {
                    true => self.translated(&item.signature.ty),
                    false => item.signature.ty.clone(),
                };
                // A type that holds itself does so under another name.
                (
                    item.kind,
                    item.name.clone(),
                    replaced(&text, |word| (word == parent).then_some("Self")),
                )
            })
            .collect()
    }

    /// Pairs a type that is gone with a new one that stands wherever it stood.
    fn by_use(&mut self) {
        let mut votes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut back: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (path, before) in &self.old.items {
            let parent = before.parent.as_deref();
            let parent = parent.map(|parent| self.pairs.get(parent).copied().unwrap_or(parent));
            let path = match parent {
                Some(parent) => super::path(before.kind, Some(parent), &before.name),
                None => path.clone(),
            };
            let Some(after) = self.new.items.get(&path) else {
                continue;
            };
            let types = |item: &'a PublicItem| {
                let arguments = item.signature.arguments.iter().map(|one| one.ty.as_str());
                std::iter::once(item.signature.ty.as_str()).chain(arguments)
            };
            for (from, to) in types(before).zip(types(after)) {
                if let Some((from, to)) = self.swapped(from, to) {
                    votes.entry(from).or_default().insert(to);
                    back.entry(to).or_default().insert(from);
                }
            }
        }
        for (from, to) in votes {
            if let Some(&only) = to.first()
                && to.len() == 1
                && back.get(only).is_some_and(|from| from.len() == 1)
                && self.alike(from, only)
            {
                self.pair(from, only);
            }
        }
    }

    /// The type that is gone and the new one, where two texts differ in nothing else.
    fn swapped(&self, from: &'a str, to: &'a str) -> Option<(&'a str, &'a str)> {
        let (from, to) = (words(from), words(to));
        let mut found = None;
        if from.len() != to.len() {
            return None;
        }
        for (a, b) in from.into_iter().zip(to) {
            if a == b || self.words.get(a) == Some(&b) {
                continue;
            }
            let (a, before) = self.old.items.get_key_value(a)?;
            let (b, after) = self.new.items.get_key_value(b)?;
            let free = !self.pairs.contains_key(a.as_str()) && !self.taken.contains(b.as_str());
            if !free || before.kind != after.kind || found.is_some() {
                return None;
            }
            found = Some((a.as_str(), b.as_str()));
        }
        found
    }

    /// Whether two types share half of their members by name.
    fn alike(&self, from: &str, to: &str) -> bool {
        let names = |surface: &'a Surface, parent: &str| -> BTreeSet<&'a str> {
            children(surface, parent)
                .filter(|item| matches!(item.kind, ItemKind::Field | ItemKind::Variant))
                .map(|item| item.name.as_str())
                .collect()
        };
        let (from, to) = (names(self.old, from), names(self.new, to));
        let shared = from.intersection(&to).count();
        shared > 0 && shared * 2 >= from.len().max(to.len())
    }

    fn members(&mut self) {
        for (path, item) in &self.old.items {
            let Some(parent) = item.parent.as_deref() else {
                continue;
            };
            let parent = self.pairs.get(parent).copied().unwrap_or(parent);
            let name = self.name(item);
            let expected = super::path(item.kind, Some(parent), &name);
            if let Some((to, _)) = self.new.items.get_key_value(&expected) {
                self.pair(path, to);
            }
        }
        self.unique(|item| item.parent.is_some(), |_, a, b| same_identity(a, b));
        let renamed = |item: &PublicItem| item.parent.is_some() && item.follows.is_none();
        self.unique(renamed, Self::resembles);
        self.followers();
    }

    /// Whether a member can be another one under a new name: the same to a caller, and the same
    /// documentation or a word of the name in common.
    fn resembles(&self, a: &PublicItem, b: &PublicItem) -> bool {
        if matches!(a.kind, ItemKind::Trait) || is_operation(self.old, a) {
            return false;
        }
        let types = |item: &PublicItem| -> Vec<String> {
            let arguments = item.signature.arguments.iter().map(|one| one.ty.clone());
            std::iter::once(item.signature.ty.clone())
                .chain(arguments)
                .collect()
        };
        let before: Vec<String> = types(a).iter().map(|text| self.translated(text)).collect();
        let documented = !a.summary.is_empty() && a.summary == b.summary;
        before == types(b) && (documented || shares_word(&a.name, &b.name))
    }

    /// Setters and the like go where the item goes that they belong to.
    fn followers(&mut self) {
        let role = |item: &PublicItem| {
            let identity = item.identity.as_deref().unwrap_or_default();
            let role = identity.split_once(' ').map_or("", |(role, _)| role);
            role.to_owned()
        };
        let mut fresh: BTreeMap<(ItemKind, &str, String), &str> = BTreeMap::new();
        for (path, item) in self.fresh() {
            if let Some(follows) = item.follows.as_deref() {
                fresh.insert((item.kind, follows, role(item)), path);
            }
        }
        for (path, item) in self.gone() {
            let Some(follows) = item
                .follows
                .as_deref()
                .and_then(|path| self.pairs.get(path))
            else {
                continue;
            };
            if item.kind != ItemKind::Trait
                && let Some(to) = fresh.remove(&(item.kind, *follows, role(item)))
            {
                self.pair(path, to);
            }
        }
    }

    /// An item's name with the newer names of types, which implementations have in theirs.
    pub(super) fn name(&self, item: &PublicItem) -> String {
        match item.kind {
            ItemKind::Trait => self.translated(&item.name),
            _ => item.name.clone(),
        }
    }

    /// A text of the older crate with the newer names of types.
    pub(super) fn translated(&self, text: &str) -> String {
        replaced(text, |word| self.words.get(word).copied())
    }
}

/// What a member is looked for under: methods of operations may move to another group.
fn scope<'a>(surface: &Surface, item: &'a PublicItem) -> Option<&'a str> {
    match is_operation(surface, item) {
        true => None,
        false => item.parent.as_deref(),
    }
}

/// Whether an item is the method that makes an operation's request.
pub(super) fn is_operation(surface: &Surface, item: &PublicItem) -> bool {
    let parent = item
        .parent
        .as_ref()
        .and_then(|path| surface.items.get(path));
    item.kind == ItemKind::Function && parent.is_some_and(|parent| parent.kind == ItemKind::Group)
}

fn is_root_type(item: &PublicItem) -> bool {
    item.parent.is_none() && item.kind.is_type()
}

fn same_identity(a: &PublicItem, b: &PublicItem) -> bool {
    a.identity.is_some() && a.identity == b.identity
}

fn children<'a>(surface: &'a Surface, parent: &str) -> impl Iterator<Item = &'a PublicItem> {
    // Members of a type stand together, but not next to it: `Thing2` sorts between.
    let fields = format!("{parent}.");
    let others = format!("{parent}::");
    let starting = |start: String| {
        let range = surface.items.range(start.clone()..);
        range
            .take_while(move |(path, _)| path.starts_with(&start))
            .map(|(_, item)| item)
    };
    starting(fields).chain(starting(others))
}

/// How many members a type has.
pub(super) fn members(surface: &Surface, parent: &str) -> usize {
    let counted = |item: &&PublicItem| item.follows.is_none() && item.name != "new";
    children(surface, parent).filter(counted).count()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words and the signs between them.
fn words(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c| is_word(c) != is_word(first))
            .unwrap_or(rest.len());
        let (word, left) = rest.split_at(end);
        all.push(word);
        rest = left;
    }
    all
}

fn replaced<'r>(text: &str, by: impl Fn(&str) -> Option<&'r str>) -> String {
    words(text)
        .into_iter()
        .map(|word| by(word).unwrap_or(word))
        .collect()
}

/// Whether two names have a word of three letters or more in common, or one is within the other.
fn shares_word(a: &str, b: &str) -> bool {
    let split = |name: &str| -> BTreeSet<String> {
        let mut words: BTreeSet<String> = BTreeSet::new();
        let mut word = String::new();
        for c in name.chars() {
            if (c == '_' || c.is_uppercase()) && !word.is_empty() {
                words.insert(std::mem::take(&mut word));
            }
            if c != '_' {
                word.extend(c.to_lowercase());
            }
        }
        words.insert(word);
        words.into_iter().filter(|word| word.len() > 2).collect()
    };
    split(a).intersection(&split(b)).next().is_some()
}
