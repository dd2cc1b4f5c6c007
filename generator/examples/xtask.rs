//! A command of one's own that makes a client: pages or OpenAPI files in, a crate out.
//!
//! `cargo run -p pagecrate-generator --example xtask -- PAGES CLIENT`

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use pagecrate_generator::{Config, WriteOptions, decide, scaffold, write};
use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use pagecrate_spec::source::Sources;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [pages, client] = &arguments[..] else {
        return Err("usage: xtask PAGES CLIENT".into());
    };
    let mut sources = Sources::new();
    for page in fs::read_dir(pages)? {
        let path = page?.path();
        sources.add(path.display().to_string(), fs::read_to_string(&path)?);
    }
    let mut said = Diagnostics::new();
    let reading = pagecrate_spec::read(&sources, &mut said);
    let document = Document::read(reading.merged.value, &mut said);
    let model =
        decide(&document, &Config::default(), &mut said).ok_or_else(|| format!("{said:#?}"))?;
    for (path, text) in scaffold(&model)
        .files
        .into_iter()
        .chain(write(&model, &WriteOptions::default()).files)
    {
        let path = Path::new(client).join(path);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        fs::write(path, text)?;
    }
    Ok(())
}
