//! `--check`: what would change.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use super::{Kind, Layout, Plan};
use crate::disk::shown;

/// How many lines of a difference are shown for one file.
const MAX_LINES: usize = 60;
/// How many lines of differences are shown in all; the files after that are only named.
const MAX_ALL: usize = 1200;

/// Every stale, missing or extra file with its difference, and the command that mends them.
#[must_use]
pub fn describe(plan: &Plan, layout: &Layout, colour: bool) -> String {
    let mut text = String::new();
    let mut left = MAX_ALL;
    for change in &plan.changes {
        let name = shown(&change.path, &layout.root);
        // Writing to a String cannot fail.
        let _ = match &change.kind {
            Kind::Stale { old, new } => {
                let difference = difference(&change.path, old, new, layout, left.min(MAX_LINES));
                left = left.saturating_sub(difference.len());
                writeln!(text, "stale: {name}\n{}", painted(&difference, colour))
            }
            Kind::Missing { .. } => writeln!(text, "missing: {name}"),
            Kind::Extra { .. } => writeln!(text, "extra: {name}"),
        };
    }
    for path in &plan.blocked {
        let _ = writeln!(
            text,
            "in the way: {} is not generated; move or delete it",
            shown(path, &layout.root)
        );
    }
    if !plan.is_done() {
        let count = plan.changes.len() + plan.blocked.len();
        let files = if count == 1 { "file is" } else { "files are" };
        let _ = writeln!(
            text,
            "{count} {files} not as the pages say; to mend: {}",
            layout.command
        );
    }
    text
}

/// The lines of a unified difference.
fn difference(
    path: &Path,
    old: &str,
    new: &str,
    layout: &Layout,
    limit: usize,
) -> Vec<(ChangeTag, String)> {
    let old = old.replace("\r\n", "\n");
    let diff = TextDiff::configure()
        .timeout(Duration::from_secs(2))
        .diff_lines(&old, new);
    let name = shown(path, &layout.root);
    let mut unified = diff.unified_diff();
    let text = unified.context_radius(2).header(&name, &name).to_string();
    let tagged = |line: &str| {
        let tag = match line.as_bytes().first() {
            Some(b'+') => ChangeTag::Insert,
            Some(b'-') => ChangeTag::Delete,
            _ => ChangeTag::Equal,
        };
        (tag, line.to_owned())
    };
    let total = text.lines().count();
    let mut lines: Vec<_> = text.lines().take(limit).map(tagged).collect();
    if total > limit {
        lines.push((ChangeTag::Equal, format!("… {} more lines", total - limit)));
    }
    lines
}

fn painted(lines: &[(ChangeTag, String)], colour: bool) -> String {
    let paint = |(tag, line): &(ChangeTag, String)| match (tag, colour) {
        (ChangeTag::Insert, true) => format!("\u{1b}[32m{line}\u{1b}[0m"),
        (ChangeTag::Delete, true) => format!("\u{1b}[31m{line}\u{1b}[0m"),
        _ => line.clone(),
    };
    lines.iter().map(paint).collect::<Vec<_>>().join("\n")
}
