//! Components again, from the titles that are left of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

/// Values nest no deeper; `serde_json` reads none that do.
const DEEPEST: usize = 160;

/// Moves every schema that was a component out of an operation, and ties recursion again.
pub(super) fn restore(
    operation: &mut Value,
    place: Span,
    diagnostics: &mut Diagnostics,
) -> Map<String, Value> {
    let mut restore = Restore::default();
    gather(operation, &mut restore.cut, 0);
    restore.walk(operation, 0);
    let mut known: BTreeSet<String> = restore.schemas.keys().cloned().collect();
    let mut lost = BTreeSet::new();
    settle(operation, &known, &mut lost, 0);
    for schema in restore.schemas.values_mut() {
        settle(schema, &known, &mut lost, 0);
    }
    known.retain(|name| restore.cut.contains(name) && !lost.contains(name));
    report(&restore, &known, &lost, place, diagnostics);
    restore.schemas
}

fn report(
    restore: &Restore,
    tied: &BTreeSet<String>,
    lost: &BTreeSet<String>,
    place: Span,
    diagnostics: &mut Diagnostics,
) {
    let list = |names: &BTreeSet<String>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    if !tied.is_empty() {
        let message = format!("tied cut recursion again: {}", list(tied));
        diagnostics.push(Diagnostic::note("recursion-tied", message).at(place, ""));
    }
    if !lost.is_empty() {
        let message = format!(
            "recursion was cut where nothing of its name is left: {}",
            list(lost)
        );
        let diagnostic = Diagnostic::warning("recursion-cut", message).at(place, "");
        diagnostics.push(diagnostic.help("any JSON is taken there; the overlay can say more"));
    }
    if restore.mappings > 0 {
        let message = format!(
            "read inlined schemas in a discriminator's mapping as their names ({})",
            restore.mappings
        );
        diagnostics.push(Diagnostic::note("mapping-objects", message).at(place, ""));
    }
}

/// The title in `circular(Title)`; an empty one where the schema had none.
fn circular(value: &Value) -> Option<&str> {
    value.as_str()?.strip_prefix("circular(")?.strip_suffix(')')
}

/// Every title that recursion was cut at.
fn gather(value: &Value, cut: &mut BTreeSet<String>, depth: usize) {
    match value {
        _ if depth > DEEPEST => {}
        Value::Array(list) => list.iter().for_each(|one| gather(one, cut, depth + 1)),
        Value::Object(map) => map.values().for_each(|one| gather(one, cut, depth + 1)),
        value => cut.extend(circular(value).map(component_name)),
    }
}

/// A title as a component's name: `[A-Za-z0-9._-]+` (OpenAPI 3.1, "Components Object").
fn component_name(title: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name: String = title
        .chars()
        .map(|c| if allowed(c) { c } else { '_' })
        .collect();
    name.trim_matches('_').to_owned()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[derive(Default)]
struct Restore {
    schemas: Map<String, Value>,
    cut: BTreeSet<String>,
    mappings: usize,
}

impl Restore {
    /// Inner schemas first, so that a schema looks the same wherever recursion was cut in it.
    fn walk(&mut self, value: &mut Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::Array(list) => {
                for one in list.iter_mut() {
                    self.step(one, depth);
                }
            }
            Value::Object(map) => {
                for (key, one) in map.iter_mut() {
                    match key.as_str() {
                        "example" | "examples" | "default" | "enum" | "const" | "title"
                        | "description" | "pattern" => {}
                        "mapping" => self.mapping(one, depth),
                        key if key.starts_with("x-") => {}
                        _ => self.step(one, depth),
                    }
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, value: &mut Value, depth: usize) {
        if let Some(title) = circular(value) {
            *value = reference(&component_name(title));
            return;
        }
        self.walk(value, depth + 1);
        self.hoist(value);
    }

    /// A discriminator's mapping has names; the plugin put the schemas there.
    fn mapping(&mut self, value: &mut Value, depth: usize) {
        let Value::Object(entries) = value else {
            return;
        };
        for target in entries.values_mut() {
            if target.is_string() && circular(target).is_none() {
                continue;
            }
            self.mappings += 1;
            self.step(target, depth + 1);
            let name = target.get("$ref").cloned();
            *target = name.unwrap_or(Value::Null);
        }
        entries.retain(|_, target| !target.is_null());
    }

    /// Moves a schema with a title out, where it is one that can have been a component.
    fn hoist(&mut self, value: &mut Value) {
        let Some(map) = value.as_object() else { return };
        let Some(title) = map.get("title").and_then(Value::as_str) else {
            return;
        };
        let name = component_name(title);
        let plain = !name.is_empty() && name.len() <= 100 && !title.contains("  ");
        if !plain || !(is_composite(map) || self.cut.contains(&name)) {
            return;
        }
        match self.schemas.get(&name) {
            None => {
                self.schemas.insert(name.clone(), value.take());
            }
            // Another schema of the same title stays where it is.
            Some(known) if known != value => return,
            Some(_) => {}
        }
        *value = reference(&name);
    }
}

/// An object with properties, or a composition that has such a part. Titles of scalars are more
/// often labels than names.
fn is_composite(schema: &Map<String, Value>) -> bool {
    let has = |schema: &Map<String, Value>| {
        schema.get("properties").is_some_and(Value::is_object) || schema.contains_key("$ref")
    };
    has(schema)
        || ["allOf", "oneOf", "anyOf"].iter().any(|key| {
            schema
                .get(*key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_object)
                .any(has)
        })
}

/// References to what is not known become any JSON, and mapping entries to it go.
fn settle(value: &mut Value, known: &BTreeSet<String>, lost: &mut BTreeSet<String>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(list) => {
            for one in list {
                settle(one, known, lost, depth + 1);
            }
        }
        Value::Object(map) => {
            let name = map
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|target| target.strip_prefix("#/components/schemas/"));
            if let Some(name) = name.filter(|name| !known.contains(*name)) {
                lost.insert(name.to_owned());
                map.clear();
                return;
            }
            for one in map.values_mut() {
                settle(one, known, lost, depth + 1);
            }
        }
        _ => {}
    }
}
