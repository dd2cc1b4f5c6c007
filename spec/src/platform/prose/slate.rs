//! Slate: under each operation a `### HTTP Request` with the method and URL, samples above it that
//! `> …` lines announce.

use super::facts::SUCCESS;
use super::outline::Region;
use super::statement::Statement;
use super::walk::Walker;
use super::{assemble, common, summary};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::page::{Block, BlockKind, Fence, Page};
use crate::platform::Reader;
use crate::platform::facts::document::{Draft, Operation};
use crate::platform::facts::{endpoint, sample, status, text};
use crate::source::Sources;

/// The reader of Slate's pages.
pub(in crate::platform) struct Slate;

const NAME: &str = "slate";

impl Reader for Slate {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, _: &Sources) -> bool {
        requests(&page.blocks).next().is_some()
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let regions: Vec<Region> = requests(&page.blocks)
            .map(|(heading, statement)| region(&page.blocks, heading, statement))
            .collect();
        let common = common(page, &regions, sources);
        let mut draft = Draft::default();
        for region in &regions {
            let blocks = page.blocks.get(region.start..region.end).unwrap_or(&[]);
            let stated = region.statement.block.saturating_sub(region.start);
            let mut walker = Walker::new(sources, diagnostics, Some(&region.statement.endpoint));
            let (rest, samples) = divide(blocks, stated);
            let stated = rest.iter().position(|one| one.span == blocks[stated].span);
            walker.read(&rest, &[0, stated.unwrap_or(0)]);
            let mut facts = walker.facts;
            for (label, fence) in samples {
                label.take(fence, &mut facts, sources, diagnostics);
            }
            for block in success(blocks) {
                let (codes, rest) = block;
                let span = region.statement.span;
                for code in codes {
                    let answer = facts.answer(&code, span, Trust::Prose);
                    if answer.description.is_empty() {
                        answer.description.clone_from(&rest);
                    }
                }
            }
            facts.description.retain(|text| Label::of(text).is_none());
            let mut operation: Operation =
                assemble::operation(&region.statement, facts, &common, diagnostics);
            operation.summary = summary(page, region, regions.len() == 1);
            draft.operations.push(operation);
        }
        draft
            .fragment(page, NAME, Trust::Table)
            .into_iter()
            .collect()
    }
}

/// The headings `HTTP Request` with the statement below each.
fn requests(blocks: &[Block]) -> impl Iterator<Item = (usize, Statement)> {
    blocks.iter().enumerate().filter_map(|(at, block)| {
        let BlockKind::Heading { text, level: 2.. } = &block.kind else {
            return None;
        };
        let heading = text::words(&text::line(text::heading(text))).join(" ");
        if heading != "http request" {
            return None;
        }
        let below = blocks.get(at + 1)?;
        let BlockKind::Paragraph(line) = &below.kind else {
            return None;
        };
        let endpoint = endpoint::whole(line.code.first()?)?;
        Some((
            at,
            Statement {
                endpoint,
                block: at + 1,
                span: below.span,
                strong: true,
                item: false,
            },
        ))
    })
}

/// From the heading above `HTTP Request` to the next of its level.
fn region(blocks: &[Block], heading: usize, statement: Statement) -> Region {
    let level = |block: &Block| match &block.kind {
        BlockKind::Heading { level, .. } => Some(*level),
        _ => None,
    };
    let own = level(&blocks[heading]).unwrap_or(3);
    let start = blocks[..heading]
        .iter()
        .rposition(|block| level(block).is_some_and(|other| other < own))
        .unwrap_or(heading);
    let upper = level(&blocks[start]).unwrap_or(own);
    let end = blocks[heading + 1..]
        .iter()
        .position(|block| level(block).is_some_and(|other| other <= upper))
        .map_or(blocks.len(), |found| heading + 1 + found);
    Region {
        statement,
        start,
        end,
    }
}

/// What a line above a sample announces.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Label {
    Request,
    Response(Option<String>),
}

impl Label {
    fn of(line: &str) -> Option<Self> {
        let shown = text::line(line.trim_start_matches(['>', ' ']));
        let words = text::words(&shown);
        let starts = |word: &str| words.first().is_some_and(|first| first == word);
        let says = |word: &str| words.iter().any(|one| one == word);
        if shown.len() > 200 {
            return None;
        }
        if says("returns") && (says("json") || says("structured")) || starts("response") {
            let code = words
                .iter()
                .find_map(|word| status::statuses(word).0.into_iter().next());
            return Some(Self::Response(code));
        }
        (starts("request") && (says("body") || says("payload"))
            || says("body") && says("parameter"))
        .then_some(Self::Request)
    }

    fn take(
        &self,
        fence: &Fence,
        facts: &mut super::facts::Facts,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) {
        let source = sources.get(fence.body.source);
        let code = source
            .text
            .get(fence.body.start..fence.body.end)
            .unwrap_or("");
        // The request that it answers may stand above it as a comment.
        let json = code.trim_start();
        let json = match json.strip_prefix('#') {
            Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest),
            None => json,
        };
        let Some(parsed) = sample::parse(json) else {
            if json.trim_start().starts_with(['{', '[']) {
                let message = "this sample is no JSON that can be read";
                diagnostics.push(Diagnostic::note("sample-unread", message).at(fence.body, ""));
            }
            return;
        };
        let node = sample::infer(&parsed.value, Some(fence.body));
        match self {
            Self::Request => facts.bodies.push(node),
            Self::Response(code) => {
                let code = code.as_deref().unwrap_or(SUCCESS);
                let answer = facts.answer(code, fence.body, Trust::Prose);
                answer.samples.push(node);
            }
        }
    }
}

/// The blocks without announced samples, and the samples. `stated` is always kept.
fn divide(blocks: &[Block], stated: usize) -> (Vec<Block>, Vec<(Label, &Fence)>) {
    let mut rest = Vec::new();
    let mut samples = Vec::new();
    let mut label: Option<Label> = None;
    for (at, block) in blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Paragraph(line) if at != stated => {
                label = Label::of(&line.raw);
                if label.is_none() {
                    rest.push(block.clone());
                }
            }
            BlockKind::Fence(fence) => match label.take() {
                Some(label) => samples.push((label, fence)),
                None => rest.push(block.clone()),
            },
            BlockKind::Tag(_) => rest.push(block.clone()),
            _ => {
                label = None;
                rest.push(block.clone());
            }
        }
    }
    (rest, samples)
}

/// The statuses under a heading such as "Success HTTP response code".
fn success(blocks: &[Block]) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    for pair in blocks.windows(2) {
        if let (BlockKind::Heading { text, .. }, BlockKind::Paragraph(line)) =
            (&pair[0].kind, &pair[1].kind)
        {
            let heading = text::words(&text::line(text::heading(text)));
            let named = ["response", "code"]
                .iter()
                .all(|word| heading.iter().any(|one| one == word));
            let shown = text::line(&line.raw);
            let (codes, rest) = status::statuses(&shown);
            if named && !codes.is_empty() {
                found.push((codes, rest.trim().to_owned()));
            }
        }
    }
    found
}
