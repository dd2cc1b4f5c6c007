//! Fern: a `METHOD url` line, and under `## OpenAPI Specification` a fence with one operation.

mod operation;
mod schema;

use serde_json::{Value, json};

use super::Reader;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment, Trust};
use crate::page::{BlockKind, Fence, Page};
use crate::source::{Sources, Span};

/// The reader of Fern's pages, all generations since 2025.
pub(super) struct Fern;

/// What one kind of repair did on a page: how often, and what.
pub(super) struct Repairs {
    list: Vec<(&'static str, &'static str, usize)>,
}

impl Repairs {
    /// Counts a repair that was done `count` times.
    fn done(&mut self, code: &'static str, what: &'static str, count: usize) {
        if count > 0 {
            self.list.push((code, what, count));
        }
    }
}

impl Reader for Fern {
    fn name(&self) -> &'static str {
        "fern"
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        specification(page, sources).is_some()
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let Some((kind, fence)) = specification(page, sources) else {
            return Vec::new();
        };
        if kind == Kind::AsyncApi {
            let message = "an AsyncAPI channel is no HTTP operation and is left out";
            diagnostics.push(Diagnostic::note("not-http", message).at(fence.body, ""));
            return Vec::new();
        }
        let embedded = Embedded::of(fence, sources);
        let Some(mut value) = embedded.read(sources, diagnostics) else {
            return Vec::new();
        };
        let mut repairs = Repairs { list: Vec::new() };
        if let Some(url) = method_url(page) {
            operation::server(&mut value, &url, &mut repairs);
        }
        schema::repair(&mut value, &mut repairs, |pointer, message| {
            let place = embedded.locate(pointer, sources);
            diagnostics.push(
                Diagnostic::error("enum-object", message)
                    .at(place, "")
                    .help("an enum lists plain values, or objects with a `value`"),
            );
        });
        operation::repair(&mut value, &mut repairs);
        for (code, what, count) in repairs.list {
            let times = if count == 1 { "" } else { " times" };
            let message = match count {
                1 => what.to_owned(),
                count => format!("{what} ({count}{times})"),
            };
            let first = Span::new(fence.body.source, fence.body.start, fence.body.start);
            diagnostics.push(Diagnostic::note(code, message).at(first, ""));
        }
        vec![Fragment {
            platform: self.name(),
            trust: Trust::Fragment,
            source: page.source,
            url: page.url.clone(),
            dated: page.dated.clone(),
            scope: None,
            value,
            text: Some(embedded),
            places: Vec::new(),
        }]
    }
}

/// What a specification heading announces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Operations, or webhooks.
    OpenApi,
    AsyncApi,
}

/// The fence under a specification heading, before any other heading: the same heading stands
/// over plain prose in overviews.
fn specification<'p>(page: &'p Page, sources: &Sources) -> Option<(Kind, &'p Fence)> {
    let mut announced = None;
    for block in &page.blocks {
        match &block.kind {
            BlockKind::Heading { text, .. } => {
                announced = match text.plain.as_str() {
                    "OpenAPI Specification" => Some(Kind::OpenApi),
                    "AsyncAPI Specification" => Some(Kind::AsyncApi),
                    other if other.ends_with("Webhook Specification") => Some(Kind::OpenApi),
                    _ => None,
                };
            }
            BlockKind::Fence(fence) => {
                let kind = announced?;
                let text = &sources.get(fence.body.source).text[fence.body.start..fence.body.end];
                let first = text.trim_start();
                let ours = ["openapi:", "asyncapi:", "channels:"]
                    .iter()
                    .any(|key| first.starts_with(key));
                return (ours && !text.contains("x-apidog")).then_some((kind, fence));
            }
            _ => {}
        }
    }
    None
}

/// The URL of the `METHOD url` line.
fn method_url(page: &Page) -> Option<String> {
    page.blocks.iter().find_map(|block| {
        let BlockKind::Paragraph(text) = &block.kind else {
            return None;
        };
        let line = text.raw.lines().next()?;
        let (method, url) = line.split_once(' ')?;
        let known = operation::METHODS.contains(&method.to_ascii_lowercase().as_str());
        (known && url.contains("://")).then(|| url.trim().to_owned())
    })
}

/// A scheme that stands for an `Authorization` header parameter.
fn bearer() -> Value {
    json!({"type": "http", "scheme": "bearer"})
}
