//! The one place that asks for the time or waits.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, SystemTime};

pub(crate) use tokio::time::Instant;

/// The time of day, for headers that name a point in time.
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

pub(crate) async fn sleep(delay: Duration) {
    tokio::time::sleep(delay).await;
}

/// The result of `work`, or `None` when `limit` passes first. Without a limit it waits for ever.
///
/// A timer costs system calls, so there is none for work that is done at once. The work is pinned
/// where it stands: a future that is handed over takes its size again at every hand.
pub(crate) async fn within<F: Future>(
    limit: Option<Duration>,
    mut work: Pin<&mut F>,
) -> Option<F::Output> {
    let Some(limit) = limit else {
        return Some(work.await);
    };
    match poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
        Poll::Ready(result) => Some(result),
        Poll::Pending => tokio::time::timeout(limit, work).await.ok(),
    }
}
