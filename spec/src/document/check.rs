//! Following every reference once the whole document is known.

use std::collections::{HashMap, HashSet};

use openapiv3::{
    Callback, Example, Header, Link, Parameter, PathItem, ReferenceOr, RequestBody, Response,
    Schema, SchemaKind, SecurityScheme,
};

use super::Document;
use super::lookup::{Part, Stored};
use super::reader::{Met, Reader, without};
use crate::diagnostic::Severity;
use crate::pointer::{Pointer, push_token};

impl Reader {
    /// Reads what references name in places that are kept as they are, and reports references
    /// that lead to something of another kind, and to themselves.
    pub(super) fn check_references(&mut self) {
        let unread: HashMap<String, _> = std::mem::take(&mut self.unread).into_iter().collect();
        let mut read = HashSet::new();
        // Reading a target meets new references, which join the list.
        while let Some(met) = self.met.pop() {
            let Some(pointer) = self.out.target(&met.reference) else {
                continue;
            };
            if self.finds(met.section, &pointer) {
                continue;
            }
            let value = unread.get(pointer.as_str());
            if let (Some(value), true) = (value, read.insert(pointer.clone())) {
                self.path = pointer.as_str().to_owned();
                self.read_as(met.section, value.clone());
                self.path.clear();
            }
            if !self.finds(met.section, &pointer) {
                let help = match self.take_body(met.section, &pointer) {
                    true => "its content is taken; refer to one of the right kind",
                    false => without(met.section),
                };
                self.report_kind(&met, help);
            }
        }
        self.check_chains();
        self.check_all_of();
    }

    /// Takes a request body for a response, and the other way round: both have content. Whether it
    /// was one.
    fn take_body(&mut self, section: &str, pointer: &Pointer) -> bool {
        let at = pointer.clone();
        match section {
            "responses" => {
                let body = RequestBody::find(&self.out, pointer).and_then(ReferenceOr::as_item);
                let Some(body) = body.cloned() else {
                    return false;
                };
                let response = Response {
                    description: body.description.unwrap_or_default(),
                    content: body.content,
                    ..Response::default()
                };
                Response::store(&mut self.out.parts).insert(at, ReferenceOr::Item(response));
            }
            "requestBodies" => {
                let response = Response::find(&self.out, pointer).and_then(ReferenceOr::as_item);
                let Some(response) = response.cloned() else {
                    return false;
                };
                let body = RequestBody {
                    description: Some(response.description),
                    content: response.content,
                    ..RequestBody::default()
                };
                RequestBody::store(&mut self.out.parts).insert(at, ReferenceOr::Item(body));
            }
            _ => return false,
        }
        true
    }

    fn finds(&self, section: &str, pointer: &Pointer) -> bool {
        let document = &self.out;
        match section {
            "schemas" => Schema::find(document, pointer).is_some(),
            "responses" => Response::find(document, pointer).is_some(),
            "parameters" => Parameter::find(document, pointer).is_some(),
            "examples" => Example::find(document, pointer).is_some(),
            "requestBodies" => RequestBody::find(document, pointer).is_some(),
            "headers" => Header::find(document, pointer).is_some(),
            "securitySchemes" => SecurityScheme::find(document, pointer).is_some(),
            "links" => Link::find(document, pointer).is_some(),
            "callbacks" => Callback::find(document, pointer).is_some(),
            "pathItems" => PathItem::find(document, pointer).is_some(),
            "mediaTypes" => document.parts.media_types.contains_key(pointer),
            _ => false,
        }
    }

    /// Reads a value where the reader is; it is named, so it finds its own place.
    fn read_as(&mut self, section: &str, value: serde_json::Value) {
        match section {
            "schemas" => drop(self.schema(value)),
            "responses" => drop(self.response(value)),
            "parameters" => drop(self.parameter(value)),
            "examples" => drop(self.example(value)),
            "requestBodies" => drop(self.request_body(value)),
            "headers" => drop(self.header(value)),
            "securitySchemes" => drop(self.security_scheme(value)),
            "links" => drop(self.link(value)),
            "callbacks" => drop(self.callback(value)),
            "pathItems" => drop(self.path_item(value)),
            "mediaTypes" => drop(self.media_type(value)),
            _ => {}
        }
    }

    fn report_kind(&mut self, met: &Met, help: &'static str) {
        let wanted = match met.section {
            "schemas" => "a schema",
            "responses" => "a response",
            "parameters" => "a parameter",
            "examples" => "an example",
            "requestBodies" => "a request body",
            "headers" => "a header",
            "securitySchemes" => "a security scheme",
            "links" => "a link",
            "callbacks" => "a callback",
            "pathItems" => "a path item",
            _ => "a media type",
        };
        let message = format!("`{}` should lead to {wanted}, and does not", met.reference);
        let mut path = met.holder.clone();
        push_token(&mut path, super::reader::REF);
        self.log
            .push(Severity::Warning, "reference-kind", message, help, &path);
    }

