//! Unions, once every branch is known: nested ones opened, equal branches joined, tags found.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::bases::Tag;
use super::default_mapping::{self, name_of};
use super::shape::{
    Branch, EnumEntry, Format, Home, Kind, Precision, Role, ShapeId, Shapes, Union, Values,
};
use super::signature::Signatures;

/// Properties that say what an object is, the likeliest first.
const TAGS: &[&str] = &[
    "type",
    "kind",
    "object",
    "role",
    "event",
    "event_type",
    "method",
    "name",
    "status",
];

/// What a discriminator says.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    /// The values that it names a schema for.
    pub(super) tags: Vec<(String, ShapeId)>,
    /// The schema of all other values.
    pub(super) default: Option<ShapeId>,
}

/// What discriminators say, by union.
pub(super) type Mappings = HashMap<ShapeId, Mapping>;

/// Folds properties that have one value, and those that a base decides, into constants.
pub(super) fn constants(shapes: &mut Shapes, inherited: &[(ShapeId, Tag)], mappings: &Mappings) {
    for id in shapes.ids() {
        let Kind::Object(object) = &shapes.get(id).kind else {
            continue;
        };
        let mut found = Vec::new();
        for (index, prop) in object.properties.values().enumerate() {
            let (at, nullable) = shapes.peel(prop.shape);
            if let (true, false, Kind::Enum(values)) =
                (prop.required, nullable, &shapes.get(at).kind)
                && let [only] = &values.values[..]
            {
                found.push((index, only.value.clone()));
            }
        }
        set_constants(shapes, id, found);
    }
    let defaults = default_mapping::all(shapes, mappings);
    for (id, tag) in inherited {
        let (at, _) = shapes.peel(*id);
        // What takes all other values of the property keeps them.
        if defaults.contains(&at) {
            continue;
        }
        let Kind::Object(object) = &shapes.get(at).kind else {
            continue;
        };
        let Some((index, _, prop)) = object.properties.get_full(&tag.property) else {
            continue;
        };
        let takes = match shapes.kind(prop.shape) {
            Kind::Text(_) => !tag.is_guess,
            Kind::Enum(values) => values
                .values
                .iter()
                .any(|entry| entry.value == tag.value.as_str()),
            _ => false,
        };
        if takes {
            set_constants(shapes, at, vec![(index, Value::from(tag.value.as_str()))]);
        }
    }
}

fn set_constants(shapes: &mut Shapes, id: ShapeId, found: Vec<(usize, Value)>) {
    if let Kind::Object(object) = &mut shapes.get_mut(id).kind {
        for (index, value) in found {
            if let Some((_, prop)) = object.properties.get_index_mut(index) {
                prop.constant = Some(value);
            }
        }
    }
}

/// Settles every union; each then has at least two branches, or one that is not all there is.
pub(super) fn simplify(shapes: &mut Shapes, mappings: &Mappings) {
    let mut signatures = Signatures::default();
    let unions: Vec<ShapeId> = shapes
        .ids()
        .filter(|id| matches!(shapes.get(*id).kind, Kind::Union(_)))
        .collect();
    for id in &unions {
        let flat = flatten(shapes, *id, mappings);
        let shape = shapes.get_mut(*id);
        shape.nullable |= flat.nullable;
        let branches = join(shapes, *id, flat.branches, &mut signatures);
        let kind = kind_of(shapes, branches, flat.tag, flat.any);
        shapes.get_mut(*id).kind = kind;
    }
    for id in &unions {
        tag(shapes, *id, mappings);
    }
}

struct Flat {
    branches: Vec<ShapeId>,
    tag: Option<String>,
    nullable: bool,
    any: bool,
}

