//! Swagger 2.0 as OpenAPI 3.0.

use pagecrate_spec::diagnostic::{Diagnostics, Place, Severity};
use pagecrate_spec::document::{Document, Version};
use pagecrate_spec::pointer::Pointer;
use pagecrate_spec::{swagger, yaml};
use serde_json::{Value, json};

fn source() -> Value {
    yaml::read(include_str!("document/swagger.yaml")).expect("a document")
}

#[test]
fn converts() {
    let mut diagnostics = Diagnostics::new();
    let converted = swagger::convert(source(), &mut diagnostics);
    assert_eq!(diagnostics.count(Severity::Warning), 0);
    insta::assert_snapshot!(yaml::write(&converted.value));
    // Every place that is noted is one of both documents.
    let old = source();
    for (new, at) in &converted.moved {
        let inserted = new.as_str().ends_with("requestBody") || new.as_str() == "/servers";
        assert!(
            inserted || converted.value.pointer(new.as_str()).is_some(),
            "{new}"
        );
        assert!(old.pointer(at.as_str()).is_some(), "{at}");
    }
    let property = Pointer::parse("/components/schemas/Boat/properties/name").unwrap();
    assert_eq!(
        converted.origin(&property).as_str(),
        "/definitions/Boat/properties/name"
    );
    let body = "/paths/~1boats~1{id}/put/requestBody/content/application~1json/schema";
    let body = Pointer::parse(body).unwrap();
    assert_eq!(converted.origin(&body).as_str(), "/parameters/boat/schema");
}

#[test]
fn reads_as_a_document() {
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(source(), &mut diagnostics);
    for one in &diagnostics {
        assert!(one.severity == Severity::Note, "{one:?}");
    }
    assert_eq!(document.version, Version::Swagger2);
    let ids: Vec<_> = document
        .operations()
        .iter()
        .filter_map(|entry| entry.operation.operation_id.as_deref())
        .collect();
    let all = [
        "listBoats",
        "addBoat",
        "replaceBoat",
        "uploadPhoto",
        "downloadPhoto",
        "login",
    ];
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    let mut wanted = all.to_vec();
    wanted.sort_unstable();
    assert_eq!(sorted, wanted);
    assert_eq!(
        document.openapi.servers[0].url,
        "https://harbour.example/v2"
    );
}

/// Problems are shown where the author wrote them.
#[test]
fn places_are_those_of_the_swagger_document() {
    let document = json!({
        "swagger": "2.0",
        "info": {"title": "t", "version": "1"},
        "definitions": {"A": {"type": "object", "properties": {"b": {"type": "strnig"}}}},
        "paths": {"/a": {"post": {
            "parameters": [
                {"name": "q", "in": "query", "type": "array", "collectionFormat": "tsv"},
                {"name": "x", "in": "body", "schema": {"$ref": "#/definitions/Missing"}},
            ],
            "responses": {"200": {"description": "ok"}},
        }}},
    });
    let mut diagnostics = Diagnostics::new();
    let _ = Document::read(document, &mut diagnostics);
    let place = |code: &str| {
        let found = diagnostics.iter().find(|one| one.code == code).expect(code);
        match &found.labels[0].place {
            Place::Pointer(pointer) => pointer.as_str().to_owned(),
            Place::Span(_) => String::new(),
        }
    };
    assert_eq!(place("unknown-type"), "/definitions/A/properties/b/type");
    assert_eq!(place("collection-format"), "/paths/~1a/post/parameters/0");
    assert_eq!(
        place("dangling-reference"),
        "/paths/~1a/post/parameters/1/schema/$ref"
    );
}

/// `default` is the name of an answer there, and no value that may hold anything.
#[test]
fn references_of_the_default_answer_are_led_along() {
    let document = json!({
        "swagger": "2.0",
        "info": {"title": "t", "version": "1"},
        "definitions": {"Default": {"type": "object", "properties": {"default": {"$ref": "#/definitions/A"}}},
            "A": {"type": "string", "default": {"$ref": "#/definitions/A"}}},
        "responses": {"error": {"description": "No.", "schema": {"$ref": "#/definitions/Default"}}},
        "paths": {"/a": {"get": {"responses": {"default": {"$ref": "#/responses/error"}}}}},
    });
    let mut diagnostics = Diagnostics::new();
    let converted = swagger::convert(document, &mut diagnostics).value;
    let at = |pointer: &str| converted.pointer(pointer).and_then(Value::as_str);
    assert_eq!(
        at("/paths/~1a/get/responses/default/$ref"),
        Some("#/components/responses/error")
    );
    let property = "/components/schemas/Default/properties/default/$ref";
    assert_eq!(at(property), Some("#/components/schemas/A"));
    assert_eq!(
        at("/components/schemas/A/default/$ref"),
        Some("#/definitions/A")
    );
}

/// Whatever stands where, nothing breaks.
#[test]
fn survives_wrong_types_everywhere() {
    let odd = [
        json!(null),
        json!(1),
        json!("x"),
        json!([]),
        json!([1]),
        json!({}),
        json!({"$ref": 1}),
    ];
    let whole = source();
    for (pointer, value) in pointers(&whole).iter().zip(odd.iter().cycle()) {
        let mut document = whole.clone();
        if let Some(slot) = document.pointer_mut(pointer) {
            *slot = value.clone();
        }
        let _ = Document::read(document, &mut Diagnostics::new());
    }
}

fn pointers(value: &Value) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut at = 0;
    while let Some(pointer) = all.get(at).cloned() {
        at += 1;
        match value.pointer(&pointer) {
            Some(Value::Object(map)) => {
                let keys = map
                    .keys()
                    .map(|key| key.replace('~', "~0").replace('/', "~1"));
                all.extend(keys.map(|key| format!("{pointer}/{key}")));
            }
            Some(Value::Array(list)) => {
                all.extend((0..list.len()).map(|index| format!("{pointer}/{index}")));
            }
            _ => {}
        }
    }
    all.retain(|pointer| pointer != "/swagger");
    all
}
