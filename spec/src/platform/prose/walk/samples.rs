//! Fences: samples, HTTP messages and calls.

use super::{Sub, Walker};
use crate::diagnostic::Diagnostic;
use crate::fragment::Trust;
use crate::page::Fence;
use crate::platform::facts::endpoint::Endpoint;
use crate::platform::facts::field::Location;
use crate::platform::facts::node::Node;
use crate::platform::facts::{sample, status, text};
use crate::platform::prose::facts::SUCCESS;
use crate::platform::prose::section::Kind;
use crate::platform::prose::{auth, code};
use crate::source::Span;

impl Walker<'_> {
    pub(super) fn fence(&mut self, fence: &Fence, span: Span) {
        match code::read(fence, self.sources) {
            code::Code::Json(body) => self.sample(body, fence, span),
            code::Code::Response(code, body) => {
                let node = self.parse(body, fence, span);
                let answer = self.facts.answer(&code, span, Trust::Prose);
                answer.samples.extend(node);
            }
            code::Code::Request(body) => {
                if self.endpoint.is_some()
                    && let Some(node) = self.parse(body, fence, span)
                {
                    self.facts.bodies.push(node);
                }
            }
            code::Code::Curl(call, body, bearer) => self.call(call, body, bearer, span),
            code::Code::Other => {
                let source = self.sources.get(span.source);
                let body = source
                    .text
                    .get(fence.body.start..fence.body.end)
                    .unwrap_or("");
                let kind = self.section().map(|section| section.kind);
                match kind {
                    Some(Kind::BaseUrl) => self.base_url(body),
                    Some(Kind::Auth) => self.scheme(body),
                    _ => {}
                }
            }
        }
    }

    pub(super) fn call(
        &mut self,
        call: Option<Endpoint>,
        body: Option<String>,
        bearer: bool,
        span: Span,
    ) {
        if bearer && self.facts.sample_scheme.is_none() {
            self.facts.sample_scheme = auth::of_words("bearer");
        }
        let (Some(own), Some(call)) = (self.endpoint, call) else {
            return;
        };
        let Some(server) = code::server(&call, &own.path) else {
            return;
        };
        self.facts.sample_server.get_or_insert(server);
        if call.method == own.method
            && own.method != "get"
            && let Some(body) = body.as_deref().and_then(sample::parse)
            && body.value.as_object().is_none_or(|body| !body.is_empty())
        {
            self.facts
                .bodies
                .push(sample::infer(&body.value, Some(span)));
        }
    }

    pub(super) fn sample(&mut self, body: &str, fence: &Fence, span: Span) {
        // A title such as "json 404 response" tells more than the section.
        let titled = text::words(&fence.info)
            .iter()
            .skip(1)
            .find_map(|word| status::statuses(word).0.into_iter().next());
        if let Some(code) = titled {
            if self.endpoint.is_some()
                && let Some(node) = self.parse(body, fence, span)
            {
                let answer = self.facts.answer(&code, span, Trust::Prose);
                answer.samples.push(node);
            }
            return;
        }
        if matches!(self.sub, Sub::Other | Sub::Maybe(_)) {
            return;
        }
        let Some(section) = self.section().cloned() else {
            return;
        };
        match section.kind {
            Kind::Response => {
                let code = section
                    .statuses
                    .first()
                    .map_or(SUCCESS, String::as_str)
                    .to_owned();
                let node = self.parse(body, fence, span);
                let answer = self.facts.answer(&code, span, Trust::Prose);
                answer.samples.extend(node);
            }
            Kind::Errors => {
                let Some(node) = self.parse(body, fence, span) else {
                    return;
                };
                if section.statuses.is_empty() {
                    self.facts.error_samples.push(node);
                    return;
                }
                for code in &section.statuses {
                    let answer = self.facts.answer(code, span, Trust::Prose);
                    answer.samples.push(node.clone());
                }
            }
            Kind::Parameters(None | Some(Location::Body)) => {
                if let Some(node) = self.parse(body, fence, span) {
                    self.facts.bodies.push(node);
                }
            }
            _ => {}
        }
    }

    pub(super) fn parse(&mut self, body: &str, fence: &Fence, span: Span) -> Option<Node> {
        if body.is_empty() {
            return None;
        }
        match sample::parse(body) {
            Some(read) => {
                if read.repaired {
                    self.diagnostics.push(
                        Diagnostic::note(
                            "sample-repaired",
                            "left out comments, ellipses or trailing commas of the sample",
                        )
                        .at(fence.body, ""),
                    );
                }
                Some(sample::infer(&read.value, Some(span)))
            }
            None => {
                self.diagnostics.push(
                    Diagnostic::note(
                        "sample-not-json",
                        "the sample is not JSON; no shape is taken from it",
                    )
                    .at(fence.body, ""),
                );
                None
            }
        }
    }
}
