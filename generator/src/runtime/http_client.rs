//! The transport over reqwest.

use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::stream;
use http_body::{Frame, SizeHint};

use super::body::{Body, Outgoing};
use super::byte_stream::ByteStream;
use super::error::{Error, ErrorKind};
use super::transport::{HttpRequest, HttpResponse, Transport};

#[derive(Debug)]
pub(crate) struct HttpClient {
    client: reqwest::Client,
}

impl HttpClient {
    /// A client of the runtime's own, which leaves redirects to the runtime.
    pub(crate) fn new(connect_timeout: Option<Duration>) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        if let Some(limit) = connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        let client = builder.build().map_err(|error| {
            Error::config("the HTTP client could not be set up").with_source(error.without_url())
        })?;
        Ok(HttpClient { client })
    }

    pub(crate) fn from_client(client: reqwest::Client) -> Self {
        HttpClient { client }
    }
}

impl Transport for HttpClient {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let HttpRequest {
                method,
                url,
                headers,
                body,
                ..
            } = request;
            let mut outgoing = reqwest::Request::new(method, url);
            *outgoing.headers_mut() = headers;
            if !body.is_empty() {
                *outgoing.body_mut() = Some(open(body).await?);
            }
            let mut response = self.client.execute(outgoing).await.map_err(failed)?;
            let headers = std::mem::take(response.headers_mut());
            let status = response.status();
            let length = response.content_length();
            let pieces = stream::try_unfold(response, |mut response| async move {
                let piece = response.chunk().await.map_err(failed)?;
                Ok(piece.map(|piece| (piece, response)))
            });
            Ok(HttpResponse {
                status,
                headers,
                body: ByteStream::new(pieces, length),
            })
        })
    }
}

async fn open(body: Body) -> Result<reqwest::Body, Error> {
    match body.into_bytes() {
        Ok(bytes) => Ok(bytes.into()),
        Err(body) => {
            let Outgoing { length, stream } = body.open().await.map_err(|error| {
                Error::encode("the body could not be opened").with_source(error)
            })?;
            Ok(reqwest::Body::wrap(Pieces {
                length,
                stream: Mutex::new(stream),
            }))
        }
    }
}

/// URLs may hold keys, so none is kept.
fn failed(error: reqwest::Error) -> Error {
    let (kind, message) = if error.is_connect() {
        (ErrorKind::Connect, "no connection could be made")
    } else if error.is_timeout() {
        (ErrorKind::Timeout, "a time limit of the HTTP client passed")
    } else if error.is_builder() {
        (ErrorKind::Encode, "the request is not valid")
    } else {
        (ErrorKind::Transport, "the connection broke")
    };
    Error::new(kind, message).with_source(error.without_url())
}

/// A stream as reqwest wants it, which is `Sync` too.
struct Pieces {
    length: Option<u64>,
    stream: Mutex<BoxStream<'static, io::Result<Bytes>>>,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let stream = self
            .stream
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        stream
            .as_mut()
            .poll_next(context)
            .map(|item| item.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}
