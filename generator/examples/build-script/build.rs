//! Makes the client of the pages in `pages`, each time one of them changes.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use pagecrate_generator::{Config, generate};
use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use pagecrate_spec::source::Sources;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=pages");
    let mut sources = Sources::new();
    for page in fs::read_dir("pages")? {
        let path = page?.path();
        sources.add(path.display().to_string(), fs::read_to_string(&path)?);
    }
    let mut said = Diagnostics::new();
    let reading = pagecrate_spec::read(&sources, &mut said);
    let document = Document::read(reading.merged.value, &mut said);
    let client = generate(&document, &Config::default(), &mut said);
    for (path, text) in client.ok_or_else(|| format!("{said:#?}"))?.files {
        // `include!` takes no attributes of a whole file, and so neither `//!` nor `#![…]`.
        let is_inner = |line: &&str| line.starts_with("//!") || line.starts_with("#![");
        let text: String = text
            .split_inclusive('\n')
            .filter(|line| !is_inner(line))
            .collect();
        let path = Path::new(&env::var("OUT_DIR")?).join(path);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        fs::write(path, text)?;
    }
    Ok(())
}
