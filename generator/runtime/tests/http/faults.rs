//! Servers that misbehave, and loads that nothing may be held in memory for.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::emitted::api::{Ask, GetThing};
use crate::emitted::types::{Prompt, Thing};
use crate::runtime::{Body, Client, Error, ErrorKind, Mock, Reply, Retry};
use crate::server::{Server, answer, raw, serve};

/// Answers with these bytes and closes the connection.
async fn bytes(answer: &'static [u8]) -> Server {
    raw(move |_, mut stream| async move {
        let _ = stream.write_all(answer).await;
        let _ = stream.shutdown().await;
    })
    .await
}

async fn failure_of(server: &Server) -> Error {
    let sent = server.client().things().get("a").send().await;
    sent.expect_err("a failure")
}

#[tokio::test]
async fn framing_that_lies() {
    let table: [(&[u8], ErrorKind); 8] = [
        (b"SSH-2.0-OpenSSH_9.6\r\n", ErrorKind::Transport),
        (b"HTTP/1.1 200 OK\r\nco", ErrorKind::Transport),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\ncontent-length: 11\r\n\r\n{\"id\":\"a\"}",
            ErrorKind::Transport,
        ),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"id\":\"a\"}",
            ErrorKind::Transport,
        ),
        // Shorter than the body: the JSON that is left ends too soon.
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{\"id\":\"a\"}",
            ErrorKind::Decode,
        ),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{\"id\":\"a\"}\r\n0\r\n\r\n",
            ErrorKind::Transport,
        ),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na\r\n{\"id\":\"a\"}\r\n",
            ErrorKind::Transport,
        ),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n{",
            ErrorKind::Transport,
        ),
    ];
    for (answer, kind) in table {
        let error = failure_of(&bytes(answer).await).await;
        let shown = String::from_utf8_lossy(answer);
        assert_eq!(error.kind(), kind, "{shown}: {error:?}");
    }
}

#[tokio::test]
async fn bodies_that_are_no_json() {
    let page = "<!DOCTYPE html><html><body>Welcome to the proxy</body></html>";
    let html = serve(move |_| answer("200 OK", "content-type: text/html\r\n", page)).await;
    let error = failure_of(&html).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    let fault = error.fault().expect("a fault");
    assert_eq!((fault.line(), fault.column()), (Some(1), Some(1)));
    assert!(fault.piece().starts_with("<!DOCTYPE"), "{error}");
    assert_eq!(error.body(), page.as_bytes());

    let invalid = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"id\":\"\xffab\"}";
    let error = failure_of(&bytes(invalid).await).await;
    assert_eq!(error.fault().expect("a fault").expected(), "text in UTF-8");

    let deep = serve(|_| {
        let body = format!("{{\"id\":{}", "[".repeat(100_000));
        answer("200 OK", "content-type: application/json\r\n", &body)
    })
    .await;
    let error = failure_of(&deep).await;
    let fault = error.fault().expect("a fault");
    assert!(fault.expected().contains("at most 128"), "{error}");
    assert!(error.to_string().len() < 600, "only a piece is shown");

    let long = serve(|_| {
        let body = format!("{{\"id\":[\"{}\"]}}", "é".repeat(100_000));
        answer("200 OK", "content-type: application/json\r\n", &body)
    })
    .await;
    let error = failure_of(&long).await;
    assert!(error.to_string().len() < 600, "only a piece is shown");
}

#[tokio::test]
async fn a_page_of_a_proxy_is_a_status_and_no_decoding_error() {
    let server = serve(|_| {
        let page = "<html><h1>502 Bad Gateway</h1></html>";
        answer("502 Bad Gateway", "content-type: text/html\r\n", page)
    })
    .await;
    let error = failure_of(&server).await;
    assert_eq!(error.status().map(|status| status.as_u16()), Some(502));
    assert_eq!(error.documented::<GetThing>(), None);
    assert!(!error.to_string().contains("<html>"), "{error}");
}

