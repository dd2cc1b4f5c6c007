//! Path items and operations, under `paths`, `webhooks` and in callbacks.

use indexmap::IndexMap;
use openapiv3::{Callback, Operation, PathItem, Paths, ReferenceOr, SecurityRequirement};
use serde_json::{Map, Value, json};

use super::keys;
use super::reader::{Extensions, REF, Reader, put};

impl Reader {
    /// `paths` of the document.
    pub(super) fn paths(&mut self, value: Value) -> Paths {
        let mut out = Paths::default();
        self.at("paths", |reader| {
            let map = reader.object("`paths`", value).unwrap_or_default();
            for (path, value) in map {
                if path.starts_with("x-") {
                    reader.keep(&mut out.extensions, &path, value);
                    continue;
                }
                if !path.starts_with('/') {
                    let message = format!("the path `{path}` should begin with a slash");
                    reader.warn_at(&path, "path-without-slash", message, "");
                }
                let item = reader.at(&path, |reader| reader.path_item(value));
                out.paths.insert(path, item);
            }
        });
        out
    }

    /// A path item, or a reference to one. With siblings it is an item that has
    /// [`keys::REF`].
    pub(super) fn path_item(&mut self, value: Value) -> ReferenceOr<PathItem> {
        let alone = value.as_object().is_some_and(|map| map.len() == 1);
        if alone && value.get(REF).is_some_and(Value::is_string) {
            return self.part("a path item", value, Self::path_item_object);
        }
        let map = self.object("a path item", value).unwrap_or_default();
        let item = self.path_item_object(map);
        if self.targets.is_named(&self.path) {
            let pointer = self.here();
            let named = ReferenceOr::Item(item.clone());
            self.out.parts.path_items.insert(pointer, named);
        }
        ReferenceOr::Item(item)
    }

