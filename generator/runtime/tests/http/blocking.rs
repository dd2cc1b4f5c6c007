//! Calls from code that is not async.

use crate::emitted::api::{Ask, GetThing, ListThings};
use crate::emitted::types::{Prompt, Thing};
use crate::runtime::{Client, Mock, Reply};
use crate::server::{json, serve};

fn mock() -> Mock {
    Mock::new()
        .on::<GetThing>(|_| Reply::ok(&Thing::new("a")))
        .on::<Ask>(|_| Reply::events([r#"{"text":"a"}"#, r#"{"text":"b"}"#, "[DONE]"]))
        .on::<ListThings>(|call| match call.query("cursor") {
            None => Reply::ok(&serde_json::json!({"data": [{"id": "a"}], "next_cursor": "x"})),
            _ => Reply::ok(&serde_json::json!({"data": [{"id": "b"}]})),
        })
}

#[test]
fn calls_streams_and_pages() {
    let client = Client::builder()
        .key("k")
        .transport(mock())
        .build()
        .expect("a client");
    assert_eq!(
        client.things().get("a").send_blocking().expect("a thing"),
        Thing::new("a")
    );
    let prompt = Prompt {
        prompt: "p".into(),
        stream: None,
    };
    let stream = client
        .things()
        .ask(&prompt)
        .stream_blocking()
        .expect("a stream");
    let texts: Vec<String> = stream.map(|chunk| chunk.expect("a chunk").text).collect();
    assert_eq!(texts, ["a", "b"]);
    let items: Vec<Thing> = client
        .things()
        .list()
        .items_blocking()
        .map(|item| item.expect("an item"))
        .collect();
    assert_eq!(items, [Thing::new("a"), Thing::new("b")]);
    assert_eq!(client.things().list().pages_blocking().count(), 2);
}

#[test]
fn over_a_connection_and_from_many_threads() {
    let outside = tokio::runtime::Runtime::new().expect("a runtime");
    let server = outside.block_on(serve(|_| json("200 OK", r#"{"id":"a"}"#)));
    let client = server.client();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| client.things().get("a").send_blocking().expect("a thing"));
        }
    });
    assert_eq!(server.asked(), 4);
}

#[tokio::test]
async fn inside_of_another_runtime() {
    let client = Client::builder()
        .key("k")
        .transport(mock())
        .build()
        .expect("a client");
    assert_eq!(
        client.things().get("a").send_blocking().expect("a thing"),
        Thing::new("a")
    );
    drop(client);
}
