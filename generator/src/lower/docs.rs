//! What the documentation of an item says.

use crate::api::{Notes, Shape};
use crate::model::{Docs, Origin, stated};

/// The documentation of an item whose origin is a shape's place.
pub(super) fn of_shape(shape: &Shape) -> Docs {
    let mut docs = of_notes(&shape.notes);
    docs.origin = Some(Origin {
        pointer: shape.origin.as_str().to_owned(),
        url: shape.notes.url.clone(),
        trust: shape.notes.trust,
    });
    docs
}

/// The documentation of a member.
pub(super) fn of_notes(notes: &Notes) -> Docs {
    let text = notes.description.as_deref().or(notes.title.as_deref());
    Docs {
        text: paragraphs(text.unwrap_or_default()),
        facts: notes.facts.clone(),
        origin: None,
        deprecated: notes.deprecated.then(String::new),
    }
}

/// How a member was stated that is weaker than what it is a member of.
pub(super) fn weakness(notes: &Notes) -> Option<String> {
    let mut text = stated(notes.trust?).to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Some(text)
}

/// Documentation of a text alone.
pub(super) fn of_text(text: Option<&str>) -> Docs {
    Docs {
        text: paragraphs(text.unwrap_or_default()),
        ..Docs::default()
    }
}

/// The paragraphs of a Markdown text. Blank lines within a fence separate nothing.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut now = String::new();
    let mut in_fence = false;
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        if line.trim().is_empty() && !in_fence {
            push(&mut out, &mut now);
            continue;
        }
        in_fence ^= is_fence;
        if !now.is_empty() {
            now.push('\n');
        }
        now.push_str(line);
    }
    push(&mut out, &mut now);
    out
}

fn push(out: &mut Vec<String>, now: &mut String) {
    let paragraph = std::mem::take(now);
    let trimmed = paragraph.trim();
    if !trimmed.is_empty() {
        out.push(trimmed.to_owned());
    }
}

/// The first sentence of a text.
pub(super) fn first_sentence(text: &str) -> Option<String> {
    let paragraph = paragraphs(text).into_iter().next()?;
    let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
    paragraph.get(..end).map(str::to_owned)
}
