//! `sync`: brings the pages in.
//!
//! A `listing` says which pages there are, `fetch` asks for them under the rules of
//! `client`, what comes waits in `staging`, and `changes` judges it against the lock and the
//! disk. Files are written when all pages are there, and not before.

mod changes;
mod client;
mod fetch;
mod folder;
mod hosts;
mod listing;
mod lock;
mod names;
mod robots;
mod staging;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use url::Url;

pub use changes::{Change, Kind};
pub use lock::{Lock, Page};

use crate::Failure;
use crate::codegen::layout;
use crate::config::SyncConfig;
use changes::{Facts, Plan, hash};
use client::{Client, Refusal, Rules, Validators};
use fetch::{Fetches, Wanted};
use hosts::Hosts;
use listing::{Filter, Listing};
use robots::Robots;
use staging::Staging;

/// The arguments of `sync`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Exit status: 0 done; 1 a page could not be fetched, or a file is in the way; 2 wrong usage.

Only hosts that `[sync]` of codegen.toml lists are asked, by https (but on loopback), and as far as
their robots.txt allows. A run that was interrupted goes on where it was.

Examples:
  cargo xtask sync https://docs.example.com/llms.txt
  cargo xtask sync https://docs.example.com              look for llms.txt and sitemap.xml there
  cargo xtask sync ../docs-checkout                      take the pages of a folder
  cargo xtask sync urls.txt --dry-run                    show what would change")]
pub struct Arguments {
    /// What lists the pages: an llms.txt, an llms-full.txt or a sitemap by its URL, a file of URLs, or a folder; `from` of `[sync]` when left out
    #[arg(value_name = "URL|DIR")]
    pub from: Option<String>,

    /// Write nothing, show what would change
    #[arg(long)]
    pub dry_run: bool,

    /// Delete the files of pages that are gone
    #[arg(long)]
    pub prune: bool,

    /// Overwrite files that were edited
    #[arg(long)]
    pub force: bool,

    /// Read this codegen.toml instead of the project's; paths in it are relative to its folder
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What a run needs.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The folder that paths of the configuration are relative to.
    pub root: PathBuf,
    /// `[sync]`
    pub config: SyncConfig,
    /// What lists the pages.
    pub from: String,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether files of pages that are gone are deleted.
    pub prune: bool,
    /// Whether files that were edited are overwritten.
    pub force: bool,
    /// The pause before a second attempt.
    pub pause: Duration,
}

/// What a run did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What listed the pages.
    pub list: String,
    /// Everything but the pages that are as they were, by kind and URL.
    pub changes: Vec<Change>,
    /// How many pages are as they were.
    pub unchanged: usize,
    /// How many pages `include` and `exclude` left out.
    pub filtered: usize,
    /// Hosts that pages were listed of and that are not allowed.
    pub elsewhere: Vec<String>,
    /// Whether files were written, where something had to be.
    pub written: bool,
}

