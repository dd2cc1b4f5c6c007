//! Headings: sections, objects and fields.

use super::{Sub, Walker};
use crate::fragment::Trust;
use crate::page::Inline;
use crate::platform::facts::field::Field;
use crate::platform::facts::{status, text};
use crate::platform::prose::items::{self, Strictness};
use crate::platform::prose::section::{self, Kind};
use crate::source::Span;

impl Walker<'_> {
    pub(super) fn heading(&mut self, level: u8, heading: &Inline, span: Span) {
        if self.object.as_ref().is_some_and(|(own, _)| level <= *own) {
            self.object = None;
        }
        if let Some(name) = self.object_heading(heading) {
            // Beside "Request Parameters" or below it, the fields belong to the same section.
            self.stack.retain(|(other, _)| *other <= level);
            if self.stack.is_empty() {
                self.stack.extend(self.fields.clone());
            }
            self.sub = Sub::None;
            self.object = Some((level, name));
            return;
        }
        let Some(section) = section::classify(text::heading(heading)) else {
            self.stack.retain(|(other, _)| *other < level);
            self.sub = self.sub_heading(heading, span);
            return;
        };
        let named = matches!(section.kind, Kind::Response | Kind::Errors);
        self.object = None;
        self.push(level, section);
        let shown = text::line(text::heading(heading));
        let (codes, rest) = status::statuses(&shown);
        if named && !codes.is_empty() {
            self.status(&codes, rest, span, Trust::Prose);
        }
    }

    /// A heading such as "The `address` object" or "input parameters": the field it is about.
    pub(super) fn object_heading(&self, heading: &Inline) -> Option<String> {
        let (_, last) = self.fields.as_ref()?;
        let kind = self.section().map_or(last.kind, |section| section.kind);
        if !matches!(kind, Kind::Parameters(_) | Kind::Response) {
            return None;
        }
        let shown = text::line(text::heading(heading));
        let (subject, tail) = match heading.code.first() {
            Some(code) => (code.as_str(), shown.split_once(code.as_str())?.1),
            None => {
                let bare = shown.strip_prefix("The ").unwrap_or(&shown);
                bare.split_once(' ').unwrap_or((bare, ""))
            }
        };
        let subject = subject.trim_end_matches("[]");
        let of_fields = text::words(tail).iter().all(|word| {
            matches!(
                word.as_str(),
                "object"
                    | "objects"
                    | "parameters"
                    | "fields"
                    | "properties"
                    | "attributes"
                    | "schema"
                    | "item"
                    | "items"
                    | "array"
            )
        });
        let name = self.known_object(kind, subject).filter(|_| of_fields)?;
        Some(match &self.object {
            Some((_, holder)) if !name.starts_with(holder.as_str()) => format!("{holder}.{name}"),
            _ => name,
        })
    }

    /// A heading under a section that is none itself: a field, or another topic.
    pub(super) fn sub_heading(&mut self, heading: &Inline, span: Span) -> Sub {
        let kind = self.section().map(|section| section.kind);
        // Directly below the operation only what can be nothing else.
        let bare = kind.is_none()
            && self.endpoint.is_some()
            && text::heading(heading).starts_with('`')
            && items::field(text::heading(heading), span, Strictness::Line).is_some();
        if !bare && !matches!(kind, Some(Kind::Parameters(_) | Kind::Response)) {
            return Sub::Other;
        }
        if let Some(field) = items::field(text::heading(heading), span, Strictness::Line) {
            self.keep(vec![field]);
            return Sub::Field;
        }
        match Field::named(text::heading(heading), span, Trust::Prose) {
            Some(field) if text::heading(heading).starts_with('`') => {
                self.keep(vec![field]);
                Sub::Field
            }
            Some(field) => Sub::Maybe(Box::new(field)),
            None => Sub::Other,
        }
    }

    /// The name of a field read before whose last part is the given one.
    pub(super) fn known_object(&self, kind: Kind, subject: &str) -> Option<String> {
        let fits = |field: &Field| {
            field.name == subject
                || field.name.trim_end_matches("[]").rsplit('.').next() == Some(subject)
        };
        match kind {
            Kind::Response => self
                .facts
                .responses
                .values()
                .flat_map(|answer| &answer.fields)
                .find(|field| fits(field))
                .map(|field| field.name.clone()),
            _ => self
                .facts
                .fields
                .iter()
                .map(|(field, _)| field)
                .find(|field| fits(field))
                .map(|field| field.name.clone()),
        }
    }
}
