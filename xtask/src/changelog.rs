//! `CHANGELOG.md` of the client, in the form of Keep a Changelog 1.1.0. What people wrote in it
//! stays as it is.

mod update;

pub(crate) use update::Update;

use crate::diff::{Entry, Section, Step};

const HEAD: &str = "# Changelog\n\nAll notable changes of this crate, in the form of \
[Keep a Changelog](https://keepachangelog.com/en/1.1.0/).\n\n## [Unreleased]\n";

/// The text with entries added to what is not released yet. Entries that stand there already are
/// not added again.
#[must_use]
pub fn with_entries(text: Option<&str>, entries: &[Entry]) -> String {
    let text = text.unwrap_or(HEAD);
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if unreleased(&lines).is_none() {
        let at = lines.iter().position(|line| line.starts_with("## "));
        let at = at.unwrap_or(lines.len());
        lines.splice(at..at, ["## [Unreleased]".to_owned(), String::new()]);
    }
    for entry in entries {
        add(&mut lines, entry);
    }
    let mut text = lines.join(end);
    text.truncate(text.trim_end().len());
    text + end
}

/// The text with what is not released yet made a release, and an empty section for what follows.
#[must_use]
pub fn released(text: &str, version: &str, date: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let heading = format!("## [{version}] - {date}");
    if let Some((start, _)) = unreleased(&lines) {
        lines.splice(
            start..=start,
            ["## [Unreleased]".to_owned(), String::new(), heading],
        );
    }
    lines.join(end) + end
}

/// The step that what is not released yet asks for.
#[must_use]
pub fn step(text: &str) -> Step {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let Some((start, end)) = unreleased(&lines) else {
        return Step::None;
    };
    let mut step = Step::None;
    let mut section = "";
    for line in lines.get(start + 1..end).unwrap_or_default() {
        if let Some(title) = line.strip_prefix("### ") {
            section = title.trim();
        } else if line.trim_start().starts_with(['-', '*', '+']) {
            let of_line = match section {
                _ if line.to_lowercase().contains("**breaking") => Step::Major,
                "Removed" => Step::Major,
                "Added" | "Deprecated" => Step::Minor,
                _ => Step::Patch,
            };
            step = step.max(of_line);
        }
    }
    step
}

/// The lines of the section: its heading, and the line after its last.
fn unreleased(lines: &[String]) -> Option<(usize, usize)> {
    let is_heading = |line: &String| line.starts_with("## ");
    let named = |line: &String| is_heading(line) && line.to_lowercase().contains("unreleased");
    let start = lines.iter().position(named)?;
    let is_end = |line: &String| is_heading(line) || is_reference(line);
    let length = lines.get(start + 1..)?.iter().position(is_end);
    Some((
        start,
        length.map_or(lines.len(), |length| start + 1 + length),
    ))
}

/// `[0.1.0]: https://…`, which stand last.
fn is_reference(line: &str) -> bool {
    line.starts_with('[') && line.contains("]: ")
}

fn add(lines: &mut Vec<String>, entry: &Entry) {
    let Some((start, end)) = unreleased(lines) else {
        return;
    };
    let breaking = if entry.breaking { "**Breaking:** " } else { "" };
    let line = format!("- {breaking}{}", entry.text);
    let within = lines.get(start..end).unwrap_or_default();
    if within.contains(&line) {
        return;
    }
    let heading = format!("### {}", entry.section.title());
    let found = within.iter().position(|line| line.trim_end() == heading);
    match found {
        Some(at) => {
            let at = start + at + 1;
            let length = lines
                .get(at..end)
                .and_then(|rest| rest.iter().position(|line| line.starts_with("### ")));
            let mut last = length.map_or(end, |length| at + length);
            while last > at
                && lines
                    .get(last - 1)
                    .is_some_and(|line| line.trim().is_empty())
            {
                last -= 1;
            }
            // A heading stands apart from its list.
            let text = match last == at {
                true => vec![String::new(), line],
                false => vec![line],
            };
            lines.splice(last..last, text);
        }
        None => {
            let at = place(lines, start, end, entry.section);
            let mut text = vec![heading, String::new(), line, String::new()];
            if at > 0
                && lines
                    .get(at - 1)
                    .is_some_and(|line| !line.trim().is_empty())
            {
                text.insert(0, String::new());
            }
            lines.splice(at..at, text);
        }
    }
}

