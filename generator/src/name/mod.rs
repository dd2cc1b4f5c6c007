//! Every name of the emitted crate is made here, and nowhere else.
//!
//! Names are public API: none depends on the order of the document, and none ends in a counter.
//! What wants one name with something else is told apart by its owner, by its tag, or by what
//! differs; if that fails, it is an error that names the line of configuration that settles it.

mod assign;
mod ident;
mod label;
mod outcomes;
pub(crate) mod reserved;
mod scope;
mod status;
mod verb;
mod wishes;
mod words;

pub(crate) use assign::{Draft, Enum, MethodNames, Names, assign, feature};
pub use ident::Ident;
pub(crate) use label::{media as media_words, status_text};
pub(crate) use scope::{Case, Scope};
pub(crate) use status::status_words;
pub(crate) use words::Words;
