//! Docusaurus (`docusaurus-plugin-openapi-docs`): the front matter's `api` holds the operation,
//! packed with zlib and base64 or, in older pages, as JSON on one line.
//!
//! Every `$ref` was resolved before it was packed, so that components are gone but for their
//! titles, and recursion was cut into the text `circular(Title)`.

mod components;
mod packed;
mod versions;

pub use versions::leave_out_versions;

use serde_json::{Map, Value, json};

use super::Reader;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::merge::METHODS;
use crate::page::Page;
use crate::pointer::Pointer;
use crate::source::{Sources, Span};

/// The reader of `.api.mdx` pages.
pub(super) struct Docusaurus;

const NAME: &str = "docusaurus";

impl Reader for Docusaurus {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        packed::find(page, sources).is_some()
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let Some((packed, place)) = packed::find(page, sources) else {
            return Vec::new();
        };
        let operation = match packed.open() {
            Ok(operation) => operation,
            Err(why) => {
                let message = format!("the front matter's `api` cannot be read: {why}");
                let diagnostic = Diagnostic::error("bad-fragment", message).at(place, "");
                diagnostics.push(diagnostic.help("mend the page, or leave it out of the folder"));
                return Vec::new();
            }
        };
        let Some(value) = document(page, operation, place, diagnostics) else {
            return Vec::new();
        };
        vec![Fragment {
            platform: NAME,
            trust: Trust::Fragment,
            source: page.source,
            url: page.url.clone(),
            dated: page.dated.clone(),
            scope: Some(scope(page, sources)),
            value,
            text: None,
            places: vec![(Pointer::root(), place)],
        }]
    }
}

/// Names of components are titles, which another page may use for another schema.
fn scope(page: &Page, sources: &Sources) -> String {
    let name = sources.get(page.source).name.as_str();
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.split('.').next().unwrap_or(name);
    let id = page.front_matter.get("id").and_then(Value::as_str);
    id.unwrap_or(name).to_owned()
}

/// The document that an operation with its extra keys makes.
fn document(
    page: &Page,
    mut operation: Map<String, Value>,
    place: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    let method = operation.remove("method");
    let path = operation.remove("path");
    let (Some(method), Some(path)) = (
        method.as_ref().and_then(Value::as_str),
        path.as_ref().and_then(Value::as_str),
    ) else {
        let message = "the front matter's `api` has no method and path";
        diagnostics.push(Diagnostic::warning("nothing-read", message).at(place, ""));
        return None;
    };
    let method = method.to_lowercase();
    let is_operation = METHODS.contains(&method.as_str()) && path.starts_with('/');
    // The plugin writes the method `event` and the path `webhook` for a request that is received.
    let id = operation.get("operationId").and_then(Value::as_str);
    let id = id.or_else(|| page.front_matter.get("id")?.as_str());
    let (section, path, method) = match (is_operation, id) {
        (true, _) => ("paths", path.to_owned(), method),
        (false, Some(id)) => ("webhooks", id.to_owned(), "post".to_owned()),
        (false, None) => {
            let message = "the page's `api` names neither an operation nor a webhook";
            diagnostics.push(Diagnostic::warning("nothing-read", message).at(place, ""));
            return None;
        }
    };
    let mut document = Map::new();
    // Webhooks are of 3.1.
    let version = match section {
        "webhooks" => "3.1.0",
        _ => version(&operation),
    };
    document.insert("openapi".to_owned(), json!(version));
    for key in ["info", "servers"] {
        if let Some(value) = operation.remove(key).filter(|value| !value.is_null()) {
            document.insert(key.to_owned(), value);
        }
    }
    let schemes = operation.remove("securitySchemes");
    operation.retain(|key, _| is_of_operation(key));
    if !operation.contains_key("summary")
        && let Some(title) = page.front_matter.get("title").and_then(Value::as_str)
    {
        operation.insert("summary".to_owned(), json!(title));
    }
    let mut operation = Value::Object(operation);
    let mut components = Map::new();
    let schemas = components::restore(&mut operation, place, diagnostics);
    if !schemas.is_empty() {
        components.insert("schemas".to_owned(), Value::Object(schemas));
    }
    if let Some(Value::Object(schemes)) = schemes
        && !schemes.is_empty()
    {
        components.insert("securitySchemes".to_owned(), Value::Object(schemes));
    }
    document.insert(section.to_owned(), json!({ path: { method: operation } }));
    if !components.is_empty() {
        document.insert("components".to_owned(), Value::Object(components));
    }
    Some(Value::Object(document))
}

/// What an Operation Object may hold (OpenAPI 3.1, 4.8.10); the rest is the plugin's.
fn is_of_operation(key: &str) -> bool {
    const KEYS: [&str; 12] = [
        "tags",
        "summary",
        "description",
        "externalDocs",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "callbacks",
        "deprecated",
        "security",
        "servers",
    ];
    KEYS.contains(&key) || key.starts_with("x-")
}

/// The page does not tell the version; its schemas do, where it matters.
fn version(operation: &Map<String, Value>) -> &'static str {
    fn is_newer(value: &Value, depth: usize) -> bool {
        match value {
            _ if depth > 128 => false,
            Value::Array(list) => list.iter().any(|one| is_newer(one, depth + 1)),
            Value::Object(map) => {
                let typed = map.get("type");
                let null = typed.is_some_and(|kind| kind.is_array() || kind == "null");
                let bound = map.get("exclusiveMinimum").is_some_and(Value::is_number)
                    || map.get("exclusiveMaximum").is_some_and(Value::is_number);
                null || bound
                    || map.contains_key("const")
                    || map.values().any(|one| is_newer(one, depth + 1))
            }
            _ => false,
        }
    }
    let newer = operation
        .iter()
        .filter(|(key, _)| matches!(key.as_str(), "parameters" | "requestBody" | "responses"))
        .any(|(_, value)| is_newer(value, 0));
    if newer { "3.1.0" } else { "3.0.3" }
}
