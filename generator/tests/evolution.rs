//! What a document may gain without breaking who calls the client: a client is generated before and
//! after each change, and `evolution/caller.rs` is compiled against every one of them. Statuses with
//! other bodies are added for `evolution/one_type.rs`, and where answers are always by status for
//! `evolution/by_status.rs`.
//!
//! It checks nine clients and what they depend on, so that it takes a minute:
//! `cargo test -p pagecrate-generator --test evolution -- --ignored`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pagecrate_generator::Config;
use pagecrate_generator::config::StatusChoice;
use pagecrate_spec::yaml;
use serde_json::{Value, json};

mod compiled;

use compiled::{cargo, client, lock, save};

const BEFORE: &str = include_str!("evolution/before.yaml");
const CALLER: &str = include_str!("evolution/caller.rs");
const BY_STATUS: &str = include_str!("evolution/by_status.rs");
const ONE_TYPE: &str = include_str!("evolution/one_type.rs");

/// The name of a version, and what it adds.
type Change = (&'static str, fn(&mut Value));

const CHANGES: &[Change] = &[
    ("before", |_| {}),
    ("optional-field", |document| {
        for schema in [
            "NewBook", "Book", "Author", "BookList", "Problem", "Conflict",
        ] {
            let at = format!("/components/schemas/{schema}/properties");
            insert(
                document,
                &at,
                "status",
                json!({"type": "string", "enum": ["open", "shut"]}),
            );
            insert(
                document,
                &at,
                "extra",
                json!({"type": ["object", "null"], "required": ["a"],
                "properties": {"a": {"type": "integer"}}}),
            );
            insert(document, &at, "weight", json!({"type": "number"}));
            insert(document, &at, "more", json!({}));
        }
        for header in ["query", "header"] {
            let name = format!("in-{header}");
            let parameter = json!({"name": name, "in": header, "schema": {"type": "string"}});
            push(document, "/paths/~1books/get/parameters", parameter.clone());
            push(document, "/paths/~1books~1{id}/get/parameters", parameter);
        }
    }),
    ("enum-value", |document| {
        push(document, "/components/schemas/Genre/enum", json!("drama"));
    }),
    ("union-branch", |document| {
        let shell = json!({"type": "object", "required": ["kind"],
            "properties": {"kind": {"const": "shell"}, "of": {"type": "string"}}});
        insert(document, "/components/schemas", "ShellCover", shell);
        let at = "/components/schemas/Book/properties/cover";
        let reference = "#/components/schemas/ShellCover";
        push(document, &format!("{at}/oneOf"), json!({"$ref": reference}));
        insert(
            document,
            &format!("{at}/discriminator/mapping"),
            "shell",
            json!(reference),
        );
    }),
    ("operation", |document| {
        let answer = json!({"description": "ok", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Book"}}}});
        let operation = |id: &str, tag: &str| {
            json!({"operationId": id, "tags": [tag], "responses": {"200": answer.clone()},
                "parameters": [{"name": "id", "in": "path", "required": true,
                    "schema": {"type": "string"}}]})
        };
        insert(
            document,
            "/paths/~1books~1{id}",
            "delete",
            operation("deleteBook", "books"),
        );
        let item = json!({"get": operation("getShelf", "shelves")});
        insert(document, "/paths", "/shelves/{id}", item);
        // Operations that fail as the others of their tag, with another status, and otherwise.
        for (path, conflict, other) in [
            ("/books/{id}/loan", "Conflict", "Author"),
            ("/books/{id}/theft", "Author", "Problem"),
        ] {
            let id = path.rsplit('/').next().unwrap_or_default();
            let mut fails = operation(id, "books");
            for (status, body) in [("409", conflict), ("423", other)] {
                let reference = format!("#/components/schemas/{body}");
                let failure = json!({"description": "No.", "content": {"application/json": {
                    "schema": {"$ref": reference}}}});
                insert(&mut fails, "/responses", status, failure);
            }
            insert(document, "/paths", path, json!({"put": fails}));
        }
    }),
    ("response-status", |document| {
        let of = |schema: &str| {
            let reference = format!("#/components/schemas/{schema}");
            json!({"description": "New.", "content": {"application/json": {
                "schema": {"$ref": reference}}}})
        };
        insert(
            document,
            "/paths/~1books~1{id}/get/responses",
            "410",
            of("Problem"),
        );
        insert(
            document,
            "/paths/~1books~1{id}/get/responses",
            "500",
            json!({"description": "No."}),
        );
        insert(
            document,
            "/paths/~1books/get/responses",
            "429",
            of("Problem"),
        );
        insert(document, "/paths/~1books/post/responses", "202", of("Book"));
        insert(
            document,
            "/paths/~1books/post/responses",
            "422",
            of("Author"),
        );
    }),
];

/// Adds statuses whose bodies are other than those that their operations have.
fn other_bodies(document: &mut Value) {
    let problem = json!({"description": "Another.", "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Problem"}}}});
    for path in ["~1books/get", "~1books/post", "~1books~1{id}/get"] {
        let at = format!("/paths/{path}/responses");
        insert(document, &at, "202", problem.clone());
        insert(document, &at, "204", json!({"description": "Nothing."}));
        insert(document, &at, "418", problem.clone());
    }
    let conflict = json!({"description": "Other.", "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Conflict"}}}});
    insert(
        document,
        "/paths/~1books~1{id}/get/responses",
        "409",
        conflict,
    );
}

