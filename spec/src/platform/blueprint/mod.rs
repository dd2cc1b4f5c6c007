//! API Blueprint (`FORMAT: 1A`): resources and actions in headings, what they take and give in
//! lists, data structures in MSON.

mod items;
mod mson;
mod payload;
mod sections;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::json;

use self::items::Item;
use self::mson::{Names, component_name, member};
use self::payload::{Payload, is};
use self::sections::{Kind, Section};
use super::Reader;
use super::facts::document::{Body, Draft, Operation, Parameter, Scheme};
use super::facts::endpoint::path_names;
use super::facts::field::Location;
use super::facts::node::Node;
use super::facts::{columns, sample, status, types};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::page::Page;
use crate::source::{Sources, Span};

/// The reader of blueprints.
pub(super) struct Blueprint;

const NAME: &str = "api-blueprint";

impl Reader for Blueprint {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        let text = text(page, sources);
        let head = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r']);
        if head.starts_with("FORMAT: 1A") {
            return true;
        }
        let response = text.lines().any(|line| {
            let line = line.trim_start();
            let rest = line.strip_prefix("+ Response ");
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        });
        response
            && sections::read(text, 0)
                .1
                .iter()
                .any(|one| matches!(one.kind, Kind::Action(..)))
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let (metadata, sections) = sections::read(text(page, sources), page.span.start);
        let host = metadata.iter().find(|(key, _)| key == "HOST");
        let known = names(&sections);
        let mut reader = Document {
            page,
            names: Names {
                known: &known,
                source: page.source,
            },
            server: host.map(|(_, url)| url.trim_end_matches('/').to_owned()),
            group: None,
            resource: Resource::default(),
            models: IndexMap::new(),
            draft: Draft::default(),
            diagnostics,
        };
        reader.models(&sections);
        for section in &sections {
            reader.section(section);
        }
        reader
            .draft
            .fragment(page, NAME, Trust::Table)
            .into_iter()
            .collect()
    }
}

fn text<'s>(page: &Page, sources: &'s Sources) -> &'s str {
    &sources.get(page.source).text[page.span.start..page.span.end]
}

/// The component names of data structures, and of resources that have attributes.
fn names(sections: &[Section<'_>]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for section in sections {
        match &section.kind {
            Kind::Structure(name, _) => {
                known.insert(component_name(name));
            }
            Kind::Resource(name, _) if !name.is_empty() => {
                let (_, items) = items::read(&section.lines);
                if items.iter().any(|item| item.keyword() == "Attributes") {
                    known.insert(component_name(name));
                }
            }
            _ => {}
        }
    }
    known
}

#[derive(Default)]
struct Resource {
    name: String,
    template: String,
    parameters: Vec<Item>,
    description: Option<String>,
}

struct Document<'a> {
    page: &'a Page,
    names: Names<'a>,
    server: Option<String>,
    group: Option<String>,
    resource: Resource,
    models: IndexMap<String, Payload>,
    draft: Draft,
    diagnostics: &'a mut Diagnostics,
}

