//! Pages that name their operation, which a specification file states: sources by their front
//! matter, and pages of a concatenation by a line.

use serde_json::Value;

use super::NAME;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Fragment;
use crate::page::{BlockKind, Page};
use crate::platform::Reader;
use crate::platform::excerpt;
use crate::platform::facts::endpoint;
use crate::platform::prose::Prose;
use crate::platform::reference::{self, Reference, Target};
use crate::source::Sources;

/// Reads `openapi: [specification] METHOD /path` in front matter, and `[specification] method
/// /path` below a page's title.
pub(in crate::platform) struct Source;

impl Reader for Source {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, _: &Sources) -> bool {
        stated(page).is_some()
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let (file, method, path) = match stated(page) {
            Some(Stated::Operation(file, method, path)) => (file, method, path),
            Some(Stated::Else(message)) => {
                let place = excerpt::front_matter_line(page, "openapi", sources);
                diagnostics.push(Diagnostic::note("not-http", message).at(place, ""));
                return Vec::new();
            }
            None => return Vec::new(),
        };
        let reference = Reference {
            files: file.into_iter().map(str::to_owned).collect(),
            target: Target::Operation(method.to_owned(), path.to_owned()),
            summary: page.title.clone(),
            span: excerpt::front_matter_line(page, "openapi", sources),
        };
        let mut fragments: Vec<Fragment> = Vec::new();
        fragments.extend(reference::fragment(page, NAME, &[reference]));
        // Many such pages describe their operation in words and tables as well.
        let mut said = Diagnostics::new();
        if Prose.recognise(page, sources) {
            fragments.extend(Prose.extract(page, sources, &mut said));
        }
        diagnostics.append(said);
        fragments
    }
}

/// What the front matter names.
enum Stated<'p> {
    /// The specification, the method and the path.
    Operation(Option<&'p str>, &'static str, &'p str),
    /// What it is instead.
    Else(&'static str),
}

fn stated(page: &Page) -> Option<Stated<'_>> {
    let text = |key: &str| page.front_matter.get(key).and_then(Value::as_str);
    if text("asyncapi").is_some() {
        return Some(Stated::Else(
            "an AsyncAPI channel is no HTTP operation and is left out",
        ));
    }
    let Some(text) = text("openapi") else {
        return concatenated(page);
    };
    if let Some((file, method, path)) = operation(text) {
        return Some(Stated::Operation(file, method, path));
    }
    let hook = text.split_whitespace().any(|word| word == "webhook");
    let message = "the page only points to a webhook of a specification file";
    hook.then_some(Stated::Else(message))
}

/// `[specification] METHOD /path`.
fn operation(text: &str) -> Option<(Option<&str>, &'static str, &str)> {
    let (rest, path) = text.trim().rsplit_once(char::is_whitespace)?;
    let rest = rest.trim_end();
    let (file, method) = match rest.rsplit_once(char::is_whitespace) {
        Some((file, method)) => (Some(file.trim()), method),
        None => (None, rest),
    };
    let method = endpoint::method(method)?;
    path.starts_with('/').then_some((file, method, path))
}

/// In a concatenation of pages of 2025 the fragment became a line: `openapi.yaml post /things`.
/// The method is in small letters, unlike what people write, and the page's address stands above.
fn concatenated(page: &Page) -> Option<Stated<'_>> {
    page.url.as_ref()?;
    let line = page
        .blocks
        .iter()
        .take(6)
        .find_map(|block| match &block.kind {
            BlockKind::Paragraph(line) if !line.raw.starts_with("Source:") => {
                Some(line.raw.as_str())
            }
            _ => None,
        })?;
    let (file, method, path) = operation(line)?;
    let small = line.split_whitespace().any(|word| word == method);
    let single = file.is_none_or(|file| !file.contains(char::is_whitespace));
    (small && single).then_some(Stated::Operation(file, method, path))
}

#[cfg(test)]
mod tests {
    use super::operation;

    #[test]
    fn references_name_a_file_or_none() {
        for (text, said) in [
            ("GET /things", Some((None, "get", "/things"))),
            (
                "/a/b.json POST /x/{id}",
                Some((Some("/a/b.json"), "post", "/x/{id}")),
            ),
            (
                "my api.yaml delete  /x",
                Some((Some("my api.yaml"), "delete", "/x")),
            ),
            ("get started", None),
            ("webhook orderMade", None),
            ("3.1.0", None),
        ] {
            assert_eq!(operation(text), said, "{text}");
        }
    }
}
