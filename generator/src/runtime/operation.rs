//! What the generator writes down about an operation, as data and as traits.

use super::api::Server;
use super::byte_stream::ByteStream;
use super::codec::{Fault, Slot};
use super::response::Received;

/// One operation of the API, as data.
#[derive(Debug)]
#[non_exhaustive]
pub struct Endpoint {
    /// The identifier of the operation (`operationId`).
    pub id: &'static str,
    /// The method, in capitals.
    pub method: &'static str,
    /// The path template, as `/things/{id}`.
    pub path: &'static str,
    /// What the `accept` header says; empty for no such header.
    pub accept: &'static str,
    /// Whether the body of a success is read whole before the call returns.
    pub receive: Receive,
    /// What authorises a call.
    pub auth: Auth,
    /// The servers of this operation alone; empty when they are the API's.
    pub servers: &'static [Server],
}

impl Endpoint {
    /// The usual operation: a `GET` that answers with JSON and needs no credential.
    pub const NEW: Endpoint = Endpoint {
        id: "",
        method: "GET",
        path: "",
        accept: "application/json",
        receive: Receive::Whole,
        auth: Auth::None,
        servers: &[],
    };

    /// As [`Endpoint::NEW`], with what every operation says of itself.
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Endpoint {
        Endpoint {
            id,
            method,
            path,
            ..Endpoint::NEW
        }
    }

    /// Sets what authorises a call: alternatives, each a list of schemes that apply together.
    #[must_use]
    pub const fn auth(mut self, alternatives: &'static [&'static [&'static str]]) -> Endpoint {
        self.auth = Auth::OneOf(alternatives);
        self
    }

    /// Sets what the `accept` header says.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Endpoint {
        self.accept = media_types;
        self
    }

    /// Hands the body of a success over as a stream instead of reading it whole.
    #[must_use]
    pub const fn streamed(mut self) -> Endpoint {
        self.receive = Receive::Stream;
        self
    }

    /// Sets the servers of this operation alone.
    #[must_use]
    pub const fn servers(mut self, servers: &'static [Server]) -> Endpoint {
        self.servers = servers;
        self
    }
}

/// Whether the body of a success is read whole before the call returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receive {
    /// Read whole: JSON, text, small bytes.
    Whole,
    /// Handed over as it comes: downloads, event streams.
    Stream,
}

/// What authorises a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Nothing.
    None,
    /// Whatever the client has: for requests that no document describes.
    Any,
    /// One of these alternatives, each a list of schemes that apply together. An empty alternative
    /// means that the call may go without.
    OneOf(&'static [&'static [&'static str]]),
}

/// What an answer is read as: a type of JSON, `()` for what is not looked at, [`ByteStream`], or an enum
/// of these by status.
pub trait Answer: Sized + Send + 'static {
    /// Reads an answer.
    ///
    /// # Errors
    /// It is not what the type wants, or its status is none that the type is for.
    fn read(received: &Received) -> Result<Self, Fault>;
}

impl<T: Slot + Send + 'static> Answer for T {
    #[inline]
    fn read(received: &Received) -> Result<T, Fault> {
        received.json()
    }
}

impl Answer for ByteStream {
    fn read(received: &Received) -> Result<ByteStream, Fault> {
        Ok(received.stream())
    }
}

/// One operation of the API, as a type: its answers.
pub trait Operation: Send + Sync + 'static {
    /// What a success gives.
    type Output: Answer;
    /// What the documentation says of failures; [`Undocumented`] when nothing.
    type Error: Answer;
    /// The operation as data.
    const ENDPOINT: &'static Endpoint;

    /// Reads a success.
    ///
    /// # Errors
    /// It is not as documented.
    #[inline]
    fn output(received: &Received) -> Result<Self::Output, Fault> {
        Answer::read(received)
    }

    /// Reads a failure.
    ///
    /// # Errors
    /// Its status or its shape is not documented.
    #[inline]
    fn error(received: &Received) -> Result<Self::Error, Fault> {
        Answer::read(received)
    }
}

/// The error of an operation that documents none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undocumented {}

impl Answer for Undocumented {
    fn read(received: &Received) -> Result<Undocumented, Fault> {
        Err(received.undocumented())
    }
}
