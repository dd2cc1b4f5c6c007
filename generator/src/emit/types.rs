//! `types/<module>.rs`: the readable half of the types.

use super::code::{Code, Lit, code};
use super::file::{File, VALUE};
use super::index::{derives, fields, is_made};
use crate::model::{
    Docs, Enum, Field, Item, ItemKind, Presence, Repr, Rest, Setter, Struct, Type, TypeModule,
    Union,
};
use crate::name::Ident;

/// How many arguments clippy lets a function have.
const MANY_ARGUMENTS: usize = 7;

impl<'m> File<'m> {
    pub(crate) fn types(&mut self, module: &'m TypeModule) {
        for item in &module.items {
            self.behind(&item.features);
            self.apart();
            self.lines.docs(
                &item.docs,
                Some(item.docs.origin.as_ref().map_or("", |o| schema(&o.pointer))),
            );
            self.gate();
            self.mentions_deprecated |= item.docs.deprecated.is_some();
            let uploads = self
                .index
                .holds_upload(module.module.as_str(), item.ident.as_str());
            if !matches!(item.kind, ItemKind::Alias(_)) {
                self.lines.line(derives(item, uploads));
            }
            match &item.kind {
                ItemKind::Struct(shape) => self.structure(item, shape),
                ItemKind::Enum(values) => self.enumeration(item, values),
                ItemKind::Union(union) => self.union(item, union),
                ItemKind::Alias(ty) => {
                    let ty = self.ty(ty);
                    self.lines
                        .line(code!("pub type ", &item.ident, " = ", ty, ";"));
                }
            }
        }
    }

    fn structure(&mut self, item: &'m Item, shape: &'m Struct) {
        self.lines.line("#[non_exhaustive]");
        if fields(shape).next().is_none() && shape.rest.is_none() {
            self.lines.line(code!("pub struct ", &item.ident, " {}"));
        } else {
            self.lines.open(code!("pub struct ", &item.ident));
            for field in fields(shape) {
                self.mentions_deprecated |= field.docs.deprecated.is_some();
                self.lines.docs(&field.docs, None);
                if field.wire != field.ident.as_str() {
                    self.undocumented(&field.docs, &field.wire);
                }
                let ty = self.field_type(&field.ty, field.presence);
                self.lines.declaration(code!("pub ", &field.ident), &ty);
            }
            if let Some(Rest { ident, ty, docs }) = &shape.rest {
                self.lines.docs(docs, None);
                if docs.text.is_empty() {
                    self.lines
                        .doc("Properties that have no field of their own.");
                }
                let ty = self.rest_type(ty);
                self.lines.declaration(code!("pub ", ident), &ty);
            }
            self.lines.close("}");
        }
        if is_made(item) {
            self.next_item();
            self.lines.open(code!("impl ", &item.ident));
            self.constructor(shape, item.derives.default);
            for field in fields(shape) {
                if let Some(setter) = &field.setter {
                    self.setter(field, setter);
                }
            }
            self.lines.close("}");
        }
    }

    /// The type of the field for properties without a field.
    fn rest_type(&mut self, ty: &'m Type) -> Code {
        let map = self.uses(super::file::Extern::runtime("Map"));
        code!(map, "<", self.ty(ty), ">")
    }

    /// What something is called on the wire, where the page says nothing of it.
    fn undocumented(&mut self, docs: &Docs, wire: &str) {
        if docs.text.is_empty() && docs.facts.is_empty() {
            self.lines
                .doc(&format!("`{}`", super::docs::code_span(wire)));
        }
    }

    fn constructor(&mut self, shape: &'m Struct, has_default: bool) {
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        for field in fields(shape) {
            let is_argument = matches!(
                field.presence,
                Presence::Required | Presence::RequiredNullable
            ) && !field.read_only;
            if !is_argument {
                values.push(code!(&field.ident, ": ", self.absent(field)));
            } else if field.presence == Presence::RequiredNullable {
                let ty = self.field_type(&field.ty, field.presence);
                arguments.push(code!(&field.ident, ": ", ty));
                values.push(code!(&field.ident));
            } else {
                let argument = self.argument(&field.ident, &field.ty);
                arguments.push(code!(&field.ident, ": ", argument.ty));
                values.push(match argument.as_is {
                    true => argument.value,
                    false => code!(&field.ident, ": ", argument.value),
                });
            }
        }
        if let Some(rest) = &shape.rest {
            let map = self.uses(super::file::Extern::runtime("Map"));
            values.push(code!(&rest.ident, ": ", map, "::new()"));
        }
        let is_default = has_default && arguments.is_empty() && !values.is_empty();
        self.lines.doc(if arguments.is_empty() {
            "A value with nothing set."
        } else {
            "A value with what it has to have, and nothing else set."
        });
        if arguments.len() > MANY_ARGUMENTS {
            self.lines.line(
                "#[allow(clippy::too_many_arguments, reason = \"each of them is required\")]",
            );
        }
        self.lines.function(
            &code!("pub fn new"),
            &arguments,
            Some(&code!("Self")),
            |lines| {
                if is_default {
                    lines.line("Self::default()");
                } else if values.is_empty() {
                    lines.line("Self {}");
                } else if let [value] = values.as_slice()
                    && value.width() <= 18
                {
                    lines.line(code!("Self { ", value, " }"));
                } else {
                    lines.open("Self");
                    for value in values {
                        lines.line(code!(value, ","));
                    }
                    lines.close("}");
                }
            },
        );
    }

    /// What a field holds that is not set.
    fn absent(&mut self, field: &'m Field) -> Code {
        match field.presence {
            Presence::Required => {
                let slot = self.uses(super::file::Extern::codec("Slot"));
                code!(slot, "::empty()")
            }
            _ => code!("None"),
        }
    }

