//! The one error type of every call.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::codec::{Fault, Slot};
use super::json;
use super::operation::{Endpoint, Operation};
use super::rate_limit::RateLimit;
use super::response::Received;
use super::secret::{self, SecretString};

/// How much of a server's own message is shown by `Display`.
const SHOWN: usize = 300;

/// What went wrong, for `match`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was set up wrongly: a bad base URL, a missing variable.
    Config,
    /// No credential fits the operation, or getting an access token failed.
    Auth,
    /// A parameter or body could not be written; nothing was sent.
    Encode,
    /// No connection could be made; nothing was sent.
    Connect,
    /// A time limit passed: the whole call's, one attempt's or the silence between two chunks.
    Timeout,
    /// The connection broke while the request was sent or the answer was read.
    Transport,
    /// The server answered with this status, which is not one of success.
    Status(StatusCode),
    /// The answer is not what the documentation says.
    Decode,
    /// An event stream carried an error or something that is no event.
    Stream,
    /// The answer is longer than the client's limit.
    TooLarge,
    /// The call was given up before it had ended, as when its runtime was shut down.
    Cancelled,
}

/// Why a call failed.
///
/// One pointer wide. It holds no key: neither `Display` nor `Debug` shows URLs with their query,
/// request headers or bodies.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    endpoint: Option<&'static Endpoint>,
    received: Option<Received>,
    fault: Option<Fault>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    attempts: u32,
}

impl Error {
    /// An error of a kind with a message, for transports and middleware.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            endpoint: None,
            received: None,
            fault: None,
            source: None,
            attempts: 0,
        }))
    }

    /// The same error with what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Config, message)
    }

    pub(crate) fn encode(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Encode, message)
    }

    pub(crate) fn timeout(what: &str, limit: Duration) -> Self {
        Error::new(
            ErrorKind::Timeout,
            format!("{what} took longer than {limit:?}"),
        )
    }

    pub(crate) fn from_status(received: Received) -> Self {
        let message = server_message(received.body());
        let secrets = received.secrets();
        let mut error = Error::new(ErrorKind::Status(received.status()), message);
        error.scrub(&secrets);
        error.with_received(received)
    }

    pub(crate) fn decode(received: Received, fault: Fault) -> Self {
        let mut error = Error::new(ErrorKind::Decode, "the answer is not as documented");
        error.0.fault = Some(fault);
        error.0.attempts = received.attempts();
        let secrets = received.secrets();
        error.scrub(&secrets);
        error.with_received(received)
    }

    pub(crate) fn with_received(mut self, received: Received) -> Self {
        self.0.received = Some(received);
        self
    }

    pub(crate) fn of(mut self, endpoint: &'static Endpoint) -> Self {
        self.0.endpoint = Some(endpoint);
        self
    }

    pub(crate) fn set_place(&mut self, endpoint: &'static Endpoint, attempts: u32) {
        self.0.endpoint = Some(endpoint);
        self.0.attempts = attempts;
    }

    /// Replaces secrets in what is shown, should a server have echoed one.
    pub(crate) fn scrub(&mut self, secrets: &[SecretString]) {
        secret::scrub(&mut self.0.message, secrets);
        if let Some(fault) = &mut self.0.fault {
            fault.edit(|text| secret::scrub(text, secrets));
        }
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status of the answer, when there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.received.as_ref().map(Received::status)
    }

    /// The headers of the answer, when there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.received.as_ref().map(Received::headers)
    }

    /// The body of the answer as far as it was read; empty when there was none.
    pub fn body(&self) -> &[u8] {
        self.0
            .received
            .as_ref()
            .map_or(&[], |received| received.body())
    }

    /// The server's identifier of the request, as its support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0
            .received
            .as_ref()
            .and_then(|received| received.meta().request_id())
    }

    /// How long the server asked to wait before another try (`Retry-After`, RFC 9110 section 10.2.3).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0
            .received
            .as_ref()
            .and_then(|received| received.meta().retry_after())
    }

    /// What the answer says about rate limits.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.0
            .received
            .as_ref()
            .and_then(|received| received.meta().rate_limit())
    }

    /// The answer as the type that operation `O` documents for its status.
    ///
    /// `None` when there was no answer, the status is not documented or the body is not of that type.
    pub fn documented<O: Operation>(&self) -> Option<O::Error> {
        self.0
            .received
            .as_ref()
            .and_then(|received| O::error(received).ok())
    }

    /// The answer's body as a type of the caller's choice, whatever is documented for its status.
    ///
    /// `None` when there was no answer or the body is not of that type.
    pub fn body_as<T: Slot>(&self) -> Option<T> {
        self.0.received.as_ref()?.json().ok()
    }

    /// The identifier of the operation that failed.
    pub fn operation(&self) -> Option<&'static str> {
        self.0
            .endpoint
            .map(|endpoint| endpoint.id)
            .filter(|id| !id.is_empty())
    }

    /// How many times the request was sent; 0 when it never was.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Where in the answer something else stood than documented, and what: for [`ErrorKind::Decode`].
    pub fn fault(&self) -> Option<&Fault> {
        self.0.fault.as_ref()
    }

    /// A time limit passed.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(endpoint) = inner.endpoint.filter(|endpoint| !endpoint.path.is_empty()) {
            write!(f, "{} {}: ", endpoint.method, endpoint.path)?;
        }
        match inner.kind {
            ErrorKind::Status(status) => {
                write!(f, "{status}")?;
                if !inner.message.is_empty() {
                    write!(f, ": {}", inner.message)?;
                }
            }
            _ => f.write_str(&inner.message)?,
        }
        if let Some(fault) = &inner.fault {
            write!(f, ": {fault}")?;
        }
        match self.request_id() {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", &inner.kind)
            .field("message", &inner.message);
        if let Some(id) = self.operation() {
            out.field("operation", &id);
        }
        if let Some(id) = self.request_id() {
            out.field("request_id", &id);
        }
        if let Some(fault) = &inner.fault {
            out.field("fault", &format_args!("{fault}"));
        }
        if let Some(source) = &inner.source {
            out.field("source", source);
        }
        out.field("attempts", &inner.attempts).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}

/// The human sentence in an error body, where the usual shapes put it (RFC 9457 among them).
pub(crate) fn server_message(body: &[u8]) -> String {
    const PLACES: [&str; 8] = [
        "/error/message",
        "/message",
        "/detail",
        "/error_description",
        "/error",
        "/errors/0/message",
        "/title",
        "/errors/0",
    ];
    let found = json::Peek::new(body)
        .and_then(|peek| PLACES.iter().find_map(|place| peek.text(place)))
        .unwrap_or_else(|| plain_text(body));
    shorten(found.trim())
}

/// The body itself when it is a line of plain text, and nothing when it is a page or a document.
fn plain_text(body: &[u8]) -> String {
    let start = body.get(..SHOWN * 4).unwrap_or(body);
    let text = String::from_utf8_lossy(start);
    let text = text.trim();
    let markup = text.starts_with(['<', '{', '[']);
    if markup || text.contains('\0') {
        String::new()
    } else {
        text.to_owned()
    }
}

fn shorten(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
