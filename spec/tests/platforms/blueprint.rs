use serde_json::json;

use crate::support::Folder;

pub(crate) const PAGE: &str = r#"FORMAT: 1A
HOST: https://harbour.example/v1/

# Harbour

Everything that floats.

# Group Boats

## Boat [/boats/{id}{?full}]

+ colour - no parameter, only words

+ Parameters
    + id: 7 (number, required) - Which boat
    + full (boolean, optional) ... All of it
        + Default: `false`

+ Attributes (Boat Base)
    + id: 7 (number, required)

+ Model (application/hal+json)

    + Headers

            X-Kind: boat

    + Body

            {"id": 7, "kind": "sail"}

### Look at a boat [GET]

+ Response 200 (application/json)
    + Attributes (Boat)

+ Response 404

### Paint a boat [PATCH]

Any colour.

+ Request Paint (application/json)

    + Headers

            Authorization: Bearer abc
            X-Trace: 1

    + Body

            {"colour": "red"}

+ Request Plain (text/plain)

        red

+ Response 200

    [Boat][]

## Boats [/boats{?kind,limit}]

### List boats [GET]

+ Parameters
    + kind (enum[string], required)
        + Members
            + `sail`
            + `motor`

+ Response 200 (application/json)
    + Attributes (array[Boat])

### Add a boat [POST /boats]

+ Attributes (object)
    + crew (array)
        + (object)
            + name: Ada (string, required)
    + tags: small, blue (array[string])
    + address
        + city: Rostock - Where
    + state: new (enum, nullable)
        + new
        + old

+ Request (application/json)

+ Response 201 (application/json)

    + Schema

            {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {"id": {"type": "integer"}}}

# PUT /fog

+ Response 204

# Data Structures

## Boat Base (object)

What all boats have.

+ kind: sail (string, required) - Its kind
+ length: 7.5 (number)
"#;

#[test]
fn a_blueprint_is_a_document() {
    let folder = Folder::of(&[("harbour.apib.md", PAGE)]);
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    assert_eq!(
        folder.operations(),
        [
            "GET /boats",
            "GET /boats/{id}",
            "PATCH /boats/{id}",
            "POST /boats",
            "PUT /fog"
        ]
    );
    assert_eq!(
        folder.value()["servers"],
        json!([{"url": "https://harbour.example/v1"}])
    );
    let look = folder.operation("get", "/boats/{id}");
    assert_eq!(look["summary"], "Look at a boat");
    assert_eq!(look["tags"], json!(["Boats"]));
    assert_eq!(
        look["parameters"],
        json!([
            {"name": "id", "in": "path", "required": true, "description": "Which boat", "example": 7, "schema": {"type": "number"}},
            {"name": "full", "in": "query", "description": "All of it", "schema": {"type": "boolean", "default": false}},
        ])
    );
    assert_eq!(
        look["responses"]["200"]["content"]["application/json"]["schema"],
        json!({"$ref": "#/components/schemas/Boat"})
    );
    assert_eq!(look["responses"]["404"]["description"], "Not Found");
    let paint = folder.operation("patch", "/boats/{id}");
    assert_eq!(paint["security"], json!([{"bearerAuth": []}]));
    let content = &paint["requestBody"]["content"];
    assert_eq!(
        content["application/json"]["schema"]["properties"]["colour"]["type"],
        "string"
    );
    assert_eq!(content["text/plain"]["schema"]["type"], "string");
    let names: Vec<_> = paint["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one["name"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(names, ["id", "full", "X-Trace"]);
    assert_eq!(
        paint["responses"]["200"]["content"]["application/hal+json"]["schema"]["properties"]["kind"]
            ["type"],
        "string"
    );
}

#[test]
fn attributes_are_schemas() {
    let folder = Folder::of(&[("harbour.md", PAGE)]);
    let list = folder.operation("get", "/boats");
    assert_eq!(
        list["parameters"][0]["schema"],
        json!({"type": "string", "enum": ["sail", "motor"]})
    );
    assert_eq!(list["parameters"][0]["required"], true);
    assert_eq!(list["parameters"][1]["name"], "limit");
    assert_eq!(
        list["responses"]["200"]["content"]["application/json"]["schema"],
        json!({"type": "array", "items": {"$ref": "#/components/schemas/Boat"}})
    );
    let add = folder.operation("post", "/boats");
    let body = &add["requestBody"]["content"]["application/json"]["schema"]["properties"];
    assert_eq!(body["crew"]["items"]["required"], json!(["name"]));
    assert_eq!(body["tags"]["items"], json!({"type": "string"}));
    assert_eq!(
        body["address"]["properties"]["city"]["description"],
        "Where"
    );
    assert_eq!(body["state"]["enum"], json!(["new", "old", null]));
    assert_eq!(
        add["responses"]["201"]["content"]["application/json"]["schema"]["properties"]["id"]["type"],
        "integer"
    );
    let schemas = &folder.value()["components"]["schemas"];
    assert_eq!(schemas["BoatBase"]["required"], json!(["kind"]));
    assert_eq!(schemas["BoatBase"]["description"], "What all boats have.");
    assert_eq!(
        schemas["Boat"]["allOf"][0],
        json!({"$ref": "#/components/schemas/BoatBase"})
    );
    assert_eq!(schemas["Boat"]["allOf"][1]["required"], json!(["id"]));
}

#[test]
fn odd_blueprints_are_survived() {
    let deep = (0..200)
        .map(|depth| format!("{}+ a\n", "    ".repeat(depth)))
        .collect::<String>();
    for text in [
        "FORMAT: 1A\n",
        "FORMAT: 1A\n# GET\n+ Response\n",
        "FORMAT: 1A\n# X [/a/{b]\n## GET\n+ Response (\n+ Parameters\n    + `\n",
        "FORMAT: 1A\n# [GET /a{?}]\n+ Attributes (array[array[array[\n+ Response é\n\n        {\n",
        &format!("FORMAT: 1A\n# GET /a\n+ Response 200\n    + Attributes\n{deep}"),
    ] {
        let _ = Folder::of(&[("x.md", text)]);
    }
    let folder = Folder::of(&[("x.md", "FORMAT: 1A\n\n# A\n\n# GET\n+ Response 204\n")]);
    assert_eq!(
        folder.said("action-without-path"),
        ["x.md:5 this action belongs to no resource"]
    );
}

/// The 20 official examples, each read on its own, have as many operations as actions.
#[test]
fn real_pages_give_every_action() {
    let Some(all) = Folder::shared("apiblueprint") else {
        return;
    };
    for (_, source) in all
        .sources
        .iter()
        .filter(|(_, one)| one.name != "README.md")
    {
        let mut stated: Vec<&str> = Vec::new();
        let is_action = |line: &&str| {
            let line = line.trim_start_matches('#').trim();
            let inner = line
                .strip_suffix(']')
                .and_then(|rest| rest.rsplit_once('['));
            let inner = inner.map_or(line, |(_, inner)| inner);
            let word = inner.split(' ').next().unwrap_or("");
            ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&word)
        };
        stated.extend(
            source
                .text
                .lines()
                .filter(|line| line.starts_with('#'))
                .filter(is_action),
        );
        let folder = Folder::of(&[(&source.name, &source.text)]);
        assert_eq!(folder.operations().len(), stated.len(), "{}", source.name);
        assert_eq!(folder.complaints(), Vec::<&str>::new(), "{}", source.name);
    }
}
