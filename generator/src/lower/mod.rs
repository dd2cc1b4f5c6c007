//! Api and names to Model: every decision about the Rust.

mod boxes;
mod classify;
mod client;
mod items;
mod modules;
mod operations;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};

use crate::api::{About, Api, Shape, ShapeId};
use crate::config::Config;
use crate::model::{Docs, ItemRef, Model, Origin, Type};
use crate::name::{Ident, Scope, name_types, type_scope};
use classify::{Class, classify};

/// Puts the model together.
struct Lower<'a> {
    api: &'a Api,
    config: &'a Config,
    /// What each shape is in Rust.
    classes: Vec<Class>,
    /// The items by shape.
    items: BTreeMap<ShapeId, ItemRef>,
    /// Pairs of an item and one that it holds directly in a circle.
    boxed: BTreeSet<(ShapeId, ShapeId)>,
    /// Types, markers and groups.
    scope: Scope,
    /// Shapes that are bodies of `multipart/form-data`.
    multipart: BTreeSet<ShapeId>,
}

/// Decides what the Rust is.
pub(crate) fn lower(api: &Api, config: &Config, diagnostics: &mut Diagnostics) -> Model {
    let classes = classify(api);
    let reached = modules::reach(api, &classes);
    let ids: Vec<ShapeId> = reached.items.keys().copied().collect();
    let mut scope = type_scope();
    let names = name_types(api, &ids, &mut scope);
    for id in &ids {
        if !names.contains_key(id) {
            let shape = api.shape(*id);
            let message = "no name is left for this type that would not be another's";
            diagnostics.push(
                Diagnostic::error("type-name", message)
                    .at(&shape.at, "")
                    .help("give the schema a `title`, or make it a component"),
            );
        }
    }
    let placed = modules::place(api, &reached, &names);
    let boxed = boxes::find(api, &classes, &ids);
    let mut lower = Lower {
        api,
        config,
        classes,
        items: placed.items,
        boxed,
        scope,
        multipart: reached.multipart.clone(),
    };
    let modules = lower.modules(&reached, &placed.modules);
    let groups = lower.groups(diagnostics);
    let client = lower.client();
    Model {
        package: lower.package(),
        client,
        groups,
        modules,
    }
}

impl Lower<'_> {
    fn shape(&self, id: ShapeId) -> &Shape {
        self.api.shape(id)
    }

    /// The type of a shape, without the `Option` of one that may be null, and whether it may be.
    fn type_of(&self, id: ShapeId) -> (Type, bool) {
        let (id, nullable) = classify::peel(self.api, id);
        let ty = match &self.classes[id.0] {
            Class::Plain(ty) => ty.clone(),
            Class::List(item) => Type::List(Box::new(self.full(*item))),
            Class::Map(value) => Type::Map(Box::new(self.full(*value))),
            Class::Tuple(items) => Type::Tuple(items.iter().map(|item| self.full(*item)).collect()),
            Class::Struct | Class::Enum(_) | Class::Union => match self.items.get(&id) {
                Some(item) => Type::Item(item.clone()),
                None => Type::Json,
            },
        };
        // `Option<Value>` would have two nulls.
        let nullable = nullable && ty != Type::Json;
        (ty, nullable)
    }

    /// The type of a shape where nothing else says that it may be null.
    fn full(&self, id: ShapeId) -> Type {
        match self.type_of(id) {
            (ty, true) => Type::Nullable(Box::new(ty)),
            (ty, false) => ty,
        }
    }

    /// The type of a shape that an item holds directly.
    fn held(&self, by: ShapeId, id: ShapeId) -> (Type, bool) {
        let (inner, _) = classify::peel(self.api, id);
        let (ty, nullable) = self.type_of(id);
        let ty = match self.boxed.contains(&(by, inner)) {
            true => Type::Boxed(Box::new(ty)),
            false => ty,
        };
        (ty, nullable)
    }
}

/// The documentation of an item, whose origin is a shape's place.
fn docs(about: &About, origin: Option<&Shape>) -> Docs {
    let text = about.text.as_deref().or(about.title.as_deref());
    Docs {
        text: paragraphs(text.unwrap_or_default()),
        facts: about.facts.clone(),
        origin: origin.map(|shape| Origin {
            pointer: shape.at.to_string(),
            url: None,
            trust: about.trust.or(shape.docs.trust),
        }),
        deprecated: about.deprecated.then(String::new),
    }
}

/// The paragraphs of a Markdown text.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n")
        .map(|paragraph| paragraph.trim().to_owned())
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// A name for something that has no text to be named by.
fn fixed(scope: &mut Scope, case: crate::name::Case, text: &str) -> Option<Ident> {
    let longer = format!("{text} value");
    let longest = format!("the {text} value");
    scope.claim(case, [text, &longer, &longest])
}
