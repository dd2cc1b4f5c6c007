//! ReadMe: pages as it exports them, and the sources that it is synchronised with.
//!
//! An exported page ends in a whole document for its one operation, under `# OpenAPI definition`.
//! Where the API was entered by hand instead of uploaded, ReadMe makes the document up, and the
//! body, the schemes and the samples need mending.

mod manual;
mod source;

use serde_json::Value;

use super::Reader;
use super::excerpt::{self, Repairs};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment};
use crate::page::{BlockKind, Fence, Page};
use crate::source::Sources;

pub(super) use source::Source;

/// Reads exported pages.
pub(super) struct Export;

const NAME: &str = "readme";

impl Reader for Export {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        fences(page, sources).next().is_some()
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        fences(page, sources)
            .filter_map(|fence| read(page, fence, sources, diagnostics))
            .collect()
    }
}

/// The JSON fences under the heading, and those that carry ReadMe's own keys.
fn fences<'p>(page: &'p Page, sources: &'p Sources) -> impl Iterator<Item = &'p Fence> {
    let mut announced = false;
    page.blocks
        .iter()
        .filter_map(move |block| match &block.kind {
            BlockKind::Heading { text, .. } => {
                announced = text.plain.eq_ignore_ascii_case("OpenAPI definition");
                None
            }
            BlockKind::Fence(fence) => {
                let text = excerpt::text(fence, sources);
                let ours = excerpt::looks_like_document(text)
                    && (announced
                        || text.trim_start().starts_with('{') && text.contains("\"x-readme"));
                ours.then_some(fence)
            }
            _ => None,
        })
}

fn read(
    page: &Page,
    fence: &Fence,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Fragment> {
    let embedded = Embedded::of(fence, sources);
    let mut value = embedded.read(sources, diagnostics)?;
    if excerpt::not_http(&value, excerpt::start(fence), diagnostics) {
        return None;
    }
    let mut repairs = Repairs::default();
    let by_hand = value["x-readme-fauxas"] == true;
    if let Value::Object(document) = &mut value {
        // What ReadMe keeps for itself differs by page.
        document.retain(|key, _| !key.starts_with("x-readme") && key != "_id");
    }
    manual::repair(&mut value, by_hand, &mut repairs);
    excerpt::samples::repair(&mut value, &mut repairs);
    if by_hand {
        excerpt::schemas::empty_objects(&mut value, &mut repairs);
    }
    excerpt::repair(&mut value, &mut repairs);
    let scope = excerpt::titled_scope(&value);
    let fragment = excerpt::fragment(page, NAME, embedded, scope, value);
    repairs.say(|at| fragment.locate(at, sources), diagnostics);
    if !excerpt::has_operation(&fragment.value) {
        let message = "this definition states no operation";
        let place = excerpt::start(fence);
        diagnostics.push(Diagnostic::warning("nothing-read", message).at(place, ""));
        return None;
    }
    Some(fragment)
}
