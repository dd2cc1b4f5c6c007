use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{Site, site};
use crate::codegen::{Arguments, Layout, make};

fn of(layout: &Layout) -> Site {
    let made = make(layout, None, &|_| {}).unwrap();
    assert!(made.files.is_some());
    site(&made, layout)
}

fn from(text: &str) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api.yaml");
    fs::write(&file, text).unwrap();
    let arguments = Arguments::looking(&[file], None, None);
    of(&arguments.layout_to_look(Path::new("")).unwrap())
}

/// The JSON of a `script` element of the index.
fn data(site: &Site, id: &str) -> serde_json::Value {
    let start = format!("<script type=\"application/json\" id=\"{id}\">");
    let (_, rest) = site.files["index.html"].split_once(&start).unwrap();
    let (text, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_operation_leads_to_its_page_and_its_method() {
    let site = of(&Layout::project(&crate::workspace()).unwrap());
    let links = data(&site, "links");
    let links = links.as_object().unwrap();
    assert_eq!(links.len(), site.operations);
    assert_eq!(links.len(), 36);
    let mut places = BTreeSet::new();
    for (operation, links) in links {
        let of_kind = |kind: &str| {
            let all = links.as_array().unwrap();
            all.iter()
                .find(|link| link["kind"] == kind)
                .unwrap()
                .clone()
        };
        let page = of_kind("page")["url"].as_str().unwrap().to_owned();
        assert!(
            page.starts_with("https://openrouter.ai/docs/"),
            "{operation}: {page}"
        );
        let rust = of_kind("rust");
        let (file, line) = rust["url"].as_str().unwrap().split_once('#').unwrap();
        let call = rust["text"].as_str().unwrap();
        let method = call.rsplit('.').next().unwrap().split('(').next().unwrap();
        let shown = format!("<span id=\"{line}\">    pub fn {method}(");
        assert!(site.files[file].contains(&shown), "{operation}: {shown}");
        assert!(places.insert(rust["url"].to_string()), "{operation}");
    }
    let list = &links["GET /guardrails"][0];
    assert_eq!(list["text"], "client.guardrails().list()");
    let create = &links["POST /guardrails"][0];
    assert_eq!(create["text"], "client.guardrails().create(body)");
}

#[test]
fn nothing_is_named_that_is_elsewhere() {
    let site = of(&Layout::project(&crate::workspace()).unwrap());
    for (path, text) in site
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
    {
        let (head, _) = text.split_once("<body>").unwrap();
        assert!(!head.contains("://"), "{path}: {head}");
        let policy = "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; ";
        assert!(head.contains(policy), "{path}: {head}");
        for reference in text.split("src=\"").skip(1).take(10) {
            assert!(!reference.starts_with("http"), "{path}: {reference:.40}");
        }
    }
}

#[test]
fn texts_of_pages_stay_data() {
    let hostile = "</script><script>alert(1)</script><!-- <script> ";
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: \"</title>{hostile}\", version: '1'}}\nservers: [{{url: 'https://t.example'}}]\npaths:\n  '/a/</script>':\n    get:\n      operationId: getA\n      tags: [t]\n      summary: \"{hostile}\"\n      description: \"{hostile}\"\n      responses: {{'204': {{description: Done}}}}\n"
    );
    let site = from(&text);
    let index = &site.files["index.html"];
    assert_eq!(index.matches("<script").count(), 4, "{index}");
    assert_eq!(index.matches("</script>").count(), 4, "{index}");
    assert_eq!(index.matches("<title>").count(), 1);
    let document = data(&site, "document");
    assert_eq!(document["paths"]["/a/</script>"]["get"]["summary"], hostile);
    let sources = site
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("source/"));
    for (path, text) in sources {
        assert!(!text.contains("<script"), "{path}: {text}");
    }
    let links = data(&site, "links");
    let place = links["GET /a/</script>"][1]["text"].as_str().unwrap();
    assert!(place.ends_with("api.yaml:6"), "{place}");
}

#[test]
fn the_renderer_is_pinned_and_names_no_registry() {
    let lock: serde_json::Value =
        serde_json::from_str(include_str!("renderer/package-lock.json")).unwrap();
    for (name, package) in lock["packages"].as_object().unwrap() {
        assert!(package.get("resolved").is_none(), "{name}");
        assert!(
            name.is_empty() || package["integrity"].is_string(),
            "{name}"
        );
    }
}
