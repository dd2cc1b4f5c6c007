//! Pages that hold a fragment of their specification, from the pages to the merged document: on
//! pages of our own, and on real ones where these lie beside the checkout.

#[path = "readers/support.rs"]
mod support;

use std::collections::BTreeMap;

use pagecrate_spec::accounting::PageOutcome;
use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::source::Sources;
use pagecrate_spec::{Reading, read};
use serde_json::{Value, json};

/// A folder's pages, read and merged.
fn merge(pages: &[(&str, &str)]) -> (Reading, Diagnostics) {
    let mut sources = Sources::new();
    for (name, text) in pages {
        sources.add(*name, *text);
    }
    let mut diagnostics = Diagnostics::new();
    let reading = read(&sources, &mut diagnostics);
    (reading, diagnostics)
}

/// Names and texts.
type Files = Vec<(String, String)>;

/// The same for a real folder; `None`, and said, where it is not there.
fn merge_shared(folder: &str) -> Option<(Reading, Diagnostics, Files)> {
    let files = support::shared_files(folder);
    let pages: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let (reading, diagnostics) = (!pages.is_empty()).then(|| merge(&pages))?;
    Some((reading, diagnostics, files))
}

/// How many operations each reader found, from the accounting of the pages.
fn by_reader(reading: &Reading) -> BTreeMap<&'static str, usize> {
    let mut out = BTreeMap::new();
    for page in &reading.accounting.pages {
        if let PageOutcome::Used { reader, operations } = page.outcome {
            *out.entry(reader).or_default() += operations;
        }
    }
    out
}

fn messages(diagnostics: &Diagnostics, least: Severity) -> Vec<String> {
    diagnostics
        .iter()
        .filter(|one| one.severity >= least)
        .map(|one| format!("{}: {}", one.code, one.message))
        .collect()
}

/// The lines that open a fence with an operation of a specification, in all files.
fn announced(files: &[(String, String)]) -> usize {
    files
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter(|line| line.starts_with("````yaml "))
        .count()
}

