//! The commands of the project as functions, so that tests run what people run.
//!
//! Each command has a folder: [`codegen`] turns pages into a client, [`sync`] brings pages in,
//! [`explain`] tells where a thing of the client comes from, [`preview`] shows the document,
//! [`conformance`] calls all of it, [`new`] makes a workspace. All that touches the disk or the
//! network is here; `pagecrate-spec` and
//! `pagecrate-generator` take texts and give values.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser as _;

pub mod bench;
pub mod changelog;
pub mod cli;
pub mod codegen;
pub mod config;
pub mod conformance;
pub mod corpus;
pub mod diff;
mod disk;
pub mod explain;
pub mod new;
mod npm;
pub mod preview;
pub mod sync;
#[cfg(test)]
mod testing;
mod trial;

/// Why a command did not get to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The command was called in a way that makes no sense.
    Usage(String),
    /// The disk or the network did not do its part, or a rule of the command forbids to go on.
    Failed(String),
}

impl Failure {
    /// A failure of reading or writing a file.
    pub(crate) fn file(path: &Path, error: &dyn fmt::Display) -> Self {
        Self::Failed(format!("{}: {error}", path.display()))
    }

    /// What the process exits with: 2 for wrong usage, 1 for everything else.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Failed(_) => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Failed(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Failure {}

/// The folder of the project: what `PAGECRATE_PROJECT` says, or else the parent of the package whose
/// command runs.
#[must_use]
pub fn workspace() -> PathBuf {
    if let Some(project) =
        std::env::var_os("PAGECRATE_PROJECT").filter(|project| !project.is_empty())
    {
        return PathBuf::from(project);
    }
    // Cargo says it while it runs the command; the path of the build is the second best.
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map_or(package.clone(), Path::to_path_buf)
}

/// Runs the command line of the process: the whole of a workspace's `xtask`.
#[must_use]
pub fn main() -> ExitCode {
    match cli::Arguments::parse().run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            anstream::eprintln!("\u{1b}[1;31merror\u{1b}[0m: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}
