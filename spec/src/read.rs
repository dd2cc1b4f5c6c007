//! From all sources to the merged document.

use std::num::NonZero;
use std::thread;

use serde_json::Value;

use crate::accounting::{Accounting, PageOutcome, PageUse};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::fragment::Fragment;
use crate::merge::{METHODS, MORE_METHODS, Merged, merge};
use crate::page::{BlockKind, Page};
use crate::platform::{docusaurus, openapi_generator, readers, reference, speakeasy, translations};
use crate::source::{SourceId, Sources};
use crate::specification;

/// What all sources say together.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The document, with where each piece comes from.
    pub merged: Merged,
    /// What became of each page.
    pub accounting: Accounting,
}

/// Reads every source and merges what they say.
///
/// The result and the order of diagnostics depend on the sources' names and texts only, not on
/// their order.
#[must_use]
pub fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Reading {
    let mut ids: Vec<SourceId> = sources.iter().map(|(id, _)| id).collect();
    ids.sort_by(|a, b| sources.get(*a).name.cmp(&sources.get(*b).name));
    let mut accounting = Accounting::default();
    let mut fragments = Vec::new();
    for one in in_parallel(&ids, sources) {
        diagnostics.append(one.diagnostics);
        accounting.pages.push(PageUse {
            page: sources.get(one.source).name.clone(),
            outcome: one.outcome,
        });
        fragments.extend(one.fragments);
    }
    speakeasy::link(&mut fragments);
    openapi_generator::link(&mut fragments, diagnostics);
    for resolved in reference::resolve(&mut fragments, sources, diagnostics) {
        resolve(&resolved, sources, &mut accounting);
    }
    let older = docusaurus::leave_out_versions(&mut fragments, sources, diagnostics);
    for (page, id) in accounting.pages.iter_mut().zip(&ids) {
        if older.contains(id) {
            let reason = "a newer version of the same operation is read";
            page.outcome = PageOutcome::Skipped { reason };
        }
    }
    let translated = translations::leave_out(&mut fragments, sources, diagnostics);
    for (page, id) in accounting.pages.iter_mut().zip(&ids) {
        if translated.contains(id) && !fragments.iter().any(|one| one.source == *id) {
            let reason = "the same page is read in another language";
            page.outcome = PageOutcome::Skipped { reason };
        }
    }
    for fragment in &fragments {
        *accounting.fragments.entry(fragment.platform).or_default() += 1;
        accounting.components_read += components(&fragment.value);
    }
    let merged = merge(fragments, sources, diagnostics);
    for source in &merged.joined {
        let name = &sources.get(*source).name;
        let page = accounting.pages.iter_mut().find(|page| page.page == *name);
        if let Some(page) = page
            && matches!(page.outcome, PageOutcome::Skipped { .. })
        {
            let reason = "part of a document that refers to it";
            page.outcome = PageOutcome::Skipped { reason };
        }
    }
    accounting.operations = operations(&merged.value);
    accounting.webhooks = requests(&merged.value["webhooks"]);
    accounting.components = components(&merged.value);
    accounting.supplemented = merged.supplemented;
    accounting.repeated = merged.repeated;
    for note in diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Note)
    {
        *accounting.repairs.entry(note.code).or_default() += 1;
    }
    Reading { merged, accounting }
}

/// Counts what a page points to as the page's.
fn resolve(resolved: &reference::Resolved, sources: &Sources, accounting: &mut Accounting) {
    let name = &sources.get(resolved.source).name;
    let page = accounting.pages.iter_mut().find(|one| one.page == *name);
    let Some(page) = page else { return };
    match &mut page.outcome {
        PageOutcome::Used { operations, .. } if resolved.found + *operations > 0 => {
            *operations += resolved.found;
        }
        outcome => {
            let reason = "points to a specification that is not there";
            *outcome = PageOutcome::Skipped { reason };
        }
    }
}

/// What one source gave.
struct One {
    source: SourceId,
    fragments: Vec<Fragment>,
    outcome: PageOutcome,
    diagnostics: Diagnostics,
}

