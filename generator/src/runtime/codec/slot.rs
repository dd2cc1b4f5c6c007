//! A place that a value is read into and written from.

use serde_json::Value;

use super::fault::{Expected, Fault, Miss};
use super::node::Node;
use super::number;
use super::tape::{Kind, Tape, Token};
use super::write::Writer;

/// A type that can be read from JSON and written as JSON.
///
/// The functions are called through a table, so that the code which walks objects, arrays and maps
/// exists once and not once for each type.
pub trait Slot {
    /// A value to be overwritten; what it is does not matter.
    fn empty() -> Self
    where
        Self: Sized;

    /// Whether null is a value of this type, and not the absence of one.
    #[inline]
    fn nullable() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// The path of the type in Rust, for `Debug`.
    #[inline]
    fn type_name(&self) -> &'static str {
        std::any::type_name::<Self>()
    }

    /// Reads a value into this place.
    ///
    /// # Errors
    ///
    /// A value that does not fit. The place then holds anything.
    fn put(&mut self, node: Node<'_>) -> Result<(), Miss>;

    /// Writes the value, with exactly one call of a method of the writer.
    fn write(&self, writer: &mut Writer<'_>);

    /// Reads a document.
    ///
    /// # Errors
    ///
    /// As [`from_slice`](super::from_slice).
    #[inline]
    fn document(body: &[u8]) -> Result<Self, Fault>
    where
        Self: Sized,
    {
        Tape::parse(body)?.read()
    }
}

impl Slot for bool {
    #[inline]
    fn empty() -> bool {
        false
    }

    #[inline]
    fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
        *self = match node.entry().token() {
            Token::True => true,
            Token::False => false,
            _ => return Err(node.miss(Expected::Kind(Kind::BOOL))),
        };
        Ok(())
    }

    #[inline]
    fn write(&self, writer: &mut Writer<'_>) {
        writer.bool(*self);
    }
}

impl Slot for String {
    #[inline]
    fn empty() -> String {
        String::new()
    }

    #[inline]
    fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
        *self = node.str()?.into_owned();
        Ok(())
    }

    #[inline]
    fn write(&self, writer: &mut Writer<'_>) {
        writer.str(self);
    }
}

impl Node<'_> {
    /// A whole number, however it is written (`10`, `10.0`, `1e1`), if it fits the type.
    #[inline]
    pub(super) fn integer<T: TryFrom<i128> + TryFrom<u128> + std::str::FromStr>(self) -> Option<T> {
        let digits = self.raw_number();
        if let Ok(number) = digits.parse() {
            return Some(number);
        }
        match number::signed(digits) {
            Some(number) => number.try_into().ok(),
            None => number::unsigned(digits)?.try_into().ok(),
        }
    }
}

macro_rules! integers {
    ($($type:ident $write:ident $what:literal),*) => {$(
        impl Slot for $type {
            #[inline]
            fn empty() -> $type {
                0
            }

            #[inline]
            fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
                *self = node.integer().ok_or_else(|| node.unlike($what))?;
                Ok(())
            }

            #[inline]
            fn write(&self, writer: &mut Writer<'_>) {
                writer.$write((*self).into());
            }
        }
    )*};
}

integers! {
    i8 i64 "an integer of 8 bits",
    i16 i64 "an integer of 16 bits",
    i32 i64 "an integer of 32 bits",
    i64 i64 "an integer of 64 bits",
    u8 u64 "an integer from 0 to 255",
    u16 u64 "an unsigned integer of 16 bits",
    u32 u64 "an unsigned integer of 32 bits",
    u64 u64 "an unsigned integer of 64 bits",
    i128 i128 "an integer of 128 bits",
    u128 u128 "an unsigned integer of 128 bits"
}

macro_rules! floats {
    ($($type:ident $write:ident),*) => {$(
        impl Slot for $type {
            #[inline]
            fn empty() -> $type {
                0.0
            }

            #[inline]
            fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
                *self = match node.raw_number().parse::<$type>() {
                    Ok(number) if number.is_finite() => number,
                    Ok(_) => return Err(node.unlike("a number in the range of floats")),
                    Err(_) => return Err(node.miss(Expected::Kind(Kind::NUMBER))),
                };
                Ok(())
            }

            #[inline]
            fn write(&self, writer: &mut Writer<'_>) {
                writer.$write(*self);
            }
        }
    )*};
}

floats!(f32 f32, f64 f64);

/// Anything in, also what is no JSON, null out: a value that carries nothing.
impl Slot for () {
    #[inline]
    fn empty() {}

    #[inline]
    fn nullable() -> bool {
        true
    }

    #[inline]
    fn put(&mut self, _: Node<'_>) -> Result<(), Miss> {
        Ok(())
    }

    #[inline]
    fn write(&self, writer: &mut Writer<'_>) {
        writer.null();
    }

    #[inline]
    fn document(_: &[u8]) -> Result<(), Fault> {
        Ok(())
    }
}

impl Slot for Value {
    #[inline]
    fn empty() -> Value {
        Value::Null
    }

    #[inline]
    fn nullable() -> bool {
        true
    }

    #[inline]
    fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
        *self = node.json();
        Ok(())
    }

    #[inline]
    fn write(&self, writer: &mut Writer<'_>) {
        writer.value(self);
    }
}

impl<T: Slot> Slot for Option<T> {
    #[inline]
    fn empty() -> Option<T> {
        None
    }

    #[inline]
    fn nullable() -> bool {
        true
    }

    #[inline]
    fn type_name(&self) -> &'static str {
        match self {
            Some(value) => value.type_name(),
            None => "Option",
        }
    }

    #[inline]
    fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
        *self = if node.is_null() && !T::nullable() {
            None
        } else {
            Some(node.read()?)
        };
        Ok(())
    }

    #[inline]
    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Some(value) => {
                writer.present();
                value.write(writer);
            }
            None => writer.absent(),
        }
    }
}

impl<T: Slot> Slot for Box<T> {
    #[inline]
    fn empty() -> Box<T> {
        Box::new(T::empty())
    }

    #[inline]
    fn nullable() -> bool {
        T::nullable()
    }

    #[inline]
    fn type_name(&self) -> &'static str {
        (**self).type_name()
    }

    #[inline]
    fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
        (**self).put(node)
    }

    #[inline]
    fn write(&self, writer: &mut Writer<'_>) {
        (**self).write(writer);
    }
}

impl<T: Slot> Slot for Vec<T> {
    #[inline]
    fn empty() -> Vec<T> {
        Vec::new()
    }

    #[inline]
    fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
        let items = node.items()?;
        self.clear();
        self.reserve(items.count_left());
        for item in items {
            self.push(item.read()?);
        }
        Ok(())
    }

    #[inline]
    fn write(&self, writer: &mut Writer<'_>) {
        writer.list(&|index| self.get(index).map(|item| item as &dyn Slot));
    }
}
