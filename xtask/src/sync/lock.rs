//! `pages.lock`: which pages stand in the folder, and what they were when they were fetched.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Failure;

const HEAD: &str = "# Written by `cargo xtask sync`: which page each file is, and since when it says what it says.\n\n";

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The form of this file; 1.
    pub version: u32,
    /// The pages, in the order of their URLs.
    #[serde(default, rename = "page")]
    pub pages: Vec<Page>,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Page {
    /// Where it is fetched from.
    pub url: String,
    /// What listed it.
    pub list: String,
    /// The file under the folder of the pages, with `/` between its parts.
    pub file: String,
    /// When its text was fetched first (RFC 3339, UTC). It stays as long as the text does.
    pub fetched: String,
    /// The SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// The server's `ETag` of this text (RFC 9110, section 8.8.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The server's `Last-Modified` of this text (RFC 9110, section 8.8.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// Since when the page is gone. The file is kept until `sync --prune`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vanished: Option<String>,
}

impl Lock {
    /// Reads the file; an empty list when there is none.
    ///
    /// # Errors
    /// When it cannot be read or is no list of pages.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self::new(BTreeMap::new()));
            }
            Err(error) => return Err(Failure::file(path, &error)),
        };
        let lock: Self =
            toml::from_str(&text).map_err(|error| Failure::file(path, &error.message()))?;
        match lock.version {
            1 => Ok(lock),
            other => Err(Failure::file(
                path,
                &format!("version {other} is not known, only 1 is"),
            )),
        }
    }

    /// A list of pages by URL.
    #[must_use]
    pub fn new(pages: BTreeMap<String, Page>) -> Self {
        Self {
            version: 1,
            pages: pages.into_values().collect(),
        }
    }

    /// The pages by URL.
    #[must_use]
    pub fn by_url(&self) -> BTreeMap<String, Page> {
        self.pages
            .iter()
            .map(|page| (page.url.clone(), page.clone()))
            .collect()
    }

    /// The file's text.
    ///
    /// # Errors
    /// Never, as long as TOML can hold texts.
    pub fn text(&self) -> Result<String, Failure> {
        let text = toml::to_string(self).map_err(|error| Failure::Failed(error.to_string()))?;
        Ok(format!("{HEAD}{text}"))
    }
}
