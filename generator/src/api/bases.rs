//! Inheritance: a schema with a discriminator, and those that say `allOf` of it.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema, SchemaKind, Type};
use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;
use serde_json::Value;

use super::default_mapping;
use super::source::View;

/// How many schemas are looked at for the values of a property: parts may nest without end.
const MOST: u32 = 64;

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
    let heirs = descendants(pointer, heirs);
    // Where the values are listed and none of them is an heir's name, heirs are not told by it.
    let listed = listed(document, schema, &discriminator.property_name, &mut {
        MOST
    });
    let is_named = |heir: &Pointer| {
        let name = heir.last();
        listed.iter().any(|value| Some(*value) == name.as_deref())
    };
    if subtypes.is_empty() && !listed.is_empty() && !heirs.iter().any(is_named) {
        return None;
    }
    for heir in heirs {
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

/// The values that an object lists for a property.
fn listed<'a>(
    document: &'a Document,
    schema: &'a Schema,
    property: &str,
    left: &mut u32,
) -> Vec<&'a str> {
    let Some(rest) = left.checked_sub(1) else {
        return Vec::new();
    };
    *left = rest;
    let view = View::of(schema);
    let stated = view.properties.and_then(|all| all.get(property));
    let stated = stated.and_then(|stated| match stated {
        ReferenceOr::Item(schema) => Some(&**schema),
        ReferenceOr::Reference { reference } => Some(document.resolve(reference)?.1),
    });
    if let Some(stated) = stated {
        return match &stated.schema_kind {
            SchemaKind::Type(Type::String(text)) => text
                .enumeration
                .iter()
                .flatten()
                .map(String::as_str)
                .collect(),
            SchemaKind::Any(any) => any.enumeration.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
    }
    let mut found = Vec::new();
    for part in view.all_of {
        let part = match part {
            ReferenceOr::Item(schema) => Some(schema),
            ReferenceOr::Reference { reference } => {
                document.resolve(reference).map(|(_, schema)| schema)
            }
        };
        if let Some(part) = part {
            found.extend(listed(document, part, property, left));
        }
    }
    found
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
