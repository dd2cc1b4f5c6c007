//! What only all pages together tell: how names are spelled on the wire, what schemes are.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::NAME;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Fragment;
use crate::page::Page;
use crate::platform::facts::document::NAMES;
use crate::platform::facts::endpoint::path_names;
use crate::platform::facts::schemes;
use crate::platform::facts::types::STUB;
use crate::platform::speakeasy;
use crate::source::{Sources, Span};

/// The signs on one page for snake case and for camel case, and for what the page itself uses.
const SIGNS: &str = "x-pagecrate-signs";

const DEEPEST: usize = 128;

/// Counts a page's signs: names of path parameters, and the other spelling of a name in prose or
/// in the file name of a type that was made for a property.
pub(super) fn note_signs(fragment: &mut Fragment, page: &Page, sources: &Sources) {
    let text = &sources.get(page.source).text[page.span.start..page.span.end];
    let mut names = Vec::new();
    gather(&fragment.value, &mut names, 0);
    let (mut snake, mut camel, mut own_camel) = (0_usize, 0_usize, 0_usize);
    for (one, other) in names.iter().take(2_000) {
        let (snakes, camels) = (count(text, one), count(text, other));
        // Each name stands in its table once, in the page's own spelling.
        own_camel += usize::from(snakes == 0 && camels > 0);
        let (own, foreign) = if snakes == 0 {
            (&mut camel, &mut snake)
        } else {
            (&mut snake, &mut camel)
        };
        let (in_table, elsewhere) = if snakes == 0 {
            (camels, snakes)
        } else {
            (snakes, camels)
        };
        *foreign += elsewhere;
        *own += in_table.saturating_sub(2).min(1);
    }
    for path in fragment.value["paths"].as_object().into_iter().flatten() {
        for name in path_names(path.0) {
            snake += 3 * usize::from(name.contains('_'));
            camel += 3 * usize::from(name.contains(char::is_uppercase));
        }
    }
    let mostly_camel = own_camel * 2 > names.len();
    if let Some(value) = fragment.value.as_object_mut() {
        value.insert(SIGNS.to_owned(), json!([snake, camel, mostly_camel]));
    }
}

/// Names of several words with both spellings.
fn gather(value: &Value, names: &mut Vec<(String, String)>, depth: usize) {
    match value {
        _ if depth > DEEPEST => {}
        Value::Array(list) => list.iter().for_each(|one| gather(one, names, depth + 1)),
        Value::Object(map) => {
            if let Some([snake, camel]) = spellings(map) {
                names.push((snake.to_owned(), camel.to_owned()));
            }
            map.values().for_each(|one| gather(one, names, depth + 1));
        }
        _ => {}
    }
}

fn spellings(map: &Map<String, Value>) -> Option<[&str; 2]> {
    match map.get(NAMES)?.as_array()?.as_slice() {
        [snake, camel] => Some([snake.as_str()?, camel.as_str()?]),
        _ => None,
    }
}

/// How often a word stands in a text. An underscore ends a word, but for names that have one:
/// `Boat_hullNumber.md` is a sign of `hullNumber`.
fn count(text: &str, word: &str) -> usize {
    let part = |c: char| c.is_alphanumeric() || c == '_' && word.contains('_');
    text.match_indices(word)
        .take(50)
        .filter(|(at, _)| {
            !text[..*at].ends_with(part) && !text[at + word.len()..].starts_with(part)
        })
        .count()
}

/// Spells names as on the wire, gives operations their schemes, and ties types to their pages.
/// Call it once, when all pages have been read; fragments of other readers stay as they are.
pub fn link(fragments: &mut [Fragment], diagnostics: &mut Diagnostics) {
    let ours = |one: &&mut Fragment| one.platform == NAME;
    let mut all: Vec<&mut Fragment> = fragments.iter_mut().filter(ours).collect();
    if all.is_empty() {
        return;
    }
    let (mut snake, mut camel, mut own_camel) = (0, 0, 0);
    let mut listed = Map::new();
    for fragment in &mut all {
        if let Some(Value::Array(signs)) = fragment
            .value
            .as_object_mut()
            .and_then(|value| value.shift_remove(SIGNS))
        {
            let number = |at: usize| signs.get(at).and_then(Value::as_u64).unwrap_or(0);
            snake += number(0);
            camel += number(1);
            own_camel += if signs.get(2) == Some(&json!(true)) {
                1
            } else {
                -1_i64
            };
        }
        if let Some(Value::Object(schemes)) = fragment.value["components"].get("securitySchemes") {
            listed.extend(schemes.clone());
        }
    }
    let to_camel = camel > snake || camel == snake && own_camel > 0;
    let mut respelled = 0;
    let mut place = None;
    for fragment in &mut all {
        if to_camel {
            let count = respell(&mut fragment.value, 0);
            if count > 0 {
                place.get_or_insert(Span::new(fragment.source, 0, 0));
            }
            respelled += count;
        }
        if snake + camel > 0 {
            forget_spellings(&mut fragment.value, 0);
        }
        secure(fragment, &listed, diagnostics);
    }
    if let Some(place) = place {
        let message = format!(
            "took names in camel case, which the pages show ({camel} signs for it, {snake} for snake case; {respelled} names)"
        );
        diagnostics.push(Diagnostic::note("wire-names", message).at(place, "from here on"));
    }
    speakeasy::tie(fragments, NAME);
    report_missing(fragments, diagnostics);
}

