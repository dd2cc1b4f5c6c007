//! Swagger 2.0, converted to OpenAPI 3.0.
//!
//! The result is what an author would have written in 3.0: bodies and forms are request bodies,
//! types of parameters are schemas, media types stand at each body and response, and references
//! lead to the new places. Where things stood before is noted, so that problems are shown there.

mod body;
mod operation;
mod parameter;
mod references;
mod response;
mod schema;
mod security;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::pointer::Pointer;

/// The extension that holds what `swagger` said.
pub(crate) const STATED: &str = "x-swagger";

/// A converted document.
#[derive(Clone, Debug, Default)]
pub struct Converted {
    /// The OpenAPI 3.0 document.
    pub value: Value,
    /// Where things stood in the Swagger document: new pointer to old one. What is not listed
    /// moved along with its nearest listed parent.
    pub moved: IndexMap<Pointer, Pointer>,
}

impl Converted {
    /// Where the thing at a pointer of the new document stood in the Swagger document.
    #[must_use]
    pub fn origin(&self, pointer: &Pointer) -> Pointer {
        let mut at = pointer.clone();
        let mut below: Vec<String> = Vec::new();
        loop {
            if let Some(old) = self.moved.get(&at) {
                return below.iter().rev().fold(old.clone(), |at, key| at.join(key));
            }
            let (Some(parent), Some(last)) = (at.parent(), at.last()) else {
                return pointer.clone();
            };
            below.push(last);
            at = parent;
        }
    }
}

/// Converts a `swagger: "2.0"` document. What OpenAPI 3.0 has no place for is kept under `x-KEY`.
#[must_use]
pub fn convert(value: Value, diagnostics: &mut Diagnostics) -> Converted {
    let Value::Object(mut map) = value else {
        return Converted {
            value,
            moved: IndexMap::new(),
        };
    };
    let message = "a Swagger 2.0 document is read as OpenAPI 3.0";
    let place = Pointer::root().join("swagger");
    diagnostics.push(Diagnostic::note("swagger", message).at(place, ""));
    let mut converter = Converter {
        consumes: names(map.shift_remove("consumes")),
        produces: names(map.shift_remove("produces")),
        parameters: object(map.shift_remove("parameters")),
        responses: object(map.shift_remove("responses")),
        host: text(map.shift_remove("host")),
        base: text(map.shift_remove("basePath")),
        moved: IndexMap::new(),
        diagnostics,
    };
    let mut out = converter.document(map);
    references::rewrite(&mut out, &converter.moved);
    Converted {
        value: Value::Object(out),
        moved: converter.moved,
    }
}

/// What is needed of the whole document while its parts are converted.
struct Converter<'d> {
    consumes: Vec<String>,
    produces: Vec<String>,
    /// The parameters that operations refer to, as the document has them.
    parameters: Map<String, Value>,
    responses: Map<String, Value>,
    host: Option<String>,
    base: Option<String>,
    moved: IndexMap<Pointer, Pointer>,
    diagnostics: &'d mut Diagnostics,
}

/// A place in the new document and the old one.
#[derive(Clone)]
struct Place {
    new: Pointer,
    old: Pointer,
}

impl Place {
    fn both(path: &[&str]) -> Self {
        let new = path.iter().fold(Pointer::root(), |at, key| at.join(key));
        Self {
            old: new.clone(),
            new,
        }
    }

    fn join(&self, key: &str) -> Self {
        Self {
            new: self.new.join(key),
            old: self.old.join(key),
        }
    }
}

