//! From a thing of the client back to the document, the pages and what was done on the way.

use std::path::Path;

use pagecrate_generator::api::Api;
use pagecrate_generator::model::{Field, Model, Presence};
use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use pagecrate_spec::fragment::Trust;
use pagecrate_spec::pointer::Pointer;
use pagecrate_spec::provenance::Provided;
use pagecrate_spec::source::Span;
use pagecrate_spec::yaml;
use serde_json::Value;

use super::items::{Thing, What};
use super::{alike, file_of, place};
use crate::codegen::{Layout, Made};
use crate::disk::shown;

/// How many places of one kind are listed.
const MAX_PLACES: usize = 12;

/// The merged document with all that is known of it.
pub(super) struct Document<'m> {
    made: &'m Made,
    layout: &'m Layout,
    value: Value,
    /// Pointers of schemas that one type stands for: the type's own first.
    unified: Vec<Vec<String>>,
}

impl<'m> Document<'m> {
    pub(super) fn new(made: &'m Made, layout: &'m Layout) -> Self {
        let value = yaml::read(&made.document).unwrap_or_default();
        // What is wrong in the document was said in making the client.
        let mut unheard = Diagnostics::new();
        let document = pagecrate_spec::document::Document::read(value.clone(), &mut unheard);
        let api = Api::read(&document, &made.config.generator, &mut unheard);
        let pointer = |shape| api.shapes.get(shape).origin.as_str().to_owned();
        let unified = api.unified.iter().map(|(first, all)| {
            let mut pointers = vec![pointer(*first)];
            pointers.extend(all.iter().map(|one| pointer(*one)));
            pointers.dedup();
            pointers
        });
        Self {
            made,
            layout,
            unified: unified.collect(),
            value,
        }
    }

    /// The pointer of the type that stands for the schema at a pointer; anything else as it is.
    pub(super) fn stands_for(&self, asked: &str, model: &Model) -> String {
        if !asked.starts_with('/') || alike(model, asked) {
            return asked.to_owned();
        }
        let holds = |all: &&Vec<String>| all.iter().any(|one| one == asked);
        let group = self.unified.iter().find(holds);
        let first = group.and_then(|all| all.iter().find(|one| alike(model, one)));
        first.cloned().unwrap_or_else(|| asked.to_owned())
    }

