//! The merged document, typed: every keyword in a field of [`openapiv3`], in an extension, or
//! reported.
//!
//! [`Document::read`] takes any OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0 document as a
//! [`serde_json::Value`] and builds openapiv3's types from it directly, consuming the value:
//! serde's way through these types is several times slower, drops what it does not know, and gives
//! errors no place. What 3.1 and 3.2 say beyond 3.0 is lowered in the same pass.
//!
//! # Three rules that hold everywhere
//!
//! 1. **`x-KEY` is the document's own value of `KEY`** wherever a typed field is missing for it or
//!    cannot say it exactly: `x-const`, `x-patternProperties`, `x-maximum` of an integer beyond
//!    `i64`. See [`keys`] for the list.
//! 2. **A schema that openapiv3 has no place for is typed all the same**, and stands in
//!    [`Document::hoisted`] under its pointer; where it stood there is `{"$ref": "#/pointer"}`.
//!    So is each schema that some `$ref` names by a pointer other than `/components/schemas/NAME`.
//!    Every reference of a document read without an error thus resolves by
//!    [`Document::schema`].
//! 3. **Pointers are those of the merged document**, before lowering. Going down a typed schema,
//!    its pointer is that of its parent with the keyword joined, except where the schema says
//!    otherwise: ask [`pointer_of`].

mod check;
mod content;
mod duplicates;
mod identifiers;
mod log;
mod lookup;
mod operations;
mod parameter;
mod paths;
mod reader;
mod root;
mod schema;
mod security;
pub(crate) mod spelling;
mod targets;
mod validate;
mod version;

pub mod keys;

pub use lookup::{Part, pointer_in, pointer_of, reference_in};
pub use operations::{Entry, Payload};
pub use version::Version;

use std::thread;

use indexmap::IndexMap;
use openapiv3::{
    Callback, Example, Header, Link, MediaType, OpenAPI, Operation, Parameter, PathItem,
    ReferenceOr, RequestBody, Response, Schema, SecurityScheme,
};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use self::reader::Reader;
use self::targets::{MAX_DEPTH, Targets, dismantle, is_shallow};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::pointer::Pointer;
use crate::swagger;

/// How deep a document may be nested to be read on any stack.
const SAFE_DEPTH: usize = 40;
/// The stack for documents of [`MAX_DEPTH`], in bytes. What is not used costs nothing.
const STACK: usize = 64 << 20;

/// A whole OpenAPI document, typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Document {
    /// The document in the types of OpenAPI 3.0.
    pub openapi: OpenAPI,
    /// What the document called itself before it was lowered.
    pub version: Version,
    /// Schemas without a name under `/components/schemas`, by the pointer where they stand: those
    /// that a `$ref` names, and those in keywords that 3.0 does not have.
    #[serde(serialize_with = "by_pointer")]
    pub hoisted: IndexMap<Pointer, ReferenceOr<Schema>>,
    /// `webhooks` (3.1) and the older `x-webhooks`: requests that the service sends. The pointer
    /// of each is `/webhooks/NAME` or `/x-webhooks/NAME`, see [`Document::webhook_pointer`].
    pub webhooks: IndexMap<String, ReferenceOr<PathItem>>,
    /// Everything else that is typed and has no place in [`OpenAPI`].
    pub parts: Parts,
    /// What stands beside a `$ref` that is no schema's (3.1 lets `summary` and `description`
    /// override the target's), by the pointer of the object that holds the `$ref`.
    #[serde(serialize_with = "by_pointer")]
    pub siblings: IndexMap<Pointer, IndexMap<String, Value>>,
    /// The key that `webhooks` stand under, when it is not that.
    #[serde(skip)]
    webhooks_key: &'static str,
    #[serde(skip)]
    schemas: usize,
}