impl Converter<'_> {
    /// Notes where the thing at a new place stood.
    fn moved(&mut self, place: &Place) {
        self.moved.insert(place.new.clone(), place.old.clone());
    }

    fn warn(&mut self, code: &'static str, message: String, help: &str, place: &Place) {
        let warning = Diagnostic::warning(code, message).at(place.new.clone(), "");
        self.diagnostics.push(if help.is_empty() {
            warning
        } else {
            warning.help(help)
        });
    }

    fn document(&mut self, mut map: Map<String, Value>) -> Map<String, Value> {
        let mut out = Map::new();
        out.insert("openapi".to_owned(), json!("3.0.3"));
        let stated = map.shift_remove("swagger").unwrap_or_default();
        out.insert(STATED.to_owned(), stated);
        if let Some(info) = map.shift_remove("info") {
            out.insert("info".to_owned(), info);
        }
        let schemes = names(map.shift_remove("schemes"));
        if let Some(servers) = self.servers(&schemes) {
            let key = if self.host.is_some() {
                "host"
            } else {
                "basePath"
            };
            let (new, old) = (Pointer::root().join("servers"), Pointer::root().join(key));
            self.moved(&Place { new, old });
            out.insert("servers".to_owned(), servers);
        }
        let components = self.components(&mut map);
        for (key, value) in map {
            let value = match key.as_str() {
                "paths" => self.paths(value),
                _ => value,
            };
            out.insert(key, value);
        }
        if !components.is_empty() {
            out.insert("components".to_owned(), Value::Object(components));
        }
        out
    }

    /// `host`, `basePath` and schemes as servers. `None` when the document says nothing of them.
    fn servers(&self, schemes: &[String]) -> Option<Value> {
        let base = self.base.as_deref().unwrap_or_default();
        let base = match base.trim_end_matches('/') {
            "" => String::new(),
            base if base.starts_with('/') => base.to_owned(),
            base => format!("/{base}"),
        };
        let Some(host) = &self.host else {
            return (!base.is_empty()).then(|| json!([{ "url": base }]));
        };
        // A host written with its scheme says it already.
        if host.contains("://") {
            let host = host.trim_end_matches('/');
            return Some(json!([{ "url": format!("{host}{base}") }]));
        }
        let mut urls: Vec<Value> = schemes
            .iter()
            .filter(|scheme| scheme.starts_with("http"))
            .map(|scheme| json!({ "url": format!("{scheme}://{host}{base}") }))
            .collect();
        // The safe one first: it is what clients take.
        urls.sort_by_key(|server| {
            server["url"]
                .as_str()
                .is_some_and(|url| url.starts_with("http:"))
        });
        if urls.is_empty() {
            urls.push(json!({ "url": format!("https://{host}{base}") }));
        }
        Some(Value::Array(urls))
    }

    fn components(&mut self, map: &mut Map<String, Value>) -> Map<String, Value> {
        let mut out = Map::new();
        if let Some(value) = map.shift_remove("definitions") {
            let place = self.section("schemas", "definitions");
            let schemas = match value {
                Value::Object(schemas) => {
                    let schemas = schemas.into_iter();
                    Value::Object(
                        schemas
                            .map(|(name, one)| (name, schema::convert(one)))
                            .collect(),
                    )
                }
                other => other,
            };
            self.moved(&place);
            out.insert("schemas".to_owned(), schemas);
        }
        self.shared_parameters(&mut out);
        let responses = self.responses.clone();
        let place = self.section("responses", "responses");
        let produces = self.produces.clone();
        let mut converted = Map::new();
        for (name, value) in responses {
            let place = place.join(&name);
            self.moved(&place);
            let value = self.response(value, &produces, &place);
            converted.insert(name, value);
        }
        insert(&mut out, "responses", converted);
        if let Some(Value::Object(schemes)) = map.shift_remove("securityDefinitions") {
            let place = self.section("securitySchemes", "securityDefinitions");
            self.moved(&place);
            let mut converted = Map::new();
            for (name, scheme) in schemes {
                let place = place.join(&name);
                let scheme = self.security_scheme(scheme, &place);
                converted.insert(name, scheme);
            }
            insert(&mut out, "securitySchemes", converted);
        }
        out
    }

    /// Parameters that are referred to: those of bodies become request bodies. Those of forms have
    /// no place of their own in 3.0, and are put into each operation that refers to them.
    fn shared_parameters(&mut self, out: &mut Map<String, Value>) {
        let (mut parameters, mut bodies) = (Map::new(), Map::new());
        let (consumes, shared) = (self.consumes.clone(), self.parameters.clone());
        for (name, value) in shared {
            let old = Pointer::root().join("parameters").join(&name);
            let base = Pointer::root().join("components");
            match value.get("in").and_then(Value::as_str) {
                Some("body") => {
                    let new = base.join("requestBodies").join(&name);
                    let place = Place { new, old };
                    self.moved(&place);
                    let body = self.body(value, &consumes, &place);
                    bodies.insert(name, body);
                }
                Some("formData") => {}
                _ => {
                    let new = base.join("parameters").join(&name);
                    let place = Place { new, old };
                    self.moved(&place);
                    let parameter = self.parameter(value, &place);
                    parameters.insert(name, parameter);
                }
            }
        }
        insert(out, "parameters", parameters);
        insert(out, "requestBodies", bodies);
    }

    fn section(&self, new: &str, old: &str) -> Place {
        Place {
            new: Pointer::root().join("components").join(new),
            old: Pointer::root().join(old),
        }
    }

    fn paths(&mut self, value: Value) -> Value {
        let Value::Object(paths) = value else {
            return value;
        };
        let place = Place::both(&["paths"]);
        let mut out = Map::new();
        for (path, item) in paths {
            let item = match path.starts_with("x-") {
                true => item,
                false => self.path_item(item, &place.join(&path)),
            };
            out.insert(path, item);
        }
        Value::Object(out)
    }
}

fn insert(out: &mut Map<String, Value>, key: &str, section: Map<String, Value>) {
    if !section.is_empty() {
        out.insert(key.to_owned(), Value::Object(section));
    }
}

fn object(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn text(value: Option<Value>) -> Option<String> {
    match value {
        Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// A list of texts; one text alone is a list of one.
fn names(value: Option<Value>) -> Vec<String> {
    match value {
        Some(Value::Array(list)) => {
            let texts = list.into_iter().filter_map(|one| text(Some(one)));
            texts.collect()
        }
        one => text(one).into_iter().collect(),
    }
}
