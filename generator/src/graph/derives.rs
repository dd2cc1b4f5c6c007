//! Which traits the contents of an item allow.

use crate::api::{Api, Format, Kind, ShapeId, Shapes};

/// The traits that shapes can have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traits {
    eq_hash: Vec<bool>,
}

impl Traits {
    /// Whether `Eq` and `Hash` hold.
    pub(crate) fn has_eq_hash(&self, id: ShapeId) -> bool {
        self.eq_hash[id.index()]
    }
}

/// Takes the traits from everything that holds something without them.
pub(crate) fn find(api: &Api) -> Traits {
    let shapes = &api.shapes;
    let mut holders: Vec<Vec<ShapeId>> = vec![Vec::new(); shapes.len()];
    let mut eq_hash = vec![true; shapes.len()];
    let mut open = Vec::new();
    for id in shapes.ids() {
        for child in shapes.children(id) {
            holders[child.index()].push(id);
        }
        if !has_itself(shapes, id) {
            eq_hash[id.index()] = false;
            open.push(id);
        }
    }
    while let Some(id) = open.pop() {
        for holder in &holders[id.index()] {
            if std::mem::replace(&mut eq_hash[holder.index()], false) {
                open.push(*holder);
            }
        }
    }
    Traits { eq_hash }
}

fn has_itself(shapes: &Shapes, id: ShapeId) -> bool {
    match &shapes.get(id).kind {
        Kind::Any | Kind::Never | Kind::Null | Kind::Number(_) | Kind::Map(_) | Kind::Pending => {
            false
        }
        // The variant for values that are not listed holds JSON.
        Kind::Union(_) => false,
        Kind::Text(Format::Binary) => false,
        Kind::Enum(values) => values.is_uniform(),
        Kind::Object(object) => object.rest.is_none(),
        _ => true,
    }
}
