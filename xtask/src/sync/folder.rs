//! Pages of a folder, such as a git checkout of a documentation's source.

use std::fs;
use std::path::Path;
use std::process::Command;

use ignore::WalkBuilder;
use url::Url;

use super::client::Validators;
use super::fetch::{Fetches, not_text};
use super::listing::Filter;
use super::staging::{Got, Staging};
use crate::Failure;
use crate::codegen::{DATA, PAGES, extension};
use crate::config::SyncConfig;
use crate::disk::shown;

/// Files that say how the pages of a site hang together.
const NAVIGATION: [&str; 2] = ["docs.json", "mint.json"];

/// The pages of a folder, read.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// What stands for the folder in the lock.
    pub list: String,
    /// The pages: their names in the lock, and URLs to make names of files from.
    pub pages: Vec<(String, Url)>,
    pub fetches: Fetches,
    pub filtered: usize,
}

/// Reads the pages of a folder. What git ignores, what is hidden and what links name is left out.
pub(super) fn read(
    folder: &Path,
    filter: &Filter,
    config: &SyncConfig,
    staging: &Staging,
) -> Result<Folder, Failure> {
    let mut read = Folder {
        list: origin(folder),
        ..Folder::default()
    };
    let mut total = 0;
    let walk = WalkBuilder::new(folder)
        .follow_links(false)
        .filter_entry(|entry| entry.file_name() != "node_modules")
        .sort_by_file_name(Ord::cmp)
        .build();
    for entry in walk {
        let entry = entry.map_err(|error| Failure::file(folder, &error))?;
        let path = entry.path();
        let end = extension(path);
        let is_page = PAGES.contains(&&*end) || DATA.contains(&&*end);
        if !is_page || !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let relative = shown(path, folder);
        if !filter.takes(&format!("/{relative}")) {
            read.filtered += 1;
            continue;
        }
        if read.pages.len() >= config.max_pages {
            let message = format!(
                "the folder has more than {} pages (`max-pages` in `[sync]`)",
                config.max_pages
            );
            return Err(Failure::Failed(message));
        }
        let name = format!("{}#{relative}", read.list);
        let got = one(path, config, staging, &name, &mut total)?;
        if let Some((got, url)) = got.zip(file_url(&relative)) {
            read.fetches.got.insert(name.clone(), got);
            read.pages.push((name, url));
        }
    }
    match read.pages.is_empty() {
        true => Err(Failure::Failed(format!(
            "{}: there are no pages in this folder",
            folder.display()
        ))),
        false => Ok(read),
    }
}

fn one(
    path: &Path,
    config: &SyncConfig,
    staging: &Staging,
    name: &str,
    total: &mut u64,
) -> Result<Option<Got>, Failure> {
    let failed = |error: std::io::Error| Failure::file(path, &error);
    let size = fs::metadata(path).map_err(failed)?.len();
    if size > config.max_page_bytes {
        let why = format!("it has more than {} bytes", config.max_page_bytes);
        return Ok(Some(Got::Refused { why }));
    }
    *total += size;
    if *total > config.max_total_bytes {
        let message = format!(
            "all pages together have more than {} bytes",
            config.max_total_bytes
        );
        return Err(Failure::Failed(message));
    }
    let bytes = fs::read(path).map_err(failed)?;
    if let Some(why) = not_text(&bytes) {
        return Ok(Some(Got::Refused { why }));
    }
    let is_data = DATA.contains(&&*extension(path));
    let is_navigation = path
        .file_name()
        .is_some_and(|name| NAVIGATION.iter().any(|one| name == *one));
    if is_data && !is_navigation && !speaks_of_an_api(&bytes) {
        return Ok(None);
    }
    let got = Got::text(&bytes, Validators::default());
    staging.keep(name, &got, Some(&bytes))?;
    Ok(Some(got))
}

/// A repository is full of data that is no specification.
fn speaks_of_an_api(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    ["openapi", "swagger", "asyncapi"]
        .iter()
        .any(|word| text.contains(word))
}

fn file_url(relative: &str) -> Option<Url> {
    let mut url = Url::parse("file:///").ok()?;
    url.set_path(relative);
    Some(url)
}

/// The address of the repository, or else the name of the folder.
fn origin(folder: &Path) -> String {
    let asked = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["config", "--get", "remote.origin.url"])
        .output();
    let remote = asked.ok().filter(|output| output.status.success());
    let remote = remote.and_then(|output| String::from_utf8(output.stdout).ok());
    match remote
        .as_deref()
        .map(str::trim)
        .filter(|remote| !remote.is_empty())
    {
        Some(remote) => format!("git+{}", without_secrets(remote)),
        None => {
            let name = folder.file_name().unwrap_or_default();
            format!("folder:{}", name.to_string_lossy())
        }
    }
}

/// Remotes are often written with a token.
fn without_secrets(remote: &str) -> String {
    let Ok(mut url) = Url::parse(remote) else {
        return remote.to_owned();
    };
    // A URL that takes no user has none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_remotes_are_not_kept() {
        assert_eq!(
            without_secrets("https://me:token@git.example/a/b.git"),
            "https://git.example/a/b.git"
        );
        assert_eq!(
            without_secrets("git@git.example:a/b.git"),
            "git@git.example:a/b.git"
        );
    }
}
