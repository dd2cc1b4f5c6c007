//! Texts from the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};
use pagecrate_spec::source::{Sources, Span};

use super::siblings::siblings;
use crate::Failure;
use crate::disk::shown;

/// The largest specification file, in bytes. Those of large APIs have 20 MB.
const MAX_DATA: u64 = 64 << 20;
/// The largest page.
const MAX_PAGE: u64 = 16 << 20;
/// All texts together.
const MAX_TOTAL: u64 = 1 << 30;

/// The ends of names of pages.
pub(crate) const PAGES: [&str; 7] = ["md", "mdx", "markdown", "mdown", "txt", "apib", "rst"];
/// The ends of names of specification files.
pub(crate) const DATA: [&str; 3] = ["json", "yaml", "yml"];

/// What was found on the disk.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// The texts, in the order of their names.
    pub sources: Sources,
    /// Files that are no texts to read from.
    pub rejected: Vec<Rejected>,
    /// How many files were passed over, by the end of their name.
    pub others: BTreeMap<String, usize>,
    /// Links that were not followed.
    pub links: Vec<String>,
}

/// A file that is no text to read from.
#[derive(Debug)]
pub(super) struct Rejected {
    /// The name that is shown.
    pub name: String,
    /// As much of the text as is needed to show the place.
    pub text: String,
    /// The first byte that is wrong.
    pub at: usize,
    pub code: &'static str,
    pub message: String,
    pub help: &'static str,
}

/// Reads every page and specification file under some paths.
///
/// Hidden folders, `node_modules` and what an `ignore` file says are no matter of the machine: the
/// first two are left out everywhere, the last is not looked at.
pub(super) fn load(inputs: &[PathBuf], root: &Path) -> Result<Loaded, Failure> {
    let mut loaded = Loaded::default();
    let mut paths = Vec::new();
    let mut texts = Texts::default();
    for input in inputs {
        let kind = fs::metadata(input).map_err(|error| Failure::file(input, &error))?;
        match kind.is_dir() {
            true => walk(input, root, &mut paths, &mut loaded)?,
            false => {
                if DATA.contains(&&*extension(input)) {
                    paths.extend(siblings(input, &mut texts));
                }
                paths.push(input.clone());
            }
        }
    }
    let mut named: Vec<(String, PathBuf)> = paths
        .into_iter()
        .map(|path| (shown(&path, root), path))
        .collect();
    named.sort();
    named.dedup();
    let mut total = 0;
    for (name, path) in named {
        total += match texts.known.remove(&path) {
            Some(text) => loaded.add(name, text),
            None => one(&path, name, &mut loaded)?,
        };
        if total > MAX_TOTAL {
            let message = format!("the pages have more than {} MiB together", MAX_TOTAL >> 20);
            return Err(Failure::Failed(message));
        }
    }
    Ok(loaded)
}

fn walk(
    folder: &Path,
    root: &Path,
    paths: &mut Vec<PathBuf>,
    loaded: &mut Loaded,
) -> Result<(), Failure> {
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .follow_links(false)
        .filter_entry(|entry| entry.file_name() != "node_modules")
        .build();
    for entry in walk {
        let entry = entry.map_err(|error| Failure::file(folder, &error))?;
        let Some(kind) = entry.file_type() else {
            continue;
        };
        let path = entry.path();
        let end = extension(path);
        if kind.is_symlink() {
            loaded.links.push(shown(path, root));
        } else if kind.is_file() && (PAGES.contains(&&*end) || DATA.contains(&&*end)) {
            paths.push(path.to_path_buf());
        } else if kind.is_file() {
            *loaded.others.entry(end).or_default() += 1;
        }
    }
    loaded.links.sort();
    Ok(())
}

pub(crate) fn extension(path: &Path) -> String {
    let end = path.extension().unwrap_or_default();
    end.to_string_lossy().to_ascii_lowercase()
}

/// The most bytes that a file may have.
fn limit(path: &Path) -> u64 {
    match DATA.contains(&&*extension(path)) {
        true => MAX_DATA,
        false => MAX_PAGE,
    }
}

/// Texts that are read before their turn, to see what they refer to, and are not read again.
#[derive(Debug, Default)]
pub(super) struct Texts {
    known: BTreeMap<PathBuf, String>,
    total: u64,
}

impl Texts {
    /// The text of a file; none when it is no text to read from, or all are too large together.
    pub(super) fn read(&mut self, path: &Path) -> Option<&str> {
        if !self.known.contains_key(path) {
            let size = fs::metadata(path).ok()?.len();
            if size > limit(path) || self.total + size > MAX_TOTAL {
                return None;
            }
            let text = fs::read_to_string(path).ok()?;
            self.total += size;
            self.known.insert(path.to_path_buf(), text);
        }
        self.known.get(path).map(String::as_str)
    }
}

/// Reads one file and gives its size.
fn one(path: &Path, name: String, loaded: &mut Loaded) -> Result<u64, Failure> {
    let size = fs::metadata(path)
        .map_err(|error| Failure::file(path, &error))?
        .len();
    let limit = limit(path);
    if size > limit {
        loaded.rejected.push(Rejected {
            name,
            text: String::new(),
            at: 0,
            code: "page-too-large",
            message: format!(
                "this file has {} MiB, and at most {} are read",
                size >> 20,
                limit >> 20
            ),
            help: "split it, or leave it out of the folder",
        });
        return Ok(0);
    }
    let bytes = fs::read(path).map_err(|error| Failure::file(path, &error))?;
    match String::from_utf8(bytes) {
        Ok(text) => return Ok(loaded.add(name, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            loaded.rejected.push(Rejected {
                name,
                text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
                at,
                code: "not-utf8",
                message: "this page is not in UTF-8".to_owned(),
                help: "save it in UTF-8, or leave it out of the folder",
            });
        }
    }
    Ok(size)
}

impl Loaded {
    /// Adds a text and gives its size.
    fn add(&mut self, name: String, text: String) -> u64 {
        let size = text.len() as u64;
        self.sources.add(name, text);
        size
    }

    /// Tells what was found and cannot be read. The texts are added now, when the pages are read
    /// already, so that nobody takes them for pages.
    pub(super) fn tell(
        rejected: &[Rejected],
        links: &[String],
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) {
        for one in rejected {
            let id = sources.add(one.name.clone(), one.text.clone());
            let label = match one.text.is_empty() {
                true => "",
                false => "the first byte that is not",
            };
            diagnostics.push(
                Diagnostic::error(one.code, one.message.clone())
                    .at(Span::new(id, one.at, one.at), label)
                    .help(one.help),
            );
        }
        for link in links {
            let message = format!("`{link}` is a link, and links are not followed");
            diagnostics.push(Diagnostic::note("link", message));
        }
    }
}
