//! Streamed answers: chunks, the sentinel, comments, events nobody knows, any chunk boundary.

use futures_util::TryStreamExt;
use openrouter_pages::runtime::Streaming;
use openrouter_pages::runtime::codec::{Slot, from_slice, to_string};
use openrouter_pages::{ChatGenerationParams, Client, Message, Request, UserMessage};
use serde_json::{Value, json};

use crate::document::{operation, operations};
use crate::sample::{Sampler, without_nulls};
use crate::server::{Obedient, Reply};

fn hello() -> ChatGenerationParams {
    ChatGenerationParams::new([Message::User(UserMessage::new("Hi"))])
}

fn chunk(content: &str) -> Value {
    json!({"id": "gen-1", "object": "chat.completion.chunk", "created": 1, "model": "m",
           "choices": [{"index": 0, "delta": {"content": content}, "finish_reason": null}]})
}

/// The text of the chunks that the client makes of the pieces.
async fn contents(obedient: &Obedient, pieces: Vec<Vec<u8>>) -> Vec<String> {
    obedient.reply(Reply::Pieces(pieces));
    let stream = obedient
        .server
        .client()
        .chat()
        .send(&hello())
        .stream()
        .await;
    let chunks = stream.expect("a stream").try_collect::<Vec<_>>().await;
    let text = |choice: &openrouter_pages::ChatStreamingChoice| choice.delta.content.clone();
    chunks
        .expect("chunks")
        .iter()
        .filter_map(|chunk| text(chunk.choices.first()?)?)
        .collect()
}

#[tokio::test]
async fn the_sentinel_ends_and_what_is_no_chunk_is_passed_over() {
    let text = format!(
        ": OPENROUTER PROCESSING\n\n\
         data: {}\n\n\
         retry: 10\nid: 5\n\n\
         : OPENROUTER PROCESSING\n\
         event: ping\ndata:\n\n\
         data: {}\r\n\r\n\
         data: [DONE]\n\n\
         data: {}\n\n",
        chunk("Hel"),
        chunk("lo"),
        chunk("after the end"),
    );
    let obedient = Obedient::start().await;
    let contents = contents(&obedient, vec![text.into_bytes()]).await;
    assert_eq!(contents, ["Hel", "lo"]);
}

#[tokio::test]
async fn chunks_may_be_cut_anywhere() {
    let said = ["\u{1f980} \u{e9}", "\n\"data: \"\u{2028}"];
    let text = format!(
        ": \u{e9}\r\ndata: {}\r\n\r\nevent: message\ndata: {}\n\ndata: [DONE]\n\n",
        chunk(said[0]),
        chunk(said[1])
    );
    let bytes = text.into_bytes();
    let obedient = Obedient::start().await;
    for at in 1..bytes.len() {
        let pieces = vec![bytes[..at].to_vec(), bytes[at..].to_vec()];
        assert_eq!(contents(&obedient, pieces).await, said, "cut at {at}");
    }
    let single = bytes.iter().map(|byte| vec![*byte]).collect();
    let contents = contents(&obedient, single).await;
    assert_eq!(contents, said, "a byte at a time");
}

/// Streams every sample of the documented event, and expects each as it was sent.
async fn streams<O: Streaming>(id: &str, request: impl Fn(&Client) -> Request<O>) {
    let schema = operation(id).event().expect("a stream");
    let obedient = Obedient::start().await;
    let server = &obedient.server;
    for event in Sampler::all(schema) {
        // The top member `error` is how a stream fails; a test of its own is about that.
        if event.get("error").is_some_and(|error| !error.is_null()) || event["type"] == "error" {
            continue;
        }
        let name = match event["type"].as_str() {
            Some(name) => format!("event: {name}\n"),
            None => String::new(),
        };
        let text = format!("{name}data: {event}\n\ndata: [DONE]\n\n");
        obedient.reply(Reply::Pieces(vec![text.into_bytes()]));
        let stream = request(&server.client()).stream().await.expect(id);
        let chunks = stream.try_collect::<Vec<O::Chunk>>().await;
        let chunks = chunks.unwrap_or_else(|error| panic!("{id}: {error}: {event}"));
        assert_eq!(chunks.len(), 1, "{id}: {event}");
        let typed: Value = serde_json::from_str(&to_string(&chunks[0])).expect("JSON");
        assert_eq!(without_nulls(&typed), without_nulls(&event), "{id}");
        let seen = server.take().remove(0);
        let asks = seen.json()["stream"] == true;
        assert_eq!(asks, operation(id).body_has("stream"), "{id}");
        let accept = seen.header("accept").expect("accept");
        assert!(accept.contains("text/event-stream"), "{id}: {accept}");
    }
}

/// A body of the shortest sort.
fn body<T: Slot>(id: &str) -> T {
    let schema = operation(id).body().expect("a body");
    let sample = Sampler::minimal().sample(schema).to_string();
    from_slice(sample.as_bytes()).expect("a body")
}

#[tokio::test]
async fn every_documented_stream_is_read() {
    streams("sendChatCompletionRequest", |client| {
        client.chat().send(&hello())
    })
    .await;
    streams("createMessages", |client| {
        client.anthropic_messages().create(&body("createMessages"))
    })
    .await;
    streams("createEmbeddings", |client| {
        client.embeddings().create(&body("createEmbeddings"))
    })
    .await;
    streams("createResponses", |client| {
        let request = client.beta_responses().create();
        request.body(&body("createResponses"))
    })
    .await;
    let documented = operations().into_iter().filter(|one| one.event().is_some());
    assert_eq!(documented.count(), 4, "each of them is above");
}

#[tokio::test]
async fn an_end_without_a_sentinel_is_an_end() {
    let pieces = [chunk("a"), chunk("b")].map(|chunk| format!("data: {chunk}\n\n").into_bytes());
    let obedient = Obedient::start().await;
    assert_eq!(contents(&obedient, pieces.into()).await, ["a", "b"]);
}
