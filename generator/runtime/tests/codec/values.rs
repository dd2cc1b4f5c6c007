//! Values that JSON carries as strings or numbers: bytes, dates, decimals, UUIDs, big integers.

use chrono::{DateTime as ChronoDateTime, FixedOffset, NaiveDate, Utc};
use pagecrate_runtime::runtime::codec::{Branch, Kind, Miss, Node, Slot, Writer};
use pagecrate_runtime::runtime::codec::{from_slice, to_string};
use pagecrate_runtime::runtime::{Base64, Date, DateTime, Decimal, Map, Uuid};

fn read<T: Slot>(body: &str) -> T {
    from_slice(body.as_bytes()).unwrap_or_else(|fault| panic!("{body}: {fault}"))
}

#[track_caller]
fn keeps<T: Slot>(body: &str) -> T {
    let value: T = read(body);
    assert_eq!(to_string(&value), body);
    value
}

#[track_caller]
fn refused<T: Slot>(body: &str, expected: &str) {
    let fault = from_slice::<T>(body.as_bytes()).err().expect(body);
    assert_eq!(fault.expected(), expected, "{body}");
}

#[test]
fn base64_is_decoded_in_every_form_and_written_as_it_came() {
    for body in [
        r#""+/8=""#,
        r#""+/8""#,
        r#""-_8""#,
        r#""-_8=""#,
        r#""+/\r\n8=""#,
    ] {
        assert_eq!(
            keeps::<Base64>(body).to_bytes().unwrap(),
            [0xfb, 0xff],
            "{body}"
        );
    }
    assert_eq!(keeps::<Base64>(r#""""#).to_bytes().unwrap(), [0; 0]);
    assert_eq!(keeps::<Base64>(r#""not base64!""#).to_bytes(), None);
    refused::<Base64>("1", "a string");
    assert_eq!(to_string(&Base64::from(vec![0xfb, 0xff, 0])), r#""+/8A""#);
    assert!("a".parse::<Base64>().is_err());
}

#[test]
fn a_date_and_time_is_understood_leniently_and_written_as_it_came() {
    for (text, meaning) in [
        ("2026-01-31T13:30:00Z", "2026-01-31T13:30:00+00:00"),
        ("2026-01-31T13:30:00.000Z", "2026-01-31T13:30:00+00:00"),
        ("2026-01-31 13:30:00.250", "2026-01-31T13:30:00.250+00:00"),
        (
            "2026-01-31T13:30:00.123456+05:30",
            "2026-01-31T13:30:00.123456+05:30",
        ),
        ("2026-01-31T13:30+0100", "2026-01-31T13:30:00+01:00"),
        ("2026-01-31T13:30:00-08", "2026-01-31T13:30:00-08:00"),
        ("2026-01-31t13:30:00z", "2026-01-31T13:30:00+00:00"),
        ("2026-01-31 13:30:00 +00:00", "2026-01-31T13:30:00+00:00"),
        ("2026-01-31", "2026-01-31T00:00:00+00:00"),
    ] {
        let time = keeps::<DateTime>(&format!("\"{text}\""));
        assert_eq!(time.to_chrono().unwrap().to_rfc3339(), meaning, "{text}");
    }
    for text in [
        "",
        "2026-02-30T00:00:00Z",
        "T",
        "2026-01-31T1:2+x",
        "é-é",
        "0000-00-00 00:00:00",
    ] {
        assert_eq!(keeps::<DateTime>(&format!("\"{text}\"")).to_chrono(), None);
        assert_eq!(
            text.parse::<DateTime>().unwrap_err().to_string(),
            "the text is not a date and time"
        );
    }
    refused::<DateTime>("1700000000", "a string");
}

#[test]
fn dates_come_from_chrono_and_go_there() {
    let time = ChronoDateTime::<Utc>::from_timestamp(1_700_000_000, 250_000_000).unwrap();
    let made = DateTime::from(time);
    assert_eq!(made.as_str(), "2023-11-14T22:13:20.250Z");
    assert_eq!(ChronoDateTime::<Utc>::try_from(&made), Ok(time));
    let east = time.with_timezone(&FixedOffset::east_opt(3600).unwrap());
    assert_eq!(
        DateTime::from(east).as_str(),
        "2023-11-14T23:13:20.250+01:00"
    );
    assert_eq!(
        DateTime::from(std::time::SystemTime::UNIX_EPOCH).to_string(),
        "1970-01-01T00:00:00Z"
    );

    let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
    assert_eq!(Date::from(day).as_str(), "2026-01-31");
    for text in ["2026-01-31", "2026-01-31T00:00:00Z", "2026-01-31 10:00"] {
        let date = keeps::<Date>(&format!("\"{text}\""));
        assert_eq!(NaiveDate::try_from(&date), Ok(day), "{text}");
    }
    assert_eq!(keeps::<Date>("\"2026-13\"").to_chrono(), None);
}

#[test]
fn decimals_keep_every_digit_and_their_form() {
    for body in [
        "12345678901234567890.123456789",
        "0.1234567890123456789012345678901234567890",
        "\"0.10\"",
        "\"1.1900\"",
        "1.5e3",
        "-0.00",
        "\"n/a\"",
    ] {
        keeps::<Decimal>(body);
    }
    let sum = read::<Decimal>("0.1").to_decimal().unwrap()
        + read::<Decimal>("\"0.2\"").to_decimal().unwrap();
    assert_eq!(to_string(&Decimal::from(sum)), "\"0.3\"");
    assert_eq!(to_string(&Decimal::number(sum)), "0.3");
    assert_eq!(to_string(&Decimal::number(7)), "7");
    // What JSON has no number for is still written as a value.
    for text in ["", "01", "1.", ".5", "+1", "x", "1e", "-", "NaN"] {
        assert_eq!(to_string(&Decimal::number(text)), format!("\"{text}\""));
    }
    assert_eq!(read::<Decimal>("1e99").to_decimal(), None);
    assert_eq!(
        read::<Decimal>("1.5e3").to_decimal().unwrap().to_string(),
        "1500"
    );
    assert_eq!(read::<Decimal>("1.5"), Decimal::from("1.5"));
    refused::<Decimal>("true", "a decimal number");
}

#[test]
fn uuids_are_understood_in_any_form_and_written_as_they_came() {
    let uuid = uuid::Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);
    for text in [
        "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "67E5504410B1426F9247BB680E5FE0C8",
        "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
    ] {
        let read = keeps::<Uuid>(&format!("\"{text}\""));
        assert_eq!(uuid::Uuid::try_from(&read), Ok(uuid));
    }
    assert_eq!(
        Uuid::from(uuid).to_string(),
        "67e55044-10b1-426f-9247-bb680e5fe0c8"
    );
    assert_eq!(keeps::<Uuid>("\"67e55044\"").to_uuid(), None);
    refused::<Uuid>("5", "a string");
}

#[test]
fn integers_of_128_bits_keep_every_digit() {
    for body in [
        "18446744073709551616",
        "-170141183460469231731687303715884105728",
        "170141183460469231731687303715884105727",
    ] {
        keeps::<i128>(body);
    }
    keeps::<u128>("340282366920938463463374607431768211455");
    refused::<u128>(
        "340282366920938463463374607431768211456",
        "an unsigned integer of 128 bits",
    );
    refused::<u128>("-1", "an unsigned integer of 128 bits");
    assert_eq!(read::<u128>("1e38"), 10u128.pow(38));
}

/// A union of texts, as the generator writes one.
#[derive(Debug, PartialEq)]
enum When {
    At(DateTime),
    On(Date),
    By(Uuid),
    Price(Decimal),
    Name(String),
}

static WHEN: &[Branch] = &[
    Branch::kind(Kind::STRING),
    Branch::kind(Kind::STRING),
    Branch::kind(Kind::STRING),
    Branch::union(&[Branch::kind(Kind::STRING), Branch::kind(Kind::NUMBER)]),
    Branch::kind(Kind::STRING),
];

impl Slot for When {
    fn empty() -> When {
        When::Name(String::new())
    }

    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        for branch in n.rank(WHEN) {
            let read = match branch {
                0 => n.attempt(When::At),
                1 => n.attempt(When::On),
                2 => n.attempt(When::By),
                3 => n.attempt(When::Price),
                _ => n.attempt(When::Name),
            };
            if let Some(read) = read {
                *self = read;
                return Ok(());
            }
        }
        Err(n.unlike("a time or a name"))
    }

    fn write(&self, w: &mut Writer<'_>) {
        match self {
            When::At(v) => v.write(w),
            When::On(v) => v.write(w),
            When::By(v) => v.write(w),
            When::Price(v) => v.write(w),
            When::Name(v) => v.write(w),
        }
    }
}

#[test]
fn a_union_takes_a_text_only_for_what_it_means() {
    for (body, expected) in [
        (
            "\"2026-01-31T00:00:00Z\"",
            When::At("2026-01-31T00:00:00Z".into()),
        ),
        ("\"2026-01-31\"", When::On("2026-01-31".into())),
        (
            "\"67e55044-10b1-426f-9247-bb680e5fe0c8\"",
            When::By("67e55044-10b1-426f-9247-bb680e5fe0c8".into()),
        ),
        ("\"1.50\"", When::Price("1.50".into())),
        ("1.50", When::Price(Decimal::number("1.50"))),
        ("\"latest\"", When::Name("latest".into())),
        ("\"\"", When::Name(String::new())),
    ] {
        assert_eq!(keeps::<When>(body), expected);
    }
}

#[test]
fn maps_keep_the_order_of_insertion() {
    let mut map: Map<i64> = [("b", 1), ("a", 2)].into_iter().collect();
    assert_eq!(map.insert("b", 3), Some(1));
    map.extend([("c", 4)]);
    assert_eq!(
        map.iter().collect::<Vec<_>>(),
        [("b", &3), ("a", &2), ("c", &4)]
    );
    assert_eq!(
        (map.remove("a"), map.get("a"), map["c"]),
        (Some(2), None, 4)
    );
    assert_eq!(
        to_string(&read::<Map<i64>>(r#"{"z":1,"a":2,"z":3}"#)),
        r#"{"z":3,"a":2}"#
    );
    refused::<Map<i64>>(r#"{"a":"b"}"#, "an integer of 64 bits");
}

#[cfg(feature = "serde")]
#[test]
fn values_go_through_serde() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Row {
        at: DateTime,
        id: Uuid,
        price: Decimal,
        data: Base64,
        rest: Map<Vec<Date>>,
    }
    let text = r#"{"at":"2026-01-31T13:30:00.000Z","id":"A","price":"0.10","data":"-_8","rest":{"b":["2026-01-31"],"a":[]}}"#;
    let row: Row = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&row).unwrap(), text);
}
