//! What a call costs beside the same call by hand on reqwest, over loopback and a kept connection.

#[allow(dead_code, reason = "only one of the bodies is needed")]
#[path = "../codec/shapes.rs"]
mod shapes;

use std::future::Future;

use axum::routing::get;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use futures_util::future::join_all;
use pagecrate_runtime::runtime;
use runtime::codec::{Fault, from_slice, to_string};
use runtime::{
    Api, Call, Client, Endpoint, Operation, Received, Request, Retry, Scheme, Undocumented,
};
use shapes::Chat;
use tokio::runtime::{Builder, Runtime};

const KEY: &str = "sk-not-a-key";

static API: Api = Api::new("bench").schemes(&[Scheme::bearer("bearer")]);
static GET_CHAT: Endpoint = Endpoint::new("getChat", "GET", "/chats/{id}").auth(&[&["bearer"]]);

enum GetChat {}

impl Operation for GetChat {
    type Output = Chat;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &GET_CHAT;

    fn output(received: &Received) -> Result<Chat, Fault> {
        received.json()
    }
}

/// An answer of about 3 KB.
fn chat() -> String {
    let line = "A line of an answer, neither short nor long.\\n".repeat(55);
    let body = format!(
        r#"{{"id":"gen-1","object":"chat.completion","created":1700000000,"model":"vendor/model",
        "choices":[{{"index":0,"message":{{"role":"assistant","content":"{line}"}},"finish_reason":"stop"}}],
        "usage":{{"prompt_tokens":812,"completion_tokens":534,"total_tokens":1346,"cost":0.0012}}}}"#
    );
    let chat: Chat = from_slice(body.as_bytes()).expect("valid");
    to_string(&chat)
}

/// A server on a thread of its own.
fn serve() -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async move {
            let answer = axum::body::Bytes::from(chat());
            let handler = move || {
                let answer = answer.clone();
                async move { ([("content-type", "application/json")], answer) }
            };
            let router = axum::Router::new().route("/chats/{id}", get(handler));
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
            let listener = listener.expect("a port");
            let address = listener.local_addr().expect("an address");
            sender.send(format!("http://{address}")).expect("a reader");
            axum::serve(listener, router).await
        })
    });
    receiver.recv().expect("an address")
}

async fn by_client(client: Client) -> Chat {
    let call = Call::new(&client, &GET_CHAT).path("id", "gen-1");
    Request::<GetChat>::new(call).send().await.expect("a chat")
}

async fn by_hand(client: reqwest::Client, base: String) -> Chat {
    let url = format!("{base}/chats/{}", "gen-1");
    let sent = client.get(url).bearer_auth(KEY).send().await;
    let answer = sent.and_then(reqwest::Response::error_for_status);
    let body = answer.expect("a success").bytes().await.expect("a body");
    serde_json::from_slice(&body).expect("a chat")
}

fn at_once<F: Future<Output = Chat>>(runtime: &Runtime, count: usize, call: impl Fn() -> F) {
    runtime.block_on(join_all((0..count).map(|_| call())));
}

fn calls(criterion: &mut Criterion) {
    let base = serve();
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let http = reqwest::Client::new();
    let client = Client::of(&API)
        .key(KEY)
        .base_url(&base)
        .retries(Retry::off())
        .build()
        .expect("a client");
    for count in [1, 64] {
        let mut group = criterion.benchmark_group(format!("{count} in flight"));
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function("by the client", |bencher| {
            bencher.iter(|| at_once(&runtime, count, || by_client(client.clone())));
        });
        group.bench_function("by hand", |bencher| {
            bencher.iter(|| at_once(&runtime, count, || by_hand(http.clone(), base.clone())));
        });
        group.finish();
    }
}

criterion_group!(benches, calls);
criterion_main!(benches);
