//! What follows from how shapes hold each other: who reaches them, which way they travel, where a
//! circle has to be broken, and what can be derived.

mod boxes;
mod derives;
mod reach;

pub use boxes::{Boxes, find as boxes};
pub use derives::{Traits, find as derives};
pub use reach::{Reach, find as reach};
