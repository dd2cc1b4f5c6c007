//! widdershins: one page with all operations, `<a id="opIdX">` at each, tables of parameters and
//! responses whose nested rows begin with `»`, and the schemas at its end.

mod operation;
mod rows;
mod security;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Reader;
use super::facts::document::Draft;
use super::facts::node::Node;
use super::facts::{columns, schemes, text};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::page::{Block, BlockKind, Page};
use crate::pointer::Pointer;
use crate::source::{Sources, Span};

/// The reader of widdershins' pages.
pub(super) struct Widdershins;

const NAME: &str = "widdershins";

impl Reader for Widdershins {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, _: &Sources) -> bool {
        page.blocks.iter().any(|block| match &block.kind {
            BlockKind::Paragraph(text) => operation::id(&text.raw).is_some(),
            _ => false,
        })
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let sections = sections(&page.blocks);
        let at = sections
            .iter()
            .position(|one| one.level == 1 && one.title == "Schemas")
            .unwrap_or(sections.len());
        let (upper, schemas) = sections.split_at(at);
        let known: BTreeSet<String> = schemas
            .iter()
            .filter(|one| one.level == 2)
            .map(|one| one.title.clone())
            .collect();
        let mut draft = Draft::default();
        let server = server(&page.blocks);
        let mut tag = None;
        for section in upper {
            if section.level == 1 {
                tag = Some(section.title.clone());
            }
            if let Some(mut found) = operation::read(section, &known, sources, diagnostics) {
                found.server.clone_from(&server);
                found.tags.extend(tag.clone());
                draft.operations.push(found);
            }
        }
        for section in schemas.iter().filter(|one| one.level == 2) {
            draft
                .schemas
                .insert(component_name(&section.title), schema(section, &known));
        }
        let Some(mut fragment) = draft.fragment(page, NAME, Trust::Table) else {
            return Vec::new();
        };
        let listed = security::listed(upper);
        for name in schemes::apply(&mut fragment, |name| listed.find(name)) {
            let message = format!("the page does not say what the authentication `{name}` is");
            let place = Span::new(page.source, page.span.start, page.span.start);
            diagnostics.push(Diagnostic::warning("scheme-unknown", message).at(place, ""));
        }
        vec![fragment]
    }
}

/// A heading with the blocks below it, up to the next heading of level 1 or 2.
struct Section<'p> {
    level: u8,
    title: String,
    span: Span,
    blocks: &'p [Block],
}

/// The sections of level 1 and 2. Headings may be Markdown or `<h2 id="…">…</h2>`.
fn sections(blocks: &[Block]) -> Vec<Section<'_>> {
    let starts: Vec<(usize, u8, String)> = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| {
            let (level, title) = heading(block)?;
            (level <= 2).then_some((at, level, title))
        })
        .collect();
    let ends = starts.iter().skip(1).map(|one| one.0).chain([blocks.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|((at, level, title), end)| Section {
            level: *level,
            title: title.clone(),
            span: blocks[*at].span,
            blocks: &blocks[at + 1..end],
        })
        .collect()
}

/// The level and the words of a heading.
fn heading(block: &Block) -> Option<(u8, String)> {
    match &block.kind {
        BlockKind::Heading { level, text } => Some((*level, text::line(text::heading(text)))),
        BlockKind::Tag(tag) => {
            let rest = tag.strip_prefix("<h")?;
            let level = rest.bytes().next().filter(u8::is_ascii_digit)? - b'0';
            let (_, inner) = rest.split_once('>')?;
            let title = inner.split("</h").next().unwrap_or(inner);
            Some((level, text::line(title)))
        }
        _ => None,
    }
}

fn component_name(title: &str) -> String {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    title
        .chars()
        .map(|c| if legal(c) { c } else { '_' })
        .collect()
}

/// The first URL under "Base URLs:".
fn server(blocks: &[Block]) -> Option<String> {
    let at = blocks.iter().position(|block| match &block.kind {
        BlockKind::Paragraph(text) => text.plain.starts_with("Base URLs"),
        _ => false,
    })?;
    blocks[at + 1..].iter().take(3).find_map(|block| {
        let BlockKind::Item { text, .. } = &block.kind else {
            return None;
        };
        let start = text.raw.find("http")?;
        let url = text.raw[start..]
            .split(['"', '\'', '<', '>', ' ', ')'])
            .next()?;
        Some(url.trim_end_matches('/').to_owned())
    })
}

/// A schema of the last part: a table of properties, or tables joined by `allOf`, `and` …
fn schema(section: &Section<'_>, known: &BTreeSet<String>) -> Node {
    let mut node = Node::new(Trust::Table, Some(section.span));
    let mut combined: Option<&'static str> = None;
    let mut branches: Vec<Node> = Vec::new();
    let mut values = Vec::new();
    for block in section.blocks {
        match &block.kind {
            BlockKind::Paragraph(text) => {
                let word = text.plain.trim();
                combined = combined.or(["allOf", "anyOf", "oneOf"]
                    .into_iter()
                    .find(|one| *one == word));
                let summary = text.raw.trim();
                if combined.is_none() && summary.starts_with('*') && !summary.starts_with("**") {
                    node.schema
                        .insert("description".to_owned(), json!(columns::described(summary)));
                }
            }
            BlockKind::Table(table) => match rows::kind(table) {
                Some(rows::Kind::Properties) => {
                    branches.push(rows::properties(table, Some(&section.title), known));
                }
                Some(rows::Kind::Values) => values.extend(rows::values(table)),
                _ => {}
            },
            _ => {}
        }
    }
    match (combined, branches.len()) {
        (_, 0) => {}
        (None, _) | (_, 1) => {
            let description = node.schema.shift_remove("description");
            let place = node.place;
            node = branches.swap_remove(0);
            node.place = place;
            node.schema
                .extend(description.map(|text| ("description".to_owned(), text)));
        }
        (Some(key), _) => {
            let rendered: Vec<Value> = branches
                .iter()
                .map(|one| one.render(Trust::Table, &Pointer::root(), &mut Vec::new()))
                .collect();
            node.schema.insert(key.to_owned(), Value::Array(rendered));
        }
    }
    rows::constrain(&mut node, &section.title, rows::grouped(values));
    node
}
