//! Template tags such as `{% swagger path="/x" %}`, which GitBook and Redocly put into Markdown.

use indexmap::IndexMap;

use crate::page::{BlockKind, Page};
use crate::source::{Sources, Span};

/// A tag outside of code.
#[derive(Clone, Debug)]
pub(super) struct TemplateTag {
    /// Its name: `swagger`, `endswagger`, `/tabs`.
    pub name: String,
    /// What stands behind the name, `key="value"` each.
    pub attributes: IndexMap<String, String>,
    /// The tag with its brackets.
    pub span: Span,
}

/// No page has more.
const MOST: usize = 20_000;
/// No tag is longer, in bytes.
const LONGEST: usize = 64 << 10;

impl TemplateTag {
    /// An attribute that is there and not empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let value = self.attributes.get(key)?.trim();
        (!value.is_empty()).then_some(value)
    }
}

/// Every tag of a page, in order.
pub(super) fn tags(page: &Page, sources: &Sources) -> Vec<TemplateTag> {
    let text = &*sources.get(page.source).text;
    let fences: Vec<Span> = page
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Fence(_)))
        .map(|block| block.span)
        .collect();
    let mut tags = Vec::new();
    let mut at = page.span.start;
    let mut next_fence = 0;
    while tags.len() < MOST {
        let Some(start) = text
            .get(at..page.span.end)
            .and_then(|rest| rest.find("{%"))
            .map(|found| at + found)
        else {
            break;
        };
        while fences.get(next_fence).is_some_and(|one| one.end <= start) {
            next_fence += 1;
        }
        if let Some(fence) = fences.get(next_fence).filter(|one| one.start <= start) {
            at = fence.end;
            continue;
        }
        let limit = crate::platform::facts::text::cut(&text[start..page.span.end], LONGEST);
        let Some(length) = limit.find("%}") else {
            at = start + 2;
            continue;
        };
        at = start + length + 2;
        let (name, attributes) = parse(&text[start + 2..start + length]);
        tags.push(TemplateTag {
            name,
            attributes,
            span: Span::new(page.source, start, at),
        });
    }
    tags
}

/// The name and the attributes of a tag's inside.
fn parse(inside: &str) -> (String, IndexMap<String, String>) {
    let inside = inside.trim().trim_end_matches('/').trim_end();
    let end = inside
        .find(|c: char| c.is_whitespace())
        .unwrap_or(inside.len());
    let mut attributes = IndexMap::new();
    let mut rest = inside[end..].trim_start();
    while let Some((key, after)) = rest.split_once('=') {
        // A word without a value may stand before the key.
        let key = key.trim().rsplit(char::is_whitespace).next().unwrap_or("");
        let (value, after) = value(after.trim_start());
        if !key.is_empty() {
            attributes
                .entry(key.to_owned())
                .or_insert_with(|| value.clone());
        }
        rest = after;
    }
    (inside[..end].to_owned(), attributes)
}

/// A value and what follows it: quoted, in brackets, or up to the next space.
fn value(text: &str) -> (String, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let mut out = String::new();
            let mut chars = text.char_indices().skip(1);
            while let Some((at, c)) = chars.next() {
                match c {
                    '\\' => out.extend(chars.next().map(|(_, c)| c)),
                    c if c == quote => return (out, &text[at + 1..]),
                    c => out.push(c),
                }
            }
            (out, "")
        }
        Some(open @ ('{' | '[')) => {
            let close = if open == '{' { '}' } else { ']' };
            let end = crate::platform::facts::text::matching(text, open, close);
            let end = end.map_or(text.len(), |at| at + 1);
            (text[..end].to_owned(), &text[end..])
        }
        _ => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            (text[..end].to_owned(), &text[end..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_attributes_in_any_order_and_quotes() {
        let (name, attributes) =
            parse(r#" swagger method='get' expanded path="/a \"b\"" parameters={a: {b: 1}} n=1 /"#);
        assert_eq!(name, "swagger");
        let list: Vec<(&str, &str)> = attributes
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            list,
            [
                ("method", "get"),
                ("path", "/a \"b\""),
                ("parameters", "{a: {b: 1}}"),
                ("n", "1")
            ]
        );
        for odd in [
            "", "x", "x =", "x a=\"", "x a='é", "x a={", "=\"\"", "x é=é",
        ] {
            let _ = parse(odd);
        }
    }
}
