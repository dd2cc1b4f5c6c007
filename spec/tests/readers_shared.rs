//! The readers on real pages, where these lie beside the checkout.

#[path = "readers/support.rs"]
mod support;

use std::collections::BTreeMap;

use pagecrate_spec::fragment::Fragment;
use pagecrate_spec::source::Sources;
use serde_json::{Value, json};

/// What every page of a folder gives, by page.
fn read(folder: &str) -> BTreeMap<String, (&'static str, Vec<Fragment>)> {
    let mut out = BTreeMap::new();
    for (name, text) in support::shared(folder) {
        let mut sources = Sources::new();
        let page = support::page(&mut sources, &name, &text);
        if let Some((reader, fragments, diagnostics)) = support::run(&page, &sources) {
            assert!(!diagnostics.has_errors(), "{name}: {diagnostics:?}");
            out.insert(name, (reader, fragments));
        }
    }
    out
}

fn operation<'a>(fragment: &'a Fragment, path: &str, method: &str) -> &'a Value {
    let found = &fragment.value["paths"][path][method];
    assert!(found.is_object(), "{method} {path}");
    found
}

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|one| one["name"].as_str()).collect()
}

fn keys(map: &Value) -> Vec<&str> {
    map.as_object()
        .map(|map| map.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

/// The facts of the three seeds without a fragment, as `pages.md` lists them.
#[test]
fn seeds_give_their_operations() {
    let pages = read("seeds");
    let of = |start: &str| {
        pages
            .iter()
            .find(|(name, _)| name.starts_with(start))
            .map(|(_, (_, fragments))| &fragments[0])
    };
    let (Some(first), Some(sdk), Some(delete)) = (of("000"), of("001"), of("003")) else {
        return;
    };
    let unassign = operation(first, "/guardrails/{id}/assignments/keys/remove", "post");
    assert_eq!(names(&unassign["parameters"]), ["id"]);
    assert_eq!(unassign["parameters"][0]["schema"]["format"], "uuid");
    assert_eq!(
        keys(&unassign["responses"]),
        ["200", "400", "401", "404", "500"]
    );
    let body = &unassign["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["key_hashes"]));
    assert_eq!(
        first.value["servers"][0]["url"],
        "https://openrouter.ai/api/v1"
    );

    let delete_key = operation(delete, "/keys/{hash}", "delete");
    assert_eq!(
        keys(&delete_key["responses"]),
        ["200", "401", "404", "429", "500"]
    );
    assert_eq!(names(&delete_key["parameters"]), ["hash"]);
    assert_eq!(delete_key["security"], json!([{"bearerAuth": []}]));

    assert_eq!(support::operations(sdk).len(), 13);
    let create = operation(sdk, "/guardrails", "post");
    assert_eq!(create["operationId"], "createGuardrail");
    assert_eq!(keys(&create["responses"]), ["2XX", "400", "401", "500"]);
    let body = &create["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["name"]));
    assert_eq!(
        body["properties"]["limit_usd"]["type"],
        json!(["number", "null"])
    );
    assert_eq!(
        body["properties"]["reset_interval"]["enum"],
        json!(["daily", "weekly", "monthly", null])
    );
    assert_eq!(
        body["properties"]["allowed_models"]["items"],
        json!({"type": "string"})
    );
    let update = operation(sdk, "/guardrails/{id}", "patch");
    assert_eq!(
        update["requestBody"]["content"]["application/json"]["schema"].get("required"),
        None
    );
    assert_eq!(names(&update["parameters"]), ["id"]);
    let list = operation(sdk, "/guardrails/{id}/assignments/members", "get");
    assert_eq!(names(&list["parameters"]), ["id", "offset", "limit"]);
    assert_eq!(keys(&list["responses"]), ["2XX", "401", "404", "500"]);
}

/// Every `UsageSnippet` of the SDK pages is an operation, and no guide is one.
#[test]
fn sdk_pages_give_every_operation_and_guides_none() {
    let texts: BTreeMap<String, String> = support::shared("openrouter").into_iter().collect();
    if texts.is_empty() {
        return;
    }
    let pages = read("openrouter");
    let mut sdk = 0;
    for (name, text) in &texts {
        let snippets = text.matches("UsageSnippet language").count();
        let found = pages.get(name);
        if snippets == 0 {
            assert!(found.is_none_or(|(reader, _)| *reader == "fern"), "{name}");
            continue;
        }
        sdk += 1;
        let (reader, fragments) = found.expect("a reader");
        assert_eq!(*reader, "speakeasy", "{name}");
        assert_eq!(support::operations(&fragments[0]).len(), snippets, "{name}");
    }
    assert_eq!(sdk, 24);
}

/// Hand-written endpoints of two other sites.
#[test]
fn other_sites_are_read_by_the_same_rules() {
    let pages = read("factory");
    let find = |part: &str| pages.iter().find(|(name, _)| name.contains(part));
    if let Some((_, (reader, fragments))) = find("126-reference-analytics") {
        assert_eq!(*reader, "prose");
        assert_eq!(
            support::operations(&fragments[0]),
            [
                "GET /tokens",
                "GET /tools",
                "GET /activity",
                "GET /productivity",
                "GET /users"
            ]
        );
        assert_eq!(
            fragments[0].value["servers"][0]["url"],
            "https://api.factory.ai/api/v1/analytics"
        );
    }
    let pages = read("ollama");
    if let Some((_, fragments)) = pages.get("045-capabilities-web-search.md") {
        let search = operation(&fragments[0], "/api/web_search", "post");
        let schema = &search["responses"]["2XX"]["content"]["application/json"]["schema"];
        assert_eq!(
            keys(&schema["properties"]["results"]["items"]["properties"]),
            ["title", "url", "content"]
        );
    }
}

/// Prints what each page of the folders in `FOLDERS` gives, with the documents if `FULL` is set.
#[test]
#[ignore = "prints a survey"]
fn survey() {
    let folders = std::env::var("FOLDERS").unwrap_or_else(|_| "seeds".to_owned());
    let full = std::env::var("FULL").is_ok();
    for folder in folders.split(',') {
        for (name, text) in support::shared(folder) {
            let mut sources = Sources::new();
            let page = support::page(&mut sources, &name, &text);
            let Some((reader, fragments, diagnostics)) = support::run(&page, &sources) else {
                println!("{folder}/{name}: -");
                continue;
            };
            println!("{folder}/{name}: {reader}");
            for fragment in &fragments {
                println!(
                    "    {:?} {:?}",
                    fragment.trust,
                    support::operations(fragment)
                );
                if full {
                    println!(
                        "{}",
                        serde_yaml::to_string(&fragment.value).expect("a value")
                    );
                }
            }
            for one in &diagnostics {
                println!("    {:?}[{}] {}", one.severity, one.code, one.message);
            }
        }
    }
}
