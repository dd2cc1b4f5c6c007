//! A program that uses a client, in a package of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tool::{self, Messages};
use crate::Failure;

/// What the client is called in the program.
pub(crate) const KRATE: &str = "client";

/// A program to be built.
pub(crate) struct Program<'a> {
    /// The folder of the package. What runs the program may put files beside it.
    pub(crate) home: &'a Path,
    /// The name of the package, and so of the program.
    pub(crate) name: &'a str,
    /// Its `[dependencies]`.
    pub(crate) dependencies: &'a str,
    /// Its `main.rs`.
    pub(crate) main: &'a str,
    /// A lock file to begin with, so that the program gets what the client was checked with.
    pub(crate) lock: &'a Path,
    /// Where it is built.
    pub(crate) target: &'a Path,
    /// How long building may take, in seconds.
    pub(crate) timeout: u64,
}

impl Program<'_> {
    /// Writes and builds it. Gives the path of the program, or what the compiler said of the
    /// packages that stand in the folder above `home`.
    ///
    /// # Errors
    /// When a file cannot be written or Cargo cannot be started.
    pub(crate) fn build(&self) -> Result<Result<PathBuf, Messages>, Failure> {
        let failed = |error: std::io::Error| Failure::file(self.home, &error);
        fs::create_dir_all(self.home.join("src")).map_err(failed)?;
        fs::write(self.home.join("Cargo.toml"), self.manifest()).map_err(failed)?;
        fs::write(self.home.join("src/main.rs"), self.main).map_err(failed)?;
        let lock = self.home.join("Cargo.lock");
        if !lock.exists() {
            let _ = fs::copy(self.lock, lock);
        }
        let mut build = Command::new("cargo");
        build
            .current_dir(self.home)
            .args(["build", "--quiet", "--message-format=json", "--target-dir"])
            .arg(self.target)
            .env("CARGO_INCREMENTAL", "0");
        let built = tool::run(&mut build, None, self.home, self.timeout).map_err(failed)?;
        if !built.success {
            let folder = self.home.parent().unwrap_or(self.home);
            return Ok(Err(tool::messages(&built, folder)));
        }
        let file = format!("{}{}", self.name, std::env::consts::EXE_SUFFIX);
        Ok(Ok(self.target.join("debug").join(file)))
    }

    fn manifest(&self) -> String {
        format!(
            "[package]\nname = \"{}\"\nedition = \"2024\"\n\n[dependencies]\n{}\n\
             [profile.dev]\ndebug = 0\n\n[workspace]\n",
            self.name, self.dependencies
        )
    }
}
