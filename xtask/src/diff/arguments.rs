//! The arguments of `diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The arguments of `diff`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
A state is a folder with a codegen.toml, a folder of pages, or an OpenAPI document.

Examples:
  cargo xtask diff                                     the working tree against HEAD
  cargo xtask diff --since v0.3.0                      the working tree against a release
  cargo xtask diff old-pages/ new-pages/               two folders of pages
  cargo xtask diff --since HEAD~1 --format markdown    the body of a pull request")]
pub struct Arguments {
    /// The older state
    #[arg(requires = "new", conflicts_with = "since")]
    pub old: Option<PathBuf>,

    /// The newer state
    pub new: Option<PathBuf>,

    /// Compare the project with what it was at a commit, branch or tag
    #[arg(long, value_name = "GIT-REV")]
    pub since: Option<String>,

    /// How to show it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    /// Write to FILE instead of the terminal
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Read this codegen.toml for states that have none
    #[arg(long, value_name = "FILE", requires = "old")]
    pub config: Option<PathBuf>,

    /// The version of the client that callers have; read from its Cargo.toml by default
    #[arg(long, value_name = "VERSION")]
    pub current: Option<String>,
}

/// How a comparison is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, in a terminal
    #[default]
    Text,
    /// For a pull request or a release
    Markdown,
    /// For tools
    Json,
    /// One page with both sides next to each other
    Html,
    /// One line, for the title of a pull request
    Title,
}
