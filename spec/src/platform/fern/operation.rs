//! Repairs of Fern's operations.

use serde_json::{Map, Value, json};

use super::{Repairs, bearer};

/// The methods of a path item.
pub(super) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The server is the URL of the page without the operation's path.
pub(super) fn server(document: &mut Value, url: &str, repairs: &mut Repairs) {
    if document.get("servers").is_some() {
        return;
    }
    let base = document["paths"]
        .as_object()
        .and_then(|paths| paths.keys().next())
        .and_then(|path| url.strip_suffix(path.as_str()))
        .filter(|base| !base.is_empty())
        .map(str::to_owned);
    if let Some(base) = base {
        document["servers"] = json!([{ "url": base }]);
        repairs.done("server-from-url", "took the server from the URL line", 1);
    }
}

/// Every repair of the document's operations.
pub(super) fn repair(document: &mut Value, repairs: &mut Repairs) {
    let endpoint = endpoint(document);
    let mut schemes = Map::new();
    let schemas = document["components"]["schemas"].clone();
    let items = document.as_object_mut().into_iter().flatten();
    let items = items.filter(|(key, _)| matches!(key.as_str(), "paths" | "webhooks"));
    let items = items.filter_map(|(_, items)| items.as_object_mut());
    for item in items.flat_map(|items| items.values_mut()) {
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        for (method, operation) in item {
            let Some(operation) = operation.as_object_mut() else {
                continue;
            };
            if !METHODS.contains(&method.as_str()) {
                continue;
            }
            let count = usize::from(tags(operation));
            repairs.done("nested-tags", "flattened nested tags", count);
            if let Some(id) = &endpoint {
                operation.insert("operationId".to_owned(), Value::String(id.clone()));
                let what = "took the operation id from `info.version`";
                repairs.done("id-from-version", what, 1);
            }
            let count = usize::from(authorization(operation, &mut schemes));
            let what = "read the Authorization parameter as bearer authentication";
            repairs.done("authorization-parameter", what, count);
            let count = empty_contents(operation);
            let what = "read `content: {}` as an answer whose body is not documented";
            repairs.done("empty-content", what, count);
            let count = usize::from(body_required(operation, &schemas));
            let what = "took the body as required because its schema requires properties";
            repairs.done("body-required", what, count);
        }
    }
    if !schemes.is_empty() {
        let components = &mut document["components"];
        if !components.is_object() {
            *components = json!({});
        }
        components["securitySchemes"] = Value::Object(schemes);
    }
}

/// `endpoint_guardrails.listGuardrails` names the operation; a plain version does not.
fn endpoint(document: &Value) -> Option<String> {
    let version = document["info"]["version"].as_str()?;
    let (_, id) = version.strip_prefix("endpoint_")?.rsplit_once('.')?;
    (!id.is_empty()).then(|| id.to_owned())
}

/// `tags: [[subpackage_a, subpackage_a/b]]` names the packages from the outermost; the innermost
/// is the operation's.
fn tags(operation: &mut Map<String, Value>) -> bool {
    let Some(Value::Array(tags)) = operation.get("tags") else {
        return false;
    };
    let flat: Vec<Value> = tags
        .iter()
        .filter_map(|tag| match tag {
            Value::Array(chain) => chain.last().and_then(Value::as_str),
            tag => tag.as_str(),
        })
        .map(|tag| {
            let name = tag.strip_prefix("subpackage_").unwrap_or(tag);
            Value::String(name.rsplit('/').next().unwrap_or(name).to_owned())
        })
        .filter(|tag| tag != "")
        .collect();
    let changed = *tags != flat;
    operation.insert("tags".to_owned(), Value::Array(flat));
    changed
}

fn authorization(operation: &mut Map<String, Value>, schemes: &mut Map<String, Value>) -> bool {
    let Some(Value::Array(parameters)) = operation.get_mut("parameters") else {
        return false;
    };
    let is_authorization = |parameter: &Value| {
        parameter["in"] == "header"
            && parameter["name"]
                .as_str()
                .is_some_and(|name| name.eq_ignore_ascii_case("authorization"))
    };
    let before = parameters.len();
    parameters.retain(|parameter| !is_authorization(parameter));
    if parameters.len() == before {
        return false;
    }
    if parameters.is_empty() {
        operation.remove("parameters");
    }
    schemes.insert("bearerAuth".to_owned(), bearer());
    operation.insert("security".to_owned(), json!([{ "bearerAuth": [] }]));
    true
}

fn empty_contents(operation: &mut Map<String, Value>) -> usize {
    let Some(Value::Object(responses)) = operation.get_mut("responses") else {
        return 0;
    };
    responses
        .values_mut()
        .filter_map(Value::as_object_mut)
        .filter(|response| response.get("content") == Some(&json!({})))
        .map(|response| response.remove("content"))
        .count()
}

fn body_required(operation: &mut Map<String, Value>, schemas: &Value) -> bool {
    let Some(Value::Object(body)) = operation.get_mut("requestBody") else {
        return false;
    };
    if body.contains_key("required") {
        return false;
    }
    let demands = |schema: &Value| {
        let target = schema["$ref"]
            .as_str()
            .and_then(|reference| reference.strip_prefix("#/components/schemas/"))
            .map_or(schema, |name| &schemas[name]);
        target["required"]
            .as_array()
            .is_some_and(|required| !required.is_empty())
    };
    let required = body
        .get("content")
        .and_then(Value::as_object)
        .is_some_and(|content| content.values().any(|media| demands(&media["schema"])));
    if required {
        body.insert("required".to_owned(), Value::Bool(true));
    }
    required
}
