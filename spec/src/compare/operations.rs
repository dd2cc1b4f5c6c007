//! Operations: parameters, bodies, responses, authentication.

use std::collections::BTreeMap;

use serde_json::Value;

use super::view;
use super::{Both, Compare, Element, Event, Told};
use crate::merge::{METHODS, template};
use crate::pointer::Pointer;

/// Keys of an operation that are looked at by themselves.
const STRUCTURAL: &[&str] = &[
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "externalDocs",
    "callbacks",
];

/// An operation of a document.
#[derive(Clone)]
struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    item: &'a Value,
    value: &'a Value,
    at: Pointer,
}

impl Operation<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}

fn operations(document: &Value) -> BTreeMap<(String, usize), Operation<'_>> {
    let mut all = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (rank, method) in METHODS.iter().enumerate() {
            if let Some(value) = item.get(*method) {
                let at = Pointer::root().join("paths").join(path).join(method);
                let operation = Operation {
                    path,
                    method,
                    item,
                    value,
                    at,
                };
                all.insert((template(path), rank), operation);
            }
        }
    }
    all
}

impl Compare<'_> {
    pub(super) fn operations(&mut self) {
        let (old_document, new_document) = (self.old.document, self.new.document);
        let (old, new) = (operations(old_document), operations(new_document));
        let moved = moved(&old, &new);
        for (key, before) in &old {
            let to = moved.get(key).unwrap_or(key);
            let Some(after) = new.get(to) else {
                let name = before.name();
                let told = Told {
                    element: Element::Operation,
                    subject: &name,
                    part: "",
                };
                self.removed(told, &before.at, summary(before.value));
                continue;
            };
            let name = after.name();
            let told = Told {
                element: Element::Operation,
                subject: &name,
                part: "",
            };
            if key != to {
                let from = before.name();
                let at = (Some(&before.at), Some(&after.at));
                self.push(told, Event::Moved { from }, at, (None, None));
            }
            self.operation(told, before, after);
        }
        for (key, after) in &new {
            if !old.contains_key(key) && !moved.values().any(|to| to == key) {
                let name = after.name();
                let told = Told {
                    element: Element::Operation,
                    subject: &name,
                    part: "",
                };
                self.added(told, &after.at, summary(after.value));
            }
        }
    }

    fn operation(&mut self, told: Told<'_>, before: &Operation<'_>, after: &Operation<'_>) {
        let both = Both {
            old: before.value,
            new: after.value,
            old_at: &before.at,
            new_at: &after.at,
        };
        let id = |value: &Value| value["operationId"].as_str().map(str::to_owned);
        if id(both.old) != id(both.new) {
            self.changed(told, "operationId", both, (id(both.old), id(both.new)));
        }
        self.aspects(told, both, STRUCTURAL);
        self.authentication(told, both);
        self.parameters(told, before, after);
        self.body(told, both);
        self.responses(told, both);
    }

    fn authentication(&mut self, told: Told<'_>, both: Both<'_, '_>) {
        let of = |document: &Value, operation: &Value| -> Option<String> {
            let list = operation
                .get("security")
                .or_else(|| document.get("security"))?;
            let sets = list.as_array()?.iter().map(|set| {
                let names: Vec<String> = set
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, scopes)| {
                        let scopes = scopes
                            .as_array()
                            .into_iter()
                            .flatten()
                            .filter_map(Value::as_str);
                        let scopes: Vec<&str> = scopes.collect();
                        if scopes.is_empty() {
                            name.clone()
                        } else {
                            format!("{name} ({})", scopes.join(", "))
                        }
                    })
                    .collect();
                if names.is_empty() {
                    "nothing".to_owned()
                } else {
                    names.join(" and ")
                }
            });
            let sets: Vec<String> = sets.collect();
            (!sets.is_empty()).then(|| sets.join(" or "))
        };
        let texts = (
            of(self.old.document, both.old),
            of(self.new.document, both.new),
        );
        if texts.0 != texts.1 {
            self.changed(told, "authentication", both, texts);
        }
    }

    fn parameters(&mut self, told: Told<'_>, before: &Operation<'_>, after: &Operation<'_>) {
        let old = parameters(self.old.document, before);
        let new = parameters(self.new.document, after);
        let renamed = renamed(&old, &new);
        for (key, one) in &old {
            let to = renamed.get(key).unwrap_or(key);
            let part = part(to);
            let told = Told {
                element: Element::Parameter,
                part: &part,
                ..told
            };
            let Some(other) = new.get(to) else {
                self.removed(told, &one.at, view::text(&schema(one.value)));
                continue;
            };
            if key != to {
                let event = Event::Renamed {
                    from: self::part(key),
                };
                self.push(told, event, (Some(&one.at), Some(&other.at)), (None, None));
            }
            self.parameter(told, one, other);
        }
        for (key, one) in &new {
            if old.contains_key(key) || renamed.values().any(|to| to == key) {
                continue;
            }
            let part = part(key);
            let told = Told {
                element: Element::Parameter,
                part: &part,
                ..told
            };
            let required = if one.value["required"] == true {
                ", required"
            } else {
                ""
            };
            self.added(
                told,
                &one.at,
                format!("{}{required}", view::text(&schema(one.value))),
            );
        }
    }

    fn parameter(&mut self, told: Told<'_>, before: &Parameter<'_>, after: &Parameter<'_>) {
        let both = Both {
            old: before.value,
            new: after.value,
            old_at: &before.at,
            new_at: &after.at,
        };
        let is_required = |value: &Value| value["required"] == true;
        let (was, is) = (is_required(both.old), is_required(both.new));
        if was != is {
            let text =
                |required: bool| Some(if required { "required" } else { "optional" }.to_owned());
            self.changed(told, "required", both, (text(was), text(is)));
        }
        self.aspects(told, both, &["name", "in", "required", "schema", "content"]);
        let (old, new) = (schema(both.old), schema(both.new));
        let (old_at, new_at) = (before.at.join("schema"), after.at.join("schema"));
        let inner = Both {
            old: &old,
            new: &new,
            old_at: &old_at,
            new_at: &new_at,
        };
        self.schema(told, inner, 0);
    }

    fn body(&mut self, told: Told<'_>, both: Both<'_, '_>) {
        let old = resolved(self.old.document, both.old.get("requestBody"));
        let new = resolved(self.new.document, both.new.get("requestBody"));
        let (old_at, new_at) = (
            both.old_at.join("requestBody"),
            both.new_at.join("requestBody"),
        );
        let told = Told {
            element: Element::Body,
            part: "body",
            ..told
        };
        match (old, new) {
            (None, Some(_)) => self.added(told, &new_at, "a body".to_owned()),
            (Some(_), None) => self.removed(told, &old_at, "a body".to_owned()),
            (Some(old), Some(new)) => {
                let both = Both {
                    old,
                    new,
                    old_at: &old_at,
                    new_at: &new_at,
                };
                let (was, is) = (old["required"] == true, new["required"] == true);
                if was != is {
                    let text = |required: bool| {
                        Some(if required { "required" } else { "optional" }.to_owned())
                    };
                    self.changed(told, "required", both, (text(was), text(is)));
                }
                self.aspects(told, both, &["required", "content", "$ref"]);
                self.content(told, both);
            }
            (None, None) => {}
        }
    }

    fn responses(&mut self, told: Told<'_>, both: Both<'_, '_>) {
        let (old, new) = (&both.old["responses"], &both.new["responses"]);
        for status in view::keys(old, new) {
            let part = format!("response `{status}`");
            let told = Told {
                element: Element::Response,
                part: &part,
                ..told
            };
            let old_at = both.old_at.join("responses").join(status);
            let new_at = both.new_at.join("responses").join(status);
            let before = resolved(self.old.document, old.get(status));
            let after = resolved(self.new.document, new.get(status));
            match (before, after) {
                (None, Some(response)) => self.added(told, &new_at, described(response)),
                (Some(response), None) => self.removed(told, &old_at, described(response)),
                (Some(before), Some(after)) => {
                    let both = Both {
                        old: before,
                        new: after,
                        old_at: &old_at,
                        new_at: &new_at,
                    };
                    self.aspects(told, both, &["content", "$ref"]);
                    self.content(told, both);
                }
                (None, None) => {}
            }
        }
    }

    /// Media types and their schemas.
    fn content(&mut self, told: Told<'_>, both: Both<'_, '_>) {
        let (old, new) = (&both.old["content"], &both.new["content"]);
        let several = |content: &Value| content.as_object().is_some_and(|all| all.len() > 1);
        let name_types = several(old) || several(new);
        for media_type in view::keys(old, new) {
            let old_at = both.old_at.join("content").join(media_type);
            let new_at = both.new_at.join("content").join(media_type);
            let part = format!("{} as `{media_type}`", told.part);
            let of_type = Told {
                part: &part,
                ..told
            };
            match (old.get(media_type), new.get(media_type)) {
                (None, Some(media)) => self.added(of_type, &new_at, view::text(&media["schema"])),
                (Some(media), None) => self.removed(of_type, &old_at, view::text(&media["schema"])),
                (Some(before), Some(after)) => {
                    let told = if name_types { of_type } else { told };
                    let both = Both {
                        old: before,
                        new: after,
                        old_at: &old_at,
                        new_at: &new_at,
                    };
                    self.aspects(told, both, &["schema"]);
                    let (old_at, new_at) = (old_at.join("schema"), new_at.join("schema"));
                    let inner = Both {
                        old: &before["schema"],
                        new: &after["schema"],
                        old_at: &old_at,
                        new_at: &new_at,
                    };
                    let told = Told {
                        element: Element::Type,
                        ..told
                    };
                    self.schema(told, inner, 0);
                }
                (None, None) => {}
            }
        }
    }
}

