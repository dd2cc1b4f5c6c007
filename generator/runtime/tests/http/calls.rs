//! What goes out and what comes back when all is well.

use std::time::Duration;

use crate::emitted::types::{Filter, Thing};
use crate::runtime::{Client, ClientBuilder, ErrorKind};
use crate::server::{answer, json, serve};

#[tokio::test]
async fn a_call_there_and_back() {
    let server = serve(|asked| {
        assert_eq!(asked.line(), "GET /v1/things/a%2Fb%20%C3%A9 HTTP/1.1");
        assert_eq!(asked.header("authorization"), Some("Bearer sk-secret-key"));
        assert_eq!(asked.header("accept"), Some("application/json"));
        assert_eq!(asked.header("user-agent"), Some("things-rs/0.1.0"));
        json("200 OK", r#"{"id":"a","count":3}"#)
    })
    .await;
    let thing = server
        .client()
        .things()
        .get("a/b é")
        .send()
        .await
        .expect("a thing");
    assert_eq!(thing, Thing::new("a").count(3));
    let awaited = server
        .client()
        .things()
        .get("a/b é")
        .await
        .expect("a thing");
    assert_eq!(awaited, thing);
}

#[tokio::test]
async fn parameters_and_extras() {
    let server = serve(|asked| {
        let expected = "GET /v1/things?filter%5Bmin%5D=2&filter%5Btags%5D%5B%5D=a%26b&limit=5&beta=1%202 HTTP/1.1";
        assert_eq!(asked.line(), expected);
        assert_eq!(asked.header("cookie"), Some("flavour=oat%3B%20x"));
        assert_eq!(asked.header("x-extra"), Some("yes"));
        json("200 OK", r#"{"data":[]}"#)
    })
    .await;
    let filter = Filter {
        min: Some(2),
        tags: Some(vec!["a&b".into()]),
    };
    let client = server.client();
    let request = client
        .things()
        .list()
        .limit(9)
        .filter(&filter)
        .flavour("soy")
        .flavour("oat; x")
        .limit(5);
    let page = request
        .with_query("beta", "1 2")
        .with_header("x-extra", "yes")
        .send()
        .await;
    assert!(page.expect("a page").data.is_empty());
}

#[tokio::test]
async fn bodies_and_their_extra_fields() {
    let server = serve(|asked| {
        assert_eq!(asked.header("content-type"), Some("application/json"));
        json("201 Created", &asked.text())
    })
    .await;
    let client = server.client();
    let thing = Thing::new("x\"y").count(1);
    assert_eq!(
        client
            .things()
            .create(&thing)
            .send()
            .await
            .expect("a thing"),
        thing
    );
    let request = client
        .things()
        .create(&thing)
        .with_body_field("count", 9)
        .with_body_field("new", "n");
    let echoed: serde_json::Value = request.send_as().await.expect("any JSON");
    assert_eq!(
        echoed,
        serde_json::json!({"id": "x\"y", "count": 9, "new": "n"})
    );
}

#[tokio::test]
async fn what_an_answer_says_beside_its_body() {
    let server = serve(|_| {
        let headers = "x-request-id: req_1\r\nx-ratelimit-limit: 10\r\nx-ratelimit-remaining: 9\r\nx-ratelimit-reset: 6m0s\r\n";
        answer("200 OK", headers, r#"{"id":"a"}"#)
    })
    .await;
    let client = server.client();
    let response = client
        .things()
        .get("a")
        .send_with_response()
        .await
        .expect("a response");
    assert_eq!(response.status(), 200);
    assert_eq!(response.request_id(), Some("req_1"));
    let limit = response.rate_limit().expect("a rate limit");
    assert_eq!(
        (limit.limit, limit.remaining, limit.reset),
        (Some(10), Some(9), Some(Duration::from_secs(360)))
    );
    assert_eq!(response.into_value(), Thing::new("a"));
    let raw = client
        .things()
        .get("a")
        .send_raw()
        .await
        .expect("a response");
    assert_eq!(raw.request_id(), Some("req_1"));
    assert_eq!(raw.text().await.expect("text"), r#"{"id":"a"}"#);
}

#[tokio::test]
async fn an_empty_answer() {
    let server = serve(|asked| {
        assert!(asked.line().starts_with("DELETE /v1/things/a "));
        "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_owned()
    })
    .await;
    server
        .client()
        .things()
        .delete("a")
        .send()
        .await
        .expect("nothing");
}

#[tokio::test]
async fn raw_requests_share_the_client() {
    let server = serve(|asked| {
        assert_eq!(asked.line(), "PATCH /v1/new/thing?a=1&b=x%2Fy HTTP/1.1");
        assert_eq!(asked.header("authorization"), Some("Bearer sk-secret-key"));
        json("200 OK", &asked.text())
    })
    .await;
    let client = server.client();
    let body = serde_json::json!({"any": [1, 2.5, null]});
    let request = client
        .request("PATCH", "/new/thing?a=1")
        .query("b", "x/y")
        .json(&body);
    assert_eq!(
        request
            .send_json::<serde_json::Value>()
            .await
            .expect("JSON"),
        body
    );
}

#[tokio::test]
async fn paths_that_would_reach_another_operation_are_refused() {
    let client = Client::new("k").expect("a client");
    for id in ["", ".", ".."] {
        let error = client.things().get(id).send().await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Encode, "{id:?}");
        assert_eq!(error.attempts(), 0);
    }
    let error = client
        .request("GET", "/a/{b}")
        .send()
        .await
        .expect_err("refused");
    assert!(error.to_string().contains("`b`"), "{error}");
    let error = client
        .things()
        .list()
        .with_header("a b", "c")
        .send()
        .await
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Encode);
}

#[test]
fn servers_and_their_variables() {
    let base = |builder: ClientBuilder| {
        let client = builder.build()?;
        client.base(&[]).map(|url| String::from(url.into_owned()))
    };
    assert_eq!(
        base(Client::builder()).expect("eu"),
        "https://eu.things.example/v1"
    );
    let us = Client::builder().server_variable("region", "us");
    assert_eq!(base(us).expect("us"), "https://us.things.example/v1");
    assert_eq!(
        base(Client::builder().server(1)).expect("sandbox"),
        "https://sandbox.things.example/v1"
    );
    for (builder, part) in [
        (
            Client::builder().server_variable("region", "evil.example/"),
            "`region` may be eu, us",
        ),
        (Client::builder().server(7), "2 servers"),
        (Client::builder().base_url("not a url"), "not a URL"),
        (Client::builder().base_url("ftp://x"), "https://"),
        (
            Client::builder().credential("nope", "k"),
            "no scheme \"nope\"",
        ),
        (Client::builder().header("a\nb", "c"), "cannot be sent"),
    ] {
        let error = builder.build().expect_err(part);
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn errors_are_small_and_everything_can_be_shared() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Client>();
    shared::<crate::runtime::Error>();
    shared::<crate::runtime::Request<crate::emitted::api::ListThings>>();
    assert_eq!(size_of::<crate::runtime::Error>(), size_of::<usize>());
}
