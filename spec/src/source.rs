//! The texts that everything is read from, and places in them.

use crate::yaml::Places;

/// One text: a page, a specification file, a configuration file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name to show: the path relative to where the user stands, with `/` between its parts.
    pub name: String,
    /// The text. CRLF is kept as it came; spans count bytes of exactly this text.
    pub text: String,
    /// Where it was fetched from, where that is known from elsewhere than its text.
    pub url: Option<String>,
    /// When it was fetched, RFC 3339, where that is known from elsewhere than its text.
    pub dated: Option<String>,
    /// Where things stand in the text, when it is data as a whole.
    pub(crate) places: Places,
}

/// Which [`Source`] of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A range of bytes in one source, half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text that the range is of.
    pub source: SourceId,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// All texts of one run, in a fixed order.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// No texts yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name that diagnostics show.
    ///
    /// # Panics
    /// When more than `u32::MAX` texts are added.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).expect("at most u32::MAX sources"));
        self.files.push(Source {
            name: name.into(),
            text: text.into(),
            url: None,
            dated: None,
            places: Places::default(),
        });
        id
    }

    /// Adds where a text was fetched from, and when; what the text itself says outweighs it.
    pub fn fetched(&mut self, id: SourceId, url: &str, dated: &str) {
        if let Some(source) = self.files.get_mut(id.0 as usize) {
            source.url = Some(url.to_owned());
            source.dated = Some(dated.to_owned());
        }
    }

    /// The text behind an id of this collection.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// Every text with its id, in the order of adding.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.files)
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The line of a byte, counted from 1.
    #[must_use]
    pub fn line(&self, span: Span) -> usize {
        let text = self.get(span.source).text.as_bytes();
        let end = span.start.min(text.len());
        1 + text[..end].iter().filter(|byte| **byte == b'\n').count()
    }

    /// `name:line`, the form in which people and editors jump to a place.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        format!("{}:{}", self.get(span.source).name, self.line(span))
    }
}

impl Span {
    /// The range `start..end` of a source.
    #[must_use]
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self { source, start, end }
    }
}
