//! What is wrong with a document: where, what was expected, and what stood there.

use std::fmt::{self, Write as _};

use super::node::Node;
use super::tape::{Kind, Tape, Token};

/// How many bytes of the document a [`Fault`] quotes at most.
const MAX_PIECE: usize = 200;

/// A value did not fit. What exactly is noted on the tape, because most misses happen while
/// variants of a union are tried and nobody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miss(());

impl Miss {
    pub(super) const NOTED: Miss = Miss(());
}

/// What a reader wanted to find.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expected {
    Kind(Kind),
    Key(&'static str),
    OneOf(&'static [&'static str]),
    OneOfInt(&'static [i64]),
    What(&'static str),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expected::Kind(kind) => f.write_str(kind_name(*kind)),
            Expected::Key(key) => write!(f, "the key `{}`", key.escape_debug()),
            Expected::OneOf(names) => list(f, names.iter().map(|n| format!("{n:?}"))),
            Expected::OneOfInt(numbers) => list(f, numbers.iter().map(i64::to_string)),
            Expected::What(what) => f.write_str(what),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = String>) -> fmt::Result {
    f.write_str("one of ")?;
    for (i, item) in items.enumerate() {
        if i == 12 {
            return f.write_str(", …");
        }
        if i > 0 {
            f.write_str(", ")?;
        }
        f.write_str(&item)?;
    }
    Ok(())
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::NULL => "null",
        Kind::BOOL => "a boolean",
        Kind::INTEGER => "an integer",
        Kind::NUMBER | Kind::FRACTION => "a number",
        Kind::STRING => "a string",
        Kind::ARRAY => "an array",
        Kind::OBJECT => "an object",
        _ => "a value",
    }
}

/// Why a JSON document could not be read: the place, what was expected and what stood there.
///
/// Shown on one line: ``data[3].pricing.prompt: expected a string, found a number at line 1, column
/// 80: `1.5,"completion":…` ``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    path: String,
    expected: String,
    found: String,
    place: Option<(usize, usize)>,
    piece: String,
}

impl Fault {
    /// The field, such as `data[3].pricing.prompt`; empty for the whole document.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What should have stood there, such as `a string` or ``the key `id` ``.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What stood there, such as `a number`.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// The line, counted from 1; none if the values did not come from text.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.place.map(|(line, _)| line)
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.0.place.map(|(_, column)| column)
    }

    /// The document from that place on, at most 200 bytes.
    #[must_use]
    pub fn piece(&self) -> &str {
        &self.0.piece
    }

    /// Changes the texts that quote the document.
    pub(in crate::runtime) fn edit(&mut self, change: impl Fn(&mut String)) {
        change(&mut self.0.path);
        change(&mut self.0.found);
        change(&mut self.0.piece);
    }

    /// An answer of a status that is not documented.
    #[cold]
    pub(in crate::runtime) fn status(status: u16) -> Fault {
        Fault(Box::new(Inner {
            path: String::new(),
            expected: "a documented status".to_owned(),
            found: format!("the status {status}"),
            place: None,
            piece: String::new(),
        }))
    }

    /// A fault in the text itself, before there are values.
    #[cold]
    pub(super) fn syntax(body: &[u8], at: usize, expected: &str) -> Fault {
        let head = String::from_utf8_lossy(body.get(..at).unwrap_or(body));
        let tail = body.get(at..).unwrap_or_default();
        let piece = String::from_utf8_lossy(tail.get(..MAX_PIECE).unwrap_or(tail));
        let found = match piece.chars().next() {
            Some(char::REPLACEMENT_CHARACTER) => "an invalid byte".to_owned(),
            Some(c) => format!("`{}`", c.escape_debug()),
            None => "the end".to_owned(),
        };
        Fault(Box::new(Inner {
            path: String::new(),
            expected: expected.to_owned(),
            found,
            place: Some(position(&head)),
            piece: cut(&piece).to_owned(),
        }))
    }

    /// What the tape noted last, with its place worked out.
    #[cold]
    pub(super) fn noted(tape: &Tape<'_>) -> Fault {
        let (index, expected) = tape
            .miss
            .take()
            .unwrap_or((0, Expected::What("another value")));
        let entry = tape.entry(index);
        let quoted = matches!(entry.token(), Token::String | Token::Escaped);
        let at = (entry.at as usize).saturating_sub(usize::from(quoted));
        let source = tape.is_source.then_some(tape.text);
        Fault(Box::new(Inner {
            path: path(tape, index),
            expected: expected.to_string(),
            found: found(Node::new(tape, index), expected),
            place: source.and_then(|text| text.get(..at)).map(position),
            piece: cut(source.and_then(|text| text.get(at..)).unwrap_or("")).to_owned(),
        }))
    }
}

fn found(node: Node<'_>, expected: Expected) -> String {
    if let Expected::Key(_) = expected {
        return "an object without it".to_owned();
    }
    match node.kind() {
        Kind::STRING if !matches!(expected, Expected::Kind(_)) => {
            let text = node.text().unwrap_or_default();
            format!("{:?}", text.chars().take(40).collect::<String>())
        }
        Kind::INTEGER | Kind::FRACTION => format!("the number {}", cut(node.raw_number())),
        kind => kind_name(kind).to_owned(),
    }
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_PIECE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// Line and column, from 1, of the place after `head`.
fn position(head: &str) -> (usize, usize) {
    let line = head.bytes().filter(|b| *b == b'\n').count() + 1;
    let last = head.rsplit('\n').next().unwrap_or("");
    (line, last.chars().count() + 1)
}

/// The way from the root to a cell.
fn path(tape: &Tape<'_>, target: u32) -> String {
    let mut path = String::new();
    let mut here = 0;
    while here != target {
        let container = tape.entry(here);
        let is_object = container.token() == Token::Object;
        let mut child = here + 1;
        let mut count = 0usize;
        let next = loop {
            if child >= container.end() {
                return path;
            }
            let value = child + u32::from(is_object);
            let end = tape.entry(value).end();
            if target < end {
                break value;
            }
            child = end;
            count += 1;
        };
        if is_object {
            push_key(
                &mut path,
                &Node::new(tape, child).text().unwrap_or_default(),
            );
        } else {
            let _ = write!(path, "[{count}]");
        }
        if target < next {
            return path;
        }
        here = next;
    }
    path
}

fn push_key(path: &mut String, key: &str) {
    let plain = !key.is_empty()
        && key.len() <= 64
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$'));
    if !plain {
        let _ = write!(path, "[{:?}]", cut(key));
    } else {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            path,
            expected,
            found,
            place,
            piece,
        } = &*self.0;
        let path = if path.is_empty() { "the body" } else { path };
        write!(f, "{path}: expected {expected}, found {found}")?;
        if let Some((line, column)) = place {
            write!(f, " at line {line}, column {column}")?;
        }
        if !piece.is_empty() {
            write!(f, ": `{}`", piece.escape_debug())?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
