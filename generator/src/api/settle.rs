//! What a value is of which all these facts hold.

use std::rc::Rc;

use indexmap::IndexMap;
use pagecrate_spec::document::keys;
use serde_json::Value;

use super::intersect::{Facts, Leaf};
use super::resolve::{Resolver, Work, inside};
use super::shape::{EnumEntry, Format, Home, Kind, Object, Precision, Prop, Role, ShapeId, Values};
use super::source::{Additional, Part, Source, Types};
use super::values;
use crate::config::{ByteChoice, DateChoice, DecimalChoice, IntegerChoice, UuidChoice};

impl<'a> Resolver<'a, '_> {
    /// Gives a shape its kind.
    pub(super) fn settle(&mut self, id: ShapeId, mut facts: Facts<'a>, leaves: &Rc<[Leaf<'a>]>) {
        if let Some(at) = &facts.conflict {
            let message = "the types of this `allOf` exclude each other".to_owned();
            self.warn("all-of-conflict", message, at, "the last one is taken");
        }
        if let Some(kind) = self.enumeration(id, &mut facts) {
            self.shapes.get_mut(id).kind = kind;
            return;
        }
        self.drop_constraints(id, &mut facts);
        let kind = if facts.never {
            Kind::Never
        } else if facts.groups.is_empty() {
            self.plain_kind(id, facts)
        } else {
            self.union(id, facts, leaves)
        };
        self.shapes.get_mut(id).kind = kind;
    }

    /// A set of values, if the facts list any that are possible.
    fn enumeration(&mut self, id: ShapeId, facts: &mut Facts<'a>) -> Option<Kind> {
        let mut listed = facts.values.take()?;
        let had_null = listed.iter().any(Value::is_null);
        listed.retain(|value| !value.is_null());
        if had_null {
            self.shapes.get_mut(id).nullable = true;
        }
        if listed.is_empty() {
            if had_null {
                return Some(Kind::Null);
            }
            let at = self.shapes.get(id).origin.clone();
            self.warn(
                "empty-enum",
                "`enum` has no value".to_owned(),
                &at,
                "any value is taken",
            );
            return None;
        }
        let is_compound = |value: &Value| value.is_object() || value.is_array();
        if listed.iter().any(is_compound) {
            // Whole objects as values: what they look like says more than their list.
            return listed.iter().all(is_compound).then_some(Kind::Any);
        }
        let names = facts.valued.map(values::names).unwrap_or_default();
        let mut seen = std::collections::HashSet::new();
        let mut entries = Vec::with_capacity(listed.len());
        for (index, value) in listed.into_iter().enumerate() {
            if !seen.insert(value.to_string()) {
                continue;
            }
            let (name, description) = names.of(index, &value);
            entries.push(EnumEntry {
                value,
                name,
                description,
            });
        }
        let all_bool = entries.iter().all(|entry| entry.value.is_boolean());
        if all_bool && entries.len() > 1 {
            return Some(Kind::Bool);
        }
        let is_fraction = |entry: &EnumEntry| entry.value.is_f64();
        if entries.len() > 1 && entries.iter().any(is_fraction) {
            let list: Vec<String> = entries
                .iter()
                .map(|entry| entry.value.to_string())
                .collect();
            let fact = format!("One of: {}", list.join(", "));
            self.shapes.get_mut(id).notes.facts.push(fact);
            return Some(Kind::Number(Precision::Double));
        }
        Some(Kind::Enum(Values {
            values: entries,
            open: false,
        }))
    }

    /// What is neither a set of values nor a union.
    pub(super) fn plain_kind(&mut self, id: ShapeId, facts: Facts<'a>) -> Kind {
        let has_object = !facts.properties.is_empty()
            || !facts.patterns.is_empty()
            || !matches!(facts.additional, Additional::Unsaid);
        let has_array = !facts.items.is_empty() || facts.prefix.is_some();
        match facts.types {
            Some(Types::STRING) => Kind::Text(self.text(&facts)),
            Some(Types::INTEGER) => self.integer(&facts),
            Some(Types::NUMBER) => self.number(&facts),
            Some(Types::BOOLEAN) => Kind::Bool,
            Some(Types::OBJECT) => self.object(id, facts),
            Some(Types::ARRAY) => self.array(id, facts),
            _ if has_object => self.object(id, facts),
            _ if has_array => self.array(id, facts),
            _ => Kind::Any,
        }
    }

    fn text(&self, facts: &Facts<'a>) -> Format {
        let types = &self.settings.config().types;
        let encoding = facts.content.and_then(|schema| {
            schema
                .schema_data
                .extensions
                .get(keys::CONTENT_ENCODING)?
                .as_str()
        });
        let decodes = types.bytes == ByteChoice::Bytes;
        if decodes && encoding.is_some_and(|name| name.eq_ignore_ascii_case("base64")) {
            return Format::Base64;
        }
        let chrono = types.dates == DateChoice::Chrono;
        match facts.format.unwrap_or_default() {
            "date-time" | "datetime" if chrono => Format::DateTime,
            "date" if chrono => Format::Date,
            "uuid" if types.uuid == UuidChoice::Uuid => Format::Uuid,
            "byte" | "base64" if decodes => Format::Base64,
            "binary" => Format::Binary,
            "decimal" if types.decimal == DecimalChoice::Decimal => Format::Decimal,
            _ => Format::Plain,
        }
    }

    fn integer(&self, facts: &Facts<'a>) -> Kind {
        let sized = |signed, bits| Kind::Integer { signed, bits };
        let number = |value: &Option<serde_json::Number>| {
            value.as_ref().and_then(serde_json::Number::as_f64)
        };
        let (least, most) = (number(&facts.minimum), number(&facts.maximum));
        match facts.format.unwrap_or_default() {
            "int32" => return sized(true, 32),
            "int8" | "int16" => return sized(true, 32),
            "int64" => {}
            "uint8" | "uint16" | "uint32" | "uint" => return sized(false, 32),
            "uint64" => return sized(false, 64),
            "int128" => return sized(true, 128),
            "uint128" => return sized(false, 128),
            _ => {}
        }
        // 2^63 and 2^64 are exact as floats.
        let (i64_end, u64_end) = (9_223_372_036_854_775_808.0, 18_446_744_073_709_551_616.0);
        let (i128_end, u128_end) = (2f64.powi(127), 2f64.powi(128));
        let is_positive = least.is_some_and(|least| least >= 0.0);
        let (low, high) = (least.unwrap_or_default(), most.unwrap_or_default());
        if high.abs() > u128_end || low < -i128_end {
            return Kind::Number(Precision::Decimal);
        }
        if high >= i64_end || low < -i64_end {
            return match is_positive {
                true if high < u64_end || is_u64_max(facts) => sized(false, 64),
                true => sized(false, 128),
                false => sized(true, 128),
            };
        }
        if facts.is_wide && facts.format.is_none() {
            return sized(!is_positive, if is_positive { 64 } else { 128 });
        }
        let by_bounds = self.settings.config().types.integers == IntegerChoice::ByBounds;
        sized(!(by_bounds && is_positive), 64)
    }

    fn number(&self, facts: &Facts<'a>) -> Kind {
        match facts.format.unwrap_or_default() {
            "decimal" if self.settings.config().types.decimal == DecimalChoice::Decimal => {
                Kind::Number(Precision::Decimal)
            }
            _ => Kind::Number(Precision::Double),
        }
    }

    fn array(&mut self, id: ShapeId, facts: Facts<'a>) -> Kind {
        if let Some((places, closed)) = facts.prefix {
            // A tuple that may go on is a list of what any place may hold.
            if closed || facts.items.is_empty() {
                let here = self.shapes.get(id).origin.join("prefixItems");
                let places = places.into_iter().enumerate().map(|(index, part)| {
                    self.shape(
                        part.source,
                        &here.index(index),
                        inside(part.owner, Role::Place(index)),
                    )
                });
                let places: Vec<ShapeId> = places.collect();
                if closed && !places.is_empty() {
                    return Kind::Tuple(places);
                }
            }
            return Kind::List(self.anything());
        }
        let item = self.together(id, facts.items, Role::Item);
        Kind::List(item)
    }

    fn object(&mut self, id: ShapeId, facts: Facts<'a>) -> Kind {
        let rest = self.rest(id, &facts);
        if facts.properties.is_empty() {
            return match (rest, facts.additional) {
                (Some(rest), _) => Kind::Map(rest),
                (None, Additional::Closed) => Kind::Object(Object::default()),
                (None, _) => Kind::Map(self.anything()),
            };
        }
        if !self.has_room(facts.properties.len(), id) {
            return Kind::Any;
        }
        let mut object = Object {
            rest,
            properties: IndexMap::with_capacity(facts.properties.len()),
        };
        for (name, parts) in facts.properties {
            let required = facts.required.contains(name);
            let shape = self.together(id, parts, Role::Field(name.to_owned()));
            object.properties.insert(
                name.to_owned(),
                Prop {
                    shape,
                    required,
                    constant: None,
                },
            );
        }
        if object.rest.is_none() && !matches!(facts.additional, Additional::Closed) {
            let of = facts
                .required
                .iter()
                .filter(|name| !object.properties.contains_key(**name));
            self.undescribed
                .extend(of.map(|name| (id, (*name).to_owned())));
        }
        Kind::Object(object)
    }

    /// What the properties without a name of their own are.
    fn rest(&mut self, id: ShapeId, facts: &Facts<'a>) -> Option<ShapeId> {
        let (here, owner) = match &facts.additional_at {
            Some((here, owner)) => (here.clone(), *owner),
            None => (self.shapes.get(id).origin.clone(), id),
        };
        let role = inside(owner, Role::Value);
        match (facts.additional, &facts.patterns[..]) {
            (Additional::Schema(source, key), []) => Some(self.child(source, &here, &[key], role)),
            (Additional::Any, _) => Some(self.anything()),
            (Additional::Unsaid | Additional::Closed, []) => None,
            (Additional::Unsaid | Additional::Closed, [pattern]) => Some(self.shape(
                pattern.source,
                &pattern.here,
                inside(pattern.owner, Role::Value),
            )),
            // Patterns of several kinds, or beside a schema of all others.
            (_, _) => Some(self.anything()),
        }
    }

    /// The shape that is what all parts say: the part itself where there is one.
    pub(super) fn together(&mut self, id: ShapeId, parts: Vec<Part<'a>>, role: Role) -> ShapeId {
        let mut distinct: Vec<Part<'a>> = Vec::with_capacity(parts.len());
        for part in parts {
            let is_known = distinct
                .iter()
                .any(|known| match (known.source, part.source) {
                    (Source::Item(a), Source::Item(b)) => std::ptr::eq(a, b) || a == b,
                    (Source::Reference(a), Source::Reference(b)) => a == b,
                    _ => false,
                });
            if !is_known {
                distinct.push(part);
            }
        }
        match &distinct[..] {
            [] => self.anything(),
            [part] => {
                let home = inside(part.owner, role);
                self.shape(part.source, &part.here, home)
            }
            [.., last] => {
                let here = last.here.clone();
                let home = Home::Inside(id, role);
                self.made(&here, home, |made| Work::Parts(made, distinct.clone()))
            }
        }
    }
}

fn is_u64_max(facts: &Facts<'_>) -> bool {
    facts
        .maximum
        .as_ref()
        .and_then(serde_json::Number::as_u64)
        .is_some()
        || facts.maximum.as_ref().and_then(serde_json::Number::as_f64)
            == Some(18_446_744_073_709_551_616.0)
}
