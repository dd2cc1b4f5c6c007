//! One file per way in which documentation pages embed their API.

mod facts;
mod fern;
pub mod prose;
pub mod speakeasy;

use crate::diagnostic::Diagnostics;
use crate::fragment::Fragment;
use crate::page::Page;
use crate::source::Sources;

/// A convention by which pages describe operations.
///
/// A reader recognises the fragment itself, never the site, so that folders may mix conventions.
pub trait Reader: Sync {
    /// The name that reports show, such as `fern`.
    fn name(&self) -> &'static str;

    /// Whether the page holds what this reader reads.
    fn recognise(&self, page: &Page, sources: &Sources) -> bool;

    /// The pieces of the page, repaired; every repair is a note.
    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment>;
}

/// Every reader, in the order in which they are asked; the first that recognises a page reads it.
#[must_use]
pub fn readers() -> &'static [&'static dyn Reader] {
    &[&fern::Fern, &speakeasy::Speakeasy, &prose::Prose]
}
