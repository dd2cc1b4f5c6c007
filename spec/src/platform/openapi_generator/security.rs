//! The README's list of authentications, and their names at operations.

use serde_json::{Map, Value, json};

use super::NAME;
use crate::fragment::{Fragment, Trust};
use crate::page::{Block, BlockKind, Page};
use crate::platform::facts::text;
use crate::pointer::Pointer;

fn starts(page: &Page) -> Option<usize> {
    page.blocks.iter().position(|block| match &block.kind {
        BlockKind::Heading { text, .. } => {
            let words = text::words(&text::line(text::heading(text))).join(" ");
            words == "documentation for authorization"
        }
        _ => false,
    })
}

/// Whether the page lists authentications.
pub(super) fn is_list(page: &Page) -> bool {
    !schemes(page).is_empty()
}

/// The list as a fragment of security schemes.
pub(super) fn read(page: &Page) -> Option<Fragment> {
    let found = schemes(page);
    if found.is_empty() {
        return None;
    }
    let at = Pointer::root().join("components").join("securitySchemes");
    let mut places = Vec::new();
    let mut map = Map::new();
    for (name, scheme, block) in found {
        places.push((at.join(&name), block.span));
        map.insert(name, scheme);
    }
    Some(Fragment {
        platform: NAME,
        trust: Trust::Table,
        source: page.source,
        url: page.url.clone(),
        dated: page.dated.clone(),
        scope: None,
        value: json!({"openapi": "3.1.0", "paths": {}, "components": {"securitySchemes": map}}),
        text: None,
        places,
    })
}

/// `Type: API key` and the like.
type Items = Vec<(String, String)>;

/// Each `### name` under "Documentation for Authorization" with its items.
fn schemes(page: &Page) -> Vec<(String, Value, &Block)> {
    let Some(start) = starts(page) else {
        return Vec::new();
    };
    let mut found: Vec<(String, Items, &Block)> = Vec::new();
    for block in &page.blocks[start + 1..] {
        match &block.kind {
            BlockKind::Heading { level: 1 | 2, .. } => break,
            BlockKind::Heading { text, .. } => {
                found.push((text::line(text::heading(text)), Vec::new(), block));
            }
            BlockKind::Item { text, .. } => {
                let line = text::line(text::item(text));
                if let (Some((_, items, _)), Some((key, value))) =
                    (found.last_mut(), line.split_once(':'))
                {
                    items.push((key.trim().to_lowercase(), value.trim().to_owned()));
                }
            }
            _ => {}
        }
    }
    found
        .into_iter()
        .filter_map(|(name, items, block)| Some((name, scheme(&items)?, block)))
        .collect()
}

fn scheme(items: &Items) -> Option<Value> {
    let get = |key: &str| {
        let found = items.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    };
    let kind = get("type")?.to_lowercase();
    if kind.contains("bearer") {
        return Some(json!({"type": "http", "scheme": "bearer"}));
    }
    if kind.contains("basic") {
        return Some(json!({"type": "http", "scheme": "basic"}));
    }
    if kind.contains("api key") {
        let place = get("location").unwrap_or("").to_lowercase();
        let place = ["query", "cookie"]
            .into_iter()
            .find(|word| place.contains(word))
            .unwrap_or("header");
        return Some(
            json!({"type": "apiKey", "in": place, "name": get("api key parameter name")?}),
        );
    }
    let flow = get("flow")?.to_lowercase();
    let (flow, token) = match flow.as_str() {
        "implicit" => ("implicit", None),
        "password" => ("password", Some("tokenUrl")),
        "application" => ("clientCredentials", Some("tokenUrl")),
        _ => ("authorizationCode", Some("tokenUrl")),
    };
    let url = get("authorization url").unwrap_or("");
    let mut out = json!({"scopes": {}});
    if matches!(flow, "implicit" | "authorizationCode") {
        out["authorizationUrl"] = json!(url);
    }
    if let Some(key) = token {
        out[key] = json!(get("token url").unwrap_or(url));
    }
    Some(json!({"type": "oauth2", "flows": { flow: out }}))
}

/// The names that an operation's authorization links to: `[bearer](../README.md#bearer)`.
pub(super) fn names(raw: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in raw.split("](").collect::<Vec<_>>().windows(2) {
        let name = part[0].rsplit('[').next().unwrap_or("");
        let target = part[1].split(')').next().unwrap_or("");
        let name = text::line(name);
        if target.contains('#') && text::is_name(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
