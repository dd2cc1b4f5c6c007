use serde_json::json;

use crate::support::Folder;

pub(crate) const PAGE: &str = r##"---
title: Harbour v2
language_tabs:
  - shell: Shell
toc_footers: []
---

<!-- Generator: Widdershins v4.0.1 -->

<h1 id="harbour">Harbour v2</h1>

> Scroll down for code samples, example requests and responses.

Base URLs:

* <a href="https://harbour.example/v2">https://harbour.example/v2</a>

* <a href="http://localhost">http://localhost</a>

# Authentication

* API Key (berth_key)
    - Parameter Name: **X-Berth**, in: header. 

- HTTP Authentication, scheme: bearer 

<h1 id="harbour-boats">boats</h1>

All that float

## addBoat

<a id="opIdaddBoat"></a>

> Code samples

```shell
curl -X POST https://harbour.example/v2/boats \
  -H 'Content-Type: application/json' \
  -H 'Accept: application/json'

```

`POST /boats`

*Add a boat*

It must float.

> Body parameter

```json
{"name": "Ada"}
```

<h3 id="addboat-parameters">Parameters</h3>

|Name|In|Type|Required|Description|
|---|---|---|---|---|
|trace|header|string(uuid)|false|none|
|kind|query|array[string]|true|Which kinds|
|body|body|object|true|The boat|
|» name|body|string|true|As painted|
|» crew|body|[object]|false|none|
|»» age|body|integer(int64)|false|none|
|» port|body|[Port](#schemaport)|false|none|
|» state|body|string|false|none|

#### Enumerated Values

|Parameter|Value|
|---|---|
|kind|sail|
|kind|motor|
|» state|wet|
|» state|dry|

> Example responses

> 200 Response

```json
{"id": 1}
```

<h3 id="addboat-responses">Responses</h3>

|Status|Meaning|Description|Schema|
|---|---|---|---|
|200|[OK](https://tools.ietf.org/html/rfc7231#section-6.3.1)|Floats|Inline|
|400|[Bad Request](https://tools.ietf.org/html/rfc7231#section-6.5.1)|none|None|
|default|Default|Anything else|[Port](#schemaport)|

<h3 id="addboat-responseschema">Response Schema</h3>

Status Code **200**

|Name|Type|Required|Restrictions|Description|
|---|---|---|---|---|
|» id|integer(int64)|true|read-only|none|
|» ports|[[Port](#schemaport)]|false|none|none|

<aside class="warning">
To perform this operation, you must be authenticated by means of one of the following methods:
berth_key ( Scopes: a b ), token
</aside>

## lookAtBoat

<a id="opIdlookAtBoat"></a>

`GET /boats/{id}`

<h3 id="look-parameters">Parameters</h3>

|Name|In|Type|Required|Description|
|---|---|---|---|---|
|id|path|string|true|none|

<h3 id="look-responses">Responses</h3>

|Status|Meaning|Description|Schema|
|---|---|---|---|
|200|OK|One|[Boat](#schemaboat)|

<aside class="success">
This operation does not require authentication
</aside>

# Schemas

<h2 id="tocS_Port">Port</h2>
<!-- backwards compatibility -->
<a id="schemaport"></a>
<a id="schema_Port"></a>

```json
{"name": "string", "depth": 1}
```

*Where boats lie*

### Properties

|Name|Type|Required|Restrictions|Description|
|---|---|---|---|---|
|name|string¦null|true|none|none|
|depth|number(float)|false|none|In metres|
|flag|string|false|none|none|

#### Enumerated Values

|Property|Value|
|---|---|
|flag|red|
|flag|blue|

<h2 id="tocS_Boat">Boat</h2>
<a id="schemaboat"></a>

### Properties

allOf

|Name|Type|Required|Restrictions|Description|
|---|---|---|---|---|
|*anonymous*|[Port](#schemaport)|false|none|none|

and

|Name|Type|Required|Restrictions|Description|
|---|---|---|---|---|
|*anonymous*|object|false|none|none|
|» mast|boolean|false|none|none|

<h2 id="tocS_Ports">Ports</h2>
<a id="schemaports"></a>

### Properties

|Name|Type|Required|Restrictions|Description|
|---|---|---|---|---|
|Ports|[[Port](#schemaport)]|false|none|All|
"##;

#[test]
fn tables_are_operations_and_schemas() {
    let folder = Folder::of(&[("harbour.md", PAGE)]);
    assert_eq!(folder.outcome("harbour.md"), "widdershins 2");
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    assert_eq!(folder.operations(), ["GET /boats/{id}", "POST /boats"]);
    assert_eq!(
        folder.value()["servers"],
        json!([{"url": "https://harbour.example/v2"}])
    );
    let add = folder.operation("post", "/boats");
    assert_eq!(add["operationId"], "addBoat");
    assert_eq!(add["summary"], "Add a boat");
    assert_eq!(add["description"], "It must float.");
    assert_eq!(add["tags"], json!(["boats"]));
    assert_eq!(add["security"], json!([{"berth_key": []}, {"token": []}]));
    assert_eq!(
        folder.value()["components"]["securitySchemes"],
        json!({
            "berth_key": {"type": "apiKey", "in": "header", "name": "X-Berth"},
            "token": {"type": "http", "scheme": "bearer"},
        })
    );
    assert_eq!(
        add["parameters"],
        json!([
            {"name": "trace", "in": "header", "schema": {"type": "string", "format": "uuid"}},
            {"name": "kind", "in": "query", "required": true, "description": "Which kinds",
             "schema": {"type": "array", "items": {"type": "string", "enum": ["sail", "motor"]}}},
        ])
    );
    let body = &add["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(add["requestBody"]["required"], true);
    assert_eq!(body["required"], json!(["name"]));
    assert_eq!(
        body["properties"]["crew"]["items"]["properties"]["age"]["format"],
        "int64"
    );
    assert_eq!(
        body["properties"]["port"]["$ref"],
        "#/components/schemas/Port"
    );
    assert_eq!(body["properties"]["state"]["enum"], json!(["wet", "dry"]));
    let ok = &add["responses"]["200"];
    assert_eq!(ok["description"], "Floats");
    let schema = &ok["content"]["application/json"]["schema"];
    assert_eq!(schema["properties"]["id"]["readOnly"], true);
    assert_eq!(
        schema["properties"]["ports"]["items"]["$ref"],
        "#/components/schemas/Port"
    );
    assert_eq!(
        add["responses"]["400"],
        json!({"description": "Bad Request"})
    );
    assert!(add["responses"]["default"]["content"].is_object());
    let look = folder.operation("get", "/boats/{id}");
    assert_eq!(look["security"], json!([]));
    let schemas = &folder.value()["components"]["schemas"];
    let port = &schemas["Port"];
    assert_eq!(port["description"], "Where boats lie");
    assert_eq!(port["required"], json!(["name"]));
    assert_eq!(
        port["properties"]["name"]["type"],
        json!(["string", "null"])
    );
    assert_eq!(port["properties"]["flag"]["enum"], json!(["red", "blue"]));
    let boat = &schemas["Boat"]["allOf"];
    assert_eq!(boat[0]["$ref"], "#/components/schemas/Port");
    assert_eq!(boat[1]["properties"]["mast"]["type"], "boolean");
}

#[test]
fn odd_pages_are_survived() {
    let rows = "|»»»»»»»» a|body|[[[[x](#schemax)|true|\n".repeat(50);
    for text in [
        "## a\n\n<a id=\"opIda\"></a>\n\n`GET /a`\n\n|Name|In|Type|Required|Description|\n|-|-|-|-|-|\n",
        &format!(
            "## a\n\n<a id=\"opId\"></a>\n\n`POST /a`\n\n|Name|In|Type|Required|Description|\n|-|-|-|-|-|\n{rows}"
        ),
        "<h2\n\n<a id=\"opIda\n\n# Schemas\n\n## \n",
    ] {
        let _ = Folder::of(&[("x.md", text)]);
    }
    let folder = Folder::of(&[("x.md", "## a\n\n<a id=\"opIda\"></a>\n\nNothing.\n")]);
    assert_eq!(
        folder.said("nothing-read"),
        ["x.md:1 `a` stands here without a method and path"]
    );
}
