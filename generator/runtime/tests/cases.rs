//! The code of the documents in `generator/tests/cases`, compiled, reading and writing values.

// The text says `crate::runtime`, and adds methods to the runtime's types.
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
#[path = "../../tests/golden/cases/mod.rs"]
mod cases;

use runtime::codec::{Slot, from_slice, to_string};
use serde_json::Value;

#[path = "cases/failures.rs"]
mod failures;
#[path = "cases/queries.rs"]
mod queries;

#[path = "cases/openapi_3_2.rs"]
mod openapi_3_2;
#[path = "cases/values.rs"]
mod values;
