//! Values onto text, or one level at a time to whoever looks at them.

use serde_json::Value;

use super::object::{Constant, Key, Rest};
use super::scan::plain_len;
use super::slot::Slot;

/// The nth item of a list.
pub(super) type ItemAt<'s> = &'s dyn Fn(usize) -> Option<&'s dyn Slot>;

/// What a value consists of, one level deep.
pub(super) enum Shape<'s> {
    Absent,
    Null,
    Bool(bool),
    I64(i64),
    U64(u64),
    I128(i128),
    U128(u128),
    F32(f32),
    F64(f64),
    Str(&'s str),
    /// The digits of a number.
    Digits(&'s str),
    /// JSON text.
    Json(&'static str),
    Value(&'s Value),
    List(ItemAt<'s>),
    Object(Object<'s>),
}

/// The parts of an object, in the order in which they are written.
#[derive(Clone, Copy)]
pub(super) struct Object<'s> {
    pub(super) tag: Option<(&'static str, &'static str)>,
    pub(super) keys: &'static [Key],
    pub(super) slots: &'s [&'s dyn Slot],
    pub(super) rest: Option<&'s dyn Rest>,
}

/// One key and value of an object.
pub(super) enum Part<'s> {
    Text(&'s str, &'static str),
    Json(&'s str, &'static str),
    Slot {
        key: &'s str,
        slot: &'s dyn Slot,
        may_be_absent: bool,
    },
}

impl<'s> Object<'s> {
    /// Hands out what is to be written.
    #[inline]
    fn parts(&self, mut each: impl FnMut(Part<'s>)) {
        if let Some((key, tag)) = self.tag {
            each(Part::Text(key, tag));
        }
        let mut slots = self.slots.iter();
        for key in self.keys {
            let slot = if key.constant.is_some() {
                None
            } else {
                slots.next()
            };
            if !key.is_written() || self.tag.is_some_and(|(name, _)| name == key.name) {
                continue;
            }
            match (key.constant, slot) {
                (Some(Constant::Text(text)), _) => each(Part::Text(key.name, text)),
                (Some(Constant::Json(json)), _) => each(Part::Json(key.name, json)),
                (None, Some(slot)) => each(Part::Slot {
                    key: key.name,
                    slot: *slot,
                    may_be_absent: key.may_be_absent(),
                }),
                (None, None) => (),
            }
        }
        let Some(rest) = self.rest else { return };
        let mut index = 0;
        while let Some((key, slot)) = rest.at(index) {
            index += 1;
            let is_taken = self.keys.iter().any(|known| known.name == key)
                || self.tag.is_some_and(|(name, _)| name == key);
            if !is_taken {
                each(Part::Slot {
                    key,
                    slot,
                    may_be_absent: false,
                });
            }
        }
    }

    /// All parts that are present.
    #[cfg(feature = "serde")]
    pub(super) fn present(&self) -> Vec<Part<'s>> {
        let mut parts = Vec::with_capacity(self.keys.len());
        self.parts(|part| {
            let absent = match part {
                Part::Slot {
                    slot,
                    may_be_absent: true,
                    ..
                } => is_absent(slot),
                _ => false,
            };
            if !absent {
                parts.push(part);
            }
        });
        parts
    }
}

pub(super) fn is_absent(slot: &dyn Slot) -> bool {
    let mut absent = false;
    let mut eye = |shape: Shape<'_>| absent = matches!(shape, Shape::Absent);
    slot.write(&mut Writer::to(&mut eye, true));
    absent
}

/// Takes values one after the other and writes them as JSON.
pub struct Writer<'w> {
    out: String,
    eye: Option<&'w mut dyn FnMut(Shape<'_>)>,
    /// Whether the value that comes next may be left out.
    may_be_absent: bool,
    /// Whether the last value was left out.
    was_absent: bool,
    /// A key and value that the next object starts with.
    tag: Option<(&'static str, &'static str)>,
}

impl std::fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("out", &self.out)
            .finish_non_exhaustive()
    }
}

