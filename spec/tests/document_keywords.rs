//! What OpenAPI 3.1 and 3.2 say beyond 3.0, in the typed document.

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type};
use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::{Document, keys, reference_in};
use pagecrate_spec::pointer::Pointer;
use serde_json::{Value, json};

fn read(value: Value) -> (Document, Vec<&'static str>) {
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(value, &mut diagnostics);
    let loud = diagnostics
        .iter()
        .filter(|one| one.severity > Severity::Note);
    let codes = loud.map(|one| one.code).collect();
    (document, codes)
}

/// A 3.1 document with these schemas.
fn with_schemas(schemas: Value) -> (Document, Vec<&'static str>) {
    read(json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "webhooks": {"w": {"post": {"responses": {"200": {"description": "ok"}}}}},
        "components": {"schemas": schemas},
    }))
}

fn schema<'a>(document: &'a Document, pointer: &str) -> &'a Schema {
    let pointer = Pointer::parse(pointer).expect("a pointer");
    match document.schema(&pointer) {
        Some(ReferenceOr::Item(schema)) => schema,
        other => panic!("{pointer}: {other:?}"),
    }
}

/// The one schema of a document that has no other.
fn one(value: Value) -> Schema {
    let (document, codes) = with_schemas(json!({ "A": value }));
    assert!(codes.is_empty(), "{codes:?}");
    schema(&document, "/components/schemas/A").clone()
}

fn extension<'a>(schema: &'a Schema, key: &str) -> &'a Value {
    schema
        .schema_data
        .extensions
        .get(key)
        .unwrap_or(&Value::Null)
}

