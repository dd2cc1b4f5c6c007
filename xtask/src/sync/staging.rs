//! Where fetched texts wait until all are there, so that an interrupted run goes on where it was.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::client::Validators;
use super::names::sha256;
use crate::Failure;
use crate::disk;

/// How old what an interrupted run left may be.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);
const JOURNAL: &str = "journal.jsonl";

/// What became of one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub(super) enum Got {
    /// The text is what the lock says.
    Same,
    /// There is no such page.
    Gone,
    /// It is no page to be stored, and why.
    Refused {
        /// Why.
        why: String,
    },
    /// A text.
    Text {
        /// Its SHA-256.
        sha256: String,
        /// The server's `ETag`.
        etag: Option<String>,
        /// The server's `Last-Modified`.
        last_modified: Option<String>,
    },
}

impl Got {
    pub(super) fn text(bytes: &[u8], validators: Validators) -> Self {
        Self::Text {
            sha256: sha256(bytes),
            etag: validators.etag,
            last_modified: validators.last_modified,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    url: String,
    got: Got,
}

/// A folder beside the lock; none in a dry run.
#[derive(Debug)]
pub(super) struct Staging {
    folder: Option<PathBuf>,
    journal: Option<Mutex<File>>,
    before: BTreeMap<String, Got>,
}

impl Staging {
    /// Opens the folder, with what an interrupted run left there.
    pub(super) fn open(lock: &Path) -> Result<Self, Failure> {
        let mut name = lock.as_os_str().to_owned();
        name.push(".partial");
        let folder = PathBuf::from(name);
        let failed = |error: std::io::Error| Failure::file(&folder, &error);
        let journal = folder.join(JOURNAL);
        let is_fresh = |time: SystemTime| time.elapsed().is_ok_and(|age| age < MAX_AGE);
        if folder.exists()
            && !fs::metadata(&journal)
                .and_then(|of| of.modified())
                .is_ok_and(is_fresh)
        {
            fs::remove_dir_all(&folder).map_err(failed)?;
        }
        let before = entries(&folder);
        fs::create_dir_all(&folder).map_err(failed)?;
        // What is half a line, because the run was killed, is not read again.
        let kept: Vec<String> = before
            .iter()
            .filter_map(|(url, got)| line(url, got))
            .collect();
        disk::write(&journal, kept.concat().as_bytes())?;
        let file = OpenOptions::new()
            .append(true)
            .open(&journal)
            .map_err(failed)?;
        Ok(Self {
            folder: Some(folder),
            journal: Some(Mutex::new(file)),
            before,
        })
    }

    /// Keeps nothing.
    pub(super) fn dry() -> Self {
        Self {
            folder: None,
            journal: None,
            before: BTreeMap::new(),
        }
    }

    /// The text that the interrupted run got for a page. All else is quickly asked again.
    pub(super) fn before(&self, url: &str) -> Option<&Got> {
        self.before
            .get(url)
            .filter(|got| matches!(got, Got::Text { .. }))
    }

    /// Keeps what became of a page, with its text.
    pub(super) fn keep(&self, url: &str, got: &Got, text: Option<&[u8]>) -> Result<(), Failure> {
        let (Some(folder), Some(journal)) = (&self.folder, &self.journal) else {
            return Ok(());
        };
        if let (Got::Text { sha256, .. }, Some(text)) = (got, text) {
            disk::write(&folder.join(sha256), text)?;
        }
        let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
        let line = line(url, got).unwrap_or_default();
        journal
            .write_all(line.as_bytes())
            .map_err(|error| Failure::file(folder, &error))
    }

    /// A text that was kept.
    pub(super) fn read(&self, sha256: &str) -> Result<Vec<u8>, Failure> {
        let folder = self.folder.as_deref().unwrap_or(Path::new(""));
        let path = folder.join(sha256);
        fs::read(&path).map_err(|error| Failure::file(&path, &error))
    }

    /// Deletes the folder: all that was in it is in its place.
    pub(super) fn close(self) -> Result<(), Failure> {
        let Some(folder) = self.folder else {
            return Ok(());
        };
        fs::remove_dir_all(&folder).map_err(|error| Failure::file(&folder, &error))
    }
}

fn line(url: &str, got: &Got) -> Option<String> {
    let line = Line {
        url: url.to_owned(),
        got: got.clone(),
    };
    serde_json::to_string(&line).ok().map(|line| line + "\n")
}

/// What the journal says and the folder has.
fn entries(folder: &Path) -> BTreeMap<String, Got> {
    let text = fs::read_to_string(folder.join(JOURNAL)).unwrap_or_default();
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Line>(line).ok());
    let whole = |line: &Line| match &line.got {
        Got::Text { sha256: hash, .. } => {
            let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hash && fs::read(folder.join(hash)).is_ok_and(|bytes| sha256(&bytes) == *hash)
        }
        _ => true,
    };
    lines
        .filter(whole)
        .map(|line| (line.url, line.got))
        .collect()
}
