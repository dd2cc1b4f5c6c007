//! The shape of a JSON sample.

use serde_json::{Map, Value, json};

use super::node::Node;
use super::types;
use crate::fragment::Trust;
use crate::source::Span;

/// A sample that was read, and what had to be removed for it.
pub(crate) struct Sample {
    /// The value.
    pub value: Value,
    /// Whether comments, ellipses or trailing commas were left out.
    pub repaired: bool,
}

/// Samples larger than this are not read.
const LARGEST: usize = 4 << 20;
/// So many items of an array are looked at.
const ITEMS: usize = 50;

/// Reads a JSON sample; one with comments, `...` or trailing commas, or JSON lines, as well.
pub(crate) fn parse(text: &str) -> Option<Sample> {
    let text = text.trim();
    if text.len() > LARGEST || !text.starts_with(['{', '[']) {
        return None;
    }
    if let Ok(value) = serde_json::from_str(text) {
        return Some(Sample {
            value,
            repaired: false,
        });
    }
    let repaired = relax(text);
    let values: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(&repaired)
        .into_iter()
        .take(ITEMS)
        .collect();
    let mut values = values.ok()?;
    // JSON lines are samples of one shape; the first stands for it.
    (!values.is_empty()).then(|| Sample {
        value: values.swap_remove(0),
        repaired: true,
    })
}

/// Leaves out comments, ellipses and trailing commas, none of them inside strings.
fn relax(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    let mut in_string = false;
    while let Some((at, c)) = chars.next() {
        let rest = &text[at..];
        if in_string {
            out.push(c);
            match c {
                '\\' => {
                    if let Some((_, next)) = chars.next() {
                        out.push(next);
                    }
                }
                '"' => in_string = false,
                _ => {}
            }
        } else if c == '"' {
            in_string = true;
            out.push(c);
        } else if rest.starts_with("//") || c == '#' {
            while chars.next_if(|(_, c)| *c != '\n').is_some() {}
        } else if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(text.len(), |end| at + end + 2);
            while chars.next_if(|(at, _)| *at < end).is_some() {}
        } else if rest.starts_with("undefined") {
            // JavaScript's way to leave a member out.
            out.push_str("null");
            let end = at + "undefined".len();
            while chars.next_if(|(at, _)| *at < end).is_some() {}
        } else if rest.starts_with("...") || c == '…' {
            while chars.next_if(|(_, c)| *c == '.').is_some() {}
        } else {
            out.push(c);
        }
    }
    drop_commas(&out)
}

/// Leaves out commas with nothing to separate.
fn drop_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            match c {
                '"' => in_string = true,
                ',' if out.trim_end().ends_with(['[', '{', ',']) => continue,
                ']' | '}' if out.trim_end().ends_with(',') => {
                    out.truncate(out.trim_end().len() - 1);
                }
                _ => {}
            }
        }
        out.push(c);
    }
    out
}

/// The schema of a sample. Nothing is required, since one sample cannot show that.
pub(crate) fn infer(value: &Value, place: Option<Span>) -> Node {
    let mut node = Node::new(Trust::Inferred, place);
    match value {
        Value::Null => {}
        Value::Bool(_) => kind(&mut node, "boolean"),
        Value::Number(number) if number.is_f64() => kind(&mut node, "number"),
        Value::Number(_) => kind(&mut node, "integer"),
        Value::String(text) => {
            kind(&mut node, "string");
            if let Some(format) = format(text) {
                node.schema.insert("format".to_owned(), json!(format));
            }
        }
        Value::Array(items) => {
            kind(&mut node, "array");
            node.items = items
                .iter()
                .take(ITEMS)
                .map(|item| infer(item, place))
                .reduce(union)
                .map(Box::new);
        }
        Value::Object(members) => {
            kind(&mut node, "object");
            if is_map(members) {
                node.values = members
                    .values()
                    .take(ITEMS)
                    .map(|member| infer(member, place))
                    .reduce(union)
                    .map(Box::new);
            } else {
                node.children = members
                    .iter()
                    .map(|(key, member)| (key.clone(), infer(member, place)))
                    .collect();
            }
        }
    }
    node
}

