//! How directly each operation and schema of the merged document was stated, and what is demanded.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Trust;
use crate::merge::{METHODS, MORE_METHODS};
use crate::pointer::Pointer;
use crate::provenance::Provenance;

/// The mark of what was stated less directly than what it is a part of.
pub const MARK: &str = "x-pagecrate-trust";

/// How many places inside of one operation or component are shown.
const SHOWN: usize = 3;

/// How directly the pieces of a document were stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trusts {
    /// Every operation, and every webhook's, by `GET /path`.
    pub operations: BTreeMap<String, Trust>,
    /// Every component schema, and every schema that is weaker than what it stands in, by pointer.
    pub schemas: BTreeMap<Pointer, Trust>,
}

/// The least trust that is demanded. What an operation says of itself outweighs its tags, and these
/// outweigh `all`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// Of everything.
    pub all: Option<Trust>,
    /// Of the operations of a tag, and of what they reach.
    pub tags: Vec<(String, Trust)>,
    /// Of an operation, by its id, `GET /path` or pointer, and of what it reaches.
    pub operations: Vec<(String, Trust)>,
}

impl Trusts {
    /// The trust of every operation and schema.
    #[must_use]
    pub fn of(document: &Value, provenance: &Provenance) -> Self {
        let mut trusts = Self::default();
        for one in operations(document) {
            let piece = Piece::of(&one.at, one.value, provenance);
            trusts.operations.insert(one.name, piece.trust);
            trusts.schemas.extend(piece.weaker);
        }
        for (at, value) in components(document) {
            let piece = Piece::of(&at, value, provenance);
            if at.as_str().starts_with("/components/schemas/") {
                trusts.schemas.insert(at, piece.trust);
            }
            trusts.schemas.extend(piece.weaker);
        }
        trusts
    }
}

impl Demands {
    /// Whether nothing is demanded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_none() && self.tags.is_empty() && self.operations.is_empty()
    }

    /// Says of every operation and component that was stated too indirectly. Gives the names in the
    /// demands that are no tag and no operation of the document.
    pub fn check(
        &self,
        document: &Value,
        provenance: &Provenance,
        diagnostics: &mut Diagnostics,
    ) -> Vec<String> {
        let mut used = BTreeSet::new();
        let mut wanted: BTreeMap<Pointer, (Trust, String)> = BTreeMap::new();
        let pieces: BTreeMap<Pointer, Piece> = components(document)
            .map(|(at, value)| (at.clone(), Piece::of(&at, value, provenance)))
            .collect();
        for one in operations(document) {
            let Some(least) = self.least(&one, &mut used) else {
                continue;
            };
            let piece = Piece::of(&one.at, one.value, provenance);
            piece.check(&format!("`{}`", one.name), &one.at, least, diagnostics);
            let mut open: Vec<&Pointer> = piece.references.iter().collect();
            let mut seen = BTreeSet::new();
            while let Some(at) = open.pop() {
                let Some((at, piece)) = pieces.get_key_value(at).filter(|_| seen.insert(at)) else {
                    continue;
                };
                open.extend(&piece.references);
                let known = wanted.get(at).map(|(least, _)| *least);
                if known.is_none_or(|known| known < least) {
                    wanted.insert(at.clone(), (least, one.name.clone()));
                }
            }
        }
        for (at, piece) in &pieces {
            let (least, user) = match (wanted.get(at), self.all) {
                (Some((least, user)), _) => (*least, format!(", which `{user}` uses,")),
                (None, Some(least)) => (least, String::new()),
                (None, None) => continue,
            };
            let name = at.last().unwrap_or_default();
            piece.check(&format!("`{name}`{user}"), at, least, diagnostics);
        }
        let names = self.tags.iter().chain(&self.operations);
        let names = names.map(|(name, _)| name);
        names
            .filter(|name| !used.contains(*name))
            .cloned()
            .collect()
    }

    /// What is demanded of an operation; the strictest of its tags counts.
    fn least(&self, one: &Operation<'_>, used: &mut BTreeSet<String>) -> Option<Trust> {
        let mut named = |list: &[(String, Trust)], is: &dyn Fn(&str) -> bool| {
            let found = list.iter().filter(|(name, _)| is(name));
            let found: Vec<_> = found.collect();
            used.extend(found.iter().map(|(name, _)| name.clone()));
            found.into_iter().map(|(_, least)| *least).max()
        };
        let id = one.value["operationId"].as_str();
        let own = named(&self.operations, &|name| {
            Some(name) == id || name == one.at.as_str() || name == one.name
        });
        let tags = one.value["tags"].as_array();
        let tagged = |name: &str| tags.into_iter().flatten().any(|tag| tag == name);
        let by_tag = named(&self.tags, &tagged);
        own.or(by_tag).or(self.all)
    }
}

