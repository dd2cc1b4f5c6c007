//! Unions, as far as a schema and what stands around it tell: branches and their tags.

use std::collections::HashSet;
use std::rc::Rc;

use openapiv3::{Discriminator, Schema};
use pagecrate_spec::pointer::Pointer;

use super::bases;
use super::default_mapping;
use super::intersect::{Facts, Group, Leaf};
use super::resolve::{Resolver, Work, component, inside};
use super::shape::{Branch, Home, Kind, Role, ShapeId, Union};
use super::source::{Part, Source, Types, View};
use super::unions::Mapping;

const WITHOUT_MAPPING: &str = "name a schema of `components/schemas`, or refer to one";
const WITHOUT_DEFAULT: &str = "name a schema of `components/schemas`, or refer to one: a value that \
                               no mapping names is kept as JSON until then";

impl<'a> Resolver<'a, '_> {
    /// Drops the unions whose branches only restrict what stands around them.
    pub(super) fn drop_constraints(&mut self, id: ShapeId, facts: &mut Facts<'a>) {
        let is_described = !facts.properties.is_empty()
            || !facts.items.is_empty()
            || facts.types.is_some_and(|types| types != Types::OBJECT);
        let groups = std::mem::take(&mut facts.groups);
        for group in groups {
            let views: Vec<View<'a>> = group.branches.iter().filter_map(inline).collect();
            let all_inline = views.len() == group.branches.len();
            let restricts = all_inline
                && views.iter().all(View::is_constraint)
                && (is_described || views.iter().any(|view| !view.required.is_empty()));
            if !restricts {
                facts.groups.push(group);
                continue;
            }
            let lists: Vec<String> = views
                .iter()
                .filter(|view| !view.required.is_empty())
                .map(|view| view.required.join(" and "))
                .collect();
            if lists.len() > 1 && is_described {
                let which = if group.key == "oneOf" {
                    "Exactly one"
                } else {
                    "At least one"
                };
                let fact = format!("{which} is needed: {}", lists.join("; "));
                self.shapes.get_mut(id).notes.facts.push(fact);
            }
        }
    }

    /// A union, with what stands around it in each of its branches.
    pub(super) fn union(
        &mut self,
        id: ShapeId,
        mut facts: Facts<'a>,
        leaves: &Rc<[Leaf<'a>]>,
    ) -> Kind {
        let groups = std::mem::take(&mut facts.groups);
        let main = self.main_group(groups);
        let Some(group) = main else {
            return self.plain_kind(id, facts);
        };
        let mut branches = Vec::with_capacity(group.branches.len());
        let is_parent = !facts.properties.is_empty();
        for part in &group.branches {
            let shape = if is_parent && !self.covers(id, part, &facts) {
                let home = inside(id, Role::Branch(self.branch_name(part)));
                self.made(&part.here, home, |made| {
                    Work::Around(made, leaves.clone(), part.clone())
                })
            } else {
                self.branch(part)
            };
            branches.push(Branch::of(shape));
        }
        let tag = group.discriminator.map(|discriminator| {
            self.map(id, discriminator, &group.here, &mut branches);
            discriminator.property_name.clone()
        });
        Kind::Union(Union {
            branches,
            tag,
            any: false,
        })
    }

    /// The union that counts, where there are several.
    fn main_group(&mut self, groups: Vec<Group<'a>>) -> Option<Group<'a>> {
        let mut main: Option<Group<'a>> = None;
        for group in groups {
            match &main {
                None => main = Some(group),
                Some(kept) if same_branches(kept, &group) => {}
                Some(_) => {
                    let message = format!("this `{}` stands beside another union", group.key);
                    let help = "the first one is taken, and its values are all kept";
                    self.warn("several-unions", message, &group.here, help);
                }
            }
        }
        main
    }

    fn branch(&mut self, part: &Part<'a>) -> ShapeId {
        let home = Home::Inside(part.owner, Role::Branch(None));
        self.shape(part.source, &part.here, home)
    }

    /// The name of the component that a branch refers to.
    fn branch_name(&self, part: &Part<'a>) -> Option<String> {
        match part.source {
            Source::Reference(reference) => component(&self.pointer(reference)?),
            Source::Item(schema) => schema.schema_data.title.clone(),
        }
    }

    /// Whether a branch says itself everything that stands around the union, or is no object.
    fn covers(&mut self, id: ShapeId, part: &Part<'a>, facts: &Facts<'a>) -> bool {
        let leaves = self.leaves_of(id, part.clone());
        let own = self.facts(&leaves, None);
        if own.types.is_some_and(|types| types != Types::OBJECT) {
            return true;
        }
        if !own.properties.is_empty() || !own.required.is_empty() {
            let has_all = facts
                .properties
                .keys()
                .all(|name| own.properties.contains_key(name));
            return has_all
                && facts
                    .required
                    .iter()
                    .all(|name| own.required.contains(name));
        }
        false
    }

    /// A branch's own schemas, its `allOf`s opened.
    fn leaves_of(&mut self, id: ShapeId, part: Part<'a>) -> Vec<Leaf<'a>> {
        let (parts, _) = self.stated(vec![part]);
        self.leaves(id, parts)
    }

    /// Settles a branch that has to be what stands around its union besides.
    pub(super) fn around(&mut self, id: ShapeId, around: &[Leaf<'a>], branch: Part<'a>) {
        let own = Part {
            owner: id,
            ..branch
        };
        let leaves = self.leaves_of(id, own);
        let all: Vec<Leaf<'a>> = around.iter().chain(&leaves).cloned().collect();
        let mut facts = self.facts(&all, None);
        for leaf in leaves.iter().rev() {
            let notes = super::shape::Notes::of(&View::of(leaf.schema));
            self.shapes.get_mut(id).notes.absorb(notes);
        }
        // Unions within the branch hold too; those around it are what it is a branch of.
        let inner = self.facts(&leaves, Some(id));
        facts.groups = inner.groups;
        let all: Rc<[Leaf<'a>]> = all.into();
        self.settle(id, facts, &all);
    }

    /// Settles a shape that is what stands around a union, without the union.
    pub(super) fn alone(&mut self, id: ShapeId, leaves: &[Leaf<'a>]) {
        let facts = self.facts(leaves, None);
        let kind = self.plain_kind(id, facts);
        self.shapes.get_mut(id).kind = kind;
    }

    /// Reads what a discriminator maps; what it names and the union does not have becomes a branch.
    fn map(
        &mut self,
        id: ShapeId,
        discriminator: &'a Discriminator,
        here: &Pointer,
        branches: &mut Vec<Branch>,
    ) {
        let at = here.join("discriminator");
        let mut mapping = Mapping::default();
        for (tag, target) in &discriminator.mapping {
            let place = at.join("mapping").join(tag);
            if let Some(shape) = self.mapped(id, target, branches, &place) {
                mapping.tags.push((tag.clone(), shape));
            }
        }
        mapping.default = self.default_mapping(id, discriminator, branches, here);
        let known: HashSet<ShapeId> = branches.iter().map(|branch| branch.shape).collect();
        let named: HashSet<Option<String>> = branches
            .iter()
            .map(|branch| match &self.shapes.get(branch.shape).home {
                Home::Inside(_, Role::Branch(name)) => name.clone(),
                _ => None,
            })
            .collect();
        let tagged = mapping.tags.iter().map(|(_, shape)| shape);
        for shape in tagged.chain(&mapping.default) {
            let name = match &self.shapes.get(*shape).home {
                Home::Component(name) => Some(name.clone()),
                _ => None,
            };
            let is_new = !known.contains(shape) && (name.is_none() || !named.contains(&name));
            if is_new && !branches.iter().any(|branch| branch.shape == *shape) && *shape != id {
                branches.push(Branch::of(*shape));
            }
        }
        self.mappings.insert(id, mapping);
    }

    /// The schema that `defaultMapping` names.
    fn default_mapping(
        &mut self,
        id: ShapeId,
        discriminator: &'a Discriminator,
        branches: &[Branch],
        here: &Pointer,
    ) -> Option<ShapeId> {
        let target = default_mapping::stated(discriminator)?;
        let at = here.join("discriminator").join("defaultMapping");
        self.mapped(id, target, branches, &at)
    }

    /// The schema that a discriminator names; a warning says that there is none.
    fn mapped(
        &mut self,
        id: ShapeId,
        target: &'a str,
        branches: &[Branch],
        at: &Pointer,
    ) -> Option<ShapeId> {
        let Some(pointer) = bases::mapped(self.document, target) else {
            let (key, help) = match at.last().as_deref() {
                Some("defaultMapping") => ("defaultMapping", WITHOUT_DEFAULT),
                _ => ("mapping", WITHOUT_MAPPING),
            };
            let message = format!("`{target}` in `{key}` is no schema of the document");
            self.warn("dangling-mapping", message, at, help);
            return None;
        };
        if let Some(shape) = self.component_at(&pointer) {
            return Some(shape);
        }
        // What is no component may be a branch that stands in the union itself.
        let own = |branch: &&Branch| self.shapes.get(branch.shape).origin == pointer;
        let own = branches.iter().find(own).map(|branch| branch.shape);
        let home = inside(id, Role::Branch(None));
        own.or_else(|| Some(self.target(target, &home)?.0))
    }

    /// The shape of the component at a pointer.
    fn component_at(&mut self, pointer: &Pointer) -> Option<ShapeId> {
        let document = self.document;
        let home = Home::Component(component(pointer)?);
        let source: Source<'a> = document.schema(pointer)?.into();
        Some(self.shape(source, pointer, home))
    }

    /// The union that a base is for those that refer to it: of its heirs.
    pub(super) fn inherited_union(&mut self, id: ShapeId) -> Option<Kind> {
        let own = self.shapes.get(id).origin.clone();
        if !matches!(self.shapes.get(id).home, Home::Component(_)) {
            return None;
        }
        let base = self.bases.get(&own)?;
        let property = base.property.to_owned();
        let subtypes = base.subtypes.clone();
        let document = self.document;
        let schema = match document.schema(&own)? {
            openapiv3::ReferenceOr::Item(schema) => schema,
            openapiv3::ReferenceOr::Reference { .. } => return None,
        };
        let stated = View::of(schema).discriminator();
        let default = stated.and_then(|stated| self.default_mapping(id, stated, &[], &own));
        let mut shapes: Vec<ShapeId> = Vec::new();
        let mut mapping = Mapping::default();
        let mut base: Option<ShapeId> = None;
        for (tag, pointer) in subtypes {
            let shape = match base {
                Some(base) if pointer == own => base,
                _ if pointer == own => *base.insert(self.base_alone(id, schema, &own)),
                _ => self.component_at(&pointer)?,
            };
            mapping.tags.push((tag, shape));
            shapes.push(shape);
        }
        // A base that nothing builds upon is all that there is.
        if mapping.tags.is_empty() && default.is_none_or(|shape| shape == id) {
            return None;
        }
        mapping.default = default;
        if default == Some(id) {
            let shape = base.unwrap_or_else(|| self.base_alone(id, schema, &own));
            if base.is_none() {
                let name = own.last().unwrap_or_default();
                mapping.tags.push((name, shape));
            }
            mapping.default = Some(shape);
        }
        shapes.extend(mapping.default);
        let mut seen = HashSet::new();
        shapes.retain(|shape| seen.insert(*shape));
        self.mappings.insert(id, mapping);
        Some(Kind::Union(Union {
            // One heir is not all that there is: the base may stand for others, and for itself.
            any: shapes.len() == 1,
            branches: shapes.into_iter().map(Branch::of).collect(),
            tag: Some(property),
        }))
    }

    /// A base without those that build upon it.
    fn base_alone(&mut self, id: ShapeId, schema: &'a Schema, own: &Pointer) -> ShapeId {
        let part = Part {
            source: Source::Item(schema),
            here: own.clone(),
            owner: id,
        };
        let leaves: Rc<[Leaf<'a>]> = self.leaves_of(id, part).into();
        let home = inside(id, Role::Branch(Some("base".to_owned())));
        self.made(own, home, |made| Work::Alone(made, leaves))
    }
}

fn inline<'a>(part: &Part<'a>) -> Option<View<'a>> {
    match part.source {
        Source::Item(schema) => Some(View::of(schema)),
        Source::Reference(_) => None,
    }
}

fn same_branches(a: &Group<'_>, b: &Group<'_>) -> bool {
    a.branches.len() == b.branches.len()
        && a.branches
            .iter()
            .zip(&b.branches)
            .all(|(a, b)| match (a.source, b.source) {
                (Source::Item(a), Source::Item(b)) => std::ptr::eq(a, b),
                (Source::Reference(a), Source::Reference(b)) => a == b,
                _ => false,
            })
}
