//! Fragments that are documents in themselves: an operation that a platform cut out of its
//! specification, with what it refers to. What several platforms break on the way is mended here.

pub(super) mod names;
pub(super) mod operations;
pub(super) mod samples;
pub(super) mod schemas;
mod visit;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment, Trust};
use crate::merge::METHODS;
use crate::page::{Fence, Page};
use crate::pointer::Pointer;
use crate::source::{Sources, Span};

/// What was mended on a page: each kind with how often, and where first.
#[derive(Default)]
pub(super) struct Repairs {
    list: Vec<Repair>,
}

struct Repair {
    code: &'static str,
    what: &'static str,
    count: usize,
    first: Pointer,
}

impl Repairs {
    /// Notes a repair of the piece that stood at a pointer of the fragment.
    pub(super) fn done(&mut self, code: &'static str, what: &'static str, at: &Pointer) {
        match self
            .list
            .iter_mut()
            .find(|one| (one.code, one.what) == (code, what))
        {
            Some(repair) => repair.count += 1,
            None => self.list.push(Repair {
                code,
                what,
                count: 1,
                first: at.clone(),
            }),
        }
    }

    /// Says what was mended, each kind at its first place.
    pub(super) fn say(self, locate: impl Fn(&Pointer) -> Span, diagnostics: &mut Diagnostics) {
        for repair in self.list {
            let message = match repair.count {
                1 => repair.what.to_owned(),
                count => format!("{} ({count} times)", repair.what),
            };
            let place = locate(&repair.first);
            diagnostics.push(Diagnostic::note(repair.code, message).at(place, ""));
        }
    }
}

/// The repairs that apply wherever an operation was cut out of a specification.
pub(super) fn repair(document: &mut Value, repairs: &mut Repairs) {
    schemas::repair(document, repairs);
    operations::repair(document, repairs);
    names::repair(document, repairs);
}

/// What a fence holds that cannot be called, by the key that its text starts with.
pub(super) fn not_http(document: &Value, place: Span, diagnostics: &mut Diagnostics) -> bool {
    let has = |key: &str| document.get(key).is_some();
    let message = if has("asyncapi") || has("channels") || has("address") && has("operations") {
        "an AsyncAPI channel is no HTTP operation and is left out"
    } else {
        return false;
    };
    diagnostics.push(Diagnostic::note("not-http", message).at(place, ""));
    true
}

/// The text that a fence holds.
pub(super) fn text<'s>(fence: &Fence, sources: &'s Sources) -> &'s str {
    let text = &*sources.get(fence.body.source).text;
    text.get(fence.body.start..fence.body.end).unwrap_or("")
}

/// The place of a fence that holds something other than expected: its first line.
pub(super) fn start(fence: &Fence) -> Span {
    Span::new(fence.body.source, fence.body.start, fence.body.start)
}

/// The line of the front matter that starts with a key; the page's start where there is none.
pub(super) fn front_matter_line(page: &Page, key: &str, sources: &Sources) -> Span {
    let text = &*sources.get(page.source).text;
    let mut at = page.span.start;
    let text = text.get(page.span.start..page.span.end).unwrap_or("");
    for line in text.split_inclusive('\n').take(200) {
        if line
            .strip_prefix(key)
            .is_some_and(|rest| rest.starts_with(':'))
        {
            return Span::new(page.source, at, at + line.trim_end().len());
        }
        at += line.len();
    }
    Span::new(page.source, page.span.start, page.span.start)
}

/// The first character that is no white space says whether a text could be an OpenAPI document,
/// and its first key whether it is one.
pub(super) fn looks_like_document(text: &str) -> bool {
    let mut text = text.trim_start_matches('\u{feff}').trim_start();
    while text.starts_with('#') || text.starts_with("---") {
        text = text
            .split_once('\n')
            .map_or("", |(_, rest)| rest.trim_start());
    }
    let keys = [
        "openapi",
        "swagger",
        "asyncapi",
        "paths",
        "info",
        "servers",
        "tags",
        "components",
    ];
    if let Some(inner) = text.strip_prefix('{') {
        let head = crate::platform::facts::text::cut(inner, 4_000);
        let quoted = |key: &str| head.contains(&format!("\"{key}\""));
        return ["openapi", "swagger"].into_iter().any(quoted);
    }
    let Some((key, _)) = text.split_once(':') else {
        return false;
    };
    keys.contains(&key.trim_matches(['"', '\'']))
}

/// Whether a document states an operation, or a request that the service sends.
pub(super) fn has_operation(document: &Value) -> bool {
    let sections = ["paths", "webhooks"].into_iter();
    let items = sections.filter_map(|section| document[section].as_object());
    let mut keys = items
        .flatten()
        .filter_map(|(_, item)| item.as_object())
        .flat_map(|item| item.keys());
    keys.any(|key| METHODS.contains(&key.as_str()))
}

/// A fragment that was read from one text of the page.
pub(super) fn fragment(
    page: &Page,
    platform: &'static str,
    embedded: Embedded,
    scope: Option<String>,
    value: Value,
) -> Fragment {
    Fragment {
        platform,
        trust: Trust::Fragment,
        source: page.source,
        url: page.url.clone(),
        dated: page.dated.clone(),
        scope,
        value,
        text: Some(embedded),
        places: Vec::new(),
    }
}

/// The specification that a document says it was cut from, for pages that name no file.
pub(super) fn titled_scope(document: &Value) -> Option<String> {
    let title = document["info"]["title"].as_str()?.trim();
    (!title.is_empty()).then(|| title.to_owned())
}
