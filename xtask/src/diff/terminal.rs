//! A comparison for people in a terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pagecrate_generator::surface::{Effect, ItemKind, What};
use pagecrate_spec::compare::{Change, Event, PageEvent};

use super::{Report, RustChange};

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const DIM: &str = "\u{1b}[2m";
const OFF: &str = "\u{1b}[0m";

/// The comparison with colours, which `anstream` takes out where nobody sees them.
#[must_use]
pub fn terminal(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for note in &report.notes {
        let _ = writeln!(text, "{YELLOW}note{OFF}: {}", clean(note));
    }
    if report.is_empty() {
        let _ = writeln!(
            text,
            "nothing changed between {} and {}",
            report.old, report.new
        );
        return text;
    }
    pages(&mut text, report);
    api(&mut text, report);
    rust(&mut text, report);
    let colour = match report.verdict {
        Effect::Breaking => RED,
        Effect::Additive => GREEN,
        Effect::None => DIM,
    };
    let count = |effect| report.count(effect);
    let _ = writeln!(
        text,
        "{BOLD}verdict{OFF}: {colour}{}{OFF} ({} breaking, {} additive, {} without effect)",
        report.verdict,
        count(Effect::Breaking),
        count(Effect::Additive),
        count(Effect::None)
    );
    if let (Some(current), Some(next)) = (&report.current, &report.next) {
        let _ = writeln!(text, "{BOLD}version{OFF}: {current} → {next}");
    }
    text
}

/// A text from a page without what a terminal would act on.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn pages(text: &mut String, report: &Report) {
    if report.pages.is_empty() {
        return;
    }
    let _ = writeln!(text, "{BOLD}pages{OFF}");
    let (mut prose, mut came, mut went) = (0, 0, 0);
    for page in &report.pages {
        let name = clean(&page.page);
        // Guides are counted: what they say of the API stands elsewhere.
        if page.operations.is_empty() && page.event == PageEvent::Added {
            came += 1;
            continue;
        }
        if page.operations.is_empty() && page.event == PageEvent::Removed {
            went += 1;
            continue;
        }
        let _ = match &page.event {
            PageEvent::Added => writeln!(text, "  {GREEN}+{OFF} {name}"),
            PageEvent::Removed => writeln!(text, "  {RED}-{OFF} {name}"),
            PageEvent::Moved { from, edited } => {
                let edited = if *edited { ", edited" } else { "" };
                writeln!(
                    text,
                    "  {YELLOW}>{OFF} {name} {DIM}(was {}{edited}){OFF}",
                    clean(from)
                )
            }
            PageEvent::Edited => writeln!(text, "  {YELLOW}~{OFF} {name}"),
            PageEvent::Prose => {
                prose += 1;
                Ok(())
            }
        };
    }
    for (count, what) in [
        (came, "new pages without operations"),
        (went, "pages without operations are gone"),
        (prose, "pages with changes of prose only"),
    ] {
        if count > 0 {
            let _ = writeln!(text, "  {DIM}{count} {what}{OFF}");
        }
    }
    text.push('\n');
}

fn api(text: &mut String, report: &Report) {
    if report.api.is_empty() {
        return;
    }
    let _ = writeln!(text, "{BOLD}API{OFF}");
    let mut subjects: Vec<&str> = Vec::new();
    let mut by_subject: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in &report.api {
        if !by_subject.contains_key(change.subject.as_str()) {
            subjects.push(&change.subject);
        }
        by_subject.entry(&change.subject).or_default().push(change);
    }
    for subject in subjects {
        let changes = by_subject
            .get(subject)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let place = changes
            .iter()
            .find_map(|one| one.new.as_ref().or(one.old.as_ref()));
        let place = place.map(|at| format!(" {DIM}{}:{}{OFF}", clean(&at.page), at.line));
        let url = changes
            .iter()
            .find_map(|one| one.new.as_ref().or(one.old.as_ref())?.url.as_deref());
        let url = url.map(|url| format!(" {DIM}{}{OFF}", clean(url)));
        let subject = clean(subject);
        let _ = writeln!(
            text,
            "  {subject}{}{}",
            place.unwrap_or_default(),
            url.unwrap_or_default()
        );
        for change in changes.iter().filter(|one| !one.prose) {
            let _ = writeln!(text, "    {}", clean_line(&api_line(change)));
        }
        let prose = changes.iter().filter(|one| one.prose).count();
        if prose > 0 {
            let _ = writeln!(text, "    {DIM}{prose} changes of prose{OFF}");
        }
    }
    text.push('\n');
}

