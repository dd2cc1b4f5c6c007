//! The files of a new workspace, but its pages and its client.

use std::fs;
use std::path::Path;

use super::{Site, toml_text};
use crate::Failure;
use crate::disk::{inside, write as write_file};

/// Path and text. `@WORDS@` are filled in.
const FILES: [(&str, &str); 10] = [
    ("Cargo.toml", include_str!("template/workspace.toml")),
    ("codegen.toml", include_str!("template/codegen.toml")),
    ("README.md", include_str!("template/README.md")),
    (".gitignore", "/target\n*.lock.partial/\n"),
    (".cargo/config.toml", include_str!("template/cargo.toml")),
    ("xtask/Cargo.toml", include_str!("template/xtask.toml")),
    ("xtask/src/main.rs", include_str!("template/main.rs")),
    (".ci/run", include_str!("template/run")),
    (
        ".github/workflows/checks.yml",
        include_str!("../../../.github/workflows/checks.yml"),
    ),
    (
        ".github/workflows/update.yml",
        include_str!("template/update.yml"),
    ),
];

/// Writes the files; `client` says whether the client is a member of the workspace.
pub(super) fn write(root: &Path, site: &Site, client: bool) -> Result<(), Failure> {
    let members = match client {
        true => "\"generated-client\", \"xtask\"",
        false => "\"xtask\"",
    };
    let hosts = site
        .host
        .as_ref()
        .map(|host| toml_text(host))
        .unwrap_or_default();
    let words = [
        ("@MEMBERS@", members.to_owned()),
        ("@NAME@", site.name.clone()),
        ("@CLIENT@", toml_text(&format!("{}-client", site.name))),
        ("@FROM@", toml_text(&site.listed)),
        ("@HOSTS@", hosts),
        ("@PAGECRATE@", site.pagecrate.clone()),
        ("@ACTION@", site.action.clone()),
        ("@LISTED@", site.listed.clone()),
    ];
    for (path, text) in FILES {
        let text = words.iter().fold(text.to_owned(), |text, (word, value)| {
            text.replace(word, value)
        });
        let path = inside(root, path)?;
        write_file(&path, text.as_bytes())?;
    }
    runnable(&root.join(".ci/run"))
}

#[cfg(unix)]
fn runnable(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let failed = |error: std::io::Error| Failure::file(path, &error);
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    fs::set_permissions(path, fs::Permissions::from_mode(mode | (mode & 0o444) >> 2))
        .map_err(failed)
}

#[cfg(not(unix))]
fn runnable(_path: &Path) -> Result<(), Failure> {
    Ok(())
}
