//! The union of what all pages say: one document, and where each piece comes from.

mod components;
mod defaults;
mod same;
mod section;
mod settle;
mod supplement;
mod variants;
mod whole;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::pointer::Pointer;
use crate::provenance::{Provenance, Stated};
use crate::source::{SourceId, Sources};
use crate::trust::MARK;

use self::section::{Items, Section};
pub(crate) use self::whole::Whole;

/// The methods that a path item may have; other keys of it belong to the whole item.
pub(crate) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// The key of a path item that has all other methods (OpenAPI 3.2).
pub(crate) const MORE_METHODS: &str = "additionalOperations";

/// The document that all pages make together.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// An OpenAPI document, as the pages state it and without anything lowered.
    pub value: Value,
    /// Which page says what.
    pub provenance: Provenance,
    /// Operations of weaker pages that only added to a stronger page's.
    pub supplemented: usize,
    /// Operations that several pages of the same strength state.
    pub repeated: usize,
    /// Components that several fragments state alike, counted once each time.
    pub shared: usize,
    /// Files that are part of a document which refers to them.
    pub joined: Vec<SourceId>,
}

/// An operation that is in the merged document.
#[derive(Clone)]
struct Known {
    section: Section,
    path: String,
    method: String,
    fragment: usize,
}

/// What is being put together.
struct Merge<'a> {
    sources: &'a Sources,
    merged: Merged,
    items: Items,
    components: Map<String, Value>,
    known: BTreeMap<(String, String), Known>,
    head: Map<String, Value>,
    /// Components of the fragment that is being taken, which are not in the document yet.
    own: Map<String, Value>,
    /// Whether the document's own servers and security are known.
    headed: bool,
    /// Components of weaker pages that none of their own operations stand on, by reference.
    waiting: BTreeMap<String, (usize, Value)>,
}

