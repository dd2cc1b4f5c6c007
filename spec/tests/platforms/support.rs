//! Folders of pages for the platform readers' tests, and what they make together.

#![allow(dead_code, reason = "each test module uses a part")]

use std::path::Path;

use pagecrate_spec::accounting::PageOutcome;
use pagecrate_spec::diagnostic::{Diagnostics, Place, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::source::Sources;
use pagecrate_spec::{Reading, read};
use serde_json::Value;

/// What a folder makes.
pub(crate) struct Folder {
    pub sources: Sources,
    pub reading: Reading,
    pub diagnostics: Diagnostics,
}

impl Folder {
    /// Reads pages by name and text.
    pub(crate) fn of(pages: &[(&str, &str)]) -> Self {
        let mut sources = Sources::new();
        for (name, text) in pages {
            sources.add(*name, *text);
        }
        Self::read(sources)
    }

    /// Reads a folder of real pages beside the checkout; `None`, and said, where it is not there.
    pub(crate) fn shared(folder: &str) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../shared/docs")
            .join(folder);
        let Ok(entries) = std::fs::read_dir(&root) else {
            eprintln!("skipped: {} is not there", root.display());
            return None;
        };
        let mut sources = Sources::new();
        for path in entries.flatten().map(|entry| entry.path()) {
            if let (true, Ok(text)) = (path.is_file(), std::fs::read_to_string(&path)) {
                let name = path.file_name()?.to_str()?.to_owned();
                sources.add(name, text);
            }
        }
        Some(Self::read(sources))
    }

    fn read(sources: Sources) -> Self {
        let mut diagnostics = Diagnostics::new();
        let reading = read(&sources, &mut diagnostics);
        Self {
            sources,
            reading,
            diagnostics,
        }
    }

    pub(crate) fn value(&self) -> &Value {
        &self.reading.merged.value
    }

    /// An operation, which has to be there.
    pub(crate) fn operation(&self, method: &str, path: &str) -> &Value {
        let found = &self.value()["paths"][path][method];
        assert!(
            found.is_object(),
            "{method} {path} in {:?}",
            self.operations()
        );
        found
    }

    /// The operations as `METHOD path`, sorted.
    pub(crate) fn operations(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (path, item) in self.value()["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if operation.is_object() && method != "parameters" {
                    out.push(format!("{} {path}", method.to_uppercase()));
                }
            }
        }
        out.sort();
        out
    }

    /// The errors that typing the merged document gives.
    pub(crate) fn typing_errors(&self) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        let _ = Document::read(self.value().clone(), &mut diagnostics);
        diagnostics
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .map(|one| format!("{} {:?}", one.message, one.labels))
            .collect()
    }

    /// What is said with a code: `name:line message`.
    pub(crate) fn said(&self, code: &str) -> Vec<String> {
        self.diagnostics
            .iter()
            .filter(|one| one.code == code)
            .map(|one| {
                let place = one.labels.first().map(|label| &label.place);
                let place = match place {
                    Some(Place::Span(span)) => self.sources.place(*span),
                    _ => "?".to_owned(),
                };
                format!("{place} {}", one.message)
            })
            .collect()
    }

    /// Warnings and errors by code, each once.
    pub(crate) fn complaints(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self
            .diagnostics
            .iter()
            .filter(|one| one.severity > Severity::Note)
            .map(|one| one.code)
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Which reader took a page, or why it was left out.
    pub(crate) fn outcome(&self, page: &str) -> String {
        let pages = &self.reading.accounting.pages;
        let found = pages.iter().find(|one| one.page == page);
        match &found.expect("a page").outcome {
            PageOutcome::Used { reader, operations } => format!("{reader} {operations}"),
            PageOutcome::Skipped { reason } => (*reason).to_owned(),
        }
    }
}
