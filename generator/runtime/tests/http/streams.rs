//! Server-sent events and JSON lines.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::emitted::api::{Ask, Export, Watch};
use crate::emitted::types::{Chunk, Prompt, Thing};
use crate::runtime::{Client, ErrorKind, Mock, Reply, Retry};
use crate::server::{SSE_HEAD, chunk, json, last_chunk, raw, serve};

fn prompt() -> Prompt {
    Prompt {
        prompt: "hi".into(),
        stream: None,
    }
}

fn text(text: &str) -> Chunk {
    Chunk {
        text: text.to_owned(),
    }
}

fn mocked(mock: &Mock) -> Client {
    Client::builder()
        .key("k")
        .transport(mock.clone())
        .build()
        .expect("a client")
}

fn events(body: &'static str) -> impl Fn(&crate::runtime::Recorded) -> Reply + Send + Sync {
    move |_| Reply::status(200).body("text/event-stream", body)
}

#[tokio::test]
async fn chunks_come_as_they_are_sent() {
    let server = raw(|asked, mut stream| async move {
        assert_eq!(asked.header("accept"), Some("text/event-stream"));
        assert_eq!(asked.text(), r#"{"prompt":"hi","stream":true}"#);
        let _ = stream.write_all(SSE_HEAD).await;
        let whole = ": OPENROUTER PROCESSING\n\ndata: {\"text\":\"one\"}\r\n\r\ndata: {\"text\":\ndata: \"zwei é\"}\n\ndata: [DONE]\n\ndata: {\"text\":\"late\"}\n\n";
        for bytes in whole.as_bytes().chunks(3) {
            chunk(&mut stream, bytes).await;
        }
        last_chunk(&mut stream).await;
    })
    .await;
    let stream = server
        .client()
        .things()
        .ask(&prompt())
        .stream()
        .await
        .expect("a stream");
    assert_eq!(stream.request_id(), Some("req_9"));
    assert_eq!(
        stream.rate_limit().and_then(|limit| limit.remaining),
        Some(7)
    );
    let chunks: Vec<Chunk> = stream.try_collect().await.expect("chunks");
    assert_eq!(chunks, [text("one"), text("zwei é")]);
}

#[tokio::test]
async fn the_flag_replaces_what_the_body_says() {
    let mock = Mock::new().on::<Ask>(events("data: [DONE]\n\n"));
    let asked = Prompt {
        stream: Some(false),
        ..prompt()
    };
    let stream = mocked(&mock)
        .things()
        .ask(&asked)
        .stream()
        .await
        .expect("a stream");
    assert_eq!(stream.count().await, 0);
    assert_eq!(
        mock.calls()[0].json::<serde_json::Value>().expect("JSON")["stream"],
        true
    );
}

#[tokio::test]
async fn failures_inside_of_a_stream() {
    for body in [
        "data: {\"text\":\"a\"}\n\ndata: {\"error\":{\"code\":502,\"message\":\"provider died\"}}\n\ndata: {\"text\":\"b\"}\n\n",
        "data: {\"text\":\"a\"}\n\nevent: error\ndata: {\"message\":\"provider died\"}\n\n",
    ] {
        let mock = Mock::new().on::<Ask>(events(body));
        let mut stream = mocked(&mock)
            .things()
            .ask(&prompt())
            .stream()
            .await
            .expect("a stream");
        assert_eq!(
            stream.next().await.expect("one").expect("a chunk"),
            text("a")
        );
        let error = stream.next().await.expect("one").expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Stream);
        assert!(error.to_string().contains("provider died"), "{error}");
        assert!(error.body().starts_with(b"{"));
        assert!(stream.next().await.is_none());
    }
    // A chunk may say that there is no error.
    let mock = Mock::new().on::<Ask>(events("data: {\"text\":\"error\",\"error\":null}\n\n"));
    let stream = mocked(&mock)
        .things()
        .ask(&prompt())
        .stream()
        .await
        .expect("a stream");
    assert_eq!(
        stream.try_collect::<Vec<_>>().await.expect("chunks"),
        [text("error")]
    );
}

