//! All the stages in their order: the one place that knows every crate of the project.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pagecrate_generator::{HEADER, ManifestIssue, WriteOptions, model::Model};
use pagecrate_spec::accounting::{Accounting, PageOutcome};
use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};
use pagecrate_spec::document::Document;
use pagecrate_spec::merge::Merged;
use pagecrate_spec::provenance::Provenance;
use pagecrate_spec::source::{SourceId, Sources, Span};
use pagecrate_spec::trust::Trusts;
use pagecrate_spec::{overlay, yaml};
use serde_json::{Value, json};

use super::sources::{Loaded, load};
use super::{Layout, Stage, layout};
use crate::Failure;
use crate::config::Config;
use crate::disk::{inside, shown};
use crate::sync::{Lock, Page};

/// Who a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Codegen: it begins with the marker, and is deleted when it is no longer made.
    Generated,
    /// The user, once it is written: it is written where there is none.
    User,
    /// The user, with lines in it that codegen keeps.
    Shared,
}

/// Files to be on the disk.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The folder whose marked files are all codegen's, if a client is written.
    pub client: Option<PathBuf>,
    /// Every file with its text.
    pub wanted: BTreeMap<PathBuf, (Owner, String)>,
}

/// What a run made.
#[derive(Debug, Default)]
pub struct Made {
    /// Every text that was read.
    pub sources: Sources,
    /// Where the pieces of the document come from.
    pub provenance: Provenance,
    /// Everything that is to be said.
    pub diagnostics: Diagnostics,
    /// What became of each page.
    pub accounting: Accounting,
    /// Files that cannot be read as pages: the name and why.
    pub rejected: Vec<(String, &'static str)>,
    /// Files that were passed over, by the end of their name.
    pub others: BTreeMap<String, usize>,
    /// How directly each operation and schema was stated, if the layout keeps the document.
    pub trusts: Trusts,
    /// The merged document.
    pub document: String,
    /// What `codegen.toml` says.
    pub config: Config,
    /// The definitions of what vanished and is kept, and the file that they stand in.
    pub kept: Option<(PathBuf, String)>,
    /// What the Rust will be; none when an error stands, or when a stage before it was asked for.
    pub model: Option<Model>,
    /// The form that was asked for, where it is none of the above.
    pub looked_at: Option<Value>,
    /// None when an error stands, or when a stage was asked for.
    pub files: Option<Files>,
}

impl Made {
    /// What was read, in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        let skipped: usize = self.accounting.skipped().values().sum();
        let read = self.accounting.pages.len() + self.rejected.len();
        format!(
            "read {read} pages: {} used, {} skipped; {} operations, {} components",
            self.accounting.used(),
            skipped + self.rejected.len(),
            self.accounting.operations,
            self.accounting.components,
        )
    }
}

