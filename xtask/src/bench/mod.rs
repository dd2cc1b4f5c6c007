//! `bench`: whole runs, ours and those of other generators, timed side by side.
//!
//! Each round runs every tool once before the next begins, so that what slows the machine slows all
//! of them. What is compared is the median of the rounds, within one run of this command.

mod chart;
mod crates;
mod measure;
mod report;
mod tool;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{Failure, workspace};
use crates::Crate;
use measure::Cost;
pub use report::Report;
use report::Row;
use tool::Tool;

/// The arguments of `bench`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Exit status: 0 done; 1 a run of ours failed; 2 wrong usage.

The other tools are not brought along: `cargo install NAME@VERSION` puts them where they are found.
A run that fails is a row of its own and no time.

Examples:
  cargo xtask bench ../documents
  cargo xtask bench --only nexus --against ploidy ../documents
  cargo xtask bench --step check --rounds 5 --write ../documents")]
pub struct Arguments {
    /// The folder of OpenAPI documents; the project's own document when left out
    dir: Option<PathBuf>,
    /// A tool to compare with, by its name; all that are installed when left out
    #[arg(long, value_name = "NAME", num_args = 1..)]
    against: Vec<String>,
    /// The documents to run, by file name without extension
    #[arg(long, value_name = "NAME", num_args = 1..)]
    only: Vec<String>,
    /// What to time
    #[arg(long, value_name = "STEP", num_args = 1.., value_enum, default_values_t = Step::ALL)]
    step: Vec<Step>,
    /// How often each is run; the median counts
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: u32,
    /// How long one run may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    timeout: u64,
    /// Write docs/benchmarks.md and docs/benchmarks.svg
    #[arg(long)]
    write: bool,
}

/// A round that takes longer is the last one of its step.
const LONG_ROUND: Duration = Duration::from_secs(300);

/// What is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Step {
    /// From the document to the files of the crate
    Generate,
    /// `cargo check` of the emitted crate alone, its dependencies built
    Check,
    /// `cargo build` of the same
    Dev,
    /// `cargo build --release` of the same
    Release,
}

impl Step {
    const ALL: [Self; 4] = [Self::Generate, Self::Check, Self::Dev, Self::Release];

    /// The step, for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Generate => "generate",
            Self::Check => "cargo check",
            Self::Dev => "cargo build",
            Self::Release => "cargo build --release",
        }
    }
}

/// Runs `bench`. `false` when a run of ours failed.
///
/// # Errors
/// When there is nothing to run, or the results cannot be written.
pub fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let documents = documents(arguments)?;
    let tools = tools(arguments)?;
    let scratch = tempfile::tempdir().map_err(|error| Failure::Failed(error.to_string()))?;
    let mut steps = arguments.step.clone();
    steps.sort();
    steps.dedup();
    let mut report = Report::new(&tools, arguments.rounds);
    let runs = documents.len() * tools.len() * steps.len() * arguments.rounds as usize;
    let bar = bar(runs);
    for document in &documents {
        let name = stem(document);
        let crates: Vec<Crate<'_>> = tools
            .iter()
            .map(|tool| {
                let limit = Duration::from_secs(arguments.timeout);
                Crate::new(tool, document, &scratch.path().join(&name), limit)
            })
            .collect();
        let mut broken: Vec<Option<String>> = vec![None; tools.len()];
        for step in &steps {
            let costs = rounds(&crates, &broken, *step, arguments.rounds, &bar, &name);
            for ((tool, cost), broken) in tools.iter().zip(costs).zip(&mut broken) {
                *broken = cost.as_ref().err().cloned();
                let row = Row::new(&name, *step, tool.name(), cost);
                said(&bar, &row.line());
                report.add(row);
            }
        }
    }
    bar.finish_and_clear();
    print!("{}", report.markdown());
    if arguments.write {
        write(&workspace().join("docs"), &report)?;
    }
    Ok(report.own_are_whole())
}

/// Says a line above the bar, or instead of it.
fn said(bar: &ProgressBar, line: &str) {
    match bar.is_hidden() {
        true => eprintln!("{line}"),
        false => bar.println(line),
    }
}

/// Every tool once, as often as asked; the costs of each. What failed at a step is not tried at the
/// next.
fn rounds(
    crates: &[Crate<'_>],
    broken: &[Option<String>],
    step: Step,
    count: u32,
    bar: &ProgressBar,
    name: &str,
) -> Vec<Result<Vec<Cost>, String>> {
    let before = |error: &Option<String>| error.clone().map_or(Ok(Vec::new()), Err);
    let mut all: Vec<Result<Vec<Cost>, String>> = broken.iter().map(before).collect();
    for (made, costs) in crates.iter().zip(&mut all) {
        if costs.is_err() {
            continue;
        }
        bar.set_message(format!("{name}: getting {} ready", made.tool.name()));
        if let Err(error) = made.prepare(step) {
            *costs = Err(error);
        }
    }
    for round in 0..count {
        let started = Instant::now();
        for (made, costs) in crates.iter().zip(&mut all) {
            bar.set_message(format!("{name}: {} by {}", step.title(), made.tool.name()));
            if let Ok(list) = costs {
                match made.run(step) {
                    Ok(cost) => list.push(cost),
                    Err(error) => *costs = Err(error),
                }
            }
            bar.inc(1);
        }
        if started.elapsed() > LONG_ROUND {
            bar.inc(u64::from(count - round - 1) * crates.len() as u64);
            break;
        }
    }
    all
}

fn bar(runs: usize) -> ProgressBar {
    let bar = ProgressBar::new(runs as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed_precise} {msg}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_secs(1));
    bar
}

fn documents(arguments: &Arguments) -> Result<Vec<PathBuf>, Failure> {
    let Some(dir) = &arguments.dir else {
        return Ok(vec![workspace().join("spec").join("openapi.yaml")]);
    };
    let entries = fs::read_dir(dir).map_err(|error| Failure::file(dir, &error))?;
    let is_wanted = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("json" | "yaml" | "yml"))
            && (arguments.only.is_empty() || arguments.only.contains(&stem(path)))
    };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_wanted)
        .collect();
    found.sort();
    if found.is_empty() {
        let message = format!("{}: no such documents there", dir.display());
        return Err(Failure::Usage(message));
    }
    Ok(found)
}

fn tools(arguments: &Arguments) -> Result<Vec<Tool>, Failure> {
    let mut tools = vec![Tool::own()?];
    if arguments.against.is_empty() {
        tools.extend(tool::PEERS.iter().filter_map(Tool::installed));
        return Ok(tools);
    }
    for name in &arguments.against {
        let peer = tool::PEERS.iter().find(|peer| peer.name == name);
        let Some(peer) = peer else {
            let known: Vec<&str> = tool::PEERS.iter().map(|peer| peer.name).collect();
            let message = format!("{name} is none of {}", known.join(", "));
            return Err(Failure::Usage(message));
        };
        let Some(tool) = Tool::installed(peer) else {
            let message = format!(
                "{name} is not installed: `cargo install {name}@{}` does it",
                peer.version
            );
            return Err(Failure::Usage(message));
        };
        tools.push(tool);
    }
    Ok(tools)
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn write(docs: &Path, report: &Report) -> Result<(), Failure> {
    fs::create_dir_all(docs).map_err(|error| Failure::file(docs, &error))?;
    for (name, text) in [
        ("benchmarks.md", report.page()),
        ("benchmarks.svg", chart::chart(report)),
    ] {
        let path = docs.join(name);
        fs::write(&path, text).map_err(|error| Failure::file(&path, &error))?;
    }
    Ok(())
}
