//! MSON (Markdown Syntax for Object Notation): attributes and parameters as schemas.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::items::Item;
use crate::fragment::Trust;
use crate::platform::facts::node::{Node, Step};
use crate::platform::facts::{columns, sample, text, types};
use crate::pointer::Pointer;
use crate::source::SourceId;

/// A member: `name: value (type, required) - description`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Member {
    pub name: String,
    pub value: String,
    /// The words in the parentheses.
    pub words: Vec<String>,
    pub description: String,
}

impl Member {
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|one| one == word)
    }

    /// The type's words, those about the member left out.
    pub(super) fn kind(&self) -> Option<&str> {
        self.words
            .iter()
            .map(String::as_str)
            .find(|word| !WORDS.contains(word) && !word.starts_with('`'))
    }
}

const WORDS: [&str; 7] = [
    "required",
    "optional",
    "fixed",
    "fixed-type",
    "nullable",
    "default",
    "sample",
];

/// Takes a member's line apart.
pub(super) fn member(line: &str) -> Member {
    let mut out = Member::default();
    let line = line.trim();
    let rest = match line.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
        Some((name, rest)) => {
            out.name = name.to_owned();
            rest
        }
        None => {
            let end = [line.find(':'), line.find(" ("), line.find(" - ")]
                .into_iter()
                .flatten()
                .min()
                .unwrap_or(line.len());
            out.name = line[..end].trim().to_owned();
            &line[end..]
        }
    };
    let rest = rest.trim_start().trim_start_matches(':').trim_start();
    let (before, inner, after) = parenthesis(rest);
    out.value = before.trim().trim_matches('`').to_owned();
    out.words = types::split_top(inner, &[','])
        .into_iter()
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    let after = after.trim().trim_start_matches("...").trim_start();
    out.description = after.strip_prefix('-').unwrap_or(after).trim().to_owned();
    out
}

/// The text before the first parenthesis that ends the value, what is in it, and what follows.
fn parenthesis(text: &str) -> (&str, &str, &str) {
    for (at, _) in text.match_indices('(').take(20) {
        let Some(length) = text::matching(&text[at..], '(', ')') else {
            break;
        };
        let after = &text[at + length + 1..];
        let ends = after.trim().is_empty() || after.trim_start().starts_with(['-', '.']);
        if ends {
            return (&text[..at], &text[at + 1..at + length], after);
        }
    }
    match text.split_once(" - ") {
        Some((value, description)) => (value, "", description),
        None => (text, "", ""),
    }
}

/// The names of the data structures that a blueprint defines.
pub(super) struct Names<'a> {
    pub known: &'a BTreeSet<String>,
    pub source: SourceId,
}

/// A data structure's name as a component's.
pub(super) fn component_name(name: &str) -> String {
    let mut out = String::new();
    for word in text::words_as_written(name) {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            out.push_str(chars.as_str());
        }
    }
    out
}

const DEEPEST: usize = 30;

