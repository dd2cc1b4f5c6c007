//! Decimal numbers, as strings or as numbers, understood by rust_decimal.

use std::hash::{Hash, Hasher};

use super::codec::{Miss, Node, Slot, Writer};
use super::text::{Malformed, text_traits};

/// An exact decimal number of any length, such as `0.10`.
///
/// JSON carries it as a string or as a number; what was read is written again in the same way, digit
/// for digit. One that is made here is a string, unless it is made by [`number`](Decimal::number).
/// [`to_decimal`](Decimal::to_decimal) gives the number to reckon with, [`From`] takes one. Two of them
/// are equal if their digits are.
#[derive(Clone)]
pub struct Decimal {
    text: Box<str>,
    is_number: bool,
}

impl Decimal {
    /// A decimal that is written as a number of JSON.
    #[must_use]
    pub fn number(number: impl Into<Decimal>) -> Decimal {
        Decimal {
            is_number: true,
            ..number.into()
        }
    }

    /// The digits as they stand in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number. None if it has more than 28 digits, or is none.
    #[must_use]
    pub fn to_decimal(&self) -> Option<rust_decimal::Decimal> {
        exact(self.text.trim())
    }
}

/// None if digits would be lost.
fn exact(text: &str) -> Option<rust_decimal::Decimal> {
    match text.split_once(['e', 'E']) {
        None => rust_decimal::Decimal::from_str_exact(text).ok(),
        Some((mantissa, _)) => {
            rust_decimal::Decimal::from_str_exact(mantissa).ok()?;
            rust_decimal::Decimal::from_scientific(text).ok()
        }
    }
}

/// Whether a text is a number of any length: digits with an optional sign, point and exponent.
fn is_decimal(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok()
}

/// Whether JSON could carry the text as a number (RFC 8259, section 6).
fn is_json(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let whole = unsigned.split(['.', 'e', 'E']).next().unwrap_or_default();
    let is_fraction_empty = text
        .split_once('.')
        .is_some_and(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_digit()));
    let has_zeros = whole.len() > 1 && whole.starts_with('0');
    !whole.is_empty()
        && whole.bytes().all(|byte| byte.is_ascii_digit())
        && !has_zeros
        && !is_fraction_empty
        && text.parse::<f64>().is_ok()
}

text_traits!(Decimal, "a decimal number", is_decimal);

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.text == other.text
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Slot for Decimal {
    #[inline]
    fn empty() -> Decimal {
        Decimal {
            text: Box::default(),
            is_number: false,
        }
    }

    fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
        let digits = node.raw_number();
        self.is_number = !digits.is_empty();
        if self.is_number {
            self.text = digits.into();
            return Ok(());
        }
        let text = node
            .text()
            .filter(|text| !node.is_choice() || is_decimal(text))
            .ok_or_else(|| node.unlike("a decimal number"))?;
        self.text = text.into();
        Ok(())
    }

    fn write(&self, writer: &mut Writer<'_>) {
        if self.is_number && is_json(&self.text) {
            writer.digits(&self.text);
        } else {
            writer.str(&self.text);
        }
    }
}

impl From<&str> for Decimal {
    fn from(text: &str) -> Decimal {
        Decimal {
            text: text.into(),
            is_number: false,
        }
    }
}

impl From<rust_decimal::Decimal> for Decimal {
    fn from(number: rust_decimal::Decimal) -> Decimal {
        number.to_string().into()
    }
}

macro_rules! from_integers {
    ($($type:ident),*) => {$(
        impl From<$type> for Decimal {
            fn from(number: $type) -> Decimal {
                number.to_string().into()
            }
        }
    )*};
}

from_integers!(i32, i64, u32, u64);

impl TryFrom<&Decimal> for rust_decimal::Decimal {
    type Error = Malformed;

    fn try_from(number: &Decimal) -> Result<Self, Malformed> {
        number.to_decimal().ok_or(Malformed {
            expected: "a decimal number of up to 28 digits",
        })
    }
}
