//! Tables: fields or statuses.

use super::{Sub, Walker};
use crate::diagnostic::Diagnostic;
use crate::fragment::Trust;
use crate::page::Table;
use crate::platform::facts::columns::{self, Role};
use crate::platform::facts::field::Field;
use crate::platform::facts::{status, text};
use crate::platform::prose::section::Kind;
use crate::source::Span;

impl Walker<'_> {
    pub(super) fn table(&mut self, table: &Table, span: Span) {
        let roles = columns::roles(table);
        let kind = self.section().map(|section| section.kind);
        let has = |role: Role| roles.contains(&role);
        if has(Role::Status) && (!has(Role::Name) || kind == Some(Kind::Errors))
            || matches!(kind, Some(Kind::Errors | Kind::Response)) && !has(Role::Name)
        {
            self.statuses(table, &roles);
            return;
        }
        // Directly below the operation, without a heading of its own.
        let bare = kind.is_none()
            && self.endpoint.is_some()
            && has(Role::Type)
                | roles
                    .iter()
                    .any(|role| matches!(role, Role::Required { .. } | Role::Location));
        let reads = match kind {
            Some(Kind::Parameters(_) | Kind::Response | Kind::Errors) => {
                !matches!(self.sub, Sub::Other | Sub::Maybe(_))
            }
            _ => bare && matches!(self.sub, Sub::None),
        };
        if !reads || !has(Role::Name) {
            if matches!(kind, Some(Kind::Parameters(_) | Kind::Response)) && self.endpoint.is_some()
            {
                self.diagnostics.push(
                    Diagnostic::note(
                        "table-not-read",
                        "the table is about no field of the endpoint, or has no column of names",
                    )
                    .at(span, ""),
                );
            }
            return;
        }
        if table.rows.len() > columns::MOST_ROWS {
            self.diagnostics.push(
                Diagnostic::warning(
                    "table-cut",
                    format!("only the first {} rows are read", columns::MOST_ROWS),
                )
                .at(span, format!("{} rows", table.rows.len())),
            );
        }
        let rows = table.rows.iter().take(columns::MOST_ROWS);
        let fields: Vec<Field> = rows
            .filter_map(|row| columns::field(row, &roles, &table.header))
            .collect();
        self.keep(fields);
    }

    /// A table of statuses; the rows without one are left out.
    pub(super) fn statuses(&mut self, table: &Table, roles: &[Role]) {
        let column = roles
            .iter()
            .position(|role| *role == Role::Status)
            .or_else(|| {
                (0..table.header.len()).find(|column| {
                    table
                        .rows
                        .first()
                        .and_then(|row| row.cells.get(*column))
                        .is_some_and(|cell| !status::statuses(&text::line(&cell.raw)).0.is_empty())
                })
            });
        let Some(column) = column else {
            return;
        };
        for row in table.rows.iter().take(columns::MOST_ROWS) {
            let Some(cell) = row.cells.get(column) else {
                continue;
            };
            let shown = text::line(&cell.raw);
            let (codes, rest) = status::statuses(&shown);
            let words: Vec<String> = roles
                .iter()
                .enumerate()
                .filter(|(at, role)| *at != column && **role == Role::Description)
                .filter_map(|(at, _)| row.cells.get(at))
                .map(|cell| columns::described(&cell.raw))
                .filter(|text| !text.is_empty())
                .collect();
            let other = || {
                let next = row.cells.iter().enumerate().filter(|(at, _)| *at != column);
                next.map(|(_, cell)| columns::described(&cell.raw))
                    .find(|text| !text.is_empty())
            };
            let words = if words.is_empty() {
                other().unwrap_or_else(|| rest.to_owned())
            } else {
                words.join(": ")
            };
            self.status(&codes, &words, row.span, Trust::Table);
        }
    }
}
