//! OpenAPI Overlay 1.0: what the pages leave out.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment, Trust};
use crate::merge::Merged;
use crate::pointer::Pointer;
use crate::source::{SourceId, Sources};

/// Applies the actions of an overlay in order. One that matches nothing is an error, because what
/// it was written for has changed.
pub fn apply(
    merged: &mut Merged,
    overlay: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let embedded = Embedded::file(overlay, sources);
    let Some(document) = embedded.read(sources, diagnostics) else {
        return;
    };
    let place = |pointer: &Pointer| embedded.locate(pointer, sources);
    let version = document["overlay"].as_str().unwrap_or_default();
    if !version.starts_with("1.0") {
        let message = format!("the overlay's version is `{version}`, and 1.0 is what is read");
        diagnostics.push(
            Diagnostic::error("overlay-version", message)
                .at(place(&Pointer::root().join("overlay")), ""),
        );
        return;
    }
    let fragment = Fragment {
        platform: "overlay",
        trust: Trust::Spec,
        source: overlay,
        url: None,
        dated: None,
        scope: None,
        value: Value::Null,
        text: Some(embedded),
        places: Vec::new(),
    };
    let number = merged.provenance.add(fragment, None);
    let none = Vec::new();
    let actions = document["actions"].as_array().unwrap_or(&none);
    for (index, action) in actions.iter().enumerate() {
        let at = Pointer::root().join("actions").index(index);
        let wrong = |code, message: String, help: &str| {
            Diagnostic::error(code, message)
                .at(place(&at.join("target")), "")
                .help(help)
        };
        let target = action["target"].as_str().unwrap_or_default();
        let path = match JsonPath::parse(target) {
            Ok(path) => path,
            Err(error) => {
                let message = format!("`{target}` is no JSONPath: {error}");
                diagnostics.push(wrong("overlay-path", message, "see RFC 9535"));
                continue;
            }
        };
        let targets: Vec<Pointer> = path
            .query_located(&merged.value)
            .locations()
            .filter_map(|location| Pointer::parse(&location.to_json_pointer()))
            .collect();
        if targets.is_empty() {
            let message = format!("`{target}` matches nothing");
            let help = "the pages have changed: mend the action, or remove it";
            diagnostics.push(wrong("overlay-no-match", message, help));
            continue;
        }
        let problem = if action["remove"] == true {
            // From the last: removing from an array moves what follows.
            targets
                .iter()
                .rev()
                .for_each(|target| remove(&mut merged.value, target));
            None
        } else {
            targets.iter().find_map(|target| {
                let update = &action["update"];
                let problem = update_at(&mut merged.value, target, update);
                if problem.is_none() {
                    for key in update.as_object().into_iter().flat_map(Map::keys) {
                        let inner = at.join("update").join(key);
                        merged.provenance.record(target.join(key), number, inner);
                    }
                }
                problem
            })
        };
        if let Some(problem) = problem {
            let help = "an `update` is merged into objects and appended to arrays";
            diagnostics.push(wrong("overlay-target", problem, help));
        }
    }
}

fn remove(value: &mut Value, at: &Pointer) {
    let (Some(parent), Some(last)) = (at.parent(), at.last()) else {
        return;
    };
    match value.pointer_mut(parent.as_str()) {
        Some(Value::Object(map)) => {
            map.shift_remove(&last);
        }
        Some(Value::Array(items)) => {
            if let Ok(index) = last.parse::<usize>()
                && index < items.len()
            {
                items.remove(index);
            }
        }
        _ => {}
    }
}

fn update_at(value: &mut Value, at: &Pointer, update: &Value) -> Option<String> {
    match value.pointer_mut(at.as_str()) {
        Some(Value::Array(items)) => items.push(update.clone()),
        Some(Value::Object(map)) => match update {
            Value::Object(update) => merge(map, update),
            _ => return Some(format!("the update of the object at `{at}` is no object")),
        },
        _ => return Some(format!("`{at}` is neither an object nor an array")),
    }
    None
}

/// Overlay 1.0.0, "Action Object": objects are merged, arrays joined, everything else replaced.
fn merge(map: &mut Map<String, Value>, update: &Map<String, Value>) {
    for (key, new) in update {
        match (map.get_mut(key), new) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            (Some(Value::Array(old)), Value::Array(new)) => old.extend(new.iter().cloned()),
            (Some(old), new) => *old = new.clone(),
            (None, new) => {
                map.insert(key.clone(), new.clone());
            }
        }
    }
}
