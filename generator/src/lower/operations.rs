//! Operations: what a method sends and what comes back.

use super::forms::{Form, Plan, Read, is_failure};
use super::parameters::form_styles;
use super::{Lower, docs};
use crate::api::{self, BodyShape, Encoding, Format, Kind, Op, ShapeId, Status};
use crate::model::{
    Body, BodyEncoding, Docs, Failure, Feature, Framing, Group, Operation, Origin, Outcome,
    Receive, Received, StatusMatch, StatusVariant, StreamModel, Type,
};
use crate::name::{Case, Ident, MethodNames, Scope, status_text, status_words};

impl Lower<'_, '_, '_> {
    /// The groups in the configured order, then the document's.
    pub(super) fn groups(&mut self, forms: &[Form]) -> Vec<Group> {
        let api = self.api;
        let mut lists: Vec<Vec<Operation>> = api.tags.iter().map(|_| Vec::new()).collect();
        for (index, form) in forms.iter().enumerate() {
            let Some(Some(names)) = self.names.methods.get(index).cloned() else {
                continue;
            };
            let tag = api.tags.get_index_of(&api.operations[form.op.index()].tag);
            if let Some(list) = tag.and_then(|tag| lists.get_mut(tag)) {
                list.push(self.operation(form, names));
            }
        }
        let mut groups = Vec::with_capacity(lists.len());
        for (index, ((tag, text), operations)) in api.tags.iter().zip(lists).enumerate() {
            let order = self.settings.tag_order(tag).unwrap_or(usize::MAX);
            let Some(Some(names)) = self.names.groups.get(index).cloned() else {
                continue;
            };
            let feature = self
                .settings
                .config()
                .tags
                .features
                .then(|| Feature(names.feature.clone()));
            let group = Group {
                module: names.module,
                accessor: names.accessor,
                ident: names.ident,
                docs: docs::of_text(text.as_deref()),
                feature,
                operations,
            };
            groups.push((order, group));
        }
        groups.sort_by_key(|(order, _)| *order);
        groups.into_iter().map(|(_, group)| group).collect()
    }

    fn operation(&mut self, form: &Form, names: MethodNames) -> Operation {
        let op = &self.api.operations[form.op.index()];
        let body = form
            .body
            .and_then(|index| op.bodies.get(index))
            .map(|body| self.body(op, body));
        let (required, optional) = self.parameters(op, body.as_ref());
        let output = self.outcome(op, &form.success, names.output);
        let error = self.outcome(op, &form.failure, names.error);
        let stream = (form.answer.is_none())
            .then(|| self.stream(op, form))
            .flatten();
        let pages = form
            .suffix
            .is_empty()
            .then(|| self.pages(op, &output))
            .flatten();
        Operation {
            method: names.method,
            marker: names.marker,
            docs: operation_docs(op),
            id: op
                .id
                .clone()
                .unwrap_or_else(|| format!("{} {}", op.method, op.path)),
            http_method: op.method.clone(),
            path: op.path.split('#').next().unwrap_or_default().to_owned(),
            required,
            optional,
            body,
            output,
            error,
            failures: failures(op),
            stream,
            pages,
            auth: self.auth(op),
            server: op.server.clone(),
        }
    }

    /// The alternatives whose schemes the document describes; what a request does not carry, such
    /// as a client certificate, is left out of them.
    fn auth(&self, op: &Op) -> Vec<Vec<String>> {
        let schemes = &self.api.schemes;
        let is_sent = |name: &&String| {
            schemes
                .get(*name)
                .is_some_and(|scheme| scheme.kind != api::SecurityKind::Elsewhere)
        };
        let known = op
            .auth
            .iter()
            .filter(|set| set.iter().all(|name| schemes.contains_key(name)));
        known
            .map(|set| set.iter().filter(is_sent).cloned().collect())
            .collect()
    }

    fn body(&self, op: &Op, body: &BodyShape) -> Body {
        let ty = body
            .shape
            .map_or(Type::Json, |shape| self.full(shape, None));
        let shapes = &self.api.shapes;
        let has_parts = body.shape.is_some_and(|shape| match shapes.kind(shape) {
            Kind::Object(_) => true,
            Kind::Map(part) => !matches!(shapes.kind(*part), Kind::Text(Format::Binary)),
            _ => false,
        });
        let is_text = body
            .shape
            .is_some_and(|shape| matches!(self.api.shapes.kind(shape), Kind::Text(_)));
        let encoding = match body.encoding {
            Encoding::Json => BodyEncoding::Json,
            Encoding::Form => BodyEncoding::Form(form_styles(&body.parts)),
            Encoding::Multipart if has_parts => BodyEncoding::Multipart,
            // Parts that are not described are the caller's to write.
            Encoding::Multipart => BodyEncoding::Bytes,
            Encoding::Text => BodyEncoding::Text,
            // Lines that are described as one text are the caller's to write.
            Encoding::JsonLines if is_text => BodyEncoding::Text,
            Encoding::JsonLines => BodyEncoding::JsonLines,
            Encoding::Bytes | Encoding::Events => BodyEncoding::Bytes,
        };
        Body {
            ident: super::parameters::body(),
            docs: docs::of_text(op.body_docs.as_deref()),
            ty: match (&encoding, ty) {
                (BodyEncoding::Text, _) => Type::String,
                // The schema is that of a line, or of all lines as a list.
                (BodyEncoding::JsonLines, Type::List(line)) => Type::List(line),
                (BodyEncoding::JsonLines, line) => Type::List(Box::new(line)),
                (_, ty) => ty,
            },
            required: op.body_required,
            content_type: body.media.clone(),
            encoding,
        }
    }

    fn outcome(&self, op: &Op, plan: &Plan, ident: Option<Ident>) -> Outcome {
        let reads: Vec<(Status, &Read, Option<&str>)> = match plan {
            Plan::Nothing => return Outcome::None,
            Plan::One(read) => return Outcome::One(self.received(read)),
            Plan::ByStatus(reads) => reads
                .iter()
                .map(|(status, read)| {
                    let answer = op.answers.get(read.answer);
                    let said = answer.map(|answer| answer.description.as_str());
                    (*status, read, said)
                })
                .collect(),
            Plan::OfTag(tag) => {
                let shared = self.failures.get(tag).into_iter().flatten();
                shared
                    .map(|one| (one.status, &one.read, one.description(self.api)))
                    .collect()
            }
        };
        let Some(ident) = ident else {
            return Outcome::None;
        };
        let texts: Vec<String> = reads
            .iter()
            .map(|(status, ..)| status_words(&status_text(*status)))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let idents = Scope::default().members(Case::Pascal, &texts);
        let variants = reads
            .into_iter()
            .zip(idents)
            .map(|((status, read, said), ident)| StatusVariant {
                ident,
                docs: docs::of_text(said),
                status: status_match(status),
                received: self.received(read),
            });
        Outcome::ByStatus {
            ident,
            docs: Docs::default(),
            is_shared: matches!(plan, Plan::OfTag(_)),
            variants: variants.collect(),
        }
    }

    fn received(&self, read: &Read) -> Received {
        let (ty, encoding) = match read.encoding {
            None => (Type::Unit, Receive::Empty),
            Some(Encoding::Json) => (
                read.shape
                    .map_or(Type::Json, |shape| self.full(shape, None)),
                Receive::Json,
            ),
            Some(Encoding::Text | Encoding::Form) => (Type::String, Receive::Text),
            Some(_) => (Type::Unit, Receive::Bytes),
        };
        Received {
            ty,
            encoding,
            content_type: read.media.clone(),
        }
    }

    fn stream(&self, op: &Op, form: &Form) -> Option<StreamModel> {
        let stream = op.stream.as_ref()?;
        let body = form.body.and_then(|index| op.bodies.get(index));
        let has_field = |name: &str| match body.and_then(|body| body.shape) {
            Some(shape) => self.has_flag(shape, name, 0),
            None => false,
        };
        let field = stream
            .request_field
            .clone()
            .or_else(|| has_field("stream").then(|| "stream".to_owned()));
        Some(StreamModel {
            item: self.full(stream.item, None),
            framing: if stream.events {
                Framing::Sse
            } else {
                Framing::JsonLines
            },
            sentinel: stream.sentinel.clone(),
            request_field: field
                .filter(|_| body.is_some_and(|body| body.encoding == Encoding::Json)),
            envelope: stream.envelope,
            only: stream.only,
        })
    }

    /// Whether a body has a property that is not fixed to a value.
    fn has_flag(&self, shape: ShapeId, name: &str, depth: usize) -> bool {
        match self.api.shapes.kind(shape) {
            Kind::Object(object) => object
                .properties
                .get(name)
                .is_some_and(|prop| prop.constant.is_none()),
            Kind::Union(union) if depth < 4 => union
                .branches
                .iter()
                .any(|branch| self.has_flag(branch.shape, name, depth + 1)),
            _ => false,
        }
    }
}

fn failures(op: &Op) -> Vec<Failure> {
    op.answers
        .iter()
        .filter(|answer| is_failure(op, answer))
        .map(|answer| Failure {
            status: status_match(answer.status),
            docs: docs::of_text(Some(&answer.description)),
        })
        .collect()
}

fn operation_docs(op: &Op) -> Docs {
    let summary = op
        .summary
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let description = op
        .description
        .as_deref()
        .map(str::trim)
        .filter(|text| Some(*text) != summary);
    let mut text = docs::paragraphs(summary.unwrap_or_default());
    text.extend(docs::paragraphs(description.unwrap_or_default()));
    Docs {
        text,
        facts: Vec::new(),
        origin: Some(Origin {
            pointer: op.origin.as_str().to_owned(),
            url: op.url.clone(),
            trust: op.trust,
        }),
        deprecated: op.deprecated.then(String::new),
    }
}

fn status_match(status: Status) -> StatusMatch {
    match status {
        Status::Code(code) => StatusMatch::Exact(code),
        Status::Range(range) => StatusMatch::Range(range),
        Status::Default => StatusMatch::Default,
    }
}
