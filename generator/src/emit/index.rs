//! What emitters ask about the Model as a whole.

use std::collections::{HashMap, HashSet};

use super::code::{Code, code};
use super::size::Sizes;
use crate::model::{
    Derives, Enum, Field, Item, ItemKind, ItemRef, Model, Outcome, Presence, Property, Repr,
    Struct, Type, Union,
};

/// The Model's items by name.
#[derive(Debug)]
pub(crate) struct Index<'m> {
    pub(crate) model: &'m Model,
    items: HashMap<(&'m str, &'m str), &'m Item>,
    taken: HashSet<&'m str>,
    uploads: HashSet<(&'m str, &'m str)>,
    sizes: Sizes<'m>,
}

/// How deep types are looked into; deeper ones are taken as they are.
const MAX_DEPTH: usize = 64;

impl<'m> Index<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        let mut items = HashMap::new();
        let mut taken = HashSet::new();
        for module in &model.modules {
            for item in &module.items {
                items.insert((module.module.as_str(), item.ident.as_str()), item);
                taken.insert(item.ident.as_str());
            }
        }
        for group in &model.groups {
            taken.insert(group.ident.as_str());
            for operation in &group.operations {
                taken.insert(operation.marker.as_str());
            }
            for (_, outcome, _) in group.enums() {
                if let Outcome::ByStatus { ident, .. } = outcome {
                    taken.insert(ident.as_str());
                }
            }
        }
        let mut index = Index {
            model,
            items,
            taken,
            uploads: HashSet::new(),
            sizes: Sizes::default(),
        };
        index.find_uploads();
        index.sizes = Sizes::new(&index);
        index
    }

    pub(crate) fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    pub(crate) fn get(&self, item: &ItemRef) -> Option<&'m Item> {
        self.items
            .get(&(item.module.as_str(), item.ident.as_str()))
            .copied()
    }

    pub(crate) fn is_deprecated(&self, item: &ItemRef) -> bool {
        self.get(item)
            .is_some_and(|item| item.docs.deprecated.is_some())
    }

    /// The item that a type names, through boxes and aliases.
    pub(crate) fn resolve(&self, ty: &'m Type) -> Option<&'m Item> {
        let mut ty = ty;
        for _ in 0..MAX_DEPTH {
            match ty {
                Type::Boxed(inner) => ty = inner,
                Type::Item(item) => match self.get(item)? {
                    Item {
                        kind: ItemKind::Alias(target),
                        ..
                    } => ty = target,
                    item => return Some(item),
                },
                _ => return None,
            }
        }
        None
    }

    /// Items that hold a file to upload: those can be neither copied nor written as JSON.
    fn find_uploads(&mut self) {
        loop {
            let before = self.uploads.len();
            for module in &self.model.modules {
                for item in &module.items {
                    let holds = match &item.kind {
                        ItemKind::Struct(shape) => {
                            fields(shape).any(|field| self.is_upload(&field.ty))
                        }
                        ItemKind::Union(union) => {
                            union.variants.iter().any(|v| self.is_upload(&v.ty))
                        }
                        ItemKind::Alias(ty) => self.is_upload(ty),
                        ItemKind::Enum(_) => false,
                    };
                    if holds {
                        self.uploads
                            .insert((module.module.as_str(), item.ident.as_str()));
                    }
                }
            }
            if self.uploads.len() == before {
                return;
            }
        }
    }

    /// Whether a type holds a file to upload.
    pub(crate) fn is_upload(&self, ty: &Type) -> bool {
        match ty {
            Type::Upload => true,
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
                self.is_upload(inner)
            }
            Type::Tuple(items) => items.iter().any(|item| self.is_upload(item)),
            Type::Item(item) => self
                .uploads
                .contains(&(item.module.as_str(), item.ident.as_str())),
            _ => false,
        }
    }

    pub(crate) fn holds_upload(&self, module: &str, item: &str) -> bool {
        self.uploads.contains(&(module, item))
    }

    /// Whether an empty value of a type is finite: whether a required field leads back to it.
    pub(crate) fn has_empty(&self, ty: &'m Type, within: &mut Vec<&'m str>) -> bool {
        let Type::Item(reference) = ty else {
            return match ty {
                Type::Boxed(inner) => self.has_empty(inner, within),
                Type::Tuple(items) => items.iter().all(|item| self.has_empty(item, within)),
                _ => true,
            };
        };
        let Some(item) = self.get(reference) else {
            return true;
        };
        if within.len() >= MAX_DEPTH || within.contains(&item.ident.as_str()) {
            return false;
        }
        within.push(item.ident.as_str());
        let finite = match &item.kind {
            ItemKind::Struct(shape) => fields(shape)
                .filter(|field| field.presence == Presence::Required)
                .all(|field| self.has_empty(&field.ty, within)),
            ItemKind::Union(Union {
                unknown: Some(_), ..
            })
            | ItemKind::Enum(_) => true,
            ItemKind::Union(union) => union.variants.iter().any(|v| self.has_empty(&v.ty, within)),
            ItemKind::Alias(target) => self.has_empty(target, within),
        };
        within.pop();
        finite
    }

    /// Whether the branches of a union lead to those of another, so that one table cannot be part of
    /// the other.
    pub(crate) fn leads_to(&self, from: &'m Type, to: &str, seen: &mut HashSet<&'m str>) -> bool {
        // Types that stand for others may be a chain of any length.
        let mut open = vec![from];
        while let Some(ty) = open.pop() {
            let item = match ty {
                Type::Boxed(inner) | Type::Nullable(inner) | Type::List(inner) => {
                    open.push(inner);
                    continue;
                }
                Type::Item(reference) => self.get(reference),
                _ => None,
            };
            match item.map(|item| (item.ident.as_str(), &item.kind)) {
                Some((name, ItemKind::Union(_))) if name == to => return true,
                Some((name, ItemKind::Union(union))) if seen.insert(name) => {
                    open.extend(union.variants.iter().map(|variant| &variant.ty));
                }
                Some((name, ItemKind::Alias(target))) if seen.insert(name) => open.push(target),
                _ => {}
            }
        }
        false
    }

    /// Whether one of several payloads is much larger than the others.
    pub(crate) fn is_uneven<'t>(&self, payloads: impl Iterator<Item = Option<&'t Type>>) -> bool {
        self.sizes.is_uneven(payloads)
    }

    /// Whether null is a value of a property's type: JSON, or a union that takes anything.
    pub(crate) fn takes_null(&self, property: &'m Property) -> bool {
        let Property::Field(field) = property else {
            return false;
        };
        field.ty == Type::Json
            || self
                .resolve(&field.ty)
                .is_some_and(|item| matches!(&item.kind, ItemKind::Union(union) if union.any))
    }

    /// Whether an argument of this type is taken as `impl Into<…>`.
    pub(crate) fn is_into(&self, ty: &'m Type) -> bool {
        match self.resolve(ty).map(|item| &item.kind) {
            Some(ItemKind::Enum(Enum {
                repr: Repr::String,
                unknown: Some(_),
                ..
            })) => true,
            Some(ItemKind::Union(union)) => union.variants.iter().any(|variant| variant.from),
            _ => false,
        }
    }
}

/// The fields of a struct, without its constants.
pub(crate) fn fields(shape: &Struct) -> impl Iterator<Item = &Field> {
    shape.keys.iter().filter_map(|key| match key {
        Property::Field(field) => Some(field),
        Property::Constant { .. } => None,
    })
}

/// Whether a caller makes values of the item.
pub(crate) fn is_made(item: &Item) -> bool {
    item.direction.request || !item.direction.response
}

/// Whether an item's `Debug` is the short one that its codec gives it.
pub(crate) fn is_shown(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Struct(_) | ItemKind::Union(_))
}

/// The derives of an item.
pub(crate) fn derives(item: &Item, uploads: bool) -> Code {
    let Derives {
        copy,
        default,
        eq_hash,
    } = item.derives;
    let all = [
        ("Clone", !uploads),
        ("Copy", !uploads && copy),
        ("Debug", uploads || !is_shown(item)),
        ("Default", default),
        ("PartialEq", !uploads),
        ("Eq", !uploads && eq_hash),
        ("Hash", !uploads && eq_hash),
    ];
    let names = all
        .into_iter()
        .filter(|(_, holds)| *holds)
        .map(|(name, _)| code!(name));
    code!("#[derive(", Code::join(names, ", "), ")]")
}
