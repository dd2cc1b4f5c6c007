//! What is allowed by the types, and still not what anyone means.

use std::collections::{BTreeSet, HashMap};

use indexmap::IndexMap;
use openapiv3::{Server, StatusCode};

use super::Document;
use super::duplicates::identity;
use super::operations::Entry;
use super::reader::Reader;
use crate::diagnostic::Severity;
use crate::pointer::Pointer;

/// One thing found.
struct Finding {
    severity: Severity,
    code: &'static str,
    message: String,
    help: &'static str,
    at: Pointer,
}

impl Reader {
    /// Checks the document as a whole; none of what is found stops anything.
    pub(super) fn validate(&mut self) {
        let document = &self.out;
        let mut found = Vec::new();
        check_paths(document, &mut found);
        check_servers(&document.openapi.servers, &Pointer::root(), &mut found);
        check_templates(document, &mut found);
        let operations = document.operations();
        check_ids(&operations, &mut found);
        check_names(document, &mut found);
        for entry in &operations {
            check_path_parameters(document, entry, &mut found);
            check_responses(entry, &mut found);
            check_servers(&entry.operation.servers, &entry.pointer, &mut found);
        }
        for one in found {
            let path = one.at.as_str();
            self.log
                .push(one.severity, one.code, one.message, one.help, path);
        }
    }
}

fn warning(code: &'static str, message: String, help: &'static str, at: &Pointer) -> Finding {
    Finding {
        severity: Severity::Warning,
        code,
        message,
        help,
        at: at.clone(),
    }
}

fn check_paths(document: &Document, found: &mut Vec<Finding>) {
    if document.openapi.paths.paths.is_empty() && document.webhooks.is_empty() {
        let message = "the document has no operations".to_owned();
        found.push(warning("no-operations", message, "", &Pointer::root()));
    }
}

fn check_servers(servers: &[Server], around: &Pointer, found: &mut Vec<Finding>) {
    for (index, server) in servers.iter().enumerate() {
        let at = around.join("servers").index(index);
        let none = IndexMap::new();
        let variables = server.variables.as_ref().unwrap_or(&none);
        for name in placeholders(&server.url) {
            if !variables.contains_key(name) {
                let message = format!("the server's variable `{name}` is not declared");
                let help = "it has to be given when the client is made";
                found.push(warning(
                    "undeclared-variable",
                    message,
                    help,
                    &at.join("url"),
                ));
            }
        }
        for (name, variable) in variables {
            let values = &variable.enumeration;
            if !values.is_empty() && !values.contains(&variable.default) {
                let default = &variable.default;
                let message = format!("the default `{default}` is none of the variable's values");
                let at = at.join("variables").join(name).join("default");
                found.push(warning("default-not-in-enum", message, "", &at));
            }
        }
    }
}

/// Paths that match the same requests.
fn check_templates(document: &Document, found: &mut Vec<Finding>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for path in document.openapi.paths.paths.keys() {
        if let Some(other) = seen.insert(shape(path), path) {
            let message = format!("`{path}` and `{other}` match the same requests");
            let at = Pointer::root().join("paths").join(path);
            found.push(warning("ambiguous-path", message, "", &at));
        }
    }
}

/// A path with its placeholders' names left out.
fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, _, after)) = next_placeholder(rest) {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after;
    }
    shape.push_str(rest);
    shape
}

fn check_ids(operations: &[Entry<'_>], found: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, &Pointer> = HashMap::new();
    for entry in operations {
        let Some(id) = entry.operation.operation_id.as_deref() else {
            continue;
        };
        if let Some(other) = seen.insert(id, &entry.pointer) {
            // The same path item under two paths is not a second definition.
            if *other == entry.pointer {
                continue;
            }
            let message = format!("the operationId `{id}` is used before, at {other}");
            let at = entry.pointer.join("operationId");
            found.push(warning("duplicate-operation-id", message, "", &at));
        }
    }
}

fn check_path_parameters(document: &Document, entry: &Entry<'_>, found: &mut Vec<Finding>) {
    let lists = [&entry.operation.parameters, &entry.item.parameters];
    let all = lists.into_iter().flatten();
    let declared: BTreeSet<String> = all
        .filter_map(|parameter| identity(document, parameter))
        .filter(|(_, place)| *place == "path")
        .map(|(name, _)| name)
        .collect();
    let wanted: BTreeSet<&str> = placeholders(entry.path).collect();
    for name in wanted.iter().filter(|name| !declared.contains(**name)) {
        let message = format!("`{{{name}}}` of the path is not declared as a parameter");
        let help = "it is taken as a required text";
        found.push(warning(
            "undeclared-path-parameter",
            message,
            help,
            &entry.pointer,
        ));
    }
    for name in declared
        .iter()
        .filter(|name| !wanted.contains(name.as_str()))
    {
        let message = format!(
            "the path parameter `{name}` does not occur in `{}`",
            entry.path
        );
        let help = "it cannot be sent";
        found.push(warning(
            "unused-path-parameter",
            message,
            help,
            &entry.pointer,
        ));
    }
}

fn check_responses(entry: &Entry<'_>, found: &mut Vec<Finding>) {
    let responses = &entry.operation.responses;
    let succeeds = |status: &StatusCode| match status {
        StatusCode::Code(code) => (100..400).contains(code),
        StatusCode::Range(range) => (1..4).contains(range),
    };
    let any = responses.default.is_some() || responses.responses.keys().any(succeeds);
    if !any {
        let message = "the operation has no response for success".to_owned();
        let help = "any status below 400 is taken as success without a body";
        found.push(Finding {
            severity: Severity::Note,
            ..warning("no-success-response", message, help, &entry.pointer)
        });
    }
}

/// Names that are no names of components, and tags that are there twice.
fn check_names(document: &Document, found: &mut Vec<Finding>) {
    let fits = |name: &str| {
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        !name.is_empty() && name.chars().all(legal)
    };
    let base = Pointer::root().join("components");
    let note = |code, message: String, at: &Pointer| Finding {
        severity: Severity::Note,
        ..warning(code, message, "", at)
    };
    if let Some(all) = &document.openapi.components {
        let sections: [(&str, Vec<&String>); 9] = [
            ("schemas", all.schemas.keys().collect()),
            ("responses", all.responses.keys().collect()),
            ("parameters", all.parameters.keys().collect()),
            ("examples", all.examples.keys().collect()),
            ("requestBodies", all.request_bodies.keys().collect()),
            ("headers", all.headers.keys().collect()),
            ("securitySchemes", all.security_schemes.keys().collect()),
            ("links", all.links.keys().collect()),
            ("callbacks", all.callbacks.keys().collect()),
        ];
        for (section, names) in sections {
            for name in names.into_iter().filter(|name| !fits(name)) {
                let message = format!("`{name}` has letters that names of components may not have");
                let at = base.join(section).join(name);
                found.push(note("component-name", message, &at));
            }
        }
    }
    let mut seen = BTreeSet::new();
    for (index, tag) in document.openapi.tags.iter().enumerate() {
        if !seen.insert(&tag.name) {
            let message = format!("the tag `{}` is described twice", tag.name);
            let at = Pointer::root().join("tags").index(index);
            found.push(note("duplicate-tag", message, &at));
        }
    }
}

/// The names between braces.
fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let (_, name, after) = next_placeholder(rest)?;
        rest = after;
        Some(name)
    })
}

fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
