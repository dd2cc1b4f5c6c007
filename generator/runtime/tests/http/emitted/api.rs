//! Operations of the Things API.

use crate::emitted::types::{
    Chunk, ChunkEvent, Filter, Problem, Prompt, Thing, ThingPage, UploadBody,
};
use crate::runtime::codec::Fault;
use crate::runtime::{
    Answer, Body, ByteStream, Call, Client, Endpoint, Format, Multipart, Operation, Paginated,
    Paging, Param, Received, Request, Streaming, Style, Undocumented,
};

/// Things operations.
#[derive(Clone, Copy, Debug)]
pub struct Things<'c> {
    client: &'c Client,
}

impl<'c> Things<'c> {
    pub(crate) fn new(client: &'c Client) -> Self {
        Things { client }
    }

    /// List things: `GET /things`
    pub fn list(&self) -> Request<ListThings> {
        Request::new(Call::new(self.client, &LIST_THINGS))
    }

    /// Get a thing: `GET /things/{id}`
    pub fn get(&self, id: &str) -> Request<GetThing> {
        Request::new(Call::new(self.client, &GET_THING).path("id", id))
    }

    /// Create a thing: `POST /things`
    pub fn create(&self, body: &Thing) -> Request<CreateThing> {
        Request::new(Call::new(self.client, &CREATE_THING).json(body))
    }

    /// Delete a thing: `DELETE /things/{id}`
    pub fn delete(&self, id: &str) -> Request<DeleteThing> {
        Request::new(Call::new(self.client, &DELETE_THING).path("id", id))
    }

    /// Ask, whole or as a stream: `POST /ask`
    pub fn ask(&self, body: &Prompt) -> Request<Ask> {
        Request::new(Call::new(self.client, &ASK).json(body))
    }

    /// Watch: `GET /watch`, which is a stream always
    pub fn watch(&self) -> Request<Watch> {
        Request::new(Call::new(self.client, &WATCH))
    }

    /// Export as JSON lines: `GET /export`
    pub fn export(&self) -> Request<Export> {
        Request::new(Call::new(self.client, &EXPORT))
    }

    /// Upload files: `POST /things/{id}/files`
    pub fn upload(&self, id: &str, body: UploadBody) -> Request<UploadFiles> {
        let mut form = Multipart::new().field("purpose", &body.purpose);
        if let Some(meta) = &body.meta {
            form = form.json("meta", meta);
        }
        for file in body.files {
            form = form.file("files", file);
        }
        Request::new(
            Call::new(self.client, &UPLOAD_FILES)
                .path("id", id)
                .multipart(form),
        )
    }

    /// Put bytes: `PUT /things/{id}/content`
    pub fn put_content(&self, id: &str, body: impl Into<Body>) -> Request<PutContent> {
        let call = Call::new(self.client, &PUT_CONTENT).path("id", id);
        Request::new(call.body("application/octet-stream", body))
    }

    /// Download: `GET /things/{id}/content`
    pub fn content(&self, id: &str) -> Request<GetContent> {
        Request::new(Call::new(self.client, &GET_CONTENT).path("id", id))
    }

    /// Charge, as a form: `POST /charge`
    pub fn charge(&self, body: &Filter) -> Request<Charge> {
        Request::new(Call::new(self.client, &CHARGE).form(body, &[]))
    }
}

/// `GET /things`
#[derive(Debug)]
pub enum ListThings {}

static LIST_THINGS: Endpoint = Endpoint::new("listThings", "GET", "/things").auth(&[
    &["bearerAuth"],
    &["oauth"],
    &["queryKey"],
]);

impl Operation for ListThings {
    type Output = ThingPage;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &LIST_THINGS;
}

impl Paginated for ListThings {
    type Item = Thing;
    const PAGING: &'static Paging = &Paging::cursor("cursor", "/next_cursor", "/data");

    fn items(page: ThingPage) -> Vec<Thing> {
        page.data
    }
}

impl Request<ListThings> {
    /// Sets how many things a page has.
    pub fn limit(self, limit: u32) -> Self {
        Request::new(self.call.query("limit", &limit))
    }

    /// Sets where to begin.
    pub fn cursor(self, cursor: impl Into<String>) -> Self {
        Request::new(self.call.query("cursor", &cursor.into()))
    }

    /// Sets a filter.
    pub fn filter(self, filter: &Filter) -> Self {
        Request::new(self.call.param(
            Param::query("filter").style(Style::DeepObject, true),
            filter,
        ))
    }

    /// Sets a session.
    pub fn flavour(self, flavour: impl Into<String>) -> Self {
        Request::new(self.call.param(Param::cookie("flavour"), &flavour.into()))
    }
}

