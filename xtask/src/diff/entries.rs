//! A comparison as the lines of a changelog.

use std::collections::BTreeMap;

use pagecrate_generator::surface::{Change, Effect, ItemKind, What};
use pagecrate_spec::compare::{self, Element, Event};
use pagecrate_spec::pointer::Pointer;
use serde::Serialize;

use super::{Report, RustChange};

/// The sections of Keep a Changelog that a comparison can have something for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Section {
    /// New features.
    Added,
    /// Changes of what exists.
    Changed,
    /// What will be removed.
    Deprecated,
    /// What was removed.
    Removed,
}

impl Section {
    /// All of them, in the order of the convention.
    pub const ALL: [Self; 4] = [Self::Added, Self::Changed, Self::Deprecated, Self::Removed];

    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Changed => "Changed",
            Self::Deprecated => "Deprecated",
            Self::Removed => "Removed",
        }
    }
}

/// One line of a changelog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Where it stands.
    pub section: Section,
    /// Whether callers break.
    pub breaking: bool,
    /// The line in Markdown, without its bullet.
    pub text: String,
}

/// The lines of a changelog, those that break callers first in each section.
#[must_use]
pub fn entries(report: &Report) -> Vec<Entry> {
    let mut lines = Lines::default();
    for one in &report.rust {
        lines.rust(one);
    }
    for one in &report.api {
        lines.api(one);
    }
    let mut entries = lines.finish();
    if entries.is_empty() && !report.is_empty() {
        entries.push(Entry {
            section: Section::Changed,
            breaking: false,
            text: "The documentation; nothing changes for callers.".to_owned(),
        });
    }
    entries.sort_by_key(|entry| (entry.section, !entry.breaking));
    entries
}

/// A text as a code span of Markdown.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match text.starts_with('`') || text.ends_with('`') {
        true => format!("{fence} {text} {fence}"),
        false => format!("{fence}{text}{fence}"),
    }
}

/// The operation that an item stands for: `POST /keys`.
pub(super) fn operation(change: &Change) -> Option<String> {
    let pointer = Pointer::parse(&change.origin.as_ref()?.pointer)?;
    let tokens: Vec<String> = pointer.tokens().collect();
    match tokens.as_slice() {
        [section, path, method] if section == "paths" => {
            Some(format!("{} {path}", method.to_uppercase()))
        }
        _ => None,
    }
}

/// An address in a form that no text around it can break out of.
pub(crate) fn link(url: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_graphic() && !"<>()\"'`\\".contains(c);
    let known = url.starts_with("https://") || url.starts_with("http://");
    (known && url.chars().all(is_plain)).then(|| url.to_owned())
}

/// The type in the declaration of a field, a variant or an associated type; other declarations as
/// they are.
fn ty(declaration: &str) -> String {
    if declaration.starts_with("pub fn ") || declaration.starts_with("pub enum ") {
        return declaration.to_owned();
    }
    let field = declaration
        .strip_prefix("pub ")
        .and_then(|rest| rest.split_once(": "));
    let associated = declaration.split_once(" = ");
    match field.or(associated) {
        Some((_, ty)) => ty.to_owned(),
        None => declaration.to_owned(),
    }
}

/// What is said of several items at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shared {
    section: Section,
    breaking: bool,
    rank: u8,
    /// What stands before the list of names.
    start: String,
    /// What stands after it.
    end: String,
}

#[derive(Default)]
struct Lines {
    shared: BTreeMap<Shared, Vec<String>>,
    single: Vec<Entry>,
}

impl Lines {
    fn single(&mut self, section: Section, effect: Effect, text: String) {
        self.single.push(Entry {
            section,
            breaking: effect == Effect::Breaking,
            text,
        });
    }

    fn share(
        &mut self,
        (section, effect, rank): (Section, Effect, u8),
        start: String,
        end: &str,
        name: &str,
    ) {
        let shared = Shared {
            section,
            breaking: effect == Effect::Breaking,
            rank,
            start,
            end: end.to_owned(),
        };
        self.shared.entry(shared).or_default().push(code(name));
    }

