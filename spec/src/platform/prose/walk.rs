//! Reads the blocks of one endpoint's documentation, section by section.

mod headings;
mod lines;
mod lists;
mod samples;
mod tables;
mod tags;

use super::facts::{Facts, SUCCESS};
use super::section::{Kind, Section};
use crate::diagnostic::Diagnostics;
use crate::fragment::Trust;
use crate::page::{Block, BlockKind};
use crate::platform::facts::columns;
use crate::platform::facts::endpoint::Endpoint;
use crate::platform::facts::field::{Field, Location};
use crate::source::{Sources, Span};

/// The level of a bold line or a line with a colon that announces what follows.
const LABEL: u8 = 7;

/// Reads blocks and gathers facts.
pub(super) struct Walker<'a> {
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
    /// The endpoint; none for what stands outside of all.
    endpoint: Option<&'a Endpoint>,
    stack: Vec<(u8, Section)>,
    sub: Sub,
    /// The last section of fields, for a heading beside it about one of its objects.
    fields: Option<(u8, Section)>,
    /// The object whose fields stand below a heading of their own, with the heading's level.
    object: Option<(u8, String)>,
    /// What was read.
    pub facts: Facts,
}

/// What a heading below a section stands for when it is no section itself.
enum Sub {
    /// There is none.
    None,
    /// A field; the paragraphs and attributes below describe it.
    Field,
    /// A field, if attributes follow.
    Maybe(Box<Field>),
    /// Something else, which is not read.
    Other,
}

impl<'a> Walker<'a> {
    pub(super) fn new(
        sources: &'a Sources,
        diagnostics: &'a mut Diagnostics,
        endpoint: Option<&'a Endpoint>,
    ) -> Self {
        Self {
            sources,
            diagnostics,
            endpoint,
            stack: Vec::new(),
            sub: Sub::None,
            fields: None,
            object: None,
            facts: Facts::default(),
        }
    }

    /// Reads blocks; `skip` are those that state the endpoint or name the operation.
    pub(super) fn read(&mut self, blocks: &[Block], skip: &[usize]) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            let mut next = at + 1;
            match &block.kind {
                BlockKind::Heading { level, text } => {
                    if !skip.contains(&at) {
                        self.heading(*level, text, block.span);
                    }
                }
                BlockKind::Paragraph(line) => self.paragraph(line, block.span, skip.contains(&at)),
                BlockKind::Item { .. } => {
                    next = blocks[at..]
                        .iter()
                        .position(|block| {
                            !matches!(block.kind, BlockKind::Item { .. } | BlockKind::Tag(_))
                        })
                        .map_or(blocks.len(), |length| at + length);
                    let items = super::lists::items(&blocks[at..next]);
                    self.items(&items);
                }
                BlockKind::Table(table) => self.table(table, block.span),
                BlockKind::Fence(fence) => self.fence(fence, block.span),
                BlockKind::Tag(tag) => next = self.tag(blocks, at, tag),
            }
            at = next;
        }
    }

    fn section(&self) -> Option<&Section> {
        self.stack.last().map(|(_, section)| section)
    }

    fn push(&mut self, level: u8, section: Section) {
        self.stack.retain(|(other, _)| *other < level);
        let section = match self.section() {
            Some(parent) => section.under(parent),
            None => section,
        };
        if matches!(section.kind, Kind::Parameters(_) | Kind::Response) {
            self.fields = Some((level, section.clone()));
        }
        self.stack.push((level, section));
        self.sub = Sub::None;
    }

    fn status(&mut self, codes: &[String], rest: &str, span: Span, trust: Trust) {
        let description = columns::described(rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '.' | ')')
        }));
        for code in codes {
            let answer = self.facts.answer(code, span, trust);
            if answer.description.is_empty() {
                answer.description.clone_from(&description);
            }
        }
    }

    /// Puts fields where the current section says.
    fn keep(&mut self, mut fields: Vec<Field>) {
        if let Some((_, prefix)) = &self.object {
            for field in &mut fields {
                field.name = format!("{prefix}.{}", field.name);
            }
        }
        let Some(span) = fields.first().map(|field| field.span) else {
            return;
        };
        let Some(section) = self.section().cloned() else {
            let typed = fields.into_iter().map(|field| (field, None));
            self.facts.fields.extend(typed);
            return;
        };
        match section.kind {
            Kind::Parameters(location) => {
                if location == Some(Location::Body) {
                    self.facts.request_media = self.facts.request_media.take().or(section.media);
                }
                self.facts
                    .fields
                    .extend(fields.into_iter().map(|field| (field, location)));
            }
            Kind::Response => {
                self.facts.response_media = self.facts.response_media.take().or(section.media);
                let code = section.statuses.first().map_or(SUCCESS, String::as_str);
                let trust = fields.iter().map(|field| field.trust).max();
                self.facts
                    .answer(code, span, trust.unwrap_or(Trust::Prose))
                    .fields
                    .extend(fields);
            }
            Kind::Errors => {
                for code in &section.statuses {
                    let answer = self.facts.answer(code, span, Trust::Prose);
                    answer.fields.extend(fields.iter().cloned());
                }
            }
            _ => {}
        }
    }
}
