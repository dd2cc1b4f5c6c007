//! What responses say about limits: rate limits, `Retry-After`, request identifiers.
//!
//! There is no standard that everyone follows, so the usual headers are read in order of preference.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

/// How much may still be asked of the server, as its last answer said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests a window allows.
    pub limit: Option<u64>,
    /// How many of them are left.
    pub remaining: Option<u64>,
    /// How long until the window starts anew.
    pub reset: Option<Duration>,
    /// The length of the window.
    pub window: Option<Duration>,
}

/// Header names of one convention.
struct Names {
    limit: &'static str,
    remaining: &'static str,
    reset: &'static str,
}

const CONVENTIONS: [Names; 5] = [
    Names {
        limit: "x-ratelimit-limit",
        remaining: "x-ratelimit-remaining",
        reset: "x-ratelimit-reset",
    },
    Names {
        limit: "x-ratelimit-limit-requests",
        remaining: "x-ratelimit-remaining-requests",
        reset: "x-ratelimit-reset-requests",
    },
    Names {
        limit: "x-rate-limit-limit",
        remaining: "x-rate-limit-remaining",
        reset: "x-rate-limit-reset",
    },
    Names {
        limit: "ratelimit-limit",
        remaining: "ratelimit-remaining",
        reset: "ratelimit-reset",
    },
    Names {
        limit: "anthropic-ratelimit-requests-limit",
        remaining: "anthropic-ratelimit-requests-remaining",
        reset: "anthropic-ratelimit-requests-reset",
    },
];

const REQUEST_IDS: [&str; 8] = [
    "x-request-id",
    "request-id",
    "x-requestid",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-ms-request-id",
    "x-trace-id",
    "cf-ray",
];

/// Seconds above this are a point in time, not a span: it is nine years as a span.
const LONGEST_SPAN: f64 = 300_000_000.0;
/// Points in time above this are milliseconds.
const FIRST_MILLIS: f64 = 100_000_000_000.0;

pub(crate) fn rate_limit(headers: &HeaderMap, now: SystemTime) -> Option<RateLimit> {
    structured(headers).or_else(|| {
        CONVENTIONS
            .iter()
            .find_map(|names| plain(headers, names, now))
    })
}

/// The server's identifier of the request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_IDS
        .iter()
        .find_map(|name| text(headers, name))
        .filter(|id| !id.is_empty())
}

/// `Retry-After` (seconds or an HTTP date, RFC 9110 section 10.2.3) or its millisecond cousin.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    if let Some(millis) = text(headers, "retry-after-ms").and_then(|text| text.parse::<f64>().ok())
    {
        return span(millis / 1000.0);
    }
    let value = text(headers, "retry-after")?;
    match value.parse::<f64>() {
        Ok(seconds) => span(seconds),
        Err(_) => {
            let date = httpdate::parse_http_date(value).ok()?;
            Some(date.duration_since(now).unwrap_or_default())
        }
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn span(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds.max(0.0)).ok()
}

/// One header a fact.
fn plain(headers: &HeaderMap, names: &Names, now: SystemTime) -> Option<RateLimit> {
    let limit_text = text(headers, names.limit);
    let limit = limit_text.and_then(leading_number);
    let remaining = text(headers, names.remaining).and_then(leading_number);
    let reset = text(headers, names.reset).and_then(|text| parse_reset(text, now));
    let window = limit_text
        .and_then(|text| parameter(text, "w"))
        .and_then(span_text);
    let found = RateLimit {
        limit,
        remaining,
        reset,
        window,
    };
    (found != RateLimit::default()).then_some(found)
}

/// The number at the start: some servers write `100, 100;w=60`, others a decimal.
fn leading_number(text: &str) -> Option<u64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers, the later forms
/// (`"default";r=50;t=30`) and the earlier one (`limit=100, remaining=50, reset=30`).
fn structured(headers: &HeaderMap) -> Option<RateLimit> {
    let state = text(headers, "ratelimit");
    let policy = text(headers, "ratelimit-policy");
    let either = |name: &str| state.and_then(|text| parameter(text, name));
    let found = RateLimit {
        limit: policy
            .and_then(|text| parameter(text, "q").or_else(|| bare_quota(text)))
            .or_else(|| either("limit"))
            .and_then(leading_number),
        remaining: either("r")
            .or_else(|| either("remaining"))
            .and_then(leading_number),
        reset: either("t").or_else(|| either("reset")).and_then(span_text),
        window: policy
            .and_then(|text| parameter(text, "w"))
            .and_then(span_text),
    };
    // A policy alone says nothing that the plain headers would not say better.
    (found.remaining.is_some() || found.reset.is_some()).then_some(found)
}

/// `100;w=60`: the quota as the item itself.
fn bare_quota(text: &str) -> Option<&str> {
    text.split([';', ','])
        .map(str::trim)
        .next()
        .filter(|item| item.parse::<u64>().is_ok())
}

/// The value of a parameter of the first item that has it.
fn parameter<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.split([';', ',']).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().trim_matches('"'))
    })
}

fn span_text(text: &str) -> Option<Duration> {
    span(text.parse().ok()?)
}

/// A reset: seconds from now, a point in time in seconds or milliseconds since 1970, a span such as
/// `6m0s`, an HTTP date or an RFC 3339 time.
fn parse_reset(text: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(number) = text.parse::<f64>() {
        if number < LONGEST_SPAN {
            return span(number);
        }
        let seconds = if number >= FIRST_MILLIS {
            number / 1000.0
        } else {
            number
        };
        return since_epoch(span(seconds)?, now);
    }
    parse_span(text)
        .or_else(|| {
            let date = httpdate::parse_http_date(text).ok()?;
            Some(date.duration_since(now).unwrap_or_default())
        })
        .or_else(|| since_epoch(rfc3339(text)?, now))
}

