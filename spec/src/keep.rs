//! What vanished from the pages and stays for a while: deprecated, with a date after which it is an
//! error.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::merge::{METHODS, Merged};
use crate::pointer::Pointer;
use crate::source::Span;

/// How deep references are followed for what a kept thing stands on.
const MAX_DEPTH: usize = 64;

/// One thing that is to stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The thing: `GET /things`, an operation id, or a JSON Pointer such as
    /// `/components/schemas/Thing/properties/size`.
    pub item: String,
    /// The last day that it stays, as `2026-12-31` (RFC 3339, full-date).
    pub until: String,
    /// Where that is said.
    pub span: Span,
}

/// Where the definitions of vanished things are found.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// What was kept already: what an earlier call gave back.
    pub kept: &'a Value,
    /// The merged document of the run before, in which a thing that vanished just now still stands.
    pub last: &'a Value,
}

/// Adds what is to stay to the merged document, marked as deprecated, and gives the definitions of
/// it to hand in as [`Known::kept`] the next time. `today` is a date like [`Keep::until`].
///
/// An entry that has expired, or of which nothing is known, is an error; one whose thing stands on
/// the pages is a warning.
pub fn keep(
    merged: &mut Merged,
    entries: &[Keep],
    known: Known<'_>,
    today: &str,
    diagnostics: &mut Diagnostics,
) -> Value {
    let mut keeping = Keeping {
        document: &mut merged.value,
        known,
        kept: json!({}),
    };
    for entry in entries {
        if let Err(problem) = keeping.one(entry, today) {
            diagnostics.push(problem);
        }
    }
    keeping.finish()
}

struct Keeping<'a> {
    document: &'a mut Value,
    known: Known<'a>,
    kept: Value,
}

impl<'a> Keeping<'a> {
    fn one(&mut self, entry: &Keep, today: &str) -> Result<(), Diagnostic> {
        let Keep { item, until, span } = entry;
        if !is_date(until) {
            let message = format!("`{until}` is no date like 2026-12-31");
            return Err(Diagnostic::error("keep-date", message).at(*span, ""));
        }
        let at = self.find(item);
        if at
            .as_ref()
            .is_some_and(|at| lookup(self.document, at).is_some())
        {
            let message = format!("`{item}` stands on the pages and needs not be kept");
            return Err(Diagnostic::warning("keep-returned", message)
                .at(*span, "")
                .help("delete the line"));
        }
        if until.as_str() < today {
            let message = format!("`{item}` was to be kept until {until}");
            return Err(Diagnostic::error("keep-expired", message)
                .at(*span, "")
                .help("delete the line, and callers lose it; or give it a later date"));
        }
        let definition = at.as_ref().and_then(|at| self.definition(at)).cloned();
        let (Some(at), Some(definition)) = (at, definition) else {
            let message = format!("nothing is known of `{item}`, so that it cannot be kept");
            return Err(Diagnostic::error("keep-unknown", message).at(*span, "").help(
                "name it as `GET /path`, an operation id or a JSON Pointer, while the merged document still has it",
            ));
        };
        if let Some(schema) = owner(&at)
            && lookup(self.document, &schema).is_none()
        {
            let message = format!("`{item}` cannot be kept, because `{schema}` is gone too");
            return Err(Diagnostic::error("keep-parent", message)
                .at(*span, "")
                .help("keep that as well, in a line before"));
        }
        self.stand_on(&definition, 0);
        insert(&mut self.kept, &at, definition.clone());
        insert(self.document, &at, marked(definition, until));
        Ok(())
    }

    /// The place of a thing, in whichever document has it.
    fn find(&self, item: &str) -> Option<Pointer> {
        if item.starts_with('/') {
            return Pointer::parse(item);
        }
        if let Some((method, path)) = item.split_once(' ') {
            let method = method.to_ascii_lowercase();
            let at = Pointer::root()
                .join("paths")
                .join(path.trim())
                .join(&method);
            return METHODS.contains(&method.as_str()).then_some(at);
        }
        let documents = [&*self.document, self.known.kept, self.known.last];
        documents
            .into_iter()
            .find_map(|document| by_id(document, item))
    }

