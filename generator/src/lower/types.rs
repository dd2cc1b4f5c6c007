//! What a shape is where it is used.

use serde_json::Value;

use super::Lower;
use crate::api::{Api, Format, Kind, Precision, ShapeId, Values};
use crate::model::{ItemRef, Type};

/// Whether a shape becomes an item of the crate. A set of one value that is no text is its type.
pub(super) fn is_item(api: &Api, id: ShapeId) -> bool {
    match &api.shapes.get(id).kind {
        Kind::Enum(values) => single_type(values).is_none(),
        kind => kind.is_item(),
    }
}

/// The type of a set of one value that is no text.
fn single_type(values: &Values) -> Option<Type> {
    let [only] = &values.values[..] else {
        return None;
    };
    match &only.value {
        Value::Bool(_) => Some(Type::Bool),
        Value::Number(number) if number.is_f64() => Some(Type::F64),
        _ => None,
    }
}

impl Lower<'_, '_, '_> {
    /// The type of a shape without the `Option` of one that may be null, and whether it may be.
    /// `holder` is the item whose member it is.
    pub(super) fn bare(&self, id: ShapeId, holder: Option<ShapeId>) -> (Type, bool) {
        let (at, nullable) = self.api.shapes.peel(id);
        let ty = match &self.api.shapes.get(at).kind {
            Kind::Any | Kind::Never | Kind::Null | Kind::Same(_) | Kind::Pending => Type::Json,
            Kind::Bool => Type::Bool,
            Kind::Integer { signed, bits } => Type::Int {
                signed: *signed,
                bits: *bits,
            },
            Kind::Number(Precision::Single) => Type::F32,
            Kind::Number(Precision::Double) => Type::F64,
            Kind::Number(Precision::Decimal) => Type::Decimal,
            Kind::Text(format) => text(*format),
            Kind::List(item) => Type::List(Box::new(self.full(*item, None))),
            Kind::Map(value) => Type::Map(Box::new(self.full(*value, None))),
            Kind::Tuple(places) => Type::Tuple(
                places
                    .iter()
                    .map(|place| self.full(*place, holder))
                    .collect(),
            ),
            Kind::Enum(values) => match single_type(values) {
                Some(ty) => ty,
                None => self.item_type(at),
            },
            Kind::Object(_) | Kind::Union(_) => self.item_type(at),
        };
        let is_boxed = holder.is_some_and(|holder| self.boxes.contains(holder, at));
        let ty = if is_boxed {
            Type::Boxed(Box::new(ty))
        } else {
            ty
        };
        // JSON has its own null.
        let nullable = nullable && ty != Type::Json;
        (ty, nullable)
    }

    /// The type of a shape where nothing else says that it may be null.
    pub(super) fn full(&self, id: ShapeId, holder: Option<ShapeId>) -> Type {
        match self.bare(id, holder) {
            (ty, true) => Type::Nullable(Box::new(ty)),
            (ty, false) => ty,
        }
    }

    fn item_type(&self, id: ShapeId) -> Type {
        match (self.module(id), self.names.types.get(&id)) {
            (Some(module), Some(ident)) => Type::Item(ItemRef {
                module: module.clone(),
                ident: ident.clone(),
            }),
            _ => Type::Json,
        }
    }
}

fn text(format: Format) -> Type {
    match format {
        Format::Plain | Format::Binary => Type::String,
        Format::DateTime => Type::DateTime,
        Format::Date => Type::Date,
        Format::Uuid => Type::Uuid,
        Format::Base64 => Type::Base64,
        Format::Decimal => Type::Decimal,
    }
}
