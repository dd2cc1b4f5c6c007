//! One document through everything.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use pagecrate_generator::{Example, examples};
use serde::Serialize;
use serde_json::Value;

use super::compare::{Difference, differences};
use super::harness::{self, Outcome};
use crate::Failure;
use crate::codegen::{self, Made};
use crate::trial::client::{self, CLIENT};
use crate::trial::program::KRATE;
use crate::trial::schemas::{Said, Schemas};
use crate::trial::tool::{self, Messages};

/// The folders of a client that nobody reads: how types, requests and answers are read and written.
const MECHANICAL: [&str; 3] = ["/src/runtime/", "/src/codec/", "/src/wire/"];

/// A document to be tried.
pub(super) struct Job<'a> {
    pub(super) document: &'a Path,
    /// Where its client stands.
    pub(super) folder: PathBuf,
    /// Where it is built.
    pub(super) target: PathBuf,
    pub(super) timeout: u64,
    pub(super) clippy: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    /// Why it went no further.
    pub(super) failure: Option<String>,
    pub(super) operations_in: usize,
    /// Operations that have a method; those with several media types have several methods.
    pub(super) operations_out: usize,
    pub(super) methods: usize,
    /// Lines of Rust, and those that people read: without the runtime and the codec.
    pub(super) lines: usize,
    pub(super) lines_read: usize,
    /// The places that are any JSON, with the reason.
    pub(super) untyped: Vec<Value>,
    pub(super) generation_seconds: f64,
    pub(super) check_seconds: f64,
    /// The most memory that a compiler had while checking, in bytes.
    pub(super) check_bytes: u64,
    pub(super) doc_seconds: f64,
    /// What the compiler, rustdoc and clippy said.
    pub(super) messages: Vec<String>,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) examples: Examples,
}

/// What came of the examples.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Examples {
    /// Those that came back as they were, apart from what `undocumented` lists.
    pub(super) passed: usize,
    /// Those for which the client has no type.
    pub(super) without_type: usize,
    /// The pointer of each with what is wrong.
    pub(super) failed: Vec<(String, String)>,
    /// Those that their own schema refuses.
    pub(super) contradictory: Vec<(String, String)>,
    /// The fields of passed ones that no schema describes.
    pub(super) undocumented: Vec<(String, String)>,
}

impl Row {
    /// Whether nothing is wrong.
    pub(super) fn passes(&self) -> bool {
        self.failure.is_none()
            && self.operations_in == self.operations_out
            && self.errors + self.warnings == 0
            && self.examples.failed.is_empty()
    }

    /// One line for a person who waits.
    pub(super) fn line(&self) -> String {
        let examples = &self.examples;
        let verdict = if self.passes() { "ok" } else { "FAILED" };
        let why = self.failure.as_deref().unwrap_or_default();
        format!(
            "{}: {verdict} {why} operations {}/{}, {} errors, {} warnings, examples {} passed, {} failed, {} contradictory",
            self.name,
            self.operations_out,
            self.operations_in,
            self.errors,
            self.warnings,
            examples.passed,
            examples.failed.len(),
            examples.contradictory.len(),
        )
    }

    fn take(&mut self, messages: Messages) {
        self.errors += messages.errors;
        self.warnings += messages.warnings;
        self.messages.extend(messages.texts);
    }
}

