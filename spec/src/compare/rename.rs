//! Schemas that have another name in the newer document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{MAX_DEPTH, view};
use crate::merge::{METHODS, template};

/// How often names are followed into each other.
const MAX_ROUNDS: usize = 8;

/// The newer names of schemas by the older ones, and back.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    newer: BTreeMap<String, String>,
    older: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn newer<'a>(&'a self, name: &'a str) -> &'a str {
        self.newer.get(name).map_or(name, String::as_str)
    }

    pub(super) fn older<'a>(&'a self, name: &'a str) -> &'a str {
        self.older.get(name).map_or(name, String::as_str)
    }

    fn add(&mut self, from: String, to: String) {
        self.older.insert(to.clone(), from.clone());
        self.newer.insert(from, to);
    }
}

/// The schemas that are the same under another name: the same content, or the same place in what
/// refers to them and half of their properties in common. Where two could be meant, none is.
pub(super) fn components(old: &Value, new: &Value) -> Names {
    let empty = Map::new();
    let of = |document: &'_ Value| document["components"]["schemas"].as_object().cloned();
    let (before, after) = (of(old), of(new));
    let (before, after) = (
        before.as_ref().unwrap_or(&empty),
        after.as_ref().unwrap_or(&empty),
    );
    let mut names = Names::default();
    for _ in 0..MAX_ROUNDS {
        let gone: BTreeSet<&String> = before
            .keys()
            .filter(|name| !after.contains_key(*name) && !names.newer.contains_key(*name))
            .collect();
        let fresh: BTreeSet<&String> = after
            .keys()
            .filter(|name| !before.contains_key(*name) && !names.older.contains_key(*name))
            .collect();
        let mut votes = Votes {
            gone,
            fresh,
            forward: BTreeMap::new(),
            back: BTreeMap::new(),
        };
        votes.same_content(before, after, &names);
        votes.same_place(old, new, &names);
        let found = votes.settled(before, after);
        if found.is_empty() {
            break;
        }
        for (from, to) in found {
            names.add(from, to);
        }
    }
    names
}

struct Votes<'a> {
    gone: BTreeSet<&'a String>,
    fresh: BTreeSet<&'a String>,
    forward: BTreeMap<String, BTreeSet<String>>,
    back: BTreeMap<String, BTreeSet<String>>,
}

impl Votes<'_> {
    fn vote(&mut self, from: &str, to: &str) {
        self.forward
            .entry(from.to_owned())
            .or_default()
            .insert(to.to_owned());
        self.back
            .entry(to.to_owned())
            .or_default()
            .insert(from.to_owned());
    }

    fn same_content(
        &mut self,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
        names: &Names,
    ) {
        let mut by_content: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for name in &self.fresh {
            if let Some(schema) = after.get(*name).filter(|schema| size(schema) > 1) {
                by_content
                    .entry(content(schema, &|name| name.to_owned()))
                    .or_default()
                    .push(name);
            }
        }
        let newer = |name: &str| names.newer(name).to_owned();
        let mut found = Vec::new();
        for name in &self.gone {
            let Some(schema) = before.get(*name) else {
                continue;
            };
            for to in by_content
                .get(&content(schema, &newer))
                .into_iter()
                .flatten()
            {
                found.push(((*name).clone(), (*to).clone()));
            }
        }
        for (from, to) in found {
            self.vote(&from, &to);
        }
    }

    /// Follows both documents side by side and notes where a reference is to another name.
    fn same_place(&mut self, old: &Value, new: &Value, names: &Names) {
        let item = |document: &Value, path: &str| -> Option<(String, Value)> {
            let paths = document["paths"].as_object()?;
            let (path, item) = paths.iter().find(|(other, _)| template(other) == path)?;
            Some((path.clone(), item.clone()))
        };
        for (path, before) in old["paths"].as_object().into_iter().flatten() {
            let Some((_, after)) = item(new, &template(path)) else {
                continue;
            };
            for method in METHODS {
                self.walk(&before[method], &after[method], 0);
            }
        }
        let schemas = |document: &Value| {
            document["components"]["schemas"]
                .as_object()
                .cloned()
                .unwrap_or_default()
        };
        let after = schemas(new);
        for (name, before) in &schemas(old) {
            if let Some(after) = after.get(names.newer(name)) {
                self.walk(before, after, 0);
            }
        }
    }

    fn walk(&mut self, old: &Value, new: &Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match (old, new) {
            (Value::Object(a), Value::Object(b)) => {
                if let (Some(from), Some(to)) = (view::target(old), view::target(new)) {
                    if self.gone.contains(&from) && self.fresh.contains(&to) {
                        self.vote(&from, &to);
                    }
                    return;
                }
                for (key, before) in a {
                    if let Some(after) = b.get(key) {
                        self.walk(before, after, depth + 1);
                    }
                }
            }
            // Places in lists mean little where one is longer.
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                for (before, after) in a.iter().zip(b) {
                    self.walk(before, after, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn settled(
        &self,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) -> Vec<(String, String)> {
        let only = |set: Option<&BTreeSet<String>>| set.is_some_and(|set| set.len() == 1);
        let mut found = Vec::new();
        for (from, to) in &self.forward {
            let Some(to) = to.first().filter(|_| to.len() == 1) else {
                continue;
            };
            let (Some(a), Some(b)) = (before.get(from), after.get(to)) else {
                continue;
            };
            if only(self.back.get(to)) && alike(a, b) {
                found.push((from.clone(), to.clone()));
            }
        }
        found
    }
}

/// Whether two schemas share half of their properties, values or alternatives.
fn alike(a: &Value, b: &Value) -> bool {
    let parts = |schema: &Value| -> BTreeSet<String> {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let mut parts: BTreeSet<String> = properties.map(|(name, _)| name.clone()).collect();
        parts.extend(
            view::values(schema)
                .unwrap_or_default()
                .iter()
                .map(|value| value.to_string()),
        );
        for key in ["oneOf", "anyOf", "allOf"] {
            let list = schema[key].as_array().into_iter().flatten();
            parts.extend(list.map(view::text));
        }
        parts
    };
    let (pa, pb) = (parts(a), parts(b));
    if pa.is_empty() && pb.is_empty() {
        return view::types(a) == view::types(b);
    }
    let shared = pa.intersection(&pb).count();
    shared * 2 >= pa.len().max(pb.len())
}

/// How many keys a schema has in all, up to what matters here.
fn size(schema: &Value) -> usize {
    match schema {
        Value::Object(map) => map.len() + map.values().map(size).sum::<usize>(),
        Value::Array(list) => list.iter().map(size).sum(),
        _ => 0,
    }
}

/// A schema as text without what only people read, references under other names.
fn content(schema: &Value, name: &dyn Fn(&str) -> String) -> String {
    normal(schema, name, 0).to_string()
}

fn normal(value: &Value, name: &dyn Fn(&str) -> String, depth: usize) -> Value {
    match value {
        _ if depth > MAX_DEPTH => Value::Null,
        Value::Object(map) => {
            if let Some(target) = view::target(value) {
                return Value::String(format!("$ref {}", name(&target)));
            }
            let mut kept: BTreeMap<&String, Value> = BTreeMap::new();
            for (key, value) in map {
                if !view::is_prose(key) || value.is_object() {
                    kept.insert(key, normal(value, name, depth + 1));
                }
            }
            kept.into_iter()
                .map(|(key, value)| (key.clone(), value))
                .collect::<Map<_, _>>()
                .into()
        }
        Value::Array(list) => list
            .iter()
            .map(|one| normal(one, name, depth + 1))
            .collect(),
        other => other.clone(),
    }
}
