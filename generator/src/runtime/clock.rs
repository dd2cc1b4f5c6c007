//! The one place that asks for the time or waits.

use std::future::Future;
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
pub(crate) async fn within<F: Future>(limit: Option<Duration>, work: F) -> Option<F::Output> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, work).await.ok(),
        None => Some(work.await),
    }
}