/// The branches with those of nested unions that have no name of their own.
fn flatten(shapes: &Shapes, id: ShapeId, mappings: &Mappings) -> Flat {
    let Kind::Union(union) = &shapes.get(id).kind else {
        return Flat {
            branches: Vec::new(),
            tag: None,
            nullable: false,
            any: false,
        };
    };
    let mut flat = Flat {
        branches: Vec::new(),
        tag: union.tag.clone(),
        nullable: false,
        any: union.any,
    };
    let mut seen = HashSet::from([id]);
    let mut open: Vec<ShapeId> = union
        .branches
        .iter()
        .rev()
        .map(|branch| branch.shape)
        .collect();
    while let Some(branch) = open.pop() {
        let (at, nullable) = shapes.peel(branch);
        flat.nullable |= nullable;
        if !seen.insert(at) {
            continue;
        }
        let shape = shapes.get(at);
        match &shape.kind {
            Kind::Null => flat.nullable = true,
            Kind::Never => {}
            Kind::Any | Kind::Same(_) | Kind::Pending => flat.any = true,
            Kind::Union(inner)
                if !matches!(shape.home, Home::Component(_))
                    && (inner.tag.is_none()
                        || inner.tag == flat.tag
                        || !mappings.contains_key(&at))
                    && mappings
                        .get(&at)
                        .is_none_or(|mapping| mapping.default.is_none()) =>
            {
                flat.any |= inner.any;
                open.extend(inner.branches.iter().rev().map(|branch| branch.shape));
            }
            _ => flat.branches.push(at),
        }
    }
    flat
}

/// Each branch once, and scalars that include each other joined.
fn join(
    shapes: &mut Shapes,
    id: ShapeId,
    branches: Vec<ShapeId>,
    signatures: &mut Signatures,
) -> Vec<ShapeId> {
    let mut seen = HashSet::new();
    let mut kept: Vec<ShapeId> = Vec::with_capacity(branches.len());
    for branch in branches {
        if seen.insert(signatures.outer(shapes, branch)) {
            kept.push(branch);
        }
    }
    let is = |shapes: &Shapes, id: ShapeId, test: fn(&Kind) -> bool| test(&shapes.get(id).kind);
    if kept.iter().any(|id| {
        is(shapes, *id, |kind| {
            matches!(kind, Kind::Number(Precision::Double | Precision::Decimal))
        })
    }) {
        kept.retain(|id| !is(shapes, *id, |kind| matches!(kind, Kind::Integer { .. })));
    }
    let widest = kept
        .iter()
        .filter_map(|id| width(&shapes.get(*id).kind).map(|width| (width, *id)))
        .max();
    if let Some((_, widest)) = widest {
        kept.retain(|id| width(&shapes.get(*id).kind).is_none() || *id == widest);
    }
    let is_plain = |kind: &Kind| matches!(kind, Kind::Text(Format::Plain | Format::Binary));
    if kept.iter().any(|id| is(shapes, *id, is_plain)) {
        let mut first = true;
        kept.retain(|id| {
            let kind = &shapes.get(*id).kind;
            if is_plain(kind) {
                return std::mem::take(&mut first);
            }
            !matches!(kind, Kind::Text(Format::Base64))
        });
    }
    join_values(shapes, id, kept)
}

fn width(kind: &Kind) -> Option<(u8, bool)> {
    match kind {
        Kind::Integer { signed, bits } => Some((*bits, *signed)),
        _ => None,
    }
}

