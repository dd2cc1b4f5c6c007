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

/// A page in Mintlify's layout of one operation, cut from the specification that its fence names.
fn cut(specification: &str, dated: &str, path: &str, schema: &str, more: &str) -> String {
    format!(
        "---\nupdatedAt: {dated}\n---\n# Boat\n\n````yaml {specification} GET {path}\nopenapi: 3.1.0\n\
         info: {{title: Boats, version: '1'}}\npaths:\n  {path}:\n    get:\n      summary: {more}\n      \
         parameters: [{{name: {more}, in: query, schema: {{type: string}}}}]\n      \
         responses: {{'200': {{description: ok, content: {{application/json: {{schema: \
         {{$ref: '#/components/schemas/Boat'}}}}}}}}}}\ncomponents:\n  schemas:\n    Boat: {schema}\n````\n"
    )
}

/// Two versions of an API on one site: the same name of a type stands for two shapes.
#[test]
fn versions_side_by_side_keep_their_own_types() {
    let text = "{type: object, properties: {name: {type: string}}}";
    let number = "{type: object, properties: {name: {type: integer}}}";
    let one = cut("v1/openapi.json", "2026-01-01", "/v1/boats", text, "One");
    let two = cut("v2/openapi.json", "2026-01-02", "/v2/boats", number, "Two");
    let more = cut(
        "v2/openapi.json",
        "2026-01-02",
        "/v2/boats/last",
        number,
        "Last",
    );
    let pages = [
        ("v1/boats.md", one.as_str()),
        ("v2/boats.md", two.as_str()),
        ("v2/last.md", more.as_str()),
    ];
    let (reading, _, said) = merged(&pages);
    assert!(said.is_empty(), "{said:?}");
    let document = &reading.merged.value;
    let kind = |path: &str| {
        let answer = &document["paths"][path]["get"]["responses"]["200"];
        let schema = &answer["content"]["application/json"]["schema"]["$ref"];
        let at = schema.as_str().unwrap_or_default().trim_start_matches('#');
        document.pointer(at).unwrap()["properties"]["name"]["type"].clone()
    };
    assert_eq!(kind("/v1/boats"), "string");
    assert_eq!(kind("/v2/boats"), "integer");
    assert_eq!(kind("/v2/boats/last"), "integer");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let names: Vec<&String> = schemas.keys().collect();
    assert_eq!(names, ["Boat", "v2_Boat"]);
    // A version of the page's own is not what decides: the other order gives the same names.
    let mut turned = pages;
    turned.reverse();
    assert_eq!(&merged(&turned).0.merged.value, document);
}

#[test]
fn of_two_pages_of_one_operation_the_newer_is_taken_and_both_are_shown() {
    let shape = "{type: object}";
    let old = cut("openapi.json", "2025-03-01", "/boats", shape, "Old");
    let new = cut("openapi.json", "2026-03-01", "/boats", shape, "New");
    for pages in [
        [("a.md", old.as_str()), ("b.md", new.as_str())],
        [("a.md", new.as_str()), ("b.md", old.as_str())],
    ] {
        let (reading, sources, said) = merged(&pages);
        let get = &reading.merged.value["paths"]["/boats"]["get"];
        assert_eq!(get["summary"], "New");
        let [said] = &said[..] else {
            panic!("one warning: {said:?}");
        };
        assert!(said.contains("a.md:") && said.contains("b.md:"), "{said}");
        let newer = pages.iter().find(|(_, text)| **text == new).unwrap().0;
        let taken = said.find("taken").unwrap();
        assert!(
            said[..taken].rfind(newer)
                > said[..taken].rfind(if newer == "a.md" { "b.md" } else { "a.md" })
        );
        let (_, source) = sources.iter().next().unwrap();
        assert_eq!(source.name, "a.md");
    }
    // What is dated the same is not said twice.
    let (_, _, said) = merged(&[("a.md", &new), ("b.md", &new)]);
    assert!(said.is_empty(), "{said:?}");
}

/// A page of an operation with and one without streaming, and a page for each model.
#[test]
fn pages_that_differ_by_body_are_one_operation_that_takes_both() {
    let page = |title: &str, property: &str, answer: &str| {
        format!(
            "# {title}\n\n````yaml openapi.json POST /row\nopenapi: 3.1.0\ninfo: {{title: Boats, version: '1'}}\n\
             paths:\n  /row:\n    post:\n      requestBody: {{content: {{application/json: {{schema: {{type: object, \
             properties: {{{property}, {title}: {{type: string}}}}}}}}}}}}\n      responses: {{'200': {{description: ok, \
             content: {{{answer}: {{schema: {{type: object}}}}}}}}}}\n````\n"
        )
    };
    let on = page("flow", "stream: {const: true}", "text/event-stream");
    let off = page("once", "stream: {const: false}", "application/json");
    let (reading, _, said) = merged(&[("flow.md", &on), ("once.md", &off)]);
    assert!(said.is_empty(), "{said:?}");
    let post = &reading.merged.value["paths"]["/row"]["post"];
    let body = &post["requestBody"]["content"]["application/json"]["schema"]["properties"];
    assert_eq!(body["stream"]["type"], "boolean");
    assert!(body["flow"].is_object() && body["once"].is_object());
    assert_eq!(
        post["responses"]["200"]["content"]
            .as_object()
            .unwrap()
            .len(),
        2
    );
    let models: Vec<String> = ["argo", "bounty", "victory"]
        .iter()
        .map(|model| {
            page(
                model,
                &format!("model: {{const: {model}}}"),
                "application/json",
            )
        })
        .collect();
    let (reading, _, said) = merged(&[
        ("argo.md", &models[0]),
        ("bounty.md", &models[1]),
        ("victory.md", &models[2]),
    ]);
    assert!(said.is_empty(), "{said:?}");
    let post = &reading.merged.value["paths"]["/row"]["post"];
    let body = &post["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["oneOf"].as_array().unwrap().len(), 3);
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