    fn path_item_object(&mut self, map: Map<String, Value>) -> PathItem {
        let mut out = PathItem::default();
        for (key, value) in map {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "summary" => out.summary = self.text(&key, value, extensions),
                "description" => out.description = self.text(&key, value, extensions),
                "get" => out.get = self.operation_at(&key, value, extensions),
                "put" => out.put = self.operation_at(&key, value, extensions),
                "post" => out.post = self.operation_at(&key, value, extensions),
                "delete" => out.delete = self.operation_at(&key, value, extensions),
                "options" => out.options = self.operation_at(&key, value, extensions),
                "head" => out.head = self.operation_at(&key, value, extensions),
                "patch" => out.patch = self.operation_at(&key, value, extensions),
                "trace" => out.trace = self.operation_at(&key, value, extensions),
                "query" => {
                    let operation = self.operation_at(&key, value, extensions);
                    self.more_operation(&key, operation);
                    put(extensions, "x-query".to_owned(), Value::Bool(true));
                }
                "additionalOperations" => self.additional_operations(value, extensions),
                "servers" => out.servers = self.list(&key, value, extensions, Self::server),
                "parameters" => out.parameters = self.parameters(value, extensions),
                REF => self.keep_reference("pathItems", extensions, value),
                _ => self.unknown("a path item", extensions, &key, value),
            }
        }
        out
    }

    /// Methods beyond 3.0's are typed beside the document; the extension lists them.
    fn additional_operations(&mut self, value: Value, extensions: &mut Extensions) {
        let mut methods = Vec::new();
        let key = "additionalOperations";
        self.named(key, value, extensions, |reader, value| {
            let map = reader.object("an operation", value).unwrap_or_default();
            let operation = reader.operation(map);
            let pointer = reader.here();
            methods.extend(pointer.last().map(Value::from));
            reader.out.parts.operations.insert(pointer, operation);
        });
        put(extensions, format!("x-{key}"), Value::Array(methods));
    }

    fn more_operation(&mut self, key: &str, operation: Option<Operation>) {
        let pointer = self.here().join(key);
        if let Some(operation) = operation {
            self.out.parts.operations.insert(pointer, operation);
        }
    }

    fn operation_at(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
    ) -> Option<Operation> {
        match value {
            Value::Object(map) => Some(self.at(key, |reader| reader.operation(map))),
            Value::Null => None,
            other => {
                self.wrong(key, "an operation", &other);
                self.keep(extensions, key, other);
                None
            }
        }
    }

    fn operation(&mut self, map: Map<String, Value>) -> Operation {
        let mut out = Operation::default();
        for (key, value) in map {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "tags" => out.tags = self.texts(&key, value, extensions),
                "summary" => out.summary = self.text(&key, value, extensions),
                "description" => out.description = self.text(&key, value, extensions),
                "externalDocs" => out.external_docs = self.external_docs(&key, value),
                "operationId" => out.operation_id = self.text(&key, value, extensions),
                "parameters" => out.parameters = self.parameters(value, extensions),
                "requestBody" if value.is_null() => {}
                "requestBody" => {
                    let body = self.at(&key, |reader| reader.request_body(value));
                    out.request_body = Some(body);
                }
                "responses" => out.responses = self.responses(value, extensions),
                "callbacks" => out.callbacks = self.callbacks(value, extensions),
                "deprecated" => {
                    out.deprecated = self.flag(&key, value, extensions).unwrap_or_default();
                }
                "security" if value.is_null() => {}
                "security" => out.security = Some(self.security(value, extensions)),
                "servers" => out.servers = self.list(&key, value, extensions, Self::server),
                _ => self.unknown("an operation", extensions, &key, value),
            }
        }
        out
    }

    /// The callbacks of an operation. Those that are references stand in the extension
    /// [`keys::CALLBACKS`]: openapiv3 does not know them.
    fn callbacks(
        &mut self,
        value: Value,
        extensions: &mut Extensions,
    ) -> IndexMap<String, Callback> {
        let mut kept = Map::new();
        let read = self.named("callbacks", value, extensions, |reader, value| {
            let name = reader.here().last().unwrap_or_default();
            match reader.callback(value) {
                ReferenceOr::Reference { reference } => {
                    kept.insert(name, json!({ REF: reference }));
                    None
                }
                ReferenceOr::Item((callback, rest)) => {
                    if !rest.is_empty() {
                        kept.insert(name, Value::Object(rest));
                    }
                    Some(callback)
                }
            }
        });
        if !kept.is_empty() {
            put(extensions, keys::CALLBACKS.to_owned(), Value::Object(kept));
        }
        let items = read.into_iter();
        items
            .filter_map(|(name, read)| Some((name, read?)))
            .collect()
    }

    /// Runtime expression to path item, and the extensions among them.
    pub(super) fn callback(&mut self, value: Value) -> ReferenceOr<(Callback, Map<String, Value>)> {
        let mut rest = Map::new();
        let read = self.part("a callback", value, |reader, map| {
            let mut out = Callback::new();
            for (expression, value) in map {
                if expression.starts_with("x-") {
                    rest.insert(expression, value);
                    continue;
                }
                let item = reader.at(&expression, |reader| {
                    let map = reader.object("a path item", value).unwrap_or_default();
                    reader.path_item_object(map)
                });
                out.insert(expression, item);
            }
            out
        });
        match read {
            ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
            ReferenceOr::Item(callback) => ReferenceOr::Item((callback, rest)),
        }
    }

    /// Alternatives of security: each a map of scheme to scopes.
    pub(super) fn security(
        &mut self,
        value: Value,
        extensions: &mut Extensions,
    ) -> Vec<SecurityRequirement> {
        let value = match value {
            one @ Value::Object(_) => {
                self.wrong("security", "a list", &one);
                Value::Array(vec![one])
            }
            value => value,
        };
        self.list("security", value, extensions, |reader, value| {
            let what = "a security requirement";
            let mut scopes = SecurityRequirement::new();
            for (name, value) in reader.object(what, value).unwrap_or_default() {
                let mut kept = Extensions::new();
                let list = reader.texts(&name, value, &mut kept);
                scopes.insert(name, list);
            }
            scopes
        })
    }
}
