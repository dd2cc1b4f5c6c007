//! `api: POST /things` and `openapi: POST /things` in front matter: the page as a whole documents
//! that endpoint. Settings of the site, such as its server, stand in `docs.json` or `mint.json`.

use serde_json::Value;

use super::facts::Facts;
use super::statement::Statement;
use crate::page::Page;
use crate::platform::excerpt;
use crate::platform::facts::document::Scheme;
use crate::platform::facts::endpoint::{self, Endpoint};
use crate::source::Sources;
use crate::yaml;

/// The endpoint that the front matter states, behind the name of a specification if there is one.
pub(super) fn statement(page: &Page, sources: &Sources) -> Option<Statement> {
    let by_hand = stated(page, "api");
    let strong = by_hand.is_some();
    let key = if strong { "api" } else { "openapi" };
    let endpoint = by_hand.or_else(|| stated(page, key))?;
    Some(Statement {
        endpoint,
        block: 0,
        span: excerpt::front_matter_line(page, key, sources),
        // Under `openapi` the specification documents it, and the page need not.
        strong,
        item: false,
    })
}

fn stated(page: &Page, key: &str) -> Option<Endpoint> {
    let text = page.front_matter.get(key)?.as_str()?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let (method, url) = match words.as_slice() {
        [method, url] => (method, url),
        [_, method, url] if key == "openapi" => (method, url),
        _ => return None,
    };
    endpoint::parse(endpoint::method(method)?, url)
}

/// Adds what the front matter and the site's settings say besides.
pub(super) fn complete(page: &Page, statement: &Statement, facts: &mut Facts, sources: &Sources) {
    if facts.description.is_empty()
        && let Some(text) = page.front_matter.get("description").and_then(Value::as_str)
    {
        facts.description.push(text.to_owned());
    }
    facts.deprecated |= page.front_matter.get("deprecated") == Some(&Value::Bool(true));
    if !statement.strong {
        return;
    }
    let settings = settings(sources);
    if statement.endpoint.origin.is_none() && facts.base_url.is_none() {
        facts.base_url = settings.server;
    }
    let none = page
        .front_matter
        .get("authMethod")
        .is_some_and(|method| method == "none");
    if facts.schemes.is_empty() && !none {
        facts.schemes.extend(settings.scheme);
    }
}

/// What the site's settings say for pages that state an endpoint under `api`.
#[derive(Debug, Default)]
struct Settings {
    /// The first server.
    server: Option<String>,
    /// The authentication.
    scheme: Option<Scheme>,
}

/// The settings beside the pages.
fn settings(sources: &Sources) -> Settings {
    let mut found = Settings::default();
    let files = sources.iter().filter(|(_, source)| {
        let name = source.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = name.rsplit("__").next().unwrap_or(name);
        matches!(name, "docs.json" | "mint.json")
    });
    for (_, source) in files {
        let Ok(value) = yaml::read_json(&source.text, &mut Vec::new()) else {
            continue;
        };
        let api = &value["api"];
        let mdx = &api["mdx"];
        let servers = [&mdx["server"], &api["baseUrl"]];
        let server = servers.iter().find_map(|server| first_text(server));
        found.server = found.server.or(server);
        let auth = [&mdx["auth"], &api["auth"]];
        found.scheme = found
            .scheme
            .or_else(|| auth.iter().find_map(|auth| scheme(auth)));
    }
    found
}

fn first_text(value: &Value) -> Option<String> {
    let text = value.as_str().or_else(|| value.get(0)?.as_str())?;
    let text = text.trim_end_matches('/');
    text.starts_with("http").then(|| text.to_owned())
}

fn scheme(auth: &Value) -> Option<Scheme> {
    Some(match auth["method"].as_str()? {
        "bearer" => Scheme::Bearer,
        "basic" => Scheme::Basic,
        "key" => Scheme::Header(auth["name"].as_str().unwrap_or("x-api-key").to_owned()),
        _ => return None,
    })
}
