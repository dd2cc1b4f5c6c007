//! References of the Swagger document, led to the new places.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::pointer::Pointer;

/// Rewrites every `$ref` into the document itself.
pub(super) fn rewrite(document: &mut Map<String, Value>, moved: &IndexMap<Pointer, Pointer>) {
    let mut homes: BTreeMap<&str, &Pointer> = BTreeMap::new();
    for (new, old) in moved {
        // The first is the thing itself; what follows are copies of it.
        homes.entry(old.as_str()).or_insert(new);
    }
    for value in document.values_mut() {
        visit(value, &homes, false);
    }
}

/// Keywords under which the keys are names: `default` is a response there, and no value.
const NAMES: &[&str] = &[
    "properties",
    "responses",
    "headers",
    "schemas",
    "securitySchemes",
    "requestBodies",
];

/// `named` tells that the keys are names and no keywords.
fn visit(value: &mut Value, homes: &BTreeMap<&str, &Pointer>, named: bool) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|one| visit(one, homes, false)),
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("$ref", Value::String(text)) => {
                        if let Some(new) = home(text, homes) {
                            *text = new;
                        }
                    }
                    ("example" | "examples" | "default" | "enum", _) if !named => {}
                    (key, value) => visit(value, homes, NAMES.contains(&key) && !named),
                }
            }
        }
        _ => {}
    }
}

fn home(reference: &str, homes: &BTreeMap<&str, &Pointer>) -> Option<String> {
    // Some write the name alone.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !reference.is_empty() && reference.chars().all(plain) {
        return Some(format!("#/components/schemas/{reference}"));
    }
    if !reference.starts_with('#') {
        return None;
    }
    let pointer = Pointer::parse(reference)?;
    let mut at = pointer.clone();
    let mut below = Vec::new();
    loop {
        if let Some(new) = homes.get(at.as_str()) {
            let new = below
                .iter()
                .rev()
                .fold((*new).clone(), |at, key: &String| at.join(key));
            return Some(format!("#{}", new.as_str().replace('%', "%25")));
        }
        below.push(at.last()?);
        at = at.parent()?;
    }
}
