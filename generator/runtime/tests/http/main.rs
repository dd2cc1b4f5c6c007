//! Calls over a loopback connection and over the mock, through code in the shape that is emitted.
//!
//! The runtime is compiled into this test as it is into a client, because emitted code writes
//! inherent impls for `Client` and `Request`.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    reason = "as in a client that uses a part of it"
)]

#[path = "../../../src/runtime/mod.rs"]
mod runtime;

mod emitted;

mod auth;
#[cfg(feature = "blocking")]
mod blocking;
mod bodies;
mod calls;
mod failures;
mod faults;
mod mocks;
mod paging;
mod retries;
mod server;
mod streams;
#[cfg(feature = "tracing")]
mod tracing_spans;
