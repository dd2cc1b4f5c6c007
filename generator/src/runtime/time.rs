//! Dates and times as strings (RFC 3339), understood by chrono.

use std::time::SystemTime;

use chrono::{
    DateTime as ChronoDateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset as _,
    SecondsFormat, TimeZone, Utc,
};

use super::text::{Malformed, text_value};

/// A date and time, such as `2026-01-31T13:30:00Z`.
///
/// Holds the text as the server wrote it. [`to_chrono`](DateTime::to_chrono) gives the point in time,
/// [`From`] takes one. Two of them are equal if their texts are.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime(Box<str>);

/// A date, such as `2026-01-31`.
///
/// Holds the text as the server wrote it. [`to_chrono`](Date::to_chrono) gives the day, [`From`] takes
/// one. Two of them are equal if their texts are.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date(Box<str>);

impl DateTime {
    /// The point in time, with the offset that the server wrote.
    ///
    /// Besides RFC 3339 this understands a space instead of `T`, an offset without a colon, a time
    /// without seconds, one without an offset, which is taken as UTC, and a date alone, which is
    /// taken as its start in UTC. None for any other text.
    #[must_use]
    pub fn to_chrono(&self) -> Option<ChronoDateTime<FixedOffset>> {
        instant(&self.0).or_else(|| {
            let start = day(&self.0)?.and_time(NaiveTime::MIN);
            Some(start.and_utc().fixed_offset())
        })
    }
}

impl Date {
    /// The day. A time behind it is ignored. None for a text that starts with no date.
    #[must_use]
    pub fn to_chrono(&self) -> Option<NaiveDate> {
        let date = self.0.trim().split(['T', 't', ' ']).next()?;
        day(date)
    }
}

text_value!(DateTime, "a date and time", |text| instant(text).is_some());
text_value!(Date, "a date", |text| day(text).is_some());

fn instant(text: &str) -> Option<ChronoDateTime<FixedOffset>> {
    let text = text.trim();
    if let Ok(time) = ChronoDateTime::parse_from_rfc3339(text) {
        return Some(time);
    }
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let (time, offset) = split_offset(time.trim())?;
    NaiveDateTime::new(day(date)?, clock(time)?)
        .and_local_timezone(offset)
        .single()
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

fn clock(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    ["%H:%M:%S%.f", "%H:%M"]
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(text, form).ok())
}

/// Cuts an offset such as `Z`, `+01:00`, `+0100` or `+01` off; UTC without one.
fn split_offset(text: &str) -> Option<(&str, FixedOffset)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, Utc.fix()));
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, Utc.fix()));
    };
    let (time, offset) = text.split_at_checked(at)?;
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = match digits.get(2..)? {
        "" => 0,
        minutes => minutes.parse().ok().filter(|m| *m < 60)?,
    };
    let seconds = (hours * 60 + minutes) * 60;
    let east = if offset.starts_with('-') {
        -seconds
    } else {
        seconds
    };
    Some((time, FixedOffset::east_opt(east)?))
}

impl From<&str> for DateTime {
    fn from(text: &str) -> DateTime {
        DateTime(text.into())
    }
}

/// As RFC 3339, with as many digits of the second as it needs.
impl<Z: TimeZone> From<ChronoDateTime<Z>> for DateTime {
    fn from(time: ChronoDateTime<Z>) -> DateTime {
        let time = time.with_timezone(&time.offset().fix());
        let text = time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        DateTime(text.into())
    }
}

/// In UTC.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> DateTime {
        ChronoDateTime::<Utc>::from(time).into()
    }
}

impl TryFrom<&DateTime> for ChronoDateTime<FixedOffset> {
    type Error = Malformed;

    fn try_from(time: &DateTime) -> Result<Self, Malformed> {
        time.to_chrono().ok_or(Malformed {
            expected: "a date and time",
        })
    }
}

impl TryFrom<&DateTime> for ChronoDateTime<Utc> {
    type Error = Malformed;

    fn try_from(time: &DateTime) -> Result<Self, Malformed> {
        ChronoDateTime::<FixedOffset>::try_from(time).map(|time| time.to_utc())
    }
}

impl From<&str> for Date {
    fn from(text: &str) -> Date {
        Date(text.into())
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Date {
        Date(date.format("%Y-%m-%d").to_string().into())
    }
}

impl TryFrom<&Date> for NaiveDate {
    type Error = Malformed;

    fn try_from(date: &Date) -> Result<Self, Malformed> {
        date.to_chrono().ok_or(Malformed { expected: "a date" })
    }
}
