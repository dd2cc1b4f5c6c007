//! Inheritance: a schema with a discriminator, and those that say `allOf` of it.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};
use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;
use serde_json::Value;

use super::default_mapping;
use super::source::{Source, View};

/// How many schemas are looked at for the values of a property: parts may nest without end.
const MOST: u32 = 64;

/// A schema whose property says which of the schemas it is that build upon it.
#[derive(Debug)]
pub(super) struct Base<'a> {
    /// The property.
    pub(super) property: &'a str,
    /// The value of the property and the schema that it means.
    pub(super) subtypes: Vec<(String, Pointer)>,
    /// How many of them a mapping states; the others go by their name.
    stated: usize,
}

/// The value that the property of a base has for an heir.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) property: String,
    pub(super) value: String,
    /// A mapping leaves the heir out, so that it need not go by its name: it may have been split
    /// off another, or be what others build upon.
    pub(super) is_guess: bool,
}

impl Base<'_> {
    /// The only value that means a schema.
    pub(super) fn tag_of(&self, pointer: &Pointer) -> Option<Tag> {
        let subtypes = self.subtypes.iter().enumerate();
        let mut tags = subtypes.filter(|(_, (_, at))| at == pointer);
        let (index, (value, _)) = tags.next()?;
        tags.next().is_none().then(|| Tag {
            property: self.property.to_owned(),
            value: value.clone(),
            is_guess: (1..=index).contains(&self.stated),
        })
    }
}

/// Every base among the components, by its pointer.
pub(super) fn bases(document: &Document) -> HashMap<Pointer, Base<'_>> {
    let Some(components) = &document.openapi.components else {
        return HashMap::new();
    };
    let root = Pointer::root().join("components").join("schemas");
    let mut heirs: HashMap<Pointer, Vec<Pointer>> = HashMap::new();
    for (name, schema) in &components.schemas {
        let ReferenceOr::Item(schema) = schema else {
            continue;
        };
        for part in View::of(schema).all_of {
            if let ReferenceOr::Reference { reference } = part
                && let Some((base, _)) = document.resolve(reference)
            {
                heirs.entry(base).or_default().push(root.join(name));
            }
        }
    }
    let mut found = HashMap::new();
    for (name, schema) in &components.schemas {
        let ReferenceOr::Item(schema) = schema else {
            continue;
        };
        let pointer = root.join(name);
        if let Some(base) = base(document, schema, &pointer, &heirs) {
            found.insert(pointer, base);
        }
    }
    found
}

/// The bases that each heir builds upon.
pub(super) fn by_heir(bases: &HashMap<Pointer, Base<'_>>) -> HashMap<Pointer, HashSet<Pointer>> {
    let mut found: HashMap<Pointer, HashSet<Pointer>> = HashMap::new();
    for (at, base) in bases {
        for (_, heir) in &base.subtypes {
            found.entry(heir.clone()).or_default().insert(at.clone());
        }
    }
    found
}

fn base<'a>(
    document: &'a Document,
    schema: &'a Schema,
    pointer: &Pointer,
    heirs: &HashMap<Pointer, Vec<Pointer>>,
) -> Option<Base<'a>> {
    let view = View::of(schema);
    let discriminator = view.discriminator()?;
    if !view.one_of.is_empty() || !view.any_of.is_empty() {
        return None;
    }
    let mut subtypes: Vec<(String, Pointer)> = Vec::new();
    for (tag, target) in &discriminator.mapping {
        if let Some(at) = mapped(document, target) {
            subtypes.push((tag.clone(), at));
        }
    }
    let stated = subtypes.len();
    let heirs = descendants(pointer, heirs);
    // Where the values are listed and none of them is an heir's name, heirs are not told by it.
    let property = &discriminator.property_name;
    if !subtypes.is_empty() || may_name(document, schema, property, &heirs) {
        for heir in heirs {
            if !subtypes.iter().any(|(_, known)| *known == heir) {
                subtypes.push((heir.last().unwrap_or_default(), heir));
            }
        }
    }
    let is_base = !subtypes.is_empty() || default_mapping::stated(discriminator).is_some();
    is_base.then_some(Base {
        property: &discriminator.property_name,
        subtypes,
        stated,
    })
}

/// Whether a property may have the name of an heir: its values are not listed, or one of them is it.
fn may_name(document: &Document, schema: &Schema, property: &str, heirs: &[Pointer]) -> bool {
    let listed = listed(document, Source::Item(schema), property, &mut { MOST });
    let mut texts = listed.iter().filter_map(Value::as_str).peekable();
    texts.peek().is_none()
        || texts.any(|text| {
            heirs
                .iter()
                .any(|heir| heir.last().as_deref() == Some(text))
        })
}

/// The values that an object lists for a property.
fn listed<'a>(
    document: &'a Document,
    source: Source<'a>,
    property: &str,
    left: &mut u32,
) -> Vec<Value> {
    let (Some(rest), Some(view)) = (left.checked_sub(1), source.view(document)) else {
        return Vec::new();
    };
    *left = rest;
    if let Some(stated) = view.properties.and_then(|all| all.get(property)) {
        let stated = Source::from(stated).view(document);
        return stated
            .and_then(|stated| stated.values())
            .unwrap_or_default();
    }
    let parts = view.all_of.iter();
    parts
        .flat_map(|part| listed(document, part.into(), property, left))
        .collect()
}

/// What a value of `mapping` or `defaultMapping` means: a reference, or the name of a component.
pub(super) fn mapped(document: &Document, target: &str) -> Option<Pointer> {
    if target.starts_with('#') {
        return document.resolve(target).map(|(pointer, _)| pointer);
    }
    let file = target.rsplit(['/', '#']).next().unwrap_or(target);
    let stem = file.split('.').next().unwrap_or(file);
    let root = Pointer::root().join("components").join("schemas");
    [target, file, stem].into_iter().find_map(|name| {
        let pointer = root.join(name);
        document.schema(&pointer).is_some().then_some(pointer)
    })
}

/// The heirs of a base and theirs, each once.
fn descendants(base: &Pointer, heirs: &HashMap<Pointer, Vec<Pointer>>) -> Vec<Pointer> {
    let mut found: IndexMap<Pointer, ()> = IndexMap::new();
    let mut seen: HashSet<&Pointer> = HashSet::from([base]);
    let mut open = vec![base];
    while let Some(at) = open.pop() {
        for heir in heirs.get(at).into_iter().flatten() {
            if seen.insert(heir) {
                found.insert(heir.clone(), ());
                open.push(heir);
            }
        }
    }
    found.into_keys().collect()
}
