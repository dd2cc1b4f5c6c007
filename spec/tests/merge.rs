//! What several files and pages say together.

use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::fragment::Trust;
use pagecrate_spec::pointer::Pointer;
use pagecrate_spec::render::{Look, render};
use pagecrate_spec::source::Sources;
use pagecrate_spec::{Reading, read};

/// What is left of some texts, and everything that is said of them.
fn merged(texts: &[(&str, &str)]) -> (Reading, Sources, Vec<String>) {
    let mut sources = Sources::new();
    for (name, text) in texts {
        sources.add(*name, *text);
    }
    let mut diagnostics = Diagnostics::new();
    let reading = read(&sources, &mut diagnostics);
    let loud = diagnostics
        .iter()
        .filter(|one| one.severity > Severity::Note);
    let said = loud.map(|one| render(one, &sources, &reading.merged.provenance, Look::Plain));
    let said = said.collect();
    (reading, sources, said)
}

const LIST: &str = "openapi: 3.1.0
info: {title: Boats, version: '1'}
servers: [{url: 'https://a.example'}]
paths:
  /boats:
    get: {operationId: listBoats, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}}}
components:
  schemas:
    Boat: {type: object, properties: {name: {type: string}}}
    Error: {type: object, description: An error, properties: {message: {type: string}}}
";

const ADD: &str = "openapi: 3.1.1
info: {title: Boats, version: '1'}
servers: [{url: 'https://a.example'}, {url: 'https://b.example'}]
paths:
  /boats:
    post: {operationId: addBoat, responses: {'201': {description: ok}}}
  /boats/{id}:
    delete: {operationId: sink, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: ok}}}
components:
  schemas:
    Error: {type: object, description: Said otherwise, properties: {message: {type: string}}}
    Crew: {type: object}
";

#[test]
fn items_are_joined_by_method_and_components_by_name() {
    let (reading, _, said) = merged(&[("list.yaml", LIST), ("add.yaml", ADD)]);
    assert!(said.is_empty(), "{said:?}");
    insta::assert_snapshot!(pagecrate_spec::yaml::write(&reading.merged.value));
    assert_eq!(
        (reading.accounting.operations, reading.merged.shared),
        (3, 1)
    );
}

#[test]
fn the_order_of_files_is_of_no_matter() {
    let (one, ..) = merged(&[("list.yaml", LIST), ("add.yaml", ADD)]);
    let (other, ..) = merged(&[("add.yaml", ADD), ("list.yaml", LIST)]);
    assert_eq!(
        pagecrate_spec::yaml::write(&one.merged.value),
        pagecrate_spec::yaml::write(&other.merged.value)
    );
}

#[test]
fn each_piece_knows_its_files() {
    let (reading, sources, _) = merged(&[("list.yaml", LIST), ("add.yaml", ADD)]);
    let places = |pointer: &str| {
        let pointer = Pointer::parse(pointer).expect("a pointer");
        let provided = reading.merged.provenance.provided(&pointer, &sources);
        let places: Vec<_> = provided.iter().map(|one| sources.place(one.span)).collect();
        places
    };
    assert_eq!(places("/paths/~1boats/get"), ["list.yaml:6"]);
    assert_eq!(places("/paths/~1boats/post/responses/201"), ["add.yaml:6"]);
    assert_eq!(
        places("/components/schemas/Error/properties/message"),
        ["add.yaml:11", "list.yaml:10"]
    );
    assert_eq!(places("/servers/1"), ["add.yaml:3"]);
    assert_eq!(places("/info/title"), ["add.yaml:2"]);
    // What nobody stated belongs to the document as a whole.
    assert_eq!(places("/x-none"), ["add.yaml:1", "list.yaml:1"]);
    let pointer = Pointer::parse("/paths/~1boats/get").expect("a pointer");
    assert_eq!(reading.merged.provenance.trust(&pointer), Some(Trust::Spec));
}

