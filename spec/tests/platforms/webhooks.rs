//! Pages of requests that the service sends: they are read with their payload, whatever made them.

use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use serde_json::json;

use crate::support::Folder;

/// A page of Fern's.
fn fern(name: &str, field: &str, schema: &str) -> String {
    format!(
        "# {name}\n\nPOST \n\nReference: https://docs.boats.example/{name}\n\n\
         ## OpenAPI 3.1 Webhook Specification\n\n```yaml\nopenapi: 3.1.0\ninfo:\n  title: API\n  \
         version: 1.0.0\npaths: {{}}\nwebhooks:\n  {name}:\n    post:\n      operationId: {name}\n      \
         tags:\n        - [subpackage_fleet]\n      requestBody:\n        content:\n          \
         application/json:\n            schema:\n              $ref: '#/components/schemas/{schema}'\n      \
         responses:\n        '200':\n          description: Received\ncomponents:\n  schemas:\n    \
         {schema}:\n      type: object\n      properties:\n        {field}:\n          type: string\n```\n"
    )
}

#[test]
fn pages_of_webhooks_only_give_their_payloads() {
    let (one, other) = (
        fern("boat-sunk", "depth", "Sunk"),
        fern("boat-built", "yard", "Built"),
    );
    let folder = Folder::of(&[("sunk.md", &one), ("built.md", &other)]);
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    assert_eq!(folder.outcome("sunk.md"), "fern 0");
    assert_eq!(folder.reading.accounting.webhooks, 2);
    let document = folder.value();
    let names: Vec<&String> = document["webhooks"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["boat-built", "boat-sunk"]);
    let hook = &document["webhooks"]["boat-sunk"]["post"];
    assert_eq!(hook["tags"], json!(["fleet"]));
    assert_eq!(
        document["components"]["schemas"]["Sunk"]["properties"]["depth"]["type"],
        "string"
    );
    let typed = Document::read(document.clone(), &mut Diagnostics::new());
    assert_eq!(typed.webhook_payloads().len(), 2);
}

/// Two webhooks whose pages give one name to two shapes keep their own; of two pages of one webhook,
/// the first by name is taken, and both are shown.
#[test]
fn webhooks_that_differ_are_settled_as_operations_are() {
    let page = |title: &str, hook: &str, field: &str| {
        format!(
            "# {title}\n\n````yaml {title}.json webhook {hook}\nopenapi: 3.1.0\ninfo: {{title: {title}, version: '1'}}\n\
             webhooks:\n  {hook}:\n    post:\n      requestBody: {{content: {{application/json: {{schema: \
             {{$ref: '#/components/schemas/Event'}}}}}}}}\n      responses: {{'200': {{description: ok}}}}\n\
             components:\n  schemas:\n    Event: {{type: object, properties: {{{field}: {{type: string}}}}}}\n````\n"
        )
    };
    let (sunk, built) = (page("sea", "sunk", "depth"), page("land", "built", "yard"));
    let folder = Folder::of(&[("a.md", &sunk), ("b.md", &built)]);
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    let document = folder.value();
    let schema = |hook: &str| {
        let body = &document["webhooks"][hook]["post"]["requestBody"];
        body["content"]["application/json"]["schema"]["$ref"].clone()
    };
    assert_ne!(schema("sunk"), schema("built"));
    let again = page("sea", "sunk", "depth").replace("'200':", "'202':");
    let folder = Folder::of(&[("a.md", &sunk), ("c.md", &again)]);
    assert_eq!(folder.complaints(), ["operation-conflict"]);
    let said = folder.said("operation-conflict");
    assert!(said[0].contains("the webhook `sunk`"), "{said:?}");
}

/// Real pages of webhooks.
#[test]
fn real_webhooks_are_read() {
    let Some(folder) = Folder::shared("fern/other") else {
        return;
    };
    assert_eq!(folder.reading.accounting.webhooks, 1);
    let hooks = &folder.value()["webhooks"];
    assert!(hooks["ecomm-inventory-changed"]["post"]["requestBody"].is_object());
}