    /// Gives parameters the pointers of their own.
    pub(super) fn find_parameters(&self, things: &mut [Thing<'_>]) {
        for thing in things {
            if let What::Parameter(parameter, _) = thing.what {
                let own = self.parameter(&thing.pointer, &parameter.wire);
                thing.pointer = own.unwrap_or_else(|| std::mem::take(&mut thing.pointer));
            }
        }
    }

    /// A parameter of an operation, or of its path.
    fn parameter(&self, operation: &str, name: &str) -> Option<String> {
        let operation = Pointer::parse(operation)?;
        for owner in [Some(operation.clone()), operation.parent()]
            .into_iter()
            .flatten()
        {
            let list = owner.join("parameters");
            let all = self.value.pointer(list.as_str()).and_then(Value::as_array);
            for (at, one) in all.into_iter().flatten().enumerate() {
                let target = one["$ref"]
                    .as_str()
                    .and_then(|target| target.strip_prefix('#'));
                let whole = target
                    .and_then(|target| self.value.pointer(target))
                    .unwrap_or(one);
                if whole["name"] == name {
                    let own = list.index(at);
                    return Some(target.unwrap_or(own.as_str()).to_owned());
                }
            }
        }
        None
    }

    /// Where the thing is written.
    pub(super) fn written(&self, thing: &Thing<'_>) -> Vec<String> {
        let Some(path) = file_of(self.layout, &thing.file) else {
            return Vec::new();
        };
        let text = text_of(self.made, self.layout, &thing.file);
        let line = text.and_then(|text| find_line(text, &thing.lines));
        let code = line.and_then(|line| text?.lines().nth(line - 1));
        let mut lines = vec![place(self.layout, &path, line)];
        lines.extend(code.map(|code| {
            code.trim()
                .trim_end_matches(['{', ','])
                .trim_end()
                .to_owned()
        }));
        lines
    }

    /// Where the thing stands in the merged document.
    pub(super) fn lines(&self, thing: &Thing<'_>) -> Vec<String> {
        if thing.pointer.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![thing.pointer.clone()];
        if let (Some(path), Some(pointer)) = (&self.layout.document, Pointer::parse(&thing.pointer))
        {
            // The first line of the file is the marker.
            let range = yaml::locate(&self.made.document, &pointer);
            let before = self.made.document.get(..range.start).unwrap_or_default();
            let line = 2 + before.bytes().filter(|byte| *byte == b'\n').count();
            lines.push(place(self.layout, path, Some(line)));
        }
        let own = self.unified.iter().find(|all| all.contains(&thing.pointer));
        if let (Some(all), What::Type(_)) = (own, thing.what) {
            let others: Vec<&String> = all.iter().filter(|one| **one != thing.pointer).collect();
            if !others.is_empty() {
                lines.push(format!("stands for {} alike:", others.len()));
                lines.extend(others.iter().take(MAX_PLACES).map(|one| format!("  {one}")));
                lines.extend(more(others.len()));
            }
        }
        lines
    }

    /// The pages that state the thing, the strongest first.
    pub(super) fn stated(&self, thing: &Thing<'_>) -> Vec<String> {
        let provided = self.provided(&thing.pointer);
        let mut lines: Vec<String> = Vec::new();
        for one in provided.iter().filter(|one| one.platform != "overlay") {
            let trust = match one.trust {
                Trust::Spec => "specification",
                Trust::Fragment => "fragment",
                Trust::Table => "table",
                Trust::Prose => "text",
                Trust::Inferred => "concluded from a sample",
            };
            let url = one
                .url
                .as_ref()
                .map(|url| format!(", {url}"))
                .unwrap_or_default();
            lines.push(format!(
                "{}: {trust} ({}){url}",
                self.made.sources.place(one.span),
                one.platform
            ));
        }
        let count = lines.len();
        lines.truncate(MAX_PLACES);
        lines.extend(more(count));
        lines
    }

    fn provided(&self, pointer: &str) -> Vec<Provided> {
        let pointer = (!pointer.is_empty())
            .then(|| Pointer::parse(pointer))
            .flatten();
        pointer.map_or_else(Vec::new, |pointer| {
            self.made.provenance.provided(&pointer, &self.made.sources)
        })
    }

    /// Why a field has its `Option`s.
    pub(super) fn presence(&self, thing: &Thing<'_>, field: &Field) -> String {
        let is_listed = self.is_required(&thing.pointer, &field.wire);
        let listed = match is_listed {
            Some(true) => format!("`required` of the object lists `{}`", field.wire),
            Some(false) => format!("`required` of the object does not list `{}`", field.wire),
            None => "it comes from several schemas joined".to_owned(),
        };
        let null = match field.presence {
            Presence::RequiredNullable | Presence::OptionalNullable => "null is a value of it",
            Presence::Required | Presence::Optional => "null is no value of it",
        };
        let joined = match (field.presence, is_listed) {
            (Presence::Optional | Presence::OptionalNullable, Some(true)) => {
                "; another schema joined into this type does not demand it, or only one direction does"
            }
            (Presence::Required | Presence::RequiredNullable, Some(false)) => {
                "; another schema joined into this type demands it"
            }
            _ => "",
        };
        format!("{listed}, and {null}{joined}")
    }

    fn is_required(&self, pointer: &str, wire: &str) -> Option<bool> {
        let object = Pointer::parse(pointer)?.parent()?.parent()?;
        let object = self.value.pointer(object.as_str())?;
        object.get("properties")?.get(wire)?;
        let required = object["required"].as_array();
        Some(required.is_some_and(|all| all.iter().any(|one| one == wire)))
    }

    /// How the thing came by its name.
    pub(super) fn name(&self, thing: &Thing<'_>) -> Vec<String> {
        let names = &self.made.config.generator.names;
        let tables = [
            &names.types,
            &names.fields,
            &names.variants,
            &names.methods,
            &names.tags,
        ];
        let operation = match thing.what {
            What::Operation(operation) => Some(operation.id.as_str()),
            _ => None,
        };
        let with_value = format!("{}/{}", thing.pointer, thing.wire);
        let speaks =
            |key: &str| key == thing.pointer || Some(key) == operation || key == with_value;
        let entries = tables.iter().flat_map(|table| table.keys());
        let mut lines: Vec<String> = entries
            .filter(|key| speaks(key.get_ref()))
            .map(|key| match self.made.config.generator.source {
                Some(source) => {
                    let span = Span::new(source, key.span().start, key.span().end);
                    format!("given by {}", self.made.sources.place(span))
                }
                None => "given by codegen.toml".to_owned(),
            })
            .collect();
        let last = thing
            .shown
            .rsplit([':', '.', '('])
            .next()
            .unwrap_or_default()
            .trim_end_matches(')');
        if lines.is_empty() && !thing.wire.is_empty() {
            lines.push(match last.trim_start_matches("r#") == thing.wire {
                true => "as in the document".to_owned(),
                false => format!("{last} from `{}`", thing.wire),
            });
        }
        lines
    }

    /// What was mended in what the pages state of the thing.
    pub(super) fn repairs(&self, thing: &Thing<'_>) -> Vec<String> {
        let spans: Vec<Span> = self
            .provided(&thing.pointer)
            .iter()
            .map(|one| one.span)
            .collect();
        let whole_page = matches!(thing.what, What::Operation(_));
        let touches = |place: &Place| match place {
            Place::Pointer(at) => is_below(at.as_str(), &thing.pointer),
            Place::Span(at) => spans.iter().any(|span| {
                let overlap = at.start < span.end.max(span.start + 1)
                    && span.start < at.end.max(at.start + 1);
                at.source == span.source && (whole_page || overlap)
            }),
        };
        let is_repair = |one: &&Diagnostic| {
            one.severity < Severity::Error && one.labels.iter().any(|label| touches(&label.place))
        };
        let repairs: Vec<&Diagnostic> = self.made.diagnostics.iter().filter(is_repair).collect();
        let mut lines: Vec<String> = repairs
            .iter()
            .take(MAX_PLACES)
            .map(|one| self.repair(one))
            .collect();
        lines.extend(more(repairs.len()));
        lines
    }

    fn repair(&self, one: &Diagnostic) -> String {
        let place = one.labels.iter().find_map(|label| match &label.place {
            Place::Span(span) => Some(self.made.sources.place(*span)),
            Place::Pointer(_) => None,
        });
        let help = one
            .help
            .first()
            .map(|help| format!("; {help}"))
            .unwrap_or_default();
        match place {
            Some(place) => format!("{place}: {}: {}{help}", one.code, one.message),
            None => format!("{}: {}{help}", one.code, one.message),
        }
    }

    /// The actions of the overlay that took out what stood at a place or in it.
    pub(super) fn removals(&self, place: &str) -> Vec<String> {
        let all = self.made.provenance.removals(&self.made.sources);
        all.filter(|(at, _)| is_below(at.as_str(), place))
            .map(|(at, span)| format!("{}: removes {at}", self.made.sources.place(span)))
            .collect()
    }

    /// The actions of the overlay that put something into the thing, or took something out of it.
    pub(super) fn overlay(&self, thing: &Thing<'_>) -> Vec<String> {
        if thing.pointer.is_empty() {
            return Vec::new();
        }
        let mut lines = Vec::new();
        for (at, _) in self.made.provenance.iter() {
            let about =
                is_below(at.as_str(), &thing.pointer) || is_below(&thing.pointer, at.as_str());
            if !about {
                continue;
            }
            let provided = self.made.provenance.provided(at, &self.made.sources);
            for one in provided.iter().filter(|one| one.platform == "overlay") {
                lines.push(format!(
                    "{}: sets {at}",
                    self.made.sources.place(one.span),
                    at = at.as_str()
                ));
            }
        }
        lines.extend(self.removals(&thing.pointer));
        lines.dedup();
        let count = lines.len();
        lines.truncate(MAX_PLACES);
        lines.extend(more(count));
        if let (false, Some(path)) = (lines.is_empty(), &self.layout.overlay) {
            let name = shown(Path::new(path), &self.layout.root);
            if !lines[0].starts_with(&name) {
                lines.insert(0, name);
            }
        }
        lines
    }
}

/// The text of a file of the client, by its path in the package.
pub(super) fn text_of<'m>(made: &'m Made, layout: &Layout, file: &str) -> Option<&'m str> {
    let path = file_of(layout, file)?;
    let (_, text) = made.files.as_ref()?.wanted.get(&path)?;
    Some(text)
}

