//! Pages that only point into a specification file: by method and path, by an operation's id or by
//! a JSON Pointer.
//!
//! A page cannot be followed while it is read, because the file is another source. Its reader
//! leaves `References` in the fragment, and [`resolve`] looks them up when everything was read.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Fragment, Trust};
use crate::merge::{METHODS, template};
use crate::page::Page;
use crate::pointer::Pointer;
use crate::source::{SourceId, Sources, Span};

/// The extension under which a fragment carries its references until they are resolved.
const REFERENCES: &str = "x-pagecrate-references";

/// What a reference points to in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A method, in lower case, and a path.
    Operation(String, String),
    /// An `operationId`.
    Id(String),
    /// A JSON Pointer, such as `/paths/~1things/get`.
    Pointer(String),
    /// All of it.
    Whole,
}

/// A place of a page that points into a file.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    /// The file in the spellings that the page has: a relative path, a URL, a name.
    pub files: Vec<String>,
    /// What in it.
    pub target: Target,
    /// What the page itself calls the operation.
    pub summary: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// The references of a page as a fragment, in which no operation stands yet.
pub(super) fn fragment(
    page: &Page,
    platform: &'static str,
    references: &[Reference],
) -> Option<Fragment> {
    if references.is_empty() {
        return None;
    }
    let root = Pointer::root().join(REFERENCES);
    let mut places = Vec::new();
    let mut list = Vec::new();
    for (index, one) in references.iter().enumerate() {
        places.push((root.index(index), one.span));
        let target = match &one.target {
            Target::Operation(method, path) => json!({"method": method, "path": path}),
            Target::Id(id) => json!({ "id": id }),
            Target::Pointer(pointer) => json!({ "pointer": pointer }),
            Target::Whole => json!({}),
        };
        list.push(json!({"files": one.files, "target": target, "summary": one.summary}));
    }
    Some(Fragment {
        platform,
        trust: Trust::Prose,
        source: page.source,
        url: page.url.clone(),
        dated: page.dated.clone(),
        scope: None,
        value: json!({"openapi": "3.0.0", "paths": {}, REFERENCES: list}),
        text: None,
        places,
    })
}

/// What became of the references of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The page.
    pub source: SourceId,
    /// How many of its references lead to an operation.
    pub found: usize,
    /// How many lead nowhere.
    pub missing: usize,
}

/// Looks up what pages point to. Call it once, when all sources have been read: a fragment then
/// holds the operations that its page points to, with what the page itself says of them; what they
/// are is said by the file. A reference that leads nowhere is a warning.
pub fn resolve(
    fragments: &mut Vec<Fragment>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<Resolved> {
    if !fragments
        .iter()
        .any(|one| one.value.get(REFERENCES).is_some())
    {
        return Vec::new();
    }
    let files: Vec<File> = fragments
        .iter()
        .filter(|one| one.trust == Trust::Spec)
        .map(|one| File::new(&sources.get(one.source).name, &one.value))
        .collect();
    let mut all = Vec::new();
    for fragment in fragments.iter_mut() {
        let Some(Value::Array(references)) = fragment
            .value
            .as_object_mut()
            .and_then(|value| value.shift_remove(REFERENCES))
        else {
            continue;
        };
        let resolved = follow(fragment, &references, &files, sources, diagnostics);
        if resolved.found == 0 {
            fragment.value = Value::Null;
        }
        all.push(resolved);
    }
    fragments.retain(|one| !one.value.is_null());
    all
}

/// A whole specification among the sources.
struct File {
    name: String,
    operations: Vec<Listed>,
}

struct Listed {
    method: String,
    path: String,
    template: String,
    id: Option<String>,
}

impl File {
    fn new(name: &str, document: &Value) -> Self {
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if METHODS.contains(&method.as_str()) {
                    operations.push(Listed {
                        method: method.clone(),
                        path: path.clone(),
                        template: template(path),
                        id: operation["operationId"].as_str().map(str::to_owned),
                    });
                }
            }
        }
        Self {
            name: name.to_owned(),
            operations,
        }
    }

    fn find(&self, target: &Target) -> Vec<&Listed> {
        let wanted = |one: &&Listed| match target {
            Target::Operation(method, path) => {
                one.method == *method && one.template == template(path)
            }
            Target::Id(id) => one.id.as_deref() == Some(id),
            Target::Pointer(pointer) => {
                let own = Pointer::root().join("paths").join(&one.path);
                let pointer = pointer.trim_start_matches('#');
                own.as_str() == pointer || own.join(&one.method).as_str() == pointer
            }
            Target::Whole => true,
        };
        self.operations.iter().filter(wanted).collect()
    }
}

