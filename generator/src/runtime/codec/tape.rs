//! The tape: JSON text as a flat list of 12-byte cells.

use std::cell::Cell;

use super::fault::{Expected, Fault, Miss};
use super::node::Node;
use super::scan;
use super::slot::Slot;

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 128;

/// What a JSON value is, as one bit, so that a set of kinds is a mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind(pub(super) u8);

impl Kind {
    /// `null`.
    pub const NULL: Kind = Kind(1);
    /// `true` or `false`.
    pub const BOOL: Kind = Kind(1 << 1);
    /// A number without a fraction, such as `3`, `3.0` or `3e2`.
    pub const INTEGER: Kind = Kind(1 << 2);
    /// Any number.
    pub const NUMBER: Kind = Kind(1 << 3 | 1 << 2);
    /// A number with a fraction.
    pub(super) const FRACTION: Kind = Kind(1 << 3);
    /// A string.
    pub const STRING: Kind = Kind(1 << 4);
    /// An array.
    pub const ARRAY: Kind = Kind(1 << 5);
    /// An object.
    pub const OBJECT: Kind = Kind(1 << 6);
    /// Any value.
    pub const ANY: Kind = Kind(0x7f);

    /// Both sets of kinds together.
    #[must_use]
    pub const fn or(self, other: Kind) -> Kind {
        Kind(self.0 | other.0)
    }

    /// Whether the two sets share a kind.
    #[must_use]
    pub const fn meets(self, other: Kind) -> bool {
        self.0 & other.0 != 0
    }
}

/// The token that a cell stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Null,
    False,
    True,
    Number,
    String,
    /// A string with at least one escape sequence.
    Escaped,
    Array,
    Object,
}

/// One value, or one key of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Where the value starts in the text; for a string, after the quote.
    pub(super) at: u32,
    /// Its length in bytes; for a string, without the quotes.
    pub(super) len: u32,
    /// The token in the low four bits, above them the index of the cell after this value.
    packed: u32,
}

/// The greatest number of cells on a tape.
pub(super) const MAX_CELLS: usize = (u32::MAX >> 4) as usize;

impl Entry {
    #[inline]
    pub(super) fn new(token: Token, at: u32, len: u32, end: u32) -> Entry {
        Entry {
            at,
            len,
            packed: end << 4 | token as u32,
        }
    }

    #[inline]
    pub(super) fn token(self) -> Token {
        match self.packed & 15 {
            0 => Token::Null,
            1 => Token::False,
            2 => Token::True,
            3 => Token::Number,
            4 => Token::String,
            5 => Token::Escaped,
            6 => Token::Array,
            _ => Token::Object,
        }
    }

    /// The index of the cell after this value and everything in it.
    #[inline]
    pub(super) fn end(self) -> u32 {
        self.packed >> 4
    }

    pub(super) fn close(&mut self, len: u32, end: u32) {
        self.len = len;
        self.packed = end << 4 | self.packed & 15;
    }
}

/// A JSON document, checked and cut into values, ready to be read into a type.
///
/// Each value takes 12 bytes beside the text. An array or object knows where it ends, so that it is
/// skipped in one step. Numbers stay text until a type asks for them, so none loses digits.
#[derive(Debug)]
pub struct Tape<'t> {
    pub(super) text: &'t str,
    pub(super) cells: Vec<Entry>,
    /// Whether `text` is the document itself, so that positions in it mean something.
    pub(super) is_source: bool,
    pub(super) miss: Cell<Option<(u32, Expected)>>,
    /// How many more cells may be read in vain while variants of unions are tried. Unions within
    /// unions could otherwise take time that doubles with each level.
    patience: Cell<u64>,
    /// The value that is being tried as a variant of a union.
    pub(super) tried: Cell<Option<u32>>,
}

impl<'t> Tape<'t> {
    /// Checks a JSON document (RFC 8259) and cuts it into values.
    ///
    /// A byte order mark is skipped. Of two equal keys in an object the last one counts. A lone
    /// surrogate in an escape sequence is read as U+FFFD.
    ///
    /// # Errors
    ///
    /// Text that is not UTF-8 or not one JSON value, arrays and objects nested more than 128 deep,
    /// and text of 4 GiB or more.
    pub fn parse(body: &'t [u8]) -> Result<Tape<'t>, Fault> {
        scan::scan(body)
    }

    pub(super) fn new(text: &'t str, cells: Vec<Entry>, is_source: bool) -> Tape<'t> {
        let patience = Cell::new(1_000_000 + 16 * cells.len() as u64);
        Tape {
            text,
            cells,
            is_source,
            miss: Cell::new(None),
            patience,
            tried: Cell::new(None),
        }
    }

    /// The value that the document consists of.
    #[inline]
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node::new(self, 0)
    }

    /// Reads the whole document.
    ///
    /// # Errors
    ///
    /// The first value that does not have the shape that `T` wants.
    pub fn read<T: Slot>(&self) -> Result<T, Fault> {
        self.root().decode()
    }

    #[inline]
    pub(super) fn entry(&self, index: u32) -> Entry {
        match self.cells.get(index as usize) {
            Some(entry) => *entry,
            None => Entry::new(Token::Null, 0, 0, index.saturating_add(1)),
        }
    }

    /// Whether variants may still be tried.
    pub(super) fn is_patient(&self) -> bool {
        self.patience.get() > 0
    }

    /// Counts a value that was read in vain.
    #[cold]
    pub(super) fn wasted(&self, index: u32) {
        let cells = self.entry(index).end().saturating_sub(index);
        self.patience
            .set(self.patience.get().saturating_sub(cells.into()));
    }

    /// Notes what was expected at a cell; the note counts when the miss reaches the caller.
    #[cold]
    pub(super) fn miss(&self, index: u32, expected: Expected) -> Miss {
        self.miss.set(Some((index, expected)));
        Miss::NOTED
    }
}
