//! The names of a fragment's components in the merged document.
//!
//! A component that is known already is shared. One that has another shape than the known one of
//! its name gets a name of its own, and so does every component that stands on such a one: each
//! operation keeps the types that its own page states.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::components::{pointer, reference};
use super::{Merge, same};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Trust;
use crate::provenance::Stated;
use crate::source::Span;

/// New names by reference, such as `#/components/schemas/Error`.
pub(super) type Renamed = BTreeMap<String, String>;

/// A section of the components, and a name in it.
type Key = (String, String);

/// Names that the words of a scope do not tell apart.
const COMMON: [&str; 14] = [
    "json",
    "yaml",
    "yml",
    "openapi",
    "swagger",
    "api",
    "apis",
    "spec",
    "specs",
    "specification",
    "http",
    "https",
    "www",
    "com",
];

impl Merge<'_> {
    /// Finds the names that a fragment's components can have, and gives those that are new.
    /// Components that are the same as known ones are taken out.
    pub(super) fn settle(
        &mut self,
        stated: &Stated,
        number: usize,
        components: &mut Map<String, Value>,
        diagnostics: &mut Diagnostics,
    ) -> Renamed {
        let mut differing = self.differing(components);
        differing.retain(|key| self.can_be_renamed(stated, key, components, diagnostics));
        let stem = |key: &Key| self.stem(stated, key);
        let affected = affected(&differing, components, &self.components);
        let stems: BTreeMap<Key, Stem> = affected
            .into_iter()
            .map(|key| (key.clone(), stem(&key)))
            .collect();
        let renamed = self.new_names(&stems, components, number);
        if !renamed.is_empty() {
            for key in &differing {
                self.say(stated, key, &renamed, diagnostics);
            }
            for section in components.values_mut() {
                rename(section, &renamed);
            }
            move_entries(components, &renamed);
        }
        self.share(number, components, &renamed);
        renamed
    }

    /// The components whose name is known with another shape.
    fn differing(&self, components: &Map<String, Value>) -> BTreeSet<Key> {
        let mut out = BTreeSet::new();
        for (section, name, value) in entries(components) {
            if self
                .known(section, name)
                .is_some_and(|known| !same::same(known, value))
            {
                out.insert((section.to_owned(), name.to_owned()));
            }
        }
        out
    }

    fn known(&self, section: &str, name: &str) -> Option<&Value> {
        self.components.get(section)?.get(name)
    }

    /// The scope and the place of the known component.
    fn earlier(&self, (section, name): &Key) -> Option<(Option<String>, Span)> {
        let at = pointer(section, name);
        let (origins, _) = self.merged.provenance.origins(&at)?;
        let stated = self.merged.provenance.fragment(origins.first()?);
        Some((
            stated.fragment.scope.clone(),
            stated.locate(&at, self.sources),
        ))
    }

    /// Without a scope nothing tells whether two shapes are two types or one that was changed:
    /// then it is for a person to say, and the component is left out.
    fn can_be_renamed(
        &self,
        stated: &Stated,
        key: &Key,
        components: &mut Map<String, Value>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let (section, name) = key;
        let earlier = self.earlier(key);
        let elsewhere = matches!(&earlier, Some((scope, _)) if *scope != stated.fragment.scope);
        let weak = stated.fragment.trust < Trust::Fragment;
        if stated.fragment.scope.is_some() && (elsewhere || !weak) {
            return true;
        }
        if let Some(entries) = components.get_mut(section).and_then(Value::as_object_mut) {
            entries.shift_remove(name);
        }
        let place = stated.locate(&pointer(section, name), self.sources);
        let message = format!("two pages give `{name}` different shapes");
        let mut diagnostic = if weak {
            Diagnostic::warning("component-conflict", message).at(place, "left out: a weaker page")
        } else {
            Diagnostic::error("component-conflict", message).at(place, "one shape here")
        };
        if let Some((_, span)) = earlier {
            diagnostic = diagnostic.and(span, "another shape here");
        }
        diagnostics.push(diagnostic.help("fetch both pages again, or settle it in the overlay"));
        false
    }

    fn stem(&self, stated: &Stated, key: &Key) -> Stem {
        let own = stated.fragment.scope.as_deref().unwrap_or_default();
        match self.earlier(key) {
            Some((scope, _)) if scope.as_deref() != Some(own) => {
                let words = qualifier(own, scope.as_deref().unwrap_or_default());
                Stem {
                    name: format!("{words}_{}", key.1),
                    first: 1,
                }
            }
            _ => Stem {
                name: key.1.clone(),
                first: 2,
            },
        }
    }

    /// The first names under which all of them are new, or known with the shape that they have.
    fn new_names(
        &self,
        stems: &BTreeMap<Key, Stem>,
        components: &Map<String, Value>,
        most: usize,
    ) -> Renamed {
        if stems.is_empty() {
            return Renamed::new();
        }
        let named = |generation: usize| -> Renamed {
            stems
                .iter()
                .map(|((section, name), stem)| {
                    let new = stem.name(generation);
                    (reference(section, name), reference(section, &new))
                })
                .collect()
        };
        let fits = |renamed: &Renamed, generation: usize| {
            stems.iter().all(|((section, name), stem)| {
                let new = stem.name(generation);
                let own = components.get(section);
                if own.is_some_and(|own| own.get(&new).is_some()) {
                    return false;
                }
                let (Some(known), Some(value)) =
                    (self.known(section, &new), own.and_then(|own| own.get(name)))
                else {
                    return true;
                };
                let mut value = value.clone();
                rename(&mut value, renamed);
                same::same(known, &value)
            })
        };
        // Each fragment before this one can have taken one generation at most.
        (0..=most)
            .map(|generation| (named(generation), generation))
            .find(|(renamed, generation)| fits(renamed, *generation))
            .map(|(renamed, _)| renamed)
            .unwrap_or_default()
    }

    /// Says that one specification has two shapes of a name, once for each shape.
    fn say(&self, stated: &Stated, key: &Key, renamed: &Renamed, diagnostics: &mut Diagnostics) {
        let (section, name) = key;
        let Some((scope, span)) = self.earlier(key) else {
            return;
        };
        let new = renamed.get(&reference(section, name));
        let new = new.and_then(|new| new.rsplit('/').next()).unwrap_or(name);
        if scope != stated.fragment.scope || self.known(section, new).is_some() {
            return;
        }
        let place = stated.locate(&pointer(section, name), self.sources);
        let message = format!("two pages of one specification give `{name}` different shapes");
        diagnostics.push(
            Diagnostic::warning("component-conflict", message)
                .at(place, format!("called `{new}`"))
                .and(span, format!("called `{name}`"))
                .help("where one page is older, fetch it again or remove it"),
        );
    }

    /// Takes out what is known already.
    fn share(&mut self, number: usize, components: &mut Map<String, Value>, renamed: &Renamed) {
        let origin: BTreeMap<&str, &str> = renamed
            .iter()
            .map(|(old, new)| (new.as_str(), old.as_str()))
            .collect();
        for (section, entries) in components.iter_mut() {
            let Some(known) = self.components.get(section).and_then(Value::as_object) else {
                continue;
            };
            for name in entries
                .as_object()
                .into_iter()
                .flat_map(|entries| entries.keys())
            {
                if known.contains_key(name) {
                    let at = pointer(section, name);
                    let old = origin.get(reference(section, name).as_str());
                    let inner = old.and_then(|old| crate::pointer::Pointer::parse(old));
                    self.merged.shared += 1;
                    let inner = inner.unwrap_or_else(|| at.clone());
                    self.merged.provenance.record(at, number, inner);
                }
            }
            if let Some(entries) = entries.as_object_mut() {
                entries.retain(|name, _| !known.contains_key(name));
            }
        }
    }
}

