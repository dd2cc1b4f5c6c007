//! The runtime of the emitted clients, built here on its own so that it is tested as ordinary code.
//!
//! The modules stand in `generator/src/runtime/`, inside the generator's package, because Cargo
//! never packages a nested package's folder and the generator copies these files into clients.

#[path = "../../src/runtime/mod.rs"]
pub mod runtime;
