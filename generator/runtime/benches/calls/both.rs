//! The same calls twice: by the runtime, and by hand on reqwest.
//!
//! What is by hand is what a careful author writes who has no generator: limits for connecting and
//! for the whole call, a key that the URL escapes, the `accept` header, the body of a failure kept,
//! one buffer for the answer, equal types. It sends nothing again, and bears silence for as long as
//! the whole call may take; the client does more there, with the defaults that it has.

use std::time::Duration;

use axum::routing::{get, post};
use pagecrate_runtime::runtime;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use runtime::codec::{from_slice, to_string};
use runtime::{Api, Call, Client, Endpoint, Operation, Request, Scheme, Undocumented};
use tokio::runtime::{Builder, Runtime};

use crate::shapes::Chat;

const KEY: &str = "sk-not-a-key";
const AGENT: &str = "bench/1";

static API: Api = Api::new("bench")
    .schemes(&[Scheme::bearer("bearer")])
    .user_agent(AGENT);
static GET_CHAT: Endpoint = Endpoint::new("getChat", "GET", "/chats/{id}").auth(&[&["bearer"]]);
static ADD_CHAT: Endpoint = Endpoint::new("addChat", "POST", "/chats").auth(&[&["bearer"]]);

enum GetChat {}

impl Operation for GetChat {
    type Output = Chat;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &GET_CHAT;
}

enum AddChat {}

impl Operation for AddChat {
    type Output = Chat;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &ADD_CHAT;
}

/// An answer of about 3 KB.
pub(crate) fn chat() -> Chat {
    let line = "A line of an answer, neither short nor long.\\n".repeat(55);
    let body = format!(
        r#"{{"id":"gen-1","object":"chat.completion","created":1700000000,"model":"vendor/model",
        "choices":[{{"index":0,"message":{{"role":"assistant","content":"{line}"}},"finish_reason":"stop"}}],
        "usage":{{"prompt_tokens":812,"completion_tokens":534,"total_tokens":1346,"cost":0.0012}}}}"#
    );
    from_slice(body.as_bytes()).expect("valid")
}

/// A server on a thread of its own.
pub(crate) fn serve() -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        one_thread().block_on(async move {
            let answer = axum::body::Bytes::from(to_string(&chat()));
            let handler = move |_: axum::body::Bytes| {
                let answer = answer.clone();
                async move { ([("content-type", "application/json")], answer) }
            };
            let router = axum::Router::new()
                .route("/chats/{id}", get(handler.clone()))
                .route("/chats", post(handler));
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
            let listener = listener.expect("a port");
            let address = listener.local_addr().expect("an address");
            sender.send(format!("http://{address}")).expect("a reader");
            axum::serve(listener, router).await
        })
    });
    receiver.recv().expect("an address")
}

pub(crate) fn one_thread() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime")
}

/// The client with the defaults that it has: retries and all limits.
pub(crate) fn client(base: &str) -> Client {
    let builder = Client::of(&API).key(KEY).base_url(base);
    builder.build().expect("a client")
}

pub(crate) async fn get_by_client(client: &Client) -> Chat {
    let call = Call::new(client, &GET_CHAT).path("id", "gen-1");
    let sent = Request::<GetChat>::new(call).send().await;
    sent.expect("a chat")
}

pub(crate) async fn add_by_client(client: &Client, chat: &Chat) -> Chat {
    let call = Call::new(client, &ADD_CHAT).json(chat);
    let sent = Request::<AddChat>::new(call).send().await;
    sent.expect("a chat")
}

/// A client by hand.
#[derive(Clone)]
pub(crate) struct ByHand {
    http: reqwest::Client,
    base: String,
}

impl ByHand {
    pub(crate) fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .user_agent(AGENT)
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(600))
            .build();
        ByHand {
            http: http.expect("a client"),
            base: base.to_owned(),
        }
    }

    pub(crate) async fn get(&self) -> Chat {
        let id = utf8_percent_encode("gen-1", NON_ALPHANUMERIC);
        let request = self.http.get(format!("{}/chats/{id}", self.base));
        read(request).await.expect("a chat")
    }

    pub(crate) async fn add(&self, chat: &Chat) -> Chat {
        let body = serde_json::to_vec(chat).expect("JSON");
        let request = self.http.post(format!("{}/chats", self.base));
        let request = request.header("content-type", "application/json");
        read(request.body(body)).await.expect("a chat")
    }
}

/// What a call by hand fails with.
#[derive(Debug)]
#[allow(dead_code, reason = "it is for `expect` to show")]
enum Failure {
    Http(reqwest::Error),
    Status(reqwest::StatusCode, axum::body::Bytes),
    Json(serde_json::Error),
}

async fn read(request: reqwest::RequestBuilder) -> Result<Chat, Failure> {
    let request = request
        .header("accept", "application/json")
        .bearer_auth(KEY);
    let response = request.send().await.map_err(Failure::Http)?;
    let status = response.status();
    let body = response.bytes().await.map_err(Failure::Http)?;
    if !status.is_success() {
        return Err(Failure::Status(status, body));
    }
    serde_json::from_slice(&body).map_err(Failure::Json)
}
