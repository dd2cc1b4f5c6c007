//! Repairs of the documents that ReadMe makes of an API that was entered by hand.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::merge::METHODS;
use crate::platform::excerpt::operations::security_schemes;
use crate::platform::excerpt::{Repairs, names};
use crate::pointer::Pointer;

/// The property that stands for the whole body.
const RAW_BODY: &str = "RAW_BODY";

/// Every repair of such a document; the first also of others, since the editor writes it there too.
pub(super) fn repair(document: &mut Value, by_hand: bool, repairs: &mut Repairs) {
    raw_bodies(document, repairs);
    server_variables(document, repairs);
    if by_hand {
        scheme_names(document, repairs);
    }
}

/// A body with the one property `RAW_BODY` is that property.
fn raw_bodies(document: &mut Value, repairs: &mut Repairs) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if !METHODS.contains(&method.as_str()) {
                continue;
            }
            let at = Pointer::root().join("paths").join(path).join(method);
            if let Some(body) = operation
                .get_mut("requestBody")
                .and_then(Value::as_object_mut)
            {
                raw_body(body, &at.join("requestBody"), repairs);
            }
        }
    }
}

fn raw_body(body: &mut Map<String, Value>, at: &Pointer, repairs: &mut Repairs) {
    let mut demanded = false;
    let content = body.get_mut("content").and_then(Value::as_object_mut);
    for (media_type, media) in content.into_iter().flatten() {
        let Some(schema) = media.get_mut("schema") else {
            continue;
        };
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        // Beside other properties it is one of them.
        if properties.len() != 1 {
            continue;
        }
        let Some(whole) = properties.shift_remove(RAW_BODY) else {
            continue;
        };
        let required = schema["required"]
            .as_array()
            .is_some_and(|names| names.contains(&json!(RAW_BODY)));
        demanded |= required;
        *schema = whole;
        let what = "read the property `RAW_BODY` as the whole body";
        repairs.done(
            "raw-body",
            what,
            &at.join("content").join(media_type).join("schema"),
        );
    }
    if demanded {
        body.entry("required").or_insert(json!(true));
    }
}

/// A variable whose default is its own name has none: the URL leads nowhere until it is set.
fn server_variables(document: &mut Value, repairs: &mut Repairs) {
    let servers = document["servers"].as_array().into_iter().flatten();
    for (index, server) in servers.enumerate() {
        for (name, variable) in server["variables"].as_object().into_iter().flatten() {
            if variable["default"].as_str() == Some(name) {
                let at = Pointer::root().join("servers").index(index);
                let at = at.join("variables").join(name).join("default");
                let what =
                    "a variable of the server has no default but its own name: set the server";
                repairs.done("server-variable", what, &at);
            }
        }
    }
}

/// `sec0`, `sec1` are numbers of a page's schemes: on another page they are others. Their kind
/// names them.
fn scheme_names(document: &mut Value, repairs: &mut Repairs) {
    let Some((at, schemes)) = security_schemes(document) else {
        return;
    };
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for (name, scheme) in std::mem::take(schemes) {
        let numbered = name
            .strip_prefix("sec")
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
        let new = numbered.then(|| kind(&scheme)).flatten();
        let new = new.filter(|new| !schemes.contains_key(new));
        if let Some(new) = &new {
            repairs.done("scheme-name", "named a scheme by its kind", &at.join(&name));
            renamed.insert(name.clone(), new.clone());
        }
        schemes.insert(new.unwrap_or(name), scheme);
    }
    rename(document, &renamed);
}

fn kind(scheme: &Value) -> Option<String> {
    Some(
        match (scheme["type"].as_str()?, scheme["scheme"].as_str()) {
            ("http", Some("bearer")) => "bearerAuth".to_owned(),
            ("http", Some("basic")) => "basicAuth".to_owned(),
            ("apiKey", _) => names::legal(scheme["name"].as_str()?),
            ("oauth2", _) => "oauth2".to_owned(),
            _ => return None,
        },
    )
}

/// Puts the new names into every list of requirements.
fn rename(document: &mut Value, renamed: &BTreeMap<String, String>) {
    let lists = |value: &mut Value| {
        let list = value.get_mut("security").and_then(Value::as_array_mut);
        for requirement in list.into_iter().flatten().filter_map(Value::as_object_mut) {
            for (name, scopes) in std::mem::take(requirement) {
                let new = renamed.get(&name).cloned();
                requirement.insert(new.unwrap_or(name), scopes);
            }
        }
    };
    lists(document);
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths
        .into_iter()
        .flatten()
        .filter_map(|(_, item)| item.as_object_mut())
    {
        for (method, operation) in item {
            if METHODS.contains(&method.as_str()) {
                lists(operation);
            }
        }
    }
}
