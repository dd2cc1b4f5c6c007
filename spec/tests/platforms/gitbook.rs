use serde_json::json;

use crate::support::Folder;

pub(crate) const EXPORT: &str = r##"# Boats

## GET /boats

> Every boat in the harbour

```json
{"openapi":"3.0.3","info":{"title":"Harbour","version":"2"},"components":{"schemas":{"Boat":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}}},"paths":{"/boats":{"get":{"operationId":"listBoats","responses":{"200":{"description":"All","content":{"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/Boat"}}}}}}}}}}
```

## Launch a boat

> Puts it\
> into the water

```json
{"openapi":"3.0.3","info":{"title":"Harbour","version":"2"},"components":{"schemas":{"Boat":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}}},"paths":{"/boats/{id}/launch":{"post":{"parameters":[{"in":"path","name":"id","required":true,"schema":{"type":"string"}}],"responses":{"204":{"description":"Afloat"}}}}}}
```

```bash
curl -X POST https://harbour.example/v2/boats/7/launch
```
"##;

#[test]
fn exports_give_every_document_of_a_page() {
    let folder = Folder::of(&[("boats.md", EXPORT)]);
    assert_eq!(
        folder.operations(),
        ["GET /boats", "POST /boats/{id}/launch"]
    );
    assert_eq!(folder.outcome("boats.md"), "gitbook 2");
    let launch = folder.operation("post", "/boats/{id}/launch");
    assert_eq!(launch["summary"], "Launch a boat");
    assert_eq!(folder.operation("get", "/boats").get("summary"), None);
    assert_eq!(
        folder.value()["servers"],
        json!([{"url": "https://harbour.example/v2"}])
    );
    assert_eq!(
        folder.said("server-from-sample"),
        ["boats.md:17 took the server `https://harbour.example/v2` from a sample call on the page"]
    );
    assert_eq!(folder.complaints(), Vec::<&str>::new());
    assert_eq!(
        folder.value()["components"]["schemas"]["Boat"]["required"],
        json!(["name"])
    );
}

pub(crate) const POINTING: &str = r#"# Topics

{% swagger src="../.gitbook/assets/harbour.yaml" path="/topics/{topic}" method="get" summary="One topic" %}
[harbour.yaml](../.gitbook/assets/harbour.yaml)
{% endswagger %}