impl Names<'_> {
    /// The schema of `+ Attributes (type)` or of a data structure with its members.
    pub(super) fn structure(&self, kind: Option<&str>, item: &Item, depth: usize) -> Node {
        let mut node = Node::new(Trust::Table, Some(item.span(self.source)));
        if depth > DEEPEST {
            return node;
        }
        let kind = kind.unwrap_or("object").trim();
        let (outer, inner) = match kind.split_once('[') {
            Some((outer, inner)) => (outer.trim(), inner.trim_end_matches(']').trim()),
            None => (kind, ""),
        };
        match outer {
            "array" => self.array(&mut node, inner, item, depth),
            "enum" => self.enumeration(&mut node, inner, item),
            "object" | "" => {
                node.schema.insert("type".to_owned(), json!("object"));
                self.members(&mut node, item, depth);
            }
            name if self.known.contains(&component_name(name)) => {
                let mut own = Node::new(Trust::Table, Some(item.span(self.source)));
                self.members(&mut own, item, depth);
                let reference = self.reference(name);
                if own.children.is_empty() && !own.schema.contains_key("allOf") {
                    node.schema.insert("$ref".to_owned(), reference);
                } else {
                    own.schema.insert("type".to_owned(), json!("object"));
                    let own = own.render(Trust::Table, &Pointer::root(), &mut Vec::new());
                    node.schema
                        .insert("allOf".to_owned(), json!([{"$ref": reference}, own]));
                }
            }
            word => {
                node.schema = types::read(word).schema;
                node.schema.shift_remove(types::STUB);
            }
        }
        node
    }

    fn reference(&self, name: &str) -> Value {
        json!(format!("#/components/schemas/{}", component_name(name)))
    }

    fn array(&self, node: &mut Node, inner: &str, item: &Item, depth: usize) {
        node.schema.insert("type".to_owned(), json!("array"));
        let kinds: Vec<&str> = inner
            .split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .collect();
        let mut branches: Vec<Node> = kinds
            .iter()
            .map(|kind| self.structure(Some(kind), &Item::default(), depth + 1))
            .collect();
        let listed = item
            .child("Items")
            .map_or(&item.items, |items| &items.items);
        if branches.is_empty() {
            branches = listed
                .iter()
                .map(|one| {
                    let member = member(&one.text);
                    let kind = member.kind().map(str::to_owned);
                    let kind =
                        kind.or_else(|| (!one.items.is_empty()).then(|| "object".to_owned()));
                    self.structure(Some(kind.as_deref().unwrap_or("string")), one, depth + 1)
                })
                .collect();
        }
        let mut rendered: Vec<Value> = Vec::new();
        for mut branch in branches {
            branch.place = None;
            let value = branch.render(Trust::Table, &Pointer::root(), &mut Vec::new());
            if !rendered.contains(&value) {
                rendered.push(value);
            }
        }
        match rendered.len() {
            0 => {}
            1 => {
                node.schema
                    .extend(rendered.pop().map(|items| ("items".to_owned(), items)));
            }
            _ => {
                node.schema
                    .insert("items".to_owned(), json!({"oneOf": rendered}));
            }
        }
    }

    fn enumeration(&self, node: &mut Node, inner: &str, item: &Item) {
        let kind = if inner.is_empty() { "string" } else { inner };
        node.schema = types::read(kind).schema;
        let values = values(item);
        if !values.is_empty() {
            types::constrain(&mut node.schema, values);
        }
    }

    fn members(&self, node: &mut Node, item: &Item, depth: usize) {
        let mut included = Vec::new();
        for child in &item.items {
            match child.keyword() {
                "Include" if !child.text.contains(':') => {
                    let name = child.rest().trim_matches(['(', ')', '`']);
                    if self.known.contains(&component_name(name)) {
                        included.push(json!({"$ref": self.reference(name)}));
                    }
                }
                "Properties" if child.rest().is_empty() => self.members(node, child, depth + 1),
                "Default" | "Sample" if child.text.contains(':') && child.items.is_empty() => {}
                "One" if child.text.trim() == "One Of" => self.members_optional(node, child, depth),
                _ => self.property(node, child, depth),
            }
        }
        if !included.is_empty() {
            node.schema
                .insert("allOf".to_owned(), Value::Array(included));
        }
    }

    /// Of these one is there; none can be required then.
    fn members_optional(&self, node: &mut Node, item: &Item, depth: usize) {
        let mut inner = Node::new(Trust::Table, None);
        self.members(&mut inner, item, depth + 1);
        for (name, mut child) in inner.children {
            child.required = None;
            node.children.entry(name).or_insert(child);
        }
    }

    fn property(&self, node: &mut Node, item: &Item, depth: usize) {
        let member = member(&item.text);
        if member.name.is_empty() || member.name.len() > 200 {
            return;
        }
        let mut child = self.structure(Some(&self.kind_of(&member, item)), item, depth + 1);
        describe(&mut child, &member, item);
        child.required = member.has("required").then_some(true);
        if member.has("nullable") {
            types::allow_null(&mut child.schema);
        }
        node.insert(&[Step::Key(member.name)], child);
    }

    /// The type that a member states; without one it is an object with members, or text.
    pub(super) fn kind_of(&self, member: &Member, item: &Item) -> String {
        if let Some(kind) = member.kind() {
            return kind.to_owned();
        }
        let values = ["Members", "Values", "Items"]
            .iter()
            .any(|word| item.child(word).is_some());
        let only_notes = item
            .items
            .iter()
            .all(|child| matches!(child.keyword(), "Default" | "Sample"));
        let kind = match () {
            () if values => "enum[string]",
            () if only_notes => "string",
            () => "object",
        };
        kind.to_owned()
    }
}