/// What a new name is made of.
struct Stem {
    name: String,
    /// The number of the first name; 1 is not written.
    first: usize,
}

impl Stem {
    fn name(&self, generation: usize) -> String {
        match self.first + generation {
            1 => self.name.clone(),
            number => format!("{}_{number}", self.name),
        }
    }
}

fn entries(components: &Map<String, Value>) -> impl Iterator<Item = (&str, &str, &Value)> {
    components.iter().flat_map(|(section, entries)| {
        let entries = entries.as_object().into_iter().flatten();
        entries.map(move |(name, value)| (section.as_str(), name.as_str(), value))
    })
}

/// The differing components, and the known ones that stand on them.
fn affected(
    differing: &BTreeSet<Key>,
    components: &Map<String, Value>,
    known: &Map<String, Value>,
) -> BTreeSet<Key> {
    let mut affected = differing.clone();
    if affected.is_empty() {
        return affected;
    }
    let mut users: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for (section, name, value) in entries(components) {
        let mut found = Vec::new();
        super::components::references(value, &mut found);
        for target in found {
            let user = (section.to_owned(), name.to_owned());
            users.entry(target).or_default().push(user);
        }
    }
    let mut queue: Vec<Key> = affected.iter().cloned().collect();
    let mut seen = affected.clone();
    while let Some((section, name)) = queue.pop() {
        for user in users.get(&reference(&section, &name)).into_iter().flatten() {
            if !seen.insert(user.clone()) {
                continue;
            }
            queue.push(user.clone());
            // What is new anyway needs no other name, but what stands on it may.
            let (section, name) = user;
            if known
                .get(section)
                .is_some_and(|known| known.get(name).is_some())
            {
                affected.insert(user.clone());
            }
        }
    }
    affected
}