{% openapi-operation method="delete" path="/topics/{id}" spec="harbour" %}
[OpenAPI harbour](https://harbour.example/harbour.yaml)
{% endopenapi-operation %}

{% openapi src="<https://x.example/harbour.yaml?token=1>" path="/lost" method="get" expanded="true" %}
[harbour](https://x.example/harbour.yaml?token=1)
{% endopenapi %}
"#;

const SPEC: &str = "openapi: 3.0.0\ninfo: {title: Harbour, version: '1'}\nservers: [{url: https://harbour.example}]\n\
    paths:\n  /topics/{topicId}:\n    parameters: [{in: path, name: topicId, required: true, schema: {type: integer}}]\n    \
    get: {responses: {'200': {description: One}}}\n    delete: {responses: {'204': {description: Gone}}}\n";

#[test]
fn sources_point_into_a_file() {
    let folder = Folder::of(&[
        ("docs/api/topics.md", POINTING),
        ("docs/.gitbook/assets/harbour.yaml", SPEC),
    ]);
    assert_eq!(
        folder.operations(),
        ["DELETE /topics/{topicId}", "GET /topics/{topicId}"]
    );
    assert_eq!(folder.outcome("docs/api/topics.md"), "gitbook 2");
    assert_eq!(
        folder.operation("get", "/topics/{topicId}")["summary"],
        "One topic"
    );
    let said = folder.said("reference-unresolved");
    assert_eq!(said.len(), 1);
    assert!(
        said[0].starts_with("docs/api/topics.md:11 the page only points to `GET /lost`"),
        "{said:?}"
    );
}

#[test]
fn a_tag_may_embed_all_of_a_file() {
    let page = "# API\n\n{% openapi src=\"./harbour.yaml\" %}\n[harbour.yaml](./harbour.yaml)\n{% endopenapi %}\n\n\
        {% openapi src=\"./harbour.yaml\" method=\"get\" %}{% endopenapi %}\n";
    let folder = Folder::of(&[("api.md", page), ("harbour.yaml", SPEC)]);
    assert_eq!(folder.operations().len(), 2);
    assert_eq!(folder.outcome("api.md"), "gitbook 2");
    assert_eq!(
        folder.said("tag-incomplete"),
        ["api.md:7 this tag names a specification, but no method and path in it"]
    );
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let folder = Folder::of(&[("topics.md", POINTING)]);
    assert_eq!(folder.operations(), Vec::<String>::new());
    assert_eq!(
        folder.outcome("topics.md"),
        "points to a specification that is not there"
    );
    assert_eq!(folder.complaints(), ["reference-unresolved"]);
}

pub(crate) const FACTS: &str = r#"# Members

{% swagger baseUrl="https://api.harbour.example/v2" path="/crews/:crew/members?sort=name" method="post" summary="Add a member" %}
{% swagger-description %}
Adds someone to a crew.
{% endswagger-description %}

{% swagger-parameter in="path" name="crew" type="Integer" required="true" %}
Which crew
{% endswagger-parameter %}

{% swagger-parameter in="header" name="Authorization" type="String" required="true" %}
Bearer token
{% endswagger-parameter %}

{% swagger-parameter in="query" name="notify" type="Boolean" %}
Whether to tell the others
{% endswagger-parameter %}

{% swagger-parameter required="true" in="body" name="name" type="String" %}{% endswagger-parameter %}

{% swagger-parameter in="body" name="address.city" type="String" %}
Where they live
{% endswagger-parameter %}

{% swagger-parameter in="path" name="ghost" %}
Is not in the path
{% endswagger-parameter %}

{% swagger-response status="200: OK" description="Added" %}
```json
{ "id": 4, "name": "Ada" }
```
{% endswagger-response %}

{% swagger-response status="404: Not Found" description="" %}

{% endswagger-response %}
{% endswagger %}

{% swagger method="get" path="" baseUrl="https://api.harbour.example/v2/crews/:crew" summary="A crew" %}
{% swagger-description %}
EMPTY
{% endswagger-description %}
{% endswagger %}

{% swagger path="/nothing" method="" %}{% endswagger %}
"#;

#[test]
fn tags_state_operations() {
    // GitBook leaves a zero-width space where nothing was written.
    let text = FACTS.replace("EMPTY", "\u{200b}");
    let folder = Folder::of(&[("members.md", &text)]);
    assert_eq!(
        folder.operations(),
        ["GET /crews/{crew}", "POST /crews/{crew}/members"]
    );
    assert_eq!(
        folder.value()["servers"],
        json!([{"url": "https://api.harbour.example/v2"}])
    );
    let add = folder.operation("post", "/crews/{crew}/members");
    assert_eq!(add["summary"], "Add a member");
    assert_eq!(add["description"], "Adds someone to a crew.");
    assert_eq!(add["security"], json!([{"bearerAuth": []}]));
    assert_eq!(
        add["parameters"],
        json!([
            {"name": "crew", "in": "path", "required": true, "description": "Which crew", "schema": {"type": "integer"}},
            {"name": "notify", "in": "query", "description": "Whether to tell the others", "schema": {"type": "boolean"}},
            {"name": "sort", "in": "query", "x-pagecrate-trust": "prose", "example": "name", "schema": {"type": "string"}},
        ])
    );
    let body = &add["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["name"]));
    assert_eq!(
        body["properties"]["address"]["properties"]["city"]["type"],
        "string"
    );
    let ok = &add["responses"]["200"];
    assert_eq!(ok["description"], "Added");
    assert_eq!(
        ok["content"]["application/json"]["schema"]["properties"]["id"]["type"],
        "integer"
    );
    assert_eq!(add["responses"]["404"]["description"], "Not Found");
    let crew = folder.operation("get", "/crews/{crew}");
    assert_eq!(crew.get("description"), None);
    assert_eq!(
        folder.said("path-parameter-unknown"),
        [
            "members.md:26 `ghost` is called a path parameter, but `/crews/{crew}/members` has none of that name"
        ]
    );
}

/// Each tag of the real sources either states its operation or points to a file that is not there.
#[test]
fn real_pages_are_accounted_for() {
    if let Some(folder) = Folder::shared("gitbook/md-export") {
        assert_eq!(
            folder.operations(),
            [
                "GET /cashier/prices/{priceId}",
                "GET /cashier/products",
                "POST /accounts/signin"
            ]
        );
        assert_eq!(folder.complaints(), Vec::<&str>::new());
    }
    let Some(folder) = Folder::shared("gitbook/swagger-source") else {
        return;
    };
    assert_eq!(folder.complaints(), ["reference-unresolved"]);
    assert_eq!(
        folder.operations(),
        [
            "GET /projects/{project}/members",
            "GET /projects/{project}/members/{user}"
        ]
    );
    let skipped = folder.reading.accounting.skipped();
    assert_eq!(
        skipped.get("points to a specification that is not there"),
        Some(&34),
        "{skipped:?}"
    );
}
