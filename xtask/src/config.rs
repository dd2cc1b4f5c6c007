//! `codegen.toml`: the paths of the project, where its pages are fetched from, and what the
//! generator is told.
//!
//! The sections `[input]`, `[output]`, `[sync]`, `[keep]` and `[min-trust]` are read here; all others are
//! [`pagecrate_generator::Config`]'s.

use std::ops::Range;

use pagecrate_generator::config::Table;
use pagecrate_spec::fragment::Trust;
use pagecrate_spec::trust::Demands;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};
use toml::{Deserializer, Spanned};

/// The whole file.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// What is read.
    pub input: Input,
    /// What is written.
    pub output: Output,
    /// Where pages come from.
    pub sync: SyncConfig,
    /// What vanished from the pages and stays until a date, by `GET /path`, operation id or pointer.
    pub keep: Table<String>,
    /// How directly the pages have to state things.
    pub min_trust: MinTrust,
    /// What the generator is told.
    pub generator: pagecrate_generator::Config,
}

/// `[input]`. Paths are relative to the file's folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Input {
    /// The pages: folders and files.
    pub pages: Vec<String>,
    /// An OpenAPI Overlay 1.0 that adds what the pages leave out; none when empty.
    pub overlay: String,
}

/// `[output]`. Paths are relative to the file's folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Output {
    /// The merged document; not written when empty.
    pub document: String,
    /// The package of the client.
    pub client: String,
}

/// `[min-trust]`: what is stated less directly is an error. The degrees are `inferred`, `prose`,
/// `table`, `fragment` and `spec`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct MinTrust {
    /// Of every operation and schema.
    pub all: Option<Trust>,
    /// Of the operations of a tag and of what they reach.
    pub tags: Table<Trust>,
    /// Of an operation and of what it reaches, by id, `GET /path` or pointer.
    pub operations: Table<Trust>,
}

impl MinTrust {
    /// What is demanded, without the places in the file.
    #[must_use]
    pub fn demands(&self) -> Demands {
        let list = |table: &Table<Trust>| {
            let entries = table.iter();
            entries
                .map(|(name, least)| (name.get_ref().clone(), *least))
                .collect()
        };
        Demands {
            all: self.all,
            tags: list(&self.tags),
            operations: list(&self.operations),
        }
    }
}

/// `[sync]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SyncConfig {
    /// What lists the pages, when the command names nothing: the URL of an `llms.txt`, an
    /// `llms-full.txt` or a sitemap, a file of URLs, or a folder.
    pub from: Option<String>,
    /// The hosts that pages are fetched from, such as `docs.example.com` or `*.example.com`.
    pub hosts: Vec<String>,
    /// The folder that pages are written to.
    pub into: String,
    /// The list of what was fetched.
    pub lock: String,
    /// Globs over the paths of URLs: those to fetch; all when empty.
    pub include: Vec<String>,
    /// Globs over the paths of URLs: those to leave out.
    pub exclude: Vec<String>,
    /// What is appended to URLs that name no text file, such as `.md`: many sites serve the
    /// Markdown of a page so.
    pub page_suffix: String,
    /// Requests at a time.
    pub jobs: usize,
    /// The largest page in bytes, unpacked.
    pub max_page_bytes: u64,
    /// All pages together in bytes, unpacked.
    pub max_total_bytes: u64,
    /// The number of pages.
    pub max_pages: usize,
    /// How long one request may take, in seconds.
    pub timeout_seconds: u64,
    /// How often a request is tried in all.
    pub attempts: u32,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            pages: vec!["spec/pages".to_owned()],
            overlay: "spec/overlay.yaml".to_owned(),
        }
    }
}

impl Default for Output {
    fn default() -> Self {
        Self {
            document: "spec/openapi.yaml".to_owned(),
            client: "generated-client".to_owned(),
        }
    }
}

impl Default for SyncConfig {
    fn default() -> Self {
        Self {
            from: None,
            hosts: Vec::new(),
            into: "spec/pages".to_owned(),
            lock: "spec/pages.lock".to_owned(),
            include: Vec::new(),
            exclude: Vec::new(),
            page_suffix: String::new(),
            jobs: 4,
            max_page_bytes: 16 << 20,
            max_total_bytes: 512 << 20,
            max_pages: 5000,
            timeout_seconds: 60,
            attempts: 5,
        }
    }
}

/// Something wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What.
    pub message: String,
    /// Where, in bytes.
    pub range: Range<usize>,
}

impl Problem {
    /// The problem with the line that it stands in, for where no page is shown.
    #[must_use]
    pub fn line(&self, name: &str, text: &str) -> String {
        let before = text.get(..self.range.start).unwrap_or(text);
        let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
        format!("{name}:{line}: {}", self.message)
    }
}

