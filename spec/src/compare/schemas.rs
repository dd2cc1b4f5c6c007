//! Types: what a schema allows, before and after.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::view::{self, peel};
use super::{Both, Compare, Element, Event, MAX_DEPTH, Told};
use crate::pointer::Pointer;

/// Keys that are looked at by themselves, not value by value.
const STRUCTURAL: &[&str] = &[
    "$ref",
    "type",
    "nullable",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "oneOf",
    "anyOf",
    "allOf",
    "enum",
    "const",
    "format",
];

impl Compare<'_> {
    /// Everything that differs between two schemas; references are compared by name.
    pub(super) fn schema(&mut self, told: Told<'_>, both: Both<'_, '_>, depth: usize) {
        if depth > MAX_DEPTH || both.old == both.new {
            return;
        }
        let (old, new) = (peel(both.old, both.old_at), peel(both.new, both.new_at));
        // What is said around the schema proper, such as a description next to a `$ref`.
        if !std::ptr::eq(old.schema, both.old) || !std::ptr::eq(new.schema, both.new) {
            self.aspects(told, both, STRUCTURAL);
        }
        let inner = Both {
            old: old.schema,
            new: new.schema,
            old_at: &old.at,
            new_at: &new.at,
        };
        if old.nullable != new.nullable {
            let text = |nullable: bool| {
                Some(
                    if nullable {
                        "may be null"
                    } else {
                        "never null"
                    }
                    .to_owned(),
                )
            };
            let texts = (text(old.nullable), text(new.nullable));
            self.changed(told, "nullable", inner, texts);
        }
        if self.is_other_type(inner) {
            let texts = (view::text(inner.old), view::text(inner.new));
            self.changed(told, "type", inner, (Some(texts.0), Some(texts.1)));
            return;
        }
        if view::target(inner.old).is_some() {
            // The same component; it is compared on its own.
            if std::ptr::eq(old.schema, both.old) && std::ptr::eq(new.schema, both.new) {
                self.aspects(told, inner, STRUCTURAL);
            }
            return;
        }
        let format = |schema: &Value| schema["format"].as_str().map(str::to_owned);
        if format(inner.old) != format(inner.new) {
            self.changed(
                told,
                "format",
                inner,
                (format(inner.old), format(inner.new)),
            );
        }
        self.aspects(told, inner, STRUCTURAL);
        self.values(told, inner);
        self.fields(told, inner, depth);
        self.elements(told, inner, depth);
        for key in ["oneOf", "anyOf", "allOf"] {
            self.branches(told, inner, key, depth);
        }
    }

    /// Whether two schemas are of different kinds, so that there is nothing to compare inside.
    fn is_other_type(&self, both: Both<'_, '_>) -> bool {
        let (old, new) = (view::target(both.old), view::target(both.new));
        match (old, new) {
            (Some(old), Some(new)) => self.names.newer(&old) != new,
            (None, None) => {
                let kinds = |schema: &Value| -> Vec<String> {
                    let mut all: Vec<String> = view::types(schema)
                        .into_iter()
                        .filter(|one| *one != "null")
                        .map(str::to_owned)
                        .collect();
                    for key in ["oneOf", "anyOf", "allOf"] {
                        all.extend(schema.get(key).map(|_| key.to_owned()));
                    }
                    all.sort();
                    all
                };
                let is_enum = |schema: &Value| view::values(schema).is_some();
                // An enumeration says what its type is without naming it.
                let (a, b) = (kinds(both.old), kinds(both.new));
                let by_values =
                    is_enum(both.old) && is_enum(both.new) && (a.is_empty() || b.is_empty());
                (a != b && !by_values) || is_enum(both.old) != is_enum(both.new)
            }
            _ => true,
        }
    }

    fn values(&mut self, told: Told<'_>, both: Both<'_, '_>) {
        let old = view::values(both.old).unwrap_or_default();
        let new = view::values(both.new).unwrap_or_default();
        let part = |value: &Value| match told.part {
            "" => format!("value `{}`", view::json(value)),
            part => format!("{part}, value `{}`", view::json(value)),
        };
        for value in new.iter().filter(|value| !old.contains(value)) {
            let part = part(value);
            let told = Told {
                element: Element::Value,
                part: &part,
                ..told
            };
            self.added(told, both.new_at, view::json(value));
        }
        for value in old.iter().filter(|value| !new.contains(value)) {
            let part = part(value);
            let told = Told {
                element: Element::Value,
                part: &part,
                ..told
            };
            self.removed(told, both.old_at, view::json(value));
        }
    }

    fn fields(&mut self, told: Told<'_>, both: Both<'_, '_>, depth: usize) {
        let empty = Map::new();
        let of = |schema: &'_ Value| schema["properties"].as_object().cloned();
        let (old, new) = (of(both.old), of(both.new));
        let (old, new) = (
            old.as_ref().unwrap_or(&empty),
            new.as_ref().unwrap_or(&empty),
        );
        let renamed = renamed(old, new);
        let (old_at, new_at) = (
            both.old_at.join("properties"),
            both.new_at.join("properties"),
        );
        for (name, before) in old {
            let to = renamed.get(name.as_str()).copied().unwrap_or(name);
            let part = field(told.part, to);
            let told = Told {
                element: Element::Field,
                part: &part,
                ..told
            };
            let (old_at, new_at) = (old_at.join(name), new_at.join(to));
            let Some(after) = new.get(to) else {
                self.removed(told, &old_at, view::text(before));
                continue;
            };
            if name != to {
                let event = Event::Renamed {
                    from: field("", name),
                };
                self.push(told, event, (Some(&old_at), Some(&new_at)), (None, None));
            }
            let inner = Both {
                old: before,
                new: after,
                old_at: &old_at,
                new_at: &new_at,
            };
            let (was, is) = (is_required(both.old, name), is_required(both.new, to));
            if was != is {
                let text = |required: bool| {
                    Some(if required { "required" } else { "optional" }.to_owned())
                };
                self.changed(told, "required", inner, (text(was), text(is)));
            }
            self.schema(told, inner, depth + 1);
        }
        for (name, after) in new {
            if old.contains_key(name) || renamed.values().any(|to| to == name) {
                continue;
            }
            let part = field(told.part, name);
            let told = Told {
                element: Element::Field,
                part: &part,
                ..told
            };
            let required = if is_required(both.new, name) {
                ", required"
            } else {
                ""
            };
            let text = format!("{}{required}", view::text(after));
            self.added(told, &new_at.join(name), text);
        }
    }

    /// What arrays and maps hold.
    fn elements(&mut self, told: Told<'_>, both: Both<'_, '_>, depth: usize) {
        for (key, mark) in [("items", "[]"), ("additionalProperties", "{}")] {
            let (old, new) = (both.old.get(key), both.new.get(key));
            let old_at = both.old_at.join(key);
            let new_at = both.new_at.join(key);
            match (old, new) {
                (Some(old @ Value::Object(_)), Some(new @ Value::Object(_))) => {
                    let part = match told.part {
                        "" => mark.to_owned(),
                        part => match part.strip_suffix('`') {
                            Some(part) => format!("{part}{mark}`"),
                            None => format!("{part}{mark}"),
                        },
                    };
                    let told = Told {
                        part: &part,
                        ..told
                    };
                    let inner = Both {
                        old,
                        new,
                        old_at: &old_at,
                        new_at: &new_at,
                    };
                    self.schema(told, inner, depth + 1);
                }
                (old, new) if old != new => {
                    let texts = (old.map(view::json), new.map(view::json));
                    self.changed(told, key, both, texts);
                }
                _ => {}
            }
        }
    }

    fn branches(&mut self, told: Told<'_>, both: Both<'_, '_>, key: &str, depth: usize) {
        let list = |schema: &'_ Value| schema[key].as_array().cloned().unwrap_or_default();
        let (old, new) = (list(both.old), list(both.new));
        let names = self.names.clone();
        let Paired { pairs, gone, added } =
            Paired::of(&old, &new, &|name| names.newer(name).to_owned());
        let (old_at, new_at) = (both.old_at.join(key), both.new_at.join(key));
        let part = |branch: &Value| match told.part {
            "" => format!("alternative `{}`", view::text(branch)),
            part => format!("{part}, alternative `{}`", view::text(branch)),
        };
        for (before, after) in pairs {
            let (Some(a), Some(b)) = (old.get(before), new.get(after)) else {
                continue;
            };
            let (old_at, new_at) = (old_at.index(before), new_at.index(after));
            let inner = Both {
                old: a,
                new: b,
                old_at: &old_at,
                new_at: &new_at,
            };
            self.schema(told, inner, depth + 1);
        }
        for index in gone {
            if let Some(branch) = old.get(index) {
                let part = part(branch);
                let told = Told {
                    element: Element::Branch,
                    part: &part,
                    ..told
                };
                self.removed(told, &old_at.index(index), view::text(branch));
            }
        }
        for index in added {
            if let Some(branch) = new.get(index) {
                let part = part(branch);
                let told = Told {
                    element: Element::Branch,
                    part: &part,
                    ..told
                };
                self.added(told, &new_at.index(index), view::text(branch));
            }
        }
    }
}

