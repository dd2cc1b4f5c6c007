//! Where an item holds itself and needs a `Box` on the way.
//!
//! A walk over what items hold by value puts a `Box` where it comes back to an item that it is
//! still inside of: each circle has such a place, and nothing else gets one. Lists and maps are
//! pointers already. The walk starts at unions, so that a struct's field is boxed rather than a
//! variant, and goes by names, so that the document's order does not matter.

use std::collections::HashSet;

use crate::api::{Api, Kind, ShapeId, Shapes};

/// Pairs of an item and one that it holds in a box.
#[derive(Clone, Debug, Default)]
pub(crate) struct Boxes(HashSet<(ShapeId, ShapeId)>);

impl Boxes {
    /// Whether an item holds another in a box.
    pub(crate) fn contains(&self, holder: ShapeId, held: ShapeId) -> bool {
        self.0.contains(&(holder, held))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Inside,
    Done,
}

/// Finds the boxes.
pub(crate) fn find(api: &Api) -> Boxes {
    let shapes = &api.shapes;
    let mut starts: Vec<ShapeId> = shapes
        .ids()
        .filter(|id| matches!(shapes.get(*id).kind, Kind::Object(_) | Kind::Union(_)))
        .collect();
    let is_union = |id: &ShapeId| matches!(shapes.get(*id).kind, Kind::Union(_));
    starts.sort_by(|a, b| {
        is_union(b)
            .cmp(&is_union(a))
            .then_with(|| shapes.get(*a).origin.cmp(&shapes.get(*b).origin))
    });
    let mut state = vec![State::New; shapes.len()];
    let mut boxes = HashSet::new();
    for start in starts {
        if state[start.index()] != State::New {
            continue;
        }
        state[start.index()] = State::Inside;
        let mut open = vec![(start, held(shapes, start).into_iter())];
        while let Some((id, rest)) = open.last_mut() {
            let id = *id;
            let Some(next) = rest.next() else {
                state[id.index()] = State::Done;
                open.pop();
                continue;
            };
            match state[next.index()] {
                State::Inside => drop(boxes.insert((id, next))),
                State::Done => {}
                State::New => {
                    state[next.index()] = State::Inside;
                    open.push((next, held(shapes, next).into_iter()));
                }
            }
        }
    }
    Boxes(boxes)
}

/// The items that an item holds by value, by name.
fn held(shapes: &Shapes, id: ShapeId) -> Vec<ShapeId> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut open: Vec<ShapeId> = match &shapes.get(id).kind {
        Kind::Object(object) => {
            let fields = object
                .properties
                .values()
                .filter(|prop| prop.constant.is_none());
            fields.map(|prop| prop.shape).collect()
        }
        Kind::Union(union) => union.branches.iter().map(|branch| branch.shape).collect(),
        _ => Vec::new(),
    };
    while let Some(shape) = open.pop() {
        let (at, _) = shapes.peel(shape);
        match &shapes.get(at).kind {
            Kind::Object(_) | Kind::Union(_) if seen.insert(at) => found.push(at),
            Kind::Tuple(places) if seen.insert(at) => open.extend(places),
            _ => {}
        }
    }
    found.sort_by(|a, b| shapes.get(*a).origin.cmp(&shapes.get(*b).origin));
    found
}
