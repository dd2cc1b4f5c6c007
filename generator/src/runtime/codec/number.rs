//! Numbers from their digits, exactly.

use serde_json::{Number, Value};

/// Sign (true if negative) and magnitude of a JSON number that is whole, however it is written:
/// `10`, `10.0`, `1e1`. None if it has a fraction or needs more than 128 bits.
pub(super) fn integer(digits: &str) -> Option<(bool, u128)> {
    let (negative, digits) = match digits.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, digits),
    };
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some((negative, digits.parse().ok()?));
    }
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent_of(exponent)),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut magnitude: u128 = 0;
    // Zeros at the end of the whole part may stand for a negative exponent, so they are counted
    // and not multiplied.
    let mut zeros: i64 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        if digit == b'0' {
            zeros += 1;
            continue;
        }
        if magnitude != 0 {
            magnitude = scaled(magnitude, zeros)?;
        }
        zeros = 0;
        magnitude = magnitude
            .checked_mul(10)?
            .checked_add(u128::from(digit - b'0'))?;
    }
    if magnitude == 0 {
        return Some((negative, 0));
    }
    let shift = exponent
        .checked_add(zeros)?
        .checked_sub(i64::try_from(fraction.len()).ok()?)?;
    Some((negative, scaled(magnitude, shift)?))
}

/// The exponent, held to a range in which sums do not overflow.
fn exponent_of(digits: &str) -> i64 {
    const FAR: i64 = i64::MAX / 4;
    match digits.parse::<i64>() {
        Ok(exponent) => exponent.clamp(-FAR, FAR),
        Err(_) if digits.starts_with('-') => -FAR,
        Err(_) => FAR,
    }
}

/// `magnitude` with `zeros` zeros behind it.
fn scaled(magnitude: u128, zeros: i64) -> Option<u128> {
    magnitude.checked_mul(10u128.checked_pow(u32::try_from(zeros).ok()?)?)
}

/// The signed integer of a whole JSON number.
pub(super) fn signed(digits: &str) -> Option<i128> {
    let (negative, magnitude) = integer(digits)?;
    if negative {
        0i128.checked_sub_unsigned(magnitude)
    } else {
        i128::try_from(magnitude).ok()
    }
}

/// The unsigned integer of a whole JSON number.
pub(super) fn unsigned(digits: &str) -> Option<u128> {
    match integer(digits)? {
        (true, 1..) => None,
        (_, magnitude) => Some(magnitude),
    }
}

/// The nearest float; none beyond the range of floats.
#[inline]
pub(super) fn float(digits: &str) -> Option<f64> {
    digits.parse().ok().filter(|n: &f64| n.is_finite())
}

/// The number as serde_json would read it.
pub(super) fn value(digits: &str) -> Value {
    if let Ok(n) = digits.parse::<u64>() {
        return n.into();
    }
    if digits != "-0"
        && let Ok(n) = digits.parse::<i64>()
    {
        return n.into();
    }
    // With `arbitrary_precision` in the build this keeps every digit; without, the float that std
    // reads is nearer than serde_json's own.
    let exact = digits
        .parse::<Number>()
        .ok()
        .filter(|n| n.to_string() == digits);
    match exact.or_else(|| Number::from_f64(float(digits)?)) {
        Some(number) => Value::Number(number),
        None => Value::String(digits.to_owned()),
    }
}
