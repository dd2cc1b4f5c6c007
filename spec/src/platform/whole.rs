//! A fence that holds a whole OpenAPI document, whatever made the page.

use serde_json::Value;

use super::Reader;
use super::facts::text;
use crate::diagnostic::Diagnostics;
use crate::fragment::{Embedded, Fragment, Trust};
use crate::merge::METHODS;
use crate::page::{BlockKind, Fence, Page};
use crate::source::Sources;

/// The reader of documents in fences that no platform's reader knows.
pub(super) struct Whole;

const NAME: &str = "openapi-fence";

impl Reader for Whole {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        documents(page, sources).next().is_some()
    }

    fn extract(&self, page: &Page, sources: &Sources, _: &mut Diagnostics) -> Vec<Fragment> {
        documents(page, sources)
            .map(|(embedded, value)| Fragment {
                platform: NAME,
                trust: Trust::Fragment,
                source: page.source,
                url: page.url.clone(),
                dated: page.dated.clone(),
                scope: value["info"]["title"]
                    .as_str()
                    .filter(|title| !title.is_empty())
                    .map(str::to_owned),
                value,
                text: Some(embedded),
                places: Vec::new(),
            })
            .collect()
    }
}

/// The fences that are documents with operations. A guide shows parts of a document, or one that
/// is cut; neither is an API.
fn documents<'p>(
    page: &'p Page,
    sources: &'p Sources,
) -> impl Iterator<Item = (Embedded, Value)> + 'p {
    page.blocks.iter().filter_map(|block| {
        let BlockKind::Fence(fence) = &block.kind else {
            return None;
        };
        announced(fence, sources)?;
        let embedded = Embedded::of(fence, sources);
        // What is wrong with a text that is no document matters to nobody.
        let value = embedded.read(sources, &mut Diagnostics::new());
        let value = value.filter(is_document)?;
        Some((embedded, value))
    })
}

fn announced<'s>(fence: &Fence, sources: &'s Sources) -> Option<&'s str> {
    let language = text::words(&fence.info).into_iter().next();
    let fits = language.is_none_or(|word| {
        matches!(
            word.as_str(),
            "json" | "yaml" | "yml" | "openapi" | "swagger" | "oas"
        )
    });
    let source = sources.get(fence.body.source);
    let body = source.text.get(fence.body.start..fence.body.end)?;
    let head = text::cut(body.trim_start(), 400);
    let keys = ["openapi:", "swagger:", "\"openapi\"", "\"swagger\""];
    let named = keys.iter().any(|key| head.contains(key));
    (fits && fence.closed && named).then_some(body)
}

fn is_document(value: &Value) -> bool {
    let version = value.get("openapi").or_else(|| value.get("swagger"));
    let operations = value["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, item)| item.as_object())
        .flatten()
        .filter(|(method, _)| METHODS.contains(&method.as_str()));
    let mut operations = operations.peekable();
    version.is_some()
        && value["info"]["title"].is_string()
        && operations.peek().is_some()
        && operations.all(|(_, operation)| operation["responses"].is_object())
}
