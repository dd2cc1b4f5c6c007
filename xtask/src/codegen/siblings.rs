//! The files that a single specification file refers to: they lie in its folder or below it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pagecrate_spec::bundle::referred;

use super::sources::Texts;

/// How many files one may lead to.
const MAX_FILES: usize = 10_000;

/// The files that `file` leads to by `$ref`, and those that they lead to. What is not there is said
/// later, where it is asked for.
pub(super) fn siblings(file: &Path, texts: &mut Texts) -> Vec<PathBuf> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
        return Vec::new();
    };
    let Ok(root) = folder.canonicalize() else {
        return Vec::new();
    };
    let mut found = BTreeSet::new();
    let mut open = vec![(name.to_owned(), file.to_path_buf())];
    let mut seen = BTreeSet::from([name.to_owned()]);
    while let Some((name, path)) = open.pop() {
        let Some(text) = texts.read(&path) else {
            continue;
        };
        for other in referred(&name, text) {
            let path = folder.join(&other);
            // Links may lead out of the folder.
            let is_inside = path
                .canonicalize()
                .is_ok_and(|path| path.is_file() && path.starts_with(&root));
            if is_inside && seen.len() < MAX_FILES && seen.insert(other.clone()) {
                found.insert(path.clone());
                open.push((other, path));
            }
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Texts, siblings};

    #[test]
    fn follows_references_within_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("api");
        fs::create_dir_all(inner.join("parts")).unwrap();
        for (name, text) in [
            ("secret.yaml", "type: string\n"),
            (
                "api/root.yaml",
                "a: {$ref: 'parts/a.yaml#/x'}\nb: {$ref: ../secret.yaml}\n",
            ),
            (
                "api/parts/a.yaml",
                "x: {$ref: b.json}\ny: {$ref: ../root.yaml}\n",
            ),
            ("api/parts/b.json", "{\"$ref\": \"nowhere.json\"}"),
            ("api/other.yaml", "type: string\n"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let found = siblings(&inner.join("root.yaml"), &mut Texts::default());
        assert_eq!(
            found,
            [inner.join("parts/a.yaml"), inner.join("parts/b.json")]
        );
        assert!(siblings(&inner.join("missing.yaml"), &mut Texts::default()).is_empty());
        // What is too large is not read, and so leads nowhere.
        let large = fs::File::options()
            .append(true)
            .open(inner.join("parts/a.yaml"));
        large.unwrap().set_len((64 << 20) + 1).unwrap();
        let found = siblings(&inner.join("root.yaml"), &mut Texts::default());
        assert_eq!(found, [inner.join("parts/a.yaml")]);
    }
}
