//! JSON: reading, and finding places without reading.

use std::ops::Range;

use serde_json::Value;

use super::{Problem, line_around};

/// Reads one JSON document. Of equal keys the last wins, as RFC 8259 leaves open.
///
/// # Errors
/// The first thing that is no JSON.
pub fn read_json(text: &str) -> Result<Value, Vec<Problem>> {
    let body = text.trim_start_matches('\u{feff}');
    serde_json::from_str(body).map_err(|error| {
        let cut = text.len() - body.len();
        let at = cut + offset(body, error.line(), error.column());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        vec![Problem::new(message, line_around(text, at))]
    })
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
            match self.next()? {
                b'\\' => self.at += 1,
                b'"' => return Some(start..self.at),
                _ => {}
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
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b' ' | b'\n' | b'\r' | b'\t' | b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let end = |byte: u8| b",:]} \n\r\t".contains(&byte);
                    while self.peek().is_some_and(|byte| !end(byte)) {
                        self.at += 1;
                    }
                }
            }
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
