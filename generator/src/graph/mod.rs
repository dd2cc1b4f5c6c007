//! What follows from how shapes hold each other: who reaches them, which way they travel, where a
//! circle has to be broken, and what can be derived.

mod boxes;
mod derives;
mod reach;

pub(crate) use boxes::{Boxes, find as boxes};
pub(crate) use derives::{Traits, find as derives};
pub(crate) use reach::{Reach, find as reach};
