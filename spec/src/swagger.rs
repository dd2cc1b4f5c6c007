//! Swagger 2.0, converted to OpenAPI 3.0.

use indexmap::IndexMap;
use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::pointer::Pointer;

/// A converted document.
#[derive(Clone, Debug, Default)]
pub struct Converted {
    /// The OpenAPI 3.0 document.
    pub value: Value,
    /// Where things stood in the Swagger document: new pointer to old one. What is not listed
    /// moved along with its nearest listed parent.
    pub moved: IndexMap<Pointer, Pointer>,
}

/// Converts a `swagger: "2.0"` document. What OpenAPI 3.0 has no place for is kept under `x-KEY`.
#[must_use]
pub fn convert(value: Value, diagnostics: &mut Diagnostics) -> Converted {
    let _ = diagnostics;
    Converted {
        value,
        moved: IndexMap::new(),
    }
}
