//! Calls from code that is not async.
//!
//! The client owns one background thread, started with the first blocking call, on which such calls
//! run; the caller's thread only waits. That works inside of another runtime too, where it holds up
//! that runtime's thread as any waiting does. The thread ends with the last clone of the client.

use std::fmt;
use std::io;
use std::sync::{OnceLock, mpsc};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use tokio::runtime::{Builder, Runtime};

use super::byte_stream::ByteStream;
use super::client::Client;
use super::codec::Slot;
use super::error::{Error, ErrorKind};
use super::operation::Operation;
use super::raw::RawRequest;
use super::request::Request;
use super::response::{RawResponse, Response};

/// The background thread of a client.
#[derive(Default)]
pub(crate) struct Worker {
    runtime: OnceLock<Option<Runtime>>,
}

impl Worker {
    fn runtime(&self) -> Option<&Runtime> {
        let start = || {
            Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .ok()
        };
        self.runtime.get_or_init(start).as_ref()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // The last clone may be dropped by a task of this very runtime, which must not wait for itself.
        if let Some(runtime) = self.runtime.take().flatten() {
            runtime.shutdown_background();
        }
    }
}

/// Runs `work` on the client's thread and waits for it.
pub(super) fn wait<T: Send + 'static>(
    client: &Client,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Error> {
    let runtime = client
        .worker()
        .runtime()
        .ok_or_else(|| Error::config("the background thread could not be started"))?;
    let (sender, receiver) = mpsc::sync_channel(1);
    runtime.spawn(async move {
        let _ = sender.send(work.await);
    });
    receiver.recv().map_err(|_| {
        Error::new(
            ErrorKind::Cancelled,
            "the call was given up with its runtime",
        )
    })
}

/// A stream as an iterator; made by `stream_blocking`, `pages_blocking` and `items_blocking`.
///
/// The next item is fetched when it is asked for.
pub struct Blocking<S> {
    client: Client,
    stream: Option<S>,
}

impl<S> Blocking<S> {
    pub(super) fn new(client: Client, stream: S) -> Self {
        Blocking {
            client,
            stream: Some(stream),
        }
    }

    /// The stream, to look at what it says beside its items.
    pub fn get_ref(&self) -> Option<&S> {
        self.stream.as_ref()
    }
}

impl<S, T> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin + Send + 'static,
    T: Send + 'static,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut stream = self.stream.take()?;
        let next = wait(&self.client, async move {
            let item = stream.next().await;
            (item, stream)
        });
        match next {
            Ok((item, stream)) => {
                self.stream = item.is_some().then_some(stream);
                item
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl<S> fmt::Debug for Blocking<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocking")
            .field("done", &self.stream.is_none())
            .finish_non_exhaustive()
    }
}

/// A body for code that is not async: a [`Read`](io::Read); made by [`ByteStream::into_reader`].
#[derive(Debug)]
pub struct Reader {
    pieces: Blocking<ByteStream>,
    rest: Bytes,
}

impl io::Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() && !buffer.is_empty() {
            match self.pieces.next() {
                Some(Ok(piece)) => self.rest = piece,
                Some(Err(error)) => return Err(io::Error::other(error)),
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.rest.len());
        let piece = self.rest.split_to(length);
        if let Some(place) = buffer.get_mut(..length) {
            place.copy_from_slice(&piece);
        }
        Ok(length)
    }
}

impl ByteStream {
    /// The same body as a reader for code that is not async, which waits on the client's thread. A
    /// failure is an [`io::Error`] around the [`Error`].
    pub fn into_reader(self, client: &Client) -> Reader {
        Reader {
            pieces: Blocking::new(client.clone(), self),
            rest: Bytes::new(),
        }
    }
}

impl<O> Request<O> {
    /// [`send_raw`](Self::send_raw) for code that is not async; see [`ByteStream::into_reader`].
    ///
    /// # Errors
    /// As [`send_raw`](Self::send_raw).
    pub fn send_raw_blocking(self) -> Result<RawResponse, Error>
    where
        O: 'static,
    {
        let client = self.call.client.clone();
        wait(&client, self.send_raw())?
    }
}

impl<O: Operation> Request<O> {
    /// [`send`](Self::send) for code that is not async.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_blocking(self) -> Result<O::Output, Error> {
        let client = self.call.client.clone();
        wait(&client, self.send())?
    }

    /// [`send_with_response`](Self::send_with_response) for code that is not async.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_with_response_blocking(self) -> Result<Response<O::Output>, Error> {
        let client = self.call.client.clone();
        wait(&client, self.send_with_response())?
    }
}

impl RawRequest {
    /// Sends the request and reads the answer as JSON, for code that is not async.
    ///
    /// # Errors
    /// As [`send_json`](Self::send_json).
    pub fn send_json_blocking<T: Slot + Send + 'static>(self) -> Result<T, Error> {
        let client = self.client();
        wait(&client, self.send_json())?
    }

    /// Sends the request, for code that is not async. The body is read whole, as
    /// [`RawResponse::into_stream`] needs a runtime.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_blocking(self) -> Result<Response<Bytes>, Error> {
        let client = self.client();
        let whole = async move {
            let response: RawResponse = self.send().await?;
            let meta = response.meta().clone();
            Ok(Response::new(response.bytes().await?, meta))
        };
        wait(&client, whole)?
    }
}
