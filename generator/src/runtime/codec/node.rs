//! One value on a tape: looking at it, and finding others from it.

use std::borrow::Cow;

use serde_json::Value;

use super::fault::{Expected, Fault, Miss};
use super::number;
use super::scan::unescape;
use super::slot::Slot;
use super::tape::{Entry, Kind, Tape, Token};

/// One value of a parsed document.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    pub(super) tape: &'t Tape<'t>,
    pub(super) index: u32,
}

impl<'t> Node<'t> {
    #[inline]
    pub(super) fn new(tape: &'t Tape<'t>, index: u32) -> Node<'t> {
        Node { tape, index }
    }

    #[inline]
    pub(super) fn entry(self) -> Entry {
        self.tape.entry(self.index)
    }

    /// What the value is; [`Kind::INTEGER`] for a number that is whole.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.entry().token() {
            Token::Null => Kind::NULL,
            Token::True | Token::False => Kind::BOOL,
            Token::Number if number::integer(self.raw_number()).is_some() => Kind::INTEGER,
            Token::Number => Kind::FRACTION,
            Token::String | Token::Escaped => Kind::STRING,
            Token::Array => Kind::ARRAY,
            Token::Object => Kind::OBJECT,
        }
    }

    /// Whether the value is `null`.
    #[inline]
    #[must_use]
    pub fn is_null(self) -> bool {
        self.entry().token() == Token::Null
    }

    /// The characters of a cell between its ends; for a string, with escape sequences as they are.
    #[inline]
    pub(super) fn raw(self) -> &'t str {
        let entry = self.entry();
        let at = entry.at as usize;
        self.tape
            .text
            .get(at..at + entry.len as usize)
            .unwrap_or_default()
    }

    /// Where the value starts and ends in the text, with the quotes of a string.
    pub(super) fn span(self) -> (usize, usize) {
        let entry = self.entry();
        let quote = usize::from(matches!(entry.token(), Token::String | Token::Escaped));
        let (at, len) = (entry.at as usize, entry.len as usize);
        (at.saturating_sub(quote), at + len + quote)
    }

    /// The digits of a number as they stand in the document; empty for anything else.
    #[must_use]
    pub fn raw_number(self) -> &'t str {
        if self.entry().token() == Token::Number {
            self.raw()
        } else {
            ""
        }
    }

    /// The text of a string; none for anything else.
    #[inline]
    #[must_use]
    pub fn text(self) -> Option<Cow<'t, str>> {
        match self.entry().token() {
            Token::String => Some(Cow::Borrowed(self.raw())),
            Token::Escaped => Some(Cow::Owned(unescape(self.raw()))),
            _ => None,
        }
    }

    /// The text of a string.
    ///
    /// # Errors
    ///
    /// Anything that is not a string.
    #[inline]
    pub fn str(self) -> Result<Cow<'t, str>, Miss> {
        self.text()
            .ok_or_else(|| self.miss(Expected::Kind(Kind::STRING)))
    }

    /// Reads the value into a type.
    ///
    /// # Errors
    ///
    /// A value that does not fit; see [`Tape::read`] for saying which.
    #[inline]
    pub fn read<T: Slot>(self) -> Result<T, Miss> {
        let mut slot = T::empty();
        slot.put(self)?;
        Ok(slot)
    }

    /// Reads the value into a type, and says what is wrong if it does not fit.
    ///
    /// # Errors
    ///
    /// The first value in it that does not fit.
    #[inline]
    pub fn decode<T: Slot>(self) -> Result<T, Fault> {
        let mut slot = T::empty();
        self.fill(&mut slot)?;
        Ok(slot)
    }

    fn fill(self, slot: &mut dyn Slot) -> Result<(), Fault> {
        slot.put(self)
            .map_err(|Miss { .. }| Fault::noted(self.tape))
    }

    #[cold]
    pub(super) fn miss(self, expected: Expected) -> Miss {
        self.tape.miss(self.index, expected)
    }

    /// Says that something else was expected here, such as `a date`.
    #[cold]
    pub fn unlike(self, expected: &'static str) -> Miss {
        self.miss(Expected::What(expected))
    }

    /// The items of an array.
    ///
    /// # Errors
    ///
    /// Anything that is not an array.
    #[inline]
    pub fn items(self) -> Result<Items<'t>, Miss> {
        let entry = self.entry();
        if entry.token() != Token::Array {
            return Err(self.miss(Expected::Kind(Kind::ARRAY)));
        }
        Ok(Items {
            tape: self.tape,
            next: self.index + 1,
            end: entry.end(),
        })
    }

    /// The keys and values of an object, in the order of the document.
    ///
    /// # Errors
    ///
    /// Anything that is not an object.
    #[inline]
    pub fn entries(self) -> Result<Entries<'t>, Miss> {
        let entry = self.entry();
        if entry.token() != Token::Object {
            return Err(self.miss(Expected::Kind(Kind::OBJECT)));
        }
        Ok(Entries {
            tape: self.tape,
            next: self.index + 1,
            end: entry.end(),
        })
    }

    /// The value of a key of an object; the last one if the key repeats.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        if self.entry().token() != Token::Object {
            return None;
        }
        let mut found = None;
        for (name, value) in self.entries().ok()? {
            if name.is_text(key) {
                found = Some(value);
            }
        }
        found
    }

    /// The value at a JSON Pointer (RFC 6901), such as `/meta/next_cursor`, without reading the rest.
    #[must_use]
    pub fn pointer(self, pointer: &str) -> Option<Node<'t>> {
        let mut here = self;
        let mut steps = pointer.split('/');
        if !steps.next()?.is_empty() {
            return None;
        }
        for step in steps {
            here = match here.entry().token() {
                Token::Object if step.contains('~') => {
                    here.get(&step.replace("~1", "/").replace("~0", "~"))?
                }
                Token::Object => here.get(step)?,
                Token::Array => {
                    let plain = step == "0" || !step.starts_with(['0', '+']);
                    here.items()
                        .ok()?
                        .nth(step.parse().ok().filter(|_| plain)?)?
                }
                _ => return None,
            };
        }
        Some(here)
    }

    #[inline]
    pub(super) fn is_text(self, text: &str) -> bool {
        match self.entry().token() {
            Token::String => self.raw().as_bytes() == text.as_bytes(),
            Token::Escaped => unescape(self.raw()) == text,
            _ => false,
        }
    }

    /// The value as it is, whatever it is.
    ///
    /// An integer beyond 64 bits becomes a float, as in serde_json itself, unless its feature
    /// `arbitrary_precision` is on. A number beyond the range of floats becomes a string of its
    /// digits.
    #[must_use]
    pub fn json(self) -> Value {
        match self.entry().token() {
            Token::Null => Value::Null,
            Token::True => Value::Bool(true),
            Token::False => Value::Bool(false),
            Token::Number => number::value(self.raw()),
            Token::String => Value::String(self.raw().to_owned()),
            Token::Escaped => Value::String(unescape(self.raw())),
            Token::Array => match self.items() {
                Ok(items) => Value::Array(items.map(Node::json).collect()),
                Err(_) => Value::Null,
            },
            Token::Object => match self.entries() {
                Ok(entries) => Value::Object(
                    entries
                        .map(|(k, v)| (k.text().unwrap_or_default().into_owned(), v.json()))
                        .collect(),
                ),
                Err(_) => Value::Null,
            },
        }
    }
}

/// The items of an array.
#[derive(Clone, Debug)]
pub struct Items<'t> {
    tape: &'t Tape<'t>,
    next: u32,
    end: u32,
}

impl Items<'_> {
    /// How many items are left.
    #[must_use]
    pub fn count_left(&self) -> usize {
        let (mut next, mut count) = (self.next, 0);
        while next < self.end {
            next = self.tape.entry(next).end();
            count += 1;
        }
        count
    }
}

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    #[inline]
    fn next(&mut self) -> Option<Node<'t>> {
        if self.next >= self.end {
            return None;
        }
        let node = Node::new(self.tape, self.next);
        self.next = node.entry().end();
        Some(node)
    }
}

/// The keys and values of an object.
#[derive(Clone, Debug)]
pub struct Entries<'t> {
    tape: &'t Tape<'t>,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Entries<'t> {
    type Item = (Node<'t>, Node<'t>);

    #[inline]
    fn next(&mut self) -> Option<(Node<'t>, Node<'t>)> {
        if self.next >= self.end {
            return None;
        }
        let key = Node::new(self.tape, self.next);
        let value = Node::new(self.tape, self.next + 1);
        self.next = value.entry().end();
        Some((key, value))
    }
}
