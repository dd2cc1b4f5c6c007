//! Input that is hostile, absurd or just wrong: it ends in an error or a document, never a panic.

use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::render::{Look, render};
use pagecrate_spec::source::Sources;
use pagecrate_spec::yaml;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

const PETS: &str = include_str!("document/pets.yaml");
const SWAGGER: &str = include_str!("document/swagger.yaml");

/// The whole way of one file, with everything that is said rendered.
fn whole(name: &str, text: &str) -> (usize, String) {
    let mut sources = Sources::new();
    sources.add(name, text);
    let mut diagnostics = Diagnostics::new();
    let reading = pagecrate_spec::read(&sources, &mut diagnostics);
    let document = Document::read(reading.merged.value, &mut diagnostics);
    let provenance = &reading.merged.provenance;
    let said = diagnostics
        .iter()
        .filter(|one| one.severity > Severity::Note);
    let said: Vec<_> = said
        .map(|one| render(one, &sources, provenance, Look::Plain))
        .collect();
    (document.operations().len(), said.join("\n\n"))
}

#[test]
fn wrong_texts_are_told_with_their_lines() {
    let cases = [
        (
            "duplicate.yaml",
            "openapi: 3.1.0\npaths: {}\ninfo: {title: a, title: b, version: '1'}\npaths: {}\n",
        ),
        (
            "duplicate.json",
            "{\"openapi\": \"3.0.0\",\n \"info\": {\"title\": \"a\", \"version\": \"1\",\n \"title\": \"b\"},\n \"paths\": {\"/a\": {}}}",
        ),
        ("syntax.yaml", "openapi: 3.1.0\ninfo: [a\npaths: {}\n"),
        ("syntax.json", "{\"openapi\": \"3.0.0\",\n \"paths\": {,}}"),
        ("two.yaml", "openapi: 3.1.0\n---\nopenapi: 3.1.0\n"),
        ("cycle.yaml", "openapi: 3.1.0\npaths: &a {x: *a}\n"),
        ("keys.yaml", "openapi: 3.1.0\npaths: {[a]: 1}\n"),
        ("merge.yaml", "openapi: 3.1.0\ninfo: {<<: 1}\n"),
    ];
    let said: Vec<_> = cases
        .iter()
        .map(|(name, text)| whole(name, text).1)
        .collect();
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn scalars_are_those_of_yaml_1_2_and_merges_those_of_1_1() {
    let text = "base: &base {a: 1, b: 2}\nsame: *base\nmerged: {<<: *base, b: 3}\n\
        plain: [no, yes, ~, 0123, 0x1F, 0o17, +5, -7, 1e3, .5, 1_000, .inf, 2020-01-01, 1.0.0, !!str 5]\n\
        '<<': text\n200: ok\n";
    let value = yaml::read(text).expect("a value");
    assert_eq!(
        value,
        json!({
            "base": {"a": 1, "b": 2},
            "same": {"a": 1, "b": 2},
            "merged": {"b": 3, "a": 1},
            "plain": ["no", "yes", null, "0123", 31, 15, 5, -7, 1000.0, 0.5, "1_000", ".inf", "2020-01-01", "1.0.0", "5"],
            "<<": "text",
            "200": "ok",
        })
    );
}

#[test]
fn bombs_do_not_go_off() {
    let mut bomb =
        String::from("openapi: 3.1.0\nx-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for i in 1..30 {
        let alias = format!("*a{}", i - 1);
        bomb.push_str(&format!("x-{i}: &a{i} [{}]\n", vec![alias; 9].join(", ")));
    }
    let (_, said) = whole("bomb.yaml", &bomb);
    assert!(said.contains("aliases stand for more than"), "{said}");
    for (open, close) in [
        ("[", "]"),
        ("{\"a\":", "}"),
        ("{a: ", "}"),
        ("- ", ""),
        ("? ", ""),
    ] {
        let text = format!(
            "openapi: 3.1.0\nx: {}1{}",
            open.repeat(10_000),
            close.repeat(10_000)
        );
        assert!(!whole("deep.yaml", &text).1.is_empty());
        let text = format!(
            "{{\"openapi\": \"3.0.0\", \"x\": {}1{}}}",
            open.repeat(10_000),
            close.repeat(10_000)
        );
        assert!(!whole("deep.json", &text).1.is_empty());
    }
}

/// Documents that no person wrote stand on one line, which is not for a person to see.
#[test]
fn a_place_in_a_long_line_is_told_without_the_line() {
    let before = format!("\"x-long\": \"{}\"", "é".repeat(1 << 20));
    let text = format!(
        "{{\"openapi\": \"3.0.0\", \"info\": {{\"title\": \"a\", \"version\": \"1\"}}, {before}, \
         \"paths\": {{\"/a\": {{\"get\": {{\"responses\": {{\"200\": {{\"$ref\": \"#/components/responses/None\"}}}}}}}}}}}}"
    );
    let (_, said) = whole("line.json", &text);
    let column = text[..text.find("\"$ref\"").unwrap()].chars().count() + 1;
    assert!(said.contains(&format!("line.json:1:{column}")), "{said}");
    assert!(said.contains("#/components/responses/None"), "{said}");
    assert!(said.len() < 2000, "{said}");
}

/// Depth that no parser gives, and some program may.
#[test]
fn any_depth_is_survived() {
    // `json!` copies by recursion, so that it is left out of this.
    let under = |key: &str, value| Value::Object(Map::from_iter([(key.to_owned(), value)]));
    for (key, levels) in [("x", 1), ("items", 1), ("properties", 2), ("allOf", 2)] {
        for depth in [40, 75, 150, 10_000] {
            for is_swagger in [false, true] {
                let mut schema = json!({"type": "string"});
                for _ in 0..depth {
                    schema = match key {
                        "allOf" => under(key, Value::Array(vec![schema])),
                        "properties" => under(key, under("a", schema)),
                        key => under(key, schema),
                    };
                }
                let document = Value::Object(Map::from_iter(match is_swagger {
                    true => [
                        ("swagger".to_owned(), json!("2.0")),
                        ("definitions".to_owned(), under("A", schema)),
                    ],
                    false => [
                        ("openapi".to_owned(), json!("3.1.0")),
                        (
                            "components".to_owned(),
                            under("schemas", under("A", schema)),
                        ),
                    ],
                }));
                let mut diagnostics = Diagnostics::new();
                let _ = Document::read(document, &mut diagnostics);
                let said = diagnostics.iter().any(|one| one.code == "too-deep");
                assert_eq!(said, levels * depth > 160, "{key} {depth} {is_swagger}");
            }
        }
    }
}

#[test]
fn large_things_are_read_in_time() {
    let values: Vec<String> = (0..200_000).map(|i| format!("v{i}")).collect();
    let name = "N".repeat(10_000);
    let schemas: Map<String, Value> = (0..2_000)
        .map(|i| {
            (
                format!("S{i}"),
                json!({"$ref": format!("#/components/schemas/S{}", (i + 1) % 2_000)}),
            )
        })
        .chain([(name.clone(), json!({"enum": values}))])
        .collect();
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {format!("/{name}"): {"get": {"operationId": name, "tags": [name],
            "parameters": vec![json!({"name": "a", "in": "query", "schema": {}}); 5_000],
            "responses": {}}}},
        "components": {"schemas": schemas},
    });
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(document, &mut diagnostics);
    assert_eq!(document.operations().len(), 1);
    let cycles = diagnostics
        .iter()
        .filter(|one| one.code == "reference-cycle")
        .count();
    assert_eq!(cycles, 1);
}

