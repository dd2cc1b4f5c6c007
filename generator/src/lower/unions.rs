//! Unions: their variants, and in which order they are tried.

use std::collections::HashMap;

use serde_json::Value;

use super::{Lower, docs};
use crate::api::{Branch, Format, Home, Kind, Role, ShapeId, Union as ApiUnion};
use crate::model::{Docs, Type, Union, Variant};
use crate::name::{Case, Scope, Words};

/// A branch on its way to a variant.
struct Draft {
    shape: ShapeId,
    ty: Type,
    tags: Vec<String>,
    is_default: bool,
    constant: Option<Value>,
    position: usize,
}

impl Lower<'_, '_, '_> {
    pub(super) fn union(&mut self, id: ShapeId, union: &ApiUnion) -> Union {
        let mut drafts: Vec<Draft> = union
            .branches
            .iter()
            .enumerate()
            .map(|(position, branch)| self.draft(id, position, branch))
            .collect();
        // The more specific first. The sort is stable: the document's order settles the rest.
        drafts.sort_by_key(|draft| self.generality(draft));
        let texts = self.variant_texts(id, &drafts);
        let idents = Scope::default().members(
            Case::Pascal,
            &texts.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let mut payloads: HashMap<Type, usize> = HashMap::new();
        for draft in &drafts {
            *payloads.entry(unboxed(&draft.ty).clone()).or_default() += 1;
        }
        let unknown = super::items::unknown(idents.iter());
        let variants = drafts.into_iter().zip(idents).map(|(draft, ident)| {
            let is_only = payloads.get(unboxed(&draft.ty)) == Some(&1);
            let has_tag = union
                .tag
                .as_ref()
                .is_some_and(|tag| self.has_property(draft.shape, tag, 0));
            Variant {
                ident,
                docs: self.variant_docs(draft.shape),
                from: is_only && draft.ty != Type::Unit && draft.ty != Type::Json,
                is_default: draft.is_default,
                write_tag: !has_tag && !draft.tags.is_empty(),
                constant: draft.constant,
                ty: draft.ty,
                tags: draft.tags,
            }
        });
        Union {
            variants: variants.collect(),
            tag: union.tag.clone().map(|tag| vec![tag]),
            any: union.any,
            unknown,
        }
    }

    fn draft(&self, id: ShapeId, position: usize, branch: &Branch) -> Draft {
        let (at, _) = self.api.shapes.peel(branch.shape);
        let constant = self.api.shapes.only_value(at).cloned();
        let ty = match constant {
            Some(_) => Type::Unit,
            None => self.full(branch.shape, Some(id)),
        };
        Draft {
            shape: at,
            ty,
            tags: branch.tags.clone(),
            is_default: branch.is_default,
            constant,
            position,
        }
    }

    fn variant_docs(&self, id: ShapeId) -> Docs {
        let notes = &self.api.shapes.get(id).notes;
        let text = notes
            .description
            .as_deref()
            .and_then(docs::first_sentence)
            .or_else(|| notes.title.clone());
        Docs {
            deprecated: notes.deprecated.then(String::new),
            ..docs::of_text(text.as_deref())
        }
    }

    /// Whether a payload writes a property itself.
    fn has_property(&self, id: ShapeId, name: &str, depth: usize) -> bool {
        match self.api.shapes.kind(id) {
            Kind::Object(object) => object.properties.contains_key(name),
            Kind::Union(union) if depth < 8 => {
                union.tag.as_deref() == Some(name)
                    || union
                        .branches
                        .iter()
                        .all(|branch| self.has_property(branch.shape, name, depth + 1))
            }
            // What is no object has no place for a tag.
            _ => true,
        }
    }

    /// How much a branch takes, the least first: constants, then what has the most demands.
    fn generality(&self, draft: &Draft) -> (u8, i64, i64) {
        if draft.constant.is_some() {
            return (0, 0, 0);
        }
        match self.api.shapes.kind(draft.shape) {
            Kind::Null | Kind::Never => (0, 0, 0),
            Kind::Enum(values) => (
                if values.open { 5 } else { 1 },
                length(values.values.len()),
                0,
            ),
            Kind::Bool => (1, 0, 0),
            Kind::Text(Format::Uuid) => (2, 0, 0),
            Kind::Text(Format::Date) => (2, 1, 0),
            Kind::Text(Format::DateTime) => (2, 2, 0),
            Kind::Text(Format::Decimal) => (3, 0, 0),
            Kind::Text(Format::Base64) => (4, 0, 0),
            Kind::Integer { bits, .. } => (2, i64::from(*bits), 0),
            Kind::Number(_) => (3, 0, 0),
            Kind::Text(Format::Plain | Format::Binary) => (6, 0, 0),
            Kind::Tuple(places) => (2, -length(places.len()), 0),
            Kind::Object(object) => {
                let demanded = object
                    .properties
                    .values()
                    .filter(|prop| prop.required)
                    .count();
                let constants = object
                    .properties
                    .values()
                    .filter(|prop| prop.constant.is_some())
                    .count();
                (
                    4,
                    -length(demanded + constants),
                    -length(object.properties.len()),
                )
            }
            Kind::Union(_) => (7, 0, 0),
            Kind::List(item) => (
                8,
                if *self.api.shapes.kind(*item) == Kind::Any {
                    1
                } else {
                    0
                },
                0,
            ),
            Kind::Map(_) => (9, 0, 0),
            Kind::Any | Kind::Same(_) | Kind::Pending => (10, 0, 0),
        }
    }

    /// What each variant is called by.
    fn variant_texts(&mut self, id: ShapeId, drafts: &[Draft]) -> Vec<String> {
        let own = self
            .names
            .types
            .get(&id)
            .map(|ident| Words::of(ident.as_str()))
            .unwrap_or_default();
        let origin = self.api.shapes.get(id).origin.clone();
        let mut texts = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let chosen = ["oneOf", "anyOf"].iter().find_map(|key| {
                self.settings
                    .variant_name(origin.join(key).index(draft.position).as_str())
            });
            texts.push(match chosen {
                Some(chosen) => chosen.to_owned(),
                None => self.variant_text(draft, &own),
            });
        }
        self.tell_apart(texts, drafts)
    }

    fn variant_text(&self, draft: &Draft, own: &Words) -> String {
        if let Some(constant) = &draft.constant {
            return match constant {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
        }
        let shape = self.api.shapes.get(draft.shape);
        let says_something = |tag: &&String| tag.chars().any(char::is_alphabetic);
        if let (Kind::Object(_), Some(tag)) =
            (&shape.kind, draft.tags.first().filter(says_something))
        {
            // By what stands on the wire: it is short, and no other variant's.
            return tag.clone();
        }
        let named = match &shape.home {
            Home::Component(_) => self
                .names
                .types
                .get(&draft.shape)
                .map(|ident| ident.as_str().to_owned()),
            Home::Inside(_, Role::Branch(Some(name))) => Some(name.clone()),
            _ => None,
        };
        if let Some(name) = named {
            return without(&Words::of(&name), own).pascal();
        }
        let short = |title: &&String| (1..=4).contains(&Words::of(title).list().len());
        if let (Some(title), true) = (
            shape.notes.title.as_ref().filter(short),
            shape.kind.is_item(),
        ) {
            return without(&Words::of(title), own).pascal();
        }
        if let (true, Some(ident)) = (shape.kind.is_item(), self.names.types.get(&draft.shape)) {
            let words = without(&Words::of(ident.as_str()), own);
            if words.list().len() <= 3 {
                return words.pascal();
            }
        }
        self.kind_text(draft.shape, own).to_owned()
    }

    fn kind_text(&self, id: ShapeId, own: &Words) -> String {
        match self.api.shapes.kind(id) {
            Kind::Text(Format::Plain | Format::Binary) => "Text".to_owned(),
            Kind::Text(Format::DateTime) => "DateTime".to_owned(),
            Kind::Text(Format::Date) => "Date".to_owned(),
            Kind::Text(Format::Uuid) => "Uuid".to_owned(),
            Kind::Text(Format::Base64) => "Bytes".to_owned(),
            Kind::Text(Format::Decimal) => "Decimal".to_owned(),
            Kind::Bool => "Bool".to_owned(),
            Kind::Integer { .. } => "Integer".to_owned(),
            Kind::Number(_) => "Number".to_owned(),
            Kind::Enum(_) => "Known".to_owned(),
            Kind::Object(_) => "Object".to_owned(),
            Kind::Map(_) => "Map".to_owned(),
            Kind::Union(_) => "Choice".to_owned(),
            Kind::Tuple(_) => "Tuple".to_owned(),
            Kind::List(item) => {
                let (at, _) = self.api.shapes.peel(*item);
                match self.names.types.get(&at) {
                    Some(ident) if self.api.shapes.get(at).kind.is_item() => {
                        let words = without(&Words::of(ident.as_str()), own);
                        if words.list().len() <= 3 {
                            format!("{}List", words.pascal())
                        } else {
                            "List".to_owned()
                        }
                    }
                    _ => match self.api.shapes.kind(*item) {
                        Kind::Any => "List".to_owned(),
                        Kind::List(_) => "Lists".to_owned(),
                        _ => format!("{}List", self.kind_text(*item, own)),
                    },
                }
            }
            _ => "Value".to_owned(),
        }
    }

    /// Where two variants would be called the same, the whole name of the type tells.
    fn tell_apart(&self, texts: Vec<String>, drafts: &[Draft]) -> Vec<String> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for text in &texts {
            *counts.entry(Words::of(text).pascal()).or_default() += 1;
        }
        let full = |draft: &Draft, text: String| {
            let name = self
                .names
                .types
                .get(&draft.shape)
                .map(|ident| ident.as_str().to_owned());
            name.or_else(|| draft.tags.first().cloned()).unwrap_or(text)
        };
        let told = texts.into_iter().zip(drafts).map(|(text, draft)| {
            let is_alone = counts.get(&Words::of(&text).pascal()) == Some(&1);
            if is_alone { text } else { full(draft, text) }
        });
        let told: Vec<String> = told.collect();
        // The same text for two variants is told apart by where the branches stand; it takes two
        // shapes without name, title or tag that look alike and are not.
        let mut seen: HashMap<String, usize> = HashMap::new();
        told.into_iter()
            .zip(drafts)
            .map(|(text, draft)| {
                let count = seen.entry(text.clone()).or_default();
                *count += 1;
                if *count == 1 {
                    text
                } else {
                    format!("{text} {}", self.distinction(draft))
                }
            })
            .collect()
    }

    /// A word for what a branch is made of.
    fn distinction(&self, draft: &Draft) -> String {
        let mut at = draft.shape;
        let mut words = String::from("of");
        for _ in 0..4 {
            match self.api.shapes.kind(at) {
                Kind::List(item) => {
                    words.push_str(" lists");
                    at = *item;
                }
                Kind::Map(value) => {
                    words.push_str(" maps");
                    at = *value;
                }
                _ => break,
            }
        }
        format!("{words} {}", self.kind_text(at, &Words::default()))
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn unboxed(ty: &Type) -> &Type {
    match ty {
        Type::Boxed(inner) => inner,
        ty => ty,
    }
}

/// A name without the words that the union's own name starts with: `ContentText` of `Content` is
/// `Text`.
fn without(name: &Words, own: &Words) -> Words {
    let rest = name.from(own.list().len());
    let is_digit = rest
        .list()
        .first()
        .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if own.starts(name) && !rest.is_empty() && !is_digit {
        rest
    } else {
        name.clone()
    }
}
