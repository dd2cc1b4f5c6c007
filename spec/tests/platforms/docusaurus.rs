use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};

use crate::support::Folder;

fn pack(bytes: &[u8]) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    STANDARD.encode(encoder.finish().expect("memory"))
}

pub(crate) fn page(api: &str) -> String {
    format!(
        "---\nid: find-boat\ntitle: \"Find a boat\"\nhide_title: true\napi: {api}\n---\n\n\
         import Heading from \"@theme/Heading\";\n\n<Heading children={{\"Find a boat\"}}></Heading>\n"
    )
}

fn boat() -> Value {
    json!({
        "title": "Boat",
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "title": "Name"},
            "tender": "circular(Boat)",
            "crew": {"type": "array", "items": {
                "title": "Sailor", "type": "object",
                "properties": {"ship": "circular(Boat)", "mate": "circular(Sailor)"},
            }},
        },
    })
}

pub(crate) fn operation() -> Value {
    json!({
        "tags": ["boats"],
        "operationId": "findBoat",
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
        "responses": {
            "200": {"description": "Found", "content": {"application/json": {"schema": {
                "oneOf": [boat(), {"title": "Raft", "type": "object", "properties": {"logs": {"type": "integer"}}}],
                "discriminator": {"propertyName": "kind", "mapping": {
                    "boat": boat(),
                    "raft": {"title": "Raft", "type": "object", "properties": {"logs": {"type": "integer"}}},
                }},
            }}}},
            "404": {"description": "Lost", "content": {"application/json": {"schema": "circular(Ghost)"}}},
        },
        "method": "get",
        "path": "/boats/{id}",
        "servers": [{"url": "https://harbour.example"}],
        "security": [{"key": []}],
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "info": {"title": "Harbour", "version": "3"},
        "postman": {"name": "Find"},
        "jsonRequestBodyExample": {},
    })
}

fn check(folder: &Folder) {
    assert_eq!(folder.operations(), ["GET /boats/{id}"]);
    let find = folder.operation("get", "/boats/{id}");
    assert_eq!(find["summary"], "Find a boat");
    assert_eq!(find["operationId"], "findBoat");
    assert_eq!(find.get("postman"), None);
    assert_eq!(find.get("path"), None);
    assert_eq!(
        folder.value()["servers"][0]["url"],
        "https://harbour.example"
    );
    assert_eq!(folder.value()["info"]["title"], "Harbour");
    let schemes = &folder.value()["components"]["securitySchemes"];
    assert_eq!(schemes["key"]["name"], "X-Key");
    let schema = &find["responses"]["200"]["content"]["application/json"]["schema"];
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    assert_eq!(
        schema["oneOf"],
        json!([reference("Boat"), reference("Raft")])
    );
    assert_eq!(
        schema["discriminator"]["mapping"],
        json!({"boat": "#/components/schemas/Boat", "raft": "#/components/schemas/Raft"})
    );
    let schemas = &folder.value()["components"]["schemas"];
    assert_eq!(schemas["Boat"]["properties"]["tender"], reference("Boat"));
    assert_eq!(schemas["Boat"]["properties"]["name"]["type"], "string");
    assert_eq!(schemas["Sailor"]["properties"]["ship"], reference("Boat"));
    assert_eq!(schemas["Sailor"]["properties"]["mate"], reference("Sailor"));
    assert_eq!(
        find["responses"]["404"]["content"]["application/json"]["schema"],
        json!({})
    );
    assert_eq!(
        folder.said("recursion-tied"),
        ["find.api.mdx:5 tied cut recursion again: `Boat`, `Sailor`"]
    );
    assert_eq!(
        folder.said("recursion-cut"),
        ["find.api.mdx:5 recursion was cut where nothing of its name is left: `Ghost`"]
    );
}

#[test]
fn packed_operations_are_read() {
    let api = pack(operation().to_string().as_bytes());
    check(&Folder::of(&[("find.api.mdx", &page(&api))]));
    check(&Folder::of(&[(
        "find.api.mdx",
        &page(&format!("\"{api}\"")),
    )]));
}

