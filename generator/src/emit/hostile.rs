//! Text that tries to become code.

use proc_macro2::{TokenStream, TokenTree};

use super::example::model;
use super::{WriteOptions, write};
use crate::model::*;

const HOSTILE: &str = "x \"# */ /* // \\ \\u{7d} {} } ] ) ; #[doc = \"x\"] #![allow(x)] pub fn evil() {} \
    'a' ' \u{202e} \r\n\n```\nfn main() {}\n    let indented = 1;\n- a\n\t- b\n<script>[Link](javascript:x) \
    [Broken] https://example.com/<x> `open $crate r#\"raw\"# c\"c\" \0 end\\";

/// The hostile text at the end of the right one, so that nothing else about it changes.
fn spoil(text: &mut String) {
    text.push_str(HOSTILE);
}

fn spoil_docs(docs: &mut Docs) {
    docs.text.iter_mut().for_each(spoil);
    docs.text.push(HOSTILE.to_owned());
    docs.facts.push(HOSTILE.to_owned());
    docs.facts.push(HOSTILE.to_owned());
    docs.deprecated.iter_mut().for_each(spoil);
    if let Some(origin) = &mut docs.origin {
        spoil(&mut origin.pointer);
        origin.url.iter_mut().for_each(spoil);
    }
}

fn spoil_item(item: &mut Item) {
    spoil_docs(&mut item.docs);
    match &mut item.kind {
        ItemKind::Struct(shape) => {
            for key in &mut shape.keys {
                match key {
                    Property::Field(field) => {
                        spoil(&mut field.wire);
                        spoil_docs(&mut field.docs);
                    }
                    Property::Constant { wire, value, .. } => {
                        spoil(wire);
                        if let serde_json::Value::String(text) = value {
                            spoil(text);
                        }
                    }
                }
            }
        }
        ItemKind::Enum(values) => {
            for value in &mut values.values {
                spoil_docs(&mut value.docs);
                if let serde_json::Value::String(text) = &mut value.wire {
                    spoil(text);
                }
            }
        }
        ItemKind::Union(union) => {
            union.tag.iter_mut().flatten().for_each(spoil);
            for variant in &mut union.variants {
                spoil_docs(&mut variant.docs);
                variant.tags.iter_mut().for_each(spoil);
                if let Some(serde_json::Value::String(text)) = &mut variant.constant {
                    spoil(text);
                }
            }
        }
        ItemKind::Alias(_) => {}
    }
}

fn spoil_outcome(outcome: &mut Outcome) {
    if let Outcome::ByStatus { docs, variants, .. } = outcome {
        spoil_docs(docs);
        for variant in variants {
            spoil_docs(&mut variant.docs);
        }
    }
}

fn spoil_operation(operation: &mut Operation) {
    spoil_docs(&mut operation.docs);
    for text in [
        &mut operation.id,
        &mut operation.http_method,
        &mut operation.path,
    ] {
        spoil(text);
    }
    for parameter in operation.required.iter_mut().chain(&mut operation.optional) {
        spoil(&mut parameter.wire);
        spoil_docs(&mut parameter.docs);
    }
    if let Some(body) = &mut operation.body {
        spoil_docs(&mut body.docs);
        if body.encoding == BodyEncoding::Bytes {
            spoil(&mut body.content_type);
        }
    }
    spoil_outcome(&mut operation.output);
    spoil_outcome(&mut operation.error);
    for failure in &mut operation.failures {
        spoil_docs(&mut failure.docs);
    }
    operation.auth.iter_mut().flatten().for_each(spoil);
    if let Some(stream) = &mut operation.stream {
        stream.sentinel.iter_mut().for_each(spoil);
        stream.request_field.iter_mut().for_each(spoil);
    }
}

