//! Every class of error.

use std::error::Error as _;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::emitted::api::{GetThing, GetThingError};
use crate::emitted::types::{Problem, Prompt, Thing};
use crate::runtime::{Client, ErrorKind, Map, Retry};
use crate::server::{answer, json, raw, serve};

#[tokio::test]
async fn documented_failures() {
    let server = serve(|_| {
        answer(
            "404 Not Found",
            "x-request-id: req_7\r\nretry-after: 3\r\n",
            r#"{"message":"no such thing"}"#,
        )
    })
    .await;
    let error = server
        .client()
        .things()
        .get("a")
        .send()
        .await
        .expect_err("404");
    assert_eq!(error.kind(), ErrorKind::Status(http::StatusCode::NOT_FOUND));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(error.request_id(), Some("req_7"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    assert_eq!(error.body(), br#"{"message":"no such thing"}"#);
    assert_eq!(error.operation(), Some("getThing"));
    assert!(error.body_as::<Map<serde_json::Value>>().is_some());
    assert_eq!(error.body_as::<Vec<String>>(), None);
    let documented = error.documented::<GetThing>();
    assert_eq!(
        documented,
        Some(GetThingError::NotFound(Problem {
            message: "no such thing".into()
        }))
    );
    assert_eq!(
        error.to_string(),
        "GET /things/{id}: 404 Not Found: no such thing (request req_7)"
    );
}

#[tokio::test]
async fn undocumented_failures_are_still_told() {
    let server = serve(|_| {
        answer(
            "502 Bad Gateway",
            "content-type: text/html\r\n",
            "<html>oops</html>",
        )
    })
    .await;
    let error = server
        .client()
        .things()
        .get("a")
        .send()
        .await
        .expect_err("502");
    assert_eq!(error.documented::<GetThing>(), None);
    assert_eq!(error.to_string(), "GET /things/{id}: 502 Bad Gateway");
    assert_eq!(error.body(), b"<html>oops</html>");
}

#[tokio::test]
async fn answers_that_are_not_as_documented() {
    let server = serve(|_| json("200 OK", r#"{"data":[{"id":"a"},{"id":5}]}"#)).await;
    let error = server
        .client()
        .things()
        .list()
        .send()
        .await
        .expect_err("a fault");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.fault().expect("a fault").path(), "data[1].id");
    assert!(error.to_string().contains("data[1].id"), "{error}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    // The number of attempts is told of these too.
    let server = serve(|asked| match asked.number {
        0 => answer("503 Busy", "", ""),
        _ => json("200 OK", "{}"),
    })
    .await;
    let quick = Retry::times(1).base_delay(Duration::from_millis(1));
    let error = server
        .client()
        .things()
        .list()
        .with_retries(quick)
        .send()
        .await
        .expect_err("a fault");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 2));
    let server = serve(|_| json("200 OK", "not JSON")).await;
    let error = server
        .client()
        .things()
        .list()
        .send()
        .await
        .expect_err("a fault");
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn nobody_there() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let client = Client::builder()
        .key("k")
        .base_url(url)
        .retries(Retry::off())
        .build()
        .expect("a client");
    let error = client
        .things()
        .get("a")
        .send()
        .await
        .expect_err("no connection");
    assert_eq!(error.kind(), ErrorKind::Connect);
    let mut sources = 0;
    let mut source = error.source();
    while let Some(inner) = source {
        sources += 1;
        source = inner.source();
    }
    assert!(sources >= 2, "the cause is kept");
}

#[tokio::test]
async fn connections_that_break() {
    let server = raw(|_, stream| async move { drop(stream) }).await;
    let error = server
        .client()
        .things()
        .get("a")
        .send()
        .await
        .expect_err("broken");
    assert_eq!(error.kind(), ErrorKind::Transport);
    // The body is shorter than announced.
    let server =
        serve(|_| json("200 OK", r#"{"id":"a"}"#).replace("length: 10", "length: 99")).await;
    let error = server
        .client()
        .things()
        .get("a")
        .send()
        .await
        .expect_err("broken");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
}

#[tokio::test]
async fn time_limits() {
    let server = raw(|_, mut stream| async move {
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{")
            .await;
        let _ = stream.read_u8().await;
    })
    .await;
    let client = server.client();
    let limit = Duration::from_millis(50);
    let error = client
        .things()
        .get("a")
        .with_timeout(limit)
        .send()
        .await
        .expect_err("late");
    assert!(
        error.is_timeout() && error.to_string().contains("the call"),
        "{error}"
    );
    let error = client
        .things()
        .get("a")
        .with_idle_timeout(limit)
        .send()
        .await
        .expect_err("late");
    assert!(
        error.is_timeout() && error.to_string().contains("next piece"),
        "{error}"
    );
    let error = client
        .things()
        .get("a")
        .with_attempt_timeout(limit)
        .send()
        .await
        .expect_err("late");
    assert!(
        error.is_timeout() && error.to_string().contains("the attempt"),
        "{error}"
    );
    let raw = client
        .things()
        .content("a")
        .with_idle_timeout(limit)
        .send()
        .await
        .expect("a head");
    assert!(raw.collect().await.expect_err("late").is_timeout());
}

#[tokio::test]
async fn answers_that_are_too_long() {
    let server = serve(|_| json("200 OK", &format!(r#"{{"id":"{}"}}"#, "x".repeat(2000)))).await;
    let client = server.builder().body_limit(1000).build().expect("a client");
    let error = client.things().get("a").send().await.expect_err("too long");
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn keys_are_shown_nowhere() {
    let server = serve(|_| {
        json(
            "401 Unauthorized",
            r#"{"error":{"message":"bad key sk-secret-key"}}"#,
        )
    })
    .await;
    let client = server.client();
    let request = client
        .things()
        .get("a")
        .with_header("authorization", "Bearer sk-secret-key");
    let error = client.things().get("a").send().await.expect_err("401");
    let builder = server.builder().credential("queryKey", "sk-secret-key");
    for shown in [
        format!("{client:?} {builder:?} {request:?}"),
        format!("{error} {error:?}"),
        format!("{:?}", crate::runtime::Credential::key("sk-secret-key")),
    ] {
        assert!(!shown.contains("sk-secret"), "{shown}");
    }
    // In what an answer that is not as documented is quoted by, and in a stream.
    let server = serve(|_| json("200 OK", r#"{"id":["sk-secret-key"]}"#)).await;
    let error = server.client().things().get("a").send().await;
    let error = error.expect_err("a fault");
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("[redacted]"), "{shown}");
    assert!(!shown.contains("sk-secret"), "{shown}");
    let server = serve(|_| {
        let body = "data: {\"error\":{\"message\":\"sk-secret-key is spent\"}}\n\n";
        answer("200 OK", "content-type: text/event-stream\r\n", body)
    })
    .await;
    let prompt = Prompt {
        prompt: "x".into(),
        stream: None,
    };
    let mut stream = server
        .client()
        .things()
        .ask(&prompt)
        .stream()
        .await
        .expect("a stream");
    let error = stream.next().await.expect("one").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Stream);
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("[redacted] is spent"), "{shown}");
    // In the query, with an error whose source knows the URL.
    let client = Client::builder()
        .credential("queryKey", "sk-secret-key")
        .base_url("http://127.0.0.1:1/")
        .retries(Retry::off())
        .build()
        .expect("a client");
    let error = client
        .things()
        .list()
        .send()
        .await
        .expect_err("no connection");
    let mut shown = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(inner) = source {
        shown.push_str(&format!("{inner} {inner:?}"));
        source = inner.source();
    }
    assert!(!shown.contains("sk-secret"), "{shown}");
}

#[tokio::test]
async fn a_dropped_call_closes_the_connection() {
    let (closed, mut heard) = tokio::sync::mpsc::channel(1);
    let server = raw(move |_, mut stream| {
        let closed = closed.clone();
        async move {
            let read = stream.read_u8().await;
            let _ = closed.send(read.is_err()).await;
        }
    })
    .await;
    let client = server.client();
    let things = client.things();
    let call = things.create(&Thing::new("a")).send();
    tokio::select! {
        _ = call => panic!("there is no answer"),
        () = async { while server.asked() == 0 { tokio::task::yield_now().await } } => {}
    }
    assert_eq!(heard.recv().await, Some(true));
}
