//! Texts, numbers and truth values, by the keywords of all schemas that hold.

use serde_json::{Map, Number, Value};

use super::Parts;
use super::text::{self, Wanted};

/// A value that is neither an object nor a list.
pub(super) fn scalar(ty: Option<&str>, parts: &Parts<'_>) -> Value {
    match ty {
        Some("integer") => integer(parts).into(),
        Some("number") => decimal(parts),
        Some("boolean") => Value::Bool(true),
        Some("null") => Value::Null,
        _ => Value::String(text::text(Wanted {
            format: text_of(parts, "format"),
            pattern: text_of(parts, "pattern"),
            least: number(parts, "minLength").unwrap_or_default() as usize,
            most: number(parts, "maxLength").map(|most| most as usize),
        })),
    }
}

fn text_of<'p>(parts: &Parts<'p>, key: &str) -> Option<&'p str> {
    parts.iter().find_map(|(_, map)| map.get(key)?.as_str())
}

/// The first number that one of the schemas has for a keyword.
pub(super) fn number(parts: &Parts<'_>, key: &str) -> Option<f64> {
    parts.iter().find_map(|(_, map)| map.get(key)?.as_f64())
}

/// A bound and whether the value may not be the bound itself, in the form of 3.0 or of 3.1.
fn bound(parts: &Parts<'_>, key: &str, exclusive: &str) -> Option<(f64, bool)> {
    let of = |map: &Map<String, Value>| match map.get(exclusive) {
        Some(Value::Number(limit)) => Some((limit.as_f64()?, true)),
        Some(Value::Bool(is_exclusive)) => Some((map.get(key)?.as_f64()?, *is_exclusive)),
        _ => Some((map.get(key)?.as_f64()?, false)),
    };
    parts.iter().find_map(|(_, map)| of(map))
}

/// 1 where it may be, or the number that is next to it.
fn integer(parts: &Parts<'_>) -> i64 {
    let low = bound(parts, "minimum", "exclusiveMinimum").map(|(limit, is_exclusive)| {
        limit.floor() + f64::from(u8::from(is_exclusive || limit.fract() > 0.0))
    });
    let high = bound(parts, "maximum", "exclusiveMaximum").map(|(limit, is_exclusive)| {
        limit.ceil() - f64::from(u8::from(is_exclusive || limit.fract() > 0.0))
    });
    let mut value = low.unwrap_or(1.0).max(1.0);
    if let Some(high) = high.filter(|high| *high < value) {
        value = high;
    }
    if let Some(step) = number(parts, "multipleOf").filter(|step| *step >= 1.0) {
        value = (value / step).ceil() * step;
        if high.is_some_and(|high| value > high) {
            value -= step;
        }
    }
    value as i64
}

/// 1.5 where it may be, or something between the bounds.
fn decimal(parts: &Parts<'_>) -> Value {
    let low = bound(parts, "minimum", "exclusiveMinimum");
    let high = bound(parts, "maximum", "exclusiveMaximum");
    let mut value = match (low, high) {
        (Some((low, _)), Some((high, _))) if low > 1.5 || high < 1.5 => (low + high) / 2.0,
        (Some((low, _)), None) if low >= 1.5 => low + 1.0,
        (None, Some((high, _))) if high <= 1.5 => high - 1.0,
        (Some((low, true)), _) if low == 1.5 => low + f64::EPSILON,
        _ => 1.5,
    };
    if let Some(step) = number(parts, "multipleOf").filter(|step| *step > 0.0) {
        value = (value / step).floor() * step;
        if low.is_some_and(|(low, is_exclusive)| value < low || (is_exclusive && value <= low)) {
            value += step;
        }
    }
    // A whole number is written as one, which every reader of numbers takes.
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Value::from(value as i64);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}
