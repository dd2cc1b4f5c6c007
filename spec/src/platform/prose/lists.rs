//! Nested lists as trees.

use super::items::{self, Strictness};
use crate::page::{Block, BlockKind, Inline};
use crate::platform::facts::field::Field;
use crate::platform::facts::text;
use crate::source::Span;

/// An item with the items below it.
pub(super) struct Item<'a> {
    /// Its own text.
    pub text: &'a Inline,
    /// Where it stands.
    pub span: Span,
    /// What is nested below it.
    pub nested: Vec<Item<'a>>,
}

/// Lists nest no deeper than this; what is deeper counts as of this depth.
const DEEPEST: usize = 16;

/// The items of a run of blocks as a tree.
pub(super) fn items(blocks: &[Block]) -> Vec<Item<'_>> {
    let flat: Vec<(usize, &Inline, Span)> = blocks
        .iter()
        .filter_map(|block| match &block.kind {
            BlockKind::Item { depth, text } => Some(((*depth).min(DEEPEST), text, block.span)),
            _ => None,
        })
        .collect();
    tree(&flat)
}

fn tree<'a>(flat: &[(usize, &'a Inline, Span)]) -> Vec<Item<'a>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((depth, text, span)) = flat.get(at) {
        let end = flat[at + 1..]
            .iter()
            .position(|(other, _, _)| other <= depth)
            .map_or(flat.len(), |length| at + 1 + length);
        out.push(Item {
            text,
            span: *span,
            nested: tree(&flat[at + 1..end]),
        });
        at = end;
    }
    out
}

/// An item as a field with the fields nested below it.
pub(super) fn field(item: &Item<'_>, depth: usize) -> Option<Field> {
    let mut field = items::field(text::item(item.text), item.span, Strictness::Item)?;
    if depth < DEEPEST {
        field.nested = item
            .nested
            .iter()
            .filter_map(|nested| self::field(nested, depth + 1))
            .collect();
    }
    Some(field)
}
