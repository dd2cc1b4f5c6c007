//! The readers of tables, lists and SDK pages on pages of our own, one layout each.

#[path = "readers/support.rs"]
mod support;

use pagecrate_spec::platform::speakeasy;
use pagecrate_spec::source::Sources;
use serde_json::json;

#[test]
fn layouts() {
    insta::glob!("readers/pages", "*.md*", |path| {
        let text = std::fs::read_to_string(path).expect("a page");
        insta::assert_snapshot!(support::show(&text));
    });
}

/// A page that shows a call and documents nothing is no operation.
#[test]
fn guides_are_not_operations() {
    assert_eq!(
        support::show(include_str!("readers/pages/guide.md")),
        "no reader\n"
    );
    for text in [
        "# Title\n\nPOST https://x.example/v1/things\n\nSee the guide.\n",
        "# Index\n\n- `GET /things`\n- `POST /things`\n- `GET /things/{id}`\n\n## Response\n\n| Field | Type |\n|-|-|\n| a | string |\n",
        "# Setup\n\n```http\nGET /things HTTP/1.1\nHost: x.example\n```\n",
        "# Settings\n\n## Parameters\n\n| Name | Type |\n|-|-|\n| a | string |\n",
        "",
    ] {
        assert_eq!(support::show(text), "no reader\n", "{text}");
    }
}

/// Whatever a table looks like, it is read or left, and nothing breaks.
#[test]
fn odd_pages_are_survived() {
    let head = "# T\n\n## GET /things/{id}\n\n### Query parameters\n\n";
    let rows = "| a | string | x |\n".repeat(10_000);
    let tables = [
        "| Name |\n|-|\n| a | b | c |\n||\n| |\n".to_owned(),
        "| | |\n|-|-|\n| | |\n".to_owned(),
        "| Name | Name | Name |\n|-|-|-|\n| a | b | c |\n".to_owned(),
        format!("| Name | Type | Description |\n|-|-|-|\n{rows}"),
        format!("- {}\n", "[".repeat(3_000)),
        format!("{}\n", "- `a`\n  - `b`\n".repeat(300)),
        format!("{}`deep`\n", "- ".repeat(400)),
        "- `a.b.c[].d[x].{}`: é\n- ``: x\n- `\\``\n".to_owned(),
        format!("```json\n{}\n```\n", "[".repeat(10_000)),
        "| Name | Type | Default |\n|-|-|-|\n| `é[` | enum( | `|\n".to_owned(),
    ];
    for table in &tables {
        for kind in ["", "### Response\n\n", "### Errors\n\n", "### Body\n\n"] {
            let out = support::show(&format!("{head}{kind}{table}"));
            assert!(out.starts_with("reader: prose\n"), "{out}");
        }
    }
}

/// Types are tied to their pages, and a `request` object is spread over query and path.
#[test]
fn links_types_to_their_pages() {
    let method = "# Boats\n\n## find\n\nFinds.\n\n### Example Usage\n\n\
        <!-- UsageSnippet language=\"typescript\" operationID=\"findBoats\" method=\"get\" path=\"/harbours/{harbour_id}/boats\" -->\n\
        ```typescript\nconst harbour = new Harbour({\n  appTitle: \"<value>\",\n  apiKey: \"\",\n});\n```\n\n\
        ### Parameters\n\n| Parameter | Type | Required | Description |\n|-|-|-|-|\n\
        | `request` | [operations.FindBoatsRequest](x.md) | :heavy_check_mark: | The request |\n\
        | `options` | RequestOptions | :heavy_minus_sign: | Options |\n\n\
        ### Response\n\n**Promise\\<[models.Boat](x.md)\\>**\n";
    let request = "---\ntitle: \"FindBoatsRequest\"\n---\n\n## Example Usage\n\n```typescript\n\
        import { FindBoatsRequest } from \"@harbour/sdk/models/operations\";\n```\n\n## Fields\n\n\
        | Field | Type | Required | Description |\n|-|-|-|-|\n\
        | `appTitle` | *string* | :heavy_minus_sign: | Global |\n\
        | `harbourId` | *string* | :heavy_check_mark: | Where |\n\
        | `maxLength` | *number* | :heavy_minus_sign: | How long |\n";
    let mut sources = Sources::new();
    let mut fragments = Vec::new();
    for (name, text) in [
        ("a.md", method),
        ("b.md", request),
        ("c.mdx", include_str!("readers/pages/speakeasy-model.mdx")),
    ] {
        let page = support::page(&mut sources, name, text);
        fragments.extend(support::run(&page, &sources).expect("a reader").1);
    }
    speakeasy::link(&mut fragments);
    let operation = &fragments[0].value["paths"]["/harbours/{harbour_id}/boats"]["get"];
    assert_eq!(
        operation["parameters"],
        json!([
            {"name": "harbour_id", "in": "path", "required": true, "description": "Where", "schema": {"type": "string"}},
            {"name": "max_length", "in": "query", "description": "How long", "schema": {"type": "number"},
             "x-pagecrate-names": ["max_length", "maxLength"]},
        ])
    );
    assert_eq!(
        operation["responses"]["2XX"]["content"]["application/json"]["schema"],
        json!({"$ref": "#/components/schemas/Boat"})
    );
    assert_eq!(operation.get("x-pagecrate-request"), None);
}
