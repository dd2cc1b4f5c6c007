//! `diff`: what changed between two states of the documentation, and what it means for callers.
//!
//! [`between`] compares and gives a [`Report`]; the formats are functions of it.

mod arguments;
mod entries;
mod git;
mod html;
mod markdown;
mod report;
mod state;
mod terminal;
#[cfg(test)]
mod tests;
mod version;

use std::path::{Path, PathBuf};

pub use arguments::{Arguments, Format};
pub(crate) use entries::link;
pub use entries::{Entry, Section, entries};
pub(crate) use html::escaped;
pub use html::html;
pub use markdown::markdown;
pub use report::{Report, RustChange};
pub use terminal::terminal;
pub use version::Step;

use crate::Failure;
use crate::codegen::{Layout, Made};
use state::State;
pub(crate) use state::client_version;

/// Compares two states: projects, folders of pages, or documents. The configuration is for states
/// that have none; `current` is the version that callers have.
///
/// # Errors
/// When a state cannot be read.
pub fn between(
    old: &Path,
    new: &Path,
    config: Option<&Path>,
    current: Option<String>,
) -> Result<Report, Failure> {
    let name = |path: &Path| crate::disk::shown(path, Path::new(""));
    let before = State::read(old, name(old), config)?;
    let after = State::read(new, name(new), config)?;
    Ok(Report::new(before, after, current))
}

/// Compares a project with what it was at a commit.
///
/// # Errors
/// When git does not know the commit, or a state cannot be read.
pub fn since(root: &Path, revision: &str, current: Option<String>) -> Result<Report, Failure> {
    let folder = git::checkout(root, revision)?;
    let before = State::read(folder.path(), revision.to_owned(), None)?;
    let after = State::read(root, "the working tree".to_owned(), None)?;
    Ok(Report::new(before, after, current))
}

/// Compares what a run of codegen made with the document that the run before it wrote, read by the
/// configuration that was committed last. `None` when neither is another: nothing is read then.
///
/// # Errors
/// When the document cannot be read.
pub(crate) fn regenerated(layout: &Layout, made: &Made) -> Result<Option<Report>, Failure> {
    let Some(document) = layout.document.as_deref().filter(|path| path.exists()) else {
        return Ok(None);
    };
    let folder = tempfile::tempdir().map_err(|error| Failure::Failed(error.to_string()))?;
    let older = older_config(layout, folder.path())?;
    let wanted = made
        .files
        .as_ref()
        .and_then(|files| files.wanted.get(document));
    if older.is_none()
        && let Some((_, wanted)) = wanted
    {
        let text = std::fs::read_to_string(document);
        let text = text.map_err(|error| Failure::file(document, &error))?;
        if text.lines().eq(wanted.lines()) {
            return Ok(None);
        }
    }
    let config = older.as_deref().or(layout.config.as_deref());
    let before = State::read(document, "the last run".to_owned(), config)?;
    let after = State::of(made, "this run".to_owned());
    Ok(Some(Report::new(before, after, None)))
}

/// The configuration that was committed last, in a file of its own, where it is another.
fn older_config(layout: &Layout, folder: &Path) -> Result<Option<PathBuf>, Failure> {
    let Some(config) = &layout.config else {
        return Ok(None);
    };
    let name = config.file_name().and_then(|name| name.to_str());
    let Some(older) = name.and_then(|name| git::committed(config.parent()?, name)) else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(config);
    let text = text.map_err(|error| Failure::file(config, &error))?;
    if older.lines().eq(text.lines()) {
        return Ok(None);
    }
    let path = folder.join("codegen.toml");
    crate::disk::write(&path, older.as_bytes())?;
    Ok(Some(path))
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let current = arguments.current.clone();
    let report = match (&arguments.old, &arguments.new) {
        (Some(old), Some(new)) => between(old, new, arguments.config.as_deref(), current)?,
        _ => {
            let revision = arguments.since.as_deref().unwrap_or("HEAD");
            since(&crate::workspace(), revision, current)?
        }
    };
    let text = match arguments.format {
        Format::Text => terminal(&report),
        Format::Markdown => markdown(&report),
        Format::Json => json(&report)?,
        Format::Html => html(&report),
        Format::Title => format!("{}\n", report.title()),
    };
    match &arguments.output {
        Some(path) => crate::disk::write(path, text.as_bytes())?,
        None => anstream::print!("{text}"),
    }
    Ok(true)
}

fn json(report: &Report) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(report);
    let text = text.map_err(|error| Failure::Failed(error.to_string()))?;
    Ok(format!("{text}\n"))
}
