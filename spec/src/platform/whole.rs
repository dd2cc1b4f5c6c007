//! A whole OpenAPI document on a page, whatever made the page: in a fence, or as the page's text,
//! where a site offers its specification file as if it were a page.

use serde_json::Value;

use super::Reader;
use super::facts::text;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment, Syntax, Trust};
use crate::merge::METHODS;
use crate::page::{BlockKind, Fence, Page};
use crate::pointer::Pointer;
use crate::source::{Sources, Span};

/// The reader of documents in fences that no platform's reader knows.
pub(super) struct Whole;

const NAME: &str = "openapi-fence";

impl Reader for Whole {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        documents(page, sources).next().is_some() || bare(page, sources).is_some()
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let of_fences: Vec<Fragment> = documents(page, sources)
            .map(|(embedded, value)| Fragment {
                text: Some(embedded),
                ..fragment(page, value)
            })
            .collect();
        if !of_fences.is_empty() {
            return of_fences;
        }
        let Some(bare) = bare(page, sources) else {
            return Vec::new();
        };
        if bare.text.is_none() {
            let message = "took the backslashes of Markdown out of the document";
            diagnostics.push(Diagnostic::note("markdown-escapes", message).at(bare.start, ""));
        }
        vec![Fragment {
            text: bare.text,
            places: vec![(Pointer::root(), bare.start)],
            ..fragment(page, bare.value)
        }]
    }
}

fn fragment(page: &Page, value: Value) -> Fragment {
    Fragment {
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
        text: None,
        places: Vec::new(),
    }
}

/// A document that is the text of the page from some block on.
struct Bare {
    value: Value,
    start: Span,
    /// Set when the document stands there as it is.
    text: Option<Embedded>,
}

fn bare(page: &Page, sources: &Sources) -> Option<Bare> {
    let source = &*sources.get(page.source).text;
    let (first, text) = page.blocks.iter().take(4).find_map(|block| {
        let text = source.get(block.span.start..page.span.end)?;
        let named = text.starts_with('{') && is_named(text);
        (matches!(block.kind, BlockKind::Paragraph(_)) && named).then_some((block, text))
    })?;
    let start = Span::new(page.source, first.span.start, first.span.start);
    let whole = text.trim_end();
    let embedded = Embedded {
        span: Span::new(page.source, start.start, start.start + whole.len()),
        syntax: Syntax::Json,
        indent: 0,
    };
    if let Some(value) = embedded.read(sources, &mut Diagnostics::new()) {
        let text = Some(embedded);
        return is_document(&value).then_some(Bare { value, start, text });
    }
    // A converter to Markdown either escaped the backslashes of JSON as well, or left them alone.
    [r#""\/"#, ""].into_iter().find_map(|kept| {
        let value = serde_json::from_str(&unescaped(whole, kept)).ok()?;
        is_document(&value).then_some(Bare {
            value,
            start,
            text: None,
        })
    })
}

/// A text without the backslashes before signs (CommonMark, 2.4), but before those that are kept.
fn unescaped(text: &str, kept: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {
                if kept.contains(*next) {
                    out.push(c);
                }
                out.extend(chars.next());
            }
            _ => out.push(c),
        }
    }
    out
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
    (fits && fence.closed && is_named(body.trim_start())).then_some(body)
}

/// Whether a text begins as OpenAPI documents do.
fn is_named(text: &str) -> bool {
    let head = text::cut(text, 400);
    let keys = ["openapi:", "swagger:", "\"openapi\"", "\"swagger\""];
    keys.iter().any(|key| head.contains(key))
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
