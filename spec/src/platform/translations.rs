//! The same page in several languages: one of them is read.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Fragment;
use crate::merge::{METHODS, template};
use crate::source::{SourceId, Sources, Span};

/// The languages of documentation sites, as folders name them.
const LANGUAGES: [&str; 34] = [
    "ar", "bn", "cn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id",
    "it", "ja", "jp", "ko", "kr", "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "tw", "uk",
    "vi", "zh",
];

/// A page without its language, and that language.
type Split = (String, Option<String>);

/// How well a language is known, the best first.
type Rank<'l> = (u8, &'l str);

/// Paths without the names of their parameters, with methods.
type Endpoints = BTreeSet<(String, String)>;

/// Leaves out fragments of pages that are there in a better known language as well: one without a
/// language in its name, then English, then the others by their names. Gives their pages.
pub(crate) fn leave_out(
    fragments: &mut Vec<Fragment>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<SourceId> {
    let pages: Vec<Vec<Split>> = fragments.iter().map(|one| splits(one, sources)).collect();
    // What each page states, by its name without the language.
    let mut stated: BTreeMap<(&str, Rank<'_>), Endpoints> = BTreeMap::new();
    for (fragment, splits) in fragments.iter().zip(&pages) {
        for (name, language) in splits {
            let operations = stated.entry((name, rank(language.as_deref()))).or_default();
            operations.extend(endpoints(fragment));
        }
    }
    let mut skipped = BTreeSet::new();
    let translated = |fragment: &Fragment, splits: &Vec<Split>| {
        let own = endpoints(fragment);
        !own.is_empty()
            && splits.iter().any(|(name, language)| {
                let own_rank = rank(language.as_deref());
                let mut others = stated.range((name.as_str(), (0, ""))..(name.as_str(), own_rank));
                language.is_some() && others.any(|(_, operations)| own.is_subset(operations))
            })
    };
    let keep: Vec<bool> = fragments
        .iter()
        .zip(&pages)
        .map(|(fragment, splits)| !translated(fragment, splits))
        .collect();
    let mut keep = keep.into_iter();
    fragments.retain(|fragment| {
        let kept = keep.next().unwrap_or(true);
        if !kept && skipped.insert(fragment.source) {
            let message = "left out: the same page is read in another language";
            let place = Span::new(fragment.source, 0, 0);
            diagnostics.push(Diagnostic::note("translation", message).at(place, ""));
        }
        kept
    });
    skipped
}

fn endpoints(fragment: &Fragment) -> Endpoints {
    let mut out = BTreeSet::new();
    for (path, item) in fragment.value["paths"].as_object().into_iter().flatten() {
        let methods = item.as_object().into_iter().flat_map(|item| item.keys());
        let methods = methods.filter(|method| METHODS.contains(&method.as_str()));
        out.extend(methods.map(|method| (template(path), method.clone())));
    }
    out
}

/// The name and the address of a page, each without its language.
fn splits(fragment: &Fragment, sources: &Sources) -> Vec<Split> {
    let name = &sources.get(fragment.source).name;
    let mut out = vec![split(name)];
    if let Some((_, path)) = fragment
        .url
        .as_deref()
        .and_then(|url| url.split_once("://"))
    {
        out.push(split(path.split_once('/').map_or("", |(_, path)| path)));
    }
    out
}

/// Takes the first part of a path out that is a language.
fn split(path: &str) -> Split {
    let joined = path.replace("__", "/");
    let mut language = None;
    let parts: Vec<&str> = joined
        .split(['/', '\\'])
        .filter(|part| {
            let lower = part.to_ascii_lowercase();
            let base = lower.split(['-', '_']).next().unwrap_or_default();
            let region = lower.len() == base.len() || (4..=7).contains(&lower.len());
            let found = language.is_none() && region && LANGUAGES.contains(&base);
            if found {
                language = Some(lower);
            }
            !found
        })
        .collect();
    (parts.join("/"), language)
}

fn rank(language: Option<&str>) -> Rank<'_> {
    match language {
        None => (0, ""),
        Some(language) if language == "en" || language.starts_with("en-") => (1, language),
        Some(language) => (2, language),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn languages_are_parts_of_a_path() {
        for (path, name, language) in [
            ("en__text-post.md", "text-post.md", Some("en")),
            ("docs/zh-CN/a.md", "docs/a.md", Some("zh-cn")),
            ("docs/a.md", "docs/a.md", None),
            ("docs/id-token.md", "docs/id-token.md", None),
        ] {
            assert_eq!(split(path), (name.to_owned(), language.map(str::to_owned)));
        }
    }
}
