use serde_json::json;

use crate::support::Folder;

/// Rust: snake-case names over an API in camel case, which a path and a file name show.
pub(crate) const RUST: &str = r#"# \BoatsApi

All URIs are relative to *https://harbour.example/v1*

Method | HTTP request | Description
------------- | ------------- | -------------
[**boats_create**](BoatsApi.md#boats_create) | **POST** /harbours/{harbourId}/boats | Add a boat
[**boats_list**](BoatsApi.md#boats_list) | **GET** /boats | List boats
[**boats_upload**](BoatsApi.md#boats_upload) | **POST** /boats/{id}/photo | Add a photo



## boats_create

> models::Boat boats_create(harbour_id, create_boat_dto, dry_run)
Add a boat

Puts it into the **first** free berth.

### Parameters


Name | Type | Description  | Required | Notes
------------- | ------------- | ------------- | ------------- | -------------
**harbour_id** | **String** | Which harbour | [required] |
**create_boat_dto** | [**CreateBoatDto**](CreateBoatDto.md) |  | [required] |
**dry_run** | Option<**bool**> | Only check |  |[default to false]

### Return type

[**models::Boat**](Boat.md)

### Authorization

[bearer](../README.md#bearer), [key](../README.md#key)

### HTTP request headers

- **Content-Type**: application/json
- **Accept**: application/json

[[Back to top]](#)


## boats_list

> Vec<models::Boat> boats_list(page_size, x_trace_id)
List boats

### Parameters


Name | Type | Description  | Required | Notes
------------- | ------------- | ------------- | ------------- | -------------
**page_size** | Option<**i32**> | How many |  |
**x_trace_id** | Option<**String**> |  |  |

### Return type

[**Vec<models::Boat>**](Boat.md)

### Authorization

No authorization required

### HTTP request headers

- **Content-Type**: Not defined
- **Accept**: application/json


## boats_upload

> boats_upload(id, photo, alt_text)
Add a photo

### Parameters


Name | Type | Description  | Required | Notes
------------- | ------------- | ------------- | ------------- | -------------
**id** | **String** |  | [required] |
**photo** | **std::path::PathBuf** |  | [required] |
**alt_text** | Option<**String**> |  |  |

### Return type

 (empty response body)

### HTTP request headers

- **Content-Type**: multipart/form-data
- **Accept**: Not defined
"#;

pub(crate) const BOAT: &str = r#"# Boat

## Properties

Name | Type | Description | Notes
------------ | ------------- | ------------- | -------------
**r#type** | **Kind** | What it is (enum: sail, motor) | 
**hull_number** | Option<[**models::HullNumber**](Boat_hullNumber.md)> |  | [optional][readonly]
**last_seen_at** | Option<**chrono::DateTime<chrono::FixedOffset>**> |  | [optional]
**missing** | Option<[**models::Ghost**](Ghost.md)> | No page of it | [optional]

[[Back to Model list]](../README.md#documentation-for-models)
"#;

const CREATE: &str = "# CreateBoatDto\n\n## Properties\n\nName | Type | Description | Notes\n------------ | ------------- | ------------- | -------------\n\
    **name** | **String** | As painted | \n";
const UNION: &str = "# HullNumber\n\n## Enum Variants\n\n| Name | Description |\n|---- | -----|\n| String | |\n| CreateBoatDto | |\n";
const KIND: &str = "# Kind\n\n## Enum Variants\n\n| Name | Value |\n|---- | -----|\n| Sail | sail |\n| Motor | motor |\n";
pub(crate) const README: &str = "# Rust client\n\n## Documentation For Authorization\n\n### bearer\n\n- **Type**: Bearer authentication\n\n\
    ### key\n\n- **Type**: API key\n- **API key parameter name**: X-Berth\n- **Location**: HTTP header\n\n## Author\n\n- **Type**: nobody\n";

#[test]
fn rust_pages_give_operations_and_models() {
    let folder = Folder::of(&[
        ("README.md", README),
        ("docs/Boat.md", BOAT),
        ("docs/BoatsApi.md", RUST),
        ("docs/CreateBoatDto.md", CREATE),
        ("docs/HullNumber.md", UNION),
        ("docs/Kind.md", KIND),
    ]);
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    assert_eq!(
        folder.operations(),
        [
            "GET /boats",
            "POST /boats/{id}/photo",
            "POST /harbours/{harbourId}/boats"
        ]
    );
    assert_eq!(
        folder.value()["servers"],
        json!([{"url": "https://harbour.example/v1"}])
    );
    let create = folder.operation("post", "/harbours/{harbourId}/boats");
    assert_eq!(create["operationId"], "boats_create");
    assert_eq!(create["summary"], "Add a boat");
    assert_eq!(create["description"], "Puts it into the first free berth.");
    assert_eq!(create["tags"], json!(["Boats"]));
    assert_eq!(create["security"], json!([{"bearer": []}, {"key": []}]));
    assert_eq!(create["parameters"][0]["name"], "harbourId");
    assert_eq!(create["parameters"][1]["name"], "dryRun");
    assert_eq!(
        create["parameters"][1]["schema"],
        json!({"type": "boolean", "default": false})
    );
    assert_eq!(create["requestBody"]["required"], true);
    assert_eq!(
        create["requestBody"]["content"]["application/json"]["schema"],
        json!({"$ref": "#/components/schemas/CreateBoatDto"})
    );
    assert_eq!(
        create["responses"]["2XX"]["content"]["application/json"]["schema"],
        json!({"$ref": "#/components/schemas/Boat"})
    );
    let list = folder.operation("get", "/boats");
    assert_eq!(list["security"], json!([]));
    assert_eq!(list["parameters"][0]["name"], "pageSize");
    assert_eq!(list["parameters"][1]["name"], "x-trace-id");
    assert_eq!(list["parameters"][1]["in"], "header");
    let upload = folder.operation("post", "/boats/{id}/photo");
    let form = &upload["requestBody"]["content"]["multipart/form-data"]["schema"];
    assert_eq!(form["properties"]["photo"]["format"], "binary");
    assert_eq!(form["properties"]["altText"]["type"], "string");
    assert_eq!(upload["responses"]["2XX"].get("content"), None);
    let components = &folder.value()["components"];
    assert_eq!(
        components["securitySchemes"]["key"],
        json!({"type": "apiKey", "in": "header", "name": "X-Berth"})
    );
    let boat = &components["schemas"]["Boat"];
    assert_eq!(boat["required"], json!(["type"]));
    assert_eq!(
        boat["properties"]["hullNumber"]["$ref"],
        "#/components/schemas/HullNumber"
    );
    assert_eq!(boat["properties"]["lastSeenAt"]["format"], "date-time");
    assert_eq!(boat["properties"]["missing"].get("$ref"), None);
    assert_eq!(
        components["schemas"]["Kind"]["enum"],
        json!(["sail", "motor"])
    );
    assert_eq!(
        components["schemas"]["HullNumber"]["oneOf"],
        json!([{"type": "string"}, {"$ref": "#/components/schemas/CreateBoatDto"}])
    );
    assert!(!folder.value().to_string().contains("x-pagecrate-names"));
    let said = folder.said("wire-names");
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(
        folder.said("type-without-page"),
        ["docs/Boat.md:1 1 types have no page, and any JSON stands for them: `Ghost`"]
    );
}

/// Python: headings of level 1, statuses in a table, and no sign of any other spelling.
const PYTHON: &str = r#"# harbour.CrewApi

All URIs are relative to *http://localhost*

Method | HTTP request | Description
------------- | ------------- | -------------
[**replace_member**](CrewApi.md#replace_member) | **PUT** /crew/{member_id} | 


# **replace_member**
> Member replace_member(member_id, member, notify_all=notify_all)

### Example

```python
import harbour
```

### Parameters


Name | Type | Description  | Notes
------------- | ------------- | ------------- | -------------
 **member_id** | **int**|  | 
 **member** | [**Member**](Member.md)|  | 
 **notify_all** | **List[str]**| Whom to tell | [optional] [default to &#39;mate&#39;]

### Return type

[**Member**](Member.md)

### Authorization

[harbour_auth](../README.md#harbour_auth)

### HTTP request headers

 - **Content-Type**: application/json
 - **Accept**: application/json, application/xml

### HTTP response details

| Status code | Description | Response headers |
|-------------|-------------|------------------|
**201** | Replaced |  -  |
**404** | Nobody |  -  |
**0** | Anything else |  -  |
"#;

#[test]
fn python_pages_give_statuses() {
    let folder = Folder::of(&[("CrewApi.md", PYTHON)]);
    assert_eq!(folder.operations(), ["PUT /crew/{member_id}"]);
    let replace = folder.operation("put", "/crew/{member_id}");
    assert_eq!(replace["parameters"][1]["name"], "notify_all");
    assert_eq!(
        replace["responses"]
            .as_object()
            .map(|map| map.keys().map(String::as_str).collect::<Vec<_>>()),
        Some(vec!["201", "404", "default"])
    );
    let content = replace["responses"]["201"]["content"].as_object();
    assert_eq!(content.map(serde_json::Map::len), Some(2));
    assert!(replace["requestBody"]["content"]["application/json"].is_object());
    assert_eq!(replace.get("security"), None);
    assert_eq!(folder.complaints(), ["scheme-unknown"]);
    assert_eq!(folder.said("wire-names"), Vec::<String>::new());
}

/// 13 pages of operations with all their methods, 17 of models.
#[test]
fn real_pages_give_every_operation() {
    let Some(folder) = Folder::shared("openapi-generator/vapi-rust") else {
        return;
    };
    let listed: usize = folder
        .sources
        .iter()
        .flat_map(|(_, source)| source.text.lines())
        .filter(|line| line.starts_with("[**") && line.contains(" | **"))
        .count();
    assert_eq!(folder.operations().len(), listed);
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    assert_eq!(folder.reading.accounting.skipped().len(), 0);
    let assistant = &folder.value()["components"]["schemas"]["Assistant"];
    assert!(assistant["properties"]["firstMessageMode"].is_object());
    assert!(assistant["properties"].get("first_message").is_none());
}
