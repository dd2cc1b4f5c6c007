//! Mintlify's own form of an operation, on pages of 2025: one path, with everything resolved and
//! each schema as a list of alternatives.

use serde_json::{Map, Value, json};

use crate::fragment::Embedded;
use crate::merge::METHODS;
use crate::platform::excerpt::names;
use crate::pointer::Pointer;
use crate::source::{Sources, Span};

/// The media type that stands for "no body is documented".
const PLACEHOLDER: &str = "_mintlify/placeholder";

/// Whether a value is of this form: `paths` is no map of paths but holds one `path`.
pub(super) fn is_flat(value: &Value) -> bool {
    value.get("openapi").is_none() && value["paths"]["path"].is_string()
}

/// The OpenAPI document that says the same. The places of its parts are added.
///
/// # Errors
/// What it is instead of an operation.
pub(super) fn document(
    flat: &Value,
    title: Option<&str>,
    embedded: &Embedded,
    sources: &Sources,
    places: &mut Vec<(Pointer, Span)>,
) -> Result<Value, &'static str> {
    let paths = &flat["paths"];
    let path = paths["path"].as_str().unwrap_or_default();
    let path = path.trim_start_matches('/');
    let method = paths["method"].as_str();
    let (section, path, method) = match paths["type"] == "webhook" {
        true => ("webhooks", path.to_owned(), method.unwrap_or("post")),
        false => ("paths", format!("/{path}"), method.unwrap_or_default()),
    };
    let method = method.to_ascii_lowercase();
    if !METHODS.contains(&method.as_str()) {
        return Err("its method is none of HTTP");
    }
    let from = Pointer::root().join("paths");
    let to = Pointer::root().join(section).join(&path).join(&method);
    let mut place = |new: Pointer, old: &Pointer| places.push((new, embedded.locate(old, sources)));
    place(to.clone(), &from);

    let mut schemes = Map::new();
    let mut operation = Map::new();
    let request = &paths["request"];
    let title = title.filter(|title| !matches!(*title, "null" | ""));
    if let Some(title) = title {
        operation.insert("summary".to_owned(), json!(title));
    }
    if paths["deprecated"] == true {
        operation.insert("deprecated".to_owned(), json!(true));
    }
    if let Some(list) = request["security"].as_array() {
        operation.insert("security".to_owned(), security(list, &mut schemes));
    }
    let known = &flat["components"]["schemas"];
    let at = from.join("request");
    let parameters = parameters(&request["parameters"], known);
    for (index, (place_of, _)) in parameters.iter().enumerate() {
        let [location, name] = place_of;
        let old = at.join("parameters").join(location).join(name);
        place(to.join("parameters").index(index), &old);
    }
    if !parameters.is_empty() {
        let list = parameters.into_iter().map(|(_, parameter)| parameter);
        operation.insert("parameters".to_owned(), list.collect());
    }
    if let Some(body) = body(&request["body"], known) {
        operation.insert("requestBody".to_owned(), body);
        place(to.join("requestBody"), &at.join("body"));
    }
    let mut responses = Map::new();
    for (status, answer) in paths["response"].as_object().into_iter().flatten() {
        responses.insert(status.clone(), response(answer, known));
        let old = from.join("response").join(status);
        place(to.join("responses").join(status), &old);
    }
    operation.insert("responses".to_owned(), Value::Object(responses));

    let mut document = json!({ "openapi": "3.1.0" });
    if let Some(servers) = paths["servers"].as_array().filter(|list| !list.is_empty()) {
        document["servers"] = json!(servers);
    }
    document[section] = json!({ path: { method: operation } });
    let components = components(&flat["components"], schemes);
    if components
        .as_object()
        .is_some_and(|sections| !sections.is_empty())
    {
        document["components"] = components;
    }
    Ok(document)
}

fn components(stated: &Value, schemes: Map<String, Value>) -> Value {
    let mut components = stated.as_object().cloned().unwrap_or_default();
    components.retain(|_, section| section.as_object().is_some_and(|map| !map.is_empty()));
    if !schemes.is_empty() {
        components.insert("securitySchemes".to_owned(), Value::Object(schemes));
    }
    Value::Object(components)
}

