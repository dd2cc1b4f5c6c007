//! One pass that names everything that stands side by side in the crate: types, groups, markers.

use std::collections::HashMap;

use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};

use super::label::{self, Labels, is_named};
use super::scope::{Case, Scope, Wish};
use super::verb::verb;
use super::wishes::{Likes, MAX_NAME, kind_word, own_label, shortened, unprefixed, wishes};
use super::words::Words;
use super::{Ident, reserved};
use crate::api::{Api, Home, OpId, ShapeId};
use crate::config::Settings;

/// One method of an operation, and what it is called by.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The operation.
    pub(crate) op: OpId,
    /// The words for its media types, where it is not the plain method.
    pub(crate) suffix: Vec<String>,
    /// Whether its success needs an enum.
    pub(crate) output: bool,
    /// Which enum its failure needs.
    pub(crate) error: Option<Enum>,
}

/// Whose an enum of answers that differ by status is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Enum {
    /// The method's.
    Own,
    /// That of the operations under a tag, by its position in [`Api::tags`].
    OfTag(usize),
}

/// The names of one method of an operation.
#[derive(Clone, Debug)]
pub(crate) struct MethodNames {
    pub(crate) method: Ident,
    pub(crate) marker: Ident,
    pub(crate) output: Option<Ident>,
    pub(crate) error: Option<Ident>,
}

/// The names of a group.
#[derive(Clone, Debug)]
pub(crate) struct GroupNames {
    pub(crate) module: Ident,
    pub(crate) accessor: Ident,
    pub(crate) ident: Ident,
    /// The Cargo feature.
    pub(crate) feature: String,
}

/// Every name of the crate's root.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) types: HashMap<ShapeId, Ident>,
    /// By position in [`Api::tags`].
    pub(crate) groups: Vec<Option<GroupNames>>,
    /// By position in the drafts.
    pub(crate) methods: Vec<Option<MethodNames>>,
    /// The file of types that several tags reach.
    pub(crate) shared: Option<Ident>,
    /// The file of types that webhooks and callbacks alone reach; as a Cargo feature, with hyphens.
    pub(crate) webhooks: Option<Ident>,
}

/// Names everything. What cannot be named is an error with the line that settles it.
pub(crate) fn assign(
    api: &Api,
    items: &[ShapeId],
    drafts: &[Draft],
    settings: &mut Settings<'_>,
    diagnostics: &mut Diagnostics,
) -> Names {
    let operations = label::operations(api);
    let mut naming = Naming {
        api,
        labels: Labels::new(api, &operations),
        scope: Scope::reserving(reserved::TYPES),
        names: Names::default(),
        settings,
        diagnostics,
    };
    naming.renamed(items);
    naming.components(items);
    naming.groups();
    naming.methods(drafts);
    naming.inline(items);
    naming.outcomes(drafts);
    naming.names
}

/// The Cargo feature that a file is compiled under.
pub(crate) fn feature(module: &Ident) -> String {
    module.as_str().replace('_', "-")
}

/// The names for the operations under a tag.
fn group_wish(text: &str) -> Wish {
    let plain = Words::of(text);
    let plain = if plain.pascal().len() > MAX_NAME {
        shortened(&plain, 1)
    } else {
        plain
    };
    let spelled = Words::spelled(text);
    Wish {
        names: vec![
            plain.clone(),
            plain.plus("api"),
            spelled.clone(),
            spelled.plus("api"),
        ],
    }
}

pub(super) struct Naming<'a, 's, 'c> {
    api: &'a Api,
    labels: Labels<'a>,
    pub(super) scope: Scope,
    pub(super) names: Names,
    settings: &'s mut Settings<'c>,
    diagnostics: &'s mut Diagnostics,
}

