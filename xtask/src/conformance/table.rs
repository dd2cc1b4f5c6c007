//! The result as a table.

use std::fmt::Write as _;

use super::judge::Verdict;

/// What came of the calls of a method.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The operation's identifier, or `METHOD /path`.
    pub(super) operation: String,
    /// The way to the method.
    pub(super) method: String,
    pub(super) calls: Vec<Outcome>,
}

/// What came of one call.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) status: u16,
    pub(super) stream: bool,
    /// The media type of what was sent.
    pub(super) media: Option<String>,
    pub(super) verdict: Verdict,
    /// Why the miss is known.
    pub(super) reason: Option<String>,
}

/// The numbers of a whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) methods: usize,
    pub(super) calls: usize,
    pub(super) accepted: usize,
    pub(super) decoded: usize,
    pub(super) listed: usize,
    pub(super) missed: usize,
}

impl Totals {
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut totals = Self {
            methods: rows.len(),
            ..Self::default()
        };
        for call in rows.iter().flat_map(|row| &row.calls) {
            totals.calls += 1;
            totals.accepted += usize::from(call.verdict.accepted);
            totals.decoded += usize::from(call.verdict.accepted && call.verdict.decoded);
            totals.listed += usize::from(call.verdict.is_miss() && call.reason.is_some());
            totals.missed += usize::from(call.verdict.is_miss() && call.reason.is_none());
        }
        totals
    }

    /// The totals in a line.
    pub(super) fn line(&self) -> String {
        format!(
            "{} methods, {} calls: {} requests accepted, {} responses decoded; {} misses listed with a reason, {} not",
            self.methods, self.calls, self.accepted, self.decoded, self.listed, self.missed
        )
    }
}

/// The table as Markdown, with its columns as wide as what is in them.
pub(super) fn markdown(rows: &[Row]) -> String {
    let mut cells = vec![
        [
            "operation",
            "method",
            "request accepted",
            "response decoded",
            "why not",
        ]
        .map(str::to_owned),
    ];
    for row in rows {
        let count = |is: fn(&Verdict) -> bool| {
            let yes = row.calls.iter().filter(|call| is(&call.verdict)).count();
            format!("{yes}/{}", row.calls.len())
        };
        let mut line = [
            row.operation.clone(),
            row.method.clone(),
            count(|verdict| verdict.accepted),
            count(|verdict| verdict.accepted && verdict.decoded),
            String::new(),
        ];
        let reasons = reasons(row);
        let mut reasons = reasons.iter().map(|reason| reason.replace('|', "\\|"));
        line[4] = reasons.next().unwrap_or_default();
        cells.push(line);
        for reason in reasons {
            cells.push([
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                reason,
            ]);
        }
    }
    let width = |column: usize| {
        let widths = cells.iter().map(|line| line[column].chars().count());
        widths.max().unwrap_or_default()
    };
    // The last column is not filled up: its texts are long.
    let widths = [width(0), width(1), width(2), width(3), 0];
    let mut text = String::new();
    for (index, line) in cells.iter().enumerate() {
        for (cell, width) in line.iter().zip(widths) {
            let _ = write!(text, "| {cell:width$} ");
        }
        text.push_str("|\n");
        if index == 0 {
            for (column, width) in widths.iter().enumerate() {
                let end = if matches!(column, 2 | 3) { ":" } else { "-" };
                let _ = write!(text, "|{}{end}", "-".repeat((*width).max(3) + 1));
            }
            text.push_str("|\n");
        }
    }
    text
}

/// What was wrong, with the statuses for which it was.
fn reasons(row: &Row) -> Vec<String> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for call in row.calls.iter().filter(|call| call.verdict.is_miss()) {
        let why = call.verdict.why.as_deref().unwrap_or("it is a miss");
        let why = match &call.reason {
            Some(reason) => format!("known: {reason}"),
            None => why.to_owned(),
        };
        let stream = if call.stream { " as a stream" } else { "" };
        let status = format!("{}{stream}", call.status);
        match found.iter_mut().find(|(known, _)| *known == why) {
            Some((_, statuses)) if statuses.contains(&status) => {}
            Some((_, statuses)) => statuses.push(status),
            None => found.push((why, vec![status])),
        }
    }
    found
        .into_iter()
        .map(|(why, statuses)| format!("{}: {why}", statuses.join(", ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_line_a_method_and_one_a_further_reason() {
        let outcome =
            |status: u16, accepted: bool, decoded: bool, why: &str, reason: Option<&str>| Outcome {
                status,
                stream: false,
                media: None,
                verdict: Verdict {
                    accepted,
                    decoded,
                    why: Some(why.to_owned()).filter(|why| !why.is_empty()),
                    faults: Vec::new(),
                },
                reason: reason.map(str::to_owned),
            };
        let rows = [
            Row {
                operation: "get".to_owned(),
                method: "things().get".to_owned(),
                calls: vec![
                    outcome(200, true, true, "", None),
                    outcome(404, true, false, "not a|b", None),
                    outcome(500, true, false, "not a|b", None),
                ],
            },
            Row {
                operation: "POST /things".to_owned(),
                method: "things().create".to_owned(),
                calls: vec![
                    outcome(
                        201,
                        false,
                        false,
                        "body: must be object",
                        Some("a fault of Prism"),
                    ),
                    outcome(409, false, false, "query: no", None),
                ],
            },
        ];
        insta::assert_snapshot!(markdown(&rows), @r"
        | operation    | method          | request accepted | response decoded | why not |
        |--------------|-----------------|-----------------:|-----------------:|-----|
        | get          | things().get    | 3/3              | 1/3              | 404, 500: not a\|b |
        | POST /things | things().create | 0/2              | 0/2              | 201: known: a fault of Prism |
        |              |                 |                  |                  | 409: query: no |
        ");
        let totals = Totals::of(&rows);
        assert_eq!(
            totals.line(),
            "2 methods, 5 calls: 3 requests accepted, 1 responses decoded; 1 misses listed with a reason, 3 not"
        );
    }
}
