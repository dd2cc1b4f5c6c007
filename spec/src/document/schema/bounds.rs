//! Bounds of numbers: 3.0 has a flag beside the bound, JSON Schema 2020-12 two bounds.

use serde_json::{Number, Value};

use super::keywords::Keywords;
use crate::document::Version;
use crate::document::reader::{Extensions, Reader, put};

/// A lower or upper bound.
#[derive(Default)]
pub(super) struct Bound<T> {
    pub(super) value: Option<T>,
    pub(super) exclusive: Option<bool>,
}

impl Reader {
    /// Brings both bounds into 3.0's form.
    pub(super) fn settle_bounds(&mut self, keywords: &mut Keywords) {
        let mut side = |value: &mut Option<Number>, exclusive: &mut Option<Value>, lower: bool| {
            let found = exclusive.take();
            *exclusive = self.bound(&mut keywords.data.extensions, value, found, lower);
        };
        side(&mut keywords.minimum, &mut keywords.exclusive_minimum, true);
        side(
            &mut keywords.maximum,
            &mut keywords.exclusive_maximum,
            false,
        );
    }

    fn bound(
        &mut self,
        extensions: &mut Extensions,
        value: &mut Option<Number>,
        exclusive: Option<Value>,
        lower: bool,
    ) -> Option<Value> {
        let (key, plain) = if lower {
            ("exclusiveMinimum", "minimum")
        } else {
            ("exclusiveMaximum", "maximum")
        };
        match exclusive? {
            Value::Bool(flag) => {
                if self.out.version >= Version::V3_1 {
                    let message =
                        format!("`{key}` is a number since OpenAPI 3.1; it is read as in 3.0");
                    self.at(key, |reader| reader.note("boolean-bound", message, ""));
                }
                if value.is_some() {
                    return Some(Value::Bool(flag));
                }
                put(extensions, format!("x-{key}"), Value::Bool(flag));
                None
            }
            Value::Number(number) => {
                if self.out.version < Version::V3_1 {
                    let message =
                        format!("`{key}` is a boolean in OpenAPI 3.0; it is read as in 3.1");
                    self.at(key, |reader| reader.note("numeric-bound", message, ""));
                }
                let Some(other) = value.take() else {
                    *value = Some(number);
                    return Some(Value::Bool(true));
                };
                let (a, b) = (number.as_f64()?, other.as_f64()?);
                let tighter = if lower { a >= b } else { a <= b };
                let (kept, lost, lost_key) = if tighter {
                    (number, other, plain)
                } else {
                    (other, number, key)
                };
                put(extensions, format!("x-{lost_key}"), Value::Number(lost));
                *value = Some(kept);
                tighter.then_some(Value::Bool(true))
            }
            Value::Null => None,
            other => {
                self.wrong(key, "a number", &other);
                self.keep(extensions, key, other);
                None
            }
        }
    }
}

impl Keywords {
    /// Takes the lower bound out, if the type can hold it; else it goes to the extensions.
    pub(super) fn lower<T>(&mut self, exact: impl Fn(&Number) -> Option<T>) -> Bound<T> {
        let pair = (self.minimum.take(), self.exclusive_minimum.take());
        typed(
            &mut self.data.extensions,
            pair,
            ["x-minimum", "x-exclusiveMinimum"],
            exact,
        )
    }

    /// The same for the upper bound.
    pub(super) fn upper<T>(&mut self, exact: impl Fn(&Number) -> Option<T>) -> Bound<T> {
        let pair = (self.maximum.take(), self.exclusive_maximum.take());
        typed(
            &mut self.data.extensions,
            pair,
            ["x-maximum", "x-exclusiveMaximum"],
            exact,
        )
    }

    /// The same for `multipleOf`.
    pub(super) fn multiple<T>(&mut self, exact: impl Fn(&Number) -> Option<T>) -> Option<T> {
        let pair = (self.multiple_of.take(), None);
        typed(&mut self.data.extensions, pair, ["x-multipleOf", ""], exact).value
    }
}

fn typed<T>(
    extensions: &mut Extensions,
    (value, exclusive): (Option<Number>, Option<Value>),
    [key, exclusive_key]: [&str; 2],
    exact: impl Fn(&Number) -> Option<T>,
) -> Bound<T> {
    let held = value.as_ref().and_then(exact);
    if let (Some(value), None) = (value, &held) {
        put(extensions, key.to_owned(), Value::Number(value));
        if let Some(exclusive) = exclusive {
            put(extensions, exclusive_key.to_owned(), exclusive);
        }
        return Bound {
            value: None,
            exclusive: None,
        };
    }
    Bound {
        value: held,
        exclusive: exclusive.and_then(|flag| flag.as_bool()),
    }
}

/// The number as an `i64`, if it is one; `3.0` is.
pub(super) fn whole(number: &Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let float = number.as_f64().filter(|_| number.is_f64())?;
    // Up to 2^53 every whole number is one float, and no other.
    let exact = float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation)]
    exact.then_some(float as i64)
}

/// The number as an `f64`, if that is exact.
pub(super) fn float(number: &Number) -> Option<f64> {
    let float = number.as_f64()?;
    if number.is_f64() {
        return Some(float);
    }
    #[allow(clippy::cast_possible_truncation)]
    let back = float as i128;
    let whole = number
        .as_i64()
        .map(i128::from)
        .or(number.as_u64().map(i128::from));
    (whole == Some(back)).then_some(float)
}
