//! Requests of documented operations.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use futures_core::future::BoxFuture;

use super::byte_stream::Progress;
use super::call::Call;
use super::codec::Slot;
use super::error::Error;
use super::operation::Operation;
use super::response::{RawResponse, Received, Response};
use super::retry::Retry;

/// A request of operation `O`, not yet sent.
///
/// Setters named after parameters are the API's; those that start with `with_` are about how the
/// call is made. It can be awaited in place of calling [`send`](Self::send).
#[must_use = "a request does nothing until it is sent"]
pub struct Request<O> {
    pub(crate) call: Call,
    operation: PhantomData<fn() -> O>,
}

impl<O> Request<O> {
    /// Gives a call its type.
    pub fn new(call: Call) -> Self {
        Request {
            call,
            operation: PhantomData,
        }
    }

    /// Sets how long the whole call may take.
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.call.options.timeout = Some(limit);
        self
    }

    /// Sets how long one attempt may take.
    pub fn with_attempt_timeout(mut self, limit: Duration) -> Self {
        self.call.options.attempt_timeout = Some(limit);
        self
    }

    /// Sets how long nothing may come while the answer is read.
    pub fn with_idle_timeout(mut self, limit: Duration) -> Self {
        self.call.options.idle_timeout = Some(limit);
        self
    }

    /// Sets when the request is sent again.
    pub fn with_retries(mut self, retry: Retry) -> Self {
        self.call.options.retry = Some(retry);
        self
    }

    /// Sets a key by which the server knows a repeated request, so that it may be sent again.
    pub fn with_idempotency_key(mut self, key: &str) -> Self {
        let header = self.call.client.api().idempotency_header;
        self.call.set_header(header, key);
        self
    }

    /// Sets a header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.call.set_header(name, value);
        self
    }

    /// Adds a pair to the query that the documentation does not know.
    pub fn with_query(mut self, name: &str, value: &str) -> Self {
        self.call.query.push(name, value);
        self
    }

    /// Sets a field of the JSON body, also one that the documentation does not know.
    pub fn with_body_field(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.call.add_field(name, value.into());
        self
    }

    /// Calls `tell` after each piece of the body that was sent.
    pub fn with_upload_progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.call.watch_upload(Arc::new(tell));
        self
    }

    /// Sends the request and gives the answer with its body as a stream.
    ///
    /// # Errors
    /// As [`send`](Self::send), but for decoding.
    pub async fn send_raw(mut self) -> Result<RawResponse, Error> {
        self.call.options.stream = true;
        self.call.execute().await.map(RawResponse::new)
    }
}

impl<O: Operation> Request<O> {
    /// Sends the request and gives the answer.
    ///
    /// # Errors
    /// See [`ErrorKind`](super::ErrorKind). Dropping the future gives the call up.
    pub async fn send(self) -> Result<O::Output, Error> {
        read::<O>(self.call.execute().await?)
    }

    /// Sends the request and gives the answer with its status and headers.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_with_response(self) -> Result<Response<O::Output>, Error> {
        let received = self.call.execute().await?;
        match O::output(&received) {
            Ok(value) => Ok(Response::new(value, received.into_meta())),
            Err(fault) => Err(Error::decode(received, fault).of(O::ENDPOINT)),
        }
    }

    /// Sends the request and reads the answer as another type.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_as<T: Slot>(self) -> Result<T, Error> {
        let received = self.call.execute().await?;
        received
            .json()
            .map_err(|fault| Error::decode(received, fault).of(O::ENDPOINT))
    }
}

/// Reads a success as its operation has it.
pub(super) fn read<O: Operation>(received: Received) -> Result<O::Output, Error> {
    O::output(&received).map_err(|fault| Error::decode(received, fault).of(O::ENDPOINT))
}

impl<O: Operation> IntoFuture for Request<O> {
    type Output = Result<O::Output, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let received = self.call.execute();
        Box::pin(async move { read::<O>(received.await?) })
    }
}

impl<O> fmt::Debug for Request<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.call.method)
            .field("path", &self.call.path)
            .finish_non_exhaustive()
    }
}
