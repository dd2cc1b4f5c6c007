//! Diagnostics as text, in rustc's look. The one user of the renderer.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::pointer::Pointer;
use crate::provenance::Provenance;
use crate::source::{Source, Sources, Span};

/// How diagnostics are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// For a terminal, with colours.
    Colour,
    /// Plain text, the same everywhere.
    Plain,
}

/// One diagnostic as text, with the lines that it is about.
#[must_use]
pub fn render(
    diagnostic: &Diagnostic,
    sources: &Sources,
    provenance: &Provenance,
    look: Look,
) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut notes = Vec::new();
    let mut spans: Vec<(Span, &str, bool)> = Vec::new();
    for label in &diagnostic.labels {
        let span = match &label.place {
            Place::Span(span) => Some(*span),
            Place::Pointer(pointer) => provenance
                .provided(pointer, sources)
                .first()
                .map(|provided| provided.span),
        };
        match (span, &label.place) {
            (Some(span), _) => spans.push((clamp(span, sources), &label.text, label.primary)),
            // The whole document is no place that anyone has to be told.
            (None, Place::Pointer(pointer)) if *pointer == Pointer::root() => {}
            (None, Place::Pointer(pointer)) => notes.push(format!("at {pointer} {}", label.text)),
            (None, Place::Span(_)) => {}
        }
    }
    let mut group = Group::with_title(
        level
            .primary_title(&*diagnostic.message)
            .id(diagnostic.code),
    );
    // Labels of one page share a snippet; a page is named once.
    let mut shown: Vec<Span> = Vec::new();
    for (span, ..) in &spans {
        if shown.iter().any(|other| other.source == span.source) {
            continue;
        }
        shown.push(*span);
        let source = sources.get(span.source);
        let of_source = || spans.iter().filter(|(one, ..)| one.source == span.source);
        let window = window(&source.text, of_source().map(|(one, ..)| *one));
        if window.len() > MAX_WINDOW && is_long(&source.text[window.clone()]) {
            for (span, text, _) in of_source() {
                let origin = origin(&source.name, &source.text, span.start);
                group = group.element(origin);
                notes.push(excerpt(&source.text, *span, text));
            }
            continue;
        }
        let snippet = snippet(source, window, of_source());
        group = group.element(snippet);
    }
    for note in &notes {
        group = group.element(Level::NOTE.message(note.trim()));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    let renderer = match look {
        Look::Colour => Renderer::styled(),
        Look::Plain => Renderer::plain(),
    };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// The lines of a window, with what is said of some of their places.
fn snippet<'a>(
    source: &'a Source,
    window: Range<usize>,
    labels: impl Iterator<Item = &'a (Span, &'a str, bool)>,
) -> Snippet<'a, Annotation<'a>> {
    let before = source.text[..window.start].bytes();
    let mut snippet = Snippet::source(&source.text[window.clone()])
        .line_start(1 + before.filter(|byte| *byte == b'\n').count())
        .path(&*source.name)
        .fold(true);
    for (span, text, primary) in labels {
        let kind = if *primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let range = span.start - window.start..span.end - window.start;
        snippet = snippet.annotation(kind.span(range).label(*text));
    }
    snippet
}

/// Lines of more bytes than this are not shown whole: a document on one line may have millions, and
/// the renderer measures each character.
const MAX_WINDOW: usize = 8 << 10;

/// How much of a long line is shown, in characters.
const EXCERPT: usize = 60;

/// Whether some lines are long rather than many.
fn is_long(lines: &str) -> bool {
    lines.lines().any(|line| line.len() > MAX_WINDOW)
}

/// The line and the column of a place, without its text.
fn origin<'a>(name: &'a str, text: &str, at: usize) -> Origin<'a> {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    let column = 1 + before[start..].chars().count();
    Origin::path(name).line(line).char_column(column)
}

/// What stands at a place of a long line.
fn excerpt(text: &str, span: Span, label: &str) -> String {
    let shown: String = text[span.start..].chars().take(EXCERPT).collect();
    let shown = shown.lines().next().unwrap_or_default();
    match label {
        "" => format!("there: {shown}…"),
        label => format!("{label}: {shown}…"),
    }
}

/// The whole lines around some ranges of a text: the renderer looks at every line that it is given.
fn window(text: &str, spans: impl Iterator<Item = Span> + Clone) -> Range<usize> {
    let first = spans.clone().map(|span| span.start).min().unwrap_or(0);
    let last = spans.map(|span| span.end).max().unwrap_or(0);
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = text[last..]
        .find('\n')
        .map_or(text.len(), |at| last + at + 1);
    start..end
}

/// The renderer panics on ranges that leave the text or split a character, and a range over many
/// lines hides what it points at.
fn clamp(span: Span, sources: &Sources) -> Span {
    let text = &*sources.get(span.source).text;
    let boundary = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(span.start);
    let line = text[start..]
        .find(['\n', '\r'])
        .map_or(text.len(), |i| start + i);
    let end = boundary(span.end).min(line).max(start);
    Span::new(span.source, start, end)
}
