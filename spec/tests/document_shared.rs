//! Real documents, where they lie beside the checkout: every operation comes through.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::source::Sources;
use serde::Deserialize;
use serde::de::IgnoredAny;

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: there is no {}", folder.display());
        return Vec::new();
    };
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    paths
}

/// The only part of a document that counting needs.
#[derive(Deserialize)]
struct Counted {
    paths: BTreeMap<String, BTreeMap<String, IgnoredAny>>,
}

/// Read with the plain libraries, and counted without any of the project's code.
fn counted(text: &str, path: &Path) -> usize {
    let document: Counted = match path.extension().is_some_and(|end| end == "json") {
        true => serde_json::from_str(text).expect("JSON"),
        false => serde_yaml::from_str(text).expect("YAML"),
    };
    let keys = document.paths.values().flat_map(BTreeMap::keys);
    keys.filter(|key| METHODS.contains(&key.as_str())).count()
}

#[test]
fn every_operation_is_read() {
    for path in documents() {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("a text");
        let wanted = counted(&text, &path);
        let mut sources = Sources::new();
        sources.add(name.clone(), text);
        let mut diagnostics = Diagnostics::new();
        let reading = pagecrate_spec::read(&sources, &mut diagnostics);
        assert_eq!(reading.accounting.operations, wanted, "{name}: merged");
        let document = Document::read(reading.merged.value, &mut diagnostics);
        assert_eq!(document.operations().len(), wanted, "{name}: typed");
        for one in &diagnostics {
            assert!(one.severity < Severity::Error, "{name}: {one:?}");
            // Whatever is said has a place in the text.
            for label in &one.labels {
                if let pagecrate_spec::diagnostic::Place::Pointer(pointer) = &label.place {
                    let provided = reading.merged.provenance.provided(pointer, &sources);
                    assert!(!provided.is_empty(), "{name}: {pointer}");
                }
            }
        }
        let entries = document.operations();
        for entry in &entries {
            for payload in document.callback_payloads(entry) {
                assert!(payload.declared_by.is_some(), "{name}: {}", payload.name);
            }
        }
        // What stands in the typed document by reference is found there.
        for pointer in document.hoisted.keys() {
            assert!(document.schema(pointer).is_some(), "{name}: {pointer}");
        }
    }
}
