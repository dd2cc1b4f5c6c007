//! Diagnostics on a terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pagecrate_spec::diagnostic::Severity;
use pagecrate_spec::render::{Look, render};

use super::Made;

/// Every warning and error, and how many notes of each kind there are; with `verbose` the notes
/// themselves.
#[must_use]
pub fn diagnostics(made: &Made, verbose: bool, colour: bool) -> String {
    let look = match colour {
        true => Look::Colour,
        false => Look::Plain,
    };
    let mut text = String::new();
    let mut notes: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &made.diagnostics {
        if one.severity == Severity::Note && !verbose {
            *notes.entry(one.code).or_default() += 1;
            continue;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{}\n",
            render(one, &made.sources, &made.provenance, look).trim_end()
        );
    }
    if !notes.is_empty() {
        let total: usize = notes.values().sum();
        let kinds: Vec<String> = notes
            .iter()
            .map(|(code, count)| format!("{count} {code}"))
            .collect();
        let _ = writeln!(
            text,
            "{} (--verbose shows them): {}",
            counted(total, "note"),
            kinds.join(", ")
        );
    }
    let count = |severity| made.diagnostics.count(severity);
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if errors + warnings > 0 {
        let _ = writeln!(
            text,
            "{}, {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        );
    }
    text
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
