//! A comparison for a pull request or a release.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pagecrate_generator::surface::Effect;
use pagecrate_spec::compare::{Change, Event, Location, PageChange, PageEvent};

use super::entries::{code, entries, link};
use super::{Entry, Report, Section};

/// How long all of it may be, in bytes: GitHub takes no body of more than 65536 characters.
const MAX_BODY: usize = 60_000;
/// How much of that the details may take.
const MAX_DETAILS: usize = 25_000;

/// The comparison in Markdown: the verdict, what callers have to do, what is new, and the details
/// folded away.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}\n", verdict(report));
    for note in &report.notes {
        let _ = writeln!(text, "> {}\n", escaped(note));
    }
    let entries = entries(report);
    let (breaking, others): (Vec<&Entry>, Vec<&Entry>) =
        entries.iter().partition(|one| one.breaking);
    if !breaking.is_empty() {
        let _ = writeln!(text, "### Breaking\n");
        for section in [
            Section::Removed,
            Section::Changed,
            Section::Added,
            Section::Deprecated,
        ] {
            for entry in breaking.iter().filter(|one| one.section == section) {
                let start = match section {
                    Section::Removed => "Removed: ",
                    Section::Added => "Added: ",
                    _ => "",
                };
                let _ = writeln!(text, "- {start}{}", entry.text);
            }
        }
        text.push('\n');
    }
    for section in Section::ALL {
        let of: Vec<_> = others.iter().filter(|one| one.section == section).collect();
        if !of.is_empty() {
            let _ = writeln!(text, "### {}\n", section.title());
            for entry in of {
                let _ = writeln!(text, "- {}", entry.text);
            }
            text.push('\n');
        }
    }
    let mut text = shortened(&text, MAX_BODY - MAX_DETAILS);
    details(&mut text, "The API", &api(report), MAX_DETAILS * 3 / 4);
    details(&mut text, "Pages", &pages(report), MAX_DETAILS / 4);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn verdict(report: &Report) -> String {
    if report.is_empty() {
        return "Nothing changed.".to_owned();
    }
    let count = |effect| report.count(effect);
    let (breaking, additive) = (count(Effect::Breaking), count(Effect::Additive));
    let mut text = match report.verdict {
        Effect::Breaking => format!("**Breaking**: {}", counted(breaking, "change")),
        Effect::Additive => format!("**Additive**: {}", counted(additive, "change")),
        Effect::None => "**No change for callers**".to_owned(),
    };
    if report.verdict == Effect::Breaking && additive > 0 {
        let _ = write!(
            text,
            " that callers have to follow, {additive} that they need not"
        );
    }
    match (&report.current, &report.next) {
        (Some(current), Some(next)) if current != next => {
            let _ = write!(
                text,
                ". Proposed version: {} → {}.",
                code(current),
                code(next)
            );
        }
        _ => text.push('.'),
    }
    text
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// As many lines as are within the limit.
fn shortened(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut left = 0;
    for line in text.split_inclusive('\n') {
        match left == 0 && kept.len() + line.len() <= limit {
            true => kept.push_str(line),
            false => left += 1,
        }
    }
    let _ = writeln!(
        kept,
        "\n… and {left} more lines, which the page of `--format html` has.\n"
    );
    kept
}

fn details(text: &mut String, title: &str, lines: &[String], limit: usize) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "<details>\n<summary>{title}</summary>\n");
    let mut length = 0;
    for (index, line) in lines.iter().enumerate() {
        length += line.len();
        if length > limit {
            let _ = writeln!(text, "\n… and {} more lines", lines.len() - index);
            break;
        }
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "\n</details>\n");
}

/// The changes of the API, a list for each operation and schema; those that only people read are
/// counted.
fn api(report: &Report) -> Vec<String> {
    let mut by_subject: BTreeMap<(u8, &str), Vec<&Change>> = BTreeMap::new();
    for change in &report.api {
        let rank = match change.pointer.tokens().next().as_deref() {
            Some("paths") => 1,
            Some("components") => 2,
            _ => 0,
        };
        by_subject
            .entry((rank, &change.subject))
            .or_default()
            .push(change);
    }
    let mut lines = Vec::new();
    for ((_, subject), changes) in by_subject {
        let place = changes
            .iter()
            .find_map(|one| one.new.as_ref().or(one.old.as_ref()));
        lines.push(format!(
            "- {}{}",
            code(subject),
            place.map(place_of).unwrap_or_default()
        ));
        let prose = changes.iter().filter(|one| one.prose).count();
        for change in changes.iter().filter(|one| !one.prose) {
            lines.push(format!("  - {}", sentence(change)));
        }
        if prose > 0 {
            lines.push(format!("  - {} of documentation", counted(prose, "change")));
        }
    }
    lines
}

fn place_of(place: &Location) -> String {
    match place.url.as_deref().and_then(link) {
        Some(url) => format!(" ([{}]({url}), line {})", escaped(&place.page), place.line),
        None => format!(" ({}, line {})", escaped(&place.page), place.line),
    }
}

/// What happened to a thing of the API, as a sentence of Markdown.
fn sentence(change: &Change) -> String {
    // A part is put together here and has its names in backticks already.
    let part = match change.part.as_str() {
        "" => "it".to_owned(),
        part => escaped_outside_code(part),
    };
    let side = |text: &Option<String>| match text.as_deref() {
        None | Some("") => String::new(),
        Some(text) => format!(": {}", code(text)),
    };
    match &change.event {
        Event::Added => format!("{part} is new{}", side(&change.after)),
        Event::Removed => format!("{part} is gone{}", side(&change.before)),
        Event::Renamed { from } => format!(
            "{part} has another name; it was {}",
            escaped_outside_code(from)
        ),
        Event::Moved { from } => format!("{part} was {}", code(from)),
        Event::Changed { aspect } => {
            let side =
                |text: &Option<String>| text.as_deref().map_or_else(|| "nothing".to_owned(), code);
            format!(
                "{part}: {} {} → {}",
                escaped(aspect),
                side(&change.before),
                side(&change.after)
            )
        }
    }
}

fn pages(report: &Report) -> Vec<String> {
    let line = |page: &PageChange| {
        let name = code(&page.page);
        let name = match page.url.as_deref().and_then(link) {
            Some(url) => format!("[{name}]({url})"),
            None => name,
        };
        let what = match &page.event {
            PageEvent::Added => "new".to_owned(),
            PageEvent::Removed => "gone".to_owned(),
            PageEvent::Moved { from, edited: true } => format!("edited, and was {}", code(from)),
            PageEvent::Moved {
                from,
                edited: false,
            } => format!("was {}", code(from)),
            PageEvent::Edited => "edited".to_owned(),
            PageEvent::Prose => "only prose".to_owned(),
        };
        format!("- {name}: {what}")
    };
    report.pages.iter().map(line).collect()
}

/// A text as it is, in Markdown and in the HTML that Markdown may hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '@' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The same for a text with code spans: what is inside of them stays.
fn escaped_outside_code(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return escaped(text);
    }
    let mut out = String::new();
    for (index, piece) in pieces.into_iter().enumerate() {
        match index % 2 {
            0 => out.push_str(&escaped(piece)),
            _ => out.push_str(&code(piece)),
        }
    }
    out
}