impl<'w> Writer<'w> {
    /// A writer of JSON text.
    pub(super) fn text(out: String) -> Writer<'static> {
        Writer {
            out,
            eye: None,
            may_be_absent: false,
            was_absent: false,
            tag: None,
        }
    }

    /// A writer that shows the value, one level deep, instead of writing it.
    pub(super) fn to(eye: &'w mut dyn FnMut(Shape<'_>), may_be_absent: bool) -> Writer<'w> {
        Writer {
            out: String::new(),
            eye: Some(eye),
            may_be_absent,
            was_absent: false,
            tag: None,
        }
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }

    /// Shows the value to the one who looks, if there is one.
    #[inline]
    fn show(&mut self, shape: Shape<'_>) -> bool {
        match &mut self.eye {
            Some(eye) => {
                eye(shape);
                true
            }
            None => false,
        }
    }

    /// No value: left out where a key may be missing, null elsewhere.
    pub fn absent(&mut self) {
        if !self.may_be_absent {
            self.null();
        } else if !self.show(Shape::Absent) {
            self.was_absent = true;
        }
    }

    /// The value that comes next is there, even if it is null.
    #[inline]
    pub fn present(&mut self) {
        self.may_be_absent = false;
    }

    /// Null.
    pub fn null(&mut self) {
        if !self.show(Shape::Null) {
            self.out.push_str("null");
        }
    }

    /// A boolean.
    pub fn bool(&mut self, value: bool) {
        if !self.show(Shape::Bool(value)) {
            self.out.push_str(if value { "true" } else { "false" });
        }
    }

    /// An integer.
    pub fn i64(&mut self, value: i64) {
        if !self.show(Shape::I64(value)) {
            self.out.push_str(itoa::Buffer::new().format(value));
        }
    }

    /// An unsigned integer.
    pub fn u64(&mut self, value: u64) {
        if !self.show(Shape::U64(value)) {
            self.out.push_str(itoa::Buffer::new().format(value));
        }
    }

    /// An integer of 128 bits.
    pub fn i128(&mut self, value: i128) {
        if !self.show(Shape::I128(value)) {
            self.out.push_str(itoa::Buffer::new().format(value));
        }
    }

    /// An unsigned integer of 128 bits.
    pub fn u128(&mut self, value: u128) {
        if !self.show(Shape::U128(value)) {
            self.out.push_str(itoa::Buffer::new().format(value));
        }
    }

    /// A float in the fewest digits that read back as the same; null if it is not finite.
    pub fn f64(&mut self, value: f64) {
        if !value.is_finite() {
            self.null();
        } else if !self.show(Shape::F64(value)) {
            self.out.push_str(zmij::Buffer::new().format_finite(value));
        }
    }

    /// A float of 32 bits, likewise.
    pub fn f32(&mut self, value: f32) {
        if !value.is_finite() {
            self.null();
        } else if !self.show(Shape::F32(value)) {
            self.out.push_str(zmij::Buffer::new().format_finite(value));
        }
    }

    /// A string.
    pub fn str(&mut self, value: &str) {
        if !self.show(Shape::Str(value)) {
            push_string(&mut self.out, value);
        }
    }

    /// A number by its digits, which must be a number in JSON.
    pub fn digits(&mut self, digits: &str) {
        if !self.show(Shape::Digits(digits)) {
            self.out.push_str(digits);
        }
    }

    /// A constant given as JSON.
    pub fn json(&mut self, json: &'static str) {
        if !self.show(Shape::Json(json)) {
            self.out.push_str(json);
        }
    }

    /// Any value.
    pub fn value(&mut self, value: &Value) {
        if !self.show(Shape::Value(value)) {
            push_value(&mut self.out, value);
        }
    }

    /// A list, given by its items; it ends before the first index that has none.
    pub fn list<'s>(&mut self, item_at: &'s (dyn Fn(usize) -> Option<&'s dyn Slot> + 's)) {
        if self.eye.is_some() {
            self.show(Shape::List(item_at));
            return;
        }
        self.out.push('[');
        let mut index = 0;
        while let Some(item) = item_at(index) {
            if index > 0 {
                self.out.push(',');
            }
            self.may_be_absent = false;
            self.tag = None;
            item.write(self);
            index += 1;
        }
        self.out.push(']');
    }

    /// An object: the slots in the order of the keys that are no constants.
    pub fn fields(&mut self, keys: &'static [Key], slots: &[&dyn Slot]) {
        let tag = self.tag.take();
        self.object(Object {
            tag,
            keys,
            slots,
            rest: None,
        });
    }

    /// The same, and after it what `rest` has under other keys.
    pub fn fields_rest(&mut self, keys: &'static [Key], slots: &[&dyn Slot], rest: &dyn Rest) {
        let tag = self.tag.take();
        self.object(Object {
            tag,
            keys,
            slots,
            rest: Some(rest),
        });
    }

    /// An object whose keys are all free.
    pub fn map(&mut self, entries: &dyn Rest) {
        self.fields_rest(&[], &[], entries);
    }

    /// A value that, if it is an object, starts with a tag; a key of that name in it is not written.
    pub fn tagged(&mut self, key: &'static str, tag: &'static str, value: &dyn Slot) {
        self.tag = Some((key, tag));
        value.write(self);
        self.tag = None;
    }

    fn object(&mut self, object: Object<'_>) {
        if self.eye.is_some() {
            self.show(Shape::Object(object));
            return;
        }
        self.out.push('{');
        let start = self.out.len();
        object.parts(|part| {
            let mark = self.out.len();
            let before = if mark > start { ",\"" } else { "\"" };
            match part {
                Part::Text(key, text) => {
                    self.key(before, key);
                    push_string(&mut self.out, text);
                }
                Part::Json(key, json) => {
                    self.key(before, key);
                    self.out.push_str(json);
                }
                Part::Slot {
                    key,
                    slot,
                    may_be_absent,
                } => {
                    self.key(before, key);
                    self.may_be_absent = may_be_absent;
                    slot.write(self);
                    if std::mem::take(&mut self.was_absent) {
                        self.out.truncate(mark);
                    }
                }
            }
        });
        self.out.push('}');
    }

    #[inline]
    fn key(&mut self, before: &str, key: &str) {
        self.out.push_str(before);
        push_escaped_text(&mut self.out, key);
        self.out.push_str("\":");
    }
}

