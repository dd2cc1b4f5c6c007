//! Types and signatures as a caller would write them.

use crate::model::{Field, Presence, Type};

/// The Rust text of a type.
pub(super) fn type_text(ty: &Type) -> String {
    match ty {
        Type::Unit => "()".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Int { signed, bits } => format!("{}{bits}", if *signed { 'i' } else { 'u' }),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::Decimal => "Decimal".to_owned(),
        Type::String => "String".to_owned(),
        Type::Base64 => "Base64".to_owned(),
        Type::DateTime => "DateTime".to_owned(),
        Type::Date => "Date".to_owned(),
        Type::Uuid => "Uuid".to_owned(),
        Type::Json => "Value".to_owned(),
        Type::Upload => "Upload".to_owned(),
        Type::List(item) => format!("Vec<{}>", type_text(item)),
        Type::Map(value) => format!("Map<{}>", type_text(value)),
        Type::Tuple(items) => {
            let items: Vec<_> = items.iter().map(type_text).collect();
            format!("({})", items.join(", "))
        }
        Type::Nullable(inner) => format!("Option<{}>", type_text(inner)),
        Type::Boxed(inner) => format!("Box<{}>", type_text(inner)),
        Type::Item(item) => item.ident.to_string(),
    }
}

/// The Rust text of a field's type, with the `Option`s of its presence.
pub(super) fn field_text(field: &Field) -> String {
    let inner = type_text(&field.ty);
    match field.presence {
        Presence::Required => inner,
        Presence::Optional | Presence::RequiredNullable => format!("Option<{inner}>"),
        Presence::OptionalNullable => format!("Option<Option<{inner}>>"),
    }
}

/// The Rust text of an argument that takes a value of a type.
pub(super) fn argument_text(ty: &Type) -> String {
    match ty {
        Type::String => "impl Into<String>".to_owned(),
        other => type_text(other),
    }
}
