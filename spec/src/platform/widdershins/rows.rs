//! Tables in which `»` tells the depth.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::component_name;
use crate::fragment::Trust;
use crate::page::{Row, Table};
use crate::platform::facts::columns::{self, MOST_ROWS};
use crate::platform::facts::node::{Node, Step};
use crate::platform::facts::{text, types};

/// What a table is about, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `Name | In | Type | Required | Description`.
    Parameters,
    /// `Name | Type | Required | Restrictions | Description`.
    Properties,
    /// `Status | Meaning | Description | Schema`.
    Responses,
    /// `Parameter | Value`, `Property | Value`, `Name | Value`.
    Values,
}

pub(super) fn kind(table: &Table) -> Option<Kind> {
    let header: Vec<String> = table
        .header
        .iter()
        .map(|cell| text::line(&cell.raw).to_lowercase())
        .collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    Some(match header.as_slice() {
        ["name", "in", "type", ..] => Kind::Parameters,
        ["name", "type", "required", ..] => Kind::Properties,
        ["status", "meaning", "description", ..] => Kind::Responses,
        ["parameter" | "property" | "name", "value"] => Kind::Values,
        _ => return None,
    })
}

/// A row's name and how deep it stands.
pub(super) fn name(row: &Row) -> Option<(usize, String)> {
    let shown = text::line(&row.cells.first()?.raw);
    let depth = shown
        .chars()
        .take_while(|c| matches!(c, '»' | ' '))
        .filter(|c| *c == '»')
        .count();
    let name = shown.trim_start_matches(['»', ' ']).to_owned();
    Some((depth, name))
}

/// The cell of a column by its header.
pub(super) fn cell<'t>(table: &Table, row: &'t Row, column: &str) -> &'t str {
    table
        .header
        .iter()
        .position(|cell| text::line(&cell.raw).eq_ignore_ascii_case(column))
        .and_then(|at| row.cells.get(at))
        .map_or("", |cell| cell.raw.trim())
}

/// The schema that a type cell names: `[Pet](#schemapet)`, `[[Tag](#schematag)]`, `integer(int64)`.
pub(super) fn schema(raw: &str, known: &BTreeSet<String>) -> Map<String, Value> {
    let raw = raw.trim();
    if let Some(inner) = raw
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .filter(|inner| inner.starts_with('[') || !inner.contains("]("))
    {
        let mut out = Map::new();
        out.insert("type".to_owned(), json!("array"));
        let items = schema(inner, known);
        if !items.is_empty() {
            out.insert("items".to_owned(), Value::Object(items));
        }
        return out;
    }
    if let Some((title, target)) = raw.strip_prefix('[').and_then(|rest| rest.split_once("](")) {
        let title = text::line(title);
        let mut out = Map::new();
        if target.starts_with("#schema") && known.contains(&title) {
            let reference = format!("#/components/schemas/{}", component_name(&title));
            out.insert("$ref".to_owned(), json!(reference));
        }
        return out;
    }
    let mut out = types::read(&text::line(raw).replace('¦', "|")).schema;
    out.shift_remove(types::STUB);
    out
}

/// A row as a schema, with what its columns say.
pub(super) fn node(table: &Table, row: &Row, known: &BTreeSet<String>) -> Node {
    let mut node = Node::new(Trust::Table, Some(row.span));
    node.schema = schema(cell(table, row, "type"), known);
    let said = |column: &str| {
        let words = columns::described(cell(table, row, column));
        Some(words).filter(|words| !matches!(words.as_str(), "" | "none"))
    };
    node.required = match cell(table, row, "required") {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    if let Some(words) = said("description") {
        node.schema.insert("description".to_owned(), json!(words));
    }
    match said("restrictions").as_deref() {
        Some("read-only") => {
            node.schema.insert("readOnly".to_owned(), json!(true));
        }
        Some("write-only") => {
            node.schema.insert("writeOnly".to_owned(), json!(true));
        }
        _ => {}
    }
    node
}

/// The rows of a table of properties as one schema. `own` is the schema's name, under which a
/// schema without properties has its one row.
pub(super) fn properties(table: &Table, own: Option<&str>, known: &BTreeSet<String>) -> Node {
    let rows: Vec<&Row> = table.rows.iter().take(MOST_ROWS).collect();
    let is_self = |name: &str| name == "anonymous" || Some(name) == own;
    if let [only] = rows.as_slice()
        && name(only).is_some_and(|(_, name)| is_self(&name))
    {
        return node(table, only, known);
    }
    let first = rows.first().map(|row| row.span);
    let mut root = Node::new(Trust::Table, first);
    root.schema.insert("type".to_owned(), json!("object"));
    nest(table, &rows, &mut root, known);
    root
}

/// Puts rows into a schema, each below the last row of a smaller depth.
pub(super) fn nest(table: &Table, rows: &[&Row], root: &mut Node, known: &BTreeSet<String>) {
    let mut path: Vec<(usize, Step)> = Vec::new();
    for row in rows {
        let Some((depth, name)) = name(row) else {
            continue;
        };
        path.retain(|(other, _)| *other < depth);
        if path.len() > 24 {
            continue;
        }
        let node = node(table, row, known);
        let step = match name.as_str() {
            // A branch of a union, or the schema above itself: its rows belong to what it is in.
            "anonymous" | "" => continue,
            "additionalProperties" => Step::Values,
            name => Step::Key(name.to_owned()),
        };
        let mut steps: Vec<Step> = path.iter().map(|(_, step)| step.clone()).collect();
        steps.push(step.clone());
        path.push((depth, step));
        root.insert(&steps, node);
    }
}

/// The rows of a table of values: the name as written, and a value.
pub(super) fn values(table: &Table) -> Vec<(String, String)> {
    table
        .rows
        .iter()
        .take(MOST_ROWS)
        .filter_map(|row| {
            let (_, name) = name(row)?;
            let value = text::line(&row.cells.get(1)?.raw);
            Some((name, value))
        })
        .collect()
}

/// The values of each name, in the order of the names.
pub(super) fn grouped(values: Vec<(String, String)>) -> Vec<(String, Vec<Value>)> {
    let mut by_name: Vec<(String, Vec<Value>)> = Vec::new();
    for (name, value) in values {
        let value = match value.as_str() {
            "null" => Value::Null,
            _ => json!(value),
        };
        match by_name.iter_mut().find(|(other, _)| *other == name) {
            Some((_, list)) => list.push(value),
            None => by_name.push((name, vec![value])),
        }
    }
    by_name
}

/// Puts values where a property, or the schema itself, has their name.
pub(super) fn constrain(node: &mut Node, own: &str, values: Vec<(String, Vec<Value>)>) {
    for (name, values) in values {
        if name == own || name == "anonymous" {
            types::constrain(&mut node.schema, values);
        } else {
            find(node, &name, &values, 0);
        }
    }
}

fn find(node: &mut Node, name: &str, values: &[Value], depth: usize) -> bool {
    if depth > 24 {
        return false;
    }
    if let Some(child) = node.children.get_mut(name) {
        if !child.schema.contains_key("enum") {
            types::constrain(&mut child.schema, values.to_vec());
            return true;
        }
        return false;
    }
    let parts = node.children.values_mut();
    let inner = node.items.as_deref_mut().into_iter();
    parts
        .chain(inner)
        .any(|part| find(part, name, values, depth + 1))
}
