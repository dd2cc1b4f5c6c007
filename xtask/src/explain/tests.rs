use std::sync::OnceLock;

use super::explain;
use crate::codegen::{Layout, Made, make};

/// The project itself, made once for all tests.
fn project() -> &'static (Made, Layout) {
    static PROJECT: OnceLock<(Made, Layout)> = OnceLock::new();
    PROJECT.get_or_init(|| {
        let layout = Layout::project(&crate::workspace()).unwrap();
        let made = make(&layout, None, &|_| {}).unwrap();
        (made, layout)
    })
}

#[test]
fn things_are_found_by_every_name() {
    let (made, layout) = project();
    let said = |asked: &str| explain(made, layout, asked).unwrap();
    let (found, by_path) = said("Client::guardrails().list");
    assert!(found, "{by_path}");
    assert!(
        by_path.contains("generated-client/src/api/guardrails.rs:"),
        "{by_path}"
    );
    assert!(by_path.contains("pub fn list(&self)"), "{by_path}");
    assert!(by_path.contains("list-guardrails.md"), "{by_path}");
    assert!(
        by_path.contains(": fragment (fern), https://openrouter.ai/docs/"),
        "{by_path}"
    );
    assert!(by_path.contains(": table (speakeasy)"), "{by_path}");
    assert!(by_path.contains("id-from-version"), "{by_path}");
    for other in [
        "guardrails.list",
        "GET /guardrails",
        "get /guardrails/",
        "/paths/~1guardrails/get",
    ] {
        assert_eq!(said(other).1, by_path, "{other}");
    }
    let (_, limit) = said("GET /guardrails limit");
    assert!(
        limit.contains("/paths/~1guardrails/get/parameters/"),
        "{limit}"
    );
    assert!(limit.contains("pub fn limit(self"), "{limit}");
    let (found, nothing) = said("Guardrial.limit_usd");
    assert!(!found);
    assert!(
        nothing.contains("types::guardrails::Guardrail.limit_usd"),
        "{nothing}"
    );
    assert!(!said("no_such_thing_at_all").0);
}

#[test]
fn a_field_says_why_it_is_optional() {
    let (made, layout) = project();
    let (_, text) = explain(made, layout, "CreateGuardrailRequest.limit_usd").unwrap();
    assert!(text.contains("does not list `limit_usd`"), "{text}");
    assert!(
        text.contains("generated-client/src/types/guardrails.rs:"),
        "{text}"
    );
    assert!(text.contains("pub limit_usd: Option<"), "{text}");
    assert!(text.contains("as in the document"), "{text}");
    let (_, text) = explain(made, layout, "CreateGuardrailRequest.name").unwrap();
    assert!(
        text.contains("`required` of the object lists `name`"),
        "{text}"
    );
    assert!(text.contains("spec/openapi.yaml:"), "{text}");
}

#[test]
fn what_the_overlay_adds_is_told() {
    let (made, layout) = project();
    let (found, text) = explain(made, layout, "ChatStreamingChunk").unwrap();
    assert!(found && text.contains("spec/overlay.yaml:"), "{text}");
    let (_, text) = explain(made, layout, "POST /chat/completions").unwrap();
    assert!(text.contains("text~1event-stream"), "{text}");
}

#[test]
fn a_type_names_the_schemas_that_it_stands_for() {
    let (made, layout) = project();
    let (_, text) = explain(made, layout, "types::guardrails::KeyAssignment").unwrap();
    assert!(text.contains("alike:"), "{text}");
    let other = text
        .lines()
        .skip_while(|line| !line.contains("alike:"))
        .nth(1)
        .unwrap()
        .trim()
        .to_owned();
    let (found, same) = explain(made, layout, &other).unwrap();
    assert!(found && same == text, "{other}: {same}");
}

#[test]
fn the_line_of_the_document_is_that_of_the_file() {
    let (made, layout) = project();
    let (_, text) = explain(made, layout, "GET /guardrails").unwrap();
    let line = text
        .lines()
        .find_map(|line| line.split_once("spec/openapi.yaml:"))
        .unwrap()
        .1;
    let line: usize = line.parse().unwrap();
    let file = std::fs::read_to_string(layout.document.as_ref().unwrap()).unwrap();
    let near: Vec<&str> = file.lines().skip(line.saturating_sub(2)).take(2).collect();
    assert!(near.iter().any(|line| line.trim() == "get:"), "{near:?}");
}

#[test]
fn what_the_overlay_removes_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
    let field = "          description: Its id\n";
    let page = crate::testing::PAGE.replace(
        field,
        &format!("{field}        size:\n          type: integer\n"),
    );
    write("get.md", &page);
    write(
        "codegen.toml",
        "[input]\npages = [\"get.md\"]\noverlay = \"overlay.yaml\"\n[package]\nname = \"t\"\n",
    );
    write(
        "overlay.yaml",
        "overlay: 1.0.0\nactions:\n  - target: $.components.schemas.Thing.properties.size\n    remove: true\n",
    );
    let layout = Layout::project(root).unwrap();
    let made = make(&layout, None, &|_| {}).unwrap();
    let place = "/components/schemas/Thing/properties/size";
    let line = format!("overlay    overlay.yaml:3: removes {place}");
    let (found, text) = explain(&made, &layout, "Thing").unwrap();
    assert!(found && text.contains(&line), "{text}");
    let (found, text) = explain(&made, &layout, place).unwrap();
    assert!(!found && text.contains(&line), "{text}");
}