/// A parameter by place and name; parameters of a path by their position in it.
type Key = (String, String);

struct Parameter<'a> {
    value: &'a Value,
    at: Pointer,
}

/// The parameters of an operation and of its path, references followed.
fn parameters<'a>(document: &'a Value, operation: &Operation<'a>) -> BTreeMap<Key, Parameter<'a>> {
    let mut all = BTreeMap::new();
    let parent = operation.at.parent().unwrap_or_default();
    let shared = (&operation.item["parameters"], parent.join("parameters"));
    let own = (
        &operation.value["parameters"],
        operation.at.join("parameters"),
    );
    for (list, at) in [shared, own] {
        for (index, value) in list.as_array().into_iter().flatten().enumerate() {
            let Some(value) = resolved(document, Some(value)) else {
                continue;
            };
            let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            let at = at.index(index);
            all.insert((text("in"), text("name")), Parameter { value, at });
        }
    }
    all
}

fn part((place, name): &Key) -> String {
    format!("{place} parameter `{name}`")
}

/// Parameters under another name: the only ones of their place that fit each other.
fn renamed(
    old: &BTreeMap<Key, Parameter<'_>>,
    new: &BTreeMap<Key, Parameter<'_>>,
) -> BTreeMap<Key, Key> {
    let gone: Vec<_> = old
        .iter()
        .filter(|(key, _)| !new.contains_key(*key))
        .collect();
    let fresh: Vec<_> = new
        .iter()
        .filter(|(key, _)| !old.contains_key(*key))
        .collect();
    let fits = |(a, before): &(&Key, &Parameter<'_>), (b, after): &(&Key, &Parameter<'_>)| {
        let text = |one: &Parameter<'_>| one.value["description"].as_str().map(str::to_owned);
        let documented = text(before).is_some() && text(before) == text(after);
        let types = view::text(&schema(before.value)) == view::text(&schema(after.value));
        a.0 == b.0 && (a.0 == "path" || (types && (documented || view::share_word(&a.1, &b.1))))
    };
    let mut found = BTreeMap::new();
    for one in &gone {
        let to: Vec<_> = fresh.iter().filter(|other| fits(one, other)).collect();
        if let [to] = to[..]
            && gone.iter().filter(|other| fits(other, to)).count() == 1
        {
            found.insert(one.0.clone(), to.0.clone());
        }
    }
    found
}

