//! `Cargo.toml` of a client.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use super::runtime::{IsNeeded, Needs, TIMES};
use crate::model::{Feature, Model, Type};

/// A dependency of the runtime.
struct Dependency {
    name: &'static str,
    /// What stands after `name = `.
    requirement: &'static str,
    is_needed: IsNeeded,
}

const fn always(name: &'static str, requirement: &'static str) -> Dependency {
    needed_where(name, requirement, ALWAYS)
}

const fn needed_where(
    name: &'static str,
    requirement: &'static str,
    is_needed: IsNeeded,
) -> Dependency {
    Dependency {
        name,
        requirement,
        is_needed,
    }
}

/// Everything that the runtime depends on. A test holds this against the runtime's own manifest.
const DEPENDENCIES: &[Dependency] = &[
    always(
        "backon",
        r#"{ version = "1.6", default-features = false, features = ["std"] }"#,
    ),
    always(
        "base64",
        r#"{ version = "0.23", default-features = false, features = ["alloc"] }"#,
    ),
    always("bytes", r#""1.12""#),
    always(
        "futures-core",
        r#"{ version = "0.3.34", default-features = false, features = ["alloc"] }"#,
    ),
    always(
        "futures-util",
        r#"{ version = "0.3.34", default-features = false, features = ["alloc"] }"#,
    ),
    needed_where(
        "getrandom",
        r#"{ version = "0.4", optional = true }"#,
        |needs| needs.oauth,
    ),
    always("http", r#""1.5""#),
    always("http-body", r#""1""#),
    always("httpdate", r#""1""#),
    always("indexmap", r#""2.14""#),
    always("itoa", r#""1""#),
    always("percent-encoding", r#""2.3""#),
    always(
        "reqwest",
        r#"{ version = "0.13.5", default-features = false }"#,
    ),
    always("secrecy", r#""0.10.3""#),
    always(
        "serde",
        r#"{ version = "1", default-features = false, features = ["std"], optional = true }"#,
    ),
    always(
        "serde_json",
        r#"{ version = "1", features = ["preserve_order"] }"#,
    ),
    needed_where(
        "sha2",
        r#"{ version = "0.11", default-features = false, optional = true }"#,
        |needs| needs.oauth,
    ),
    always(
        "tokio",
        r#"{ version = "1.54", default-features = false, features = ["fs", "io-util", "rt", "sync", "time"] }"#,
    ),
    always(
        "tracing",
        r#"{ version = "0.1.44", default-features = false, features = ["std"], optional = true }"#,
    ),
    always("url", r#""2.5.8""#),
    always("zmij", r#""1""#),
    needed_where(
        "chrono",
        r#"{ version = "0.4.45", default-features = false, features = ["std"] }"#,
        |needs| needs.has(TIMES),
    ),
    needed_where(
        "rust_decimal",
        r#"{ version = "1.43", default-features = false, features = ["std"] }"#,
        |needs| needs.has(&[Type::Decimal]),
    ),
    needed_where(
        "uuid",
        r#"{ version = "1.29", default-features = false }"#,
        |needs| needs.has(&[Type::Uuid]),
    ),
];

const ALWAYS: IsNeeded = |_| true;

/// Features of the runtime: the name, what it turns on, what it is for, and which clients have it.
const FEATURES: &[(&str, &str, &str, IsNeeded)] = &[
    (
        "serde",
        r#"["dep:serde"]"#,
        "`Serialize` and `Deserialize` for every type, both whatever the direction.",
        ALWAYS,
    ),
    ("serde-full", r#"["serde"]"#, "", ALWAYS),
    (
        "rustls",
        r#"["reqwest/rustls"]"#,
        "TLS by rustls; `native-tls` is the system's own instead.",
        ALWAYS,
    ),
    ("native-tls", r#"["reqwest/native-tls"]"#, "", ALWAYS),
    ("http2", r#"["reqwest/http2"]"#, "", ALWAYS),
    ("system-proxy", r#"["reqwest/system-proxy"]"#, "", ALWAYS),
    ("gzip", r#"["reqwest/gzip"]"#, "Compressed answers.", ALWAYS),
    ("brotli", r#"["reqwest/brotli"]"#, "", ALWAYS),
    ("zstd", r#"["reqwest/zstd"]"#, "", ALWAYS),
    (
        "blocking",
        r#"["tokio/rt-multi-thread"]"#,
        "Calls from code that is not async.",
        ALWAYS,
    ),
    (
        "tracing",
        r#"["dep:tracing"]"#,
        "A span a call, by OpenTelemetry's names.",
        ALWAYS,
    ),
    (
        "oauth-code",
        r#"["dep:sha2", "dep:getrandom"]"#,
        "OAuth 2 in the name of a user.",
        |needs| needs.oauth,
    ),
];

/// Features of the runtime that are on by default.
const DEFAULT: &[&str] = &["rustls", "http2", "serde"];

const START: &str = "# The tags of the API; codegen keeps these lines.";
const END: &str = "# End of the tags.";

/// The feature that turns every tag on, so that `default` need not change with the tags.
const ALL: &str = "all-tags";

pub(super) fn manifest(model: &Model) -> String {
    let package = &model.package;
    let needs = Needs::of(model);
    let mut text = format!(
        "[package]\nname = {:?}\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.89\"\n\
         description = {}\nlicense = \"MIT OR Apache-2.0\"\n\n",
        package.name,
        string(&format!(
            "A typed client of {}.",
            crate::emit::one_line(&package.title)
        )),
    );
    text.push_str("[features]\n");
    let tags = model.features();
    let default: Vec<String> = DEFAULT
        .iter()
        .copied()
        .chain((!tags.is_empty()).then_some(ALL))
        .map(string)
        .collect();
    let _ = writeln!(text, "default = {}", array(&default));
    for (name, turns_on, about) in features(&needs) {
        if !about.is_empty() {
            let _ = writeln!(text, "# {about}");
        }
        let _ = writeln!(text, "{name} = {turns_on}");
    }
    text.push_str(&tag_lines(&tags));
    text.push_str("\n[dependencies]\n");
    for dependency in dependencies(&needs) {
        let _ = writeln!(text, "{} = {}", dependency.name, dependency.requirement);
    }
    text.push_str("\n[lints.rust]\nunsafe_code = \"forbid\"\n");
    text.push_str("\n[package.metadata.docs.rs]\nall-features = true\n");
    // The table ends a package that stands in the folder of another workspace.
    text.push_str("\n[workspace]\n");
    text
}

fn dependencies(needs: &Needs<'_>) -> impl Iterator<Item = &'static Dependency> {
    DEPENDENCIES
        .iter()
        .filter(|dependency| (dependency.is_needed)(needs))
}

/// The features that a client has: the name, what it turns on, and what it is for.
fn features(needs: &Needs<'_>) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    FEATURES
        .iter()
        .filter(|(.., is_needed)| is_needed(needs))
        .map(|(name, turns_on, about, _)| (*name, *turns_on, *about))
}

fn tag_lines(tags: &BTreeSet<&Feature>) -> String {
    if tags.is_empty() {
        return String::new();
    }
    let all: Vec<String> = tags.iter().map(|tag| string(&tag.0)).collect();
    let mut text = format!("{START}\n{ALL} = {}\n", array(&all));
    for tag in tags {
        let _ = writeln!(text, "{} = []", key(&tag.0));
    }
    let _ = writeln!(text, "{END}");
    text
}

/// Something that a manifest lacks for a Model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestIssue {
    /// The text is not TOML.
    Unreadable(String),
    /// A dependency is missing; the line that adds it.
    Dependency(String),
    /// A feature is missing; the line that adds it.
    Feature(String),
}

impl fmt::Display for ManifestIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ManifestIssue::Unreadable(error) => write!(f, "the manifest is not TOML: {error}"),
            ManifestIssue::Dependency(line) => write!(f, "missing under [dependencies]: {line}"),
            ManifestIssue::Feature(line) => write!(f, "missing under [features]: {line}"),
        }
    }
}

/// What a client's `Cargo.toml` lacks for a Model: dependencies and features, by name. Versions and
/// everything else in it are its owner's.
#[must_use]
pub fn check_manifest(manifest: &str, model: &Model) -> Vec<ManifestIssue> {
    let table: toml::Table = match manifest.parse() {
        Ok(table) => table,
        Err(error) => return vec![ManifestIssue::Unreadable(error.to_string())],
    };
    let has = |section: &str, name: &str| {
        table
            .get(section)
            .and_then(toml::Value::as_table)
            .is_some_and(|table| table.contains_key(name))
    };
    let needs = Needs::of(model);
    let mut issues = Vec::new();
    for dependency in dependencies(&needs) {
        if !has("dependencies", dependency.name) {
            let line = format!("{} = {}", dependency.name, dependency.requirement);
            issues.push(ManifestIssue::Dependency(line));
        }
    }
    for (name, turns_on, _) in features(&needs) {
        if !has("features", name) {
            issues.push(ManifestIssue::Feature(format!("{name} = {turns_on}")));
        }
    }
    for Feature(tag) in model.features() {
        if !has("features", tag) {
            issues.push(ManifestIssue::Feature(format!("{} = []", key(tag))));
        }
    }
    issues
}

/// The manifest with the features of the tags brought up to date: the lines between
/// `# The tags of the API` and `# End of the tags`, and nothing else. `None` if it has no such lines
/// or they are right already.
#[must_use]
pub fn update_manifest(manifest: &str, model: &Model) -> Option<String> {
    let start = manifest.find(START)?;
    let tail = manifest.get(start..)?;
    let end = start + tail.find(END)? + END.len();
    let tags = tag_lines(&model.features());
    let updated = format!(
        "{}{}{}",
        manifest.get(..start)?,
        tags.trim_end(),
        manifest.get(end..)?
    );
    (updated != manifest).then_some(updated)
}

/// A key of TOML: bare where it may be.
fn key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare {
        name.to_owned()
    } else {
        string(name)
    }
}

fn string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn array(items: &[String]) -> String {
    let flat = items.join(", ");
    if flat.len() < 88 {
        return format!("[{flat}]");
    }
    let mut text = "[\n".to_owned();
    for item in items {
        let _ = writeln!(text, "    {item},");
    }
    text.push(']');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_runtime() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |path: &str| -> toml::Table {
            std::fs::read_to_string(root.join(path))
                .unwrap()
                .parse()
                .unwrap()
        };
        let runtime = read("runtime/Cargo.toml");
        let workspace = read("../Cargo.toml");
        let shared = &workspace["workspace"]["dependencies"];
        let mut own = toml::Table::new();
        for dependency in DEPENDENCIES {
            let line = format!("it = {}", dependency.requirement);
            let value = line.parse::<toml::Table>().unwrap()["it"].clone();
            own.insert(dependency.name.to_owned(), value);
        }
        for (name, value) in runtime["dependencies"].as_table().unwrap() {
            let inherits = value.get("workspace").is_some();
            let expected = if inherits { &shared[name] } else { value };
            let version = |value: &toml::Value| {
                value
                    .as_str()
                    .or(value.get("version").and_then(toml::Value::as_str))
                    .map(str::to_owned)
            };
            let found = own
                .get(name)
                .unwrap_or_else(|| panic!("{name} is not listed"));
            assert_eq!(version(found), version(expected), "{name}");
            if !inherits {
                assert_eq!(found, expected, "{name}");
            }
        }
        let features = runtime["features"].as_table().unwrap();
        let own_features: toml::Table = FEATURES
            .iter()
            .map(|(name, turns_on, ..)| format!("{name} = {turns_on}\n"))
            .chain([format!("default = {DEFAULT:?}\n")])
            .collect::<String>()
            .parse()
            .unwrap();
        assert_eq!(&own_features, features);
        for name in own.keys() {
            assert!(
                runtime["dependencies"].get(name).is_some(),
                "{name} is listed for nothing"
            );
        }
    }
}
