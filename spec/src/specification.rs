//! Whole OpenAPI files among the pages.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment, Trust};
use crate::source::{SourceId, Sources};

/// Whether a source is a data file and no page, by its name and its first characters.
pub(crate) fn is_data(source: SourceId, sources: &Sources) -> bool {
    let source = sources.get(source);
    let name = source.name.to_ascii_lowercase();
    let by_name = [".json", ".yaml", ".yml"]
        .iter()
        .any(|end| name.ends_with(end));
    // A download that went wrong is a page of HTML under the name of a data file.
    by_name && !source.text.trim_start().starts_with('<')
}

/// Reads a whole OpenAPI file. A data file of another kind gives nothing.
pub(crate) fn read(
    source: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Fragment, &'static str> {
    let embedded = Embedded::file(source, sources);
    let value = embedded
        .read(sources, diagnostics)
        .ok_or("cannot be read")?;
    if value.get("asyncapi").is_some() {
        let message = "an AsyncAPI document describes no HTTP operations and is left out";
        diagnostics.push(Diagnostic::note("not-http", message).at(embedded.span, ""));
        return Err("an AsyncAPI document");
    }
    let version = value.get("openapi").or_else(|| value.get("swagger"));
    if !version.is_some_and(|version| version.is_string() || version.is_number()) {
        return Err("a data file that is no OpenAPI document");
    }
    if !matches!(value, Value::Object(_)) {
        return Err("a data file that is no OpenAPI document");
    }
    Ok(Fragment {
        platform: "openapi",
        trust: Trust::Spec,
        source,
        url: None,
        dated: None,
        scope: Some(sources.get(source).name.clone()),
        value,
        text: Some(embedded),
        places: Vec::new(),
    })
}
