//! A program that decodes and encodes examples with the types of a client.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use pagecrate_generator::Example;
use serde_json::Value;

use crate::Failure;
use crate::trial::client::CLIENT;
use crate::trial::program::{KRATE, Program};
use crate::trial::tool::{self, Messages};

/// The name of the program.
pub(super) const PROGRAM: &str = "corpus-examples";

/// What became of an example.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// What it was encoded to.
    Encoded(Value),
    /// Why it was not decoded.
    Refused(String),
}

const MAIN: &str = "use std::io::{BufRead as _, Write as _};

use client::runtime::codec::{Slot, from_slice, to_string};

type Run = fn(&[u8]) -> Result<String, String>;

fn run<T: Slot>(text: &[u8]) -> Result<String, String> {
    let value: T = from_slice(text).map_err(|fault| fault.to_string())?;
    Ok(to_string(&value))
}

fn main() {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect(\"lines of text\");
        let (index, text) = line.split_once('\\t').expect(\"a type and a value\");
        let index: usize = index.parse().expect(\"the number of a type\");
        let line = match TYPES[index](text.as_bytes()) {
            Ok(text) => format!(\"+{text}\"),
            Err(fault) => format!(\"-{}\", fault.replace('\\n', \" \")),
        };
        writeln!(out, \"{line}\").expect(\"an open output\");
    }
}
";

/// Writes, builds and runs the program. The outcomes are in the order of the examples that have a
/// type; they end where the program did.
pub(super) fn run(
    folder: &Path,
    package: &str,
    target: &Path,
    examples: &[&Example],
    timeout: u64,
) -> Result<Result<Vec<Outcome>, Messages>, Failure> {
    let home = folder.join("examples");
    let failed = |error: std::io::Error| Failure::file(&home, &error);
    fs::create_dir_all(&home).map_err(failed)?;
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    for ty in examples.iter().filter_map(|example| example.ty.as_deref()) {
        let next = types.len();
        types.entry(ty).or_insert(next);
    }
    let mut input = fs::File::create(home.join("input")).map_err(failed)?;
    for example in examples {
        if let Some(index) = example.ty.as_deref().and_then(|ty| types.get(ty)) {
            writeln!(input, "{index}\t{}", example.value).map_err(failed)?;
        }
    }
    let program = Program {
        home: &home,
        name: PROGRAM,
        dependencies: &format!(
            "{KRATE} = {{ package = \"{package}\", path = \"../{CLIENT}\" }}\nserde_json = \"1\"\n"
        ),
        main: &main_file(&types),
        lock: &folder.join(CLIENT).join("Cargo.lock"),
        target,
        timeout,
    };
    let program = match program.build()? {
        Ok(program) => program,
        Err(messages) => return Ok(Err(messages)),
    };
    let ran = tool::run(
        &mut Command::new(program),
        Some(&home.join("input")),
        &home,
        timeout,
    );
    Ok(Ok(outcomes(&ran.map_err(failed)?.stdout)))
}

fn outcomes(stdout: &str) -> Vec<Outcome> {
    let outcome = |line: &str| match line.strip_prefix('+') {
        Some(text) => match serde_json::from_str(text) {
            Ok(value) => Outcome::Encoded(value),
            Err(error) => Outcome::Refused(format!("what was encoded is no JSON: {error}")),
        },
        None => Outcome::Refused(line.trim_start_matches('-').to_owned()),
    };
    stdout.lines().map(outcome).collect()
}

fn main_file(types: &BTreeMap<&str, usize>) -> String {
    let mut ordered: Vec<(&str, usize)> = types.iter().map(|(ty, index)| (*ty, *index)).collect();
    ordered.sort_by_key(|(_, index)| *index);
    let runs: String = ordered
        .iter()
        .map(|(ty, _)| format!("    run::<{ty}>,\n"))
        .collect();
    format!("#![allow(deprecated)]\n{MAIN}\nstatic TYPES: &[Run] = &[\n{runs}];\n")
}
