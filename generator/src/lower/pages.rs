//! Paging: from names on the wire to fields.

use super::Lower;
use crate::api::{BodyShape, Encoding, Kind, Op, PageBy, PageScheme, ShapeId, is_success};
use crate::model::{Outcome, Pages, PathStep, Type};

impl Lower<'_, '_, '_> {
    /// How an operation is paged through, if its first kind of success leads to a list.
    pub(super) fn pages(&mut self, op: &Op, output: &Outcome) -> Option<Pages> {
        let paging = op.pages.as_ref()?;
        if matches!(output, Outcome::None) {
            return None;
        }
        let answer = op.answers.iter().find(|answer| is_success(answer.status))?;
        let mut at: ShapeId = answer.bodies.first()?.shape?;
        let mut items = Vec::with_capacity(paging.items.len());
        for key in &paging.items {
            let (holder, nullable) = self.api.shapes.peel(at);
            if nullable {
                return None;
            }
            let api = self.api;
            let Kind::Object(object) = &api.shapes.get(holder).kind else {
                return None;
            };
            let prop = object.properties.get(key)?;
            let (ty, nullable) = self.bare(prop.shape, Some(holder));
            let names = self.field_names(holder, object);
            let (_, ident) = names.into_iter().find(|(wire, _)| wire == key)?;
            let notes = self.notes(prop.shape);
            let direction = self.reach.direction(holder);
            let demanded = prop.required
                && !(notes.read_only && direction.request)
                && !(notes.write_only && direction.response);
            items.push(PathStep {
                ident,
                options: u8::from(nullable) + u8::from(!demanded),
                boxed: matches!(ty, Type::Boxed(_)),
            });
            at = prop.shape;
        }
        let Kind::List(item) = self.api.shapes.kind(at) else {
            return None;
        };
        let scheme = self.scheme(op, &paging.scheme)?;
        Some(Pages {
            item: self.full(*item, None),
            items,
            scheme,
        })
    }

    /// The scheme, if the operation has the parameter that it needs.
    fn scheme(&self, op: &Op, stated: &PageScheme) -> Option<PageScheme> {
        let mut scheme = stated.clone();
        let is_sent = |name: &str| op.parameters.iter().any(|param| param.name == name);
        let is_json = |body: &&BodyShape| body.encoding == Encoding::Json;
        let body = op
            .bodies
            .first()
            .filter(is_json)
            .and_then(|body| body.shape);
        let is_property = |name: &str| {
            body.is_some_and(|body| match self.api.shapes.kind(body) {
                Kind::Object(object) => object.properties.contains_key(name),
                _ => false,
            })
        };
        if let Some(name) = scheme.by.parameter() {
            scheme.in_body = !is_sent(name);
            if scheme.in_body && !is_property(name) {
                return None;
            }
        }
        let in_body = scheme.in_body;
        let has = |name: &String| {
            if in_body {
                is_property(name)
            } else {
                is_sent(name)
            }
        };
        let is_counted = matches!(scheme.by, PageBy::Offset(_) | PageBy::Page(..));
        scheme.limit = scheme.limit.filter(|limit| is_counted && has(limit));
        Some(scheme)
    }
}
