use serde_json::json;

use super::*;

fn sampled(schema: Value, extent: Extent) -> Value {
    let document = json!({
        "holder": {"schema": schema},
        "components": {
            "examples": {"Shared": {"value": {"name": "shared"}}},
            "schemas": {
                "Tree": {"type": "object", "required": ["name", "leaves"], "properties": {
                    "name": {"type": "string"},
                    "leaves": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
                }},
                "Cat": {"type": "object", "required": ["kind"], "properties": {
                    "kind": {"type": "string"}, "lives": {"type": "integer", "minimum": 3}}},
                "Dog": {"type": "object", "required": ["kind", "name"], "properties": {
                    "kind": {"const": "hound"}, "name": {"type": "string"}}},
                "Bird": {"type": "object", "required": ["kind"], "properties": {
                    "kind": {"type": "string", "enum": ["Cat", "Bird"]}}},
                "Endless": {"allOf": [{"$ref": "#/components/schemas/Endless"}]}
            }
        }
    });
    let holder = Pointer::parse("/holder").unwrap();
    Sampler::new(&document).of_holder(&holder, extent).unwrap()
}

fn full(schema: Value) -> Value {
    sampled(schema, Extent::Full)
}

#[test]
fn examples_come_first_where_they_fit() {
    assert_eq!(
        full(json!({"type": "integer", "example": 7, "default": 2})),
        7
    );
    assert_eq!(
        full(json!({"type": "integer", "example": "7", "default": 2})),
        2
    );
    assert_eq!(
        full(json!({"type": "string", "examples": ["a"], "enum": ["a", "b"]})),
        "a"
    );
    assert_eq!(
        full(json!({"type": "string", "pattern": "^x", "example": "y"})),
        "x"
    );
    assert_eq!(full(json!({"const": "only"})), "only");
    assert_eq!(full(json!({"enum": [null, "b"]})), "b");
}

#[test]
fn scalars_keep_to_their_bounds() {
    for (schema, value) in [
        (json!({"type": "integer"}), json!(1)),
        (
            json!({"type": ["null", "integer"], "minimum": 5, "exclusiveMinimum": true}),
            json!(6),
        ),
        (json!({"type": "integer", "exclusiveMinimum": 5}), json!(6)),
        (json!({"type": "integer", "maximum": -2}), json!(-2)),
        (
            json!({"type": "integer", "minimum": 7, "multipleOf": 5}),
            json!(10),
        ),
        (json!({"type": "number"}), json!(1.5)),
        (
            json!({"type": "number", "minimum": 0, "maximum": 1}),
            json!(0.5),
        ),
        (json!({"type": "number", "multipleOf": 1}), json!(1)),
        (json!({"type": "boolean"}), json!(true)),
        (
            json!({"type": "string", "format": "date"}),
            json!("2026-01-31"),
        ),
        (json!({"type": "string", "minLength": 6}), json!("textxx")),
        (json!({"type": "string", "maxLength": 2}), json!("te")),
    ] {
        assert_eq!(full(schema.clone()), value, "{schema}");
    }
}

#[test]
fn the_least_leaves_out_what_may_be_left_out() {
    let schema = json!({"type": "object", "required": ["a", "id", "free"], "properties": {
        "a": {"type": "string"},
        "b": {"type": "boolean"},
        "id": {"type": "string", "readOnly": true}
    }, "example": {"a": "given", "free": 1, "id": "x"}});
    assert_eq!(
        full(schema.clone()),
        json!({"a": "given", "free": 1, "id": "x"})
    );
    assert_eq!(
        sampled(schema.clone(), Extent::Least),
        json!({"a": "text", "free": "text"})
    );
    let mut bare = schema;
    bare.as_object_mut().unwrap().remove("example");
    assert_eq!(full(bare), json!({"a": "text", "b": true, "free": "text"}));
}

