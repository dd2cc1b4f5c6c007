//! `--check`: what would change.

use std::path::Path;
use std::process::ExitCode;

use similar::TextDiff;

use super::pipeline::{Files, Made};
use super::write::{State, extra, state};

/// How many lines of a difference are shown.
const MAX_LINES: usize = 80;

/// Lists every stale, missing or extra file with its difference.
pub(super) fn check(files: &Files, made: &Made) -> ExitCode {
    let mut problems = 0;
    let mut say = |text: String| {
        problems += 1;
        println!("{text}");
    };
    for (path, text) in &files.owned {
        match state(path, text) {
            Ok(State::Same) => {}
            Ok(State::Stale(old)) => say(format!(
                "stale: {}\n{}",
                path.display(),
                diff(path, &old, text)
            )),
            Ok(State::Missing) => say(format!("missing: {}", path.display())),
            Err(message) => say(message),
        }
    }
    for path in extra(files) {
        say(format!("extra: {}", path.display()));
    }
    if problems == 0 {
        println!("{}", made.summary());
        println!("{} files are as they should be", files.owned.len());
        return ExitCode::SUCCESS;
    }
    println!("{problems} files are not as they should be: run `cargo xtask codegen`");
    ExitCode::FAILURE
}

fn diff(path: &Path, old: &str, new: &str) -> String {
    let name = path.display().to_string();
    let text = TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(2)
        .header(&name, &name)
        .to_string();
    let total = text.lines().count();
    let mut shown: Vec<&str> = text.lines().take(MAX_LINES).collect();
    let more = format!("… {} more lines", total.saturating_sub(MAX_LINES));
    if total > MAX_LINES {
        shown.push(&more);
    }
    shown.join("\n")
}
