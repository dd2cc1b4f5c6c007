//! Stainless: `**post** `/path`` and nested lists `- `name: optional type``.

mod grammar;
mod list;
mod operation;

use super::Reader;
use super::facts::document::Draft;
use super::facts::endpoint::{self, Endpoint};
use super::facts::text;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::page::{BlockKind, Page};
use crate::source::{Sources, Span};

/// The reader of Stainless' API pages.
pub(super) struct Stainless;

const NAME: &str = "stainless";

impl Reader for Stainless {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, _: &Sources) -> bool {
        let stated = page.blocks.iter().any(|block| match &block.kind {
            BlockKind::Paragraph(text) => statement(&text.raw).is_some(),
            _ => false,
        });
        stated && page.blocks.iter().any(|block| is_section(&block.kind))
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let mut draft = Draft::default();
        let stated: Vec<(usize, Endpoint)> = page
            .blocks
            .iter()
            .enumerate()
            .filter_map(|(at, block)| match &block.kind {
                BlockKind::Paragraph(text) => Some((at, statement(&text.raw)?)),
                _ => None,
            })
            .collect();
        for (index, (at, endpoint)) in stated.iter().enumerate() {
            // The heading above belongs to the operation.
            let heading = |from: usize| {
                page.blocks[..from]
                    .iter()
                    .rposition(|block| matches!(block.kind, BlockKind::Heading { .. }))
            };
            let end = stated
                .get(index + 1)
                .map_or(page.blocks.len(), |(next, _)| {
                    heading(*next).filter(|start| start > at).unwrap_or(*next)
                });
            let start = heading(*at);
            let title = start.and_then(|start| match &page.blocks[start].kind {
                BlockKind::Heading { text, .. } => Some(text::line(text::heading(text))),
                _ => None,
            });
            let span = Span::new(
                page.source,
                page.blocks[*at].span.start,
                page.blocks[end - 1].span.end,
            );
            let blocks = &page.blocks[*at..end];
            let read = operation::read(endpoint, title, span, blocks, sources);
            if draft
                .operations
                .iter()
                .any(|one| one.method == read.method && one.path == read.path)
            {
                let message = format!("`{} {}` stands here again", read.method, read.path);
                diagnostics.push(Diagnostic::note("repeated", message).at(read.span, "left out"));
                continue;
            }
            draft.operations.push(read);
        }
        draft
            .fragment(page, NAME, Trust::Table)
            .into_iter()
            .collect()
    }
}

/// `**post** `/path`` alone in its paragraph.
fn statement(raw: &str) -> Option<Endpoint> {
    let rest = raw.trim().strip_prefix("**")?;
    let (method, rest) = rest.split_once("**")?;
    let path = rest.trim().strip_prefix('`')?.strip_suffix('`')?;
    (path.starts_with('/') && !path.contains('`'))
        .then(|| endpoint::parse(method.trim(), path))
        .flatten()
}

/// `### Path Parameters`, `### Body Parameters`, `### Parameters`, `### Returns`.
fn is_section(kind: &BlockKind) -> bool {
    let BlockKind::Heading { text, .. } = kind else {
        return false;
    };
    operation::section(&text::line(text::heading(text))).is_some()
}
