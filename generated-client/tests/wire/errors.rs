//! Each class of error, through an operation of the client.

use std::error::Error as _;
use std::time::Duration;

use futures_util::StreamExt;
use http::StatusCode;
use openrouter_pages::{ChatGenerationParams, Client, ErrorKind, GetCredits, Message, UserMessage};
use serde_json::json;

use crate::server::{Reply, Server, client};

async fn credits(reply: impl Fn() -> Reply + Send + Sync + 'static) -> openrouter_pages::Error {
    let server = Server::start(move |_| reply()).await;
    let answer = server.client().credits().get().send().await;
    answer.expect_err("no credits")
}

#[test]
fn configurations_that_cannot_work() {
    for base in ["no url", "ftp://example.com"] {
        let error = Client::builder()
            .key("k")
            .base_url(base)
            .build()
            .expect_err(base);
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        assert!(error.to_string().contains("URL"), "{error}");
        assert_eq!(error.status(), None);
    }
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_not_sent() {
    let server = Server::start(|_| Reply::json(200, &json!({}))).await;
    let client = Client::builder().key("two\nlines").base_url(&server.base);
    let call = client.build().expect("a client").credits().get();
    let error = call.send().await.expect_err("no request");
    assert_eq!(error.kind(), ErrorKind::Config, "{error:?}");
    assert!(!format!("{error} {error:?}").contains("lines"), "{error:?}");
    assert!(server.take().is_empty());
}

#[tokio::test]
async fn nobody_listens() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let address = listener.expect("a port").local_addr().expect("an address");
    // The listener is gone: the port is closed.
    let client = client(&format!("http://{address}"));
    let error = client.credits().get().send().await.expect_err("nobody");
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert!(error.source().is_some());
    assert!(error.to_string().starts_with("GET /credits: "), "{error}");
}

#[tokio::test]
async fn an_answer_that_does_not_come() {
    let server = Server::start(|_| Reply::Silence).await;
    let call = server.client().credits().get();
    let call = call.with_timeout(Duration::from_millis(80));
    let error = call.send().await.expect_err("silence");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert!(error.is_timeout());
    assert!(error.to_string().contains("80ms"), "{error}");
}

#[tokio::test]
async fn a_documented_failure_is_typed() {
    let error = credits(|| {
        let body = json!({"error": {"code": 403, "message": "a management key, please"}});
        let Reply::Whole(status, mut headers, body) = Reply::json(403, &body) else {
            unreachable!("a whole reply");
        };
        headers.push(("x-request-id", "req-9".to_owned()));
        headers.push(("retry-after", "7".to_owned()));
        Reply::Whole(status, headers, body)
    })
    .await;
    assert_eq!(error.kind(), ErrorKind::Status(StatusCode::FORBIDDEN));
    assert_eq!(error.request_id(), Some("req-9"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.operation(), Some("getCredits"));
    let headers = error.headers().expect("headers");
    assert_eq!(headers["content-type"], "application/json");
    assert!(error.body().starts_with(b"{\"error\""));
    let typed = error.documented::<GetCredits>().expect("a typed body");
    assert_eq!(typed.error.message, "a management key, please");
    assert_eq!(
        error.to_string(),
        "GET /credits: 403 Forbidden: a management key, please (request req-9)"
    );
}

#[tokio::test]
async fn a_failure_that_is_not_documented_keeps_its_bytes() {
    let error = credits(|| {
        let html = ("content-type", "text/html".to_owned());
        Reply::Whole(502, vec![html], b"<html>proxy</html>".to_vec())
    })
    .await;
    assert_eq!(error.kind(), ErrorKind::Status(StatusCode::BAD_GATEWAY));
    assert_eq!(error.documented::<GetCredits>(), None);
    assert_eq!(error.body(), b"<html>proxy</html>");
}

#[tokio::test]
async fn an_answer_that_is_not_as_documented_names_the_field() {
    let server = Server::start(|_| {
        let guardrail = |name: serde_json::Value| {
            json!({"id": "0b8f2a86-3c4f-4a5f-9a52-6d2f6f0f7c11", "name": name,
                   "created_at": "2026-01-02T03:04:05Z"})
        };
        let data = [guardrail("a".into()), guardrail(5.into())];
        Reply::json(200, &json!({"data": data, "total_count": 2}))
    })
    .await;
    let answer = server.client().guardrails().list().send().await;
    let error = answer.expect_err("a name that is a number");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let fault = error.fault().expect("a fault");
    assert_eq!(fault.path(), "data[1].name");
    assert_eq!(fault.expected(), "a string");
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert!(error.body().starts_with(b"{\"data\""));
    assert!(error.to_string().contains("data[1].name"), "{error}");
}

#[tokio::test]
async fn answers_that_are_cut_or_are_no_json() {
    for body in [&br#"{"data": {"total_cre"#[..], b"<html></html>", b""] {
        let error = credits(move || {
            let json = ("content-type", "application/json".to_owned());
            Reply::Whole(200, vec![json], body.to_vec())
        })
        .await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    }
}

#[tokio::test]
async fn a_stream_that_fails_midway() {
    let chunk = json!({"id": "g", "object": "chat.completion.chunk", "created": 1, "model": "m",
                       "choices": [{"delta": {"content": "Hel"}}]});
    let failure = json!({"error": {"code": 502, "message": "the provider hung up"}});
    let text = format!("data: {chunk}\n\ndata: {failure}\n\ndata: {chunk}\n\n");
    let server = Server::start(move |_| Reply::Pieces(vec![text.clone().into_bytes()])).await;
    let body = ChatGenerationParams::new([Message::User(UserMessage::new("Hi"))]);
    let stream = server.client().chat().send(&body).stream().await;
    let mut stream = stream.expect("a stream");
    let first = stream.next().await.expect("a chunk").expect("a chunk");
    let content = first.choices[0].delta.content.clone();
    assert_eq!(content, Some(Some("Hel".to_owned())));
    let error = stream.next().await.expect("an error").expect_err("error");
    assert_eq!(error.kind(), ErrorKind::Stream);
    assert!(
        error.to_string().contains("the provider hung up"),
        "{error}"
    );
    assert_eq!(error.body(), failure.to_string().as_bytes());
    assert!(stream.next().await.is_none(), "nothing follows a failure");
}

#[tokio::test]
async fn a_stream_is_not_opened_where_the_server_refuses() {
    let refusal = json!({"error": {"code": 429, "message": "slow down"}});
    let server = Server::start(move |_| Reply::json(429, &refusal)).await;
    let body = ChatGenerationParams::new([Message::User(UserMessage::new("Hi"))]);
    let stream = server.client().chat().send(&body).stream().await;
    let error = stream.expect_err("no stream");
    assert_eq!(
        error.kind(),
        ErrorKind::Status(StatusCode::TOO_MANY_REQUESTS)
    );
}
