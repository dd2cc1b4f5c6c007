//! Everything that the generated operations and types stand on.

pub mod codec;
mod map;

pub use map::Map;
