//! What an operation gives: a type, or where answers differ by status an enum of them.

use super::code::{Code, code};
use super::file::{Extern, File};
use crate::model::{Group, Operation, Outcome, Receive, Received, StatusMatch};

impl<'m> File<'m> {
    /// The enum of an answer that differs by status.
    pub(crate) fn outcome(
        &mut self,
        group: &'m Group,
        operation: &'m Operation,
        outcome: &'m Outcome,
        is_success: bool,
    ) {
        let Outcome::ByStatus {
            ident,
            docs,
            is_shared,
            variants,
        } = outcome
        else {
            return;
        };
        self.next_item();
        if docs.text.is_empty() {
            let what = if is_success { "success" } else { "failure" };
            let place = match is_shared {
                true => format!("the operations of [`{}`]", group.ident.as_str()),
                false => super::api::place(operation),
            };
            self.lines.doc(&format!("A {what} of {place}, by status."));
        }
        self.lines.docs(docs, None);
        let is_stream = variants
            .iter()
            .any(|variant| variant.received.encoding == Receive::Bytes);
        self.lines.line(if is_stream {
            "#[derive(Debug)]"
        } else {
            "#[derive(Clone, Debug, PartialEq)]"
        });
        if is_stream && variants.len() > 1 {
            self.allow_uneven();
        } else {
            self.uneven(variants.iter().map(|variant| {
                (variant.received.encoding == Receive::Json).then_some(&variant.received.ty)
            }));
        }
        self.lines.line("#[non_exhaustive]");
        self.lines.open(code!("pub enum ", ident));
        for variant in variants {
            if variant.docs.text.is_empty() {
                self.lines
                    .doc(&format!("Status {}.", status_text(variant.status)));
            }
            self.lines.docs(&variant.docs, None);
            let line = match self.received_type(&variant.received) {
                Some(ty) => code!(&variant.ident, "(", ty, "),"),
                None => code!(&variant.ident, ","),
            };
            self.lines.line(line);
        }
        self.lines.close("}");
    }

    /// The type of an answer; `None` when it is empty.
    fn received_type(&mut self, received: &'m Received) -> Option<Code> {
        match received.encoding {
            Receive::Empty => None,
            Receive::Json => Some(self.ty(&received.ty)),
            Receive::Text => Some(code!("String")),
            Receive::Bytes => Some(self.uses(Extern::runtime("ByteStream"))),
        }
    }

    pub(crate) fn outcome_type(&mut self, outcome: &'m Outcome) -> Option<Code> {
        match outcome {
            Outcome::None => None,
            Outcome::One(received) => {
                Some(self.received_type(received).unwrap_or_else(|| code!("()")))
            }
            Outcome::ByStatus { ident, .. } => Some(code!(ident)),
        }
    }
}

/// A status, for documentation.
pub(super) fn status_text(status: StatusMatch) -> String {
    match status {
        StatusMatch::Exact(code) => code.to_string(),
        StatusMatch::Range(hundred) => format!("{hundred}XX"),
        StatusMatch::Default => "of any other kind".to_owned(),
    }
}
