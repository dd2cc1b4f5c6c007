//! YAML as a value, built from the parser's events within bounds.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};

use super::{Problem, line_around};

/// How deeply collections may nest.
const MAX_DEPTH: usize = 96;
/// How many values a text may have.
const MAX_VALUES: usize = 20_000_000;
/// How many values aliases may stand for.
const MAX_ALIASED: usize = 2_000_000;

/// A collection that is still open.
struct Open {
    anchor: usize,
    /// How many values there were before it.
    before: usize,
    content: Content,
}

enum Content {
    List(Vec<Value>),
    Map {
        map: Map<String, Value>,
        /// Where each key of `map` stands, in its order.
        keys: Vec<Range<usize>>,
        /// The key whose value is awaited.
        key: Option<(String, Range<usize>)>,
        /// What `<<` names.
        merged: Vec<Value>,
    },
}

struct Builder<'t> {
    text: &'t str,
    open: Vec<Open>,
    /// Anchored values with how many values each is.
    anchors: HashMap<usize, (Value, usize)>,
    values: usize,
    aliased: usize,
    documents: usize,
    root: Value,
    problems: Vec<Problem>,
}

pub(super) fn read(text: &str) -> Result<Value, Vec<Problem>> {
    let mut builder = Builder {
        text,
        open: Vec::new(),
        anchors: HashMap::new(),
        values: 0,
        aliased: 0,
        documents: 0,
        root: Value::Null,
        problems: Vec::new(),
    };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(0..0);
                if !builder.take(event, range) {
                    break;
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(0);
                let problem = Problem::new(error.info().to_owned(), line_around(text, at));
                builder.problems.push(problem);
                break;
            }
        }
    }
    if builder.problems.is_empty() {
        Ok(builder.root)
    } else {
        Err(builder.problems)
    }
}

