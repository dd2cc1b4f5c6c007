//! The result as Markdown.

use std::fmt::Write as _;

use super::document::Row;

/// How many lines of a list are shown; the JSON has all.
const MAX_LISTED: usize = 40;

/// The table, and what is to be said of the documents that are not all well.
pub(super) fn markdown(rows: &[Row], date: &str) -> String {
    let mut text = format!("# Corpus, {date}\n\n");
    text.push_str(
        "| document | operations in/out | methods | lines | read | read per operation | untyped | \
         generate | check | memory | doc | errors | warnings | examples passed | failed | \
         contradictory | without a type |\n",
    );
    text.push_str("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for row in rows {
        let examples = &row.examples;
        let _ = writeln!(
            text,
            "| {} | {}/{} | {} | {} | {} | {:.0} | {} | {:.1} s | {:.1} s | {} MiB | {:.1} s | {} | {} | {} | {} | {} | {} |",
            row.name,
            row.operations_in,
            row.operations_out,
            row.methods,
            row.lines,
            row.lines_read,
            ratio(row.lines_read, row.operations_in),
            row.untyped.len(),
            row.generation_seconds,
            row.check_seconds,
            row.check_bytes >> 20,
            row.doc_seconds,
            row.errors,
            row.warnings,
            examples.passed,
            examples.failed.len(),
            examples.contradictory.len(),
            examples.without_type,
        );
    }
    for row in rows {
        about(&mut text, row);
    }
    text
}

#[allow(clippy::cast_precision_loss, reason = "counts of lines are small")]
fn ratio(one: usize, two: usize) -> f64 {
    one as f64 / two.max(1) as f64
}

fn about(text: &mut String, row: &Row) {
    let lists = [
        ("failed", &row.examples.failed),
        ("contradict their schema", &row.examples.contradictory),
        (
            "have fields that no schema describes",
            &row.examples.undocumented,
        ),
    ];
    let quiet = lists.iter().all(|(_, list)| list.is_empty());
    if row.passes() && quiet {
        return;
    }
    let _ = writeln!(text, "\n## {}\n", row.name);
    if let Some(failure) = &row.failure {
        let _ = writeln!(text, "Stopped: {}\n", line(failure));
    }
    for message in row.messages.iter().take(MAX_LISTED) {
        let _ = writeln!(text, "    {}\n", message.trim_end().replace('\n', "\n    "));
    }
    for (what, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        let _ = writeln!(text, "Examples that {what}: {}\n", list.len());
        for (pointer, why) in list.iter().take(MAX_LISTED) {
            let _ = writeln!(text, "- `{}`: {}", pointer.replace('`', "'"), line(why));
        }
        if list.len() > MAX_LISTED {
            let _ = writeln!(text, "- and {} more, in the JSON", list.len() - MAX_LISTED);
        }
        text.push('\n');
    }
}

/// Text of a document on one line, which Markdown takes as it is.
fn line(text: &str) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("`{}`", text.replace('`', "'"))
}
