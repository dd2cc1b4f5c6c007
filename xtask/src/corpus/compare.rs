//! A JSON value before and after.

use pagecrate_spec::pointer::Pointer;
use serde_json::Value;

/// A place where two values are not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// It is gone.
    Missing(Pointer),
    /// It was not there.
    Added(Pointer),
    /// It is something else.
    Changed(Pointer),
}

impl Difference {
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Missing(at) => format!("{at} is lost", at = shown(at)),
            Self::Added(at) => format!("{at} is added", at = shown(at)),
            Self::Changed(at) => format!("{at} is changed", at = shown(at)),
        }
    }
}

fn shown(pointer: &Pointer) -> &str {
    match pointer.as_str() {
        "" => "the value",
        text => text,
    }
}

/// All places that differ. The order of properties does not count, and numbers count by value.
pub(super) fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut open = vec![(Pointer::root(), before, after)];
    while let Some((at, before, after)) = open.pop() {
        match (before, after) {
            (Value::Object(one), Value::Object(two)) => {
                for (key, value) in one {
                    match two.get(key) {
                        Some(other) => open.push((at.join(key), value, other)),
                        None => found.push(Difference::Missing(at.join(key))),
                    }
                }
                let added = two.keys().filter(|key| !one.contains_key(*key));
                found.extend(added.map(|key| Difference::Added(at.join(key))));
            }
            (Value::Array(one), Value::Array(two)) if one.len() == two.len() => {
                let pairs = one.iter().zip(two).enumerate();
                open.extend(pairs.map(|(index, (one, two))| (at.index(index), one, two)));
            }
            (Value::Number(one), Value::Number(two)) => {
                let same =
                    one == two || (one.as_f64() == two.as_f64() && (one.is_f64() || two.is_f64()));
                if !same {
                    found.push(Difference::Changed(at));
                }
            }
            (one, two) if one == two => {}
            _ => found.push(Difference::Changed(at)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn order_and_spelling_of_numbers_do_not_count() {
        let one = json!({"a": 1, "b": [1.0, 2e3], "c": 9_007_199_254_740_993_i64});
        let two = json!({"c": 9_007_199_254_740_993_i64, "b": [1, 2000], "a": 1.0});
        assert_eq!(differences(&one, &two), []);
        let near = json!({"a": 1, "b": [1, 2000], "c": 9_007_199_254_740_992_i64});
        assert_eq!(
            differences(&one, &near),
            [Difference::Changed(Pointer::root().join("c"))]
        );
    }

    #[test]
    fn every_difference_has_its_place() {
        let one = json!({"a": {"x": 1, "y": null}, "b": [1, 2]});
        let two = json!({"a": {"x": 2, "z": 3}, "b": [1]});
        let mut found: Vec<String> = differences(&one, &two)
            .iter()
            .map(Difference::describe)
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                "/a/x is changed",
                "/a/y is lost",
                "/a/z is added",
                "/b is changed"
            ]
        );
    }
}
