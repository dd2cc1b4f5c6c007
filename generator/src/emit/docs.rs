//! Documentation comments.

use super::code::{Lit, code};
use super::lines::Lines;
use super::markdown;
use crate::model::{Docs, Origin, stated};

/// How an item was stated, where no specification states it, to be said behind its place.
pub(super) fn manner(origin: &Origin) -> String {
    origin
        .trust
        .map_or(String::new(), |trust| format!(", {}", stated(trust)))
}

impl Lines {
    /// The documentation of an item, with where it comes from when `origin` says what it is there.
    pub(crate) fn docs(&mut self, docs: &Docs, origin: Option<&str>) {
        let mut comment = Comment {
            lines: self,
            is_empty: true,
        };
        let base = docs
            .origin
            .as_ref()
            .and_then(|origin| origin.url.as_deref());
        for paragraph in &docs.text {
            comment.paragraph(paragraph, base);
        }
        comment.facts(&docs.facts, base);
        if let (Some(what), Some(origin)) = (origin, &docs.origin) {
            let trust = manner(origin);
            let what = if what.is_empty() {
                String::new()
            } else {
                format!(" (`{}`)", code_span(what))
            };
            match &origin.url {
                Some(url) => {
                    let url = markdown::one_line(url);
                    comment.paragraph(&format!("From {url}{what}{trust}"), None);
                }
                None if !what.is_empty() || !trust.is_empty() => {
                    comment.paragraph(&format!("From the document{what}{trust}"), None)
                }
                None => {}
            }
        }
        if let Some(note) = &docs.deprecated {
            self.deprecated(note);
        }
    }

    /// Documentation that is this crate's own.
    pub(crate) fn doc(&mut self, text: &str) {
        self.comment("///", text);
    }

    fn deprecated(&mut self, note: &str) {
        if note.trim().is_empty() {
            self.line("#[deprecated]");
        } else {
            self.line(code!("#[deprecated = ", Lit(note.trim()), "]"));
        }
    }
}

/// A documentation comment in the making.
pub(crate) struct Comment<'l> {
    pub(crate) lines: &'l mut Lines,
    pub(crate) is_empty: bool,
}

impl Comment<'_> {
    /// A blank line before a paragraph that is not the first.
    pub(crate) fn gap(&mut self) {
        if !self.is_empty {
            self.lines.comment("///", "");
        }
        self.is_empty = false;
    }

    pub(crate) fn paragraph(&mut self, text: &str, base: Option<&str>) {
        let lines = markdown::lines(text, self.lines.indent(), base);
        if lines.iter().all(String::is_empty) {
            return;
        }
        self.gap();
        for line in lines {
            self.lines.comment("///", &line);
        }
    }

    pub(crate) fn facts(&mut self, facts: &[String], base: Option<&str>) {
        match facts {
            [] => {}
            [fact] => self.paragraph(fact, base),
            facts => {
                let list: Vec<String> = facts
                    .iter()
                    .map(|fact| {
                        format!(
                            "- {}",
                            fact.split_whitespace().collect::<Vec<_>>().join(" ")
                        )
                    })
                    .collect();
                self.paragraph(&list.join("\n"), base);
            }
        }
    }
}

/// Text for within backticks.
pub(crate) fn code_span(text: &str) -> String {
    markdown::one_line(&text.replace('`', "'"))
}
