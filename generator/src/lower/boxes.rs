//! Which items hold themselves and need a `Box` on the way (Tarjan, without recursion).

use std::collections::{BTreeMap, BTreeSet};

use super::classify::{Class, peel};
use crate::api::{Api, Kind, ShapeId};

/// The items that a shape holds by value; lists and maps are pointers already.
fn held(api: &Api, classes: &[Class], id: ShapeId) -> Vec<ShapeId> {
    let direct: Vec<ShapeId> = match &api.shape(id).kind {
        Kind::Object(object) => object.fields.iter().map(|field| field.shape).collect(),
        Kind::Union(union) => union.branches.clone(),
        Kind::Tuple(items) => items.clone(),
        _ => Vec::new(),
    };
    let mut out = Vec::new();
    for id in direct {
        let (id, _) = peel(api, id);
        match &classes[id.0] {
            Class::Struct | Class::Union => out.push(id),
            Class::Tuple(items) => out.extend(items.iter().map(|item| peel(api, *item).0)),
            _ => {}
        }
    }
    out
}

/// The pairs that stand in a circle, from the item that holds to the one that is held.
pub(super) fn find(
    api: &Api,
    classes: &[Class],
    items: &[ShapeId],
) -> BTreeSet<(ShapeId, ShapeId)> {
    let edges: BTreeMap<ShapeId, Vec<ShapeId>> = items
        .iter()
        .filter(|id| matches!(classes[id.0], Class::Struct | Class::Union))
        .map(|id| (*id, held(api, classes, *id)))
        .collect();
    let circle = components(&edges);
    let mut boxed = BTreeSet::new();
    for (from, targets) in &edges {
        for to in targets {
            if circle.contains_key(from) && circle.get(from) == circle.get(to) {
                // A union that holds a circle's struct is left as it is when the struct boxes the
                // way back: only what a struct holds, and unions of themselves, get a box.
                let union = matches!(classes[from.0], Class::Union);
                if !union || matches!(classes[to.0], Class::Union) {
                    boxed.insert((*from, *to));
                }
            }
        }
    }
    boxed
}

/// The number of the strongly connected component of each node that is on a circle.
fn components(edges: &BTreeMap<ShapeId, Vec<ShapeId>>) -> BTreeMap<ShapeId, usize> {
    let mut state = Tarjan::default();
    for start in edges.keys() {
        if !state.index.contains_key(start) {
            state.visit(*start, edges);
        }
    }
    state.found
}

#[derive(Default)]
struct Tarjan {
    index: BTreeMap<ShapeId, usize>,
    low: BTreeMap<ShapeId, usize>,
    stack: Vec<ShapeId>,
    on_stack: BTreeSet<ShapeId>,
    found: BTreeMap<ShapeId, usize>,
    count: usize,
}

impl Tarjan {
    fn enter(&mut self, node: ShapeId) {
        let index = self.index.len();
        self.index.insert(node, index);
        self.low.insert(node, index);
        self.stack.push(node);
        self.on_stack.insert(node);
    }

    fn lower(&mut self, node: ShapeId, low: usize) {
        if let Some(known) = self.low.get_mut(&node) {
            *known = low.min(*known);
        }
    }

    fn visit(&mut self, start: ShapeId, edges: &BTreeMap<ShapeId, Vec<ShapeId>>) {
        self.enter(start);
        let mut work = vec![(start, 0)];
        while let Some((node, at)) = work.pop() {
            let next = edges.get(&node).and_then(|targets| targets.get(at));
            if let Some(next) = next {
                work.push((node, at + 1));
                if !edges.contains_key(next) {
                    continue;
                }
                match self.index.get(next) {
                    None => {
                        self.enter(*next);
                        work.push((*next, 0));
                    }
                    Some(index) if self.on_stack.contains(next) => self.lower(node, *index),
                    Some(_) => {}
                }
                continue;
            }
            let low = self.low[&node];
            if let Some((parent, _)) = work.last() {
                self.lower(*parent, low);
            }
            if low == self.index[&node] {
                self.pop(node, edges);
            }
        }
    }

    fn pop(&mut self, root: ShapeId, edges: &BTreeMap<ShapeId, Vec<ShapeId>>) {
        let mut members = Vec::new();
        while let Some(node) = self.stack.pop() {
            self.on_stack.remove(&node);
            members.push(node);
            if node == root {
                break;
            }
        }
        let itself = |node: &ShapeId| edges.get(node).is_some_and(|to| to.contains(node));
        if members.len() > 1 || members.iter().any(itself) {
            self.count += 1;
            self.found
                .extend(members.into_iter().map(|node| (node, self.count)));
        }
    }
}
