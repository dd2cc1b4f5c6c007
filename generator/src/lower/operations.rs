//! Operations: methods, their arguments, and what comes back.

use std::collections::{BTreeMap, BTreeSet};

use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};

use super::modules::{feature, group_of, slug};
use super::{Lower, docs, paragraphs};
use crate::api::{self, About, Answer, Content, Kind, Media, Place, ShapeId};
use crate::model::{
    Body, BodyEncoding, Docs, Feature, Framing, Group, Operation, Origin, Outcome, PageScheme,
    Pages, Parameter, ParameterPlace, PathStep, Receive, Received, StatusMatch, StatusVariant,
    StreamModel, Style, Type,
};
use crate::name::{Case, Ident, Scope, pascal, snake, status_words};

/// Methods of every request, which a parameter's setter must not hide.
const REQUEST_METHODS: [&str; 44] = [
    "new",
    "send",
    "send_with_response",
    "send_raw",
    "send_blocking",
    "timeout",
    "retries",
    "retry",
    "idempotency_key",
    "header",
    "headers",
    "query",
    "query_pair",
    "param",
    "path",
    "body_field",
    "json",
    "form",
    "multipart",
    "bytes",
    "text",
    "stream",
    "pages",
    "items",
    "clone",
    "fmt",
    "with",
    "idle_timeout",
    "cookie",
    "body",
    "lines",
    "json_lines",
    "upload",
    "progress",
    "extra_query",
    "pages_from",
    "stream_blocking",
    "raw",
    "default",
    "into",
    "call",
    "send_raw_blocking",
    "client",
    "endpoint",
];

/// How an operation is named when several are in question.
struct Draft<'a> {
    operation: &'a api::Operation,
    media: Option<usize>,
    id: String,
}

