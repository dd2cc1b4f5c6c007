//! All operations of a document, wherever they stand.

use openapiv3::{Callback, Operation, PathItem, ReferenceOr};
use serde_json::Value;

use super::{Document, keys, reference_in};
use crate::pointer::Pointer;

/// One operation and what surrounds it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Where the operation stands: `/paths/~1pets/get`, or in the path item that `$ref` names.
    pub pointer: Pointer,
    /// The key under `paths`, as the document writes it; of a webhook, its name; of a callback, its
    /// runtime expression.
    pub path: &'a str,
    /// Where the path item stands whose `parameters` and `servers` apply.
    pub item_pointer: Pointer,
    /// That path item.
    pub item: &'a PathItem,
    /// The method as HTTP writes it: `GET`, `QUERY`, or a method of `additionalOperations`.
    pub method: &'a str,
    /// The operation.
    pub operation: &'a Operation,
}

/// A request that the service sends: of a webhook or a callback.
#[derive(Clone, Debug)]
pub struct Payload<'a> {
    /// The webhook's or callback's name.
    pub name: &'a str,
    /// The operation that declares the callback. `None` for a webhook.
    pub declared_by: Option<Pointer>,
    /// The operation that describes the request.
    pub entry: Entry<'a>,
}

impl Document {
    /// Every operation under `paths`, in document order: 3.0's methods, `query`,
    /// `additionalOperations`, and those of path items that are references.
    #[must_use]
    pub fn operations(&self) -> Vec<Entry<'_>> {
        let mut entries = Vec::new();
        let base = Pointer::root().join("paths");
        for (path, item) in &self.openapi.paths.paths {
            self.entries(&mut entries, path, base.join(path), item);
        }
        entries
    }

    /// Every request that the service sends by `webhooks`, in document order.
    #[must_use]
    pub fn webhook_payloads(&self) -> Vec<Payload<'_>> {
        let mut payloads = Vec::new();
        for (name, item) in &self.webhooks {
            let mut entries = Vec::new();
            self.entries(&mut entries, name, self.webhook_pointer(name), item);
            payloads.extend(entries.into_iter().map(|entry| Payload {
                name,
                declared_by: None,
                entry,
            }));
        }
        payloads
    }

    /// Every request that the service sends by the callbacks of one operation.
    #[must_use]
    pub fn callback_payloads<'a>(&'a self, of: &Entry<'a>) -> Vec<Payload<'a>> {
        let mut payloads = Vec::new();
        let base = of.pointer.join("callbacks");
        for (name, callback) in &of.operation.callbacks {
            self.callback(&mut payloads, name, &base.join(name), callback, &of.pointer);
        }
        let referred = of.operation.extensions.get(keys::CALLBACKS);
        let referred = referred.and_then(Value::as_object).into_iter().flatten();
        for (name, value) in referred {
            let reference = value.get("$ref").and_then(Value::as_str);
            if let Some((at, callback)) = reference.and_then(|text| self.resolve_as(text)) {
                self.callback(&mut payloads, name, &at, callback, &of.pointer);
            }
        }
        payloads
    }

    /// Where a webhook stands: `/webhooks/NAME` or `/x-webhooks/NAME`.
    #[must_use]
    pub fn webhook_pointer(&self, name: &str) -> Pointer {
        let key = match self.webhooks_key {
            "" => "webhooks",
            key => key,
        };
        Pointer::root().join(key).join(name)
    }

    fn callback<'a>(
        &'a self,
        payloads: &mut Vec<Payload<'a>>,
        name: &'a str,
        at: &Pointer,
        callback: &'a Callback,
        declared_by: &Pointer,
    ) {
        for (expression, item) in callback {
            let mut entries = Vec::new();
            self.entries_of(&mut entries, expression, at.join(expression), item);
            payloads.extend(entries.into_iter().map(|entry| Payload {
                name,
                declared_by: Some(declared_by.clone()),
                entry,
            }));
        }
    }

    fn entries<'a>(
        &'a self,
        entries: &mut Vec<Entry<'a>>,
        path: &'a str,
        at: Pointer,
        item: &'a ReferenceOr<PathItem>,
    ) {
        if let Some((at, item)) = self.follow(&at, item) {
            self.entries_of(entries, path, at, item);
        }
    }

    fn entries_of<'a>(
        &'a self,
        entries: &mut Vec<Entry<'a>>,
        path: &'a str,
        at: Pointer,
        item: &'a PathItem,
    ) {
        let first = entries.len();
        self.own_entries(entries, path, &at, item);
        // A `$ref` among other keys: the operations of its target, except those stated here.
        let base = reference_in(&item.extensions, keys::REF)
            .and_then(|reference| self.resolve_as::<PathItem>(reference));
        if let Some((at, base)) = base {
            let mut inherited = Vec::new();
            self.own_entries(&mut inherited, path, &at, base);
            inherited.retain(|one: &Entry<'_>| {
                let mut own = entries.iter().skip(first);
                !own.any(|entry| entry.method == one.method)
            });
            entries.extend(inherited);
        }
    }

    fn own_entries<'a>(
        &'a self,
        entries: &mut Vec<Entry<'a>>,
        path: &'a str,
        at: &Pointer,
        item: &'a PathItem,
    ) {
        let methods = [
            ("GET", "get", &item.get),
            ("PUT", "put", &item.put),
            ("POST", "post", &item.post),
            ("DELETE", "delete", &item.delete),
            ("OPTIONS", "options", &item.options),
            ("HEAD", "head", &item.head),
            ("PATCH", "patch", &item.patch),
            ("TRACE", "trace", &item.trace),
        ];
        let mut push = |method, pointer, operation| {
            entries.push(Entry {
                pointer,
                path,
                item_pointer: at.clone(),
                item,
                method,
                operation,
            });
        };
        for (method, key, operation) in methods {
            if let Some(operation) = operation {
                push(method, at.join(key), operation);
            }
        }
        let query = at.join("query");
        if let Some(operation) = self.parts.operations.get(&query) {
            push("QUERY", query, operation);
        }
        let more = item.extensions.get("x-additionalOperations");
        let base = at.join("additionalOperations");
        for method in more.and_then(Value::as_array).into_iter().flatten() {
            let Some(method) = method.as_str() else {
                continue;
            };
            let pointer = base.join(method);
            if let Some(operation) = self.parts.operations.get(&pointer) {
                push(method, pointer, operation);
            }
        }
    }
}