#[test]
fn null_is_nullable() {
    for value in [
        json!({"type": ["string", "null"]}),
        json!({"oneOf": [{"type": "string"}, {"type": "null"}]}),
        json!({"anyOf": [{"type": "null"}, {"type": "string"}]}),
        json!({"anyOf": [{"type": "string"}, {"const": null}]}),
    ] {
        let read = one(value.clone());
        assert!(read.schema_data.nullable, "{value}");
        let is_text = matches!(read.schema_kind, SchemaKind::Type(Type::String(_)));
        assert!(is_text, "{value}: {read:?}");
    }
    let with_reference = json!({"anyOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}]});
    let (document, _) = with_schemas(json!({"A": with_reference, "B": {"type": "integer"}}));
    let read = schema(&document, "/components/schemas/A");
    assert!(read.schema_data.nullable);
    assert!(matches!(&read.schema_kind, SchemaKind::AllOf { all_of } if all_of.len() == 1));
    let mixed = one(json!({"enum": ["a", null]}));
    assert!(mixed.schema_data.nullable);
    let only = one(json!({"type": "null"}));
    assert!(only.schema_data.nullable);
}

#[test]
fn several_types_are_a_union_with_the_keywords_of_each() {
    let read = one(json!({"type": ["string", "integer", "null"], "minLength": 2, "maximum": 9}));
    assert!(read.schema_data.nullable);
    let SchemaKind::OneOf { one_of } = &read.schema_kind else {
        panic!("{read:?}");
    };
    let kinds: Vec<_> = one_of
        .iter()
        .filter_map(|branch| Some(&branch.as_item()?.schema_kind))
        .collect();
    let [
        SchemaKind::Type(Type::String(text)),
        SchemaKind::Type(Type::Integer(number)),
    ] = kinds[..]
    else {
        panic!("{kinds:?}");
    };
    assert_eq!((text.min_length, number.maximum), (Some(2), Some(9)));
    assert_eq!(extension(&read, keys::TYPES), &json!(["string", "integer"]));
}

#[test]
fn constants_examples_and_contents_are_kept() {
    let read = one(
        json!({"const": "a", "examples": ["a", "b"], "contentEncoding": "base64",
        "contentMediaType": "image/png"}),
    );
    let SchemaKind::Type(Type::String(text)) = &read.schema_kind else {
        panic!("{read:?}");
    };
    assert_eq!(text.enumeration, [Some("a".to_owned())]);
    assert_eq!(extension(&read, keys::CONST), "a");
    assert_eq!(read.schema_data.example, Some(json!("a")));
    assert_eq!(extension(&read, keys::EXAMPLES), &json!(["a", "b"]));
    assert_eq!(extension(&read, keys::CONTENT_ENCODING), "base64");
    assert_eq!(extension(&read, keys::CONTENT_MEDIA_TYPE), "image/png");
}

#[test]
fn bounds_have_one_form() {
    let new = one(
        json!({"type": "integer", "exclusiveMinimum": 3, "maximum": 18_446_744_073_709_551_615_u64}),
    );
    let SchemaKind::Type(Type::Integer(number)) = &new.schema_kind else {
        panic!("{new:?}");
    };
    assert_eq!((number.minimum, number.exclusive_minimum), (Some(3), true));
    // Beyond openapiv3's integers, and not lost.
    assert_eq!(number.maximum, None);
    assert_eq!(
        extension(&new, "x-maximum"),
        &json!(18_446_744_073_709_551_615_u64)
    );
}

#[test]
fn schemas_without_a_place_in_3_0_are_typed_and_found() {
    let (document, codes) = with_schemas(json!({"A": {
        "type": "array",
        "prefixItems": [{"type": "string"}, {"type": "integer"}],
        "items": false,
        "$defs": {"Inner": {"type": "object", "patternProperties": {"^x": {"type": "boolean"}},
            "unevaluatedProperties": false}},
    }, "B": true, "C": false, "D": {"$ref": "#/components/schemas/A/$defs/Inner"}}));
    assert!(codes.is_empty(), "{codes:?}");
    let a = schema(&document, "/components/schemas/A");
    let places = extension(a, keys::PREFIX_ITEMS).as_array().expect("a list");
    let second = places[1]["$ref"].as_str().expect("a reference");
    let (_, second) = document.resolve(second).expect("a schema");
    assert!(matches!(
        second.schema_kind,
        SchemaKind::Type(Type::Integer(_))
    ));
    assert_eq!(extension(a, keys::ITEMS), &json!(false));
    let inner = schema(&document, "/components/schemas/A/$defs/Inner");
    assert!(
        inner
            .schema_data
            .extensions
            .contains_key(keys::PATTERN_PROPERTIES)
    );
    assert_eq!(
        extension(inner, keys::UNEVALUATED_PROPERTIES),
        &json!(false)
    );
    assert!(matches!(
        schema(&document, "/components/schemas/B").schema_kind,
        SchemaKind::Any(_)
    ));
    assert!(matches!(
        schema(&document, "/components/schemas/C").schema_kind,
        SchemaKind::Not { .. }
    ));
    let (at, _) = document
        .resolve("#/components/schemas/D")
        .expect("a schema");
    assert_eq!(at.as_str(), "/components/schemas/A/$defs/Inner");
}

#[test]
fn references_may_have_siblings() {
    let (document, _) = with_schemas(json!({
        "A": {"$ref": "#/components/schemas/B", "description": "Mine", "properties": {"x": {}}},
        "B": {"type": "object"},
    }));
    let read = schema(&document, "/components/schemas/A");
    assert_eq!(read.schema_data.description.as_deref(), Some("Mine"));
    let SchemaKind::Any(any) = &read.schema_kind else {
        panic!("{read:?}");
    };
    assert_eq!((any.all_of.len(), any.properties.len()), (1, 1));
}

#[test]
fn anchors_and_settled_dynamic_references_are_references() {
    let (document, codes) = with_schemas(json!({
        "Node": {"$dynamicAnchor": "node", "type": "object",
            "properties": {"next": {"$dynamicRef": "#node"}, "name": {"$ref": "#name"}}},
        "Name": {"$anchor": "name", "type": "string"},
        "Id": {"$id": "https://example.com/tree", "type": "object",
            "properties": {"self": {"$ref": "tree"}}},
    }));
    assert!(codes.is_empty(), "{codes:?}");
    let references = |name: &str, property: &str| {
        let pointer = format!("/components/schemas/{name}");
        let SchemaKind::Type(Type::Object(object)) = &schema(&document, &pointer).schema_kind
        else {
            panic!("{name}");
        };
        match &object.properties[property] {
            ReferenceOr::Reference { reference } => reference.clone(),
            // The keyword is kept beside the reference.
            ReferenceOr::Item(item) => match &item.schema_kind {
                SchemaKind::AllOf { all_of } => match &all_of[..] {
                    [ReferenceOr::Reference { reference }] => reference.clone(),
                    _ => String::new(),
                },
                _ => String::new(),
            },
        }
    };
    assert_eq!(references("Node", "next"), "#/components/schemas/Node");
    assert_eq!(references("Node", "name"), "#/components/schemas/Name");
    assert_eq!(references("Id", "self"), "#/components/schemas/Id");
}

#[test]
fn requests_of_3_1_and_3_2_are_found() {
    let operation =
        |id: &str| json!({"operationId": id, "responses": {"200": {"description": "ok"}}});
    let (document, codes) = read(json!({
        "openapi": "3.2.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {
                "query": operation("q"),
                "additionalOperations": {"COPY": operation("copy")},
                "head": operation("h"), "trace": operation("t"), "options": operation("o"),
            },
            "/b": {"$ref": "#/components/pathItems/shared"},
            "/c": {"$ref": "#/paths/~1b", "post": operation("own")},
            "/d#fragment": {"get": {"responses": {"200": {"description": "ok", "content": {
                "application/jsonl": {"itemSchema": {"type": "integer"}},
                "application/json": {"$ref": "#/components/mediaTypes/Plain"},
            }}}}},
        },
        "webhooks": {"made": {"post": operation("hook")}},
        "components": {
            "pathItems": {"shared": {"get": operation("shared"), "post": operation("other")}},
            "mediaTypes": {"Plain": {"schema": {"type": "string"}}},
        },
    }));
    assert!(
        codes.iter().all(|code| *code == "duplicate-operation-id"),
        "{codes:?}"
    );
    let found: Vec<_> = document
        .operations()
        .iter()
        .map(|entry| {
            format!(
                "{} {} {}",
                entry.method,
                entry.path,
                entry.operation.operation_id.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "OPTIONS /a o",
            "HEAD /a h",
            "TRACE /a t",
            "QUERY /a q",
            "COPY /a copy",
            "GET /b shared",
            "POST /b other",
            "POST /c own",
            "GET /c shared",
            "GET /d#fragment -",
        ]
    );
    let hooks = document.webhook_payloads();
    assert_eq!((hooks.len(), hooks[0].name), (1, "made"));
    let operations = document.operations();
    let responses = &operations
        .last()
        .expect("one")
        .operation
        .responses
        .responses;
    let (_, response) = responses.first().expect("a response");
    let content = &response.as_item().expect("itself").content;
    let item = reference_in(&content["application/jsonl"].extensions, keys::ITEM_SCHEMA)
        .expect("a reference");
    assert!(document.resolve(item).is_some(), "{item}");
    let here = Pointer::root();
    let (at, plain) = document.media_type(&here, &content["application/json"]);
    assert_eq!(at.as_str(), "/components/mediaTypes/Plain");
    assert!(plain.schema.is_some());
}

/// By JSON Pointer anywhere in the document.
#[test]
fn references_lead_anywhere() {
    let (document, codes) = read(json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {"get": {
                "parameters": [{"name": "x", "in": "query", "schema": {"type": "integer", "maximum": 3}}],
                "responses": {"200": {"description": "ok", "content": {"application/json": {
                    "schema": {"type": "array", "items": {"type": "object", "properties": {"p": {"type": "string"}}}}}}}},
            }},
            "/b": {"get": {
                "parameters": [{"$ref": "#/paths/~1a/get/parameters/0"}],
                "responses": {"200": {"$ref": "#/paths/~1a/get/responses/200"}, "default": {
                    "description": "err", "content": {"application/json": {"schema": {
                        "$ref": "#/paths/~1a/get/responses/200/content/application~1json/schema/items/properties/p"}}}}},
            }},
        },
        "x-things": {"thing": {"type": "boolean"}},
        "components": {"schemas": {"T": {"$ref": "#/x-things/thing"}}},
    }));
    assert!(codes.is_empty(), "{codes:?}");
    let operations = document.operations();
    let b = operations[1].operation;
    let ReferenceOr::Reference { reference } = &b.parameters[0] else {
        panic!("{b:?}")
    };
    assert!(
        document
            .resolve_as::<openapiv3::Parameter>(reference)
            .is_some()
    );
    let (_, response) = &b.responses.responses.first().expect("one");
    assert!(document.follow(&Pointer::root(), response).is_some());
    let p = "#/paths/~1a/get/responses/200/content/application~1json/schema/items/properties/p";
    assert!(document.resolve(p).is_some());
    let (_, thing) = document
        .resolve("#/components/schemas/T")
        .expect("a schema");
    assert!(matches!(
        thing.schema_kind,
        SchemaKind::Type(Type::Boolean(_))
    ));
}

#[test]
fn wrong_references_are_told_with_the_right_one() {
    let mut diagnostics = Diagnostics::new();
    let _ = Document::read(
        json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
            "components": {
                "schemas": {
                    "Pet": {"type": "object"},
                    "A": {"$ref": "#/components/schemas/pet"},
                    "B": {"$ref": "#/components/responses/R"},
                    "C": {"$ref": "#/components/schemas/D"}, "D": {"$ref": "#/components/schemas/C"},
                    "E": {"allOf": [{"$ref": "#/components/schemas/F"}]}, "F": {"allOf": [{"$ref": "#/components/schemas/E"}]},
                    "G": {"$ref": "https://example.com/g.json"},
                },
                "responses": {"R": {"description": "r"}},
            },
        }),
        &mut diagnostics,
    );
    let errors: Vec<_> = diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| format!("{}: {}", one.code, one.message))
        .collect();
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn a_document_of_another_kind_is_told_from_a_broken_one() {
    let (document, codes) = read(json!({"asyncapi": "3.0.0", "channels": {}}));
    assert!(codes.is_empty() && document.operations().is_empty());
    for other in [json!([]), json!("openapi"), json!(null)] {
        assert_eq!(read(other).1, ["no-document"]);
    }
}
