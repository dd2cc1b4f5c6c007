//! The arguments of `codegen`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Layout, Stage};
use crate::Failure;

/// The arguments of `codegen`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Exit status: 0 done; 1 stale, or errors in the input; 2 wrong usage.

Examples:
  cargo xtask codegen                                  regenerate the client
  cargo xtask codegen --check                          fail when that would change a file
  cargo xtask codegen --stage names                    list the public names
  cargo xtask codegen --stage api --only Guardrail     look at one thing on the way
  cargo xtask codegen --from pages/ --into client/     make a crate from other pages")]
pub struct Arguments {
    /// Write nothing; list stale, missing and extra files, and fail when there are any
    #[arg(long, conflicts_with = "stage")]
    pub check: bool,

    /// Print a form on the way, and write nothing
    #[arg(long, value_enum, value_name = "FORM")]
    pub stage: Option<Stage>,

    /// Print a part of the form: a name, a page, an operation, or a JSON Pointer
    #[arg(long, value_name = "PART", requires = "stage")]
    pub only: Option<String>,

    /// Write counts of what was read and made to FILE, as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// Read these folders, pages and OpenAPI files instead of the project's
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub from: Vec<PathBuf>,

    /// Write a crate that builds on its own to DIR
    #[arg(long, value_name = "DIR", requires = "from")]
    pub into: Option<PathBuf>,

    /// Write the merged document to FILE
    #[arg(long, value_name = "FILE", requires = "from")]
    pub spec: Option<PathBuf>,

    /// Apply an OpenAPI Overlay to what --from gives
    #[arg(long, value_name = "FILE", requires = "from")]
    pub overlay: Option<PathBuf>,

    /// Read this codegen.toml with --from
    #[arg(long, value_name = "FILE", requires = "from")]
    pub config: Option<PathBuf>,

    /// Make what the changelog collected a release, and set the version that it asks for
    #[arg(long, conflicts_with_all = ["check", "stage", "from"])]
    pub bump: bool,

    /// Show every note
    #[arg(long, short)]
    pub verbose: bool,
}

impl Arguments {
    /// The arguments of a command that looks at a client and writes none: the project's, or that of
    /// other pages.
    pub(crate) fn looking(from: &[PathBuf], overlay: Option<&Path>, config: Option<&Path>) -> Self {
        Self {
            from: from.to_vec(),
            // Nothing is written: this is where lines of files are named.
            into: (!from.is_empty()).then(|| PathBuf::from("client")),
            overlay: overlay.map(Path::to_path_buf),
            config: config.map(Path::to_path_buf),
            ..Self::default()
        }
    }

    /// [`Arguments::layout`] for [`Arguments::looking`]: the text of the document is wanted.
    ///
    /// # Errors
    /// As those of [`Arguments::layout`].
    pub(crate) fn layout_to_look(&self, root: &Path) -> Result<Layout, Failure> {
        let layout = self.layout(root)?;
        Ok(Layout {
            keeps_document: true,
            ..layout
        })
    }

    /// Where these arguments read from and write to; `root` is the project's folder.
    ///
    /// # Errors
    /// When the arguments do not go together, or the project's configuration cannot be read.
    pub fn layout(&self, root: &Path) -> Result<Layout, Failure> {
        if self.from.is_empty() {
            return Layout::project(root);
        }
        for path in self.from.iter().chain(&self.overlay).chain(&self.config) {
            if !path.exists() {
                let message = format!("{}: no such file or folder", path.display());
                return Err(Failure::Usage(message));
            }
        }
        let looks = self.stage.is_some() || self.report.is_some() || self.spec.is_some();
        if self.into.is_none() && (self.check || !looks) {
            let message = "--from needs --into DIR, the folder of the client to write, \
                           or --spec, --stage or --report to look only";
            return Err(Failure::Usage(message.to_owned()));
        }
        Ok(Layout {
            inputs: self.from.clone(),
            overlay: self.overlay.clone(),
            config: self.config.clone(),
            document: self.spec.clone(),
            keeps_document: self.spec.is_some() || self.report.is_some(),
            client: self.into.clone(),
            scaffold: true,
            root: PathBuf::new(),
            command: self.command(),
        })
    }

    /// The command that writes what `--check` finds missing.
    fn command(&self) -> String {
        let mut words = vec!["cargo xtask codegen --from".to_owned()];
        words.extend(self.from.iter().map(|path| quoted(path)));
        let options = [
            ("--into", &self.into),
            ("--spec", &self.spec),
            ("--overlay", &self.overlay),
            ("--config", &self.config),
        ];
        for (name, path) in options {
            words.extend(path.iter().map(|path| format!("{name} {}", quoted(path))));
        }
        words.join(" ")
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:@%".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.into_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}