#[tokio::test]
async fn a_body_that_trickles() {
    let server = raw(|_, mut stream| async move {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n{";
        let mut alive = stream.write_all(head).await.is_ok();
        while alive {
            tokio::time::sleep(Duration::from_millis(10)).await;
            alive = stream.write_all(b" ").await.is_ok();
        }
    })
    .await;
    // Never silent for long, so only the limit of the whole call ends it.
    let client = server.client();
    let call = client.things().get("a");
    let call = call
        .with_idle_timeout(Duration::from_secs(5))
        .with_timeout(Duration::from_millis(150));
    let error = call.send().await.expect_err("late");
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_server_that_never_answers() {
    let server = raw(|_, mut stream| async move {
        let _ = stream.read_u8().await;
    })
    .await;
    let retries = Retry::times(1).base_delay(Duration::from_millis(1));
    let client = server.client();
    let call = client.things().get("a").with_retries(retries);
    let error = call
        .with_attempt_timeout(Duration::from_millis(50))
        .send()
        .await
        .expect_err("late");
    assert!(error.is_timeout(), "{error}");
    assert_eq!((error.attempts(), server.asked()), (2, 2));
}

#[tokio::test]
async fn events_in_pieces_of_one_byte() {
    let text = "data: {\"text\":\"é😀\"}\r\n\r\ndata: {\"text\":\"b\"}\n\ndata: [DONE]\n\n";
    let pieces: Vec<Bytes> = text
        .bytes()
        .map(|byte| Bytes::copy_from_slice(&[byte]))
        .collect();
    let mock = Mock::new()
        .on::<Ask>(move |_| Reply::status(200).pieces("text/event-stream", pieces.clone()));
    let client = Client::builder().key("k").transport(mock).build();
    let client = client.expect("a client");
    let prompt = Prompt {
        prompt: "hi".into(),
        stream: None,
    };
    let stream = client.things().ask(&prompt).stream().await;
    let chunks: Vec<_> = stream
        .expect("a stream")
        .map_ok(|chunk| chunk.text)
        .try_collect()
        .await
        .expect("chunks");
    assert_eq!(chunks, ["é😀", "b"]);
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn compressed_answers() {
    const ZIPPED: [u8; 35] = [
        0x1f, 0x8b, 0x8, 0x0, 0x0, 0x0, 0x0, 0x0, 0x2, 0x3, 0xab, 0x56, 0xca, 0x4c, 0x51, 0xb2,
        0x52, 0xaa, 0xca, 0x2c, 0x28, 0x48, 0x4d, 0x51, 0xaa, 0x5, 0x0, 0xcf, 0x8c, 0xb, 0x97, 0xf,
        0x0, 0x0, 0x0,
    ];
    async fn zipped(length: usize) -> Server {
        raw(move |asked, mut stream| async move {
            assert!(
                asked
                    .header("accept-encoding")
                    .is_some_and(|v| v.contains("gzip"))
            );
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n"
            );
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&ZIPPED[..length]).await;
        })
        .await
    }
    let whole = zipped(ZIPPED.len()).await;
    let thing = whole.client().things().get("a").send().await;
    assert_eq!(thing.expect("a thing").id, "zipped");
    assert_eq!(
        failure_of(&zipped(20).await).await.kind(),
        ErrorKind::Transport
    );
}

/// The greatest size of this process so far, in MiB; none where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

const MIB: usize = 1024 * 1024;

/// Other tests run beside these, so a little more than nothing is granted.
fn assert_constant(before: Option<u64>) {
    if let (Some(before), Some(after)) = (before, peak()) {
        assert!(after - before < 200, "{before} MiB, then {after} MiB");
    }
}

#[tokio::test]
async fn a_download_of_a_gibibyte_in_constant_memory() {
    let server = raw(|_, mut stream| async move {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 1024 * MIB);
        let _ = stream.write_all(head.as_bytes()).await;
        let piece = vec![7_u8; MIB];
        for _ in 0..1024 {
            if stream.write_all(&piece).await.is_err() {
                return;
            }
        }
    })
    .await;
    let before = peak();
    let client = server.client();
    let mut stream = client.things().content("a").send().await.expect("a stream");
    let mut length = 0;
    while let Some(piece) = stream.try_next().await.expect("a piece") {
        length += piece.len();
    }
    assert_eq!(length, 1024 * MIB);
    assert_constant(before);
}

#[tokio::test]
async fn an_upload_in_constant_memory() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let (mut piece, mut length) = (vec![0; MIB], 0);
        while length < 256 * MIB {
            length += stream.read(&mut piece).await.expect("bytes");
        }
        let answer = answer("200 OK", "content-type: text/plain\r\n", "taken");
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.shutdown().await;
    });
    let client = Client::builder().key("k").base_url(url).build();
    let client = client.expect("a client");
    let before = peak();
    let pieces = stream::repeat_with(|| Ok(Bytes::from(vec![7; MIB]))).take(256);
    let body = Body::stream(pieces, Some(256 * MIB as u64));
    let sent = client.things().put_content("a", body).send().await;
    assert_eq!(sent.expect("an answer"), "taken");
    assert_constant(before);
}

#[cfg(feature = "http2")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_at_once() {
    use axum::extract::Path;

    let thing = async |Path(id): Path<String>| {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Ok::<_, Infallible>(format!("{{\"id\":\"{id}\"}}"))
    };
    let router = axum::Router::new().route("/things/{id}", axum::routing::get(thing));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async { axum::serve(listener, router).await });
    // One connection for all of them, as no system lets a process have that many.
    let http = reqwest::Client::builder()
        .http2_prior_knowledge()
        .build()
        .expect("a client");
    let client = Client::builder()
        .key("k")
        .base_url(url)
        .http_client(http)
        .build()
        .expect("a client");
    let calls = (0..10_000).map(|number| {
        let client = client.clone();
        async move {
            let id = number.to_string();
            let thing: Thing = client.things().get(&id).send().await?;
            Ok::<bool, Error>(thing.id == id)
        }
    });
    let right: Vec<bool> = futures_util::future::try_join_all(calls)
        .await
        .expect("answers");
    assert_eq!(right.into_iter().filter(|right| *right).count(), 10_000);
}
