//! The judges: rustc and cargo-semver-checks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use pagecrate_generator::{WriteOptions, scaffold, write};

use super::table::CASES;
use super::{HEAD, Judged, documents, model, names, record, verdict, written};

/// The documents of all cases as one.
fn together(after: bool) -> String {
    let mut paths = String::new();
    let mut schemes = String::new();
    let mut schemas = String::new();
    for (index, case) in CASES.iter().enumerate() {
        let (old, new) = documents(index, case);
        let text = if after { new } else { old };
        let (of_paths, rest) = text.split_once("components:\n").unwrap();
        let (of_schemes, of_schemas) = rest.split_once("  schemas:\n").unwrap();
        paths.push_str(of_paths.strip_prefix("paths:\n").unwrap());
        let of_schemes = of_schemes.strip_prefix("  securitySchemes:\n").unwrap();
        schemes.push_str(of_schemes.replace("    {}\n", "").as_str());
        schemas.push_str(of_schemas);
    }
    format!("{HEAD}paths:\n{paths}components:\n  securitySchemes:\n{schemes}  schemas:\n{schemas}")
}

fn client(folder: &Path, after: bool) {
    let model = model(&together(after));
    let files = write(&model, &WriteOptions::default()).files;
    for (path, text) in files.into_iter().chain(scaffold(&model).files) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn module(index: usize) -> String {
    names(index).1.replace('-', "_")
}

fn caller(index: usize) -> String {
    let snake = module(index);
    let body = CASES[index]
        .caller
        .replace('%', &snake)
        .replace('@', &names(index).0);
    format!(
        "#![allow(unused_imports, deprecated, unreachable_patterns)]\nuse judge::*;\nuse judge::runtime::Operation;\n\n\
         pub fn caller(client: &Client) {{\n    let _ = client;\n    {body}\n}}\n"
    )
}

/// The callers as one package, without those that are known not to compile.
fn callers(folder: &Path, client: &str, broken: &BTreeSet<usize>) {
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"callers\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         judge = {{ path = \"../{client}\", default-features = false }}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let mut root = String::new();
    for index in (0..CASES.len()).filter(|index| !broken.contains(index)) {
        let name = module(index);
        fs::write(folder.join(format!("src/{name}.rs")), caller(index)).unwrap();
        root.push_str(&format!("pub mod {name};\n"));
    }
    fs::write(folder.join("src/lib.rs"), root).unwrap();
}

/// The callers that do not compile. Errors of names hide errors of types, so that it is asked again
/// without the broken ones.
fn broken(folder: &Path, client: &str, target: &Path) -> BTreeSet<usize> {
    let mut broken = BTreeSet::new();
    loop {
        callers(&folder.join("callers"), client, &broken);
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--message-format=short"])
            .current_dir(folder.join("callers"))
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        if output.status.success() {
            return broken;
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let before = broken.len();
        for index in 0..CASES.len() {
            if said.contains(&format!("src/{}.rs:", module(index))) {
                broken.insert(index);
            }
        }
        assert!(broken.len() > before, "{said}");
    }
}

/// The version of cargo-semver-checks. Without it there is no judgement: what it said before is not
/// written over.
fn semver_version() -> String {
    let version = Command::new("cargo-semver-checks")
        .args(["semver-checks", "--version"])
        .output();
    let version = version.ok().filter(|output| output.status.success());
    let version =
        version.expect("a judge is missing: `cargo install cargo-semver-checks --locked`");
    String::from_utf8_lossy(&version.stdout).trim().to_owned()
}

/// What cargo-semver-checks says of each case: `major`, `minor` or `none`.
fn semver(folder: &Path, target: &Path) -> Vec<String> {
    let said = |release: &str| {
        let output = Command::new("cargo-semver-checks")
            .args([
                "semver-checks",
                "--manifest-path",
                "new/Cargo.toml",
                "--baseline-root",
                "old",
            ])
            .args([
                "--release-type",
                release,
                "--default-features",
                "--color",
                "never",
            ])
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let progress = String::from_utf8_lossy(&output.stderr);
        assert!(progress.contains("Checked"), "{progress}");
        text
    };
    // What a minor release may not have is major; what a patch may not have besides is minor.
    let (major, minor) = (said("minor"), said("patch"));
    let verdict = |index: usize| {
        let name = names(index).0;
        let snake = module(index);
        let is_named = |text: &str| text.contains(&name) || text.contains(&snake);
        match (is_named(&major), is_named(&minor)) {
            (true, _) => "major",
            (_, true) => "minor",
            _ => "none",
        }
        .to_owned()
    };
    (0..CASES.len()).map(verdict).collect()
}

#[test]
#[ignore = "compiles two clients, needs the registry and some minutes; see main.rs"]
fn judge() {
    let version = semver_version();
    let folder = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("JUDGE_DIR").map(std::path::PathBuf::from);
    let folder = kept.as_deref().unwrap_or(folder.path());
    for (name, after) in [("old", false), ("new", true)] {
        client(&folder.join(name), after);
    }
    let target = folder.join("target");
    let at_first = broken(folder, "old", &target);
    let names: Vec<_> = at_first.iter().map(|index| CASES[*index].name).collect();
    assert!(names.is_empty(), "these callers never compile: {names:?}");
    let broken = broken(folder, "new", &target);
    let semver = semver(folder, &target);
    let judged: Vec<Judged> = (0..CASES.len())
        .map(|index| Judged {
            ours: verdict(index, &CASES[index]).to_string(),
            caller: if broken.contains(&index) {
                "breaks"
            } else {
                "compiles"
            }
            .to_owned(),
            semver: semver[index].clone(),
        })
        .collect();
    let date = jiff::Zoned::now().date();
    let rustc = Command::new("rustc").arg("--version").output().unwrap();
    let rustc = String::from_utf8_lossy(&rustc.stdout).trim().to_owned();
    let about = format!("Judged on {date} by {rustc} and {version}.");
    fs::write(record(), written(&judged, &about)).unwrap();
}
