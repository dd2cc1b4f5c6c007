//! A second API, from pages of another platform than the first one's: `second/pages` are Ollama's in
//! Mintlify's layout and our words, `second/client` is the code that they give.
//!
//! `generator/runtime/tests/second.rs` compiles that code and calls every operation.
//! `INSTA_UPDATE=always` writes the text anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pagecrate_generator::{Config, generate};
use pagecrate_spec::accounting::PageOutcome;
use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::source::Sources;
use pagecrate_spec::{Reading, read};

mod written;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/second")
        .join(name)
}

/// What the pages say.
fn pages(diagnostics: &mut Diagnostics) -> Reading {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder("pages")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        texts.insert(name, text);
    }
    let mut sources = Sources::new();
    for (name, text) in texts {
        sources.add(name, text);
    }
    read(&sources, diagnostics)
}

#[test]
fn the_code_is_the_one_that_is_compiled() {
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(pages(&mut diagnostics).merged.value, &mut diagnostics);
    let mut config = Config::default();
    // The tests' crate has no features of the tags.
    config.tags.features = false;
    let output = generate(&document, &config, &mut diagnostics).unwrap();
    let said: Vec<_> = diagnostics
        .iter()
        .filter(|one| one.severity > Severity::Note)
        .collect();
    assert!(said.is_empty(), "{said:#?}");
    let mut wanted = BTreeMap::new();
    for (path, text) in output.files {
        let Some(path) = path.strip_prefix("src/") else {
            continue;
        };
        if !path.starts_with("runtime/") && path != "lib.rs" {
            wanted.insert(path.to_owned(), text);
        }
    }
    written::compare_or_write(&folder("client"), &wanted);
}

#[test]
fn every_page_is_accounted_for() {
    let accounting = pages(&mut Diagnostics::new()).accounting;
    for page in &accounting.pages {
        let used = matches!(page.outcome, PageOutcome::Used { operations: 1, .. });
        assert_eq!(used, page.page.starts_with("api-"), "{page:?}");
    }
    assert_eq!((accounting.pages.len(), accounting.operations), (9, 8));
    assert_eq!(
        accounting.fragments.into_iter().collect::<Vec<_>>(),
        [("mintlify", 8)]
    );
}