/// Runs every stage, up to the one that is to be looked at. Nothing is written.
///
/// # Errors
/// When a file cannot be read. What is wrong in a file is a diagnostic.
pub fn make(layout: &Layout, stage: Option<Stage>, step: &dyn Fn(&str)) -> Result<Made, Failure> {
    step("reading pages");
    let loaded = load(&layout.inputs, &layout.root)?;
    let mut made = Made {
        sources: loaded.sources,
        others: loaded.others,
        rejected: loaded
            .rejected
            .iter()
            .map(|one| (one.name.clone(), one.code))
            .collect(),
        ..Made::default()
    };
    date(layout, &mut made.sources)?;
    let reading = pagecrate_spec::read(&made.sources, &mut made.diagnostics);
    made.accounting = reading.accounting;
    let mut merged = reading.merged;
    if stage == Some(Stage::Fragments) {
        made.looked_at = Some(fragments(&made.sources, &made.accounting));
    }
    Loaded::tell(
        &loaded.rejected,
        &loaded.links,
        &mut made.sources,
        &mut made.diagnostics,
    );
    if let Some(path) = &layout.overlay {
        step("applying the overlay");
        let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
        let id = made.sources.add(shown(path, &layout.root), text);
        overlay::apply(&mut merged, id, &made.sources, &mut made.diagnostics);
    }
    made.config = config(layout, &mut made)?;
    let config = made.config.clone();
    made.kept = super::keep::apply(layout, &config, &mut merged, &mut made.diagnostics)?;
    demand(&config, &merged, &mut made.diagnostics);
    if layout.keeps_document || layout.document.is_some() || stage.is_some() {
        made.document = yaml::write(&merged.value);
    }
    if layout.keeps_document {
        made.trusts = Trusts::of(&merged.value, &merged.provenance);
    }
    made.provenance = merged.provenance;
    if stage.is_some_and(|stage| stage <= Stage::Document) {
        return Ok(made);
    }
    step("understanding the document");
    let document = Document::read(merged.value, &mut made.diagnostics);
    if stage == Some(Stage::Api) {
        let api = pagecrate_generator::api::Api::read(
            &document,
            &config.generator,
            &mut made.diagnostics,
        );
        made.looked_at = serde_json::to_value(&api).ok();
        return Ok(made);
    }
    made.model = pagecrate_generator::decide(&document, &config.generator, &mut made.diagnostics);
    if stage.is_none()
        && let Some(model) = made.model.take()
    {
        step("writing the client");
        let mut files = files(layout, &model, &made.document, &mut made.diagnostics)?;
        if let Some((path, text)) = &made.kept {
            let marker = HEADER.trim_start_matches("// ");
            let text = format!("# {marker}\n{text}");
            files.wanted.insert(path.clone(), (Owner::Generated, text));
        }
        made.files = (!made.diagnostics.has_errors()).then_some(files);
        made.model = Some(model);
    }
    Ok(made)
}

