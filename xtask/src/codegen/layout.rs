//! Where things are read from and written to.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::config::{Config, Problem};

/// Where things are read from and written to.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The pages: folders and files.
    pub inputs: Vec<PathBuf>,
    /// The overlay, if there is one.
    pub overlay: Option<PathBuf>,
    /// The configuration, if there is one.
    pub config: Option<PathBuf>,
    /// Where the merged document is written.
    pub document: Option<PathBuf>,
    /// Whether the text of the merged document and its trust are wanted, although they may be written
    /// nowhere.
    pub keeps_document: bool,
    /// The package of the client, if one is written.
    pub client: Option<PathBuf>,
    /// Whether a manifest and a README are written where there are none.
    pub scaffold: bool,
    /// What paths are shown relative to; empty for the folder where the user stands.
    pub root: PathBuf,
    /// The command that brings the disk up to date.
    pub command: String,
}

impl Layout {
    /// The layout of a project: `codegen.toml` in its folder says it.
    ///
    /// # Errors
    /// When there is no `codegen.toml`.
    pub fn project(root: &Path) -> Result<Self, Failure> {
        let path = root.join("codegen.toml");
        // What is wrong in it is told later, among all the other diagnostics.
        let (_, config, _) = read(&path)?;
        let at = |relative: &String| (!relative.is_empty()).then(|| root.join(relative));
        Ok(Self {
            inputs: config.input.pages.iter().filter_map(at).collect(),
            overlay: at(&config.input.overlay).filter(|path| path.exists()),
            config: Some(path),
            document: at(&config.output.document),
            keeps_document: true,
            client: at(&config.output.client),
            scaffold: true,
            root: root.to_path_buf(),
            command: "cargo xtask codegen".to_owned(),
        })
    }
}

/// Reads a `codegen.toml`: its text, what it says, and what is wrong with it.
pub(crate) fn read(path: &Path) -> Result<(String, Config, Vec<Problem>), Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    let (config, problems) = Config::read(&text);
    Ok((text, config, problems))
}
