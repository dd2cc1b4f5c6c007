//! Many pages at a time.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use indicatif::ProgressBar;
use url::Url;

use super::client::{Answer, Client, Fetched, Refusal, Validators};
use super::listing::is_html;
use super::robots::Robots;
use super::staging::{Got, Staging};
use crate::Failure;

/// The most requests at a time, whatever the configuration says.
const MAX_JOBS: usize = 32;

/// A page to fetch.
#[derive(Debug)]
pub(super) struct Wanted {
    pub url: Url,
    /// What is known of the text that stands on the disk.
    pub known: Option<Validators>,
}

/// What became of all pages.
#[derive(Debug, Default)]
pub(super) struct Fetches {
    pub got: BTreeMap<String, Got>,
    /// Pages that could not be fetched now, and why.
    pub failed: BTreeMap<String, String>,
}

/// Fetches pages, a number of them at a time. A page that fails holds up no other.
pub(super) fn all(
    wanted: &[Wanted],
    jobs: usize,
    max: u64,
    client: &Client,
    robots: &Robots,
    staging: &Staging,
    bar: &ProgressBar,
) -> Result<Fetches, Failure> {
    let next = AtomicUsize::new(0);
    let fetches = Mutex::new(Ok(Fetches::default()));
    let work = || {
        while let Some(one) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
            bar.set_message(one.url.path().to_owned());
            let result = match staging.before(one.url.as_str()) {
                Some(got) => Ok(Ok(got.clone())),
                None => fetch(one, max, client, robots, staging),
            };
            bar.inc(1);
            let mut fetches = fetches.lock().unwrap_or_else(PoisonError::into_inner);
            let Ok(all) = &mut *fetches else { return };
            let url = one.url.to_string();
            match result {
                Ok(Ok(got)) => drop(all.got.insert(url, got)),
                Ok(Err(refusal)) => drop(all.failed.insert(url, refusal.message)),
                Err(failure) => *fetches = Err(failure),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, MAX_JOBS).min(wanted.len()) {
            scope.spawn(work);
        }
    });
    fetches.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn fetch(
    one: &Wanted,
    max: u64,
    client: &Client,
    robots: &Robots,
    staging: &Staging,
) -> Result<Result<Got, Refusal>, Failure> {
    let may = |url: &Url| robots.check(url, client);
    let (got, text) = match client.get(&one.url, one.known.as_ref(), max, &may) {
        Ok(Answer::Same) => (Got::Same, None),
        Ok(Answer::Gone) => (Got::Gone, None),
        Ok(Answer::Body(body)) => match unfit(&body) {
            Some(why) => (Got::Refused { why }, None),
            None => {
                let text = body.bytes;
                (Got::text(&text, body.validators), Some(text))
            }
        },
        Err(refusal) if refusal.stop => return Err(Failure::Failed(refusal.message)),
        Err(refusal) if refusal.passing => return Ok(Err(refusal)),
        Err(refusal) => (
            Got::Refused {
                why: refusal.message,
            },
            None,
        ),
    };
    staging.keep(one.url.as_str(), &got, text.as_deref())?;
    Ok(Ok(got))
}

/// Why a body is no text to be stored.
fn unfit(body: &Fetched) -> Option<String> {
    let kind = body.media_type.as_deref().unwrap_or_default();
    let is_text = kind.starts_with("text/")
        || kind.ends_with("+json")
        || kind.ends_with("+yaml")
        || matches!(
            kind,
            "" | "application/json"
                | "application/yaml"
                | "application/x-yaml"
                | "application/markdown"
                | "application/octet-stream"
        );
    if is_html(body) {
        return Some(
            "it is HTML; many sites serve Markdown under the URL with .md (`page-suffix`)"
                .to_owned(),
        );
    }
    if !is_text {
        return Some(format!("it is of the type {kind}, which is no text"));
    }
    not_text(&body.bytes)
}

/// Why bytes are no text.
pub(super) fn not_text(bytes: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some("it is not in UTF-8".to_owned());
    };
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    match text {
        _ if text.trim().is_empty() => Some("it is empty".to_owned()),
        _ if text.contains(control) => {
            Some("it has control characters, which no text has".to_owned())
        }
        _ => None,
    }
}
