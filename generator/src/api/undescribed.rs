//! Properties that have to be there and that nothing is said of.

use std::collections::HashSet;

use super::shape::{Kind, Prop, ShapeId, Shapes};

/// Adds them as any JSON. Often their names are mistakes, so that nobody has to give them. What
/// tells the branches of a union apart is written with the branch and gets no property.
pub(super) fn add(shapes: &mut Shapes, anything: ShapeId, found: Vec<(ShapeId, String)>) {
    if found.is_empty() {
        return;
    }
    let mut tags: HashSet<(ShapeId, String)> = HashSet::new();
    for id in shapes.ids() {
        if let Kind::Union(union) = &shapes.get(id).kind
            && let Some(tag) = &union.tag
        {
            let branches = union.branches.iter();
            tags.extend(branches.map(|branch| (shapes.peel(branch.shape).0, tag.clone())));
        }
    }
    for place in found {
        if tags.contains(&place) {
            continue;
        }
        let (id, name) = place;
        if let Kind::Object(object) = &mut shapes.get_mut(id).kind {
            object.properties.entry(name).or_insert(Prop {
                shape: anything,
                required: false,
                constant: None,
            });
        }
    }
}
