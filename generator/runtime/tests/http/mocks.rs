//! The mock and middleware.

use std::sync::{Arc, Mutex};

use futures_core::future::BoxFuture;
use futures_util::TryStreamExt;
use http::HeaderValue;

use crate::emitted::api::{Ask, CreateThing, GetThing};
use crate::emitted::types::{Prompt, Thing};
use crate::runtime::{
    Client, Error, ErrorKind, HttpRequest, HttpResponse, Middleware, Mock, Next, Reply,
};

#[tokio::test]
async fn a_test_needs_no_server() {
    let mock = Mock::new()
        .on::<CreateThing>(|call| {
            Reply::json(201, &call.json::<Thing>().expect("a thing").count(1))
        })
        .on::<Ask>(|_| Reply::events([r#"{"text":"a"}"#, "[DONE]"]))
        .on_raw("GET", "/v1/else", |_| Reply::status(418));
    let client = Client::builder()
        .key("k")
        .transport(mock.clone())
        .build()
        .expect("a client");
    let thing = client
        .things()
        .create(&Thing::new("a"))
        .await
        .expect("a thing");
    assert_eq!(thing, Thing::new("a").count(1));
    let prompt = Prompt {
        prompt: "p".into(),
        stream: None,
    };
    let chunks: Vec<_> = client
        .things()
        .ask(&prompt)
        .stream()
        .await
        .expect("a stream")
        .try_collect()
        .await
        .expect("chunks");
    assert_eq!(chunks.len(), 1);
    let error = client.request("GET", "else").send().await.expect_err("418");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(418));
    let error = client.things().get("a").await.expect_err("not told");
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("GET /v1/things/a"), "{error}");
    assert_eq!(mock.calls().len(), 4);
    let created = mock.calls_of::<CreateThing>();
    assert_eq!(created.len(), 1);
    assert_eq!(created[0].operation, "createThing");
    assert_eq!(created[0].path, "/v1/things");
}

struct Stamp(&'static str, Arc<Mutex<Vec<String>>>);

impl Middleware for Stamp {
    fn handle<'a>(
        &'a self,
        mut request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let shown = format!("{request:?}");
            assert!(!shown.contains("sk-secret"), "{shown}");
            let note = |text: String| self.1.lock().expect("a lock").push(text);
            note(format!("{} out {}", self.0, request.attempt));
            request
                .headers
                .insert("x-stamp", HeaderValue::from_static(self.0));
            let mut response = next.run(request).await?;
            note(format!("{} back {}", self.0, response.status));
            response
                .headers
                .insert("x-seen", HeaderValue::from_static("1"));
            Ok(response)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn middleware_sees_each_attempt() {
    let mock = Mock::new().on::<GetThing>(|call| match call.attempt {
        0 => Reply::status(503),
        _ => Reply::ok(&Thing::new("a")),
    });
    let notes = Arc::new(Mutex::new(Vec::new()));
    let client = Client::builder()
        .key("sk-secret-key")
        .transport(mock.clone())
        .middleware(Stamp("a", notes.clone()))
        .middleware(Stamp("b", notes.clone()))
        .build()
        .expect("a client");
    let response = client
        .things()
        .get("a")
        .send_with_response()
        .await
        .expect("a response");
    assert_eq!(response.meta().header("x-seen"), Some("1"));
    assert_eq!(mock.calls()[0].header("x-stamp"), Some("b"));
    let notes = notes.lock().expect("a lock").join(", ");
    assert_eq!(
        notes,
        "a out 0, b out 0, b back 503 Service Unavailable, a back 503 Service Unavailable, \
         a out 1, b out 1, b back 200 OK, a back 200 OK"
    );
}

#[tokio::test]
async fn what_middleware_is_shown_of_a_key_in_the_query() {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let mock = Mock::new().on::<crate::emitted::api::ListThings>(|call| {
        assert_eq!(call.query("api_key"), Some("sk-secret-key"));
        Reply::ok(&serde_json::json!({"data": []}))
    });
    let client = Client::builder()
        .credential("queryKey", "sk-secret-key")
        .transport(mock)
        .middleware(Stamp("a", notes))
        .build()
        .expect("a client");
    let request = client
        .things()
        .list()
        .limit(3)
        .with_header("x-other-key", "sk-secret-too");
    request.await.expect("a page");
}
