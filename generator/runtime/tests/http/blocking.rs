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

#[test]
fn bodies_are_read_and_written() {
    use std::io::Read;

    use crate::emitted::api::{GetContent, PutContent};
    use crate::runtime::Body;

    let mock = Mock::new()
        .on::<GetContent>(|_| {
            let pieces = ["some ", "", "bytes"].map(|piece| piece.into()).to_vec();
            Reply::status(200).pieces("application/octet-stream", pieces)
        })
        .on::<PutContent>(|call| {
            Reply::status(200).body("text/plain", call.body.len().to_string())
        });
    let client = Client::builder()
        .key("k")
        .transport(mock)
        .build()
        .expect("a client");
    let body = client.things().content("a").send_blocking();
    let mut text = String::new();
    let mut reader = body.expect("a stream").into_reader(&client);
    assert_eq!(reader.read(&mut []).expect("nothing"), 0);
    reader.read_to_string(&mut text).expect("text");
    assert_eq!(text, "some bytes");
    let raw = client.things().content("a").send_raw_blocking();
    let raw = raw.expect("an answer");
    assert_eq!(raw.status().as_u16(), 200);
    let mut reader = raw.into_stream().into_reader(&client);
    let mut start = [0; 4];
    reader.read_exact(&mut start).expect("bytes");
    assert_eq!(&start, b"some");
    // From a reader that is not async.
    let body = Body::read(std::io::repeat(7).take(200_000), None);
    let sent = client.things().put_content("a", body).send_blocking();
    assert_eq!(sent.expect("a length"), "200000");
}
