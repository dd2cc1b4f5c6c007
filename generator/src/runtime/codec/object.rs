//! Objects with known keys: one driver for all of them.

use super::fault::{Expected, Miss};
use super::node::Node;
use super::slot::Slot;
use super::tape::{Kind, Token};

/// One key of an object, as the documentation describes it.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub(super) name: &'static str,
    pub(super) constant: Option<Constant>,
    flags: u8,
}

/// The one value that a key may have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Constant {
    /// The text of a string.
    Text(&'static str),
    /// Any value as JSON.
    Json(&'static str),
}

const REQUIRED: u8 = 1;
const NULLABLE: u8 = 1 << 1;
const READ_ONLY: u8 = 1 << 2;
const WRITE_ONLY: u8 = 1 << 3;

impl Key {
    const fn new(name: &'static str, flags: u8) -> Key {
        Key {
            name,
            constant: None,
            flags,
        }
    }

    /// A key that must be there, and whose value is not null.
    #[must_use]
    pub const fn required(name: &'static str) -> Key {
        Key::new(name, REQUIRED)
    }

    /// A key that may be missing; null is read as missing. Its slot is an `Option<T>`.
    #[must_use]
    pub const fn optional(name: &'static str) -> Key {
        Key::new(name, 0)
    }

    /// A key that must be there and may be null. Its slot is an `Option<T>`.
    #[must_use]
    pub const fn nullable(name: &'static str) -> Key {
        Key::new(name, REQUIRED | NULLABLE)
    }

    /// A key that may be missing or null. Its slot is an `Option<Option<T>>`, or an
    /// `Option<Value>`.
    #[must_use]
    pub const fn optional_nullable(name: &'static str) -> Key {
        Key::new(name, NULLABLE)
    }

    /// A key whose value is always this string. It has no slot: it is written, and looked at only
    /// to choose a variant of a union.
    #[must_use]
    pub const fn constant(name: &'static str, text: &'static str) -> Key {
        Key {
            name,
            constant: Some(Constant::Text(text)),
            flags: REQUIRED,
        }
    }

    /// A key whose value is always this JSON, such as `1` or `true`. It has no slot.
    #[must_use]
    pub const fn constant_json(name: &'static str, json: &'static str) -> Key {
        Key {
            name,
            constant: Some(Constant::Json(json)),
            flags: REQUIRED,
        }
    }

    /// What is received may lack the key.
    #[must_use]
    pub const fn undemanded(self) -> Key {
        Key {
            flags: self.flags & !REQUIRED,
            ..self
        }
    }

    /// The key is only ever received: it is not written.
    #[must_use]
    pub const fn read_only(self) -> Key {
        Key {
            flags: self.flags | READ_ONLY,
            ..self
        }
    }

    /// The key is only ever sent: reading does not demand it.
    #[must_use]
    pub const fn write_only(self) -> Key {
        Key {
            flags: self.flags | WRITE_ONLY,
            ..self
        }
    }

    /// Whether reading demands the key.
    pub(super) const fn is_demanded(&self) -> bool {
        self.flags & (REQUIRED | WRITE_ONLY) == REQUIRED
    }

    pub(super) const fn may_be_absent(&self) -> bool {
        self.flags & REQUIRED == 0
    }

    pub(super) const fn is_nullable(&self) -> bool {
        self.flags & NULLABLE != 0
    }

    pub(super) const fn is_written(&self) -> bool {
        self.flags & READ_ONLY == 0
    }
}

/// Where the keys go that a table does not list.
pub trait Rest {
    /// Reads one value and keeps it under its key.
    ///
    /// # Errors
    ///
    /// A value of the wrong shape.
    fn add(&mut self, key: String, node: Node<'_>) -> Result<(), Miss>;

    /// The key and value at a place in insertion order.
    fn at(&self, index: usize) -> Option<(&str, &dyn Slot)>;
}

impl Node<'_> {
    /// Fills the slots of an object, which are in the order of the keys that are no constants.
    /// Keys that the table does not list are ignored.
    ///
    /// # Errors
    ///
    /// Anything that is not an object, a missing key, or a value that does not fit.
    pub fn fields(self, keys: &'static [Key], slots: &mut [&mut dyn Slot]) -> Result<(), Miss> {
        self.object(keys, slots, None)
    }

    /// The same, and `rest` takes the keys that the table does not list.
    ///
    /// # Errors
    ///
    /// As [`Node::fields`], and a value that `rest` does not take.
    pub fn fields_rest(
        self,
        keys: &'static [Key],
        slots: &mut [&mut dyn Slot],
        rest: &mut dyn Rest,
    ) -> Result<(), Miss> {
        self.object(keys, slots, Some(rest))
    }

    fn object(
        self,
        keys: &'static [Key],
        slots: &mut [&mut dyn Slot],
        rest: Option<&mut dyn Rest>,
    ) -> Result<(), Miss> {
        // Values are found first and read then, so that of two equal keys only the last is read.
        if keys.len() <= FEW {
            let mut found = [0; FEW];
            let found = found.get_mut(..keys.len()).unwrap_or_default();
            self.find(keys, found, rest)?;
            self.put_found(keys, found, slots)
        } else {
            let mut found = vec![0; keys.len()];
            self.find(keys, &mut found, rest)?;
            self.put_found(keys, &found, slots)
        }
    }

    /// Notes for each key of the table the cell of its value; 0, the root, means that it is missing.
    fn find(
        self,
        keys: &'static [Key],
        found: &mut [u32],
        mut rest: Option<&mut dyn Rest>,
    ) -> Result<(), Miss> {
        let entry = self.entry();
        if entry.token() != Token::Object {
            return Err(self.miss(Expected::Kind(Kind::OBJECT)));
        }
        // Servers write keys in one order, mostly the documented one.
        let mut likely = 0;
        for (name, value) in self.entries()? {
            if let Some(index) = name.key_index(keys, likely) {
                if let Some(slot) = found.get_mut(index) {
                    *slot = value.index;
                }
                likely = index + 1;
            } else if let Some(rest) = rest.as_deref_mut() {
                rest.add(name.text().unwrap_or_default().into_owned(), value)?;
            }
        }
        Ok(())
    }

    /// The index of this key in a table, looked for from `likely` on and then from the start.
    #[inline]
    fn key_index(self, keys: &'static [Key], likely: usize) -> Option<usize> {
        let unescaped;
        let name = if self.entry().token() == Token::String {
            self.raw().as_bytes()
        } else {
            unescaped = self.text().unwrap_or_default();
            unescaped.as_bytes()
        };
        if keys
            .get(likely)
            .is_some_and(|key| key.name.as_bytes() == name)
        {
            return Some(likely);
        }
        let (before, after) = keys.split_at_checked(likely).unwrap_or((keys, &[]));
        if let Some(index) = after.iter().position(|key| key.name.as_bytes() == name) {
            return Some(likely + index);
        }
        before.iter().position(|key| key.name.as_bytes() == name)
    }

    fn put_found(
        self,
        keys: &'static [Key],
        found: &[u32],
        slots: &mut [&mut dyn Slot],
    ) -> Result<(), Miss> {
        let mut slots = slots.iter_mut();
        for (key, index) in keys.iter().zip(found) {
            if key.constant.is_some() {
                continue;
            }
            let Some(slot) = slots.next() else { break };
            let value = Node::new(self.tape, *index);
            if *index == 0 {
                if key.is_demanded() {
                    return Err(self.miss(Expected::Key(key.name)));
                }
            } else if key.may_be_absent() && !key.is_nullable() && value.is_null() {
                // Null where the documentation says "may be missing" is missing.
            } else {
                slot.put(value)?;
            }
        }
        Ok(())
    }

    /// How many keys of the table the object has; none if one is missing or a constant differs.
    pub(super) fn recognised(self, keys: &'static [Key]) -> Option<u32> {
        if self.entry().token() != Token::Object {
            return None;
        }
        let mut few = [0; FEW];
        let mut many = Vec::new();
        let found = match few.get_mut(..keys.len()) {
            Some(found) => found,
            None => {
                many.resize(keys.len(), 0);
                &mut many[..]
            }
        };
        self.find(keys, found, None).ok()?;
        let mut count = 0;
        for (key, index) in keys.iter().zip(found.iter()) {
            if *index == 0 {
                if key.is_demanded() {
                    return None;
                }
                continue;
            }
            let value = Node::new(self.tape, *index);
            if key
                .constant
                .is_some_and(|constant| !value.is_constant(constant))
            {
                return None;
            }
            count += 1;
        }
        Some(count)
    }

    fn is_constant(self, constant: Constant) -> bool {
        match constant {
            Constant::Text(text) => self.is_text(text),
            Constant::Json(json) => self.is_json(json),
        }
    }

    /// Whether the value equals this JSON.
    pub(super) fn is_json(self, json: &str) -> bool {
        serde_json::from_str::<serde_json::Value>(json).is_ok_and(|value| self.json() == value)
    }
}

/// Tables up to this length are matched without an allocation.
const FEW: usize = 32;
