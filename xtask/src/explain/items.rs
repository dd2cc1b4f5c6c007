//! Everything public of a client, by the names that people call it by.

use pagecrate_generator::model::{
    Body, Docs, Enum, Field, Item, ItemKind, Model, Operation, Parameter, Presence, Property,
    Struct, Union,
};
use pagecrate_spec::pointer::Pointer;

/// Something public of the client.
#[derive(Clone, Debug)]
pub(super) struct Thing<'m> {
    /// The path in the crate, such as `types::guardrails::Guardrail.limit_usd`.
    pub shown: String,
    /// The parts of that path.
    path: Vec<String>,
    /// Other names: an operation's id, its method and path.
    also: Vec<String>,
    /// The JSON Pointer in the merged document.
    pub pointer: String,
    /// What the document calls it.
    pub wire: String,
    /// What it is.
    pub what: What<'m>,
    /// The file under the client's package.
    pub file: String,
    /// What the lines begin with that lead to it, each after the one before.
    pub lines: Vec<String>,
}

impl Thing<'_> {
    /// The parts of its path in the crate.
    pub(super) fn path(&self) -> &[String] {
        &self.path
    }
}

/// What a public thing is.
#[derive(Clone, Copy, Debug)]
pub(super) enum What<'m> {
    Operation(&'m Operation),
    Parameter(&'m Parameter, bool),
    Body(&'m Body),
    Type(&'m Item),
    Field(&'m Field),
    Variant,
}

impl What<'_> {
    /// What it is, in words.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Operation(_) => "an operation",
            Self::Parameter(_, true) => "a required parameter, and so an argument",
            Self::Parameter(_, false) => "an optional parameter, and so a setter",
            Self::Body(body) if body.required => "the required body, and so an argument",
            Self::Body(_) => "the body, which may be left out",
            Self::Type(item) => match &item.kind {
                ItemKind::Struct(_) => "an object",
                ItemKind::Enum(_) => "a set of values",
                ItemKind::Union(_) => "one of several types",
                ItemKind::Alias(_) => "another name for a type",
            },
            Self::Field(field) => match field.presence {
                Presence::Required => "a field that is always there",
                Presence::RequiredNullable => {
                    "a field that is always there and may be null: `None` is null"
                }
                Presence::Optional => "a field that may be absent: `None` is absent",
                Presence::OptionalNullable => {
                    "a field that may be absent or null: `None` is absent, `Some(None)` is null"
                }
            },
            Self::Variant => "a variant",
        }
    }
}

/// Every public thing of a client, operations first.
pub(super) fn all(model: &Model) -> Vec<Thing<'_>> {
    let mut all = Vec::new();
    for group in &model.groups {
        for operation in &group.operations {
            let file = format!("src/api/{}.rs", group.module.as_str());
            of_operation(
                operation,
                group.accessor.as_str(),
                group.ident.as_str(),
                &file,
                &mut all,
            );
        }
    }
    for module in &model.modules {
        for item in &module.items {
            of_type(item, module.module.as_str(), &mut all);
        }
    }
    all
}

fn of_operation<'m>(
    operation: &'m Operation,
    accessor: &str,
    group: &str,
    file: &str,
    all: &mut Vec<Thing<'m>>,
) {
    let method = operation.method.as_str();
    let at = pointer(&operation.docs, "");
    let path = vec!["Client".to_owned(), accessor.to_owned(), method.to_owned()];
    let lines = vec![format!("impl {group}"), format!("    pub fn {method}(")];
    let spoken = format!("{} {}", operation.http_method, operation.path);
    let shown = format!("Client::{accessor}().{method}");
    let marker = operation.marker.as_str().to_owned();
    all.push(Thing {
        shown: shown.clone(),
        path: path.clone(),
        also: vec![operation.id.clone(), spoken.clone(), marker.clone()],
        pointer: at.clone(),
        wire: operation.id.clone(),
        what: What::Operation(operation),
        file: file.to_owned(),
        lines: lines.clone(),
    });
    let required = operation.required.iter().map(|parameter| (parameter, true));
    let optional = operation
        .optional
        .iter()
        .map(|parameter| (parameter, false));
    for (parameter, is_required) in required.chain(optional) {
        let ident = parameter.ident.as_str();
        let lines = match is_required {
            true => lines.clone(),
            false => vec![
                format!("impl Request<{marker}>"),
                format!("    pub fn {ident}("),
            ],
        };
        all.push(Thing {
            shown: format!("{shown}({ident})"),
            path: path.iter().cloned().chain([ident.to_owned()]).collect(),
            also: vec![
                format!("{spoken} {}", parameter.wire),
                format!("{} {}", operation.id, parameter.wire),
            ],
            pointer: pointer(&parameter.docs, &at),
            wire: parameter.wire.clone(),
            what: What::Parameter(parameter, is_required),
            file: file.to_owned(),
            lines,
        });
    }
    if let Some(body) = &operation.body {
        all.push(Thing {
            shown: format!("{shown}({})", body.ident.as_str()),
            path: path
                .iter()
                .cloned()
                .chain([body.ident.as_str().to_owned()])
                .collect(),
            also: vec![format!("{spoken} requestBody")],
            pointer: format!("{at}/requestBody"),
            wire: "requestBody".to_owned(),
            what: What::Body(body),
            file: file.to_owned(),
            lines,
        });
    }
}

