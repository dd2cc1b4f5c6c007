use serde_json::json;

use crate::support::Folder;

pub(crate) const PAGE: &str = r#"## Book a berth

**post** `/harbours/{harbour_id}/berths`

Takes the berth for a night.

### Path Parameters

- `harbour_id: string`

  Which harbour.

### Query Parameters

- `order: optional "asc" or "desc" or 1 more`

  - `"asc"`

  - `"desc"`

  - `"none"`

### Header Parameters

- `"X-Trace": optional string`
- `X-Trace: optional string`

### Body Parameters

- `boat: object { name, length, owner, 2 more }`

  The boat.

  - `name: string`

    As painted.

  - `length: optional number or null`

  - `owner: optional Person object { id }  or string`

    - `Person object { id }`

      - `id: string`

    - `string`

  - `tags: optional array of string`

  - `log: optional map[unknown]`

- `nights: optional number`

### Returns

- `Booking object { id, state, next }`

  - `id: string`

  - `state: "open" or "paid" or 1 more`

    - `"open"`

    - `"paid"`

    - `"void"`

  - `next: optional Booking`

  - `berths: array of object { number }`

    - `number: number`

### Example

```http
curl https://api.harbour.example/v1/harbours/$HARBOUR_ID/berths \
    -X POST \
    -H 'Content-Type: application/json' \
    -H "Authorization: Bearer $HARBOUR_TOKEN" \
    -d '{"boat": {"name": "Ada"}}'
```

## Leave many

**PUT** `/berths`

### Body Parameters

- `body: array of object { id }`

  - `id: string`

### Returns

- `left: number`
"#;

#[test]
fn lists_are_schemas() {
    let folder = Folder::of(&[("book.md", PAGE)]);
    assert_eq!(folder.outcome("book.md"), "stainless 2");
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    assert_eq!(
        folder.operations(),
        ["POST /harbours/{harbour_id}/berths", "PUT /berths"]
    );
    let book = folder.operation("post", "/harbours/{harbour_id}/berths");
    assert_eq!(book["summary"], "Book a berth");
    assert_eq!(book["description"], "Takes the berth for a night.");
    assert_eq!(book["security"], json!([{"bearerAuth": []}]));
    assert_eq!(
        book["parameters"],
        json!([
            {"name": "harbour_id", "in": "path", "required": true, "description": "Which harbour.", "schema": {"type": "string"}},
            {"name": "order", "in": "query", "schema": {"type": "string", "enum": ["asc", "desc", "none"]}},
            {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
        ])
    );
    let body = &book["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["boat"]));
    let boat = &body["properties"]["boat"];
    assert_eq!(boat["description"], "The boat.");
    assert_eq!(boat["required"], json!(["name"]));
    assert_eq!(boat["properties"]["name"]["description"], "As painted.");
    assert_eq!(
        boat["properties"]["length"]["type"],
        json!(["number", "null"])
    );
    assert_eq!(
        boat["properties"]["owner"]["oneOf"],
        json!([
            {"type": "object", "title": "Person", "properties": {"id": {"type": "string"}}, "required": ["id"]},
            {"type": "string"},
        ])
    );
    assert_eq!(
        boat["properties"]["tags"],
        json!({"type": "array", "items": {"type": "string"}})
    );
    assert_eq!(
        boat["properties"]["log"],
        json!({"type": "object", "additionalProperties": {}})
    );
    let booking = &book["responses"]["2XX"]["content"]["application/json"]["schema"];
    assert_eq!(booking["title"], "Booking");
    assert_eq!(
        booking["properties"]["state"]["enum"],
        json!(["open", "paid", "void"])
    );
    assert_eq!(booking["properties"]["next"], json!({}));
    assert_eq!(
        booking["properties"]["berths"]["items"]["properties"]["number"]["type"],
        "number"
    );
    let leave = folder.operation("put", "/berths");
    let body = &leave["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["items"]["properties"]["id"]["type"], "string");
    assert_eq!(leave["requestBody"]["required"], true);
    assert_eq!(
        leave["responses"]["2XX"]["content"]["application/json"]["schema"]["required"],
        json!(["left"])
    );
}

/// The pages of an SDK state all parameters under one heading, and say where each goes.
#[test]
fn pages_of_an_sdk_say_where_parameters_go() {
    let page = "# Take\n\n`client.boats.take(id, params)`\n\n**patch** `/boats/{id}`\n\n### Parameters\n\n\
        - `id: string`\n\n- `params: BoatTakeParams`\n\n- `colour: string`\n\n  Body param: Its colour\n\n\
        - `dry_run: optional boolean`\n\n  Query param: Only check\n\n- `\"X-Key\"`\n\n### Returns\n\n- `unknown`\n";
    let folder = Folder::of(&[("take.md", page)]);
    let take = folder.operation("patch", "/boats/{id}");
    assert_eq!(take["parameters"][0]["in"], "path");
    assert_eq!(take["parameters"][1]["name"], "dry_run");
    assert_eq!(take["parameters"][1]["description"], "Only check");
    let body = &take["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["properties"]["colour"]["description"], "Its colour");
}

#[test]
fn odd_lists_are_survived() {
    let deep = (0..300)
        .map(|depth| format!("{}- `a: array of object {{ a }}`\n", "  ".repeat(depth)))
        .collect::<String>();
    for list in [
        deep.as_str(),
        "- ``\n- `é`\n- `a:`\n- ``a`\n",
        "- `a: \"x or \"y\"`\n- `b: map[map[map[`\n- `c: or  or `\n",
        "- `body: array of `\n",
    ] {
        let page =
            format!("# T\n\n**post** `/a`\n\n### Body Parameters\n\n{list}\n### Returns\n\n{list}");
        let folder = Folder::of(&[("x.md", &page)]);
        assert_eq!(folder.operations(), ["POST /a"]);
    }
}
