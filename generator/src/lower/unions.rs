//! Unions: their variants, how they are told apart, and in which order they are tried.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Lower;
use super::classify::{Class, peel};
use crate::api::{Kind, Name, Object, ShapeId, Union as ApiUnion};
use crate::model::{Docs, Type, Union, Variant};
use crate::name::{Case, Scope, pascal};

/// A branch on its way to a variant.
struct Branch {
    shape: ShapeId,
    ty: Type,
    tags: Vec<String>,
    constant: Option<Value>,
}

impl Lower<'_> {
    pub(super) fn union(&self, id: ShapeId, union: &ApiUnion) -> Union {
        let mut branches = Vec::new();
        let mut seen = BTreeSet::new();
        self.flatten(id, union, &mut seen, &mut branches);
        let tag = self.tag(union, &mut branches);
        if tag.is_none() {
            branches.iter_mut().for_each(|branch| branch.tags.clear());
        }
        // More specific ones first. The sort is stable: the document's order settles the rest.
        branches.sort_by_key(|branch| self.generality(branch));
        merge_equal(&mut branches, tag.is_some());
        let texts: Vec<String> = branches
            .iter()
            .map(|branch| self.variant_text(id, branch))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut scope = Scope::reserving(&["Unknown"]);
        let idents = scope.claim_all(Case::Pascal, &texts);
        let mut payloads: BTreeMap<&Type, usize> = BTreeMap::new();
        for branch in &branches {
            *payloads.entry(&branch.ty).or_default() += 1;
        }
        let unique: BTreeSet<Type> = payloads
            .into_iter()
            .filter(|(ty, count)| *count == 1 && can_convert(ty))
            .map(|(ty, _)| ty.clone())
            .collect();
        let variants = branches.into_iter().zip(idents).map(|(branch, ident)| {
            let from = unique.contains(&branch.ty);
            let write_tag = tag
                .as_deref()
                .is_some_and(|tag| !self.has_property(branch.shape, tag));
            Variant {
                ident,
                docs: Docs {
                    text: Vec::new(),
                    ..Docs::default()
                },
                write_tag,
                from,
                constant: branch.constant,
                ty: branch.ty,
                tags: branch.tags,
            }
        });
        Union {
            variants: variants.collect(),
            tag: tag.map(|tag| vec![tag]),
            unknown: Scope::default().claim(Case::Pascal, ["unknown"]),
        }
    }

    /// The branches, those of nested unions without a tag in their place.
    fn flatten(
        &self,
        id: ShapeId,
        union: &ApiUnion,
        seen: &mut BTreeSet<ShapeId>,
        branches: &mut Vec<Branch>,
    ) {
        for (index, outer) in union.branches.iter().enumerate() {
            let (shape, _) = peel(self.api, *outer);
            if !seen.insert(shape) {
                continue;
            }
            if let (Class::Union, Kind::Union(inner)) =
                (&self.classes[shape.0], &self.shape(shape).kind)
                && matches!(self.shape(shape).name, Name::Member { .. })
                && inner.tag.is_none()
                && union.tag.is_none()
            {
                self.flatten(id, inner, seen, branches);
                continue;
            }
            let constant = match &self.shape(shape).kind {
                Kind::Const(value) => Some(value.clone()),
                _ => None,
            };
            let (ty, _) = self.held(id, *outer);
            branches.push(Branch {
                shape,
                ty: if constant.is_some() { Type::Unit } else { ty },
                tags: union.tags.get(index).cloned().unwrap_or_default(),
                constant,
            });
        }
    }

    /// The property that tells the branches apart, stated or plain to see, with the branches'
    /// values filled in.
    fn tag(&self, union: &ApiUnion, branches: &mut [Branch]) -> Option<String> {
        let objects = branches.iter().map(|branch| self.object_of(branch.shape));
        let objects: Vec<&Object> = objects.collect::<Option<_>>()?;
        let candidates: Vec<String> = match &union.tag {
            Some(tag) => vec![tag.clone()],
            None => {
                let first = objects.first()?;
                let constant = |field: &&crate::api::Field| self.tag_values(field.shape).len() == 1;
                let fields = first.fields.iter().filter(|field| field.required);
                fields
                    .filter(constant)
                    .map(|field| field.wire.clone())
                    .collect()
            }
        };
        for tag in candidates {
            let mut all: Vec<Vec<String>> = Vec::with_capacity(branches.len());
            for (branch, object) in branches.iter().zip(&objects) {
                let field = object.fields.iter().find(|field| field.wire == tag);
                let mut values = branch.tags.clone();
                if let Some(field) = field
                    && values.is_empty()
                {
                    values = self.tag_values(field.shape);
                }
                if let (true, Name::Component(name), Some(_)) = (
                    values.is_empty(),
                    &self.shape(branch.shape).name,
                    &union.tag,
                ) {
                    values.push(name.clone());
                }
                all.push(values);
            }
            let flat: Vec<&String> = all.iter().flatten().collect();
            let distinct: BTreeSet<&String> = flat.iter().copied().collect();
            if distinct.len() == flat.len() && all.iter().all(|values| !values.is_empty()) {
                for (branch, values) in branches.iter_mut().zip(all) {
                    branch.tags = values;
                }
                return Some(tag);
            }
        }
        None
    }

    fn tag_values(&self, id: ShapeId) -> Vec<String> {
        let (id, _) = peel(self.api, id);
        let values: &[Value] = match (&self.shape(id).kind, &self.classes[id.0]) {
            (Kind::Const(value), _) => std::slice::from_ref(value),
            (_, Class::Enum(values)) => values,
            _ => &[],
        };
        values
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect()
    }

    fn object_of(&self, id: ShapeId) -> Option<&Object> {
        match &self.shape(id).kind {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    fn has_property(&self, id: ShapeId, name: &str) -> bool {
        let object = self.object_of(id);
        object.is_some_and(|object| object.fields.iter().any(|field| field.wire == name))
    }

    /// How much a branch takes: constants least, any JSON most; of objects, the one that demands
    /// more is more specific.
    fn generality(&self, branch: &Branch) -> (u8, isize, isize) {
        let (rank, required, known) = match &self.shape(branch.shape).kind {
            Kind::Const(_) => (0, 0, 0),
            Kind::Enum(_) => (1, 0, 0),
            Kind::Bool | Kind::Int { .. } => (2, 0, 0),
            Kind::Number { .. } => (3, 0, 0),
            Kind::String | Kind::Binary => (4, 0, 0),
            Kind::Object(object) => {
                let required = object.fields.iter().filter(|field| field.required).count();
                (5, required as isize, object.fields.len() as isize)
            }
            Kind::Tuple(_) => (6, 0, 0),
            Kind::List(_) => (7, 0, 0),
            Kind::Union(_) => (8, 0, 0),
            Kind::Map(_) => (9, 0, 0),
            Kind::Any | Kind::Null | Kind::Nullable(_) => (10, 0, 0),
        };
        (rank, -required, -known)
    }

    /// What a variant is named by.
    fn variant_text(&self, id: ShapeId, branch: &Branch) -> String {
        if let Some(constant) = &branch.constant {
            return constant
                .as_str()
                .map_or_else(|| constant.to_string(), str::to_owned);
        }
        if let [tag] = &branch.tags[..] {
            return tag.clone();
        }
        let own = self.items.get(&id).map_or("", |item| item.ident.as_str());
        self.type_word(&branch.ty, own)
    }

    fn type_word(&self, ty: &Type, own: &str) -> String {
        match ty {
            Type::Item(item) => {
                let name = item.ident.as_str();
                match name.strip_prefix(own) {
                    Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => {
                        rest.to_owned()
                    }
                    _ => name.to_owned(),
                }
            }
            Type::Boxed(inner) | Type::Nullable(inner) => self.type_word(inner, own),
            Type::List(item) => pascal(&format!("{} list", self.type_word(item, own))),
            Type::Map(value) => pascal(&format!("{} map", self.type_word(value, own))),
            Type::String => "Text".to_owned(),
            Type::Bool => "Boolean".to_owned(),
            Type::Int { .. } => "Integer".to_owned(),
            Type::F32 | Type::F64 => "Number".to_owned(),
            Type::Tuple(_) => "Tuple".to_owned(),
            Type::Unit => "Null".to_owned(),
            _ => "Value".to_owned(),
        }
    }
}

/// Variants that hold the same: a caller could not tell which was meant.
fn merge_equal(branches: &mut Vec<Branch>, tagged: bool) {
    if tagged {
        return;
    }
    let mut seen: Vec<(Type, Option<Value>)> = Vec::new();
    branches.retain(|branch| {
        let key = (branch.ty.clone(), branch.constant.clone());
        let new = !seen.contains(&key);
        seen.push(key);
        new
    });
}

fn can_convert(ty: &Type) -> bool {
    !matches!(ty, Type::Unit | Type::Json | Type::Boxed(_))
}