impl Job<'_> {
    /// Runs it, telling each step.
    pub(super) fn run(&self, step: &dyn Fn(&str)) -> Row {
        let mut row = Row {
            name: super::stem(self.document),
            ..Row::default()
        };
        if let Err(failure) = self.steps(&mut row, step) {
            row.failure = Some(failure.to_string());
        }
        row
    }

    fn steps(&self, row: &mut Row, step: &dyn Fn(&str)) -> Result<(), Failure> {
        step("generate");
        let made = self.generate(row)?;
        step("dependencies");
        self.dependencies()?;
        step("check");
        let check = self.cargo(&["check"])?;
        row.check_seconds = check.seconds;
        row.check_bytes = check.peak;
        row.take(tool::messages(&check, &self.folder));
        if self.clippy {
            step("clippy");
            row.take(tool::messages(&self.cargo(&["clippy"])?, &self.folder));
        }
        step("doc");
        let doc = self.cargo(&["doc", "--no-deps"])?;
        row.doc_seconds = doc.seconds;
        row.take(tool::messages(&doc, &self.folder));
        step("examples");
        self.examples(&made, row)
    }

    fn generate(&self, row: &mut Row) -> Result<Made, Failure> {
        let started = Instant::now();
        let (made, files) = client::generate(self.document, &self.folder)?;
        row.generation_seconds = started.elapsed().as_secs_f64();
        let report = codegen::report(&made);
        row.operations_in = made.accounting.operations;
        row.untyped = report["untyped"].as_array().cloned().unwrap_or_default();
        for (path, (_, text)) in &files.wanted {
            let path = path
                .strip_prefix(&self.folder)
                .unwrap_or(path)
                .to_string_lossy();
            if path.ends_with(".rs") {
                row.lines += text.lines().count();
                if !MECHANICAL.iter().any(|folder| path.contains(folder)) {
                    row.lines_read += text.lines().count();
                }
            }
        }
        if let Some(model) = &made.model {
            let operations = model.groups.iter().flat_map(|group| &group.operations);
            row.methods = operations.clone().count();
            let origins = operations.filter_map(|one| Some(&one.docs.origin.as_ref()?.pointer));
            row.operations_out = origins.collect::<std::collections::BTreeSet<_>>().len();
        }
        Ok(made)
    }

    /// Checks what the client needs, so that its own time is measured.
    fn dependencies(&self) -> Result<(), Failure> {
        let root = self.folder.join(CLIENT).join("src/lib.rs");
        let checked = client::emptied(&root, || self.cargo(&["check"]));
        checked
            .map_err(|error| Failure::file(&root, &error))?
            .map(drop)
    }

    fn cargo(&self, arguments: &[&str]) -> Result<tool::Outcome, Failure> {
        let mut command = Command::new("cargo");
        command
            .current_dir(self.folder.join(CLIENT))
            .args(arguments)
            .args(["--quiet", "--message-format=json", "--target-dir"])
            .arg(&self.target)
            .env("CARGO_INCREMENTAL", "0");
        tool::run(&mut command, None, &self.folder, self.timeout)
            .map_err(|error| Failure::file(&self.folder, &error))
    }

    fn examples(&self, made: &Made, row: &mut Row) -> Result<(), Failure> {
        let document = client::document(made)?;
        let all = examples(&document, &made.config.generator, KRATE);
        let typed: Vec<&Example> = all.iter().filter(|one| one.ty.is_some()).collect();
        row.examples.without_type = all.len() - typed.len();
        let package = made.model.as_ref().map_or("", |model| &model.package.name);
        let ran = harness::run(&self.folder, package, &self.target, &typed, self.timeout)?;
        let outcomes = match ran {
            Ok(outcomes) => outcomes,
            Err(messages) => {
                row.take(messages);
                return Ok(());
            }
        };
        if outcomes.len() < typed.len() {
            row.failure = Some("the program with the examples did not get to its end".to_owned());
        }
        let mut schemas = Schemas::new(&document);
        for (example, outcome) in typed.iter().zip(&outcomes) {
            judge(example, outcome, &mut schemas, &mut row.examples);
        }
        fs::remove_file(self.target.join("debug").join(harness::PROGRAM))
            .map_err(|error| Failure::file(&self.target, &error))
    }
}

/// What an example's way through its type says.
fn judge(example: &Example, outcome: &Outcome, schemas: &mut Schemas<'_>, into: &mut Examples) {
    let (wrong, undocumented) = match outcome {
        Outcome::Refused(fault) => (vec![fault.clone()], Vec::new()),
        Outcome::Encoded(value) => sort(example, &differences(&example.value, value), schemas),
    };
    if !wrong.is_empty() {
        let at = example.pointer.clone();
        match schemas.contradiction(&example.schema, &example.value) {
            Some(reason) => into.contradictory.push((at, reason)),
            None => into.failed.push((at, wrong.join("; "))),
        }
        return;
    }
    into.passed += 1;
    for field in undocumented {
        into.undocumented.push((example.pointer.clone(), field));
    }
}

/// The differences that are wrong, and those that the document explains: fields that it does not
/// describe, fields that are only received.
fn sort(
    example: &Example,
    differences: &[Difference],
    schemas: &mut Schemas<'_>,
) -> (Vec<String>, Vec<String>) {
    let (mut wrong, mut undocumented) = (Vec::new(), Vec::new());
    for difference in differences {
        let said = match difference {
            Difference::Missing(at) => (at, schemas.said(&example.schema, &example.value, at)),
            other => {
                wrong.push(other.describe());
                continue;
            }
        };
        match said {
            (at, Said::Nothing) => undocumented.push(at.as_str().to_owned()),
            (_, Said::ReadOnly) => {}
            (_, Said::Something) => wrong.push(difference.describe()),
        }
    }
    (wrong, undocumented)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(value: Value, outcome: Outcome) -> Examples {
        let document = json!({"s": {"type": "object", "required": ["a"], "properties": {
            "a": {"type": "string"}, "id": {"type": "string", "readOnly": true}}}});
        let example = Example {
            pointer: "/e".to_owned(),
            schema: "/s".to_owned(),
            ty: Some("client::S".to_owned()),
            value,
        };
        let mut examples = Examples::default();
        judge(
            &example,
            &outcome,
            &mut Schemas::new(&document),
            &mut examples,
        );
        examples
    }

    #[test]
    fn an_example_passes_fails_or_contradicts_itself() {
        let full = json!({"a": "x", "id": "1", "new": 2});
        let passed = judged(full.clone(), Outcome::Encoded(json!({"a": "x"})));
        assert_eq!((passed.passed, passed.failed.len()), (1, 0));
        assert_eq!(passed.undocumented, [("/e".to_owned(), "/new".to_owned())]);
        let lost = judged(full.clone(), Outcome::Encoded(json!({"id": "1"})));
        assert_eq!(lost.failed, [("/e".to_owned(), "/a is lost".to_owned())]);
        let refused = judged(full, Outcome::Refused("no".to_owned()));
        assert_eq!(refused.failed, [("/e".to_owned(), "no".to_owned())]);
        let contradictory = judged(json!({"a": 1}), Outcome::Refused("no".to_owned()));
        assert_eq!(
            (
                contradictory.failed.len(),
                contradictory.contradictory.len()
            ),
            (0, 1)
        );
    }
}
