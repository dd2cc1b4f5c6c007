//! Components by name: identical ones are shared, different ones are qualified or an error.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Merge, same};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Trust;
use crate::pointer::Pointer;
use crate::provenance::Stated;

/// New names by reference, such as `#/components/schemas/Error`.
pub(super) type Renamed = BTreeMap<String, String>;

impl Merge<'_> {
    /// Finds the names that a fragment's components can have. Those that are the same as known
    /// ones are taken out.
    pub(super) fn settle(
        &mut self,
        stated: &Stated,
        number: usize,
        components: &mut Map<String, Value>,
        diagnostics: &mut Diagnostics,
    ) -> Renamed {
        let mut renamed = Renamed::new();
        let mut conflicts = Vec::new();
        for (section, entries) in components.iter_mut() {
            let Some(entries) = entries.as_object_mut() else {
                continue;
            };
            let Some(known) = self.components.get(section).and_then(Value::as_object) else {
                continue;
            };
            entries.retain(|name, value| {
                let Some(other) = known.get(name) else {
                    return true;
                };
                if same::same(other, value) {
                    let at = pointer(section, name);
                    self.merged.shared += 1;
                    self.merged.provenance.record(at.clone(), number, at);
                    return false;
                }
                conflicts.push((section.clone(), name.clone()));
                true
            });
        }
        for (section, name) in conflicts {
            self.conflict(
                stated,
                components,
                &section,
                &name,
                &mut renamed,
                diagnostics,
            );
        }
        if !renamed.is_empty() {
            for section in components.values_mut() {
                rename(section, &renamed);
            }
        }
        renamed
    }

    fn conflict(
        &mut self,
        stated: &Stated,
        components: &mut Map<String, Value>,
        section: &str,
        name: &str,
        renamed: &mut Renamed,
        diagnostics: &mut Diagnostics,
    ) {
        let fragment = &stated.fragment;
        let at = pointer(section, name);
        let provided = self.merged.provenance.origins(&at);
        let earlier = provided.and_then(|(origins, _)| {
            let stated = self.merged.provenance.fragment(origins.first()?);
            let scope = stated.fragment.scope.clone();
            Some((scope, stated.locate(&at, self.sources)))
        });
        let Some(entries) = components.get_mut(section).and_then(Value::as_object_mut) else {
            return;
        };
        let qualifier = fragment.scope.as_deref().map(words);
        let elsewhere = earlier
            .as_ref()
            .is_some_and(|(scope, _)| *scope != fragment.scope);
        if let (true, Some(qualifier)) = (elsewhere, qualifier)
            && let Some(value) = entries.remove(name)
        {
            let qualified = format!("{qualifier}_{name}");
            let reference = |name: &str| format!("#/components/{section}/{name}");
            renamed.insert(reference(name), reference(&qualified));
            entries.insert(qualified, value);
            return;
        }
        entries.remove(name);
        let place = stated.locate(&at, self.sources);
        let message = format!("two pages give `{name}` different shapes");
        let mut diagnostic = if fragment.trust < Trust::Fragment {
            Diagnostic::warning("component-conflict", message).at(place, "left out: a weaker page")
        } else {
            Diagnostic::error("component-conflict", message).at(place, "one shape here")
        };
        if let Some((_, span)) = earlier {
            diagnostic = diagnostic.and(span, "another shape here");
        }
        diagnostics.push(diagnostic.help("fetch both pages again, or settle it in the overlay"));
    }

    /// Puts components into the document: all, or those that some pieces refer to.
    pub(super) fn adopt(
        &mut self,
        stated: &Stated,
        number: usize,
        components: Map<String, Value>,
        renamed: &Renamed,
        reach: Option<Vec<Value>>,
    ) {
        let fragment = &stated.fragment;
        let original = |new: &str| {
            let old = renamed.iter().find(|(_, renamed)| *renamed == new);
            old.and_then(|(old, _)| Pointer::parse(old))
        };
        let wanted = reach.map(|roots| closure(&roots, &components));
        for (section, entries) in components {
            let Value::Object(entries) = entries else {
                continue;
            };
            for (name, mut value) in entries {
                let is_scheme = section == "securitySchemes";
                let reached = wanted.as_ref().is_none_or(|wanted| {
                    is_scheme || wanted.contains(&format!("#/components/{section}/{name}"))
                });
                if fragment.trust < Trust::Fragment
                    && let Some(value) = value.as_object_mut()
                    && !is_scheme
                {
                    let trust = serde_json::to_value(fragment.trust).unwrap_or_default();
                    value.entry("x-pagecrate-trust").or_insert(trust);
                }
                if !reached {
                    let reference = format!("#/components/{section}/{name}");
                    self.waiting.entry(reference).or_insert((number, value));
                    continue;
                }
                let at = pointer(&section, &name);
                let slot = self.components.entry(&section).or_insert_with(|| json!({}));
                if let Some(slot) = slot.as_object_mut()
                    && !slot.contains_key(&name)
                {
                    let inner = original(&format!("#{at}")).unwrap_or_else(|| at.clone());
                    slot.insert(name, value);
                    self.merged.provenance.record(at, number, inner);
                }
            }
        }
    }
}

