//! Following every reference once everything is known.

use openapiv3::{
    Callback, Example, Header, Link, Parameter, PathItem, RequestBody, Response, Schema,
    SecurityScheme,
};

use super::Document;
use super::reader::Reader;
use crate::diagnostic::Severity;

impl Reader {
    /// Says which references lead nowhere, or to a thing of another kind.
    pub(super) fn check(&mut self) {
        for met in std::mem::take(&mut self.met) {
            if leads_somewhere(&self.out, met.section, &met.reference) {
                continue;
            }
            let message = format!("`{}` leads to no {}", met.reference, kind(met.section));
            let help = "add what it names, or mend the reference";
            self.log
                .push(Severity::Error, "missing-ref", message, help, &met.holder);
        }
    }
}

fn leads_somewhere(out: &Document, section: &str, reference: &str) -> bool {
    match section {
        "schemas" => out.resolve_as::<Schema>(reference).is_some(),
        "responses" => out.resolve_as::<Response>(reference).is_some(),
        "parameters" => out.resolve_as::<Parameter>(reference).is_some(),
        "requestBodies" => out.resolve_as::<RequestBody>(reference).is_some(),
        "headers" => out.resolve_as::<Header>(reference).is_some(),
        "examples" => out.resolve_as::<Example>(reference).is_some(),
        "links" => out.resolve_as::<Link>(reference).is_some(),
        "callbacks" => out.resolve_as::<Callback>(reference).is_some(),
        "securitySchemes" => out.resolve_as::<SecurityScheme>(reference).is_some(),
        "pathItems" => out.resolve_as::<PathItem>(reference).is_some(),
        _ => true,
    }
}

fn kind(section: &str) -> &'static str {
    match section {
        "schemas" => "schema",
        "responses" => "response",
        "parameters" => "parameter",
        "requestBodies" => "request body",
        "headers" => "header",
        "examples" => "example",
        "links" => "link",
        "callbacks" => "callback",
        "securitySchemes" => "security scheme",
        _ => "path item",
    }
}
