//! When two shapes are the same.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::shape::{Home, Kind, ShapeId, Shapes};

/// How deep shapes are compared; beyond that each is its own.
const MAX_DEPTH: usize = 64;

/// Hashes of what shapes look like, docs aside. Components look like their name.
#[derive(Default)]
pub(super) struct Signatures {
    known: HashMap<ShapeId, u64>,
}

impl Signatures {
    /// The hash of a shape as it looks from outside: a component by its name.
    pub(super) fn outer(&mut self, shapes: &Shapes, id: ShapeId) -> u64 {
        self.from(shapes, id, 0)
    }

    /// The hash of what a shape is made of, whatever its name.
    pub(super) fn inner(&mut self, shapes: &Shapes, id: ShapeId) -> u64 {
        self.structure(shapes, shapes.peel(id).0, 0)
    }

    fn from(&mut self, shapes: &Shapes, id: ShapeId, depth: usize) -> u64 {
        let (at, nullable) = shapes.peel(id);
        let shape = shapes.get(at);
        let mut hasher = DefaultHasher::new();
        nullable.hash(&mut hasher);
        match &shape.home {
            Home::Component(name) if shape.kind.is_item() => name.hash(&mut hasher),
            _ if depth > MAX_DEPTH => at.hash(&mut hasher),
            _ => self.structure(shapes, at, depth).hash(&mut hasher),
        }
        hasher.finish()
    }

    fn structure(&mut self, shapes: &Shapes, id: ShapeId, depth: usize) -> u64 {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let mut hasher = DefaultHasher::new();
        let kind = &shapes.get(id).kind;
        std::mem::discriminant(kind).hash(&mut hasher);
        let mut child = |id: ShapeId, hasher: &mut DefaultHasher| {
            self.from(shapes, id, depth + 1).hash(hasher);
        };
        match kind {
            Kind::Integer { signed, bits } => (signed, bits).hash(&mut hasher),
            Kind::Number(precision) => precision.hash(&mut hasher),
            Kind::Text(format) => format.hash(&mut hasher),
            Kind::Enum(values) => {
                values.open.hash(&mut hasher);
                let mut listed: Vec<String> = values
                    .values
                    .iter()
                    .map(|entry| entry.value.to_string())
                    .collect();
                listed.sort_unstable();
                listed.hash(&mut hasher);
            }
            Kind::List(inner) | Kind::Map(inner) => child(*inner, &mut hasher),
            Kind::Tuple(places) => places.iter().for_each(|place| child(*place, &mut hasher)),
            Kind::Object(object) => {
                for (name, prop) in &object.properties {
                    let notes = &shapes.get(prop.shape).notes;
                    (name, prop.required, notes.read_only, notes.write_only).hash(&mut hasher);
                    match &prop.constant {
                        Some(value) => value.to_string().hash(&mut hasher),
                        None => child(prop.shape, &mut hasher),
                    }
                }
                object.rest.is_some().hash(&mut hasher);
                if let Some(rest) = object.rest {
                    child(rest, &mut hasher);
                }
            }
            Kind::Union(union) => {
                (&union.tag, union.any).hash(&mut hasher);
                for branch in &union.branches {
                    (&branch.tags, branch.is_default).hash(&mut hasher);
                    child(branch.shape, &mut hasher);
                }
            }
            Kind::Same(_) | Kind::Pending => id.hash(&mut hasher),
            Kind::Any | Kind::Never | Kind::Null | Kind::Bool => {}
        }
        let hash = hasher.finish();
        self.known.insert(id, hash);
        hash
    }
}
