//! Which types are reached, from where, which way they travel, and in which file they stand.

use std::collections::{BTreeMap, BTreeSet};

use super::Lower;
use super::classify::{Class, peel};
use crate::api::{Api, Content, Kind, Media, Operation, ShapeId};
use crate::model::{Direction, Feature, ItemRef, TypeModule};
use crate::name::{Case, Ident, Scope, snake};

/// What the operations reach.
#[derive(Clone, Debug, Default)]
pub(super) struct Reached {
    /// Every item, with the tags that reach it and its directions.
    pub items: BTreeMap<ShapeId, (BTreeSet<String>, Direction)>,
    pub multipart: BTreeSet<ShapeId>,
}

/// The tag that an operation is grouped under.
pub(super) fn group_of(operation: &Operation) -> String {
    let tag = operation.tags.iter().find(|tag| !tag.trim().is_empty());
    tag.map_or_else(|| "default".to_owned(), Clone::clone)
}

/// The name of a group's file and feature.
pub(super) fn slug(tag: &str) -> String {
    snake(tag)
}

/// What all operations reach.
pub(super) fn reach(api: &Api, classes: &[Class]) -> Reached {
    let mut walk = Walk {
        api,
        classes,
        reached: Reached::default(),
    };
    for operation in &api.operations {
        let tag = slug(&group_of(operation));
        for parameter in &operation.parameters {
            walk.from(parameter.shape, &tag, true);
        }
        for media in &operation.body {
            if let (Content::Multipart, Some(shape)) = (media.content, media.shape) {
                walk.reached.multipart.insert(peel(api, shape).0);
            }
        }
        let sent = operation
            .body
            .iter()
            .filter_map(|media: &Media| media.shape);
        for shape in sent {
            walk.from(shape, &tag, true);
        }
        let answers = operation.answers.iter().flat_map(|answer| &answer.content);
        for shape in answers.filter_map(|media| media.shape) {
            walk.from(shape, &tag, false);
        }
    }
    walk.reached
}

struct Walk<'a> {
    api: &'a Api,
    classes: &'a [Class],
    reached: Reached,
}

impl Walk<'_> {
    fn from(&mut self, start: ShapeId, tag: &str, request: bool) {
        let mut work = vec![start];
        let mut seen = BTreeSet::new();
        while let Some(id) = work.pop() {
            let (id, _) = peel(self.api, id);
            if !seen.insert(id) {
                continue;
            }
            match &self.classes[id.0] {
                Class::Plain(_) => {}
                Class::List(item) | Class::Map(item) => work.push(*item),
                Class::Tuple(items) => work.extend(items),
                Class::Struct | Class::Enum(_) | Class::Union => {
                    let (tags, direction) = self.reached.items.entry(id).or_default();
                    let known = tags.contains(tag)
                        && if request {
                            direction.request
                        } else {
                            direction.response
                        };
                    tags.insert(tag.to_owned());
                    direction.request |= request;
                    direction.response |= !request;
                    if !known {
                        self.members(id, &mut work);
                    }
                }
            }
        }
    }

    fn members(&self, id: ShapeId, work: &mut Vec<ShapeId>) {
        match &self.api.shape(id).kind {
            Kind::Object(object) => {
                work.extend(object.fields.iter().map(|field| field.shape));
                work.extend(object.rest);
            }
            Kind::Union(union) if self.classes[id.0] == Class::Union => {
                work.extend(&union.branches)
            }
            _ => {}
        }
    }
}

/// Where the items stand.
pub(super) struct Placed {
    pub items: BTreeMap<ShapeId, ItemRef>,
    pub modules: BTreeMap<String, Ident>,
}

/// An item that one tag reaches stands in that tag's file, any other in `shared`.
pub(super) fn place(api: &Api, reached: &Reached, names: &BTreeMap<ShapeId, Ident>) -> Placed {
    let mut scope = Scope::default();
    let mut modules = BTreeMap::new();
    let mut slugs: BTreeSet<String> = BTreeSet::new();
    for (tags, _) in reached.items.values() {
        slugs.insert(home(tags));
    }
    slugs.extend(
        api.operations
            .iter()
            .map(|operation| slug(&group_of(operation))),
    );
    for slug in &slugs {
        let other = format!("{slug} types");
        if let Some(ident) = scope.claim(Case::Snake, [slug.as_str(), &other]) {
            modules.insert(slug.clone(), ident);
        }
    }
    let items = reached.items.iter().filter_map(|(id, (tags, _))| {
        let module = modules.get(&home(tags))?.clone();
        let ident = names.get(id)?.clone();
        Some((*id, ItemRef { module, ident }))
    });
    Placed {
        items: items.collect(),
        modules,
    }
}

fn home(tags: &BTreeSet<String>) -> String {
    match tags.first() {
        Some(tag) if tags.len() == 1 => tag.clone(),
        _ => "shared".to_owned(),
    }
}

impl Lower<'_> {
    /// The files of types.
    pub(super) fn modules(
        &mut self,
        reached: &Reached,
        modules: &BTreeMap<String, Ident>,
    ) -> Vec<TypeModule> {
        let features = self.derives(reached);
        let mut out = Vec::new();
        for (slug, module) in modules {
            let mine: Vec<ShapeId> = reached
                .items
                .iter()
                .filter(|(_, (tags, _))| home(tags) == *slug)
                .map(|(id, _)| *id)
                .collect();
            let tags: BTreeSet<&String> = mine.iter().flat_map(|id| &reached.items[id].0).collect();
            let mut items: Vec<_> = mine
                .iter()
                .filter_map(|id| self.item(*id, reached.items[id].1, features[id]))
                .collect();
            // By name: a type that comes or goes moves no other.
            items.sort_by(|a, b| a.ident.cmp(&b.ident));
            if items.is_empty() {
                continue;
            }
            out.push(TypeModule {
                module: module.clone(),
                features: tags.into_iter().map(|tag| Feature(feature(tag))).collect(),
                items,
            });
        }
        out
    }
}

/// The Cargo feature of a tag.
pub(super) fn feature(slug: &str) -> String {
    slug.replace('_', "-")
}
