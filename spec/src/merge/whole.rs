//! Whole specification files: joined with the files beside them, and brought to OpenAPI 3.

use std::collections::HashMap;

use serde_json::Value;

use crate::bundle::{Bundled, bundle};
use crate::diagnostic::{Diagnostics, Place};
use crate::fragment::{Embedded, Fragment};
use crate::pointer::Pointer;
use crate::source::{SourceId, Sources, Span};
use crate::swagger::{self, Converted};

/// What was done to a file, kept to find places in the texts that people wrote.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    /// Their values are not kept.
    bundled: Bundled,
    converted: Option<Converted>,
    sources: Vec<SourceId>,
}

impl Whole {
    /// Makes one OpenAPI 3 document of a file and those that it refers to. `None` when the file is
    /// that already.
    pub(super) fn make(
        fragment: &Fragment,
        value: &mut Value,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        fragment.text?;
        let root = &sources.get(fragment.source).name;
        let mut found = Diagnostics::new();
        let ids: HashMap<&str, SourceId> = sources
            .iter()
            .map(|(id, source)| (source.name.as_str(), id))
            .collect();
        let mut load = |name: &str| read(*ids.get(name)?, sources);
        let mut bundled = bundle(root, value.take(), &mut load, &mut found);
        *value = bundled.value.take();
        let mut whole = Self {
            sources: bundled
                .files
                .iter()
                .filter_map(|name| ids.get(name.as_str()).copied())
                .collect(),
            bundled,
            converted: None,
        };
        if value.get("swagger").is_some() {
            let mut converted = swagger::convert(value.take(), &mut found);
            *value = converted.value.take();
            whole.converted = Some(converted);
        }
        found.places(|place| match place {
            Place::Pointer(pointer) => Place::Span(whole.locate(fragment, &pointer, sources)),
            span => span,
        });
        diagnostics.append(found);
        (whole.converted.is_some() || whole.sources.len() > 1).then_some(whole)
    }

    /// The range that states the value at a pointer of the document.
    pub(crate) fn locate(&self, fragment: &Fragment, pointer: &Pointer, sources: &Sources) -> Span {
        let pointer = match &self.converted {
            Some(converted) => converted.origin(pointer),
            None => pointer.clone(),
        };
        let (file, pointer) = self.bundled.origin(&pointer);
        match self.sources.get(file) {
            Some(source) if file > 0 => Embedded::file(*source, sources).locate(&pointer, sources),
            _ => fragment.locate(&pointer, sources),
        }
    }

    /// The files besides the first that the document is made of.
    pub(crate) fn joined(&self) -> &[SourceId] {
        self.sources.get(1..).unwrap_or_default()
    }
}

fn read(source: SourceId, sources: &Sources) -> Option<Value> {
    let name = &sources.get(source).name;
    // A description may stand in a page of its own.
    if name.ends_with(".md") || name.ends_with(".txt") {
        return Some(Value::String(sources.get(source).text.to_string()));
    }
    // What is wrong with it is said when it is read as one of the sources.
    Embedded::file(source, sources).read(sources, &mut Diagnostics::new())
}
