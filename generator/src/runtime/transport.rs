//! The seam between calls and the network: transports and the middleware before them.

use std::fmt;
use std::sync::Arc;

use futures_core::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::body::Body;
use super::byte_stream::ByteStream;
use super::error::Error;
use super::operation::Endpoint;

/// One request as it is about to be sent: authorised, with its parameters in place.
#[non_exhaustive]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole URL. It may hold a key: show `HttpRequest` by `Debug` rather than this.
    pub url: Url,
    /// The headers. Those that hold a credential are marked as sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// The operation that it belongs to.
    pub endpoint: &'static Endpoint,
    /// How often the call was sent before, counted from 0.
    pub attempt: u32,
    pub(crate) secret_query: Vec<&'static str>,
}

impl HttpRequest {
    /// The URL with the values of keys left out.
    pub fn shown_url(&self) -> String {
        let mut url = self.url.clone();
        let _ = url.set_password(None);
        if !self.secret_query.is_empty() {
            let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            let mut query = url.query_pairs_mut();
            query.clear();
            for (name, value) in &pairs {
                let secret = self.secret_query.iter().any(|secret| secret == name);
                query.append_pair(name, if secret { "redacted" } else { value });
            }
        }
        url.into()
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &self.shown_url())
            .field("headers", &self.headers)
            .field("body", &self.body)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// One answer as it came.
#[derive(Debug)]
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: ByteStream,
}

/// What sends requests: reqwest unless another is set.
///
/// A transport fails with [`ErrorKind::Connect`](super::ErrorKind::Connect) only when nothing was
/// sent, because such a failure is retried whatever the method. It follows no redirects.
pub trait Transport: Send + Sync {
    /// Sends a request and waits for the head of the answer.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, Error>>;
}

/// Something that sees each attempt of each call on its way out and its answer on its way back.
///
/// ```ignore
/// impl Middleware for Stamp {
///     fn handle<'a>(&'a self, mut request: HttpRequest, next: Next<'a>)
///         -> BoxFuture<'a, Result<HttpResponse, Error>>
///     {
///         request.headers.insert("x-stamp", HeaderValue::from_static("1"));
///         next.run(request)
///     }
/// }
/// ```
pub trait Middleware: Send + Sync {
    /// Handles one attempt: calls `next` once, several times or not at all.
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>>;
}

/// What comes after a middleware: the others, then the transport.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    rest: &'a [Arc<dyn Middleware>],
    transport: &'a dyn Transport,
}

impl<'a> Next<'a> {
    pub(crate) fn new(rest: &'a [Arc<dyn Middleware>], transport: &'a dyn Transport) -> Self {
        Next { rest, transport }
    }

    /// Hands the request on.
    pub fn run(self, request: HttpRequest) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        match self.rest.split_first() {
            Some((first, rest)) => first.handle(request, Next { rest, ..self }),
            None => self.transport.send(request),
        }
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next")
            .field("middleware", &self.rest.len())
            .finish_non_exhaustive()
    }
}