#[test]
fn plain_operations_are_read() {
    check(&Folder::of(&[(
        "find.api.mdx",
        &page(&operation().to_string()),
    )]));
}

#[test]
fn a_title_used_twice_is_kept_apart() {
    let other = |path: &str, property: &str| {
        page(
            &json!({
                "method": "get", "path": path,
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": {
                    "title": "Result", "type": "object", "properties": {property: {"type": "string"}},
                }}}}},
            })
            .to_string(),
        )
    };
    let (a, b) = (
        other("/a", "x"),
        other("/b", "y").replace("find-boat", "find-b"),
    );
    let folder = Folder::of(&[("a.api.mdx", &a), ("b.api.mdx", &b)]);
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    let schemas = &folder.value()["components"]["schemas"];
    assert_eq!(schemas["Result"]["properties"]["x"]["type"], "string");
    assert_eq!(
        schemas["find_b_Result"]["properties"]["y"]["type"],
        "string"
    );
}

#[test]
fn one_version_of_each_operation_is_read() {
    let newest = page(&operation().to_string());
    let mut older = operation();
    older["parameters"] = json!([]);
    let older = page(&older.to_string());
    let mut only = operation();
    only["path"] = json!("/gone");
    let only = page(&only.to_string());
    let folder = Folder::of(&[
        ("docs/boats/find.api.mdx", &newest),
        ("docs/boats/version-1.2/find.api.mdx", &older),
        ("docs/boats/version-1.2/gone.api.mdx", &only),
    ]);
    assert_eq!(folder.operations(), ["GET /boats/{id}", "GET /gone"]);
    assert!(folder.operation("get", "/boats/{id}")["parameters"].is_array());
    assert_eq!(
        folder.outcome("docs/boats/version-1.2/find.api.mdx"),
        "a newer version of the same operation is read"
    );
    assert_eq!(folder.said("older-version").len(), 1);
    assert_eq!(folder.complaints(), ["recursion-cut"]);
}

#[test]
fn what_cannot_be_unpacked_is_said() {
    let bomb = pack(&vec![b' '; 17 << 20]);
    let cut = &pack(operation().to_string().as_bytes())[..60];
    for (api, part) in [
        (bomb.as_str(), "unpacks to more than 16 MiB"),
        (cut, "no zlib stream"),
        ("eJzzzzzzzzzzzzzzzzzzzzzzzzzzz", "no base64"),
        ("{\"method\": ", "EOF"),
        (
            &pack(b"[1,22,333,4444,55555,666666,7777777]"),
            "no JSON object",
        ),
    ] {
        let folder = Folder::of(&[("x.api.mdx", &page(api))]);
        let said = folder.said("bad-fragment");
        assert!(
            said.len() == 1 && said[0].contains(part),
            "{part}: {said:?}"
        );
    }
    let nameless = json!({"method": "event", "path": "webhook"}).to_string();
    let folder = Folder::of(&[("x.api.mdx", &format!("---\napi: {nameless}\n---\n"))]);
    assert_eq!(folder.said("nothing-read").len(), 1);
    let none = Folder::of(&[("x.mdx", &page("users"))]);
    assert_eq!(none.outcome("x.mdx"), "no operation is described");
}

/// The demo: 22 pages, one of which is a webhook's.
#[test]
fn real_pages_give_every_operation() {
    let Some(folder) = Folder::shared("docusaurus/petstore-demo") else {
        return;
    };
    assert_eq!(folder.operations().len(), 21);
    let hook = &folder.value()["webhooks"]["newPet"]["post"];
    assert!(hook["requestBody"]["content"]["application/json"]["schema"].is_object());
    assert_eq!(folder.reading.accounting.webhooks, 1);
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    let pet = &folder.value()["components"]["schemas"]["Pet"];
    assert_eq!(
        pet["properties"]["friend"]["allOf"],
        json!([{"$ref": "#/components/schemas/Pet"}])
    );
}
