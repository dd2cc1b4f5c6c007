//! Which type stands at which place of the document.

use std::collections::HashMap;

use super::Lower;
use crate::api::{BodyShape, Encoding, Kind, ShapeId};
use crate::model::Type;

impl Lower<'_, '_, '_> {
    /// The types of the schemas, media types and parameters that the client has types for, by
    /// pointer.
    pub(super) fn places(&self) -> HashMap<String, Type> {
        let mut places = HashMap::new();
        for op in &self.api.operations {
            for param in &op.parameters {
                self.holder(param.origin.as_str(), param.shape, &mut places);
            }
            let answers = op.answers.iter().flat_map(|answer| &answer.bodies);
            for body in op.bodies.iter().chain(answers) {
                self.body_place(body, &mut places);
            }
        }
        // The shape of a schema stands before those that are made of its parts.
        for id in self.api.shapes.ids() {
            if self.reach.is_reached(id) {
                self.schema(id, &mut places);
            }
        }
        places
    }

    fn body_place(&self, body: &BodyShape, places: &mut HashMap<String, Type>) {
        let is_json = matches!(body.encoding, Encoding::Json | Encoding::Form);
        if let (true, Some(shape)) = (is_json, body.shape) {
            self.holder(body.origin.as_str(), shape, places);
        }
    }

    /// Something that has a schema.
    fn holder(&self, at: &str, shape: ShapeId, places: &mut HashMap<String, Type>) {
        let ty = self.full(shape, None);
        places.entry(at.to_owned()).or_insert_with(|| ty.clone());
        places.entry(format!("{at}/schema")).or_insert(ty);
    }

    fn schema(&self, id: ShapeId, places: &mut HashMap<String, Type>) {
        let shape = self.api.shapes.get(id);
        let at = &shape.origin;
        let mut add = |at: &str, id: ShapeId| {
            if !places.contains_key(at) {
                places.insert(at.to_owned(), self.full(id, None));
            }
        };
        add(at.as_str(), id);
        match &shape.kind {
            Kind::Object(object) => {
                let fields = object.properties.iter();
                for (name, prop) in fields.filter(|(_, prop)| prop.constant.is_none()) {
                    add(at.join("properties").join(name).as_str(), prop.shape);
                }
                if let Some(rest) = object.rest {
                    add(at.join("additionalProperties").as_str(), rest);
                }
            }
            Kind::List(item) => add(at.join("items").as_str(), *item),
            Kind::Map(value) => add(at.join("additionalProperties").as_str(), *value),
            _ => {}
        }
    }
}
