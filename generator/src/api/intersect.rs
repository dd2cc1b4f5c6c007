//! `allOf`, and a schema's own keywords: everything that has to hold at once, in one place.

use std::collections::HashSet;
use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};
use openapiv3::{Discriminator, ReferenceOr, Schema};
use pagecrate_spec::document::{keys, pointer_of};
use pagecrate_spec::pointer::Pointer;
use serde_json::{Number, Value};

use super::resolve::{Resolver, component};
use super::shape::{Kind, Notes, ShapeId};
use super::source::{Additional, Part, Source, Types, View};

/// One schema of an intersection: its own keywords count, not its `allOf`.
#[derive(Clone, Debug)]
pub(super) struct Leaf<'a> {
    pub(super) schema: &'a Schema,
    pub(super) here: Pointer,
    /// The shape that its parts belong to.
    pub(super) owner: ShapeId,
}

/// A union among what has to hold.
pub(super) struct Group<'a> {
    pub(super) branches: Vec<Part<'a>>,
    pub(super) discriminator: Option<&'a Discriminator>,
    pub(super) key: &'static str,
    pub(super) here: Pointer,
}

/// Everything that has to hold of a value.
pub(super) struct Facts<'a> {
    pub(super) types: Option<Types>,
    pub(super) format: Option<&'a str>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    /// A default or an example does not fit 64 bits with a sign.
    pub(super) is_wide: bool,
    pub(super) values: Option<Vec<Value>>,
    /// The schema that has the values, for their names.
    pub(super) valued: Option<&'a Schema>,
    pub(super) properties: IndexMap<&'a str, Vec<Part<'a>>>,
    pub(super) required: IndexSet<&'a str>,
    pub(super) additional: Additional<'a>,
    pub(super) additional_at: Option<(Pointer, ShapeId)>,
    pub(super) patterns: Vec<Part<'a>>,
    pub(super) items: Vec<Part<'a>>,
    pub(super) prefix: Option<(Vec<Part<'a>>, bool)>,
    pub(super) groups: Vec<Group<'a>>,
    pub(super) content: Option<&'a Schema>,
    pub(super) never: bool,
    /// The types of two schemas exclude each other.
    pub(super) conflict: Option<Pointer>,
}

/// How many schemas one intersection may have.
const MAX_LEAVES: usize = 10_000;

