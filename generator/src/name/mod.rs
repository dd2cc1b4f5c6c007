//! Every name of the emitted crate is made here, and nowhere else.

mod ident;

pub use ident::Ident;
