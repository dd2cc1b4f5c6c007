//! When a request is sent again, and after how long.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use http::Method;

use super::error::{Error, ErrorKind};

/// When a request is sent again, and after how long.
///
/// A request is sent again after a failure to connect, and, if its method is idempotent (RFC 9110
/// section 9.2.2) or it carries an idempotency key, after a broken connection, a time limit of one
/// attempt, and the statuses 408, 429 and 5xx, but for 501 and 505, which do not pass. Never when its body was a stream that
/// is gone. Delays double from one to the next, with jitter. `Retry-After` is obeyed; when it asks
/// for longer than [`max_retry_after`](Self::max_retry_after), or than the whole call may take, the
/// error is returned at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    times: u32,
    base: Duration,
    cap: Duration,
    retry_after_cap: Duration,
    any_method: bool,
}

impl Default for Retry {
    /// Twice, after about half a second and a second, and `Retry-After` up to a minute.
    fn default() -> Self {
        Retry::times(2)
    }
}

impl Retry {
    /// Never.
    pub const fn off() -> Self {
        Retry::times(0)
    }

    /// At most this many times after the first.
    pub const fn times(times: u32) -> Self {
        Retry {
            times,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(8),
            retry_after_cap: Duration::from_secs(60),
            any_method: false,
        }
    }

    /// The first delay; 500 ms unless set.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base = delay;
        self
    }

    /// The longest delay when the server asks for none; 8 s unless set.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.cap = delay;
        self
    }

    /// The longest `Retry-After` that is waited for; 60 s unless set.
    #[must_use]
    pub const fn max_retry_after(mut self, delay: Duration) -> Self {
        self.retry_after_cap = delay;
        self
    }

    /// Takes every method for idempotent: for calls that may well be made twice.
    #[must_use]
    pub const fn any_method(mut self) -> Self {
        self.any_method = true;
        self
    }

    /// How many times at most after the first.
    pub const fn most(&self) -> u32 {
        self.times
    }

    pub(crate) fn delays(&self) -> Delays {
        let backoff = ExponentialBuilder::new()
            .with_min_delay(self.base)
            .with_max_delay(self.cap)
            .with_max_times(usize::try_from(self.times).unwrap_or(usize::MAX))
            .with_jitter()
            .build();
        Delays {
            policy: *self,
            backoff,
        }
    }
}

/// The delays of one call.
pub(crate) struct Delays {
    policy: Retry,
    backoff: ExponentialBackoff,
}

impl Delays {
    /// How long to wait before another attempt after `error`; `None` for no other attempt.
    pub(crate) fn after(&mut self, error: &Error, repeatable: bool) -> Option<Duration> {
        let again = match error.kind() {
            // Nothing was sent.
            ErrorKind::Connect => true,
            ErrorKind::Transport | ErrorKind::Timeout => repeatable || self.policy.any_method,
            ErrorKind::Status(status) => {
                let passing = match status.as_u16() {
                    501 | 505 => false,
                    code => matches!(code, 408 | 429 | 500..=599),
                };
                passing && (repeatable || self.policy.any_method)
            }
            _ => false,
        };
        if !again {
            return None;
        }
        let own = self.backoff.next()?.min(self.policy.cap);
        match error.retry_after() {
            Some(asked) if asked > self.policy.retry_after_cap => None,
            Some(asked) => Some(asked),
            None => Some(own),
        }
    }
}

/// Whether a second request of this method does no more than the first.
pub(crate) fn is_idempotent(method: &Method) -> bool {
    matches!(
        method.as_str(),
        "GET" | "HEAD" | "OPTIONS" | "TRACE" | "PUT" | "DELETE" | "QUERY"
    )
}