fn of_type<'m>(item: &'m Item, module: &str, all: &mut Vec<Thing<'m>>) {
    let name = item.ident.as_str();
    let keyword = match item.kind {
        ItemKind::Struct(_) => "struct",
        ItemKind::Enum(_) | ItemKind::Union(_) => "enum",
        ItemKind::Alias(_) => "type",
    };
    let at = pointer(&item.docs, "");
    let wire = Pointer::parse(&at)
        .and_then(|at| at.last())
        .unwrap_or_default();
    let of_item = Thing {
        shown: format!("types::{module}::{name}"),
        path: vec!["types".to_owned(), module.to_owned(), name.to_owned()],
        also: Vec::new(),
        pointer: at,
        wire,
        what: What::Type(item),
        file: format!("src/types/{module}.rs"),
        lines: vec![format!("pub {keyword} {name}")],
    };
    all.push(of_item.clone());
    match &item.kind {
        ItemKind::Struct(object) => fields(object, &of_item, all),
        ItemKind::Enum(values) => of_values(values, &of_item, all),
        ItemKind::Union(union) => of_union(union, &of_item, all),
        ItemKind::Alias(_) => {}
    }
}

fn fields<'m>(object: &'m Struct, of: &Thing<'m>, all: &mut Vec<Thing<'m>>) {
    for key in &object.keys {
        let Property::Field(field) = key else {
            continue;
        };
        let own = Pointer::parse(&of.pointer).map(|at| at.join("properties").join(&field.wire));
        let fallback = own.map_or_else(String::new, |own| own.as_str().to_owned());
        let at = pointer(&field.docs, &fallback);
        let thing = inside(
            of,
            '.',
            field.ident.as_str(),
            at,
            &field.wire,
            What::Field(field),
        );
        all.push(Thing {
            lines: vec![
                of.lines[0].clone(),
                format!("    pub {}: ", field.ident.as_str()),
            ],
            ..thing
        });
    }
}

fn of_values<'m>(values: &Enum, of: &Thing<'m>, all: &mut Vec<Thing<'m>>) {
    for value in &values.values {
        let wire = match value.wire.as_str() {
            Some(text) => text.to_owned(),
            None => value.wire.to_string(),
        };
        let at = pointer(&value.docs, &of.pointer);
        all.push(inside(
            of,
            ':',
            value.ident.as_str(),
            at,
            &wire,
            What::Variant,
        ));
    }
}

fn of_union<'m>(union: &Union, of: &Thing<'m>, all: &mut Vec<Thing<'m>>) {
    for variant in &union.variants {
        let at = pointer(&variant.docs, &of.pointer);
        let wire = variant.tags.first().cloned().unwrap_or_default();
        all.push(inside(
            of,
            ':',
            variant.ident.as_str(),
            at,
            &wire,
            What::Variant,
        ));
    }
}

fn inside<'m>(
    of: &Thing<'m>,
    mark: char,
    ident: &str,
    pointer: String,
    wire: &str,
    what: What<'m>,
) -> Thing<'m> {
    let mark = match mark {
        ':' => "::",
        _ => ".",
    };
    let mut path = of.path.clone();
    path.push(ident.to_owned());
    Thing {
        shown: format!("{}{mark}{ident}", of.shown),
        path,
        also: Vec::new(),
        pointer,
        wire: wire.to_owned(),
        what,
        file: of.file.clone(),
        lines: vec![of.lines[0].clone(), format!("    {ident}")],
    }
}

fn pointer(docs: &Docs, fallback: &str) -> String {
    docs.origin
        .as_ref()
        .map_or_else(|| fallback.to_owned(), |origin| origin.pointer.clone())
}

/// The things that a person can mean, and if there are none, those that are called alike.
pub(super) fn find<'t, 'm>(
    all: &'t [Thing<'m>],
    asked: &str,
) -> Result<Vec<&'t Thing<'m>>, Vec<&'t str>> {
    let asked = asked.trim();
    let parts = parts(asked);
    let spoken = spoken(asked);
    let exact = |thing: &&Thing<'_>| {
        thing.pointer == asked
            || thing
                .also
                .iter()
                .any(|name| name == asked || spoken.as_ref() == Some(name))
    };
    let found: Vec<&Thing<'_>> = all.iter().filter(exact).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let ends = |thing: &&Thing<'_>| !parts.is_empty() && thing.path.ends_with(&parts);
    let mut found: Vec<&Thing<'_>> = all.iter().filter(ends).collect();
    if found
        .iter()
        .any(|thing| matches!(thing.what, What::Type(_)))
    {
        // `Guardrail` is the type, and not a variant of that name.
        found.retain(|thing| matches!(thing.what, What::Type(_)));
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let last = parts
        .last()
        .map(|last| last.to_lowercase())
        .unwrap_or_default();
    let alike = |thing: &&Thing<'_>| {
        let name = thing
            .path
            .last()
            .map(|name| name.to_lowercase())
            .unwrap_or_default();
        last.len() > 2 && (name.contains(&last) || (name.len() > 3 && last.contains(&name)))
    };
    Err(all
        .iter()
        .filter(alike)
        .map(|thing| thing.shown.as_str())
        .collect())
}

/// The parts of a Rust path, whatever stands between them.
fn parts(asked: &str) -> Vec<String> {
    let parts = asked
        .split(['.', ':', '(', ')', ' '])
        .filter(|part| !part.is_empty());
    let mut parts: Vec<String> = parts.map(str::to_owned).collect();
    // The name of the crate, and what stands for it.
    if parts.len() > 1 && (parts[0] == "crate" || parts[1] == "types" || parts[1] == "Client") {
        parts.remove(0);
    }
    parts
}

/// `get /things/` as `GET /things`.
fn spoken(asked: &str) -> Option<String> {
    let (method, path) = asked.split_once(' ')?;
    let path = path.trim();
    let is_method = !method.is_empty() && method.chars().all(|c| c.is_ascii_alphabetic());
    let trimmed = match path.len() {
        1 => path,
        _ => path.trim_end_matches('/'),
    };
    (is_method && path.starts_with('/'))
        .then(|| format!("{} {trimmed}", method.to_ascii_uppercase()))
}
