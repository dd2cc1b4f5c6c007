//! Operations: what is sent and what comes back.

use pagecrate_spec::pointer::Pointer;
use serde::Serialize;

use super::shape::{ShapeId, Status, text};

/// One operation.
#[derive(Clone, Debug, Serialize)]
pub struct Op {
    /// Where it stands.
    #[serde(serialize_with = "text")]
    pub origin: Pointer,
    /// Its id, where the document has one.
    pub id: Option<String>,
    /// The HTTP method in capitals.
    pub method: String,
    /// The path template, as in the document.
    pub path: String,
    /// The tag that it is listed under; the first where there are several.
    pub tag: String,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// The page that documents it.
    pub url: Option<String>,
    /// How sure the document is, where it is less than certain.
    pub trust: Option<&'static str>,
    /// The name that the document gives its method (`x-speakeasy-name-override`, `x-fern-sdk-method-name`).
    pub method_name: Option<String>,
    /// Its parameters, those of the path item among them.
    pub parameters: Vec<Param>,
    /// The body, once for each media type that is written differently.
    pub bodies: Vec<BodyShape>,
    /// Whether a body must be given.
    pub body_required: bool,
    /// What is said of the body.
    pub body_docs: Option<String>,
    /// The answers.
    pub answers: Vec<Answer>,
    /// The pieces of an answer that streams.
    pub stream: Option<StreamShape>,
    /// How it is paged through.
    pub pages: Option<Paging>,
    /// The alternatives of authentication.
    pub auth: Vec<Vec<String>>,
    /// The base URL of its own.
    pub server: Option<String>,
}

impl Op {
    /// The shapes that a request has: of parameters, then of bodies.
    pub fn sent(&self) -> impl Iterator<Item = ShapeId> {
        let parameters = self.parameters.iter().map(|param| param.shape);
        parameters.chain(self.bodies.iter().filter_map(|body| body.shape))
    }

    /// The shapes that answers have: of bodies, then of the pieces of a stream.
    pub fn received(&self) -> impl Iterator<Item = ShapeId> {
        let bodies = self.answers.iter().flat_map(|answer| &answer.bodies);
        let bodies = bodies.filter_map(|body| body.shape);
        bodies.chain(self.stream.iter().map(|stream| stream.item))
    }
}

/// A parameter.
#[derive(Clone, Debug, Serialize)]
pub struct Param {
    /// Where it stands in the document.
    #[serde(serialize_with = "text")]
    pub origin: Pointer,
    /// Its name on the wire.
    pub name: String,
    /// Where it stands in the request.
    pub place: Place,
    /// Whether it must be given.
    pub required: bool,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// `style`, or the default of its place.
    pub style: Style,
    /// `explode`, or the default of its style.
    pub explode: bool,
    /// `allowReserved`
    pub allow_reserved: bool,
    /// Whether its value is written as JSON.
    pub json: bool,
    /// How it is written where it is the whole query.
    pub querystring: Option<Querystring>,
    /// What its value is.
    pub shape: ShapeId,
}

/// How a whole query is written (OpenAPI 3.2, `in: querystring`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Querystring {
    /// As JSON, as a form, or as text.
    pub encoding: Encoding,
    /// What differs from the default for some properties of a form.
    pub parts: Vec<PartEncoding>,
}

/// Where a parameter stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As the whole query.
    Querystring,
    /// As a header.
    Header,
    /// As a cookie.
    Cookie,
}

/// How arrays and objects are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Style {
    /// `simple`
    Simple,
    /// `label`
    Label,
    /// `matrix`
    Matrix,
    /// `form`
    Form,
    /// `spaceDelimited`
    SpaceDelimited,
    /// `pipeDelimited`
    PipeDelimited,
    /// `deepObject`
    DeepObject,
}

/// A body in one encoding.
#[derive(Clone, Debug, Serialize)]
pub struct BodyShape {
    /// Where its media type stands.
    #[serde(serialize_with = "text")]
    pub origin: Pointer,
    /// The media type.
    pub media: String,
    /// How it is written.
    pub encoding: Encoding,
    /// What it is; bytes and text have no shape.
    pub shape: Option<ShapeId>,
    /// What differs from the default for some properties.
    pub parts: Vec<PartEncoding>,
    /// The data that ends it, where it is a stream that says so.
    pub sentinel: Option<String>,
}

/// `encoding` of one property of a form or multipart body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartEncoding {
    /// The property.
    pub property: String,
    /// `contentType`
    pub content_type: Option<String>,
    /// `style` and `explode`, where either is given.
    pub style: Option<(Style, bool)>,
}

/// How a body is written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Encoding {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    Form,
    /// As `multipart/form-data`.
    Multipart,
    /// As text.
    Text,
    /// As one JSON value per line.
    JsonLines,
    /// As server-sent events.
    Events,
    /// As bytes.
    Bytes,
}

/// An answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// When.
    pub status: Status,
    /// `description`
    pub description: String,
    /// The bodies, the plainest first; none when there is no body.
    pub bodies: Vec<BodyShape>,
}

/// The pieces of an answer that streams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StreamShape {
    /// What one piece is.
    pub item: ShapeId,
    /// Server-sent events rather than lines.
    pub events: bool,
    /// The data that ends the stream.
    pub sentinel: Option<String>,
    /// The property of the body that asks for a stream.
    pub request_field: Option<String>,
    /// Whether the document describes the event, with the piece under `data`.
    pub envelope: bool,
    /// Whether there is no other form of the answer.
    pub only: bool,
}

/// How an operation is paged through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paging {
    /// The names of the properties from the answer to the list of items.
    pub items: Vec<String>,
    /// How the next page is asked for.
    pub scheme: PageScheme,
}

/// How the next page is asked for. Parameters have their names on the wire; what stands in an answer is
/// told by a JSON Pointer (RFC 6901).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageScheme {
    /// What leads to the next page.
    pub by: PageBy,
    /// The parameter of the page size.
    pub limit: Option<String>,
    /// The number of all items.
    pub total: Option<String>,
    /// The number of all pages.
    pub total_pages: Option<String>,
    /// The flag that says whether there is more.
    pub more: Option<String>,
    /// Whether the parameters are properties of the JSON body.
    pub in_body: bool,
}

impl PageScheme {
    /// With nothing but what leads to the next page.
    #[must_use]
    pub const fn of(by: PageBy) -> Self {
        Self {
            by,
            limit: None,
            total: None,
            total_pages: None,
            more: None,
            in_body: false,
        }
    }
}

/// What leads to the next page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PageBy {
    /// A parameter that takes the number of items to skip.
    Offset(String),
    /// A parameter that takes the number of the page, and the first page's number.
    Page(String, u64),
    /// A parameter that takes a cursor, and where the answer has the next one.
    Cursor(String, String),
    /// A parameter that takes a cursor, and the header that has the next one.
    Header(String, String),
    /// A parameter that takes the last item, and where an item has its identifier.
    LastItem(String, String),
    /// Where the answer has the next page's URL.
    Url(String),
    /// The `Link` header's `next` relation (RFC 8288).
    Link,
}

impl PageBy {
    /// The parameter that changes from page to page.
    #[must_use]
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Self::Offset(name)
            | Self::Page(name, _)
            | Self::Cursor(name, _)
            | Self::Header(name, _)
            | Self::LastItem(name, _) => Some(name),
            Self::Url(_) | Self::Link => None,
        }
    }
}
