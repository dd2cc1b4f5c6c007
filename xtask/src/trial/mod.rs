//! What trying a client takes, for the commands that do: a client of one document in a folder of its
//! own, programs that use it, and what the document's schemas say of values.

pub(crate) mod client;
pub(crate) mod program;
pub(crate) mod schemas;
pub(crate) mod tool;
