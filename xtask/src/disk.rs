//! Files written whole, and paths kept inside of a folder.

use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;

use crate::Failure;

/// What the temporary files beside the real ones begin with.
const TEMPORARY: &str = ".xtask-";

/// A text on the disk under another name, beside the file that it is to become.
pub(crate) fn beside(path: &Path, bytes: &[u8]) -> Result<NamedTempFile, Failure> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| Failure::file(path, &error);
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The umask takes its share, as it does for every other file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder
        .prefix(TEMPORARY)
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    Ok(file)
}

/// Replaces a file in one step: readers see the old text or the new one.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    }
    let file = beside(path, bytes)?;
    file.persist(path)
        .map_err(|error| Failure::file(path, &error))?;
    Ok(())
}

/// The path of a file inside of a folder, from a relative path with `/` between its parts.
///
/// Refuses what leads out: absolute paths, `..`, and links on the way.
pub(crate) fn inside(folder: &Path, relative: &str) -> Result<PathBuf, Failure> {
    let leaves = || {
        Failure::Failed(format!(
            "{relative:?} would leave the folder {}",
            folder.display()
        ))
    };
    let path = Path::new(relative);
    let plain = |part| matches!(part, Component::Normal(_));
    // A backslash or a colon is a part of a name here and leads away on Windows.
    if relative.is_empty() || relative.contains(['\\', ':', '\0']) || !path.components().all(plain)
    {
        return Err(leaves());
    }
    let mut at = folder.to_path_buf();
    for part in path.components() {
        at.push(part);
        if at.is_symlink() {
            let message = format!(
                "{}: this is a link, and links are not followed in writing",
                at.display()
            );
            return Err(Failure::Failed(message));
        }
    }
    Ok(at)
}

/// Removes folders that are empty now, from one upwards, as long as they are inside of another.
pub(crate) fn remove_empty(from: &Path, within: &Path) {
    let mut folder = Some(from);
    while let Some(one) = folder.filter(|one| *one != within && one.starts_with(within)) {
        if fs::remove_dir(one).is_err() {
            return;
        }
        folder = one.parent();
    }
}

/// A path as it is shown: relative to where the user stands, with `/` between its parts.
pub(crate) fn shown(path: &Path, root: &Path) -> String {
    let path = match root.as_os_str().is_empty() {
        true => path,
        false => path.strip_prefix(root).unwrap_or(path),
    };
    let shown = path.to_string_lossy();
    match std::path::MAIN_SEPARATOR {
        '/' => shown.into_owned(),
        separator => shown.replace(separator, "/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in [
            "../x",
            "a/../../x",
            "/etc/passwd",
            "",
            "a\\..\\x",
            "C:/x",
            "./../x",
        ] {
            assert!(
                inside(folder.path(), path).is_err(),
                "{path:?} was let through"
            );
        }
        assert_eq!(
            inside(folder.path(), "a/b.rs"),
            Ok(folder.path().join("a/b.rs"))
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let other = tempfile::tempdir().expect("another");
        std::os::unix::fs::symlink(other.path(), folder.path().join("src")).expect("a link");
        assert!(inside(folder.path(), "src/lib.rs").is_err());
    }

    #[test]
    fn only_empty_folders_inside_are_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).expect("folders");
        fs::write(folder.path().join("kept"), "").expect("a file");
        remove_empty(&deep, folder.path());
        assert!(!folder.path().join("a").exists());
        assert!(folder.path().join("kept").exists());
    }
}
