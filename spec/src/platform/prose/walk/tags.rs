//! Fields that are stated as tags, and samples inside of tags.

use super::{LABEL, Sub, Walker};
use crate::fragment::Trust;
use crate::page::Block;
use crate::platform::facts::endpoint;
use crate::platform::facts::field::{Field, Location};
use crate::platform::facts::{text, types};
use crate::platform::prose::facts::SUCCESS;
use crate::platform::prose::mdx::{self, Element, Tag};
use crate::platform::prose::section::{Kind, Section};
use crate::source::Span;

impl Walker<'_> {
    /// Reads a tag. Gives the block after it and after what stands in it.
    pub(super) fn tag(&mut self, blocks: &[Block], at: usize, tag: &str) -> usize {
        let next = at + 1;
        let Some(block) = blocks.get(at) else {
            return next;
        };
        if let Some(section) = sample_section(tag) {
            self.stack.retain(|(level, _)| *level < LABEL);
            if !tag.starts_with("</") {
                // These stand beside the sections, wherever the page has them.
                self.stack.push((LABEL, section));
                self.sub = Sub::None;
            }
            return next;
        }
        if self.endpoint.is_none() || !mdx::opens(tag) {
            return next;
        }
        let source = &*self.sources.get(block.span.source).text;
        // A field may be longer than its blocks tell, but not longer than what is read here.
        let limit = blocks.last().map_or(source.len(), |last| last.span.end);
        let Some(text) = source.get(block.span.start..limit.max(block.span.end)) else {
            return next;
        };
        let mut from = 0;
        while let Some((element, end)) = text.get(from..).and_then(mdx::read) {
            self.element(&element, block.span.start + from, block.span);
            from += end;
            // Several fields may stand in one line, which is one block.
            if block.span.start + from >= block.span.end {
                break;
            }
        }
        let end = block.span.start + from;
        let inside = blocks[next..]
            .iter()
            .take_while(|block| block.span.start < end);
        next + inside.count()
    }

    fn element(&mut self, element: &Element, start: usize, block: Span) {
        let Some(mut field) = field(element, start, block, 0) else {
            return;
        };
        if element.tag == Tag::Param {
            // `path="x"` is also how any argument is written: only the template knows.
            if field.location == Some(Location::Path)
                && let Some(endpoint) = self.endpoint
            {
                let known = endpoint::path_names(&endpoint.path);
                let name = field.name.trim_matches(['{', '}', ':']);
                if !known.iter().any(|one| one.eq_ignore_ascii_case(name)) {
                    field.location = None;
                }
            }
            self.facts.fields.push((field, None));
            return;
        }
        let statuses = match self.section() {
            Some(section) if matches!(section.kind, Kind::Response | Kind::Errors) => {
                section.statuses.clone()
            }
            _ => Vec::new(),
        };
        let errors = self
            .section()
            .is_some_and(|section| section.kind == Kind::Errors);
        if statuses.is_empty() && !errors {
            let answer = self.facts.answer(SUCCESS, block, Trust::Table);
            answer.fields.push(field);
            return;
        }
        for code in &statuses {
            let answer = self.facts.answer(code, block, Trust::Table);
            answer.fields.push(field.clone());
        }
    }
}

/// The section that a tag of samples makes.
fn sample_section(tag: &str) -> Option<Section> {
    let name = tag.trim_start_matches(['<', '/']);
    let kind = if name.starts_with("ResponseExample") {
        Kind::Response
    } else if name.starts_with("RequestExample") {
        Kind::Parameters(Some(Location::Body))
    } else {
        return None;
    };
    Some(Section {
        kind,
        statuses: Vec::new(),
        media: None,
        open: false,
    })
}

/// A tag as a field. `start` is where its text starts in the source.
fn field(element: &Element, start: usize, block: Span, depth: usize) -> Option<Field> {
    let located = ["path", "query", "header", "cookie", "body"]
        .iter()
        .find_map(|word| Some((Location::of(word), element.attribute(word)?)));
    let (location, name) = match located {
        Some((location, name)) => (location, name),
        None => {
            let location = element.attribute("in").and_then(Location::of);
            (location, element.attribute("name")?)
        }
    };
    let place = start + element.start;
    let span = Span::new(block.source, place, place);
    let mut field = Field::named(name, span, Trust::Table)?;
    if let Some(kind) = element.attribute("type") {
        let deprecated = field.typed.deprecated;
        field.typed = types::read(kind);
        field.typed.deprecated |= deprecated;
    }
    field.location = location;
    field.typed.deprecated |= element.flag("deprecated");
    if element.attribute("required").is_some() {
        field.required = Some(element.flag("required"));
    } else if element.flag("optional") {
        field.required = Some(false);
    }
    let written = |names: &[&str]| {
        let value = names.iter().find_map(|name| element.attribute(name));
        value.filter(|value| !value.is_empty()).map(str::to_owned)
    };
    field.default = written(&["default"]);
    field.example = written(&["example", "initialValue", "placeholder"]);
    field.description = text::squeeze(&text::describe(element.text.trim()));
    field.settle();
    if depth < 24 {
        let nested = element.nested.iter();
        field.nested = nested
            .filter_map(|one| self::field(one, start, block, depth + 1))
            .map(|mut one| {
                // Inside of an object there is one place only.
                one.location = None;
                one
            })
            .collect();
    }
    Some(field)
}
