//! Each rule of reading and writing.

use super::types::shapes::{Content, Guardrail, Level, Message, Plain};
use pagecrate_runtime::runtime;
use pagecrate_runtime::runtime::codec::{Fault, Slot, Tape, from_slice, splice, to_string};
use runtime::Map;
use serde_json::{Value, json};

fn read<T: Slot>(body: &str) -> Result<T, Fault> {
    from_slice(body.as_bytes())
}

fn fault<T: Slot + std::fmt::Debug>(body: &str) -> Fault {
    read::<T>(body).expect_err(body)
}

fn parse_fault(body: &[u8]) -> Fault {
    Tape::parse(body).expect_err("not JSON")
}

fn guardrail(more: &str) -> String {
    format!(r#"{{"object":"guardrail","id":"g","parent":null,"labels":{{}},"kind":"low"{more}}}"#)
}

#[test]
fn fields_are_read_and_written_in_documented_order() {
    let body = r#"{"kind":"high","labels":{"b":"1","a":"2"},"parent":"p","id":"g","description":"d",
        "limit_usd":2.5,"reset_interval":"weekly","range":[1,2.5],"wei":340282366920938463463374607431768211455}"#;
    let value: Guardrail = read(body).unwrap();
    assert_eq!(value.kind, Level::High);
    assert_eq!(value.range, Some((1.0, 2.5)));
    assert_eq!(value.wei, Some(u128::MAX));
    assert_eq!(value.labels.keys().collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!(
        to_string(&value),
        r#"{"object":"guardrail","id":"g","description":"d","limit_usd":2.5,"parent":"p","reset_interval":"weekly","range":[1.0,2.5],"wei":340282366920938463463374607431768211455,"labels":{"b":"1","a":"2"},"kind":"high"}"#
    );
}

#[test]
fn missing_null_and_value_are_told_apart_where_the_documentation_does() {
    let read = |more: &str| read::<Guardrail>(&guardrail(more)).unwrap();
    assert_eq!(read("").description, None);
    assert_eq!(read(r#","description":null"#).description, Some(None));
    assert_eq!(
        read(r#","description":"x""#).description,
        Some(Some("x".into()))
    );
    // Null for an optional field that is not nullable is lenient.
    assert_eq!(read(r#","limit_usd":null"#).limit_usd, None);
    assert_eq!(read(r#","child":null"#).child, None);
    assert_eq!(read(r#","extra":null"#).extra, Some(Value::Null));
    assert_eq!(read("").extra, None);
    // What is absent is not written; null is.
    assert_eq!(to_string(&read("")), guardrail(""));
    let null = read("").description_null();
    assert!(to_string(&null).contains(r#""description":null"#));
}

#[test]
fn a_missing_or_null_required_key_is_a_fault_that_names_it() {
    let missing = fault::<Guardrail>(r#"{"parent":null,"labels":{},"kind":"low"}"#);
    assert_eq!((missing.path(), missing.expected()), ("", "the key `id`"));
    let nested = fault::<Guardrail>(&guardrail(r#","child":{"id":"c"}"#));
    assert_eq!(
        (nested.path(), nested.expected()),
        ("child", "the key `parent`")
    );
    let null = fault::<Guardrail>(r#"{"id":null,"parent":null,"labels":{},"kind":"low"}"#);
    assert_eq!(
        (null.path(), null.expected(), null.found()),
        ("id", "a string", "null")
    );
}

#[test]
fn read_only_keys_are_not_written_and_write_only_keys_not_lost() {
    let value: Guardrail = read(&guardrail(r#","created":5,"secret":"s""#)).unwrap();
    assert_eq!(value.created, Some(5));
    let text = to_string(&value);
    assert!(
        !text.contains("created") && text.contains(r#""secret":"s""#),
        "{text}"
    );
}

#[test]
fn unlisted_keys_go_to_the_rest_or_nowhere() {
    let value: Guardrail = read(&guardrail(r#","x":[1,{"y":null}],"":2,"x":3"#)).unwrap();
    let rest: Vec<_> = value.rest.iter().collect();
    assert_eq!(rest, [("x", &json!(3)), ("", &json!(2))]);
    assert_eq!(to_string(&value), guardrail(r#","x":3,"":2"#));
    let plain: Plain = read(r#"{"a":1,"text":"t","b":{}}"#).unwrap();
    assert_eq!(to_string(&plain), r#"{"text":"t"}"#);
}

#[test]
fn a_rest_cannot_write_a_documented_key_twice() {
    let mut value = Guardrail::new("g", Map::new(), Level::Low);
    value.rest.insert("id", json!("other"));
    value.rest.insert("more", json!(1));
    let text = to_string(&value);
    assert_eq!(text, guardrail(r#","more":1"#));
}

#[test]
fn of_equal_keys_the_last_counts() {
    let value: Message = read(r#"{"content":["a"],"content":["b"]}"#).unwrap();
    assert_eq!(value.content, Content::Lines(vec!["b".into()]));
    let value: Guardrail = read(&guardrail(
        r#","child":{"id":1},"limit_usd":1,"limit_usd":null,"child":null"#,
    ))
    .unwrap();
    assert_eq!((value.limit_usd, value.child), (None, None));
}

#[test]
fn keys_are_compared_without_their_escapes() {
    let plain: Plain = read(r#"{"te\u0078t":"\u00e9\ud83d\ude00"}"#).unwrap();
    assert_eq!(plain.text, "é😀");
}

#[test]
fn tables_longer_than_the_stack_buffer_work() {
    use runtime::codec::{Key, Miss, Node, Writer};

    #[derive(Debug, PartialEq)]
    struct Long(Vec<Option<u8>>);
    static LONG: &[Key] = &[
        Key::optional("k0"),
        Key::optional("k1"),
        Key::optional("k2"),
        Key::optional("k3"),
        Key::optional("k4"),
        Key::optional("k5"),
        Key::optional("k6"),
        Key::optional("k7"),
        Key::optional("k8"),
        Key::optional("k9"),
        Key::optional("k10"),
        Key::optional("k11"),
        Key::optional("k12"),
        Key::optional("k13"),
        Key::optional("k14"),
        Key::optional("k15"),
        Key::optional("k16"),
        Key::optional("k17"),
        Key::optional("k18"),
        Key::optional("k19"),
        Key::optional("k20"),
        Key::optional("k21"),
        Key::optional("k22"),
        Key::optional("k23"),
        Key::optional("k24"),
        Key::optional("k25"),
        Key::optional("k26"),
        Key::optional("k27"),
        Key::optional("k28"),
        Key::optional("k29"),
        Key::optional("k30"),
        Key::optional("k31"),
        Key::optional("k32"),
        Key::required("k33"),
    ];
    impl Slot for Long {
        fn empty() -> Self {
            Long(vec![None; 34])
        }
        fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
            let mut slots: Vec<&mut dyn Slot> = Vec::new();
            for slot in &mut self.0 {
                slots.push(slot);
            }
            n.fields(LONG, &mut slots)
        }
        fn write(&self, w: &mut Writer<'_>) {
            let slots: Vec<&dyn Slot> = self.0.iter().map(|slot| slot as &dyn Slot).collect();
            w.fields(LONG, &slots);
        }
    }
    let body = r#"{"k33":3,"k0":1,"k32":2}"#;
    let value: Long = read(body).unwrap();
    assert_eq!(
        (value.0[0], value.0[32], value.0[33]),
        (Some(1), Some(2), Some(3))
    );
    assert_eq!(to_string(&value), r#"{"k0":1,"k32":2,"k33":3}"#);
    assert_eq!(fault::<Long>(r#"{"k0":1}"#).expected(), "the key `k33`");
}

#[test]
fn integers_are_exact_and_may_be_written_as_floats() {
    for (body, number) in [
        ("1.0", 1),
        ("1e3", 1000),
        ("-12.50e1", -125),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("-0", 0),
        ("0e99999999999999999999", 0),
        ("1000e-3", 1),
    ] {
        assert_eq!(read::<i64>(body).unwrap(), number, "{body}");
    }
    for body in [
        "1.5",
        "9223372036854775808",
        "1e400",
        "1e-1",
        "\"1\"",
        "1e99999999999999999999",
    ] {
        assert_eq!(
            fault::<i64>(body).expected(),
            "an integer of 64 bits",
            "{body}"
        );
    }
    assert_eq!(read::<u64>("18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(read::<i128>(&i128::MIN.to_string()).unwrap(), i128::MIN);
    assert_eq!(to_string(&i128::MIN), i128::MIN.to_string());
    assert!(read::<u128>("340282366920938463463374607431768211456").is_err());
    assert!(read::<u32>("-1").is_err());
    assert!(read::<u8>("256").is_err());
}

#[test]
fn floats_are_shortest_and_finite() {
    assert_eq!(read::<f64>("1e308").unwrap(), 1e308);
    assert_eq!(
        fault::<f64>("1e309").expected(),
        "a number in the range of floats"
    );
    assert_eq!(fault::<f64>("\"1\"").expected(), "a number");
    for (number, text) in [
        (0.1, "0.1"),
        (1.0, "1.0"),
        (1e21, "1e+21"),
        (f64::NAN, "null"),
        (f64::INFINITY, "null"),
    ] {
        let written = to_string(&number);
        assert!(
            written == text || read::<f64>(&written).unwrap() == number,
            "{written}"
        );
    }
    assert_eq!(to_string(&0.1f32), "0.1");
}

#[test]
fn any_value_keeps_what_serde_json_keeps() {
    let body = r#"{"z":1,"a":[18446744073709551615,-9223372036854775808,1.5,"\u0001"],"n":null}"#;
    let value: Value = read(body).unwrap();
    assert_eq!(value, serde_json::from_str::<Value>(body).unwrap());
    assert_eq!(to_string(&value), body);
    assert_eq!(read::<Value>("1e400").unwrap(), json!("1e400"));
}

#[test]
fn strings_are_escaped_as_rfc_8259_demands() {
    let text = "\"\\\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}é\u{2028}😀/".to_owned();
    assert_eq!(to_string(&text), serde_json::to_string(&text).unwrap());
    assert_eq!(read::<String>(&to_string(&text)).unwrap(), text);
    for (body, text) in [
        (r#""\ud800""#, "\u{fffd}"),
        (r#""\ud800\u0041""#, "\u{fffd}A"),
        (r#""\ud800\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\udc00x""#, "\u{fffd}x"),
        (r#""\/\b""#, "/\u{8}"),
    ] {
        assert_eq!(read::<String>(body).unwrap(), text, "{body}");
    }
}

#[test]
fn text_that_is_not_json_is_refused_where_it_goes_wrong() {
    for (body, expected, line, column) in [
        ("", "a value", 1, 1),
        ("{\"a\":1,}", "a key in quotes", 1, 8),
        ("[1,]", "a value", 1, 4),
        ("[1 2]", "a comma or `]`", 1, 4),
        ("{\"a\" 1}", "a colon", 1, 6),
        ("{\n \"é\": tru}", "a value", 2, 7),
        ("01", "the end of the document", 1, 2),
        ("1.", "a digit", 1, 3),
        ("-", "a digit", 1, 2),
        ("1 x", "the end of the document", 1, 3),
        ("\"a\nb\"", "no control character in a string", 1, 3),
        ("\"abc", "a closing quote", 1, 5),
        ("\"\\x\"", "an escape sequence", 1, 2),
        ("\"\\u12g4\"", "four hexadecimal digits after `\\u`", 1, 2),
        ("{} {}", "the end of the document", 1, 4),
        ("}", "a value", 1, 1),
        ("[}", "a value", 1, 2),
    ] {
        let fault = parse_fault(body.as_bytes());
        assert_eq!(fault.expected(), expected, "{body}");
        assert_eq!(
            (fault.line(), fault.column()),
            (Some(line), Some(column)),
            "{body}"
        );
    }
    let bytes = parse_fault(b"[\"\xff\"]");
    assert_eq!(
        (bytes.expected(), bytes.column()),
        ("text in UTF-8", Some(3))
    );
}

#[test]
fn a_byte_order_mark_is_skipped_and_positions_count_without_it() {
    assert_eq!(from_slice::<i64>(b"\xef\xbb\xbf 7 ").unwrap(), 7);
    assert_eq!(parse_fault(b"\xef\xbb\xbfx").column(), Some(1));
}

#[test]
fn nesting_is_bounded() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(read::<Value>(&deep(128)).is_ok());
    let fault = parse_fault(deep(129).as_bytes());
    assert_eq!(fault.expected(), "at most 128 nested arrays and objects");
    assert!(Tape::parse("[".repeat(1_000_000).as_bytes()).is_err());
    assert!(Tape::parse("{\"a\":".repeat(1_000_000).as_bytes()).is_err());
}

#[test]
fn a_fault_tells_the_path_the_place_and_a_piece() {
    let body = "{\"object\":\"guardrail\",\"id\":\"g\",\n\"parent\":null,\"labels\":{\"a b\":1},\"kind\":\"low\"}";
    let fault = fault::<Guardrail>(body);
    assert_eq!(
        fault.to_string(),
        r#"labels["a b"]: expected a string, found the number 1 at line 2, column 31: `1},\"kind\":\"low\"}`"#
    );
    let long = format!("[\"{}\"]", "ü".repeat(500));
    let fault = read::<Vec<i64>>(&long).unwrap_err();
    assert_eq!(fault.path(), "[0]");
    assert!(fault.piece().len() <= 200 && fault.piece().starts_with("\"ü"));
    assert!(
        !read::<Value>("[\"\n\"]")
            .unwrap_err()
            .to_string()
            .contains('\n')
    );
}

#[test]
fn tuples_may_be_longer_and_nullable_items_missing() {
    assert_eq!(
        read::<(i64, String)>(r#"[1,"a",2]"#).unwrap(),
        (1, "a".into())
    );
    assert_eq!(read::<(i64, Option<bool>)>("[1]").unwrap(), (1, None));
    assert_eq!(
        fault::<(i64, String)>("[1]").expected(),
        "an array of 2 items"
    );
    assert_eq!(to_string(&(1i64, None::<bool>)), "[1,null]");
}

#[test]
fn nothing_is_absent_inside_lists() {
    let list = vec![Some(1i64), None];
    assert_eq!(to_string(&list), "[1,null]");
    assert_eq!(read::<Vec<Option<i64>>>("[1,null]").unwrap(), list);
    let map: Map<Option<i64>> = [("a", None), ("b", Some(1))].into();
    assert_eq!(to_string(&map), r#"{"a":null,"b":1}"#);
}

#[test]
fn a_pointer_finds_a_value_without_reading_the_rest() {
    let body = br#"{"meta":{"next":"c1","a/b":[10,{"m~n":true}]},"data":[{"broken":1}]}"#;
    let tape = Tape::parse(body).unwrap();
    let find = |pointer: &str| tape.root().pointer(pointer).map(|node| node.json());
    assert_eq!(find("/meta/next"), Some(json!("c1")));
    assert_eq!(find("/meta/a~1b/1/m~0n"), Some(json!(true)));
    assert_eq!(find("").map(|v| v.is_object()), Some(true));
    for none in [
        "/meta/prev",
        "/meta/a~1b/2",
        "/meta/a~1b/01",
        "/meta/a~1b/-",
        "meta",
        "/meta/next/0",
    ] {
        assert_eq!(find(none), None, "{none}");
    }
    assert_eq!(
        tape.root()
            .pointer("/meta/next")
            .unwrap()
            .decode::<String>()
            .unwrap(),
        "c1"
    );
}

#[test]
fn keys_are_spliced_into_written_objects() {
    let splice = |body: &str, key: &str, value: Value| {
        let mut text = body.to_owned();
        splice(&mut text, key, &value).map(|()| text)
    };
    assert_eq!(splice("{}", "a", json!(1)).unwrap(), r#"{"a":1}"#);
    assert_eq!(
        splice(r#" {"b":2 } "#, "a\"", json!([])).unwrap(),
        r#" {"b":2 ,"a\"":[]} "#
    );
    assert_eq!(
        splice(r#"{"a":"x","b":2}"#, "a", json!(null)).unwrap(),
        r#"{"a":null,"b":2}"#
    );
    assert_eq!(
        splice("\u{feff}{\"a\":1}", "b", json!(2)).unwrap(),
        "\u{feff}{\"a\":1,\"b\":2}"
    );
    assert_eq!(
        splice("[]", "a", json!(1)).unwrap_err().expected(),
        "an object"
    );
}

#[test]
fn debug_is_short_and_looks_like_rust() {
    let value: Guardrail = read(&guardrail(
        r#","limit_usd":2.5,"reset_interval":"daily","child":{"id":"c","parent":"p","labels":{"a":"b"},"kind":"high"},"someKey":{"a":[1]}"#,
    ))
    .unwrap();
    assert_eq!(
        format!("{value:?}"),
        concat!(
            r#"Guardrail { id: "g", limit_usd: 2.5, parent: None, reset_interval: "daily", child: "#,
            r#"Guardrail { id: "c", parent: "p", labels: {"a": "b"}, kind: "high", .. }, "#,
            r#"labels: {}, kind: "low", some_key: {"a":[1]}, .. }"#
        )
    );
    let plain: Plain = read(r#"{"text":"t"}"#).unwrap();
    assert_eq!(format!("{plain:#?}"), "Plain {\n    text: \"t\",\n}");
    let mut deep = Guardrail::new("g", Map::new(), Level::Low);
    for _ in 0..300 {
        let mut outer = Guardrail::new("g", Map::new(), Level::Low);
        outer.child = Some(Box::new(deep));
        deep = outer;
    }
    assert!(format!("{deep:?}").contains('…'));
}
