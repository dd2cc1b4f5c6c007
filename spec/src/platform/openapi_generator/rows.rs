//! Rows of the tables of parameters and properties.

use serde_json::{Value, json};

use super::wire;
use crate::fragment::Trust;
use crate::page::{Inline, Row, Table};
use crate::platform::facts::columns::MOST_ROWS;
use crate::platform::facts::field::Field;
use crate::platform::facts::{columns, text, types};

/// Whether a table has the columns `Name | Type | Description | … | Notes`.
pub(super) fn is_fields(table: &Table) -> bool {
    let header: Vec<String> = table.header.iter().map(lower).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    matches!(
        header.as_slice(),
        ["name", "type", "description", "notes"]
            | ["name", "type", "description", "required", "notes"]
    )
}

/// A cell's words in lower case.
pub(super) fn lower(cell: &Inline) -> String {
    text::line(&cell.raw).to_lowercase()
}

/// The rows of a table of fields.
pub(super) fn fields(table: &Table) -> Vec<Field> {
    let column = |name: &str| table.header.iter().position(|cell| lower(cell) == name);
    let columns = (column("type"), column("description"), column("notes"));
    table
        .rows
        .iter()
        .take(MOST_ROWS)
        .filter_map(|row| field(row, columns, column("required")))
        .collect()
}

type Columns = (Option<usize>, Option<usize>, Option<usize>);

fn field(row: &Row, (kind, description, notes): Columns, required: Option<usize>) -> Option<Field> {
    let cell = |at: Option<usize>| {
        at.and_then(|at| row.cells.get(at))
            .map_or("", |cell| cell.raw.as_str())
    };
    let name = text::line(&row.cells.first()?.raw);
    // Rust's raw identifiers and PHP's variables.
    let name = name.trim_start_matches("r#").trim_start_matches('$');
    let mut field = Field::named(name, row.span, Trust::Table)?;
    field.typed = wire::read(cell(kind));
    field.description = columns::described(cell(description));
    let notes = format!("{} {}", text::line(cell(required)), text::line(cell(notes)));
    let lower = notes.to_lowercase();
    let optional = lower.contains("optional") || field.typed.required == Some(false);
    let says = required.is_some();
    field.required = Some(if says {
        lower.contains("required")
    } else {
        !optional
    });
    for note in notes
        .split('[')
        .skip(1)
        .filter_map(|rest| rest.split(']').next())
    {
        if let Some(value) = note.strip_prefix("default to ") {
            field.default = Some(value.trim_matches(['"', '\'']).to_owned());
        } else if let Some(values) = note.strip_prefix("enum:") {
            let values: Vec<Value> = values
                .split(',')
                .map(|value| json!(value.trim().trim_matches(['"', '\''])))
                .collect();
            types::constrain(&mut field.typed.schema, values);
        } else if note.eq_ignore_ascii_case("readonly") {
            field
                .typed
                .schema
                .insert("readOnly".to_owned(), json!(true));
        }
    }
    field.default = field.default.filter(|value| {
        !matches!(
            value.as_str(),
            "undefined" | "null" | "None" | "nil" | "new List()"
        )
    });
    Some(field)
}
