//! Components whose name only says where they stood, as documentation platforms make them.
//!
//! Some carry words for a position (`…ContentApplicationJsonSchema…`, `__schema7`). Others spell
//! the way from another component: `ToolItemsOneOf1` is the second branch of an item of `Tool`.

use std::collections::{HashMap, HashSet};

use openapiv3::{ReferenceOr, Schema};
use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;

use super::source::{Additional, Source, View};

/// Words that name a position and not a thing, as they stand in the names of Fern's fragments.
const POSITIONS: &[&str] = &[
    "ContentApplicationJsonSchema",
    "ContentMultipartFormDataSchema",
    "ContentTextEventStreamSchema",
    "RequestBodyContent",
    "ResponsesContent",
];

/// How many users of users are looked at.
const MAX_WAY: usize = 64;

/// How many users of one component are: what has more is named for itself.
const MAX_USERS: usize = 8;

/// A name that is longer says too much of the way, in a document whose names spell ways.
const LONG: usize = 40;

/// Whether a component's name has words that say where it stood.
fn is_positional(name: &str) -> bool {
    POSITIONS.iter().any(|position| name.contains(position))
        || is_response(name)
        || is_numbered(name)
}

/// `Guardrails_getGuardrail_Response_200`
fn is_response(name: &str) -> bool {
    let Some((head, status)) = name.rsplit_once('_') else {
        return false;
    };
    let is_status = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
    is_status && head.ends_with("_Response")
}

/// `__schema12`, as Zod's converter calls what it meets twice.
fn is_numbered(name: &str) -> bool {
    name.strip_prefix("__schema")
        .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The positional components of a document.
pub(super) fn find(document: &Document) -> HashSet<Pointer> {
    let Some(components) = &document.openapi.components else {
        return HashSet::new();
    };
    let uses = Uses::of(document);
    let ways: Vec<(&str, Way)> = components
        .schemas
        .keys()
        .map(|name| (name.as_str(), uses.way(name)))
        .collect();
    let spells_ways = ways.iter().any(|(_, way)| *way == Way::Numbered);
    let is_found = |(name, way): &&(&str, Way)| {
        is_positional(name)
            || *way == Way::Numbered
            || (*way == Way::Named && spells_ways && name.len() > LONG)
    };
    let root = Pointer::root().join("components").join("schemas");
    let found = ways.iter().filter(is_found);
    found.map(|(name, _)| root.join(name)).collect()
}

/// What a component's name is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Words of its own.
    Own,
    /// Another component's name and names of properties.
    Named,
    /// The same with places of items or branches among them.
    Numbered,
}

/// A step from a schema to its part.
#[derive(Clone, Debug)]
enum Step<'a> {
    Field(&'a str),
    Item,
    Value,
    Branch(&'static str, usize),
}

impl Step<'_> {
    /// The ways to spell the step, in lower case.
    fn words(&self) -> Vec<String> {
        match self {
            Self::Field(name) => vec![plain(name)],
            Self::Item => vec!["items".to_owned()],
            Self::Value => vec!["additionalproperties".to_owned(), "value".to_owned()],
            // The only branch beside null is often not spelled at all.
            Self::Branch(keyword, index) => vec![
                format!("{keyword}{index}"),
                index.to_string(),
                String::new(),
            ],
        }
    }
}

/// Where each component is used by others.
struct Uses<'a> {
    /// The users, and the steps from each.
    by: HashMap<&'a str, Vec<(&'a str, Vec<Step<'a>>)>>,
    /// The letters of every component's name.
    plain: HashMap<&'a str, String>,
}

/// A component on the way up from another, with the steps that lead down to the turn before.
struct Turn<'s> {
    at: &'s str,
    steps: &'s [Step<'s>],
    before: usize,
}