    fn rust(&mut self, one: &RustChange) {
        let change = &one.change;
        let path = code(&change.path);
        match &change.what {
            What::Added => self.came_or_went(Section::Added, one),
            What::Removed => self.came_or_went(Section::Removed, one),
            What::Renamed { from } => {
                let text = format!("{} is {path} now", code(from));
                self.single(Section::Changed, change.effect, text);
            }
            What::Changed if change.effect == Effect::None => {}
            What::Changed => {
                let side = |text: &Option<String>| text.as_deref().map(ty).unwrap_or_default();
                let (before, after) = (side(&change.before), side(&change.after));
                let takes = matches!(change.kind, ItemKind::Function | ItemKind::Setter);
                if takes || before == after || change.kind.is_type() {
                    let (before, after) = (code(&before), code(&after));
                    let text = format!("{path}: {before} is {after} now, {}", change.reason);
                    self.single(Section::Changed, change.effect, text);
                } else {
                    // One type that is replaced by another is told once for all that hold it.
                    let start = format!("{} is {} now in ", code(&before), code(&after));
                    self.share(
                        (Section::Changed, change.effect, 1),
                        start,
                        "",
                        &change.path,
                    );
                }
            }
            What::Traits { lost, gained } => {
                let list = |names: &[String]| {
                    names
                        .iter()
                        .map(|name| code(name))
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                if !lost.is_empty() {
                    let end = format!(" without {}", list(lost));
                    self.share(
                        (Section::Changed, Effect::Breaking, 8),
                        String::new(),
                        &end,
                        &change.path,
                    );
                }
                if !gained.is_empty() {
                    let end = format!(" with {}", list(gained));
                    self.share(
                        (Section::Added, Effect::Additive, 8),
                        String::new(),
                        &end,
                        &change.path,
                    );
                }
            }
            What::Matchability { .. } | What::Features { .. } => {
                let text = format!("{path}: {}", change.reason);
                self.single(Section::Changed, change.effect, text);
            }
            What::Deprecation { deprecated: true } => {
                self.share(
                    (Section::Deprecated, change.effect, 0),
                    String::new(),
                    "",
                    &change.path,
                );
            }
            What::Deprecation { deprecated: false } => {
                let end = " is no longer deprecated";
                self.share(
                    (Section::Changed, change.effect, 9),
                    String::new(),
                    end,
                    &change.path,
                );
            }
        }
    }

    fn came_or_went(&mut self, section: Section, one: &RustChange) {
        let change = &one.change;
        let effect = change.effect;
        if let Some(operation) = operation(change).filter(|_| change.kind == ItemKind::Function) {
            let url = one
                .location
                .as_ref()
                .and_then(|at| link(at.url.as_deref()?));
            let of = match url {
                Some(url) => format!("[{}]({url})", code(&operation)),
                None => code(&operation),
            };
            self.single(section, effect, format!("{}: {of}", code(&change.path)));
            return;
        }
        match (change.kind, change.parent.as_deref()) {
            (ItemKind::Trait, Some(parent)) => {
                let name = &change.name;
                self.share(
                    (section, effect, 7),
                    format!("{}: ", code(parent)),
                    "",
                    name,
                );
            }
            (kind, Some(parent)) => {
                let what = match kind {
                    ItemKind::Field => "fields",
                    ItemKind::Variant => "variants",
                    ItemKind::Setter => "parameters",
                    _ => "functions",
                };
                let owner = match kind {
                    ItemKind::Setter => format!("Request<{parent}>"),
                    _ => parent.to_owned(),
                };
                let start = format!("{}: {what} ", code(&owner));
                let end = match (section, effect) {
                    (Section::Added, Effect::Breaking) => format!(" ({})", change.reason),
                    _ => String::new(),
                };
                self.share((section, effect, 5), start, &end, &change.name);
            }
            (ItemKind::Feature, None) => {
                self.share(
                    (section, effect, 9),
                    "Cargo features: ".to_owned(),
                    "",
                    &change.name,
                );
            }
            (ItemKind::Runtime, None) => {
                self.share(
                    (section, effect, 9),
                    "Of the runtime: ".to_owned(),
                    "",
                    &change.name,
                );
            }
            (_, None) => self.share((section, effect, 6), "Types: ".to_owned(), "", &change.name),
        }
    }

    /// What callers notice although no item of Rust is another.
    fn api(&mut self, one: &compare::Change) {
        let of = match one.part.as_str() {
            "" => code(&one.subject),
            part => format!("{}, {part}", code(&one.subject)),
        };
        let side =
            |text: &Option<String>| text.as_deref().map_or_else(|| "nothing".to_owned(), code);
        let (before, after) = (side(&one.before), side(&one.after));
        let text = match (&one.event, one.element) {
            (Event::Moved { from }, Element::Operation) => {
                format!("{} is {} now", code(from), code(&one.subject))
            }
            (Event::Changed { aspect }, _)
                if ["authentication", "default"].contains(&aspect.as_str()) =>
            {
                format!("{of}: {aspect} {before} is {after} now")
            }
            (Event::Added, Element::Document) => format!("A server: {after}"),
            (Event::Removed, Element::Document) => format!("No longer a server: {before}"),
            _ => return,
        };
        self.single(Section::Changed, Effect::Additive, text);
    }

    fn finish(self) -> Vec<Entry> {
        let mut all = self.single;
        for (shared, names) in self.shared {
            all.push(Entry {
                section: shared.section,
                breaking: shared.breaking,
                text: format!("{}{}{}", shared.start, names.join(", "), shared.end),
            });
        }
        all
    }
}
