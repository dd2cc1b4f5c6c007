//! Pages that came, went, moved or were edited.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::view;
use crate::diagnostic::Diagnostics;
use crate::merge::METHODS;
use crate::page::Page;
use crate::source::{SourceId, Sources};

/// What happened to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageChange {
    /// The page's name, the older one for a page that is gone.
    pub page: String,
    /// Its address, where the page states it.
    pub url: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The operations that it states.
    pub operations: Vec<String>,
    /// What happened.
    #[serde(flatten)]
    pub event: PageEvent,
}

/// What can happen to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum PageEvent {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Moved {
        /// The older name.
        from: String,
        /// Whether what it states of the API is another.
        edited: bool,
    },
    /// What it states of the API is another.
    Edited,
    /// Only what people read is another.
    Prose,
}

/// A page as far as it is looked at.
struct Facts {
    url: Option<String>,
    title: Option<String>,
    operations: BTreeSet<String>,
    /// What the page states of the API, without what only people read.
    stated: Value,
}

/// What became of every page, in the order of names; pages that stayed as they were are left out.
#[must_use]
pub fn pages(old: &Sources, new: &Sources) -> Vec<PageChange> {
    let by_name = |sources: &Sources| -> BTreeMap<String, SourceId> {
        let named = sources.iter().map(|(id, source)| (source.name.clone(), id));
        named.collect()
    };
    let (before, after) = (by_name(old), by_name(new));
    let mut changes = Vec::new();
    let mut gone = Vec::new();
    for (name, id) in &before {
        let Some(other) = after.get(name) else {
            gone.push((name.clone(), *id, facts(*id, old)));
            continue;
        };
        if text(*id, old) == text(*other, new) {
            continue;
        }
        let (was, is) = (facts(*id, old), facts(*other, new));
        let event = match was.stated == is.stated {
            true => PageEvent::Prose,
            false => PageEvent::Edited,
        };
        changes.push(change(name, is, event));
    }
    let mut fresh: Vec<_> = after
        .iter()
        .filter(|(name, _)| !before.contains_key(*name))
        .map(|(name, id)| (name.clone(), *id, facts(*id, new)))
        .collect();
    for (name, id, was) in gone {
        let same_text = |other: &SourceId| text(*other, new) == text(id, old);
        let at = fresh
            .iter()
            .position(|(_, other, is)| is_same(&was, is) || same_text(other));
        let Some(at) = at else {
            changes.push(change(&name, was, PageEvent::Removed));
            continue;
        };
        let (to, _, is) = fresh.remove(at);
        let edited = was.stated != is.stated;
        changes.push(change(&to, is, PageEvent::Moved { from: name, edited }));
    }
    for (name, _, facts) in fresh {
        changes.push(change(&name, facts, PageEvent::Added));
    }
    changes.sort_by(|a, b| a.page.cmp(&b.page));
    changes
}

fn change(page: &str, facts: Facts, event: PageEvent) -> PageChange {
    PageChange {
        page: page.to_owned(),
        url: facts.url,
        title: facts.title,
        operations: facts.operations.into_iter().collect(),
        event,
    }
}

/// Whether two pages of other names are the same one: by address, or by the operations they state.
fn is_same(a: &Facts, b: &Facts) -> bool {
    let address = |facts: &Facts| {
        let url = facts.url.as_deref()?;
        let end = [".mdx", ".md", "/"];
        Some(
            end.iter()
                .fold(url, |url, end| url.trim_end_matches(end))
                .to_owned(),
        )
    };
    let same_address = address(a).is_some() && address(a) == address(b);
    same_address || (!a.operations.is_empty() && a.operations == b.operations)
}

/// A page's text without its line ends and the time of its fetching.
fn text(id: SourceId, sources: &Sources) -> String {
    let lines = sources.get(id).text.lines();
    let kept = lines.filter(|line| !line.starts_with("fetched_at:"));
    kept.map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn facts(id: SourceId, sources: &Sources) -> Facts {
    let source = sources.get(id);
    let mut alone = Sources::new();
    let id = alone.add(source.name.clone(), source.text.as_str());
    let mut ignored = Diagnostics::new();
    let merged = crate::read(&alone, &mut ignored).merged;
    let mut operations = BTreeSet::new();
    for (path, item) in merged.value["paths"].as_object().into_iter().flatten() {
        for method in METHODS.iter().filter(|method| item.get(**method).is_some()) {
            operations.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let page = Page::read(id, &alone, &mut ignored);
    Facts {
        url: page.url,
        title: page.title,
        operations,
        stated: without_prose(&merged.value, 0),
    }
}

fn without_prose(value: &Value, depth: usize) -> Value {
    match value {
        _ if depth > 256 => Value::Null,
        Value::Object(map) => {
            // A property may be called `title`; only a text there is prose.
            let kept = map.iter().filter(|(key, value)| {
                !view::is_prose(key) || value.is_object() && *key != "externalDocs"
            });
            kept.map(|(key, value)| (key.clone(), without_prose(value, depth + 1)))
                .collect()
        }
        Value::Array(list) => list
            .iter()
            .map(|one| without_prose(one, depth + 1))
            .collect(),
        other => other.clone(),
    }
}
