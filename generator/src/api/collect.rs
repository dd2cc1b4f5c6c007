//! From the document to the Api.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;
use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::{Document, Entry, Payload};
use pagecrate_spec::pointer::Pointer;

use super::op::{Encoding, Op};
use super::resolve::Resolver;
use super::shape::{Home, OpId, ShapeId, Shapes};
use super::{
    Api, Hook, knots, paging, positional, security, streams, undescribed, unify, unions, uploads,
};
use crate::config::Settings;

/// Reads what the API means. Everything that the document has is there: operations, payloads of
/// webhooks, and every shape that they lead to.
#[must_use]
pub(super) fn collect<'a>(
    document: &'a Document,
    settings: &mut Settings<'a>,
    diagnostics: &mut Diagnostics,
) -> Api {
    let entries = document.operations();
    let mut resolver = Resolver::new(document, settings, diagnostics);
    resolver.positional = positional::find(document);
    let (mut operations, hooks) = stated(document, &entries, &mut resolver);
    join_tags(document, &mut operations);
    let kept = resolver.kept();
    resolver.finish();
    let anything = resolver.anything();
    let Resolver {
        mut shapes,
        mappings,
        inherited,
        undescribed,
        settings,
        ..
    } = resolver;
    unions::constants(&mut shapes, &inherited, &mappings);
    unions::simplify(&mut shapes, &mappings);
    undescribed::add(&mut shapes, anything, undescribed);
    let unified = unify::unify(&mut shapes, &operations);
    knots::untie(&mut shapes);
    let roots: Vec<ShapeId> = hooks
        .values()
        .copied()
        .chain(kept.iter().copied())
        .collect();
    uploads::part(&mut shapes, &mut operations, &roots, anything);
    name_pages(&mut shapes, &operations);
    inherit_trust(&mut shapes, &operations);
    streams::open_envelopes(&shapes, &mut operations);
    for (op, entry) in operations.iter_mut().zip(&entries) {
        let extensions = &entry.operation.extensions;
        let links = has_link_header(document, entry);
        op.pages = paging::paging(&shapes, settings, op, extensions, links);
    }
    check_schemes(document, &operations, diagnostics);
    let info = &document.openapi.info;
    Api {
        title: info.title.clone(),
        version: info.version.clone(),
        description: info.description.clone(),
        url: document
            .openapi
            .external_docs
            .as_ref()
            .map(|docs| docs.url.clone()),
        servers: security::servers(document),
        schemes: security::schemes(document),
        tags: tags(document, &operations),
        operations,
        hooks: hooks
            .into_iter()
            .map(|(name, shape)| Hook { name, shape })
            .collect(),
        kept,
        shapes,
        unified,
    }
}

/// The operations, and the payloads of webhooks and callbacks by name.
fn stated<'a>(
    document: &'a Document,
    entries: &[Entry<'a>],
    resolver: &mut Resolver<'a, '_>,
) -> (Vec<Op>, IndexMap<String, ShapeId>) {
    let mut operations: Vec<Op> = Vec::with_capacity(entries.len());
    let mut hooks: IndexMap<String, ShapeId> = IndexMap::new();
    for entry in entries {
        let id = OpId(u32::try_from(operations.len()).unwrap_or(u32::MAX));
        let mut op = resolver.operation(id, entry);
        resolver.stream(id, &mut op, &entry.operation.extensions);
        operations.push(op);
        for payload in document.callback_payloads(entry) {
            hook(resolver, &payload, &mut hooks);
        }
    }
    for payload in document.webhook_payloads() {
        hook(resolver, &payload, &mut hooks);
    }
    (operations, hooks)
}

/// What a type is documented on, where its own schema does not say: the page of the first operation
/// that leads to it.
fn name_pages(shapes: &mut Shapes, operations: &[Op]) {
    let mut seen = vec![false; shapes.len()];
    for op in operations {
        let Some(url) = &op.url else { continue };
        let mut open: Vec<ShapeId> = op.sent().chain(op.received()).collect();
        while let Some(id) = open.pop() {
            if std::mem::replace(&mut seen[id.index()], true) {
                continue;
            }
            open.extend(shapes.children(id));
            let notes = &mut shapes.get_mut(id).notes;
            notes.url.get_or_insert_with(|| url.clone());
        }
    }
}

