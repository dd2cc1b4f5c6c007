//! The codec beside serde: the bridge, agreement with derived types, and random input.

use super::types::shapes::{
    Content, Event, Guardrail, Item, Level, Message, Plain, ResetInterval, Size,
};
use pagecrate_runtime::runtime;
use proptest::prelude::*;
use runtime::Map;
use runtime::codec::{Slot, Tape, from_slice, to_string};
use serde::Deserialize as _;
use serde_json::{Value, json};

/// What derived code makes of [`Guardrail`], as far as the two mean the same.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum DerivedLevel {
    Low,
    High,
}

#[derive(Debug, serde::Deserialize)]
struct Derived {
    id: String,
    #[serde(default, deserialize_with = "some")]
    description: Option<Option<String>>,
    #[serde(default)]
    limit_usd: Option<f64>,
    #[serde(deserialize_with = "Option::deserialize")]
    parent: Option<String>,
    #[serde(default)]
    child: Option<Box<Derived>>,
    #[serde(default)]
    range: Option<(f64, f64)>,
    #[serde(default)]
    created: Option<i64>,
    labels: std::collections::BTreeMap<String, String>,
    kind: DerivedLevel,
}

fn some<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(d).map(Some)
}

fn agrees(ours: &Guardrail, theirs: &Derived) -> bool {
    ours.id == theirs.id
        && ours.description == theirs.description
        && ours.limit_usd == theirs.limit_usd
        && ours.parent == theirs.parent
        && ours.range == theirs.range
        && ours.created == theirs.created
        && ours
            .labels
            .iter()
            .all(|(key, value)| theirs.labels.get(key) == Some(value))
        && ours.labels.len() == theirs.labels.len()
        && (ours.kind == Level::Low) == matches!(theirs.kind, DerivedLevel::Low)
        && match (&ours.child, &theirs.child) {
            (Some(ours), Some(theirs)) => agrees(ours, theirs),
            (ours, theirs) => ours.is_none() && theirs.is_none(),
        }
}

/// Any JSON value.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        ".*".prop_map(Value::from),
        "[a-z\"\\\\\u{0}-\u{1f}é😀]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((".{0,6}", inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Something like a guardrail: right keys, mostly right values.