/// Puts fragments together, the stronger ones first. The result does not depend on their order.
#[must_use]
pub fn merge(
    mut fragments: Vec<Fragment>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Merged {
    fragments.sort_by_cached_key(|fragment| {
        let name = sources.get(fragment.source).name.clone();
        let start = fragment.text.map_or(0, |text| text.span.start);
        (Reverse(fragment.trust), name, start)
    });
    let mut merge = Merge {
        sources,
        merged: Merged::default(),
        items: Items::default(),
        components: Map::new(),
        known: BTreeMap::new(),
        head: Map::new(),
        own: Map::new(),
        headed: false,
        waiting: BTreeMap::new(),
    };
    for fragment in fragments {
        merge.take(fragment, diagnostics);
    }
    merge.finish()
}

impl Merge<'_> {
    fn take(&mut self, mut fragment: Fragment, diagnostics: &mut Diagnostics) {
        let mut value = fragment.value.take();
        let whole = match fragment.trust {
            Trust::Spec => Whole::make(&fragment, &mut value, self.sources, diagnostics),
            _ => None,
        };
        let joined = whole.iter().flat_map(Whole::joined);
        self.merged.joined.extend(joined);
        let weak = fragment.trust < Trust::Fragment;
        let number = self.merged.provenance.add(fragment, whole);
        let stated = Arc::clone(self.merged.provenance.by_number(number));
        if stated.fragment.trust == Trust::Spec {
            let root = Pointer::root();
            self.merged.provenance.record(root.clone(), number, root);
        }
        // The first of the stronger documents speaks for all that do not differ.
        if !weak && std::mem::replace(&mut self.headed, true) {
            defaults::lower(&mut value, &self.head);
        }
        self.heading(number, &value, weak);
        let mut components = match value.get_mut("components").map(Value::take) {
            Some(Value::Object(components)) => components,
            _ => Map::new(),
        };
        let renamed = self.settle(&stated, number, &mut components, diagnostics);
        if !renamed.is_empty() {
            settle::rename(&mut value, &renamed);
        }
        self.own = components;
        // A weaker page's components matter only as far as its own operations stand on them, and so
        // do those that only differ from what another page says.
        let mut used = (weak || !renamed.is_empty()).then(Vec::new);
        for section in Section::ALL {
            let Some(Value::Object(items)) = value.get_mut(section.key()).map(Value::take) else {
                continue;
            };
            for (path, item) in items {
                let extension = section == Section::Paths && path.starts_with("x-");
                match item {
                    Value::Object(item) if !extension => {
                        let place = (section, path.as_str());
                        self.path_item(&stated, number, place, item, &mut used, diagnostics);
                    }
                    other => drop(self.items.of(section).entry(path).or_insert(other)),
                }
            }
        }
        let components = std::mem::take(&mut self.own);
        self.adopt(&stated, number, components, &renamed, used);
    }

    fn path_item(
        &mut self,
        stated: &Stated,
        number: usize,
        (section, path): (Section, &str),
        item: Map<String, Value>,
        used: &mut Option<Vec<Value>>,
        diagnostics: &mut Diagnostics,
    ) {
        let fragment = &stated.fragment;
        let here = Pointer::root().join(section.key()).join(path);
        for (key, mut value) in item {
            let at = here.join(&key);
            if !METHODS.contains(&key.as_str()) {
                self.beside_methods(number, (section, path), key, value);
                continue;
            }
            let mut identity = (section.identity(path), key.clone());
            let known = self.known.get(&identity);
            // One page that has both means both.
            if known.is_some_and(|known| known.fragment == number && known.path != path) {
                path.clone_into(&mut identity.0);
            }
            match self.known.get(&identity) {
                None => {
                    describe(&mut value, fragment);
                    if let Some(used) = used {
                        used.push(value.clone());
                    }
                    self.insert_operation(number, (section, path), &key, value, identity);
                }
                Some(known) => {
                    let known = known.clone();
                    let replaced = self.again(stated, number, &known, (&at, value), diagnostics);
                    if let (true, Some(used)) = (replaced, &mut *used) {
                        let item = self.items.of(section).get(&known.path);
                        used.extend(item.and_then(|item| item.get(&known.method)).cloned());
                    }
                }
            }
        }
        self.merged.provenance.record(here.clone(), number, here);
    }

    /// What a path item has beside its operations by method.
    fn beside_methods(
        &mut self,
        number: usize,
        (section, path): (Section, &str),
        key: String,
        value: Value,
    ) {
        let at = Pointer::root().join(section.key()).join(path).join(&key);
        let items = self.items.of(section);
        let slot = items.entry(path).or_insert_with(|| json!({}));
        let Some(slot) = slot.as_object_mut() else {
            return;
        };
        match (slot.get_mut(&key), value) {
            (None, value) => {
                slot.insert(key, value);
                self.merged.provenance.record(at.clone(), number, at);
            }
            (Some(Value::Object(all)), Value::Object(more)) if key == MORE_METHODS => {
                for (method, operation) in more {
                    let at = at.join(&method);
                    all.entry(method).or_insert(operation);
                    self.merged.provenance.record(at.clone(), number, at);
                }
            }
            _ => {}
        }
    }

    fn insert_operation(
        &mut self,
        number: usize,
        (section, path): (Section, &str),
        method: &str,
        value: Value,
        identity: (String, String),
    ) {
        let at = Pointer::root().join(section.key()).join(path).join(method);
        let items = self.items.of(section);
        let item = items.entry(path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(method.to_owned(), value);
        }
        self.merged.provenance.record(at.clone(), number, at);
        let known = Known {
            section,
            path: path.to_owned(),
            method: method.to_owned(),
            fragment: number,
        };
        self.known.insert(identity, known);
    }

    /// An operation that a stronger, or an equally strong, page has stated already. Whether this
    /// page's takes its place.
    fn again(
        &mut self,
        stated: &Stated,
        number: usize,
        known: &Known,
        (inner, value): (&Pointer, Value),
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let section = known.section;
        let (path, method) = (known.path.as_str(), known.method.as_str());
        let at = Pointer::root().join(section.key()).join(path).join(method);
        let fragment = &stated.fragment;
        let known = Arc::clone(self.merged.provenance.by_number(known.fragment));
        let earlier = &known.fragment;
        let item = self.items.of(section).get_mut(path);
        let Some(operation) = item.and_then(|item| item.get_mut(method)) else {
            return false;
        };
        self.merged
            .provenance
            .record(at.clone(), number, inner.clone());
        // Two tables of one operation complete each other; two fragments must agree.
        if fragment.trust < earlier.trust || fragment.trust < Trust::Fragment {
            self.merged.supplemented += 1;
            let components = &self.components;
            let mut supplement = supplement::Supplement {
                sources: self.sources,
                components,
                strong: &known,
                weak: stated,
                diagnostics,
            };
            supplement.operation(operation, &at, &value, inner);
            return false;
        }
        self.merged.repeated += 1;
        if same::same(operation, &value) {
            return false;
        }
        let scope = variants::Scope {
            known: &self.components,
            own: &self.own,
        };
        if let Some((joined, property)) = variants::join(operation, &value, &scope) {
            *operation = joined;
            let message = format!(
                "two pages state {} for different values of `{property}`: it is one operation",
                section.spoken(method, path)
            );
            diagnostics.push(
                Diagnostic::note("operation-variants", message)
                    .at(stated.locate(inner, self.sources), "")
                    .and(known.locate(&at, self.sources), ""),
            );
            return true;
        }
        let newer = fragment.dated > earlier.dated;
        let place = |stated: &Stated, at: &Pointer| stated.locate(at, self.sources);
        let (taken, left) = if newer {
            (place(stated, inner), place(&known, &at))
        } else {
            (place(&known, &at), place(stated, inner))
        };
        let spoken = section.spoken(method, path);
        let message = format!("two pages describe {spoken} differently");
        diagnostics.push(
            Diagnostic::warning("operation-conflict", message)
                .at(taken, "taken: the newer page, or the first by name")
                .and(left, "left out")
                .help("remove the older page, or settle it in the overlay"),
        );
        if newer {
            *operation = value;
            describe(operation, fragment);
        }
        newer
    }

    /// The document's own keys: the highest version, the first information, every server.
    fn heading(&mut self, number: usize, value: &Value, weak: bool) {
        let Some(value) = value.as_object() else {
            return;
        };
        for (key, value) in value {
            let here = Pointer::root().join(key);
            match key.as_str() {
                "paths" | "webhooks" | "components" => {}
                // Fern writes the page's title and the operation's id there.
                "info" if is_page_info(value) || weak => {}
                "openapi" => {
                    let known = self.head.get("openapi").and_then(Value::as_str);
                    if known.unwrap_or("") < value.as_str().unwrap_or("") {
                        self.head.insert("openapi".to_owned(), value.clone());
                    }
                }
                "servers" | "tags" if value.is_array() => self.listed(number, &here, key, value),
                _ => {
                    if !self.head.contains_key(key) {
                        self.head.insert(key.clone(), value.clone());
                        self.merged.provenance.record(here.clone(), number, here);
                    }
                }
            }
        }
    }

    /// The items of a list of the document that no other fragment has.
    fn listed(&mut self, number: usize, here: &Pointer, key: &str, value: &Value) {
        let list = self.head.entry(key).or_insert_with(|| json!([]));
        let Some(list) = list.as_array_mut() else {
            return;
        };
        // What one fragment says twice stays for the reader of the document to notice.
        let others = list.len();
        for (index, one) in value.as_array().into_iter().flatten().enumerate() {
            if !list.iter().take(others).any(|other| other == one) {
                let at = here.index(list.len());
                let inner = here.index(index);
                self.merged.provenance.record(at, number, inner);
                list.push(one.clone());
            }
        }
    }

    fn finish(mut self) -> Merged {
        self.adopt_waiting();
        let mut document = Map::new();
        let version = self
            .head
            .shift_remove("openapi")
            .unwrap_or_else(|| json!("3.1.0"));
        // Among documents of different versions, one that was converted is not the whole.
        if version.as_str().is_none_or(|version| version > "3.1") {
            self.head.shift_remove(crate::swagger::STATED);
        }
        document.insert("openapi".to_owned(), version);
        let info = self.head.shift_remove("info");
        let servers = self.head.get("servers").and_then(Value::as_array);
        let title = servers.and_then(|servers| domain(servers.first()?["url"].as_str()?));
        let title = title.unwrap_or_else(|| "API".to_owned());
        let unnamed = || json!({"title": title, "version": "1.0.0"});
        document.insert("info".to_owned(), info.unwrap_or_else(unnamed));
        document.append(&mut self.head);
        // Paths by their text and methods in the order of the specification: a page that comes or
        // goes then moves no other line.
        for section in Section::ALL {
            let mut items = std::mem::take(self.items.of(section));
            if items.is_empty() && section == Section::Webhooks {
                continue;
            }
            items.sort_keys();
            for item in items.values_mut().filter_map(Value::as_object_mut) {
                let rank = |key: &str| METHODS.iter().position(|method| *method == key);
                let mut entries: Vec<_> = std::mem::take(item).into_iter().collect();
                entries.sort_by_cached_key(|(key, _)| (rank(key), key.clone()));
                item.extend(entries);
            }
            document.insert(section.key().to_owned(), Value::Object(items));
        }
        for section in self.components.values_mut() {
            if let Some(section) = section.as_object_mut() {
                section.sort_keys();
            }
        }
        self.components.sort_keys();
        if !self.components.is_empty() {
            document.insert("components".to_owned(), Value::Object(self.components));
        }
        self.merged.value = Value::Object(document);
        self.merged
    }
}

