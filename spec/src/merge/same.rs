//! When two pieces say the same.

use serde_json::{Map, Value};

/// Keys that only people read.
const PROSE: [&str; 6] = [
    "description",
    "summary",
    "title",
    "example",
    "examples",
    "externalDocs",
];

/// Whether two pieces are the same to a program, whatever they tell people.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => same_maps(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (a, b) => a == b,
    }
}

fn same_maps(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    // A property may be called `title`; only a text there is prose.
    let counts = |(key, value): &(&String, &Value)| {
        let prose = PROSE.contains(&key.as_str()) && !value.is_object();
        !prose && *key != "externalDocs" && !key.starts_with("x-pagecrate-")
    };
    let count = |map: &Map<String, Value>| map.iter().filter(counts).count();
    count(a) == count(b)
        && a.iter()
            .filter(counts)
            .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
}
