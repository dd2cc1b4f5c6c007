//! Types as Stainless writes them: `array of T`, `map[T]`, `object { a, b, 3 more }`,
//! `"a" or "b" or 2 more`, `A or B`.

use serde_json::{Map, Value, json};

use super::list::Item;
use crate::fragment::Trust;
use crate::platform::facts::node::{Node, Step};
use crate::platform::facts::{columns, text, types};
use crate::pointer::Pointer;
use crate::source::{SourceId, Span};

const DEEPEST: usize = 40;

/// `name: type`, with the name taken off; `None` when the item is a type or a value alone.
pub(super) fn property(content: &str) -> Option<(&str, &str)> {
    let (name, kind) = content.split_once(':')?;
    let name = name.trim().trim_end_matches('?');
    let plain = !name.is_empty()
        && name.len() <= 120
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "_-.$@[]/".contains(c));
    plain.then(|| (name, kind.trim()))
}

/// A property's schema with its requirement and description.
pub(super) fn field(item: &Item, name: &str, kind: &str, source: SourceId, depth: usize) -> Node {
    let kind_without = kind.strip_prefix("optional ");
    let optional = kind_without.is_some() || item.content.starts_with(&format!("{name}?"));
    let mut node = schema(kind_without.unwrap_or(kind), item, source, depth);
    node.required = Some(!optional);
    describe(&mut node, &item.words);
    node
}

/// Words below an item: a description, and what it says of a format or bounds.
fn describe(node: &mut Node, words: &str) {
    let words = columns::described(words);
    if !words.is_empty() {
        node.schema.insert("description".to_owned(), json!(words));
    }
}

/// A type with the items below it.
pub(super) fn schema(kind: &str, item: &Item, source: SourceId, depth: usize) -> Node {
    let place = Span::new(source, item.range.0, item.range.1);
    let mut node = Node::new(Trust::Table, Some(place));
    let kind = kind.trim().trim_end_matches(',').trim();
    if depth > DEEPEST || kind.is_empty() {
        return node;
    }
    let (kind, named) = named(kind);
    if let Some(inner) = kind.strip_prefix("array of ") {
        node.schema.insert("type".to_owned(), json!("array"));
        let mut items = schema(inner, item, source, depth + 1);
        items.place = None;
        node.items = Some(Box::new(items));
    } else if let Some(inner) = kind
        .strip_prefix("map[")
        .and_then(|rest| rest.strip_suffix(']'))
    {
        node.schema.insert("type".to_owned(), json!("object"));
        let mut values = schema(inner, item, source, depth + 1);
        values.place = None;
        node.values = Some(Box::new(values));
    } else if let Some(inner) = kind.strip_prefix("nullable ") {
        node = schema(inner, item, source, depth + 1);
        types::allow_null(&mut node.schema);
    } else if branches(kind).len() > 1 {
        union(&mut node, kind, item, source, depth);
    } else if kind == "object" || kind.starts_with("object {") || kind.starts_with("object{") {
        object(&mut node, item, source, depth);
    } else if let Some(value) = literal(kind) {
        enumeration(&mut node, vec![value]);
    } else {
        node.schema = types::read(kind).schema;
        // A name alone: its members may stand below, else nothing is known of it.
        if node.schema.shift_remove(types::STUB).is_some() && !item.items.is_empty() {
            let literals: Option<Vec<Value>> =
                item.items.iter().map(|one| literal(&one.content)).collect();
            match literals {
                Some(values) => enumeration(&mut node, values),
                None if item
                    .items
                    .iter()
                    .all(|one| property(&one.content).is_some()) =>
                {
                    object(&mut node, item, source, depth);
                }
                None => variants(&mut node, &item.items, source, depth),
            }
        }
    }
    if let Some(name) = named {
        node.schema.entry("title").or_insert(json!(name));
    }
    node
}

/// `AbuseDmca object { … }` and `Status = "a" or "b"`: the name in front.
fn named(kind: &str) -> (&str, Option<&str>) {
    let Some((name, rest)) = kind.split_once(' ') else {
        return (kind, None);
    };
    let is_name = name.starts_with(char::is_uppercase)
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    let rest = rest.trim_start();
    let rest = rest.strip_prefix("= ").unwrap_or(rest);
    let continues = [
        "object",
        "array of ",
        "map[",
        "\"",
        "string",
        "number",
        "boolean",
    ]
    .iter()
    .any(|head| rest.starts_with(head));
    let one = kind.starts_with(&format!("{name} = ")) || branches(kind).len() == 1;
    if is_name && continues && one {
        (rest, Some(name))
    } else {
        (kind, None)
    }
}

