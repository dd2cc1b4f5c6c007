//! The `UsageSnippet` comment: the one place where the operation behind a method is named.

use crate::page::{Block, BlockKind};
use crate::platform::facts::endpoint;
use crate::source::Sources;

/// What the comment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    /// `operationId`.
    pub id: Option<String>,
    /// In lower case.
    pub method: String,
    /// The template.
    pub path: String,
}

const MARK: &str = "UsageSnippet";

/// Reads `<!-- UsageSnippet language=".." operationID=".." method=".." path=".." -->` or
/// `{/* UsageSnippet … */}` in a block of its own.
pub(super) fn read(block: &Block, sources: &Sources) -> Option<Snippet> {
    if !matches!(block.kind, BlockKind::Tag(_) | BlockKind::Paragraph(_)) {
        return None;
    }
    let text = sources
        .get(block.span.source)
        .text
        .get(block.span.start..block.span.end)?
        .trim_start();
    let comment = text
        .strip_prefix("<!--")
        .or_else(|| text.strip_prefix("{/*"))
        .or_else(|| text.strip_prefix("{/\\*"))?;
    parse(comment.trim_start().strip_prefix(MARK)?)
}

fn parse(attributes: &str) -> Option<Snippet> {
    let mut id = None;
    let mut method = None;
    let mut path = None;
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once('=') {
        let key = key.trim().rsplit(char::is_whitespace).next().unwrap_or("");
        let after = after.trim_start();
        let quote = after.chars().next()?;
        if !matches!(quote, '"' | '\'') {
            rest = after;
            continue;
        }
        let (value, after) = after[1..].split_once(quote)?;
        match key.to_ascii_lowercase().as_str() {
            "operationid" => id = Some(value.replace("\\_", "_")),
            "method" => method = Some(value),
            "path" => path = Some(value.replace("\\_", "_")),
            _ => {}
        }
        rest = after;
    }
    let found = endpoint::parse(method?, &path?)?;
    Some(Snippet {
        id: id.filter(|id| !id.is_empty()),
        method: found.method,
        path: found.path,
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_attributes_in_any_order() {
        let found = parse(r#" language="go" path="/a/{b_c}" method="POST" operationID="doIt" -->"#)
            .unwrap();
        assert_eq!(
            (
                found.id.as_deref(),
                found.method.as_str(),
                found.path.as_str()
            ),
            (Some("doIt"), "post", "/a/{b_c}")
        );
        for text in [
            "",
            " method=\"get\"",
            " method=\"get\" path=\"",
            " method=\"x\" path=\"/\"",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
