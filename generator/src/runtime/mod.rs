//! Everything that the generated operations and types stand on.
//!
//! Emitted methods fill in a [`Call`]; [`Request`] gives it its type and sends it through one function
//! for all operations; a [`Transport`] carries it. Nothing here knows a particular API.

pub mod api;
pub mod auth;
mod base64;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod builder;
mod byte_stream;
mod call;
mod client;
mod clock;
pub mod codec;
mod decimal;
mod error;
mod event_stream;
mod execute;
mod form;
mod http_client;
mod json;
mod link;
mod map;
mod mock;
mod multipart;
pub mod operation;
mod pages;
pub mod paging;
pub mod params;
mod rate_limit;
mod raw;
mod redirect;
mod request;
mod response;
mod retry;
mod secret;
pub mod sse;
pub mod streaming;
mod text;
mod time;
mod trace;
pub mod transport;
mod uuid;

pub use api::{Api, Scheme, Server, Variable};
#[cfg(feature = "oauth-code")]
pub use auth::code::{AuthorizationCode, Started};
pub use auth::oauth::{ClientCredentials, RefreshToken, Token};
pub use auth::{Credential, TokenSource};
pub use base64::Base64;
pub use body::{Body, Outgoing};
pub use builder::ClientBuilder;
pub use byte_stream::{ByteStream, OnProgress, Progress};
pub use call::Call;
pub use client::Client;
pub use decimal::Decimal;
pub use error::{Error, ErrorKind};
pub use event_stream::EventStream;
pub use map::Map;
pub use mock::{Mock, Recorded, Reply};
pub use multipart::{Multipart, Upload};
pub use operation::{Answer, Auth, Endpoint, Operation, Receive, Undocumented};
pub use pages::{Items, Pages};
pub use paging::{Paginated, Paging, Position};
pub use params::{Param, Place, Style};
pub use rate_limit::RateLimit;
pub use raw::RawRequest;
pub use request::Request;
pub use response::{Meta, RawResponse, Received, Response};
pub use retry::Retry;
pub use secret::{ExposeSecret, SecretString};
pub use streaming::{Format, Streaming};
pub use text::Malformed;
pub use time::{Date, DateTime};
pub use transport::{HttpRequest, HttpResponse, Middleware, Next, Transport};
pub use uuid::Uuid;
