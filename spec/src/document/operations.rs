//! All operations of a document, wherever they stand.

use openapiv3::{Operation, PathItem};

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
        Vec::new()
    }

    /// Every request that the service sends by `webhooks`, in document order.
    #[must_use]
    pub fn webhook_payloads(&self) -> Vec<Payload<'_>> {
        Vec::new()
    }

    /// Every request that the service sends by the callbacks of one operation.
    #[must_use]
    pub fn callback_payloads<'a>(&'a self, of: &Entry<'a>) -> Vec<Payload<'a>> {
        let _ = of;
        Vec::new()
    }

    /// Where a webhook stands: `/webhooks/NAME` or `/x-webhooks/NAME`.
    #[must_use]
    pub fn webhook_pointer(&self, name: &str) -> Pointer {
        Pointer::root().join("webhooks").join(name)
    }
}
