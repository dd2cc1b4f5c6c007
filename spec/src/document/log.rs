//! Diagnostics of one reading: a problem that occurs a thousand times is said once.

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::pointer::Pointer;

/// How many places of one problem are shown.
const MAX_PLACES: usize = 4;

/// How many different problems are kept; a document with more is not an OpenAPI document.
const MAX_PROBLEMS: usize = 2000;

/// What has been found so far.
#[derive(Default)]
pub(super) struct Log {
    problems: IndexMap<(&'static str, String), Problem>,
    dropped: usize,
}

struct Problem {
    severity: Severity,
    places: Vec<Pointer>,
    count: usize,
    help: &'static str,
}

impl Log {
    /// Notes a problem at a place. Problems with one code and message are told together.
    pub(super) fn push(
        &mut self,
        severity: Severity,
        code: &'static str,
        message: String,
        help: &'static str,
        path: &str,
    ) {
        if self.problems.len() >= MAX_PROBLEMS
            && !self.problems.contains_key(&(code, message.clone()))
        {
            self.dropped += 1;
            return;
        }
        let problem = self.problems.entry((code, message)).or_insert(Problem {
            severity,
            places: Vec::new(),
            count: 0,
            help,
        });
        problem.count += 1;
        if problem.places.len() < MAX_PLACES {
            problem.places.extend(Pointer::parse(path));
        }
    }

    /// Says everything, in the order of the first occurrence.
    pub(super) fn flush(self, diagnostics: &mut Diagnostics) {
        for ((code, message), problem) in self.problems {
            diagnostics.push(problem.into_diagnostic(code, message));
        }
        if self.dropped > 0 {
            let message = format!("{} more problems are not shown", self.dropped);
            diagnostics.push(Diagnostic::warning("too-many-problems", message));
        }
    }
}

impl Problem {
    fn into_diagnostic(self, code: &'static str, message: String) -> Diagnostic {
        let message = match self.count {
            1 => message,
            count => format!("{message} ({count} times)"),
        };
        let mut diagnostic = match self.severity {
            Severity::Error => Diagnostic::error(code, message),
            Severity::Warning => Diagnostic::warning(code, message),
            Severity::Note => Diagnostic::note(code, message),
        };
        for (index, place) in self.places.into_iter().enumerate() {
            diagnostic = match index {
                0 => diagnostic.at(place, ""),
                _ => diagnostic.and(place, "also here"),
            };
        }
        if self.help.is_empty() {
            diagnostic
        } else {
            diagnostic.help(self.help)
        }
    }
}
