//! Answers that come piece by piece: server-sent events and JSON lines.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, stream};
use http::Method;

use super::byte_stream::ByteStream;
use super::call::Call;
use super::clock;
use super::codec::{self, Kind, Slot};
use super::error::{Error, ErrorKind};
use super::json::{self, Peek};
use super::operation::Endpoint;
use super::rate_limit::RateLimit;
use super::response::{Meta, Received};
use super::secret::Secrets;
use super::sse::{Decoder, Event, Lines, TooLong};
use super::streaming::{Format, Framing};

/// The longest piece.
const LONGEST: usize = 64 * 1024 * 1024;

/// The answer of a streaming operation.
///
/// A [`Stream`] of pieces. After an error there are no more. What is not asked for is not read, and
/// dropping it closes the connection, by which most servers stop their work.
pub struct EventStream<T> {
    opened: Opened,
    piece: PhantomData<fn() -> T>,
}

/// A stream before its pieces have a type.
pub(crate) struct Opened {
    meta: Meta,
    endpoint: &'static Endpoint,
    format: &'static Format,
    events: BoxStream<'static, Result<Event, Error>>,
    secrets: Secrets,
    done: bool,
}

impl<T> EventStream<T> {
    pub(crate) fn new(opened: Opened) -> Self {
        EventStream {
            opened,
            piece: PhantomData,
        }
    }

    /// What the answer says beside its body.
    pub fn meta(&self) -> &Meta {
        &self.opened.meta
    }

    /// The server's identifier of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.opened.meta.request_id()
    }

    /// What the answer says about rate limits.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.opened.meta.rate_limit()
    }
}

impl<T: Slot> Stream for EventStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let opened = &mut self.opened;
        if opened.done {
            return Poll::Ready(None);
        }
        let event = match opened.events.as_mut().poll_next(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(event) => event,
        };
        let item = event.map(|event| {
            let piece = event.and_then(|event| opened.decode::<T>(event));
            piece.map_err(|error| {
                let mut error = error.of(opened.endpoint);
                error.scrub(&opened.secrets);
                error
            })
        });
        opened.done = !matches!(item, Some(Ok(_)));
        Poll::Ready(item)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("status", &self.opened.meta.status())
            .finish_non_exhaustive()
    }
}

impl Opened {
    fn decode<T: Slot>(&self, event: Event) -> Result<T, Error> {
        let text = self.json(event);
        json::decode(text.as_bytes())
            .map_err(|fault| Error::decode(Received::whole(self.meta.clone(), text.into()), fault))
    }

    /// A piece as JSON.
    fn json(&self, event: Event) -> String {
        let data = if self.format.text {
            codec::to_string(&event.data)
        } else {
            event.data
        };
        if !self.format.envelope {
            return data;
        }
        let mut text = String::with_capacity(data.len() + 64);
        text.push_str("{\"data\":");
        text.push_str(&data);
        if !event.name.is_empty() {
            text.push_str(",\"event\":");
            text.push_str(&codec::to_string(&event.name));
        }
        if let Some(id) = event.id {
            text.push_str(",\"id\":");
            text.push_str(&codec::to_string(&id));
        }
        if let Some(retry) = event.retry {
            text.push_str(&format!(",\"retry\":{}", retry.as_millis()));
        }
        text.push('}');
        text
    }
}

/// Sends a call that asks for a stream.
pub(crate) async fn open(mut call: Call, format: &'static Format) -> Result<Opened, Error> {
    if let Some(flag) = format.flag {
        call.add_field(flag, true.into());
    }
    let accept = match format.framing {
        Framing::ServerSentEvents => "text/event-stream",
        Framing::Lines => {
            "application/x-ndjson, application/jsonl, application/json-seq, application/json"
        }
    };
    call.set_header("accept", accept);
    call.options.stream = true;
    let again = (format.reconnect && call.method == Method::GET)
        .then(|| call.try_clone())
        .flatten();
    let endpoint = call.endpoint;
    let received = call.execute().await?;
    check_type(&received, format)?;
    let body = received.stream();
    let secrets = received.secrets();
    let meta = received.into_meta();
    let source = Source {
        meta: meta.clone(),
        format,
        body,
        reader: Reader::new(format),
        again,
        tries: 0,
        ended: false,
    };
    let events = stream::unfold(source, |mut source| async move {
        let item = source.next().await?;
        Some((item, source))
    });
    Ok(Opened {
        meta,
        endpoint,
        format,
        events: events.boxed(),
        secrets,
        done: false,
    })
}

