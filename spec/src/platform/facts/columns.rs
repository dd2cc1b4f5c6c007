//! Tables of fields: which column says what, and the rows as fields.

use serde_json::Value;

use super::field::{Field, Location};
use super::{text, types};
use crate::fragment::Trust;
use crate::page::{BlockKind, Inline, Page, Row, Table};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The field's name.
    Name,
    /// Its type.
    Type,
    /// Whether it is required; with `true`, whether it is optional.
    Required {
        /// The column says "optional" instead.
        inverted: bool,
    },
    /// Path, query, header or body.
    Location,
    /// What it is for.
    Description,
    /// Its default.
    Default,
    /// A sample value.
    Example,
    /// The allowed values.
    Choices,
    /// A status code.
    Status,
    /// A media type.
    Media,
    /// Whether null is allowed.
    Nullable,
    /// A method.
    Method,
    /// A URL or path.
    Url,
    /// Anything else.
    Other,
}

/// Tables with more rows than this are cut.
pub(crate) const MOST_ROWS: usize = 5_000;

/// What a header says its column holds.
pub(crate) fn role(header: &Inline) -> Role {
    let words = text::words(&text::line(&header.raw));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // "Query parameter", "The field's name": the last word decides where the whole does not.
    let last = words.len().saturating_sub(1);
    phrase(&words)
        .or_else(|| phrase(&words[last..]))
        .unwrap_or(Role::Other)
}

fn phrase(words: &[&str]) -> Option<Role> {
    Some(match words {
        ["status"]
        | ["status", "code"]
        | ["status", "codes"]
        | ["http", "status"]
        | ["http", "status", "code"]
        | ["http", "code"]
        | ["response", "code"]
        | ["error", "code"]
        | ["code"] => Role::Status,
        ["name"]
        | ["parameter"]
        | ["parameters"]
        | ["param"]
        | ["params"]
        | ["field"]
        | ["fields"]
        | ["key"]
        | ["keys"]
        | ["property"]
        | ["properties"]
        | ["attribute"]
        | ["attributes"]
        | ["argument"]
        | ["arg"]
        | ["variable"]
        | ["option"]
        | ["header"]
        | ["headers"]
        | ["member"]
        | ["element"]
        | ["names"] => Role::Name,
        ["content", "type"] | ["media", "type"] | ["mime", "type"] => Role::Media,
        ["param", "type"]
        | ["parameter", "type"]
        | ["location"]
        | ["in"]
        | ["position"]
        | ["located", "in"]
        | ["where"]
        | ["passed", "in"]
        | ["sent", "in"] => Role::Location,
        ["type"]
        | ["types"]
        | ["data", "type"]
        | ["datatype"]
        | ["schema"]
        | ["value", "type"]
        | ["format"] => Role::Type,
        ["required"]
        | ["mandatory"]
        | ["req"]
        | ["requirement"]
        | ["presence"]
        | ["is", "required"]
        | ["required", "optional"] => Role::Required { inverted: false },
        ["optional"] => Role::Required { inverted: true },
        ["nullable"] | ["null"] => Role::Nullable,
        ["default"] | ["defaults"] | ["default", "value"] => Role::Default,
        ["example"] | ["examples"] | ["sample"] | ["example", "value"] | ["value"] => Role::Example,
        ["values"]
        | ["enum"]
        | ["allowed", "values"]
        | ["possible", "values"]
        | ["accepted", "values"]
        | ["valid", "values"]
        | ["options"]
        | ["allowed"] => Role::Choices,
        ["description"]
        | ["descriptions"]
        | ["desc"]
        | ["details"]
        | ["meaning"]
        | ["notes"]
        | ["note"]
        | ["explanation"]
        | ["summary"]
        | ["comment"]
        | ["comments"]
        | ["reason"]
        | ["purpose"]
        | ["remarks"]
        | ["info"]
        | ["cause"]
        | ["definition"]
        | ["message"]
        | ["usage"] => Role::Description,
        ["method"] | ["http", "method"] | ["verb"] | ["request", "type"] => Role::Method,
        ["url"] | ["path"] | ["endpoint"] | ["uri"] | ["route"] | ["http", "request"] => Role::Url,
        _ => return None,
    })
}

