//! One of the two states that are compared.

use std::path::{Path, PathBuf};

use pagecrate_generator::surface::Surface;
use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::provenance::Provenance;
use pagecrate_spec::source::Sources;
use pagecrate_spec::{compare, yaml};
use serde_json::Value;

use crate::Failure;
use crate::codegen::{Layout, Made, Stage, make};
use crate::disk::shown;

/// What is compared.
pub(super) struct State {
    pub name: String,
    pub sources: Sources,
    /// The sources without the configuration and the overlay.
    pub pages: Sources,
    pub provenance: Provenance,
    pub document: Value,
    /// The public items of the client; none when none can be made.
    pub surface: Option<Surface>,
    /// The version of the client, where the state has one.
    pub version: Option<String>,
    /// Whether it is one file, so that there are no pages to compare.
    pub is_document: bool,
    /// What is not as it should be.
    pub notes: Vec<String>,
}

impl State {
    pub(super) fn as_compared(&self) -> compare::State<'_> {
        compare::State {
            document: &self.document,
            provenance: &self.provenance,
            sources: &self.sources,
        }
    }

    /// Reads a project, a folder of pages, or a document.
    pub(super) fn read(path: &Path, name: String, config: Option<&Path>) -> Result<Self, Failure> {
        let layout = layout(path, config)?;
        let made = make(&layout, Some(Stage::Model), &|_| {})?;
        let mut state = Self::of(&made, name);
        state.version = layout.client.as_deref().and_then(client_version);
        state.is_document = path.is_file();
        Ok(state)
    }

    /// The state that a run of codegen made.
    pub(super) fn of(made: &Made, name: String) -> Self {
        let mut notes = Vec::new();
        let errors: Vec<_> = made
            .diagnostics
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .collect();
        let document = yaml::read(&made.document).unwrap_or_default();
        let surface = match &made.model {
            Some(model) => Some(Surface::of(model)),
            None => {
                // Errors of the pages do not keep the rest from being compared.
                let mut found = Diagnostics::new();
                let typed = Document::read(document.clone(), &mut found);
                let config = &made.config.generator;
                let model = pagecrate_generator::decide_loosely(&typed, config, &mut found);
                model.as_ref().map(Surface::of)
            }
        };
        // An entry of the configuration may well name something that only the other state has.
        let is_serious = |one: &&&Diagnostic| one.code != "config-unmatched" || surface.is_none();
        if let Some(first) = errors.iter().find(is_serious) {
            let count = errors.len();
            notes.push(format!(
                "{name}: {count} errors in the input, the first: {}",
                first.message
            ));
        }
        if surface.is_none() {
            notes.push(format!(
                "{name}: no client can be made, so that Rust is not compared"
            ));
        }
        let mut pages = Sources::new();
        for (_, source) in made.sources.iter() {
            if made
                .accounting
                .pages
                .iter()
                .any(|page| page.page == source.name)
            {
                pages.add(source.name.clone(), source.text.as_str());
            }
        }
        Self {
            name,
            surface,
            sources: made.sources.clone(),
            pages,
            provenance: made.provenance.clone(),
            document,
            version: None,
            is_document: false,
            notes,
        }
    }
}

fn layout(path: &Path, config: Option<&Path>) -> Result<Layout, Failure> {
    if !path.exists() {
        let message = format!("{}: no such file or folder", path.display());
        return Err(Failure::Usage(message));
    }
    if path.join("codegen.toml").is_file() {
        return Layout::project(path);
    }
    // Names are relative to the folder, so that both states have the same.
    let root = match path.is_dir() {
        true => path.to_path_buf(),
        false => path.parent().map_or_else(PathBuf::new, Path::to_path_buf),
    };
    Ok(Layout {
        inputs: vec![path.to_path_buf()],
        overlay: None,
        config: config.map(Path::to_path_buf),
        document: None,
        keeps_document: true,
        client: None,
        scaffold: false,
        root,
        command: format!("cargo xtask diff {}", shown(path, Path::new(""))),
    })
}

/// The version in a client's manifest.
pub(crate) fn client_version(client: &Path) -> Option<String> {
    let text = std::fs::read_to_string(client.join("Cargo.toml")).ok()?;
    let table: toml::Table = text.parse().ok()?;
    Some(table.get("package")?.get("version")?.as_str()?.to_owned())
}
