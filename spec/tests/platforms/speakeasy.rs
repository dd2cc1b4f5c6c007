use serde_json::json;

use crate::support::Folder;

const CSHARP: &str = r#"# Boats
(*Boats*)

## Overview

### Available Operations

* [List](#list) - List boats
* [Paint](#paint) - Paint a boat

## List

Every boat.

### Example Usage

<!-- UsageSnippet language="csharp" operationID="listBoats" method="get" path="/harbours/{harbour_id}/boats" -->
```csharp
using Harbour;

var sdk = new HarbourSDK(appTitle: "<value>", apiKey: "<KEY>");

var res = await sdk.Boats.ListAsync(harbourId: "a", pageSize: 5);
```

### Parameters

| Parameter | Type | Required | Description |
| --------- | ---- | -------- | ----------- |
| `HarbourId` | *string* | :heavy_check_mark: | Which harbour |
| `PageSize` | *long* | :heavy_minus_sign: | How many |
| `AppTitle` | *string* | :heavy_minus_sign: | The caller |

### Response

**[ListBoatsResponse](../../Models/Requests/ListBoatsResponse.md)**

### Errors

| Error Type | Status Code | Content Type |
| ---------- | ----------- | ------------ |
| Harbour.Models.Errors.NotFound | 404 | application/json |
| Harbour.Models.Errors.SDKException | 4XX, 5XX | \*/\* |

## Paint

Paints it.

### Example Usage

<!-- UsageSnippet language="csharp" operationID="paintBoat" method="post" path="/boats/{boat_id}/paint" -->
```csharp
var sdk = new HarbourSDK(apiKey: "<KEY>");
```

### Parameters

| Parameter | Type | Required | Description |
| --------- | ---- | -------- | ----------- |
| `request` | [PaintBoatRequest](../../Models/Requests/PaintBoatRequest.md) | :heavy_check_mark: | The request object to use for the request. |

### Response

**[PaintBoatResponse](../../Models/Requests/PaintBoatResponse.md)**
"#;

const MODELS: [(&str, &str); 6] = [
    (
        "docs/Models/Requests/ListBoatsResponse.md",
        "# ListBoatsResponse\n\n\n## Fields\n\n| Field | Type | Required | Description |\n|-|-|-|-|\n\
         | `HttpMeta` | [HTTPMetadata](../../Models/Components/HTTPMetadata.md) | :heavy_check_mark: | N/A |\n\
         | `Boats` | List<[Boat](../../Models/Components/Boat.md)> | :heavy_minus_sign: | All of them |\n",
    ),
    (
        "docs/Models/Requests/PaintBoatResponse.md",
        "# PaintBoatResponse\n\n\n## Fields\n\n| Field | Type | Required | Description |\n|-|-|-|-|\n\
         | `HttpMeta` | [HTTPMetadata](../../Models/Components/HTTPMetadata.md) | :heavy_check_mark: | N/A |\n",
    ),
    (
        "docs/Models/Requests/PaintBoatRequest.md",
        "# PaintBoatRequest\n\n\n## Fields\n\n| Field | Type | Required | Description |\n|-|-|-|-|\n\
         | `BoatId` | *string* | :heavy_check_mark: | Which boat |\n\
         | `DryRun` | *bool* | :heavy_minus_sign: | Only check |\n\
         | `Body` | [Colour](../../Models/Components/Colour.md) | :heavy_check_mark: | N/A |\n",
    ),
    (
        "docs/Models/Components/Boat.md",
        "# Boat\n\n\n## Fields\n\n| Field | Type | Required | Description |\n|-|-|-|-|\n\
         | `Id` | *string* | :heavy_check_mark: | N/A |\n\
         | `LaunchedAt` | [DateTime](https://learn.microsoft.com/en-us/dotnet/api/system.datetime?view=net-5.0) | :heavy_minus_sign: | When |\n\
         | `Labels` | Dictionary<String, *string*> | :heavy_minus_sign: | N/A |\n",
    ),
    (
        "docs/Models/Components/Colour.md",
        "# Colour\n\n## Values\n\n| Name | Value |\n|-|-|\n| `Red` | red |\n| `SeaGreen` | sea-green |\n",
    ),
    (
        "docs/Models/Errors/NotFound.md",
        "# NotFound\n\n\n## Fields\n\n| Field | Type | Required | Description |\n|-|-|-|-|\n\
         | `Message` | *string* | :heavy_check_mark: | N/A |\n",
    ),
];

#[test]
fn csharp_pages_give_operations_and_types() {
    let mut pages = vec![("docs/sdks/boats/README.md", CSHARP)];
    pages.extend(MODELS);
    let folder = Folder::of(&pages);
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    assert_eq!(
        folder.operations(),
        [
            "GET /harbours/{harbour_id}/boats",
            "POST /boats/{boat_id}/paint"
        ]
    );
    let list = folder.operation("get", "/harbours/{harbour_id}/boats");
    assert_eq!(list["operationId"], "listBoats");
    let names: Vec<_> = list["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one["name"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(names, ["harbour_id", "page_size"]);
    assert_eq!(
        list["responses"]["2XX"]["content"]["application/json"]["schema"],
        json!({"type": "array", "items": {"$ref": "#/components/schemas/Boat"}})
    );
    assert_eq!(
        list["responses"]["404"]["content"]["application/json"]["schema"],
        json!({"$ref": "#/components/schemas/NotFound"})
    );
    let paint = folder.operation("post", "/boats/{boat_id}/paint");
    assert_eq!(paint["responses"]["2XX"], json!({"description": "Success"}));
    assert_eq!(paint["parameters"][0]["name"], "boat_id");
    assert_eq!(paint["parameters"][1]["name"], "dry_run");
    assert_eq!(
        paint["requestBody"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/Colour"
    );
    let schemas = &folder.value()["components"]["schemas"];
    assert_eq!(schemas["Boat"]["required"], json!(["id"]));
    assert_eq!(
        schemas["Boat"]["properties"]["launched_at"]["format"],
        "date-time"
    );
    assert_eq!(
        schemas["Boat"]["properties"]["labels"]["additionalProperties"],
        json!({"type": "string"})
    );
    assert_eq!(schemas["Colour"]["enum"], json!(["red", "sea-green"]));
    assert_eq!(schemas.get("ListBoatsResponse"), None);
}

pub(crate) const GO: &str = r#"# Crew

### Available Operations

* [Get](#get) - Get a sailor

## Get

### Example Usage

<!-- UsageSnippet language="go" operationID="getSailor" method="get" path="/crew/{id}" -->
```go
s := harbour.New()
res, err := s.Crew.Get(ctx, "a", nil)
```

### Parameters

| Parameter | Type | Required | Description |
| --------- | ---- | -------- | ----------- |
| `ctx` | [context.Context](https://pkg.go.dev/context#Context) | :heavy_check_mark: | The context to use for the request. |
| `id` | *string* | :heavy_check_mark: | Who |
| `withMates` | **bool* | :heavy_minus_sign: | Mates as well |
| `opts` | [][operations.Option](../../models/operations/option.md) | :heavy_minus_sign: | The options for this request. |

### Response

**[*operations.GetSailorResponse](../../models/operations/getsailorresponse.md), error**
"#;

#[test]
fn go_pages_unwrap_the_response() {
    let response = "# GetSailorResponse\n\n\n## Fields\n\n| Field | Type | Required | Description |\n|-|-|-|-|\n\
        | `HTTPMeta` | [components.HTTPMetadata](../../models/components/httpmetadata.md) | :heavy_check_mark: | N/A |\n\
        | `Sailor` | [*components.Sailor](../../models/components/sailor.md) | :heavy_minus_sign: | Found |\n";
    let sailor = "# Sailor\n\n\n## Fields\n\n| Field | Type | Required | Description |\n|-|-|-|-|\n\
        | `Age` | **int64* | :heavy_minus_sign: | N/A |\n\
        | `Mates` | [][components.Sailor](../../models/components/sailor.md) | :heavy_minus_sign: | N/A |\n";
    let folder = Folder::of(&[
        ("docs/sdks/crew/README.md", GO),
        ("docs/models/operations/getsailorresponse.md", response),
        ("docs/models/components/sailor.md", sailor),
    ]);
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    let get = folder.operation("get", "/crew/{id}");
    assert_eq!(get["parameters"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        get["responses"]["2XX"]["content"]["application/json"]["schema"],
        json!({"$ref": "#/components/schemas/Sailor"})
    );
    let sailor = &folder.value()["components"]["schemas"]["Sailor"];
    assert_eq!(sailor["properties"]["age"]["type"], "integer");
    assert_eq!(
        sailor["properties"]["mates"]["items"]["$ref"],
        "#/components/schemas/Sailor"
    );
}