/// The alternatives of authentication; each lists the headers, queries and cookies that it takes.
fn security(list: &[Value], schemes: &mut Map<String, Value>) -> Value {
    let mut requirements = Vec::new();
    for alternative in list {
        let mut parts: Vec<(&str, &String, &Value)> = Vec::new();
        for location in ["header", "query", "cookie"] {
            let fields = alternative["parameters"][location].as_object();
            let fields = fields.into_iter().flatten();
            parts.extend(fields.map(|(name, field)| (location, name, field)));
        }
        let title = alternative["title"].as_str().unwrap_or_default().trim();
        let mut requirement = Map::new();
        for (location, name, field) in &parts {
            let key = match (title, parts.len()) {
                ("", _) => names::legal(name),
                (title, 1) => names::legal(title),
                (title, _) => names::legal(&format!("{title}_{name}")),
            };
            schemes.insert(key.clone(), scheme(location, name, field));
            requirement.insert(key, json!([]));
        }
        let requirement = Value::Object(requirement);
        if !parts.is_empty() && !requirements.contains(&requirement) {
            requirements.push(requirement);
        }
    }
    Value::Array(requirements)
}

fn scheme(location: &str, name: &str, field: &Value) -> Value {
    let mut scheme = match field["type"].as_str() {
        Some("http") => json!({
            "type": "http",
            "scheme": field["scheme"].as_str().unwrap_or("bearer"),
        }),
        // The flows are not told; the token goes where every OAuth 2 token goes (RFC 6750, 2.1).
        Some("oauth2" | "openIdConnect") => json!({"type": "http", "scheme": "bearer"}),
        _ => json!({"type": "apiKey", "in": location, "name": name}),
    };
    if let Some(text) = field["description"].as_str() {
        scheme["description"] = json!(text);
    }
    scheme
}

/// The parameters, each with the location and the name that it stands under.
fn parameters(stated: &Value, known: &Value) -> Vec<([String; 2], Value)> {
    let mut out = Vec::new();
    for location in ["path", "query", "header", "cookie"] {
        for (name, field) in stated[location].as_object().into_iter().flatten() {
            let alternatives = field["schema"].as_array().map_or(&[][..], Vec::as_slice);
            let first = alternatives.first().unwrap_or(&Value::Null);
            let required =
                location == "path" || alternatives.iter().any(|one| one["required"] == true);
            let mut parameter = json!({ "name": name, "in": location });
            for key in ["description", "deprecated"] {
                if let Some(value) = first.get(key) {
                    parameter[key] = value.clone();
                }
            }
            if required {
                parameter["required"] = json!(true);
            }
            for key in ["style", "explode", "allowReserved"] {
                if let Some(value) = field.get(key) {
                    parameter[key] = value.clone();
                }
            }
            let mut schema = schema(alternatives, known);
            let bare: &mut [Value] = match schema.get_mut("anyOf") {
                Some(Value::Array(branches)) => branches,
                _ => std::slice::from_mut(&mut schema),
            };
            for one in bare.iter_mut().filter_map(Value::as_object_mut) {
                one.shift_remove("description");
                one.shift_remove("deprecated");
            }
            parameter["schema"] = schema;
            out.push(([location.to_owned(), name.clone()], parameter));
        }
    }
    out
}

fn body(stated: &Value, known: &Value) -> Option<Value> {
    let (content, _) = content(stated, known);
    if content.is_empty() {
        return None;
    }
    let medias = stated.as_object().into_iter().flatten();
    let mut schemas = medias
        .filter_map(|(_, media)| media["schemaArray"].as_array())
        .flatten();
    let mut body = Map::new();
    if schemas.any(|schema| schema["required"] == true) {
        body.insert("required".to_owned(), json!(true));
    }
    body.insert("content".to_owned(), Value::Object(content));
    Some(Value::Object(body))
}

fn response(stated: &Value, known: &Value) -> Value {
    let (content, description) = content(stated, known);
    let mut response = json!({ "description": description.unwrap_or_default() });
    if !content.is_empty() {
        response["content"] = Value::Object(content);
    }
    response
}

