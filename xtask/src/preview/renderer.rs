//! The renderer: installed by npm at the version that the lock beside this file names.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use crate::Failure;
use crate::disk::write;

const FILES: [(&str, &str); 3] = [
    ("package.json", include_str!("renderer/package.json")),
    (
        "package-lock.json",
        include_str!("renderer/package-lock.json"),
    ),
    (".npmrc", include_str!("renderer/.npmrc")),
];
const PACKAGE: &str = "node_modules/swagger-ui-dist";
/// What the site has of the package: the rest are other builds of the same.
const USED: [&str; 5] = [
    "swagger-ui-bundle.js",
    "swagger-ui-bundle.js.LICENSE.txt",
    "swagger-ui.css",
    "LICENSE",
    "NOTICE",
];
/// Holds the lock that the folder was installed by, once it was.
const STAMP: &str = "installed";

/// Installs the renderer in a folder, where it is not there already, and gives its files by their
/// paths in the site.
///
/// # Errors
/// When there is no npm, or it cannot install.
pub(super) fn install(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let lock = FILES[1].1;
    let stamp = folder.join(STAMP);
    if fs::read_to_string(&stamp).ok().as_deref() != Some(lock) {
        for (name, text) in FILES {
            write(&folder.join(name), text.as_bytes())?;
        }
        npm(folder, "npm")?;
        write(&stamp, lock.as_bytes())?;
    }
    let read = |name: &str| {
        let path = folder.join(PACKAGE).join(name);
        let bytes = fs::read(&path).map_err(|error| Failure::file(&path, &error))?;
        Ok((format!("renderer/{name}"), bytes))
    };
    USED.into_iter().map(read).collect()
}

/// Runs `npm ci`; no script of a package is run.
pub(super) fn npm(folder: &Path, program: &str) -> Result<(), Failure> {
    let program = match cfg!(windows) {
        true => format!("{program}.cmd"),
        false => program.to_owned(),
    };
    let output = Command::new(&program)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let message = "npm is not installed: `preview` needs it to fetch the renderer once; \
                           it comes with Node.js, https://nodejs.org";
            return Err(Failure::Failed(message.to_owned()));
        }
        Err(error) => return Err(Failure::Failed(format!("npm: {error}"))),
    };
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let message = format!("npm could not install the renderer:\n{}", said.trim_end());
    Err(Failure::Failed(message))
}