/// The values under `+ Members`, `+ Values` or directly below.
pub(super) fn values(item: &Item) -> Vec<Value> {
    let holder = ["Members", "Values", "Items"]
        .iter()
        .find_map(|word| item.child(word))
        .unwrap_or(item);
    holder
        .items
        .iter()
        .filter(|one| !matches!(one.keyword(), "Default" | "Sample") || !one.text.contains(':'))
        .map(|one| {
            let member = member(&one.text);
            json!(member.name)
        })
        .filter(|value| value != "")
        .collect()
}

/// Description, default and sample of a member.
pub(super) fn describe(node: &mut Node, member: &Member, item: &Item) {
    let words = format!("{} {}", member.description, item.words());
    let words = columns::described(&words);
    // Beside a reference OpenAPI 3.0 takes no other key; 3.1 takes these two.
    if !words.is_empty() {
        node.schema.insert("description".to_owned(), json!(words));
    }
    if node.schema.contains_key("$ref") {
        return;
    }
    let below = |word: &str| {
        let child = item.child(word)?;
        let value = child.rest().trim_start_matches(':').trim();
        Some(value.trim_matches('`').to_owned()).filter(|value| !value.is_empty())
    };
    let own = Some(member.value.clone()).filter(|value| !value.is_empty());
    let array = node.kind() == Some("array");
    let default = below("Default").or_else(|| own.clone().filter(|_| member.has("default")));
    let read = |raw: &str, node: &Node| {
        let value = sample::value_of(raw, &node.schema);
        value.filter(|_| !array || raw.starts_with('['))
    };
    if let Some(value) = default.as_deref().and_then(|raw| read(raw, node)) {
        node.schema.insert("default".to_owned(), value);
    }
    let example = below("Sample").or_else(|| own.filter(|_| !member.has("default")));
    if let Some(value) = example.as_deref().and_then(|raw| read(raw, node)) {
        node.schema.insert("examples".to_owned(), json!([value]));
    }
}

#[cfg(test)]
mod tests {
    use super::{component_name, member};

    #[test]
    fn takes_members_apart() {
        for (line, name, value, words, description) in [
            (
                "id: 250FF (string, required) - The id",
                "id",
                "250FF",
                "string,required",
                "The id",
            ),
            (
                "percent_off: 25 (number)",
                "percent_off",
                "25",
                "number",
                "",
            ),
            (
                "redeem_by (number) - Date (UTC) after",
                "redeem_by",
                "",
                "number",
                "Date (UTC) after",
            ),
            ("content", "content", "", "", ""),
            (
                "tags: todo, home (array[string])",
                "tags",
                "todo, home",
                "array[string]",
                "",
            ),
            (
                "post_id: `1` (string) - The id",
                "post_id",
                "1",
                "string",
                "The id",
            ),
            ("note: a (b) c", "note", "a (b) c", "", ""),
            ("`odd name`: 1", "odd name", "1", "", ""),
        ] {
            let found = member(line);
            assert_eq!(found.name, name, "{line}");
            assert_eq!(found.value, value, "{line}");
            assert_eq!(found.words.join(","), words, "{line}");
            assert_eq!(found.description, description, "{line}");
        }
        assert_eq!(component_name("Coupon Base"), "CouponBase");
    }
}
