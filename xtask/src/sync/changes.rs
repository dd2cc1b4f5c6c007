//! What a run changes: judged from what stands in the lock, on the disk and on the site.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use url::Url;

use super::fetch::Fetches;
use super::lock::{Lock, Page};
use super::names::{Names, sha256};
use super::staging::{Got, Staging};
use crate::Failure;
use crate::disk::{inside, remove_empty, write};

/// What becomes of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub kind: Kind,
    /// Where it is fetched from.
    pub url: String,
    /// The file under the folder of the pages; empty for a page that gets none.
    pub file: String,
    /// Why, where that is not plain.
    pub why: String,
}

/// What becomes of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It is new.
    Added,
    /// Its text is another.
    Changed,
    /// It is gone from the site; its file is kept.
    Vanished,
    /// It is gone from the site, and its file is deleted.
    Pruned,
    /// It is no page to be stored.
    Refused,
    /// It could not be fetched now.
    Failed,
    /// A file that a person made or edited is in its place.
    Blocked,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Vanished => "vanished",
            Self::Pruned => "deleted",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Blocked => "in the way",
        })
    }
}

/// Everything that is known when a plan is made.
pub(super) struct Facts<'f> {
    /// The folder of the pages.
    pub into: &'f Path,
    pub lock: BTreeMap<String, Page>,
    /// What lists the pages.
    pub list: &'f str,
    /// The pages that are listed: what the lock calls them, and what their files are named after.
    pub listed: &'f [(String, Url)],
    pub fetches: &'f Fetches,
    pub with_host: bool,
    pub prune: bool,
    pub force: bool,
    pub now: &'f str,
}

/// What a run is to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub changes: Vec<Change>,
    pub unchanged: usize,
    pub lock: BTreeMap<String, Page>,
    /// Files to write, with the hash of the text.
    writes: Vec<(PathBuf, String)>,
    deletes: Vec<PathBuf>,
}

impl Plan {
    pub(super) fn new(facts: Facts<'_>) -> Result<Self, Failure> {
        let mut plan = Self {
            lock: facts.lock.clone(),
            ..Self::default()
        };
        let mut names = Names::default();
        facts.lock.values().for_each(|page| names.take(&page.file));
        for (url, name) in facts.listed {
            plan.page(url, name, &mut names, &facts)?;
        }
        let listed: BTreeSet<&str> = facts.listed.iter().map(|(url, _)| url.as_str()).collect();
        for (url, page) in &facts.lock {
            if page.list == facts.list && !listed.contains(url.as_str()) {
                plan.vanished(page, "it is no longer listed", &facts)?;
            }
        }
        plan.changes
            .sort_by(|a, b| (a.kind, &a.url).cmp(&(b.kind, &b.url)));
        Ok(plan)
    }