impl<'a> Resolver<'a, '_> {
    /// Settles a shape that is what all parts say.
    pub(super) fn intersect(&mut self, id: ShapeId, parts: Vec<Part<'a>>) {
        let (stated, silent) = self.stated(parts);
        let mut notes = Notes::default();
        let mut nullable = false;
        for schema in &silent {
            notes.absorb(Notes::of(&View::of(schema)));
            nullable |= schema.schema_data.nullable;
        }
        if let [
            Part {
                source: Source::Reference(reference),
                ..
            },
        ] = stated[..]
            && let Some(target) = self.alias(id, reference)
        {
            let shape = self.shapes.get_mut(id);
            shape.notes = notes;
            shape.nullable = nullable;
            shape.kind = Kind::Same(target);
            return;
        }
        if let Some(kind) = self.inherited_union(id) {
            let leaves = self.leaves(id, stated);
            self.note(id, &leaves, &notes, nullable);
            self.shapes.get_mut(id).kind = kind;
            return;
        }
        let leaves: Rc<[Leaf<'a>]> = self.leaves(id, stated).into();
        self.note(id, &leaves, &notes, nullable);
        let facts = self.facts(&leaves, Some(id));
        self.settle(id, facts, &leaves);
    }

    /// Opens the `allOf`s in place: the parts that say something of the value, and those that
    /// only say something of themselves.
    pub(super) fn stated(&self, parts: Vec<Part<'a>>) -> (Vec<Part<'a>>, Vec<&'a Schema>) {
        let mut stated = Vec::new();
        let mut silent = Vec::new();
        let mut open: Vec<Part<'a>> = parts;
        open.reverse();
        while let Some(part) = open.pop() {
            let Source::Item(schema) = part.source else {
                stated.push(part);
                continue;
            };
            let view = View::of(schema);
            let all_of = view.all_of;
            if view.without_all_of().says_nothing() {
                silent.push(schema);
            } else {
                stated.push(part.clone());
            }
            let here = pointer_of(schema, &part.here).join("allOf");
            for (index, inner) in all_of.iter().enumerate().rev() {
                open.push(Part {
                    source: inner.into(),
                    here: here.index(index),
                    owner: part.owner,
                });
            }
        }
        // `type: object` beside something says no more than that does.
        let is_bare = |part: &Part<'a>| match part.source {
            Source::Item(schema) => {
                let own = View::of(schema).without_all_of();
                own.is_constraint() && own.required.is_empty()
            }
            Source::Reference(_) => false,
        };
        if stated.iter().any(|part| !is_bare(part)) {
            stated.retain(|part| match part.source {
                Source::Item(schema) if is_bare(part) => {
                    silent.push(schema);
                    false
                }
                _ => true,
            });
        }
        (stated, silent)
    }

    /// The shape that a lone reference stands for; none when the target is a base of this shape or
    /// another heir of it: this one is told by a value of its own then.
    fn alias(&mut self, id: ShapeId, reference: &'a str) -> Option<ShapeId> {
        let home = self.shapes.get(id).home.clone();
        let (target, pointer, _) = self.target(reference, &home)?;
        let own = &self.shapes.get(id).origin;
        let is_related = self.heirs.get(own).is_some_and(|bases| {
            let others = self.heirs.get(&pointer);
            bases.contains(&pointer) || others.is_some_and(|others| !bases.is_disjoint(others))
        });
        (!is_related && target != id).then_some(target)
    }

    /// What a shape's own schemas and their `allOf`s come to, each once.
    pub(super) fn leaves(&mut self, id: ShapeId, parts: Vec<Part<'a>>) -> Vec<Leaf<'a>> {
        let mut leaves = Vec::new();
        let mut seen: HashSet<*const Schema> = HashSet::new();
        let mut open: Vec<(Part<'a>, bool)> = parts.into_iter().map(|part| (part, true)).collect();
        open.reverse();
        while let Some((part, opened)) = open.pop() {
            let (schema, here, owner, opened) = match part.source {
                Source::Item(schema) => {
                    (schema, pointer_of(schema, &part.here), part.owner, opened)
                }
                Source::Reference(reference) => {
                    let home = self.shapes.get(id).home.clone();
                    let Some((owner, here, schema)) = self.target(reference, &home) else {
                        continue;
                    };
                    (schema, here, owner, false)
                }
            };
            if !seen.insert(std::ptr::from_ref(schema)) {
                continue;
            }
            if leaves.len() >= MAX_LEAVES {
                let message =
                    "an `allOf` of this many schemas is not followed to its end".to_owned();
                self.warn("all-of-size", message, &here, "");
                break;
            }
            self.inherit(id, &here);
            let all_of = if opened {
                &[][..]
            } else {
                View::of(schema).all_of
            };
            let base = here.join("allOf");
            for (index, inner) in all_of.iter().enumerate().rev() {
                let part = Part {
                    source: inner.into(),
                    here: base.index(index),
                    owner,
                };
                open.push((part, false));
            }
            leaves.push(Leaf {
                schema,
                here,
                owner,
            });
        }
        leaves
    }

    /// Remembers which value the property of a base has for this heir.
    fn inherit(&mut self, id: ShapeId, base: &Pointer) {
        let own = self.shapes.get(id).origin.clone();
        let Some(found) = self.bases.get(base).filter(|_| *base != own) else {
            return;
        };
        if self.bases.contains_key(&own) {
            return;
        }
        let tag = found.tag_of(&own);
        self.inherited.extend(tag.map(|tag| (id, tag)));
    }

    fn note(&mut self, id: ShapeId, leaves: &[Leaf<'a>], notes: &Notes, nullable: bool) {
        let origin = self.shapes.get(id).origin.clone();
        let mut all = Notes::default();
        let mut any_null = nullable;
        for leaf in leaves {
            // What a component says of itself is no word about those that build upon it.
            let is_own = component(&leaf.here).is_none() || leaf.here == origin;
            if is_own {
                all.absorb(Notes::of(&View::of(leaf.schema)));
                any_null |= leaf.schema.schema_data.nullable;
            }
        }
        all.absorb(notes.clone());
        let shape = self.shapes.get_mut(id);
        shape.notes = all;
        shape.nullable |= any_null;
    }

    /// Puts together what the leaves say. `root` is the shape whose unions count; none leaves all
    /// unions out.
    pub(super) fn facts(&mut self, leaves: &[Leaf<'a>], root: Option<ShapeId>) -> Facts<'a> {
        let mut facts = Facts {
            types: None,
            format: None,
            minimum: None,
            maximum: None,
            is_wide: false,
            values: None,
            valued: None,
            properties: IndexMap::new(),
            required: IndexSet::new(),
            additional: Additional::Unsaid,
            additional_at: None,
            patterns: Vec::new(),
            items: Vec::new(),
            prefix: None,
            groups: Vec::new(),
            content: None,
            never: false,
            conflict: None,
        };
        for leaf in leaves {
            facts.add(leaf);
            if let Some(root) = root {
                self.groups(&mut facts, leaf, root);
            }
        }
        facts
    }

    /// Adds the unions of a leaf, unless it is a base whose union has this very shape.
    fn groups(&mut self, facts: &mut Facts<'a>, leaf: &Leaf<'a>, root: ShapeId) {
        let view = View::of(leaf.schema);
        let own = self.shapes.get(root).origin.clone();
        for (key, branches) in [("oneOf", view.one_of), ("anyOf", view.any_of)] {
            if branches.is_empty() {
                continue;
            }
            let is_own = |branch: &ReferenceOr<Schema>| match branch {
                ReferenceOr::Reference { reference } => {
                    self.pointer(reference).is_some_and(|at| at == own)
                }
                ReferenceOr::Item(_) => false,
            };
            if branches.iter().any(is_own) {
                continue;
            }
            let base = leaf.here.join(key);
            let parts = branches.iter().enumerate().map(|(index, branch)| Part {
                source: branch.into(),
                here: base.index(index),
                owner: leaf.owner,
            });
            facts.groups.push(Group {
                branches: parts.collect(),
                discriminator: view.discriminator(),
                key,
                here: leaf.here.clone(),
            });
        }
    }
}

impl<'a> Facts<'a> {
    fn add(&mut self, leaf: &Leaf<'a>) {
        let view = View::of(leaf.schema);
        self.kind(&view, leaf);
        let part = |source, here| Part {
            source,
            here,
            owner: leaf.owner,
        };
        if let Some(properties) = view.properties {
            let here = leaf.here.join("properties");
            self.properties.reserve(properties.len());
            for (name, property) in properties {
                let parts = self.properties.entry(name);
                // Nearly every property is stated once.
                let parts = parts.or_insert_with(|| Vec::with_capacity(1));
                parts.push(part(property.into(), here.join(name)));
            }
        }
        self.required
            .extend(view.required.iter().map(String::as_str));
        match view.additional {
            Additional::Unsaid => {}
            // A part that allows for less, among others, says nothing of what those allow for.
            Additional::Closed if !matches!(self.additional, Additional::Unsaid) => {}
            said => {
                self.additional = said;
                self.additional_at = Some((leaf.here.clone(), leaf.owner));
            }
        }
        for reference in view.patterns() {
            self.patterns.push(part(
                Source::Reference(reference),
                leaf.here.join("patternProperties"),
            ));
        }
        if let Some(items) = view.items {
            self.items.push(part(items, leaf.here.join("items")));
        }
        if let Some(places) = view.prefix_items() {
            let here = leaf.here.join("prefixItems");
            let places = places.into_iter().enumerate();
            let parts = places
                .map(|(index, reference)| part(Source::Reference(reference), here.index(index)));
            self.prefix = Some((parts.collect(), view.is_closed_tuple()));
        }
        self.never |= view.never;
    }

    /// The keywords about scalars.
    fn kind(&mut self, view: &View<'a>, leaf: &Leaf<'a>) {
        let types = view.types;
        self.types = match (self.types, types) {
            (Some(known), Some(types)) => match known.and(types) {
                Some(both) => Some(both),
                None => {
                    self.conflict = Some(leaf.here.clone());
                    Some(types)
                }
            },
            (known, types) => known.or(types),
        };
        self.format = view.format.or(self.format);
        self.minimum = tighter(self.minimum.take(), &view.minimum, f64::max);
        self.maximum = tighter(self.maximum.take(), &view.maximum, f64::min);
        let data = &leaf.schema.schema_data;
        self.is_wide |= data.default.iter().chain(&data.example).any(is_wide);
        if let Some(values) = view.values() {
            let both: Vec<Value> = match &self.values {
                Some(known) => values
                    .iter()
                    .filter(|v| known.contains(v))
                    .cloned()
                    .collect(),
                None => values.clone(),
            };
            self.values = Some(if both.is_empty() { values } else { both });
            self.valued = Some(leaf.schema);
        }
        if leaf
            .schema
            .schema_data
            .extensions
            .contains_key(keys::CONTENT_ENCODING)
        {
            self.content = Some(leaf.schema);
        }
    }
}

/// Whether a number is an integer beyond those of 64 bits with a sign.
fn is_wide(value: &Value) -> bool {
    // 2^63 is exact as a float.
    let number = value.as_f64().unwrap_or_default();
    number.fract() == 0.0 && (number >= 2f64.powi(63) || number < -2f64.powi(63))
}

fn tighter(
    known: Option<Number>,
    other: &Option<Number>,
    pick: fn(f64, f64) -> f64,
) -> Option<Number> {
    match (known, other) {
        (Some(a), Some(b)) => {
            let (x, y) = (
                a.as_f64().unwrap_or_default(),
                b.as_f64().unwrap_or_default(),
            );
            #[allow(clippy::float_cmp)]
            let first = pick(x, y) == x;
            Some(if first { a } else { b.clone() })
        }
        (known, other) => known.or_else(|| other.clone()),
    }
}