#[test]
fn mintlify_pages_become_one_document() {
    let (reading, diagnostics) = merge(&[
        (
            "plant.md",
            include_str!("readers/pages/mintlify-rendered.md"),
        ),
        ("water.md", include_str!("readers/pages/mintlify-flat.md")),
        (
            "events.md",
            include_str!("readers/pages/mintlify-channel.md"),
        ),
    ]);
    assert_eq!(messages(&diagnostics, Severity::Warning), [""; 0]);
    assert_eq!(by_reader(&reading), BTreeMap::from([("mintlify", 3)]));
    let document = &reading.merged.value;
    let paths: Vec<&String> = document["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .collect();
    assert_eq!(
        paths,
        [
            "/v1/rows/{row_id}/trees",
            "/v1/trees/{tree_id}/water",
            "/v1/weather"
        ]
    );
    assert_eq!(document["servers"][0]["url"], "https://api.orchard.example");
    assert_eq!(
        document["components"]["schemas"]["Seedling"]["discriminator"]["mapping"]["apple"],
        "#/components/schemas/Apple"
    );
    assert_eq!(
        document["components"]["schemas"]["Seedling"]["discriminator"]["defaultMapping"],
        "#/components/schemas/Pear"
    );
    let water = &document["paths"]["/v1/trees/{tree_id}/water"]["post"];
    assert_eq!(
        water["security"],
        json!([{"api_key": []}, {"BearerAuth": []}])
    );
    assert_eq!(water["requestBody"]["required"], true);
}

#[test]
fn real_mintlify_pages_give_every_operation() {
    for folder in [
        "mintlify/parallel",
        "mintlify/minimax",
        "mintlify-2025/kie",
        "ollama",
        "factory",
    ] {
        let Some((reading, _, files)) = merge_shared(folder) else {
            continue;
        };
        let left_out = reading.accounting.skipped();
        let translated = left_out.get("the same page is read in another language");
        let found = reading.accounting.fragments.get("mintlify").copied();
        let found = found.map(|found| found + translated.copied().unwrap_or_default());
        assert_eq!(found, Some(announced(&files)), "{folder}");
    }
}

/// The pages of a source tree: the operations stand in the specification beside them.
#[test]
fn sources_refer_to_their_specification() {
    let specification = r#"{"openapi": "3.0.3", "info": {"title": "Orchard", "version": "1"},
        "servers": [{"url": "https://api.orchard.example"}],
        "paths": {
            "/v1/trees": {"get": {"operationId": "listTrees", "responses": {"200": {"description": "OK"}}}},
            "/v1/trees/{id}": {"get": {"operationId": "getTree", "summary": "One tree", "responses": {}}}}}"#;
    let list = "---\ntitle: \"List trees\"\nopenapi: \"/specs/orchard.json GET /v1/trees\"\n---\n";
    let get = "---\ntitle: Get a tree\nopenapi: get /v1/trees/{tree}/\n---\n\n## Errors\n\n\
        | Code | Meaning |\n|-|-|\n| 404 | No such tree |\n";
    let hook = "---\ntitle: Felled\nopenapi: \"/specs/orchard.json webhook tree.felled\"\n---\n";
    let lost = "---\ntitle: Lost\nopenapi: PUT /v1/rocks\n---\n";
    let readme =
        "---\ntitle: Trees\napi:\n  file: orchard.json\n  operationId: listTrees\n---\nText.\n";
    let (reading, diagnostics) = merge(&[
        ("specs/orchard.json", specification),
        ("list.mdx", list),
        ("get.mdx", get),
        ("hook.mdx", hook),
        ("lost.mdx", lost),
        ("trees.md", readme),
    ]);
    assert_eq!(
        messages(&diagnostics, Severity::Warning),
        [
            "reference-unresolved: the page only points to `PUT /v1/rocks` in `a specification`, where it cannot be found"
        ]
    );
    let skipped = reading.accounting.skipped();
    assert_eq!(skipped.values().sum::<usize>(), 2, "{skipped:?}");
    assert_eq!(reading.accounting.operations, 2);
    let document = &reading.merged.value;
    assert_eq!(
        document["paths"]["/v1/trees"]["get"]["summary"],
        "List trees"
    );
    let get = &document["paths"]["/v1/trees/{id}"]["get"];
    assert_eq!(get["summary"], "One tree");
    assert_eq!(get["responses"]["404"]["description"], "No such tree");
}

/// `llms-full.txt` of 2025: what was a fragment is a line.
#[test]
fn concatenated_pages_refer_to_their_specification() {
    let specification = r#"{"openapi": "3.1.0", "info": {"title": "Orchard", "version": "1"},
        "paths": {"/v1/trees": {"get": {"responses": {}}}}}"#;
    let all = "# List trees\nSource: https://docs.orchard.example/list\n\norchard.json get /v1/trees\n\n\
        # Fell a tree\nSource: https://docs.orchard.example/fell\n\ndelete /v1/trees/{id}\n\n\
        # Guide\nSource: https://docs.orchard.example/guide\n\nGET /v1/trees lists all trees.\n";
    let (reading, diagnostics) = merge(&[("orchard.json", specification), ("llms-full.txt", all)]);
    assert_eq!(reading.accounting.operations, 1);
    let list = &reading.merged.value["paths"]["/v1/trees"]["get"];
    assert_eq!(list["summary"], "List trees");
    let said = messages(&diagnostics, Severity::Warning);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("DELETE /v1/trees/{id}"), "{said:?}");
}

