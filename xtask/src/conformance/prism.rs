//! Stoplight Prism: a mock server that validates what it is asked.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Failure;
use crate::npm::Packages;

const PACKAGES: Packages = Packages {
    name: "Prism",
    manifest: include_str!("prism/package.json"),
    lock: include_str!("prism/package-lock.json"),
    settings: include_str!("prism/.npmrc"),
};

/// How long Prism may take to read a document: it writes out every reference.
const START: Duration = Duration::from_secs(600);
/// How often it is looked at.
const TICK: Duration = Duration::from_millis(50);

/// A running server, which ends with this value.
pub(super) struct Prism {
    child: Child,
    /// Where it listens.
    pub(super) url: String,
}

/// Installs Prism into a folder, where it is not there yet. Gives the program.
///
/// # Errors
/// When there is no npm, or it does not do its part.
pub(super) fn install(folder: &Path) -> Result<PathBuf, Failure> {
    PACKAGES.install(folder)?;
    Ok(folder.join("node_modules/@stoplight/prism-cli/dist/index.js"))
}

impl Prism {
    /// Serves a document on a free port of the loopback.
    ///
    /// # Errors
    /// When it cannot be started, or ends because of the document.
    pub(super) fn start(program: &Path, document: &Path, folder: &Path) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::file(folder, &error);
        let log = folder.join("prism.log");
        let out = File::create(&log).map_err(failed)?;
        let port =
            free_port().map_err(|error| Failure::Failed(format!("no free port: {error}")))?;
        let mut command = Command::new("node");
        command
            .arg(program)
            .args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()])
            .args(["--multiprocess", "false", "--verboseLevel", "error"])
            .arg(document)
            .stdin(Stdio::null())
            .stdout(out.try_clone().map_err(failed)?)
            .stderr(out);
        let child = command
            .spawn()
            .map_err(|error| Failure::Failed(format!("node cannot be run: {error}")))?;
        let mut prism = Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
        };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = prism.child.try_wait().map_err(failed)?.is_some();
            if ended || started.elapsed() > START {
                let text = fs::read_to_string(&log).unwrap_or_default();
                let what = if ended { "ended" } else { "does not listen" };
                return Err(Failure::Failed(format!("Prism {what}:\n{}", tail(&text))));
            }
            std::thread::sleep(TICK);
        }
        Ok(prism)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// The end of what a program said.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let start = lines.len().saturating_sub(12);
    lines.get(start..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_names_the_version_and_no_registry() {
        let version = |text: &str, pointer: &str| {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            value.pointer(pointer).unwrap().as_str().unwrap().to_owned()
        };
        let Packages {
            manifest,
            lock,
            settings,
            ..
        } = PACKAGES;
        let wanted = version(manifest, "/dependencies/@stoplight~1prism-cli");
        assert!(wanted.starts_with(|c: char| c.is_ascii_digit()), "{wanted}");
        let locked = version(
            lock,
            "/packages/node_modules~1@stoplight~1prism-cli/version",
        );
        assert_eq!(wanted, locked);
        assert!(!lock.contains("\"resolved\""));
        assert!(!lock.contains("registry"));
        assert!(settings.contains("omit-lockfile-registry-resolved=true"));
    }
}