#[test]
fn two_files_keep_their_own_shapes_of_one_name() {
    let other = ADD
        .replace("{type: string}}}\n    Crew", "{type: integer}}}\n    Crew")
        .replace(
            "{'201': {description: ok}}",
            "{'201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}}",
        );
    let (reading, _, said) = merged(&[("list.yaml", LIST), ("other.yaml", &other)]);
    assert!(said.is_empty(), "{said:?}");
    let document = &reading.merged.value;
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Error"]["properties"]["message"]["type"], "string");
    let own = &schemas["other_Error"]["properties"]["message"]["type"];
    assert_eq!(own, "integer");
    let answer = &document["paths"]["/boats"]["post"]["responses"]["201"];
    assert_eq!(
        answer["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/other_Error"
    );
}

/// Pages that do not say which specification they are from.
#[test]
fn two_shapes_under_one_name_are_an_error_with_both_places() {
    let page = |kind: &str, path: &str| {
        format!(
            "# Boat\n\nGET https://a.example{path}\n\n## OpenAPI Specification\n\n```yaml\n\
             openapi: 3.1.0\npaths:\n  {path}:\n    get: {{responses: {{'200': {{description: ok, content: \
             {{application/json: {{schema: {{$ref: '#/components/schemas/Boat'}}}}}}}}}}}}\n\
             components:\n  schemas:\n    Boat: {{type: {kind}}}\n```\n"
        )
    };
    let (one, other) = (page("string", "/a"), page("integer", "/b"));
    let (_, _, said) = merged(&[("one.md", &one), ("other.md", &other)]);
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn one_operation_stated_twice_and_differently_shows_both() {
    let other = LIST
        .replace("'200'", "'202'")
        .replace("listBoats", "allBoats");
    let (reading, _, said) = merged(&[("list.yaml", LIST), ("other.yaml", &other)]);
    insta::assert_snapshot!(said.join("\n\n"));
    assert_eq!(reading.merged.repeated, 1);
    let get = &reading.merged.value["paths"]["/boats"]["get"];
    assert_eq!(get["operationId"], "listBoats");
    // The same, called otherwise in its path, is the same.
    let same = ADD
        .replace("{id}", "{boat}")
        .replace("name: id", "name: boat");
    let (reading, _, _) = merged(&[("add.yaml", ADD), ("same.yaml", &same)]);
    assert_eq!(reading.accounting.operations, 2);
}

/// One file that has two paths of one shape means both.
#[test]
fn paths_of_one_shape_in_one_file_stay_two() {
    let text = "openapi: 3.0.0
info: {title: t, version: '1'}
paths:
  /a/{x}: {get: {operationId: x, responses: {'200': {description: ok}}}}
  /a/{y}: {get: {operationId: y, responses: {'200': {description: ok}}}}
  /a/{y}/: {get: {operationId: z, responses: {'200': {description: ok}}}}
  /a/{y}#z: {get: {operationId: w, responses: {'200': {description: ok}}}}
";
    let (reading, _, said) = merged(&[("a.yaml", text)]);
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(reading.accounting.operations, 4);
}

/// A page with a fragment outweighs one with a table; what only the table knows is added, and what
/// it contradicts is shown.
#[test]
fn a_fragment_outweighs_a_table() {
    let table = "# Boats\n\n## GET https://a.example/boats\n\nLists them.\n\n### Query parameters\n\n\
        | Name | Type | Required | Description |\n|-|-|-|-|\n| `limit` | string | yes | How many |\n\n\
        ### Response\n\n| Field | Type | Description |\n|-|-|-|\n| `name` | string | x |\n\n\
        ### Errors\n\n| Status | Description |\n|-|-|\n| 404 | None |\n| 200 | ok |\n";
    let specification = LIST.replace(
        "listBoats,",
        "listBoats, parameters: [{name: limit, in: query, schema: {type: integer}}],",
    );
    let (reading, _, said) = merged(&[("table.md", table), ("list.yaml", &specification)]);
    let get = &reading.merged.value["paths"]["/boats"]["get"];
    assert_eq!(get["parameters"][0]["schema"]["type"], "integer");
    assert_eq!(get["parameters"][0]["description"], "How many");
    assert_eq!(get["responses"]["404"]["description"], "None");
    assert_eq!(reading.merged.supplemented, 1);
    insta::assert_snapshot!(said.join("\n\n"));
}

/// A Swagger file among others is one of them.
#[test]
fn swagger_is_merged_as_openapi() {
    let swagger = "swagger: '2.0'
info: {title: Boats, version: '1'}
host: a.example
paths:
  /old:
    post:
      operationId: old
      parameters: [{name: boat, in: body, schema: {$ref: '#/definitions/Crew'}}]
      responses: {'200': {description: ok}}
definitions: {Crew: {type: object}}
";
    let (reading, sources, said) = merged(&[("add.yaml", ADD), ("old.yaml", swagger)]);
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(reading.merged.shared, 1);
    let pointer = "/paths/~1old/post/requestBody/content/application~1json/schema";
    let pointer = Pointer::parse(pointer).expect("a pointer");
    assert!(reading.merged.value.pointer(pointer.as_str()).is_some());
    let provided = reading.merged.provenance.provided(&pointer, &sources);
    assert_eq!(sources.place(provided[0].span), "old.yaml:8");
}

#[test]
fn methods_of_one_path_that_have_no_key_of_their_own_are_joined_and_counted() {
    let text = |method: &str| {
        format!(
            "openapi: 3.2.0\ninfo: {{title: Boats, version: '1'}}\npaths:\n  /boats:\n    \
             get: {{responses: {{'200': {{description: ok}}}}}}\n    additionalOperations:\n      \
             {method}: {{responses: {{'204': {{description: ok}}}}}}\n"
        )
    };
    let (reading, _, said) = merged(&[("a.yaml", &text("COPY")), ("b.yaml", &text("MOVE"))]);
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(reading.accounting.operations, 3);
    let item = &reading.merged.value["paths"]["/boats"]["additionalOperations"];
    let methods: Vec<&String> = item.as_object().unwrap().keys().collect();
    assert_eq!(methods, ["COPY", "MOVE"]);
}

#[test]
fn a_document_of_channels_is_skipped_with_a_notice() {
    let mut sources = Sources::new();
    sources.add(
        "chat.yaml",
        "asyncapi: 3.0.0\ninfo: {title: Chat, version: '1'}\nchannels: {}\n",
    );
    let mut diagnostics = Diagnostics::new();
    let reading = read(&sources, &mut diagnostics);
    assert_eq!(reading.accounting.operations, 0);
    let codes: Vec<&str> = diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["not-http"]);
}
