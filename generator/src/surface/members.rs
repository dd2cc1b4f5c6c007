//! Fields, variants, constructors and setters of types.

use super::items::{Collect, argument};
use super::{ItemKind, PublicItem};
use crate::emit::{fields, is_made};
use crate::model::{Enum, Field, Item, ItemKind as ModelKind, Presence, Repr, Struct, Type, Union};

impl<'m> Collect<'m> {
    pub(super) fn members(&mut self, item: &'m Item) {
        let name = item.ident.to_string();
        match &item.kind {
            ModelKind::Struct(shape) => {
                self.fields(&name, shape);
                if is_made(item) {
                    self.constructor(&name, shape);
                    for field in fields(shape) {
                        self.setters(&name, field);
                    }
                }
            }
            ModelKind::Enum(values) => self.values(&name, values),
            ModelKind::Union(union) => self.variants(&name, union),
            ModelKind::Alias(_) => {}
        }
    }

    fn fields(&mut self, name: &str, shape: &'m Struct) {
        for field in fields(shape) {
            let text = self.texts.field(field);
            let public = PublicItem::of(ItemKind::Field, &field.ident, &field.docs)
                .within(name)
                .known_as(&field.wire)
                .typed(text);
            self.surface.add(public);
        }
        if let Some(rest) = &shape.rest {
            let text = format!("Map<{}>", self.texts.ty(&rest.ty));
            let public = PublicItem::of(ItemKind::Field, &rest.ident, &rest.docs)
                .within(name)
                .known_as("*")
                .typed(text);
            self.surface.add(public);
        }
    }

    fn constructor(&mut self, name: &str, shape: &'m Struct) {
        let mut arguments = Vec::new();
        for field in fields(shape).filter(|field| !field.read_only) {
            let ty = match field.presence {
                Presence::Required => self.texts.argument(&field.ty),
                Presence::RequiredNullable => self.texts.field(field),
                Presence::Optional | Presence::OptionalNullable => continue,
            };
            arguments.push(argument(&field.ident, ty));
        }
        let public = PublicItem::new(ItemKind::Function, "new")
            .within(name)
            .called(None, arguments, "Self");
        self.surface.add(public);
    }

    fn setters(&mut self, name: &str, field: &'m Field) {
        let Some(setter) = &field.setter else {
            return;
        };
        let path = super::path(ItemKind::Field, Some(name), &field.ident.to_string());
        let value = argument(&setter.ident, self.texts.argument(&field.ty));
        let public = PublicItem::of(ItemKind::Function, &setter.ident, &field.docs)
            .within(name)
            .known_as(format!("set {}", field.wire))
            .called(Some("self"), vec![value], "Self")
            .follows(path.clone());
        self.surface.add(public);
        if let Some(null) = &setter.null {
            let public = PublicItem::of(ItemKind::Function, null, &field.docs)
                .within(name)
                .known_as(format!("null {}", field.wire))
                .called(Some("self"), Vec::new(), "Self")
                .follows(path);
            self.surface.add(public);
        }
    }

    fn values(&mut self, name: &str, values: &'m Enum) {
        let strict = values.unknown.is_none();
        for (index, value) in values.values.iter().enumerate() {
            let mut public = PublicItem::of(ItemKind::Variant, &value.ident, &value.docs)
                .within(name)
                .known_as(&value.wire);
            public.signature.discriminant = strict.then_some(index);
            self.surface.add(public);
        }
        if let Some(unknown) = &values.unknown {
            let payload = match values.repr {
                Repr::String => "String",
                Repr::Integer => "i64",
                Repr::Mixed => "Value",
            };
            self.unknown(name, unknown, payload);
        }
        if values.repr == Repr::String {
            let text = if strict { "&'static str" } else { "&str" };
            let public = PublicItem::new(ItemKind::Function, "as_str")
                .within(name)
                .called(Some("&self"), Vec::new(), text);
            self.surface.add(public);
        }
    }

    fn unknown(&mut self, name: &str, unknown: &crate::name::Ident, payload: &str) {
        let public = PublicItem::new(ItemKind::Variant, unknown.to_string())
            .within(name)
            .known_as("*")
            .typed(payload);
        self.surface.add(public);
    }

    fn variants(&mut self, name: &str, union: &'m Union) {
        for variant in &union.variants {
            let text = match &variant.ty {
                Type::Unit => String::new(),
                ty => self.texts.ty(ty),
            };
            let mut public = PublicItem::of(ItemKind::Variant, &variant.ident, &variant.docs)
                .within(name)
                .typed(text);
            let constant = variant.constant.as_ref().map(ToString::to_string);
            if let Some(tag) = variant.tags.first().or(constant.as_ref()) {
                public = public.known_as(tag);
            }
            let path = public.path();
            self.surface.add(public);
            if !variant.from || variant.ty == Type::Unit {
                continue;
            }
            let payload = match &variant.ty {
                Type::Boxed(inner) => self.texts.ty(inner),
                ty => self.texts.ty(ty),
            };
            let mut sources = vec![payload];
            if variant.ty == Type::String {
                sources.push("&str".to_owned());
            }
            for source in sources {
                let public = PublicItem::new(ItemKind::Trait, format!("From<{source}>"))
                    .within(name)
                    .follows(path.clone());
                self.surface.add(public);
            }
        }
        if let Some(unknown) = &union.unknown {
            self.unknown(name, unknown, "Value");
        }
    }
}