/// Says which types no page is of: any JSON stands for them.
fn report_missing(fragments: &[Fragment], diagnostics: &mut Diagnostics) {
    let mut names = BTreeSet::new();
    let mut place = None;
    for fragment in fragments.iter().filter(|one| one.platform == NAME) {
        let before = names.len();
        stubs(&fragment.value, &mut names, 0);
        if names.len() > before {
            place.get_or_insert(Span::new(fragment.source, 0, 0));
        }
    }
    let Some(place) = place else { return };
    let shown: Vec<String> = names
        .iter()
        .take(5)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if names.len() > shown.len() {
        " …"
    } else {
        ""
    };
    let message = format!(
        "{} types have no page, and any JSON stands for them: {}{more}",
        names.len(),
        shown.join(", ")
    );
    diagnostics.push(Diagnostic::note("type-without-page", message).at(place, "the first of them"));
}

fn stubs(value: &Value, names: &mut BTreeSet<String>, depth: usize) {
    match value {
        _ if depth > DEEPEST => {}
        Value::Array(list) => list.iter().for_each(|one| stubs(one, names, depth + 1)),
        Value::Object(map) => {
            let name = map.get(STUB).and_then(Value::as_str);
            names.extend(name.map(str::to_owned));
            map.values().for_each(|one| stubs(one, names, depth + 1));
        }
        _ => {}
    }
}

/// The spelling is settled.
fn forget_spellings(value: &mut Value, depth: usize) {
    match value {
        _ if depth > DEEPEST => {}
        Value::Array(list) => {
            for one in list {
                forget_spellings(one, depth + 1);
            }
        }
        Value::Object(map) => {
            // A property may have this name as well; then it holds an object.
            if map.get(NAMES).is_some_and(Value::is_array) {
                map.shift_remove(NAMES);
            }
            for one in map.values_mut() {
                forget_spellings(one, depth + 1);
            }
        }
        _ => {}
    }
}

/// Gives everything its second spelling.
fn respell(value: &mut Value, depth: usize) -> usize {
    if depth > DEEPEST {
        return 0;
    }
    let mut count = 0;
    match value {
        Value::Array(list) => {
            for one in list {
                count += respell(one, depth + 1);
            }
        }
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get_mut("properties") {
                let renamed = properties_of(properties);
                count += renamed.len();
                if let Some(Value::Array(required)) = map.get_mut("required") {
                    for name in required {
                        let new = renamed.iter().find(|(old, _)| name == old);
                        if let Some((_, new)) = new {
                            *name = json!(new);
                        }
                    }
                }
            }
            if let (Some([_, camel]), Some(_)) = (spellings(map), map.get("in")) {
                let camel = camel.to_owned();
                map.insert("name".to_owned(), json!(camel));
                count += 1;
            }
            for one in map.values_mut() {
                count += respell(one, depth + 1);
            }
        }
        _ => {}
    }
    count
}

fn properties_of(properties: &mut Map<String, Value>) -> Vec<(String, String)> {
    let mut renamed = Vec::new();
    let old = std::mem::take(properties);
    for (name, property) in old {
        let camel = property
            .as_object()
            .and_then(spellings)
            .map(|[_, camel]| camel.to_owned());
        let key = camel.unwrap_or_else(|| name.clone());
        if key != name {
            renamed.push((name, key.clone()));
        }
        properties.insert(key, property);
    }
    renamed
}

/// Turns names of authentications into security requirements and their schemes.
fn secure(fragment: &mut Fragment, known: &Map<String, Value>, diagnostics: &mut Diagnostics) {
    let find = |name: &str| known.get(name).cloned().or_else(|| schemes::guess(name));
    for name in schemes::apply(fragment, find) {
        let message = format!("no page says what the authentication `{name}` is");
        let place = Span::new(fragment.source, 0, 0);
        diagnostics.push(
            Diagnostic::warning("scheme-unknown", message)
                .at(place, "")
                .help("the README that was made with these pages says it"),
        );
    }
}
