//! Sources of pages: front matter names the operation, and a specification file states it.

use serde_json::Value;

use super::NAME;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Fragment;
use crate::page::Page;
use crate::platform::Reader;
use crate::platform::excerpt;
use crate::platform::facts::endpoint;
use crate::platform::prose::Prose;
use crate::platform::reference::{self, Reference, Target};
use crate::source::Sources;

/// Reads `openapi: [specification] METHOD /path` in front matter.
pub(in crate::platform) struct Source;

impl Reader for Source {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, _: &Sources) -> bool {
        stated(page).is_some()
    }

    fn extract(
        &self,
        page: &Page,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Fragment> {
        let (file, method, path) = match stated(page) {
            Some(Stated::Operation(file, method, path)) => (file, method, path),
            Some(Stated::Else(message)) => {
                let place = excerpt::front_matter_line(page, "openapi", sources);
                diagnostics.push(Diagnostic::note("not-http", message).at(place, ""));
                return Vec::new();
            }
            None => return Vec::new(),
        };
        let reference = Reference {
            files: file.into_iter().map(str::to_owned).collect(),
            target: Target::Operation(method.to_owned(), path.to_owned()),
            summary: page.title.clone(),
            span: excerpt::front_matter_line(page, "openapi", sources),
        };
        let mut fragments: Vec<Fragment> = Vec::new();
        fragments.extend(reference::fragment(page, NAME, &[reference]));
        // Many such pages describe their operation in words and tables as well.
        let mut said = Diagnostics::new();
        if Prose.recognise(page, sources) {
            fragments.extend(Prose.extract(page, sources, &mut said));
        }
        diagnostics.append(said);
        fragments
    }
}

/// What the front matter names.
enum Stated<'p> {
    /// The specification, the method and the path.
    Operation(Option<&'p str>, &'static str, &'p str),
    /// What it is instead.
    Else(&'static str),
}

fn stated(page: &Page) -> Option<Stated<'_>> {
    let text = |key: &str| page.front_matter.get(key).and_then(Value::as_str);
    if text("asyncapi").is_some() {
        return Some(Stated::Else(
            "an AsyncAPI channel is no HTTP operation and is left out",
        ));
    }
    let words: Vec<&str> = text("openapi")?.split_whitespace().collect();
    let at = words
        .iter()
        .position(|word| endpoint::method(word).is_some());
    let (Some(at), true) = (at, words.len() <= 3) else {
        let hook = words
            .iter()
            .any(|word| word.eq_ignore_ascii_case("webhook"));
        let message = "a webhook has no operation to call and is left out";
        return hook.then_some(Stated::Else(message));
    };
    let method = endpoint::method(words.get(at)?)?;
    let path = words.get(at + 1).filter(|path| path.starts_with('/'))?;
    let file = at.checked_sub(1).and_then(|at| words.get(at)).copied();
    Some(Stated::Operation(file, method, path))
}
