//! The modules of the runtime that a client carries.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ItemKind, Model, SchemeKind, Type};
use crate::output::HEADER;

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../runtime/", $path)))),*]
    };
}

/// Every file of the runtime but its tests. A test holds this against the folder.
static FILES: &[(&str, &str)] = files![
    "api.rs",
    "auth/basic.rs",
    "auth/code.rs",
    "auth/grant.rs",
    "auth/mod.rs",
    "auth/oauth.rs",
    "base64.rs",
    "blocking.rs",
    "body.rs",
    "builder.rs",
    "byte_stream.rs",
    "call.rs",
    "client.rs",
    "clock.rs",
    "codec/debug.rs",
    "codec/fault.rs",
    "codec/macros.rs",
    "codec/mod.rs",
    "codec/node.rs",
    "codec/number.rs",
    "codec/object.rs",
    "codec/scan.rs",
    "codec/serde.rs",
    "codec/slot.rs",
    "codec/splice.rs",
    "codec/tape.rs",
    "codec/tuple.rs",
    "codec/union.rs",
    "codec/write.rs",
    "decimal.rs",
    "error.rs",
    "event_stream.rs",
    "execute.rs",
    "form.rs",
    "http_client.rs",
    "json.rs",
    "link.rs",
    "map.rs",
    "mock.rs",
    "mod.rs",
    "multipart.rs",
    "operation.rs",
    "pages.rs",
    "paging.rs",
    "params.rs",
    "rate_limit.rs",
    "raw.rs",
    "redirect.rs",
    "request.rs",
    "response.rs",
    "retry.rs",
    "secret.rs",
    "sse.rs",
    "streaming.rs",
    "text.rs",
    "time.rs",
    "trace.rs",
    "transport.rs",
    "uuid.rs",
];

