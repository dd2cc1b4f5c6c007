//! A transport without a network: operations answered by closures, calls kept to look at.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_core::future::BoxFuture;
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::byte_stream::ByteStream;
use super::codec::{self, Fault, Slot};
use super::error::{Error, ErrorKind};
use super::json;
use super::operation::{Endpoint, Operation};
use super::transport::{HttpRequest, HttpResponse, Transport};

/// A transport that answers by closures.
///
/// Clones share everything, so that a test keeps one to look at the calls. Credentials, retries,
/// parameters and decoding work as they do over the network.
#[derive(Clone, Default)]
pub struct Mock {
    shared: Arc<Shared>,
}

type Answer = Arc<dyn Fn(&Recorded) -> Reply + Send + Sync>;

#[derive(Default)]
struct Shared {
    /// By method and path template, which no two operations share.
    answers: Mutex<BTreeMap<(String, String), Answer>>,
    calls: Mutex<Vec<Recorded>>,
}

/// A request that was made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Recorded {
    /// The operation; empty for raw requests.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The path, encoded.
    pub path: String,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// How often the call was sent before.
    pub attempt: u32,
}

impl Recorded {
    /// The first value of a name in the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(present, _)| present == name)
            .map(|(_, value)| value.as_str())
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as a type.
    ///
    /// # Errors
    /// It is not what `T` wants.
    pub fn json<T: Slot>(&self) -> Result<T, Fault> {
        json::decode(&self.body)
    }
}

/// An answer to be given.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    pieces: Vec<Bytes>,
    failure: Option<Error>,
}

impl Reply {
    /// A status without a body. One that is none becomes 500.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Reply {
            status,
            headers: HeaderMap::new(),
            pieces: Vec::new(),
            failure: None,
        }
    }

    /// 200 with a value as JSON.
    pub fn ok(value: &dyn Slot) -> Self {
        Reply::json(200, value)
    }

    /// A status with a value as JSON.
    pub fn json(status: u16, value: &dyn Slot) -> Self {
        Reply::status(status).body("application/json", codec::to_string(value))
    }

    /// 200 with server-sent events of these data.
    pub fn events<S: AsRef<str>>(data: impl IntoIterator<Item = S>) -> Self {
        let mut reply = Reply::status(200).header("content-type", "text/event-stream");
        let event = |data: S| {
            let lines: Vec<String> = data
                .as_ref()
                .split('\n')
                .map(|line| format!("data: {line}\n"))
                .collect();
            Bytes::from(lines.concat() + "\n")
        };
        reply.pieces = data.into_iter().map(event).collect();
        reply
    }

    /// No answer: the attempt fails with this error.
    pub fn failure(error: Error) -> Self {
        Reply {
            failure: Some(error),
            ..Reply::status(500)
        }
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.pieces = vec![body.into()];
        self.header("content-type", media_type)
    }

    /// Sets the body as pieces that come one by one.
    #[must_use]
    pub fn pieces(mut self, media_type: &str, pieces: Vec<Bytes>) -> Self {
        self.pieces = pieces;
        self.header("content-type", media_type)
    }

    /// Adds a header. One that cannot be sent is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let pair = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(HeaderValue::from_str(value).ok());
        if let Some((name, value)) = pair {
            self.headers.append(name, value);
        }
        self
    }
}

impl Mock {
    /// A transport that answers nothing yet.
    pub fn new() -> Self {
        Mock::default()
    }

    /// Answers operation `O` from now on.
    #[must_use]
    pub fn on<O: Operation>(
        self,
        answer: impl Fn(&Recorded) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let key = key(O::ENDPOINT, None);
        lock(&self.shared.answers).insert(key, Arc::new(answer));
        self
    }

    /// Answers raw requests of a method and path from now on.
    #[must_use]
    pub fn on_raw(
        self,
        method: &str,
        path: &str,
        answer: impl Fn(&Recorded) -> Reply + Send + Sync + 'static,
    ) -> Self {
        lock(&self.shared.answers).insert((method.to_owned(), path.to_owned()), Arc::new(answer));
        self
    }

    /// The requests so far, attempts one by one.
    pub fn calls(&self) -> Vec<Recorded> {
        lock(&self.shared.calls).clone()
    }

    /// The requests of operation `O` so far.
    pub fn calls_of<O: Operation>(&self) -> Vec<Recorded> {
        let mut calls = self.calls();
        calls.retain(|call| {
            call.operation == O::ENDPOINT.id && call.method.as_str() == O::ENDPOINT.method
        });
        calls
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn key(endpoint: &Endpoint, raw: Option<&Recorded>) -> (String, String) {
    match raw.filter(|_| endpoint.path.is_empty()) {
        Some(raw) => (raw.method.to_string(), raw.path.clone()),
        None => (endpoint.method.to_owned(), endpoint.path.to_owned()),
    }
}

impl Transport for Mock {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let HttpRequest {
                method,
                url,
                headers,
                body,
                endpoint,
                attempt,
                ..
            } = request;
            let body = body
                .collect()
                .await
                .map_err(|error| Error::encode("the body could not be read").with_source(error))?;
            let recorded = Recorded {
                operation: endpoint.id,
                method,
                path: url.path().to_owned(),
                query: url.query_pairs().into_owned().collect(),
                headers,
                body,
                attempt,
            };
            let answer = lock(&self.shared.answers)
                .get(&key(endpoint, Some(&recorded)))
                .cloned();
            lock(&self.shared.calls).push(recorded.clone());
            let Some(answer) = answer else {
                let message = format!(
                    "the mock has no answer for {} {}",
                    recorded.method, recorded.path
                );
                return Err(Error::new(ErrorKind::Config, message));
            };
            // Outside of the lock, so that an answer may look at the calls.
            let reply = answer(&recorded);
            match reply.failure {
                Some(error) => Err(error),
                None => {
                    let length = reply.pieces.iter().map(|piece| piece.len() as u64).sum();
                    let body = ByteStream::new(
                        stream::iter(reply.pieces.into_iter().map(Ok)),
                        Some(length),
                    );
                    Ok(HttpResponse {
                        status: reply.status,
                        headers: reply.headers,
                        body,
                    })
                }
            }
        })
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("calls", &lock(&self.shared.calls).len())
            .finish_non_exhaustive()
    }
}