#[tokio::test]
async fn odd_ends() {
    // Without the blank line, but whole.
    let mock = Mock::new().on::<Ask>(events("data: {\"text\":\"a\"}\n\ndata: {\"text\":\"b\"}"));
    let stream = mocked(&mock)
        .things()
        .ask(&prompt())
        .stream()
        .await
        .expect("a stream");
    assert_eq!(
        stream.try_collect::<Vec<_>>().await.expect("chunks"),
        [text("a"), text("b")]
    );
    for end in ["data: [DONE]", ": bye", "", "event: x\n"] {
        let body = format!("data: {{\"text\":\"a\"}}\n\n{end}");
        let mock = Mock::new()
            .on::<Ask>(move |_| Reply::status(200).body("text/event-stream", body.clone()));
        let stream = mocked(&mock)
            .things()
            .ask(&prompt())
            .stream()
            .await
            .expect("a stream");
        assert_eq!(
            stream.try_collect::<Vec<_>>().await.expect("chunks"),
            [text("a")],
            "{end}"
        );
    }
    // Cut short: what is there is not taken for the whole.
    let mock = Mock::new().on::<Ask>(events("data: {\"text\":\"a\"}\n\ndata: {\"te"));
    let mut stream = mocked(&mock)
        .things()
        .ask(&prompt())
        .stream()
        .await
        .expect("a stream");
    assert!(stream.next().await.expect("one").is_ok());
    let error = stream.next().await.expect("one").expect_err("cut");
    assert_eq!(
        (error.kind(), error.body()),
        (ErrorKind::Stream, &b"{\"te"[..])
    );
}

