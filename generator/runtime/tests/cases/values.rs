//! What the rules for schemas come to on the wire.

use serde_json::json;

use super::cases;
use super::{Slot, Value, from_slice, to_string};

/// Reads a value that is written the same.
pub(super) fn same<T: Slot>(value: Value) -> T {
    let read = read(&value);
    assert_eq!(written(&read), value);
    read
}

fn read<T: Slot>(value: &Value) -> T {
    match from_slice(value.to_string().as_bytes()) {
        Ok(read) => read,
        Err(fault) => panic!("{value} is refused: {fault}"),
    }
}

fn refused<T: Slot>(value: Value) -> String {
    match from_slice::<T>(value.to_string().as_bytes()) {
        Ok(_) => panic!("{value} is taken"),
        Err(fault) => fault.to_string(),
    }
}

pub(super) fn written(value: &dyn Slot) -> Value {
    serde_json::from_str(&to_string(value)).unwrap()
}

mod all_of {
    use super::cases::all_of::types::things::{Merged, Named, Nested, SendThingRequest, Stricter};
    use super::*;

    #[test]
    fn parts_are_one_object_and_the_narrower_type_wins() {
        let merged: Merged = same(json!({"name": "n", "size": 7, "colour": "red"}));
        let size: i32 = merged.size;
        assert_eq!(size, 7);
        assert!(refused::<Merged>(json!({"name": "n"})).contains("size"));
        assert!(
            refused::<Merged>(json!({"name": "n", "size": 3_000_000_000_u32})).contains("size")
        );
    }

    #[test]
    fn parts_that_only_demand_make_a_field_required() {
        same::<Named>(json!({"name": "n"}));
        assert!(refused::<Stricter>(json!({"name": "n"})).contains("size"));
        let nested: Nested = same(json!({"inner": {"a": "x", "b": "y"}}));
        assert_eq!(nested.inner.unwrap().b, "y");
    }

    #[test]
    fn of_parts_that_exclude_each_other_the_last_is_taken() {
        let sent: SendThingRequest = same(json!({"clash": 5}));
        assert_eq!(sent.clash, Some(5_i64));
    }

    #[test]
    fn absent_and_null_are_told_apart() {
        let absent: SendThingRequest = same(json!({}));
        let null: SendThingRequest = same(json!({"bare": null}));
        assert_eq!((absent.bare, null.bare), (None, Some(None)));
    }
}

mod unions {
    use super::cases::unions::types::things::{
        Anything, Around, Constants, Content, Counter, Deep, Lists, Moment, SendThingRequest,
        Shape, Types,
    };
    use super::*;

    #[test]
    fn a_value_within_tells_variants_apart() {
        let count = json!({"name": "n", "setup": {"type": "count", "seconds": 30}});
        assert!(matches!(same(count), Counter::Count(count) if count.setup.is_some()));
        let recent = json!({"setup": {"type": "recent", "source": "s"}});
        assert!(matches!(same(recent), Counter::Recent(_)));
        assert!(matches!(same(json!({"name": "n"})), Counter::Recent(_)));
    }

    #[test]
    fn scalars_arrays_and_objects_are_told_apart() {
        assert!(matches!(same(json!("x")), Content::Text(text) if text == "x"));
        let parts: Content = same(json!([{"text": "a"}, {"text": "b"}]));
        assert!(matches!(parts, Content::ApiPartList(parts) if parts.len() == 2));
        assert!(matches!(same(json!(true)), Deep::Bool(true)));
        assert!(matches!(same(json!(1.5)), Deep::Number(_)));
        assert!(matches!(same(json!({"text": "a"})), Deep::ApiPart(_)));
        assert!(matches!(same(json!(3)), Types::Integer(3)));
        assert!(matches!(same(json!("3")), Types::Text(_)));
        assert!(matches!(same(json!([["a"], ["b"]])), Lists::Unknown(_)));
        assert!(matches!(same(json!([[1], [2]])), Lists::Lists(_)));
        assert!(matches!(same(json!(["a"])), Lists::TextList(_)));
    }

    #[test]
    fn what_allows_anything_keeps_what_its_branches_do_not_describe() {
        assert!(matches!(same(json!({"text": "a"})), Anything::ApiPart(_)));
        let more = json!({"text": "a", "more": true});
        assert_eq!(same::<Anything>(more.clone()), Anything::Unknown(more));
        let sent: SendThingRequest = same(json!({"anything": null}));
        assert_eq!(sent.anything, Some(Anything::Unknown(json!(null))));
        assert_eq!(same::<SendThingRequest>(json!({})).anything, None);
    }