/// The roles of a table's columns. A header that says nothing is read from the cells: names first,
/// then types, then words.
pub(crate) fn roles(table: &Table) -> Vec<Role> {
    let mut roles: Vec<Role> = table.header.iter().map(role).collect();
    let silent = table
        .header
        .iter()
        .all(|cell| text::line(&cell.raw).is_empty());
    if silent {
        roles = (0..table.header.len())
            .map(|column| guess(table, column))
            .collect();
    }
    if !roles.contains(&Role::Description)
        && let Some(at) = table
            .header
            .iter()
            .position(|cell| text::line(&cell.raw).is_empty())
        && let Some(role) = roles.get_mut(at).filter(|role| **role == Role::Other)
    {
        *role = Role::Description;
    }
    // `Query parameter | Name`? One name column only: the first.
    let mut seen = false;
    for role in &mut roles {
        if *role == Role::Name && std::mem::replace(&mut seen, true) {
            *role = Role::Other;
        }
    }
    roles
}

fn guess(table: &Table, column: usize) -> Role {
    let cells = || {
        table
            .rows
            .iter()
            .take(20)
            .filter_map(move |row| row.cells.get(column))
            .map(|cell| text::line(&cell.raw))
            .filter(|cell| !cell.is_empty())
    };
    if column == 0 && cells().all(|cell| text::is_name(&cell)) {
        return Role::Name;
    }
    let typed = |cell: String| {
        let typed = types::read(&cell);
        typed.understood && typed.unknown.is_none()
    };
    if cells().next().is_some() && cells().all(typed) {
        Role::Type
    } else {
        Role::Description
    }
}

/// Whether a cell of a "required" column says yes; `None` for "depends".
pub(crate) fn is_yes(cell: &str) -> Option<bool> {
    let text = text::line(cell);
    let lower = text.to_lowercase();
    let first = text::words(&lower).into_iter().next().unwrap_or_default();
    match lower.trim() {
        "" | "-" | "--" | "—" | "–" | "✗" | "✘" | "❌" | "×" | "☐" => {
            return Some(false);
        }
        "*" | "✓" | "✔" | "✅" | "☑" | "✔️" | "☑️" => return Some(true),
        _ => {}
    }
    for (mark, means) in [
        (":heavy_check_mark:", true),
        (":white_check_mark:", true),
        (":heavy_minus_sign:", false),
        (":x:", false),
        ("not required", false),
        ("✓", true),
        ("✔", true),
        ("✅", true),
        ("❌", false),
    ] {
        if lower.starts_with(mark) {
            return Some(means);
        }
    }
    match first.as_str() {
        "yes" | "true" | "required" | "y" | "mandatory" | "always" | "x" | "1" => Some(true),
        "no" | "false" | "optional" | "n" | "never" | "0" => Some(false),
        _ => None,
    }
}

/// Reads a row as a field. `None` when it has no name that could be one.
pub(crate) fn field(row: &Row, roles: &[Role], header: &[Inline]) -> Option<Field> {
    let cell = |role: Role| {
        roles
            .iter()
            .position(|other| *other == role)
            .and_then(|at| row.cells.get(at))
    };
    let name = cell(Role::Name)?;
    let mut field = Field::named(&name.raw, row.span, Trust::Table)?;
    if let Some(kind) = cell(Role::Type) {
        let (before, deprecated) = (field.required, field.typed.deprecated);
        field.typed = types::read(&text::clean(&kind.raw));
        field.typed.deprecated |= deprecated;
        field.required = before.or(field.typed.required);
    }
    for (at, role) in roles.iter().enumerate() {
        let Some(cell) = row.cells.get(at) else {
            continue;
        };
        apply(&mut field, *role, cell);
    }
    if field.location.is_none() {
        // "Query parameter" as the header of the names.
        field.location = roles
            .iter()
            .position(|role| *role == Role::Name)
            .and_then(|at| header.get(at))
            .and_then(|cell| Location::of(&cell.raw));
    }
    field.settle();
    Some(field)
}

