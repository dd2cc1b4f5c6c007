//! Documents that are absurd, through everything up to the text of the client: each ends in a result
//! or an error, in the small stack of a test's thread.

use std::time::{Duration, Instant};

use pagecrate_generator::{Config, generate};
use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::Document;
use serde_json::{Map, Value, json};

/// Generous, because tests are not optimised and run beside each other.
const LIMIT: Duration = Duration::from_secs(120);

fn document(body: Value, schemas: Map<String, Value>) -> Value {
    json!({
        "openapi": "3.1.0", "info": {"title": "Case", "version": "1"},
        "paths": {"/things": {"post": {
            "operationId": "send", "tags": ["things"],
            "requestBody": {"content": {"application/json": {"schema": body}}},
            "responses": {"204": {"description": "done"}}
        }}},
        "components": {"schemas": schemas}
    })
}

/// Components that each refer to the next.
fn chain(length: usize, link: impl Fn(usize, Value) -> Value, last: Value) -> Value {
    let name = |index: usize| json!({"$ref": format!("#/components/schemas/C{index}")});
    let mut schemas = Map::new();
    for index in 0..length {
        schemas.insert(format!("C{index}"), link(index, name(index + 1)));
    }
    schemas.insert(format!("C{length}"), last);
    document(name(0), schemas)
}

/// The size of the text, or the codes of the errors.
fn made(document: Value) -> Result<usize, Vec<&'static str>> {
    let started = Instant::now();
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(document, &mut diagnostics);
    let output = generate(&document, &Config::default(), &mut diagnostics);
    assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
    output.map(|output| output.size()).ok_or_else(|| {
        let errors = diagnostics
            .iter()
            .filter(|one| one.severity == Severity::Error);
        let mut codes: Vec<_> = errors.map(|one| one.code).collect();
        codes.dedup();
        codes
    })
}

#[test]
fn chains_of_lists_get_names_on_the_way() {
    let lists = chain(
        10_000,
        |_, next| json!({"type": "array", "items": next}),
        json!({"type": "string"}),
    );
    assert!(made(lists).is_ok());
    let maps = chain(
        3000,
        |_, next| json!({"type": "object", "additionalProperties": next}),
        json!(true),
    );
    assert!(made(maps).is_ok());
}

#[test]
fn chains_of_references_and_objects_are_followed() {
    assert!(made(chain(10_000, |_, next| next, json!({"type": "string"}))).is_ok());
    let link =
        |_, next| json!({"type": "object", "required": ["next"], "properties": {"next": next}});
    assert!(made(chain(10_000, link, json!({"type": "string"}))).is_ok());
}

#[test]
fn chains_of_unions_are_followed() {
    let link = |_, next: Value| json!({"oneOf": [next.clone(), {"type": "array", "items": next}]});
    assert!(made(chain(2000, link, json!({"type": "string"}))).is_ok());
}

#[test]
fn the_same_part_twice_at_each_of_forty_levels_is_no_more_than_once() {
    let link = |_, next: Value| json!({"allOf": [next.clone(), next]});
    let last = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    assert!(made(chain(40, link, last)).is_ok());
}

#[test]
fn properties_that_are_taken_over_again_and_again_are_too_many() {
    let link = |index, next| json!({"allOf": [next, {"properties": {format!("p{index}"): {"type": "string"}}}]});
    let all: Vec<Value> = (0..3000)
        .map(|index| json!({"$ref": format!("#/components/schemas/C{index}")}))
        .collect();
    let mut value = chain(3000, link, json!({"type": "object"}));
    value["components"]["schemas"]["All"] = json!({"anyOf": all});
    assert_eq!(made(value), Err(vec!["too-many-properties"]));
}

#[test]
fn circles_of_parts_are_errors() {
    let schemas = json!({
        "A": {"allOf": [{"$ref": "#/components/schemas/B"}]},
        "B": {"allOf": [{"$ref": "#/components/schemas/A"}]},
    });
    let Value::Object(schemas) = schemas else {
        unreachable!("an object was written");
    };
    let value = document(json!({"$ref": "#/components/schemas/A"}), schemas);
    assert_eq!(made(value), Err(vec!["cyclic-all-of"]));
}

#[test]
fn long_names_are_cut_and_stay_apart() {
    let long = "word".repeat(2500);
    let schema = json!({"type": "object", "properties": {
        (long.clone()): {"type": "string", "enum": ["q".repeat(10_000), "q".repeat(9_999)]},
        (format!("{long}s")): {"type": "string"},
    }});
    let value = document(schema, Map::new());
    assert!(made(value).is_ok_and(|size| size > 0));
}

#[test]
fn many_values_are_a_long_enum() {
    let values: Vec<String> = (0..20_000).map(|index| format!("value{index}")).collect();
    assert!(
        made(document(
            json!({"type": "string", "enum": values}),
            Map::new()
        ))
        .is_ok()
    );
}

#[test]
fn chains_of_parts_are_followed() {
    let last = || json!({"type": "object", "properties": {"a": {"type": "string"}}});
    assert!(made(chain(2000, |_, next| json!({"allOf": [next]}), last())).is_ok());
    let parts: Vec<Value> = (0..2000)
        .map(|index| json!({"properties": {format!("p{index}"): {"type": "string"}}}))
        .collect();
    assert!(made(document(json!({"allOf": parts}), Map::new())).is_ok());
}

