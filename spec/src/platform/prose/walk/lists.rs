//! Lists: fields, statuses, attributes, labels of sections.

use super::lines::label;
use super::{LABEL, Sub, Walker};
use crate::fragment::Trust;
use crate::platform::facts::field::Field;
use crate::platform::facts::{status, text};
use crate::platform::prose::section::Kind;
use crate::platform::prose::{attributes, lists};

impl Walker<'_> {
    /// A list, whose items may be labels of sections with fields below them.
    pub(super) fn items(&mut self, items: &[lists::Item<'_>]) {
        let mut fields = Vec::new();
        for item in items {
            let shown = text::line(text::item(item.text));
            if self.attribute(item, &shown) {
                continue;
            }
            if let Some(section) = label(item.text, &shown).filter(|_| !item.nested.is_empty()) {
                let depth = self.stack.len();
                let sub = std::mem::replace(&mut self.sub, Sub::None);
                let section = match self.section() {
                    Some(parent) => section.under(parent),
                    None => section,
                };
                self.stack.push((LABEL, section));
                self.items(&item.nested);
                self.stack.truncate(depth);
                self.sub = sub;
                continue;
            }
            fields.extend(self.item(item, &shown));
        }
        self.keep(fields);
    }

    /// `- **Type**: string` below a heading that names a field. Whether it was such an item.
    pub(super) fn attribute(&mut self, item: &lists::Item<'_>, shown: &str) -> bool {
        if !matches!(self.sub, Sub::Field | Sub::Maybe(_)) {
            return false;
        }
        let Some((label, value)) = shown.split_once(':') else {
            return false;
        };
        let Some(attribute) = attributes::Attribute::of(label) else {
            return false;
        };
        if let Sub::Maybe(field) = std::mem::replace(&mut self.sub, Sub::Field) {
            self.keep(vec![*field]);
        }
        if let Some(field) = self.last_field() {
            attribute.apply(field, value.trim(), item);
        }
        true
    }

    /// The field that was kept last.
    pub(super) fn last_field(&mut self) -> Option<&mut Field> {
        match self.section().map(|section| section.kind) {
            Some(Kind::Response) => self
                .facts
                .responses
                .values_mut()
                .next_back()
                .and_then(|answer| answer.fields.last_mut()),
            _ => self.facts.fields.last_mut().map(|(field, _)| field),
        }
    }

    pub(super) fn item(&mut self, item: &lists::Item<'_>, shown: &str) -> Option<Field> {
        if self.labelled(shown, item.span) {
            return None;
        }
        let kind = self.section().map(|section| section.kind)?;
        match kind {
            Kind::Errors | Kind::Response => {
                let (codes, rest) = status::statuses(shown);
                if !codes.is_empty() {
                    self.status(&codes, rest, item.span, Trust::Prose);
                    return None;
                }
            }
            Kind::Auth => self.scheme(text::item(item.text)),
            Kind::BaseUrl => self.base_url(shown),
            _ => {}
        }
        if !matches!(kind, Kind::Response | Kind::Parameters(_)) {
            return None;
        }
        lists::field(item, 0)
    }
}
