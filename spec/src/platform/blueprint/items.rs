//! The lists of a blueprint as trees: what stands below what is told by indentation.

use crate::source::{SourceId, Span};

/// A list item with what belongs to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub indent: usize,
    /// The first line without its marker.
    pub text: String,
    /// The lines below that are no items, their indentation kept.
    pub lines: Vec<String>,
    /// The items below.
    pub items: Vec<Item>,
    /// The bytes of the first line in the source.
    pub range: (usize, usize),
}

impl Item {
    /// The words of the item in front of anything else: `Response`, `Attributes`.
    pub(super) fn keyword(&self) -> &str {
        let text = self.text.trim();
        let end = text
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(text.len());
        &text[..end]
    }

    /// What follows the keyword.
    pub(super) fn rest(&self) -> &str {
        self.text.trim()[self.keyword().len()..].trim()
    }

    /// The first item below with a keyword.
    pub(super) fn child(&self, keyword: &str) -> Option<&Self> {
        self.items.iter().find(|item| item.keyword() == keyword)
    }

    /// The lines below as one text, without fence marks and common indentation.
    pub(super) fn code(&self) -> String {
        let lines = self.lines.iter().map(String::as_str);
        let lines: Vec<&str> = lines.filter(|line| !is_fence(line)).collect();
        let indent = lines
            .iter()
            .filter(|line| !line.trim().is_empty())
            .map(|line| line.len() - line.trim_start().len())
            .min()
            .unwrap_or(0);
        let lines: Vec<&str> = lines
            .iter()
            .map(|line| line.get(indent..).unwrap_or(""))
            .collect();
        lines.join("\n").trim().to_owned()
    }

    /// The lines below as running text.
    pub(super) fn words(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.trim()).collect();
        lines.join(" ").trim().to_owned()
    }

    pub(super) fn span(&self, source: SourceId) -> Span {
        Span::new(source, self.range.0, self.range.1)
    }
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// A line of a section with the byte that it starts at.
pub(super) type Line<'t> = (usize, &'t str);

/// Items nest no deeper.
const DEEPEST: usize = 40;

/// The words before the first item, and the items.
pub(super) fn read(lines: &[Line<'_>]) -> (Vec<String>, Vec<Item>) {
    let mut words = Vec::new();
    let mut open: Vec<Item> = vec![Item::default()];
    let mut fenced = false;
    for (start, raw) in lines {
        let line = raw.replace('\t', "    ");
        let line = line.trim_end();
        let indent = line.len() - line.trim_start().len();
        let marked = if fenced { None } else { marker(line) };
        fenced ^= is_fence(line);
        // What stands eight or more behind an item is code (API Blueprint, "Assets").
        let holder = open.iter().skip(1).rev().find(|one| one.indent < indent);
        let is_code = holder.is_some_and(|one| indent - one.indent >= 8);
        match marked {
            Some(text) if !is_code && open.len() < DEEPEST => {
                close(&mut open, indent);
                open.push(Item {
                    indent,
                    text: text.to_owned(),
                    range: (*start, start + raw.trim_end().len()),
                    ..Item::default()
                });
            }
            _ if open.len() == 1 => words.push(line.to_owned()),
            _ => {
                let at = open
                    .iter()
                    .rposition(|one| one.indent < indent)
                    .filter(|at| *at > 0)
                    .unwrap_or(open.len() - 1);
                open[at].lines.push(line.to_owned());
            }
        }
    }
    close(&mut open, 0);
    let items = open.pop().map(|root| root.items).unwrap_or_default();
    (words, items)
}

/// Puts open items that are not left of a column into their holders.
fn close(open: &mut Vec<Item>, indent: usize) {
    while open.len() > 1 && open.last().is_some_and(|one| one.indent >= indent) {
        if let Some(item) = open.pop()
            && let Some(holder) = open.last_mut()
        {
            holder.items.push(item);
        }
    }
}

fn marker(line: &str) -> Option<&str> {
    let body = line.trim_start();
    ["+ ", "- ", "* "]
        .iter()
        .find_map(|mark| body.strip_prefix(mark))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn tells_items_from_code() {
        let text = "Words.\n\n+ Response 200\n    + Headers\n\n            X-A: 1\n\n    + Body\n\n            [\n            - 1\n            ]\n+ Response 404\n\n        + no\n";
        let mut at = 0;
        let lines: Vec<(usize, &str)> = text
            .lines()
            .map(|line| {
                at += line.len() + 1;
                (at - line.len() - 1, line)
            })
            .collect();
        let (words, items) = read(&lines);
        assert_eq!(words[0], "Words.");
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].items.len(), 2);
        assert_eq!(
            items[0].child("Body").map(super::Item::code).as_deref(),
            Some("[\n- 1\n]")
        );
        assert_eq!(items[1].code(), "+ no");
    }
}
