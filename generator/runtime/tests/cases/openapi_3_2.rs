//! What OpenAPI 3.2 adds, on the wire.

use super::cases::openapi_3_2::types::things::{
    Animal, Either, Fish, Fixed, Lost, Named, Pet, Vehicle, VehicleCart,
};
use super::values::{same, written};
use serde_json::{Value, json};

#[test]
fn a_tag_of_no_mapping_is_the_default_mapping_s() {
    assert!(matches!(same(json!({"kind": "cat", "claws": 3})), Pet::Cat(cat) if cat.claws == 3));
    let parrot = json!({"kind": "parrot", "legs": 2});
    assert!(
        matches!(same(parrot), Pet::Other(other) if other.kind == "parrot" && other.legs == Some(2))
    );
    let named = same(json!({"kind": "newt", "legs": 4}));
    assert!(matches!(named, Named::Other(other) if other.kind == "newt"));
    assert!(matches!(
        same(json!({"kind": "dog", "barks": true})),
        Named::Dog(_)
    ));
}

#[test]
fn what_is_not_of_the_default_mapping_s_shape_is_kept() {
    for value in [
        json!({"kind": "parrot", "legs": "two"}),
        json!({"legs": 2}),
        json!({"kind": 5}),
        json!("parrot"),
        json!(null),
    ] {
        assert_eq!(same::<Pet>(value.clone()), Pet::Unknown(value));
    }
    // Its property has one value only.
    for value in [
        json!({"kind": "wolf", "barks": true}),
        json!({"barks": true}),
    ] {
        assert_eq!(same::<Fixed>(value.clone()), Fixed::Unknown(value.clone()));
        assert_eq!(same::<Lost>(value.clone()), Lost::Unknown(value));
    }
    assert!(matches!(
        same(json!({"kind": "dog", "barks": true})),
        Fixed::Dog(_)
    ));
}

#[test]
fn a_default_mapping_without_the_property_keeps_its_value_and_its_absence() {
    let cart = |value: Value, sort: Option<Value>| {
        let read: Vehicle = same(value);
        assert!(
            matches!(&read, Vehicle::Cart(cart) if cart.load == Some(7) && cart.sort == sort),
            "{read:?}"
        );
    };
    cart(json!({"load": 7}), None);
    cart(json!({"load": 7, "sort": "sled"}), Some(json!("sled")));
    cart(json!({"load": 7, "sort": "cart"}), Some(json!("cart")));
    cart(json!({"load": 7, "sort": 5}), Some(json!(5)));
    cart(json!({"load": 7, "sort": null}), Some(json!(null)));
    assert!(matches!(
        same(json!({"sort": "van", "doors": 2})),
        Vehicle::Van(_)
    ));
    assert_eq!(
        written(&Vehicle::from(VehicleCart::new().load(1))),
        json!({"load": 1})
    );
}

#[test]
fn an_heir_and_a_base_are_default_mappings() {
    assert!(matches!(
        same(json!({"species": "Horse", "age": 3, "height": 1.5})),
        Animal::Horse(_)
    ));
    for value in [
        json!({"species": "Stray", "found": "here"}),
        json!({"species": "ox", "age": 9}),
        json!({"found": "there"}),
    ] {
        assert!(matches!(same(value), Animal::Stray(_)));
    }
    assert!(matches!(
        same(json!({"water": "Cod", "length": 3})),
        Fish::Cod(_)
    ));
    for value in [
        json!({"water": "Fish"}),
        json!({"water": "salt"}),
        json!({}),
    ] {
        assert!(matches!(same(value), Fish::Fish(_)));
    }
}

#[test]
fn a_default_mapping_counts_where_shapes_are_compared() {
    let parrot = json!({"kind": "parrot", "legs": 2});
    assert!(matches!(same(parrot), Either::Pet(Pet::Other(_))));
    let coded = json!({"code": "x", "legs": 2});
    assert!(matches!(same(coded), Either::Code(_)));
}