/// A module that only some clients need, and when.
type Optional = (&'static str, IsNeeded);

/// Whether a client has something of the runtime.
pub(crate) type IsNeeded = fn(&Needs<'_>) -> bool;

const OPTIONAL: &[Optional] = &[
    ("auth/code.rs", |needs| needs.oauth),
    ("auth/oauth.rs", |needs| needs.oauth),
    ("base64.rs", |needs| needs.has(&[Type::Base64])),
    ("codec/tuple.rs", |needs| needs.tuples),
    ("decimal.rs", |needs| needs.has(&[Type::Decimal])),
    ("event_stream.rs", |needs| needs.streams),
    ("link.rs", |needs| needs.pages),
    ("pages.rs", |needs| needs.pages),
    ("paging.rs", |needs| needs.pages),
    ("sse.rs", |needs| needs.streams),
    ("streaming.rs", |needs| needs.streams),
    ("text.rs", |needs| {
        needs.has(&[Type::Base64, Type::Decimal, Type::Uuid]) || needs.has(TIMES)
    }),
    ("time.rs", |needs| needs.has(TIMES)),
    ("uuid.rs", |needs| needs.has(&[Type::Uuid])),
];

/// The types of `time.rs`.
pub(super) const TIMES: &[Type] = &[Type::DateTime, Type::Date];

/// The files of the runtime for a Model, by their path in the client.
pub(crate) fn files(model: &Model) -> BTreeMap<String, String> {
    let needs = Needs::of(model);
    let left_out: BTreeSet<&str> = OPTIONAL
        .iter()
        .filter(|(_, is_needed)| !is_needed(&needs))
        .map(|(path, _)| *path)
        .collect();
    let mut output = BTreeMap::new();
    for (path, text) in FILES {
        if left_out.contains(path) {
            continue;
        }
        let text = without(without_tests(text), &left_out, path);
        output.insert(format!("src/runtime/{path}"), format!("{HEADER}\n\n{text}"));
    }
    output
}

/// A file without its tests, which stand last.
fn without_tests(text: &str) -> &str {
    match text.find("\n#[cfg(test)]\n") {
        Some(at) => text.get(..at).unwrap_or(text),
        None => text,
    }
}

/// A `mod.rs` without the modules that are left out: their declarations and what is exported of
/// them, each of which starts on a line of its own, after its attributes, and ends with `;`.
fn without(text: &str, left_out: &BTreeSet<&str>, path: &str) -> String {
    let Some(folder) = path.strip_suffix("mod.rs") else {
        return text.to_owned();
    };
    let modules: Vec<String> = left_out
        .iter()
        .filter_map(|path| path.strip_prefix(folder)?.strip_suffix(".rs"))
        .map(|module| module.replace('/', "::"))
        .collect();
    let is_of = |line: &str| {
        modules.iter().any(|module| {
            let declared = ["pub(super) ", "pub "]
                .iter()
                .find_map(|visibility| line.strip_prefix(visibility))
                .unwrap_or(line);
            declared
                .strip_prefix("mod ")
                .is_some_and(|rest| rest.strip_suffix(';') == Some(module))
                || declared.strip_prefix("use ").is_some_and(|rest| {
                    rest.strip_prefix(module.as_str())
                        .is_some_and(|rest| rest.starts_with("::"))
                })
        })
    };
    let mut out = String::with_capacity(text.len());
    let mut attributes = String::new();
    let mut is_skipping = false;
    for line in text.split_inclusive('\n') {
        if line.starts_with("#[") {
            attributes.push_str(line);
            continue;
        }
        is_skipping = is_skipping || is_of(line.trim_end());
        if !is_skipping {
            out.push_str(&attributes);
            out.push_str(line);
        }
        attributes.clear();
        if line.trim_end().ends_with(';') {
            is_skipping = false;
        }
    }
    out
}

/// What a Model needs of the runtime beside what every client does.
pub(crate) struct Needs<'m> {
    /// The types of all fields, parameters and bodies that are no items, each once, and the tuples
    /// that hold some of them.
    types: BTreeSet<&'m Type>,
    /// Whether an answer comes piece by piece.
    pub(crate) streams: bool,
    /// Whether an answer comes in pages.
    pub(crate) pages: bool,
    /// Whether tokens are fetched.
    pub(crate) oauth: bool,
    /// Whether arrays have a type for each place.
    pub(crate) tuples: bool,
}

impl<'m> Needs<'m> {
    pub(crate) fn of(model: &'m Model) -> Self {
        let types = types(model);
        let operations = || model.groups.iter().flat_map(|group| &group.operations);
        Needs {
            streams: operations().any(|operation| operation.stream.is_some()),
            pages: operations().any(|operation| operation.pages.is_some()),
            oauth: model
                .client
                .schemes
                .iter()
                .any(|scheme| matches!(scheme.kind, SchemeKind::OAuth2 { .. })),
            tuples: types.iter().any(|ty| matches!(ty, Type::Tuple(_))),
            types,
        }
    }

    /// Whether it needs one of some types.
    pub(crate) fn has(&self, types: &[Type]) -> bool {
        types.iter().any(|ty| self.types.contains(ty))
    }
}

fn types(model: &Model) -> BTreeSet<&Type> {
    let mut used = BTreeSet::new();
    for item in model.modules.iter().flat_map(|module| &module.items) {
        match &item.kind {
            ItemKind::Struct(shape) => {
                for field in crate::emit::fields(shape) {
                    add(&field.ty, &mut used);
                }
                if let Some(rest) = &shape.rest {
                    add(&rest.ty, &mut used);
                }
            }
            ItemKind::Union(union) => {
                for variant in &union.variants {
                    add(&variant.ty, &mut used);
                }
            }
            ItemKind::Alias(ty) => add(ty, &mut used),
            ItemKind::Enum(_) => {}
        }
    }
    for operation in model.groups.iter().flat_map(|group| &group.operations) {
        for parameter in operation.required.iter().chain(&operation.optional) {
            add(&parameter.ty, &mut used);
        }
        if let Some(body) = &operation.body {
            add(&body.ty, &mut used);
        }
        for outcome in [&operation.output, &operation.error] {
            for received in outcome.received() {
                add(&received.ty, &mut used);
            }
        }
        if let Some(stream) = &operation.stream {
            add(&stream.item, &mut used);
        }
    }
    used
}

fn add<'m>(ty: &'m Type, used: &mut BTreeSet<&'m Type>) {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            add(inner, used);
        }
        Type::Tuple(items) => {
            used.insert(ty);
            items.iter().for_each(|item| add(item, used));
        }
        Type::Item(_) => {}
        ty => {
            used.insert(ty);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files of the runtime's folder that are no tests.
    fn folder(path: &std::path::Path, prefix: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(path).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if entry.path().is_dir() {
                folder(&entry.path(), &format!("{prefix}{name}/"), found);
            } else if !name.ends_with("tests.rs") {
                found.insert(format!("{prefix}{name}"));
            }
        }
    }

    #[test]
    fn every_file_of_the_runtime_is_listed() {
        let mut found = BTreeSet::new();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/runtime");
        folder(&root, "", &mut found);
        let listed: BTreeSet<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(found, listed);
    }

    #[test]
    fn tests_stand_last() {
        for (path, text) in FILES {
            let Some(at) = text.find("\n#[cfg(test)]\n") else {
                continue;
            };
            let tests = text[at..].trim_start();
            let items = syn::parse_file(tests).unwrap().items;
            assert_eq!(
                items.len(),
                1,
                "{path} has more than its tests after `#[cfg(test)]`"
            );
        }
    }

    #[test]
    fn a_module_is_left_out_with_its_exports() {
        let text = "//! About.\n\n#[cfg(x)]\nmod a;\n#[cfg(x)]\npub mod uuid;\n\npub use a::A;\npub use a::in_it::C;\npub use uuid::{\n    Uuid,\n};\npub use b::B;\n";
        let left_out = BTreeSet::from(["uuid.rs", "a/in_it.rs"]);
        assert_eq!(
            without(text, &left_out, "mod.rs"),
            "//! About.\n\n#[cfg(x)]\nmod a;\n\npub use a::A;\npub use b::B;\n"
        );
        let text = "pub(super) mod in_it;\nmod b;\n";
        assert_eq!(without(text, &left_out, "a/mod.rs"), "mod b;\n");
    }
}
