//! Pages that show an API by pointing to its specification: Redocly's Markdoc tags, the elements
//! of Redoc, Scalar, Stoplight, RapiDoc and Swagger UI, and Stoplight's links into a file.

use super::Reader;
use super::facts::text;
use super::reference::{self, Reference, Target};
use super::template_tag::tags;
use crate::diagnostic::Diagnostics;
use crate::fragment::Fragment;
use crate::page::{BlockKind, Page};
use crate::source::{Sources, Span};

/// The reader of pages that only embed a specification file. It is asked last.
pub(super) struct Embed;

const NAME: &str = "embed";

impl Reader for Embed {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, page: &Page, sources: &Sources) -> bool {
        !references(page, sources).is_empty()
    }

    fn extract(&self, page: &Page, sources: &Sources, _: &mut Diagnostics) -> Vec<Fragment> {
        let references = references(page, sources);
        reference::fragment(page, NAME, &references)
            .into_iter()
            .collect()
    }
}

fn references(page: &Page, sources: &Sources) -> Vec<Reference> {
    let mut found = markdoc(page, sources);
    for block in &page.blocks {
        match &block.kind {
            BlockKind::Tag(tag) => found.extend(element(tag, block.span)),
            BlockKind::Paragraph(text) | BlockKind::Item { text, .. } => {
                found.extend(
                    text.links
                        .iter()
                        .filter_map(|link| pointer(link, block.span)),
                );
            }
            BlockKind::Heading { .. } | BlockKind::Table(_) | BlockKind::Fence(_) => {}
        }
    }
    found
}

/// `{% openapi-code-sample descriptionFile="x.yaml" operationId="y" /%}`.
fn markdoc(page: &Page, sources: &Sources) -> Vec<Reference> {
    tags(page, sources)
        .iter()
        .filter(|tag| tag.name.contains("openapi") || tag.name.contains("code-sample"))
        .filter_map(|tag| {
            let file = ["descriptionFile", "description-file", "openapi", "spec"]
                .iter()
                .find_map(|key| tag.get(key))?;
            let target = tag
                .get("operationId")
                .map(|id| Target::Id(id.to_owned()))
                .or_else(|| tag.get("pointer").map(|at| Target::Pointer(at.to_owned())))
                .unwrap_or(Target::Whole);
            Some(Reference {
                files: vec![file.to_owned()],
                target,
                summary: None,
                span: tag.span,
            })
        })
        .collect()
}

/// Elements that show a whole file, in lower case, with the attribute that names it.
const ELEMENTS: [(&str, &str); 9] = [
    ("redoc", "spec-url"),
    ("redoc", "specurl"),
    ("rapi-doc", "spec-url"),
    ("elements-api", "apidescriptionurl"),
    ("apireference", "url"),
    ("apireferencereact", "url"),
    ("script", "data-url"),
    ("swaggerui", "url"),
    ("api", "apidescriptionurl"),
];

/// `<redoc spec-url="x.yaml">`, `<elements-api apiDescriptionUrl="…"/>`,
/// `<script id="api-reference" data-url="…">`.
fn element(tag: &str, span: Span) -> Option<Reference> {
    let lower = text::cut(tag, 4_000).to_ascii_lowercase();
    let (_, attribute) = ELEMENTS.iter().find(|(name, attribute)| {
        let rest = lower
            .strip_prefix('<')
            .and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
            && lower.contains(&format!("{attribute}="))
    })?;
    let at = lower.find(&format!("{attribute}="))? + attribute.len() + 1;
    let rest = tag.get(at..)?.trim_start_matches(['{', ' ']);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let file = rest[1..].split(quote).next()?;
    is_file(file).then(|| Reference {
        files: vec![file.to_owned()],
        target: Target::Whole,
        summary: None,
        span,
    })
}

/// Stoplight's `../reference/harbour.yaml/paths/~1boats/get`.
fn pointer(link: &str, span: Span) -> Option<Reference> {
    let at = [".yaml/paths/", ".yml/paths/", ".json/paths/"]
        .iter()
        .find_map(|mark| link.find(mark).map(|at| at + mark.len() - "/paths/".len()))?;
    let (file, pointer) = link.split_at(at);
    Some(Reference {
        files: vec![file.to_owned()],
        target: Target::Pointer(pointer.to_owned()),
        summary: None,
        span,
    })
}

fn is_file(name: &str) -> bool {
    let path = name.split(['?', '#']).next().unwrap_or(name);
    !path.is_empty()
        && !name.contains(char::is_whitespace)
        && ([".json", ".yaml", ".yml"]
            .iter()
            .any(|end| path.ends_with(end))
            || path.to_ascii_lowercase().contains("openapi")
            || path.to_ascii_lowercase().contains("swagger"))
}
