//! Turns an OpenAPI document into a Rust client crate.
//!
//! [`decide`] makes a [`model::Model`] of a document: `api` understands it, `graph` follows how its
//! shapes hold each other, `name` names them, `lower` puts all together. [`write()`] turns the model
//! into text, and decides nothing.

pub mod api;
pub mod callable;
pub mod config;
mod emit;
mod examples;
mod graph;
mod lower;
pub mod model;
pub mod name;
mod output;
mod package;
mod print;
pub mod surface;

use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};
use pagecrate_spec::document::Document;

pub use config::Config;
pub use emit::{WriteOptions, write};
pub use examples::{Example, examples};
pub use output::{HEADER, Output};
pub use package::{ManifestIssue, check_manifest, scaffold, update_manifest, update_readme};

/// What the Rust will be. `None` when something stands against it, which is then said.
#[must_use]
pub fn decide(
    document: &Document,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Option<model::Model> {
    let mut settings = config::Settings::new(config);
    let model = understand(document, &mut settings, diagnostics);
    settings.report(diagnostics);
    let is_empty = model.groups.iter().all(|group| group.operations.is_empty());
    let is_empty = is_empty && model.modules.iter().all(|module| module.items.is_empty());
    // Where something else is wrong, that is why.
    if is_empty && !diagnostics.has_errors() {
        let message = "there is no operation and no webhook to make a client of";
        diagnostics.push(Diagnostic::error("nothing-to-call", message));
    }
    (!diagnostics.has_errors()).then_some(model)
}

/// What the Rust will be, although entries of the configuration match nothing: an older state of a
/// document is read with the configuration of a newer one. Nothing should be written from it.
#[must_use]
pub fn decide_loosely(
    document: &Document,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Option<model::Model> {
    let mut settings = config::Settings::new(config);
    let model = understand(document, &mut settings, diagnostics);
    (!diagnostics.has_errors()).then_some(model)
}

fn understand<'a>(
    document: &'a Document,
    settings: &mut config::Settings<'a>,
    diagnostics: &mut Diagnostics,
) -> model::Model {
    let api = api::Api::collect(document, settings, diagnostics);
    lower::lower(&api, settings, diagnostics)
}

/// The source files of a client. `None` when something stands against it, which is then said.
#[must_use]
pub fn generate(
    document: &Document,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Option<Output> {
    let model = decide(document, config, diagnostics)?;
    Some(write(&model, &WriteOptions::default()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_client_of_nothing_is_refused() {
        let decided = |document| {
            let mut diagnostics = Diagnostics::new();
            let document = Document::read(document, &mut diagnostics);
            let model = decide(&document, &Config::default(), &mut diagnostics);
            let codes: Vec<&str> = diagnostics.iter().map(|one| one.code).collect();
            (model.is_some(), codes)
        };
        let info = json!({"title": "A", "version": "1"});
        let empty = json!({"openapi": "3.1.0", "info": info, "paths": {}});
        assert_eq!(
            decided(empty),
            (false, vec!["no-operations", "nothing-to-call"])
        );
        let hook = json!({"requestBody": {"content": {"application/json": {"schema":
            {"type": "object", "properties": {"a": {"type": "string"}}}}}}, "responses": {}});
        let told = json!({"openapi": "3.1.0", "info": info, "webhooks": {"told": {"post": hook}}});
        assert!(decided(told).0);
    }
}
