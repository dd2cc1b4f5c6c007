//! Sources of pages: front matter names the file and the operation.

use super::NAME;
use crate::diagnostic::Diagnostics;
use crate::fragment::Fragment;
use crate::page::Page;
use crate::platform::Reader;
use crate::platform::excerpt;
use crate::platform::reference::{self, Reference, Target};
use crate::source::Sources;

/// Reads `api: {file: x.json, operationId: y}` in front matter.
pub(in crate::platform) struct Source;

impl Reader for Source {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, _: &Sources) -> bool {
        stated(page).is_some()
    }

    fn extract(&self, page: &Page, sources: &Sources, _: &mut Diagnostics) -> Vec<Fragment> {
        let Some((file, id)) = stated(page) else {
            return Vec::new();
        };
        let reference = Reference {
            files: vec![file.to_owned()],
            target: Target::Id(id.to_owned()),
            summary: page.title.clone(),
            span: excerpt::front_matter_line(page, "api", sources),
        };
        let fragment = reference::fragment(page, NAME, &[reference]);
        fragment.into_iter().collect()
    }
}

/// The file and the operation's identifier.
fn stated(page: &Page) -> Option<(&str, &str)> {
    let api = page.front_matter.get("api")?;
    Some((api["file"].as_str()?, api["operationId"].as_str()?))
}
