//! About how large types are in memory: clippy wants to know of enums with one large variant.

use std::collections::HashMap;

use super::index::{Index, fields};
use crate::model::{Item, ItemKind, Presence, Repr, Type};

/// How much larger than the next a variant may be before it is said that this is meant. Clippy's
/// own limit is 200 bytes; what is computed here leaves out how the compiler packs `Option`s.
const MAX_DIFFERENCE: usize = 120;

/// How deep items are within each other; those that go deeper are boxed anyway.
const MAX_DEPTH: usize = 32;

/// The sizes of items, computed once each.
#[derive(Debug, Default)]
pub(crate) struct Sizes<'m>(HashMap<(&'m str, &'m str), usize>);

impl<'m> Sizes<'m> {
    pub(crate) fn new(index: &Index<'m>) -> Self {
        let mut sizes = Sizes::default();
        for module in &index.model.modules {
            for item in &module.items {
                sizes.item(index, module.module.as_str(), item, 0);
            }
        }
        sizes
    }

    /// Whether one of several payloads is much larger than the others.
    pub(crate) fn is_uneven<'t>(&self, payloads: impl Iterator<Item = Option<&'t Type>>) -> bool {
        let mut sizes: Vec<usize> = payloads
            .map(|ty| ty.map_or(0, |ty| self.known(ty)))
            .collect();
        sizes.sort_unstable();
        match sizes.as_slice() {
            [.., second, largest] => largest - second >= MAX_DIFFERENCE,
            _ => false,
        }
    }

    fn known(&self, ty: &Type) -> usize {
        match ty {
            Type::Item(item) => self
                .0
                .get(&(item.module.as_str(), item.ident.as_str()))
                .copied()
                .unwrap_or(0),
            Type::Nullable(inner) => self.known(inner) + 8,
            Type::Tuple(items) => items.iter().map(|item| self.known(item)).sum(),
            ty => plain(ty),
        }
    }

    fn item(&mut self, index: &Index<'m>, module: &'m str, item: &'m Item, depth: usize) -> usize {
        let key = (module, item.ident.as_str());
        if let Some(size) = self.0.get(&key) {
            return *size;
        }
        if depth > MAX_DEPTH {
            return 0;
        }
        let size = match &item.kind {
            ItemKind::Struct(shape) => {
                let mut size = if shape.rest.is_some() { MAP } else { 0 };
                for field in fields(shape) {
                    let option = if field.presence == Presence::Required {
                        0
                    } else {
                        8
                    };
                    let is_free = matches!(field.ty, Type::String | Type::List(_) | Type::Boxed(_));
                    size += self.ty(index, &field.ty, depth) + if is_free { 0 } else { option };
                }
                size
            }
            ItemKind::Enum(values) => match (values.repr, &values.unknown) {
                (_, None) => 1,
                (Repr::Integer, _) => 16,
                (Repr::String, _) => 24,
                (Repr::Mixed, _) => 32,
            },
            ItemKind::Union(union) => {
                let payloads = union.variants.iter().map(|v| self.ty(index, &v.ty, depth));
                let largest = payloads.max().unwrap_or(0);
                let unknown = if union.unknown.is_some() { 32 } else { 0 };
                largest.max(unknown) + 8
            }
            ItemKind::Alias(ty) => self.ty(index, ty, depth),
        };
        self.0.insert(key, size);
        size
    }

    fn ty(&mut self, index: &Index<'m>, ty: &'m Type, depth: usize) -> usize {
        match ty {
            Type::Item(reference) => match index.get(reference) {
                Some(item) => self.item(index, reference.module.as_str(), item, depth + 1),
                None => 0,
            },
            Type::Nullable(inner) => self.ty(index, inner, depth) + 8,
            Type::Tuple(items) => items.iter().map(|item| self.ty(index, item, depth)).sum(),
            ty => plain(ty),
        }
    }
}

/// `IndexMap<String, T>`.
const MAP: usize = 72;

fn plain(ty: &Type) -> usize {
    match ty {
        Type::Unit => 0,
        Type::Bool => 1,
        Type::Int { bits, .. } => usize::from(*bits) / 8,
        Type::F32 => 4,
        Type::F64 | Type::Boxed(_) => 8,
        Type::String | Type::Base64 | Type::List(_) => 24,
        Type::Uuid | Type::DateTime | Type::Date | Type::Decimal => 16,
        Type::Json => 32,
        Type::Map(_) => MAP,
        Type::Upload => 120,
        Type::Nullable(_) | Type::Tuple(_) | Type::Item(_) => 0,
    }
}
