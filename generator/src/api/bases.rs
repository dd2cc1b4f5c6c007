//! Inheritance: a schema with a discriminator, and those that say `allOf` of it.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};
use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;

use super::default_mapping;
use super::source::View;

/// A schema whose property says which of the schemas it is that build upon it.
#[derive(Debug)]
pub(super) struct Base<'a> {
    /// The property.
    pub(super) property: &'a str,
    /// The value of the property and the schema that it means.
    pub(super) subtypes: Vec<(String, Pointer)>,
}

impl Base<'_> {
    /// The only value that means a schema.
    pub(super) fn tag_of(&self, pointer: &Pointer) -> Option<&str> {
        let mut tags = self.subtypes.iter().filter(|(_, at)| at == pointer);
        let (tag, _) = tags.next()?;
        tags.next().is_none().then_some(tag)
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
    for heir in descendants(pointer, heirs) {
        if !subtypes.iter().any(|(_, known)| *known == heir) {
            subtypes.push((heir.last().unwrap_or_default(), heir));
        }
    }
    let is_base = !subtypes.is_empty() || default_mapping::stated(discriminator).is_some();
    is_base.then_some(Base {
        property: &discriminator.property_name,
        subtypes,
    })
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
