//! YAML and JSON texts as values, and places in them. The one module that knows `serde_yaml`.
//!
//! YAML is read from the parser's events: `serde_yaml` neither bounds what a hostile text can cost
//! nor tells of duplicate keys, and to look through the events first would be to parse twice.

mod events;
mod index;
mod json;
mod locate;

use std::fmt;
use std::ops::Range;

use serde_json::Value;

pub(crate) use self::index::Places;
pub use self::json::read_json;
pub use self::locate::locate;

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

/// Reads one YAML document by the core schema of YAML 1.2, with the merge keys (`<<`) of 1.1.
///
/// # Errors
/// Everything that keeps the text from being one value: syntax, duplicate keys, several documents,
/// nesting, and aliases that would grow beyond bounds. All that can be found are told.
pub fn read(text: &str) -> Result<Value, Vec<Problem>> {
    events::read(text)
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
