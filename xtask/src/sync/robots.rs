//! robots.txt (RFC 9309).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use robotstxt::DefaultMatcher;
use url::Url;

use super::client::{Answer, Client, Refusal};

/// The name by which robots.txt speaks of this crawler.
pub(super) const AGENT: &str = "pagecrate";
/// RFC 9309, section 2.5: at least 500 KiB have to be read.
const MAX_BYTES: u64 = 512 << 10;

/// What is asked of crawlers, by origin; each is asked once.
#[derive(Debug, Default)]
pub(super) struct Robots {
    origins: Mutex<BTreeMap<String, Origin>>,
}

type Origin = Arc<OnceLock<Result<String, Refusal>>>;

impl Robots {
    /// Whether a page may be fetched.
    pub(super) fn check(&self, url: &Url, client: &Client) -> Result<(), Refusal> {
        let origin = url.origin().ascii_serialization();
        let entry = {
            let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(origins.entry(origin).or_default())
        };
        match entry.get_or_init(|| rules(url, client)) {
            Ok(rules) => {
                let allowed = DefaultMatcher::default().one_agent_allowed_by_robots(
                    rules,
                    AGENT,
                    url.as_str(),
                );
                match allowed {
                    true => Ok(()),
                    false => Err(Refusal::for_good("the site's robots.txt forbids it")),
                }
            }
            Err(refusal) => Err(refusal.clone()),
        }
    }
}

/// RFC 9309, section 2.3.1: an unavailable file allows everything, an unreachable one nothing.
fn rules(url: &Url, client: &Client) -> Result<String, Refusal> {
    let Ok(at) = url.join("/robots.txt") else {
        return Ok(String::new());
    };
    match client.get(&at, None, MAX_BYTES, &|_| Ok(())) {
        Ok(Answer::Body(body)) => Ok(String::from_utf8_lossy(&body.bytes).into_owned()),
        Ok(Answer::Same | Answer::Gone) => Ok(String::new()),
        Err(refusal)
            if refusal
                .status
                .is_some_and(|status| (400..500).contains(&status) && status != 429) =>
        {
            Ok(String::new())
        }
        Err(refusal) => {
            let message = format!("its robots.txt cannot be read: {}", refusal.message);
            Err(Refusal { message, ..refusal })
        }
    }
}
