//! Bytes as they come: downloads and the bodies of raw responses.

use std::fmt;
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::StreamExt;
use futures_util::stream;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::clock::Silence;
use super::error::{Error, ErrorKind};
use super::http_client;

/// How far a transfer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes so far.
    pub done: u64,
    /// Bytes in all, when that is known.
    pub total: Option<u64>,
}

/// What is told about progress, after each piece.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// A body as it comes from the server.
///
/// It is a [`Stream`] of [`Bytes`]. What is not asked for is not read, and dropping it closes the
/// connection.
pub struct ByteStream {
    pieces: Pieces,
    /// How long nothing may come.
    silence: Option<Silence>,
    length: Option<u64>,
    done: u64,
    progress: Option<OnProgress>,
}

enum Pieces {
    /// What reqwest reads, without a box around it.
    Response(reqwest::Response),
    Stream(BoxStream<'static, Result<Bytes, Error>>),
    Ended,
}

impl Pieces {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        match self {
            Pieces::Response(response) => {
                // The future holds nothing between polls but the borrow.
                let piece = ready!(pin!(response.chunk()).poll(context));
                Poll::Ready(piece.map_err(http_client::failed).transpose())
            }
            Pieces::Stream(stream) => stream.as_mut().poll_next(context),
            Pieces::Ended => Poll::Ready(None),
        }
    }
}

impl ByteStream {
    /// A stream of pieces, whose length in all may be known.
    pub fn new(
        stream: impl Stream<Item = Result<Bytes, Error>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        ByteStream::of(Pieces::Stream(stream.boxed()), length)
    }

    /// The body of an answer.
    pub(crate) fn of_response(response: reqwest::Response) -> Self {
        let length = response.content_length();
        ByteStream::of(Pieces::Response(response), length)
    }

    fn of(pieces: Pieces, length: Option<u64>) -> Self {
        ByteStream {
            pieces,
            silence: None,
            length,
            done: 0,
            progress: None,
        }
    }

    /// The length in bytes, when the server said it.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Calls `tell` after each piece that was read.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(tell));
        self
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// [`ErrorKind::Transport`] or [`ErrorKind::Timeout`] when it breaks off.
    pub async fn collect(self) -> Result<Bytes, Error> {
        self.collect_up_to(usize::MAX).await
    }

    /// Reads all of it, if it is at most `limit` bytes.
    ///
    /// # Errors
    /// As [`collect`](Self::collect), and [`ErrorKind::TooLarge`] as soon as there are more bytes.
    pub async fn collect_up_to(mut self, limit: usize) -> Result<Bytes, Error> {
        self.read_up_to(limit).await
    }

    /// As [`collect_up_to`](Self::collect_up_to), without a copy where the body comes in one piece.
    pub(crate) async fn read_up_to(&mut self, limit: usize) -> Result<Bytes, Error> {
        let Some(first) = self.next().await.transpose()? else {
            return Ok(Bytes::new());
        };
        let mut whole = BytesMut::new();
        let mut piece = Some(first);
        while let Some(bytes) = piece {
            if bytes.len() > limit.saturating_sub(whole.len()) {
                let message = format!("the answer is longer than the limit of {limit} bytes");
                return Err(Error::new(ErrorKind::TooLarge, message));
            }
            piece = self.next().await.transpose()?;
            if piece.is_none() && whole.is_empty() {
                return Ok(bytes);
            }
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }

    /// What there is up to `limit` bytes; the rest, and anything that goes wrong, is left.
    pub(crate) async fn start(&mut self, limit: usize) -> Bytes {
        let mut whole = BytesMut::new();
        while let Some(Ok(bytes)) = self.next().await {
            let room = limit.saturating_sub(whole.len());
            whole.extend_from_slice(bytes.get(..room).unwrap_or(&bytes));
            if whole.len() >= limit {
                break;
            }
        }
        whole.freeze()
    }

    /// Writes all of it to a file, which is made or replaced, and gives the number of bytes.
    ///
    /// # Errors
    /// As [`collect`](Self::collect), and [`ErrorKind::Transport`] when the file cannot be written;
    /// its source is the [`std::io::Error`]. What was written until then stays.
    pub async fn write_to_file(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let file = tokio::fs::File::create(path.as_ref())
            .await
            .map_err(write_failed)?;
        self.copy_to(file).await
    }

    /// Writes all of it to a writer and gives the number of bytes.
    ///
    /// # Errors
    /// As [`write_to_file`](Self::write_to_file).
    pub async fn copy_to(mut self, writer: impl AsyncWrite + Send) -> Result<u64, Error> {
        let mut writer = Box::pin(writer);
        while let Some(bytes) = self.next().await.transpose()? {
            writer.write_all(&bytes).await.map_err(write_failed)?;
        }
        writer.flush().await.map_err(write_failed)?;
        Ok(self.done)
    }

    /// Sets after how long without a piece it fails.
    pub(crate) fn set_limit(&mut self, silence: Option<Duration>) {
        self.silence = silence.map(Silence::new);
    }

    /// The next piece, or an error when it is too long in coming.
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let item = match (self.pieces.poll(context), &mut self.silence) {
            (Poll::Pending, None) => return Poll::Pending,
            (Poll::Pending, Some(silence)) => {
                let limit = ready!(silence.poll_too_long(context));
                let what = "waiting for the next piece of the answer";
                Some(Err(Error::timeout(what, limit)))
            }
            (Poll::Ready(item), None) => item,
            (Poll::Ready(item), Some(silence)) => {
                silence.broken();
                item
            }
        };
        if !matches!(item, Some(Ok(_))) {
            self.pieces = Pieces::Ended;
        }
        Poll::Ready(item)
    }
}

fn write_failed(error: std::io::Error) -> Error {
    Error::new(ErrorKind::Transport, "the answer could not be written").with_source(error)
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = self.poll_piece(context);
        if let Poll::Ready(Some(Ok(bytes))) = &item {
            self.done = self.done.saturating_add(bytes.len() as u64);
            if let Some(tell) = &self.progress {
                tell(Progress {
                    done: self.done,
                    total: self.length,
                });
            }
        }
        item
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        ByteStream::new(
            stream::iter((length > 0).then_some(Ok(bytes))),
            Some(length),
        )
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("length", &self.length)
            .field("done", &self.done)
            .finish()
    }
}
