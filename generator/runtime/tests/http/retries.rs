//! What is sent again, and what is not.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;

use crate::emitted::api::{CreateThing, GetThing, PutContent};
use crate::emitted::types::Thing;
use crate::runtime::{Body, Client, Error, ErrorKind, Mock, Reply, Retry, Upload};
use crate::server::{answer, json, serve};

fn quick(times: u32) -> Retry {
    Retry::times(times).base_delay(Duration::from_millis(1))
}

fn client(mock: &Mock) -> Client {
    Client::builder()
        .key("k")
        .transport(mock.clone())
        .build()
        .expect("a client")
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    let server = serve(|asked| match asked.number {
        0 => answer("503 Service Unavailable", "", ""),
        1 => answer("429 Too Many Requests", "retry-after: 0\r\n", ""),
        _ => json("200 OK", r#"{"id":"a"}"#),
    })
    .await;
    let thing = server
        .client()
        .things()
        .get("a")
        .with_retries(quick(2))
        .send()
        .await;
    assert_eq!(thing.expect("a thing"), Thing::new("a"));
    assert_eq!(server.asked(), 3);
    let error = server
        .client()
        .things()
        .get("a")
        .with_retries(quick(0))
        .send()
        .await;
    assert!(error.is_ok(), "no retry is needed now");
}

#[tokio::test(start_paused = true)]
async fn which_answers_are_asked_for_again() {
    for (status, attempts) in [
        (408, 3),
        (429, 3),
        (500, 3),
        (502, 3),
        (503, 3),
        (504, 3),
        (529, 3),
        (400, 1),
        (404, 1),
        (501, 1),
        (505, 1),
    ] {
        let mock = Mock::new().on::<GetThing>(move |_| Reply::status(status));
        let error = client(&mock)
            .things()
            .get("a")
            .send()
            .await
            .expect_err("a failure");
        assert_eq!(error.attempts(), attempts, "{status}");
        assert_eq!(mock.calls().len(), attempts as usize, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn posts_are_sent_once_unless_told() {
    let mock = Mock::new().on::<CreateThing>(|_| Reply::status(503));
    let client = client(&mock);
    let create = || client.things().create(&Thing::new("a"));
    let attempts = |error: Error| error.attempts();
    assert_eq!(create().send().await.map_err(attempts), Err(1));
    assert_eq!(
        create()
            .with_idempotency_key("once")
            .send()
            .await
            .map_err(attempts),
        Err(3)
    );
    assert_eq!(
        create()
            .with_retries(Retry::times(1).any_method())
            .send()
            .await
            .map_err(attempts),
        Err(2)
    );
    let keyed: Vec<_> = mock
        .calls()
        .iter()
        .filter_map(|call| call.header("idempotency-key").map(str::to_owned))
        .collect();
    assert_eq!(keyed, ["once"; 3]);
}

#[tokio::test(start_paused = true)]
async fn failures_to_connect_are_tried_again_whatever_the_method() {
    let connect = Mock::new()
        .on::<CreateThing>(|_| Reply::failure(Error::new(ErrorKind::Connect, "no connection")));
    let error = client(&connect)
        .things()
        .create(&Thing::new("a"))
        .send()
        .await
        .expect_err("none");
    assert_eq!(error.attempts(), 3);
    let broken = Mock::new()
        .on::<CreateThing>(|_| Reply::failure(Error::new(ErrorKind::Transport, "it broke")));
    let error = client(&broken)
        .things()
        .create(&Thing::new("a"))
        .send()
        .await
        .expect_err("none");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn delays_double_and_retry_after_is_obeyed() {
    let start = tokio::time::Instant::now();
    let mock = Mock::new().on::<GetThing>(|_| Reply::status(503));
    let _ = client(&mock)
        .things()
        .get("a")
        .with_retries(Retry::times(4))
        .send()
        .await;
    let waited = start.elapsed();
    // 0.5 + 1 + 2 + 4 s, and as much again of jitter at most.
    assert!(
        waited >= Duration::from_millis(7500) && waited <= Duration::from_secs(15),
        "{waited:?}"
    );

    let asks = |seconds: &'static str| {
        Mock::new().on::<GetThing>(move |_| Reply::status(429).header("retry-after", seconds))
    };
    let start = tokio::time::Instant::now();
    let _ = client(&asks("20")).things().get("a").send().await;
    assert_eq!(start.elapsed().as_secs(), 40);

    // Longer than is waited for: the caller is told at once.
    let start = tokio::time::Instant::now();
    let error = client(&asks("120"))
        .things()
        .get("a")
        .send()
        .await
        .expect_err("429");
    assert_eq!((start.elapsed().as_secs(), error.attempts()), (0, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));

    // Longer than the call may take: likewise, rather than a timeout that says less.
    let request = client(&asks("20"))
        .things()
        .get("a")
        .with_timeout(Duration::from_secs(5));
    let error = request.send().await.expect_err("429");
    assert_eq!((start.elapsed().as_secs(), error.attempts()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn bodies_that_are_gone_are_not_sent_again() {
    let mock = Mock::new().on::<PutContent>(|_| Reply::status(503));
    let client = client(&mock);
    let pieces = futures_util::stream::iter([Ok(Bytes::from_static(b"abc"))]);
    let error = client
        .things()
        .put_content("a", Body::stream(pieces, Some(3)))
        .send()
        .await;
    assert_eq!(error.expect_err("503").attempts(), 1);
    let error = client
        .things()
        .put_content("a", Bytes::from_static(b"abc"))
        .send()
        .await;
    assert_eq!(error.expect_err("503").attempts(), 3);
    assert!(mock.calls().iter().all(|call| &call.body[..] == b"abc"));
}

#[tokio::test(start_paused = true)]
async fn one_attempt_may_be_too_slow() {
    struct Slow(Mock, Mutex<u32>);
    impl crate::runtime::Transport for Slow {
        fn send(
            &self,
            request: crate::runtime::HttpRequest,
        ) -> futures_core::future::BoxFuture<'_, Result<crate::runtime::HttpResponse, Error>>
        {
            let number = {
                let mut n = self.1.lock().expect("a lock");
                *n += 1;
                *n
            };
            Box::pin(async move {
                if number == 1 {
                    std::future::pending::<()>().await;
                }
                self.0.send(request).await
            })
        }
    }
    let mock = Mock::new().on::<GetThing>(|_| Reply::ok(&Thing::new("a")));
    let client = Client::builder()
        .key("k")
        .transport(Slow(mock, Mutex::new(0)))
        .attempt_timeout(Duration::from_secs(5))
        .build()
        .expect("a client");
    assert_eq!(
        client.things().get("a").send().await.expect("the second"),
        Thing::new("a")
    );
}

#[tokio::test]
async fn files_are_read_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "contents").expect("a file");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = seen.clone();
    let server = serve(move |asked| {
        keep.lock().expect("a lock").push(asked.text());
        if asked.number == 0 {
            answer("503 Busy", "", "")
        } else {
            json("200 OK", "{}")
        }
    })
    .await;
    let body = crate::emitted::types::UploadBody {
        purpose: "p".into(),
        meta: None,
        files: vec![Upload::path(&path)],
    };
    let client = server.client();
    let request = client
        .things()
        .upload("a", body)
        .with_retries(quick(1).any_method());
    request.send().await.expect("the second");
    let seen = seen.lock().expect("a lock");
    assert_eq!(seen.len(), 2);
    assert!(seen[0].contains("contents") && seen[0] == seen[1]);
}