/// The ways to spell each step from the last of some turns down to the first.
fn words(turns: &[Turn<'_>], last: usize) -> Vec<Vec<String>> {
    let mut way = Vec::new();
    let mut at = last;
    while let Some(turn) = turns.get(at).filter(|_| at > 0) {
        way.extend(turn.steps.iter().map(Step::words));
        at = turn.before;
    }
    way
}

impl<'a> Uses<'a> {
    fn of(document: &'a Document) -> Self {
        let mut uses = Self {
            by: HashMap::new(),
            plain: HashMap::new(),
        };
        let Some(components) = &document.openapi.components else {
            return uses;
        };
        for (name, schema) in &components.schemas {
            uses.plain.insert(name, plain(name));
            if let ReferenceOr::Item(schema) = schema {
                uses.walk(name, schema);
            }
        }
        uses
    }

    fn walk(&mut self, user: &'a str, schema: &'a Schema) {
        let mut open = vec![(schema, Vec::new())];
        while let Some((schema, steps)) = open.pop() {
            for (part, step) in parts(schema) {
                let mut steps = steps.clone();
                steps.push(step);
                match part {
                    Source::Item(schema) => open.push((schema, steps)),
                    Source::Reference(reference) => {
                        let name = reference.strip_prefix("#/components/schemas/");
                        let users = name.map(|name| self.by.entry(name).or_default());
                        if let Some(users) = users.filter(|users| users.len() < MAX_USERS) {
                            users.push((user, steps));
                        }
                    }
                }
            }
        }
    }

    fn way(&self, name: &str) -> Way {
        let text = plain(name);
        let mut found = Way::Own;
        let mut turns = vec![Turn {
            at: name,
            steps: &[],
            before: 0,
        }];
        let is_item = |(_, steps): &(&str, Vec<Step<'_>>)| matches!(steps.last(), Some(Step::Item));
        let users = self.by.get(name).map_or(&[][..], Vec::as_slice);
        if text.ends_with("items") && !users.is_empty() && users.iter().all(is_item) {
            return Way::Numbered;
        }
        for before in 0..MAX_WAY {
            let Some(turn) = turns.get(before) else {
                break;
            };
            for (user, steps) in self.by.get(turn.at).into_iter().flatten() {
                turns.push(Turn {
                    at: user,
                    steps,
                    before,
                });
                let prefix = self.plain.get(user).map_or("", String::as_str);
                // Few users have a name that this one starts with; only theirs are spelled.
                let Some(rest) = text.strip_prefix(prefix) else {
                    continue;
                };
                match spelled(rest, &words(&turns, turns.len() - 1)) {
                    Some(numbered) if numbered || is_positional(user) => return Way::Numbered,
                    Some(_) => found = Way::Named,
                    None => {}
                }
            }
        }
        found
    }
}

/// Whether a text spells each step, one after the other, and then whether places are among them.
fn spelled(text: &str, steps: &[Vec<String>]) -> Option<bool> {
    let mut ends = vec![(0, false)];
    for step in steps {
        let is_field = step.len() == 1 && step[0] != "items";
        let mut next = Vec::new();
        for (end, numbered) in ends {
            let rest = text.get(end..).unwrap_or_default();
            for word in step.iter().filter(|word| rest.starts_with(word.as_str())) {
                let is_place = !is_field && !word.is_empty();
                next.push((end + word.len(), numbered || is_place));
            }
        }
        next.sort_unstable();
        next.dedup();
        ends = next;
    }
    let whole = ends.into_iter().filter(|(end, _)| *end == text.len());
    whole.map(|(_, numbered)| numbered).max()
}

/// Letters and digits alone, in lower case.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn parts(schema: &Schema) -> Vec<(Source<'_>, Step<'_>)> {
    let view = View::of(schema);
    let mut parts = Vec::new();
    for (name, schema) in view.properties.into_iter().flatten() {
        parts.push((schema.into(), Step::Field(name)));
    }
    parts.extend(view.items.map(|items| (items, Step::Item)));
    if let Additional::Schema(schema, _) = view.additional {
        parts.push((schema, Step::Value));
    }
    for (keyword, branches) in [
        ("allof", view.all_of),
        ("oneof", view.one_of),
        ("anyof", view.any_of),
    ] {
        let branches = branches.iter().enumerate();
        parts.extend(branches.map(|(at, branch)| (branch.into(), Step::Branch(keyword, at))));
    }
    parts
}

#[cfg(test)]
mod tests {
    use pagecrate_spec::diagnostic::Diagnostics;
    use pagecrate_spec::document::Document;
    use serde_json::json;

    use super::{find, is_positional};

    #[test]
    fn tells_positions_from_names() {
        for name in [
            "GuardrailsGetResponsesContentApplicationJsonSchemaDataItems",
            "Guardrails_getGuardrail_Response_200",
            "KeysPostRequestBodyContentApplicationJsonSchemaLimitReset",
            "__schema7",
        ] {
            assert!(is_positional(name), "{name}");
        }
        for name in [
            "Guardrail",
            "Response_2",
            "Http_Response_Codes",
            "ContentPart",
            "Schema_100",
        ] {
            assert!(!is_positional(name), "{name}");
        }
    }

    #[test]
    fn tells_ways_from_names() {
        let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let object = |field: &str, of| json!({ "type": "object", "properties": { field: of } });
        let list = |of| json!({ "type": "array", "items": of });
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1" },
            "paths": {},
            "components": { "schemas": {
                "Ask": object("tools", list(to("AskToolsItems"))),
                "AskToolsItems": { "oneOf": [to("AskToolsItems0"), to("Search")] },
                "AskToolsItems0": object("cache_control", to("AskToolsItemsOneOf0CacheControl")),
                "AskToolsItemsOneOf0CacheControl": object("limit", to("Limit")),
                "Search": object("limit", to("SearchLimit")),
                "SearchLimit": object("items", to("LineItems")),
                "LineItems": list(to("LineItem")),
                "LineItem": object("id", json!({ "type": "string" })),
                "Limit": object("id", json!({ "type": "string" })),
            } },
        });
        let mut diagnostics = Diagnostics::default();
        let document = Document::read(document, &mut diagnostics);
        let mut found: Vec<String> = find(&document).iter().filter_map(|at| at.last()).collect();
        found.sort();
        assert_eq!(
            found,
            [
                "AskToolsItems",
                "AskToolsItems0",
                "AskToolsItemsOneOf0CacheControl"
            ]
        );
    }
}
