//! What the references of a document lead to, found before it is taken apart.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::identifiers::Identifiers;
use crate::pointer::{Pointer, push_token};

/// How deep a document may be nested. serde_json reads no deeper than 128; what YAML and merging
/// give is shallower. Everything that recurses over a document relies on it.
pub(super) const MAX_DEPTH: usize = 160;

/// How many references a pointer may pass through on its way.
const MAX_HOPS: usize = 32;

/// For how many references that lead nowhere another one is looked for.
const MAX_SUGGESTIONS: usize = 50;

/// The sections of `/components` that are typed under their names.
pub(super) const SECTIONS: [&str; 10] = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
];

/// All that the reader must know of references before it meets them.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Pointers that are referred to and are not found by a name, in their escaped form.
    named: BTreeSet<String>,
    /// The object that holds a `$ref` in an unusual form → the reference in `#/…` form.
    rewrites: HashMap<String, String>,
    /// References (as written) that lead nowhere → the nearest reference that would.
    missing: HashMap<String, Option<String>>,
    depth: usize,
}

impl Targets {
    /// Looks through a document. `None` when it is nested too deeply to be read at all.
    pub(super) fn find(root: &Value) -> Option<Self> {
        let mut scan = Scan::default();
        if !scan.visit(root) {
            return None;
        }
        let mut found = Self {
            depth: scan.depth,
            ..Self::default()
        };
        let identifiers = scan.identifiers;
        for reference in &scan.plain {
            found.local(root, reference);
        }
        for (holder, reference) in scan.odd {
            found.unusual(root, &identifiers, holder, reference);
        }
        for (holder, reference) in scan.dynamic {
            if let Some(target) = identifiers.dynamic(&holder, reference) {
                found.rewrite(holder, target);
            }
        }
        Some(found)
    }

    /// How deep the document is nested.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Whether something refers to this place by its pointer.
    pub(super) fn is_named(&self, path: &str) -> bool {
        !self.named.is_empty() && self.named.contains(path)
    }

    /// The named places inside of the value at `path`, itself included.
    pub(super) fn within<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a str> {
        let from = std::ops::Bound::Included(path);
        self.named
            .range::<str, _>((from, std::ops::Bound::Unbounded))
            .take_while(move |named| named.starts_with(path))
            .filter(move |named| matches!(named.as_bytes().get(path.len()), None | Some(b'/')))
            .map(String::as_str)
    }

    /// Whether nothing is named by pointer, which is usual.
    pub(super) fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// The `#/…` form of the reference that the object at `holder` holds, when it has another.
    pub(super) fn rewritten(&self, holder: &str) -> Option<&str> {
        if self.rewrites.is_empty() {
            return None;
        }
        self.rewrites.get(holder).map(String::as_str)
    }

    /// `Some` when the reference leads nowhere; inside, one that is spelled nearly so.
    pub(super) fn missing(&self, reference: &str) -> Option<Option<&str>> {
        self.missing.get(reference).map(|near| near.as_deref())
    }

    /// A `#/…` reference.
    fn local(&mut self, root: &Value, reference: &str) {
        let Some(pointer) = Pointer::parse(reference) else {
            return;
        };
        match locate(root, &pointer) {
            Some(found) => self.name(found),
            None => {
                // A name that holds a `%` as it is, and not percent-encoded.
                let literal = Pointer::parse(reference.trim_start_matches('#'));
                if literal.is_some_and(|literal| locate(root, &literal).is_some()) {
                    return;
                }
                // Looking for what was meant is slow, and of no use in a document full of these.
                let few = self.missing.len() < MAX_SUGGESTIONS;
                let near = few.then(|| nearest(root, &pointer)).flatten();
                self.missing.insert(reference.to_owned(), near);
            }
        }
    }

    /// A reference by anchor or identifier, or by pointer inside a document with identifiers.
    fn unusual(&mut self, root: &Value, ids: &Identifiers, holder: String, reference: &str) {
        if let Some(target) = ids.resolve(&holder, reference)
            && let Some(found) = locate(root, &target)
        {
            self.rewrite(holder, found);
            return;
        }
        if reference.starts_with("#/") {
            self.local(root, reference);
        }
    }

    fn rewrite(&mut self, holder: String, target: Pointer) {
        self.rewrites.insert(holder, reference_to(&target));
        self.name(target);
    }

    fn name(&mut self, pointer: Pointer) {
        if !found_by_name(pointer.as_str()) {
            self.named.insert(pointer.as_str().to_owned());
        }
    }
}

/// The `$ref` text that names a pointer: a URI fragment, so `%` is encoded.
pub(super) fn reference_to(pointer: &Pointer) -> String {
    let path = pointer.as_str();
    if path.contains('%') {
        format!("#{}", path.replace('%', "%25"))
    } else {
        format!("#{path}")
    }
}

