//! JSON into the emitted types and back.
//!
//! Text becomes a flat [`Tape`]; each emitted type is a [`Slot`] that hands its fields, beside a
//! static table of [`Key`]s, to one driver that is compiled once. That keeps both the compile time
//! and the size of clients with thousands of types small.

mod debug;
mod fault;
mod macros;
mod node;
mod number;
mod object;
mod scan;
#[cfg(feature = "serde")]
mod serde;
mod slot;
mod splice;
mod tape;
mod tuple;
mod union;
mod write;

pub use debug::debug;
pub use fault::{Fault, Miss};
pub use macros::{bridge, from_variants, open_enums, shown};
pub use node::{Entries, Items, Node};
pub use object::{Key, Rest};
#[cfg(feature = "serde")]
pub use serde::{deserialize, serialize};
pub use slot::Slot;
pub use splice::splice;
pub use tape::{Kind, MAX_DEPTH, Tape};
pub use union::{Branch, Choice, Names, Rank};
pub use write::Writer;

/// Reads a JSON document.
///
/// # Errors
///
/// Text that is not JSON (see [`Tape::parse`]), or a value that does not have the shape of `T`.
#[inline]
pub fn from_slice<T: Slot>(body: &[u8]) -> Result<T, Fault> {
    T::document(body)
}

/// Writes a value as JSON without spaces.
#[must_use]
pub fn to_string(value: &dyn Slot) -> String {
    let mut writer = Writer::text(String::with_capacity(1024));
    value.write(&mut writer);
    writer.into_text()
}
