//! `--stage`: the forms on the way, for people.

use clap::ValueEnum;
use serde_json::{Value, json};

use pagecrate_generator::model::Model;

use super::Made;
use crate::Failure;

/// A form on the way from pages to client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Stage {
    /// What each page gives
    Fragments,
    /// The merged document, with the overlay applied
    Document,
    /// What the API means
    Api,
    /// The public names, by what they name
    Names,
    /// What the Rust will be
    Model,
}

impl Stage {
    /// The form as text, or a part of it.
    pub(super) fn print(self, made: &Made, only: Option<&str>) -> Result<String, Failure> {
        let reached = match self {
            Self::Names => made.model.as_ref().map(names),
            Self::Document if only.is_none() => return Ok(made.document.clone()),
            Self::Document => pagecrate_spec::yaml::read(&made.document).ok(),
            Self::Fragments | Self::Api => made.looked_at.clone(),
            Self::Model => made
                .model
                .as_ref()
                .and_then(|model| serde_json::to_value(model).ok()),
        };
        let Some(value) = reached else {
            return Err(Failure::Failed(
                "this form was not reached, because of the errors above".to_owned(),
            ));
        };
        let value = match only {
            None => value,
            Some(part) => select(&value, part).ok_or_else(|| {
                Failure::Failed(format!("nothing in this form is called {part:?}"))
            })?,
        };
        Ok(match self {
            Self::Document => pagecrate_spec::yaml::write(&value),
            Self::Names => lines(&value),
            _ => format!("{value:#}"),
        })
    }
}

/// The public names by what they name: `[what, path]`, operations first.
fn names(model: &Model) -> Value {
    let mut all = Vec::new();
    for group in &model.groups {
        for operation in &group.operations {
            let what = format!("{} {}", operation.http_method, operation.path);
            all.push(json!([
                what,
                format!("Client::{}().{}", group.accessor, operation.method)
            ]));
        }
    }
    for module in &model.modules {
        for item in &module.items {
            let what = item
                .docs
                .origin
                .as_ref()
                .map_or("", |origin| &origin.pointer);
            all.push(json!([
                what,
                format!("types::{}::{}", module.module, item.ident)
            ]));
        }
    }
    Value::Array(all)
}

fn lines(names: &Value) -> String {
    let pairs = names.as_array().map_or(&[][..], Vec::as_slice);
    let text = |pair: &Value, at: usize| pair[at].as_str().unwrap_or_default().to_owned();
    let width = pairs
        .iter()
        .map(|pair| text(pair, 1).len())
        .max()
        .unwrap_or(0);
    let line = |pair: &Value| format!("{:width$}  {}", text(pair, 1), text(pair, 0));
    pairs.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The part of a form that a JSON Pointer leads to, or else every innermost part that a member is
/// called by: an object with a text equal to it, or the value under a key equal to it.
fn select(value: &Value, part: &str) -> Option<Value> {
    if part.starts_with('/')
        && let Some(found) = value.pointer(part)
    {
        return Some(found.clone());
    }
    let mut found = Vec::new();
    collect(value, part, &mut found);
    match found.len() {
        0 => None,
        1 => found.pop(),
        _ => Some(Value::Array(found)),
    }
}

fn collect(value: &Value, part: &str, found: &mut Vec<Value>) {
    let is_called = |member: &Value| {
        member
            .as_str()
            .is_some_and(|text| text == part || text.ends_with(&format!("::{part}")))
    };
    match value {
        Value::Array(items) if items.iter().any(is_called) => found.push(value.clone()),
        Value::Object(members) if members.values().any(is_called) => found.push(value.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, part, found)),
        Value::Object(members) => {
            for (key, member) in members {
                match key == part {
                    true => found.push(json!({ key: member })),
                    false => collect(member, part, found),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_pointer_by_name_and_by_key() {
        let form =
            json!({"a": [{"name": "x", "n": 1}, {"name": "y"}], "paths": {"/a": {"get": 1}}});
        assert_eq!(select(&form, "/a/1"), Some(json!({"name": "y"})));
        assert_eq!(select(&form, "x"), Some(json!({"name": "x", "n": 1})));
        assert_eq!(select(&form, "/a"), Some(form["a"].clone()));
        assert_eq!(select(&form, "get"), Some(json!({"get": 1})));
        assert_eq!(select(&form, "z"), None);
    }
}