fn is_page_info(info: &Value) -> bool {
    let version = info["version"].as_str().unwrap_or_default();
    version.starts_with("endpoint_")
}

/// `openrouter` of `https://api.openrouter.ai/v1`: what people call an API that has no title.
fn domain(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', ':', '?']).next()?;
    let mut labels = host.rsplit('.');
    let last = labels.next()?;
    let name = labels.next().unwrap_or(last);
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (plain && name.starts_with(|c: char| c.is_ascii_alphabetic())).then(|| name.to_owned())
}

/// A path without the names of its parameters: two pages may call one parameter differently.
pub(crate) fn template(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.trim_end_matches('/').chars() {
        inside = (inside || c == '{') && c != '}';
        if !inside || c == '{' {
            out.push(c);
        }
    }
    out
}

/// Notes on an operation which page it is from and how far that can be trusted.
fn describe(operation: &mut Value, fragment: &Fragment) {
    let Some(operation) = operation.as_object_mut() else {
        return;
    };
    if let Some(url) = &fragment.url {
        operation
            .entry("externalDocs")
            .or_insert_with(|| json!({ "url": url }));
    }
    if fragment.trust < Trust::Fragment && !operation.contains_key(MARK) {
        let trust = serde_json::to_value(fragment.trust).unwrap_or_default();
        operation.insert(MARK.to_owned(), trust);
    }
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn parameters_are_the_same_under_other_names() {
        assert_eq!(template("/a/{id}/b/{x}/"), template("/a/{guardrail}/b/{y}"));
        assert_ne!(template("/a/{id}"), template("/a/id"));
    }
}
