//! Packages of npm, installed at the versions that a lock names.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use crate::Failure;
use crate::disk::write;
use crate::trial::tool;

/// Holds the lock that a folder was installed by, once it was.
const STAMP: &str = "installed.lock";

/// How long npm may take, in seconds.
const LIMIT: u64 = 600;

/// What npm is given: every version is pinned by the lock.
pub(crate) struct Packages {
    /// What they are, for messages.
    pub(crate) name: &'static str,
    /// `package.json`
    pub(crate) manifest: &'static str,
    /// `package-lock.json`
    pub(crate) lock: &'static str,
    /// `.npmrc`
    pub(crate) settings: &'static str,
}

impl Packages {
    /// Installs the packages in a folder, where they are not there already. No script of a package
    /// is run.
    ///
    /// # Errors
    /// When there is no npm, or it does not do its part.
    pub(crate) fn install(&self, folder: &Path) -> Result<(), Failure> {
        self.install_by("npm", folder)
    }

    fn install_by(&self, program: &str, folder: &Path) -> Result<(), Failure> {
        let stamp = folder.join(STAMP);
        let is_there = fs::read_to_string(&stamp).is_ok_and(|text| text == self.lock);
        if is_there && folder.join("node_modules").is_dir() {
            return Ok(());
        }
        for (name, text) in [
            ("package.json", self.manifest),
            ("package-lock.json", self.lock),
            (".npmrc", self.settings),
        ] {
            write(&folder.join(name), text.as_bytes())?;
        }
        eprintln!("installing {} into {}", self.name, folder.display());
        self.run(program, folder)?;
        write(&stamp, self.lock.as_bytes())
    }

    fn run(&self, program: &str, folder: &Path) -> Result<(), Failure> {
        let program = match cfg!(windows) {
            true => format!("{program}.cmd"),
            false => program.to_owned(),
        };
        let mut command = Command::new(&program);
        command
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(folder);
        let name = self.name;
        let ran = tool::run(&mut command, None, folder, LIMIT).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Failure::Failed(format!(
                "npm is not installed: it is needed to fetch {name} once; it comes with Node.js, \
                 https://nodejs.org"
            )),
            _ => Failure::Failed(format!("npm: {error}")),
        })?;
        if ran.success {
            return Ok(());
        }
        Err(Failure::Failed(format!(
            "npm could not install {name}:\n{}",
            ran.stderr.trim_end()
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_npm_is_told_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let packages = Packages {
            name: "the renderer",
            manifest: "{}",
            lock: "{}",
            settings: "",
        };
        let error = packages.install_by("no-such-npm", folder.path());
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with("npm is not installed"), "{error}");
        assert!(error.contains("nodejs.org"), "{error}");
    }
}