/// Whether a pointer leads to something that [`super::Part::find`] finds in the typed document.
fn found_by_name(path: &str) -> bool {
    let mut tokens = path.split('/').skip(1);
    let (first, second, third) = (tokens.next(), tokens.next(), tokens.next());
    if tokens.next().is_some() {
        return false;
    }
    match (first, second, third) {
        (Some("components"), Some(section), Some(_)) => SECTIONS.contains(&section),
        (Some("paths" | "webhooks"), Some(_), None) => true,
        _ => false,
    }
}

/// The place that a pointer leads to, following references that stand on its way.
fn locate(root: &Value, pointer: &Pointer) -> Option<Pointer> {
    let (mut node, mut at) = (root, Pointer::root());
    let mut tokens: Vec<String> = pointer.tokens().rev().collect();
    let mut hops = 0;
    while let Some(token) = tokens.pop() {
        if let Some(child) = step(node, &token) {
            node = child;
            at = at.join(&token);
            continue;
        }
        let reference = node.get("$ref").and_then(Value::as_str)?;
        hops += 1;
        if hops > MAX_HOPS || !reference.starts_with("#/") {
            return None;
        }
        tokens.push(token);
        tokens.extend(Pointer::parse(reference)?.tokens().rev());
        (node, at) = (root, Pointer::root());
    }
    Some(at)
}

fn step<'a>(node: &'a Value, token: &str) -> Option<&'a Value> {
    match node {
        Value::Object(map) => map.get(token),
        Value::Array(list) => list.get(token.parse::<usize>().ok()?),
        _ => None,
    }
}

/// A reference that leads somewhere and differs from a wrong one by little.
fn nearest(root: &Value, pointer: &Pointer) -> Option<String> {
    let wanted = pointer.last()?;
    let parent = pointer.parent()?;
    let mut node = root;
    for token in parent.tokens() {
        node = step(node, &token)?;
    }
    let names = node.as_object()?.keys();
    let near = crate::document::spelling::nearest(&wanted, names.map(String::as_str))?;
    Some(reference_to(&parent.join(near)))
}

/// One walk over the whole document.
#[derive(Default)]
struct Scan<'a> {
    path: Vec<Step<'a>>,
    /// The longest that `path` has been.
    depth: usize,
    plain: BTreeSet<&'a str>,
    odd: Vec<(String, &'a str)>,
    dynamic: Vec<(String, &'a str)>,
    identifiers: Identifiers,
}

enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Scan<'a> {
    /// `false` when the value is nested too deeply.
    fn visit(&mut self, value: &'a Value) -> bool {
        self.depth = self.depth.max(self.path.len());
        if self.depth > MAX_DEPTH {
            return false;
        }
        match value {
            Value::Object(map) => {
                self.notice(map);
                map.iter().all(|(key, child)| match child {
                    Value::Object(_) | Value::Array(_) => self.descend(Step::Key(key), child),
                    _ => true,
                })
            }
            Value::Array(list) => {
                let mut items = list.iter().enumerate();
                items.all(|(index, child)| match child {
                    Value::Object(_) | Value::Array(_) => self.descend(Step::Index(index), child),
                    _ => true,
                })
            }
            _ => true,
        }
    }

    fn descend(&mut self, step: Step<'a>, child: &'a Value) -> bool {
        self.path.push(step);
        let shallow = self.visit(child);
        self.path.pop();
        shallow
    }

    fn notice(&mut self, map: &'a Map<String, Value>) {
        for (key, value) in map {
            if !key.starts_with('$') {
                continue;
            }
            let Value::String(text) = value else { continue };
            match key.as_str() {
                "$ref" if text.starts_with("#/") && self.identifiers.ids_are_empty() => {
                    self.plain.insert(text);
                }
                "$ref" => self.odd.push((self.pointer(), text)),
                "$dynamicRef" | "$recursiveRef" => self.dynamic.push((self.pointer(), text)),
                "$id" => self.identifiers.id(self.pointer(), text),
                "$self" => self.identifiers.document(text),
                "$anchor" => self.identifiers.anchor(self.pointer(), text),
                "$dynamicAnchor" => self.identifiers.dynamic_anchor(self.pointer(), text),
                _ => {}
            }
        }
    }

    fn pointer(&self) -> String {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) => push_token(&mut path, key),
                Step::Index(index) => {
                    // Writing to a String does not fail.
                    let _ = write!(path, "/{index}");
                }
            }
        }
        path
    }
}

/// Whether a value is nested no deeper than [`MAX_DEPTH`].
pub(super) fn is_shallow(value: &Value) -> bool {
    fn fits(value: &Value, left: usize) -> bool {
        match value {
            Value::Object(map) => left > 0 && map.values().all(|child| fits(child, left - 1)),
            Value::Array(list) => left > 0 && list.iter().all(|child| fits(child, left - 1)),
            _ => true,
        }
    }
    fits(value, MAX_DEPTH)
}

/// Takes a value apart without recursion, so that dropping an absurdly deep one is safe.
pub(super) fn dismantle(value: Value) {
    let mut rest = vec![value];
    while let Some(value) = rest.pop() {
        match value {
            Value::Array(list) => rest.extend(list),
            Value::Object(map) => rest.extend(map.into_iter().map(|(_, child)| child)),
            _ => {}
        }
    }
}