/// A page under `api` in its front matter; the server and the key stand in the site's settings.
#[test]
fn hand_written_endpoints_take_the_settings_of_their_site() {
    let settings = r#"{"name": "Paint", "api": {"mdx": {"server": "https://api.paint.example/v2",
        "auth": {"method": "key", "name": "x-paint-key"}}}}"#;
    let page = "---\ntitle: Mix\napi: PUT /colours/:name\n---\n\n\
        <ParamField body=\"parts\" type=\"object[]\" required>\n  What goes in\n  <Expandable>\n    \
        <ParamField body=\"share\" type=\"float\" required />\n  </Expandable>\n</ParamField>\n\n\
        <ResponseField name=\"hex\" type=\"string\">Its code</ResponseField>\n";
    let arguments = "# Client\n\n<ParamField path=\"timeout\" type=\"int\">Seconds</ParamField>\n";
    let (reading, diagnostics) = merge(&[
        ("docs.json", settings),
        ("mix.mdx", page),
        ("client.mdx", arguments),
    ]);
    assert_eq!(messages(&diagnostics, Severity::Warning), [""; 0]);
    let document = &reading.merged.value;
    assert_eq!(
        document["servers"],
        json!([{"url": "https://api.paint.example/v2"}])
    );
    let paths: Vec<&String> = document["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .collect();
    assert_eq!(paths, ["/colours/{name}"]);
    let mix = &document["paths"]["/colours/{name}"]["put"];
    assert_eq!(mix["security"], json!([{"apiKeyAuth": []}]));
    assert_eq!(
        document["components"]["securitySchemes"]["apiKeyAuth"]["name"],
        "x-paint-key"
    );
    assert_eq!(mix["parameters"][0]["name"], "name");
    let parts = &mix["requestBody"]["content"]["application/json"]["schema"]["properties"]["parts"];
    assert_eq!(parts["items"]["required"], json!(["share"]));
    assert_eq!(parts["items"]["properties"]["share"]["type"], "number");
    let answer = &mix["responses"]["2XX"]["content"]["application/json"]["schema"];
    assert_eq!(answer["properties"]["hex"]["type"], "string");
}

/// A rendered page of Mintlify with one operation and a type that stands on another.
fn stall(specification: &str, path: &str, kind: &str, key: &str) -> String {
    format!(
        "# Stall\n\n## OpenAPI\n\n````yaml {specification} get {path}\nopenapi: 3.1.0\n\
         info: {{title: Market, version: '1'}}\n\
         servers: [{{url: 'https://{key}.example'}}]\n\
         security: [{{{key}: []}}]\n\
         paths:\n  {path}:\n    get:\n      responses:\n        '200':\n          description: OK\n          \
         content:\n            application/json:\n              schema: {{$ref: '#/components/schemas/Stall'}}\n\
         components:\n  securitySchemes:\n    {key}: {{type: apiKey, in: header, name: {key}}}\n  schemas:\n    \
         Stall: {{type: object, properties: {{fruit: {{$ref: '#/components/schemas/Fruit'}}}}}}\n    \
         Fruit: {{type: {kind}}}\n````\n"
    )
}

/// What an answer of an operation of [`stall`] holds, followed through the components.
fn fruit<'v>(document: &'v Value, path: &str) -> &'v Value {
    let follow = |schema: &'v Value| -> &'v Value {
        let target = schema["$ref"].as_str().expect("a reference");
        document.pointer(&target[1..]).expect(target)
    };
    let answer = &document["paths"][path]["get"]["responses"]["200"];
    let stall = follow(&answer["content"]["application/json"]["schema"]);
    &follow(&stall["properties"]["fruit"])["type"]
}

#[test]
fn types_of_one_name_stay_what_their_pages_say() {
    let of_one = [
        ("a.md", stall("market.json", "/a", "string", "one")),
        ("b.md", stall("market.json", "/b", "integer", "one")),
        ("c.md", stall("market.json", "/c", "integer", "one")),
        ("d.md", stall("market.json", "/d", "boolean", "one")),
    ];
    let of_one: Vec<(&str, &str)> = of_one
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let (reading, diagnostics) = merge(&of_one);
    let document = &reading.merged.value;
    for (path, kind) in [
        ("/a", "string"),
        ("/b", "integer"),
        ("/c", "integer"),
        ("/d", "boolean"),
    ] {
        assert_eq!(fruit(document, path), kind, "{path}");
    }
    let schemas = document["components"]["schemas"]
        .as_object()
        .expect("schemas");
    let names: Vec<&String> = schemas.keys().collect();
    assert_eq!(
        names,
        ["Fruit", "Fruit_2", "Fruit_3", "Stall", "Stall_2", "Stall_3"]
    );
    assert_eq!(
        messages(&diagnostics, Severity::Warning),
        ["component-conflict: two pages of one specification give `Fruit` different shapes"; 2]
    );
}