impl Naming<'_, '_, '_> {
    /// Names that the configuration gives.
    fn renamed(&mut self, items: &[ShapeId]) {
        for id in items {
            let likes = self
                .api
                .unified
                .get(id)
                .map_or(std::slice::from_ref(id), Vec::as_slice);
            let origins = likes.iter().map(|like| &self.api.shapes.get(*like).origin);
            let mut chosen = None;
            for origin in origins {
                chosen = chosen.or(self.settings.type_name(origin.as_str()));
            }
            let Some(name) = chosen else { continue };
            let origin = self.api.shapes.get(*id).origin.clone();
            match self.scope.claim(Case::Pascal, &Words::of(name)) {
                Some(ident) => drop(self.names.types.insert(*id, ident)),
                None => {
                    let message = format!(
                        "`{name}` is the name of two types, or of something in the runtime"
                    );
                    self.diagnostics
                        .push(Diagnostic::error("name-taken", message).at(origin, ""));
                }
            }
        }
    }

    /// Components keep their names; nothing else takes them.
    fn components(&mut self, items: &[ShapeId]) {
        let mut own: Vec<(ShapeId, &str)> = Vec::new();
        for id in items {
            let home = &self.api.shapes.get(*id).home;
            if let (Home::Component(name), true) =
                (home, is_named(home) && !self.names.types.contains_key(id))
            {
                own.push((*id, name));
            }
        }
        let texts: Vec<&str> = own.iter().map(|(_, name)| *name).collect();
        let mut wishes = Vec::with_capacity(own.len());
        for ((id, name), mut wish) in own.iter().zip(Scope::wishes(Case::Pascal, &texts)) {
            let plain = Words::of(name);
            wish.names.insert(1, Words::of("api").and(&plain));
            wish.names
                .push(plain.plus(kind_word(&self.api.shapes.get(*id).kind)));
            wishes.push((*id, wish));
        }
        self.grant_types(wishes);
    }

    fn inline(&mut self, items: &[ShapeId]) {
        let is_open = |id: &ShapeId| {
            !self.names.types.contains_key(id) && !is_named(&self.api.shapes.get(*id).home)
        };
        let ids: Vec<ShapeId> = items.iter().copied().filter(is_open).collect();
        let mut likes = Vec::with_capacity(ids.len());
        let mut first = Vec::with_capacity(ids.len());
        for id in &ids {
            let group = self.likes(*id);
            first.push(self.best(*id, &group).unwrap_or_default());
            likes.push(group);
        }
        let (scope, labels, api) = (&mut self.scope, &mut self.labels, self.api);
        let given = scope.grant_lazily(Case::Pascal, first, |index| {
            match (ids.get(index), likes.get(index)) {
                (Some(id), Some(group)) => wishes(api, labels, *id, group),
                _ => Vec::new(),
            }
        });
        let mut unnamed = Vec::new();
        for (id, ident) in ids.iter().zip(given) {
            match ident {
                Some(ident) => drop(self.names.types.insert(*id, ident)),
                None => {
                    let group = self.likes(*id);
                    unnamed.push((
                        *id,
                        Wish {
                            names: wishes(self.api, &mut self.labels, *id, &group),
                        },
                    ));
                }
            }
        }
        let (ids, wishes): (Vec<ShapeId>, Vec<Wish>) = unnamed.into_iter().unzip();
        for (id, wish) in ids.iter().zip(&wishes) {
            self.unnamed(*id, wish, &ids, &wishes);
        }
    }

    /// A shape and those that it stands for.
    fn likes(&self, id: ShapeId) -> Likes {
        let all = self
            .api
            .unified
            .get(&id)
            .map_or_else(|| vec![id], Clone::clone);
        Likes { all }
    }

    /// The first wish of [`wishes`], without making the others.
    fn best(&mut self, id: ShapeId, likes: &Likes) -> Option<Words> {
        if let [only] = likes.all[..]
            && self.labels.noun(only).is_none()
        {
            let label = own_label(&mut self.labels, only);
            let keep = self
                .labels
                .property(id)
                .map_or(1, |property| property.list().len());
            return Some(shortened(&label, keep));
        }
        wishes(self.api, &mut self.labels, id, likes)
            .into_iter()
            .next()
    }

    fn grant_types(&mut self, wishes: Vec<(ShapeId, Wish)>) {
        let (ids, wishes): (Vec<ShapeId>, Vec<Wish>) = wishes.into_iter().unzip();
        let given = self.scope.grant(Case::Pascal, &wishes);
        for ((id, wish), ident) in ids.iter().zip(&wishes).zip(given) {
            match ident {
                Some(ident) => drop(self.names.types.insert(*id, ident)),
                None => self.unnamed(*id, wish, &ids, &wishes),
            }
        }
    }

    /// Two types that no rule tells apart.
    fn unnamed(&mut self, id: ShapeId, wish: &Wish, ids: &[ShapeId], wishes: &[Wish]) {
        let shapes = &self.api.shapes;
        let name = wish.names.first().map(Words::pascal).unwrap_or_default();
        let origin = &shapes.get(id).origin;
        let other = ids.iter().zip(wishes).find(|(other, wish)| {
            **other != id && wish.names.first().map(Words::pascal).as_ref() == Some(&name)
        });
        let message = format!("two types would be called `{name}`");
        let mut error = Diagnostic::error("name-conflict", message).at(origin, "one is here");
        if let Some((other, _)) = other {
            error = error.and(&shapes.get(*other).origin, "the other is here");
        }
        let line = format!("in `[names.types]` of codegen.toml, add `\"{origin}\" = \"…\"`");
        self.diagnostics.push(error.help(line));
    }

    fn groups(&mut self) {
        let tags: Vec<&String> = self.api.tags.keys().collect();
        let mut texts = Vec::with_capacity(tags.len());
        for tag in &tags {
            texts.push(
                self.settings
                    .tag_name(tag)
                    .map_or_else(|| (*tag).clone(), str::to_owned),
            );
        }
        let wishes: Vec<Wish> = texts.iter().map(|text| group_wish(text)).collect();
        let idents = self.scope.grant(Case::Pascal, &wishes);
        let accessors = Scope::reserving(reserved::CLIENT).grant(Case::Snake, &wishes);
        let mut files = Scope::reserving(reserved::FILES);
        self.names.shared = files.claim(Case::Snake, &Words::of("shared"));
        let modules = files.grant(Case::Snake, &wishes);
        if !self.api.hooks.is_empty() {
            let wishes = [
                "webhooks",
                "webhook payloads",
                "webhook and callback payloads",
            ];
            self.names.webhooks = files.claim_first(Case::Snake, &wishes.map(Words::of));
        }
        for (((ident, accessor), module), tag) in
            idents.into_iter().zip(accessors).zip(modules).zip(tags)
        {
            let group = match (ident, accessor, module) {
                (Some(ident), Some(accessor), Some(module)) => {
                    let feature = feature(&module);
                    Some(GroupNames {
                        module,
                        accessor,
                        ident,
                        feature,
                    })
                }
                _ => {
                    let message =
                        format!("no name is left for the operations under the tag `{tag}`");
                    let line =
                        format!("in `[names.tags]` of codegen.toml, add `\"{tag}\" = \"…\"`");
                    self.diagnostics
                        .push(Diagnostic::error("name-conflict", message).help(line));
                    None
                }
            };
            self.names.groups.push(group);
        }
    }

    fn methods(&mut self, drafts: &[Draft]) {
        let full: Vec<Words> = drafts.iter().map(|draft| self.full(draft)).collect();
        let markers: Vec<Wish> = full
            .iter()
            .zip(drafts)
            .map(|(words, draft)| {
                let tag = Words::of(&self.api.operations[draft.op.index()].tag);
                let names = vec![
                    words.clone(),
                    words.plus("operation"),
                    tag.and(words),
                    tag.and(words).plus("operation"),
                ];
                Wish { names }
            })
            .collect();
        let idents = self.scope.grant(Case::Pascal, &markers);
        let methods = self.method_names(drafts, &full);
        for (index, (marker, method)) in idents.into_iter().zip(methods).enumerate() {
            let named = match (marker, method) {
                (Some(marker), Some(method)) => Some(MethodNames {
                    method,
                    marker,
                    output: None,
                    error: None,
                }),
                _ => {
                    self.unnamed_method(drafts[index].op);
                    None
                }
            };
            self.names.methods.push(named);
        }
    }

    pub(super) fn unnamed_method(&mut self, op: OpId) {
        let op = &self.api.operations[op.index()];
        let message = format!("no name is left for `{} {}`", op.method, op.path);
        let line = format!(
            "in `[names.methods]` of codegen.toml, add `\"{}\" = \"…\"`",
            op.origin
        );
        self.diagnostics.push(
            Diagnostic::error("name-conflict", message)
                .at(&op.origin, "")
                .help(line),
        );
    }

    /// The words of an operation and of its media types.
    pub(super) fn full(&self, draft: &Draft) -> Words {
        let words = self.labels.operation(draft.op);
        draft.suffix.iter().fold(words, |words, suffix| {
            Words::of(suffix)
                .list()
                .iter()
                .fold(words, |words, word| words.plus(word))
        })
    }

    /// Methods stand in their group: each group has a scope of its own.
    fn method_names(&mut self, drafts: &[Draft], full: &[Words]) -> Vec<Option<Ident>> {
        let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, draft) in drafts.iter().enumerate() {
            groups
                .entry(self.api.operations[draft.op.index()].tag.as_str())
                .or_default()
                .push(index);
        }
        let mut given: Vec<Option<Ident>> = vec![None; drafts.len()];
        for (tag, members) in groups {
            let mut scope = Scope::reserving(reserved::GROUP);
            let wishes: Vec<Wish> = members
                .iter()
                .map(|index| self.method(&drafts[*index], &full[*index], tag))
                .collect();
            let idents = scope.grant(Case::Snake, &wishes);
            for (index, ident) in members.into_iter().zip(idents) {
                given[index] = ident;
            }
        }
        given
    }

    fn method(&mut self, draft: &Draft, full: &Words, tag: &str) -> Wish {
        let op = &self.api.operations[draft.op.index()];
        let keys = [op.id.as_deref().unwrap_or_default(), op.origin.as_str()];
        let suffixed = |words: Words| {
            draft.suffix.iter().fold(words, |words, suffix| {
                Words::of(suffix)
                    .list()
                    .iter()
                    .fold(words, |words, word| words.plus(word))
            })
        };
        if let Some(chosen) = self.settings.method_name(&keys) {
            return Wish {
                names: vec![suffixed(Words::of(chosen))],
            };
        }
        let mut names = Vec::with_capacity(4);
        names.extend(
            op.method_name
                .as_deref()
                .map(|name| suffixed(Words::of(name))),
        );
        let tag_words = Words::of(tag);
        let own = match op.id.as_deref() {
            Some(id) => Words::of(id),
            None => self.labels.operation(draft.op),
        };
        let prefixed = op
            .id
            .as_deref()
            .and_then(|id| unprefixed(id, &tag_words))
            .unwrap_or(own);
        if !self.settings.config().names.keep_tag
            && let Some(verb) = verb(&prefixed, &tag_words)
        {
            names.push(suffixed(verb));
        }
        if !prefixed.is_empty() {
            names.push(suffixed(prefixed));
        }
        names.push(full.clone());
        Wish { names }
    }
}
