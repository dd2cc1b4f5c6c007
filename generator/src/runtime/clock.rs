//! The one place that asks for the time or waits.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime};

use tokio::task::unconstrained;
pub(crate) use tokio::time::Instant;
use tokio::time::Sleep;

/// The time of day, for headers that name a point in time.
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

pub(crate) async fn sleep(delay: Duration) {
    tokio::time::sleep(delay).await;
}

/// A time limit for something that begins now; `None` is for ever.
pub(crate) struct Timer {
    end: Option<Instant>,
}

impl Timer {
    pub(crate) fn new(limit: Option<Duration>) -> Self {
        Timer {
            end: limit.and_then(|limit| Instant::now().checked_add(limit)),
        }
    }

    /// When it is over.
    pub(crate) fn end(&self) -> Option<Instant> {
        self.end
    }

    /// The result of `work`, or `None` when the limit passes first.
    ///
    /// Nothing is set up for work that is done at once. The work is pinned where it stands: a future
    /// that is handed over takes its size again at every hand.
    pub(crate) async fn within<F: Future>(self, mut work: Pin<&mut F>) -> Option<F::Output> {
        let Some(end) = self.end else {
            return Some(work.await);
        };
        let mut sleep: Option<Pin<Box<Sleep>>> = None;
        let poll = |context: &mut Context<'_>| {
            if let Poll::Ready(result) = work.as_mut().poll(context) {
                return Poll::Ready(Some(result));
            }
            let sleep = sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(end)));
            // Work that has used up its task's turn may not keep the timer from being looked at.
            pin!(unconstrained(sleep)).poll(context).map(|()| None)
        };
        poll_fn(poll).await
    }
}

/// How long nothing has come of something that comes in pieces.
///
/// The timer is set again only when it goes off, rather than with each piece.
pub(crate) struct Silence {
    limit: Duration,
    since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Silence {
    pub(crate) fn new(limit: Duration) -> Self {
        Silence {
            limit,
            since: None,
            timer: None,
        }
    }

    /// Something came.
    pub(crate) fn broken(&mut self) {
        self.since = None;
    }

    /// Nothing has come yet: ready, with the limit, when that has been so for too long.
    pub(crate) fn poll_too_long(&mut self, context: &mut Context<'_>) -> Poll<Duration> {
        let since = *self.since.get_or_insert_with(Instant::now);
        let Some(until) = since.checked_add(self.limit) else {
            return Poll::Pending;
        };
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
        loop {
            ready!(timer.as_mut().poll(context));
            if timer.deadline() >= until {
                return Poll::Ready(self.limit);
            }
            timer.as_mut().reset(until);
        }
    }
}
