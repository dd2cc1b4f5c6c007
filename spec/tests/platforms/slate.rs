use serde_json::json;

use crate::support::Folder;

pub(crate) const PAGE: &str = r#"---
title: Harbour
language_tabs:
  - shell
---

# Authentication

Send `Authorization: Bearer KEY`.

# Boats

## List boats

```shell
curl "https://harbour.example/api/boats" -H "Authorization: Bearer KEY"
```

> The above command returns JSON structured like this:

```json
[{"id": 1, "name": "Ada"}]
```

All boats.

### HTTP Request

`GET https://harbour.example/api/boats`

### Query Parameters

Parameter | Default | Description
--------- | ------- | -----------
sunk | false | Those under water as well.

## <a name="paint"></a>Paint a boat

> Request body | `POST /boats/7/paint`

```JSON
{"colour": "red"}
```

> Response body | `HTTP 201`

```JSON
# POST /boats/7/paint

{"painted": true}
```

Paints it.

### HTTP request

`POST https://harbour.example/api/boats/<ID>/paint` (replace `ID`)

### URL Parameters

Parameter | Description
--------- | -----------
ID | Which boat

### Request attributes

Attribute | Type | Req'd? | Description
--------- | ---- | ------ | -----------
colour | string | Y | Any of ours.

### Success HTTP response code

`201 Created`
"#;

#[test]
fn operations_stand_under_http_request() {
    let folder = Folder::of(&[("index.html.md", PAGE)]);
    assert_eq!(folder.outcome("index.html.md"), "slate 2");
    assert_eq!(
        folder.operations(),
        ["GET /api/boats", "POST /api/boats/{ID}/paint"]
    );
    assert_eq!(
        folder.value()["servers"],
        json!([{"url": "https://harbour.example"}])
    );
    let list = folder.operation("get", "/api/boats");
    assert_eq!(list["summary"], "List boats");
    assert_eq!(list["description"], "All boats.");
    assert_eq!(list["security"], json!([{"bearerAuth": []}]));
    assert_eq!(
        list["parameters"][0]["schema"],
        json!({"type": "boolean", "default": false})
    );
    let all = &list["responses"]["2XX"]["content"]["application/json"]["schema"];
    assert_eq!(all["items"]["properties"]["id"]["type"], "integer");
    let paint = folder.operation("post", "/api/boats/{ID}/paint");
    assert_eq!(paint["description"], "Paints it.");
    assert_eq!(paint["parameters"][0]["description"], "Which boat");
    let body = &paint["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["properties"]["colour"]["type"], "string");
    assert_eq!(paint["responses"]["201"]["description"], "Created");
    assert_eq!(
        paint["responses"]["201"]["content"]["application/json"]["schema"]["properties"]["painted"]
            ["type"],
        "boolean"
    );
}

/// Every `### HTTP request` of the real pages is an operation.
#[test]
fn real_pages_give_every_operation() {
    for name in ["slate/kittn", "slate/dbljump"] {
        let Some(folder) = Folder::shared(name) else {
            return;
        };
        let mut stated: Vec<String> = folder
            .sources
            .iter()
            .flat_map(|(_, source)| source.text.lines())
            .filter_map(|line| {
                let line = line.strip_prefix('`')?.split('`').next()?;
                let (method, url) = line.split_once(' ')?;
                let known = ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method);
                known.then(|| format!("{method} {}", url.replace("<ID>", "{ID}")))
            })
            .map(|line| line.replace("http://example.com", ""))
            .collect();
        stated.sort();
        stated.dedup();
        assert_eq!(folder.operations(), stated, "{name}");
    }
}
