//! Overlays, on a document of one file.

use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::merge::Merged;
use pagecrate_spec::pointer::Pointer;
use pagecrate_spec::render::{Look, render};
use pagecrate_spec::source::Sources;
use pagecrate_spec::{overlay, read};
use serde_json::{Value, json};

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
tags: [{name: a}, {name: b}, {name: c}]
paths:
  /pets:
    get:
      parameters: [{name: limit, in: query, schema: {type: number}}]
      responses: {'200': {description: ok}}
    post: {deprecated: true, responses: {'200': {description: ok}}}
";

/// The document after an overlay, and what was said.
fn overlaid(text: &str) -> (Merged, Sources, String) {
    let mut sources = Sources::new();
    sources.add("api.yaml", DOCUMENT);
    let mut diagnostics = Diagnostics::new();
    let mut merged = read(&sources, &mut diagnostics).merged;
    let id = sources.add("overlay.yaml", text);
    overlay::apply(&mut merged, id, &sources, &mut diagnostics);
    let said = diagnostics
        .iter()
        .map(|one| render(one, &sources, &merged.provenance, Look::Plain));
    let said: Vec<_> = said.collect();
    (merged, sources, said.join("\n\n"))
}

fn actions(list: Value) -> Value {
    let text = json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": list});
    let (merged, _, said) = overlaid(&text.to_string());
    assert_eq!(said, "");
    merged.value
}

#[test]
fn updates_are_merged_and_items_appended() {
    let value = actions(json!([
        {"target": "$.info", "update": {"title": "Animals", "contact": {"name": "me"}}},
        {"target": "$.info", "update": {"contact": {"url": "https://x.example"}}},
        {"target": "$.tags", "update": {"name": "d"}},
        {"target": "$.paths.*.*", "update": {"tags": ["a"]}},
        {"target": "$.paths['/pets'].get.parameters[?@.name == 'limit'].schema", "update": {"type": "integer"}},
        {"target": "$.paths['/pets'].get", "update": {"tags": ["b"]}},
    ]));
    assert_eq!(
        value["info"],
        json!({"title": "Animals", "version": "1", "contact": {"name": "me", "url": "https://x.example"}})
    );
    assert_eq!(value["tags"].as_array().map(Vec::len), Some(4));
    let get = &value["paths"]["/pets"]["get"];
    assert_eq!(get["tags"], json!(["a", "b"]));
    assert_eq!(value["paths"]["/pets"]["post"]["tags"], json!(["a"]));
    assert_eq!(get["parameters"][0]["schema"]["type"], "integer");
}

#[test]
fn removals_hit_what_was_meant() {
    let value = actions(json!([
        {"target": "$.tags[2, 0]", "remove": true},
        {"target": "$.paths.*[?@.deprecated == true]", "remove": true, "update": {"x": 1}},
        {"target": "$..schema", "remove": true},
    ]));
    assert_eq!(value["tags"], json!([{"name": "b"}]));
    assert_eq!(
        value["paths"]["/pets"].as_object().map(|item| item.len()),
        Some(1)
    );
    assert_eq!(
        value["paths"]["/pets"]["get"]["parameters"],
        json!([{"name": "limit", "in": "query"}])
    );
}

/// An action sees what those before it made, and not what those after it will.
#[test]
fn actions_are_applied_in_order() {
    let value = actions(json!([
        {"target": "$", "update": {"x-made": {"a": 1}}},
        {"target": "$['x-made']", "update": {"b": 2}},
        {"target": "$['x-made'].a", "remove": true},
    ]));
    assert_eq!(value["x-made"], json!({"b": 2}));
}

#[test]
fn what_the_overlay_says_is_said_to_be_its() {
    let text = "overlay: 1.0.0\nactions:\n  - target: $.info\n    update:\n      title: Animals\n";
    let (merged, sources, said) = overlaid(text);
    assert_eq!(said, "");
    let place = |pointer: &str| {
        let pointer = Pointer::parse(pointer).expect("a pointer");
        let provided = merged.provenance.provided(&pointer, &sources);
        sources.place(provided.first().expect("a place").span)
    };
    assert_eq!(place("/info/title"), "overlay.yaml:5");
    assert_eq!(place("/info/version"), "api.yaml:2");
    assert_eq!(place("/paths/~1pets/get/parameters/0"), "api.yaml:7");
}

/// All problems are told, and the actions without one are applied.
#[test]
fn problems_are_told_at_their_lines() {
    let (merged, _, said) = overlaid(
        "overlay: 1.0.0
actions:
  - target: $.paths['/dogs']
    update: {get: {}}
  - target: $.paths[
    remove: true
  - update: {}
  - target: $.info
  - target: $.info.title
    update: {a: 1}
  - target: $.info
    update: [1]
  - target: $
    remove: true
  - target: $.info
    update: {title: Applied}
",
    );
    assert_eq!(merged.value["info"]["title"], "Applied");
    insta::assert_snapshot!(said);
    let (_, _, said) = overlaid("overlay: 2.0.0\nactions: []\n");
    assert!(said.contains("overlay.yaml:1"), "{said}");
    let (_, _, said) = overlaid("overlay: 1.0.0\n");
    assert!(said.contains("should have a list of `actions`"), "{said}");
}
