//! The files that a single specification file refers to: they lie in its folder or below it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pagecrate_spec::bundle::referred;

/// How many files one may lead to.
const MAX_FILES: usize = 10_000;

/// The file, the files that it leads to by `$ref`, and those that they lead to, with their texts.
/// What is not there, is no text, or has more than `most` bytes is said later, where it is asked for.
pub(super) fn siblings(file: &Path, most: u64) -> BTreeMap<PathBuf, Option<String>> {
    let mut found = BTreeMap::from([(file.to_path_buf(), None)]);
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
        return found;
    };
    let Ok(root) = folder.canonicalize() else {
        return found;
    };
    let mut open = vec![(name.to_owned(), file.to_path_buf())];
    let mut seen = BTreeSet::from([name.to_owned()]);
    while let Some((name, path)) = open.pop() {
        let is_small = fs::metadata(&path).is_ok_and(|data| data.len() <= most);
        let Some(text) = is_small.then(|| fs::read_to_string(&path).ok()).flatten() else {
            found.insert(path, None);
            continue;
        };
        for other in referred(&name, &text) {
            let path = folder.join(&other);
            // Links may lead out of the folder.
            let is_inside = path
                .canonicalize()
                .is_ok_and(|path| path.is_file() && path.starts_with(&root));
            if is_inside && seen.len() < MAX_FILES && seen.insert(other.clone()) {
                open.push((other, path));
            }
        }
        found.insert(path, Some(text));
    }
    found
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::siblings;

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
        let found = siblings(&inner.join("root.yaml"), 100);
        let texts: Vec<(&Path, bool)> = found
            .iter()
            .map(|(path, text)| (path.strip_prefix(&inner).unwrap(), text.is_some()))
            .collect();
        assert_eq!(
            texts,
            [
                (Path::new("parts/a.yaml"), true),
                (Path::new("parts/b.json"), true),
                (Path::new("root.yaml"), true),
            ]
        );
        let missing = inner.join("missing.yaml");
        assert_eq!(siblings(&missing, 100), [(missing, None)].into());
        // What is too large is not read, and so leads nowhere.
        let root = inner.join("root.yaml");
        assert_eq!(siblings(&root, 10), [(root, None)].into());
    }
}
