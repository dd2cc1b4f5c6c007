//! Operations whose answers come piece by piece, and how the pieces are framed.

#[cfg(feature = "blocking")]
use super::blocking::{Blocking, wait};
use super::codec::Slot;
use super::error::Error;
use super::event_stream::{self, EventStream};
use super::operation::Operation;
use super::raw::RawRequest;
use super::request::Request;

/// An operation whose answer can be had piece by piece.
pub trait Streaming: Operation {
    /// One piece.
    type Chunk: Slot + Send + 'static;
    /// How pieces are framed.
    const FORMAT: &'static Format;
}

/// How the pieces of a stream are framed.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Format {
    /// What separates the pieces.
    pub framing: Framing,
    /// Data that ends the stream, as `[DONE]`.
    pub sentinel: Option<&'static str>,
    /// Whether a piece is `{event, data, id, retry}` rather than the data alone.
    pub envelope: bool,
    /// Whether data is plain text rather than JSON.
    pub text: bool,
    /// The names of the events that are pieces; empty for all. Others are passed over.
    pub events: &'static [&'static str],
    /// A member of the data that means that the stream failed, when it is there and not null.
    pub error_key: Option<&'static str>,
    /// The name of the event that means that the stream failed.
    pub error_event: Option<&'static str>,
    /// A field of the request body that asks for a stream: it is set to `true`.
    pub flag: Option<&'static str>,
    /// Whether a stream that breaks is taken up again by `Last-Event-ID`, where the method is `GET`
    /// and the server has given an identifier.
    pub reconnect: bool,
}

impl Format {
    /// Server-sent events that end with the connection.
    pub const SSE: Format = Format {
        framing: Framing::ServerSentEvents,
        sentinel: None,
        envelope: false,
        text: false,
        events: &[],
        error_key: Some("error"),
        error_event: Some("error"),
        flag: None,
        reconnect: true,
    };

    /// One JSON value a line (NDJSON, JSON Lines).
    pub const LINES: Format = Format {
        framing: Framing::Lines,
        ..Format::SSE
    };

    /// Ends the stream at this data.
    #[must_use]
    pub const fn sentinel(mut self, data: &'static str) -> Format {
        self.sentinel = Some(data);
        self
    }

    /// Pieces are `{event, data, id, retry}`.
    #[must_use]
    pub const fn envelope(mut self) -> Format {
        self.envelope = true;
        self
    }

    /// Data is plain text.
    #[must_use]
    pub const fn text(mut self) -> Format {
        self.text = true;
        self
    }

    /// Only events of these names are pieces.
    #[must_use]
    pub const fn events(mut self, names: &'static [&'static str]) -> Format {
        self.events = names;
        self
    }

    /// What means that the stream failed: a member of the data, the name of an event.
    #[must_use]
    pub const fn errors(
        mut self,
        key: Option<&'static str>,
        event: Option<&'static str>,
    ) -> Format {
        self.error_key = key;
        self.error_event = event;
        self
    }

    /// The field of the request body that asks for a stream.
    #[must_use]
    pub const fn flag(mut self, field: &'static str) -> Format {
        self.flag = Some(field);
        self
    }

    /// A stream that breaks is not taken up again.
    #[must_use]
    pub const fn once(mut self) -> Format {
        self.reconnect = false;
        self
    }
}

/// What separates the pieces of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// `text/event-stream` (WHATWG HTML, section 9.2).
    ServerSentEvents,
    /// One value a line: `application/x-ndjson`, `application/jsonl`, `application/json-seq`.
    Lines,
}

impl<O: Streaming> Request<O> {
    /// Sends the request and gives the answer piece by piece.
    ///
    /// # Errors
    /// As [`send`](Self::send). Later failures are items of the stream.
    pub async fn stream(self) -> Result<EventStream<O::Chunk>, Error> {
        event_stream::open(self.call, O::FORMAT)
            .await
            .map(EventStream::new)
    }
}

#[cfg(feature = "blocking")]
impl<O: Streaming> Request<O> {
    /// [`stream`](Self::stream) for code that is not async.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn stream_blocking(self) -> Result<Blocking<EventStream<O::Chunk>>, Error> {
        let client = self.call.client.clone();
        let stream = wait(&client, self.stream())??;
        Ok(Blocking::new(client, stream))
    }
}

impl RawRequest {
    /// Sends the request and gives the answer piece by piece.
    ///
    /// # Errors
    /// See [`ErrorKind`](super::ErrorKind). Later failures are items of the stream.
    pub async fn stream<T: Slot>(self, format: &'static Format) -> Result<EventStream<T>, Error> {
        event_stream::open(self.call, format)
            .await
            .map(EventStream::new)
    }
}
