//! What tells the variants of a union apart where no discriminator does: a property with one listed
//! value, of the object itself or of one within it.

use super::index::{Index, fields};
use crate::model::{ItemKind, Property, Repr, Struct, Type, Union};

/// What tells the variants of a union apart.
pub(super) struct Telling<'m> {
    /// The way to the property that has different values in them.
    path: Vec<&'m str>,
    /// The value of each variant, where it has one.
    values: Vec<Option<&'m str>>,
}

impl<'m> Telling<'m> {
    /// The way, and the value of a variant.
    pub(super) fn of(&self, variant: usize) -> Option<(&[&'m str], &'m str)> {
        let value = (*self.values.get(variant)?)?;
        Some((&self.path, value))
    }
}

/// The first property that has a value of its own in each variant that has it.
pub(super) fn telling<'m>(index: &Index<'m>, union: &'m Union) -> Option<Telling<'m>> {
    let told: Vec<Vec<Told<'m>>> = union
        .variants
        .iter()
        .map(|variant| candidates(index, &variant.ty))
        .collect();
    let mut paths = told.iter().flatten().map(|(path, _)| path);
    let found = paths.find(|path| {
        let values = told.iter().flatten().filter(|(other, _)| other == *path);
        let mut values: Vec<&str> = values.map(|(_, value)| *value).collect();
        let count = values.len();
        values.sort_unstable();
        values.dedup();
        count > 1 && values.len() == count
    });
    let path = found?.clone();
    let value = |told: &Vec<Told<'m>>| Some(told.iter().find(|(at, _)| *at == path)?.1);
    let values = told.iter().map(value).collect();
    Some(Telling { path, values })
}

/// The way to a property, and its value.
type Told<'m> = (Vec<&'m str>, &'m str);

fn candidates<'m>(index: &Index<'m>, ty: &'m Type) -> Vec<Told<'m>> {
    let Some(shape) = object(index, ty) else {
        return Vec::new();
    };
    let mut found: Vec<Told<'m>> = Vec::new();
    for field in fields(shape) {
        if let Some(value) = only(index, &field.ty) {
            found.push((vec![&field.wire], value));
        }
        let Some(inner) = object(index, &field.ty) else {
            continue;
        };
        for key in &inner.keys {
            let (wire, value) = match key {
                Property::Field(inner) => (&inner.wire, only(index, &inner.ty)),
                Property::Constant { wire, value, .. } => (wire, value.as_str()),
            };
            if let Some(value) = value {
                found.push((vec![&field.wire, wire], value));
            }
        }
    }
    found
}

fn object<'m>(index: &Index<'m>, ty: &'m Type) -> Option<&'m Struct> {
    match &index.resolve(ty)?.kind {
        ItemKind::Struct(shape) => Some(shape),
        _ => None,
    }
}

/// The one text that a type lists.
fn only<'m>(index: &Index<'m>, ty: &'m Type) -> Option<&'m str> {
    match &index.resolve(ty)?.kind {
        ItemKind::Enum(values) if values.repr == Repr::String => match &values.values[..] {
            [one] => one.wire.as_str(),
            _ => None,
        },
        _ => None,
    }
}
