//! Whether what `diff` says of a change holds for a caller.
//!
//! `table.rs` has the changes. The judges are rustc, on a caller that uses what changes, and
//! cargo-semver-checks. They take minutes and need a network, so that what they said is committed
//! in `judged.txt`; this test holds our verdicts against it, and itself against the table. After a
//! change of the table or of the generator they are asked again by
//!
//! ```text
//! cargo test -p xtask --test compatibility -- --ignored
//! ```

mod history;
mod judge;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use pagecrate_generator::surface::{Change, Effect, Surface, compare};
use pagecrate_generator::{Config, decide, model::Model};
use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::source::Sources;

use table::{CASES, Case};

const BASE: &str = include_str!("base.yaml");
const HEAD: &str = "openapi: 3.1.0\ninfo: {title: Judge, version: 1.0.0}\nservers: [{url: 'https://judge.example'}]\n";

/// What was judged of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Judged {
    /// What we say.
    ours: String,
    /// Whether the caller compiles.
    caller: String,
    /// What cargo-semver-checks found.
    semver: String,
}

/// The name of a case within the documents: `Case` and two letters.
fn names(index: usize) -> (String, String, String) {
    let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
    let (first, second) = (letter(index / 26), letter(index));
    let capital = first.to_ascii_uppercase();
    (
        format!("Case{capital}{second}"),
        format!("case-{first}{second}"),
        format!("case{capital}{second}"),
    )
}

fn filled(text: &str, index: usize) -> String {
    let (pascal, kebab, camel) = names(index);
    text.replace('@', &pascal)
        .replace('#', &kebab)
        .replace("$ref: '", "$ref: '#")
        .replace(&format!("#{kebab}/components"), "#/components")
        .replace('?', &camel)
}

/// The two documents of a case, without their head.
fn documents(index: usize, case: &Case) -> (String, String) {
    assert_eq!(
        BASE.matches(case.from).count().min(1),
        1,
        "{}: {:?}",
        case.name,
        case.from
    );
    let after = BASE.replace(case.from, case.to);
    let after = match case.name {
        // The property that is demanded or held is new itself.
        "required field of a request added" => after.replace(
            "        size: {type: integer, description: How large to make it}",
            "        size: {type: integer, description: How large to make it}\n        depth: {type: integer}",
        ),
        "required field of an answer added" => after.replace(
            "        weight: {type: integer, format: int64}",
            "        weight: {type: integer, format: int64}\n        depth: {type: integer}",
        ),
        "security scheme removed" => after.replace("      security: [{@Key: []}]\n", ""),
        _ => after,
    };
    (filled(BASE, index), filled(&after, index))
}

fn model(text: &str) -> Model {
    let mut sources = Sources::new();
    sources.add("judge.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let merged = pagecrate_spec::read(&sources, &mut diagnostics).merged;
    let document = Document::read(merged.value, &mut diagnostics);
    let mut config = Config::default();
    config.package.name = Some("judge".to_owned());
    config.tags.features = false;
    // The callers of the table write whole names.
    config.names.keep_tag = true;
    let model = decide(&document, &config, &mut diagnostics);
    let errors: Vec<_> = diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .collect();
    model.unwrap_or_else(|| panic!("{text}\n{errors:?}"))
}

fn changes(index: usize, case: &Case) -> Vec<Change> {
    let (before, after) = documents(index, case);
    let surface = |text: &str| Surface::of(&model(&format!("{HEAD}{text}")));
    compare(&surface(&before), &surface(&after))
}

fn verdict(index: usize, case: &Case) -> Effect {
    let changes = changes(index, case);
    changes
        .iter()
        .map(|one| one.effect)
        .max()
        .unwrap_or_default()
}

fn record() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/compatibility/judged.txt")
}

/// A number that changes when anything changes that was judged.
fn fingerprint() -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for (index, case) in CASES.iter().enumerate() {
        let (before, after) = documents(index, case);
        add(&before);
        add(&after);
        add(case.caller);
    }
    format!("{hash:016x}")
}

fn written(judged: &[Judged], about: &str) -> String {
    let mut text = String::new();
    writeln!(text, "# {about}").unwrap();
    writeln!(text, "# documents and callers: {}", fingerprint()).unwrap();
    writeln!(
        text,
        "# {:<44} {:<10} {:<10} cargo-semver-checks",
        "change", "ours", "caller"
    )
    .unwrap();
    for (case, one) in CASES.iter().zip(judged) {
        let line = format!(
            "{:<46} {:<10} {:<10} {}",
            case.name, one.ours, one.caller, one.semver
        );
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text
}

fn read() -> (String, BTreeMap<String, Judged>) {
    let text = std::fs::read_to_string(record())
        .expect("judged.txt")
        .replace("\r\n", "\n");
    let mut all = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, rest) = line.split_at(46);
        let mut words = rest.split_whitespace().map(str::to_owned);
        let mut next = || words.next().unwrap_or_default();
        let judged = Judged {
            ours: next(),
            caller: next(),
            semver: next(),
        };
        all.insert(name.trim().to_owned(), judged);
    }
    (text, all)
}

#[test]
fn what_we_call_harmless_breaks_no_caller() {
    assert!(CASES.len() >= 40);
    let (text, recorded) = read();
    assert!(
        text.contains(&fingerprint()),
        "the table changed: ask the judges again, as `main.rs` says"
    );
    for (index, case) in CASES.iter().enumerate() {
        let judged = recorded
            .get(case.name)
            .unwrap_or_else(|| panic!("{} is not judged", case.name));
        let ours = verdict(index, case).to_string();
        assert_eq!(
            ours,
            judged.ours,
            "{}: {:#?}",
            case.name,
            changes(index, case)
        );
        if ours != "breaking" {
            assert_eq!(judged.caller, "compiles", "{}", case.name);
            assert!(
                ["none", "minor"].contains(&judged.semver.as_str()),
                "{}: {}",
                case.name,
                judged.semver
            );
        }
    }
    assert_eq!(recorded.len(), CASES.len());
}
