//! The served copy in files that Prism gets through.
//!
//! Prism writes out whatever a `$ref` of its file leads to, wherever it stands, and for each component
//! again: a document whose schemas hold each other then becomes many times as long as what its
//! operations need. So the components stand in a file of their own, from which only what the
//! operations refer to is written out.
//!
//! A key of `paths` may have a query or a fragment, which OpenAPI does not know: several operations
//! then have one method and path on the wire. Prism finds an operation by these alone, so that such
//! operations stand in different parts, each of which is served by itself.

use pagecrate_generator::callable::Callable;
use serde_json::{Map, Value, json};

use super::calls::place;

/// The file that all parts refer to, beside them.
pub(super) const SHARED: &str = "shared.json";

/// Documents are bounded in depth before this.
const MAX_DEPTH: usize = 512;

/// What one Prism serves.
pub(super) struct Part {
    paths: Map<String, Value>,
    /// The keys of the document's `paths` that are in it.
    keys: Vec<String>,
}

/// The parts of a copy: one, unless paths differ in query or fragment only.
pub(super) fn parts(copy: &Value) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (key, item) in copy["paths"].as_object().into_iter().flatten() {
        let path = key.split(['?', '#']).next().unwrap_or_default();
        let place = parts
            .iter()
            .position(|part| !part.paths.contains_key(path))
            .unwrap_or(parts.len());
        if place == parts.len() {
            parts.push(Part {
                paths: Map::new(),
                keys: Vec::new(),
            });
        }
        if let Some(part) = parts.get_mut(place) {
            part.paths.insert(path.to_owned(), item.clone());
            part.keys.push(key.clone());
        }
    }
    parts
}

impl Part {
    /// Whether an operation is in this part.
    pub(super) fn has(&self, callable: &Callable<'_>) -> bool {
        let key = place(callable.operation).and_then(|pointer| pointer.tokens().nth(1));
        key.is_some_and(|key| self.keys.contains(&key))
    }

    /// The document of this part, which refers to the copy at [`SHARED`].
    pub(super) fn document(&self, copy: &Value) -> Value {
        let mut document = Map::new();
        for key in [
            "openapi",
            "info",
            "jsonSchemaDialect",
            "servers",
            "security",
        ] {
            document.extend(copy.get(key).map(|value| (key.to_owned(), value.clone())));
        }
        let mut paths = Value::Object(self.paths.clone());
        refer(&mut paths, 0);
        document.insert("paths".to_owned(), paths);
        let mut schemes = copy["components"]["securitySchemes"].clone();
        refer(&mut schemes, 0);
        if schemes.is_object() {
            let components = json!({ "securitySchemes": schemes });
            document.insert("components".to_owned(), components);
        }
        Value::Object(document)
    }
}

/// Lets each reference within the document lead to the file beside it.
fn refer(value: &mut Value, depth: usize) {
    match value {
        Value::Object(map) if depth < MAX_DEPTH => {
            if let Some(Value::String(reference)) = map.get_mut("$ref")
                && reference.starts_with('#')
            {
                reference.insert_str(0, SHARED);
            }
            map.values_mut().for_each(|one| refer(one, depth + 1));
        }
        Value::Array(items) if depth < MAX_DEPTH => {
            items.iter_mut().for_each(|one| refer(one, depth + 1));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy() -> Value {
        let operation = |name: &str| {
            json!({"post": {"operationId": name, "responses": {
                "200": {"$ref": "#/components/responses/Fine"}}}})
        };
        json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "webhooks": {"gone": {}},
            "paths": {
                "/a": operation("a"), "/a#stream": operation("stream"),
                "/a?beta=true": operation("beta"), "/b?beta=true": operation("b")
            },
            "components": {
                "responses": {"Fine": {"description": ""}},
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}
            }
        })
    }

    #[test]
    fn operations_that_requests_cannot_tell_apart_are_in_different_parts() {
        let parts = parts(&copy());
        let keys: Vec<&[String]> = parts.iter().map(|part| part.keys.as_slice()).collect();
        assert_eq!(
            keys,
            [
                &["/a".to_owned(), "/b?beta=true".to_owned()][..],
                &["/a#stream".to_owned()],
                &["/a?beta=true".to_owned()]
            ]
        );
        let served = parts[2].document(&copy());
        assert_eq!(served["paths"]["/a"]["post"]["operationId"], "beta");
        assert_eq!(served["paths"].as_object().unwrap().len(), 1);
    }

    #[test]
    fn a_part_refers_to_what_all_share() {
        let served = parts(&copy())[0].document(&copy());
        assert_eq!(
            served["paths"]["/b"]["post"]["responses"]["200"]["$ref"],
            "shared.json#/components/responses/Fine"
        );
        assert_eq!(served["components"].get("responses"), None);
        assert_eq!(
            served["components"]["securitySchemes"]["key"]["scheme"],
            "bearer"
        );
        assert_eq!(served.get("webhooks"), None);
    }
}