fn kind(node: &mut Node, kind: &str) {
    node.schema.insert("type".to_owned(), json!(kind));
}

/// Keys that are data and not names: identifiers, dates, paths.
fn is_map(members: &Map<String, Value>) -> bool {
    let data = |key: &String| {
        key.contains(['/', ' ', '@'])
            || format(key).is_some()
            || key.bytes().all(|byte| byte.is_ascii_digit())
    };
    !members.is_empty() && members.keys().all(data)
}

/// What two samples of one place have in common.
pub(crate) fn union(mut left: Node, right: Node) -> Node {
    if left.is_empty() {
        let mut right = right;
        types::allow_null(&mut right.schema);
        return right;
    }
    if right.is_empty() {
        types::allow_null(&mut left.schema);
        return left;
    }
    match (left.kind(), right.kind()) {
        (Some(a), Some(b)) if a == b => {}
        (Some("integer"), Some("number")) | (Some("number"), Some("integer")) => {
            kind(&mut left, "number");
        }
        _ => return Node::new(Trust::Inferred, left.place),
    }
    if left.schema.get("format") != right.schema.get("format") {
        left.schema.shift_remove("format");
    }
    if types::nullable(&right.schema) {
        types::allow_null(&mut left.schema);
    }
    for (key, child) in right.children {
        match left.children.shift_remove_full(&key) {
            Some((index, key, known)) => {
                left.children.shift_insert(index, key, union(known, child));
            }
            None => {
                left.children.insert(key, child);
            }
        }
    }
    left.items = pair(left.items, right.items);
    left.values = pair(left.values, right.values);
    left
}

fn pair(left: Option<Box<Node>>, right: Option<Box<Node>>) -> Option<Box<Node>> {
    match (left, right) {
        (Some(left), Some(right)) => Some(Box::new(union(*left, *right))),
        (left, right) => left.or(right),
    }
}

/// The format that a text itself proves.
pub(crate) fn format(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    if is_uuid(bytes) {
        return Some("uuid");
    }
    if is_date(bytes) {
        return Some("date");
    }
    if bytes.len() >= 20 && is_date(&bytes[..10]) && matches!(bytes[10], b'T' | b't') {
        return is_time(&bytes[11..]).then_some("date-time");
    }
    let url = text.starts_with("https://") || text.starts_with("http://");
    (url && !text.contains(char::is_whitespace) && !text.contains(['{', '<'])).then_some("uri")
}

fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_date(bytes: &[u8]) -> bool {
    shape(bytes, b"dddd-dd-dd")
}