impl<'a> Lower<'a> {
    pub(super) fn groups(&mut self, diagnostics: &mut Diagnostics) -> Vec<Group> {
        let mut by_tag: BTreeMap<String, (String, Vec<&'a api::Operation>)> = BTreeMap::new();
        for operation in &self.api.operations {
            let tag = group_of(operation);
            let entry = by_tag
                .entry(slug(&tag))
                .or_insert_with(|| (tag, Vec::new()));
            entry.1.push(operation);
        }
        let ids = operation_ids(&self.api.operations);
        let mut accessors = Scope::reserving(&[
            "new", "from_env", "builder", "request", "clone", "fmt", "with", "default",
        ]);
        let mut modules = Scope::default();
        let mut statics = Scope::default();
        let mut groups = Vec::new();
        for (slug, (tag, operations)) in by_tag {
            let api_name = format!("{tag} api");
            let (Some(module), Some(accessor), Some(ident)) = (
                modules.claim(Case::Snake, [slug.as_str(), &api_name]),
                accessors.claim(Case::Snake, [slug.as_str(), &api_name]),
                self.scope
                    .claim(Case::Pascal, [tag.as_str(), &api_name, "operations of"]),
            ) else {
                let message = format!("no name is left for the operations of `{tag}`");
                diagnostics
                    .push(Diagnostic::error("group-name", message).at(&operations[0].at, ""));
                continue;
            };
            let about = About {
                text: self.api.tags.get(&tag).cloned().flatten(),
                ..About::default()
            };
            let drafts: Vec<Draft<'_>> = operations
                .iter()
                .flat_map(|one| drafts(one, &ids))
                .collect();
            let methods = self.methods(&tag, &drafts);
            let mut list = Vec::new();
            for (draft, method) in drafts.iter().zip(methods) {
                let names = (
                    &draft.id,
                    format!("{} operation", draft.id),
                    format!("{tag} {}", draft.id),
                );
                let texts = [names.0.as_str(), &names.1, &names.2];
                let (Some(marker), Some(endpoint)) = (
                    self.scope.claim(Case::Pascal, texts),
                    statics.claim(Case::Shouty, texts),
                ) else {
                    let message = format!("no name is left for the operation `{}`", draft.id);
                    diagnostics.push(
                        Diagnostic::error("operation-name", message)
                            .at(&draft.operation.at, "")
                            .help("give it another `operationId` in the overlay"),
                    );
                    continue;
                };
                list.push(self.operation(draft, (method, marker, endpoint)));
            }
            groups.push(Group {
                module,
                accessor,
                ident,
                docs: docs(&about, None),
                feature: Some(Feature(feature(&slug))),
                operations: list,
            });
        }
        groups
    }

    fn methods(&self, tag: &str, drafts: &[Draft<'_>]) -> Vec<Ident> {
        let full: Vec<String> = drafts.iter().map(|draft| draft.id.clone()).collect();
        let short: Vec<String> = full.iter().map(|id| strip(id, tag)).collect();
        let mut texts = full.clone();
        if self.config.names.strip_tag {
            for (index, one) in short.iter().enumerate() {
                let alone = short.iter().filter(|other| *other == one).count() == 1;
                let other = full
                    .iter()
                    .any(|id| id != &full[index] && snake(id) == *one);
                if alone && !other {
                    texts[index].clone_from(one);
                }
            }
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        Scope::reserving(&["clone", "fmt"]).claim_all(Case::Snake, &texts)
    }

    fn operation(
        &mut self,
        draft: &Draft<'_>,
        (method, marker, endpoint): (Ident, Ident, Ident),
    ) -> Operation {
        let from = draft.operation;
        let media = draft.media.and_then(|index| from.body.get(index));
        let body = media.map(|media| self.body(from, media));
        let (required, optional) = self.parameters(from, body.as_ref());
        let (success, failure): (Vec<&Answer>, Vec<&Answer>) = from
            .answers
            .iter()
            .filter(|answer| !answer.status.starts_with(['1', '3']))
            .partition(|answer| answer.status.starts_with('2'));
        let output = self.outcome(&success, &format!("{} output", marker.as_str()), true);
        let error = self.outcome(&failure, &format!("{} error", marker.as_str()), false);
        let stream = self.stream(&success, media, body.as_ref());
        let pages = from
            .paging
            .as_ref()
            .and_then(|paging| self.pages(paging, from, &output));
        let text = from
            .docs
            .text
            .as_deref()
            .filter(|text| Some(*text) != from.docs.title.as_deref());
        let mut paragraphs_of = paragraphs(from.docs.title.as_deref().unwrap_or_default());
        paragraphs_of.extend(paragraphs(text.unwrap_or_default()));
        Operation {
            method,
            marker,
            endpoint,
            docs: Docs {
                text: paragraphs_of,
                facts: Vec::new(),
                origin: Some(Origin {
                    pointer: from.at.to_string(),
                    url: from.url.clone(),
                    trust: from.docs.trust,
                }),
                deprecated: from.docs.deprecated.then(String::new),
            },
            id: draft.id.clone(),
            http_method: from.method.clone(),
            path: from.path.split('#').next().unwrap_or(&from.path).to_owned(),
            required,
            optional,
            body,
            output,
            error,
            stream,
            pages,
            auth: self.auth(from),
            server: from.server.clone(),
        }
    }

    /// Alternatives whose schemes the document does not describe cannot be met.
    fn auth(&self, from: &api::Operation) -> Vec<Vec<String>> {
        let known = |name: &String| self.api.schemes.iter().any(|scheme| scheme.name == *name);
        let sets = from.auth.iter().filter(|set| set.iter().all(known));
        sets.cloned().collect()
    }

    fn parameters(
        &self,
        from: &api::Operation,
        body: Option<&Body>,
    ) -> (Vec<Parameter>, Vec<Parameter>) {
        let body_name = body
            .filter(|body| body.required)
            .map(|body| body.ident.as_str());
        let (mut required, optional): (Vec<_>, Vec<_>) = from
            .parameters
            .iter()
            .partition(|parameter| parameter.required);
        // In the order of the path: that is how people read it.
        let place = |parameter: &&api::Parameter| {
            let at = from.path.find(&format!("{{{}}}", parameter.wire));
            (parameter.place != Place::Path, at)
        };
        required.sort_by_key(place);
        let mut arguments = Scope::reserving(&["self", body_name.unwrap_or("self")]);
        let mut setters = Scope::reserving(&REQUEST_METHODS);
        let wires = |list: &[&api::Parameter]| -> Vec<String> {
            list.iter().map(|one| distinct_wire(one, list)).collect()
        };
        let lowered = |list: Vec<&api::Parameter>, scope: &mut Scope| {
            let texts = wires(&list);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let idents = scope.claim_all(Case::Snake, &texts);
            let parameters = list.into_iter().zip(idents);
            parameters
                .map(|(one, ident)| self.parameter(one, ident))
                .collect()
        };
        (
            lowered(required, &mut arguments),
            lowered(optional, &mut setters),
        )
    }

    fn parameter(&self, from: &api::Parameter, ident: Ident) -> Parameter {
        let mut about = from.docs.clone();
        let shape = self.shape(from.shape);
        if about.text.is_none() {
            about.text.clone_from(&shape.docs.text);
        }
        about.facts.extend(shape.docs.facts.iter().cloned());
        let (ty, _) = self.type_of(from.shape);
        Parameter {
            ident,
            wire: from.wire.clone(),
            docs: docs(&about, None),
            ty,
            place: match from.place {
                Place::Path => ParameterPlace::Path,
                Place::Query => ParameterPlace::Query,
                Place::Header => ParameterPlace::Header,
                Place::Cookie => ParameterPlace::Cookie,
            },
            style: style(from.style),
            explode: from.explode,
            allow_reserved: from.allow_reserved,
            json: from.json,
        }
    }

    fn body(&self, from: &api::Operation, media: &Media) -> Body {
        let encoding = match media.content {
            Content::Json => BodyEncoding::Json,
            Content::Form => {
                let styles = media.encoding.iter();
                BodyEncoding::Form(
                    styles
                        .map(|(name, of, explode)| (name.clone(), style(*of), *explode))
                        .collect(),
                )
            }
            Content::Multipart => BodyEncoding::Multipart,
            Content::Text => BodyEncoding::Text,
            Content::JsonLines => BodyEncoding::JsonLines,
            Content::EventStream | Content::Bytes => BodyEncoding::Bytes,
        };
        let ty = media.shape.map_or(Type::Json, |shape| self.full(shape));
        // A form or multipart body without a described object is sent as bytes of the caller's.
        let encoding = match (&encoding, &ty) {
            (BodyEncoding::Multipart, ty) if !matches!(ty, Type::Item(_)) => BodyEncoding::Bytes,
            _ => encoding,
        };
        Body {
            ident: crate::name::body(),
            docs: Docs {
                text: paragraphs(from.body_docs.as_deref().unwrap_or_default()),
                ..Docs::default()
            },
            ty,
            required: from.body_required,
            content_type: media.media_type.clone(),
            encoding,
        }
    }

    fn received(&self, answer: &Answer) -> Received {
        let empty = Received {
            ty: Type::Unit,
            encoding: Receive::Empty,
            content_type: None,
        };
        let plain =
            |media: &&Media| !matches!(media.content, Content::EventStream | Content::JsonLines);
        let json = answer
            .content
            .iter()
            .find(|media| media.content == Content::Json);
        let Some(media) = json.or_else(|| answer.content.iter().find(plain)) else {
            return empty;
        };
        let (ty, encoding) = match media.content {
            Content::Json => {
                let ty = media.shape.map_or(Type::Json, |shape| self.full(shape));
                (ty, Receive::Json)
            }
            Content::Text | Content::Form => (Type::String, Receive::Text),
            _ => (Type::Unit, Receive::Bytes),
        };
        Received {
            ty,
            encoding,
            content_type: Some(media.media_type.clone()),
        }
    }

    fn outcome(&mut self, answers: &[&Answer], name: &str, success: bool) -> Outcome {
        let mut read: Vec<(&Answer, Received)> = answers
            .iter()
            .map(|answer| (*answer, self.received(answer)))
            .collect();
        if !success {
            // An error without a described body is as good as any other that is not described.
            read.retain(|(_, received)| received.encoding == Receive::Json);
        }
        let kinds: BTreeSet<String> = read
            .iter()
            .map(|(_, received)| format!("{received:?}"))
            .collect();
        match (&read[..], kinds.len()) {
            ([], _) => Outcome::None,
            ([(_, received), ..], 1) => Outcome::One(received.clone()),
            _ => self.by_status(read, name),
        }
    }

    fn by_status(&mut self, mut read: Vec<(&Answer, Received)>, name: &str) -> Outcome {
        read.sort_by_key(|(answer, _)| status(&answer.status));
        let texts: Vec<String> = read
            .iter()
            .map(|(answer, _)| status_words(&answer.status))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let idents = Scope::reserving(&["Unknown"]).claim_all(Case::Pascal, &texts);
        let other = format!("{name} by status");
        let Some(ident) = self.scope.claim(Case::Pascal, [name, &other]) else {
            return Outcome::None;
        };
        let variants = read
            .into_iter()
            .zip(idents)
            .map(|((answer, received), ident)| StatusVariant {
                ident,
                docs: Docs {
                    text: paragraphs(answer.docs.as_deref().unwrap_or_default()),
                    ..Docs::default()
                },
                status: status(&answer.status),
                received,
            });
        Outcome::ByStatus {
            ident,
            docs: Docs::default(),
            variants: variants.collect(),
        }
    }

    fn stream(
        &self,
        success: &[&Answer],
        sent: Option<&Media>,
        body: Option<&Body>,
    ) -> Option<StreamModel> {
        let mut all = success.iter().flat_map(|answer| &answer.content);
        let in_pieces =
            |media: &&Media| matches!(media.content, Content::EventStream | Content::JsonLines);
        let media = all.find(in_pieces)?;
        let only = !success
            .iter()
            .flat_map(|answer| &answer.content)
            .any(|media| !in_pieces(&media));
        let shape = media.shape;
        let (item, envelope) = match shape.and_then(|shape| self.envelope(shape)) {
            Some(data) => (self.full(data), true),
            None => (shape.map_or(Type::Json, |shape| self.full(shape)), false),
        };
        let flag = sent
            .and_then(|media| media.shape)
            .filter(|shape| self.has_flag(*shape));
        Some(StreamModel {
            item,
            framing: match media.content {
                Content::JsonLines => Framing::JsonLines,
                _ => Framing::Sse,
            },
            sentinel: media.sentinel.clone(),
            request_field: (flag.is_some() && body.is_some()).then(|| "stream".to_owned()),
            envelope,
            only,
        })
    }

    /// `{data: Chunk}` describes the event, not its data.
    fn envelope(&self, shape: ShapeId) -> Option<ShapeId> {
        let (shape, _) = super::classify::peel(self.api, shape);
        let Kind::Object(object) = &self.shape(shape).kind else {
            return None;
        };
        let framing = ["data", "event", "id", "retry"];
        let all = object
            .fields
            .iter()
            .all(|field| framing.contains(&field.wire.as_str()));
        let data = object
            .fields
            .iter()
            .find(|field| field.wire == "data" && field.required)?;
        all.then_some(data.shape)
    }

    fn has_flag(&self, shape: ShapeId) -> bool {
        let (shape, _) = super::classify::peel(self.api, shape);
        match &self.shape(shape).kind {
            Kind::Object(object) => object.fields.iter().any(|field| field.wire == "stream"),
            _ => false,
        }
    }

    fn pages(
        &self,
        paging: &api::Paging,
        from: &api::Operation,
        output: &Outcome,
    ) -> Option<Pages> {
        let Outcome::One(_) = output else { return None };
        let answer = from
            .answers
            .iter()
            .find(|answer| answer.status.starts_with('2'))?;
        let json = answer
            .content
            .iter()
            .find(|media| media.content == Content::Json)?;
        let mut shape = json.shape?;
        let mut items = Vec::new();
        for key in paging
            .results
            .as_deref()?
            .trim_start_matches('$')
            .split('.')
            .filter(|key| !key.is_empty())
        {
            let (inner, _) = super::classify::peel(self.api, shape);
            let Kind::Object(object) = &self.shape(inner).kind else {
                return None;
            };
            let field = object.fields.iter().find(|field| field.wire == key)?;
            let (ty, nullable) = self.held(inner, field.shape);
            let wires: Vec<&str> = object
                .fields
                .iter()
                .map(|field| field.wire.as_str())
                .collect();
            let idents = Scope::default().claim_all(Case::Snake, &wires);
            let at = wires.iter().position(|wire| *wire == key)?;
            items.push(PathStep {
                ident: idents.into_iter().nth(at)?,
                options: u8::from(nullable) + u8::from(!field.required),
                boxed: matches!(ty, Type::Boxed(_)),
            });
            shape = field.shape;
        }
        let (inner, _) = super::classify::peel(self.api, shape);
        let Kind::List(item) = self.shape(inner).kind else {
            return None;
        };
        let known = |name: &str| {
            from.parameters
                .iter()
                .any(|parameter| parameter.wire == name)
        };
        let pointer = |path: &str| path.trim_start_matches('$').replace('.', "/");
        let scheme = match paging.kind.as_str() {
            "offsetLimit" if known(&paging.input) => PageScheme::Offset {
                offset: paging.input.clone(),
                limit: paging.limit.clone(),
                total: None,
            },
            "page" if known(&paging.input) => PageScheme::Page {
                page: paging.input.clone(),
                first: 1,
                total: None,
            },
            "cursor" if known(&paging.input) => PageScheme::Cursor {
                cursor: paging.input.clone(),
                next: pointer(paging.next.as_deref()?),
                more: None,
            },
            "url" => PageScheme::NextUrl {
                next: pointer(paging.next.as_deref()?),
            },
            _ => return None,
        };
        Some(Pages {
            item: self.full(item),
            items,
            scheme,
        })
    }
}

/// One method for each request media type: the JSON one has the plain name.
fn drafts<'a>(operation: &'a api::Operation, ids: &BTreeMap<String, String>) -> Vec<Draft<'a>> {
    let id = ids.get(operation.at.as_str()).cloned().unwrap_or_default();
    if operation.body.is_empty() {
        return vec![Draft {
            operation,
            media: None,
            id,
        }];
    }
    let plain = operation
        .body
        .iter()
        .position(|media| media.content == Content::Json)
        .unwrap_or(0);
    let mut used = BTreeSet::new();
    let draft = |(index, media): (usize, &Media)| {
        let word = match media.content {
            Content::Json => "json",
            Content::Form => "form",
            Content::Multipart => "multipart",
            Content::Text => "text",
            Content::JsonLines => "lines",
            Content::EventStream | Content::Bytes => "bytes",
        };
        let mut id = match index == plain {
            true => id.clone(),
            false => format!("{id} {word}"),
        };
        if !used.insert(id.clone()) {
            id = format!("{id} {}", media.media_type);
        }
        Draft {
            operation,
            media: Some(index),
            id,
        }
    };
    operation.body.iter().enumerate().map(draft).collect()
}

/// The id of each operation by its place; those that lack one, or share one, get another.
fn operation_ids(operations: &[api::Operation]) -> BTreeMap<String, String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for operation in operations {
        if let Some(id) = &operation.id {
            *count.entry(pascal(id)).or_default() += 1;
        }
    }
    let by_path = |one: &api::Operation| format!("{} {}", one.method.to_lowercase(), one.path);
    let name = |one: &api::Operation| match &one.id {
        Some(id) if count.get(&pascal(id)) == Some(&1) => id.clone(),
        Some(id) => match one.tags.first() {
            Some(tag) => format!("{tag} {id}"),
            None => format!("{id} {}", by_path(one)),
        },
        None => by_path(one),
    };
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for one in operations {
        *taken.entry(pascal(&name(one))).or_default() += 1;
    }
    operations
        .iter()
        .map(|one| {
            let first = name(one);
            let id = match taken.get(&pascal(&first)) {
                Some(1) => first,
                _ => format!("{first} {}", by_path(one)),
            };
            (one.at.to_string(), id)
        })
        .collect()
}