    fn definition(&self, at: &Pointer) -> Option<&'a Value> {
        lookup(self.known.kept, at).or_else(|| lookup(self.known.last, at))
    }

    /// Adds the components that a definition refers to and that are gone as well.
    fn stand_on(&mut self, definition: &Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match definition {
            Value::Object(map) => {
                let target = map
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(Pointer::parse);
                if let Some(at) = target
                    && lookup(self.document, &at).is_none()
                    && let Some(component) = self.definition(&at).cloned()
                {
                    insert(&mut self.kept, &at, component.clone());
                    insert(self.document, &at, component.clone());
                    self.stand_on(&component, depth + 1);
                }
                for value in map.values() {
                    self.stand_on(value, depth + 1);
                }
            }
            Value::Array(list) => {
                for value in list {
                    self.stand_on(value, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Value {
        for document in [self.document, &mut self.kept] {
            let sections = document
                .get_mut("components")
                .and_then(Value::as_object_mut);
            for section in sections.into_iter().flat_map(Map::values_mut) {
                sort(section);
            }
            if let Some(paths) = document.get_mut("paths") {
                sort(paths);
            }
        }
        self.kept
    }
}

fn sort(value: &mut Value) {
    if let Some(map) = value.as_object_mut() {
        map.sort_keys();
    }
}

fn lookup<'v>(document: &'v Value, at: &Pointer) -> Option<&'v Value> {
    at.tokens().try_fold(document, |value, token| match value {
        Value::Array(list) => list.get(token.parse::<usize>().ok()?),
        value => value.get(token),
    })
}

fn by_id(document: &Value, id: &str) -> Option<Pointer> {
    for (path, item) in document["paths"].as_object()? {
        for method in METHODS {
            if item[method]["operationId"] == id {
                return Some(Pointer::root().join("paths").join(path).join(method));
            }
        }
    }
    None
}

/// The schema that a property belongs to.
fn owner(at: &Pointer) -> Option<Pointer> {
    let parent = at.parent()?;
    (parent.last().as_deref() == Some("properties")).then(|| parent.parent())?
}

/// Puts a value at a place, with the objects that lead to it.
fn insert(document: &mut Value, at: &Pointer, value: Value) {
    let mut slot = document;
    for token in at.tokens() {
        if let Value::Array(list) = slot {
            let Some(next) = token
                .parse::<usize>()
                .ok()
                .and_then(|index| list.get_mut(index))
            else {
                return;
            };
            slot = next;
            continue;
        }
        if !slot.is_object() {
            *slot = json!({});
        }
        let Some(map) = slot.as_object_mut() else {
            return;
        };
        slot = map.entry(token).or_insert(Value::Null);
    }
    *slot = value;
}

/// A definition that says that it is deprecated, and until when it stays.
fn marked(definition: Value, until: &str) -> Value {
    // OpenAPI 3.0 ignores what stands beside a reference.
    let mut definition = match definition.get("$ref") {
        Some(_) => json!({"allOf": [definition]}),
        None => definition,
    };
    if let Some(map) = definition.as_object_mut() {
        let note = format!("No longer documented; kept until {until}.");
        let text = match map.get("description").and_then(Value::as_str) {
            Some(text) if !text.trim().is_empty() => format!("{}\n\n{note}", text.trim_end()),
            _ => note,
        };
        map.insert("description".to_owned(), text.into());
        map.insert("deprecated".to_owned(), true.into());
    }
    definition
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |text: &str, length: usize| {
        let digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits)
    };
    let [year, month, day] = parts[..] else {
        return false;
    };
    number(year, 4).is_some()
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn last() -> Value {
        json!({
            "paths": {
                "/a": {"get": {"operationId": "getA"}},
                "/b": {"get": {"operationId": "getB", "responses": {"200": {"$ref": "#/components/responses/B"}}}},
            },
            "components": {
                "responses": {"B": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/B"}}}}},
                "schemas": {
                    "A": {"type": "object", "properties": {"size": {"$ref": "#/components/schemas/Size"}}},
                    "B": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
                    "Size": {"type": "integer"},
                },
            },
        })
    }

    fn now() -> Merged {
        Merged {
            value: json!({
                "paths": {"/a": {"get": {"operationId": "getA"}}},
                "components": {"schemas": {"A": {"type": "object", "properties": {}}}},
            }),
            ..Merged::default()
        }
    }

    fn run(
        merged: &mut Merged,
        items: &[(&str, &str)],
        kept: &Value,
        last: &Value,
    ) -> (Value, Vec<&'static str>) {
        let mut sources = Sources::new();
        let id = sources.add("codegen.toml", "");
        let entries: Vec<Keep> = items
            .iter()
            .map(|(item, until)| Keep {
                item: (*item).to_owned(),
                until: (*until).to_owned(),
                span: Span::new(id, 0, 0),
            })
            .collect();
        let mut diagnostics = Diagnostics::new();
        let known = Known { kept, last };
        let kept = keep(merged, &entries, known, "2026-06-01", &mut diagnostics);
        (kept, diagnostics.iter().map(|one| one.code).collect())
    }

    #[test]
    fn what_vanished_stays_with_what_it_stands_on() {
        for name in ["getB", "GET /b", "/paths/~1b/get"] {
            let mut merged = now();
            let (kept, said) = run(&mut merged, &[(name, "2026-06-01")], &json!({}), &last());
            assert_eq!(said, [""; 0], "{name}");
            assert_eq!(merged.value["paths"]["/b"]["get"]["deprecated"], true);
            assert_eq!(
                merged.value["components"]["schemas"]["B"],
                last()["components"]["schemas"]["B"]
            );
            assert!(merged.value["components"]["schemas"].get("Size").is_none());
            // The next run knows it from what is kept, and comes to the same.
            let mut again = now();
            let (same, said) = run(&mut again, &[(name, "2026-06-01")], &kept, &json!({}));
            assert_eq!((same, said), (kept, vec![]));
            assert_eq!(again.value, merged.value);
        }
    }

    #[test]
    fn a_field_stays_in_its_type() {
        let mut merged = now();
        let field = "/components/schemas/A/properties/size";
        let (_, said) = run(&mut merged, &[(field, "2027-01-01")], &json!({}), &last());
        assert_eq!(said, [""; 0]);
        let size = &merged.value["components"]["schemas"]["A"]["properties"]["size"];
        assert_eq!(size["allOf"][0]["$ref"], "#/components/schemas/Size");
        assert_eq!(size["deprecated"], true);
        assert_eq!(
            size["description"],
            "No longer documented; kept until 2027-01-01."
        );
    }

    #[test]
    fn what_cannot_or_need_not_be_kept_is_told() {
        let mut merged = now();
        let items = [
            ("getA", "2027-01-01"),
            ("getB", "2026-05-31"),
            ("getC", "2027-01-01"),
            ("GET /b", "soon"),
            ("/components/schemas/B/properties/b", "2027-01-01"),
        ];
        let (kept, said) = run(&mut merged, &items, &json!({}), &last());
        assert_eq!(
            said,
            [
                "keep-returned",
                "keep-expired",
                "keep-unknown",
                "keep-date",
                "keep-parent"
            ]
        );
        assert_eq!(kept, json!({}));
        assert_eq!(merged.value, now().value);
    }
}