/// Reads sources on all cores, the results in the order of the sources.
fn in_parallel(ids: &[SourceId], sources: &Sources) -> Vec<One> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let size = ids.len().div_ceil(threads.min(8)).max(1);
    let read_all =
        |ids: &[SourceId]| -> Vec<One> { ids.iter().map(|id| read_one(*id, sources)).collect() };
    if ids.len() < 4 {
        return read_all(ids);
    }
    thread::scope(|scope| {
        let handles: Vec<_> = ids
            .chunks(size)
            .map(|chunk| scope.spawn(move || read_all(chunk)))
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| match handle.join() {
                Ok(read) => read,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}

fn read_one(source: SourceId, sources: &Sources) -> One {
    let mut diagnostics = Diagnostics::new();
    let (fragments, outcome) = match specification::is_data(source, sources) {
        true => read_data(source, sources, &mut diagnostics),
        false => read_pages(source, sources, &mut diagnostics),
    };
    One {
        source,
        fragments,
        outcome,
        diagnostics,
    }
}

fn read_data(
    source: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> (Vec<Fragment>, PageOutcome) {
    let mut said = Diagnostics::new();
    let reason = match specification::read(source, sources, &mut said) {
        Ok(fragment) => {
            diagnostics.append(said);
            let operations = operations(&fragment.value);
            let reader = fragment.platform;
            return (vec![fragment], PageOutcome::Used { reader, operations });
        }
        Err(reason) => reason,
    };
    // A page that is a document, but for what its way through Markdown did to it.
    if !specification::is_named_data(source, sources) {
        let mut of_page = Diagnostics::new();
        let (fragments, outcome) = read_pages(source, sources, &mut of_page);
        if !fragments.is_empty() {
            diagnostics.append(of_page);
            return (fragments, outcome);
        }
    }
    diagnostics.append(said);
    (Vec::new(), PageOutcome::Skipped { reason })
}

/// The pages of a source, which are several in a concatenation.
fn read_pages(
    source: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> (Vec<Fragment>, PageOutcome) {
    let mut all = Vec::new();
    let mut outcome = None;
    for page in Page::read_all(source, sources, diagnostics) {
        let (fragments, of_page) = read_page(&page, sources, diagnostics);
        all.extend(fragments);
        outcome = Some(match (outcome, of_page) {
            (
                Some(PageOutcome::Used { reader, operations }),
                PageOutcome::Used {
                    operations: more, ..
                },
            ) => PageOutcome::Used {
                reader,
                operations: operations + more,
            },
            (Some(used @ PageOutcome::Used { .. }), PageOutcome::Skipped { .. }) => used,
            (_, outcome) => outcome,
        });
    }
    let nothing = PageOutcome::Skipped { reason: "empty" };
    (all, outcome.unwrap_or(nothing))
}

fn read_page(
    page: &Page,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> (Vec<Fragment>, PageOutcome) {
    let Some(reader) = readers()
        .iter()
        .find(|reader| reader.recognise(page, sources))
    else {
        let reason = match page.blocks.is_empty() {
            true => "empty",
            false if shows_calls(page, sources) => "calls are shown, but no operation is described",
            false => "no operation is described",
        };
        return (Vec::new(), PageOutcome::Skipped { reason });
    };
    let before = diagnostics.len();
    let fragments = reader.extract(page, sources, diagnostics);
    if fragments.is_empty() {
        let said = diagnostics.iter().skip(before);
        let said = said
            .filter(|one| one.severity > Severity::Note || one.code == "not-http")
            .map(|one| one.code)
            .next();
        let reason = match said {
            Some("not-http") => "no HTTP operation: a channel, or a pointer to a webhook",
            Some("sdk-page-without-paths") => "SDK methods without their HTTP methods and paths",
            _ => "described, but nothing could be read",
        };
        if let (None, Some(block)) = (said, page.blocks.first()) {
            let message = "this page looks like an endpoint's and gives no operation";
            diagnostics.push(Diagnostic::warning("nothing-read", message).at(block.span, ""));
        }
        return (fragments, PageOutcome::Skipped { reason });
    }
    let operations = fragments
        .iter()
        .map(|fragment| operations(&fragment.value))
        .sum();
    let reader = reader.name();
    (fragments, PageOutcome::Used { reader, operations })
}

fn operations(document: &Value) -> usize {
    requests(&document["paths"])
}

/// Whether a guide has a sample of a request.
fn shows_calls(page: &Page, sources: &Sources) -> bool {
    page.blocks.iter().any(|block| {
        let BlockKind::Fence(fence) = &block.kind else {
            return false;
        };
        let text = sources
            .get(fence.body.source)
            .text
            .get(fence.body.start..fence.body.end);
        text.is_some_and(|text| text.trim_start().starts_with("curl "))
    })
}

/// How many methods the items of `paths` or `webhooks` have.
fn requests(items: &Value) -> usize {
    let items = items.as_object().into_iter().flatten();
    items
        .filter_map(|(_, item)| item.as_object())
        .flatten()
        .map(|(key, value)| match key.as_str() {
            MORE_METHODS => value.as_object().map_or(0, serde_json::Map::len),
            key => usize::from(METHODS.contains(&key)),
        })
        .sum()
}

fn components(document: &Value) -> usize {
    let sections = document["components"].as_object().into_iter().flatten();
    sections
        .filter_map(|(_, section)| section.as_object())
        .map(serde_json::Map::len)
        .sum()
}
