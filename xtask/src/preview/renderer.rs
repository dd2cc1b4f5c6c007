//! The renderer: installed by npm at the version that the lock beside this file names.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::npm::Packages;

const PACKAGES: Packages = Packages {
    name: "the renderer",
    manifest: include_str!("renderer/package.json"),
    lock: include_str!("renderer/package-lock.json"),
    settings: include_str!("renderer/.npmrc"),
};
const PACKAGE: &str = "node_modules/swagger-ui-dist";
/// What the site has of the package: the rest are other builds of the same.
const USED: [&str; 5] = [
    "swagger-ui-bundle.js",
    "swagger-ui-bundle.js.LICENSE.txt",
    "swagger-ui.css",
    "LICENSE",
    "NOTICE",
];

/// Installs the renderer in a folder, where it is not there already, and gives its files by their
/// paths in the site.
///
/// # Errors
/// When there is no npm, or it cannot install.
pub(super) fn install(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    PACKAGES.install(folder)?;
    let read = |name: &str| {
        let path = folder.join(PACKAGE).join(name);
        let bytes = fs::read(&path).map_err(|error| Failure::file(&path, &error))?;
        Ok((format!("renderer/{name}"), bytes))
    };
    USED.into_iter().map(read).collect()
}
