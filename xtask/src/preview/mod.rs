//! `preview`: a site of the merged document, to be read in a browser.
//!
//! The renderer is Swagger UI, from npm: it is kept up, one file, and cleans the Markdown that it
//! shows. [`site`] makes everything else. A page of the site loads nothing but files of the site,
//! and its Content-Security-Policy keeps it so whatever the documentation says.

mod links;
mod renderer;
mod site;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use clap::Args;

pub use site::{Site, site};

use crate::codegen::{Arguments as Codegen, diagnostics, make};
use crate::disk::{inside, shown, write};
use crate::{Failure, workspace};

/// The arguments of `preview`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Exit status: 0 written; 1 errors in the input, or npm is missing; 2 wrong usage.

Needs npm, which fetches the renderer the first time. The site itself loads nothing from elsewhere.")]
pub struct Arguments {
    /// Write the site to DIR; `target/preview` by default
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Read these folders, pages and OpenAPI files instead of the project's
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub from: Vec<PathBuf>,

    /// Apply an OpenAPI Overlay to what --from gives
    #[arg(long, value_name = "FILE", requires = "from")]
    pub overlay: Option<PathBuf>,

    /// Read this codegen.toml with --from
    #[arg(long, value_name = "FILE", requires = "from")]
    pub config: Option<PathBuf>,
}

/// Runs the command. `false`: the input has errors.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let root = workspace();
    let layout = Codegen::looking(
        &arguments.from,
        arguments.overlay.as_deref(),
        arguments.config.as_deref(),
    )
    .layout_to_look(&root)?;
    let made = make(&layout, None, &|_| {})?;
    if made.files.is_none() {
        eprint!("{}", diagnostics(&made, false, false));
        eprintln!("nothing was written, because of the errors above");
        return Ok(false);
    }
    let site = site(&made, &layout);
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .filter(|folder| !folder.is_empty())
        .map_or_else(|| root.join("target"), PathBuf::from);
    let renderer = renderer::install(&target.join("preview-renderer"))?;
    let default = target.join("preview");
    let out = arguments.out.as_deref().unwrap_or(&default);
    for (path, text) in &site.files {
        write(&inside(out, path)?, text.as_bytes())?;
    }
    for (path, bytes) in &renderer {
        write(&inside(out, path)?, bytes)?;
    }
    println!(
        "wrote {} operations in {} files; open {}",
        site.operations,
        site.files.len() + renderer.len(),
        shown(&out.join("index.html"), &root)
    );
    Ok(true)
}