fn follow(
    fragment: &mut Fragment,
    references: &[Value],
    files: &[File],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Resolved {
    let page = sources.get(fragment.source).name.clone();
    let root = Pointer::root().join(REFERENCES);
    let mut paths = Map::new();
    let mut places = Vec::new();
    let mut missing: Vec<(String, String, Span)> = Vec::new();
    let mut found = 0;
    for (index, reference) in references.iter().enumerate() {
        let span = fragment.locate(&root.index(index), sources);
        let target = target(&reference["target"]);
        let names: Vec<&str> = reference["files"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let operations = look_up(&page, &names, &target, files);
        if operations.is_empty() {
            let file = names.first().map_or("a specification", |name| *name);
            missing.push((said(&target), file.to_owned(), span));
            continue;
        }
        if target == Target::Whole {
            // The file says all of it; the page has nothing to add to each operation.
            found += operations.len();
            continue;
        }
        for operation in operations {
            found += 1;
            let at = Pointer::root().join("paths").join(&operation.path);
            places.push((at.join(&operation.method), span));
            let item = paths
                .entry(operation.path.clone())
                .or_insert_with(|| json!({}));
            let mut stated = Map::new();
            if let Some(summary) = reference["summary"].as_str() {
                stated.insert("summary".to_owned(), json!(summary));
            }
            item[operation.method.as_str()] = Value::Object(stated);
        }
    }
    fragment.value["paths"] = Value::Object(paths);
    fragment.places = places;
    let count = missing.len();
    report(missing, files.is_empty(), diagnostics);
    Resolved {
        source: fragment.source,
        found,
        missing: count,
    }
}

fn target(value: &Value) -> Target {
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    if let (Some(method), Some(path)) = (text("method"), text("path")) {
        return Target::Operation(method, path);
    }
    text("id")
        .map(Target::Id)
        .or_else(|| text("pointer").map(Target::Pointer))
        .unwrap_or(Target::Whole)
}

fn said(target: &Target) -> String {
    match target {
        Target::Operation(method, path) => format!("`{} {path}`", method.to_uppercase()),
        Target::Id(id) => format!("`{id}`"),
        Target::Pointer(pointer) => format!("`{pointer}`"),
        Target::Whole => "all of it".to_owned(),
    }
}

/// The operations in the file that the page names. A dump may have renamed the file; then any
/// file counts that states the operation.
fn look_up<'f>(page: &str, names: &[&str], target: &Target, files: &'f [File]) -> Vec<&'f Listed> {
    let mut ranked: Vec<(usize, &File)> = files
        .iter()
        .filter_map(|file| {
            let rank = names.iter().filter_map(|name| rank(name, page, &file.name));
            Some((rank.min()?, file))
        })
        .collect();
    ranked.sort_by_key(|(rank, file)| (*rank, file.name.as_str()));
    let named = ranked.iter().map(|(_, file)| file.find(target));
    if let Some(found) = named.into_iter().find(|found| !found.is_empty()) {
        return found;
    }
    if *target == Target::Whole || !ranked.is_empty() {
        return Vec::new();
    }
    let any = files.iter().map(|file| file.find(target));
    any.into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// How well a file's name fits what a page calls it: its path, its last part, or that without the
/// ending.
fn rank(called: &str, page: &str, file: &str) -> Option<usize> {
    let called = called.trim().trim_matches(['<', '>', '"']);
    let called = called.split(['?', '#']).next().unwrap_or(called);
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let stem = |path: &str| {
        let last = last(path);
        last.split('.').next().unwrap_or("").to_owned()
    };
    if !called.contains("://") && joined(page, called).as_deref() == Some(file) {
        Some(0)
    } else if last(called).contains('.') && last(called) == last(file) {
        Some(1)
    } else if !last(called).contains('.') && !stem(called).is_empty() && stem(called) == stem(file)
    {
        Some(2)
    } else {
        None
    }
}

/// A path relative to a page. `None` when it leads out of the folder.
fn joined(page: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// One warning per page and file.
fn report(missing: Vec<(String, String, Span)>, no_files: bool, diagnostics: &mut Diagnostics) {
    let mut by_file: Vec<(String, Vec<String>, Span)> = Vec::new();
    for (what, file, span) in missing {
        match by_file.iter_mut().find(|(name, ..)| *name == file) {
            Some((_, list, _)) => list.push(what),
            None => by_file.push((file, vec![what], span)),
        }
    }
    for (file, mut list, span) in by_file {
        let count = list.len();
        list.truncate(3);
        let more = if count > list.len() { " …" } else { "" };
        let message = format!(
            "the page only points to {}{more} in `{file}`, where it cannot be found",
            list.join(", ")
        );
        let help = if no_files {
            "put the specification file beside the pages"
        } else {
            "put that file beside the pages, or mend the page"
        };
        diagnostics.push(
            Diagnostic::warning("reference-unresolved", message)
                .at(span, format!("{count} here and below"))
                .help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{joined, rank};

    #[test]
    fn files_are_known_by_path_name_or_stem() {
        let page = "docs/api/topic.md";
        assert_eq!(
            rank("../assets/a.yaml", page, "docs/assets/a.yaml"),
            Some(0)
        );
        assert_eq!(rank("https://x/y/A.yaml?key=1", page, "z/a.yaml"), Some(1));
        assert_eq!(rank("harbour", page, "specs/harbour.json"), Some(2));
        assert_eq!(rank("b.yaml", page, "a.yaml"), None);
        assert_eq!(rank("", page, ".yaml"), None);
        assert_eq!(joined("a.md", "../../x.yaml"), None);
    }
}