/// Joins sets of texts with each other and with any text, where they stand together.
fn join_values(shapes: &mut Shapes, id: ShapeId, mut kept: Vec<ShapeId>) -> Vec<ShapeId> {
    let values = |id: &ShapeId| match &shapes.get(*id).kind {
        Kind::Enum(values) => Some(values),
        _ => None,
    };
    let all_text = |values: &Values| values.values.iter().all(|entry| entry.value.is_string());
    let is_plain = |id: &ShapeId| {
        matches!(
            shapes.get(*id).kind,
            Kind::Text(Format::Plain | Format::Binary)
        )
    };
    let plain = kept.iter().copied().find(|id| is_plain(id));
    let all_values = kept.len() > 1 && kept.iter().all(|id| values(id).is_some());
    let text: Vec<ShapeId> = kept
        .iter()
        .copied()
        .filter(|id| values(id).is_some_and(all_text))
        .collect();
    let joined = if all_values {
        kept.clone()
    } else if plain.is_some() && !text.is_empty() {
        text
    } else {
        return kept;
    };
    if let ([only], Some(_)) = (&joined[..], plain)
        && values(only).is_some_and(|values| values.values.len() > 1)
        && matches!(shapes.get(*only).home, Home::Component(_))
    {
        // Its own type keeps other texts anyway.
        kept.retain(|id| Some(*id) != plain);
        return kept;
    }
    let mut seen = HashSet::new();
    let entries: Vec<EnumEntry> = joined
        .iter()
        .filter_map(values)
        .flat_map(|values| &values.values)
        .filter(|entry| seen.insert(entry.value.to_string()))
        .cloned()
        .collect();
    let origin = shapes.get(id).origin.clone();
    let made = shapes.add(origin, Home::Inside(id, Role::Branch(None)));
    shapes.get_mut(made).kind = Kind::Enum(Values {
        values: entries,
        open: plain.is_some(),
    });
    let joined: HashSet<ShapeId> = joined.into_iter().collect();
    let place = kept
        .iter()
        .position(|id| joined.contains(id))
        .unwrap_or_default();
    kept.retain(|id| !joined.contains(id) && Some(*id) != plain);
    kept.insert(place.min(kept.len()), made);
    kept
}

fn kind_of(shapes: &Shapes, branches: Vec<ShapeId>, tag: Option<String>, any: bool) -> Kind {
    match branches[..] {
        [] => Kind::Any,
        [only] if !any => match &shapes.get(only).kind {
            // A union has its name from its own place, which is better than its branch's.
            Kind::Enum(values) if matches!(shapes.get(only).home, Home::Inside(..)) => {
                Kind::Enum(values.clone())
            }
            _ => Kind::Same(only),
        },
        _ => Kind::Union(Union {
            branches: branches.into_iter().map(Branch::of).collect(),
            tag,
            any,
        }),
    }
}

/// Finds which values of which property choose the branches.
fn tag(shapes: &mut Shapes, id: ShapeId, mappings: &Mappings) {
    let Kind::Union(union) = &shapes.get(id).kind else {
        return;
    };
    let declared = union.tag.clone();
    let found = match &declared {
        Some(property) => Some((
            property.clone(),
            declared_tags(shapes, id, union, property, mappings),
        )),
        None => detect(shapes, union),
    };
    let found = found.filter(|(_, tags)| are_distinct(tags));
    let default = declared
        .zip(mappings.get(&id))
        .and_then(|(property, mapping)| default_mapping::branch(shapes, union, mapping, &property))
        .and_then(|at| Some((at, union.branches.get(at)?.shape)));
    let default = default
        .zip(found.as_ref())
        .map(|((at, shape), (property, _))| {
            let shape = default_mapping::with_place(shapes, id, shape, property);
            (at, shape)
        });
    let Kind::Union(union) = &mut shapes.get_mut(id).kind else {
        return;
    };
    let Some((property, tags)) = found else {
        union.tag = None;
        return;
    };
    union.tag = Some(property);
    for (branch, tags) in union.branches.iter_mut().zip(tags) {
        branch.tags = tags;
    }
    if let Some((at, shape)) = default
        && let Some(branch) = union.branches.get_mut(at)
    {
        branch.shape = shape;
        branch.is_default = true;
    }
}

fn are_distinct(tags: &[Vec<String>]) -> bool {
    let mut seen = HashSet::new();
    tags.iter().any(|tags| !tags.is_empty()) && tags.iter().flatten().all(|tag| seen.insert(tag))
}

