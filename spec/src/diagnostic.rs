//! What is said to the user about the input: every problem, each with its place.

use crate::pointer::Pointer;
use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// A fact worth knowing: a repair, a page that was skipped.
    Note,
    /// Something may be other than the user wants; the output stands.
    Warning,
    /// Nothing is written while one stands.
    Error,
}

/// Where a label points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A range of a source.
    Span(Span),
    /// A place in the merged document, which its provenance turns into a range when it is shown.
    Pointer(Pointer),
}

/// A place and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What; may be empty.
    pub text: String,
    /// Whether this is where the problem stands; the others explain it.
    pub primary: bool,
}

/// One thing said to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable kebab-case name of the kind, such as `component-conflict`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// One sentence without a full stop, lower case, as rustc writes them.
    pub message: String,
    /// The places, the primary ones first.
    pub labels: Vec<Label>,
    /// What to do, or what was done; one sentence each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A problem that stops the writing.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    /// A doubt.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    /// A fact, such as a repair.
    #[must_use]
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, message.into())
    }

    fn new(code: &'static str, severity: Severity, message: String) -> Self {
        Self {
            code,
            severity,
            message,
            labels: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Adds the place where the problem stands.
    #[must_use]
    pub fn at(self, place: impl Into<Place>, text: impl Into<String>) -> Self {
        self.label(place.into(), text.into(), true)
    }

    /// Adds a place that explains the problem.
    #[must_use]
    pub fn and(self, place: impl Into<Place>, text: impl Into<String>) -> Self {
        self.label(place.into(), text.into(), false)
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    fn label(mut self, place: Place, text: String, primary: bool) -> Self {
        self.labels.push(Label {
            place,
            text,
            primary,
        });
        self
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

impl From<Pointer> for Place {
    fn from(pointer: Pointer) -> Self {
        Self::Pointer(pointer)
    }
}

impl From<&Pointer> for Place {
    fn from(pointer: &Pointer) -> Self {
        Self::Pointer(pointer.clone())
    }
}

/// Everything that was said in one run, in the order of saying.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing said yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says one thing more.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Takes over what another stage said.
    pub fn append(&mut self, mut other: Diagnostics) {
        self.list.append(&mut other.list);
    }

    /// Says of every place where it really is: a stage that moves things knows.
    pub fn places(&mut self, real: impl Fn(Place) -> Place) {
        for label in self.list.iter_mut().flat_map(|one| &mut one.labels) {
            let here = Place::Pointer(Pointer::root());
            label.place = real(std::mem::replace(&mut label.place, here));
        }
    }

    /// Whether anything stops the writing.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many of one weight there are.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.iter().filter(|one| one.severity == severity).count()
    }

    /// All, in the order of saying.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
