//! The generators, and how each is called.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, workspace};

/// Another generator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    /// Its package, and its program.
    pub(super) name: &'static str,
    /// The version that is compared with.
    pub(super) version: &'static str,
    /// Its arguments for a document and a folder.
    call: fn(&Path, &Path) -> Vec<String>,
    /// The `[dependencies]` of what it emits, where it writes no manifest itself; else the file in
    /// the folder that has them.
    pub(super) manifest: Manifest,
}

/// Where the manifest of an emitted crate comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Manifest {
    /// The tool writes it.
    Own,
    /// The tool writes modules and this file of dependencies.
    Fragment(&'static str),
    /// The tool writes modules; these are the dependencies that its documentation asks for.
    Given(&'static str),
}

/// The generators that are compared with, at the versions of the design's baseline.
pub(super) const PEERS: &[Peer] = &[
    Peer {
        name: "openapi-to-rust",
        version: "0.23.0",
        call: |document, into| {
            let (document, into) = (text(document), text(into));
            strings(&["generate", &document, "--quiet", "--output-dir", &into])
        },
        manifest: Manifest::Fragment("REQUIRED_DEPS.toml"),
    },
    Peer {
        name: "ploidy",
        version: "0.15.0",
        call: |document, into| {
            let (document, into) = (text(document), text(into));
            strings(&["generate", "rust", &document, "-o", &into])
        },
        manifest: Manifest::Own,
    },
    Peer {
        name: "oas3-gen",
        version: "0.29.0",
        call: |document, into| {
            let (document, into) = (text(document), text(into));
            strings(&["generate", "-i", &document, "-o", &into, "client-mod"])
        },
        manifest: Manifest::Given(
            "anyhow = \"1\"\noas3-gen-support = \"0.29\"\nreqwest = { version = \"0.13\", features = [\"json\", \"multipart\", \"query\", \"form\", \"stream\"] }\n\
             serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\nserde_with = \"3\"\n\
             chrono = { version = \"0.4\", features = [\"serde\"] }\nuuid = { version = \"1\", features = [\"serde\"] }\n\
             validator = { version = \"0.20\", features = [\"derive\"] }\nhttp = \"1\"\nindexmap = { version = \"2\", features = [\"serde\"] }\n\
             regex = \"1\"\nserde_html_form = \"0.4\"\nsecrecy = { version = \"0.10\", features = [\"serde\"] }\n",
        ),
    },
    Peer {
        name: "cargo-progenitor",
        version: "0.15.0",
        call: |document, into| {
            let (document, into) = (text(document), text(into));
            strings(&[
                "progenitor",
                "-i",
                &document,
                "-o",
                &into,
                "-n",
                "bench",
                "-v",
                "0.1.0",
            ])
        },
        manifest: Manifest::Own,
    },
];

/// A generator that is there.
#[derive(Clone, Debug)]
pub(super) struct Tool {
    program: PathBuf,
    /// None for ours.
    pub(super) peer: Option<Peer>,
}

impl Tool {
    /// Ours, built for release.
    pub(super) fn own() -> Result<Self, Failure> {
        if !cfg!(debug_assertions) {
            let program = env::current_exe().map_err(|error| Failure::Failed(error.to_string()))?;
            return Ok(Self {
                program,
                peer: None,
            });
        }
        let target = env::current_exe()
            .ok()
            .and_then(|own| Some(own.parent()?.parent()?.to_path_buf()));
        let Some(target) = target else {
            return Err(Failure::Failed("the program has no folder".to_owned()));
        };
        let status = Command::new("cargo")
            .args([
                "build",
                "--quiet",
                "--release",
                "--package",
                "xtask",
                "--target-dir",
            ])
            .arg(&target)
            .current_dir(workspace())
            .status();
        match status {
            Ok(status) if status.success() => Ok(Self {
                program: target
                    .join("release")
                    .join(format!("xtask{}", env::consts::EXE_SUFFIX)),
                peer: None,
            }),
            _ => Err(Failure::Failed(
                "the release build of xtask failed".to_owned(),
            )),
        }
    }

    /// A peer, if it is on the search path.
    pub(super) fn installed(peer: &Peer) -> Option<Self> {
        let paths = env::var_os("PATH")?;
        let name = format!("{}{}", peer.name, env::consts::EXE_SUFFIX);
        let program = env::split_paths(&paths)
            .map(|folder| folder.join(&name))
            .find(|path| path.is_file())?;
        Some(Self {
            program,
            peer: Some(*peer),
        })
    }

    pub(super) fn name(&self) -> &'static str {
        self.peer.map_or("pagecrate", |peer| peer.name)
    }

    /// The version, as the tool says it.
    pub(super) fn version(&self) -> String {
        if self.peer.is_none() {
            return env!("CARGO_PKG_VERSION").to_owned();
        }
        let output = Command::new(&self.program).arg("--version").output();
        let said = output
            .ok()
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let number = said
            .as_deref()
            .and_then(|text| text.split_whitespace().last());
        let is_number = |text: &&str| text.starts_with(|c: char| c.is_ascii_digit());
        number
            .filter(is_number)
            .or(self.peer.map(|peer| peer.version))
            .unwrap_or_default()
            .to_owned()
    }

    /// The command that makes a crate of a document in a folder.
    pub(super) fn generate(&self, document: &Path, into: &Path) -> Command {
        let mut command = Command::new(&self.program);
        match self.peer {
            Some(peer) => command.args((peer.call)(document, into)),
            None => command
                .args(["codegen", "--from"])
                .arg(document)
                .arg("--into")
                .arg(into)
                .env("PAGECRATE_PROJECT", workspace()),
        };
        command
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
