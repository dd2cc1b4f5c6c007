//! Answers: as they came, read whole, and typed.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::byte_stream::ByteStream;
use super::clock;
use super::codec::{Fault, Slot};
use super::error::Error;
use super::json;
use super::rate_limit::{self, RateLimit};
use super::secret::Secrets;

/// What an answer says beside its body.
#[derive(Clone, Debug)]
pub struct Meta {
    status: StatusCode,
    headers: HeaderMap,
}

impl Meta {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap) -> Self {
        Meta { status, headers }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header as text; `None` when there is none or it is no text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The media type without parameters, in small letters.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        let end = value.find(';').unwrap_or(value.len());
        value
            .get(..end)
            .map(|media| media.trim().to_ascii_lowercase())
    }

    /// The server's identifier of the request, as its support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        rate_limit::request_id(&self.headers)
    }

    /// What the answer says about rate limits.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        rate_limit::rate_limit(&self.headers, clock::now())
    }

    /// How long the server asked to wait before another request.
    pub fn retry_after(&self) -> Option<Duration> {
        rate_limit::retry_after(&self.headers, clock::now())
    }
}

/// An answer on its way into an operation's type.
pub struct Received {
    meta: Meta,
    body: Bytes,
    // Behind a lock so that an error, which keeps its answer, can be shared between threads.
    stream: Mutex<Option<Box<ByteStream>>>,
    attempts: u32,
    secrets: Secrets,
}

impl Received {
    pub(crate) fn whole(meta: Meta, body: Bytes) -> Self {
        Received {
            meta,
            body,
            stream: Mutex::new(None),
            attempts: 1,
            secrets: Secrets::default(),
        }
    }

    pub(crate) fn streamed(meta: Meta, stream: ByteStream) -> Self {
        Received {
            meta,
            body: Bytes::new(),
            stream: Mutex::new(Some(Box::new(stream))),
            attempts: 1,
            secrets: Secrets::default(),
        }
    }

    /// What it says beside its body.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.meta.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.meta.headers
    }

    /// The body, when it was read whole.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON. An empty body reads as `null`.
    ///
    /// # Errors
    /// Where and how it is not what `T` wants.
    pub fn json<T: Slot>(&self) -> Result<T, Fault> {
        json::decode(&self.body)
    }

    /// A header's value as text, a number or the like.
    ///
    /// # Errors
    /// The header is not what `T` wants.
    pub fn header<T: Slot>(&self, name: &str) -> Result<T, Fault> {
        json::decode_text(self.meta.header(name))
    }

    /// The body as text, with U+FFFD for what is not UTF-8.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as bytes.
    pub fn bytes(&self) -> Bytes {
        self.body.clone()
    }

    /// The body as it comes: to be asked for once.
    pub fn stream(&self) -> ByteStream {
        let stream = self
            .stream
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        stream.map_or_else(|| ByteStream::from(self.body.clone()), |stream| *stream)
    }

    /// What reading it gives when its status is none that is documented.
    pub fn undocumented(&self) -> Fault {
        Fault::status(self.meta.status.as_u16())
    }

    /// Notes after how many attempts it came.
    pub(crate) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    /// Keeps what an error about it must not show.
    pub(crate) fn guarding(mut self, secrets: Secrets) -> Self {
        self.secrets = secrets;
        self
    }

    pub(crate) fn secrets(&self) -> Secrets {
        self.secrets.clone()
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn into_meta(self) -> Meta {
        self.meta
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("status", &self.meta.status)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A typed answer with what it says beside its body.
#[derive(Clone, Debug)]
pub struct Response<T> {
    value: T,
    meta: Meta,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, meta: Meta) -> Self {
        Response { value, meta }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The value and the rest apart.
    pub fn into_parts(self) -> (T, Meta) {
        (self.value, self.meta)
    }

    /// What the answer says beside its body.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.meta.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.meta.headers
    }

    /// The server's identifier of the request, as its support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id()
    }

    /// What the answer says about rate limits.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.meta.rate_limit()
    }
}

/// An answer with its body as a stream and nothing read of it.
pub struct RawResponse {
    meta: Meta,
    body: ByteStream,
    secrets: Secrets,
}

impl RawResponse {
    pub(crate) fn new(received: Received) -> Self {
        let body = received.stream();
        RawResponse {
            secrets: received.secrets(),
            meta: received.meta,
            body,
        }
    }

    /// What it says beside its body.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.meta.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.meta.headers
    }

    /// The server's identifier of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id()
    }

    /// What the answer says about rate limits.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.meta.rate_limit()
    }

    /// The body as it comes.
    pub fn into_stream(self) -> ByteStream {
        self.body
    }

    /// The body read whole.
    ///
    /// # Errors
    /// It breaks off.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        self.body.collect().await
    }

    /// The body read whole, as text, with U+FFFD for what is not UTF-8.
    ///
    /// # Errors
    /// It breaks off.
    pub async fn text(self) -> Result<String, Error> {
        let bytes = self.body.collect().await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The body read whole, as a type.
    ///
    /// # Errors
    /// It breaks off or is not what `T` wants.
    pub async fn json<T: Slot>(self) -> Result<T, Error> {
        let body = self.body.collect().await?;
        let received = Received::whole(self.meta, body).guarding(self.secrets);
        received
            .json()
            .map_err(|fault| Error::decode(received, fault))
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("meta", &self.meta)
            .field("body", &self.body)
            .finish()
    }
}
