//! Pages of one type.

use serde_json::{Map, Value, json};

use super::names::candidates;
use super::{headings, section};
use crate::fragment::Trust;
use crate::page::{Block, BlockKind, Page, Table};
use crate::platform::facts::columns;
use crate::platform::facts::document::NAMES;
use crate::platform::facts::node::{Node, Step};
use crate::platform::facts::{text, types};
use crate::source::Sources;

const SECTIONS: &[&str] = &["fields", "values", "supported types"];

/// Whether the page is of one type: all its sections are known, and one of them tells the shape.
pub(super) fn is_model(page: &Page) -> bool {
    let named = title(page).is_some();
    let mut tells = false;
    let known = headings(page)
        .filter(|(level, _)| *level == 2)
        .all(|(_, heading)| {
            tells |= SECTIONS.contains(&heading.as_str());
            SECTIONS.contains(&heading.as_str()) || heading.starts_with("example")
        });
    named && known && tells
}

fn title(page: &Page) -> Option<&str> {
    let title = page.title.as_deref()?.trim();
    let name = title
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    (name && !title.is_empty()).then_some(title)
}

/// The component's name and schema.
pub(super) fn read(page: &Page, sources: &Sources) -> Option<(String, Node)> {
    let title = title(page)?;
    let name = match module(page, sources) {
        Some(module) => format!("{module}.{title}"),
        None => title.to_owned(),
    };
    let place = page.blocks.first().map(|block| block.span);
    let mut node = Node::new(Trust::Table, place);
    for (at, block) in page.blocks.iter().enumerate() {
        let BlockKind::Heading { level: 2, text } = &block.kind else {
            continue;
        };
        let inner = section(&page.blocks[at..], 2);
        match text::line(text::heading(text)).to_lowercase().as_str() {
            "fields" => fields(inner, &mut node),
            "values" => values(inner, sources, &mut node),
            "supported types" => branches(inner, &mut node),
            _ => {}
        }
    }
    if let Some(text) = columns::introduction(page) {
        node.schema.insert("description".to_owned(), json!(text));
    }
    Some((name, node))
}

/// The module that the sample imports the type from, when it is not the one of the API's own
/// types: `operations` holds wrappers that the SDK makes, and may use a name again.
fn module(page: &Page, sources: &Sources) -> Option<&'static str> {
    page.blocks.iter().find_map(|block| {
        let BlockKind::Fence(fence) = &block.kind else {
            return None;
        };
        let code = sources
            .get(fence.body.source)
            .text
            .get(fence.body.start..fence.body.end)?;
        let line = code.lines().map(str::trim).find(|line| {
            line.starts_with("import ") || line.starts_with("from ") || line.starts_with("using ")
        })?;
        ["operations", "errors"]
            .into_iter()
            .find(|module| text::words(line).iter().any(|word| word == module))
    })
}

fn fields(blocks: &[Block], node: &mut Node) {
    node.schema.insert("type".to_owned(), json!("object"));
    for block in blocks {
        if let BlockKind::Table(table) = &block.kind {
            rows(table, node);
        }
    }
}

fn rows(table: &Table, node: &mut Node) {
    let roles = columns::roles(table);
    for row in table.rows.iter().take(columns::MOST_ROWS) {
        let Some(field) = super::fields::read(row, &roles, &table.header) else {
            continue;
        };
        let names = candidates(&field.name, None);
        let mut property = field.node();
        if names.len() > 1 {
            property.schema.insert(NAMES.to_owned(), json!(names));
        }
        let name = names.into_iter().next().unwrap_or(field.name);
        node.insert(&[Step::Key(name)], property);
    }
}

/// A union of literals in a fence, a list of values, or a table with a `Value` column.
fn values(blocks: &[Block], sources: &Sources, node: &mut Node) {
    let mut found: Vec<Value> = Vec::new();
    for block in blocks {
        match &block.kind {
            BlockKind::Fence(fence) => {
                let source = sources.get(fence.body.source);
                let code = source
                    .text
                    .get(fence.body.start..fence.body.end)
                    .unwrap_or("");
                let schema = types::read(code).schema;
                if let Some(Value::Array(values)) = schema.get("enum") {
                    found.extend(values.iter().cloned());
                }
            }
            BlockKind::Item { text, .. } => {
                let value = text
                    .code
                    .first()
                    .cloned()
                    .unwrap_or_else(|| text::line(text::item(text)));
                found.push(json!(value.trim_matches('"')));
            }
            BlockKind::Table(table) => {
                let column = table
                    .header
                    .iter()
                    .position(|cell| text::line(&cell.raw).eq_ignore_ascii_case("value"));
                let cells = table.rows.iter().filter_map(|row| row.cells.get(column?));
                found.extend(cells.map(|cell| json!(text::line(&cell.raw).trim_matches('"'))));
            }
            _ => {}
        }
    }
    let integers = !found.is_empty()
        && found.iter().all(|value| {
            value.as_i64().is_some() || value.as_str().is_some_and(|v| v.parse::<i64>().is_ok())
        });
    if found.is_empty() {
        return;
    }
    let mut schema = Map::new();
    let kind = if integers { "integer" } else { "string" };
    schema.insert("type".to_owned(), json!(kind));
    types::constrain(&mut schema, found);
    node.schema = schema;
}

/// One heading per branch of a union.
fn branches(blocks: &[Block], node: &mut Node) {
    let branches: Vec<Value> = blocks
        .iter()
        .skip(1)
        .filter_map(|block| match &block.kind {
            BlockKind::Heading { text, .. } => {
                Some(types::read(&text::line(text::heading(text))).schema)
            }
            _ => None,
        })
        .filter(|schema| !schema.is_empty())
        .map(Value::Object)
        .collect();
    match <[Value; 1]>::try_from(branches) {
        Ok([Value::Object(only)]) => node.schema.extend(only),
        Ok(_) => {}
        Err(branches) if branches.is_empty() => {}
        Err(branches) => {
            node.schema
                .insert("oneOf".to_owned(), Value::Array(branches));
        }
    }
}
