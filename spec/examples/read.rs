//! Reads OpenAPI files, each by itself, and prints how long each stage takes and what was found.
//!
//! `cargo run --release -p pagecrate-spec --example read -- FILE...`

use std::time::Instant;
use std::{env, fs};

use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::render::{Look, render};
use pagecrate_spec::source::Sources;

fn main() -> std::io::Result<()> {
    for file in env::args().skip(1) {
        let mut sources = Sources::new();
        sources.add(file.clone(), fs::read_to_string(&file)?);
        let mut diagnostics = Diagnostics::new();
        let start = Instant::now();
        let reading = pagecrate_spec::read(&sources, &mut diagnostics);
        let parsed = start.elapsed();
        let merged = reading.merged;
        let start = Instant::now();
        let document = Document::read(merged.value, &mut diagnostics);
        let typed = start.elapsed();
        let start = Instant::now();
        for one in &diagnostics {
            if one.severity > Severity::Note || env::var_os("NOTES").is_some() {
                let text = render(one, &sources, &merged.provenance, Look::Plain);
                eprintln!("{text}\n");
            }
        }
        println!(
            "{file}: {} operations, {} errors, {} warnings, {} notes; \
             parsed in {parsed:.1?}, typed in {typed:.1?}, shown in {:.1?}",
            document.operations().len(),
            diagnostics.count(Severity::Error),
            diagnostics.count(Severity::Warning),
            diagnostics.count(Severity::Note),
            start.elapsed(),
        );
    }
    Ok(())
}
