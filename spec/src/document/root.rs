//! The document itself: what stands outside of paths and schemas.

use openapiv3::{
    Components, Contact, ExternalDocumentation, Info, License, ReferenceOr, Server, ServerVariable,
    Tag,
};
use serde_json::{Map, Value};

use super::Version;
use super::reader::{Extensions, REF, Reader, put};
use crate::pointer::Pointer;

impl Reader {
    /// The keys of the document.
    pub(super) fn root(&mut self, mut map: Map<String, Value>) {
        self.out.version = self.version(&map);
        let webhooks = map.contains_key("webhooks");
        if let Some(value) = map.shift_remove("paths") {
            self.out.openapi.paths = self.paths(value);
        }
        for (key, value) in map {
            let mut extensions = std::mem::take(&mut self.out.openapi.extensions);
            self.root_key(&key, value, webhooks, &mut extensions);
            self.out.openapi.extensions = extensions;
        }
    }

    fn root_key(&mut self, key: &str, value: Value, webhooks: bool, extensions: &mut Extensions) {
        match key {
            "openapi" => {
                let text = self.text_quietly(value);
                self.out.openapi.openapi = text;
            }
            "info" => self.out.openapi.info = self.at(key, |reader| reader.info(value)),
            "servers" => {
                self.out.openapi.servers = self.list(key, value, extensions, Self::server);
            }
            "components" => {
                let components = self.at(key, |reader| reader.components(value));
                self.out.openapi.components = Some(components);
            }
            "security" if value.is_null() => {}
            "security" => {
                self.out.openapi.security = Some(self.security(value, extensions));
            }
            "tags" => {
                self.out.openapi.tags = self.list(key, value, extensions, Self::tag);
            }
            "externalDocs" => self.out.openapi.external_docs = self.external_docs(key, value),
            "webhooks" => {
                self.out.webhooks = self.named(key, value, extensions, Self::path_item);
            }
            // What Redoc reads in a 3.0 document.
            "x-webhooks" if !webhooks && is_webhooks(&value) => {
                self.out.webhooks = self.named(key, value, extensions, Self::path_item);
                self.out.webhooks_key = "x-webhooks";
            }
            "$defs" | "definitions" => {
                let kept = self.named(key, value, extensions, Self::referred);
                let kept = Value::Object(kept.into_iter().collect());
                put(extensions, format!("x-{key}"), kept);
            }
            "$self" | "jsonSchemaDialect" | "$schema" => self.keep(extensions, key, value),
            _ => self.unknown("an OpenAPI document", extensions, key, value),
        }
    }

    /// The version that the document states, if it is one that can be read.
    fn version(&mut self, map: &Map<String, Value>) -> Version {
        let Some(stated) = map.get("openapi") else {
            let message = "the document does not say its version in `openapi`".to_owned();
            self.warn("no-version", message, "it is read as OpenAPI 3.1");
            return Version::V3_1;
        };
        if map.contains_key(crate::swagger::STATED) {
            return Version::Swagger2;
        }
        let text = self.text_quietly(stated.clone());
        let version = Version::parse(&text);
        version.unwrap_or_else(|| {
            let message = format!("OpenAPI `{text}` is not known; it is read as 3.2");
            self.warn_at("openapi", "unknown-version", message, "");
            Version::V3_2
        })
    }

    /// A version: a YAML number as often as a text.
    fn text_quietly(&mut self, value: Value) -> String {
        match value {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    fn info(&mut self, value: Value) -> Info {
        let mut out = Info::default();
        for (key, value) in self.object("`info`", value).unwrap_or_default() {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "title" => out.title = self.text(&key, value, extensions).unwrap_or_default(),
                "version" if value.is_number() => out.version = value.to_string(),
                "version" => out.version = self.text(&key, value, extensions).unwrap_or_default(),
                "description" => out.description = self.text(&key, value, extensions),
                "termsOfService" => out.terms_of_service = self.text(&key, value, extensions),
                "contact" => out.contact = Some(self.at(&key, |reader| reader.contact(value))),
                "license" => out.license = Some(self.at(&key, |reader| reader.license(value))),
                "summary" => self.keep(extensions, &key, value),
                _ => self.unknown("`info`", extensions, &key, value),
            }
        }
        self.demand("`info`", "title", !out.title.is_empty());
        self.demand("`info`", "version", !out.version.is_empty());
        out
    }

    fn contact(&mut self, value: Value) -> Contact {
        let mut out = Contact::default();
        for (key, value) in self.object("`contact`", value).unwrap_or_default() {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "name" => out.name = self.text(&key, value, extensions),
                "url" => out.url = self.text(&key, value, extensions),
                "email" => out.email = self.text(&key, value, extensions),
                _ => self.unknown("`contact`", extensions, &key, value),
            }
        }
        out
    }