/// `listGuardrails` of `guardrails` is `list`; more than one word left says something of its own.
fn strip(id: &str, tag: &str) -> String {
    let full = snake(id);
    let tag = snake(tag);
    let one = crate::name::singular_of(&tag);
    for word in [tag.as_str(), one.as_str()] {
        if let Some(verb) = full
            .strip_suffix(word)
            .and_then(|rest| rest.strip_suffix('_'))
            && !verb.contains('_')
            && !verb.is_empty()
        {
            return verb.to_owned();
        }
    }
    full
}

/// Two parameters of one name in two places are told apart by the place.
fn distinct_wire(one: &api::Parameter, list: &[&api::Parameter]) -> String {
    let same = |other: &&&api::Parameter| snake(&other.wire) == snake(&one.wire);
    if list.iter().filter(same).count() < 2 {
        return one.wire.clone();
    }
    let place = match one.place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
    };
    format!("{place} {}", one.wire)
}

fn style(style: api::Style) -> Style {
    match style {
        api::Style::Simple => Style::Simple,
        api::Style::Label => Style::Label,
        api::Style::Matrix => Style::Matrix,
        api::Style::Form => Style::Form,
        api::Style::SpaceDelimited => Style::SpaceDelimited,
        api::Style::PipeDelimited => Style::PipeDelimited,
        api::Style::DeepObject => Style::DeepObject,
    }
}

fn status(text: &str) -> StatusMatch {
    match (text.parse(), text.as_bytes().first()) {
        (Ok(code), _) => StatusMatch::Exact(code),
        (Err(_), Some(digit)) if digit.is_ascii_digit() => StatusMatch::Range(digit - b'0'),
        _ => StatusMatch::Default,
    }
}
