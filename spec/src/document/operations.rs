//! All operations of a document, wherever they stand.

use openapiv3::{Operation, PathItem, ReferenceOr};
use serde_json::Value;

use super::Document;
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
        for (path, item) in &self.openapi.paths.paths {
            let here = Pointer::root().join("paths").join(path);
            self.entries(path, &here, item, &mut entries);
        }
        entries
    }

    /// Every request that the service sends by `webhooks`, in document order.
    #[must_use]
    pub fn webhook_payloads(&self) -> Vec<Payload<'_>> {
        let mut payloads = Vec::new();
        for (name, item) in &self.webhooks {
            let mut entries = Vec::new();
            self.entries(name, &self.webhook_pointer(name), item, &mut entries);
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
        for (name, callback) in &of.operation.callbacks {
            let here = of.pointer.join("callbacks").join(name);
            for (expression, item) in callback {
                let mut entries = Vec::new();
                let at = here.join(expression);
                self.item_entries(expression, &at, item, &mut entries);
                payloads.extend(entries.into_iter().map(|entry| Payload {
                    name,
                    declared_by: Some(of.pointer.clone()),
                    entry,
                }));
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

    fn entries<'a>(
        &'a self,
        path: &'a str,
        here: &Pointer,
        item: &'a ReferenceOr<PathItem>,
        entries: &mut Vec<Entry<'a>>,
    ) {
        if let Some((here, item)) = self.follow(here, item) {
            self.item_entries(path, &here, item, entries);
        }
    }

    fn item_entries<'a>(
        &'a self,
        path: &'a str,
        here: &Pointer,
        item: &'a PathItem,
        entries: &mut Vec<Entry<'a>>,
    ) {
        let mut push = |at: Pointer, method: &'a str, operation: &'a Operation| {
            entries.push(Entry {
                pointer: at,
                path,
                item_pointer: here.clone(),
                item,
                method,
                operation,
            });
        };
        let typed = [
            ("get", "GET", &item.get),
            ("put", "PUT", &item.put),
            ("post", "POST", &item.post),
            ("delete", "DELETE", &item.delete),
            ("options", "OPTIONS", &item.options),
            ("head", "HEAD", &item.head),
            ("patch", "PATCH", &item.patch),
            ("trace", "TRACE", &item.trace),
        ];
        for (key, method, operation) in typed {
            if let Some(operation) = operation {
                push(here.join(key), method, operation);
            }
        }
        let query = here.join("query");
        if let Some(operation) = self.parts.operations.get(&query) {
            push(query, "QUERY", operation);
        }
        let more = item.extensions.get("x-additionalOperations");
        for method in more.and_then(Value::as_array).into_iter().flatten() {
            let Some(method) = method.as_str() else {
                continue;
            };
            let at = here.join("additionalOperations").join(method);
            if let Some(operation) = self.parts.operations.get(&at) {
                push(at, method, operation);
            }
        }
        // A path item may be a reference with more beside it.
        if let Some(reference) = super::reference_in(&item.extensions, super::keys::REF)
            && let Some((at, target)) = self.resolve_as::<PathItem>(reference)
            && !std::ptr::eq(target, item)
        {
            self.item_entries(path, &at, target, entries);
        }
    }
}