/// The media types, and the description that stands with one of them.
fn content(stated: &Value, known: &Value) -> (Map<String, Value>, Option<String>) {
    let mut content = Map::new();
    let mut description = None;
    for (media_type, media) in stated.as_object().into_iter().flatten() {
        if description.is_none() {
            description = media["description"].as_str().map(str::to_owned);
        }
        let Some(alternatives) = media["schemaArray"].as_array() else {
            continue;
        };
        if media_type == PLACEHOLDER {
            continue;
        }
        let mut out = json!({ "schema": schema(alternatives, known) });
        if let Some(examples) = examples(&media["examples"]) {
            out["examples"] = examples;
        }
        content.insert(media_type.clone(), out);
    }
    (content, description)
}

/// The samples that a person wrote; Mintlify makes others up (`<string>`, `123`).
fn examples(stated: &Value) -> Option<Value> {
    let written: Map<String, Value> = stated
        .as_object()?
        .iter()
        .filter(|(_, example)| {
            example
                .get("value")
                .is_some_and(|value| !is_made_up(value, 0))
        })
        .map(|(name, example)| (name.clone(), example.clone()))
        .collect();
    (!written.is_empty()).then_some(Value::Object(written))
}

fn is_made_up(value: &Value, depth: usize) -> bool {
    match value {
        Value::String(text) => matches!(text.as_str(), "<string>" | "<any>"),
        Value::Array(items) => depth < 32 && items.iter().any(|item| is_made_up(item, depth + 1)),
        Value::Object(map) => depth < 32 && map.values().any(|item| is_made_up(item, depth + 1)),
        _ => false,
    }
}

/// The schema that alternatives make together.
fn schema(alternatives: &[Value], known: &Value) -> Value {
    let mut branches: Vec<Value> = Vec::new();
    for alternative in alternatives {
        let branch = alternative_schema(alternative, known);
        if !branches.contains(&branch) {
            branches.push(branch);
        }
    }
    if branches.len() > 1 {
        return json!({ "anyOf": branches });
    }
    branches.pop().unwrap_or_else(|| json!({}))
}

fn alternative_schema(stated: &Value, known: &Value) -> Value {
    let Some(stated) = stated.as_object() else {
        return json!({});
    };
    let component = stated
        .get("refIdentifier")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix("#/components/schemas/"));
    if let Some(name) = component
        && known.get(name).is_some()
    {
        return json!({ "$ref": format!("#/components/schemas/{name}") });
    }
    let mut out = Map::new();
    for (key, value) in stated {
        match key.as_str() {
            "refIdentifier" => {}
            "required" if value.is_boolean() => {}
            "requiredProperties" => {
                out.insert("required".to_owned(), value.clone());
            }
            "type" => type_words(value, &mut out),
            "contentEncoding" if stated.get("type").is_some_and(|kind| kind == "file") => {}
            "properties" => {
                let properties = value.as_object().into_iter().flatten();
                let properties: Map<String, Value> = properties
                    .map(|(name, property)| (name.clone(), only_branch(property)))
                    .collect();
                out.insert(key.clone(), Value::Object(properties));
            }
            "items" | "additionalProperties" => {
                out.insert(key.clone(), only_branch(value));
            }
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    if let Some(name) = component {
        out.entry("title").or_insert_with(|| json!(name));
    }
    Value::Object(out)
}

fn type_words(value: &Value, out: &mut Map<String, Value>) {
    let word = value.as_str().unwrap_or_default();
    let inner = word
        .strip_prefix("enum<")
        .and_then(|word| word.strip_suffix('>'));
    match (word, inner) {
        ("any", _) | (_, Some("any")) => {}
        ("file", _) => {
            out.insert("type".to_owned(), json!("string"));
            out.insert("format".to_owned(), json!("binary"));
        }
        (_, Some(inner)) => {
            out.insert("type".to_owned(), json!(inner));
        }
        _ => {
            out.insert("type".to_owned(), value.clone());
        }
    }
}

/// `{allOf: [schema]}` is that schema.
fn only_branch(value: &Value) -> Value {
    if let Some(map) = value.as_object()
        && map.len() == 1
        && let Some(Value::Array(branches)) = map.get("allOf")
        && let [only] = branches.as_slice()
    {
        return only.clone();
    }
    value.clone()
}