    fn setter(&mut self, field: &'m Field, setter: &'m Setter) {
        let Setter { ident, null } = setter;
        let argument = self.argument(ident, &field.ty);
        self.lines.blank();
        self.lines.doc(&format!("Sets `{}`.", field.ident.as_str()));
        self.deprecated_setter(&field.docs);
        self.named_as_operator(ident);
        let declared = [code!("mut self"), code!(ident, ": ", argument.ty)];
        let value = match field.presence {
            Presence::Required => argument.value,
            Presence::RequiredNullable | Presence::Optional => code!("Some(", argument.value, ")"),
            Presence::OptionalNullable => code!("Some(Some(", argument.value, "))"),
        };
        let body = code!("self.", &field.ident, " = ", value, ";");
        self.lines.function(
            &code!("pub fn ", ident),
            &declared,
            Some(&code!("Self")),
            |lines| {
                lines.line(body);
                lines.line("self");
            },
        );
        if let Some(null) = null {
            self.lines.blank();
            self.lines
                .doc(&format!("Sets `{}` to null.", field.ident.as_str()));
            self.deprecated_setter(&field.docs);
            let head = code!("pub fn ", null);
            let body = code!("self.", &field.ident, " = Some(None);");
            self.lines
                .function(&head, &[code!("mut self")], Some(&code!("Self")), |lines| {
                    lines.line(body);
                    lines.line("self");
                });
        }
    }

    /// A setter that has the name of an operator's method, as `add` of `std::ops::Add` is.
    pub(crate) fn named_as_operator(&mut self, ident: &Ident) {
        const OPERATORS: &[&str] = &[
            "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
        ];
        if OPERATORS.contains(&ident.as_str()) {
            self.lines.line(
                "#[allow(clippy::should_implement_trait, reason = \"the API has the name\")]",
            );
        }
    }

    fn deprecated_setter(&mut self, docs: &Docs) {
        if docs.deprecated.is_some() {
            self.lines.line("#[deprecated]");
        }
    }

    fn enumeration(&mut self, item: &'m Item, values: &'m Enum) {
        if values.unknown.is_some() {
            self.lines.line("#[non_exhaustive]");
        }
        self.lines.open(code!("pub enum ", &item.ident));
        for value in &values.values {
            self.mentions_deprecated |= value.docs.deprecated.is_some();
            self.lines.docs(&value.docs, None);
            self.undocumented(&value.docs, &value.wire.to_string());
            self.lines.line(code!(&value.ident, ","));
        }
        if let Some(unknown) = &values.unknown {
            self.lines
                .doc("A value that the documentation does not list.");
            let payload = match values.repr {
                Repr::String => code!("String"),
                Repr::Integer => code!("i64"),
                Repr::Mixed => self.uses(VALUE),
            };
            self.lines.line(code!(unknown, "(", payload, "),"));
        }
        self.lines.close("}");
    }

    /// Said where clippy would rather have a box: whoever matches would have to look into it.
    pub(crate) fn uneven<'t>(&mut self, payloads: impl Iterator<Item = Option<&'t Type>>) {
        if self.index.is_uneven(payloads) {
            self.allow_uneven();
        }
    }

    pub(crate) fn allow_uneven(&mut self) {
        let reason = "a box would stand between the value and whoever matches it";
        self.lines.line(code!("#[allow("));
        self.lines.line("    clippy::large_enum_variant,");
        self.lines.line(code!("    reason = ", Lit(reason)));
        self.lines.line(")]");
    }

    fn union(&mut self, item: &'m Item, union: &'m Union) {
        self.uneven(union.variants.iter().map(|variant| Some(&variant.ty)));
        self.lines.line("#[non_exhaustive]");
        self.lines.open(code!("pub enum ", &item.ident));
        for variant in &union.variants {
            self.mentions_deprecated |= variant.docs.deprecated.is_some();
            self.lines.docs(&variant.docs, None);
            if variant.docs.text.is_empty() {
                let what = variant
                    .tags
                    .first()
                    .map(String::as_str)
                    .unwrap_or(variant.ident.as_str());
                self.lines
                    .doc(&format!("`{}`", super::docs::code_span(what)));
            }
            if let Some(tag) = union
                .tag
                .iter()
                .flatten()
                .last()
                .filter(|_| variant.is_default)
            {
                let tag = super::docs::code_span(tag);
                self.lines.doc("");
                self.lines.doc(&format!(
                    "Also where `{tag}` is absent or says none of the others."
                ));
            }
            let line = match &variant.ty {
                Type::Unit => code!(&variant.ident, ","),
                ty => code!(&variant.ident, "(", self.ty(ty), "),"),
            };
            self.lines.line(line);
        }
        if let Some(unknown) = &union.unknown {
            self.lines
                .doc("A value of a shape that the documentation does not list.");
            let value = self.uses(VALUE);
            self.lines.line(code!(unknown, "(", value, "),"));
        }
        self.lines.close("}");
        let mut conversions = Vec::new();
        for variant in union
            .variants
            .iter()
            .filter(|variant| variant.from && variant.ty != Type::Unit)
        {
            let union = conversions.is_empty().then(|| code!(&item.ident, ": "));
            let ty = self.ty(&variant.ty);
            conversions.push(code!(union, &variant.ident, "(", ty, ")"));
        }
        if !conversions.is_empty() {
            self.next_item();
            let name = self.uses(super::file::Extern::codec("from_variants"));
            self.lines.names(code!(name, "!"), &conversions);
        }
    }
}

/// The name of a component that a pointer leads to, for documentation.
fn schema(pointer: &str) -> &str {
    match pointer.strip_prefix("/components/schemas/") {
        Some(name) if !name.contains('/') => name,
        _ => "",
    }
}