#[test]
fn documents_of_several_apis_keep_their_own() {
    let (fruit_shop, fish_shop) = (
        stall("api/fruit/openapi.json", "/a", "string", "one"),
        stall("api/fish/openapi.json", "/b", "integer", "two"),
    );
    let (reading, diagnostics) = merge(&[("a.md", &fruit_shop), ("b.md", &fish_shop)]);
    assert_eq!(messages(&diagnostics, Severity::Warning), [""; 0]);
    let document = &reading.merged.value;
    assert_eq!(fruit(document, "/a"), "string");
    assert_eq!(fruit(document, "/b"), "integer");
    assert!(document["components"]["schemas"]["fish_Fruit"].is_object());
    assert_eq!(document["security"], json!([{"one": []}]));
    assert_eq!(document["servers"], json!([{"url": "https://one.example"}]));
    let own = &document["paths"]["/b"]["get"];
    assert_eq!(own["security"], json!([{"two": []}]));
    assert_eq!(own["servers"], json!([{"url": "https://two.example"}]));
    assert_eq!(document["paths"]["/a"]["get"].get("security"), None);
}

#[test]
fn one_language_of_a_page_is_read() {
    let page = |title: &str, kind: &str| {
        include_str!("readers/pages/mintlify-rendered.md")
            .replace("# Plant a tree", title)
            .replace("type: integer", kind)
    };
    let (english, chinese) = (
        page("# Plant", "type: integer"),
        page("# 种", "type: string"),
    );
    let other = chinese.replace("/v1/rows/{row_id}/trees", "/v1/only");
    let (reading, diagnostics) = merge(&[
        ("en__plant.md", &english),
        ("zh__plant.md", &chinese),
        (
            "zh__other.md",
            &other
                .replace("    Tree:", "    Baum:")
                .replace("schemas/Tree", "schemas/Baum"),
        ),
    ]);
    assert_eq!(messages(&diagnostics, Severity::Warning), [""; 0]);
    assert_eq!(reading.accounting.operations, 2);
    assert_eq!(
        reading.accounting.skipped(),
        BTreeMap::from([("the same page is read in another language", 1)])
    );
    let id = &reading.merged.value["components"]["schemas"]["Tree"]["properties"]["id"];
    assert_eq!(id["type"], "integer");
}

#[test]
fn real_sources_refer_to_their_specification() {
    for (folder, reader, key) in [
        ("mintlify-source/mem0", "mintlify", "openapi: "),
        ("readme/basiq-source", "readme", "  operationId: "),
    ] {
        let Some((reading, _, files)) = merge_shared(folder) else {
            continue;
        };
        let pages = files.iter().filter(|(name, _)| !name.ends_with(".json"));
        let stated = pages
            .filter(|(_, text)| text.lines().any(|line| line.starts_with(key)))
            .count();
        let outcomes = reading.accounting.pages.iter();
        let used = outcomes
            .filter(|page| matches!(page.outcome, PageOutcome::Used { reader: found, .. } if found == reader))
            .count();
        assert_eq!(used, stated, "{folder}");
    }
    if let Some((reading, diagnostics, files)) = merge_shared("mintlify-source/box") {
        assert_eq!(reading.accounting.used(), 0);
        let said = messages(&diagnostics, Severity::Warning);
        assert_eq!(said.len(), files.len(), "{said:?}");
    }
}

