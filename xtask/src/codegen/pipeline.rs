//! All the stages in their order: the one place that knows every crate of the project.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use pagecrate_generator::{Config, HEADER, WriteOptions, model::Model};
use pagecrate_spec::accounting::Accounting;
use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};
use pagecrate_spec::document::Document;
use pagecrate_spec::provenance::Provenance;
use pagecrate_spec::source::{Sources, Span};
use pagecrate_spec::{overlay, yaml};

use super::{Layout, sources};

/// A form that can be looked at on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Fragments,
    Document,
    Api,
    Names,
    Model,
}

/// Files to be on the disk.
pub(super) struct Files {
    /// The folder whose marked files are all ours.
    pub client: PathBuf,
    /// Every generated file with its text.
    pub owned: BTreeMap<PathBuf, String>,
    /// Files that are written where there are none.
    pub initial: BTreeMap<PathBuf, String>,
}

/// What a run made.
pub(super) struct Made {
    pub sources: Sources,
    pub provenance: Provenance,
    pub diagnostics: Diagnostics,
    pub accounting: Accounting,
    /// Operations of the model: methods, and how many operations they stand for.
    pub emitted: usize,
    pub untyped: Vec<String>,
    /// What `--stage` asked for.
    pub printed: Option<String>,
    /// None when an error stands.
    pub files: Option<Files>,
}

impl Made {
    /// What was read, in a line.
    pub(super) fn summary(&self) -> String {
        let skipped: usize = self.accounting.skipped().values().sum();
        format!(
            "read {} pages: {} used, {skipped} skipped; {} operations, {} components",
            self.accounting.pages.len(),
            self.accounting.used(),
            self.accounting.operations,
            self.accounting.components,
        )
    }
}

/// Runs every stage, up to the one that is to be looked at. Nothing is written.
pub(super) fn make(
    layout: &Layout,
    stage: Option<Stage>,
    step: &dyn Fn(&str),
) -> Result<Made, String> {
    let mut made = Made {
        sources: Sources::new(),
        provenance: Provenance::default(),
        diagnostics: Diagnostics::new(),
        accounting: Accounting::default(),
        emitted: 0,
        untyped: Vec::new(),
        printed: None,
        files: None,
    };
    step("reading pages");
    sources::load(
        &layout.inputs,
        &layout.root,
        &mut made.sources,
        &mut made.diagnostics,
    )?;
    let reading = pagecrate_spec::read(&made.sources, &mut made.diagnostics);
    made.accounting = reading.accounting;
    let mut merged = reading.merged;
    if stage == Some(Stage::Fragments) {
        made.printed = serde_json::to_string_pretty(&made.accounting).ok();
        return Ok(made);
    }
    step("applying the overlay");
    if let Some(path) = &layout.overlay {
        let id = add(&mut made.sources, path, layout)?;
        overlay::apply(&mut merged, id, &made.sources, &mut made.diagnostics);
    }
    let config = config(layout, &mut made)?;
    made.provenance = merged.provenance;
    let text = yaml::write(&merged.value);
    if stage == Some(Stage::Document) {
        made.printed = Some(text);
        return Ok(made);
    }
    step("understanding the document");
    let document = Document::read(merged.value, &mut made.diagnostics);
    if stage == Some(Stage::Api) {
        let api = pagecrate_generator::api::Api::read(&document, &config, &mut made.diagnostics);
        made.printed = serde_json::to_string_pretty(&api).ok();
        return Ok(made);
    }
    let model = pagecrate_generator::decide(&document, &config, &mut made.diagnostics);
    let Some(model) = model else { return Ok(made) };
    match stage {
        Some(Stage::Model) => {
            made.printed = serde_json::to_string_pretty(&model).ok();
            return Ok(made);
        }
        Some(Stage::Names) => {
            made.printed = Some(names(&model));
            return Ok(made);
        }
        _ => {}
    }
    step("writing the client");
    made.emitted = model
        .groups
        .iter()
        .map(|group| group.operations.len())
        .sum();
    made.files = Some(files(layout, &model, text));
    Ok(made)
}

fn add(
    sources: &mut Sources,
    path: &PathBuf,
    layout: &Layout,
) -> Result<pagecrate_spec::source::SourceId, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let name = path.strip_prefix(&layout.root).unwrap_or(path);
    Ok(sources.add(name.to_string_lossy().replace('\\', "/"), text))
}

fn config(layout: &Layout, made: &mut Made) -> Result<Config, String> {
    let Some(path) = &layout.config else {
        return Ok(Config::default());
    };
    let id = add(&mut made.sources, path, layout)?;
    match Config::read(&made.sources.get(id).text) {
        Ok(config) => Ok(config),
        Err((message, range)) => {
            let range = range.unwrap_or(0..0);
            let span = Span::new(id, range.start, range.end);
            made.diagnostics
                .push(Diagnostic::error("config", message).at(span, ""));
            Ok(Config::default())
        }
    }
}

fn names(model: &Model) -> String {
    let mut lines = Vec::new();
    for group in &model.groups {
        for operation in &group.operations {
            lines.push(format!(
                "{} {}: client.{}().{} ({})",
                operation.http_method,
                operation.path,
                group.accessor,
                operation.method,
                operation.marker
            ));
        }
    }
    for module in &model.modules {
        for item in &module.items {
            let pointer = item
                .docs
                .origin
                .as_ref()
                .map_or("", |origin| &origin.pointer);
            lines.push(format!(
                "{pointer}: types::{}::{}",
                module.module, item.ident
            ));
        }
    }
    lines.join("\n")
}

fn files(layout: &Layout, model: &Model, document: String) -> Files {
    let output = pagecrate_generator::write(model, &WriteOptions::default());
    let mut owned = BTreeMap::new();
    for (path, text) in &output.files {
        owned.insert(layout.client.join(path), text.clone());
    }
    if let Some(path) = &layout.document {
        let marker = HEADER.trim_start_matches("// ").trim();
        owned.insert(path.clone(), format!("# {marker}\n{document}"));
    }
    let initial = match layout.scaffold {
        true => pagecrate_generator::scaffold(model),
        false => pagecrate_generator::Output::default(),
    };
    let initial = initial.files.into_iter();
    Files {
        client: layout.client.clone(),
        owned,
        initial: initial
            .map(|(path, text)| (layout.client.join(path), text))
            .collect(),
    }
}
