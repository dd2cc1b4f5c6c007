//! Which places of the client are any JSON.

use pagecrate_generator::model::Model;
use serde_json::Value;

/// The JSON Pointers, in the merged document, of everything that the client has as any JSON: fields,
/// parameters, bodies, answers. Additional properties are not among them.
pub(super) fn untyped(model: &Model) -> Vec<String> {
    let mut found = Vec::new();
    // A form of the Model that does not change with each of its structs.
    if let Ok(model) = serde_json::to_value(model) {
        visit(&model, "", &mut found);
    }
    found.sort();
    found.dedup();
    found
}

fn visit(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, at, found)),
        Value::Object(members) => {
            let own = value
                .pointer("/docs/origin/pointer")
                .and_then(Value::as_str);
            let at = own.unwrap_or(at);
            for (key, member) in members {
                match key.as_str() {
                    "ty" | "item" if holds_json(member) => found.push(at.to_owned()),
                    // `Alias` holds its type as its only content.
                    "Alias" if holds_json(member) => found.push(at.to_owned()),
                    "rest" | "docs" => {}
                    _ => visit(member, at, found),
                }
            }
        }
        _ => {}
    }
}

/// Whether a [`pagecrate_generator::model::Type`] is any JSON, or a list or map of it.
fn holds_json(ty: &Value) -> bool {
    match ty {
        Value::String(name) => name == "Json",
        Value::Array(types) => types.iter().any(holds_json),
        Value::Object(members) => members
            .iter()
            .any(|(kind, inner)| kind != "Item" && holds_json(inner)),
        _ => false,
    }
}