impl Builder<'_> {
    /// Takes one event in. False when looking on is of no use.
    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> bool {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents == 2 {
                    let message = "a second document starts here, where one is expected";
                    self.problems.push(Problem::new(message, range));
                    return false;
                }
            }
            Event::MappingStart(_, anchor, _) => {
                let map = Content::Map {
                    map: Map::new(),
                    keys: Vec::new(),
                    key: None,
                    merged: Vec::new(),
                };
                return self.enter(map, anchor, range);
            }
            Event::SequenceStart(_, anchor, _) => {
                return self.enter(Content::List(Vec::new()), anchor, range);
            }
            Event::MappingEnd | Event::SequenceEnd => self.leave(range),
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::Scalar(text, style, anchor, tag) => {
                self.values += 1;
                if self.awaits_key() {
                    self.key(text.into_owned(), range);
                } else {
                    let value = match style {
                        ScalarStyle::Plain => plain(text, tag.as_deref()),
                        _ => Value::String(text.into_owned()),
                    };
                    if anchor != 0 {
                        self.anchors.insert(anchor, (value.clone(), 1));
                    }
                    self.put(value);
                }
            }
            _ => {}
        }
        if self.values > MAX_VALUES || self.aliased > MAX_ALIASED {
            let (most, what) = match self.values > MAX_VALUES {
                true => (MAX_VALUES, "the text has"),
                false => (MAX_ALIASED, "aliases stand for"),
            };
            let message = format!("{what} more than {most} values");
            let end = self.text.len();
            let problem = Problem::new(message, line_around(self.text, end));
            self.problems.push(problem);
            return false;
        }
        true
    }

    fn awaits_key(&self) -> bool {
        let content = self.open.last().map(|open| &open.content);
        matches!(content, Some(Content::Map { key: None, .. }))
    }

    fn key(&mut self, text: String, range: Range<usize>) {
        if let Some(Open {
            content: Content::Map { key, .. },
            ..
        }) = self.open.last_mut()
        {
            *key = Some((text, range));
        }
    }

    fn enter(&mut self, content: Content, anchor: usize, range: Range<usize>) -> bool {
        if self.open.len() == MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} collections stand inside of each other");
            self.problems.push(Problem::new(message, range));
            return false;
        }
        if self.awaits_key() {
            let message = "a key of a mapping is a collection, where a text is expected";
            self.problems.push(Problem::new(message, range));
            return false;
        }
        let before = self.values;
        self.values += 1;
        self.open.push(Open {
            anchor,
            before,
            content,
        });
        true
    }

    fn leave(&mut self, range: Range<usize>) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let value = match open.content {
            Content::List(list) => Value::Array(list),
            Content::Map {
                mut map, merged, ..
            } => {
                for source in merged {
                    self.merge(&mut map, source, &range);
                }
                Value::Object(map)
            }
        };
        if open.anchor != 0 {
            let count = self.values - open.before;
            self.anchors.insert(open.anchor, (value.clone(), count));
        }
        self.put(value);
    }

    /// Gives a mapping what it has not itself of the mappings that `<<` names.
    fn merge(&mut self, map: &mut Map<String, Value>, source: Value, range: &Range<usize>) {
        match source {
            Value::Object(source) => {
                for (key, value) in source {
                    map.entry(key).or_insert(value);
                }
            }
            Value::Array(sources) if sources.iter().all(Value::is_object) => {
                for source in sources {
                    self.merge(map, source, range);
                }
            }
            _ => {
                let message = "`<<` merges mappings, and here it names something else";
                let range = line_around(self.text, range.start);
                self.problems.push(Problem::new(message, range));
            }
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) {
        let Some((value, count)) = self.anchors.get(&anchor) else {
            let message = "an alias stands inside of what it stands for";
            self.problems.push(Problem::new(message, range));
            self.put(Value::Null);
            return;
        };
        self.values += count;
        self.aliased += count;
        // What is too much is said by the caller, and not made.
        let value = match self.aliased > MAX_ALIASED {
            true => Value::Null,
            false => value.clone(),
        };
        if !self.awaits_key() {
            self.put(value);
            return;
        }
        match value {
            Value::String(text) => self.key(text, range),
            Value::Number(number) => self.key(number.to_string(), range),
            _ => {
                let message = "an alias is a key here, and stands for no text";
                self.problems.push(Problem::new(message, range.clone()));
                self.key(String::new(), range);
            }
        }
    }

    /// Puts a finished value where it belongs.
    fn put(&mut self, value: Value) {
        let Some(open) = self.open.last_mut() else {
            self.root = value;
            return;
        };
        match &mut open.content {
            Content::List(list) => list.push(value),
            Content::Map {
                map,
                keys,
                key,
                merged,
            } => {
                let Some((name, range)) = key.take() else {
                    return;
                };
                let is_plain = self.text.get(range.clone()) == Some("<<");
                if name == "<<" && is_plain {
                    merged.push(value);
                } else if map.contains_key(&name) {
                    let first = map.keys().position(|other| *other == name);
                    self.problems.push(Problem {
                        message: format!("the key `{name}` stands here a second time"),
                        range,
                        other: first.and_then(|index| keys.get(index).cloned()),
                    });
                } else {
                    map.insert(name, value);
                    keys.push(range);
                }
            }
        }
    }
}

/// A scalar without quotes, by YAML 1.2's core schema.
fn plain(text: std::borrow::Cow<'_, str>, tag: Option<&Tag>) -> Value {
    if tag.and_then(Tag::core_suffix) == Some("str") {
        return Value::String(text.into_owned());
    }
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    match number(&text) {
        Some(number) => Value::Number(number),
        None => Value::String(text.into_owned()),
    }
}

/// A number, except one that begins with a zero: people write codes so.
fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let radix = |prefix: &str, radix| {
        let value = u64::from_str_radix(text.strip_prefix(prefix)?, radix);
        value.ok().map(Number::from)
    };
    if let Some(number) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return Some(number);
    }
    let second = digits.as_bytes().get(1);
    if digits.starts_with('0') && second.is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if let Ok(whole) = unsigned.parse::<u64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = unsigned.parse::<i64>() {
        return Some(whole.into());
    }
    let floats = |byte: &u8| byte.is_ascii_digit() || b".eE+-".contains(byte);
    let is_float = digits.bytes().all(|byte| floats(&byte));
    // Beyond 64 bits: as a float it keeps what JSON can hold.
    Number::from_f64(unsigned.parse().ok().filter(|_| is_float)?)
}
