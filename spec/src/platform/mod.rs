//! One file per way in which documentation pages embed their API.

mod apidog;
mod blueprint;
pub mod docusaurus;
mod embed;
mod excerpt;
mod facts;
mod fern;
mod gitbook;
mod mintlify;
pub mod openapi_generator;
pub mod prose;
mod readme;
pub mod reference;
pub mod speakeasy;
mod stainless;
mod template_tag;
pub(crate) mod translations;
mod whole;
mod widdershins;

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
    &[
        &mintlify::Rendered,
        &mintlify::Source,
        &readme::Export,
        &readme::Source,
        &apidog::Apidog,
        &fern::Fern,
        &docusaurus::Docusaurus,
        &blueprint::Blueprint,
        &gitbook::GitBook,
        &openapi_generator::OpenApiGenerator,
        &stainless::Stainless,
        &widdershins::Widdershins,
        &speakeasy::Speakeasy,
        &whole::Whole,
        &prose::Slate,
        &prose::Prose,
        &embed::Embed,
    ]
}