fn declared_tags(
    shapes: &Shapes,
    id: ShapeId,
    union: &Union,
    property: &str,
    mappings: &Mappings,
) -> Vec<Vec<String>> {
    let mapping = mappings.get(&id).map(|mapping| mapping.tags.as_slice());
    let mapping = mapping.unwrap_or_default();
    let mut by_shape: HashMap<ShapeId, Vec<usize>> = HashMap::new();
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, (_, target)) in mapping.iter().enumerate() {
        by_shape.entry(shapes.peel(*target).0).or_default().push(at);
        if let Some(name) = name_of(shapes, *target) {
            by_name.entry(name).or_default().push(at);
        }
    }
    let tags_of = |branch: &Branch| {
        let mut tags = own_tags(shapes, branch.shape, property, 0);
        let fixed = tags.len() == 1;
        let name = name_of(shapes, branch.shape);
        let named = name.and_then(|name| by_name.get(name));
        let of_shape = by_shape.get(&branch.shape).into_iter();
        let mapped: BTreeSet<usize> = of_shape.chain(named).flatten().copied().collect();
        let mapped = mapped.iter().filter_map(|at| mapping.get(*at));
        let mapped: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
        if !mapped.is_empty() && !fixed {
            tags = mapped;
        } else {
            tags.extend(mapped);
        }
        dedup(&mut tags);
        let is_object = matches!(shapes.kind(branch.shape), Kind::Object(_));
        if tags.is_empty() && is_object {
            tags.extend(name.map(str::to_owned));
        }
        tags
    };
    union.branches.iter().map(tags_of).collect()
}

fn dedup(tags: &mut Vec<String>) {
    let mut seen = HashSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
}

/// The values that a branch's own schema allows for a property.
fn own_tags(shapes: &Shapes, branch: ShapeId, property: &str, depth: usize) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match shapes.kind(branch) {
        Kind::Object(object) => {
            let Some(prop) = object.properties.get(property) else {
                return Vec::new();
            };
            if let Some(value) = &prop.constant {
                return text(value).into_iter().collect();
            }
            match shapes.kind(prop.shape) {
                Kind::Enum(values) if !values.open => {
                    let all: Option<Vec<String>> = values
                        .values
                        .iter()
                        .map(|entry| text(&entry.value))
                        .collect();
                    all.unwrap_or_default()
                }
                _ => Vec::new(),
            }
        }
        Kind::Union(inner) if depth < 8 => {
            let nested = inner
                .branches
                .iter()
                .map(|one| own_tags(shapes, one.shape, property, depth + 1));
            let nested: Vec<Vec<String>> = nested.collect();
            if nested.iter().any(Vec::is_empty) {
                Vec::new()
            } else {
                nested.concat()
            }
        }
        _ => Vec::new(),
    }
}

/// The property that every branch demands with values of its own.
fn detect(shapes: &Shapes, union: &Union) -> Option<(String, Vec<Vec<String>>)> {
    let first = union.branches.first()?;
    let candidates = properties(shapes, first.shape, 0);
    let ranked = TAGS
        .iter()
        .map(|tag| (*tag).to_owned())
        .filter(|tag| candidates.contains(tag));
    let others = candidates
        .iter()
        .filter(|name| !TAGS.contains(&name.as_str()))
        .cloned();
    for property in ranked.chain(others) {
        let demanded = union
            .branches
            .iter()
            .all(|branch| demands(shapes, branch.shape, &property, 0));
        if !demanded {
            continue;
        }
        let tags: Vec<Vec<String>> = union
            .branches
            .iter()
            .map(|branch| own_tags(shapes, branch.shape, &property, 0))
            .collect();
        if tags.iter().all(|tags| !tags.is_empty()) && are_distinct(&tags) {
            return Some((property, tags));
        }
    }
    None
}

/// The properties of an object, or of a union's first one.
fn properties(shapes: &Shapes, id: ShapeId, depth: usize) -> Vec<String> {
    match shapes.kind(id) {
        Kind::Object(object) => object.properties.keys().cloned().collect(),
        Kind::Union(union) if depth < 8 => union
            .branches
            .first()
            .map(|branch| properties(shapes, branch.shape, depth + 1))
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Whether every object of a branch must have a property.
fn demands(shapes: &Shapes, id: ShapeId, property: &str, depth: usize) -> bool {
    match shapes.kind(id) {
        Kind::Object(object) => object
            .properties
            .get(property)
            .is_some_and(|prop| prop.required),
        Kind::Union(union) if depth < 8 => union
            .branches
            .iter()
            .all(|branch| demands(shapes, branch.shape, property, depth + 1)),
        _ => false,
    }
}
