//! Versioned folders repeat every operation; one version is the API.

use std::collections::BTreeMap;

use super::NAME;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Fragment;
use crate::merge::template;
use crate::source::{SourceId, Sources, Span};

/// Keeps the newest version of each operation, by the folders that its pages stand in; a page in
/// no such folder is newer than all. Gives the pages that are left out. Call it once, when all
/// pages have been read.
pub fn leave_out_versions(
    fragments: &mut Vec<Fragment>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<SourceId> {
    let mut newest: BTreeMap<(String, String), Vec<u64>> = BTreeMap::new();
    for fragment in fragments.iter().filter(|one| one.platform == NAME) {
        if let Some(operation) = operation(fragment) {
            let version = version(&sources.get(fragment.source).name);
            let known = newest.entry(operation).or_default();
            if version > *known {
                *known = version;
            }
        }
    }
    let mut left = Vec::new();
    fragments.retain(|fragment| {
        let known = operation(fragment).and_then(|one| newest.get(&one));
        let older = fragment.platform == NAME
            && known.is_some_and(|known| version(&sources.get(fragment.source).name) < *known);
        if older {
            left.push(fragment.source);
        }
        !older
    });
    if let Some(first) = left.first() {
        let message = format!(
            "{} pages are of an older version of the same operations",
            left.len()
        );
        let place = Span::new(*first, 0, 0);
        diagnostics.push(Diagnostic::note("older-version", message).at(place, "the first of them"));
    }
    left
}

/// The method and the path of a fragment's one operation; of a webhook, its name.
fn operation(fragment: &Fragment) -> Option<(String, String)> {
    let items = fragment
        .value
        .get("paths")
        .or(fragment.value.get("webhooks"));
    let (path, item) = items?.as_object()?.iter().next()?;
    let method = item.as_object().and_then(|item| item.keys().next())?;
    Some((method.clone(), template(path)))
}

/// `docs/version-2.1/x.mdx` is 2.1; a page in no versioned folder is newer than any number.
fn version(name: &str) -> Vec<u64> {
    let mut folders: Vec<&str> = name.split('/').collect();
    folders.pop();
    folders
        .iter()
        .rev()
        .find_map(|folder| {
            let bare = folder.strip_prefix("version-").unwrap_or(folder);
            let bare = bare.strip_prefix('v').unwrap_or(bare);
            let marked = folder.starts_with("version-") || bare.contains('.');
            let parts: Option<Vec<u64>> = bare.split('.').map(|part| part.parse().ok()).collect();
            parts.filter(|_| marked)
        })
        .unwrap_or_else(|| vec![u64::MAX])
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_folders() {
        assert!(version("docs/version-2.10/a.mdx") > version("docs/version-2.9.1/a.mdx"));
        assert!(version("docs/api/a.mdx") > version("docs/1.0.0/a.mdx"));
        assert_eq!(version("docs/v1/a.mdx"), version("docs/2024/a.mdx"));
    }
}
