//! Items: structs and enums.

use std::collections::BTreeMap;

use serde_json::Value;

use super::classify::{Class, peel};
use super::modules::Reached;
use super::{Lower, docs, fixed};
use crate::api::{Field as ApiField, Kind, Object, ShapeId};
use crate::model::{
    Derives, Direction, Docs, Enum, EnumValue, Field, Item, ItemKind, Presence, Property, Repr,
    Rest, Setter, Struct, Type,
};
use crate::name::{Case, Ident, Scope};

/// Methods that every struct has, which a setter must not hide.
const STRUCT_METHODS: [&str; 8] = [
    "new", "default", "clone", "fmt", "eq", "empty", "put", "write",
];

impl Lower<'_> {
    pub(super) fn item(&self, id: ShapeId, direction: Direction, derives: Derives) -> Option<Item> {
        let shape = self.shape(id);
        let ident = self.items.get(&id)?.ident.clone();
        let kind = match &self.classes[id.0] {
            Class::Struct => match &shape.kind {
                Kind::Object(object) => ItemKind::Struct(self.object(id, object, direction)),
                _ => return None,
            },
            Class::Enum(values) => ItemKind::Enum(enumeration(values)),
            Class::Union => match &shape.kind {
                Kind::Union(union) => ItemKind::Union(self.union(id, union)),
                _ => return None,
            },
            _ => return None,
        };
        Some(Item {
            ident,
            docs: docs(&shape.docs, Some(shape)),
            derives,
            direction,
            kind,
        })
    }

    fn object(&self, id: ShapeId, object: &Object, direction: Direction) -> Struct {
        let multipart = self.multipart.contains(&id);
        let is_constant = |field: &&ApiField| self.constant(field).is_some();
        let fields: Vec<&ApiField> = object
            .fields
            .iter()
            .filter(|field| !is_constant(field))
            .collect();
        let wires: Vec<&str> = fields.iter().map(|field| field.wire.as_str()).collect();
        let mut scope = Scope::default();
        let idents = scope.claim_all(Case::Snake, &wires);
        let mut methods = Scope::reserving(&STRUCT_METHODS);
        let setters = methods.claim_all(Case::Snake, &wires);
        let mut named: BTreeMap<&str, (Ident, Ident)> = BTreeMap::new();
        for ((wire, ident), setter) in wires.iter().zip(idents).zip(setters) {
            named.insert(wire, (ident, setter));
        }
        let keys = object.fields.iter().filter_map(|field| {
            if let Some(value) = self.constant(field) {
                return Some(Property::Constant {
                    wire: field.wire.clone(),
                    value: value.clone(),
                    required: field.required,
                });
            }
            let (ident, setter) = named.remove(field.wire.as_str())?;
            let field = self.field(
                id,
                field,
                (ident, setter),
                multipart,
                direction,
                &mut methods,
            );
            Some(Property::Field(field))
        });
        let keys: Vec<Property> = keys.collect();
        let rest = object.rest.and_then(|rest| {
            Some(Rest {
                ident: fixed(&mut scope, Case::Snake, "rest")?,
                ty: self.full(rest),
                docs: Docs {
                    text: vec!["Properties without a field of their own.".to_owned()],
                    ..Docs::default()
                },
            })
        });
        Struct {
            keys,
            rest,
            multipart,
        }
    }

    /// The one value of a property that must be there: no caller has to give it.
    fn constant(&self, field: &ApiField) -> Option<&Value> {
        let (inner, nullable) = peel(self.api, field.shape);
        match &self.shape(inner).kind {
            Kind::Const(value) if field.required && !nullable => Some(value),
            _ => None,
        }
    }

    fn field(
        &self,
        id: ShapeId,
        field: &ApiField,
        (ident, setter): (Ident, Ident),
        multipart: bool,
        direction: Direction,
        methods: &mut Scope,
    ) -> Field {
        let (ty, nullable) = self.held(id, field.shape);
        let ty = match multipart {
            true => self.part_type(field.shape, ty),
            false => ty,
        };
        // What only one side must give, nobody can demand of a type that travels both ways.
        let demanded = field.required
            && !(field.read_only && direction.request)
            && !(field.write_only && direction.response);
        let presence = match (demanded, nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::RequiredNullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        };
        let settable = matches!(presence, Presence::Optional | Presence::OptionalNullable);
        let null = format!("{} null", setter.as_str());
        let setter = settable.then(|| Setter {
            null: (presence == Presence::OptionalNullable)
                .then(|| methods.claim(Case::Snake, [null.as_str()]))
                .flatten(),
            ident: setter,
        });
        let mut about = field.docs.clone();
        let (inner, _) = peel(self.api, field.shape);
        if about.text.is_none() && !self.items.contains_key(&inner) {
            about.text.clone_from(&self.shape(inner).docs.text);
        }
        Field {
            ident,
            wire: field.wire.clone(),
            docs: docs(&about, None),
            ty,
            presence,
            read_only: field.read_only,
            write_only: field.write_only,
            setter,
            content_type: None,
        }
    }

    /// Files of a multipart body are uploads.
    fn part_type(&self, id: ShapeId, ty: Type) -> Type {
        let (inner, _) = peel(self.api, id);
        match &self.shape(inner).kind {
            Kind::Binary => Type::Upload,
            Kind::List(item) if self.shape(peel(self.api, *item).0).kind == Kind::Binary => {
                Type::List(Box::new(Type::Upload))
            }
            _ => ty,
        }
    }

    /// The derives that the contents of each item allow.
    pub(super) fn derives(&self, reached: &Reached) -> BTreeMap<ShapeId, Derives> {
        let derives = reached.items.iter().map(|(id, (_, direction))| {
            let derives = Derives {
                copy: false,
                default: self.can_be_default(*id, *direction),
                eq_hash: self.can_be_eq(*id),
            };
            (*id, derives)
        });
        derives.collect()
    }

    fn can_be_eq(&self, id: ShapeId) -> bool {
        match &self.classes[id.0] {
            Class::Enum(values) => enum_repr(values) != Repr::Mixed,
            _ => false,
        }
    }

    /// Whether nothing is demanded of a caller.
    fn can_be_default(&self, id: ShapeId, direction: Direction) -> bool {
        let Kind::Object(object) = &self.shape(id).kind else {
            return false;
        };
        direction.request
            && object
                .fields
                .iter()
                .all(|field| !field.required || self.constant(field).is_some() || field.read_only)
    }
}

fn enum_repr(values: &[Value]) -> Repr {
    if values.iter().all(Value::is_string) {
        Repr::String
    } else if values.iter().all(Value::is_i64) {
        Repr::Integer
    } else {
        Repr::Mixed
    }
}

fn enumeration(values: &[Value]) -> Enum {
    let texts: Vec<String> = values
        .iter()
        .map(|value| match value {
            Value::String(text) => text.clone(),
            Value::Null => "null".to_owned(),
            other => other.to_string(),
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut scope = Scope::reserving(&["Unknown"]);
    let idents = scope.claim_all(Case::Pascal, &texts);
    let values_of = values.iter().zip(idents).map(|(wire, ident)| EnumValue {
        ident,
        wire: wire.clone(),
        docs: Docs::default(),
    });
    Enum {
        values: values_of.collect(),
        repr: enum_repr(values),
        unknown: Scope::default().claim(Case::Pascal, ["unknown"]),
    }
}
