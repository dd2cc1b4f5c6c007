//! Requests that no document describes.

use std::fmt;
use std::time::Duration;

use http::Method;

use super::body::Body;
use super::call::Call;
use super::client::Client;
use super::codec::Slot;
use super::error::Error;
use super::multipart::Multipart;
use super::operation::{Auth, Endpoint};
use super::response::{RawResponse, Received};
use super::retry::Retry;

/// What every such request has of an operation.
static ANY: Endpoint = Endpoint {
    auth: Auth::Any,
    accept: "*/*",
    ..Endpoint::NEW
};

/// A request that no document describes, not yet sent, with the client's credentials, retries and
/// base URL.
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest {
    pub(super) call: Call,
}

impl RawRequest {
    pub(crate) fn new(client: &Client, method: &str, path: &str) -> Self {
        let mut call = Call::new(client, &ANY);
        call.path = path.to_owned().into();
        match Method::from_bytes(method.as_bytes()) {
            Ok(method) => call.method = method,
            Err(_) => call.fail(Error::encode(format!("{method:?} is no method"))),
        }
        RawRequest { call }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> Client {
        self.call.client.clone()
    }

    /// Adds a pair to the query.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.call.query.push(name, value);
        self
    }

    /// Sets a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.call.set_header(name, value);
        self
    }

    /// Sets a JSON body.
    pub fn json(mut self, body: &dyn Slot) -> Self {
        self.call = self.call.json(body);
        self
    }

    /// Sets a body of any media type.
    pub fn body(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.call = self.call.body(media_type, body);
        self
    }

    /// Sets a `multipart/form-data` body.
    pub fn multipart(mut self, form: Multipart) -> Self {
        self.call = self.call.multipart(form);
        self
    }

    /// Sets how long the whole call may take.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call.options.timeout = Some(limit);
        self
    }

    /// Sets when the request is sent again.
    pub fn retries(mut self, retry: Retry) -> Self {
        self.call.options.retry = Some(retry);
        self
    }

    /// Sets a key by which the server knows a repeated request.
    pub fn idempotency_key(mut self, key: &str) -> Self {
        let header = self.call.client.api().idempotency_header;
        self.call.set_header(header, key);
        self
    }

    /// Sends no credentials.
    pub fn anonymous(mut self) -> Self {
        static OPEN: Endpoint = Endpoint {
            accept: "*/*",
            ..Endpoint::NEW
        };
        self.call.endpoint = &OPEN;
        self
    }

    /// Sends the request and gives the answer with its body as a stream.
    ///
    /// # Errors
    /// See [`ErrorKind`](super::ErrorKind).
    pub async fn send(mut self) -> Result<RawResponse, Error> {
        self.call.options.stream = true;
        self.call.execute().await.map(RawResponse::new)
    }

    /// Sends the request and reads the answer as JSON, into a documented type or
    /// [`serde_json::Value`].
    ///
    /// # Errors
    /// See [`ErrorKind`](super::ErrorKind).
    pub async fn send_json<T: Slot>(self) -> Result<T, Error> {
        let received: Received = self.call.execute().await?;
        received
            .json()
            .map_err(|fault| Error::decode(received, fault))
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.call.method)
            // A query may hold a key.
            .field("path", &self.call.path.split('?').next())
            .finish_non_exhaustive()
    }
}