#[test]
fn all_of_is_put_together_and_of_a_union_the_branch_that_fits_is_taken() {
    let schema = json!({"allOf": [
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}},
        {"required": ["b"], "properties": {"b": {"type": "string"}}}
    ]});
    assert_eq!(sampled(schema, Extent::Least), json!({"a": 1, "b": "text"}));
    let schema = json!({"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}]});
    assert_eq!(sampled(schema.clone(), Extent::Least), json!({"a": 1}));
    let schema = json!({"oneOf": [{"type": "null"}, {"type": "string", "maxLength": 2}]});
    assert_eq!(full(schema), "te");
    let schema = json!({"oneOf": [{"enum": ["daily", "weekly"]}, {"type": "null"}]});
    assert_eq!(full(schema), "daily");
    let schema = json!({"oneOf": [{"type": "number"}, {"type": "string"}, {}]});
    assert_eq!(full(schema), true);
    // Both branches take the first's value, so that the second's is the one of one only.
    let schema = json!({"oneOf": [{"type": "number"}, {"type": "number", "minimum": 1}, {"type": "boolean"}]});
    assert_eq!(full(schema), true);
}

#[test]
fn a_branch_has_the_tag_that_tells_it() {
    let union = |one: &str| {
        json!({"oneOf": [{"$ref": format!("#/components/schemas/{one}")}],
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}})
    };
    assert_eq!(sampled(union("Cat"), Extent::Least), json!({"kind": "cat"}));
    assert_eq!(
        sampled(union("Dog"), Extent::Least),
        json!({"kind": "hound", "name": "text"})
    );
    // A mapping may give the name alone.
    let mut by_name = union("Cat");
    by_name["discriminator"]["mapping"] = json!({"cat": "Cat"});
    assert_eq!(sampled(by_name, Extent::Least), json!({"kind": "cat"}));
    // The values of all branches are listed.
    assert_eq!(
        sampled(union("Bird"), Extent::Least),
        json!({"kind": "Bird"})
    );
}

#[test]
fn what_holds_itself_comes_to_an_end() {
    let tree = full(json!({"$ref": "#/components/schemas/Tree"}));
    assert_eq!(tree["leaves"][0]["leaves"][0]["name"], "text");
    let text = tree.to_string();
    assert!(text.len() < 2000, "{text}");
    let endless = full(json!({"$ref": "#/components/schemas/Endless"}));
    assert_eq!(endless, "text");
}

#[test]
fn lists_have_as_many_items_as_they_must() {
    assert_eq!(
        full(json!({"type": "array", "items": {"type": "boolean"}})),
        json!([true])
    );
    let schema =
        json!({"type": "array", "minItems": 2, "uniqueItems": true, "items": {"enum": ["a", "b"]}});
    assert_eq!(full(schema), json!(["a", "b"]));
    let others = |items: Value| {
        full(json!({"type": "array", "minItems": 2, "uniqueItems": true, "items": items}))
    };
    let numeral = json!({"type": "string", "pattern": "^(0|[1-9][0-9]*)$"});
    assert_eq!(others(numeral), json!(["0", "10"]));
    let union = json!({"type": "string", "oneOf": [{"const": "a"}, {"const": "b"}]});
    assert_eq!(others(union), json!(["a", "b"]));
    assert_eq!(others(json!({"enum": [1]})), json!([1]));
    let schema = json!({"type": "array", "maxItems": 0, "items": {"type": "boolean"}});
    assert_eq!(full(schema), json!([]));
    let schema = json!({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]});
    assert_eq!(full(schema), json!([1, "text"]));
}

#[test]
fn named_examples_of_a_holder_are_followed() {
    let document = json!({
        "holder": {
            "schema": {"type": "object", "properties": {"name": {"type": "string"}}},
            "examples": {"a": {"value": {"name": 1}}, "b": {"$ref": "#/shared"}}
        },
        "shared": {"value": {"name": "shared"}},
        "by_content": {"content": {"application/json": {"schema": {"type": "integer"}, "example": 4}}}
    });
    let mut sampler = Sampler::new(&document);
    let mut of = |pointer: &str| sampler.of_holder(&Pointer::parse(pointer).unwrap(), Extent::Full);
    assert_eq!(of("/holder"), Some(json!({"name": "shared"})));
    assert_eq!(of("/by_content"), Some(json!(4)));
    assert_eq!(of("/nowhere"), None);
}

#[test]
fn the_least_of_an_object_is_as_much_as_it_must_have() {
    let schema = json!({"type": "object", "minProperties": 1, "properties": {"a": {"type": "integer"}, "b": {}}});
    let document = json!({"holder": {"schema": schema}});
    let holder = Pointer::parse("/holder").unwrap();
    let least = Sampler::new(&document).of_holder(&holder, Extent::Least);
    assert_eq!(least, Some(json!({"a": 1})));
}

#[test]
fn of_two_branches_that_exclude_each_other_one_is_given() {
    let properties = json!({"a": {"type": "integer"}, "b": {"type": "integer"}});
    let branches = json!([{"required": ["a"]}, {"required": ["b"]}]);
    let schema = json!({"type": "object", "properties": properties, "oneOf": branches});
    assert_eq!(full(schema), json!({"a": 1}));
}

#[test]
fn a_property_fits_all_schemas_that_describe_it() {
    let base = json!({"properties": {"a": {"type": "boolean"}}});
    let own = json!({"properties": {"a": {"type": "boolean", "enum": [false]}}});
    assert_eq!(full(json!({"allOf": [base, own]})), json!({"a": false}));
}
