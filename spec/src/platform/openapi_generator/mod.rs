//! The Markdown that openapi-generator writes beside its clients, in every language: pages of
//! operations, pages of models, and the README's list of authentications.
//!
//! The tables spell names and types for the client's language; [`link`] finds out how they are
//! spelled on the wire, and ties types to their pages.

mod link;
mod model;
mod operation;
mod rows;
mod security;
mod wire;

use super::Reader;
use super::facts::text;
use crate::diagnostic::Diagnostics;
use crate::fragment::{Fragment, Trust};
use crate::page::{BlockKind, Page};
use crate::source::Sources;

pub use link::link;

/// The reader of openapi-generator's documentation.
pub(super) struct OpenApiGenerator;

pub(super) const NAME: &str = "openapi-generator";

impl Reader for OpenApiGenerator {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, _: &Sources) -> bool {
        operation::is_api(page) || model::is_model(page) || security::is_list(page)
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let mut fragments = Vec::new();
        if operation::is_api(page) {
            fragments.extend(operation::read(page, diagnostics));
        } else if model::is_model(page) {
            fragments.extend(
                model::read(page).and_then(|draft| draft.fragment(page, NAME, Trust::Table)),
            );
        }
        fragments.extend(security::read(page));
        for fragment in &mut fragments {
            link::note_signs(fragment, page, sources);
        }
        fragments
    }
}

/// A title that is one name, as pages of models and of operations have it: `# Pet`, `# \PetApi`,
/// `# # Pet`, `# Org.Client.Model.Pet`.
fn title(page: &Page) -> Option<String> {
    let heading = page.blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Heading { level: 1, text } => Some(text::line(text::heading(text))),
        _ => None,
    })?;
    let heading = heading.trim_start_matches(['#', ' ', '\\']);
    let name = heading.rsplit(['.', '\\', ':']).next().unwrap_or(heading);
    let named = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    named.then(|| name.to_owned())
}
