//! Finding the parts of a document by pointer and following references.

use indexmap::IndexMap;
use openapiv3::{
    Callback, Example, Header, Link, MediaType, Parameter, PathItem, ReferenceOr, RequestBody,
    Response, Schema, SecurityScheme,
};
use serde_json::Value;

use super::{Document, Parts, keys};
use crate::pointer::Pointer;

/// How long a chain of references may be. Longer ones do not occur outside of tests, and cycles
/// end here.
const MAX_CHAIN: usize = 64;

/// A kind of thing that references lead to.
pub trait Part: Sized {
    /// The key under `/components`.
    const SECTION: &'static str;

    /// The thing at a pointer of a document, itself perhaps a reference.
    fn find<'a>(document: &'a Document, pointer: &Pointer) -> Option<&'a ReferenceOr<Self>>;
}

/// A [`Part`] that is kept in [`Parts`] when a reference names it by its pointer.
pub(super) trait Stored: Part {
    /// Where it is kept.
    fn store(parts: &mut Parts) -> &mut IndexMap<Pointer, ReferenceOr<Self>>;
}

impl Stored for PathItem {
    fn store(parts: &mut Parts) -> &mut IndexMap<Pointer, ReferenceOr<Self>> {
        &mut parts.path_items
    }
}

macro_rules! part {
    ($type:ty, $section:literal, $components:ident, $parts:ident) => {
        impl Part for $type {
            const SECTION: &'static str = $section;

            fn find<'a>(
                document: &'a Document,
                pointer: &Pointer,
            ) -> Option<&'a ReferenceOr<Self>> {
                if let Some(part) = document.parts.$parts.get(pointer) {
                    return Some(part);
                }
                let name = component_name(pointer, Self::SECTION)?;
                document.openapi.components.as_ref()?.$components.get(&name)
            }
        }

        impl Stored for $type {
            fn store(parts: &mut Parts) -> &mut IndexMap<Pointer, ReferenceOr<Self>> {
                &mut parts.$parts
            }
        }
    };
}

part!(Response, "responses", responses, responses);
part!(Parameter, "parameters", parameters, parameters);
part!(RequestBody, "requestBodies", request_bodies, request_bodies);
part!(Header, "headers", headers, headers);
part!(Example, "examples", examples, examples);
part!(Link, "links", links, links);
part!(Callback, "callbacks", callbacks, callbacks);
part!(
    SecurityScheme,
    "securitySchemes",
    security_schemes,
    security_schemes
);

impl Part for Schema {
    const SECTION: &'static str = "schemas";

    fn find<'a>(document: &'a Document, pointer: &Pointer) -> Option<&'a ReferenceOr<Self>> {
        if let Some(name) = component_name(pointer, Self::SECTION) {
            let components = document.openapi.components.as_ref();
            if let Some(found) = components.and_then(|all| all.schemas.get(&name)) {
                return Some(found);
            }
        }
        document.hoisted.get(pointer)
    }
}

impl Part for PathItem {
    const SECTION: &'static str = "pathItems";

    fn find<'a>(document: &'a Document, pointer: &Pointer) -> Option<&'a ReferenceOr<Self>> {
        if let Some(part) = document.parts.path_items.get(pointer) {
            return Some(part);
        }
        let mut tokens = pointer.tokens();
        let (section, name) = (tokens.next()?, tokens.next()?);
        if tokens.next().is_some() {
            return None;
        }
        match section.as_str() {
            "paths" => document.openapi.paths.paths.get(&name),
            "webhooks" | "x-webhooks" => document.webhooks.get(&name),
            _ => None,
        }
    }
}

impl Document {
    /// The schema at a pointer: a component, or a hoisted one. It may itself be a reference.
    #[must_use]
    pub fn schema(&self, pointer: &Pointer) -> Option<&ReferenceOr<Schema>> {
        Schema::find(self, pointer)
    }

    /// The pointer that a `$ref` names, whatever stands there. `None` when it leaves the document.
    #[must_use]
    pub fn target(&self, reference: &str) -> Option<Pointer> {
        reference
            .starts_with('#')
            .then(|| Pointer::parse(reference))
            .flatten()
    }

    /// The schema that a `$ref` leads to in the end, through any chain, with its pointer.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> Option<(Pointer, &Schema)> {
        self.resolve_as(reference)
    }

    /// What a `$ref` leads to in the end, through any chain, with its pointer: for any kind.
    #[must_use]
    pub fn resolve_as<T: Part>(&self, reference: &str) -> Option<(Pointer, &T)> {
        let mut pointer = self.target(reference)?;
        for _ in 0..MAX_CHAIN {
            match T::find(self, &pointer)? {
                ReferenceOr::Item(item) => return Some((pointer, item)),
                ReferenceOr::Reference { reference } => pointer = self.target(reference)?,
            }
        }
        None
    }

    /// The thing itself, wherever it stands. `here` is where `part` stands; the pointer returned
    /// is where the thing does.
    #[must_use]
    pub fn follow<'a, T: Part>(
        &'a self,
        here: &Pointer,
        part: &'a ReferenceOr<T>,
    ) -> Option<(Pointer, &'a T)> {
        match part {
            ReferenceOr::Item(item) => Some((here.clone(), item)),
            ReferenceOr::Reference { reference } => self.resolve_as(reference),
        }
    }

    /// A media type, or the one that it refers to (3.2), with its pointer.
    #[must_use]
    pub fn media_type<'a>(
        &'a self,
        here: &Pointer,
        media_type: &'a MediaType,
    ) -> (Pointer, &'a MediaType) {
        let mut found = (here.clone(), media_type);
        for _ in 0..MAX_CHAIN {
            let next = reference_in(&found.1.extensions, keys::REF)
                .and_then(|reference| self.target(reference))
                .and_then(|at| Some((at.clone(), self.parts.media_types.get(&at)?)));
            match next {
                Some(next) => found = next,
                None => break,
            }
        }
        found
    }
}

/// Where a schema's keywords stand in the document. `here` is the pointer that going down the
/// typed schemas gives; lowering may have moved the schema, and then says so.
#[must_use]
pub fn pointer_of(schema: &Schema, here: &Pointer) -> Pointer {
    pointer_in(&schema.schema_data.extensions, here)
}

/// The same for other things, by their extensions: parameters of a list from which some were left
/// out.
#[must_use]
pub fn pointer_in(extensions: &IndexMap<String, Value>, here: &Pointer) -> Pointer {
    let moved = extensions.get(keys::POINTER).and_then(Value::as_str);
    moved
        .and_then(Pointer::parse)
        .unwrap_or_else(|| here.clone())
}

/// The `$ref` that an extension such as `x-itemSchema` holds.
#[must_use]
pub fn reference_in<'a>(extensions: &'a IndexMap<String, Value>, key: &str) -> Option<&'a str> {
    match extensions.get(key)? {
        Value::String(reference) => Some(reference),
        value => value.get("$ref")?.as_str(),
    }
}

/// `NAME` of `/components/SECTION/NAME`.
fn component_name(pointer: &Pointer, section: &str) -> Option<String> {
    let rest = pointer.as_str().strip_prefix("/components/")?;
    let name = rest.strip_prefix(section)?.strip_prefix('/')?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}