impl Outcome {
    /// How many changes of one kind there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.changes
            .iter()
            .filter(|change| change.kind == kind)
            .count()
    }

    /// Whether nothing stood against the run.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.count(Kind::Failed) + self.count(Kind::Blocked) == 0
    }

    /// The outcome for people: a line for each change, and the counts.
    #[must_use]
    pub fn describe(&self, dry_run: bool) -> String {
        let mut text = String::new();
        for change in &self.changes {
            let file = match change.file.is_empty() {
                true => &change.url,
                false => &change.file,
            };
            // Writing to a String cannot fail.
            let _ = write!(text, "{:<10}  {file}", change.kind);
            if !change.why.is_empty() {
                let _ = write!(text, ": {}", change.why);
            }
            if !change.file.is_empty() && change.kind > Kind::Changed {
                let _ = write!(text, " ({})", change.url);
            }
            text.push('\n');
        }
        if !self.elsewhere.is_empty() {
            let _ = writeln!(
                text,
                "left out, because `[sync]` does not allow the host: {}",
                self.elsewhere.join(", ")
            );
        }
        let mut counts = vec![format!("{} unchanged", self.unchanged)];
        let kinds = [
            Kind::Added,
            Kind::Changed,
            Kind::Vanished,
            Kind::Pruned,
            Kind::Refused,
            Kind::Failed,
            Kind::Blocked,
        ];
        counts.extend(
            kinds
                .iter()
                .filter(|kind| self.count(**kind) > 0)
                .map(|kind| format!("{} {kind}", self.count(*kind))),
        );
        if self.filtered > 0 {
            counts.push(format!(
                "{} left out by `include` and `exclude`",
                self.filtered
            ));
        }
        let _ = writeln!(text, "{}: {}", self.list, counts.join(", "));
        if !self.is_good() {
            text.push_str("nothing was written; what was fetched is kept for a day, so the next run goes on from here\n");
        } else if dry_run {
            text.push_str("nothing was written (--dry-run)\n");
        }
        text
    }
}

/// Runs the command. `false`: a page could not be fetched, or a file is in the way.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let path = match &arguments.config {
        Some(path) => path.clone(),
        None => crate::workspace().join("codegen.toml"),
    };
    let (text, config, problems) = layout::read(&path)?;
    if let Some(problem) = problems.first() {
        return Err(Failure::Failed(
            problem.line(&path.display().to_string(), &text),
        ));
    }
    let root = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let from = match (&arguments.from, &config.sync.from) {
        (Some(from), _) => from.clone(),
        (None, Some(from)) if Url::parse(from).is_ok_and(|url| url.has_host()) => from.clone(),
        (None, Some(from)) => root.join(from).display().to_string(),
        (None, None) => {
            let message =
                "what lists the pages? Name a URL, a file or a folder, or set `from` in `[sync]`";
            return Err(Failure::Usage(message.to_owned()));
        }
    };
    let setup = Setup {
        root,
        config: config.sync,
        from,
        dry_run: arguments.dry_run,
        prune: arguments.prune,
        force: arguments.force,
        pause: Duration::from_secs(1),
    };
    let bar = bar();
    let outcome = sync(&setup, &bar);
    bar.finish_and_clear();
    let outcome = outcome?;
    print!("{}", outcome.describe(setup.dry_run));
    Ok(outcome.is_good())
}

/// A bar on a terminal, nothing elsewhere.
pub(crate) fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar
}

/// Brings the pages in.
///
/// # Errors
/// When the list of pages cannot be read, a limit is passed, or the disk refuses. What concerns
/// one page only is part of the outcome.
pub fn sync(setup: &Setup, bar: &ProgressBar) -> Result<Outcome, Failure> {
    let config = &setup.config;
    let into = setup.root.join(&config.into);
    let lock_path = setup.root.join(&config.lock);
    let lock = Lock::read(&lock_path)?.by_url();
    let staging = match setup.dry_run {
        true => Staging::dry(),
        false => Staging::open(&lock_path)?,
    };
    let source = match Source::read(setup, &lock, &into, &staging, bar) {
        Ok(source) => source,
        Err(failure) => {
            // What a list that is too long or a limit stopped is of no use to the next run.
            staging.close()?;
            return Err(failure);
        }
    };
    let now = Timestamp::from_second(Timestamp::now().as_second())
        .unwrap_or_default()
        .to_string();
    let plan = Plan::new(Facts {
        into: &into,
        lock,
        list: &source.list,
        listed: &source.listed,
        fetches: &source.fetches,
        with_host: source.with_host,
        prune: setup.prune,
        force: setup.force,
        now: &now,
    })?;
    let mut outcome = Outcome {
        list: source.list,
        changes: plan.changes.clone(),
        unchanged: plan.unchanged,
        filtered: source.filtered,
        elsewhere: source.elsewhere,
        written: false,
    };
    if !setup.dry_run && !plan.is_stopped() {
        plan.apply(&into, &lock_path, &staging)?;
        staging.close()?;
        outcome.written = true;
    }
    Ok(outcome)
}