fn object(node: &mut Node, item: &Item, source: SourceId, depth: usize) {
    node.schema.insert("type".to_owned(), json!("object"));
    for one in &item.items {
        if let Some((name, kind)) = property(&one.content) {
            let child = field(one, name, kind, source, depth + 1);
            node.insert(&[Step::Key(name.to_owned())], child);
        }
    }
}

/// The alternatives of a type; `3 more` is none.
fn branches(kind: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut level = 0_usize;
    let mut quoted = false;
    let mut start = 0;
    for (at, c) in kind.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '{' | '[' | '(' if !quoted => level += 1,
            '}' | ']' | ')' if !quoted => level = level.saturating_sub(1),
            ' ' if !quoted && level == 0 && kind[at..].starts_with(" or ") => {
                out.push(kind[start..at].trim());
                start = at + 4;
            }
            _ => {}
        }
    }
    out.push(kind.get(start..).unwrap_or("").trim());
    out.retain(|branch| !branch.is_empty());
    out
}

fn is_more(branch: &str) -> bool {
    branch
        .strip_suffix(" more")
        .is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()))
}

fn literal(text: &str) -> Option<Value> {
    let text = text.trim();
    if let Some(inner) = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        return (!inner.contains('"')).then(|| json!(inner));
    }
    match text {
        "true" => Some(json!(true)),
        "false" => Some(json!(false)),
        _ => text.parse::<i64>().ok().map(|number| json!(number)),
    }
}

fn enumeration(node: &mut Node, values: Vec<Value>) {
    let kind = if values.iter().all(Value::is_i64) {
        "integer"
    } else if values.iter().all(Value::is_boolean) {
        "boolean"
    } else {
        "string"
    };
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!(kind));
    schema.insert("enum".to_owned(), Value::Array(values));
    node.schema = schema;
}

fn union(node: &mut Node, kind: &str, item: &Item, source: SourceId, depth: usize) {
    let mut parts = branches(kind);
    let null = parts.contains(&"null");
    parts.retain(|part| *part != "null");
    let shown: Vec<Value> = parts
        .iter()
        .filter(|part| !is_more(part))
        .filter_map(|part| literal(part))
        .collect();
    let listed: Vec<Value> = item
        .items
        .iter()
        .filter_map(|one| literal(&one.content))
        .collect();
    let only_literals = parts
        .iter()
        .all(|part| is_more(part) || literal(part).is_some());
    if let ([only], true) = (parts.as_slice(), null) {
        *node = schema(only, item, source, depth + 1);
    } else if only_literals && !(shown.is_empty() && listed.is_empty()) {
        // The list below is whole, the line may be cut.
        let values = if listed.len() >= shown.len() {
            listed
        } else {
            shown
        };
        enumeration(node, values);
    } else if item.items.is_empty() {
        let nodes: Vec<Node> = parts
            .iter()
            .filter(|part| !is_more(part))
            .map(|part| schema(part, &Item::default(), source, depth + 1))
            .collect();
        join(node, nodes);
    } else {
        variants(node, &item.items, source, depth);
    }
    if null {
        types::allow_null(&mut node.schema);
    }
}

/// One item for each branch.
fn variants(node: &mut Node, items: &[Item], source: SourceId, depth: usize) {
    let nodes = items
        .iter()
        .map(|one| {
            let kind = property(&one.content).map_or(one.content.as_str(), |(_, kind)| kind);
            let mut branch = schema(kind, one, source, depth + 1);
            describe(&mut branch, &one.words);
            branch
        })
        .collect();
    join(node, nodes);
}

fn join(node: &mut Node, nodes: Vec<Node>) {
    let mut list: Vec<Value> = Vec::new();
    for one in nodes {
        let value = one.render(Trust::Table, &Pointer::root(), &mut Vec::new());
        if !list.contains(&value) {
            list.push(value);
        }
    }
    // Anything at all among the branches says no more than that.
    if list.len() < 2 || list.contains(&json!({})) {
        node.schema = match list.pop() {
            Some(Value::Object(only)) if list.is_empty() => only,
            _ => Map::new(),
        };
        return;
    }
    node.schema.insert("oneOf".to_owned(), Value::Array(list));
}

/// Words of a description that begin with where the parameter goes.
pub(super) fn location_in(words: &str) -> Option<(&'static str, &str)> {
    let words = words.trim_start();
    for (head, place) in [
        ("Body param", "body"),
        ("Query param", "query"),
        ("Path param", "path"),
        ("Header param", "header"),
    ] {
        if let Some(rest) = words.strip_prefix(head) {
            let rest = rest
                .trim_start_matches("eter")
                .trim_start_matches([':', ' ']);
            return Some((place, text::cut(rest, rest.len())));
        }
    }
    None
}
