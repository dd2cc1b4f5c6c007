//! The key goes to the server, and nowhere else.

use openrouter_pages::Client;
use openrouter_pages::runtime::Retry;
use serde_json::json;

use crate::server::{KEY, Reply, Server};

fn assert_hidden(what: &str, shown: &str) {
    assert!(!shown.contains(KEY), "{what} shows the key: {shown}");
}

#[tokio::test]
async fn the_key_is_shown_nowhere() {
    // A server that repeats the key, in the message and where a field should be.
    let server = Server::start(|seen| {
        let repeated = seen.header("authorization").expect("a key").to_owned();
        let status = if seen.target.ends_with("/credits") {
            401
        } else {
            200
        };
        let body = json!({"error": {"code": 401, "message": format!("{repeated} is no key")},
                          "data": repeated});
        Reply::json(status, &body)
    })
    .await;
    let client = server.client();
    assert_hidden("a client", &format!("{client:?} {client:#?}"));
    assert_hidden("a builder", &format!("{:?}", Client::builder().key(KEY)));
    let request = client.credits().get();
    assert_hidden("a request", &format!("{request:?}"));

    let status = request.send().await.expect_err("401");
    let decode = client.api_keys().get_current().send().await;
    for error in [status, decode.expect_err("no answer")] {
        assert_hidden("an error", &format!("{error} {error:?} {error:#?}"));
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            assert_hidden("a cause", &format!("{cause} {cause:?}"));
            source = cause.source();
        }
    }
    for seen in server.take() {
        let bearer = format!("Bearer {KEY}");
        assert_eq!(seen.header("authorization"), Some(bearer.as_str()));
        assert_hidden("a target", &seen.target);
    }
}

#[tokio::test]
async fn the_key_does_not_follow_a_redirect_to_another_host() {
    let other = Server::start(|_| Reply::json(200, &json!({}))).await;
    let target = other.base.clone();
    let server = Server::start(move |_| {
        let to = ("location", format!("{target}/credits"));
        Reply::Whole(307, vec![to], Vec::new())
    })
    .await;
    let client = Client::builder()
        .key(KEY)
        .base_url(&server.base)
        .retries(Retry::off())
        .build()
        .expect("a client");
    let _ = client.credits().get().send().await;
    assert_eq!(server.take().len(), 1);
    for seen in other.take() {
        assert_eq!(seen.header("authorization"), None);
    }
}