/// Which alternatives are the same, by their indices before and after.
struct Paired {
    pairs: Vec<(usize, usize)>,
    gone: Vec<usize>,
    added: Vec<usize>,
}

impl Paired {
    /// The same name first; then the same tag; then the same place. `newer` gives a name as it is
    /// now.
    fn of(old: &[Value], new: &[Value], newer: &dyn Fn(&str) -> String) -> Self {
        let same = |name: &str| name.to_owned();
        let mut added: Vec<usize> = (0..new.len()).collect();
        let mut pairs = Vec::new();
        let mut gone = Vec::new();
        for (index, before) in old.iter().enumerate() {
            let name = label(before, newer);
            let at = added.iter().position(|&other| {
                new.get(other)
                    .is_some_and(|after| name.is_some() && label(after, &same) == name)
            });
            match at {
                Some(at) => pairs.push((index, added.remove(at))),
                None => gone.push(index),
            }
        }
        let is_unnamed = |list: &[Value], index: usize| {
            list.get(index)
                .is_some_and(|one| label(one, &same).is_none())
        };
        gone.retain(|index| {
            let stays =
                old.len() == new.len() && is_unnamed(old, *index) && is_unnamed(new, *index);
            let at = added.iter().position(|other| other == index);
            let at = at.filter(|_| stays);
            if let Some(at) = at {
                pairs.push((*index, added.remove(at)));
            }
            at.is_none()
        });
        pairs.sort_unstable();
        Self { pairs, gone, added }
    }
}

