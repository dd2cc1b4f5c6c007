//! `codegen.toml`: what a document cannot say.

use serde::Deserialize;

/// The configuration of a client.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The crate.
    pub package: PackageConfig,
    /// Environment variables.
    pub environment: Environment,
    /// How things are named.
    pub names: NamesConfig,
}

/// The crate.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct PackageConfig {
    /// The package name; by default made from the API's title.
    pub name: Option<String>,
    /// The API's name, for people.
    pub title: Option<String>,
}

/// Environment variables that the client reads.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Environment {
    /// The credential's; by default `<API>_API_KEY`.
    pub key: Option<String>,
    /// The base URL's; by default `<API>_BASE_URL`.
    pub base_url: Option<String>,
}

/// How things are named.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct NamesConfig {
    /// Whether `listGuardrails` under the tag `guardrails` is the method `list`: what is left must
    /// be one word.
    pub strip_tag: bool,
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// The first thing that is wrong, with its range of bytes where there is one.
    pub fn read(text: &str) -> Result<Self, (String, Option<std::ops::Range<usize>>)> {
        toml::from_str(text).map_err(|error| (error.message().to_owned(), error.span()))
    }
}
