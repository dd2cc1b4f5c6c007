//! Pages for the readers' tests, and what comes out of them as text.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pagecrate_spec::diagnostic::{Diagnostics, Place};
use pagecrate_spec::fragment::Fragment;
use pagecrate_spec::page::Page;
use pagecrate_spec::platform::{Reader, readers};
use pagecrate_spec::source::Sources;

/// Adds a text and takes it apart.
pub(crate) fn page(sources: &mut Sources, name: &str, text: &str) -> Page {
    let id = sources.add(name, text);
    Page::read(id, sources, &mut Diagnostics::new())
}

/// The reader that takes the page, what it gives, and what it says.
pub(crate) fn run(
    page: &Page,
    sources: &Sources,
) -> Option<(&'static str, Vec<Fragment>, Diagnostics)> {
    let reader: &&dyn Reader = readers()
        .iter()
        .find(|reader| reader.recognise(page, sources))?;
    let mut diagnostics = Diagnostics::new();
    let fragments = reader.extract(page, sources, &mut diagnostics);
    Some((reader.name(), fragments, diagnostics))
}

/// A page's fragments as YAML with what was said, for snapshots.
pub(crate) fn show(text: &str) -> String {
    let mut sources = Sources::new();
    let page = page(&mut sources, "page.md", text);
    let Some((name, fragments, diagnostics)) = run(&page, &sources) else {
        return "no reader\n".to_owned();
    };
    let mut out = format!("reader: {name}\n");
    for fragment in fragments {
        let _ = writeln!(out, "trust: {:?}", fragment.trust);
        out.push_str(&serde_yaml::to_string(&fragment.value).expect("a value"));
        let _ = writeln!(out, "places: {}", fragment.places.len());
        for (pointer, span) in &fragment.places {
            assert!(
                fragment.value.pointer(pointer.as_str()).is_some(),
                "{pointer} is not in the document"
            );
            assert!(span.end <= text.len(), "{pointer} lies outside of the page");
        }
    }
    for one in &diagnostics {
        let place = one.labels.first().map(|label| &label.place);
        let line = match place {
            Some(Place::Span(span)) => sources.line(*span),
            _ => 0,
        };
        let _ = writeln!(
            out,
            "{:?}[{}] {}: {}",
            one.severity, one.code, line, one.message
        );
    }
    out
}

/// The operations of a fragment as `METHOD path`.
pub(crate) fn operations(fragment: &Fragment) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(paths) = fragment.value["paths"].as_object() {
        for (path, item) in paths {
            for method in item.as_object().expect("a path item").keys() {
                out.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    out
}

/// Every Markdown file of a folder beside the checkout, with its text, in order. Empty, and said,
/// where the folder is not there.
pub(crate) fn shared(folder: &str) -> Vec<(String, String)> {
    let mut files = shared_files(folder);
    files.retain(|(name, _)| name.ends_with(".md") || name.ends_with(".mdx"));
    files
}

/// Every text of such a folder, specification files among them.
pub(crate) fn shared_files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/docs")
        .join(folder);
    let mut files = Vec::new();
    gather(&root, &mut files);
    files.sort();
    if files.is_empty() {
        eprintln!("skipped: {} is not there", root.display());
    }
    files
        .into_iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            let name = path.strip_prefix(&root).ok()?.display().to_string();
            Some((name, text))
        })
        .collect()
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push(path);
        }
    }
}