/// Whether a pointer leads to a place, or into it.
fn is_below(pointer: &str, place: &str) -> bool {
    pointer
        .strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn more(count: usize) -> Option<String> {
    (count > MAX_PLACES).then(|| format!("… and {} more", count - MAX_PLACES))
}

/// The line, counted from 1, that the last of some beginnings leads to, each after the one before.
pub(super) fn find_line(text: &str, beginnings: &[String]) -> Option<usize> {
    let mut lines = text.lines().enumerate();
    let mut found = None;
    for beginning in beginnings {
        let is_whole = |line: &str| {
            let rest = line.strip_prefix(beginning.as_str())?;
            let end = beginning.ends_with(|c: char| !c.is_alphanumeric() && c != '_');
            (end || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')).then_some(())
        };
        found = lines.find(|(_, line)| is_whole(line).is_some());
        found?;
    }
    found.map(|(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_one_after_another() {
        let text = "pub struct AB {\n    pub x: u8,\n}\npub struct A {\n    pub xy: u8,\n    pub x: u8,\n}\n";
        let line = |beginnings: &[&str]| {
            let beginnings: Vec<String> = beginnings.iter().map(|one| (*one).to_owned()).collect();
            find_line(text, &beginnings)
        };
        assert_eq!(line(&["pub struct A"]), Some(4));
        assert_eq!(line(&["pub struct A", "    pub x: "]), Some(6));
        assert_eq!(line(&["pub struct B"]), None);
    }
}
