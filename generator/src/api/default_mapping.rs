//! `defaultMapping` (OpenAPI 3.2, "Discriminator Object"): which branch takes the values whose
//! property is absent, or names no branch.

use std::collections::HashSet;

use openapiv3::Discriminator;
use pagecrate_spec::document::keys;
use serde_json::Value;

use super::resolve::inside;
use super::shape::{Home, Kind, Prop, Role, ShapeId, Shapes, Union};
use super::unions::{Mapping, Mappings};

/// What a discriminator says of all other values: a reference, or the name of a component.
pub(super) fn stated(discriminator: &Discriminator) -> Option<&str> {
    discriminator
        .extensions
        .get(keys::DEFAULT_MAPPING)
        .and_then(Value::as_str)
}

/// The shapes that are the default of a union.
pub(super) fn all(shapes: &Shapes, mappings: &Mappings) -> HashSet<ShapeId> {
    let defaults = mappings.values().filter_map(|mapping| mapping.default);
    defaults.map(|shape| shapes.peel(shape).0).collect()
}

/// The branch that takes all other values, if it has room for what the property says then.
pub(super) fn branch(
    shapes: &Shapes,
    union: &Union,
    mapping: &Mapping,
    property: &str,
) -> Option<usize> {
    let default = mapping.default?;
    let (target, _) = shapes.peel(default);
    let branches = || union.branches.iter();
    let by_shape = branches().position(|branch| branch.shape == target);
    let by_name = || {
        let name = name_of(shapes, default)?;
        branches().position(|branch| name_of(shapes, branch.shape) == Some(name))
    };
    let at = by_shape.or_else(by_name)?;
    let shape = union.branches.get(at)?.shape;
    match shapes.kind(shape) {
        // A property with one value stands with every object: another value does not fit.
        Kind::Object(object) => {
            let prop = object.properties.get(property);
            prop.is_none_or(|prop| prop.constant.is_none())
        }
        _ => keeps(shapes, shape, property, 0),
    }
    .then_some(at)
}

/// Whether values keep the property by themselves.
fn keeps(shapes: &Shapes, id: ShapeId, property: &str, depth: usize) -> bool {
    match shapes.kind(id) {
        Kind::Object(object) => object.properties.contains_key(property),
        Kind::Union(union) if depth < 8 => {
            let mut branches = union.branches.iter();
            union.tag.as_deref() == Some(property)
                || branches.all(|branch| keeps(shapes, branch.shape, property, depth + 1))
        }
        Kind::Union(_) => false,
        _ => true,
    }
}

/// An object with the property, where its own schema does not describe it: what the property says
/// then has to stand somewhere, for the branch does not tell. It is a copy, as the schema means no
/// such property elsewhere.
pub(super) fn with_place(
    shapes: &mut Shapes,
    union: ShapeId,
    branch: ShapeId,
    property: &str,
) -> ShapeId {
    let (at, _) = shapes.peel(branch);
    let shape = shapes.get(at).clone();
    let Kind::Object(mut object) = shape.kind else {
        return branch;
    };
    if object.properties.contains_key(property) {
        return branch;
    }
    let name = name_of(shapes, at).map(str::to_owned);
    let copy = shapes.add(shape.origin.clone(), inside(union, Role::Branch(name)));
    let value = shapes.add(shape.origin, inside(copy, Role::Field(property.to_owned())));
    shapes.get_mut(value).kind = Kind::Any;
    object.properties.insert(
        property.to_owned(),
        Prop {
            shape: value,
            required: false,
            constant: None,
        },
    );
    let made = shapes.get_mut(copy);
    made.notes = shape.notes;
    made.nullable = shape.nullable;
    made.kind = Kind::Object(object);
    copy
}

/// The name by which mappings know a branch.
pub(super) fn name_of(shapes: &Shapes, id: ShapeId) -> Option<&str> {
    match &shapes.get(id).home {
        Home::Component(name) | Home::Inside(_, Role::Branch(Some(name))) => Some(name),
        _ => None,
    }
}
