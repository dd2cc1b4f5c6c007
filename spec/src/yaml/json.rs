//! JSON: reading, and finding places without reading.

use std::fmt;
use std::ops::Range;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{Problem, line_around};

/// Reads one JSON document. Of equal keys the last wins, as RFC 8259 leaves open; each is told in
/// `doubles`.
///
/// # Errors
/// The first thing that is no JSON.
pub fn read_json(text: &str, doubles: &mut Vec<Problem>) -> Result<Value, Vec<Problem>> {
    let body = text.trim_start_matches('\u{feff}');
    let mut gathered = Gathered::default();
    let mut reader = serde_json::Deserializer::from_str(body);
    let read = Values(&mut gathered)
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    if gathered.has_doubles {
        // YAML's reader, to which JSON is YAML, knows the places of both.
        let problems = super::events::read(text).err().into_iter().flatten();
        doubles.extend(problems.filter(|problem| problem.other.is_some()));
    }
    read.map_err(|error| {
        let cut = text.len() - body.len();
        let at = cut + offset(body, error.line(), error.column());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        vec![Problem::new(message, line_around(text, at))]
    })
}

/// What waits until a collection ends, whose memory is then as much as it needs: most are small,
/// and growing would give each room for four.
#[derive(Default)]
struct Gathered {
    entries: Vec<(String, Value)>,
    items: Vec<Value>,
    has_doubles: bool,
}

/// Reads values and notices equal keys.
struct Values<'g>(&'g mut Gathered);

impl<'de> DeserializeSeed<'de> for Values<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Values<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let start = self.0.items.len();
        while let Some(item) = items.next_element_seed(Values(self.0))? {
            self.0.items.push(item);
        }
        Ok(Value::Array(self.0.items.drain(start..).collect()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let start = self.0.entries.len();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Values(self.0))?;
            self.0.entries.push((key, value));
        }
        let mut map = Map::with_capacity(self.0.entries.len() - start);
        for (key, value) in self.0.entries.drain(start..) {
            self.0.has_doubles |= map.insert(key, value).is_some();
        }
        Ok(Value::Object(map))
    }
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// The range of the key of the value at a pointer, or of the value where it has none; the nearest
/// parent's when the pointer leads nowhere. `None` when the text is no JSON up to there.
pub(super) fn locate(text: &str, wanted: &[String]) -> Option<Range<usize>> {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: text.len() - text.trim_start_matches('\u{feff}').len(),
    };
    let mut best = line_around(text, 0);
    for token in wanted {
        scan.space();
        match scan.next()? {
            b'{' => match scan.key(text, token)? {
                Some(range) => best = range,
                None => return Some(best),
            },
            b'[' => {
                let Ok(index) = token.parse::<usize>() else {
                    return Some(best);
                };
                if !scan.item(index)? {
                    return Some(best);
                }
                let start = scan.at;
                let end = Scan { ..scan }.after()?;
                best = start..end;
            }
            _ => return Some(best),
        }
    }
    Some(best)
}

/// A place in a text that is well-formed JSON.
struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes past a string, whose range it gives with its quotes.
    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if self.next()? != b'"' {
            return None;
        }
        loop {
            self.at += memchr::memchr2(b'"', b'\\', self.bytes.get(self.at..)?)?;
            match self.next()? {
                b'"' => return Some(start..self.at),
                _ => self.at += 1,
            }
        }
    }

    /// Where the value ends that begins here.
    fn after(mut self) -> Option<usize> {
        self.value()?;
        Some(self.at)
    }

    /// Goes past a value.
    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'{' => self.collection(b'{', b'}'),
            b'[' => self.collection(b'[', b']'),
            _ => {
                let end = |byte: u8| b",:]} \n\r\t".contains(&byte);
                while self.peek().is_some_and(|byte| !end(byte)) {
                    self.at += 1;
                }
                Some(())
            }
        }
    }

    /// Goes past an object or an array. Brackets of the other kind come in pairs within it.
    fn collection(&mut self, open: u8, close: u8) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            self.at += memchr::memchr3(b'"', open, close, self.bytes.get(self.at..)?)?;
            match self.peek()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                byte if byte == open => depth += 1,
                _ => depth = depth.checked_sub(1)?,
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Goes into an object, to the value of a key whose range it gives. The last of equal keys is
    /// the one that holds.
    fn key(&mut self, text: &str, wanted: &str) -> Option<Option<Range<usize>>> {
        let mut found = None;
        loop {
            self.space();
            match self.peek()? {
                b'}' => break,
                b',' => self.at += 1,
                _ => {
                    let range = self.string()?;
                    self.space();
                    if self.next()? != b':' {
                        return None;
                    }
                    self.space();
                    if is_key(text.get(range.clone())?, wanted) {
                        found = Some((range, self.at));
                    }
                    self.value()?;
                }
            }
        }
        Some(found.map(|(range, value)| {
            self.at = value;
            range
        }))
    }

    /// Goes into an array, to one item. False when it has none there.
    fn item(&mut self, index: usize) -> Option<bool> {
        let mut left = index;
        loop {
            self.space();
            match self.peek()? {
                b']' => return Some(false),
                b',' => self.at += 1,
                _ if left == 0 => return Some(true),
                _ => {
                    self.value()?;
                    left -= 1;
                }
            }
        }
    }
}

/// Whether a string as written is a key.
fn is_key(written: &str, wanted: &str) -> bool {
    let inner = written.get(1..written.len() - 1).unwrap_or_default();
    if !inner.contains('\\') {
        return inner == wanted;
    }
    serde_json::from_str::<String>(written).is_ok_and(|key| key == wanted)
}
