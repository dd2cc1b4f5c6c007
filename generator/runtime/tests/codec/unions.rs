//! Enums and unions: which variant a value is.

use pagecrate_runtime::runtime;
use pagecrate_runtime::runtime::codec::{Fault, Slot, from_slice, to_string};
use serde_json::{Value, json};

use super::types::shapes::{Code, Content, Event, Item, Level, ResetInterval, Size, Version};

fn read<T: Slot>(body: &str) -> Result<T, Fault> {
    from_slice(body.as_bytes())
}

fn fault<T: Slot + std::fmt::Debug>(body: &str) -> Fault {
    read::<T>(body).expect_err(body)
}

#[test]
fn open_enums_keep_what_is_not_listed() {
    let listed: ResetInterval = read(r#""daily""#).unwrap();
    assert_eq!(listed, ResetInterval::Daily);
    let other: ResetInterval = read(r#""\"year\"ly""#).unwrap();
    assert_eq!(other, ResetInterval::Unknown("\"year\"ly".into()));
    assert_eq!(to_string(&other), r#""\"year\"ly""#);
    assert_eq!(ResetInterval::from("weekly"), ResetInterval::Weekly);
    assert_eq!(ResetInterval::from("x".to_owned()).to_string(), "x");
    assert_eq!(fault::<ResetInterval>("1").expected(), "a string");
    assert_eq!(read::<Code>("404").unwrap(), Code::NotFound);
    assert_eq!(to_string(&read::<Code>("-7").unwrap()), "-7");
}

#[test]
fn closed_enums_refuse_what_is_not_listed() {
    assert_eq!(read::<Level>(r#""high""#).unwrap(), Level::High);
    let level = fault::<Level>(r#""middle""#);
    assert_eq!(level.expected(), r#"one of "low", "high""#);
    assert_eq!(level.found(), r#""middle""#);
    assert_eq!(read::<Version>("2.0").unwrap(), Version::Two);
    assert_eq!(fault::<Version>("3").expected(), "one of 1, 2");
}

#[test]
fn enums_of_mixed_values_compare_values() {
    for (body, size) in [
        (r#""auto""#, Size::Auto),
        ("2", Size::Two),
        ("false", Size::No),
        ("[2]", Size::Unknown(json!([2]))),
    ] {
        assert_eq!(read::<Size>(body).unwrap(), size);
        assert_eq!(to_string(&size), body);
    }
}

#[test]
fn a_tag_chooses_the_variant() {
    let body = r#"{"name":"n","type":"call","arguments":[{"type":"echo","text":"t"},{"type":"new","x":1}]}"#;
    let value: Item = read(body).unwrap();
    let Item::Call(call) = &value else {
        panic!("{value:?}")
    };
    assert!(matches!(&call.arguments[0], Item::Echo(plain) if plain.text == "t"));
    assert_eq!(
        call.arguments[1],
        Item::Unknown(json!({"type": "new", "x": 1}))
    );
    // The tag comes first, whether the type has it as a constant or the variant adds it.
    assert_eq!(
        to_string(&value),
        r#"{"type":"call","name":"n","arguments":[{"type":"echo","text":"t"},{"type":"new","x":1}]}"#
    );
    // A known tag with a wrong body is a fault, not an unknown variant.
    let wrong = fault::<Item>(r#"{"type":"call","name":"n","arguments":[{"type":"echo"}]}"#);
    assert_eq!(
        (wrong.path(), wrong.expected()),
        ("arguments[0]", "the key `text`")
    );
    assert_eq!(read::<Item>("3").unwrap(), Item::Unknown(json!(3)));
}

#[test]
fn a_tag_may_stand_deeper() {
    let body = r#"{"meta":{"type":"deleted","by":"b"}}"#;
    let value: Event = read(body).unwrap();
    assert!(matches!(&value, Event::Deleted(deleted) if deleted.meta.by.as_deref() == Some("b")));
    assert_eq!(to_string(&value), body);
}

#[test]
fn an_untagged_union_takes_the_best_variant() {
    for (body, is_right) in [
        (
            r#""x""#,
            (|c| matches!(c, Content::Text(_))) as fn(&Content) -> bool,
        ),
        ("3", |c| matches!(c, Content::Count(3))),
        ("3.5", |c| matches!(c, Content::Share(_))),
        (r#"{"text":"t"}"#, |c| matches!(c, Content::Plain(_))),
        // More keys are recognised, so it wins although it is declared later.
        (
            r#"{"text":"t","name":"n","meta":{"type":"created","at":1}}"#,
            |c| matches!(c, Content::Created(_)),
        ),
        // The better one does not read, so the next one is tried.
        (r#"{"text":"t","name":"n","meta":{}}"#, |c| {
            matches!(c, Content::Plain(_))
        }),
        (r#"[{"text":"t"}]"#, |c| matches!(c, Content::Parts(_))),
        (r#"["a"]"#, |c| matches!(c, Content::Lines(_))),
        ("[]", |c| matches!(c, Content::Parts(_))),
        ("[1]", |c| matches!(c, Content::Unknown(_))),
        (r#"{"nothing":[1,{"k":null}]}"#, |c| {
            matches!(c, Content::Unknown(_))
        }),
    ] {
        let value: Content = read(body).unwrap();
        assert!(is_right(&value), "{body} became {value:?}");
        let again: Content = read(&to_string(&value)).unwrap();
        assert_eq!(again, value);
    }
}

#[test]
fn unions_within_unions_do_not_take_exponential_time() {
    use runtime::codec::{Branch, Key, Miss, Node, Writer};

    /// Two variants that both read the child before they fail.
    enum Twice {
        One(Box<Half>),
        Other(Box<Half>),
        Unknown(Value),
    }
    struct Half {
        child: Option<Box<Twice>>,
        number: i64,
    }
    static HALF: &[Key] = &[Key::optional("child"), Key::required("number")];
    static TWICE: &[Branch] = &[Branch::object(HALF), Branch::object(HALF)];
    impl Slot for Half {
        fn empty() -> Self {
            Half {
                child: None,
                number: 0,
            }
        }
        fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
            n.fields(HALF, &mut [&mut self.child, &mut self.number])
        }
        fn write(&self, w: &mut Writer<'_>) {
            w.fields(HALF, &[&self.child, &self.number]);
        }
    }
    impl Slot for Twice {
        fn empty() -> Self {
            Self::Unknown(Value::Null)
        }
        fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
            for branch in n.rank(TWICE) {
                let read = match branch {
                    0 => n.attempt(Self::One),
                    _ => n.attempt(Self::Other),
                };
                if let Some(value) = read {
                    *self = value;
                    return Ok(());
                }
            }
            *self = Self::Unknown(n.json());
            Ok(())
        }
        fn write(&self, w: &mut Writer<'_>) {
            match self {
                Self::One(v) | Self::Other(v) => v.write(w),
                Self::Unknown(v) => v.write(w),
            }
        }
    }
    let body = format!(
        "{}{{\"number\":1}}{}",
        "{\"child\":".repeat(100),
        ",\"number\":\"x\"}".repeat(100)
    );
    let value: Twice = read(&body).unwrap();
    assert!(matches!(value, Twice::Unknown(_)));
    assert_eq!(to_string(&value), body);
}
