//! Apidog and Apifox: `## OpenAPI Specification`, and a fence with one operation that carries
//! `x-apidog-…` or `x-apifox-…` keys.

use serde_json::{Map, Value, json};

use super::Reader;
use super::excerpt::{self, Repairs};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment};
use crate::merge::METHODS;
use crate::page::{BlockKind, Fence, Page};
use crate::pointer::Pointer;
use crate::source::Sources;

/// Reads the pages that Apidog and Apifox export.
pub(super) struct Apidog;

const NAME: &str = "apidog";

/// How the keys start that Apidog adds, on pages and in what it copied from pages.
const MARKS: [&str; 3] = ["x-apidog", "x-apifox", "x-run-in-api"];

impl Reader for Apidog {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        fences(page, sources).next().is_some()
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        fences(page, sources)
            .filter_map(|fence| read(page, fence, sources, diagnostics))
            .collect()
    }
}

fn fences<'p>(page: &'p Page, sources: &'p Sources) -> impl Iterator<Item = &'p Fence> {
    page.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Fence(fence) => {
            let text = excerpt::text(fence, sources);
            let ours =
                excerpt::looks_like_document(text) && MARKS.iter().any(|mark| text.contains(mark));
            ours.then_some(fence)
        }
        _ => None,
    })
}

fn read(
    page: &Page,
    fence: &Fence,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Fragment> {
    let embedded = Embedded::of(fence, sources);
    let mut value = embedded.read(sources, diagnostics)?;
    if excerpt::not_http(&value, excerpt::start(fence), diagnostics) {
        return None;
    }
    let mut repairs = Repairs::default();
    let titled = excerpt::titled_scope(&value);
    if let (None, Value::Object(document)) = (&titled, &mut value) {
        // An export without a title says nothing of the API.
        document.shift_remove("info");
    }
    let scope = titled.or_else(|| project(excerpt::text(fence, sources)));
    test_servers(&mut value, &mut repairs);
    operations(&mut value);
    excerpt::schemas::without_extensions(&mut value, &MARKS);
    excerpt::samples::repair(&mut value, &mut repairs);
    excerpt::schemas::empty_objects(&mut value, &mut repairs);
    excerpt::repair(&mut value, &mut repairs);
    let moved = placeholder_paths(&mut value, &mut repairs);
    let mut fragment = excerpt::fragment(page, NAME, embedded, scope, value);
    fragment.places = moved
        .into_iter()
        .map(|(new, old)| (new, embedded.locate(&old, sources)))
        .collect();
    repairs.say(|at| fragment.locate(at, sources), diagnostics);
    if !excerpt::has_operation(&fragment.value) {
        let message = "this specification states no operation";
        let place = excerpt::start(fence);
        diagnostics.push(Diagnostic::warning("nothing-read", message).at(place, ""));
        return None;
    }
    Some(fragment)
}

/// The project that the link to the editor names: `…/web/project/805827/apis/…`.
fn project(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("/web/project/")?;
    let number: String = rest
        .chars()
        .take_while(char::is_ascii_digit)
        .take(20)
        .collect();
    (!number.is_empty()).then(|| format!("project {number}"))
}

/// The first server is the default one (OpenAPI 3.1, "Server Object"): one for tests is not meant.
fn test_servers(document: &mut Value, repairs: &mut Repairs) {
    let Some(Value::Array(servers)) = document.get_mut("servers") else {
        return;
    };
    let first = servers.first().is_some_and(is_for_tests);
    if !first || servers.iter().all(is_for_tests) {
        return;
    }
    servers.sort_by_key(is_for_tests);
    let at = Pointer::root().join("servers").index(0);
    let what = "put a server for tests behind the others";
    repairs.done("test-server", what, &at);
}

fn is_for_tests(server: &Value) -> bool {
    let url = server["url"].as_str().unwrap_or_default();
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let text = format!(
        "{host} {}",
        server["description"].as_str().unwrap_or_default()
    );
    let text = text.to_lowercase();
    let named = [
        "test",
        "testing",
        "staging",
        "stage",
        "dev",
        "develop",
        "development",
        "mock",
        "sandbox",
        "local",
    ];
    let word = |word: &str| named.contains(&word);
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(word)
        || ["测试", "开发", "模拟", "本地"]
            .iter()
            .any(|word| text.contains(word))
}

/// `/base_url/x` and `/{{base_url}}/x`: the writer pasted the variable of the server.
/// Gives the new places with the old ones.
fn placeholder_paths(document: &mut Value, repairs: &mut Repairs) -> Vec<(Pointer, Pointer)> {
    let mut moved = Vec::new();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return moved;
    };
    for (path, item) in std::mem::take(paths) {
        let bare = path.trim_start_matches('/');
        let (first, rest) = bare.split_once('/').unwrap_or((bare, ""));
        let name = first.trim_matches(['{', '}']);
        let plain = name.replace(['_', '-'], "").to_ascii_lowercase();
        let variable = matches!(plain.as_str(), "baseurl" | "apiurl" | "apihost")
            || first.starts_with("{{")
                && matches!(plain.as_str(), "host" | "server" | "url" | "domain");
        if !variable || rest.is_empty() {
            paths.insert(path, item);
            continue;
        }
        let at = Pointer::root().join("paths").join(&path);
        let what = "left out the server's variable at the start of a path";
        repairs.done("server-in-path", what, &at);
        let new = format!("/{rest}");
        moved.push((Pointer::root().join("paths").join(&new), at));
        paths.insert(new, without_parameter(item, name));
    }
    moved
}

/// The item without the path parameter that only the variable was.
fn without_parameter(mut item: Value, name: &str) -> Value {
    let of_path = |parameter: &Value| parameter["in"] == "path" && parameter["name"] == name;
    for value in item
        .as_object_mut()
        .into_iter()
        .flat_map(|item| item.values_mut())
    {
        let list = match value {
            Value::Array(list) => Some(list),
            value => value.get_mut("parameters").and_then(Value::as_array_mut),
        };
        if let Some(list) = list {
            list.retain(|parameter| !of_path(parameter));
        }
    }
    item
}

/// What Apidog says in keys of its own: that an operation is on its way out, and what an answer is.
fn operations(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        for (method, operation) in item {
            if !METHODS.contains(&method.as_str()) {
                continue;
            }
            let Some(operation) = operation.as_object_mut() else {
                continue;
            };
            let status = own(operation, "status");
            if matches!(status, Some("deprecated" | "obsolete")) {
                operation.insert("deprecated".to_owned(), json!(true));
            }
            let responses = operation
                .get_mut("responses")
                .and_then(Value::as_object_mut);
            for response in responses
                .into_iter()
                .flat_map(|responses| responses.values_mut())
            {
                let Some(response) = response.as_object_mut() else {
                    continue;
                };
                let silent = response.get("description").is_none_or(|text| text == "");
                if let (true, Some(name)) = (silent, own(response, "name").map(str::to_owned)) {
                    response.insert("description".to_owned(), json!(name.trim()));
                }
            }
        }
    }
}

fn own<'m>(map: &'m Map<String, Value>, key: &str) -> Option<&'m str> {
    ["x-apidog-", "x-apifox-"]
        .iter()
        .find_map(|prefix| map.get(&format!("{prefix}{key}"))?.as_str())
}
