//! A small API in the shape that the generator emits: the contract between emitted code and the
//! runtime. `api.rs` stands for `api/<tag>.rs`, `types.rs` for `types/<tag>.rs` and `codec/<tag>.rs`
//! together, `client.rs` for `client.rs`.
//!
//! - An operation is a marker type, a `static` [`Endpoint`](crate::runtime::Endpoint), an
//!   `impl Operation`, and a method that fills in a [`Call`](crate::runtime::Call). Nothing in a method
//!   is generic, so that a hundred operations cost little.
//! - A setter of an optional parameter is in an inherent `impl Request<Marker>`. The names that
//!   `Request` has itself are taken: `new`, `send`, `send_with_response`, `send_raw`, `send_as`,
//!   `send_blocking`, `send_with_response_blocking`, `stream`, `stream_blocking`, `pages`,
//!   `pages_blocking`, `pages_from`, `pages_from_blocking`, `items`, `items_blocking`, `into_future`,
//!   and whatever starts with `with_`.
//! - `Client` has `of`, `new_shared`, `request`, `api`, `config`, `transport`, `middleware`, `worker`
//!   and `base`, beside the emitted `new`, `from_env` and `builder`: a tag of such a name needs another.

pub mod api;
pub mod client;
pub mod types;
