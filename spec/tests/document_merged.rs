//! The project's own document, `spec/openapi.yaml`, is valid OpenAPI.

use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::{Document, Version};
use pagecrate_spec::yaml;

#[test]
fn is_valid() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.yaml");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: there is no openapi.yaml, as in the published crate");
        return;
    };
    let value = yaml::read(&text).expect("a document");
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(value, &mut diagnostics);
    // Notes count as well: an unknown keyword and a missing field are such.
    let said: Vec<_> = diagnostics
        .iter()
        .map(|one| format!("{}: {} {:?}", one.code, one.message, one.labels))
        .collect();
    assert!(said.is_empty(), "{said:#?}");
    assert!(document.version >= Version::V3_1);
    assert_eq!(document.operations().len(), 36);
    for entry in document.operations() {
        let id = entry.operation.operation_id.as_deref();
        assert!(id.is_some(), "{} {}", entry.method, entry.path);
        let docs = entry.operation.external_docs.as_ref();
        assert!(
            docs.is_some_and(|docs| docs.url.starts_with("https://")),
            "{id:?}"
        );
    }
}