/// What an alternative is recognised by: its name, the constant of a property, its values.
fn label(branch: &Value, name: &dyn Fn(&str) -> String) -> Option<String> {
    let peeled = peel(branch, &Pointer::root());
    if let Some(target) = view::target(peeled.schema) {
        return Some(name(&target));
    }
    let properties = peeled.schema["properties"]
        .as_object()
        .into_iter()
        .flatten();
    for (key, property) in properties {
        if let Some([value]) = view::values(property).as_deref() {
            return Some(format!("{key}={value}"));
        }
    }
    match view::types(peeled.schema).as_slice() {
        [] | ["object"] => None,
        types => Some(types.join(" ")),
    }
}

fn is_required(schema: &Value, name: &str) -> bool {
    let list = schema["required"].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).any(|one| one == name)
}

/// ``field `a.b` `` of the field `a` and the name `b`.
fn field(part: &str, name: &str) -> String {
    match part.strip_suffix('`') {
        // A value or an alternative has no fields of its own name.
        Some(part) if part.contains("field `") => format!("{part}.{name}`"),
        _ if part.is_empty() => format!("field `{name}`"),
        _ if part.starts_with(['[', '{']) => format!("field `{part}.{name}`"),
        _ => format!("{part}, field `{name}`"),
    }
}

/// The newer names of properties: of the same type, with the same description or a word in common,
/// and the only ones for which that holds.
fn renamed<'a>(
    old: &'a Map<String, Value>,
    new: &'a Map<String, Value>,
) -> BTreeMap<&'a str, &'a str> {
    let gone: Vec<_> = old
        .iter()
        .filter(|(name, _)| !new.contains_key(*name))
        .collect();
    let fresh: Vec<_> = new
        .iter()
        .filter(|(name, _)| !old.contains_key(*name))
        .collect();
    let fits = |(a, before): &(&String, &Value), (b, after): &(&String, &Value)| {
        let text = |schema: &Value| schema["description"].as_str().map(str::to_owned);
        let documented = text(before).is_some() && text(before) == text(after);
        view::text(before) == view::text(after) && (documented || view::share_word(a, b))
    };
    let mut found = BTreeMap::new();
    for one in &gone {
        let to: Vec<_> = fresh.iter().filter(|other| fits(one, other)).collect();
        if let [to] = to[..]
            && gone.iter().filter(|other| fits(other, to)).count() == 1
        {
            found.insert(one.0.as_str(), to.0.as_str());
        }
    }
    found
}
