//! One request after another under the rules of `sync`: where to, how often, how long, how much.

use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use ureq::http::{HeaderMap, Response};
use ureq::{Agent, Body};
use url::Url;

use super::hosts::Hosts;

/// How many redirects are followed in a row.
const MAX_REDIRECTS: usize = 5;
/// What `Accept` asks for: Markdown where a site has both.
const ACCEPT: &str =
    "text/markdown, text/plain;q=0.9, application/yaml;q=0.9, application/json;q=0.9, */*;q=0.5";

/// What a client keeps to.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub hosts: Hosts,
    /// How often a request is tried in all.
    pub attempts: u32,
    /// The pause before the second attempt; each one after is twice as long.
    pub pause: Duration,
    /// The longest pause, also where a server asks for more.
    pub longest_pause: Duration,
    /// How long one request may take.
    pub timeout: Duration,
    /// All bodies together, in bytes, unpacked.
    pub max_total: u64,
}

/// Asks servers.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    rules: Rules,
    read: AtomicU64,
}

/// What is known of a text from the last time (RFC 9110, section 8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What a server answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// The text is what it was.
    Same,
    /// There is no such page (any more).
    Gone,
    /// A body.
    Body(Fetched),
}

/// A body with what is said of it.
#[derive(Debug)]
pub(super) struct Fetched {
    pub bytes: Vec<u8>,
    /// The media type in lower case, without parameters.
    pub media_type: Option<String>,
    pub validators: Validators,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub message: String,
    /// Whether it could be otherwise in a while.
    pub passing: bool,
    /// Whether no other page can be fetched either.
    pub stop: bool,
    pub status: Option<u16>,
    pub after: Option<Duration>,
}

impl Refusal {
    pub(super) fn for_good(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            passing: false,
            stop: false,
            status: None,
            after: None,
        }
    }

    fn passing(message: impl Into<String>) -> Self {
        Self {
            passing: true,
            ..Self::for_good(message)
        }
    }
}

/// Says whether a URL may be asked; every redirect asks again.
pub(super) type May<'m> = &'m dyn Fn(&Url) -> Result<(), Refusal>;

