//! Which credential goes where.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;

use crate::emitted::api::{DeleteThing, GetContent, GetThing, ListThings};
use crate::emitted::client::API;
use crate::emitted::types::Thing;
use crate::runtime::{
    Client, ClientBuilder, ClientCredentials, Credential, ErrorKind, Mock, RefreshToken, Reply,
    Token,
};
use crate::server::{answer, json, serve};

fn mock() -> Mock {
    Mock::new()
        .on::<GetThing>(|_| Reply::ok(&Thing::new("a")))
        .on::<DeleteThing>(|_| Reply::status(204))
        .on::<ListThings>(|_| Reply::ok(&serde_json::json!({"data": []})))
}

fn with(mock: &Mock) -> ClientBuilder {
    Client::builder().transport(mock.clone())
}

#[tokio::test]
async fn alternatives_and_combinations() {
    let mock = mock();
    let client = with(&mock)
        .credential("basicAuth", Credential::basic("me", "pass"))
        .build()
        .expect("a client");
    client.things().get("a").await.expect("a thing");
    assert_eq!(
        mock.calls()[0].header("authorization"),
        Some("Basic bWU6cGFzcw==")
    );

    let both = with(&mock)
        .credential("appKey", "app")
        .credential("session", "s;1")
        .build()
        .expect("a client");
    both.things().get("a").await.expect("a thing");
    let call = &mock.calls()[1];
    assert_eq!(
        (call.header("x-app-key"), call.header("cookie")),
        (Some("app"), Some("sid=s%3B1"))
    );
    assert_eq!(call.header("authorization"), None);

    // Half of a combination is none.
    let half = with(&mock)
        .credential("appKey", "app")
        .build()
        .expect("a client");
    let error = half.things().get("a").await.expect_err("no credential");
    assert_eq!(error.kind(), ErrorKind::Auth);
    let text = error.to_string();
    assert!(
        text.contains("bearerAuth, or basicAuth, or appKey and session"),
        "{text}"
    );
    assert!(text.contains("THINGS_API_KEY"), "{text}");

    let query = with(&mock)
        .credential("queryKey", "q k")
        .build()
        .expect("a client");
    query.things().list().limit(1).await.expect("a page");
    let calls = mock.calls();
    assert_eq!(
        (calls[2].query("api_key"), calls[2].query("limit")),
        (Some("q k"), Some("1"))
    );

    // Where a call may go without, it goes without only when there is no credential.
    half.things().delete("a").await.expect("deleted");
    with(&mock)
        .key("k")
        .build()
        .expect("a client")
        .things()
        .delete("a")
        .await
        .expect("deleted");
    let calls = mock.calls_of::<DeleteThing>();
    assert_eq!(calls[0].header("authorization"), None);
    assert_eq!(calls[1].header("authorization"), Some("Bearer k"));

    with(&mock)
        .key("k")
        .anonymous()
        .build()
        .expect("a client")
        .things()
        .get("a")
        .await
        .expect("a thing");
    assert_eq!(
        mock.calls().last().expect("a call").header("authorization"),
        None
    );
}

#[test]
fn the_environment() {
    let from = |pairs: &'static [(&'static str, &'static str)]| {
        ClientBuilder::from_lookup(&API, |name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    };
    let client = from(&[
        ("THINGS_API_KEY", " k \n"),
        ("THINGS_BASE_URL", "http://localhost:1/x/"),
    ]);
    let client = client.expect("a builder").build().expect("a client");
    assert_eq!(
        client.base(&[]).expect("a base").as_str(),
        "http://localhost:1/x/"
    );
    let error = from(&[("THINGS_API_KEY", "")]).expect_err("nothing is set");
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("THINGS_API_KEY"), "{error}");
    let error = from(&[("THINGS_USER", "me")]).expect_err("half is set");
    assert!(error.to_string().contains("THINGS_PASSWORD"), "{error}");
}