    #[test]
    fn what_no_branch_takes_is_kept() {
        for value in [json!(5), json!({"neither": [1]}), json!(null), json!([7])] {
            assert_eq!(same::<Content>(value.clone()), Content::Unknown(value));
        }
        let other = json!({"id": "1", "cash": 3});
        assert_eq!(same::<Around>(other.clone()), Around::Unknown(other));
    }

    #[test]
    fn the_more_specific_branch_wins() {
        assert!(matches!(same(json!("2024-02-29")), Moment::Date(_)));
        assert!(matches!(
            same(json!("2024-02-29T10:00:00Z")),
            Moment::DateTime(_)
        ));
        assert!(matches!(same(json!("2024-02-30")), Moment::Text(_)));
        assert!(matches!(same(json!({"text": "a"})), Shape::ApiPart(_)));
        assert!(matches!(same(json!({"url": "http://x/"})), Shape::Other(_)));
        assert!(matches!(same(json!({"text": "a"})), Anything::ApiPart(_)));
        assert!(matches!(same(json!([1])), Anything::Unknown(_)));
    }

    #[test]
    fn what_stands_around_is_in_each_branch() {
        let card: Around = same(json!({"id": "1", "card": "c"}));
        assert!(matches!(card, Around::ByCard(card) if card.id == "1" && card.card == "c"));
        assert!(matches!(
            same(json!({"id": "1", "iban": "i"})),
            Around::ByBank(_)
        ));
    }

    #[test]
    fn constants_are_variants() {
        assert_eq!(same::<Constants>(json!("auto")), Constants::Auto);
        assert_eq!(same::<Constants>(json!("none")), Constants::None);
        assert_eq!(
            same::<Constants>(json!("new")),
            Constants::Unknown(json!("new"))
        );
    }
}

mod discriminators {
    use super::cases::discriminators::types::things::{Added, Cat, Extra, Literal, Mapped, Plain};
    use super::*;

    #[test]
    fn a_mapping_says_which() {
        assert!(matches!(
            same(json!({"kind": "feline", "lives": 9})),
            Mapped::Feline(_)
        ));
        assert!(matches!(same(json!({"kind": "kitten"})), Mapped::Feline(_)));
        assert!(matches!(
            same(json!({"kind": "canine", "tricks": 2})),
            Mapped::Canine(_)
        ));
        assert!(matches!(same(json!({"kind": "Cat"})), Plain::Cat(_)));
        assert!(matches!(
            same(json!({"kind": "dog", "tricks": 2})),
            Extra::Dog(_)
        ));
    }

    #[test]
    fn an_unknown_tag_is_kept_with_all_that_comes_with_it() {
        let value = json!({"kind": "bird", "wings": 2});
        assert_eq!(same::<Mapped>(value.clone()), Mapped::Unknown(value));
    }

    #[test]
    fn literals_tell_without_a_discriminator() {
        assert!(matches!(
            same(json!({"type": "first.kind", "a": "x"})),
            Literal::FirstKind(_)
        ));
        assert!(matches!(same(json!({"type": "third"})), Literal::Second(_)));
    }

    #[test]
    fn a_tag_without_a_property_is_written_all_the_same() {
        assert!(matches!(same(json!({"sort": "u", "x": "y"})), Added::U(_)));
        let cat = Added::from(Cat::new("small"));
        assert_eq!(written(&cat), json!({"sort": "c", "kind": "small"}));
    }
}

mod inheritance {
    use super::cases::inheritance::types::things::{
        Cat, Factor, FactorSimple, FactorWebauthn, Limit, Pet, Shape, Vehicle,
    };
    use super::*;

    #[test]
    fn heirs_have_the_fields_of_the_base_and_their_tag() {
        let cat: Pet = same(json!({"petType": "cat", "name": "Tom", "lives": 9}));
        assert!(matches!(cat, Pet::Cat(cat) if cat.name == "Tom" && cat.lives == Some(9)));
        let dog = json!({"petType": "Dog", "name": "Rex", "tricks": [],
            "friend": {"petType": "cat", "name": "Tom"}});
        assert!(matches!(same(dog), Pet::Dog(dog) if dog.friend.is_some()));
        assert_eq!(
            written(&Cat::new("Tom")),
            json!({"petType": "cat", "name": "Tom"})
        );
        let bird = json!({"petType": "bird", "name": "Tweety"});
        assert_eq!(same::<Pet>(bird.clone()), Pet::Unknown(bird));
    }

    #[test]
    fn a_base_is_itself_where_its_values_name_no_heir() {
        let limit: Limit = same(json!({"type": "daily"}));
        assert_eq!(limit.day, None);
        same::<Limit>(json!({"type": "weekly", "day": 1}));
    }

    #[test]
    fn one_heir_is_not_all_there_is() {
        let car: Vehicle = same(json!({"kind": "Car", "doors": 4}));
        assert!(matches!(car, Vehicle::Car(car) if car.doors == 4));
        let cart = json!({"kind": "cart", "wheels": 2});
        assert_eq!(same::<Vehicle>(cart.clone()), Vehicle::Unknown(cart));
    }