/// The schema of a parameter, that of its content where it has one.
fn schema(parameter: &Value) -> Value {
    let content = parameter["content"].as_object();
    let of_content = content.and_then(|content| content.values().next());
    match of_content {
        Some(media) => media["schema"].clone(),
        None => parameter["schema"].clone(),
    }
}

/// What a reference within the document leads to.
fn resolved<'a>(document: &'a Value, value: Option<&'a Value>) -> Option<&'a Value> {
    let mut value = value?;
    for _ in 0..8 {
        let Some(target) = value.get("$ref").and_then(Value::as_str) else {
            break;
        };
        value = Pointer::parse(target)?
            .tokens()
            .try_fold(document, |at, token| at.get(token))?;
    }
    Some(value)
}

fn summary(operation: &Value) -> String {
    let text = operation["summary"]
        .as_str()
        .or(operation["operationId"].as_str());
    text.unwrap_or_default().to_owned()
}

fn described(response: &Value) -> String {
    response["description"]
        .as_str()
        .map_or_else(String::new, |text| view::json(&text.into()))
}

type Keyed<'a> = BTreeMap<(String, usize), Operation<'a>>;

/// What an operation is known by.
type Mark<'m> = &'m dyn Fn(&Operation<'_>) -> Option<String>;

/// Operations that stand under another path or method: those with the same id, then those with the
/// same method and summary, where each is the only one.
fn moved(old: &Keyed<'_>, new: &Keyed<'_>) -> BTreeMap<(String, usize), (String, usize)> {
    let text =
        |operation: &Operation<'_>, key: &str| operation.value[key].as_str().map(str::to_owned);
    let by_id = |one: &Operation<'_>| text(one, "operationId");
    let by_summary =
        |one: &Operation<'_>| Some(format!("{} {}", one.method, text(one, "summary")?));
    let marks: [Mark<'_>; 2] = [&by_id, &by_summary];
    let mut found: BTreeMap<(String, usize), (String, usize)> = BTreeMap::new();
    for mark in marks {
        let only = |all: &Keyed<'_>, wanted: &str| {
            let mut keys = all
                .iter()
                .filter(|(_, one)| mark(one).as_deref() == Some(wanted));
            let first = keys.next().map(|(key, _)| key.clone());
            first.filter(|_| keys.next().is_none())
        };
        for (key, before) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
            let Some(wanted) = mark(before).filter(|_| !found.contains_key(key)) else {
                continue;
            };
            let is_free = |to: &(String, usize)| {
                !old.contains_key(to) && !found.values().any(|one| one == to)
            };
            let to = only(new, &wanted).filter(is_free);
            if let (Some(to), Some(_)) = (to, only(old, &wanted)) {
                found.insert(key.clone(), to);
            }
        }
    }
    found
}