/// One change to a document.
#[derive(Clone, Debug)]
enum Change {
    Put(Value),
    Remove,
    /// Another part of the document.
    Graft(Index),
    Rename(String),
    Wrap,
}

fn change() -> impl Strategy<Value = Change> {
    let odd = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(-1.5)),
        Just(json!(u64::MAX)),
        Just(json!("")),
        Just(json!("null")),
        Just(json!([])),
        Just(json!([null, "null", 1])),
        Just(json!({})),
        Just(json!({"$ref": "#"})),
        Just(json!({"$ref": "#/components/schemas/Pet"})),
        Just(json!({"$ref": "#/paths"})),
        Just(json!({"$ref": "#/components/schemas/%zz~3"})),
        Just(json!({"$ref": "file.yaml#/a"})),
        Just(json!({"$dynamicRef": "#x", "$anchor": "x", "$id": "a:b"})),
        Just(json!({"type": ["null", "array", 3], "items": false, "enum": [null, {}]})),
        Just(json!({"allOf": {"oneOf": []}, "discriminator": "x", "required": true})),
    ];
    prop_oneof![
        4 => odd.prop_map(Change::Put),
        1 => Just(Change::Remove),
        3 => any::<Index>().prop_map(Change::Graft),
        2 => prop_oneof![
            Just("$ref"), Just("type"), Just("allOf"), Just("x-"), Just(""), Just("~/%"), Just("default"), Just("in"),
        ].prop_map(|key| Change::Rename(key.to_owned())),
        1 => Just(Change::Wrap),
    ]
}

fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(child, &format!("{at}/{key}"), all);
            }
        }
        Value::Array(list) => {
            for (index, child) in list.iter().enumerate() {
                pointers(child, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

fn apply(document: &mut Value, at: Index, change: Change) {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    let pointer = at.get::<String>(&all).clone();
    let graft = match &change {
        Change::Graft(from) => document.pointer(from.get::<String>(&all)).cloned(),
        _ => None,
    };
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    let Some(slot) = document.pointer_mut(&pointer) else {
        return;
    };
    match change {
        Change::Put(value) => *slot = value,
        Change::Graft(_) => *slot = graft.unwrap_or_default(),
        Change::Wrap => *slot = json!([slot.take()]),
        Change::Remove | Change::Rename(_) => {
            let Some(Value::Object(map)) = document.pointer_mut(parent) else {
                return;
            };
            let old = map.shift_remove(&key);
            if let (Change::Rename(new), Some(value)) = (change, old) {
                map.insert(new, value);
            }
        }
    }
}

/// Reads a changed document as a file, so that places are looked up as well.
fn survives(original: &str, changes: Vec<(Index, Change)>) {
    let mut document = yaml::read(original).expect("a document");
    for (at, change) in changes {
        apply(&mut document, at, change);
    }
    let text = serde_json::to_string_pretty(&document).expect("JSON");
    let _ = whole("api.json", &text);
    let _ = whole("api.yaml", &yaml::write(&document));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_documents_are_survived(changes in prop::collection::vec((any::<Index>(), change()), 1..6)) {
        survives(PETS, changes);
    }

    #[test]
    fn changed_swagger_documents_are_survived(changes in prop::collection::vec((any::<Index>(), change()), 1..6)) {
        survives(SWAGGER, changes);
    }

    /// Texts that are cut, or have bytes of others.
    #[test]
    fn changed_texts_are_survived(cuts in prop::collection::vec((any::<Index>(), "[\\[\\]{}:&*\"'\\-\\t\\n#|>?,a0é]{0,3}"), 1..5)) {
        let mut text: Vec<char> = PETS.chars().collect();
        for (at, put) in cuts {
            let at = at.index(text.len());
            text.splice(at..(at + 2).min(text.len()), put.chars());
        }
        let text: String = text.into_iter().collect();
        let _ = whole("api.yaml", &text);
        let _ = whole("api.json", &text);
    }
}
