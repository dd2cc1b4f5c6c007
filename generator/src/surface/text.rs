//! Types and arguments as the emitted text has them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::emit::Index;
use crate::model::{
    Body, BodyEncoding, Field, Model, Outcome, Parameter, Presence, Receive, Received, Type,
};

/// The texts of types of one Model.
pub(super) struct Texts<'m> {
    pub(super) index: Index<'m>,
    /// The types of the runtime that only some clients carry, as far as they were met.
    optional: RefCell<BTreeSet<&'static str>>,
}

impl<'m> Texts<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self {
            index: Index::new(model),
            optional: RefCell::default(),
        }
    }

    /// What the client carries of the runtime because its types need it.
    pub(super) fn optional(&self) -> BTreeSet<&'static str> {
        let mut all = self.optional.borrow().clone();
        // The two stand in one module.
        if all.contains("Date") || all.contains("DateTime") {
            all.extend(["Date", "DateTime"]);
        }
        all
    }

    fn carried(&self, name: &'static str) -> String {
        self.optional.borrow_mut().insert(name);
        name.to_owned()
    }

    /// A type as it stands in a field.
    pub(super) fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Unit => "()".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Int { signed, bits } => {
                let width = match bits {
                    ..=32 => 32,
                    ..=64 => 64,
                    _ => 128,
                };
                format!("{}{width}", if *signed { 'i' } else { 'u' })
            }
            Type::F32 => "f32".to_owned(),
            Type::F64 => "f64".to_owned(),
            Type::Decimal => self.carried("Decimal"),
            Type::String => "String".to_owned(),
            Type::Base64 => self.carried("Base64"),
            Type::DateTime => self.carried("DateTime"),
            Type::Date => self.carried("Date"),
            Type::Uuid => self.carried("Uuid"),
            Type::Json => "Value".to_owned(),
            Type::Upload => "Upload".to_owned(),
            Type::List(inner) => format!("Vec<{}>", self.ty(inner)),
            Type::Map(inner) => format!("Map<{}>", self.ty(inner)),
            Type::Tuple(items) => {
                let texts: Vec<String> = items.iter().map(|item| self.ty(item)).collect();
                let comma = if items.len() == 1 { "," } else { "" };
                format!("({}{comma})", texts.join(", "))
            }
            Type::Nullable(inner) => format!("Option<{}>", self.ty(inner)),
            Type::Boxed(inner) => format!("Box<{}>", self.ty(inner)),
            Type::Item(item) => item.ident.to_string(),
        }
    }

    /// The type of a field, with the `Option`s of its presence.
    pub(super) fn field(&self, field: &Field) -> String {
        let inner = self.ty(&field.ty);
        match field.presence {
            Presence::Required => inner,
            Presence::Optional | Presence::RequiredNullable => format!("Option<{inner}>"),
            Presence::OptionalNullable => format!("Option<Option<{inner}>>"),
        }
    }

    /// The type of an argument that takes a value of a type.
    pub(super) fn argument(&self, ty: &'m Type) -> String {
        match ty {
            Type::Boxed(inner) => self.argument(inner),
            Type::List(inner) if **inner == Type::String => {
                "impl IntoIterator<Item = impl Into<String>>".to_owned()
            }
            Type::String
            | Type::List(_)
            | Type::Upload
            | Type::Base64
            | Type::Decimal
            | Type::DateTime
            | Type::Date
            | Type::Uuid => format!("impl Into<{}>", self.ty(ty)),
            _ if self.index.is_into(ty) => format!("impl Into<{}>", self.ty(ty)),
            _ => self.ty(ty),
        }
    }

    /// The type of a parameter: text is borrowed where it is required.
    pub(super) fn parameter(&self, parameter: &'m Parameter, required: bool) -> String {
        match parameter.ty {
            Type::String if required => "&str".to_owned(),
            _ => self.argument(&parameter.ty),
        }
    }

    /// The type of a body as an argument.
    pub(super) fn body(&self, body: &'m Body) -> String {
        match (&body.encoding, &body.ty) {
            (BodyEncoding::Text | BodyEncoding::Bytes, _) => "impl Into<Body>".to_owned(),
            (BodyEncoding::Multipart, ty) => self.ty(ty),
            (_, Type::List(_) | Type::String) => self.argument(&body.ty),
            (_, ty) => format!("&{}", self.ty(ty)),
        }
    }

    /// What is read from an answer; empty when there is no body.
    pub(super) fn received(&self, received: &Received) -> String {
        match received.encoding {
            Receive::Empty => String::new(),
            Receive::Json => self.ty(&received.ty),
            Receive::Text => "String".to_owned(),
            Receive::Bytes => "ByteStream".to_owned(),
        }
    }

    /// The associated type of an answer.
    pub(super) fn outcome(&self, outcome: &Outcome, none: &str) -> String {
        match outcome {
            Outcome::None => none.to_owned(),
            Outcome::One(received) => match self.received(received) {
                text if text.is_empty() => "()".to_owned(),
                text => text,
            },
            Outcome::ByStatus { ident, .. } => ident.to_string(),
        }
    }
}
