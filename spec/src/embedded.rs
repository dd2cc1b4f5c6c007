//! A YAML or JSON text in a fence of a page, read with its places.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::{Embedded, Fragment, Syntax};
use crate::page::Fence;
use crate::pointer::Pointer;
use crate::source::{SourceId, Sources, Span};
use crate::yaml;

impl Embedded {
    /// The text that a fence holds. JSON is told by its first character.
    #[must_use]
    pub fn of(fence: &Fence, sources: &Sources) -> Self {
        let text = &sources.get(fence.body.source).text[fence.body.start..fence.body.end];
        let syntax = match text.trim_start().as_bytes().first() {
            Some(b'{' | b'[') => Syntax::Json,
            _ => Syntax::Yaml,
        };
        Self {
            span: fence.body,
            syntax,
            indent: fence.indent,
        }
    }

    /// A whole data file. One that is called YAML is, also when it begins with a brace.
    pub(crate) fn file(source: SourceId, sources: &Sources) -> Self {
        let file = sources.get(source);
        let yaml = file.name.ends_with(".yaml") || file.name.ends_with(".yml");
        Self {
            span: Span::new(source, 0, file.text.len()),
            syntax: match yaml::is_json(&file.text) && !yaml {
                true => Syntax::Json,
                false => Syntax::Yaml,
            },
            indent: 0,
        }
    }

    /// The value of the text. What is wrong with it is said, with its line.
    #[must_use]
    pub fn read(&self, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Value> {
        let text = self.text(sources);
        let mut doubles = Vec::new();
        let (result, name) = match self.syntax {
            Syntax::Json => (yaml::read_json(&text, &mut doubles), "JSON"),
            Syntax::Yaml => (yaml::read(&text), "YAML"),
        };
        for problem in doubles {
            let warning = Diagnostic::warning("duplicate-key", problem.message)
                .at(self.outer(&problem.range, sources), "this one holds");
            let first = problem.other.unwrap_or(problem.range);
            let warning = warning.and(self.outer(&first, sources), "left out");
            diagnostics.push(warning.help("remove one of the two"));
        }
        let problems = match result {
            Ok(value) => return Some(value),
            Err(problems) => problems,
        };
        for problem in problems {
            let message = format!("this is no {name} that can be read: {}", problem.message);
            let mut diagnostic = Diagnostic::error("bad-fragment", message)
                .at(self.outer(&problem.range, sources), "");
            if let Some(other) = &problem.other {
                diagnostic = diagnostic.and(self.outer(other, sources), "first here");
            }
            diagnostics.push(diagnostic.help("mend the page, or leave it out of the folder"));
        }
        None
    }

    /// The range in the page of the value at a pointer.
    #[must_use]
    pub fn locate(&self, pointer: &Pointer, sources: &Sources) -> Span {
        let source = sources.get(self.span.source);
        let is_all = self.indent == 0 && self.span.end - self.span.start == source.text.len();
        let range = match is_all {
            true => source.places.locate(&source.text, pointer),
            false => yaml::locate(&self.text(sources), pointer),
        };
        self.outer(&range, sources)
    }

    fn text<'s>(&self, sources: &'s Sources) -> Cow<'s, str> {
        let text = &sources.get(self.span.source).text[self.span.start..self.span.end];
        if self.indent == 0 {
            return Cow::Borrowed(text);
        }
        Cow::Owned(
            text.split_inclusive('\n')
                .map(|line| &line[self.cut(line)..])
                .collect(),
        )
    }

    /// How much of a line is the fence's indent.
    fn cut(&self, line: &str) -> usize {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        spaces.min(self.indent)
    }

    /// A range of the text without indent as a range of the page.
    fn outer(&self, range: &Range<usize>, sources: &Sources) -> Span {
        let text = &sources.get(self.span.source).text[self.span.start..self.span.end];
        let place = |wanted: usize| {
            let (mut inner, mut outer) = (0, 0);
            for line in text.split_inclusive('\n') {
                let cut = self.cut(line);
                let length = line.len() - cut;
                if wanted < inner + length {
                    return outer + cut + (wanted - inner);
                }
                inner += length;
                outer += line.len();
            }
            outer
        };
        let (start, end) = match self.indent {
            0 => (range.start.min(text.len()), range.end.min(text.len())),
            _ => (place(range.start), place(range.end)),
        };
        Span::new(
            self.span.source,
            self.span.start + start,
            self.span.start + end.max(start),
        )
    }
}

impl Fragment {
    /// The range that states the value at a pointer of this fragment.
    #[must_use]
    pub fn locate(&self, pointer: &Pointer, sources: &Sources) -> Span {
        let mut at = Some(pointer.clone());
        while let Some(pointer) = at {
            if let Some((_, span)) = self.places.iter().find(|(place, _)| *place == pointer) {
                return *span;
            }
            at = pointer.parent();
        }
        match &self.text {
            Some(text) => text.locate(pointer, sources),
            None => Span::new(self.source, 0, 0),
        }
    }
}
