//! YAML and JSON texts as values, and places in them. The one module that knows `serde_yaml`.
//!
//! Neither `serde_yaml` nor `serde_json` bounds what a hostile text can cost or tells of duplicate
//! keys, so that an event pass over the text comes first.

use std::fmt;
use std::ops::Range;

use granit_parser::{Event, Parser};
use serde_json::Value;

use crate::pointer::Pointer;

/// How deeply collections may nest.
const MAX_DEPTH: usize = 96;
/// How many events one text may have, aliases counted at what they stand for.
const MAX_EVENTS: usize = 20_000_000;

/// Why a text is no value, with the range of bytes that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// One clause, lower case.
    pub message: String,
    /// The range in the text that was read.
    pub range: Range<usize>,
    /// The place that explains it, such as the first of two equal keys.
    pub other: Option<Range<usize>>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Problem {
    fn new(message: impl Into<String>, range: Range<usize>) -> Self {
        Self {
            message: message.into(),
            range,
            other: None,
        }
    }
}

/// Reads one YAML document.
///
/// # Errors
/// Everything that keeps the text from being one value: syntax, duplicate keys, several documents,
/// nesting, and aliases that would grow beyond bounds. All that the event pass finds are told.
pub fn read(text: &str) -> Result<Value, Vec<Problem>> {
    let patches = guard(text)?;
    let patched;
    let text = if patches.is_empty() {
        text
    } else {
        patched = apply(text, &patches);
        &patched
    };
    serde_yaml::from_str(text).map_err(|error| {
        let at = error.location().map_or(0, |place| place.index());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        vec![Problem::new(message, line_around(text, at))]
    })
}

/// Reads one JSON document. Of equal keys the last wins, as RFC 8259 leaves open.
///
/// # Errors
/// The first thing that is no JSON.
pub fn read_json(text: &str) -> Result<Value, Vec<Problem>> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let at = offset(text, error.line(), error.column());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        vec![Problem::new(message, line_around(text, at))]
    })
}

/// Whether a text is JSON rather than YAML, by its first character.
#[must_use]
pub fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with(['{', '['])
}

/// Writes a value as YAML.
#[must_use]
pub fn write(value: &Value) -> String {
    // A JSON value always has a YAML form.
    serde_yaml::to_string(value).unwrap_or_default()
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (start + column.saturating_sub(1)).min(text.len())
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let line = &text[start..end];
    let indent = line.len() - line.trim_start().len();
    (start + indent).min(end)..end
}

/// A collection that is still open in an event pass.
struct Open {
    keys: Option<Vec<(String, Range<usize>)>>,
    expects_key: bool,
}

/// A plain integer that `serde_yaml` refuses, by range, and what to write in its place.
type Patch = (Range<usize>, String);

struct Guard<'t> {
    text: &'t str,
    open: Vec<Open>,
    anchors: Vec<(usize, usize)>,
    pending_anchors: Vec<(usize, usize, usize)>,
    events: usize,
    documents: usize,
    patches: Vec<Patch>,
    problems: Vec<Problem>,
}

fn guard(text: &str) -> Result<Vec<Patch>, Vec<Problem>> {
    let mut guard = Guard {
        text,
        open: Vec::new(),
        anchors: Vec::new(),
        pending_anchors: Vec::new(),
        events: 0,
        documents: 0,
        patches: Vec::new(),
        problems: Vec::new(),
    };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(0..0);
                if !guard.take(&event, range) {
                    break;
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(0);
                guard
                    .problems
                    .push(Problem::new(error.info().to_owned(), line_around(text, at)));
                break;
            }
        }
    }
    if guard.problems.is_empty() {
        Ok(guard.patches)
    } else {
        Err(guard.problems)
    }
}

impl Guard<'_> {
    /// Looks at one event. False when looking on is of no use.
    fn take(&mut self, event: &Event<'_>, range: Range<usize>) -> bool {
        self.events += 1;
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents == 2 {
                    let message = "a second document starts here, where one is expected";
                    self.problems.push(Problem::new(message, range));
                    return false;
                }
            }
            Event::MappingStart(_, anchor, ..) => {
                self.node(None, &range);
                return self.enter(Some(Vec::new()), *anchor, range);
            }
            Event::SequenceStart(_, anchor, ..) => {
                self.node(None, &range);
                return self.enter(None, *anchor, range);
            }
            Event::MappingEnd | Event::SequenceEnd => self.leave(),
            Event::Alias(anchor) => {
                self.node(None, &range);
                let cost = self.anchors.iter().rev().find(|(id, _)| id == anchor);
                match cost {
                    Some((_, cost)) => self.events += cost,
                    None if self.pending_anchors.iter().any(|(id, ..)| id == anchor) => {
                        let message = "an alias stands inside of what it stands for";
                        self.problems.push(Problem::new(message, range.clone()));
                    }
                    None => {}
                }
            }
            Event::Scalar(value, style, ..) => {
                if self.open.last().is_none_or(|open| !open.expects_key)
                    && *style == granit_parser::ScalarStyle::Plain
                {
                    self.number(value, &range);
                }
                self.node(Some(value), &range);
            }
            _ => {}
        }
        if self.events > MAX_EVENTS {
            let message = format!("the text stands for more than {MAX_EVENTS} values");
            self.problems.push(Problem::new(message, range));
            return false;
        }
        true
    }

    /// Notes a key of the open mapping, or that its value came.
    fn node(&mut self, scalar: Option<&str>, range: &Range<usize>) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let Some(keys) = &mut open.keys else { return };
        if open.expects_key
            && let Some(key) = scalar
        {
            keys.push((key.to_owned(), range.clone()));
        }
        open.expects_key = !open.expects_key;
    }

    fn enter(
        &mut self,
        keys: Option<Vec<(String, Range<usize>)>>,
        anchor: usize,
        range: Range<usize>,
    ) -> bool {
        if self.open.len() == MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} collections stand inside of each other");
            self.problems.push(Problem::new(message, range));
            return false;
        }
        self.pending_anchors
            .push((anchor, self.open.len(), self.events));
        self.open.push(Open {
            expects_key: keys.is_some(),
            keys,
        });
        true
    }

    fn leave(&mut self) {
        if let Some((anchor, _, start)) = self.pending_anchors.pop()
            && anchor != 0
        {
            self.anchors.push((anchor, self.events - start));
        }
        let Some(mut keys) = self.open.pop().and_then(|open| open.keys) else {
            return;
        };
        keys.sort_by(|a, b| (&a.0, a.1.start).cmp(&(&b.0, b.1.start)));
        for pair in keys.windows(2) {
            if pair[0].0 == pair[1].0 {
                self.problems.push(Problem {
                    message: format!("the key `{}` stands here a second time", pair[1].0),
                    range: pair[1].1.clone(),
                    other: Some(pair[0].1.clone()),
                });
            }
        }
    }

    /// `serde_yaml` refuses integers beyond 64 bits; as a float they keep what JSON can hold.
    fn number(&mut self, value: &str, range: &Range<usize>) {
        let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
        let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let fits = value.parse::<i64>().is_ok() || value.parse::<u64>().is_ok();
        if all_digits
            && !fits
            && !digits.starts_with('0')
            && self.text.get(range.clone()) == Some(value)
        {
            self.patches.push((range.clone(), format!("{value}.0")));
        }
    }
}

