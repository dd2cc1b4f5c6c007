//! What is wrong with a document and stops nothing, each told by its code and place.

use pagecrate_spec::diagnostic::{Diagnostics, Place, Severity};
use pagecrate_spec::document::{Document, pointer_in};
use pagecrate_spec::pointer::Pointer;
use serde_json::{Value, json};

/// A document without fault.
fn sound() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://{region}.example", "variables": {"region": {"default": "eu", "enum": ["eu"]}}}],
        "tags": [{"name": "a"}],
        "paths": {"/a/{id}": {"get": {
            "operationId": "get",
            "parameters": [
                {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                {"name": "q", "in": "query", "schema": {"type": "string"}},
            ],
            "responses": {"200": {"description": "ok"}},
        }}},
        "components": {
            "schemas": {"A": {"type": "string"}},
            "securitySchemes": {"s": {"type": "http", "scheme": "bearer"}},
        },
    })
}

/// The codes and places of what is said after a value was put at a pointer.
fn said(at: &str, value: Value) -> Vec<String> {
    let mut document = sound();
    let (parent, key) = at.rsplit_once('/').expect("a pointer");
    let key = key.replace("~1", "/");
    match document.pointer_mut(parent) {
        Some(Value::Object(map)) if value.is_null() => drop(map.shift_remove(&key)),
        Some(Value::Object(map)) => drop(map.insert(key, value)),
        Some(Value::Array(list)) => list.push(value),
        other => panic!("{parent}: {other:?}"),
    }
    let mut diagnostics = Diagnostics::new();
    let _ = Document::read(document, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    let places = diagnostics.iter().map(|one| {
        let place = one.labels.first().map(|label| &label.place);
        match place {
            Some(Place::Pointer(pointer)) => format!("{} {pointer}", one.code),
            _ => one.code.to_owned(),
        }
    });
    places.collect()
}

#[test]
fn each_fault_is_told_at_its_place() {
    let get = "/paths/~1a~1{id}/get";
    let ok = json!({"200": {"description": "ok"}});
    let same = json!({"get": {"operationId": "get", "responses": ok}});
    let other = json!({"post": {"parameters": [{"name": "b", "in": "path", "required": true, "schema": {}}], "responses": ok}});
    let cases = [
        ("/x-fine".to_owned(), json!(1), vec![]),
        (
            "/info/title".to_owned(),
            Value::Null,
            vec!["missing-field /info".to_owned()],
        ),
        (
            "/info/version".to_owned(),
            Value::Null,
            vec!["missing-field /info".to_owned()],
        ),
        (
            "/info/tite".to_owned(),
            json!("x"),
            vec!["unknown-keyword /info/tite".to_owned()],
        ),
        (
            "/info/description".to_owned(),
            json!([]),
            vec!["wrong-type /info/description".to_owned()],
        ),
        (
            "/openapi".to_owned(),
            json!("4.0.0"),
            vec!["unknown-version /openapi".to_owned()],
        ),
        (
            "/servers/0/variables".to_owned(),
            Value::Null,
            vec!["undeclared-variable /servers/0/url".to_owned()],
        ),
        (
            "/servers/0/variables/region".to_owned(),
            json!({"default": "us", "enum": ["eu"]}),
            vec!["default-not-in-enum /servers/0/variables/region/default".to_owned()],
        ),
        (
            "/tags/-".to_owned(),
            json!({"name": "a"}),
            vec!["duplicate-tag /tags/1".to_owned()],
        ),
        (
            "/paths".to_owned(),
            json!({}),
            vec!["no-operations ".to_owned()],
        ),
        (
            "/paths/b".to_owned(),
            json!({}),
            vec!["path-without-slash /paths/b".to_owned()],
        ),
        (
            "/paths/~1b".to_owned(),
            same,
            vec!["duplicate-operation-id /paths/~1b/get/operationId".to_owned()],
        ),
        (
            "/paths/~1a~1{b}".to_owned(),
            other,
            vec!["ambiguous-path /paths/~1a~1{b}".to_owned()],
        ),
        (
            format!("{get}/parameters"),
            json!([]),
            vec![format!("undeclared-path-parameter {get}")],
        ),
        (
            format!("{get}/parameters/-"),
            json!({"name": "z", "in": "path", "required": true, "schema": {}}),
            vec![format!("unused-path-parameter {get}")],
        ),
        (
            format!("{get}/parameters/-"),
            json!({"name": "q", "in": "query", "schema": {}}),
            vec![format!("duplicate-parameter {get}/parameters/2")],
        ),
        (
            format!("{get}/parameters/-"),
            json!({"name": "z"}),
            vec![format!("unplaced-parameter {get}/parameters/2")],
        ),
        (
            format!("{get}/responses"),
            json!({"404": {"description": "none"}}),
            vec![format!("no-success-response {get}")],
        ),
        (
            format!("{get}/responses/200"),
            json!({}),
            vec![format!("missing-field {get}/responses/200")],
        ),
        (
            format!("{get}/responses/2000"),
            json!({"description": ""}),
            vec![format!("bad-status {get}/responses/2000")],
        ),
        (
            format!("{get}/requestBody"),
            json!({}),
            vec![format!("missing-field {get}/requestBody")],
        ),
        (
            "/components/schemas/A b".to_owned(),
            json!({}),
            vec!["component-name /components/schemas/A b".to_owned()],
        ),
        (
            "/components/schemas/B".to_owned(),
            json!({"type": "strnig"}),
            vec!["unknown-type /components/schemas/B/type".to_owned()],
        ),
        (
            "/components/schemas/B".to_owned(),
            json!({"type": "string", "requried": []}),
            vec!["unknown-keyword /components/schemas/B/requried".to_owned()],
        ),
        (
            "/components/schemas/B".to_owned(),
            json!({"oneOf": []}),
            vec!["empty-union /components/schemas/B/oneOf".to_owned()],
        ),
        (
            "/components/securitySchemes/o".to_owned(),
            json!({"type": "oauth2", "flows": {"implicit": {"scopes": {}}}}),
            vec!["missing-field /components/securitySchemes/o/flows/implicit".to_owned()],
        ),
        (
            "/components/securitySchemes/o".to_owned(),
            json!({"type": "apiKey", "in": "body", "name": "x"}),
            vec!["bad-key-location /components/securitySchemes/o".to_owned()],
        ),
    ];
    for (at, value, wanted) in cases {
        assert_eq!(said(&at, value.clone()), wanted, "{at} = {value}");
    }
}

/// The first of two equal parameters holds; what follows still knows where it stood.
#[test]
fn parameters_that_are_there_twice_are_kept_aside() {
    let mut document = sound();
    let list = document
        .pointer_mut("/paths/~1a~1{id}/get/parameters")
        .and_then(Value::as_array_mut);
    let list = list.expect("a list");
    list.insert(
        1,
        json!({"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}),
    );
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(document, &mut diagnostics);
    assert_eq!(diagnostics.count(Severity::Warning), 1);
    let operations = document.operations();
    let parameters: Vec<_> = operations[0]
        .operation
        .parameters
        .iter()
        .filter_map(|one| one.as_item())
        .collect();
    let names: Vec<_> = parameters
        .iter()
        .map(|one| one.parameter_data_ref().name.as_str())
        .collect();
    assert_eq!(names, ["id", "q"]);
    let extensions = &parameters[1].parameter_data_ref().extensions;
    let at = pointer_in(extensions, &Pointer::root());
    assert_eq!(at.as_str(), "/paths/~1a~1{id}/get/parameters/2");
    assert_eq!(
        operations[0].operation.extensions["x-parameters"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}
