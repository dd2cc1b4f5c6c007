//! What the calls need of JSON beside the documented types: a look into a body, parameters as a tree.

use super::codec::{self, Fault, Node, Slot, Tape};

/// Reads a body. An empty one, as with 204, is taken for `null`.
pub(crate) fn decode<T: Slot>(body: &[u8]) -> Result<T, Fault> {
    codec::from_slice(if body.is_empty() { b"null" } else { body })
}

/// Reads a text that stands for itself, as in a header: as a string, or else as JSON.
pub(crate) fn decode_text<T: Slot>(text: Option<&str>) -> Result<T, Fault> {
    let Some(text) = text else {
        return codec::from_slice(b"null");
    };
    let quoted = codec::to_string(&text.to_owned());
    codec::from_slice(quoted.as_bytes())
        .or_else(|fault| codec::from_slice(text.as_bytes()).map_err(|_| fault))
}

/// A value to be written as a parameter or a form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Null,
    /// A string.
    Scalar(String),
    /// A number or boolean, as text.
    Literal(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// How deep a tree goes; the codec bounds what it parses, this bounds what is walked.
const DEEPEST: usize = codec::MAX_DEPTH + 1;

impl Tree {
    pub(crate) fn of(value: &dyn Slot) -> Tree {
        Tree::plain(codec::to_string(value)).unwrap_or_else(|text| {
            match Tape::parse(text.as_bytes()) {
                Ok(tape) => Tree::from_node(tape.root(), 0),
                Err(_) => Tree::Null,
            }
        })
    }

    /// What most parameters are, a number, a boolean or a string without escapes, without a parse; other JSON
    /// is given back.
    fn plain(mut text: String) -> Result<Tree, String> {
        match text.as_bytes() {
            b"true" | b"false" => Ok(Tree::Literal(text)),
            [b'0'..=b'9' | b'-', rest @ ..]
                if rest
                    .iter()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) =>
            {
                Ok(Tree::Literal(text))
            }
            [b'"', inside @ .., b'"']
                if !inside.iter().any(|byte| matches!(byte, b'"' | b'\\')) =>
            {
                text.pop();
                text.remove(0);
                Ok(Tree::Scalar(text))
            }
            _ => Err(text),
        }
    }

    fn from_node(node: Node<'_>, depth: usize) -> Tree {
        if depth > DEEPEST {
            return Tree::Null;
        }
        if let Ok(items) = node.items() {
            return Tree::Array(items.map(|item| Tree::from_node(item, depth + 1)).collect());
        }
        if let Ok(entries) = node.entries() {
            let member = |(key, value): (Node<'_>, Node<'_>)| {
                (
                    key.text().unwrap_or_default().into_owned(),
                    Tree::from_node(value, depth + 1),
                )
            };
            return Tree::Object(entries.map(member).collect());
        }
        match node.text() {
            Some(text) => Tree::Scalar(text.into_owned()),
            None => scalar(node).map_or(Tree::Null, Tree::Literal),
        }
    }

    /// The value as JSON, for a style that cannot write it otherwise.
    pub(crate) fn to_json(&self) -> String {
        match self {
            Tree::Null => "null".to_owned(),
            Tree::Scalar(text) => codec::to_string(text),
            Tree::Literal(text) => text.clone(),
            Tree::Array(items) => {
                let items: Vec<String> = items.iter().map(Tree::to_json).collect();
                format!("[{}]", items.join(","))
            }
            Tree::Object(members) => {
                let member = |(key, value): &(String, Tree)| {
                    format!("{}:{}", codec::to_string(key), value.to_json())
                };
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }
}

/// A string, number or boolean as text; `None` for `null`, arrays and objects.
pub(super) fn scalar(node: Node<'_>) -> Option<String> {
    if let Some(text) = node.text() {
        return Some(text.into_owned());
    }
    let digits = node.raw_number();
    if !digits.is_empty() {
        return Some(digits.to_owned());
    }
    node.read::<bool>().ok().map(|yes| yes.to_string())
}

/// A look into a body without reading it into a type.
pub(crate) struct Peek<'b>(pub(super) Tape<'b>);

impl<'b> Peek<'b> {
    pub(crate) fn new(body: &'b [u8]) -> Option<Self> {
        Tape::parse(body).ok().map(Peek)
    }

    pub(super) fn at(&self, pointer: &str) -> Option<Node<'_>> {
        self.0.root().pointer(pointer)
    }

    /// The string at a pointer.
    pub(crate) fn text(&self, pointer: &str) -> Option<String> {
        self.at(pointer)?.text().map(|text| text.into_owned())
    }
}
