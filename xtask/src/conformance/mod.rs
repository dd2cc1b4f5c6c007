//! `conformance`: every operation of a client called against a mock server of its document that
//! somebody else wrote.
//!
//! Prism holds each request against the document and answers with the document's examples or with
//! values of its schemas; a program that depends on the client makes the calls and tells what came of
//! them, which is judged here.

mod calls;
mod harness;
mod judge;
mod misses;
mod parts;
mod prism;
mod sample;
mod served;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use pagecrate_generator::callable::{Callable, callables};
use serde_json::Value;

use crate::codegen::{self, Layout, Made};
use crate::trial::client::{self, CLIENT};
use crate::trial::program::KRATE;
use crate::{Failure, workspace};
use calls::{Call, Planner};
use harness::Place;
use misses::{Faults, Known};
use prism::Prism;
use table::{Outcome, Row, Totals};

/// The arguments of `conformance`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Needs Node.js with npm: Stoplight Prism is installed below the target directory, and serves the
document on a port of the loopback.

Exit status: 0 all calls are as documented, or listed with a reason; 1 some are not, or an entry of
the list is no longer so; 2 wrong usage.

Examples:
  cargo xtask conformance
  cargo xtask conformance --only listModels
  cargo xtask conformance --spec ../documents/petstore.yaml")]
pub struct Arguments {
    /// An OpenAPI document; the project's own with its client when left out
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,

    /// Only the operation of this identifier, or `METHOD /path`
    #[arg(long, value_name = "OPERATION")]
    pub only: Option<String>,

    /// The misses that are known; `conformance.toml` beside `codegen.toml` for the project's own
    /// document
    #[arg(long, value_name = "FILE")]
    pub known: Option<PathBuf>,

    /// Write the table to FILE, as Markdown
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,

    /// How long building and calling may take, each, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 1800)]
    pub timeout: u64,
}

/// A client with its document.
struct Subject {
    made: Made,
    /// The client's package.
    client: PathBuf,
    /// The folder of the run.
    folder: PathBuf,
    /// A lock file with versions of what the client stands on.
    lock: PathBuf,
}

/// Runs the command. `false`: a call is not as documented and not listed.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let root = workspace();
    let target = target(&root)?;
    let home = target.join("conformance");
    let subject = match &arguments.spec {
        Some(spec) => Subject::of_document(spec, &root, &home)?,
        None => Subject::of_project(&root, &home)?,
    };
    let known = match (&arguments.known, &arguments.spec) {
        (Some(path), _) => Known::read(path)?,
        (None, None) => Known::read(&root.join(misses::FILE))?,
        (None, Some(_)) => Known::default(),
    };
    let faults = Faults::read()?;
    let mut rows = subject.rows(arguments, &home.join("prism"), &target)?;
    let stale = known.mark(&mut rows, arguments.only.is_none());
    faults.mark(&mut rows);
    let totals = Totals::of(&rows);
    let text = format!("{}\n{}\n", table::markdown(&rows), totals.line());
    print!("{text}");
    if let Some(path) = &arguments.markdown {
        crate::disk::write(path, text.as_bytes())?;
    }
    for entry in &stale {
        println!("listed as a miss, but no longer one: {entry}");
    }
    Ok(totals.missed == 0 && stale.is_empty())
}

/// Cargo's target directory, which the programs share so that nothing is compiled twice.
fn target(root: &Path) -> Result<PathBuf, Failure> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .filter(|target| !target.is_empty())
        .map_or_else(|| root.join("target"), PathBuf::from);
    fs::create_dir_all(&target).map_err(|error| Failure::file(&target, &error))?;
    fs::canonicalize(&target).map_err(|error| Failure::file(&target, &error))
}

impl Subject {
    /// The project's own document and client, as they stand on the disk.
    fn of_project(root: &Path, home: &Path) -> Result<Self, Failure> {
        let layout = Layout::project(root)?;
        let made = codegen::make(&layout, None, &|_| {})?;
        let client = layout
            .client
            .ok_or_else(|| Failure::Usage("codegen.toml names no client".to_owned()))?;
        Ok(Self {
            client: fs::canonicalize(&client).map_err(|error| Failure::file(&client, &error))?,
            folder: home.join("project"),
            lock: root.join("Cargo.lock"),
            made,
        })
    }

    /// A client that is generated of a document.
    fn of_document(spec: &Path, root: &Path, home: &Path) -> Result<Self, Failure> {
        if !spec.is_file() {
            let message = format!("{}: there is no such document", spec.display());
            return Err(Failure::Usage(message));
        }
        let name = spec.file_stem().unwrap_or_default();
        let folder = home.join("documents").join(name);
        let (made, _) = client::generate(spec, &folder)?;
        Ok(Self {
            made,
            client: folder.join(CLIENT),
            lock: root.join("Cargo.lock"),
            folder,
        })
    }

