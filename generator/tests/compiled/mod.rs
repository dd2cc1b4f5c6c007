//! Clients on the disk, and `cargo` run on them.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use pagecrate_generator::{Config, Output, decide, scaffold, write};
use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use serde_json::Value;

/// The whole package of a document's client.
pub(crate) fn client(package: &str, document: Value, mut config: Config) -> Output {
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(document, &mut diagnostics);
    config.package.name = Some(package.to_owned());
    let model = decide(&document, &config, &mut diagnostics);
    let said: Vec<&String> = diagnostics.iter().map(|one| &one.message).collect();
    let model = model.unwrap_or_else(|| panic!("{package}: {said:?}"));
    let mut output = write(&model, &Default::default());
    output.files.extend(scaffold(&model).files);
    output
}

/// Writes a file; what is unchanged keeps its time, so that a second run compiles nothing twice.
pub(crate) fn save(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text).expect("a file");
    }
}

/// Gives a folder the versions of dependencies that this workspace has, so that nothing is
/// downloaded for it.
pub(crate) fn lock(folder: &Path) {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let text = fs::read_to_string(lock).expect("Cargo.lock");
    save(&folder.join("Cargo.lock"), &text);
}

/// Runs cargo in a folder: whether it ended well, and what it said.
pub(crate) fn cargo(folder: &Path, arguments: impl Iterator<Item = String>) -> (bool, String) {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .arg("--offline")
        .arg("--target-dir")
        .arg(folder.join("target"))
        .current_dir(folder)
        .output()
        .expect("cargo");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), said)
}
