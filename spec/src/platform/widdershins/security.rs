//! The page's "Authentication" section, and the names at operations.

use serde_json::{Value, json};

use super::Section;
use crate::page::BlockKind;
use crate::platform::facts::{schemes, text};

/// The schemes that the page lists; HTTP and OAuth ones stand there without their name.
#[derive(Debug, Default)]
pub(super) struct Listed {
    named: Vec<(String, Value)>,
    nameless: Vec<Value>,
}

impl Listed {
    /// The scheme of a name.
    pub(super) fn find(&self, name: &str) -> Option<Value> {
        let found = self.named.iter().find(|(other, _)| other == name);
        if let Some((_, scheme)) = found {
            return Some(scheme.clone());
        }
        match self.nameless.as_slice() {
            [only] => Some(only.clone()),
            _ => {
                let guessed = schemes::guess(name);
                guessed.filter(|scheme| self.nameless.contains(scheme))
            }
        }
    }
}

/// Reads the section.
pub(super) fn listed(sections: &[Section<'_>]) -> Listed {
    let mut out = Listed::default();
    let section = sections
        .iter()
        .find(|one| one.level == 1 && one.title == "Authentication");
    let mut key: Option<String> = None;
    for block in section.map_or(&[][..], |one| one.blocks) {
        let BlockKind::Item { text, .. } = &block.kind else {
            continue;
        };
        let line = text::line(text::item(text));
        let lower = line.to_lowercase();
        if let Some(name) = lower
            .starts_with("api key")
            .then(|| line.split_once('(')?.1.split(')').next())
            .flatten()
        {
            key = Some(name.trim().to_owned());
        } else if let (Some(rest), Some(name)) = (line.strip_prefix("Parameter Name:"), &key) {
            let mut parts = rest.split(',');
            let parameter = parts.next().unwrap_or("").trim();
            let place = parts.next().unwrap_or("").trim();
            let place = ["query", "cookie"]
                .into_iter()
                .find(|word| place.starts_with(&format!("in: {word}")))
                .unwrap_or("header");
            let scheme = json!({"type": "apiKey", "in": place, "name": parameter});
            out.named.push((name.clone(), scheme));
        } else if lower.starts_with("http authentication") {
            let scheme = lower
                .split_once("scheme:")
                .map_or("", |(_, rest)| rest.trim());
            let scheme = scheme.split([' ', ',']).next().unwrap_or("");
            if !scheme.is_empty() {
                out.nameless.push(json!({"type": "http", "scheme": scheme}));
            }
        } else if lower.starts_with("oauth2") {
            // Its flows need URLs that a client sends no request to; the token is what it sends.
            out.nameless
                .push(json!({"type": "http", "scheme": "bearer"}));
        }
    }
    out
}

/// The names behind "To perform this operation, you must be authenticated by means of one of the
/// following methods:", scopes left out.
pub(super) fn names(raw: &str) -> Vec<String> {
    let list = raw.rsplit_once("methods:").map_or(raw, |(_, list)| list);
    let mut out: Vec<String> = Vec::new();
    let mut depth = 0_usize;
    let mut word = String::new();
    for c in list.chars().chain([',']) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | '&' | '\n' if depth == 0 => {
                let name = word.trim().to_owned();
                word.clear();
                if text::is_name(&name) && name != "None" && !out.contains(&name) {
                    out.push(name);
                }
            }
            c if depth == 0 => word.push(c),
            _ => {}
        }
    }
    out
}
