//! Properties that have to be there and that nothing is said of.

use std::collections::{HashMap, HashSet};

use super::shape::{Kind, Prop, ShapeId, Shapes};

/// Adds them as any JSON. Often their names are mistakes, so that nobody has to give them. What
/// tells the branches of a union apart is written with the branch and gets no property.
pub(super) fn add(shapes: &mut Shapes, anything: ShapeId, found: Vec<(ShapeId, String)>) {
    let mut tags: HashMap<ShapeId, HashSet<String>> = HashMap::new();
    for id in shapes.ids() {
        if let Kind::Union(union) = &shapes.get(id).kind
            && let Some(tag) = &union.tag
        {
            for branch in &union.branches {
                let (at, _) = shapes.peel(branch.shape);
                tags.entry(at).or_default().insert(tag.clone());
            }
        }
    }
    for (id, name) in found {
        let is_tag = tags.get(&id).is_some_and(|tags| tags.contains(&name));
        if let (false, Kind::Object(object)) = (is_tag, &mut shapes.get_mut(id).kind) {
            object.properties.entry(name).or_insert(Prop {
                shape: anything,
                required: false,
                constant: None,
            });
        }
    }
}
