//! What follows from how shapes hold each other: who reaches them, which way they travel, and
//! where a circle has to be broken.

mod boxes;
mod reach;

pub(crate) use boxes::{Boxes, find as boxes};
pub(crate) use reach::{Reach, find as reach};
