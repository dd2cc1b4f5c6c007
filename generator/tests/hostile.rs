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
        3000,
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
    assert!(made(chain(2000, link, json!({"type": "string"}))).is_ok());
}

#[test]
fn chains_of_unions_are_followed() {
    let link = |_, next: Value| json!({"oneOf": [next.clone(), {"type": "array", "items": next}]});
    assert!(made(chain(300, link, json!({"type": "string"}))).is_ok());
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