/// Adds a string in quotes, with the escape sequences that RFC 8259 demands and no others.
#[inline]
pub(super) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    push_escaped_text(out, text);
    out.push('"');
}

#[inline]
fn push_escaped_text(out: &mut String, text: &str) {
    let plain = plain_len(text.as_bytes());
    if plain == text.len() {
        out.push_str(text);
    } else {
        push_with_escapes(out, text, plain);
    }
}

/// Adds a text whose first `plain` bytes need no escape, and the one after them does.
fn push_with_escapes(out: &mut String, text: &str, mut plain: usize) {
    let mut rest = text;
    while let Some((before, from)) = rest.split_at_checked(plain) {
        out.push_str(before);
        let Some(byte) = from.bytes().next() else {
            break;
        };
        push_escaped(out, byte);
        rest = from.get(1..).unwrap_or_default();
        plain = plain_len(rest.as_bytes());
    }
}

fn push_escaped(out: &mut String, byte: u8) {
    match byte {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        b'\n' => out.push_str("\\n"),
        b'\r' => out.push_str("\\r"),
        b'\t' => out.push_str("\\t"),
        0x08 => out.push_str("\\b"),
        0x0c => out.push_str("\\f"),
        _ => {
            out.push_str("\\u00");
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
            }
        }
    }
}

fn push_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => {
            use std::fmt::Write as _;
            let _ = write!(out, "{number}");
        }
        Value::String(text) => push_string(out, text),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                push_value(out, item);
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                push_string(out, key);
                out.push(':');
                push_value(out, value);
            }
            out.push('}');
        }
    }
}