    #[test]
    fn heirs_that_say_no_more_than_another_keep_their_tag() {
        let password: Factor = same(json!({"key": "password", "name": "a"}));
        assert!(matches!(password, Factor::Password(_)));
        // The mapping leaves it out, so that any value may be its own.
        same::<FactorSimple>(json!({"key": "other"}));
        same::<Factor>(json!({"key": "phone", "number": "1"}));
        let webauthn = Factor::from(FactorWebauthn::new().name("b"));
        assert_eq!(written(&webauthn), json!({"key": "webauthn", "name": "b"}));
    }

    #[test]
    fn bases_and_branches_that_name_each_other() {
        assert!(matches!(
            same(json!({"form": "Circle", "radius": 1.5})),
            Shape::Circle(_)
        ));
        assert!(matches!(same(json!({"form": "Square"})), Shape::Square(_)));
    }
}

mod enums {
    use super::cases::enums::types::things::{
        Holder, Joined, Mixed, Named, Numbers, Open, Order, SendThingRequest, Unknown, WithNull,
    };
    use super::*;

    #[test]
    fn unlisted_values_are_kept() {
        assert_eq!(same::<Joined>(json!("three")), Joined::Three);
        assert_eq!(
            same::<Joined>(json!("five")),
            Joined::Unknown("five".to_owned())
        );
        assert_eq!(
            same::<Open>(json!("huge")),
            Open::Unknown("huge".to_owned())
        );
        assert_eq!(same::<Unknown>(json!("unknown")), Unknown::Unknown);
        assert_eq!(
            same::<Unknown>(json!("x")),
            Unknown::Unlisted("x".to_owned())
        );
    }

    #[test]
    fn values_that_collide_in_casing_stay_apart() {
        for text in [
            "ASC",
            "asc",
            "StartTime",
            "StartTime<",
            "StartTime>",
            "+1",
            "-1",
            "1",
            "",
            "Self",
            "💥",
        ] {
            let value: Order = same(json!(text));
            assert!(!matches!(value, Order::Unknown(_)), "{text:?}");
        }
    }

    #[test]
    fn numbers_and_mixed_values() {
        assert_eq!(same::<Numbers>(json!(-1)), Numbers::Minus1);
        assert_eq!(same::<Numbers>(json!(99)), Numbers::Unknown(99));
        assert_eq!(same::<Named>(json!(2)), Named::High);
        assert_eq!(same::<Mixed>(json!("auto")), Mixed::Auto);
        assert_eq!(same::<Mixed>(json!(1)), Mixed::N1);
        assert_eq!(same::<Mixed>(json!(true)), Mixed::True);
        assert_eq!(same::<Mixed>(json!([1])), Mixed::Unknown(json!([1])));
    }

    #[test]
    fn null_among_the_values_is_an_option() {
        let sent: SendThingRequest =
            same(json!({"withNull": null, "onlyNull": null, "empty": "x"}));
        assert_eq!(sent.with_null, Some(None));
        let sent: SendThingRequest =
            same(json!({"withNull": "a", "fractions": 0.5, "bools": false}));
        assert_eq!(sent.with_null, Some(Some(WithNull::A)));
    }

    #[test]
    fn constants_are_written_and_no_field() {
        assert_eq!(
            written(&Holder::new()),
            json!({"object": "holder", "truth": true, "size": 7})
        );
        same::<Holder>(json!({"object": "holder", "truth": true, "size": 7, "maybe": "only"}));
    }
}

mod objects {
    use super::cases::objects::types::things::{
        Closed, Missing, PatternsBeside, Rest, RestAny, SendThingRequest, Unevaluated,
    };
    use super::*;

    #[test]
    fn further_properties_are_kept_where_the_document_allows_them() {
        let rest: Rest = same(json!({"id": "1", "rest": "r", "a": 1, "b": 2}));
        assert_eq!(rest.rest.as_deref(), Some("r"));
        assert_eq!(rest.other_properties.get("b"), Some(&2));
        let any: RestAny = same(json!({"id": "1", "x": {"y": [null]}}));
        assert_eq!(any.rest.get("x"), Some(&json!({"y": [null]})));
        let patterns: PatternsBeside = same(json!({"id": "1", "x-a": "b"}));
        assert_eq!(patterns.rest.get("x-a").map(String::as_str), Some("b"));
        same::<Unevaluated>(json!({"id": "1", "more": true}));
    }

