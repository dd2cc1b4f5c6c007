//! Which operations lead to a shape, and which way.

use crate::api::{Api, ShapeId};
use crate::model::Direction;

/// Who reaches each shape.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// The positions in [`Api::tags`] of the tags whose operations lead to a shape, by shape; after
    /// the last tag come the webhooks.
    tags: Vec<Vec<u16>>,
    direction: Vec<Direction>,
    /// Kept by the configuration, whatever reaches it.
    always: Vec<bool>,
}

impl Reach {
    /// Whether anything leads to a shape.
    pub(crate) fn is_reached(&self, id: ShapeId) -> bool {
        !self.tags[id.index()].is_empty() || self.always[id.index()]
    }

    /// The tags that lead to a shape, in ascending order, [`Api::tags`]`.len()` for webhooks and
    /// callbacks; none when it is needed whatever is on.
    pub(crate) fn tags(&self, id: ShapeId) -> &[u16] {
        if self.always[id.index()] {
            &[]
        } else {
            &self.tags[id.index()]
        }
    }

    /// Which way a shape travels.
    pub(crate) fn direction(&self, id: ShapeId) -> Direction {
        self.direction[id.index()]
    }
}

/// Follows every operation.
pub(crate) fn find(api: &Api) -> Reach {
    let count = api.shapes.len();
    let mut reach = Reach {
        tags: vec![Vec::new(); count],
        direction: vec![Direction::default(); count],
        always: vec![false; count],
    };
    let children: Vec<Vec<ShapeId>> = api.shapes.ids().map(|id| api.shapes.children(id)).collect();
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    let mut by_tag: Vec<Vec<ShapeId>> = vec![Vec::new(); api.tags.len() + 1];
    for op in &api.operations {
        sent.extend(op.sent());
        received.extend(op.received());
        if let Some(tag) = api.tags.get_index_of(&op.tag)
            && let Some(list) = by_tag.get_mut(tag)
        {
            list.extend(op.sent().chain(op.received()));
        }
    }
    if let Some(hooks) = by_tag.last_mut() {
        hooks.extend(api.hooks.iter().map(|hook| hook.shape));
        received.extend(hooks.iter().copied());
    }
    for (tag, roots) in by_tag.into_iter().enumerate() {
        let tag = u16::try_from(tag).unwrap_or(u16::MAX);
        follow(&children, roots, |id| {
            let tags = &mut reach.tags[id.index()];
            let is_new = tags.last() != Some(&tag);
            if is_new {
                tags.push(tag);
            }
            is_new
        });
    }
    let kept = api.kept.clone();
    sent.extend(kept.iter().copied());
    received.extend(kept.iter().copied());
    follow(&children, kept, |id| {
        !std::mem::replace(&mut reach.always[id.index()], true)
    });
    follow(&children, sent, |id| {
        !std::mem::replace(&mut reach.direction[id.index()].request, true)
    });
    follow(&children, received, |id| {
        !std::mem::replace(&mut reach.direction[id.index()].response, true)
    });
    reach
}

fn follow(
    children: &[Vec<ShapeId>],
    mut open: Vec<ShapeId>,
    mut visit: impl FnMut(ShapeId) -> bool,
) {
    while let Some(id) = open.pop() {
        if visit(id) {
            open.extend(&children[id.index()]);
        }
    }
}
