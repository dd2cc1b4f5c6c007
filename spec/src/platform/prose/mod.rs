//! Pages that people wrote by hand: a method and a URL, and sections about them.
//!
//! Nothing here knows a layout. Headings and bold lines are read by their words into kinds of
//! sections (`section`), columns by theirs into roles, type words by one table; tables, lists and
//! samples say what they say under whatever section they stand. A method and URL alone make no
//! operation: a guide that shows a call stays a guide.

mod assemble;
mod attributes;
mod auth;
mod code;
mod facts;
mod front_matter;
mod items;
mod lists;
mod mdx;
mod outline;
mod section;
mod slate;
mod statement;
mod walk;

pub(super) use slate::Slate;

use facts::Facts;
use outline::Region;
use walk::Walker;

use crate::diagnostic::Diagnostics;
use crate::fragment::{Fragment, Trust};
use crate::page::{Block, BlockKind, Page};
use crate::platform::Reader;
use crate::platform::facts::document::{Draft, Operation, Scheme};
use crate::platform::facts::endpoint;
use crate::platform::facts::field::Field;
use crate::platform::facts::text;
use crate::source::Sources;

/// Reads endpoints that are documented in words, lists and tables. It is asked last.
pub struct Prose;

const NAME: &str = "prose";

impl Reader for Prose {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        !operations(page, sources, &mut Diagnostics::new()).is_empty()
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let operations = operations(page, sources, diagnostics);
        let trust = operations
            .iter()
            .map(|operation| operation.trust)
            .max()
            .unwrap_or(Trust::Prose);
        let draft = Draft {
            operations,
            ..Draft::default()
        };
        draft.fragment(page, NAME, trust).into_iter().collect()
    }
}

/// The server of the first sample call whose URL fits a path template.
pub(super) fn server_of_samples(blocks: &[Block], path: &str, sources: &Sources) -> Option<String> {
    blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Fence(fence) => match code::read(fence, sources) {
            code::Code::Curl(Some(call), ..) => code::server(&call, path),
            _ => None,
        },
        _ => None,
    })
}

/// The scheme that a header parameter stands for; such a parameter is none.
pub(super) fn scheme_of_header(field: &Field) -> Option<Scheme> {
    auth::of_header(field)
}

fn operations(page: &Page, sources: &Sources, diagnostics: &mut Diagnostics) -> Vec<Operation> {
    let stated = front_matter::statement(page, sources);
    let of_page = stated.is_some();
    let regions = match stated {
        Some(statement) => vec![Region {
            statement,
            start: 0,
            end: page.blocks.len(),
        }],
        None => outline::regions(&page.blocks, statement::find(page, sources)),
    };
    if regions.is_empty() {
        return Vec::new();
    }
    let common = common(page, &regions, sources);
    let mut out: Vec<Operation> = Vec::new();
    for region in &regions {
        let mut said = Diagnostics::new();
        let blocks = page.blocks.get(region.start..region.end).unwrap_or(&[]);
        let stated = region.statement.block.saturating_sub(region.start);
        let mut walker = Walker::new(sources, &mut said, Some(&region.statement.endpoint));
        let skip = [0, stated];
        walker.read(blocks, if of_page { &[] } else { &skip });
        let mut facts = walker.facts;
        if !region.statement.strong && !facts.document_something() {
            continue;
        }
        if of_page {
            front_matter::complete(page, &region.statement, &mut facts, sources);
        }
        let mut operation = assemble::operation(&region.statement, facts, &common, &mut said);
        operation.summary = match of_page {
            true => page.title.clone(),
            false => summary(page, region, regions.len() == 1),
        };
        diagnostics.append(said);
        out.push(operation);
    }
    out
}

/// What the page says outside of its endpoints: server, authentication, common errors.
fn common(page: &Page, regions: &[Region], sources: &Sources) -> Facts {
    let mut said = Diagnostics::new();
    let mut walker = Walker::new(sources, &mut said, None);
    let mut from = 0;
    for region in regions {
        if let Some(blocks) = page.blocks.get(from..region.start) {
            walker.read(blocks, &[]);
        }
        from = from.max(region.end);
    }
    if let Some(blocks) = page.blocks.get(from..) {
        walker.read(blocks, &[]);
    }
    walker.facts
}

/// The heading that names the operation, without the method and URL in it.
fn summary(page: &Page, region: &Region, only: bool) -> Option<String> {
    let heading = match &page.blocks.get(region.start)?.kind {
        BlockKind::Heading { text, .. } if section::classify(text::heading(text)).is_none() => {
            text::line(text::heading(text))
        }
        _ => page.title.clone().filter(|_| only)?,
    };
    if endpoint::whole(&heading).is_some() {
        return None;
    }
    let name = match endpoint::inside(&heading) {
        // "Create a thing (POST /things)", "POST /things - Create a thing"
        Some(found) => {
            let words: Vec<&str> = heading
                .split_whitespace()
                .filter(|word| {
                    let bare = word.trim_matches(|c: char| "()[]:,`".contains(c));
                    !bare.eq_ignore_ascii_case(&found.method) && !bare.contains('/')
                })
                .collect();
            words.join(" ")
        }
        None => heading,
    };
    // "2. Query the status"
    let numbered = name
        .split_once(['.', ')'])
        .filter(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    let name = numbered.map_or(name.as_str(), |(_, rest)| rest);
    let name =
        name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | '|'));
    let inner = name
        .strip_prefix('(')
        .and_then(|name| name.strip_suffix(')'));
    let name = inner.unwrap_or(name).to_owned();
    (!name.is_empty()).then_some(name)
}