impl Config {
    /// Reads the file. What is wrong is told and has its default value.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<Problem>) {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut problems: Vec<Problem> = errors.iter().map(problem).collect();
        if !problems.is_empty() {
            return (Self::default(), problems);
        }
        let span = table.span();
        let mut table = table.into_inner();
        let input = section(&mut table, "input", &mut problems);
        let output = section(&mut table, "output", &mut problems);
        let sync = section(&mut table, "sync", &mut problems);
        let keep = section(&mut table, "keep", &mut problems);
        let min_trust = section(&mut table, "min-trust", &mut problems);
        let generator = document(Spanned::new(span, table), &mut problems);
        let config = Self {
            input,
            output,
            sync,
            keep,
            min_trust,
            generator,
        };
        (config, problems)
    }
}

fn section<T: DeserializeOwned + Default>(
    table: &mut DeTable<'_>,
    name: &str,
    problems: &mut Vec<Problem>,
) -> T {
    let Some(value) = table.remove(name) else {
        return T::default();
    };
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => document(Spanned::new(span, table), problems),
        other => {
            let message = format!("`{name}` is a section and not a {}", other.type_str());
            problems.push(Problem {
                message,
                range: span,
            });
            T::default()
        }
    }
}

fn document<T: DeserializeOwned + Default>(
    table: Spanned<DeTable<'_>>,
    problems: &mut Vec<Problem>,
) -> T {
    T::deserialize(Deserializer::from(table)).unwrap_or_else(|error| {
        problems.push(problem(&error));
        T::default()
    })
}

fn problem(error: &toml::de::Error) -> Problem {
    Problem {
        message: error.message().to_owned(),
        range: error.span().unwrap_or(0..0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read_by_their_owners() {
        let text = "[package]\nname = \"x\"\n[sync]\nhosts = [\"a.example\"]\npage-suffix = \".md\"\n[names]\nkeep-tag = true\n";
        let (config, problems) = Config::read(text);
        assert_eq!(problems, []);
        assert_eq!(config.sync.hosts, ["a.example"]);
        assert_eq!(config.sync.page_suffix, ".md");
        assert_eq!(config.generator.package.name.as_deref(), Some("x"));
        assert!(config.generator.names.keep_tag);
        assert_eq!(config.input, Input::default());
    }

    #[test]
    fn every_section_with_a_mistake_is_told_with_its_place() {
        let text = "[sync]\nhost = \"a\"\n\n[input]\npages = 1\n\n[names]\nnothing = 1\n";
        let (_, problems) = Config::read(text);
        let lines: Vec<String> = problems
            .iter()
            .map(|one| one.line("codegen.toml", text))
            .collect();
        assert_eq!(lines.len(), 3, "{lines:#?}");
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("codegen.toml:2: unknown field `host`")),
            "{lines:#?}"
        );
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("codegen.toml:5: ")),
            "{lines:#?}"
        );
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("codegen.toml:8: unknown field `nothing`")),
            "{lines:#?}"
        );
    }

    #[test]
    fn the_generator_sees_places_of_the_whole_file() {
        let text = "[sync]\nhosts = []\n[names.methods]\ngetThing = \"get\"\n";
        let (config, _) = Config::read(text);
        let key = config
            .generator
            .names
            .methods
            .keys()
            .next()
            .expect("one method");
        assert_eq!(text.get(key.span()), Some("getThing"));
    }

    /// The TOML of the page that lists the settings.
    fn documented() -> String {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/configuration.md");
        let page = std::fs::read_to_string(page).expect("the page");
        let blocks = page.split("```toml\n").skip(1);
        blocks
            .filter_map(|block| block.split("```").next())
            .collect()
    }

    #[test]
    fn what_the_page_of_the_settings_shows_is_read() {
        let text = documented();
        let (config, problems) = Config::read(&text);
        let lines: Vec<String> = problems.iter().map(|one| one.line("page", &text)).collect();
        assert_eq!(lines, [""; 0]);
        assert_eq!(config.generator.pagination.len(), 7);
    }

    #[test]
    fn the_page_of_the_settings_has_all_of_them() {
        let page = documented();
        for section in [
            "input",
            "output",
            "sync",
            "min-trust",
            "package",
            "environment",
            "names",
            "types",
            "enums",
            "errors",
            "successes",
            "tags",
        ] {
            assert!(page.contains(&format!("[{section}]")), "{section}");
            let (_, problems) = Config::read(&format!("[{section}]\nno-such-setting = 1\n"));
            let said = &problems.first().expect("an unknown setting").message;
            let (_, settings) = said.split_once("expected").expect("what there is");
            let settings: Vec<&str> = settings.split('`').skip(1).step_by(2).collect();
            assert!(!settings.is_empty(), "{said}");
            for setting in settings {
                let is_set = page
                    .lines()
                    .any(|line| line.starts_with(&format!("{setting} = ")));
                let is_table = page.contains(&format!("[{section}.{setting}]"));
                assert!(is_set || is_table, "{section}.{setting}");
            }
        }
    }
}
