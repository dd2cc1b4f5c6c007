//! Bodies with files that are also something else.
//!
//! A file of `multipart/form-data` is streamed from where it lies; the same property in JSON is a
//! text. Where one schema stands for both, the body with files gets a shape of its own. The parts of
//! such a body are named, so that one of several objects is one with the properties of all.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::op::{Encoding, Op};
use super::shape::{Format, Home, Kind, Object, OpId, OpRole, Prop, Shape, ShapeId, Shapes, Union};

/// `anything` is the shape of any JSON.
pub(super) fn part(
    shapes: &mut Shapes,
    operations: &mut [Op],
    hooks: &[ShapeId],
    anything: ShapeId,
) {
    let others = reached(shapes, operations, hooks);
    let mut own: HashMap<ShapeId, ShapeId> = HashMap::new();
    for (index, op) in operations.iter_mut().enumerate() {
        let id = OpId(u32::try_from(index).unwrap_or(u32::MAX));
        for body in &mut op.bodies {
            let Some(shape) = body.shape.map(|shape| shapes.peel(shape).0) else {
                continue;
            };
            if let (Encoding::Multipart, Kind::Union(union)) = (body.encoding, shapes.kind(shape)) {
                let union = union.clone();
                let made = own
                    .entry(shape)
                    .or_insert_with(|| one_of_several(shapes, shape, &union, id, anything));
                body.shape = Some(*made);
                continue;
            }
            if body.encoding == Encoding::Multipart
                && others.contains(&shape)
                && has_files(shapes, shape)
            {
                let made = own
                    .entry(shape)
                    .or_insert_with(|| copy(shapes, shape, own_home(id)));
                body.shape = Some(*made);
            }
        }
    }
}

fn own_home(id: OpId) -> Home {
    Home::Operation(id, OpRole::Request(Some("multipart".to_owned())))
}

/// The shape of a body that is one of several objects; of other unions it is the union itself.
fn one_of_several(
    shapes: &mut Shapes,
    of: ShapeId,
    union: &Union,
    op: OpId,
    anything: ShapeId,
) -> ShapeId {
    let Some(object) = merged(shapes, union, anything) else {
        return of;
    };
    let made = copy(shapes, of, own_home(op));
    shapes.get_mut(made).kind = Kind::Object(object);
    made
}

/// An object with the properties of all branches, where these are objects: required is what all of
/// them require, and what they state differently is anything.
fn merged(shapes: &Shapes, union: &Union, anything: ShapeId) -> Option<Object> {
    let mut properties: IndexMap<String, Prop> = IndexMap::new();
    for (index, branch) in union.branches.iter().enumerate() {
        let Kind::Object(object) = shapes.kind(branch.shape) else {
            return None;
        };
        for (name, prop) in &mut properties {
            prop.required &= object.properties.get(name).is_some_and(|one| one.required);
        }
        for (name, prop) in &object.properties {
            match properties.get_mut(name) {
                Some(known) if !is_same(shapes, known, prop) => {
                    known.shape = anything;
                    known.constant = None;
                }
                Some(_) => {}
                None => {
                    let required = prop.required && index == 0;
                    let prop = Prop {
                        required,
                        ..prop.clone()
                    };
                    properties.insert(name.clone(), prop);
                }
            }
        }
    }
    Some(Object {
        properties,
        rest: None,
    })
}

fn is_same(shapes: &Shapes, a: &Prop, b: &Prop) -> bool {
    let is_nullable = |prop: &Prop| shapes.peel(prop.shape).1;
    a.constant == b.constant
        && is_nullable(a) == is_nullable(b)
        && shapes.kind(a.shape) == shapes.kind(b.shape)
}

fn copy(shapes: &mut Shapes, of: ShapeId, home: Home) -> ShapeId {
    let original = shapes.get(of).clone();
    let made = shapes.add(original.origin.clone(), home.clone());
    *shapes.get_mut(made) = Shape { home, ..original };
    made
}

/// The shapes that something besides bodies with files leads to.
fn reached(shapes: &Shapes, operations: &[Op], hooks: &[ShapeId]) -> HashSet<ShapeId> {
    let mut open: Vec<ShapeId> = hooks.to_vec();
    for op in operations {
        open.extend(op.parameters.iter().map(|param| param.shape));
        open.extend(op.received());
        for body in &op.bodies {
            match (body.encoding, body.shape) {
                (Encoding::Multipart, Some(shape)) => {
                    open.extend(shapes.children(shapes.peel(shape).0));
                }
                (_, shape) => open.extend(shape),
            }
        }
    }
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(shapes.children(id));
        }
    }
    seen
}

fn has_files(shapes: &Shapes, id: ShapeId) -> bool {
    let is_file = |id: ShapeId| *shapes.kind(id) == Kind::Text(Format::Binary);
    match shapes.kind(id) {
        Kind::Object(object) => {
            object
                .properties
                .values()
                .any(|prop| match shapes.kind(prop.shape) {
                    Kind::List(item) => is_file(*item),
                    _ => is_file(prop.shape),
                })
        }
        _ => false,
    }
}