#[test]
fn readme_and_apidog_pages_become_one_document() {
    let (reading, diagnostics) = merge(&[
        ("book.md", include_str!("readers/pages/readme-export.md")),
        ("order.md", include_str!("readers/pages/readme-manual.md")),
        ("parcel.md", include_str!("readers/pages/apidog.md")),
    ]);
    assert_eq!(messages(&diagnostics, Severity::Warning), [""; 0]);
    let found = BTreeMap::from([("apidog", 1), ("readme", 2)]);
    assert_eq!(by_reader(&reading), found);
    let paths = &reading.merged.value["paths"];
    let order = &paths["/cabins/order"]["put"]["requestBody"];
    assert_eq!(order["required"], true);
    assert_eq!(
        order["content"]["application/json"]["schema"]["type"],
        "array"
    );
    let parcel = &paths["/v2/parcels"]["post"];
    assert_eq!(parcel["security"], json!([{"bearer": []}]));
    assert_eq!(parcel["deprecated"], true);
    assert_eq!(
        parcel["responses"]["201"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/New_u5305u88f9"
    );
}

#[test]
fn real_readme_and_apidog_pages_give_every_operation() {
    for (folder, reader) in [
        ("readme/md-export", "readme"),
        ("apidog/md-export", "apidog"),
    ] {
        let Some((reading, diagnostics, files)) = merge_shared(folder) else {
            continue;
        };
        assert_eq!(by_reader(&reading), BTreeMap::from([(reader, files.len())]));
        assert_eq!(
            messages(&diagnostics, Severity::Warning),
            [""; 0],
            "{folder}"
        );
    }
}

/// Whatever happens to a page on its way, it is read or refused, and nothing breaks.
#[test]
fn broken_fragments_are_survived() {
    let pages = [
        include_str!("readers/pages/mintlify-rendered.md"),
        include_str!("readers/pages/mintlify-flat.md"),
        include_str!("readers/pages/mintlify-channel.md"),
        include_str!("readers/pages/readme-manual.md"),
        include_str!("readers/pages/apidog.md"),
    ];
    for page in pages {
        let cut = |at: usize| page.get(..at).unwrap_or("").to_owned();
        for at in (0..page.len()).step_by(251) {
            merge(&[
                ("page.md", &cut(at)),
                ("closed.md", &format!("{}\n````\n", cut(at))),
            ]);
        }
        for (from, to) in [
            ("properties:", "properties: []\nproperties2:"),
            ("\"properties\":", "\"properties\": 3, \"p\":"),
            ("\"content\":", "\"content\": [], \"c\":"),
            ("\"value\":", "\"value\": {}, \"v\":"),
            ("\"paths\":", "\"paths\": [], \"p\":"),
            ("paths:", "paths: 7\nx:"),
            ("schema:", "schema: text\nx-schema:"),
            ("parameters:", "parameters: {a: [b]}\nx-parameters:"),
            ("components:", "components: [1]\nx:"),
            (": {", ": [{"),
            ("- ", ""),
            ("type: object", "type: [object, {}]"),
            ("mapping:", "mapping: 3\nx-mapping:"),
            ("servers:", "servers: {a: b}\nx-servers:"),
            ("security:", "security: text\nx-security:"),
            ("\"", ""),
            (",", ",,"),
            ("{", "[{"),
        ] {
            merge(&[("page.md", &page.replace(from, to))]);
        }
    }
}

/// Fences of these shapes hold something else.
#[test]
fn other_fences_are_not_fragments() {
    for page in [
        "# Setup\n\n```yaml\nopenapi: generate\nservices: [a]\n```\n",
        "# Config\n\n```yaml config.yaml\npaths:\n  - src\n```\n",
        "# Ask\n\n```bash get /things\ncurl https://x.example\n```\n",
        "# OpenAPI\n\nSee the specification.\n\n# Next\n\n```json\n{\"a\": 1}\n```\n",
    ] {
        let (reading, diagnostics) = merge(&[("page.md", page)]);
        assert_eq!(reading.accounting.used(), 0, "{page}");
        assert_eq!(messages(&diagnostics, Severity::Warning), [""; 0], "{page}");
        assert_eq!(reading.merged.value["paths"], json!({}));
    }
}