    #[test]
    fn an_unknown_field_fails_nothing() {
        let closed: Closed = read(&json!({"new": 1}));
        assert_eq!(written(&closed), json!({}));
        let missing: Missing = read(&json!({"a": "x", "new": [1], "ghost": [2]}));
        assert_eq!(written(&missing), json!({"a": "x", "ghost": [2]}));
        assert_eq!(
            written(&Missing::new().ghost(json!(2))),
            json!({"ghost": 2})
        );
    }

    #[test]
    fn maps_and_tuples() {
        let sent = json!({
            "free": {"a": [1, null]}, "words": {"a": "b"}, "patterns": {"x-a": "b"},
            "pair": ["a", 1], "openPair": ["a", 1, 2], "mapOfLists": {"k": [{"a": "x"}, {}]}
        });
        let sent: SendThingRequest = same(sent);
        assert_eq!(sent.pair, Some(("a".to_owned(), 1)));
        assert!(refused::<SendThingRequest>(json!({"pair": ["a"]})).contains("pair"));
    }
}

mod scalars {
    use super::cases::scalars::types::things::{Numbers, Odd, SendThingRequest, Texts};
    use super::*;

    #[test]
    fn integers_of_every_width_are_exact() {
        let numbers = |text: &str| -> Numbers { from_slice(text.as_bytes()).unwrap() };
        let text = r#"{"plain":-9223372036854775808,"small":-2147483648,"unsigned":18446744073709551615,"wide":9223372036854776000,"huge":18446744073709551615,"vast":9223372036854775808}"#;
        let read = numbers(text);
        assert_eq!(read.vast, Some(9_223_372_036_854_775_808_i128));
        assert_eq!(to_string(&read), text);
        assert!(refused::<Numbers>(json!({"small": 2_147_483_648_u32})).contains("small"));
        assert!(refused::<Numbers>(json!({"unsigned": -1})).contains("unsigned"));
    }

    #[test]
    fn texts_with_a_format_are_written_as_they_were_read() {
        let texts = json!({
            "moment": "2024-01-01T00:00:00.120+01:00", "day": "2024-01-01",
            "id": "6D0F2C0E-6B4C-4c3e-9a50-1c7c4e2a5d11", "bytes": "aGk=", "encoded": "aGk=",
            "odd": "123", "file": "\u{0}\u{1F4A5}"
        });
        same::<Texts>(texts);
    }

    #[test]
    fn what_has_no_type_is_any_json() {
        same::<Odd>(json!({"any": {"x": 1}, "yes": [], "nothing": null, "unique": [1.5, 2.5]}));
        same::<SendThingRequest>(json!({"odd": {}}));
    }
}

mod direction {
    use super::cases::direction::types::users::{Draft, Listed, User};
    use super::*;

    #[test]
    fn read_only_is_not_sent_and_write_only_not_demanded() {
        let read: User = read(&json!({"id": "1", "name": "n"}));
        assert_eq!(read.id.as_deref(), Some("1"));
        assert_eq!(written(&read), json!({"name": "n"}));
        let mut sent = User::new("n");
        sent.password = Some("p".to_owned());
        assert_eq!(written(&sent), json!({"name": "n", "password": "p"}));
        assert!(refused::<Listed>(json!({})).contains("id"));
        let level: User = super::read(&json!({"name": "n", "level": "low"}));
        assert_eq!(written(&level), json!({"name": "n"}));
        same::<Draft>(json!({"level": "low"}));
    }
}

mod recursion {
    use super::cases::recursion::types::things::{Both, Expression, Lists, Ping, Tree};
    use super::*;

    #[test]
    fn shapes_that_hold_themselves() {
        let sum = json!({"left": 1.5, "right": {"left": [2.5, [3.5]], "right": 4.5}});
        assert!(matches!(same(sum), Expression::Sum(_)));
        same::<Ping>(json!({"pong": {"ping": {"pong": {}}}}));
        let tree: Tree = same(json!({"a": {"b": {}}, "c": {}}));
        assert_eq!(tree.rest.len(), 2);
        assert!(matches!(same(json!([[], [[]]])), Lists::ListsList(lists) if lists.len() == 2));
        same::<Both>(json!([{"a": []}, {"b": [{}]}]));
        assert_eq!(
            same::<Lists>(json!([1])),
            Lists::ListsList(vec![Lists::Unknown(json!(1))])
        );
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(from_slice::<Lists>(deep.as_bytes()).is_err());
    }
}

mod names {
    use super::cases::names::types::things::{ApiOption, Groesse};
    use super::*;

    #[test]
    fn every_name_reaches_its_own_field() {
        let all = json!({"type": "1", "gen": "2", "self": "3", "crate": "4", "new": "5", "id": "6",
            "ID": "7", "@context": "8", "first name": "9", "1st": "10", "": "11"});
        same::<ApiOption>(all);
        same::<Groesse>(json!({"名前": "x"}));
    }
}
