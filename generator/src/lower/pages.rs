//! Paging: from names on the wire to fields.

use super::Lower;
use crate::api::{self, Kind, Op, ShapeId, is_success};
use crate::model::{Outcome, PageScheme, Pages, PathStep, Type};

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
        let has = |name: &str| op.parameters.iter().any(|param| param.name == name);
        let scheme = scheme(&paging.scheme, has)?;
        Some(Pages {
            item: self.full(*item, None),
            items,
            scheme,
        })
    }
}

/// The scheme, if the operation has the parameters that it needs.
fn scheme(scheme: &api::Scheme, has: impl Fn(&str) -> bool) -> Option<PageScheme> {
    Some(match scheme.clone() {
        api::Scheme::Offset {
            offset,
            limit,
            total,
        } if has(&offset) => PageScheme::Offset {
            offset,
            limit: limit.filter(|limit| has(limit)),
            total,
        },
        api::Scheme::Page { page, first, total } if has(&page) => {
            PageScheme::Page { page, first, total }
        }
        api::Scheme::Cursor { cursor, next, more } if has(&cursor) => {
            PageScheme::Cursor { cursor, next, more }
        }
        api::Scheme::HeaderCursor { cursor, header } if has(&cursor) => {
            PageScheme::HeaderCursor { cursor, header }
        }
        api::Scheme::NextUrl { next } => PageScheme::NextUrl { next },
        api::Scheme::Link => PageScheme::Link,
        _ => return None,
    })
}