fn since_epoch(at: Duration, now: SystemTime) -> Option<Duration> {
    let now = now.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(at.saturating_sub(now))
}

/// `1h2m3s`, `6m0s`, `20ms`, `1.5s`.
fn parse_span(text: &str) -> Option<Duration> {
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let unit = tail
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(unit)?;
        let seconds = match unit {
            "d" => 86_400.0,
            "h" => 3_600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * seconds;
        rest = tail;
    }
    if text.is_empty() { None } else { span(total) }
}

/// `2026-11-20T10:00:00Z`, with or without a fraction or an offset, as time since 1970.
fn rfc3339(text: &str) -> Option<Duration> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && text.get(10..11)? == "T";
    if !valid {
        return None;
    }
    let zone = text
        .get(19..)?
        .trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match zone {
        "Z" | "z" => 0,
        _ => {
            let sign = match zone.get(..1)? {
                "+" => 1,
                "-" => -1,
                _ => return None,
            };
            let hours = zone.get(1..3)?.parse::<i64>().ok()?;
            let minutes = zone.get(4..6)?.parse::<i64>().ok()?;
            sign * (hours * 60 + minutes) * 60
        }
    };
    let seconds = days_since_epoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    u64::try_from(seconds - offset)
        .ok()
        .map(Duration::from_secs)
}

/// Days between 1970-01-01 and a date of the proleptic Gregorian calendar.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    // Years start in March, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v)))
            .collect()
    }

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// 2025-11-21T00:00:00Z.
    const NOW: u64 = 1_763_683_200;

    #[test]
    fn resets_are_read_in_every_form() {
        let table = [
            ("30", Some(30_000)),
            ("0.5", Some(500)),
            ("1763683260", Some(60_000)),
            ("1763683260000", Some(60_000)),
            ("6m0s", Some(360_000)),
            ("1h2m3s", Some(3_723_000)),
            ("20ms", Some(20)),
            ("Fri, 21 Nov 2025 00:01:00 GMT", Some(60_000)),
            ("2025-11-21T00:01:00Z", Some(60_000)),
            ("2025-11-21T02:01:00.5+02:00", Some(60_000)),
            ("1763683100", Some(0)),
            ("soon", None),
            ("", None),
            ("m", None),
        ];
        for (text, millis) in table {
            let got = parse_reset(text, at(NOW));
            assert_eq!(got, millis.map(Duration::from_millis), "{text:?}");
        }
    }

    #[test]
    fn plain_headers() {
        let headers = headers(&[
            ("x-ratelimit-limit-requests", "60"),
            ("x-ratelimit-remaining-requests", "59"),
            ("x-ratelimit-reset-requests", "1s"),
        ]);
        let limit = rate_limit(&headers, at(NOW)).expect("a rate limit");
        assert_eq!((limit.limit, limit.remaining), (Some(60), Some(59)));
        assert_eq!(limit.reset, Some(Duration::from_secs(1)));
    }

    #[test]
    fn draft_headers() {
        let limit = rate_limit(
            &headers(&[
                ("ratelimit-policy", "\"burst\";q=100;w=60"),
                ("ratelimit", "\"burst\";r=50;t=30"),
            ]),
            at(NOW),
        )
        .expect("a rate limit");
        let expected = RateLimit {
            limit: Some(100),
            remaining: Some(50),
            reset: Some(Duration::from_secs(30)),
            window: Some(Duration::from_secs(60)),
        };
        assert_eq!(limit, expected);
        let earlier = headers(&[("ratelimit", "limit=10, remaining=0, reset=7")]);
        let limit = rate_limit(&earlier, at(NOW)).expect("a rate limit");
        assert_eq!((limit.limit, limit.remaining), (Some(10), Some(0)));
        assert_eq!(limit.reset, Some(Duration::from_secs(7)));
    }

    #[test]
    fn retry_after_in_seconds_and_as_a_date() {
        let seconds = headers(&[("retry-after", "3")]);
        assert_eq!(retry_after(&seconds, at(NOW)), Some(Duration::from_secs(3)));
        let date = headers(&[("retry-after", "Fri, 21 Nov 2025 00:00:09 GMT")]);
        assert_eq!(retry_after(&date, at(NOW)), Some(Duration::from_secs(9)));
        let past = headers(&[("retry-after", "Fri, 21 Nov 2025 00:00:00 GMT")]);
        assert_eq!(retry_after(&past, at(NOW + 9)), Some(Duration::ZERO));
        let millis = headers(&[("retry-after", "3"), ("retry-after-ms", "250")]);
        assert_eq!(
            retry_after(&millis, at(NOW)),
            Some(Duration::from_millis(250))
        );
        assert_eq!(
            retry_after(&headers(&[("retry-after", "-1e999")]), at(NOW)),
            Some(Duration::ZERO)
        );
        assert_eq!(
            retry_after(&headers(&[("retry-after", "1e999")]), at(NOW)),
            None
        );
    }

    #[test]
    fn nothing_is_made_up() {
        assert_eq!(
            rate_limit(&headers(&[("x-ratelimit-limit", "many")]), at(NOW)),
            None
        );
        assert_eq!(request_id(&headers(&[])), None);
        assert_eq!(request_id(&headers(&[("cf-ray", "8f")])), Some("8f"));
    }
}
