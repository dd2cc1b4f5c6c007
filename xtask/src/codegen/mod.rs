//! `codegen`: pages to document to client.

mod check;
mod pipeline;
mod report;
mod sources;
#[cfg(test)]
mod tests;
mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use pagecrate_spec::diagnostic::Severity;
use pagecrate_spec::render::{Look, render};

use pipeline::{Made, Stage};

/// The arguments of `codegen`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Codegen {
    /// Write nothing; list what is stale, missing or extra and fail when anything is.
    #[arg(long)]
    check: bool,
    /// Print a form on the way instead of writing.
    #[arg(long, value_enum, conflicts_with = "check")]
    stage: Option<StageName>,
    /// Write counts of what was read and made to a JSON file.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Read these pages, folders or OpenAPI files instead of `spec/pages`.
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "into")]
    from: Vec<PathBuf>,
    /// Write a crate that builds on its own into this folder.
    #[arg(long, value_name = "DIR", requires = "from")]
    into: Option<PathBuf>,
    /// Apply this overlay (OpenAPI Overlay 1.0) to what `--from` gives.
    #[arg(long, value_name = "FILE", requires = "from")]
    overlay: Option<PathBuf>,
    /// Write the merged document here.
    #[arg(long, value_name = "FILE", requires = "from")]
    spec: Option<PathBuf>,
    /// Show every note, not only how many there are.
    #[arg(long, short)]
    verbose: bool,
}

/// A form that `--stage` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StageName {
    /// What each page gives.
    Fragments,
    /// The merged document, the overlay applied.
    Document,
    /// What the API means.
    Api,
    /// The names by what they name.
    Names,
    /// What the Rust will be.
    Model,
}

/// Where things are read from and written to.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The pages, folders and files to read.
    pub inputs: Vec<PathBuf>,
    /// The overlay, if there is one.
    pub overlay: Option<PathBuf>,
    /// The configuration, if there is one.
    pub config: Option<PathBuf>,
    /// Where the merged document is written.
    pub document: Option<PathBuf>,
    /// The client crate.
    pub client: PathBuf,
    /// Whether a manifest and a README are written where there are none.
    pub scaffold: bool,
    /// What paths are shown relative to.
    pub root: PathBuf,
}

impl Layout {
    /// The project's own layout.
    pub(crate) fn project() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = root.parent().unwrap_or(root).to_path_buf();
        Self {
            inputs: vec![root.join("spec/pages")],
            overlay: Some(root.join("spec/overlay.yaml")),
            config: Some(root.join("codegen.toml")),
            document: Some(root.join("spec/openapi.yaml")),
            client: root.join("generated-client"),
            scaffold: false,
            root,
        }
    }
}

impl Codegen {
    fn layout(&self) -> Layout {
        let Some(into) = &self.into else {
            return Layout::project();
        };
        Layout {
            inputs: self.from.clone(),
            overlay: self.overlay.clone(),
            config: None,
            document: self.spec.clone(),
            client: into.clone(),
            scaffold: true,
            root: PathBuf::new(),
        }
    }

    /// Runs the command and gives its exit code: 0 done, 1 stale or errors in the input.
    pub(crate) fn run(&self) -> ExitCode {
        let layout = self.layout();
        let progress = progress();
        let stage = self.stage.map(|stage| match stage {
            StageName::Fragments => Stage::Fragments,
            StageName::Document => Stage::Document,
            StageName::Api => Stage::Api,
            StageName::Names => Stage::Names,
            StageName::Model => Stage::Model,
        });
        let made = pipeline::make(&layout, stage, &|step| {
            progress.set_message(step.to_owned())
        });
        progress.finish_and_clear();
        let made = match made {
            Ok(made) => made,
            Err(message) => {
                eprintln!("error: {message}");
                return ExitCode::FAILURE;
            }
        };
        self.show(&made);
        if let Some(path) = &self.report
            && let Err(message) = report::write(&made, path)
        {
            eprintln!("error: {message}");
            return ExitCode::FAILURE;
        }
        if let Some(text) = &made.printed {
            println!("{}", text.trim_end());
        }
        match &made.files {
            None if made.printed.is_some() => ExitCode::SUCCESS,
            None => {
                eprintln!("nothing was written, because of the errors above");
                ExitCode::FAILURE
            }
            Some(files) if self.check => check::check(files, &made),
            Some(files) => match write::write(files) {
                Ok(written) => {
                    println!("{}", made.summary());
                    println!("{}", written.summary());
                    ExitCode::SUCCESS
                }
                Err(message) => {
                    eprintln!("error: {message}");
                    ExitCode::FAILURE
                }
            },
        }
    }

    fn show(&self, made: &Made) {
        let plain =
            anstream::AutoStream::choice(&std::io::stderr()) == anstream::ColorChoice::Never;
        let look = if plain { Look::Plain } else { Look::Colour };
        for one in &made.diagnostics {
            if self.verbose || one.severity > Severity::Note {
                eprintln!("{}\n", render(one, &made.sources, &made.provenance, look));
            }
        }
        let count = |severity| made.diagnostics.count(severity);
        let (errors, warnings, notes) = (
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Note),
        );
        if errors + warnings > 0 || (notes > 0 && !self.verbose) {
            eprintln!("{errors} errors, {warnings} warnings, {notes} notes (--verbose shows them)");
        }
    }
}

/// A spinner on a terminal, nothing elsewhere.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(80));
    bar
}
