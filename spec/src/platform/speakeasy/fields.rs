//! Rows of parameter and field tables, with what is known of Speakeasy's types.

use serde_json::{Map, Value, json};

use crate::fragment::Trust;
use crate::page::{Inline, Row};
use crate::platform::facts::columns::{self, Role};
use crate::platform::facts::field::Field;
use crate::platform::facts::{sample, text, types};

/// Reads a row as a field.
pub(super) fn read(row: &Row, roles: &[Role], header: &[Inline]) -> Option<Field> {
    let mut field = columns::field(row, roles, header)?;
    let kind = roles.iter().position(|role| *role == Role::Type);
    let cell = kind.and_then(|at| row.cells.get(at));
    let links = cell.map_or(&[][..], |cell| cell.links.as_slice());
    module(&mut field, links);
    refine(&mut field, links);
    Some(field)
}

/// Go and TypeScript write `operations.X`; in C#, Java and PHP only the link tells that a type is
/// one that the SDK made for an operation.
fn module(field: &mut Field, links: &[String]) {
    let wrapper = links.iter().any(|link| {
        let link = link.to_lowercase();
        link.contains("/operations/") || link.contains("/requests/")
    });
    if wrapper && field.typed.schema.contains_key(types::STUB) {
        field
            .typed
            .schema
            .entry(types::MODULE)
            .or_insert_with(|| json!("operations"));
    }
}

/// `: warning: ** DEPRECATED **: why` in front of a description.
fn deprecated(field: &mut Field) {
    let lower = field.description.to_lowercase();
    if !lower.starts_with([':', '⚠']) {
        return;
    }
    if let Some(at) = lower.find("deprecated") {
        field.typed.deprecated = true;
        let rest = field
            .description
            .get(at + "deprecated".len()..)
            .unwrap_or("");
        let rest = rest.trim_start_matches([' ', '*', ':', '.']);
        field.description = rest.to_owned();
    }
}

/// Mends what the SDK's types say otherwise than the wire: `float` stands for every number.
fn refine(field: &mut Field, links: &[String]) {
    deprecated(field);
    forget_width(&mut field.typed.schema);
    let example = field.example.as_deref().map(str::trim).unwrap_or("");
    if field.typed.schema.get("format") == Some(&json!("date")) {
        // JavaScript's `Date` is a time. Python's docs link `date` for timestamps as well; there
        // only an example can tell.
        let javascript = links
            .iter()
            .any(|link| link.contains("Global_Objects/Date"));
        let python = links.iter().any(|link| link.contains("docs.python.org"));
        match sample::format(example) {
            _ if javascript => {
                field
                    .typed
                    .schema
                    .insert("format".to_owned(), json!("date-time"));
            }
            Some(format @ ("date" | "date-time")) => {
                field
                    .typed
                    .schema
                    .insert("format".to_owned(), json!(format));
            }
            _ if python => {
                field.typed.schema.shift_remove("format");
            }
            _ => {}
        }
    }
    if field.typed.schema.contains_key(types::STUB)
        && let Some(values) = values_in_parenthesis(&field.description, example)
    {
        let nullable = types::nullable(&field.typed.schema);
        let mut schema = types::read("string").schema;
        schema.insert(
            types::STUB.to_owned(),
            field.typed.schema[types::STUB].clone(),
        );
        types::constrain(&mut schema, values);
        if nullable {
            types::allow_null(&mut schema);
            schema.shift_remove(types::STUB_NULLABLE);
        }
        field.typed.schema = schema;
        field.trust = Trust::Prose;
    }
}

fn forget_width(schema: &mut Map<String, Value>) {
    if matches!(
        schema.get("format").and_then(Value::as_str),
        Some("double" | "float")
    ) {
        schema.shift_remove("format");
    }
    for (_, part) in schema.iter_mut() {
        match part {
            Value::Object(part) => forget_width(part),
            Value::Array(parts) => {
                parts
                    .iter_mut()
                    .filter_map(Value::as_object_mut)
                    .for_each(forget_width);
            }
            _ => {}
        }
    }
}

/// `… resets (daily, weekly, monthly)`: values, when the example is one of them.
fn values_in_parenthesis(description: &str, example: &str) -> Option<Vec<Value>> {
    let start = description.rfind('(')?;
    let inner = description[start + 1..].split(')').next()?;
    let parts: Vec<&str> = inner
        .split(',')
        .map(|part| part.trim().trim_matches(['`', '"', '\'']))
        .collect();
    let words = parts.iter().all(|part| text::is_name(part));
    (parts.len() > 1 && words && parts.contains(&example))
        .then(|| parts.iter().map(|part| json!(part)).collect())
}
