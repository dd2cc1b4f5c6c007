//! Operations: what a method takes, sends and gives back.

use std::collections::HashSet;

use crate::api::PageScheme;
use serde::Serialize;

use super::{Docs, Feature, Type};
use crate::name::Ident;

/// The operations of one tag.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// The file under `api/`.
    pub module: Ident,
    /// The method of the client that gives the group.
    pub accessor: Ident,
    /// The type that has the operations as methods.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The feature that it is compiled under.
    pub feature: Option<Feature>,
    /// The operations in document order.
    pub operations: Vec<Operation>,
}

impl Group {
    /// The enums of answers that differ by status, each once: the first operation that has it, its
    /// answers, and whether they are successes.
    pub fn enums(&self) -> impl Iterator<Item = (&Operation, &Outcome, bool)> {
        let mut seen = HashSet::new();
        let outcomes = self.operations.iter().flat_map(|operation| {
            [(&operation.output, true), (&operation.error, false)]
                .map(|(outcome, is_success)| (operation, outcome, is_success))
        });
        outcomes.filter(move |(_, outcome, _)| match outcome {
            Outcome::ByStatus { ident, .. } => seen.insert(ident),
            _ => false,
        })
    }
}

/// One operation with one request media type.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// The method of its group.
    pub method: Ident,
    /// The type that stands for it.
    pub marker: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The operation id, or `METHOD /path` where the document has none.
    pub id: String,
    /// The HTTP method in capitals.
    pub http_method: String,
    /// The path template, as in the document.
    pub path: String,
    /// The required parameters, as arguments.
    pub required: Vec<Parameter>,
    /// The other parameters, as setters.
    pub optional: Vec<Parameter>,
    /// The body.
    pub body: Option<Body>,
    /// What a success gives.
    pub output: Outcome,
    /// What a documented failure gives.
    pub error: Outcome,
    /// The documented failures; a range or default stands last.
    pub failures: Vec<Failure>,
    /// The form that arrives in pieces.
    pub stream: Option<StreamModel>,
    /// How it is paged through.
    pub pages: Option<Pages>,
    /// The alternatives of authentication, each a set of scheme names; empty means none is sent.
    pub auth: Vec<Vec<String>>,
    /// The base URL, where the document gives this operation its own.
    pub server: Option<String>,
}

/// A documented failure.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// When it is given.
    pub status: StatusMatch,
    /// What the document says of it.
    pub docs: Docs,
}

/// A parameter.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// The argument or setter.
    pub ident: Ident,
    /// The name on the wire.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
    /// Its type.
    pub ty: Type,
    /// Where it stands in the request.
    pub place: ParameterPlace,
    /// How arrays and objects are written.
    pub style: Style,
    /// Whether their members stand on their own.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether the value is written as JSON (`content` instead of `schema`).
    pub json: bool,
    /// How it is written where it is the whole query: as JSON, as a form, or as text.
    pub querystring: Option<BodyEncoding>,
}

/// Where a parameter stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As the whole query (OpenAPI 3.2).
    Querystring,
    /// As a header.
    Header,
    /// As a cookie.
    Cookie,
}

/// How arrays and objects are written in a parameter (OpenAPI, "Style Values").
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

/// A request body.
#[derive(Clone, Debug, Serialize)]
pub struct Body {
    /// The argument, or the setter when it is optional.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Its type; meaningless for bytes.
    pub ty: Type,
    /// Whether it must be given.
    pub required: bool,
    /// The media type.
    pub content_type: String,
    /// How it is written.
    pub encoding: BodyEncoding,
}

/// How a body is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum BodyEncoding {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`; the properties whose style is not the default.
    Form(Vec<(String, Style, bool)>),
    /// As `multipart/form-data`.
    Multipart,
    /// As text.
    Text,
    /// As bytes or a stream.
    Bytes,
    /// As one JSON value per line.
    JsonLines,
}

/// What an answer gives: one type, or one per status.
#[derive(Clone, Debug, Serialize)]
pub enum Outcome {
    /// Nothing is documented.
    None,
    /// The same for every status.
    One(Received),
    /// By status: an enum.
    ByStatus {
        /// The enum.
        ident: Ident,
        /// Its documentation.
        docs: Docs,
        /// Whether other operations of the group may have it too.
        is_shared: bool,
        /// Its variants; a range or default stands last.
        variants: Vec<StatusVariant>,
    },
}

impl Outcome {
    /// Everything that may be read.
    pub fn received(&self) -> impl Iterator<Item = &Received> {
        let (one, variants) = match self {
            Outcome::None => (None, [].as_slice()),
            Outcome::One(received) => (Some(received), [].as_slice()),
            Outcome::ByStatus { variants, .. } => (None, variants.as_slice()),
        };
        one.into_iter()
            .chain(variants.iter().map(|variant| &variant.received))
    }
}

/// A variant of an answer.
#[derive(Clone, Debug, Serialize)]
pub struct StatusVariant {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// When it is chosen.
    pub status: StatusMatch,
    /// What it holds.
    pub received: Received,
}

/// Which statuses an answer stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum StatusMatch {
    /// One.
    Exact(u16),
    /// A hundred: `4` for `4XX`.
    Range(u8),
    /// All others.
    Default,
}

/// What is read from an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Received {
    /// The type; [`Type::Unit`] for an answer without body.
    pub ty: Type,
    /// How it is read.
    pub encoding: Receive,
    /// The media type to ask for, where there is a body.
    pub content_type: Option<String>,
}

/// How an answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Receive {
    /// There is no body.
    Empty,
    /// As JSON.
    Json,
    /// As text.
    Text,
    /// As a stream of bytes.
    Bytes,
}

/// An answer that arrives in pieces.
#[derive(Clone, Debug, Serialize)]
pub struct StreamModel {
    /// What one piece is.
    pub item: Type,
    /// How pieces are told apart.
    pub framing: Framing,
    /// The data that ends the stream, such as `[DONE]`.
    pub sentinel: Option<String>,
    /// The body property that asks for a stream.
    pub request_field: Option<String>,
    /// The property of the event's data that holds the piece, where the document describes the
    /// event and not its data.
    pub envelope: bool,
    /// Whether the operation always streams, so that there is no other form.
    pub only: bool,
}

/// How the pieces of a stream are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Framing {
    /// Server-sent events (WHATWG HTML).
    Sse,
    /// One JSON value per line.
    JsonLines,
}

/// How an operation is paged through.
#[derive(Clone, Debug, Serialize)]
pub struct Pages {
    /// What one item is.
    pub item: Type,
    /// The fields from the answer to its list of items; an `Option` on the way is marked.
    pub items: Vec<PathStep>,
    /// How the next page is asked for.
    pub scheme: PageScheme,
}

/// A step from an answer to its items.
#[derive(Clone, Debug, Serialize)]
pub struct PathStep {
    /// The field.
    pub ident: Ident,
    /// How many `Option`s it is wrapped in.
    pub options: u8,
    /// Whether it is boxed.
    pub boxed: bool,
}
