//! Shapes that look alike and mean the same become one.
//!
//! Looking alike is not enough: two objects of one `id` each are two things. They mean the same
//! when they stand under the same property, have the same title, are what answers of one tag are
//! about, or tell of failures. Components keep their names.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::is_success;
use super::op::Op;
use super::shape::{Home, Kind, OpId, OpRole, Role, ShapeId, Shapes};
use super::signature::Signatures;

/// How far up the meaning of an item is looked for.
const MAX_HOMES: usize = 16;

/// Points every shape at the one that stands for it and its likes. The result lists the likes of
/// each, itself first.
pub(super) fn unify(shapes: &mut Shapes, operations: &[Op]) -> IndexMap<ShapeId, Vec<ShapeId>> {
    let mut signatures = Signatures::default();
    let mut groups: HashMap<(String, u64), Vec<ShapeId>> = HashMap::new();
    for id in shapes.ids() {
        let shape = shapes.get(id);
        let is_named = matches!(shape.home, Home::Component(_));
        if is_named || !is_worth(&shape.kind) {
            continue;
        }
        if let Some(meaning) = meaning(shapes, operations, id) {
            groups
                .entry((meaning, signatures.inner(shapes, id)))
                .or_default()
                .push(id);
        }
    }
    let mut unified = IndexMap::new();
    for (_, mut group) in groups {
        if group.len() < 2 {
            continue;
        }
        // What is only sent or received is so at its own place, and not where its likes stand.
        let sides = |id: ShapeId| {
            let notes = &shapes.get(id).notes;
            (notes.read_only, notes.write_only)
        };
        group.sort_by_key(|id| (sides(*id), &shapes.get(*id).origin));
        let first = sides(group[0]);
        if first != (false, false) {
            group.retain(|id| sides(*id) == first);
        }
        unified.insert(group[0], group);
    }
    unified.sort_unstable_keys();
    for (first, group) in &unified {
        for other in group.iter().filter(|id| *id != first) {
            shapes.get_mut(*other).kind = Kind::Same(*first);
        }
    }
    unified
}

fn is_worth(kind: &Kind) -> bool {
    match kind {
        Kind::Enum(values) => values.values.len() > 1,
        Kind::Object(object) => !object.properties.is_empty(),
        Kind::Union(_) => true,
        _ => false,
    }
}

/// What a shape means, as far as its place tells.
fn meaning(shapes: &Shapes, operations: &[Op], id: ShapeId) -> Option<String> {
    let shape = shapes.get(id);
    if let Some(op) = payload_of(shapes, id)
        && let Some(op) = operations.get(op.index())
    {
        return Some(format!("payload {}", op.tag));
    }
    if is_failure(shapes, id) && shape.notes.title.is_none() {
        return Some("failure".to_owned());
    }
    let mut suffix = String::new();
    let mut home = &shape.home;
    for _ in 0..MAX_HOMES {
        match home {
            Home::Inside(_, Role::Field(name)) | Home::Operation(_, OpRole::Parameter(name)) => {
                return Some(format!("field {name}{suffix}"));
            }
            Home::Inside(parent, Role::Item) => {
                suffix.push_str(" item");
                home = &shapes.get(*parent).home;
            }
            Home::Inside(parent, Role::Value) => {
                suffix.push_str(" value");
                home = &shapes.get(*parent).home;
            }
            _ => break,
        }
    }
    shape
        .notes
        .title
        .as_ref()
        .map(|title| format!("title {title}"))
}

/// The operation whose answer is about an object: what stands under `data` or the like, or is one
/// of a list there.
fn payload_of(shapes: &Shapes, id: ShapeId) -> Option<OpId> {
    let shape = shapes.get(id);
    let mut home = &shape.home;
    let mut is_inside = false;
    if let Home::Inside(list, Role::Item) = home {
        home = &shapes.get(*list).home;
        is_inside = true;
    }
    if let Home::Inside(parent, Role::Field(name)) = home
        && is_payload(name)
    {
        home = &shapes.get(*parent).home;
        is_inside = true;
    }
    match home {
        Home::Operation(op, OpRole::Response(status, _))
            if is_inside && is_success(*status) && matches!(shape.kind, Kind::Object(_)) =>
        {
            Some(*op)
        }
        _ => None,
    }
}

/// Whether an object is the body of an answer that is no success.
pub(crate) fn is_failure(shapes: &Shapes, id: ShapeId) -> bool {
    let shape = shapes.get(id);
    matches!(shape.kind, Kind::Object(_))
        && matches!(shape.home, Home::Operation(_, OpRole::Response(status, _)) if !is_success(status))
}

/// Whether a property holds what an answer is about.
pub(crate) fn is_payload(name: &str) -> bool {
    const PAYLOADS: &[&str] = &[
        "data", "items", "results", "result", "values", "value", "records", "entries", "list",
        "payload",
    ];
    PAYLOADS.contains(&name)
}
