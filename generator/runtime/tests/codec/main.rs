//! The codec, seen through emitted types.

#[cfg(feature = "serde")]
mod bridge;
mod objects;
#[allow(dead_code, unreachable_pub, reason = "emitted types are public")]
mod types;
mod unions;
mod values;

use pagecrate_runtime::runtime;
