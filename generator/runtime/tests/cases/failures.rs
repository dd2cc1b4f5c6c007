//! Failures that several operations have in common, by status.

use super::cases::failures::api::jobs::{
    ChangeJob, ChangeJobError, CreateJob, DeleteJob, GetJob, Jobs, JobsError, ReplaceJob,
};
use super::cases::failures::types::jobs::{Busy, Conflict, Problem};
use super::runtime::{Client, Mock, Reply};

/// The error that a call ends in when a status and a body come back.
macro_rules! failed {
    ($operation:ty, $status:expr, $body:expr, $jobs:ident => $call:expr) => {{
        let mock = Mock::new().on::<$operation>(move |_| Reply::json($status, &$body));
        let client = Client::builder().query("k").transport(mock);
        let client = client.build().expect("a client");
        let $jobs = Jobs(&client);
        $call.await.expect_err("a failure")
    }};
}

#[tokio::test]
async fn one_enum_serves_operations_that_fail_alike() {
    let problem = || Problem {
        message: "no".to_owned(),
    };
    let created = failed!(CreateJob, 400, problem(), jobs => jobs.create());
    let found: Option<JobsError> = created.documented::<CreateJob>();
    assert_eq!(found, Some(JobsError::BadRequest(problem())));

    let conflict = || Conflict {
        with: "j".to_owned(),
    };
    let replaced = failed!(ReplaceJob, 409, conflict(), jobs => jobs.replace("j"));
    let found: Option<JobsError> = replaced.documented::<ReplaceJob>();
    assert_eq!(found, Some(JobsError::Conflict(conflict())));

    // A status that only another operation documents is read as there.
    let deleted = failed!(DeleteJob, 409, conflict(), jobs => jobs.delete("j"));
    assert_eq!(
        deleted.documented::<DeleteJob>(),
        Some(JobsError::Conflict(conflict()))
    );
    // One that it documents by itself has the body that all have.
    let busy = || Busy { seconds: 3 };
    let deleted = failed!(DeleteJob, 503, busy(), jobs => jobs.delete("j"));
    assert_eq!(
        deleted.documented::<DeleteJob>(),
        Some(JobsError::ServiceUnavailable(busy()))
    );
    let replaced = failed!(ReplaceJob, 502, busy(), jobs => jobs.replace("j"));
    assert_eq!(
        replaced.documented::<ReplaceJob>(),
        Some(JobsError::ServerError(busy()))
    );
    // A body of another shape is none that is documented.
    let deleted = failed!(DeleteJob, 409, problem(), jobs => jobs.delete("j"));
    assert_eq!(deleted.documented::<DeleteJob>(), None);
}

#[tokio::test]
async fn operations_that_fail_otherwise_keep_their_own() {
    let busy = || Busy { seconds: 3 };
    let changed = failed!(ChangeJob, 409, busy(), jobs => jobs.change("j"));
    let found: Option<ChangeJobError> = changed.documented::<ChangeJob>();
    assert_eq!(found, Some(ChangeJobError::ClientError(busy())));

    let problem = || Problem {
        message: "no".to_owned(),
    };
    let found = failed!(GetJob, 404, problem(), jobs => jobs.get("j"));
    let found: Option<Problem> = found.documented::<GetJob>();
    assert_eq!(found, Some(problem()));
}
