//! Whole OpenAPI files among the pages.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment, Trust};
use crate::source::{SourceId, Sources, Span};

/// Whether a source is a data file and no page: by its name, or because it begins as an OpenAPI
/// document does. Downloads keep no name, or that of the page that links to them.
pub(crate) fn is_data(source: SourceId, sources: &Sources) -> bool {
    is_named_data(source, sources) || begins_as_document(&sources.get(source).text)
}

/// Whether a source has the name of a data file.
pub(crate) fn is_named_data(source: SourceId, sources: &Sources) -> bool {
    let name = sources.get(source).name.to_ascii_lowercase();
    let ends = [".json", ".yaml", ".yml"];
    ends.iter().any(|end| name.ends_with(end))
}

fn begins_as_document(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut lines = text.lines().filter(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && line != "---"
    });
    let first = lines.next().unwrap_or("");
    if first.trim_start().starts_with('{') {
        let head = text.chars().take(200).collect::<String>();
        return head.contains("\"openapi\"") || head.contains("\"swagger\"");
    }
    // Front matter of a page may name its file under `openapi`; a version is a number.
    ["openapi:", "swagger:"].iter().any(|key| {
        let rest = first.strip_prefix(key).map(str::trim);
        let value = rest.map(|rest| rest.trim_matches(['"', '\'']));
        value.is_some_and(|value| {
            value.starts_with(['2', '3'])
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
    })
}

/// Reads a whole OpenAPI file. A data file of another kind gives nothing.
pub(crate) fn read(
    source: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Fragment, &'static str> {
    // A download that went wrong is a page of HTML under the name of a data file.
    if sources.get(source).text.trim_start().starts_with('<') {
        let message = "this data file is a page of HTML; its download went wrong";
        let place = Span::new(source, 0, 0);
        diagnostics.push(Diagnostic::warning("not-data", message).at(place, ""));
        return Err("HTML under the name of a data file");
    }
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
        dated: sources.get(source).dated.clone(),
        scope: Some(sources.get(source).name.clone()),
        value,
        text: Some(embedded),
        places: Vec::new(),
    })
}