/// The pages, fetched.
struct Source {
    list: String,
    listed: Vec<(String, Url)>,
    fetches: Fetches,
    with_host: bool,
    filtered: usize,
    elsewhere: Vec<String>,
}

impl Source {
    fn read(
        setup: &Setup,
        lock: &BTreeMap<String, Page>,
        into: &Path,
        staging: &Staging,
        bar: &ProgressBar,
    ) -> Result<Self, Failure> {
        let config = &setup.config;
        let filter = Filter::new(config).map_err(Failure::Failed)?;
        let path = Path::new(&setup.from);
        if path.is_dir() {
            let read = folder::read(path, &filter, config, staging)?;
            return Ok(Self {
                list: read.list,
                listed: read.pages,
                fetches: read.fetches,
                with_host: false,
                filtered: read.filtered,
                elsewhere: Vec::new(),
            });
        }
        let hosts = Hosts::parse(&config.hosts).map_err(Failure::Failed)?;
        let with_host = hosts.are_several();
        let client = Client::new(Rules {
            hosts,
            attempts: config.attempts.max(1),
            pause: setup.pause,
            longest_pause: setup.pause.saturating_mul(120),
            timeout: Duration::from_secs(config.timeout_seconds.max(1)),
            max_total: config.max_total_bytes,
        });
        let robots = Robots::default();
        bar.set_message("the list of pages");
        let listing = list(setup, &filter, &client, &robots)?;
        let mut wanted = Vec::new();
        for url in &listing.pages {
            let known = match lock.get(url.as_str()) {
                Some(page) => known(page, into)?,
                None => None,
            };
            let url = url.clone();
            wanted.push(Wanted { url, known });
        }
        bar.set_length(wanted.len() as u64);
        let fetches = fetch::all(
            &wanted,
            config.jobs,
            config.max_page_bytes,
            &client,
            &robots,
            staging,
            bar,
        )?;
        Ok(Self {
            list: listing.list,
            listed: listing
                .pages
                .into_iter()
                .map(|url| (url.to_string(), url))
                .collect(),
            fetches,
            with_host,
            filtered: listing.filtered,
            elsewhere: listing.elsewhere.into_iter().collect(),
        })
    }
}

fn list(
    setup: &Setup,
    filter: &Filter,
    client: &Client,
    robots: &Robots,
) -> Result<Listing, Failure> {
    let max = setup.config.max_page_bytes;
    let may = |url: &Url| robots.check(url, client);
    let path = Path::new(&setup.from);
    let told = |refusal: Refusal| Failure::Failed(format!("{}: {}", setup.from, refusal.message));
    if path.is_file() {
        let size = fs::metadata(path)
            .map_err(|error| Failure::file(path, &error))?
            .len();
        if size > max {
            return Err(Failure::file(
                path,
                &format!("this list has more than {max} bytes"),
            ));
        }
        let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        return listing::of_text(format!("file:{name}"), &text, filter, client, max, &may)
            .map_err(told);
    }
    let url = Url::parse(&setup.from).ok().filter(Url::has_host);
    let Some(url) = url else {
        return Err(Failure::Usage(format!(
            "{}: this is no URL, and no such file or folder is there",
            setup.from
        )));
    };
    listing::ask(&url, filter, client, max, &may).map_err(told)
}

/// What to tell the server of a text that we have, if the file is still that text.
fn known(page: &Page, into: &Path) -> Result<Option<Validators>, Failure> {
    let validators = Validators {
        etag: page.etag.clone(),
        last_modified: page.last_modified.clone(),
    };
    let is_there = hash(&crate::disk::inside(into, &page.file)?)?.as_ref() == Some(&page.sha256);
    Ok((is_there && validators != Validators::default()).then_some(validators))
}