    fn license(&mut self, value: Value) -> License {
        let mut out = License::default();
        for (key, value) in self.object("`license`", value).unwrap_or_default() {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "name" => out.name = self.text(&key, value, extensions).unwrap_or_default(),
                "url" => out.url = self.text(&key, value, extensions),
                "identifier" => self.keep(extensions, &key, value),
                _ => self.unknown("`license`", extensions, &key, value),
            }
        }
        self.demand("`license`", "name", !out.name.is_empty());
        out
    }

    /// `externalDocs`, at its key.
    pub(super) fn external_docs(
        &mut self,
        key: &str,
        value: Value,
    ) -> Option<ExternalDocumentation> {
        if value.is_null() {
            return None;
        }
        let mut out = ExternalDocumentation::default();
        self.at(key, |reader| {
            for (key, value) in reader.object("`externalDocs`", value)? {
                let extensions = &mut out.extensions;
                match key.as_str() {
                    "description" => out.description = reader.text(&key, value, extensions),
                    "url" => out.url = reader.text(&key, value, extensions).unwrap_or_default(),
                    _ => reader.unknown("`externalDocs`", extensions, &key, value),
                }
            }
            reader.demand("`externalDocs`", "url", !out.url.is_empty());
            Some(out)
        })
    }

    fn tag(&mut self, value: Value) -> Tag {
        let mut out = Tag::default();
        let value = match value {
            Value::String(name) => {
                self.warn("wrong-type", "a tag should be an object".to_owned(), "");
                return Tag {
                    name,
                    ..Tag::default()
                };
            }
            value => value,
        };
        for (key, value) in self.object("a tag", value).unwrap_or_default() {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "name" => out.name = self.text(&key, value, extensions).unwrap_or_default(),
                "description" => out.description = self.text(&key, value, extensions),
                "externalDocs" => out.external_docs = self.external_docs(&key, value),
                "summary" | "parent" | "kind" => self.keep(extensions, &key, value),
                _ => self.unknown("a tag", extensions, &key, value),
            }
        }
        self.demand("a tag", "name", !out.name.is_empty());
        out
    }

    pub(super) fn server(&mut self, value: Value) -> Server {
        let mut out = Server::default();
        let mut url = None;
        for (key, value) in self.object("a server", value).unwrap_or_default() {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "url" => url = self.text(&key, value, extensions),
                "description" => out.description = self.text(&key, value, extensions),
                "variables" if value.is_null() => {}
                "variables" => {
                    let read = self.named(&key, value, extensions, Self::server_variable);
                    out.variables = Some(read);
                }
                "name" => self.keep(extensions, &key, value),
                _ => self.unknown("a server", extensions, &key, value),
            }
        }
        if url.is_none() {
            let message = "a server should have a `url`".to_owned();
            self.warn("server-without-url", message, "it is read as `/`");
        }
        out.url = url.unwrap_or_else(|| "/".to_owned());
        out
    }

    fn server_variable(&mut self, value: Value) -> ServerVariable {
        let mut out = ServerVariable::default();
        let mut default = None;
        for (key, value) in self.object("a server variable", value).unwrap_or_default() {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "enum" => out.enumeration = self.texts(&key, value, extensions),
                "default" => default = self.text(&key, value, extensions),
                "description" => out.description = self.text(&key, value, extensions),
                _ => self.unknown("a server variable", extensions, &key, value),
            }
        }
        if default.is_none() {
            let message = "a server variable should have a `default`".to_owned();
            self.warn("variable-without-default", message, "");
        }
        let first = || out.enumeration.first().cloned();
        out.default = default.or_else(first).unwrap_or_default();
        out
    }

    fn components(&mut self, value: Value) -> Components {
        let mut out = Components::default();
        for (key, value) in self.object("`components`", value).unwrap_or_default() {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "schemas" => out.schemas = self.named(&key, value, extensions, Self::schema),
                "responses" => out.responses = self.named(&key, value, extensions, Self::response),
                "parameters" => {
                    out.parameters = self.named(&key, value, extensions, Self::parameter);
                }
                "examples" => out.examples = self.named(&key, value, extensions, Self::example),
                "requestBodies" => {
                    out.request_bodies = self.named(&key, value, extensions, Self::request_body);
                }
                "headers" => out.headers = self.named(&key, value, extensions, Self::header),
                "securitySchemes" => {
                    let read = self.named(&key, value, extensions, Self::security_scheme);
                    out.security_schemes = read;
                }
                "links" => out.links = self.named(&key, value, extensions, Self::link),
                "callbacks" => self.component_callbacks(&mut out, value),
                "pathItems" => self.component_path_items(value, extensions),
                "mediaTypes" => self.component_media_types(value, extensions),
                "$defs" => {
                    let kept = self.named(&key, value, extensions, Self::referred);
                    let kept = Value::Object(kept.into_iter().collect());
                    put(extensions, format!("x-{key}"), kept);
                }
                _ => self.unknown("`components`", extensions, &key, value),
            }
        }
        out
    }

    fn component_callbacks(&mut self, out: &mut Components, value: Value) {
        let extensions = &mut out.extensions;
        let mut kept = Map::new();
        out.callbacks = self.named("callbacks", value, extensions, |reader, value| match reader
            .callback(value)
        {
            ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
            ReferenceOr::Item((callback, rest)) => {
                if let (false, Some(name)) = (rest.is_empty(), reader.here().last()) {
                    kept.insert(name, Value::Object(rest));
                }
                ReferenceOr::Item(callback)
            }
        });
        if !kept.is_empty() {
            put(extensions, super::keys::CALLBACKS.to_owned(), kept.into());
        }
    }

    fn component_path_items(&mut self, value: Value, extensions: &mut Extensions) {
        let items = self.named("pathItems", value, extensions, Self::path_item);
        let base = self.here().join("pathItems");
        for (name, item) in items {
            self.out.parts.path_items.insert(base.join(&name), item);
        }
    }

    fn component_media_types(&mut self, value: Value, extensions: &mut Extensions) {
        let types = self.named("mediaTypes", value, extensions, Self::media_type);
        let base: Pointer = self.here().join("mediaTypes");
        for (name, media_type) in types {
            let pointer = base.join(&name);
            self.out.parts.media_types.insert(pointer, media_type);
        }
    }
}

/// Whether a value is a map of path items, and not what someone else means by the key.
fn is_webhooks(value: &Value) -> bool {
    let methods = ["get", "put", "post", "delete", "patch", REF];
    let is_item = |item: &Value| methods.iter().any(|method| item.get(method).is_some());
    value
        .as_object()
        .is_some_and(|map| map.values().all(is_item))
}