/// Where a section that is not there belongs: before the first that comes after it.
fn place(lines: &[String], start: usize, end: usize, section: Section) -> usize {
    let later: Vec<String> = Section::ALL
        .into_iter()
        .filter(|other| *other > section)
        .map(|other| format!("### {}", other.title()))
        .chain(["### Fixed".to_owned(), "### Security".to_owned()])
        .collect();
    let within = lines.get(start..end).unwrap_or_default();
    let next = within
        .iter()
        .position(|line| later.iter().any(|title| line.trim_end() == title));
    next.map_or(end, |next| start + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(section: Section, breaking: bool, text: &str) -> Entry {
        Entry {
            section,
            breaking,
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_new_changelog_has_the_entries() {
        let entries = [
            entry(Section::Removed, true, "`a`"),
            entry(Section::Added, false, "`b`"),
        ];
        let text = with_entries(None, &entries);
        let (_, section) = text.split_once("## [Unreleased]\n").unwrap();
        assert_eq!(
            section,
            "\n### Added\n\n- `b`\n\n### Removed\n\n- **Breaking:** `a`\n"
        );
        assert_eq!(with_entries(Some(&text), &entries), text);
        assert_eq!(step(&text), Step::Major);
    }

    #[test]
    fn what_people_wrote_stays() {
        let own = "# Log\n\nOurs.\n\n## [Unreleased]\n\nA word before.\n\n### Added\n\n- By hand\n\n### Fixed\n\n- A bug\n\n## [0.1.0] - 2026-01-01\n\n### Added\n\n- All\n\n[0.1.0]: https://example.com\n";
        let entries = [
            entry(Section::Added, false, "`b`"),
            entry(Section::Changed, true, "`c`"),
        ];
        let text = with_entries(Some(own), &entries);
        assert_eq!(
            text,
            "# Log\n\nOurs.\n\n## [Unreleased]\n\nA word before.\n\n### Added\n\n- By hand\n- `b`\n\n### Changed\n\n- **Breaking:** `c`\n\n### Fixed\n\n- A bug\n\n## [0.1.0] - 2026-01-01\n\n### Added\n\n- All\n\n[0.1.0]: https://example.com\n"
        );
        let windows = own.replace('\n', "\r\n");
        assert_eq!(
            with_entries(Some(&windows), &entries),
            text.replace('\n', "\r\n")
        );
        assert_eq!(step(own), Step::Minor);
    }

    #[test]
    fn a_release_leaves_room_for_the_next() {
        let text = with_entries(None, &[entry(Section::Added, false, "`b`")]);
        let text = released(&text, "0.2.0", "2026-02-03");
        assert!(
            text.contains("## [Unreleased]\n\n## [0.2.0] - 2026-02-03\n\n### Added\n\n- `b`\n")
        );
        assert_eq!(step(&text), Step::None);
        let more = with_entries(Some(&text), &[entry(Section::Added, false, "`c`")]);
        assert!(
            more.contains("## [Unreleased]\n\n### Added\n\n- `c`\n\n## [0.2.0]"),
            "{more}"
        );
        let old = "# Log\n\n## 0.1.0\n\n- All\n";
        let more = with_entries(Some(old), &[entry(Section::Added, false, "`c`")]);
        assert_eq!(
            more,
            "# Log\n\n## [Unreleased]\n\n### Added\n\n- `c`\n\n## 0.1.0\n\n- All\n"
        );
    }
}