/// Each version, with how it is generated and who calls it.
fn versions() -> impl Iterator<Item = (Change, Config, &'static str)> {
    let always = || {
        let mut config = Config::default();
        config.errors.by_status = StatusChoice::Always;
        config.successes.by_status = StatusChoice::Always;
        config
    };
    let others: [(Change, Config, &str); 3] = [
        (("other-bodies", other_bodies), Config::default(), ONE_TYPE),
        (("by-status", |_| {}), always(), BY_STATUS),
        (("by-status-more", other_bodies), always(), BY_STATUS),
    ];
    let plain = CHANGES
        .iter()
        .map(|change| (*change, Config::default(), CALLER));
    plain.chain(others)
}

fn insert(document: &mut Value, at: &str, key: &str, value: Value) {
    let object = document.pointer_mut(at).and_then(Value::as_object_mut);
    let object = object.unwrap_or_else(|| panic!("no object at {at}"));
    assert!(
        object.insert(key.to_owned(), value).is_none(),
        "{at} has {key}"
    );
}

fn push(document: &mut Value, at: &str, value: Value) {
    let array = document.pointer_mut(at).and_then(Value::as_array_mut);
    array
        .unwrap_or_else(|| panic!("no array at {at}"))
        .push(value);
}

/// A workspace with a client and a caller for each version.
fn workspace() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("evolution");
    let before = yaml::read(BEFORE).expect("YAML");
    for ((name, change), config, caller) in versions() {
        let mut document = before.clone();
        change(&mut document);
        let home = folder.join(name);
        for (path, text) in client(&format!("library-{name}"), document, config).files {
            // A member of a workspace is no workspace of its own.
            let text = text.replace("\n[workspace]\n", "");
            save(&home.join("client").join(path), &text);
        }
        let manifest = format!(
            "[package]\nname = \"caller-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies.library]\npackage = \"library-{name}\"\npath = \"../client\"\n\
             default-features = false\nfeatures = [\"all-tags\"]\n"
        );
        save(&home.join("caller/Cargo.toml"), &manifest);
        save(&home.join("caller/src/lib.rs"), caller);
        save(&home.join("caller/src/one_type.rs"), ONE_TYPE);
    }
    let members = "[workspace]\nresolver = \"3\"\nmembers = [\"*/client\", \"*/caller\"]\n";
    save(&folder.join("Cargo.toml"), members);
    lock(&folder);
    folder
}

#[test]
#[ignore = "compiles for a minute; .ci/run runs it"]
fn additions_break_no_caller() {
    let folder = workspace();
    let packages =
        versions().flat_map(|((name, _), ..)| ["-p".to_owned(), format!("caller-{name}")]);
    let arguments = ["check", "--keep-going"].map(str::to_owned);
    let (passed, said) = cargo(&folder, arguments.into_iter().chain(packages));
    assert!(passed, "{said}");
}

/// Each change reaches the client; otherwise nothing would be proved by it.
#[test]
fn each_change_is_in_its_client() {
    let before = yaml::read(BEFORE).expect("YAML");
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for ((name, change), config, _) in versions() {
        let mut document = before.clone();
        change(&mut document);
        let files = client(&format!("library-{name}"), document, config).files;
        let public = files
            .iter()
            .filter(|(path, _)| path.starts_with("src/types/") || path.starts_with("src/api/"));
        let crate_name = format!("library_{}", name.replace('-', "_"));
        let text: String = public
            .map(|(_, text)| text.replace(&crate_name, "library"))
            .collect();
        assert!(
            !seen.values().any(|other| *other == text),
            "{name} changes nothing"
        );
        seen.insert(name, text);
    }
    for (name, expected) in [
        ("optional-field", "pub fn in_header("),
        ("enum-value", "Drama,"),
        ("union-branch", "Shell("),
        ("operation", "pub fn shelf("),
        ("response-status", "UnprocessableContent("),
        ("other-bodies", "pub enum ListBooksOutput"),
    ] {
        let text = &seen[name];
        let found = text.contains(expected);
        assert!(
            found || name == "operation" && text.contains("GetShelf"),
            "{name}: {expected}"
        );
    }
}