impl Client {
    pub(super) fn new(rules: Rules) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(rules.timeout))
            .user_agent(concat!(
                "pagecrate/",
                env!("CARGO_PKG_VERSION"),
                " (+",
                env!("CARGO_PKG_REPOSITORY"),
                ")"
            ))
            .accept(ACCEPT)
            .build()
            .new_agent();
        Self {
            agent,
            rules,
            read: AtomicU64::new(0),
        }
    }

    pub(super) fn hosts(&self) -> &Hosts {
        &self.rules.hosts
    }

    /// Asks for a URL, again where that can help, and reads at most `max` bytes.
    pub(super) fn get(
        &self,
        url: &Url,
        known: Option<&Validators>,
        max: u64,
        may: May<'_>,
    ) -> Result<Answer, Refusal> {
        let mut attempt = 1;
        loop {
            let refusal = match self.once(url, known, max, may) {
                Err(refusal) if refusal.passing && attempt < self.rules.attempts => refusal,
                done => return done,
            };
            thread::sleep(self.pause(attempt, refusal.after));
            attempt += 1;
        }
    }

    /// Exponential, with jitter, and no shorter than a server asks for.
    fn pause(&self, attempt: u32, after: Option<Duration>) -> Duration {
        let doubled = self.rules.pause.saturating_mul(1 << (attempt - 1).min(16));
        let percent = u32::try_from(RandomState::new().hash_one(attempt) % 50).unwrap_or(0);
        let jitter = doubled / 100 * percent;
        let pause = after.unwrap_or_default().max(doubled + jitter);
        pause.min(self.rules.longest_pause)
    }

    fn once(
        &self,
        url: &Url,
        known: Option<&Validators>,
        max: u64,
        may: May<'_>,
    ) -> Result<Answer, Refusal> {
        let mut at = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            self.rules
                .hosts
                .check(&at)
                .map_err(|why| match at == *url {
                    true => Refusal::for_good(why),
                    false => Refusal::for_good(format!("redirected to {at}: {why}")),
                })?;
            may(&at)?;
            let response = self.ask(&at, known)?;
            let status = response.status().as_u16();
            match status {
                200..=299 => return self.body(response, max).map(Answer::Body),
                304 if known.is_some() => return Ok(Answer::Same),
                301 | 302 | 303 | 307 | 308 => {
                    let to = text(response.headers(), "location").and_then(|to| at.join(&to).ok());
                    at = to.ok_or_else(|| Refusal::for_good("redirected to no URL"))?;
                    at.set_fragment(None);
                }
                404 | 410 => return Ok(Answer::Gone),
                _ => {
                    let passing = matches!(status, 408 | 425 | 429 | 500 | 502..=504);
                    return Err(Refusal {
                        passing,
                        status: Some(status),
                        after: retry_after(response.headers()),
                        ..Refusal::for_good(format!("the server answered {}", response.status()))
                    });
                }
            }
        }
        Err(Refusal::for_good(format!(
            "redirected more than {MAX_REDIRECTS} times"
        )))
    }

    fn ask(&self, url: &Url, known: Option<&Validators>) -> Result<Response<Body>, Refusal> {
        let mut request = self
            .agent
            .get(url.as_str())
            .header("accept-encoding", "gzip");
        if let Some(etag) = known.and_then(|known| known.etag.as_deref()) {
            request = request.header("if-none-match", etag);
        }
        if let Some(date) = known.and_then(|known| known.last_modified.as_deref()) {
            request = request.header("if-modified-since", date);
        }
        request.call().map_err(|error| match error {
            ureq::Error::BadUri(_)
            | ureq::Error::Http(_)
            | ureq::Error::LargeResponseHeader(..) => Refusal::for_good(error.to_string()),
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
                Refusal::for_good(format!("TLS: {error}"))
            }
            _ => Refusal::passing(error.to_string()),
        })
    }

    fn body(&self, response: Response<Body>, max: u64) -> Result<Fetched, Refusal> {
        let (parts, body) = response.into_parts();
        let too_large = || Refusal::for_good(format!("it has more than {max} bytes"));
        let announced =
            text(&parts.headers, "content-length").and_then(|length| length.parse::<u64>().ok());
        if announced.is_some_and(|length| length > max) {
            return Err(too_large());
        }
        let packed = Counted::new(body.into_reader(), max);
        let coding = text(&parts.headers, "content-encoding")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let bytes = match &*coding {
            "" | "identity" => read(packed, max),
            "gzip" | "x-gzip" => read(MultiGzDecoder::new(packed), max),
            other => {
                return Err(Refusal::for_good(format!(
                    "it is packed by {other:?}, and only gzip was asked for"
                )));
            }
        };
        let bytes = bytes.map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => too_large(),
            io::ErrorKind::InvalidInput => Refusal::for_good(format!("it is not in gzip: {error}")),
            _ => Refusal::passing(format!("it broke off: {error}")),
        })?;
        let whole = coding.is_empty() || coding == "identity";
        let length = bytes.len() as u64;
        if whole && announced.is_some_and(|announced| announced != length) {
            return Err(Refusal::passing("it broke off"));
        }
        if self.read.fetch_add(length, Ordering::Relaxed) + length > self.rules.max_total {
            let message = format!(
                "all pages together have more than {} bytes",
                self.rules.max_total
            );
            return Err(Refusal {
                stop: true,
                ..Refusal::for_good(message)
            });
        }
        let media_type = text(&parts.headers, "content-type").map(|whole| {
            let plain = whole.split(';').next().unwrap_or_default();
            plain.trim().to_ascii_lowercase()
        });
        Ok(Fetched {
            bytes,
            media_type,
            validators: Validators {
                etag: text(&parts.headers, "etag"),
                last_modified: text(&parts.headers, "last-modified"),
            },
        })
    }
}

/// A reader that fails once it gave more than a number of bytes.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R> Counted<R> {
    fn new(inner: R, max: u64) -> Self {
        Self { inner, left: max }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(io::ErrorKind::FileTooLarge.into()),
        }
        Ok(count)
    }
}

/// All of a reader, if it is not more than a number of bytes.
pub(super) fn read(reader: impl Read, max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Counted::new(reader, max).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// RFC 9110, section 10.2.3: seconds, or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, "retry-after")?;
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = rfc2822::DateTimeParser::new().parse_timestamp(&text).ok()?;
    Duration::try_from(until.duration_since(Timestamp::now())).ok()
}