    fn page(
        &mut self,
        url: &str,
        name: &Url,
        names: &mut Names,
        facts: &Facts<'_>,
    ) -> Result<(), Failure> {
        let old = facts.lock.get(url);
        let file = || old.map(|page| page.file.clone()).unwrap_or_default();
        match facts.fetches.got.get(url) {
            None => {
                let why = facts.fetches.failed.get(url).cloned().unwrap_or_default();
                self.push(Kind::Failed, url, file(), why);
            }
            Some(Got::Refused { why }) => self.push(Kind::Refused, url, file(), why.clone()),
            Some(Got::Gone) => match old {
                Some(page) => self.vanished(page, "there is no such page any more", facts)?,
                None => self.push(
                    Kind::Refused,
                    url,
                    String::new(),
                    "there is no such page".to_owned(),
                ),
            },
            Some(Got::Same) => match old {
                Some(page) if page.vanished.is_some() => {
                    self.push(Kind::Changed, url, file(), "it is back".to_owned());
                    let page = Page {
                        vanished: None,
                        ..page.clone()
                    };
                    self.lock.insert(url.to_owned(), page);
                }
                _ => self.unchanged += 1,
            },
            Some(Got::Text {
                sha256,
                etag,
                last_modified,
            }) => {
                let file = match old {
                    Some(page) => page.file.clone(),
                    None => names.name(name, facts.with_host),
                };
                let page = Page {
                    url: url.to_owned(),
                    list: facts.list.to_owned(),
                    file,
                    fetched: facts.now.to_owned(),
                    sha256: sha256.clone(),
                    etag: etag.clone(),
                    last_modified: last_modified.clone(),
                    vanished: None,
                };
                self.text(page, old, facts)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, page: Page, old: Option<&Page>, facts: &Facts<'_>) -> Result<(), Failure> {
        let path = inside(facts.into, &page.file)?;
        let on_disk = hash(&path)?;
        let ours = |there: &String| old.is_some_and(|old| old.sha256 == *there);
        let is_there = on_disk.as_ref() == Some(&page.sha256);
        if !facts.force
            && !is_there
            && let Some(there) = &on_disk
            && !ours(there)
        {
            let why = match old {
                Some(_) => "the file was edited; --force overwrites it",
                None => {
                    "a file of this name is there that sync did not write; --force overwrites it"
                }
            };
            self.push(Kind::Blocked, &page.url, page.file, why.to_owned());
            return Ok(());
        }
        if !is_there {
            self.writes.push((path, page.sha256.clone()));
        }
        let same = old.filter(|old| old.sha256 == page.sha256);
        let (kind, why) = match (old, same) {
            (None, _) => (Some(Kind::Added), ""),
            (_, None) => (Some(Kind::Changed), ""),
            (Some(old), _) if old.vanished.is_some() => (Some(Kind::Changed), "it is back"),
            _ if !is_there && on_disk.is_some() => (Some(Kind::Changed), "the file was edited"),
            _ => (None, ""),
        };
        match kind {
            Some(kind) => self.push(kind, &page.url, page.file.clone(), why.to_owned()),
            None => self.unchanged += 1,
        }
        // The lock changes only with the text: a scheduled run that finds nothing commits nothing.
        let page = match same {
            Some(old) => Page {
                vanished: None,
                list: page.list,
                ..old.clone()
            },
            None => page,
        };
        self.lock.insert(page.url.clone(), page);
        Ok(())
    }

    fn vanished(&mut self, page: &Page, why: &str, facts: &Facts<'_>) -> Result<(), Failure> {
        let path = inside(facts.into, &page.file)?;
        let on_disk = hash(&path)?;
        let since = page
            .vanished
            .clone()
            .unwrap_or_else(|| facts.now.to_owned());
        if !facts.prune {
            let why = format!("{why}; the file is kept, --prune deletes it");
            self.push(Kind::Vanished, &page.url, page.file.clone(), why);
            let page = Page {
                vanished: Some(since),
                ..page.clone()
            };
            self.lock.insert(page.url.clone(), page);
        } else if on_disk.as_ref().is_some_and(|there| *there != page.sha256) && !facts.force {
            let why = format!("{why}, but the file was edited; --force deletes it");
            self.push(Kind::Blocked, &page.url, page.file.clone(), why);
        } else {
            self.push(Kind::Pruned, &page.url, page.file.clone(), why.to_owned());
            self.deletes.extend(on_disk.map(|_| path));
            self.lock.remove(&page.url);
        }
        Ok(())
    }

    fn push(&mut self, kind: Kind, url: &str, file: String, why: String) {
        self.changes.push(Change {
            kind,
            url: url.to_owned(),
            file,
            why,
        });
    }

    /// Whether something stands against writing.
    pub(super) fn is_stopped(&self) -> bool {
        self.changes
            .iter()
            .any(|change| matches!(change.kind, Kind::Failed | Kind::Blocked))
    }

    /// Writes what changed, and the lock at the end. A run that is killed on the way finds the
    /// files that are written already to be what they should be.
    pub(super) fn apply(&self, into: &Path, lock: &Path, staging: &Staging) -> Result<(), Failure> {
        for (path, hash) in &self.writes {
            write(path, &staging.read(hash)?)?;
        }
        for path in &self.deletes {
            fs::remove_file(path).map_err(|error| Failure::file(path, &error))?;
            if let Some(folder) = path.parent() {
                remove_empty(folder, into);
            }
        }
        let text = Lock::new(self.lock.clone()).text()?;
        match fs::read(lock).is_ok_and(|old| old == text.as_bytes()) {
            true => Ok(()),
            false => write(lock, text.as_bytes()),
        }
    }
}

/// The SHA-256 of a file; none when there is no such file.
pub(super) fn hash(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(sha256(&bytes))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(path, &error)),
    }
}
