//! Names of components that OpenAPI does not allow.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Repairs;
use crate::pointer::Pointer;

/// Gives every component a name of `[A-Za-z0-9._-]+` (OpenAPI 3.1, "Components Object"), the same
/// one on every page.
pub(in crate::platform) fn repair(document: &mut Value, repairs: &mut Repairs) {
    let Some(components) = document["components"].as_object() else {
        return;
    };
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for (section, entries) in components {
        let Some(entries) = entries.as_object() else {
            continue;
        };
        for name in entries.keys().filter(|name| !is_legal(name)) {
            let plain = legal(name);
            let alike = |other: &&String| *other != name && legal(other) == plain;
            let new = match entries.keys().find(alike) {
                Some(_) => format!("{plain}_{}", digest(name)),
                None => plain,
            };
            let at = Pointer::root().join("components").join(section).join(name);
            let what = "gave a component a name that OpenAPI allows";
            repairs.done("component-name", what, &at);
            renamed.insert(format!("#/components/{section}/{name}"), new);
        }
    }
    if renamed.is_empty() {
        return;
    }
    if let Some(components) = document["components"].as_object_mut() {
        for (section, entries) in components {
            let Some(entries) = entries.as_object_mut() else {
                continue;
            };
            for (name, value) in std::mem::take(entries) {
                let new = renamed.get(&format!("#/components/{section}/{name}"));
                entries.insert(new.cloned().unwrap_or(name), value);
            }
        }
    }
    references(document, &renamed);
}

fn is_legal(name: &str) -> bool {
    !name.is_empty() && name.chars().all(allowed)
}

fn allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// The letters that may stay; other scripts as their code points, so that two names never become
/// one.
pub(in crate::platform) fn legal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if allowed(c) {
            out.push(c);
        } else if c.is_alphanumeric() {
            out.push_str(&format!("u{:x}", u32::from(c)));
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    let trimmed = out.trim_end_matches('_');
    if trimmed.is_empty() {
        format!("Schema_{}", digest(name))
    } else {
        trimmed.to_owned()
    }
}

/// FNV-1a, 32 bits: short, and the same everywhere.
fn digest(name: &str) -> String {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("{hash:08x}")
}

fn references(value: &mut Value, renamed: &BTreeMap<String, String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| references(item, renamed)),
        Value::Object(map) => {
            for (key, value) in map {
                let new = match value.as_str() {
                    Some(text) if key == "$ref" => target(text, renamed),
                    Some(text) if key == "defaultMapping" => variant(text, renamed),
                    _ => None,
                };
                match new {
                    Some(new) => *value = Value::String(new),
                    None if key == "mapping" => mapping(value, renamed),
                    None if key == "security" => requirements(value, renamed),
                    None => references(value, renamed),
                }
            }
        }
        _ => {}
    }
}

fn mapping(value: &mut Value, renamed: &BTreeMap<String, String>) {
    for target_value in value
        .as_object_mut()
        .into_iter()
        .flat_map(|map| map.values_mut())
    {
        match target_value
            .as_str()
            .and_then(|text| variant(text, renamed))
        {
            Some(new) => *target_value = Value::String(new),
            None => references(target_value, renamed),
        }
    }
}

/// A variant is named by a reference or by the bare name of a schema.
fn variant(text: &str, renamed: &BTreeMap<String, String>) -> Option<String> {
    let by_name = || target(&format!("#/components/schemas/{text}"), renamed);
    target(text, renamed).or_else(by_name)
}

/// Requirements name schemes as keys.
fn requirements(value: &mut Value, renamed: &BTreeMap<String, String>) {
    let lists = value.as_array_mut().into_iter().flatten();
    for requirement in lists.filter_map(Value::as_object_mut) {
        for (name, scopes) in std::mem::take(requirement) {
            let new = renamed.get(&format!("#/components/securitySchemes/{name}"));
            requirement.insert(new.cloned().unwrap_or(name), scopes);
        }
    }
}

/// A reference with the new name. It may be percent-encoded, or have `~1` for `/` (RFC 6901).
fn target(text: &str, renamed: &BTreeMap<String, String>) -> Option<String> {
    let plain = decode(text);
    let new = renamed.get(text).or_else(|| renamed.get(&plain))?;
    let (section, _) = text.strip_prefix("#/components/")?.split_once('/')?;
    Some(format!("#/components/{section}/{new}"))
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten();
        let value = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match value {
            Some(value) => {
                bytes.push(value);
                rest = after.get(2..).unwrap_or(&[]);
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes)
        .replace("~1", "/")
        .replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{legal, repair};
    use crate::platform::excerpt::Repairs;

    #[test]
    fn names_become_legal_and_stay_apart() {
        assert_eq!(legal("[NB] START_ABR"), "NB_START_ABR");
        assert_ne!(legal("用户"), legal("订单"));
        let mut document = json!({
            "paths": {"/a": {"$ref": "#/components/schemas/A%20b"}},
            "components": {"schemas": {
                "A b": {"type": "string"},
                "A/b": {"$ref": "#/components/schemas/A~1b"},
                "Ab": {},
            }}
        });
        repair(&mut document, &mut Repairs::default());
        let names: Vec<&String> = document["components"]["schemas"]
            .as_object()
            .unwrap()
            .keys()
            .collect();
        assert_eq!(names.len(), 3);
        assert!(
            names.iter().all(|name| name.chars().all(super::allowed)),
            "{names:?}"
        );
        let target = document["paths"]["/a"]["$ref"].as_str().unwrap().to_owned();
        assert_eq!(
            document.pointer(&target[1..]),
            Some(&json!({"type": "string"}))
        );
        assert_ne!(names[0], names[1]);
    }

    #[test]
    fn discriminators_name_variants_anew() {
        let mut document = json!({"components": {"schemas": {
            "A b": {"type": "object"},
            "U": {"oneOf": [{"$ref": "#/components/schemas/A%20b"}], "discriminator": {
                "propertyName": "kind",
                "mapping": {"a": "A b", "b": "#/components/schemas/A%20b", "c": "Elsewhere"},
                "defaultMapping": "A b"}},
        }}});
        repair(&mut document, &mut Repairs::default());
        let union = &document["components"]["schemas"]["U"];
        let new = &union["oneOf"][0]["$ref"];
        assert_eq!(new, "#/components/schemas/A_b");
        let discriminator = &union["discriminator"];
        assert_eq!(&discriminator["mapping"]["a"], new);
        assert_eq!(&discriminator["mapping"]["b"], new);
        assert_eq!(discriminator["mapping"]["c"], "Elsewhere");
        assert_eq!(&discriminator["defaultMapping"], new);
    }
}
