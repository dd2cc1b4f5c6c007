//! Lists and maps that hold themselves without a name on the way.
//!
//! A list of itself is no Rust type until something in the circle has a name, and a type of many
//! brackets is none that compiles in reasonable time. Both are cut by making items of lists and maps:
//! a map becomes an object whose properties all are its rest, a list the one branch of a union.

use super::resolve::inside;
use super::shape::{Branch, Kind, Object, Role, ShapeId, Shapes, Union};

/// How many lists, maps and tuples may stand within each other before one gets a name.
const MAX_NESTING: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Inside,
    /// Done, with the number of brackets that its type has.
    Done(usize),
}

/// Cuts every knot.
pub(super) fn untie(shapes: &mut Shapes) {
    let ids: Vec<ShapeId> = shapes.ids().collect();
    let mut state = vec![State::New; ids.len()];
    for start in ids {
        let mut open = Vec::new();
        enter(shapes, start, &mut state, &mut open);
        while let Some((id, rest)) = open.last_mut() {
            let id = *id;
            let Some(next) = rest.next() else {
                open.pop();
                let height = height(shapes, id, &state);
                let is_named = height > MAX_NESTING && name(shapes, id);
                state[id.index()] = State::Done(if is_named { 0 } else { height });
                continue;
            };
            // A circle of lists and maps has one of each in the end; the one that it comes back to
            // gets the name. A shape that only stands for others is none.
            if state[next.index()] == State::Inside {
                let circle = open.iter().rev().map(|(id, _)| *id);
                let within = circle.take_while(|id| *id != next).chain([next]);
                let within: Vec<ShapeId> = within.collect();
                let _ = within.into_iter().rev().any(|id| name(shapes, id));
            } else {
                enter(shapes, next, &mut state, &mut open);
            }
        }
    }
}

type Open = Vec<(ShapeId, std::vec::IntoIter<ShapeId>)>;

fn enter(shapes: &Shapes, id: ShapeId, state: &mut [State], open: &mut Open) {
    if state[id.index()] == State::New {
        state[id.index()] = State::Inside;
        open.push((id, held(shapes, id).into_iter()));
    }
}

/// What the type of a shape has between its brackets.
fn held(shapes: &Shapes, id: ShapeId) -> Vec<ShapeId> {
    match &shapes.get(id).kind {
        Kind::Same(_) | Kind::List(_) | Kind::Map(_) | Kind::Tuple(_) => shapes.children(id),
        _ => Vec::new(),
    }
}

fn height(shapes: &Shapes, id: ShapeId, state: &[State]) -> usize {
    let of = |id: ShapeId| match state.get(id.index()) {
        Some(State::Done(height)) => *height,
        _ => 0,
    };
    let inner = held(shapes, id).into_iter().map(of).max();
    let own = usize::from(!matches!(shapes.get(id).kind, Kind::Same(_)));
    inner.map_or(0, |inner| inner + own)
}

/// Makes an item of a list, map or tuple.
fn name(shapes: &mut Shapes, id: ShapeId) -> bool {
    let kind = match &shapes.get(id).kind {
        Kind::Map(value) => Kind::Object(Object {
            rest: Some(*value),
            ..Object::default()
        }),
        kind @ (Kind::List(_) | Kind::Tuple(_)) => {
            let (kind, origin) = (kind.clone(), shapes.get(id).origin.clone());
            let shape = shapes.add(origin, inside(id, Role::Branch(None)));
            shapes.get_mut(shape).kind = kind;
            Kind::Union(Union {
                branches: vec![Branch::of(shape)],
                tag: None,
                any: false,
            })
        }
        _ => return false,
    };
    shapes.get_mut(id).kind = kind;
    true
}
