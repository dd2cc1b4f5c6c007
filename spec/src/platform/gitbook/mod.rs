//! GitBook: exported pages carry a whole document per operation on one line of JSON; sources point
//! into a specification file or state the operation in `{% swagger %}` tags.

mod export;
mod swagger;

use super::Reader;
use super::facts::document::Draft;
use super::facts::endpoint;
use super::reference::{self, Reference, Target};
use super::template_tag::{TemplateTag, tags};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::page::Page;
use crate::source::{Sources, Span};

/// The reader of GitBook's exports and sources.
pub(super) struct GitBook;

const NAME: &str = "gitbook";

/// The tags that stand for one operation, the newest first.
const BLOCKS: [&str; 3] = ["openapi-operation", "openapi", "swagger"];

impl Reader for GitBook {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        export::documents(page, sources).next().is_some()
            || tags(page, sources).iter().any(is_block)
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let mut fragments = export::read(page, sources, diagnostics);
        let tags = tags(page, sources);
        let mut references = Vec::new();
        let mut draft = Draft::default();
        for (at, tag) in tags.iter().enumerate() {
            if !is_block(tag) {
                continue;
            }
            let end = format!("end{}", tag.name);
            let close = tags[at + 1..]
                .iter()
                .position(|other| other.name == end || is_block(other))
                .map_or(tags.len(), |found| at + 1 + found);
            let inner = &tags[at + 1..close];
            let until = tags.get(close).map_or(page.span.end, |tag| tag.span.start);
            let inside = Span::new(page.source, tag.span.end, until.max(tag.span.end));
            if tag.get("src").is_some() || tag.get("spec").is_some() {
                references.extend(refer(tag, inside, sources, diagnostics));
            } else {
                let found = swagger::read(tag, inner, inside, page, sources, diagnostics);
                draft.operations.extend(found);
            }
        }
        fragments.extend(draft.fragment(page, NAME, Trust::Table));
        fragments.extend(reference::fragment(page, NAME, &references));
        fragments
    }
}

fn is_block(tag: &TemplateTag) -> bool {
    BLOCKS.contains(&tag.name.as_str())
        && ["method", "src", "spec"]
            .iter()
            .any(|key| tag.get(key).is_some())
}

/// A tag that names its file, by `src` or `spec` and by the link or text inside.
fn refer(
    tag: &TemplateTag,
    inside: Span,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Reference> {
    let target = match (tag.get("method"), tag.get("path")) {
        (None, None) => Some(Target::Whole),
        (Some(method), Some(path)) => {
            endpoint::parse(method, path).map(|found| Target::Operation(found.method, found.path))
        }
        _ => None,
    };
    let Some(target) = target else {
        let message = "this tag names a specification, but no method and path in it";
        diagnostics.push(Diagnostic::warning("tag-incomplete", message).at(tag.span, "left out"));
        return None;
    };
    let mut files: Vec<String> = ["src", "spec"]
        .iter()
        .filter_map(|key| tag.get(key))
        .map(str::to_owned)
        .collect();
    let source = sources.get(inside.source);
    let text = source
        .text
        .get(inside.start..inside.end)
        .unwrap_or("")
        .trim();
    let link = text
        .split_once("](")
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(target, _)| target.split(" | ").next().unwrap_or(target).trim());
    if let Some(link) = link.filter(|link| !link.contains("/broken/")) {
        files.push(link.to_owned());
    }
    Some(Reference {
        files,
        target,
        summary: tag.get("summary").map(str::to_owned),
        span: tag.span,
    })
}
