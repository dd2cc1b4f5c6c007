//! Authentications that operations name and another part of the pages defines.

use serde_json::{Map, Value, json};

use crate::fragment::Fragment;
use crate::merge::METHODS;

/// Under which an operation's names of authentications wait for their schemes. An empty list
/// means that none is needed.
pub(crate) const SCHEMES: &str = "x-pagecrate-schemes";

/// Turns the names into security requirements, any one of which is enough, and adds the schemes
/// that `find` knows. Gives the names that it does not know.
pub(crate) fn apply(
    fragment: &mut Fragment,
    mut find: impl FnMut(&str) -> Option<Value>,
) -> Vec<String> {
    let mut used = Map::new();
    let mut unknown: Vec<String> = Vec::new();
    let paths = fragment
        .value
        .get_mut("paths")
        .and_then(Value::as_object_mut);
    let operations = paths
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.iter_mut())
        .filter(|(method, _)| METHODS.contains(&method.as_str()))
        .filter_map(|(_, operation)| operation.as_object_mut());
    for operation in operations {
        let Some(Value::Array(names)) = operation.shift_remove(SCHEMES) else {
            continue;
        };
        let mut list = Vec::new();
        for name in names.iter().filter_map(Value::as_str) {
            match find(name) {
                Some(scheme) => {
                    used.insert(name.to_owned(), scheme);
                    list.push(json!({ name: [] }));
                }
                None if !unknown.iter().any(|one| one == name) => unknown.push(name.to_owned()),
                None => {}
            }
        }
        if names.is_empty() || !list.is_empty() {
            operation.insert("security".to_owned(), Value::Array(list));
        }
    }
    if !used.is_empty()
        && let Some(value) = fragment.value.as_object_mut()
    {
        let components = value.entry("components").or_insert_with(|| json!({}));
        if let Some(components) = components.as_object_mut() {
            components.insert("securitySchemes".to_owned(), Value::Object(used));
        }
    }
    unknown
}

/// What a scheme of this name can only be.
pub(crate) fn guess(name: &str) -> Option<Value> {
    let lower = name.to_lowercase();
    if lower.contains("bearer") || lower.contains("jwt") {
        return Some(json!({"type": "http", "scheme": "bearer"}));
    }
    lower
        .contains("basic")
        .then(|| json!({"type": "http", "scheme": "basic"}))
}
