//! `corpus`: a folder of documents through everything: generate, check, document, decode the
//! examples and encode them again.

mod compare;
mod document;
mod harness;
mod table;

use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::Failure;
use crate::codegen::DATA;
use crate::trial::tool;
use document::{Job, Row};

/// What one check may need, in bytes: the largest documents take about 3 GiB.
const MEMORY_PER_JOB: u64 = 4 << 30;

/// The arguments of `corpus`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Exit status: 0 all documents pass; 1 one does not; 2 wrong usage.

Examples:
  cargo xtask corpus ../shared/specs
  cargo xtask corpus ../shared/specs --only petstore --clippy
  cargo xtask corpus ../shared/specs --markdown corpus.md --json corpus.json")]
pub struct Arguments {
    /// The folder of OpenAPI documents
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// Only documents whose file name contains NAME
    #[arg(long, value_name = "NAME")]
    pub only: Option<String>,

    /// Where the clients are written and built
    #[arg(long, value_name = "DIR", default_value = "target/corpus")]
    pub into: PathBuf,

    /// Write the table to FILE, as Markdown
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,

    /// Write everything that was found to FILE, as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Run clippy at its default level, too
    #[arg(long)]
    pub clippy: bool,

    /// Documents at a time; by default as many as cores and memory allow
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,

    /// How long each command may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    pub timeout: u64,
}

/// Runs the command. `false`: a document does not pass.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let documents = documents(arguments)?;
    fs::create_dir_all(&arguments.into).map_err(|error| Failure::file(&arguments.into, &error))?;
    let into = fs::canonicalize(&arguments.into)
        .map_err(|error| Failure::file(&arguments.into, &error))?;
    let jobs = arguments
        .jobs
        .unwrap_or_else(possible_jobs)
        .clamp(1, documents.len());
    let bar = progress(documents.len());
    let next = AtomicUsize::new(0);
    let rows: Mutex<Vec<(usize, Row)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..jobs {
            let (next, rows, bar, documents, into) = (&next, &rows, &bar, &documents, &into);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = documents.get(index) else {
                        return;
                    };
                    let job = Job {
                        document: path,
                        folder: into.join(stem(path)),
                        target: into.join(format!("target-{worker}")),
                        timeout: arguments.timeout,
                        clippy: arguments.clippy,
                    };
                    let row = job.run(&|step| bar.set_message(format!("{}: {step}", stem(path))));
                    match bar.is_hidden() {
                        true => eprintln!("{}", row.line()),
                        false => bar.println(row.line()),
                    }
                    bar.inc(1);
                    if let Ok(mut rows) = rows.lock() {
                        rows.push((index, row));
                    }
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by_key(|(index, _)| *index);
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    report(arguments, &rows)?;
    Ok(rows.iter().all(Row::passes))
}

fn report(arguments: &Arguments, rows: &[Row]) -> Result<(), Failure> {
    let date = jiff::Timestamp::now().strftime("%Y-%m-%d");
    let markdown = table::markdown(rows, &date.to_string());
    println!("{markdown}");
    if let Some(path) = &arguments.markdown {
        crate::disk::write(path, markdown.as_bytes())?;
    }
    if let Some(path) = &arguments.json {
        let value = serde_json::json!({"date": date.to_string(), "documents": rows});
        crate::disk::write(path, format!("{value:#}\n").as_bytes())?;
    }
    Ok(())
}

/// The documents of the folder by name.
fn documents(arguments: &Arguments) -> Result<Vec<PathBuf>, Failure> {
    let folder = &arguments.folder;
    let entries = fs::read_dir(folder)
        .map_err(|error| Failure::Usage(format!("{}: {error}", folder.display())))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Failure::file(folder, &error))?.path();
        let end = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        let is_wanted = arguments
            .only
            .as_ref()
            .is_none_or(|name| stem(&path).contains(name));
        if path.is_file() && DATA.contains(&&*end) && is_wanted {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        let message = format!("{}: no such document", folder.display());
        return Err(Failure::Usage(message));
    }
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A compiler uses one core most of the time, and the linker and the other tools the rest.
fn possible_jobs() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let by_memory = tool::free_memory().map_or(1, |free| free / MEMORY_PER_JOB);
    cores
        .div_ceil(2)
        .min(usize::try_from(by_memory).unwrap_or(1))
        .max(1)
}

/// A bar on a terminal; elsewhere each document is a line.
fn progress(length: usize) -> ProgressBar {
    let length = u64::try_from(length).unwrap_or_default();
    if !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(
            Some(length),
            indicatif::ProgressDrawTarget::hidden(),
        );
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar
}
