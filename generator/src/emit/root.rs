//! `lib.rs` and the files that only name modules.

use std::collections::BTreeMap;

use super::code::{Code, Lit, by_version, code};
use super::guide;
use super::index::Index;
use super::lines::Lines;
use crate::model::{Feature, Group, ItemKind, Model, Outcome, Type, TypeModule};
use crate::name::Ident;
use crate::output::HEADER;
use crate::package::{IsNeeded, Needs};

/// What of the runtime stands at the root of a client, and of which clients. Sorted.
const RUNTIME: &[(&str, IsNeeded)] = &[
    ("Base64", |needs| needs.has(&[Type::Base64])),
    ("Body", |_| true),
    ("ByteStream", |_| true),
    ("Client", |_| true),
    ("ClientBuilder", |_| true),
    ("Date", |needs| needs.has(&[Type::Date])),
    ("DateTime", |needs| needs.has(&[Type::DateTime])),
    ("Decimal", |needs| needs.has(&[Type::Decimal])),
    ("Error", |_| true),
    ("ErrorKind", |_| true),
    ("EventStream", |needs| needs.streams),
    ("Map", |_| true),
    ("Request", |_| true),
    ("Response", |_| true),
    ("Undocumented", |_| true),
    ("Upload", |_| true),
    ("Uuid", |needs| needs.has(&[Type::Uuid])),
];

/// What of the runtime stands at the root of a client, unless an item of the API has the name.
/// Sorted.
pub(crate) fn runtime_names(model: &Model) -> impl Iterator<Item = &'static str> + use<> {
    let needs = Needs::of(model);
    let names: Vec<&'static str> = RUNTIME
        .iter()
        .filter(|(_, is_needed)| is_needed(&needs))
        .map(|(name, _)| *name)
        .collect();
    names.into_iter()
}

/// `#[cfg(feature = "…")]`, or with several features `any(…)` of them.
pub(crate) fn cfg(features: &[Feature]) -> Code {
    let named = features
        .iter()
        .map(|feature| code!("feature = ", Lit(&feature.0)));
    match features {
        [_] => code!("#[cfg(", Code::join(named, ""), ")]"),
        _ => code!("#[cfg(any(", Code::join(named, ", "), "))]"),
    }
}

/// The attribute that compiles the next item with one of some features only.
pub(crate) fn gate(lines: &mut Lines, features: &[Feature]) {
    if features.is_empty() {
        return;
    }
    let line = cfg(features);
    if line.width() <= 80 {
        lines.line(line);
        return;
    }
    lines.line("#[cfg(any(");
    for (index, feature) in features.iter().enumerate() {
        let comma = if index + 1 < features.len() { "," } else { "" };
        lines.line(code!("    feature = ", Lit(&feature.0), comma));
    }
    lines.line("))]");
}

/// `types/mod.rs` and the like.
pub(crate) fn modules<'m>(
    modules: impl Iterator<Item = (&'m Ident, &'m [Feature])>,
    about: &str,
) -> String {
    let mut lines = Lines::default();
    lines.comment("//", HEADER.trim_start_matches("// "));
    lines.blank();
    lines.comment("//!", about);
    lines.blank();
    let mut modules: Vec<_> = modules.collect();
    modules.sort();
    for (module, features) in modules {
        gate(&mut lines, features);
        lines.line(code!("pub mod ", module, ";"));
    }
    lines.into_text()
}

pub(crate) fn root(index: &Index<'_>, mentions_deprecated: bool) -> String {
    let model = index.model;
    let mut lines = Lines::default();
    lines.comment("//", HEADER.trim_start_matches("// "));
    lines.blank();
    guide::write(&mut lines, index);
    if mentions_deprecated {
        lines.blank();
        lines.line(super::file::ALLOW_DEPRECATED);
    }
    lines.blank();
    lines.line("#![cfg_attr(docsrs, feature(doc_cfg))]");
    lines.blank();
    lines.line("mod api;");
    // prettyplease's style is not quite rustfmt's.
    lines.line("#[rustfmt::skip]");
    lines.line("mod client;");
    for module in ["mod codec;", "pub mod runtime;", "mod types;", "mod wire;"] {
        lines.line(module);
    }
    lines.blank();
    let mut groups: Vec<&Group> = model.groups.iter().collect();
    groups.sort_by(|a, b| by_version(a.module.as_str(), b.module.as_str()));
    for group in groups {
        group_exports(&mut lines, group);
    }
    let names = runtime_names(model).filter(|name| !index.is_taken(name));
    let names: Vec<Code> = names.map(|name| code!(name)).collect();
    lines.import(&code!("pub "), &code!("runtime"), &names);
    let mut modules: Vec<&TypeModule> = model.modules.iter().collect();
    modules.sort_by(|a, b| by_version(a.module.as_str(), b.module.as_str()));
    for module in modules {
        type_exports(&mut lines, module);
    }
    lines.into_text()
}

fn group_exports(lines: &mut Lines, group: &Group) {
    let mut names = vec![code!(&group.ident)];
    for operation in &group.operations {
        names.push(code!(&operation.marker));
    }
    for (_, outcome, _) in group.enums() {
        if let Outcome::ByStatus { ident, .. } = outcome {
            names.push(code!(ident));
        }
    }
    names.sort_by(|a, b| by_version(a.as_str(), b.as_str()));
    if let Some(feature) = &group.feature {
        gate(lines, std::slice::from_ref(feature));
    }
    lines.import(&code!("pub "), &code!("api::", &group.module), &names);
}

fn type_exports(lines: &mut Lines, module: &TypeModule) {
    let mut by_features: BTreeMap<&[Feature], Vec<Code>> = BTreeMap::new();
    for item in &module.items {
        let names = by_features.entry(item.behind(module)).or_default();
        names.push(code!(&item.ident));
    }
    for (features, mut names) in by_features {
        names.sort_by(|a, b| by_version(a.as_str(), b.as_str()));
        gate(lines, features);
        lines.import(&code!("pub "), &code!("types::", &module.module), &names);
    }
}

/// Whether anything of the Model is deprecated that the root names.
pub(crate) fn names_deprecated(model: &Model) -> bool {
    model.modules.iter().any(|module| {
        module
            .items
            .iter()
            .any(|item| item.docs.deprecated.is_some() && !matches!(item.kind, ItemKind::Alias(_)))
    })
}
