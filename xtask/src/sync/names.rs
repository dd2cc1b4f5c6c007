//! The file that a page is written to: safe on every machine, and the same in every run.

use std::collections::BTreeSet;
use std::path::Path;

use percent_encoding::percent_decode_str;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::codegen::{DATA, PAGES, extension};

/// The longest name of a folder or file, in bytes, without what is added to tell two apart.
const MAX_NAME: usize = 80;
/// How many folders deep a file can stand; the others are joined into its name.
const MAX_DEPTH: usize = 12;
/// Names that mean a device on Windows, with any ending.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Gives names to URLs, no name twice.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// In lower case: on some machines case does not count.
    taken: BTreeSet<String>,
}

impl Names {
    /// Takes a name that a page has already.
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(name.to_lowercase());
    }

    /// The name for a URL's page, with `/` between its parts; `with_host` where pages of several
    /// hosts stand in one folder.
    pub(super) fn name(&mut self, url: &Url, with_host: bool) -> String {
        let name = plain(url, with_host);
        let name = match self.taken.contains(&name.to_lowercase()) {
            true => distinct(&name, url.as_str()),
            false => name,
        };
        self.take(&name);
        name
    }
}

fn plain(url: &Url, with_host: bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    if with_host {
        parts.push(part(
            &url.host_str().unwrap_or_default().to_ascii_lowercase(),
            url,
        ));
    }
    let segments = url
        .path_segments()
        .into_iter()
        .flatten()
        .filter(|segment| !segment.is_empty());
    parts.extend(
        segments.map(|segment| part(&percent_decode_str(segment).decode_utf8_lossy(), url)),
    );
    if parts.len() == usize::from(with_host) {
        parts.push("index".to_owned());
    }
    if parts.len() > MAX_DEPTH {
        let rest = parts.split_off(MAX_DEPTH - 1).join("-");
        parts.push(part(&rest, url));
    }
    let mut name = parts.join("/");
    let end = extension(Path::new(&name));
    if !is_text(&end) {
        name.push_str(".md");
    }
    match url.query() {
        Some(query) => distinct(&name, query),
        None => name,
    }
}

/// Whether the end of a name is one that pages or specification files have.
pub(super) fn is_text(end: &str) -> bool {
    PAGES.contains(&end) || DATA.contains(&end)
}

/// One part of a path, of harmless characters only.
fn part(text: &str, url: &Url) -> String {
    let harmless = |c: char| match c.is_ascii_alphanumeric() || "-_.".contains(c) {
        true => c,
        false => '-',
    };
    let text: String = text.chars().map(harmless).collect();
    // A hidden file would not be read, and Windows drops dots at the end.
    let text = text.trim_start_matches('.').trim_end_matches('.');
    let stem = text
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match text {
        "" => "page".to_owned(),
        _ if DEVICES.contains(&&*stem) => format!("page-{text}"),
        _ if text.len() > MAX_NAME => {
            // All of it is ASCII by now.
            let end = extension(Path::new(text));
            let cut = format!("{}-{}", &text[..MAX_NAME], short(url.as_str()));
            match is_text(&end) {
                true => format!("{cut}.{end}"),
                false => cut,
            }
        }
        _ => text.to_owned(),
    }
}

/// The name with a part of the hash of what tells it from others, before its ending.
fn distinct(name: &str, by: &str) -> String {
    let hash = short(by);
    match name.rsplit_once('.') {
        Some((stem, end)) => format!("{stem}-{hash}.{end}"),
        None => format!("{name}-{hash}"),
    }
}

fn short(text: &str) -> String {
    let mut hash = sha256(text.as_bytes());
    hash.truncate(8);
    hash
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(url: &str) -> String {
        Names::default().name(&Url::parse(url).expect("a URL"), false)
    }

    #[test]
    fn names_follow_the_path() {
        assert_eq!(
            name("https://a.example/docs/get-thing.md"),
            "docs/get-thing.md"
        );
        assert_eq!(
            name("https://a.example/docs/get-thing"),
            "docs/get-thing.md"
        );
        assert_eq!(name("https://a.example/"), "index.md");
        assert_eq!(name("https://a.example/v1.2/"), "v1.2.md");
        assert_eq!(name("https://a.example/openapi.yaml"), "openapi.yaml");
        let with_host =
            Names::default().name(&Url::parse("https://A.example/x.md").expect("a URL"), true);
        assert_eq!(with_host, "a.example/x.md");
    }

    #[test]
    fn no_name_leads_out_or_is_a_device() {
        for url in [
            "https://a.example/%2e%2e/%2e%2e/etc/passwd",
            "https://a.example/..%2f..%2fetc%2fpasswd",
            "https://a.example/a/..%5c..%5cx.md",
            "https://a.example/C:%5cx.md",
            "https://a.example/%00/nul.md",
            "https://a.example/.git/config",
            "https://a.example/aux/x%0ay.md",
        ] {
            let name = name(url);
            let folder = Path::new("pages");
            let path = crate::disk::inside(folder, &name).expect("a safe path");
            assert!(path.starts_with(folder), "{name}");
            let harmless = |part: &str| {
                !part.starts_with('.')
                    && !DEVICES.contains(&part.split('.').next().unwrap_or_default())
            };
            assert!(name.split('/').all(harmless), "{name}");
            assert!(name.chars().all(|c| c.is_ascii_graphic()), "{name}");
        }
        assert!(name(&format!("https://a.example/{}", "x/".repeat(500))).len() < 400);
        assert!(name(&format!("https://a.example/{}.md", "x".repeat(5000))).len() < 120);
    }

    #[test]
    fn two_urls_have_two_names() {
        let mut names = Names::default();
        let mut name = |url: &str| {
            names
                .name(&Url::parse(url).expect("a URL"), false)
                .to_lowercase()
        };
        let all = BTreeSet::from([
            name("https://a.example/x"),
            name("https://a.example/X"),
            name("https://a.example/x.md"),
            name("https://a.example/x?page=1"),
            name("https://a.example/x?page=2"),
            name("https://b.example/x"),
        ]);
        assert_eq!(all.len(), 6, "{all:?}");
    }
}