fn apply(text: &str, patches: &[Patch]) -> String {
    let mut out = String::with_capacity(text.len() + patches.len() * 2);
    let mut at = 0;
    for (range, replacement) in patches {
        out.push_str(&text[at..range.start]);
        out.push_str(replacement);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// An open collection: the position in a sequence, or the key of a mapping that waits for its
/// value; and how much of the pointer leads here, if it does.
type Step = (Option<usize>, Option<(String, Range<usize>)>, Option<usize>);

/// The range of the value at a pointer, its key included, by one event pass. The nearest parent's
/// when the pointer leads nowhere. JSON is looked through in the same way.
#[must_use]
pub fn locate(text: &str, pointer: &Pointer) -> Range<usize> {
    let wanted: Vec<String> = pointer.tokens().collect();
    let mut best = (0, line_around(text, 0));
    let mut open: Vec<Step> = Vec::new();
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        let range = span.byte_range().unwrap_or(0..0);
        let scalar = match &event {
            Event::Scalar(value, ..) => Some(value.as_ref()),
            Event::Alias(_) | Event::MappingStart(..) | Event::SequenceStart(..) => None,
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                continue;
            }
            _ => continue,
        };
        let depth = match open.last_mut() {
            None => Some(0),
            Some((Some(index), _, depth)) => {
                let here = index.to_string();
                *index += 1;
                depth
                    .filter(|depth| wanted.get(*depth) == Some(&here))
                    .map(|depth| depth + 1)
            }
            Some((None, key, depth)) => match key.take() {
                None => {
                    *key = Some((scalar.unwrap_or_default().to_owned(), range.clone()));
                    if scalar.is_some() {
                        continue;
                    }
                    None
                }
                Some((key, at)) => {
                    let matched = depth.filter(|depth| wanted.get(*depth) == Some(&key));
                    if let Some(depth) = matched
                        && depth + 1 > best.0
                    {
                        best = (depth + 1, at);
                    }
                    matched.map(|depth| depth + 1)
                }
            },
        };
        if let Some(depth) = depth
            && depth > best.0
        {
            best = (depth, range.clone());
        }
        if best.0 == wanted.len() && !wanted.is_empty() {
            break;
        }
        match event {
            Event::MappingStart(..) => open.push((None, None, depth)),
            Event::SequenceStart(..) => open.push((Some(0), None, depth)),
            _ => {}
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::{locate, read};
    use crate::pointer::Pointer;

    #[test]
    fn reads_what_libraries_disagree_on_as_text() {
        let value = read("{n: no, y: yes, 200: ok, big: 18446744073709551616}").unwrap();
        assert_eq!(value["n"], "no");
        assert_eq!(value["y"], "yes");
        assert_eq!(value["200"], "ok");
        assert_eq!(value["big"].as_f64(), Some(18_446_744_073_709_551_616.0));
    }

    #[test]
    fn tells_both_places_of_a_duplicate_key() {
        let problems = read("a: 1\nb: 2\na: 3\n").unwrap_err();
        assert_eq!(problems[0].range, 10..11);
        assert_eq!(problems[0].other, Some(0..1));
    }

    #[test]
    fn bounds_what_a_text_can_cost() {
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read("a: &a [*a]").is_err());
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for i in 1..10 {
            let alias = format!("*a{},", i - 1).repeat(10);
            bomb.push_str(&format!("a{i}: &a{i} [{alias}]\n"));
        }
        assert!(read(&bomb).is_err());
        assert!(read("a: 1\n---\nb: 2\n").is_err());
    }

    #[test]
    fn finds_the_place_of_a_pointer() {
        let text = "paths:\n  /a:\n    - x: 1\n    - y: 2\n";
        let pointer = Pointer::parse("/paths/~1a/1/y").unwrap();
        assert_eq!(&text[locate(text, &pointer)], "y");
        let beyond = pointer.join("z");
        assert_eq!(&text[locate(text, &beyond)], "y");
        assert_eq!(
            &text[locate("{\"a\": {\"b\": 1}}", &Pointer::parse("/a/b").unwrap())].len(),
            &3
        );
    }
}
