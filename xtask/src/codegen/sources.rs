//! Texts from the disk.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};
use pagecrate_spec::source::{Sources, Span};

/// The largest file that is read at all, in bytes. Specifications of large APIs have 20 MB.
const MAX_FILE: u64 = 64 << 20;
/// The largest Markdown page.
const MAX_PAGE: u64 = 16 << 20;

/// Reads every page and specification file under some paths, in the order of their names.
pub(super) fn load(
    inputs: &[PathBuf],
    root: &Path,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<(), String> {
    let mut paths = Vec::new();
    for input in inputs {
        if !input.exists() {
            return Err(format!(
                "{}: there is no such file or folder",
                input.display()
            ));
        }
        if input.is_file() {
            paths.push(input.clone());
            continue;
        }
        let walk = WalkBuilder::new(input)
            .standard_filters(false)
            .follow_links(false)
            .build();
        for entry in walk {
            let entry = entry.map_err(|error| format!("{}: {error}", input.display()))?;
            if entry.file_type().is_some_and(|kind| kind.is_file()) && is_read(entry.path()) {
                paths.push(entry.into_path());
            }
        }
    }
    paths.sort();
    paths.dedup();
    for path in paths {
        let name = path.strip_prefix(root).unwrap_or(&path);
        let name = name.to_string_lossy().replace('\\', "/");
        one(&path, name, sources, diagnostics)?;
    }
    Ok(())
}

fn is_read(path: &Path) -> bool {
    let end = path
        .extension()
        .and_then(|end| end.to_str())
        .unwrap_or_default();
    [
        "md", "mdx", "markdown", "txt", "json", "yaml", "yml", "apib",
    ]
    .contains(&end)
}

fn one(
    path: &Path,
    name: String,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let size = fs::metadata(path).map_err(failed)?.len();
    let data = ["json", "yaml", "yml"];
    let is_data = path
        .extension()
        .and_then(|end| end.to_str())
        .is_some_and(|end| data.contains(&end));
    let limit = if is_data { MAX_FILE } else { MAX_PAGE };
    if size > limit {
        let id = sources.add(name, "");
        let message = format!(
            "the file has {} MiB, and at most {} are read",
            size >> 20,
            limit >> 20
        );
        diagnostics.push(
            Diagnostic::error("page-too-large", message)
                .at(Span::new(id, 0, 0), "")
                .help("split it, or leave it out of the folder"),
        );
        return Ok(());
    }
    match String::from_utf8(fs::read(path).map_err(failed)?) {
        Ok(text) => {
            sources.add(name, text);
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let id = sources.add(name, text);
            diagnostics.push(
                Diagnostic::error("not-utf8", "this page is not in UTF-8")
                    .at(Span::new(id, at, at + 1), "the first byte that is not")
                    .help("save it in UTF-8, or leave it out of the folder"),
            );
        }
    }
    Ok(())
}