/// Typed parts of a document which [`OpenAPI`] has no place for, by the pointer where each stands.
///
/// They come to be here because a `$ref` names them by a pointer outside `/components`, or because
/// OpenAPI 3.0 has no such thing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Parts {
    /// The methods beyond 3.0's eight: `query` and `additionalOperations` (3.2).
    #[serde(serialize_with = "by_pointer")]
    pub operations: IndexMap<Pointer, Operation>,
    /// `/components/pathItems/NAME` (3.1), and path items named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub path_items: IndexMap<Pointer, ReferenceOr<PathItem>>,
    /// `/components/mediaTypes/NAME` (3.2), and media types named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub media_types: IndexMap<Pointer, MediaType>,
    /// Responses named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub responses: IndexMap<Pointer, ReferenceOr<Response>>,
    /// Parameters named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub parameters: IndexMap<Pointer, ReferenceOr<Parameter>>,
    /// Request bodies named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub request_bodies: IndexMap<Pointer, ReferenceOr<RequestBody>>,
    /// Headers named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub headers: IndexMap<Pointer, ReferenceOr<Header>>,
    /// Examples named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub examples: IndexMap<Pointer, ReferenceOr<Example>>,
    /// Links named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub links: IndexMap<Pointer, ReferenceOr<Link>>,
    /// Callbacks named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub callbacks: IndexMap<Pointer, ReferenceOr<Callback>>,
    /// Security schemes named by pointer.
    #[serde(serialize_with = "by_pointer")]
    pub security_schemes: IndexMap<Pointer, ReferenceOr<SecurityScheme>>,
}

impl Document {
    /// How many schemas were read, references among them.
    #[must_use]
    pub fn schema_count(&self) -> usize {
        self.schemas
    }

    /// Types a merged document, consuming it.
    ///
    /// Every problem is a diagnostic with its pointer; the result is the best that can be made of
    /// the input. A `swagger: "2.0"` document is converted first ([`crate::swagger`]). Nothing is
    /// fetched: a `$ref` that leaves the document is an error ([`crate::bundle`] joins files).
    #[must_use]
    pub fn read(value: Value, diagnostics: &mut Diagnostics) -> Self {
        if value.get("swagger").is_none() {
            return Self::read_openapi(value, diagnostics);
        }
        if !is_shallow(&value) {
            return Self::too_deep(value, diagnostics);
        }
        let mut found = Diagnostics::new();
        let mut converted = swagger::convert(value, &mut found);
        let value = converted.value.take();
        let document = Self::read_openapi(value, &mut found);
        found.places(|place| match place {
            Place::Pointer(pointer) => Place::Pointer(converted.origin(&pointer)),
            span => span,
        });
        diagnostics.append(found);
        document
    }

    fn read_openapi(value: Value, diagnostics: &mut Diagnostics) -> Self {
        let Some(targets) = Targets::find(&value) else {
            return Self::too_deep(value, diagnostics);
        };
        let Value::Object(map) = value else {
            let message = "an OpenAPI document should be an object";
            diagnostics.push(Diagnostic::error("no-document", message).at(Pointer::root(), ""));
            return Self::default();
        };
        if map.contains_key("asyncapi") && !map.contains_key("openapi") {
            let message = "an AsyncAPI document is skipped: it describes no HTTP operations";
            diagnostics.push(Diagnostic::note("asyncapi", message).at(Pointer::root(), ""));
            return Self::default();
        }
        let depth = targets.depth();
        let reader = Reader {
            targets,
            ..Reader::default()
        };
        if depth <= SAFE_DEPTH {
            return reader.whole(map, diagnostics);
        }
        // Each level of a schema takes several frames of the stack, and the caller's may be small.
        let builder = thread::Builder::new().stack_size(STACK);
        let read = thread::scope(|scope| {
            let read = builder.spawn_scoped(scope, || reader.whole(map, diagnostics))?;
            Ok::<_, std::io::Error>(read.join())
        });
        match read {
            Ok(Ok(document)) => document,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Self::default(),
        }
    }

    /// What is nested too deeply is not read, and taken apart without recursion.
    fn too_deep(value: Value, diagnostics: &mut Diagnostics) -> Self {
        let message = format!("the document is nested more than {MAX_DEPTH} levels deep");
        diagnostics.push(Diagnostic::error("too-deep", message).at(Pointer::root(), ""));
        dismantle(value);
        Self::default()
    }
}

impl Reader {
    /// Reads and checks everything.
    fn whole(mut self, map: Map<String, Value>, diagnostics: &mut Diagnostics) -> Document {
        self.root(map);
        self.check_references();
        self.drop_duplicate_parameters();
        self.validate();
        self.log.flush(diagnostics);
        self.out
    }
}

/// Writes a map under the pointers' texts.
fn by_pointer<T: Serialize, S: Serializer>(
    map: &IndexMap<Pointer, T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(map.iter().map(|(pointer, value)| (pointer.as_str(), value)))
}