/// `hh:mm:ss[.fraction](Z|±hh:mm)`, as RFC 3339 wants it.
fn is_time(bytes: &[u8]) -> bool {
    if bytes.len() < 9 || !shape(&bytes[..8], b"dd:dd:dd") {
        return false;
    }
    let mut rest = &bytes[8..];
    if rest.first() == Some(&b'.') {
        let digits = rest[1..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits == 0 {
            return false;
        }
        rest = &rest[1 + digits..];
    }
    matches!(rest, b"Z" | b"z")
        || matches!(rest.first(), Some(b'+' | b'-')) && shape(&rest[1..], b"dd:dd")
}

fn shape(bytes: &[u8], pattern: &[u8]) -> bool {
    bytes.len() == pattern.len()
        && bytes.iter().zip(pattern).all(|(byte, want)| match want {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

/// A text of a page as a value of a schema: the default or example of a number is a number. `None`
/// when it is none.
pub(crate) fn value_of(raw: &str, schema: &Map<String, Value>) -> Option<Value> {
    let text = raw.trim();
    let absent = matches!(
        text.to_ascii_lowercase().as_str(),
        "" | "-" | "--" | "—" | "–" | "n/a" | "none" | "undefined" | "not set" | "unset"
    );
    if absent || text.len() > 10_000 {
        return None;
    }
    if text == "null" {
        return types::nullable(schema).then_some(Value::Null);
    }
    let kind = schema.get("type").and_then(|kind| match kind {
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|k| *k != "null"),
        kind => kind.as_str(),
    });
    let unquoted = ['"', '\'', '`']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(text);
    match kind {
        Some("string") => Some(json!(unquoted)),
        Some("integer") => unquoted.parse::<i64>().ok().map(|number| json!(number)),
        Some("number") => serde_json::from_str(unquoted).ok().filter(Value::is_number),
        Some("boolean") => match unquoted.to_ascii_lowercase().as_str() {
            "true" => Some(json!(true)),
            "false" => Some(json!(false)),
            _ => None,
        },
        Some("array") => serde_json::from_str(text).ok().filter(Value::is_array),
        Some("object") => serde_json::from_str(text).ok().filter(Value::is_object),
        _ => serde_json::from_str(text)
            .ok()
            .filter(|value: &Value| !value.is_null())
            .or_else(|| Some(json!(unquoted))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{format, infer, parse, value_of};
    use crate::fragment::Trust;
    use crate::platform::facts::types;
    use crate::pointer::Pointer;

    fn shape(text: &str) -> Value {
        let sample = parse(text).expect("a sample");
        infer(&sample.value, None).render(Trust::Inferred, &Pointer::root(), &mut Vec::new())
    }

    #[test]
    fn infers_shapes() {
        assert_eq!(
            shape(
                r#"{"id": "550e8400-e29b-41d4-a716-446655440000", "n": 1, "x": [{"a": 1}, {"a": 1.5, "b": null}, {"b": true}]}"#
            ),
            json!({"type": "object", "properties": {
                "id": {"type": "string", "format": "uuid"},
                "n": {"type": "integer"},
                "x": {"type": "array", "items": {"type": "object", "properties": {
                    "a": {"type": "number"},
                    "b": {"type": ["boolean", "null"]},
                }}}
            }})
        );
        assert_eq!(
            shape(r#"{"apps/web": {"n": 1}, "apps/api": {"n": 2}}"#),
            json!({"type": "object", "additionalProperties": {"type": "object", "properties": {"n": {"type": "integer"}}}})
        );
    }

    #[test]
    fn reads_samples_that_are_nearly_json() {
        let sample = parse(
            "{\n // first\n \"a\": [1, 2, ...], # more\n \"u\": \"http://x/*y*/ ... ,]\", /* z */\n ...\n}",
        )
        .unwrap();
        assert!(sample.repaired);
        assert_eq!(
            sample.value,
            json!({"a": [1, 2], "u": "http://x/*y*/ ... ,]"})
        );
        assert_eq!(
            parse("{\"a\": 1}\n{\"a\": 2}").unwrap().value,
            json!({"a": 1})
        );
        for text in [
            "",
            "curl https://x",
            "{",
            "{'a': 1}",
            "[..",
            "\"text\"",
            "{a: ...é",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_none());
    }

    #[test]
    fn knows_formats_by_their_shape() {
        for (text, want) in [
            ("2025-08-24T10:30:00Z", Some("date-time")),
            ("2025-08-24T10:30:00.123+02:00", Some("date-time")),
            ("2025-08-24T10:30:00", None),
            ("2025-08-24", Some("date")),
            ("https://x.dev/a", Some("uri")),
            ("https://x.dev/{id}", None),
            ("ééééééééééééééé", None),
        ] {
            assert_eq!(format(text), want, "{text}");
        }
    }

    #[test]
    fn values_follow_their_type() {
        let schema = |text: &str| types::read(text).schema;
        assert_eq!(value_of("10", &schema("integer")), Some(json!(10)));
        assert_eq!(value_of("10", &schema("string")), Some(json!("10")));
        assert_eq!(value_of("`false`", &schema("boolean")), Some(json!(false)));
        assert_eq!(value_of("ten", &schema("integer")), None);
        assert_eq!(
            value_of("null", &schema("string | null")),
            Some(Value::Null)
        );
        assert_eq!(value_of("-", &schema("string")), None);
        assert_eq!(value_of("[1]", &schema("integer[]")), Some(json!([1])));
    }
}
