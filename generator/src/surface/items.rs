//! From a model to its public items.

use super::signature::{argument_text, field_text, type_text};
use super::{ItemKind, PublicItem, Surface};
use crate::model::{
    Docs, Enum, Field, Group, Item, ItemKind as ModelKind, Model, Operation, Outcome, Parameter,
    Presence, Property, Repr, Struct, Type, Union,
};

/// Puts every public item of the model into the surface.
pub(super) fn collect(model: &Model, surface: &mut Surface) {
    for module in &model.modules {
        for item in &module.items {
            type_item(item, surface);
        }
    }
    for group in &model.groups {
        group_items(group, surface);
    }
    for scheme in &model.client.schemes {
        let path = format!("ClientBuilder::{}", scheme.setter);
        surface.function(path, "fn(self, credential) -> Self", None, &Docs::default());
    }
}

impl Surface {
    fn insert(&mut self, path: String, item: PublicItem) {
        self.items.insert(path, item);
    }

    fn function(
        &mut self,
        path: String,
        signature: impl Into<String>,
        parent: Option<&str>,
        docs: &Docs,
    ) {
        self.insert(path, member(ItemKind::Function, signature, parent, docs));
    }
}

fn member(
    kind: ItemKind,
    signature: impl Into<String>,
    parent: Option<&str>,
    docs: &Docs,
) -> PublicItem {
    PublicItem {
        kind,
        signature: signature.into(),
        traits: Vec::new(),
        exhaustive: false,
        parent: parent.map(str::to_owned),
        origin: docs.origin.clone(),
        deprecated: docs.deprecated.is_some(),
    }
}

fn type_item(item: &Item, surface: &mut Surface) {
    let name = item.ident.to_string();
    let kind = match &item.kind {
        ModelKind::Struct(_) => ItemKind::Struct,
        ModelKind::Enum(_) => ItemKind::Enum,
        ModelKind::Union(_) => ItemKind::Union,
        ModelKind::Alias(_) => ItemKind::Alias,
    };
    let mut public = member(kind, signature_of(item), None, &item.docs);
    public.traits = traits(item);
    public.exhaustive = match &item.kind {
        ModelKind::Enum(values) => values.unknown.is_none(),
        ModelKind::Union(union) => union.unknown.is_none(),
        ModelKind::Struct(_) | ModelKind::Alias(_) => false,
    };
    surface.insert(name.clone(), public);
    match &item.kind {
        ModelKind::Struct(object) => struct_members(&name, object, surface),
        ModelKind::Enum(values) => enum_members(&name, values, surface),
        ModelKind::Union(union) => union_members(&name, union, surface),
        ModelKind::Alias(_) => {}
    }
}

fn signature_of(item: &Item) -> String {
    match &item.kind {
        ModelKind::Struct(_) => "struct".to_owned(),
        ModelKind::Enum(values) => match values.repr {
            Repr::String => "enum of strings".to_owned(),
            Repr::Integer => "enum of integers".to_owned(),
            Repr::Mixed => "enum of values".to_owned(),
        },
        ModelKind::Union(_) => "union".to_owned(),
        ModelKind::Alias(ty) => format!("= {}", type_text(ty)),
    }
}

fn traits(item: &Item) -> Vec<String> {
    let mut traits = Vec::new();
    let mut add = |condition: bool, names: &[&str]| {
        if condition {
            traits.extend(names.iter().map(|name| (*name).to_owned()));
        }
    };
    add(item.derives.copy, &["Copy"]);
    add(item.derives.default, &["Default"]);
    add(item.derives.eq_hash, &["Eq", "Hash"]);
    traits
}

fn struct_members(name: &str, object: &Struct, surface: &mut Surface) {
    let fields: Vec<&Field> = object
        .keys
        .iter()
        .filter_map(|key| match key {
            Property::Field(field) => Some(field),
            Property::Constant { .. } => None,
        })
        .collect();
    let arguments: Vec<String> = fields
        .iter()
        .filter(|field| is_argument(field))
        .map(|field| match field.presence {
            Presence::Required => argument_text(&field.ty),
            _ => field_text(field),
        })
        .collect();
    surface.function(
        format!("{name}::new"),
        format!("fn({}) -> Self", arguments.join(", ")),
        Some(name),
        &Docs::default(),
    );
    for field in fields {
        let path = format!("{name}.{}", field.ident);
        let text = field_text(field);
        surface.insert(path, member(ItemKind::Field, text, Some(name), &field.docs));
        let Some(setter) = &field.setter else {
            continue;
        };
        surface.function(
            format!("{name}::{}", setter.ident),
            format!("fn(self, {}) -> Self", argument_text(&field.ty)),
            Some(name),
            &field.docs,
        );
        if let Some(null) = &setter.null {
            let path = format!("{name}::{null}");
            surface.function(path, "fn(self) -> Self", Some(name), &field.docs);
        }
    }
    if let Some(rest) = &object.rest {
        let path = format!("{name}.{}", rest.ident);
        let text = format!("Map<{}>", type_text(&rest.ty));
        surface.insert(path, member(ItemKind::Field, text, Some(name), &rest.docs));
    }
}

fn is_argument(field: &Field) -> bool {
    field.setter.is_none()
        && !field.read_only
        && matches!(
            field.presence,
            Presence::Required | Presence::RequiredNullable
        )
}

