//! Paragraphs and lines with labels.

use super::{LABEL, Sub, Walker};
use crate::fragment::Trust;
use crate::page::Inline;
use crate::platform::facts::field::Location;
use crate::platform::facts::{columns, endpoint, status, text, types};
use crate::platform::prose::auth;
use crate::platform::prose::items::{self, Strictness};
use crate::platform::prose::section::{self, Kind, Section};
use crate::source::Span;

impl Walker<'_> {
    pub(super) fn paragraph(&mut self, line: &Inline, span: Span, stated: bool) {
        let shown = text::line(&line.raw);
        if let Some(section) = label(line, &shown) {
            self.push(LABEL, section);
            return;
        }
        let mut labelled = stated;
        for raw in line.raw.lines().take(50) {
            labelled |= self.labelled(&text::line(raw), span);
        }
        if labelled {
            return;
        }
        if let Sub::Field = self.sub {
            self.describe_last(line);
            return;
        }
        let Some((kind, statuses)) = self.section().map(|one| (one.kind, one.statuses.clone()))
        else {
            if matches!(self.sub, Sub::None) {
                self.about(&line.raw);
            }
            return;
        };
        match kind {
            Kind::Description => self.about(&line.raw),
            Kind::Auth => self.scheme(&line.raw),
            Kind::BaseUrl => self.base_url(&shown),
            Kind::Parameters(_) => {
                if let Some(media) = section::media_type(&shown) {
                    self.facts.request_media.get_or_insert(media);
                }
                if let Some(field) = items::field(&line.raw, span, Strictness::Line) {
                    self.keep(vec![field]);
                }
            }
            Kind::Response => self.success(line, &statuses, span),
            _ => {}
        }
    }

    pub(super) fn about(&mut self, raw: &str) {
        let text = columns::described(raw);
        let title = raw.starts_with("**") && raw.ends_with("**") && text.len() < 60;
        if title || text.is_empty() || text.starts_with("Reference:") {
            return;
        }
        let lower = text.to_lowercase();
        self.facts.deprecated |= lower.starts_with("deprecated") || lower.contains("is deprecated");
        self.facts.description.push(text);
    }

    pub(super) fn scheme(&mut self, raw: &str) {
        if let Some(scheme) = auth::of_words(raw)
            && !self.facts.schemes.contains(&scheme)
        {
            self.facts.schemes.push(scheme);
        }
    }

    pub(super) fn base_url(&mut self, shown: &str) {
        let url = shown
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| "`\"'<>(),;".contains(c)))
            .map(|word| word.trim_end_matches(['/', '.']))
            .find(|word| word.starts_with("https://") || word.starts_with("http://"));
        if let Some(url) = url.filter(|url| endpoint::parse("get", url).is_some()) {
            self.facts.base_url.get_or_insert_with(|| url.to_owned());
        }
    }

    /// A paragraph of a response section: the status, or a description.
    pub(super) fn success(&mut self, line: &Inline, statuses: &[String], span: Span) {
        let code = line
            .code
            .iter()
            .map(String::as_str)
            .chain(line.strong.iter().map(String::as_str))
            .find_map(|code| status::statuses(code).0.into_iter().next());
        if let Some(media) = section::media_type(&line.raw) {
            self.facts.response_media.get_or_insert(media);
        }
        match code {
            Some(code) if statuses.is_empty() => {
                self.facts.answer(&code, span, Trust::Prose);
                if let Some((_, section)) = self.stack.last_mut() {
                    section.statuses = vec![code];
                }
            }
            _ => {}
        }
        if let Some(field) = items::field(&line.raw, span, Strictness::Line) {
            self.keep(vec![field]);
        }
    }

    /// `Label: value` lines. Whether the line was one.
    pub(super) fn labelled(&mut self, line: &str, span: Span) -> bool {
        let Some((label, value)) = line.split_once(':') else {
            return false;
        };
        let value = value.trim();
        if label.len() > 40 || value.is_empty() {
            return false;
        }
        let words = text::words(label);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let in_response = self
            .section()
            .is_some_and(|one| matches!(one.kind, Kind::Response | Kind::Errors));
        match words.as_slice() {
            ["content", "type"] | ["media", "type"] => {
                let media = section::media_type(value);
                let slot = if in_response {
                    &mut self.facts.response_media
                } else {
                    &mut self.facts.request_media
                };
                *slot = slot.take().or(media);
            }
            ["base", "url"] | ["base", "uri"] | ["server"] | ["host"] => self.base_url(value),
            ["parameter"] | ["query", "parameter"] | ["path", "parameter"] => {
                let location = Location::of(label).or(Location::of(value));
                let Some(field) = items::field(value, span, Strictness::Item) else {
                    return false;
                };
                self.facts.fields.push((field, location));
            }
            ["method"] | ["http", "method"] | ["url"] | ["path"] | ["endpoint"] | ["uri"] => {}
            ["authentication"]
            | ["authorization"]
            | ["auth"]
            | ["auth", "required"]
            | ["security"] => {
                self.scheme(value);
                if words.as_slice() == ["authorization"]
                    && value.to_lowercase().starts_with("bearer")
                {
                    self.scheme("bearer");
                }
            }
            ["status"]
            | ["code"]
            | ["status", "code"]
            | ["http", "status"]
            | ["success", "status"]
            | ["success"]
            | ["success", "response"]
            | ["success", "code"]
            | ["response"]
            | ["returns"]
            | ["response", "code"] => {
                let (codes, rest) = status::statuses(value);
                let Some(code) = codes.first() else {
                    return false;
                };
                let description = rest.trim_start_matches([' ', ':', '-', '–', '—']);
                let answer = self.facts.answer(code, span, Trust::Prose);
                if answer.description.is_empty() {
                    description.clone_into(&mut answer.description);
                }
                if in_response && let Some((_, section)) = self.stack.last_mut() {
                    section.statuses = codes;
                }
            }
            _ => return false,
        }
        true
    }

    pub(super) fn describe_last(&mut self, line: &Inline) {
        let Some(field) = self.last_field() else {
            return;
        };
        let words = text::line(&line.raw);
        let typed = types::read(&words);
        if field.typed.schema.is_empty() && typed.understood && typed.unknown.is_none() {
            field.required = field.required.or(typed.required);
            field.typed = typed;
            return;
        }
        if !field.description.is_empty() {
            field.description.push_str("\n\n");
        }
        field.description.push_str(&columns::described(&line.raw));
        field.settle();
    }
}

/// A line that announces what follows: all bold, or short with a colon at its end.
pub(super) fn label(line: &Inline, shown: &str) -> Option<Section> {
    if shown.len() > 80 {
        return None;
    }
    let bold = line.strong.first().is_some_and(|strong| {
        text::line(strong).trim_end_matches(':') == shown.trim_end_matches(':').trim()
    });
    let colon = shown.ends_with(':');
    let returns = colon && shown.to_lowercase().contains("json structured like this");
    if returns {
        return section::classify("Response");
    }
    (bold || colon).then(|| section::classify(shown)).flatten()
}