    /// Named things that are references must lead to a thing in the end.
    fn check_chains(&mut self) {
        let mut chains = Chains::default();
        let document = &self.out;
        let base = Pointer::root().join("components");
        if let Some(all) = &document.openapi.components {
            chains.section(document, &all.schemas, &base);
            chains.section(document, &all.responses, &base);
            chains.section(document, &all.parameters, &base);
            chains.section(document, &all.examples, &base);
            chains.section(document, &all.request_bodies, &base);
            chains.section(document, &all.headers, &base);
            chains.section(document, &all.security_schemes, &base);
            chains.section(document, &all.links, &base);
            chains.section(document, &all.callbacks, &base);
        }
        for (pointer, schema) in &document.hoisted {
            chains.follow(document, pointer.clone(), schema);
        }
        for (pointer, item) in &document.parts.path_items {
            chains.follow(document, pointer.clone(), item);
        }
        for (path, item) in &document.openapi.paths.paths {
            let pointer = Pointer::root().join("paths").join(path);
            chains.follow(document, pointer, item);
        }
        for pointer in chains.broken {
            let message = "this reference leads back to itself".to_owned();
            let help = "one of the references has to be replaced by the thing itself";
            let path = pointer.as_str();
            self.log
                .push(Severity::Error, "reference-cycle", message, help, path);
        }
    }

    /// A schema that is all of itself is no schema.
    fn check_all_of(&mut self) {
        let mut done: HashSet<Pointer> = HashSet::new();
        let mut cyclic = Vec::new();
        let document = &self.out;
        for (pointer, schema) in named_schemas(document) {
            if !done.contains(&pointer) {
                all_of_cycle(document, pointer, schema, &mut done, &mut cyclic);
            }
        }
        for pointer in cyclic {
            let message = "`allOf` leads back to the schema that it stands in".to_owned();
            let path = pointer.as_str();
            self.log
                .push(Severity::Error, "cyclic-all-of", message, "", path);
        }
    }
}

/// References that lead to references.
#[derive(Default)]
struct Chains {
    /// What has been followed to its end.
    done: HashSet<Pointer>,
    /// One place of each cycle.
    broken: Vec<Pointer>,
}

impl Chains {
    fn section<T: Part>(
        &mut self,
        document: &Document,
        named: &indexmap::IndexMap<String, ReferenceOr<T>>,
        components: &Pointer,
    ) {
        for (name, part) in named {
            if matches!(part, ReferenceOr::Reference { .. }) {
                let pointer = components.join(T::SECTION).join(name);
                self.follow(document, pointer, part);
            }
        }
    }

    /// Follows a reference. One that leads nowhere has been reported already.
    fn follow<T: Part>(&mut self, document: &Document, start: Pointer, part: &ReferenceOr<T>) {
        let mut seen = HashSet::new();
        let (mut at, mut part) = (start, part);
        while let ReferenceOr::Reference { reference } = part {
            if self.done.contains(&at) {
                break;
            }
            let next = document.target(reference);
            if !seen.insert(at.clone()) {
                self.broken.push(at);
                break;
            }
            let Some(next) = next else { break };
            let Some(found) = T::find(document, &next) else {
                break;
            };
            (at, part) = (next, found);
        }
        self.done.extend(seen);
    }
}

/// Every schema that a reference can name.
fn named_schemas(document: &Document) -> impl Iterator<Item = (Pointer, &ReferenceOr<Schema>)> {
    let base = Pointer::root().join("components").join("schemas");
    let components = document.openapi.components.iter();
    let named = components.flat_map(|all| &all.schemas);
    let named = named.map(move |(name, schema)| (base.join(name), schema));
    let hoisted = document.hoisted.iter();
    named.chain(hoisted.map(|(pointer, schema)| (pointer.clone(), schema)))
}

/// Depth first over `allOf` alone, without recursion: `open` is the way from the start to here.
fn all_of_cycle(
    document: &Document,
    start: Pointer,
    schema: &ReferenceOr<Schema>,
    done: &mut HashSet<Pointer>,
    cyclic: &mut Vec<Pointer>,
) {
    let mut open: Vec<(Pointer, Vec<Pointer>)> = vec![(start, all_of(document, schema))];
    let mut on_way: HashSet<Pointer> = open.iter().map(|(at, _)| at.clone()).collect();
    while let Some((at, rest)) = open.last_mut() {
        let Some(next) = rest.pop() else {
            on_way.remove(at);
            done.insert(at.clone());
            open.pop();
            continue;
        };
        if on_way.contains(&next) {
            cyclic.push(next);
        } else if !done.contains(&next) {
            let schema = document.schema(&next);
            let inner = schema.map_or(Vec::new(), |schema| all_of(document, schema));
            on_way.insert(next.clone());
            open.push((next, inner));
        }
    }
}

/// The named schemas that a schema is all of, also by way of nested `allOf`s.
fn all_of(document: &Document, schema: &ReferenceOr<Schema>) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut rest = vec![schema];
    while let Some(schema) = rest.pop() {
        match schema {
            // A plain alias that leads to itself is a chain, which is reported as such.
            ReferenceOr::Reference { reference } => found.extend(document.target(reference)),
            ReferenceOr::Item(schema) => match &schema.schema_kind {
                SchemaKind::AllOf { all_of } => rest.extend(all_of),
                SchemaKind::Any(any) => rest.extend(&any.all_of),
                _ => {}
            },
        }
    }
    found
}