fn token_reply(number: usize) -> String {
    json(
        "200 OK",
        &format!(r#"{{"access_token":"t{number}","token_type":"Bearer","expires_in":"3600"}}"#),
    )
}

#[tokio::test]
async fn one_token_for_many_calls() {
    let server = serve(|asked| {
        if asked.line().starts_with("POST /token") {
            assert_eq!(
                asked.text(),
                "grant_type=client_credentials&scope=a+b&audience=x"
            );
            // The identifier and the secret are form-encoded first.
            assert_eq!(
                asked.header("authorization"),
                Some("Basic aSUzQWQ6cytlYw==")
            );
            return token_reply(asked.number);
        }
        let authorization = asked.header("authorization").unwrap_or_default();
        answer(
            "200 OK",
            "",
            &format!(r#"{{"data":[],"next_cursor":"{authorization}"}}"#),
        )
    })
    .await;
    let token_url = server.url.replace("/v1", "/token");
    let source = ClientCredentials::new(token_url, "i:d", "s ec")
        .scopes(&["a", "b"])
        .parameter("audience", "x");
    let client = Client::builder()
        .credential("oauth", Credential::tokens(source))
        .base_url(&server.url)
        .build()
        .expect("a client");
    let things = client.things();
    let pages = join_all((0..8).map(|_| things.list().send())).await;
    for page in pages {
        assert_eq!(
            page.expect("a page").next_cursor.as_deref(),
            Some("Bearer t0")
        );
    }
    assert_eq!(server.asked(), 9);
}

#[tokio::test]
async fn a_revoked_token_is_fetched_anew_once() {
    let calls = AtomicUsize::new(0);
    let server = serve(move |asked| {
        if asked.line().starts_with("POST /token") {
            return token_reply(calls.fetch_add(1, Ordering::SeqCst));
        }
        match asked.header("authorization") {
            Some("Bearer t1") => json("200 OK", r#"{"data":[]}"#),
            _ => json("401 Unauthorized", "{}"),
        }
    })
    .await;
    let token_url = server.url.replace("/v1", "/token");
    let source = ClientCredentials::new(token_url, "id", "secret").secret_in_body();
    let client = Client::builder()
        .credential("oauth", Credential::tokens(source))
        .base_url(&server.url)
        .build()
        .expect("a client");
    client.things().list().await.expect("a page");
    assert_eq!(server.asked(), 4);
}

#[tokio::test]
async fn a_token_server_that_refuses() {
    let server = serve(|_| {
        json(
            "400 Bad Request",
            r#"{"error":"invalid_client","error_description":"who are you"}"#,
        )
    })
    .await;
    let source = ClientCredentials::new(&server.url, "id", "top-secret");
    let client = Client::builder()
        .credential("oauth", Credential::tokens(source))
        .base_url(&server.url)
        .build()
        .expect("a client");
    let error = client.things().list().await.expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(error.to_string().contains("who are you"), "{error}");
    assert!(!format!("{error:?}").contains("top-secret"));
}

#[tokio::test]
async fn tokens_that_expire_are_renewed() {
    let server = serve(|asked| {
        if asked.line().starts_with("POST /token") {
            assert_eq!(
                asked.text(),
                "grant_type=refresh_token&refresh_token=r0&client_id=id"
            );
            return json("200 OK", r#"{"access_token":"new","refresh_token":"r1"}"#);
        }
        assert_eq!(asked.header("authorization"), Some("Bearer new"));
        json("200 OK", r#"{"data":[]}"#)
    })
    .await;
    let (tell, told) = std::sync::mpsc::channel();
    let token = Token::new("old").refresh("r0").expires_in(Duration::ZERO);
    let source = RefreshToken::new(server.url.replace("/v1", "/token"), "id", token)
        .on_renewal(move |token| tell.send(token.clone()).expect("a listener"));
    let client = Client::builder()
        .credential("oauth", Credential::tokens(source))
        .base_url(&server.url)
        .build()
        .expect("a client");
    client.things().list().await.expect("a page");
    client.things().list().await.expect("a page");
    let renewed = told.try_recv().expect("renewed once");
    assert!(renewed.refresh_token().is_some() && told.try_recv().is_err());
    assert_eq!(format!("{renewed:?}"), "Token([redacted])");
}

#[tokio::test]
async fn keys_do_not_follow_redirects_elsewhere() {
    let elsewhere = serve(|asked| {
        assert_eq!(
            (asked.header("x-app-key"), asked.header("authorization")),
            (None, None)
        );
        assert_eq!(asked.header("accept"), Some("application/octet-stream"));
        answer("200 OK", "", "bytes")
    })
    .await;
    let target = elsewhere.url.clone();
    let server = serve(move |asked| match asked.line() {
        "GET /v1/things/a/content HTTP/1.1" => {
            assert_eq!(asked.header("x-app-key"), Some("app"));
            answer("302 Found", "location: /v1/second\r\n", "")
        }
        _ => {
            assert_eq!(
                asked.header("x-app-key"),
                Some("app"),
                "the same server may know it"
            );
            answer(
                "307 Temporary Redirect",
                &format!("location: {target}/x\r\n"),
                "",
            )
        }
    })
    .await;
    let client = Client::builder()
        .credential("appKey", "app")
        .base_url(&server.url)
        .build()
        .expect("a client");
    let bytes = client
        .things()
        .content("a")
        .await
        .expect("a stream")
        .collect()
        .await;
    assert_eq!(bytes.expect("bytes"), "bytes");
    let round = serve(|_| answer("302 Found", "location: /v1/again\r\n", "")).await;
    let error = round
        .client()
        .things()
        .get("a")
        .await
        .expect_err("round and round");
    assert!(error.to_string().contains("without end"), "{error}");
    assert_eq!(GetContent::ENDPOINT.id, "getContent");
}

use crate::runtime::Operation as _;

#[cfg(feature = "oauth-code")]
#[tokio::test]
async fn a_login() {
    use crate::runtime::AuthorizationCode;
    let server = serve(|asked| {
        let text = asked.text();
        assert!(
            text.starts_with("grant_type=authorization_code&code=c%2F1&redirect_uri="),
            "{text}"
        );
        assert!(
            text.contains("&code_verifier=") && text.ends_with("&client_id=id"),
            "{text}"
        );
        json(
            "200 OK",
            r#"{"access_token":"t","refresh_token":"r","expires_in":10}"#,
        )
    })
    .await;
    let application = AuthorizationCode::new(
        "https://login.example/authorize?x=1",
        &server.url,
        "id",
        "http://localhost/back",
    )
    .scopes(&["a", "b"]);
    let started = application.begin().expect("a login");
    let query: Vec<(String, String)> = started.url().query_pairs().into_owned().collect();
    let get = |name: &str| {
        query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    assert_eq!(get("x").as_deref(), Some("1"));
    assert_eq!(get("scope").as_deref(), Some("a b"));
    assert_eq!(get("code_challenge_method").as_deref(), Some("S256"));
    let state = get("state").expect("a state");
    assert!(started.clone().finish("c/1", "other").await.is_err());
    let token = started.finish("c/1", &state).await.expect("a token");
    assert!(token.refresh_token().is_some());
}
