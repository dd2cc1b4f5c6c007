//! Types of the Things API: the readable and the mechanical half together.

use crate::runtime::Upload;
use crate::runtime::codec::{Key, Miss, Node, Slot, Writer};

/// A thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// Its identifier.
    pub id: String,
    /// How many there are.
    pub count: Option<i64>,
}

impl Thing {
    /// A thing of an identifier.
    pub fn new(id: impl Into<String>) -> Self {
        Thing {
            id: id.into(),
            count: None,
        }
    }

    /// Sets how many there are.
    #[must_use]
    pub fn count(mut self, count: i64) -> Self {
        self.count = Some(count);
        self
    }
}

/// A page of things.
#[derive(Clone, Debug, PartialEq)]
pub struct ThingPage {
    /// The things.
    pub data: Vec<Thing>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// How many there are in all.
    pub total: Option<i64>,
}

/// A piece of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunk {
    /// Text.
    pub text: String,
}

/// An event with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct ChunkEvent {
    /// The name of the event.
    pub event: Option<String>,
    /// Its identifier.
    pub id: Option<String>,
    /// The piece.
    pub data: Chunk,
}

/// What to ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// Text.
    pub prompt: String,
    /// Whether to answer as a stream.
    pub stream: Option<bool>,
}

/// A filter.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// At least so many.
    pub min: Option<i64>,
    /// One of these.
    pub tags: Option<Vec<String>>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// In words.
    pub message: String,
}

/// The body of `POST /things/{id}/files`. It holds files, so it is no JSON.
#[derive(Debug)]
pub struct UploadBody {
    /// What it is for.
    pub purpose: String,
    /// More about it.
    pub meta: Option<Thing>,
    /// The files.
    pub files: Vec<Upload>,
}

static THING: &[Key] = &[Key::required("id"), Key::optional("count")];
impl Slot for Thing {
    #[inline]
    fn empty() -> Self {
        Thing {
            id: Slot::empty(),
            count: None,
        }
    }
    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(THING, &mut [&mut self.id, &mut self.count])
    }
    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(THING, &[&self.id, &self.count]);
    }
}

static THING_PAGE: &[Key] = &[
    Key::required("data"),
    Key::optional_nullable("next_cursor"),
    Key::optional("total"),
];
impl Slot for ThingPage {
    #[inline]
    fn empty() -> Self {
        ThingPage {
            data: Slot::empty(),
            next_cursor: None,
            total: None,
        }
    }
    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(
            THING_PAGE,
            &mut [&mut self.data, &mut self.next_cursor, &mut self.total],
        )
    }
    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(THING_PAGE, &[&self.data, &self.next_cursor, &self.total]);
    }
}

static CHUNK: &[Key] = &[Key::required("text")];
impl Slot for Chunk {
    #[inline]
    fn empty() -> Self {
        Chunk {
            text: Slot::empty(),
        }
    }
    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(CHUNK, &mut [&mut self.text])
    }
    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(CHUNK, &[&self.text]);
    }
}

static CHUNK_EVENT: &[Key] = &[
    Key::optional("event"),
    Key::optional("id"),
    Key::required("data"),
];
impl Slot for ChunkEvent {
    #[inline]
    fn empty() -> Self {
        ChunkEvent {
            event: None,
            id: None,
            data: Slot::empty(),
        }
    }
    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(
            CHUNK_EVENT,
            &mut [&mut self.event, &mut self.id, &mut self.data],
        )
    }
    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(CHUNK_EVENT, &[&self.event, &self.id, &self.data]);
    }
}

static PROMPT: &[Key] = &[Key::required("prompt"), Key::optional("stream")];
impl Slot for Prompt {
    #[inline]
    fn empty() -> Self {
        Prompt {
            prompt: Slot::empty(),
            stream: None,
        }
    }
    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(PROMPT, &mut [&mut self.prompt, &mut self.stream])
    }
    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(PROMPT, &[&self.prompt, &self.stream]);
    }
}

static FILTER: &[Key] = &[Key::optional("min"), Key::optional("tags")];
impl Slot for Filter {
    #[inline]
    fn empty() -> Self {
        Filter {
            min: None,
            tags: None,
        }
    }
    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(FILTER, &mut [&mut self.min, &mut self.tags])
    }
    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(FILTER, &[&self.min, &self.tags]);
    }
}

static PROBLEM: &[Key] = &[Key::required("message")];
impl Slot for Problem {
    #[inline]
    fn empty() -> Self {
        Problem {
            message: Slot::empty(),
        }
    }
    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(PROBLEM, &mut [&mut self.message])
    }
    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(PROBLEM, &[&self.message]);
    }
}