/// An answer that is one JSON document or a page is no stream: better said now than as no events.
fn check_type(received: &Received, format: &'static Format) -> Result<(), Error> {
    let sse = format.framing == Framing::ServerSentEvents;
    match received.meta().media_type().as_deref() {
        Some(media @ ("application/json" | "text/html")) if sse => {
            let meta = received.meta().clone();
            let error = Error::new(
                ErrorKind::Stream,
                format!("the answer is {media}, not a stream of events"),
            );
            Err(error.with_received(Received::whole(meta, bytes::Bytes::new())))
        }
        _ => Ok(()),
    }
}

/// Where events come from.
struct Source {
    meta: Meta,
    format: &'static Format,
    body: ByteStream,
    reader: Reader,
    /// The call to make again when the stream breaks.
    again: Option<Call>,
    /// How often it was made again since the last event.
    tries: u32,
    ended: bool,
}

/// Bytes into events, by either framing.
enum Reader {
    Events(Box<Decoder>),
    Lines(Lines),
}

impl Reader {
    fn new(format: &Format) -> Self {
        match format.framing {
            Framing::ServerSentEvents => Reader::Events(Box::new(Decoder::new(LONGEST))),
            Framing::Lines => Reader::Lines(Lines::new(false, LONGEST)),
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        match self {
            Reader::Events(decoder) => decoder.push(bytes),
            Reader::Lines(lines) => lines.push(bytes),
        }
    }

    fn next(&mut self) -> Result<Option<Event>, TooLong> {
        match self {
            Reader::Events(decoder) => decoder.next_event(),
            Reader::Lines(lines) => loop {
                let Some(line) = lines.next_line()? else {
                    return Ok(None);
                };
                if let Some(event) = line_event(line) {
                    return Ok(Some(event));
                }
            },
        }
    }

    /// What stands at the end without its line end or blank line.
    fn finish(&mut self) -> Option<Event> {
        match self {
            Reader::Events(decoder) => decoder.finish(),
            Reader::Lines(lines) => {
                let event = line_event(lines.rest());
                *lines = Lines::new(false, LONGEST);
                event
            }
        }
    }

    fn last_id(&self) -> Option<&str> {
        match self {
            Reader::Events(decoder) => decoder.last_id().filter(|id| !id.is_empty()),
            Reader::Lines(_) => None,
        }
    }
}

/// A line of JSON; blank lines are none. RFC 7464 puts a record separator before each.
fn line_event(line: &[u8]) -> Option<Event> {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_start_matches(['\u{feff}', '\u{1e}']).trim();
    (!text.is_empty()).then(|| Event {
        data: text.to_owned(),
        ..Event::default()
    })
}

impl Source {
    async fn next(&mut self) -> Option<Result<Event, Error>> {
        while !self.ended {
            match self.reader.next() {
                Ok(Some(event)) => match self.judge(event) {
                    Judged::Piece(event) => {
                        self.tries = 0;
                        return Some(Ok(event));
                    }
                    Judged::Other => continue,
                    Judged::End => break,
                    Judged::Failed(error) => return self.fail(error),
                },
                Ok(None) => {}
                Err(TooLong) => {
                    let message = format!("an event is longer than {LONGEST} bytes");
                    return self.fail(Error::new(ErrorKind::TooLarge, message));
                }
            }
            match self.body.next().await {
                Some(Ok(bytes)) => self.reader.push(&bytes),
                Some(Err(error)) => {
                    if let Err(error) = self.reconnect(Some(error)).await {
                        return self.fail(error);
                    }
                }
                None => return self.at_end().await,
            }
        }
        self.ended = true;
        None
    }

    fn fail(&mut self, error: Error) -> Option<Result<Event, Error>> {
        self.ended = true;
        Some(Err(error))
    }