fn apply(field: &mut Field, role: Role, cell: &Inline) {
    let shown = || text::line(&cell.raw);
    match role {
        // The column outweighs words of the type: `List[str]` with a minus is optional.
        Role::Required { inverted } => {
            if let Some(yes) = is_yes(&cell.raw) {
                field.required = Some(yes != inverted);
            }
        }
        Role::Location => field.location = Location::of(&cell.raw),
        Role::Description => {
            let text = described(&cell.raw);
            if !text.is_empty() {
                if !field.description.is_empty() {
                    field.description.push(' ');
                }
                field.description.push_str(&text);
            }
        }
        Role::Default => field.default = Some(shown()).filter(|text| !text.is_empty()),
        Role::Example => field.example = Some(text::clean(&cell.raw)),
        Role::Choices => choices(field, cell),
        Role::Nullable if is_yes(&cell.raw) == Some(true) => {
            types::allow_null(&mut field.typed.schema);
        }
        _ => {}
    }
}

/// The paragraphs of a page before its first section.
pub(crate) fn introduction(page: &Page) -> Option<String> {
    let paragraphs: Vec<String> = page
        .blocks
        .iter()
        .take_while(|block| !matches!(block.kind, BlockKind::Heading { level: 2.., .. }))
        .filter_map(|block| match &block.kind {
            BlockKind::Paragraph(line) => Some(described(&line.raw)),
            _ => None,
        })
        .filter(|text| !text.is_empty())
        .collect();
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}

/// The words of a description: code marks stay, the rest is plain. `N/A` and dashes are none.
pub(crate) fn described(raw: &str) -> String {
    let text = text::squeeze(&text::describe(raw));
    match text.as_str() {
        "N/A" | "n/a" | "-" | "—" | "–" => String::new(),
        _ => text,
    }
}

fn choices(field: &mut Field, cell: &Inline) {
    let values: Vec<Value> = if cell.code.len() > 1 {
        cell.code
            .iter()
            .map(|value| Value::String(value.trim_matches('"').to_owned()))
            .collect()
    } else {
        let text = text::line(&cell.raw);
        let parts: Vec<&str> = text.split([',', '|']).map(str::trim).collect();
        if parts.len() < 2
            || parts
                .iter()
                .any(|part| part.is_empty() || part.contains(' '))
        {
            return;
        }
        parts
            .iter()
            .map(|part| Value::String(part.trim_matches(['"', '\'', '`']).to_owned()))
            .collect()
    };
    types::constrain(&mut field.typed.schema, values);
}

#[cfg(test)]
mod tests {
    use super::{Role, is_yes, role};
    use crate::page::Inline;

    fn inline(raw: &str) -> Inline {
        Inline {
            raw: raw.to_owned(),
            ..Inline::default()
        }
    }

    #[test]
    fn knows_headers_in_their_spellings() {
        for (header, want) in [
            ("Parameter", Role::Name),
            ("**Field name**", Role::Name),
            ("Query Parameter", Role::Name),
            ("Data type", Role::Type),
            ("Required?", Role::Required { inverted: false }),
            ("Optional", Role::Required { inverted: true }),
            ("In", Role::Location),
            ("Parameter type", Role::Location),
            ("HTTP Status Code", Role::Status),
            ("Meaning", Role::Description),
            ("Default value", Role::Default),
            ("", Role::Other),
            ("Streaming", Role::Other),
        ] {
            assert_eq!(role(&inline(header)), want, "{header}");
        }
    }

    #[test]
    fn reads_marks_of_requirement() {
        for (cell, want) in [
            ("Yes", Some(true)),
            (r":heavy\_check\_mark:", Some(true)),
            (":heavy_minus_sign:", Some(false)),
            ("✅", Some(true)),
            ("no (default 10)", Some(false)),
            ("", Some(false)),
            ("**required**", Some(true)),
            ("if `x` is set", None),
        ] {
            assert_eq!(is_yes(cell), want, "{cell}");
        }
    }
}
