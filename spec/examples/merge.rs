//! Merges a folder of pages and prints the document.
//!
//! `cargo run -p pagecrate-spec --example merge -- FOLDER`

use std::{env, fs};

use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::render::{Look, render};
use pagecrate_spec::source::Sources;

fn main() -> std::io::Result<()> {
    let mut sources = Sources::new();
    for folder in env::args().skip(1) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_file() {
                sources.add(path.display().to_string(), fs::read_to_string(&path)?);
            }
        }
    }
    let mut diagnostics = Diagnostics::new();
    let reading = pagecrate_spec::read(&sources, &mut diagnostics);
    for one in &diagnostics {
        if one.severity > Severity::Note {
            let provenance = &reading.merged.provenance;
            eprintln!("{}\n", render(one, &sources, provenance, Look::Plain));
        }
    }
    let accounting = &reading.accounting;
    eprintln!(
        "{} used, skipped {:?}; {} operations, {} components; {:?}; repairs {:?}",
        accounting.used(),
        accounting.skipped(),
        accounting.operations,
        accounting.components,
        accounting.fragments,
        accounting.repairs
    );
    print!("{}", pagecrate_spec::yaml::write(&reading.merged.value));
    Ok(())
}
