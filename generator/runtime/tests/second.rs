//! The client of the second API (`generator/tests/second`), compiled and called without a network.

// The text says `crate::runtime`, `crate::types` and so on, and adds methods to the runtime's types.
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "not all of it is used here"
)]
#[path = "../../src/runtime/mod.rs"]
mod runtime;

#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    clippy::all,
    reason = "generated, and not all of it is used here"
)]
#[rustfmt::skip]
#[path = "../../tests/second/client/api/mod.rs"]
mod api;

#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    clippy::all,
    reason = "generated, and not all of it is used here"
)]
#[rustfmt::skip]
#[path = "../../tests/second/client/client.rs"]
mod client;

#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    clippy::all,
    reason = "generated, and not all of it is used here"
)]
#[rustfmt::skip]
#[path = "../../tests/second/client/codec/mod.rs"]
mod codec;

#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    clippy::all,
    reason = "generated, and not all of it is used here"
)]
#[rustfmt::skip]
#[path = "../../tests/second/client/types/mod.rs"]
mod types;

#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    clippy::all,
    reason = "generated, and not all of it is used here"
)]
#[rustfmt::skip]
#[path = "../../tests/second/client/wire/mod.rs"]
mod wire;

#[path = "second/calls.rs"]
mod calls;