impl Merge<'_> {
    /// A page of a type has no operation of its own; it matters where another page's stands on it.
    pub(super) fn adopt_waiting(&mut self) {
        let mut found = BTreeSet::new();
        let mut queue = Vec::new();
        if !self.waiting.is_empty() {
            let values = self.paths.values().chain(self.components.values());
            values.for_each(|value| each_reference(value, &mut found, &mut queue));
        }
        while let Some(reference) = queue.pop() {
            let Some((number, value)) = self.waiting.remove(&reference) else {
                continue;
            };
            let path = reference.strip_prefix("#/components/");
            let Some((section, name)) = path.and_then(|path| path.split_once('/')) else {
                continue;
            };
            let slot = self.components.entry(section).or_insert_with(|| json!({}));
            if let Some(slot) = slot.as_object_mut()
                && !slot.contains_key(name)
            {
                each_reference(&value, &mut found, &mut queue);
                slot.insert(name.to_owned(), value);
                let at = pointer(section, name);
                self.merged.provenance.record(at.clone(), number, at);
            }
        }
    }
}

fn each_reference(value: &Value, found: &mut BTreeSet<String>, queue: &mut Vec<String>) {
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| each_reference(item, found, queue)),
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str() {
                    Some(text) if key == "$ref" => {
                        if found.insert(text.to_owned()) {
                            queue.push(text.to_owned());
                        }
                    }
                    _ => each_reference(value, found, queue),
                }
            }
        }
        _ => {}
    }
}

fn pointer(section: &str, name: &str) -> Pointer {
    Pointer::root().join("components").join(section).join(name)
}

fn words(scope: &str) -> String {
    let stem = scope.rsplit('/').next().unwrap_or(scope);
    let stem = stem.split('.').next().unwrap_or(stem);
    let legal = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    stem.chars().map(legal).collect()
}

/// Rewrites references.
pub(super) fn rename(value: &mut Value, renamed: &Renamed) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, renamed)),
        Value::Object(map) => {
            for (key, value) in map {
                let new = (key == "$ref")
                    .then(|| renamed.get(value.as_str()?))
                    .flatten();
                match new {
                    Some(new) => *value = Value::String(new.clone()),
                    None => rename(value, renamed),
                }
            }
        }
        _ => {}
    }
}

/// Every reference that can be reached from some pieces.
fn closure(roots: &[Value], components: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    for root in roots {
        references(root, &mut found);
    }
    let mut at = 0;
    while at < found.len() {
        let target = found[at]
            .strip_prefix("#/components/")
            .and_then(|path| path.split_once('/'))
            .and_then(|(section, name)| components.get(section)?.get(name));
        if let Some(target) = target {
            references(target, &mut found);
        }
        at += 1;
    }
    found
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str() {
                    Some(text) if key == "$ref" && !found.iter().any(|one| one == text) => {
                        found.push(text.to_owned());
                    }
                    _ => references(value, found),
                }
            }
        }
        _ => {}
    }
}
