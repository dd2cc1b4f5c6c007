//! What each shape is in Rust: a plain type, a collection, or an item of its own.

use serde_json::Value;

use crate::api::{Api, Kind, ShapeId};
use crate::model::Type;

/// What a shape is in Rust. A shape that may be null is what it is besides: see [`peel`].
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Class {
    Plain(Type),
    List(ShapeId),
    Map(ShapeId),
    Tuple(Vec<ShapeId>),
    Struct,
    Enum(Vec<Value>),
    Union,
}

/// How many shapes that only stand for another one are looked through.
const MAX_STEPS: usize = 64;

/// The shape behind `Nullable` and behind unions of one, and whether it may be null.
pub(super) fn peel(api: &Api, mut id: ShapeId) -> (ShapeId, bool) {
    let mut nullable = false;
    for _ in 0..MAX_STEPS {
        match &api.shape(id).kind {
            Kind::Nullable(inner) => {
                nullable = true;
                id = *inner;
            }
            Kind::Union(union) if union.branches.len() == 1 => id = union.branches[0],
            _ => break,
        }
    }
    (id, nullable)
}

/// The classes of all shapes.
pub(super) fn classify(api: &Api) -> Vec<Class> {
    api.shapes
        .iter()
        .enumerate()
        .map(|(index, shape)| match &shape.kind {
            Kind::Any | Kind::Null | Kind::Nullable(_) => Class::Plain(Type::Json),
            Kind::Bool => Class::Plain(Type::Bool),
            Kind::Int { signed, bits } => Class::Plain(Type::Int {
                signed: *signed,
                bits: *bits,
            }),
            Kind::Number { single: true } => Class::Plain(Type::F32),
            Kind::Number { single: false } => Class::Plain(Type::F64),
            Kind::String | Kind::Binary => Class::Plain(Type::String),
            Kind::Enum(values) => Class::Enum(values.clone()),
            Kind::Const(value) => Class::Plain(of_value(value)),
            Kind::List(item) => Class::List(*item),
            Kind::Map(value) => Class::Map(*value),
            Kind::Tuple(items) => Class::Tuple(items.clone()),
            Kind::Object(_) => Class::Struct,
            Kind::Union(union) => union_class(api, ShapeId(index), &union.branches),
        })
        .collect()
}

fn of_value(value: &Value) -> Type {
    match value {
        Value::Bool(_) => Type::Bool,
        Value::String(_) => Type::String,
        Value::Number(number) if number.is_f64() => Type::F64,
        Value::Number(_) => Type::Int {
            signed: true,
            bits: 64,
        },
        _ => Type::Json,
    }
}

/// A union that says no more than a simpler type is that type.
fn union_class(api: &Api, id: ShapeId, branches: &[ShapeId]) -> Class {
    let kinds: Vec<&Kind> = branches
        .iter()
        .map(|branch| peel(api, *branch).0)
        .filter(|branch| *branch != id)
        .map(|branch| &api.shape(branch).kind)
        .collect();
    if kinds.is_empty() || kinds.iter().any(|kind| matches!(kind, Kind::Any)) {
        return Class::Plain(Type::Json);
    }
    let number = |kind: &&&Kind| matches!(kind, Kind::Int { .. } | Kind::Number { .. });
    if kinds.iter().filter(number).count() == kinds.len() {
        let float = kinds.iter().any(|kind| matches!(kind, Kind::Number { .. }));
        return Class::Plain(if float {
            Type::F64
        } else {
            Type::Int {
                signed: true,
                bits: 64,
            }
        });
    }
    if kinds.iter().all(|kind| **kind == Kind::Bool) {
        return Class::Plain(Type::Bool);
    }
    match strings(&kinds) {
        Some(values) if values.is_empty() => Class::Plain(Type::String),
        Some(values) => Class::Enum(values),
        None => Class::Union,
    }
}

/// All string values of a union of strings; an enum is open, so that a plain string beside it
/// adds nothing.
fn strings(kinds: &[&Kind]) -> Option<Vec<Value>> {
    let mut all: Vec<Value> = Vec::new();
    for kind in kinds {
        match kind {
            Kind::String => {}
            Kind::Const(value) if value.is_string() => all.push(value.clone()),
            Kind::Enum(values) if values.iter().all(Value::is_string) => {
                all.extend(values.iter().cloned())
            }
            _ => return None,
        }
    }
    let mut seen = Vec::new();
    all.retain(|value| {
        let new = !seen.contains(value);
        seen.push(value.clone());
        new
    });
    Some(all)
}
