//! Bodies with files that are also something else.
//!
//! A file of `multipart/form-data` is streamed from where it lies; the same property in JSON is a
//! text. Where one schema stands for both, the body with files gets a shape of its own.

use std::collections::{HashMap, HashSet};

use super::op::{Encoding, Op};
use super::shape::{Format, Home, Kind, OpId, OpRole, Shape, ShapeId, Shapes};

pub(super) fn part(shapes: &mut Shapes, operations: &mut [Op], hooks: &[ShapeId]) {
    let others = reached(shapes, operations, hooks);
    let mut own: HashMap<ShapeId, ShapeId> = HashMap::new();
    for (index, op) in operations.iter_mut().enumerate() {
        let id = OpId(u32::try_from(index).unwrap_or(u32::MAX));
        for body in &mut op.bodies {
            let Some(shape) = body.shape.map(|shape| shapes.peel(shape).0) else {
                continue;
            };
            if body.encoding == Encoding::Multipart
                && others.contains(&shape)
                && has_files(shapes, shape)
            {
                let made = own.entry(shape).or_insert_with(|| {
                    let role = OpRole::Request(Some("multipart".to_owned()));
                    copy(shapes, shape, Home::Operation(id, role))
                });
                body.shape = Some(*made);
            }
        }
    }
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