/// An operation or a component.
struct Piece {
    trust: Trust,
    /// What is weaker inside.
    weaker: Vec<(Pointer, Trust)>,
    references: BTreeSet<Pointer>,
}

impl Piece {
    fn of(at: &Pointer, value: &Value, provenance: &Provenance) -> Self {
        let stated = marked(value).or_else(|| provenance.trust(at));
        let mut piece = Self {
            // Nothing but the configuration states what no page does.
            trust: stated.unwrap_or(Trust::Spec),
            weaker: Vec::new(),
            references: BTreeSet::new(),
        };
        let own = piece.trust;
        piece.walk(at, value, own);
        piece
    }

    fn walk(&mut self, at: &Pointer, value: &Value, around: Trust) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if item.is_object() || item.is_array() {
                        self.walk(&at.index(index), item, around);
                    }
                }
            }
            Value::Object(map) => {
                let weaker = marked(value).filter(|own| *own < around);
                self.weaker.extend(weaker.map(|own| (at.clone(), own)));
                let around = weaker.unwrap_or(around);
                let target = map.get("$ref").and_then(Value::as_str);
                self.references.extend(target.and_then(Pointer::parse));
                for (key, inner) in map {
                    if inner.is_object() || inner.is_array() {
                        self.walk(&at.join(key), inner, around);
                    }
                }
            }
            _ => {}
        }
    }

    fn check(&self, what: &str, at: &Pointer, least: Trust, diagnostics: &mut Diagnostics) {
        let demanded = least.word();
        let help = format!(
            "add what states it more directly, put it in the overlay, or lower `min-trust` in \
             codegen.toml to `{}` for it",
            self.weakest().word()
        );
        if self.trust < least {
            let message = format!(
                "{what} is {}, and at least `{demanded}` is demanded",
                self.trust.phrase()
            );
            let error = Diagnostic::error("min-trust", message);
            diagnostics.push(
                error
                    .at(at, format!("trust `{}`", self.trust.word()))
                    .help(help),
            );
            return;
        }
        let weak: Vec<_> = self.weaker.iter().filter(|(_, own)| *own < least).collect();
        let Some((first, rest)) = weak.split_first() else {
            return;
        };
        let parts = match weak.len() {
            1 => "a part".to_owned(),
            count => format!("{count} parts"),
        };
        let message =
            format!("{what} has {parts} of less trust, and at least `{demanded}` is demanded");
        let label = |own: Trust| own.phrase().to_owned();
        let mut error = Diagnostic::error("min-trust", message).at(&first.0, label(first.1));
        for (at, own) in rest.iter().take(SHOWN - 1) {
            error = error.and(at, label(*own));
        }
        diagnostics.push(error.help(help));
    }

    fn weakest(&self) -> Trust {
        let inner = self.weaker.iter().map(|(_, own)| *own).min();
        inner.map_or(self.trust, |inner| inner.min(self.trust))
    }
}

struct Operation<'a> {
    name: String,
    at: Pointer,
    value: &'a Value,
}

/// Every operation, and those of webhooks.
fn operations(document: &Value) -> impl Iterator<Item = Operation<'_>> {
    ["paths", "webhooks"].into_iter().flat_map(move |section| {
        let items = entries(&document[section]);
        items.flat_map(move |(path, item)| {
            let at = Pointer::root().join(section).join(path);
            let methods = entries(item).filter(|(key, _)| METHODS.contains(&key.as_str()));
            let below = at.join(MORE_METHODS);
            let methods = methods.map(move |(method, value)| (at.join(method), method, value));
            let more = entries(&item[MORE_METHODS]);
            let more = more.map(move |(method, value)| (below.join(method), method, value));
            methods
                .chain(more)
                .map(move |(at, method, value)| Operation {
                    name: format!("{} {path}", method.to_uppercase()),
                    at,
                    value,
                })
        })
    })
}

/// Every component.
fn components(document: &Value) -> impl Iterator<Item = (Pointer, &Value)> {
    entries(&document["components"]).flat_map(|(section, list)| {
        entries(list).map(move |(name, value)| {
            let at = Pointer::root().join("components").join(section).join(name);
            (at, value)
        })
    })
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn marked(value: &Value) -> Option<Trust> {
    Trust::named(value.get(MARK)?.as_str()?)
}
