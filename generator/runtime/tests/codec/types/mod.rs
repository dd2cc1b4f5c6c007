//! What the generator emits for each construct, by hand.
//!
//! The readable half (`types/<tag>.rs`) stands in `shapes`, the mechanical half (`codec/<tag>.rs`)
//! in `codec`.

#![allow(missing_docs, reason = "only an example of emitted code")]

mod codec;
pub mod shapes;
