//! Components that come into the merged document.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Merge;
use super::settle::Renamed;
use crate::fragment::Trust;
use crate::pointer::Pointer;
use crate::provenance::Stated;
use crate::trust::MARK;

impl Merge<'_> {
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
                let own = reference(&section, &name);
                let open =
                    fragment.trust >= Trust::Fragment && !renamed.values().any(|new| *new == own);
                let reached = wanted
                    .as_ref()
                    .is_none_or(|wanted| open || is_scheme || wanted.contains(&own));
                if fragment.trust < Trust::Fragment
                    && let Some(value) = value.as_object_mut()
                    && !is_scheme
                {
                    let trust = serde_json::to_value(fragment.trust).unwrap_or_default();
                    value.entry(MARK).or_insert(trust);
                }
                if !reached {
                    self.waiting.entry(own).or_insert((number, value));
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
            let values = self.items.values().chain(self.components.values());
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

pub(super) fn pointer(section: &str, name: &str) -> Pointer {
    Pointer::root().join("components").join(section).join(name)
}

/// `#/components/schemas/Error`.
pub(super) fn reference(section: &str, name: &str) -> String {
    format!("#/components/{section}/{name}")
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

pub(super) fn references(value: &Value, found: &mut Vec<String>) {
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