#[test]
fn circles_of_many_parts_are_errors() {
    let name = |index: usize| format!("C{}", index % 300);
    let schemas = (0..300).map(|index| {
        let next = json!({"$ref": format!("#/components/schemas/{}", name(index + 1))});
        let own = json!({"properties": {format!("p{index}"): {"type": "string"}}});
        (name(index), json!({"allOf": [next, own]}))
    });
    let value = document(
        json!({"$ref": "#/components/schemas/C0"}),
        schemas.collect(),
    );
    assert_eq!(made(value), Err(vec!["cyclic-all-of"]));
}

#[test]
fn unions_of_many_branches_are_unions() {
    let objects: Vec<Value> = (0..5000)
        .map(|index| {
            let name = format!("k{index}");
            json!({"type": "object", "required": [name], "properties": {name: {"type": "string"}}})
        })
        .collect();
    assert!(made(document(json!({"oneOf": objects}), Map::new())).is_ok());
    let constants: Vec<Value> = (0..20_000)
        .map(|index| json!({"const": format!("v{index}")}))
        .collect();
    assert!(made(document(json!({"oneOf": constants}), Map::new())).is_ok());
    let mapping: Map<String, Value> = (0..5000)
        .map(|index| {
            let target = json!(format!("#/components/schemas/S{index}"));
            (format!("v{index}"), target)
        })
        .collect();
    let branches: Vec<Value> = mapping
        .values()
        .map(|target| json!({"$ref": target}))
        .collect();
    let schemas = (0..5000).map(|index| {
        let own = json!({"type": "object", "properties": {"kind": {"type": "string"}}});
        (format!("S{index}"), own)
    });
    let union = json!({
        "oneOf": branches, "discriminator": {"propertyName": "kind", "mapping": mapping}
    });
    assert!(made(document(union, schemas.collect())).is_ok());
}

#[test]
fn many_parameters_and_many_tags_are_taken() {
    let mut value = document(json!({"type": "string"}), Map::new());
    let parameters: Vec<Value> = (0..10_000)
        .map(|index| json!({"name": format!("p{index}"), "in": "query", "schema": {"type": "string"}}))
        .collect();
    value["paths"]["/things"]["post"]["parameters"] = json!(parameters);
    assert!(made(value).is_ok());
    let paths: Map<String, Value> = (0..1000)
        .map(|index| {
            let get = json!({
                "tags": [format!("tag {index}")], "operationId": format!("get{index}"),
                "responses": {"204": {"description": "done"}}
            });
            (format!("/t{index}"), json!({ "get": get }))
        })
        .collect();
    let mut value = document(json!({"type": "string"}), Map::new());
    value["paths"] = Value::Object(paths);
    assert!(made(value).is_ok());
}

#[test]
fn long_names_of_everything_are_cut() {
    let long = |letters: &str| letters.repeat(10_000 / letters.len());
    let schemas = Map::from_iter([(
        long("word"),
        json!({"type": "object", "title": long("Title "), "properties": {
            (long("Prop")): {"type": "object", "properties": {(long("a_b_")): {"enum": [long("x"), long("xy")]}}}
        }}),
    )]);
    let reference = json!({"$ref": format!("#/components/schemas/{}", long("word"))});
    let mut value = document(reference, schemas);
    let mut item = value["paths"]["/things"].take();
    item["post"]["operationId"] = json!(long("Op"));
    item["post"]["tags"] = json!([long("tag ")]);
    item["post"]["parameters"] = json!([
        {"name": long("Query"), "in": "query", "schema": {"type": "string"}},
        {"name": long("path"), "in": "path", "required": true, "schema": {"type": "string"}},
    ]);
    value["paths"] = json!({format!("/{}/{{{}}}", long("x"), long("path")): item});
    assert!(made(value).is_ok());
}

/// What is text in Rust has to be escaped in Rust: the file still parses.
#[test]
fn signs_that_cannot_be_seen_are_escaped() {
    let odd = "a\u{0}b\u{202e}c\u{200d}\u{feff}d";
    let schema = json!({"type": "object", "title": odd, "description": odd, "properties": {
        (odd): {"type": "string", "enum": [odd, "\u{202e}", "\u{0}", "\u{2028}"], "default": odd},
        "\u{0}": {"type": "string", "pattern": "(a+)+$[*/\u{0}"},
        "\u{202e}": {"type": "string"},
        "\u{202e}\u{202e}": {"type": "integer"},
    }});
    let mut value = document(schema, Map::new());
    value["paths"]["/things"]["post"]["parameters"] =
        json!([{"name": odd, "in": "query", "schema": {"type": "string"}}]);
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(value, &mut diagnostics);
    let output = generate(&document, &Config::default(), &mut diagnostics).expect("a client");
    let hidden = |c: char| {
        c == '\0' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    for (name, text) in &output.files {
        assert!(!text.contains(hidden), "{name}");
        if name.ends_with(".rs") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn long_texts_are_documentation() {
    let text =
        |part: &str| json!({"type": "string", "description": part.repeat(20_000 / part.len())});
    let schema = json!({"type": "object", "properties": {
        "a": text("x"), "b": text("`"), "c": text("["), "d": text("> "), "e": text("*a "),
        "f": text("- "), "g": text("![]("), "h": text("<a "),
    }});
    assert!(made(document(schema, Map::new())).is_ok());
}
