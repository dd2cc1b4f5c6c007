//! Pages of models: their properties, their values, or the types that they may be.

use serde_json::{Value, json};

use super::operation::insert;
use super::rows::{fields, is_fields, lower};
use super::{title, wire};
use crate::fragment::Trust;
use crate::page::{Block, BlockKind, Page, Table};
use crate::platform::facts::document::Draft;
use crate::platform::facts::node::Node;
use crate::platform::facts::{columns, text, types};

/// What a section of level 2 is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Section {
    Properties,
    Values,
    /// `## Enum: StatusEnum`, of one property.
    Of(String),
}

fn section(heading: &str) -> Option<Section> {
    let lower = heading.to_lowercase();
    Some(match lower.as_str() {
        "properties" => Section::Properties,
        "enum" | "enum variants" => Section::Values,
        _ => {
            let name = lower.strip_prefix("enum:")?.trim();
            let name = name.strip_suffix("enum").unwrap_or(name);
            Section::Of(name.to_owned())
        }
    })
}

/// Whether the page is of one model: its title is a name, and a section tells its shape.
pub(super) fn is_model(page: &Page) -> bool {
    let shaped = sections(page).any(|(section, blocks)| {
        blocks.iter().any(|block| match (&section, &block.kind) {
            (Section::Properties, BlockKind::Table(table)) => is_fields(table),
            (Section::Values, BlockKind::Table(table)) => names(table).is_some(),
            (Section::Values, BlockKind::Item { text, .. }) => text.raw.contains("(value:"),
            _ => false,
        })
    });
    shaped && title(page).is_some()
}

fn sections(page: &Page) -> impl Iterator<Item = (Section, &[Block])> {
    page.blocks.iter().enumerate().filter_map(|(at, block)| {
        let BlockKind::Heading { level: 2.., text } = &block.kind else {
            return None;
        };
        let section = section(&text::line(text::heading(text)))?;
        let rest = &page.blocks[at + 1..];
        let end = rest
            .iter()
            .position(|block| matches!(block.kind, BlockKind::Heading { .. }))
            .unwrap_or(rest.len());
        Some((section, &rest[..end]))
    })
}

/// The header of a table of variants: whether it has values.
fn names(table: &Table) -> Option<bool> {
    let header: Vec<String> = table.header.iter().map(lower).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    match header.as_slice() {
        ["name", "value"] => Some(true),
        ["name", "description"] => Some(false),
        _ => None,
    }
}

/// The model as a component.
pub(super) fn read(page: &Page) -> Option<Draft> {
    let name = title(page)?;
    let place = page.blocks.first().map(|block| block.span);
    let mut node = Node::new(Trust::Table, place);
    let mut of_properties = Vec::new();
    for (section, blocks) in sections(page) {
        match section {
            Section::Properties => properties(blocks, &mut node),
            Section::Values => values(blocks, &mut node),
            Section::Of(property) => of_properties.push((property, literals(blocks))),
        }
    }
    for (property, values) in of_properties {
        let bare = |name: &str| name.replace(['_', '-'], "").to_lowercase();
        let found = node
            .children
            .iter_mut()
            .find(|(key, _)| bare(key) == bare(&property));
        if let Some((_, child)) = found
            && !values.is_empty()
        {
            if child.schema.contains_key(types::STUB) {
                child.schema.shift_remove(types::STUB);
                child.schema.insert("type".to_owned(), json!("string"));
            }
            types::constrain(&mut child.schema, values);
        }
    }
    if let Some(text) = columns::introduction(page) {
        node.schema.insert("description".to_owned(), json!(text));
    }
    let mut draft = Draft::default();
    draft.schemas.insert(name, node);
    Some(draft)
}

fn properties(blocks: &[Block], node: &mut Node) {
    node.schema.insert("type".to_owned(), json!("object"));
    for block in blocks {
        if let BlockKind::Table(table) = &block.kind
            && is_fields(table)
        {
            for field in fields(table) {
                insert(node, &field);
            }
        }
    }
}

/// Values of an enumeration, or the types of a union.
fn values(blocks: &[Block], node: &mut Node) {
    let found = literals(blocks);
    if !found.is_empty() {
        let integers = found.iter().all(|value| {
            value
                .as_str()
                .is_some_and(|text| text.parse::<i64>().is_ok())
        });
        let kind = if integers { "integer" } else { "string" };
        node.schema = types::read(kind).schema;
        types::constrain(&mut node.schema, found);
        return;
    }
    let branches: Vec<Value> = blocks
        .iter()
        .filter_map(|block| match &block.kind {
            BlockKind::Table(table) if names(table) == Some(false) => Some(table),
            _ => None,
        })
        .flat_map(|table| table.rows.iter())
        .filter_map(|row| {
            let schema = wire::read(&row.cells.first()?.raw).schema;
            Some(Value::Object(schema))
        })
        .collect();
    match branches.as_slice() {
        [] => {}
        [Value::Object(only)] => node.schema = only.clone(),
        _ => {
            node.schema
                .insert("oneOf".to_owned(), Value::Array(branches));
        }
    }
}

/// `| Available | "available" |` or ``* `AVAILABLE` (value: `"available"`)``.
fn literals(blocks: &[Block]) -> Vec<Value> {
    let plain = |text: &str| {
        let text = text::line(text);
        json!(text.trim_matches(['"', '\'', '`']))
    };
    let mut found = Vec::new();
    for block in blocks {
        match &block.kind {
            BlockKind::Table(table) if names(table) == Some(true) => {
                let cells = table.rows.iter().filter_map(|row| row.cells.get(1));
                found.extend(cells.map(|cell| plain(&cell.raw)));
            }
            BlockKind::Item { text, .. } => {
                let value = text
                    .raw
                    .split_once("(value:")
                    .and_then(|(_, rest)| rest.rsplit_once(')'));
                found.extend(value.map(|(value, _)| plain(value.trim())));
            }
            _ => {}
        }
    }
    found
}
