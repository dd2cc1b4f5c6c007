//! The emitted types in serde's world.
//!
//! Reading fills a tape from any self-describing format; writing hands the values, one level after
//! the other, straight to the serializer. Both are compiled once for each format, not for each type.

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::slot::Slot;
use super::tape::{Entry, MAX_CELLS, MAX_DEPTH, Tape, Token};
use super::write::{Part, Shape, Writer};

/// Writes a value to a serializer.
///
/// # Errors
///
/// What the serializer refuses.
pub fn serialize<S: Serializer>(value: &dyn Slot, serializer: S) -> Result<S::Ok, S::Error> {
    Walk { slot: value }.serialize(serializer)
}

/// Reads a value from the deserializer of a self-describing format.
///
/// # Errors
///
/// What the deserializer refuses, more than 128 nested levels, and a value that does not have the
/// shape of `T`.
pub fn deserialize<'de, T: Slot, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut build = Build::default();
    Fill {
        build: &mut build,
        depth: 0,
    }
    .deserialize(deserializer)?;
    Tape::new(&build.text, build.cells, false)
        .read()
        .map_err(de::Error::custom)
}

struct Walk<'s> {
    slot: &'s dyn Slot,
}

impl Serialize for Walk<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut serializer = Some(serializer);
        let mut result = None;
        let mut eye = |shape: Shape<'_>| {
            if let Some(serializer) = serializer.take() {
                result = Some(serialize_shape(&shape, serializer));
            }
        };
        self.slot.write(&mut Writer::to(&mut eye, false));
        result.unwrap_or_else(|| Err(S::Error::custom("the value wrote nothing")))
    }
}

fn serialize_shape<S: Serializer>(shape: &Shape<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match shape {
        Shape::Absent | Shape::Null => serializer.serialize_unit(),
        Shape::Bool(value) => serializer.serialize_bool(*value),
        Shape::I64(value) => serializer.serialize_i64(*value),
        Shape::U64(value) => serializer.serialize_u64(*value),
        Shape::I128(value) => match i64::try_from(*value) {
            Ok(value) => serializer.serialize_i64(value),
            Err(_) => serializer.serialize_i128(*value),
        },
        Shape::U128(value) => match u64::try_from(*value) {
            Ok(value) => serializer.serialize_u64(value),
            Err(_) => serializer.serialize_u128(*value),
        },
        Shape::F32(value) => serializer.serialize_f32(*value),
        Shape::F64(value) => serializer.serialize_f64(*value),
        Shape::Str(value) => serializer.serialize_str(value),
        Shape::Digits(digits) => super::number::value(digits).serialize(serializer),
        Shape::Json(json) => serde_json::from_str::<serde_json::Value>(json)
            .map_err(S::Error::custom)?
            .serialize(serializer),
        Shape::Value(value) => value.serialize(serializer),
        Shape::List(item_at) => {
            let count = (0..).take_while(|index| item_at(*index).is_some()).count();
            let mut list = serializer.serialize_seq(Some(count))?;
            for slot in (0..count).filter_map(item_at) {
                list.serialize_element(&Walk { slot })?;
            }
            list.end()
        }
        Shape::Object(object) => {
            let parts = object.present();
            let mut map = serializer.serialize_map(Some(parts.len()))?;
            for part in parts {
                match part {
                    Part::Text(key, text) => map.serialize_entry(key, text)?,
                    Part::Json(key, json) => {
                        let value: serde_json::Value =
                            serde_json::from_str(json).map_err(S::Error::custom)?;
                        map.serialize_entry(key, &value)?;
                    }
                    Part::Slot { key, slot, .. } => map.serialize_entry(key, &Walk { slot })?,
                }
            }
            map.end()
        }
    }
}

/// A tape in the making, with a text of its own that only strings and digits refer to.
#[derive(Default)]
struct Build {
    text: String,
    cells: Vec<Entry>,
}

impl Build {
    fn push<E: de::Error>(&mut self, token: Token, text: &str) -> Result<(), E> {
        let at = self.text.len();
        self.text.push_str(text);
        if self.cells.len() >= MAX_CELLS || self.text.len() > u32::MAX as usize {
            return Err(E::custom("more values than fit"));
        }
        let end = self.cells.len() as u32 + 1;
        self.cells
            .push(Entry::new(token, at as u32, text.len() as u32, end));
        Ok(())
    }

    fn close(&mut self, index: usize) {
        let end = self.cells.len() as u32;
        if let Some(entry) = self.cells.get_mut(index) {
            entry.close(0, end);
        }
    }
}

struct Fill<'b> {
    build: &'b mut Build,
    depth: usize,
}

impl Fill<'_> {
    fn open<E: de::Error>(&mut self, token: Token) -> Result<usize, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom("more than 128 nested arrays and objects"));
        }
        self.build.push(token, "")?;
        Ok(self.build.cells.len() - 1)
    }

    fn inner(&mut self) -> Fill<'_> {
        Fill {
            build: self.build,
            depth: self.depth + 1,
        }
    }

    fn digits<E: de::Error>(self, digits: &impl std::fmt::Display) -> Result<(), E> {
        self.build.push(Token::Number, &digits.to_string())
    }
}

impl<'de> DeserializeSeed<'de> for Fill<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value that JSON can hold")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.build
            .push(if value { Token::True } else { Token::False }, "")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.digits(&value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.digits(&value)
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<(), E> {
        self.digits(&value)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<(), E> {
        self.digits(&value)
    }

    fn visit_f32<E: de::Error>(self, value: f32) -> Result<(), E> {
        if value.is_finite() {
            return self
                .build
                .push(Token::Number, zmij::Buffer::new().format_finite(value));
        }
        self.visit_unit()
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        if value.is_finite() {
            return self
                .build
                .push(Token::Number, zmij::Buffer::new().format_finite(value));
        }
        self.visit_unit()
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        self.build.push(Token::String, value)
    }

    fn visit_bytes<E: de::Error>(self, value: &[u8]) -> Result<(), E> {
        match std::str::from_utf8(value) {
            Ok(text) => self.visit_str(text),
            Err(_) => Err(E::invalid_type(de::Unexpected::Bytes(value), &self)),
        }
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.build.push(Token::Null, "")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut access: A) -> Result<(), A::Error> {
        let index = self.open(Token::Array)?;
        while access.next_element_seed(self.inner())?.is_some() {}
        self.build.close(index);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<(), A::Error> {
        let index = self.open(Token::Object)?;
        while access.next_key_seed(Name { build: self.build })?.is_some() {
            access.next_value_seed(self.inner())?;
        }
        self.build.close(index);
        Ok(())
    }
}

/// A key: a string, or an integer or boolean as formats other than JSON have them.
struct Name<'b> {
    build: &'b mut Build,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        self.build.push(Token::String, value)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.visit_str(if value { "true" } else { "false" })
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.visit_str(&value.to_string())
    }
}
