//! Structs and enums.

use serde_json::Value;

use super::{Lower, docs};
use crate::api::{Format, Kind, Notes, Object, PartEncoding, Prop, ShapeId, Values};
use crate::model::{
    Derives, Direction, Enum, EnumValue, Field, Item, ItemKind, Presence, Property, Repr, Rest,
    Setter, Struct, Type,
};
use crate::name::{Case, Ident, Scope, Words, reserved};

impl Lower<'_, '_, '_> {
    /// The item of a shape that has a name.
    pub(super) fn item(&mut self, id: ShapeId) -> Option<Item> {
        let api = self.api;
        let ident = self.names.types.get(&id)?.clone();
        let shape = api.shapes.get(id);
        let direction = self.reach.direction(id);
        let mut derives = Derives::default();
        let kind = match &shape.kind {
            Kind::Object(object) => {
                let made = self.object(id, object, direction);
                derives.default = made.keys.iter().all(is_optional);
                ItemKind::Struct(made)
            }
            Kind::Enum(values) => {
                let made = self.values(id, values);
                derives.eq_hash = made.repr != Repr::Mixed;
                derives.copy = made.unknown.is_none() || made.repr == Repr::Integer;
                ItemKind::Enum(made)
            }
            Kind::Union(union) => ItemKind::Union(self.union(id, union)),
            _ => return None,
        };
        Some(Item {
            ident,
            docs: docs::of_shape(shape),
            derives,
            direction,
            features: Vec::new(),
            kind,
        })
    }

    fn object(&mut self, id: ShapeId, object: &Object, direction: Direction) -> Struct {
        let parts = self.multipart.get(&id).cloned();
        let names = self.field_names(id, object);
        let mut methods = Scope::reserving(reserved::STRUCT);
        let setters = methods.members(
            Case::Snake,
            &names
                .iter()
                .map(|(wire, _)| wire.as_str())
                .collect::<Vec<_>>(),
        );
        let mut named = names.into_iter().zip(setters);
        let mut fields = Scope::default();
        let mut keys = Vec::with_capacity(object.properties.len());
        for (wire, prop) in &object.properties {
            if let Some(value) = &prop.constant {
                let (wire, value) = (wire.clone(), value.clone());
                keys.push(Property::Constant {
                    wire,
                    value,
                    required: prop.required,
                });
                continue;
            }
            let Some(((_, ident), setter)) = named.next() else {
                continue;
            };
            fields.claim(Case::Snake, &Words::of(ident.as_str()));
            let field = FieldDraft {
                wire,
                prop,
                ident,
                setter,
                parts: parts.as_deref(),
            };
            keys.push(Property::Field(self.field(
                id,
                field,
                direction,
                &mut methods,
            )));
        }
        let rest = object.rest.and_then(|rest| {
            let wishes = ["rest", "other properties", "further properties"].map(Words::of);
            Some(Rest {
                ident: fields.claim_first(Case::Snake, &wishes)?,
                ty: self.full(rest, None),
                docs: docs::of_text(Some("Properties that have no field of their own.")),
            })
        });
        Struct {
            keys,
            rest,
            multipart: parts.is_some(),
        }
    }

    /// The names of an object's fields, constants left out.
    pub(super) fn field_names(&mut self, id: ShapeId, object: &Object) -> Vec<(String, Ident)> {
        if let Some(known) = self.fields.get(&id) {
            return known.clone();
        }
        let origin = self.api.shapes.get(id).origin.clone();
        let wires: Vec<&String> = object
            .properties
            .iter()
            .filter(|(_, prop)| prop.constant.is_none())
            .map(|(wire, _)| wire)
            .collect();
        let mut texts: Vec<String> = Vec::with_capacity(wires.len());
        for wire in &wires {
            let by_owner = origin.join("properties").join(wire);
            let shape = object
                .properties
                .get(*wire)
                .map(|prop| self.api.shapes.get(prop.shape).origin.clone());
            let chosen = self.settings.field_name(by_owner.as_str());
            let chosen = chosen.or_else(|| self.settings.field_name(shape?.as_str()));
            texts.push(chosen.map_or_else(|| (*wire).clone(), str::to_owned));
        }
        let idents = Scope::default().members(
            Case::Snake,
            &texts.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let names: Vec<(String, Ident)> = wires.into_iter().cloned().zip(idents).collect();
        self.fields.insert(id, names.clone());
        names
    }

    fn field(
        &self,
        id: ShapeId,
        draft: FieldDraft<'_>,
        direction: Direction,
        methods: &mut Scope,
    ) -> Field {
        let FieldDraft {
            wire,
            prop,
            ident,
            setter,
            parts,
        } = draft;
        let (ty, nullable) = self.bare(prop.shape, Some(id));
        let ty = if parts.is_some() {
            self.part_type(prop.shape, ty)
        } else {
            ty
        };
        let notes = self.notes(prop.shape);
        // What only one side gives, nobody can demand of a type that travels both ways.
        let demanded = prop.required
            && !(notes.read_only && direction.request)
            && !(notes.write_only && direction.response);
        let presence = match (demanded, nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::RequiredNullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        };
        let setter = match presence {
            Presence::Required | Presence::RequiredNullable => None,
            Presence::Optional | Presence::OptionalNullable => {
                let null = (presence == Presence::OptionalNullable).then(|| {
                    let base = Words::of(setter.as_str());
                    let wishes = [
                        base.plus("null"),
                        base.plus("to").plus("null"),
                        Words::of("null").and(&base),
                    ];
                    methods.claim_first(Case::Snake, &wishes)
                });
                Some(Setter {
                    ident: setter,
                    null: null.flatten(),
                })
            }
        };
        let part = parts.and_then(|parts| parts.iter().find(|part| part.property == *wire));
        let mut docs = docs::of_notes(&notes);
        if self.api.shapes.get(id).notes.trust != notes.trust {
            docs.facts.extend(docs::weakness(&notes));
        }
        Field {
            ident,
            wire: wire.clone(),
            docs,
            ty,
            presence,
            read_only: notes.read_only,
            write_only: notes.write_only,
            setter,
            content_type: part.and_then(|part| part.content_type.clone()),
        }
    }

    /// What is said of a member: by its own place, else by the first of what it stands for.
    pub(super) fn notes(&self, id: ShapeId) -> Notes {
        let shapes = &self.api.shapes;
        let own = shapes.get(id);
        let (at, _) = shapes.peel(id);
        let mut notes = own.notes.clone();
        let inner = &shapes.get(at).notes;
        if at == id && super::types::is_item(self.api, at) {
            // The type tells the rest; the field tells what it is in a sentence.
            notes.description = own
                .notes
                .description
                .as_deref()
                .and_then(docs::first_sentence);
            notes.facts.retain(|fact| fact.starts_with("Default"));
        }
        if notes.description.is_none() {
            let text = inner.description.as_deref().or(inner.title.as_deref());
            notes.description = text.and_then(docs::first_sentence);
        }
        notes.deprecated |= at != id && inner.deprecated && own.notes.deprecated;
        notes.read_only |= inner.read_only;
        notes.write_only |= inner.write_only;
        notes
    }

    /// Files of a multipart body are uploads.
    fn part_type(&self, id: ShapeId, ty: Type) -> Type {
        let shapes = &self.api.shapes;
        let is_file = |id: ShapeId| *shapes.kind(id) == Kind::Text(Format::Binary);
        match shapes.kind(id) {
            Kind::Text(Format::Binary) => Type::Upload,
            Kind::List(item) if is_file(*item) => Type::List(Box::new(Type::Upload)),
            _ => ty,
        }
    }

    fn values(&mut self, id: ShapeId, values: &Values) -> Enum {
        let origin = self.api.shapes.get(id).origin.clone();
        let likes = self
            .api
            .unified
            .get(&id)
            .cloned()
            .unwrap_or_else(|| vec![id]);
        let mut texts: Vec<String> = Vec::with_capacity(values.values.len());
        for entry in &values.values {
            let text = match &entry.value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let chosen = self.settings.variant_name(origin.join(&text).as_str());
            texts.push(
                chosen
                    .map(str::to_owned)
                    .or_else(|| entry.name.clone())
                    .unwrap_or(text),
            );
        }
        let idents = self.variant_names(&texts, values);
        let mut is_strict = false;
        for like in likes {
            is_strict |= self
                .settings
                .is_strict(self.api.shapes.get(like).origin.as_str());
        }
        let repr = match values {
            values if values.is_text() => Repr::String,
            values if values.is_integer() => Repr::Integer,
            _ => Repr::Mixed,
        };
        let entries = values
            .values
            .iter()
            .zip(idents)
            .map(|(entry, ident)| EnumValue {
                ident,
                wire: entry.value.clone(),
                docs: docs::of_text(entry.description.as_deref()),
            });
        let entries: Vec<EnumValue> = entries.collect();
        let unknown = (!is_strict)
            .then(|| unknown(entries.iter().map(|entry| &entry.ident)))
            .flatten();
        Enum {
            values: entries,
            repr,
            unknown,
        }
    }

    /// Given names can be the same for two values; the values then tell.
    fn variant_names(&self, texts: &[String], values: &Values) -> Vec<Ident> {
        let mut seen = std::collections::HashSet::new();
        let all_differ = texts.iter().all(|text| seen.insert(text));
        if all_differ {
            return Scope::default().members(
                Case::Pascal,
                &texts.iter().map(String::as_str).collect::<Vec<_>>(),
            );
        }
        let plain: Vec<String> = values
            .values
            .iter()
            .map(|entry| entry.value.to_string())
            .collect();
        Scope::default().members(
            Case::Pascal,
            &plain.iter().map(String::as_str).collect::<Vec<_>>(),
        )
    }
}

/// The variant for what is not listed; `Unknown` unless a value is called so.
pub(super) fn unknown<'i>(taken: impl Iterator<Item = &'i Ident>) -> Option<Ident> {
    let names: Vec<&str> = taken.map(Ident::as_str).collect();
    let mut scope = Scope::reserving(&names);
    let wishes = ["unknown", "unlisted", "other value", "undocumented value"].map(Words::of);
    scope.claim_first(Case::Pascal, &wishes)
}

struct FieldDraft<'f> {
    wire: &'f String,
    prop: &'f Prop,
    ident: Ident,
    setter: Ident,
    parts: Option<&'f [PartEncoding]>,
}

fn is_optional(property: &Property) -> bool {
    match property {
        Property::Field(field) => matches!(
            field.presence,
            Presence::Optional | Presence::OptionalNullable
        ),
        Property::Constant { .. } => true,
    }
}