/// Tells of each page that `sync` fetched where it is from and when its text was new.
fn date(layout: &Layout, sources: &mut Sources) -> Result<(), Failure> {
    let Some(path) = &layout.config else {
        return Ok(());
    };
    // What is wrong in the file is told later.
    let (_, config, _) = layout::read(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let lock = Lock::read(&folder.join(&config.sync.lock))?;
    let into = folder.join(&config.sync.into);
    let pages: BTreeMap<String, &Page> = lock
        .pages
        .iter()
        .map(|page| (shown(&into.join(&page.file), &layout.root), page))
        .collect();
    let named = sources.iter();
    let found: Vec<_> = named
        .filter_map(|(id, source)| Some((id, *pages.get(&source.name)?)))
        .collect();
    for (id, page) in found {
        sources.fetched(id, &page.url, &page.fetched);
    }
    Ok(())
}

/// What each page gives on its own.
fn fragments(sources: &Sources, accounting: &Accounting) -> Value {
    let mut texts: BTreeMap<&str, SourceId> = BTreeMap::new();
    texts.extend(sources.iter().map(|(id, source)| (&*source.name, id)));
    let of_page = |page: &str| {
        let source = sources.get(*texts.get(page)?);
        let mut alone = Sources::new();
        alone.add(source.name.clone(), source.text.as_str());
        // What is said of the page is said by the whole run already.
        Some(
            pagecrate_spec::read(&alone, &mut Diagnostics::new())
                .merged
                .value,
        )
    };
    let pages = accounting.pages.iter().map(|page| match page.outcome {
        PageOutcome::Used { .. } => {
            json!({"page": page.page, "outcome": page.outcome, "gives": of_page(&page.page)})
        }
        PageOutcome::Skipped { .. } => json!({"page": page.page, "outcome": page.outcome}),
    });
    Value::Array(pages.collect())
}

/// Says what is stated less directly than `[min-trust]` demands.
fn demand(config: &Config, merged: &Merged, diagnostics: &mut Diagnostics) {
    let demands = config.min_trust.demands();
    if demands.is_empty() {
        return;
    }
    let unknown = demands.check(&merged.value, &merged.provenance, diagnostics);
    let keys = config.min_trust.tags.keys();
    for key in keys.chain(config.min_trust.operations.keys()) {
        if !unknown.contains(key.get_ref()) {
            continue;
        }
        let message = format!("`{}` in `min-trust` matches nothing", key.get_ref());
        let mut error = Diagnostic::error("config-unmatched", message);
        if let Some(id) = config.generator.source {
            error = error.at(Span::new(id, key.span().start, key.span().end), "");
        }
        diagnostics.push(error);
    }
}

fn config(layout: &Layout, made: &mut Made) -> Result<Config, Failure> {
    let Some(path) = &layout.config else {
        return Ok(Config::default());
    };
    let (text, mut config, problems) = layout::read(path)?;
    let id = made.sources.add(shown(path, &layout.root), text);
    config.generator.source = Some(id);
    for problem in problems {
        let span = Span::new(id, problem.range.start, problem.range.end);
        made.diagnostics
            .push(Diagnostic::error("config", problem.message).at(span, ""));
    }
    Ok(config)
}

fn files(
    layout: &Layout,
    model: &Model,
    document: &str,
    diagnostics: &mut Diagnostics,
) -> Result<Files, Failure> {
    let mut files = Files::default();
    if let Some(path) = &layout.document {
        let marker = HEADER.trim_start_matches("// ");
        files.wanted.insert(
            path.clone(),
            (Owner::Generated, format!("# {marker}\n{document}")),
        );
    }
    let Some(client) = &layout.client else {
        return Ok(files);
    };
    let output = pagecrate_generator::write(model, &WriteOptions::default());
    for (relative, text) in output.files {
        files
            .wanted
            .insert(inside(client, &relative)?, (Owner::Generated, text));
    }
    if layout.scaffold {
        for (relative, mut text) in pagecrate_generator::scaffold(model).files {
            if relative == "Cargo.toml" && is_member(client) {
                // Written for a crate that stands alone; a member has the workspace above it.
                text = text.replace("\n[workspace]\n", "");
            }
            files
                .wanted
                .insert(inside(client, &relative)?, (Owner::User, text));
        }
    }
    if let Some((path, text)) = manifest(layout, client, model, diagnostics)? {
        files.wanted.insert(path, (Owner::Shared, text));
    }
    let readme = inside(client, "README.md")?;
    if let Ok(text) = fs::read_to_string(&readme) {
        let text = pagecrate_generator::update_readme(&text, model).unwrap_or(text);
        files.wanted.insert(readme, (Owner::Shared, text));
    }
    files.client = Some(client.clone());
    different_everywhere(&files)?;
    Ok(files)
}

/// Whether a workspace around a folder counts it among its members.
fn is_member(client: &Path) -> bool {
    let lists = |folder: &Path| {
        let text = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let table: toml::Table = text.parse().ok()?;
        let members = table.get("workspace")?.get("members")?.as_array()?;
        let own = client.strip_prefix(folder).ok()?;
        Some(
            members
                .iter()
                .filter_map(toml::Value::as_str)
                .any(|member| Path::new(member) == own),
        )
    };
    client
        .ancestors()
        .skip(1)
        .any(|folder| lists(folder) == Some(true))
}

/// The manifest that is there, with the lines in it that codegen keeps; what else the client needs
/// of it is an error.
fn manifest(
    layout: &Layout,
    client: &Path,
    model: &Model,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(PathBuf, String)>, Failure> {
    let path = inside(client, "Cargo.toml")?;
    let Ok(text) = fs::read_to_string(&path) else {
        return Ok(None);
    };
    let text = pagecrate_generator::update_manifest(&text, model).unwrap_or(text);
    let name = shown(&path, &layout.root);
    for issue in pagecrate_generator::check_manifest(&text, model) {
        let line = match &issue {
            ManifestIssue::Dependency(line) => Some(format!("add to `[dependencies]`: {line}")),
            ManifestIssue::Feature(line) => Some(format!("add to `[features]`: {line}")),
            ManifestIssue::Unreadable(_) => None,
        };
        let error = Diagnostic::error("manifest", format!("{name}: {issue}"));
        diagnostics.push(line.into_iter().fold(error, Diagnostic::help));
    }
    Ok(Some((path, text)))
}

/// Two files whose names differ only in case are one file on some machines.
fn different_everywhere(files: &Files) -> Result<(), Failure> {
    let mut seen: BTreeMap<String, &Path> = BTreeMap::new();
    for path in files.wanted.keys() {
        let folded = path.to_string_lossy().to_lowercase();
        if let Some(other) = seen.insert(folded, path) {
            let message = format!(
                "{} and {} are one file where case does not count",
                other.display(),
                path.display()
            );
            return Err(Failure::Failed(message));
        }
    }
    Ok(())
}