/// Line ends of values must not look like lines of the output.
fn clean_line(line: &str) -> String {
    line.replace(['\n', '\r'], " ")
}

fn api_line(change: &Change) -> String {
    let part = match change.part.as_str() {
        "" => "it".to_owned(),
        part => clean(part),
    };
    let side = |text: &Option<String>| text.as_deref().map_or_else(|| "nothing".to_owned(), clean);
    match &change.event {
        Event::Added if change.part.is_empty() => {
            format!("{GREEN}+{OFF} new: {}", side(&change.after))
        }
        Event::Removed if change.part.is_empty() => {
            format!("{RED}-{OFF} gone: {}", side(&change.before))
        }
        Event::Added => format!("{GREEN}+{OFF} {part}: {}", side(&change.after)),
        Event::Removed => format!("{RED}-{OFF} {part}: {}", side(&change.before)),
        Event::Renamed { from } => format!("{YELLOW}>{OFF} {part}, was {}", clean(from)),
        Event::Moved { from } => format!("{YELLOW}>{OFF} {part} was {}", clean(from)),
        Event::Changed { aspect } => format!(
            "{YELLOW}~{OFF} {part}: {} {RED}{}{OFF} → {GREEN}{}{OFF}",
            clean(aspect),
            side(&change.before),
            side(&change.after)
        ),
    }
}

fn rust(text: &mut String, report: &Report) {
    for (effect, title) in [
        (Effect::Breaking, "Rust: breaking"),
        (Effect::Additive, "Rust: additive"),
        (Effect::None, "Rust: without effect"),
    ] {
        let of: Vec<&RustChange> = report
            .rust
            .iter()
            .filter(|one| one.change.effect == effect)
            .collect();
        if of.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{BOLD}{title}{OFF}");
        for one in of {
            rust_line(text, one);
        }
        text.push('\n');
    }
}

fn rust_line(text: &mut String, one: &RustChange) {
    let change = &one.change;
    let path = &change.path;
    let members = match (change.members, change.kind) {
        (0, _) => String::new(),
        (count, ItemKind::Group) => format!(" with {count} operations"),
        (count, _) => format!(" with {count} members"),
    };
    let why = format!("{DIM}{}{OFF}", change.reason);
    let _ = match &change.what {
        What::Added => writeln!(text, "  {GREEN}+{OFF} {path}{members}  {why}"),
        What::Removed => writeln!(text, "  {RED}-{OFF} {path}{members}  {why}"),
        What::Renamed { from } => writeln!(text, "  {YELLOW}>{OFF} {path}, was {from}  {why}"),
        What::Changed => {
            let side = |text: &Option<String>| clean(text.as_deref().unwrap_or_default());
            writeln!(
                text,
                "  {YELLOW}~{OFF} {path}  {why}\n      {RED}- {}{OFF}\n      {GREEN}+ {}{OFF}",
                side(&change.before),
                side(&change.after)
            )
        }
        What::Traits { lost, gained } => {
            let list = |sign: char, names: &[String]| -> String {
                names.iter().map(|name| format!(" {sign}{name}")).collect()
            };
            let (lost, gained) = (list('-', lost), list('+', gained));
            writeln!(
                text,
                "  {YELLOW}~{OFF} {path}:{RED}{lost}{GREEN}{gained}{OFF}  {why}"
            )
        }
        What::Matchability { .. } | What::Features { .. } => {
            writeln!(text, "  {YELLOW}~{OFF} {path}  {why}")
        }
        What::Deprecation { deprecated } => {
            let what = if *deprecated {
                "deprecated"
            } else {
                "no longer deprecated"
            };
            writeln!(text, "  {YELLOW}~{OFF} {path} is {what}  {why}")
        }
    };
    if let Some(at) = &one.location {
        let _ = writeln!(text, "      {DIM}{}:{}{OFF}", clean(&at.page), at.line);
    }
}
