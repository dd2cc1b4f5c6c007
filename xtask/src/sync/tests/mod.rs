mod faults;
mod sites;

use std::fs;
use std::path::Path;
use std::time::Duration;

use indicatif::ProgressBar;

use super::{Kind, Lock, Outcome, Setup, sync};
use crate::Failure;
use crate::config::SyncConfig;

/// A project in a folder of its own.
struct Project {
    folder: tempfile::TempDir,
    setup: Setup,
}

impl Project {
    fn new(from: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let setup = Setup {
            root: folder.path().to_path_buf(),
            config: SyncConfig {
                hosts: vec!["127.0.0.1".to_owned()],
                into: "pages".to_owned(),
                lock: "pages.lock".to_owned(),
                timeout_seconds: 20,
                ..SyncConfig::default()
            },
            from: from.to_owned(),
            dry_run: false,
            prune: false,
            force: false,
            pause: Duration::from_millis(5),
        };
        Self { folder, setup }
    }

    fn run(&self) -> Result<Outcome, Failure> {
        sync(&self.setup, &ProgressBar::hidden())
    }

    fn good(&self) -> Outcome {
        let outcome = self.run().unwrap();
        assert!(outcome.is_good(), "{}", outcome.describe(false));
        outcome
    }

    fn failure(&self) -> String {
        self.run().unwrap_err().to_string()
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn page(&self, name: &str) -> String {
        fs::read_to_string(self.root().join("pages").join(name)).unwrap()
    }

    fn lock(&self) -> Lock {
        Lock::read(&self.root().join("pages.lock")).unwrap()
    }

    /// Everything that stands in the project's folder.
    fn files(&self) -> Vec<String> {
        let walk = ignore::WalkBuilder::new(self.root())
            .standard_filters(false)
            .build();
        let files = walk
            .flatten()
            .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
        let mut names: Vec<String> = files
            .map(|entry| crate::disk::shown(entry.path(), self.root()))
            .collect();
        names.sort();
        names
    }
}

/// The file or URL, and why, of the changes of a kind.
fn of_kind(outcome: &Outcome, kind: Kind) -> Vec<String> {
    let of_kind = outcome.changes.iter().filter(|change| change.kind == kind);
    of_kind
        .map(|change| format!("{}: {}", change.file, change.why))
        .collect()
}
