//! What a weaker page adds to an operation, and where it contradicts it.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::pointer::Pointer;
use crate::provenance::Stated;
use crate::source::Sources;

/// What only a weaker page says and is not taken over.
const ONLY_WEAKER: &str = "only-weaker-page";

pub(super) struct Supplement<'a> {
    pub sources: &'a Sources,
    pub components: &'a Map<String, Value>,
    pub strong: &'a Stated,
    pub weak: &'a Stated,
    pub diagnostics: &'a mut Diagnostics,
}

impl Supplement<'_> {
    /// Adds to `known` what only the weaker page says.
    pub(super) fn operation(
        &mut self,
        known: &mut Value,
        at: &Pointer,
        weak: &Value,
        inner: &Pointer,
    ) {
        let Some(known) = known.as_object_mut() else {
            return;
        };
        for key in ["summary", "description"] {
            if let (None, Some(text)) = (known.get(key), weak.get(key)) {
                known.insert(key.to_owned(), text.clone());
            }
        }
        statuses(known, weak);
        self.parameters(known, at, weak, inner);
        self.body(known, at, weak, inner);
    }

    fn parameters(
        &mut self,
        known: &mut Map<String, Value>,
        at: &Pointer,
        weak: &Value,
        inner: &Pointer,
    ) {
        let Some(Value::Array(known)) = known.get_mut("parameters") else {
            return;
        };
        let none = Vec::new();
        let listed = weak["parameters"].as_array().unwrap_or(&none);
        for (index, theirs) in listed.iter().enumerate() {
            let name = theirs["name"].as_str().unwrap_or_default();
            let found = known
                .iter_mut()
                .enumerate()
                .find(|(_, ours)| ours["name"] == name && ours["in"] == theirs["in"]);
            let Some((ours_at, ours)) = found else {
                let location = theirs["in"].as_str().unwrap_or_default();
                if !name.is_empty() {
                    let what = format!("the {location} parameter `{name}`");
                    self.addition(&what, at, &inner.join("parameters").index(index));
                }
                continue;
            };
            if ours.get("description").is_none()
                && let (Some(text), Some(ours)) = (theirs.get("description"), ours.as_object_mut())
            {
                ours.insert("description".to_owned(), text.clone());
            }
            let (at, inner) = (at.join("parameters"), inner.join("parameters"));
            let (at, inner) = (at.index(ours_at), inner.index(index));
            let demanded = |parameter: &Value| parameter["required"] == true;
            if demanded(ours) != demanded(theirs) && ours["in"] != "path" {
                let what = format!("whether the parameter `{name}` is required");
                let says = |parameter: &Value| match demanded(parameter) {
                    true => "required",
                    false => "optional",
                };
                let says = [says(ours), says(theirs)].map(str::to_owned);
                self.contradiction(&what, says, &at, &inner);
            }
            self.types(
                &format!("the parameter `{name}`"),
                &ours["schema"],
                &theirs["schema"],
                &at,
                &inner,
            );
        }
    }

    fn body(&mut self, known: &Map<String, Value>, at: &Pointer, weak: &Value, inner: &Pointer) {
        let schema = |operation: &Value| {
            let content = operation["requestBody"]["content"].as_object()?;
            content.values().next()?.get("schema").cloned()
        };
        let body = known.get("requestBody").cloned().unwrap_or_default();
        let (Some(ours), Some(theirs)) = (schema(&json!({ "requestBody": body })), schema(weak))
        else {
            return;
        };
        let ours = self.resolved(&ours);
        let (Some(ours), Some(theirs)) = (
            ours["properties"].as_object().cloned(),
            theirs["properties"].as_object().cloned(),
        ) else {
            return;
        };
        let at = at.join("requestBody");
        let inner = inner.join("requestBody");
        for (name, theirs) in &theirs {
            let what = format!("the body property `{name}`");
            match ours.get(name) {
                Some(ours) => self.types(&what, ours, theirs, &at, &inner),
                None => self.addition(&what, &at, &inner),
            }
        }
    }

    /// Says it when two schemas can have no value in common.
    fn types(&mut self, what: &str, ours: &Value, theirs: &Value, at: &Pointer, inner: &Pointer) {
        let ours = self.resolved(ours);
        if let (Some(a), Some(b)) = (kinds(&ours), kinds(theirs))
            && !a.iter().any(|kind| b.contains(kind))
        {
            let says = [a.join(" or "), b.join(" or ")];
            self.contradiction(&format!("the type of {what}"), says, at, inner);
        }
    }

    fn resolved(&self, schema: &Value) -> Value {
        schema["$ref"]
            .as_str()
            .and_then(|reference| reference.strip_prefix("#/components/schemas/"))
            .and_then(|name| self.components.get("schemas")?.get(name))
            .unwrap_or(schema)
            .clone()
    }

    fn contradiction(&mut self, what: &str, says: [String; 2], at: &Pointer, inner: &Pointer) {
        let taken = self.strong.locate(at, self.sources);
        let left = self.weak.locate(inner, self.sources);
        let [ours, theirs] = says;
        let by = |stated: &Stated| stated.fragment.trust.phrase();
        self.diagnostics.push(
            Diagnostic::warning("pages-disagree", format!("two pages disagree on {what}"))
                .at(taken, format!("taken: {ours}, {}", by(self.strong)))
                .and(left, format!("left out: {theirs}, {}", by(self.weak)))
                .help("if the weaker page is right, say so in the overlay"),
        );
    }

    /// Notes what the stronger page does not have. It is not added: such a page describes an SDK or
    /// another version as often as it knows more.
    fn addition(&mut self, what: &str, at: &Pointer, inner: &Pointer) {
        let there = self.strong.locate(at, self.sources);
        let here = self.weak.locate(inner, self.sources);
        let message = format!("only the weaker of two pages has {what}");
        self.diagnostics.push(
            Diagnostic::note(ONLY_WEAKER, message)
                .at(
                    here,
                    format!("left out: {}", self.weak.fragment.trust.phrase()),
                )
                .and(there, "not here")
                .help("if the API has it, say so in the overlay"),
        );
    }
}

/// Adds the statuses that only the weaker page lists. Ranges there are an SDK's own defaults.
fn statuses(known: &mut Map<String, Value>, weak: &Value) {
    let Some(theirs) = weak["responses"].as_object() else {
        return;
    };
    let ours = known.entry("responses").or_insert_with(|| json!({}));
    let Some(ours) = ours.as_object_mut() else {
        return;
    };
    for (status, response) in theirs {
        let failure = status.parse::<u16>().is_ok_and(|status| status >= 400);
        if !failure || ours.contains_key(status) {
            continue;
        }
        let text = response["description"].as_str().unwrap_or_default();
        ours.insert(status.clone(), json!({ "description": text }));
    }
}

/// The JSON types that a schema allows, `null` left out. None when it does not say.
fn kinds(schema: &Value) -> Option<Vec<&str>> {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    // A table that says `float` or `int` means a number in either case.
    let widened = kinds
        .into_iter()
        .filter(|kind| *kind != "null")
        .map(|kind| if kind == "integer" { "number" } else { kind })
        .collect();
    Some(widened)
}