fn enum_members(name: &str, values: &Enum, surface: &mut Surface) {
    for value in &values.values {
        let path = format!("{name}::{}", value.ident);
        // The wire value is part of what a variant means: the same name for another value is
        // another item to a caller, although it compiles.
        let text = format!("variant {}", value.wire);
        surface.insert(
            path,
            member(ItemKind::Variant, text, Some(name), &value.docs),
        );
    }
    if let Some(unknown) = &values.unknown {
        let payload = match values.repr {
            Repr::String => "String",
            Repr::Integer => "i64",
            Repr::Mixed => "Value",
        };
        let path = format!("{name}::{unknown}");
        let text = format!("variant({payload})");
        surface.insert(
            path,
            member(ItemKind::Variant, text, Some(name), &Docs::default()),
        );
    }
}

fn union_members(name: &str, union: &Union, surface: &mut Surface) {
    for variant in &union.variants {
        let path = format!("{name}::{}", variant.ident);
        let text = match &variant.ty {
            Type::Unit => "variant".to_owned(),
            ty => format!("variant({})", type_text(ty)),
        };
        surface.insert(
            path,
            member(ItemKind::Variant, text, Some(name), &variant.docs),
        );
        if variant.from {
            let path = format!("<{name} as From<{}>>", type_text(&variant.ty));
            surface.insert(
                path,
                member(ItemKind::Trait, "impl", Some(name), &Docs::default()),
            );
        }
    }
    if let Some(unknown) = &union.unknown {
        let path = format!("{name}::{unknown}");
        surface.insert(
            path,
            member(
                ItemKind::Variant,
                "variant(Value)",
                Some(name),
                &Docs::default(),
            ),
        );
    }
}

fn group_items(group: &Group, surface: &mut Surface) {
    let name = group.ident.to_string();
    surface.insert(
        name.clone(),
        member(ItemKind::Struct, "operations", None, &group.docs),
    );
    surface.function(
        format!("Client::{}", group.accessor),
        format!("fn(&self) -> {name}"),
        None,
        &group.docs,
    );
    if let Some(feature) = &group.feature {
        surface.insert(
            format!("feature {}", feature.0),
            member(ItemKind::Feature, "feature", None, &Docs::default()),
        );
    }
    for operation in &group.operations {
        operation_items(&name, operation, surface);
    }
}

fn operation_items(group: &str, operation: &Operation, surface: &mut Surface) {
    let marker = operation.marker.to_string();
    let docs = &operation.docs;
    let mut arguments: Vec<String> = vec!["&self".to_owned()];
    arguments.extend(operation.required.iter().map(parameter_text));
    let body = operation.body.as_ref();
    arguments.extend(
        body.filter(|body| body.required)
            .map(|body| format!("&{}", type_text(&body.ty))),
    );
    surface.function(
        format!("{group}::{}", operation.method),
        format!("fn({}) -> Request<{marker}>", arguments.join(", ")),
        Some(group),
        docs,
    );
    surface.insert(
        marker.clone(),
        member(ItemKind::Enum, "operation", None, docs),
    );
    let request = format!("Request<{marker}>");
    for parameter in &operation.optional {
        let path = format!("{request}::{}", parameter.ident);
        let text = format!("fn(self, {}) -> Self", parameter_text(parameter));
        surface.function(path, text, Some(&marker), &parameter.docs);
    }
    if let Some(body) = body.filter(|body| !body.required) {
        let path = format!("{request}::{}", body.ident);
        let text = format!("fn(self, &{}) -> Self", type_text(&body.ty));
        surface.function(path, text, Some(&marker), &body.docs);
    }
    outcome(&marker, "Output", &operation.output, surface);
    outcome(&marker, "Error", &operation.error, surface);
    if let Some(stream) = &operation.stream {
        let text = format!("= {}", type_text(&stream.item));
        surface.insert(
            format!("<{marker} as Streaming>::Chunk"),
            member(ItemKind::Trait, text, Some(&marker), docs),
        );
    }
    if let Some(pages) = &operation.pages {
        let text = format!("= {}", type_text(&pages.item));
        surface.insert(
            format!("<{marker} as Paginated>::Item"),
            member(ItemKind::Trait, text, Some(&marker), docs),
        );
    }
}

fn parameter_text(parameter: &Parameter) -> String {
    match &parameter.ty {
        Type::String => "&str".to_owned(),
        other => type_text(other),
    }
}

fn outcome(marker: &str, role: &str, outcome: &Outcome, surface: &mut Surface) {
    let none = Docs::default();
    let text = match outcome {
        Outcome::None => "()".to_owned(),
        Outcome::One(received) => type_text(&received.ty),
        Outcome::ByStatus {
            ident,
            docs,
            variants,
        } => {
            let name = ident.to_string();
            surface.insert(
                name.clone(),
                member(ItemKind::Union, "by status", None, docs),
            );
            for variant in variants {
                let path = format!("{name}::{}", variant.ident);
                let text = match &variant.received.ty {
                    Type::Unit => "variant".to_owned(),
                    ty => format!("variant({})", type_text(ty)),
                };
                surface.insert(
                    path,
                    member(ItemKind::Variant, text, Some(&name), &variant.docs),
                );
            }
            name
        }
    };
    surface.insert(
        format!("<{marker} as Operation>::{role}"),
        member(ItemKind::Trait, format!("= {text}"), Some(marker), &none),
    );
}
