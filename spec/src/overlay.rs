//! OpenAPI Overlay 1.0: what the pages leave out.

use std::cmp::Ordering;

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment, Trust};
use crate::merge::Merged;
use crate::pointer::Pointer;
use crate::source::{SourceId, Sources, Span};

/// Applies the actions of an overlay in order, each to what those before it left.
///
/// Everything wrong is an error, and the other actions are applied all the same. So is an action
/// that matches nothing: what it was written for has changed.
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
    let mut overlay = Overlay {
        embedded,
        sources,
        diagnostics,
    };
    let Some(actions) = overlay.actions(&document) else {
        return;
    };
    let number = merged.provenance.add(fragment(embedded), None);
    let base = Pointer::root().join("actions");
    for (index, action) in actions.iter().enumerate() {
        overlay.action(merged, number, action, &base.index(index));
    }
}

fn fragment(embedded: Embedded) -> Fragment {
    Fragment {
        platform: "overlay",
        trust: Trust::Spec,
        source: embedded.span.source,
        url: None,
        dated: None,
        scope: None,
        value: Value::Null,
        text: Some(embedded),
        places: Vec::new(),
    }
}

struct Overlay<'a> {
    embedded: Embedded,
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
}

impl Overlay<'_> {
    fn place(&self, pointer: &Pointer) -> Span {
        self.embedded.locate(pointer, self.sources)
    }

    fn wrong(&mut self, code: &'static str, message: String, help: &str, at: &Pointer) {
        let error = Diagnostic::error(code, message).at(self.place(at), "");
        self.diagnostics.push(error.help(help));
    }

    /// The actions of an overlay that can be applied at all.
    fn actions<'d>(&mut self, document: &'d Value) -> Option<&'d Vec<Value>> {
        let root = Pointer::root();
        let version = document.get("overlay").and_then(Value::as_str);
        let version = version.unwrap_or_default();
        if version != "1.0" && !version.starts_with("1.0.") {
            let message = format!("the overlay's version is `{version}`, and 1.0 is what is read");
            let help = "begin the file with `overlay: 1.0.0`";
            self.wrong("overlay-version", message, help, &root.join("overlay"));
            return None;
        }
        let actions = document.get("actions").and_then(Value::as_array);
        if actions.is_none_or(Vec::is_empty) {
            let message = "an overlay should have a list of `actions`".to_owned();
            let help = "each has a `target`, and an `update` or `remove: true`";
            self.wrong("overlay-actions", message, help, &root.join("actions"));
        }
        actions
    }

    fn action(&mut self, merged: &mut Merged, number: usize, action: &Value, at: &Pointer) {
        let target = at.join("target");
        let Some(text) = action.get("target").and_then(Value::as_str) else {
            let message = "an action should have a `target`, a JSONPath".to_owned();
            self.wrong("overlay-path", message, "see RFC 9535", at);
            return;
        };
        let path = match JsonPath::parse(text) {
            Ok(path) => path,
            Err(error) => {
                let message = format!("`{text}` is no JSONPath: {error}");
                self.wrong("overlay-path", message, "see RFC 9535", &target);
                return;
            }
        };
        let locations = path.query_located(&merged.value);
        let locations = locations.locations().map(|one| one.to_json_pointer());
        let mut targets: Vec<Pointer> = Vec::new();
        for pointer in locations.filter_map(|text| Pointer::parse(&text)) {
            // A path may name one thing twice.
            if !targets.contains(&pointer) {
                targets.push(pointer);
            }
        }
        if targets.is_empty() {
            let message = format!("`{text}` matches nothing");
            let help = "the pages have changed: mend the action, or remove it";
            self.wrong("overlay-no-match", message, help, &target);
            return;
        }
        let removes = action.get("remove") == Some(&Value::Bool(true));
        let problem = match action.get("update") {
            _ if removes => {
                for at in targets.iter().filter(|at| at.parent().is_some()) {
                    let action = target.clone();
                    merged.provenance.record_removal(at.clone(), number, action);
                }
                remove_all(&mut merged.value, targets)
            }
            None => Some("the action has neither `update` nor `remove: true`".to_owned()),
            Some(update) => {
                let mut changed = Vec::new();
                let inner = at.join("update");
                let mut problem = None;
                for target in &targets {
                    let found = update_at(&mut merged.value, target, update, &inner, &mut changed);
                    problem = problem.or(found);
                }
                for (at, inner) in changed {
                    merged.provenance.record(at, number, inner);
                }
                problem
            }
        };
        if let Some(problem) = problem {
            let help = "an `update` is merged into objects and appended to arrays";
            self.wrong("overlay-target", problem, help, &target);
        }
    }
}

fn remove_all(value: &mut Value, mut targets: Vec<Pointer>) -> Option<String> {
    // From the last: removing an item moves those that follow.
    targets.sort_by(|a, b| by_position(b, a));
    let mut problem = None;
    for target in targets {
        let (Some(parent), Some(last)) = (target.parent(), target.last()) else {
            problem = Some("the whole document cannot be removed".to_owned());
            continue;
        };
        match value.pointer_mut(parent.as_str()) {
            Some(Value::Object(map)) => {
                map.shift_remove(&last);
            }
            Some(Value::Array(items)) => {
                let index = last.parse::<usize>().ok();
                if let Some(index) = index.filter(|index| *index < items.len()) {
                    items.remove(index);
                }
            }
            _ => {}
        }
    }
    problem
}

/// Items of arrays by number, and what holds a thing before the thing.
fn by_position(a: &Pointer, b: &Pointer) -> Ordering {
    let mut pairs = a.tokens().zip(b.tokens());
    let differing = pairs.find(|(a, b)| a != b);
    match differing {
        None => a.tokens().count().cmp(&b.tokens().count()),
        Some((a, b)) => match (a.parse::<usize>(), b.parse::<usize>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            _ => a.cmp(&b),
        },
    }
}

/// Where something was changed, and the part of the overlay that it comes from.
type Changed = Vec<(Pointer, Pointer)>;

fn update_at(
    value: &mut Value,
    at: &Pointer,
    update: &Value,
    inner: &Pointer,
    changed: &mut Changed,
) -> Option<String> {
    match value.pointer_mut(at.as_str()) {
        Some(Value::Array(items)) => {
            changed.push((at.index(items.len()), inner.clone()));
            items.push(update.clone());
        }
        Some(Value::Object(map)) => match update {
            Value::Object(update) => merge(map, update, at, inner, changed),
            _ => return Some(format!("the update of the object at `{at}` is no object")),
        },
        _ => return Some(format!("`{at}` is neither an object nor an array")),
    }
    None
}

/// Overlay 1.0.0, "Action Object": objects are merged, arrays joined, everything else replaced.
fn merge(
    map: &mut Map<String, Value>,
    update: &Map<String, Value>,
    at: &Pointer,
    inner: &Pointer,
    changed: &mut Changed,
) {
    for (key, new) in update {
        let (at, inner) = (at.join(key), inner.join(key));
        match (map.get_mut(key), new) {
            (Some(Value::Object(old)), Value::Object(new)) => {
                merge(old, new, &at, &inner, changed);
            }
            (Some(Value::Array(old)), Value::Array(new)) => {
                for (index, item) in new.iter().enumerate() {
                    changed.push((at.index(old.len()), inner.index(index)));
                    old.push(item.clone());
                }
            }
            (Some(old), new) => {
                *old = new.clone();
                changed.push((at, inner));
            }
            (None, new) => {
                map.insert(key.clone(), new.clone());
                changed.push((at, inner));
            }
        }
    }
}
