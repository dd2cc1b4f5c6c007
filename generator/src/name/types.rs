//! The names of types: from components, from the way to a shape, from operations.

use std::collections::BTreeMap;

use super::words::{pascal, singular};
use super::{Case, Ident, Scope};
use crate::api::{Api, Kind, Name, ShapeId};

/// Names of the prelude and of the runtime, which a type of the API must not hide.
const RESERVED: [&str; 40] = [
    "Option",
    "Some",
    "None",
    "Vec",
    "String",
    "Box",
    "Result",
    "Ok",
    "Err",
    "Error",
    "ErrorKind",
    "Default",
    "Clone",
    "Copy",
    "Debug",
    "Eq",
    "Hash",
    "From",
    "Into",
    "Iterator",
    "Send",
    "Sync",
    "Drop",
    "Fn",
    "Value",
    "Map",
    "Client",
    "ClientBuilder",
    "Request",
    "Response",
    "RawResponse",
    "Stream",
    "Operation",
    "Endpoint",
    "Body",
    "Upload",
    "Part",
    "Mock",
    "Retry",
    "Self",
];

/// How far the way to a shape is followed for its name.
const MAX_STEPS: usize = 40;

/// The scope of type names, markers and groups, which are re-exported side by side.
pub(crate) fn scope() -> Scope {
    Scope::reserving(&RESERVED)
}

/// Names for the shapes that are items, by shape.
pub(crate) fn name_types(
    api: &Api,
    items: &[ShapeId],
    scope: &mut Scope,
) -> BTreeMap<ShapeId, Ident> {
    let mut wanted: BTreeMap<String, Vec<ShapeId>> = BTreeMap::new();
    for id in items {
        let base = base(api, *id, 0);
        wanted.entry(base.to_lowercase()).or_default().push(*id);
    }
    let mut names = BTreeMap::new();
    // Components keep their names before anything inline is named.
    for components in [true, false] {
        for shapes in wanted.values() {
            let several = shapes.len() > 1;
            for id in shapes {
                if matches!(api.shape(*id).name, Name::Component(_)) != components {
                    continue;
                }
                let base = base(api, *id, 0);
                let kind = kind_word(&api.shape(*id).kind);
                let by_kind = format!("{base} {kind}");
                let by_place = place(api, *id);
                let by_both = format!("{by_place} {kind}");
                let api_own = format!("Api {base}");
                let texts: [&str; 4] = match (components, several) {
                    (true, _) => [&base, &api_own, &by_kind, &by_place],
                    (false, true) => [&by_place, &by_both, &by_kind, &base],
                    (false, false) => [&base, &by_kind, &by_place, &by_both],
                };
                if let Some(ident) = scope.claim(Case::Pascal, texts) {
                    names.insert(*id, ident);
                }
            }
        }
    }
    names
}

fn kind_word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Enum(_) => "kind",
        Kind::Union(_) => "choice",
        _ => "object",
    }
}

/// The whole way to a shape in the document, as words.
fn place(api: &Api, id: ShapeId) -> String {
    let skipped = [
        "paths",
        "components",
        "schemas",
        "properties",
        "content",
        "application/json",
        "schema",
        "items",
        "requestBody",
        "responses",
        "oneOf",
        "anyOf",
        "allOf",
    ];
    let tokens = api
        .shape(id)
        .at
        .tokens()
        .filter(|token| !skipped.contains(&token.as_str()));
    let words: Vec<String> = tokens.map(|token| pascal(&token)).collect();
    words.join(" ")
}

fn base(api: &Api, id: ShapeId, steps: usize) -> String {
    match &api.shape(id).name {
        Name::Component(name) => component(name),
        Name::Operation(words) => {
            let words: Vec<String> = words.iter().map(|word| pascal(word)).collect();
            words.concat()
        }
        Name::Member { of, .. } if steps > MAX_STEPS => component(&format!("{of:?}")),
        Name::Member { of, word, item } => {
            let parent = base(api, *of, steps + 1);
            if *item {
                let one = singular(&parent);
                return match one == parent {
                    true => format!("{parent}{}", pascal(word)),
                    false => one,
                };
            }
            format!("{parent}{}", branch_word(api, id, word))
        }
    }
}

/// The word of a member; a branch of a union has only a number and is told by what it holds.
fn branch_word(api: &Api, id: ShapeId, word: &str) -> String {
    if word.parse::<usize>().is_err() {
        return pascal(word);
    }
    let shape = api.shape(id);
    if let Some(title) = &shape.docs.title
        && title.len() <= 40
    {
        return pascal(title);
    }
    match &shape.kind {
        Kind::Object(object) => {
            let constant =
                object
                    .fields
                    .iter()
                    .find_map(|field| match &api.shape(field.shape).kind {
                        Kind::Const(value) => value.as_str().map(pascal),
                        _ => None,
                    });
            let required = object.fields.iter().filter(|field| field.required).take(2);
            let named: String = required.map(|field| pascal(&field.wire)).collect();
            let first = object.fields.first().map(|field| pascal(&field.wire));
            match (constant, named.is_empty()) {
                (Some(constant), _) => constant,
                (None, false) => format!("With{named}"),
                (None, true) => format!("With{}", first.unwrap_or_else(|| "Nothing".to_owned())),
            }
        }
        Kind::Enum(_) => "Kind".to_owned(),
        Kind::Union(_) => "Choice".to_owned(),
        Kind::List(_) => "List".to_owned(),
        Kind::Map(_) => "Map".to_owned(),
        _ => pascal(word),
    }
}

/// A component's name without what documentation platforms put into it: `Tag_operation_Response_200`
/// and names by position.
fn component(name: &str) -> String {
    let mut parts: Vec<&str> = name.split('_').collect();
    if let [.., operation, "Response", status] = parts[..]
        && status.parse::<u16>().is_ok()
        && parts.len() >= 4
    {
        return format!("{}Response", pascal(operation));
    }
    parts.retain(|part| !part.is_empty());
    let mut name = name.to_owned();
    for position in [
        "ResponsesContentApplicationJsonSchema",
        "RequestBodyContentApplicationJsonSchema",
        "ContentApplicationJsonSchema",
    ] {
        if let Some((before, after)) = name.split_once(position)
            && !after.is_empty()
            && !before.is_empty()
        {
            let role = if position.starts_with("Request") {
                "Request"
            } else {
                ""
            };
            name = format!("{before}{role}{after}");
        }
    }
    match name.strip_suffix("Items") {
        Some(list) if !list.is_empty() => pascal(&singular(list)),
        _ => pascal(&name),
    }
}
