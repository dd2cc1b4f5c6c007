//! Methods of groups, the types that stand for operations, and the enums of their answers.

use super::items::{Collect, argument};
use super::{ItemKind, PublicItem};
use crate::model::{
    Body, BodyEncoding, Group, Operation, Outcome, Parameter, Receive, StatusMatch,
};

impl<'m> Collect<'m> {
    pub(super) fn operation(&mut self, group: &'m Group, operation: &'m Operation) {
        let marker = operation.marker.to_string();
        let identity = identity(operation);
        let mut arguments = Vec::new();
        for one in &operation.required {
            arguments.push(argument(&one.ident, self.texts.parameter(one, true)));
        }
        let body = operation.body.as_ref();
        if let Some(body) = body.filter(|body| body.required) {
            arguments.push(argument(&body.ident, self.texts.body(body)));
        }
        let method = PublicItem::of(ItemKind::Function, &operation.method, &operation.docs)
            .within(&group.ident.to_string())
            .known_as(&identity)
            .called(Some("&self"), arguments, format!("Request<{marker}>"));
        let path = method.path();
        self.surface.add(method);
        let mut stands = PublicItem::of(ItemKind::Operation, &marker, &operation.docs)
            .behind(group.feature.as_slice())
            .known_as(&identity)
            .follows(path);
        // The attribute stands on the method.
        stands.deprecated = false;
        self.surface.add(stands);
        for parameter in &operation.optional {
            self.parameter(&marker, parameter);
        }
        if let Some(body) = body.filter(|body| !body.required) {
            self.optional_body(&marker, body);
        }
        self.answers(operation, &marker);
    }

    fn parameter(&mut self, marker: &str, parameter: &'m Parameter) {
        let value = argument(&parameter.ident, self.texts.parameter(parameter, false));
        let public = PublicItem::of(ItemKind::Setter, &parameter.ident, &parameter.docs)
            .within(marker)
            .known_as(format!("{:?} {}", parameter.place, parameter.wire))
            .called(Some("self"), vec![value], "Self");
        self.surface.add(public);
    }

    fn optional_body(&mut self, marker: &str, body: &'m Body) {
        let value = argument(&body.ident, self.texts.body(body));
        let public = PublicItem::of(ItemKind::Setter, &body.ident, &body.docs)
            .within(marker)
            .known_as("body")
            .called(Some("self"), vec![value], "Self");
        self.surface.add(public);
    }

    fn answers(&mut self, operation: &'m Operation, marker: &str) {
        for (role, outcome, none) in [
            ("Output", &operation.output, "()"),
            ("Error", &operation.error, "Undocumented"),
        ] {
            let text = self.texts.outcome(outcome, none);
            self.associated(marker, format!("Operation::{role}"), text);
        }
        if let Some(stream) = &operation.stream {
            let text = self.texts.ty(&stream.item);
            self.associated(marker, "Streaming::Chunk".to_owned(), text);
        }
        if let Some(pages) = &operation.pages {
            let text = self.texts.ty(&pages.item);
            self.associated(marker, "Paginated::Item".to_owned(), text);
        }
    }

    fn associated(&mut self, marker: &str, name: String, text: String) {
        let public = PublicItem::new(ItemKind::Trait, name)
            .within(marker)
            .typed(text);
        self.surface.add(public);
    }

    /// The enum of an answer that differs by status.
    pub(super) fn by_status(
        &mut self,
        group: &'m Group,
        operation: &'m Operation,
        outcome: &'m Outcome,
        is_success: bool,
    ) {
        let Outcome::ByStatus {
            ident,
            docs,
            is_shared,
            variants,
        } = outcome
        else {
            return;
        };
        let name = ident.to_string();
        let role = if is_success { "Output" } else { "Error" };
        let whose = match is_shared {
            true => group.accessor.to_string(),
            false => identity(operation),
        };
        let streams = variants
            .iter()
            .any(|variant| variant.received.encoding == Receive::Bytes);
        let mut public = PublicItem::of(ItemKind::Union, &name, docs)
            .behind(group.feature.as_slice())
            .known_as(format!("{role} of {whose}"));
        public.traits = match streams {
            true => vec!["Debug".to_owned()],
            false => ["Clone", "Debug", "PartialEq"].map(str::to_owned).to_vec(),
        };
        self.surface.add(public);
        for variant in variants {
            let status = match variant.status {
                StatusMatch::Exact(code) => code.to_string(),
                StatusMatch::Range(hundred) => format!("{hundred}XX"),
                StatusMatch::Default => "default".to_owned(),
            };
            let public = PublicItem::of(ItemKind::Variant, &variant.ident, &variant.docs)
                .within(&name)
                .known_as(status)
                .typed(self.texts.received(&variant.received));
            self.surface.add(public);
        }
    }
}

/// The method and path without the names of its parameters, and the media type where it is not JSON.
fn identity(operation: &Operation) -> String {
    let mut text = format!("{} ", operation.http_method);
    let mut inside = false;
    for c in operation.path.chars() {
        inside = (inside || c == '{') && c != '}';
        if !inside || c == '{' {
            text.push(c);
        }
    }
    if let Some(body) = &operation.body
        && body.encoding != BodyEncoding::Json
    {
        text.push_str(&format!(" ({})", body.content_type));
    }
    text
}
