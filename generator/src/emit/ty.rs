//! Types in fields, and as arguments.

use super::code::{Code, code};
use super::file::{Extern, File, VALUE};
use crate::model::{Presence, Type};
use crate::name::Ident;

impl<'m> File<'m> {
    /// A type as it stands in a field.
    pub(crate) fn ty(&mut self, ty: &'m Type) -> Code {
        match ty {
            Type::Unit => code!("()"),
            Type::Bool => code!("bool"),
            Type::Int { signed, bits } => code!(integer(*signed, *bits)),
            Type::F32 => code!("f32"),
            Type::F64 => code!("f64"),
            Type::Decimal => self.uses(Extern::runtime("Decimal")),
            Type::String => code!("String"),
            Type::Base64 => self.uses(Extern::runtime("Base64")),
            Type::DateTime => self.uses(Extern::runtime("DateTime")),
            Type::Date => self.uses(Extern::runtime("Date")),
            Type::Uuid => self.uses(Extern::runtime("Uuid")),
            Type::Json => self.uses(VALUE),
            Type::Upload => self.uses(Extern::runtime("Upload")),
            Type::List(inner) => code!("Vec<", self.ty(inner), ">"),
            Type::Map(inner) => {
                let map = self.uses(Extern::runtime("Map"));
                code!(map, "<", self.ty(inner), ">")
            }
            Type::Tuple(items) => {
                let items: Vec<Code> = items.iter().map(|item| self.ty(item)).collect();
                let comma = if items.len() == 1 { "," } else { "" };
                code!("(", Code::join(items, ", "), comma, ")")
            }
            Type::Nullable(inner) => code!("Option<", self.ty(inner), ">"),
            Type::Boxed(inner) => code!("Box<", self.ty(inner), ">"),
            Type::Item(item) => self.item(item),
        }
    }

    /// The type of a field, with the `Option`s of its presence.
    pub(crate) fn field_type(&mut self, ty: &'m Type, presence: Presence) -> Code {
        let ty = self.ty(ty);
        match presence {
            Presence::Required => ty,
            Presence::RequiredNullable | Presence::Optional => code!("Option<", ty, ">"),
            Presence::OptionalNullable => code!("Option<Option<", ty, ">>"),
        }
    }

    /// What an argument is declared as, and how the value is had from it. A caller writes `"text"`
    /// for a `String`, `[a, b]` for a `Vec`, and a variant's payload for a union.
    pub(crate) fn argument(&mut self, ident: &Ident, ty: &'m Type) -> Argument {
        if let Type::Boxed(inner) = ty {
            let inner = self.argument(ident, inner);
            return Argument {
                ty: inner.ty,
                value: code!("Box::new(", inner.value, ")"),
                as_is: false,
            };
        }
        if let Type::List(inner) = ty
            && **inner == Type::String
        {
            return Argument {
                ty: code!("impl IntoIterator<Item = impl Into<String>>"),
                value: code!(ident, ".into_iter().map(Into::into).collect()"),
                as_is: false,
            };
        }
        let plain = self.ty(ty);
        let is_into = match ty {
            Type::String | Type::List(_) | Type::Upload | Type::Base64 | Type::Decimal => true,
            Type::DateTime | Type::Date | Type::Uuid => true,
            _ => self.index.is_into(ty),
        };
        if is_into {
            Argument {
                ty: code!("impl Into<", plain, ">"),
                value: code!(ident, ".into()"),
                as_is: false,
            }
        } else {
            Argument {
                ty: plain,
                value: code!(ident),
                as_is: true,
            }
        }
    }
}

/// An argument of a constructor, setter or method.
pub(crate) struct Argument {
    /// What it is declared as.
    pub(crate) ty: Code,
    /// The value that it stands for.
    pub(crate) value: Code,
    /// Whether that is the argument itself.
    pub(crate) as_is: bool,
}

/// A type as another crate names it.
pub(crate) fn path(ty: &Type, krate: &str) -> String {
    let of = |inner: &Type| path(inner, krate);
    let runtime = |name: &str| format!("{krate}::runtime::{name}");
    match ty {
        Type::Unit => "()".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Int { signed, bits } => integer(*signed, *bits).to_owned(),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::String => "String".to_owned(),
        Type::Decimal => runtime("Decimal"),
        Type::Base64 => runtime("Base64"),
        Type::DateTime => runtime("DateTime"),
        Type::Date => runtime("Date"),
        Type::Uuid => runtime("Uuid"),
        Type::Upload => runtime("Upload"),
        Type::Json => "serde_json::Value".to_owned(),
        Type::List(inner) => format!("Vec<{}>", of(inner)),
        Type::Map(inner) => format!("{}<{}>", runtime("Map"), of(inner)),
        Type::Tuple(items) => {
            let items: String = items.iter().map(|item| of(item) + ", ").collect();
            format!("({items})")
        }
        Type::Nullable(inner) => format!("Option<{}>", of(inner)),
        Type::Boxed(inner) => format!("Box<{}>", of(inner)),
        Type::Item(item) => format!("{krate}::{}", item.ident.as_str()),
    }
}

fn integer(signed: bool, bits: u8) -> &'static str {
    match (signed, bits) {
        (true, ..=32) => "i32",
        (true, ..=64) => "i64",
        (true, _) => "i128",
        (false, ..=32) => "u32",
        (false, ..=64) => "u64",
        (false, _) => "u128",
    }
}
