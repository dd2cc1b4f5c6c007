//! The text that the generator is known to write (`generator/tests/golden`), compiled and used.

// The text says `crate::runtime`, `crate::types` and so on, and adds methods to the runtime's types.
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "not all of it is used here"
)]
#[path = "../../src/runtime/mod.rs"]
mod runtime;

#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "not all of it is used here"
)]
#[path = "../../tests/golden/example/src/api"]
mod api {
    pub mod things;
}

#[allow(unreachable_pub, reason = "nothing is public here")]
#[path = "../../tests/golden/example/src/codec"]
mod codec {
    mod shared;
    mod things;
}

#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "not all of it is used here"
)]
#[path = "../../tests/golden/example/src/types"]
mod types {
    pub mod shared;
    pub mod things;
}

#[path = "../../tests/golden/example/src/wire"]
mod wire {
    mod things;
}

use api::things::{CreateThing, ListThings, Things};
use runtime::Operation as _;
use runtime::codec::{from_slice, to_string};
use serde_json::json;
use types::shared::Level;
use types::things::{Code, Content, Part, Plain, Size, Speed, Strict, Thing, Version};

fn round_trip<T: runtime::codec::Slot>(text: &str) -> T {
    let value: T = from_slice(text.as_bytes()).unwrap();
    assert_eq!(to_string(&value), text);
    value
}

#[test]
fn absent_null_and_a_value_are_told_apart() {
    let made = Thing::new("a", None);
    assert_eq!(
        to_string(&made),
        r#"{"object":"thing","version":2,"id":"a","parent":null}"#
    );
    let null = made.clone().note_null();
    assert_eq!(
        to_string(&null),
        r#"{"object":"thing","version":2,"id":"a","parent":null,"note":null}"#
    );
    let full = made
        .note("n")
        .tags(["x", "y"])
        .level("high")
        .kind_of("text")
        .child(Thing::new("b", None));
    let text = to_string(&full);
    assert_eq!(round_trip::<Thing>(&text), full);
}

#[test]
fn unknown_keys_and_values_are_kept() {
    let text = r#"{"object":"thing","version":2,"id":"a","parent":"p","level":"new","zzz":[1]}"#;
    let thing: Thing = round_trip(text);
    assert_eq!(thing.level, Some(Level::Unknown("new".to_owned())));
    assert_eq!(thing.rest.get("zzz"), Some(&json!([1])));
    assert_eq!(
        round_trip::<Part>(r#"{"type":"new","x":1}"#),
        Part::Unknown(json!({"type": "new", "x": 1}))
    );
    assert_eq!(round_trip::<Code>("404"), Code::Unknown(404));
    assert_eq!(round_trip::<Size>("[]"), Size::Unknown(json!([])));
}

#[test]
fn read_only_and_write_only_fields_go_one_way() {
    let text = br#"{"id":"a","parent":null,"created":5}"#;
    let thing: Thing = from_slice(text).unwrap();
    assert_eq!(thing.created, Some(5));
    assert!(!to_string(&thing.secret("s")).contains("created"));
}

#[test]
fn unions_find_their_variant() {
    assert_eq!(round_trip::<Part>(r#"{"type":"ping"}"#), Part::Ping);
    assert_eq!(
        round_trip::<Part>(r#"{"type":"echo","text":"t"}"#),
        Part::Echo(Plain::new("t"))
    );
    assert!(matches!(
        round_trip::<Part>(r#"{"type":"message","content":"x"}"#),
        Part::Message(_)
    ));
    let old: Part = from_slice(br#"{"type":"old_message","content":"x"}"#).unwrap();
    assert!(matches!(old, Part::Message(_)));
    assert_eq!(round_trip::<Content>(r#""auto""#), Content::Auto);
    assert_eq!(round_trip::<Content>("false"), Content::Never);
    assert_eq!(round_trip::<Content>("true"), Content::Unknown(json!(true)));
    assert_eq!(round_trip::<Content>(r#""x""#), Content::from("x"));
    assert_eq!(round_trip::<Content>("3"), Content::Count(3));
    assert!(matches!(
        round_trip::<Content>(r#"{"text":"t"}"#),
        Content::Plain(_)
    ));
    assert!(matches!(
        round_trip::<Content>(r#"[{"type":"ping"}]"#),
        Content::Parts(_)
    ));
    assert!(matches!(
        round_trip::<Content>(r#"[["a"],1]"#),
        Content::Contents(_)
    ));
    assert_eq!(round_trip::<Strict>("true"), Strict::Yes(true));
    assert!(from_slice::<Strict>(b"1").is_err());
}

#[test]
fn strict_enums_take_nothing_else() {
    assert_eq!(round_trip::<Speed>(r#""fast""#), Speed::Fast);
    assert!(from_slice::<Speed>(br#""x""#).is_err());
    assert_eq!(round_trip::<Version>("2"), Version::Two);
    assert!(from_slice::<Version>(b"3").is_err());
    assert_eq!(round_trip::<Code>("-1"), Code::Negative);
}

#[test]
fn serde_reads_and_writes_the_same() {
    let thing = Thing::new("a", None).limit(1.5);
    let text = serde_json::to_string(&thing).unwrap();
    assert_eq!(text, to_string(&thing));
    assert_eq!(serde_json::from_str::<Thing>(&text).unwrap(), thing);
}

static API: runtime::Api = runtime::Api::new("example")
    .servers(&[runtime::Server::new("http://localhost/v1")])
    .schemes(&[runtime::Scheme::bearer("apiKey")]);

#[test]
fn operations_say_what_they_are() {
    let client = runtime::ClientBuilder::new(&API).key("k").build().unwrap();
    let things = Things(&client);
    let _request: runtime::Request<ListThings> = things.list().limit(3).levels([Level::Low]);
    assert_eq!(CreateThing::ENDPOINT.path, "/things");
    assert_eq!(<ListThings as runtime::Paginated>::PAGING.items, "/data");
}