/// A schema without a mark was stated as directly as the operation or component that it stands in.
fn inherit_trust(shapes: &mut Shapes, operations: &[Op]) {
    let of_operations = operations.iter().map(|op| (&op.origin, op.trust));
    let of_shapes = shapes.ids().map(|id| {
        let shape = shapes.get(id);
        (&shape.origin, shape.notes.trust)
    });
    let mut owners: BTreeMap<String, &'static str> = BTreeMap::new();
    for (origin, trust) in of_operations.chain(of_shapes) {
        if let (Some(trust), Some(owner)) = (trust, owner(origin))
            && owner == origin.as_str()
        {
            owners.insert(owner.to_owned(), trust);
        }
    }
    if owners.is_empty() {
        return;
    }
    for id in shapes.ids() {
        let shape = shapes.get_mut(id);
        let inherited = owner(&shape.origin).and_then(|owner| owners.get(owner));
        shape.notes.trust = shape.notes.trust.or(inherited.copied());
    }
}

/// The pointer of the operation or component that a place is in: its first three steps.
fn owner(at: &Pointer) -> Option<&str> {
    let text = at.as_str();
    let ends = text.match_indices('/').map(|(index, _)| index);
    let end = ends.chain([text.len()]).nth(3)?;
    text.get(..end)
}

/// The JSON that the service sends for a webhook or callback.
fn hook<'a>(
    resolver: &mut Resolver<'a, '_>,
    payload: &Payload<'a>,
    hooks: &mut IndexMap<String, ShapeId>,
) {
    let document = resolver.document;
    let Some(body) = &payload.entry.operation.request_body else {
        return;
    };
    let here = payload.entry.pointer.join("requestBody");
    let Some((at, body)) = document.follow(&here, body) else {
        return;
    };
    let id = payload.entry.operation.operation_id.as_deref();
    let name = id
        .filter(|id| !id.is_empty())
        .unwrap_or(payload.name)
        .to_owned();
    let home = |_| Home::Hook(name.clone());
    let bodies = resolver.bodies(&body.content, &at.join("content"), &home);
    let json = bodies
        .into_iter()
        .find(|body| body.encoding != Encoding::Bytes);
    if let Some(shape) = json.and_then(|body| body.shape) {
        hooks.entry(name).or_insert(shape);
    }
}

/// Whether an operation's success carries RFC 8288's header.
fn has_link_header(document: &Document, entry: &Entry<'_>) -> bool {
    let responses = entry.operation.responses.responses.iter();
    responses
        .filter(|(code, _)| code.to_string().starts_with('2'))
        .any(|(_, response)| {
            let followed = document.follow(&entry.pointer, response);
            followed.is_some_and(|(_, response)| {
                response
                    .headers
                    .keys()
                    .any(|name| name.eq_ignore_ascii_case("link"))
            })
        })
}

/// Tags that differ by case or signs only are one: as the document declares it, else the first in
/// alphabetical order.
fn join_tags(document: &Document, operations: &mut [Op]) {
    let fold = |tag: &str| -> String {
        tag.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let mut spelling: HashMap<String, (bool, String)> = HashMap::new();
    let declared = document
        .openapi
        .tags
        .iter()
        .map(|tag| (false, tag.name.trim()));
    for (is_other, tag) in declared.chain(operations.iter().map(|op| (true, op.tag.as_str()))) {
        let own = (is_other, tag.to_owned());
        let known = spelling.entry(fold(tag)).or_insert_with(|| own.clone());
        if own < *known {
            *known = own;
        }
    }
    for op in operations {
        if let Some((_, tag)) = spelling.get(&fold(&op.tag)) {
            op.tag.clone_from(tag);
        }
    }
}

/// The tags that operations have, in document order, those that the document declares first.
fn tags(document: &Document, operations: &[Op]) -> IndexMap<String, Option<String>> {
    let mut tags = IndexMap::new();
    for tag in &document.openapi.tags {
        let used = operations.iter().any(|op| op.tag == tag.name.trim());
        if used {
            tags.insert(tag.name.trim().to_owned(), tag.description.clone());
        }
    }
    for op in operations {
        tags.entry(op.tag.clone()).or_insert(None);
    }
    tags
}

/// Reports requirements of schemes that the document does not have.
fn check_schemes(document: &Document, operations: &[Op], diagnostics: &mut Diagnostics) {
    let known = document
        .openapi
        .components
        .as_ref()
        .map(|all| &all.security_schemes);
    let mut missing: IndexMap<&str, &Op> = IndexMap::new();
    for op in operations {
        for name in op.auth.iter().flatten() {
            if !known.is_some_and(|known| known.contains_key(name)) {
                missing.entry(name).or_insert(op);
            }
        }
    }
    for (name, op) in missing {
        let message = format!("`{name}` is no security scheme of the document");
        let warning =
            pagecrate_spec::diagnostic::Diagnostic::warning("unknown-security-scheme", message);
        diagnostics.push(
            warning
                .at(&op.origin, "")
                .help("requests are sent without it"),
        );
    }
}
