//! The transport over reqwest.

use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
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

impl HttpClient {
    /// Hands a request over. What comes back is one pointer wide, so that boxing it costs little.
    fn start(
        &self,
        request: reqwest::Request,
    ) -> impl Future<Output = Result<HttpResponse, Error>> + Send + use<> {
        let response = self.client.execute(request);
        async move {
            let mut response = response.await.map_err(failed)?;
            Ok(HttpResponse {
                status: response.status(),
                headers: std::mem::take(response.headers_mut()),
                body: ByteStream::of_response(response),
            })
        }
    }
}

impl Transport for HttpClient {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, Error>> {
        let mut outgoing = reqwest::Request::new(request.method, request.url);
        *outgoing.headers_mut() = request.headers;
        if request.body.is_empty() {
            return Box::pin(self.start(outgoing));
        }
        match request.body.into_bytes() {
            Ok(bytes) => {
                *outgoing.body_mut() = Some(bytes.into());
                Box::pin(self.start(outgoing))
            }
            Err(body) => Box::pin(async move {
                *outgoing.body_mut() = Some(open(body).await?);
                self.start(outgoing).await
            }),
        }
    }
}

/// A file or stream as reqwest wants it.
async fn open(body: Body) -> Result<reqwest::Body, Error> {
    let Outgoing { length, stream } = body
        .open()
        .await
        .map_err(|error| Error::encode("the body could not be opened").with_source(error))?;
    Ok(reqwest::Body::wrap(Pieces {
        length,
        stream: Mutex::new(stream),
    }))
}

/// URLs may hold keys, so none is kept.
pub(crate) fn failed(error: reqwest::Error) -> Error {
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
