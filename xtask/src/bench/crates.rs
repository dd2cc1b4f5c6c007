//! One tool's crate of one document, on its way from generation to a release build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::Step;
use super::measure::{Cost, cost};
use super::tool::{Manifest, Tool};
use crate::trial::client;

/// The crate that a tool makes of a document.
pub(super) struct Crate<'t> {
    pub(super) tool: &'t Tool,
    document: PathBuf,
    folder: PathBuf,
    /// Shared by all documents of the tool, so that dependencies are built once.
    target: PathBuf,
    /// How long one run may take.
    limit: Duration,
}

impl<'t> Crate<'t> {
    pub(super) fn new(tool: &'t Tool, document: &Path, beside: &Path, limit: Duration) -> Self {
        let document = document
            .canonicalize()
            .unwrap_or_else(|_| document.to_owned());
        let root = beside.parent().unwrap_or(beside);
        Self {
            tool,
            document,
            folder: beside.join(tool.name()),
            target: root.join("target").join(tool.name()),
            limit,
        }
    }

    /// Does what is not timed: makes the crate, builds its dependencies.
    pub(super) fn prepare(&self, step: Step) -> Result<(), String> {
        if step == Step::Generate {
            return Ok(());
        }
        if !self.folder.exists() {
            self.generate()?;
        }
        self.complete()?;
        let root = self.folder.join("src").join("lib.rs");
        let built = client::emptied(&root, || cost(&mut self.cargo(step), self.limit));
        built.map_err(|error| error.to_string())?.map(drop)
    }

    /// Runs a step once.
    pub(super) fn run(&self, step: Step) -> Result<Cost, String> {
        if step == Step::Generate {
            return self.generate();
        }
        // Cargo builds again what is newer than its result.
        let root = self.folder.join("src").join("lib.rs");
        let text = fs::read(&root).map_err(|error| error.to_string())?;
        fs::write(&root, text).map_err(|error| error.to_string())?;
        cost(&mut self.cargo(step), self.limit)
    }

    fn generate(&self) -> Result<Cost, String> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).map_err(|error| error.to_string())?;
        }
        let parent = self.folder.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(|error| error.to_string())?;
        let into = match self.tool.peer.map(|peer| peer.manifest) {
            Some(Manifest::Fragment(_) | Manifest::Given(_)) => self.folder.join("src"),
            _ => self.folder.clone(),
        };
        cost(&mut self.tool.generate(&self.document, &into), self.limit)
    }

    /// Makes a crate of modules, and a workspace of the crate.
    fn complete(&self) -> Result<(), String> {
        let manifest = self.folder.join("Cargo.toml");
        let failed = |error: std::io::Error| error.to_string();
        let source = self.folder.join("src");
        let mut text = match fs::read_to_string(&manifest) {
            Ok(text) => text,
            Err(_) => {
                let dependencies = match self.tool.peer.map(|peer| peer.manifest) {
                    Some(Manifest::Fragment(name)) => {
                        fs::read_to_string(source.join(name)).map_err(failed)?
                    }
                    Some(Manifest::Given(lines)) => format!("[dependencies]\n{lines}"),
                    _ => return Err("it wrote no Cargo.toml".to_owned()),
                };
                let root = source.join("mod.rs");
                let text = fs::read_to_string(&root).map_err(failed)?;
                fs::write(source.join("lib.rs"), text).map_err(failed)?;
                format!(
                    "[package]\nname = \"bench\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{dependencies}"
                )
            }
        };
        if !text.contains("[workspace]") {
            text.push_str("\n[workspace]\n");
        }
        fs::write(&manifest, text).map_err(failed)
    }

    fn cargo(&self, step: Step) -> Command {
        let mut command = Command::new("cargo");
        command
            .args(match step {
                Step::Generate | Step::Check => &["check", "--quiet"][..],
                Step::Dev => &["build", "--quiet"],
                Step::Release => &["build", "--quiet", "--release"],
            })
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS");
        command
    }
}
