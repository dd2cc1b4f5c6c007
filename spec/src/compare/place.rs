//! Where a thing of the merged document stands for people.

use serde::Serialize;

use super::State;
use crate::merge::METHODS;
use crate::pointer::Pointer;

/// A page and a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// The page's name.
    pub page: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The page's address.
    pub url: Option<String>,
}

/// The strongest page that states the piece at a pointer of the merged document.
#[must_use]
pub fn locate(state: State<'_>, at: &Pointer) -> Option<Location> {
    // Only the first page is looked into: finding a place in a page means to read it.
    let (origins, below) = state.provenance.origins(at)?;
    let origin = origins.first()?;
    let stated = state.provenance.fragment(origin);
    let inner = below
        .iter()
        .fold(origin.pointer.clone(), |at, token| at.join(token));
    let span = stated.locate(&inner, state.sources);
    Some(Location {
        page: state.sources.get(span.source).name.clone(),
        line: state.sources.line(span),
        url: stated.fragment.url.clone().or_else(|| noted(state, at)),
    })
}

/// The address that a merged document notes on the operation around a place.
fn noted(state: State<'_>, at: &Pointer) -> Option<String> {
    let tokens: Vec<String> = at.tokens().take(3).collect();
    let [section, path, method] = tokens.as_slice() else {
        return None;
    };
    if section != "paths" || !METHODS.contains(&method.as_str()) {
        return None;
    }
    let operation = state.document.get("paths")?.get(path)?.get(method)?;
    let url = operation.get("externalDocs")?.get("url")?.as_str()?;
    Some(url.to_owned())
}
