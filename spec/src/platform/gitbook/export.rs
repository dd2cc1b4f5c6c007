//! Exported pages: under each heading a fence with a whole document on one line.

use serde_json::{Value, json};

use super::NAME;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment, Trust};
use crate::merge::METHODS;
use crate::page::{Block, BlockKind, Fence, Page};
use crate::platform::facts::{endpoint, text};
use crate::platform::prose::server_of_samples;
use crate::source::{Sources, Span};

/// The fences that hold a document on one line.
pub(super) fn documents<'p>(
    page: &'p Page,
    sources: &'p Sources,
) -> impl Iterator<Item = (usize, &'p Fence)> {
    page.blocks.iter().enumerate().filter_map(|(at, block)| {
        let BlockKind::Fence(fence) = &block.kind else {
            return None;
        };
        let text = &sources.get(fence.body.source).text[fence.body.start..fence.body.end];
        let text = text.trim();
        let one_line = !text.contains('\n');
        let head = text::cut(text, 64);
        let ours = text.starts_with('{')
            && (head.contains("\"openapi\":") || head.contains("\"swagger\":"));
        (one_line && ours).then_some((at, fence))
    })
}

/// A fragment for each document of the page.
pub(super) fn read(page: &Page, sources: &Sources, diagnostics: &mut Diagnostics) -> Vec<Fragment> {
    let mut fragments = Vec::new();
    for (at, fence) in documents(page, sources) {
        let embedded = Embedded::of(fence, sources);
        let Some(mut value) = embedded.read(sources, diagnostics) else {
            continue;
        };
        let place = Span::new(page.source, fence.body.start, fence.body.start);
        server(&mut value, page, sources, place, diagnostics);
        summary(&mut value, &page.blocks[..at]);
        let scope = value["info"]["title"].as_str().filter(|it| !it.is_empty());
        fragments.push(Fragment {
            platform: NAME,
            trust: Trust::Fragment,
            source: page.source,
            url: page.url.clone(),
            dated: page.dated.clone(),
            scope: scope.map(str::to_owned),
            value,
            text: Some(embedded),
            places: Vec::new(),
        });
    }
    fragments
}

/// A document without a server takes it from the page's samples.
fn server(
    document: &mut Value,
    page: &Page,
    sources: &Sources,
    place: Span,
    diagnostics: &mut Diagnostics,
) {
    let has = |value: &Value| value["servers"].as_array().is_some_and(|it| !it.is_empty());
    if has(document) || document.get("swagger").is_some() {
        return;
    }
    let Some(paths) = document["paths"].as_object() else {
        return;
    };
    let stated = paths.values().any(|item| {
        has(item)
            || METHODS
                .iter()
                .any(|method| item.get(method).is_some_and(has))
    });
    let found = paths
        .keys()
        .find_map(|path| server_of_samples(&page.blocks, path, sources));
    if let (false, Some(server)) = (stated, found) {
        let message = format!("took the server `{server}` from a sample call on the page");
        diagnostics.push(Diagnostic::note("server-from-sample", message).at(place, ""));
        document["servers"] = json!([{ "url": server }]);
    }
}

/// The heading above names an operation that has no summary.
fn summary(document: &mut Value, before: &[Block]) {
    let heading = before.iter().rev().find_map(|block| match &block.kind {
        BlockKind::Heading { text, .. } => Some(text::line(text::heading(text))),
        _ => None,
    });
    let Some(heading) = heading.filter(|it| !it.is_empty() && endpoint::whole(it).is_none()) else {
        return;
    };
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    let mut operations: Vec<&mut Value> = paths
        .values_mut()
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.iter_mut())
        .filter(|(method, _)| METHODS.contains(&method.as_str()))
        .map(|(_, operation)| operation)
        .collect();
    if let [operation] = operations.as_mut_slice()
        && let Some(operation) = operation.as_object_mut()
        && !operation.contains_key("summary")
    {
        operation.insert("summary".to_owned(), json!(heading));
    }
}