pub(super) fn spoiled() -> Model {
    let mut model = model();
    spoil_docs(&mut model.package.docs);
    for text in [
        &mut model.package.title,
        &mut model.package.api_version,
        &mut model.client.name,
    ] {
        spoil(text);
    }
    for server in &mut model.client.servers {
        spoil(&mut server.url);
        server.description.iter_mut().for_each(spoil);
        for (name, default, allowed) in &mut server.variables {
            spoil(name);
            spoil(default);
            allowed.iter_mut().for_each(spoil);
        }
    }
    for scheme in &mut model.client.schemes {
        spoil(&mut scheme.name);
        scheme.docs.push(HOSTILE.to_owned());
        scheme.docs.iter_mut().for_each(spoil);
        if let SchemeKind::OAuth2 {
            client_credentials,
            authorization_code,
            scopes,
        } = &mut scheme.kind
        {
            client_credentials.iter_mut().for_each(spoil);
            if let Some((authorize, token)) = authorization_code {
                spoil(authorize);
                spoil(token);
            }
            for (scope, meaning) in scopes {
                spoil(scope);
                spoil(meaning);
            }
        }
    }
    for group in &mut model.groups {
        spoil_docs(&mut group.docs);
        group.operations.iter_mut().for_each(spoil_operation);
    }
    for item in model
        .modules
        .iter_mut()
        .flat_map(|module| &mut module.items)
    {
        spoil_item(item);
    }
    model
}

/// The tokens of a file without its documentation and with all literals alike.
fn shape(tokens: TokenStream, out: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let is_doc = group.stream().to_string().starts_with("doc =");
                if is_doc && out.last().is_some_and(|last| last == "#" || last == "!") {
                    while out.last().is_some_and(|last| last == "#" || last == "!") {
                        out.pop();
                    }
                    continue;
                }
                out.push(format!("{:?}", group.delimiter()));
                shape(group.stream(), out);
                out.push("end".to_owned());
            }
            TokenTree::Literal(_) => out.push("literal".to_owned()),
            other => out.push(other.to_string()),
        }
    }
}

#[test]
fn text_never_becomes_code() {
    let options = WriteOptions { threads: 1 };
    let (good, bad) = (write(&model(), &options), write(&spoiled(), &options));
    assert_eq!(
        good.files.keys().collect::<Vec<_>>(),
        bad.files.keys().collect::<Vec<_>>()
    );
    for (path, text) in &good.files {
        let shape_of = |text: &str| {
            let mut shape_found = Vec::new();
            shape(text.parse().unwrap(), &mut shape_found);
            // What is longer breaks over lines: lists then end with a comma, arms become blocks.
            shape_found.retain(|token| !matches!(token.as_str(), "," | "Brace" | "end"));
            shape_found
        };
        let (left, right) = (shape_of(text), shape_of(&bad.files[path]));
        let at = left
            .iter()
            .zip(&right)
            .position(|(left, right)| left != right);
        let around = at.map(|at| right.get(at.saturating_sub(9)..at + 9));
        assert!(left == right, "{path}: {around:?}");
        syn::parse_file(&bad.files[path]).unwrap();
    }
}

#[test]
fn no_line_of_documentation_means_harm() {
    let bad = write(&spoiled(), &WriteOptions { threads: 1 });
    for (path, text) in bad
        .files
        .iter()
        .filter(|(path, _)| !path.starts_with("src/runtime"))
    {
        assert!(!text.contains(['\r', '\0', '\u{202e}']), "{path}");
        let mut fence: Option<&str> = None;
        for line in text.lines().map(str::trim_start) {
            let Some(doc) = line.strip_prefix("///").or(line.strip_prefix("//!")) else {
                assert_eq!(fence, None, "{path}: a fence is left open before {line}");
                continue;
            };
            let doc = doc.strip_prefix(' ').unwrap_or(doc);
            match fence {
                Some(_) if doc.trim() == "```" => fence = None,
                Some(_) => {}
                None if doc.trim_start().starts_with("```") => {
                    assert!(
                        ["```text", "```no_run"].contains(&doc.trim()),
                        "{path}: {doc}"
                    );
                    fence = Some("```");
                }
                None => assert!(!doc.starts_with("    "), "{path}: {doc}"),
            }
        }
    }
}

#[test]
fn a_manifest_is_toml_whatever_the_title() {
    let files = crate::package::scaffold(&spoiled()).files;
    let manifest: toml::Table = files["Cargo.toml"].parse().unwrap();
    assert_eq!(manifest["package"]["name"].as_str(), Some("example-client"));
    assert_eq!(
        crate::package::check_manifest(&files["Cargo.toml"], &spoiled()),
        []
    );
    assert!(files["README.md"].contains("client.things().list()"));
}