fn move_entries(components: &mut Map<String, Value>, renamed: &Renamed) {
    for (section, entries) in components.iter_mut() {
        let Some(entries) = entries.as_object_mut() else {
            continue;
        };
        for (name, value) in std::mem::take(entries) {
            let new = renamed.get(&reference(section, &name));
            let new = new.and_then(|new| new.rsplit('/').next());
            entries.insert(new.unwrap_or(&name).to_owned(), value);
        }
    }
}

/// The words of a scope: of a path those that the other one does not have.
fn qualifier(own: &str, other: &str) -> String {
    let words = |scope: &str| -> Vec<String> {
        let words = scope.split(|c: char| !c.is_ascii_alphanumeric());
        let telling = |word: &&str| !COMMON.contains(&word.to_ascii_lowercase().as_str());
        let words = words.filter(|word| !word.is_empty()).filter(telling);
        words.map(str::to_owned).collect()
    };
    let mut kept = words(own);
    if own.contains('/') {
        let other = words(other);
        kept.retain(|word| !other.contains(word));
    }
    if kept.is_empty() {
        kept = words(own);
    }
    if kept.is_empty() {
        return "other".to_owned();
    }
    let from = kept.len().saturating_sub(4);
    kept.split_off(from).join("_")
}

/// Rewrites references, mappings and requirements.
pub(super) fn rename(value: &mut Value, renamed: &Renamed) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, renamed)),
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), &mut *value) {
                    ("$ref", Value::String(text)) => {
                        if let Some(new) = renamed.get(text.as_str()) {
                            text.clone_from(new);
                        }
                    }
                    ("mapping", Value::Object(mapping)) => {
                        mapping
                            .values_mut()
                            .for_each(|target| variant(target, renamed));
                    }
                    ("defaultMapping", Value::String(_)) => variant(value, renamed),
                    ("security", Value::Array(list)) => {
                        list.iter_mut().for_each(|one| requirement(one, renamed));
                    }
                    _ => rename(value, renamed),
                }
            }
        }
        _ => {}
    }
}

/// A variant is named by a reference or by the bare name of a schema.
fn variant(target: &mut Value, renamed: &Renamed) {
    let Value::String(text) = target else {
        return rename(target, renamed);
    };
    let new = renamed.get(text.as_str()).cloned();
    let new = new.or_else(|| renamed.get(&reference("schemas", text)).cloned());
    if let Some(new) = new {
        *text = new;
    }
}

fn requirement(one: &mut Value, renamed: &Renamed) {
    let Some(map) = one.as_object_mut() else {
        return;
    };
    for (name, scopes) in std::mem::take(map) {
        let new = renamed.get(&reference("securitySchemes", &name));
        let new = new.and_then(|new| new.rsplit('/').next());
        map.insert(new.unwrap_or(&name).to_owned(), scopes);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Renamed, qualifier, rename};

    #[test]
    fn variants_have_their_new_names() {
        let pair = |old: &str, new: &str| {
            (
                super::reference("schemas", old),
                super::reference("schemas", new),
            )
        };
        let renamed = Renamed::from([pair("Cat", "HouseCat")]);
        let mut value = json!({"discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": "Cat", "tom": "#/components/schemas/Cat", "dog": "Dog"},
            "defaultMapping": "Cat"}});
        rename(&mut value, &renamed);
        let new = "#/components/schemas/HouseCat";
        let mapping = json!({"cat": new, "tom": new, "dog": "Dog"});
        assert_eq!(value["discriminator"]["mapping"], mapping);
        assert_eq!(value["discriminator"]["defaultMapping"], new);
    }

    #[test]
    fn scopes_are_told_apart_by_their_own_words() {
        for (own, other, words) in [
            (
                "api-reference/text/api/openapi.json",
                "api-reference/speech/api/openapi.json",
                "text",
            ),
            ("core.json", "data.json", "core"),
            ("Payments API", "Users API", "Payments"),
            ("openapi.json", "", "other"),
            ("v2/openapi.json", "v1/openapi.json", "v2"),
        ] {
            assert_eq!(qualifier(own, other), words);
        }
    }
}