impl Document<'_> {
    /// Models first: an action may refer to one that stands below it.
    fn models(&mut self, sections: &[Section<'_>]) {
        for section in sections {
            if let Kind::Resource(name, _) = &section.kind {
                let (_, items) = items::read(&section.lines);
                if let Some(model) = items.iter().find(|item| item.keyword() == "Model") {
                    let payload = self.names.payload(model, &IndexMap::new(), None);
                    self.models.insert(name.clone(), payload);
                }
            }
        }
    }

    fn section(&mut self, section: &Section<'_>) {
        let (words, items) = items::read(&section.lines);
        let description = columns::described(&words.join("\n"));
        let description = Some(description).filter(|text| !text.is_empty());
        match &section.kind {
            Kind::Group(name) => self.group = Some(name.clone()),
            Kind::Resource(name, template) => {
                self.attributes(name, &items);
                self.resource = Resource {
                    name: name.clone(),
                    template: template.clone(),
                    parameters: parameters(&items),
                    description,
                };
            }
            Kind::Action(name, method, template) => {
                let span = Span::new(self.page.source, section.start, section.end);
                let uri = template.as_deref().unwrap_or(&self.resource.template);
                if uri.is_empty() {
                    let message = "this action belongs to no resource";
                    self.diagnostics
                        .push(Diagnostic::warning("action-without-path", message).at(span, ""));
                    return;
                }
                let uri = uri.to_owned();
                let own = template.is_some();
                let mut operation = self.action(name, method, &uri, own, &items, span);
                operation.description = description;
                self.draft.operations.push(operation);
            }
            Kind::Structure(name, base) => {
                let holder = Item {
                    items,
                    range: (section.start, section.end),
                    ..Item::default()
                };
                let mut node = self.names.structure(base.as_deref(), &holder, 0);
                if let Some(text) = description.filter(|_| !node.schema.contains_key("$ref")) {
                    node.schema.insert("description".to_owned(), json!(text));
                }
                self.draft.schemas.insert(component_name(name), node);
            }
            Kind::DataStructures | Kind::Other(_) => {}
        }
    }

    /// A resource's attributes are a data structure of its name.
    fn attributes(&mut self, name: &str, items: &[Item]) {
        let found = items.iter().find(|item| item.keyword() == "Attributes");
        if let (Some(item), false) = (found, name.is_empty()) {
            let kind = member(&item.text);
            let node = self.names.structure(kind.kind(), item, 0);
            self.draft
                .schemas
                .entry(component_name(name))
                .or_insert(node);
        }
    }

    fn action(
        &mut self,
        name: &str,
        method: &str,
        template: &str,
        own: bool,
        items: &[Item],
        span: Span,
    ) -> Operation {
        let (path, query) = sections::uri(template);
        let mut operation = Operation::new(method, &path, span, Trust::Table);
        operation.server = self.server.clone();
        operation.summary = Some(name.to_owned()).filter(|name| !name.is_empty());
        operation.tags.extend(self.group.clone());
        if operation.summary.is_none() && !self.resource.name.is_empty() && !own {
            operation.summary = Some(self.resource.name.clone());
        }
        let mut listed = parameters(items);
        if !own {
            listed.extend(self.resource.parameters.clone());
        }
        for item in &listed {
            self.parameter(&mut operation, item, &query);
        }
        for (names, location) in [
            (
                path_names(&path).into_iter().map(str::to_owned).collect(),
                Location::Path,
            ),
            (query, Location::Query),
        ] {
            let names: Vec<String> = names;
            for name in names {
                operation.add_parameter(undescribed(name, location, span));
            }
        }
        self.payloads(&mut operation, items);
        operation
    }

    fn parameter(&mut self, operation: &mut Operation, item: &Item, query: &[String]) {
        let member = member(&item.text);
        let in_path = path_names(&operation.path).contains(&member.name.as_str());
        if !in_path && !query.contains(&member.name) {
            // It belongs to another action of the resource.
            return;
        }
        let mut node = self
            .names
            .structure(Some(&self.names.kind_of(&member, item)), item, 0);
        if node.schema.get("type").is_some_and(|kind| kind == "string") && node.children.is_empty()
        {
            let values = ["Members", "Values"]
                .iter()
                .find_map(|word| item.child(word))
                .map(mson::values);
            if let Some(values) = values.filter(|values| !values.is_empty()) {
                types::constrain(&mut node.schema, values);
            }
        }
        mson::describe(&mut node, &member, item);
        operation.add_parameter(Parameter {
            name: member.name.clone(),
            location: if in_path {
                Location::Path
            } else {
                Location::Query
            },
            required: in_path || !member.has("optional") && !node.schema.contains_key("default"),
            node,
            names: Vec::new(),
        });
    }

    fn payloads(&mut self, operation: &mut Operation, items: &[Item]) {
        let implied = items
            .iter()
            .find(|item| item.keyword() == "Attributes")
            .map(|item| self.names.structure(member(&item.text).kind(), item, 0));
        let mut content: IndexMap<String, Node> = IndexMap::new();
        let mut requests = 0;
        for item in items {
            let span = item.span(self.page.source);
            match item.keyword() {
                "Request" => {
                    requests += 1;
                    let payload = self.names.payload(item, &self.models, implied.as_ref());
                    headers(operation, &payload, span);
                    put(&mut content, payload);
                }
                "Response" => {
                    let payload = self.names.payload(item, &self.models, None);
                    respond(operation, payload, span);
                }
                _ => {}
            }
        }
        if requests == 0
            && let Some(node) = implied
            && !matches!(operation.method.as_str(), "get" | "head" | "delete")
        {
            content.insert("application/json".to_owned(), node);
        }
        if let Some(span) = content.values().find_map(|node| node.place) {
            operation.body = Some(Body {
                content,
                required: Some(true),
                span,
            });
        }
        if let (None, Some(text)) = (&operation.description, &self.resource.description)
            && operation.summary.as_deref() == Some(self.resource.name.as_str())
        {
            operation.description = Some(text.clone());
        }
    }
}

fn parameters(items: &[Item]) -> Vec<Item> {
    items
        .iter()
        .filter(|item| item.keyword() == "Parameters")
        .flat_map(|item| item.items.clone())
        .collect()
}

fn undescribed(name: String, location: Location, span: Span) -> Parameter {
    let mut node = Node::new(Trust::Inferred, Some(span));
    node.schema = types::read("string").schema;
    Parameter {
        name,
        location,
        required: location == Location::Path,
        node,
        names: Vec::new(),
    }
}

/// A payload's schema under its media type; samples of one type together.
fn put(content: &mut IndexMap<String, Node>, payload: Payload) {
    let (Some(media), Some(node)) = (payload.media, payload.schema) else {
        return;
    };
    let node = match content.shift_remove(&media) {
        Some(known) if known.trust == Trust::Inferred && node.trust == Trust::Inferred => {
            sample::union(known, node)
        }
        Some(known) => known,
        None => node,
    };
    content.insert(media, node);
}

fn respond(operation: &mut Operation, payload: Payload, span: Span) {
    let (codes, _) = status::statuses(&payload.head);
    // A response without a status is 200 (API Blueprint, "Response section").
    let code = codes.into_iter().next().unwrap_or_else(|| "200".to_owned());
    let response = operation.response(&code, span, Trust::Table);
    if response.description.is_none() && !payload.description.is_empty() {
        response.description = Some(payload.description.clone());
    }
    put(&mut response.content, payload);
}

/// Headers of a request: authentication, or parameters.
fn headers(operation: &mut Operation, payload: &Payload, span: Span) {
    for (name, value) in &payload.headers {
        if is(name, "content-type") || is(name, "accept") {
            continue;
        }
        if is(name, "authorization") {
            let scheme = match value.split(' ').next() {
                Some(word) if is(word, "basic") => Scheme::Basic,
                Some(word) if is(word, "bearer") => Scheme::Bearer,
                _ => Scheme::Header(name.clone()),
            };
            let schemes = operation.security.get_or_insert_default();
            if !schemes.contains(&scheme) {
                schemes.push(scheme);
            }
            continue;
        }
        operation.add_parameter(undescribed(name.clone(), Location::Header, span));
    }
}
