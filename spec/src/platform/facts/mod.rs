//! What the readers of tables, lists and samples share: words of pages turned into OpenAPI facts.

pub(crate) mod columns;
pub(crate) mod document;
pub(crate) mod endpoint;
pub(crate) mod field;
pub(crate) mod node;
pub(crate) mod sample;
pub(crate) mod schemes;
pub(crate) mod status;
pub(crate) mod text;
pub(crate) mod types;