fn guardrail_like() -> impl Strategy<Value = Value> {
    let text = || prop_oneof![8 => "[a-z]{0,5}".prop_map(Value::from), 1 => any_json()];
    let number = || prop_oneof![8 => (-1e6..1e6).prop_map(Value::from), 1 => any_json()];
    let leaf = (
        (text(), text(), number(), text()),
        (
            prop_oneof![Just(json!("low")), Just(json!("high")), any_json()],
            any::<[bool; 7]>(),
        ),
        (
            prop::collection::vec((".{0,4}", text()), 0..4),
            any::<Option<i64>>(),
            number(),
        ),
    )
        .prop_map(
            |((id, description, limit, parent), (kind, has), (labels, created, upper))| {
                let labels: serde_json::Map<String, Value> = labels.into_iter().collect();
                let mut object = serde_json::Map::new();
                let mut add = |has: bool, key: &str, value: Value| {
                    if has {
                        object.insert(key.to_owned(), value);
                    }
                };
                add(has[0] || has[1], "id", id);
                add(has[2], "description", description);
                add(has[3], "range", json!([limit, upper]));
                add(has[4], "limit_usd", limit);
                add(has[5] || has[1], "parent", parent);
                add(true, "labels", Value::Object(labels));
                add(true, "kind", kind);
                add(has[6], "created", json!(created));
                add(has[3], "unlisted", json!([{}]));
                Value::Object(object)
            },
        );
    leaf.prop_recursive(3, 3, 1, |inner| {
        (inner.clone(), inner).prop_map(|(mut outer, child)| {
            outer["child"] = child;
            outer
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_derived_code(value in guardrail_like()) {
        let body = value.to_string();
        let ours = from_slice::<Guardrail>(body.as_bytes());
        let theirs = serde_json::from_str::<Derived>(&body);
        match (&ours, &theirs) {
            (Ok(ours), Ok(theirs)) => prop_assert!(agrees(ours, theirs), "{ours:?} {theirs:?}"),
            (Err(_), Err(_)) => (),
            _ => prop_assert!(false, "{body}: {:?} {:?}", ours.err(), theirs.err()),
        }
    }

    #[test]
    fn reading_what_was_written_gives_the_same(value in guardrail_like()) {
        if let Ok(read) = from_slice::<Guardrail>(value.to_string().as_bytes()) {
            // `created` is read-only, so it is not written.
            let mut read = read;
            fn strip(guardrail: &mut Guardrail) {
                guardrail.created = None;
                if let Some(child) = &mut guardrail.child {
                    strip(child);
                }
            }
            strip(&mut read);
            let again: Guardrail = from_slice(to_string(&read).as_bytes()).unwrap();
            prop_assert_eq!(again, read);
        }
    }

    #[test]
    fn any_json_survives_values_unions_and_both_ways_of_the_bridge(value in any_json()) {
        let body = value.to_string();
        prop_assert_eq!(&from_slice::<Value>(body.as_bytes()).unwrap(), &value);
        prop_assert_eq!(to_string(&value), body.as_str());
        let content: Content = from_slice(body.as_bytes()).unwrap();
        let again: Content = from_slice(to_string(&content).as_bytes()).unwrap();
        prop_assert_eq!(&again, &content);
        // Through serde: from text, from a value, and back.
        prop_assert_eq!(&serde_json::from_str::<Content>(&body).unwrap(), &content);
        prop_assert_eq!(&serde_json::from_value::<Content>(value).unwrap(), &content);
        prop_assert_eq!(serde_json::to_string(&content).unwrap(), to_string(&content));
    }

    #[test]
    fn text_is_accepted_exactly_where_serde_json_accepts_it(
        text in "[\\[\\]{},:\"\\\\ \n0-9.eE+\\-truefalsn/u]{0,24}"
    ) {
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(Tape::parse(text.as_bytes()).is_ok(), theirs, "{}", text);
    }

    #[test]
    fn nearly_json_is_accepted_exactly_where_serde_json_accepts_it(
        value in any_json(), at in any::<prop::sample::Index>(), byte in any::<u8>()
    ) {
        let mut body = value.to_string().into_bytes();
        let at = at.index(body.len());
        body[at] = byte;
        let theirs = serde_json::from_slice::<Value>(&body);
        match Tape::parse(&body) {
            Ok(tape) => match theirs {
                Ok(theirs) => prop_assert_eq!(tape.read::<Value>().unwrap(), theirs),
                // A lone surrogate is U+FFFD here, and a number may be out of range there.
                Err(error) => prop_assert!(
                    ["surrogate", "hex escape", "range"].iter().any(|m| error.to_string().contains(m)),
                    "{error} {body:?}"
                ),
            },
            Err(fault) => {
                prop_assert!(theirs.is_err(), "{fault}");
                prop_assert!(fault.piece().len() <= 200);
            }
        }
    }

    #[test]
    fn random_bytes_never_panic(body in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = from_slice::<Guardrail>(&body).map_err(|fault| fault.to_string());
        let _ = from_slice::<Item>(&body).map_err(|fault| fault.to_string());
    }
}

fn bridged<T>(body: &str) -> T
where
    T: Slot + serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let value: T = from_slice(body.as_bytes()).unwrap();
    assert_eq!(serde_json::from_str::<T>(body).unwrap(), value);
    assert_eq!(serde_json::to_string(&value).unwrap(), to_string(&value));
    assert_eq!(
        serde_json::from_value::<T>(serde_json::to_value(&value).unwrap()).unwrap(),
        value
    );
    value
}

#[test]
fn every_construct_crosses_the_bridge() {
    bridged::<Guardrail>(
        r#"{"id":"g","description":null,"parent":null,"labels":{"a":"b"},"kind":"low","range":[1,2],
            "wei":7,"reset_interval":"x","extra":null,"child":{"id":"c","parent":"g","labels":{},"kind":"high"},"r":[1]}"#,
    );
    bridged::<Item>(
        r#"{"type":"call","name":"n","arguments":[{"type":"echo","text":"t"},{"type":"?"}]}"#,
    );
    bridged::<Event>(r#"{"meta":{"type":"created","at":1},"name":"n"}"#);
    bridged::<Size>("2");
    bridged::<ResetInterval>(r#""daily""#);
    bridged::<Message>(r#"{"type":"message","content":[]}"#);
}

#[test]
fn a_serializer_that_counts_gets_the_right_counts() {
    let value: Guardrail =
        from_slice(br#"{"id":"g","parent":null,"labels":{},"kind":"low","x":1}"#).unwrap();
    let Value::Object(object) = serde_json::to_value(&value).unwrap() else {
        panic!()
    };
    assert_eq!(
        object.keys().collect::<Vec<_>>(),
        ["object", "id", "parent", "labels", "kind", "x"]
    );
}

#[test]
fn the_bridge_says_what_is_wrong_and_bounds_depth() {
    let error = serde_json::from_str::<Message>(r#"{"type":"message"}"#).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the body: expected the key `content`"),
        "{error}"
    );
    let error = serde_json::from_value::<Vec<Plain>>(json!([{"text": 1}])).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("text: expected a string, found the number 1"),
        "{error}"
    );
    let mut deep = json!(null);
    for _ in 0..200 {
        deep = json!([deep]);
    }
    assert!(serde_json::from_value::<Content>(deep).is_err());
}

#[test]
fn keys_that_are_no_strings_are_read_from_other_formats() {
    use serde::de::value::{Error, MapDeserializer};
    let entries = [(1u32, "a"), (2, "b")];
    let map = MapDeserializer::<_, Error>::new(entries.into_iter());
    let value: Content = serde::Deserialize::deserialize(map).unwrap();
    assert_eq!(value, Content::Unknown(json!({"1": "a", "2": "b"})));
    let _: Map<String> = Map::new();
}
