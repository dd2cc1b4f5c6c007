//! Each feature of a client compiles alone, with the types that its operations reach and no others;
//! and so does a client with the modules of the runtime that its operations need.
//!
//! They check one client for each feature and for each set of modules: two minutes, most of which are the
//! dependencies.
//! `cargo test -p pagecrate-generator --test features -- --ignored`.

use std::path::Path;

use pagecrate_generator::Config;
use pagecrate_spec::yaml;

mod compiled;

use compiled::{cargo, client, lock, save};

const DOCUMENT: &str = include_str!("features/document.yaml");
const MODULES: &str = include_str!("features/modules.yaml");

/// A feature, the types that are there with it alone, and those that are not.
const FEATURES: &[(&str, &[&str], &[&str])] = &[
    (
        "cats",
        &["Cat", "Coat", "Owner", "Address", "Problem", "Colour"],
        &["Dog", "Fish", "Tail", "Fed"],
    ),
    (
        "dogs",
        &["Dog", "Tail", "Owner", "Address", "Problem", "Colour"],
        &["Cat", "Coat", "Fish", "Fed"],
    ),
    (
        "fish",
        &["Fish", "Problem"],
        &[
            "Cat", "Coat", "Dog", "Owner", "Address", "Tail", "Colour", "Fed",
        ],
    ),
    (
        "webhooks",
        &["Fed", "Tail", "Address"],
        &["Cat", "Coat", "Dog", "Fish", "Owner", "Problem", "Colour"],
    ),
];

/// Paths beside a plain one, and the modules of the runtime that come with them.
const KINDS: &[(&str, &[&str])] = &[
    ("/events", &["event_stream", "sse", "streaming"]),
    ("/list", &["link", "pages", "paging"]),
    ("/mine", &["auth/code", "auth/oauth"]),
    ("/pairs", &["codec/tuple"]),
];

fn document() -> serde_json::Value {
    yaml::read(DOCUMENT).expect("YAML")
}

#[test]
#[ignore = "compiles for a minute; .ci/run runs it"]
fn each_feature_compiles_alone() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("features");
    for (path, text) in client("zoo", document(), Config::default()).files {
        save(&folder.join(path), &text);
    }
    lock(&folder);
    let mut failed = Vec::new();
    for (feature, there, missing) in FEATURES {
        let uses = |name: &&str| format!("#[allow(unused_imports)]\nuse zoo::{name} as _;\n");
        let check = |test: &str, features: &str| {
            let arguments = [
                "check",
                "--no-default-features",
                "--features",
                features,
                "--test",
            ];
            let arguments = arguments.into_iter().chain([test]).map(str::to_owned);
            cargo(&folder, arguments)
        };
        let caller: String = there.iter().map(uses).collect();
        save(&folder.join("tests/there.rs"), &caller);
        for with in [*feature, &format!("{feature},serde")] {
            let (passed, said) = check("there", with);
            if !passed || said.contains("warning") {
                failed.push(format!("{with}: {said}"));
            }
        }
        for name in *missing {
            save(&folder.join("tests/missing.rs"), &uses(name));
            let (passed, said) = check("missing", feature);
            if passed || !said.contains("E0432") {
                failed.push(format!("{feature} has {name}: {said}"));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
#[ignore = "compiles for a minute; .ci/run runs it"]
fn modules_of_the_runtime_come_with_what_needs_them() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kinds");
    let source = folder.join("src");
    let all: Vec<&str> = KINDS.iter().map(|(path, _)| *path).collect();
    let mut kept: Vec<Vec<&str>> = all.iter().map(|path| vec![*path]).collect();
    kept.extend([Vec::new(), all]);
    for kept in kept {
        let mut document: serde_json::Value = yaml::read(MODULES).expect("YAML");
        let paths = document["paths"].as_object_mut().expect("paths");
        paths.retain(|path, _| path == "/plain" || kept.contains(&path.as_str()));
        if !kept.contains(&"/mine") {
            let components = document["components"].as_object_mut().expect("components");
            components.remove("securitySchemes");
        }
        let files = client("kinds", document, Config::default()).files;
        for (path, modules) in KINDS {
            for module in *modules {
                let file = format!("src/runtime/{module}.rs");
                let is_there = files.contains_key(&file);
                assert_eq!(is_there, kept.contains(path), "{file} with {kept:?}");
            }
        }
        if source.exists() {
            std::fs::remove_dir_all(&source).expect("no folder");
        }
        for (path, text) in files {
            save(&folder.join(path), &text);
        }
        lock(&folder);
        for features in ["--no-default-features", "--all-features"] {
            let arguments = ["check", features].map(str::to_owned);
            let (passed, said) = cargo(&folder, arguments.into_iter());
            assert!(passed && !said.contains("warning"), "{kept:?}: {said}");
        }
    }
}
