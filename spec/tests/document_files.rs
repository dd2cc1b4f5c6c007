//! Documents in several files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pagecrate_spec::bundle::{bundle, referred};
use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;
use pagecrate_spec::render::{Look, render};
use pagecrate_spec::source::Sources;
use pagecrate_spec::yaml;
use serde_json::{Value, json};

fn texts() -> BTreeMap<String, String> {
    fn visit(folder: &Path, name: &str, texts: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let file = path.file_name().expect("a name").to_string_lossy();
            let name = format!("{name}/{file}");
            if path.is_dir() {
                visit(&path, &name, texts);
            } else {
                texts.insert(name, fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    let mut texts = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/document/files");
    visit(&folder, "api", &mut texts);
    texts
}

/// Joins files that are given as values.
fn join(files: &[(&str, Value)]) -> (Value, Vec<String>) {
    let mut diagnostics = Diagnostics::new();
    let (root, value) = files.first().expect("a file");
    let mut load = |name: &str| {
        let found = files.iter().find(|(file, _)| *file == name);
        found.map(|(_, value)| value.clone())
    };
    let bundled = bundle(root, value.clone(), &mut load, &mut diagnostics);
    let messages = diagnostics
        .iter()
        .map(|one| format!("{}: {}", one.code, one.message));
    (bundled.value, messages.collect())
}

#[test]
fn joins_files() {
    let texts = texts();
    let mut diagnostics = Diagnostics::new();
    let mut asked = Vec::new();
    let mut load = |name: &str| {
        asked.push(name.to_owned());
        let text = texts.get(name)?;
        Some(match name.ends_with(".md") {
            true => json!(text),
            false => yaml::read(text).expect("a value"),
        })
    };
    let root = yaml::read(&texts["api/openapi.yaml"]).expect("a document");
    let bundled = bundle("api/openapi.yaml", root, &mut load, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    insta::assert_snapshot!(yaml::write(&bundled.value));
    asked.sort_unstable();
    let mut once = asked.clone();
    once.dedup();
    assert_eq!(asked, once);

    let at = |text: &str| {
        let (file, pointer) = bundled.origin(&Pointer::parse(text).expect("a pointer"));
        format!("{}#{pointer}", bundled.files[file])
    };
    assert_eq!(at("/info/title"), "api/openapi.yaml#/info/title");
    assert_eq!(
        at("/components/schemas/Boat/properties/name"),
        "api/schemas/boat.yaml#/properties/name"
    );
    assert_eq!(
        at("/paths/~1crews/get/responses"),
        "api/paths/operations.yaml#/listCrews/responses"
    );

    let document = Document::read(bundled.value, &mut diagnostics);
    assert_eq!(document.operations().len(), 4);
    let codes: Vec<_> = diagnostics
        .iter()
        .filter(|one| one.severity > Severity::Note)
        .map(|one| one.code)
        .collect();
    assert_eq!(codes, ["unknown-type"]);
}

/// The whole way: files among the pages, and problems at the lines of the file that has them.
#[test]
fn shows_problems_where_they_stand() {
    let mut sources = Sources::new();
    for (name, text) in texts() {
        sources.add(name, text);
    }
    let mut diagnostics = Diagnostics::new();
    let reading = pagecrate_spec::read(&sources, &mut diagnostics);
    assert_eq!(reading.accounting.operations, 4);
    assert_eq!(reading.accounting.used(), 1);
    let document = Document::read(reading.merged.value, &mut diagnostics);
    assert_eq!(document.operations().len(), 4);
    let warning = diagnostics
        .iter()
        .find(|one| one.severity > Severity::Note)
        .expect("a warning");
    let text = render(warning, &sources, &reading.merged.provenance, Look::Plain);
    assert!(text.contains("api/schemas/boat.yaml:9"), "{text}");
}

#[test]
fn finds_the_names_of_files_in_texts() {
    let texts = texts();
    let names = referred("api/openapi.yaml", &texts["api/openapi.yaml"]);
    assert_eq!(
        names,
        [
            "api/docs/about.md",
            "api/parts/tags.yaml",
            "api/paths/boats.yaml",
            "api/paths/all.yaml",
            "api/paths/operations.yaml",
            "api/schemas/boat.yaml",
            "api/parts/security.json",
        ]
    );
    let json =
        r##"{"$ref": "#/a", "b": {"$ref" : "x%20y.json#/z"}, "c": {"$ref": "https://x/y"}}"##;
    assert_eq!(referred("openapi.json", json), ["x y.json"]);
}

#[test]
fn nothing_leaves_the_folder_and_nothing_is_fetched() {
    let root = json!({"openapi": "3.0.0", "components": {"schemas": {
        "A": {"$ref": "../../etc/passwd"},
        "B": {"$ref": "/etc/passwd"},
        "C": {"$ref": "gone.yaml#/C"},
        "D": {"$ref": "other.yaml#/Nme"},
        "E": {"$ref": "https://example.com/e.yaml"},
    }}});
    let other = json!({"Name": {"type": "string"}});
    let (value, messages) = join(&[("api/openapi.yaml", root), ("api/other.yaml", other)]);
    assert_eq!(
        messages,
        [
            "reference-escapes: `../../etc/passwd` leads out of the folder that is read",
            "reference-escapes: `/etc/passwd` leads out of the folder that is read",
            "missing-file: `api/gone.yaml` is none of the files that were read",
            "dangling-reference: `other.yaml#/Nme` leads nowhere; did you mean `other.yaml#/Name`?",
        ]
    );
    let mut diagnostics = Diagnostics::new();
    let _ = Document::read(value, &mut diagnostics);
    let network = diagnostics
        .iter()
        .find(|one| one.message.contains("https://"))
        .expect("a warning");
    assert_eq!(network.severity, Severity::Warning);
    assert!(network.help[0].contains("fetched"), "{network:?}");
}

#[test]
fn cycles_of_files_end() {
    let root = json!({"openapi": "3.0.0", "paths": {"/a": {"$ref": "a.yaml"}}, "components": {"schemas": {
        "X": {"$ref": "x.yaml"}, "Tree": {"$ref": "tree.yaml"},
    }}});
    let a = json!({"get": {"responses": {"200": {"description": "x", "content": {"a/b": {"$ref": "a.yaml"}}}}}});
    let tree = json!({"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "tree.yaml"}}}});
    let (value, messages) = join(&[
        ("o.yaml", root),
        ("a.yaml", a),
        ("tree.yaml", tree),
        ("x.yaml", json!({"$ref": "y.yaml"})),
        ("y.yaml", json!({"$ref": "x.yaml"})),
    ]);
    assert_eq!(
        messages,
        [
            "reference-cycle: `a.yaml#` includes itself",
            "reference-cycle: `x.yaml` leads back to itself",
        ]
    );
    let kids = &value["components"]["schemas"]["Tree"]["properties"]["kids"];
    assert_eq!(kids["items"]["$ref"], "#/components/schemas/Tree");
}

/// Swagger's definitions have their own home.
#[test]
fn swagger_files_are_joined_too() {
    let root = json!({"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": {
        "parameters": [{"$ref": "p.yaml#/limit"}],
        "responses": {"200": {"description": "ok", "schema": {"$ref": "d.yaml#/definitions/Boat"}}},
    }}}});
    let (value, messages) = join(&[
        ("o.yaml", root),
        (
            "p.yaml",
            json!({"limit": {"name": "limit", "in": "query", "type": "integer"}}),
        ),
        (
            "d.yaml",
            json!({"definitions": {"Boat": {"type": "object"}}}),
        ),
    ]);
    assert!(messages.is_empty(), "{messages:?}");
    assert_eq!(value["definitions"], json!({"Boat": {"type": "object"}}));
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(value, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    assert!(
        document
            .schema(&Pointer::parse("/components/schemas/Boat").unwrap())
            .is_some()
    );
}