    /// Calls every method.
    fn rows(&self, arguments: &Arguments, npm: &Path, target: &Path) -> Result<Vec<Row>, Failure> {
        let Some(model) = &self.made.model else {
            return Err(Failure::Failed(client::first_error(&self.made)));
        };
        let document = client::document(&self.made)?;
        let all = callables(model, KRATE);
        let calls = plan(&document, &all, arguments.only.as_deref())?;
        fs::create_dir_all(&self.folder).map_err(|error| Failure::file(&self.folder, &error))?;
        let program = prism::install(npm)?;
        let place = Place {
            folder: &self.folder,
            client: &self.client,
            lock: &self.lock,
            target,
            timeout: arguments.timeout,
        };
        eprintln!("building the calls of {} methods", all.len());
        let caller = place.build(model, &all)?;
        let copy = served::served(&document, &self.made.config.generator, &all);
        let answers = self.answers(&copy, &all, &calls, |served, input| {
            let server = Prism::start(&program, served, &self.folder)?;
            place.run(&caller, &server.url, input)
        })?;
        Ok(rows(&all, &calls, &answers))
    }

    /// What came of each call, where the program got to it. `run` makes calls against a document.
    fn answers(
        &self,
        copy: &Value,
        all: &[Callable<'_>],
        calls: &[Call],
        run: impl Fn(&Path, &[Value]) -> Result<Vec<Value>, Failure>,
    ) -> Result<Vec<Option<Value>>, Failure> {
        let shared = self.folder.join(parts::SHARED);
        crate::disk::write(&shared, copy.to_string().as_bytes())?;
        let mut answers = vec![None; calls.len()];
        for part in parts::parts(copy) {
            let is_in = |call: &Call| all.get(call.callable).is_some_and(|one| part.has(one));
            let (slots, input): (Vec<&mut Option<Value>>, Vec<Value>) = answers
                .iter_mut()
                .zip(calls)
                .filter(|(_, call)| is_in(call))
                .filter_map(|(slot, call)| Some((slot, call.input.clone().ok()?)))
                .unzip();
            if input.is_empty() {
                continue;
            }
            eprintln!("making {} calls", input.len());
            let file = self.folder.join("served.json");
            let served = part.document(copy);
            crate::disk::write(&file, served.to_string().as_bytes())?;
            for (slot, answer) in slots.into_iter().zip(run(&file, &input)?) {
                *slot = Some(answer);
            }
        }
        Ok(answers)
    }
}

/// The calls of the methods that are asked for.
fn plan(
    document: &Value,
    callables: &[Callable<'_>],
    only: Option<&str>,
) -> Result<Vec<Call>, Failure> {
    let is_wanted = |callable: &Callable<'_>| only.is_none_or(|only| is_named(callable, only));
    let mut planner = Planner::new(document);
    let mut calls = Vec::new();
    for (index, callable) in callables.iter().enumerate() {
        if is_wanted(callable) {
            calls.extend(planner.calls(index, callable));
        }
    }
    match (calls.is_empty(), only) {
        (true, Some(only)) => Err(Failure::Usage(format!("there is no operation {only:?}"))),
        _ => Ok(calls),
    }
}

fn is_named(callable: &Callable<'_>, name: &str) -> bool {
    let operation = callable.operation;
    operation.id == name || format!("{} {}", operation.http_method, operation.path) == name
}

/// The outcomes by method.
fn rows(callables: &[Callable<'_>], calls: &[Call], answers: &[Option<Value>]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut open: Option<(usize, Row)> = None;
    for (call, answer) in calls.iter().zip(answers) {
        let outcome = Outcome {
            status: call.status,
            stream: call.stream,
            media: call.media.clone(),
            verdict: judge::judge(call, answer.as_ref()),
            reason: None,
        };
        match &mut open {
            Some((index, row)) if *index == call.callable => row.calls.push(outcome),
            _ => {
                rows.extend(open.take().map(|(_, row)| row));
                let Some(callable) = callables.get(call.callable) else {
                    continue;
                };
                let row = Row {
                    operation: callable.operation.id.clone(),
                    method: format!(
                        "{}().{}",
                        callable.group.accessor, callable.operation.method
                    ),
                    calls: vec![outcome],
                };
                open = Some((call.callable, row));
            }
        }
    }
    rows.extend(open.map(|(_, row)| row));
    rows
}