#[tokio::test]
async fn a_chunk_that_is_not_as_documented() {
    let mock = Mock::new().on::<Ask>(events("data: {\"text\":5}\n\n"));
    let mut stream = mocked(&mock)
        .things()
        .ask(&prompt())
        .stream()
        .await
        .expect("a stream");
    let error = stream.next().await.expect("one").expect_err("a fault");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.fault().expect("a fault").path(), "text");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn an_answer_that_is_no_stream() {
    let server = serve(|_| json("200 OK", r#"{"text":"whole"}"#)).await;
    let error = server
        .client()
        .things()
        .ask(&prompt())
        .stream()
        .await
        .expect_err("no stream");
    assert_eq!(error.kind(), ErrorKind::Stream);
    let server = serve(|_| json("400 Bad Request", r#"{"error":{"message":"no"}}"#)).await;
    let error = server
        .client()
        .things()
        .ask(&prompt())
        .stream()
        .await
        .expect_err("no stream");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
}

#[tokio::test]
async fn connections_that_break_inside_of_a_stream() {
    let server = raw(|_, mut stream| async move {
        let _ = stream.write_all(SSE_HEAD).await;
        chunk(&mut stream, b"data: {\"text\":\"a\"}\n\n").await;
    })
    .await;
    let mut stream = server
        .client()
        .things()
        .ask(&prompt())
        .stream()
        .await
        .expect("a stream");
    assert_eq!(
        stream.next().await.expect("one").expect("a chunk"),
        text("a")
    );
    let error = stream.next().await.expect("one").expect_err("broken");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn silence_ends_a_stream() {
    let server = raw(|_, mut stream| async move {
        let _ = stream.write_all(SSE_HEAD).await;
        chunk(&mut stream, b"data: {\"text\":\"a\"}\n\n").await;
        let _ = stream.read_u8().await;
    })
    .await;
    let client = server.client();
    let request = client
        .things()
        .ask(&prompt())
        .with_idle_timeout(Duration::from_millis(50));
    let mut stream = request.stream().await.expect("a stream");
    assert!(stream.next().await.expect("one").is_ok());
    assert!(
        stream
            .next()
            .await
            .expect("one")
            .expect_err("silence")
            .is_timeout()
    );
}

#[tokio::test]
async fn a_dropped_stream_closes_the_connection() {
    let (closed, mut heard) = tokio::sync::mpsc::channel(1);
    let server = raw(move |_, mut stream| {
        let closed = closed.clone();
        async move {
            let _ = stream.write_all(SSE_HEAD).await;
            chunk(&mut stream, b"data: {\"text\":\"a\"}\n\n").await;
            let read = stream.read_u8().await;
            let _ = closed.send(read.is_err()).await;
        }
    })
    .await;
    let mut stream = server
        .client()
        .things()
        .ask(&prompt())
        .stream()
        .await
        .expect("a stream");
    assert!(stream.next().await.expect("one").is_ok());
    drop(stream);
    assert_eq!(heard.recv().await, Some(true));
}

#[tokio::test]
async fn a_broken_watch_is_taken_up_where_it_broke() {
    let server = raw(|asked, mut stream| async move {
        let _ = stream.write_all(SSE_HEAD).await;
        match asked.number {
            0 => {
                assert_eq!(asked.header("last-event-id"), None);
                let body = b"retry: 1\nid: 1\nevent: chunk\ndata: {\"text\":\"a\"}\n\nevent: ping\ndata: {}\n\nid: 2\ndata: {\"text\":\"b\"}\n\nid: 3\ndata: {\"te";
                chunk(&mut stream, body).await;
            }
            _ => {
                assert_eq!(asked.header("last-event-id"), Some("2"));
                chunk(&mut stream, b"data: {\"text\":\"c\"}\n\n").await;
                last_chunk(&mut stream).await;
            }
        }
    })
    .await;
    let client = server.client();
    let stream = client
        .things()
        .watch()
        .with_retries(Retry::times(1))
        .stream()
        .await
        .expect("a stream");
    let seen: Vec<_> = stream.try_collect().await.expect("events");
    let shown: Vec<_> = seen
        .iter()
        .map(|e| (e.event.as_deref(), e.id.as_deref(), e.data.text.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            (Some("chunk"), Some("1"), "a"),
            (None, Some("2"), "b"),
            (None, Some("2"), "c")
        ]
    );
    assert_eq!(server.asked(), 2);
    // Not when retries are off.
    let mock = Mock::new().on::<Watch>(events("event: other\ndata: {}\n\n"));
    let stream = mocked(&mock)
        .things()
        .watch()
        .stream()
        .await
        .expect("a stream");
    assert_eq!(
        stream.count().await,
        0,
        "an event of another name is passed over"
    );
}

#[tokio::test]
async fn json_lines() {
    let body = "{\"id\":\"a\"}\r\n\n{\"id\":\"b\",\"count\":2}\n\u{1e}{\"id\":\"c\"}";
    let pieces: Vec<Bytes> = body
        .as_bytes()
        .chunks(4)
        .map(Bytes::copy_from_slice)
        .collect();
    let mock = Mock::new()
        .on::<Export>(move |_| Reply::status(200).pieces("application/x-ndjson", pieces.clone()));
    let stream = mocked(&mock)
        .things()
        .export()
        .stream()
        .await
        .expect("a stream");
    let things: Vec<Thing> = stream.try_collect().await.expect("things");
    assert_eq!(
        things,
        [Thing::new("a"), Thing::new("b").count(2), Thing::new("c")]
    );
    let mock = Mock::new()
        .on::<Export>(|_| Reply::status(200).body("application/jsonl", "{\"id\":\"a\"}\n{\"id\":"));
    let mut stream = mocked(&mock)
        .things()
        .export()
        .stream()
        .await
        .expect("a stream");
    assert!(stream.next().await.expect("one").is_ok());
    assert_eq!(
        stream.next().await.expect("one").expect_err("cut").kind(),
        ErrorKind::Stream
    );
}
