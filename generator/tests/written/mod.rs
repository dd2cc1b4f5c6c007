//! Code that stands in the repository and that the generator writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Compares the files under `root` with the wanted ones, by their paths below it.
///
/// With `INSTA_UPDATE=always` they are written instead.
pub(crate) fn compare_or_write(root: &Path, wanted: &BTreeMap<String, String>) {
    let mut found = BTreeMap::new();
    present(root, "", &mut found);
    if std::env::var("INSTA_UPDATE").is_ok_and(|mode| mode == "always") {
        for stale in found.keys().filter(|path| !wanted.contains_key(*path)) {
            fs::remove_file(root.join(stale)).unwrap();
        }
        for (path, text) in wanted {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        return;
    }
    let paths = wanted.keys().chain(found.keys());
    let stale: Vec<&String> = paths
        .filter(|path| wanted.get(*path) != found.get(*path))
        .collect();
    assert!(
        stale.is_empty(),
        "{stale:?} differ: see them with INSTA_UPDATE=always and git diff"
    );
}

fn present(folder: &Path, under: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = format!("{under}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            present(&path, &format!("{name}/"), found);
        } else {
            let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
            found.insert(name, text);
        }
    }
}