    /// The connection was closed in order. A last event that lacks its blank line counts if it is
    /// whole: its data is JSON, or text was asked for.
    async fn at_end(&mut self) -> Option<Result<Event, Error>> {
        self.ended = true;
        let event = self.reader.finish()?;
        if self.format.sentinel == Some(event.data.as_str()) {
            return None;
        }
        let whole = self.format.text || Peek::new(event.data.as_bytes()).is_some();
        if !whole {
            let error = Error::new(
                ErrorKind::Stream,
                "the stream ends in the middle of an event",
            );
            return Some(Err(error.with_received(self.received(event.data))));
        }
        match self.judge(event) {
            Judged::Piece(event) => Some(Ok(event)),
            Judged::Failed(error) => Some(Err(error)),
            Judged::Other | Judged::End => None,
        }
    }

    fn judge(&self, event: Event) -> Judged {
        let format = self.format;
        if format
            .sentinel
            .is_some_and(|sentinel| event.data.trim() == sentinel)
        {
            return Judged::End;
        }
        if self.is_failure(&event) {
            let message = super::error::server_message(event.data.as_bytes());
            let message = if message.is_empty() {
                "the stream failed".to_owned()
            } else {
                message
            };
            let error = Error::new(ErrorKind::Stream, message);
            return Judged::Failed(error.with_received(self.received(event.data)));
        }
        let name = if event.name.is_empty() {
            "message"
        } else {
            event.name.as_str()
        };
        let expected = format.events.is_empty() || format.events.contains(&name);
        // Names of keep-alives: their data is no piece even where every name is.
        let keeps_alive = matches!(name, "ping" | "heartbeat" | "keepalive" | "keep-alive")
            && format.events.is_empty()
            && !format.envelope
            && !Peek::new(event.data.as_bytes()).is_some_and(|data| data.is_object());
        let says_something = format.text || !event.data.is_empty();
        if expected && !keeps_alive && says_something {
            Judged::Piece(event)
        } else {
            Judged::Other
        }
    }

    fn is_failure(&self, event: &Event) -> bool {
        if self
            .format
            .error_event
            .is_some_and(|name| event.name == name)
        {
            return true;
        }
        let Some(key) = self.format.error_key.filter(|_| !self.format.text) else {
            return false;
        };
        // Most pieces do not hold the word, and need not be parsed twice.
        event.data.contains(key)
            && Peek::new(event.data.as_bytes()).is_some_and(|data| data.has(key))
    }

    fn received(&self, data: String) -> Received {
        Received::whole(self.meta.clone(), data.into())
    }

    /// Makes the call again from the last event on, as often as the call may be retried.
    async fn reconnect(&mut self, broken: Option<Error>) -> Result<(), Error> {
        let broken =
            broken.unwrap_or_else(|| Error::new(ErrorKind::Transport, "the stream broke off"));
        let mut again = match (&self.again, self.reader.last_id()) {
            (Some(call), Some(id)) => {
                let Some(mut call) = call.try_clone() else {
                    return Err(broken);
                };
                call.set_header("last-event-id", id);
                call
            }
            _ => return Err(broken),
        };
        let mut delays = again.retry().delays();
        let own = (0..=self.tries).find_map(|_| delays.after(&broken, true));
        let (Some(own), true) = (own, self.tries < again.retry().most()) else {
            return Err(broken);
        };
        self.tries += 1;
        clock::sleep(self.asked_delay().unwrap_or(own)).await;
        again.options.stream = true;
        let received = again.execute().await?;
        self.body = received.stream();
        let id = self.reader.last_id().map(str::to_owned);
        self.reader = Reader::new(self.format);
        if let (Reader::Events(decoder), Some(id)) = (&mut self.reader, id) {
            decoder.resume(id);
        }
        Ok(())
    }

    fn asked_delay(&self) -> Option<Duration> {
        match &self.reader {
            Reader::Events(decoder) => decoder.reconnection_time(),
            Reader::Lines(_) => None,
        }
    }
}

enum Judged {
    Piece(Event),
    /// Nothing that the caller waits for.
    Other,
    End,
    Failed(Error),
}

impl Peek<'_> {
    /// Whether something that is not null stands at a key of the object.
    fn has(&self, key: &str) -> bool {
        self.0.root().get(key).is_some_and(|node| !node.is_null())
    }

    /// Whether the body is an object.
    fn is_object(&self) -> bool {
        self.0.root().kind().meets(Kind::OBJECT)
    }
}
