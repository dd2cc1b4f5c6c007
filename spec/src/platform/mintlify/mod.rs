//! Mintlify: pages as it renders them, and the sources that it renders.
//!
//! A rendered page holds the operation in a fence whose info string ends in `METHOD /path`: as the
//! specification states it, or on pages of 2025 in Mintlify's own form. The sources only name the
//! operation in their front matter, or state it in `<ParamField>` tags.

mod flat;
mod source;

use super::Reader;
use super::excerpt::{self, Repairs};
use super::facts::endpoint;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment};
use crate::page::{BlockKind, Fence, Page};
use crate::source::{Sources, Span};

pub(super) use source::Source;

/// Reads rendered pages.
pub(super) struct Rendered;

const NAME: &str = "mintlify";

impl Reader for Rendered {
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
            .filter_map(|(title, fence)| read(page, title, fence, sources, diagnostics))
            .collect()
    }
}

/// The fences that hold an operation, each with the heading of level 1 before it: some tools join
/// pages.
fn fences<'p>(
    page: &'p Page,
    sources: &'p Sources,
) -> impl Iterator<Item = (Option<&'p str>, &'p Fence)> {
    let mut title = None;
    let mut announced = false;
    page.blocks
        .iter()
        .filter_map(move |block| match &block.kind {
            BlockKind::Heading { level, text } => {
                if *level == 1 {
                    title = Some(text.plain.as_str());
                }
                announced = matches!(text.plain.as_str(), "OpenAPI" | "AsyncAPI");
                None
            }
            BlockKind::Fence(fence) => {
                let text = excerpt::text(fence, sources);
                let ours = match Info::of(&fence.info) {
                    Some(info) => info.operation || announced,
                    None => false,
                };
                let channel = announced && text.trim_start().starts_with("id:");
                let ours = ours && (excerpt::looks_like_document(text) || channel);
                ours.then_some((title, fence))
            }
            _ => None,
        })
}

/// What an info string says: `yaml [specification] METHOD /path`.
struct Info<'f> {
    specification: Option<&'f str>,
    /// Whether it names an operation or a webhook.
    operation: bool,
}

impl<'f> Info<'f> {
    /// `None` for a fence of another language.
    fn of(info: &'f str) -> Option<Self> {
        let mut words = info
            .split_whitespace()
            .filter(|word| !word.starts_with("theme="));
        if !matches!(words.next()?, "yaml" | "yml" | "json") {
            return None;
        }
        let words: Vec<&str> = words.collect();
        let method = words.iter().position(|word| {
            endpoint::method(word).is_some() || word.eq_ignore_ascii_case("webhook")
        });
        let operation = method.is_some_and(|at| at <= 1 && at + 1 < words.len());
        let specification = match method {
            Some(0) => None,
            _ => words.first().copied(),
        };
        Some(Self {
            specification,
            operation,
        })
    }
}

fn read(
    page: &Page,
    title: Option<&str>,
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
    let mut places = Vec::new();
    if flat::is_flat(&value) {
        value = match flat::document(&value, title, &embedded, sources, &mut places) {
            Ok(document) => document,
            Err(reason) => {
                let diagnostic = Diagnostic::note("not-http", reason);
                diagnostics.push(diagnostic.at(excerpt::start(fence), ""));
                return None;
            }
        };
    }
    excerpt::repair(&mut value, &mut repairs);
    let scope = Info::of(&fence.info)
        .and_then(|info| info.specification)
        .map(scope)
        .or_else(|| excerpt::titled_scope(&value));
    let mut fragment = excerpt::fragment(page, NAME, embedded, scope, value);
    fragment.places = places;
    repairs.say(|at| fragment.locate(at, sources), diagnostics);
    if !excerpt::has_operation(&fragment.value) {
        nothing(excerpt::start(fence), diagnostics);
        return None;
    }
    Some(fragment)
}

/// The specification's name without what differs by the place that it is named from.
fn scope(specification: &str) -> String {
    let name = specification.trim_matches(['"', '\'']);
    name.trim_start_matches("./")
        .trim_start_matches('/')
        .to_owned()
}

fn nothing(place: Span, diagnostics: &mut Diagnostics) {
    let message = "this specification states no operation";
    diagnostics.push(
        Diagnostic::warning("nothing-read", message)
            .at(place, "")
            .help("fetch the page again, or leave it out of the folder"),
    );
}
