//! The real history: OpenRouter's pages of November 2025 and of February 2026. Every public item of
//! the older client has a caller, and all of them are compiled against both clients.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pagecrate_generator::surface::{Change, Effect, ItemKind, PublicItem, Surface, What, compare};
use pagecrate_generator::{WriteOptions, decide_loosely, model::Model, scaffold, write};
use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use xtask::codegen::{Layout, Stage, make};

const PRELUDE: &str = "#![allow(deprecated, unused_imports, dead_code)]\n\
    mod prelude { pub use openrouter_pages::*; pub use openrouter_pages::runtime::*; pub use serde_json::Value; pub use serde::{Deserialize, Serialize}; pub use std::fmt::{Debug, Display}; pub use std::hash::Hash; }\n";

fn model(pages: &Path) -> Model {
    let root = xtask::workspace();
    let layout = Layout {
        inputs: vec![pages.to_path_buf()],
        overlay: None,
        document: None,
        client: None,
        ..Layout::project(&root).unwrap()
    };
    let made = make(&layout, Some(Stage::Document), &|_| {}).unwrap();
    let value = pagecrate_spec::yaml::read(&made.document).unwrap();
    let mut diagnostics = Diagnostics::new();
    let document = Document::read(value, &mut diagnostics);
    // The configuration names operations that only one of the two has.
    decide_loosely(&document, &made.config.generator, &mut diagnostics).unwrap()
}

/// Declares what a caller relies on of an item, in a module of its own. None for what no Rust code
/// names.
fn caller(surface: &Surface, item: &PublicItem) -> Option<String> {
    let name = &item.name;
    let ty = &item.signature.ty;
    let of = |path: &str| match surface.items.get(path).map(|one| one.kind) {
        Some(ItemKind::Group) => format!("{path}<'_>"),
        _ => path.to_owned(),
    };
    let parent = item.parent.as_deref().unwrap_or_default();
    let whole = of(parent);
    let arguments: String = item
        .signature
        .arguments
        .iter()
        .enumerate()
        .map(|(at, one)| format!(", a{at}: {}", one.ty))
        .collect();
    let given: Vec<String> = (0..item.signature.arguments.len())
        .map(|at| format!("a{at}"))
        .collect();
    let given = given.join(", ");
    let result = ty.replace("Self", parent);
    Some(match item.kind {
        ItemKind::Struct | ItemKind::Enum | ItemKind::Union | ItemKind::Operation => {
            let has: Vec<&str> = item.traits.iter().map(|one| bound(one)).collect();
            let bound = has.join(" + ");
            format!("fn has<T: {bound}>() {{}} pub fn caller(_: {name}) {{ has::<{name}>() }}")
        }
        ItemKind::Group => format!("pub fn caller(_: {name}<'_>) {{}}"),
        ItemKind::Alias => format!("pub fn caller(it: {name}) -> {ty} {{ it }}"),
        ItemKind::Field => {
            format!("pub fn caller(it: {parent}) -> {ty} {{ it.{name} }}")
        }
        ItemKind::Variant if ty.is_empty() => format!(
            "pub fn caller(it: &{parent}) -> {parent} {{ match it {{ {parent}::{name} => {{}}, _ => {{}} }} {parent}::{name} }}"
        ),
        ItemKind::Variant => {
            format!("pub fn caller(it: {ty}) -> {parent} {{ {parent}::{name}(it) }}")
        }
        ItemKind::Function => match item.signature.receiver {
            None => format!(
                "pub fn caller({}) -> {result} {{ {parent}::{name}({given}) }}",
                arguments.trim_start_matches(", ")
            ),
            Some("&self") => {
                format!(
                    "pub fn caller(it: &{whole}{arguments}) -> {result} {{ it.{name}({given}) }}"
                )
            }
            Some(_) => {
                format!(
                    "pub fn caller(it: {whole}{arguments}) -> {result} {{ it.{name}({given}) }}"
                )
            }
        },
        ItemKind::Setter => format!(
            "pub fn caller(it: Request<{parent}>{arguments}) -> Request<{parent}> {{ it.{name}({given}) }}"
        ),
        ItemKind::Trait => match name.split_once("::") {
            Some((of, associated)) => {
                format!("pub fn caller(it: <{parent} as {of}>::{associated}) -> {ty} {{ it }}")
            }
            None => {
                let bound = bound(name);
                format!("fn has<T: {bound}>() {{}} pub fn caller() {{ has::<{parent}>() }}")
            }
        },
        ItemKind::Runtime => format!("use openrouter_pages::{name} as _;"),
        ItemKind::Feature => return None,
    })
}

