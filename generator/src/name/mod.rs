//! Every name of the emitted crate is made here, and nowhere else.

mod ident;
mod scope;
mod status;
mod types;
mod words;

pub use ident::Ident;
pub(crate) use scope::{Case, Scope};
pub(crate) use status::status_words;
pub(crate) use types::{name_types, scope as type_scope};
pub(crate) use words::{pascal, singular as singular_of, snake};

/// The argument that takes a body.
pub(crate) fn body() -> Ident {
    Ident::new("body".to_owned(), false)
}
