//! The SDK documentation that Speakeasy makes: pages of methods, and pages of their types.
//!
//! A page of methods states the operation behind each method in a `UsageSnippet` comment, the
//! parameters in a table with the SDK's types, the name of the response's type and a table of
//! errors. A page of a type has a table under `## Fields`, the values under `## Values` or the
//! branches under `## Supported Types`.

mod fields;
mod link;
mod model;
mod names;
mod operation;
mod snippet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::page::{Block, BlockKind, Page};
use crate::platform::Reader;
use crate::platform::facts::document::Draft;
use crate::platform::facts::text;
use crate::source::Sources;

pub use link::link;
pub(super) use link::tie;
pub(super) use names::{candidates, same};
pub(super) use operation::header_name;

/// Reads Speakeasy's pages in Python, TypeScript, Go and C#.
pub struct Speakeasy;

const NAME: &str = "speakeasy";

impl Reader for Speakeasy {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        page.blocks
            .iter()
            .any(|block| snippet::read(block, sources).is_some())
            || lists_methods(page)
            || model::is_model(page)
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let mut draft = Draft::default();
        if model::is_model(page) {
            if let Some((name, node)) = model::read(page, sources) {
                draft.schemas.insert(name, node);
            }
        } else {
            operation::read(page, sources, &mut draft, diagnostics);
            if draft.operations.is_empty() {
                nothing(page, diagnostics);
            }
        }
        draft
            .fragment(page, NAME, Trust::Table)
            .into_iter()
            .collect()
    }
}

/// A page of methods without a single `UsageSnippet`: what goes over the wire is not said.
fn nothing(page: &Page, diagnostics: &mut Diagnostics) {
    let Some(first) = page.blocks.first() else {
        return;
    };
    diagnostics.push(
        Diagnostic::warning(
            "sdk-page-without-paths",
            "the page documents SDK methods but not their HTTP methods and paths",
        )
        .at(first.span, "")
        .help("pages that carry `UsageSnippet` comments, or the specification itself, have them"),
    );
}

/// `### Available Operations` over methods with `### Parameters`, `### Response` and `### Errors`.
fn lists_methods(page: &Page) -> bool {
    let has = |title: &str| headings(page).any(|(_, heading)| heading == title);
    has("available operations") && has("response") && (has("parameters") || has("errors"))
}

/// The level and the words of every heading, in lower case.
fn headings(page: &Page) -> impl Iterator<Item = (u8, String)> {
    page.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading { level, text } => {
            Some((*level, text::line(text::heading(text)).to_lowercase()))
        }
        _ => None,
    })
}

/// The blocks from one heading to the next of its level or above, with the heading's level.
fn section(blocks: &[Block], level: u8) -> &[Block] {
    let end = blocks
        .iter()
        .skip(1)
        .position(|block| matches!(&block.kind, BlockKind::Heading { level: other, .. } if *other <= level))
        .map_or(blocks.len(), |at| at + 1);
    &blocks[..end]
}