/// A trait as a bound.
fn bound(name: &str) -> &str {
    match name {
        "Deserialize" => "for<'de> Deserialize<'de>",
        "From<&str>" => "for<'s> From<&'s str>",
        other => other,
    }
}

fn client(folder: &Path, model: &Model) {
    let files = write(model, &WriteOptions::default()).files;
    for (path, text) in files.into_iter().chain(scaffold(model).files) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A package of callers of a client.
struct Callers<'a> {
    folder: &'a Path,
    client: &'static str,
    features: &'a str,
    target: &'a Path,
}

impl Callers<'_> {
    /// Compiles a text of lines, and gives those with errors by their number, each with the first.
    fn check(&self, text: &str) -> BTreeMap<usize, String> {
        let package = self.folder.join("callers");
        fs::create_dir_all(package.join("src")).unwrap();
        let manifest = format!(
            "[package]\nname = \"callers\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             openrouter-pages = {{ path = \"../{}\", default-features = false, features = [\"{}\", \"serde\"] }}\n\
             serde = \"1\"\nserde_json = \"1\"\n\n[workspace]\n",
            self.client, self.features
        );
        fs::write(package.join("Cargo.toml"), manifest).unwrap();
        fs::write(package.join("src/lib.rs"), text).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--message-format=short"])
            .current_dir(&package)
            .env("CARGO_TARGET_DIR", self.target)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let mut found = BTreeMap::new();
        for line in said.lines().filter(|line| line.contains(" error")) {
            let place = line.strip_prefix("src/lib.rs:");
            if let Some((number, rest)) = place.and_then(|rest| rest.split_once(':')) {
                let first = || rest.to_owned();
                found.entry(number.parse().unwrap()).or_insert_with(first);
            }
        }
        assert_eq!(output.status.success(), found.is_empty(), "{said}");
        found
    }

    /// Those of some names that the client does not have. They are asked for one by one, because
    /// rustc takes minutes to guess what thousands of uses of unknown names may have meant.
    fn gone<'s>(&self, names: &[&'s str]) -> BTreeSet<&'s str> {
        let lines = names
            .iter()
            .map(|name| format!("use openrouter_pages::{name} as _;\n"));
        let text = format!("#![allow(unused_imports)]\n{}", lines.collect::<String>());
        self.check(&text)
            .keys()
            .map(|line| names[line - 2])
            .collect()
    }

    /// The callers that do not compile, with what is said of the first of each. Errors of names hide
    /// errors of types, so that it is asked again without the broken ones.
    fn broken(&self, surface: &Surface) -> BTreeMap<String, String> {
        let types = surface.items.values().filter(|one| one.kind.is_type());
        let names: Vec<&str> = types.map(|one| one.name.as_str()).collect();
        let gone = self.gone(&names);
        let mut broken: BTreeMap<String, String> = BTreeMap::new();
        let mut left: BTreeMap<&str, String> = BTreeMap::new();
        for (path, item) in &surface.items {
            let Some(caller) = caller(surface, item) else {
                continue;
            };
            let word = words(&caller)
                .find(|word| gone.contains(word))
                .map(str::to_owned);
            match word {
                Some(word) => {
                    broken.insert(path.clone(), format!("there is no {word}"));
                }
                None => {
                    left.insert(path, caller);
                }
            }
        }
        loop {
            let mut text = PRELUDE.to_owned();
            for (at, caller) in left.values().enumerate() {
                text.push_str(&format!(
                    "mod c{at} {{ use super::prelude::*; {caller} }}\n"
                ));
            }
            let found = self.check(&text);
            let paths: Vec<&str> = left.keys().copied().collect();
            for (line, error) in &found {
                let path = paths[line - 3];
                left.remove(path);
                broken.insert(path.to_owned(), error.clone());
            }
            if found.is_empty() {
                return broken;
            }
        }
    }
}