/// `GET /things/{id}`
#[derive(Debug)]
pub enum GetThing {}

/// What `GET /things/{id}` fails with.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum GetThingError {
    /// 404
    NotFound(Problem),
    /// Any other status.
    Default(Problem),
}

static GET_THING: Endpoint = Endpoint::new("getThing", "GET", "/things/{id}").auth(&[
    &["bearerAuth"],
    &["basicAuth"],
    &["appKey", "session"],
]);

impl Operation for GetThing {
    type Output = Thing;
    type Error = GetThingError;
    const ENDPOINT: &'static Endpoint = &GET_THING;
}

impl Answer for GetThingError {
    fn read(r: &Received) -> Result<GetThingError, Fault> {
        match r.status().as_u16() {
            404 => r.json().map(GetThingError::NotFound),
            _ => r.json().map(GetThingError::Default),
        }
    }
}

/// `POST /things`
#[derive(Debug)]
pub enum CreateThing {}

static CREATE_THING: Endpoint =
    Endpoint::new("createThing", "POST", "/things").auth(&[&["bearerAuth"]]);

impl Operation for CreateThing {
    type Output = Thing;
    type Error = Problem;
    const ENDPOINT: &'static Endpoint = &CREATE_THING;
}

/// `DELETE /things/{id}`
#[derive(Debug)]
pub enum DeleteThing {}

static DELETE_THING: Endpoint =
    Endpoint::new("deleteThing", "DELETE", "/things/{id}").auth(&[&[], &["bearerAuth"]]);

impl Operation for DeleteThing {
    type Output = ();
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &DELETE_THING;
}

/// `POST /ask`
#[derive(Debug)]
pub enum Ask {}

static ASK: Endpoint = Endpoint::new("ask", "POST", "/ask").auth(&[&["bearerAuth"]]);

impl Operation for Ask {
    type Output = Chunk;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &ASK;
}

impl Streaming for Ask {
    type Chunk = Chunk;
    const FORMAT: &'static Format = &Format::SSE.sentinel("[DONE]").flag("stream");
}

/// `GET /watch`
#[derive(Debug)]
pub enum Watch {}

static WATCH: Endpoint = Endpoint::new("watch", "GET", "/watch")
    .auth(&[&["bearerAuth"]])
    .streamed();

impl Operation for Watch {
    type Output = ByteStream;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &WATCH;
}

impl Streaming for Watch {
    type Chunk = ChunkEvent;
    const FORMAT: &'static Format = &Format::SSE.envelope().events(&["message", "chunk"]);
}

/// `GET /export`
#[derive(Debug)]
pub enum Export {}

static EXPORT: Endpoint = Endpoint::new("export", "GET", "/export")
    .auth(&[&["bearerAuth"]])
    .streamed();

impl Operation for Export {
    type Output = ByteStream;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &EXPORT;
}

impl Streaming for Export {
    type Chunk = Thing;
    const FORMAT: &'static Format = &Format::LINES;
}

/// `POST /things/{id}/files`
#[derive(Debug)]
pub enum UploadFiles {}

static UPLOAD_FILES: Endpoint =
    Endpoint::new("uploadFiles", "POST", "/things/{id}/files").auth(&[&["bearerAuth"]]);

impl Operation for UploadFiles {
    type Output = serde_json::Value;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &UPLOAD_FILES;
}

/// `PUT /things/{id}/content`
#[derive(Debug)]
pub enum PutContent {}

static PUT_CONTENT: Endpoint = Endpoint::new("putContent", "PUT", "/things/{id}/content")
    .accept("text/plain")
    .auth(&[&["bearerAuth"]]);

impl Operation for PutContent {
    type Output = String;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &PUT_CONTENT;

    fn output(r: &Received) -> Result<String, Fault> {
        Ok(r.text())
    }
}

/// `GET /things/{id}/content`
#[derive(Debug)]
pub enum GetContent {}

static GET_CONTENT: Endpoint = Endpoint::new("getContent", "GET", "/things/{id}/content")
    .accept("application/octet-stream")
    .auth(&[&["bearerAuth"], &["appKey"]])
    .streamed();

impl Operation for GetContent {
    type Output = ByteStream;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &GET_CONTENT;
}

/// `POST /charge`
#[derive(Debug)]
pub enum Charge {}

static CHARGE: Endpoint = Endpoint::new("charge", "POST", "/charge").auth(&[&["bearerAuth"]]);

impl Operation for Charge {
    type Output = ();
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &CHARGE;
}