/// The words of a signature that can be names of types.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// The older path that a change is of; types get other names with all their members.
fn older(change: &Change, renamed: &BTreeMap<&str, &str>) -> String {
    let parent = change.parent.as_deref().unwrap_or_default();
    match (
        &change.what,
        renamed.get(change.path.as_str()),
        renamed.get(parent),
    ) {
        (What::Renamed { from }, ..) => from.clone(),
        (_, Some(from), _) => (*from).to_owned(),
        (_, _, Some(from)) => change.path.replacen(parent, from, 1),
        _ => change.path.clone(),
    }
}

#[test]
#[ignore = "compiles two clients of OpenRouter and their callers; needs ../shared"]
fn verdicts_hold_on_the_real_history() {
    let shared = xtask::workspace().join("../shared/docs");
    let (old, new) = (shared.join("openrouter-2025-11"), shared.join("openrouter"));
    if !old.exists() || !new.exists() {
        eprintln!("skipped: {} is not there", shared.display());
        return;
    }
    let own = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("HISTORY_DIR").map(PathBuf::from);
    let folder = kept.as_deref().unwrap_or(own.path());
    let (old, new) = (model(&old), model(&new));
    client(&folder.join("old"), &old);
    client(&folder.join("new"), &new);
    let (before, after) = (Surface::of(&old), Surface::of(&new));
    let changes = compare(&before, &after);
    let target =
        std::env::var_os("HISTORY_TARGET").map_or_else(|| folder.join("target"), PathBuf::from);

    let callers = |client| Callers {
        folder,
        client,
        features: "all-tags",
        target: &target,
    };
    let never = callers("old").broken(&before);
    assert!(never.is_empty(), "these callers never compile: {never:#?}");
    let breaks = callers("new").broken(&before);

    let renamed: BTreeMap<&str, &str> = changes
        .iter()
        .filter_map(|one| match &one.what {
            What::Renamed { from } => Some((one.path.as_str(), from.as_str())),
            _ => None,
        })
        .collect();
    let of_effect = |effect| changes.iter().filter(move |one| one.effect == effect);
    let breaking: BTreeSet<String> = of_effect(Effect::Breaking)
        .map(|one| older(one, &renamed))
        .collect();
    // What belongs to another change is not told again: members, followers, users of a type.
    let is_told = |path: &str| {
        let mut at = Some(path);
        while let Some(path) = at {
            let Some(item) = before.items.get(path) else {
                return false;
            };
            let signature = item.text();
            let uses = words(&signature)
                .chain(words(path))
                .any(|word| breaking.contains(word));
            let follows = item
                .follows
                .as_deref()
                .is_some_and(|of| breaking.contains(of));
            if breaking.contains(path) || uses || follows {
                return true;
            }
            at = item.parent.as_deref();
        }
        false
    };
    let untold: Vec<_> = breaks.iter().filter(|(path, _)| !is_told(path)).collect();
    let mut harmless: Vec<&Change> = of_effect(Effect::Breaking)
        .filter(|one| !breaks.contains_key(&older(one, &renamed)))
        .collect();
    harmless.retain(|one| match &one.what {
        // All features are on; that one of them alone is not enough is seen with that one.
        What::Features { lost, .. } => {
            let has = |client, name: &str| {
                let alone = Callers {
                    features: &lost[0],
                    ..callers(client)
                };
                alone.gone(&[name]).is_empty()
            };
            !has("old", &older(one, &renamed)) || has("new", &one.name)
        }
        _ => one.kind != ItemKind::Feature,
    });
    let used = before
        .items
        .values()
        .filter(|item| caller(&before, item).is_some())
        .count();
    eprintln!(
        "{} items of the older client: callers of {} compile against both, of {} break; {} changes: {} breaking, {} additive, {} none",
        before.items.len(),
        used - breaks.len(),
        breaks.len(),
        changes.len(),
        of_effect(Effect::Breaking).count(),
        of_effect(Effect::Additive).count(),
        of_effect(Effect::None).count(),
    );
    // What is said to be new is there, as it is said to be.
    let absent = callers("new").broken(&after);
    assert!(
        absent.is_empty(),
        "these items are not as they are listed: {absent:#?}"
    );
    assert!(
        untold.is_empty(),
        "these break, and it is not said: {untold:#?}"
    );
    assert!(
        harmless.is_empty(),
        "these are said to break, and do not: {harmless:#?}"
    );
}
