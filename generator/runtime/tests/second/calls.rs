//! A call of every operation: what is sent, and what an answer becomes.

use futures_util::TryStreamExt;
use serde_json::{Value, json};

use crate::api::copy::CopyOperation;
use crate::api::delete::DeleteOperation;
use crate::api::embed::EmbedOperation;
use crate::api::generate::GenerateOperation;
use crate::api::ps::PsOperation;
use crate::api::pull::PullOperation;
use crate::api::tags::ListTags;
use crate::api::version::VersionOperation;
use crate::runtime::{Client, Mock, Operation, Recorded, Reply};
use crate::types::copy::CopyRequest;
use crate::types::delete::DeleteRequest;
use crate::types::embed::EmbedRequest;
use crate::types::generate::{GenerateRequest, GenerateRequestThinkKind};
use crate::types::pull::PullRequest;
use crate::types::shared::ModelOptions;

/// A client whose operation `O` is answered so, and what it sends.
fn answered<O: Operation>(media_type: &'static str, body: &'static str) -> (Client, Mock) {
    let mock = Mock::new().on::<O>(move |_| Reply::status(200).body(media_type, body));
    let client = Client::builder()
        .transport(mock.clone())
        .build()
        .expect("a client without a key");
    (client, mock)
}

/// The only call, of this method and path.
fn sent(mock: &Mock, method: &str, path: &str) -> Recorded {
    let mut calls = mock.calls();
    assert_eq!(calls.len(), 1);
    let call = calls.remove(0);
    assert_eq!((call.method.as_str(), call.path.as_str()), (method, path));
    assert!(call.query.is_empty());
    assert_eq!(call.header("authorization"), None);
    call
}

fn body(call: &Recorded) -> Value {
    assert_eq!(call.header("content-type"), Some("application/json"));
    serde_json::from_slice(&call.body).expect("JSON")
}

#[tokio::test]
async fn version() {
    let (client, mock) = answered::<VersionOperation>("application/json", r#"{"version":"1.2"}"#);
    let answer = client.version().version().await.expect("an answer");
    assert_eq!(answer.version.as_deref(), Some("1.2"));
    assert!(sent(&mock, "GET", "/api/version").body.is_empty());
}

#[tokio::test]
async fn tags() {
    let text = r#"{"models":[{"name":"a","size":5000000000,"details":{"families":["f"]},"x":1}]}"#;
    let (client, mock) = answered::<ListTags>("application/json; charset=utf-8", text);
    let models = client.tags().list().await.expect("an answer").models;
    let model = models.expect("models").remove(0);
    assert_eq!(model.name.as_deref(), Some("a"));
    assert_eq!(model.size, Some(5_000_000_000));
    let families = model.details.and_then(|details| details.families);
    assert_eq!(families, Some(vec!["f".to_owned()]));
    sent(&mock, "GET", "/api/tags");
}

#[tokio::test]
async fn ps() {
    let text = r#"{"models":[{"model":"a","details":{"format":"gguf"},"context_length":4096}]}"#;
    let (client, mock) = answered::<PsOperation>("application/json", text);
    let models = client.ps().ps().await.expect("an answer").models;
    let model = models.expect("models").remove(0);
    assert_eq!(model.context_length, Some(4096));
    assert_eq!(model.expires_at, None);
    sent(&mock, "GET", "/api/ps");
}

#[tokio::test]
async fn copy_has_an_empty_answer() {
    let (client, mock) = answered::<CopyOperation>("text/plain", "");
    let request = CopyRequest::new("a", "b");
    client.copy().copy(&request).await.expect("an answer");
    let call = sent(&mock, "POST", "/api/copy");
    assert_eq!(body(&call), json!({"source": "a", "destination": "b"}));
}

#[tokio::test]
async fn delete_has_a_body() {
    let (client, mock) = answered::<DeleteOperation>("text/plain", "");
    let request = DeleteRequest::new("b");
    client.delete().delete(&request).await.expect("an answer");
    let call = sent(&mock, "DELETE", "/api/delete");
    assert_eq!(body(&call), json!({"model": "b"}));
}

#[tokio::test]
async fn embed_takes_one_text_or_several() {
    let text = r#"{"model":"m","embeddings":[[0.5,-1],[2e-3]],"prompt_eval_count":8}"#;
    let (client, mock) = answered::<EmbedOperation>("application/json", text);
    let one = EmbedRequest::new("m", "t").options(ModelOptions::new().top_k(3));
    let answer = client.embed().embed(&one).await.expect("an answer");
    assert_eq!(answer.embeddings, Some(vec![vec![0.5, -1.0], vec![0.002]]));
    let call = sent(&mock, "POST", "/api/embed");
    assert_eq!(
        body(&call),
        json!({"model": "m", "input": "t", "options": {"top_k": 3}})
    );
    let several = EmbedRequest::new("m", vec!["t".to_owned(), "u".to_owned()]);
    client.embed().embed(&several).await.expect("an answer");
    assert_eq!(body(&mock.calls()[1])["input"], json!(["t", "u"]));
}

#[tokio::test]
async fn generate_whole() {
    let text = r#"{"model":"m","response":"Green.","done":true,"eval_count":2}"#;
    let (client, mock) = answered::<GenerateOperation>("application/json", text);
    let request = GenerateRequest::new("m")
        .prompt("p")
        .think(GenerateRequestThinkKind::Low)
        .stream(false);
    let answer = client.generate().generate(&request).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.response.as_deref(), Some("Green."));
    assert_eq!((answer.done, answer.eval_count), (Some(true), Some(2)));
    let call = sent(&mock, "POST", "/api/generate");
    assert_eq!(
        body(&call),
        json!({"model": "m", "prompt": "p", "think": "low", "stream": false})
    );
}

#[tokio::test]
async fn generate_in_pieces() {
    let text = "{\"response\":\"Gre\"}\n{\"response\":\"en.\",\"done\":true}\n";
    let (client, mock) = answered::<GenerateOperation>("application/x-ndjson", text);
    let request = GenerateRequest::new("m").think(true);
    let stream = client.generate().generate(&request).stream().await;
    let pieces: Vec<_> = stream
        .expect("a stream")
        .try_collect()
        .await
        .expect("pieces");
    let texts: Vec<_> = pieces
        .iter()
        .filter_map(|piece| piece.response.as_deref())
        .collect();
    assert_eq!(texts, ["Gre", "en."]);
    assert_eq!(pieces[1].done, Some(true));
    let call = sent(&mock, "POST", "/api/generate");
    assert_eq!(
        body(&call),
        json!({"model": "m", "stream": true, "think": true})
    );
}

#[tokio::test]
async fn pull_tells_how_far_it_is() {
    let text = "{\"status\":\"pulling\",\"total\":9,\"completed\":3}\n{\"status\":\"success\"}";
    let (client, mock) = answered::<PullOperation>("application/x-ndjson", text);
    let request = PullRequest::new("m").insecure(true);
    let stream = client.pull().pull(&request).stream().await;
    let news: Vec<_> = stream.expect("a stream").try_collect().await.expect("news");
    assert_eq!((news[0].total, news[0].completed), (Some(9), Some(3)));
    assert_eq!(news[1].status.as_deref(), Some("success"));
    let call = sent(&mock, "POST", "/api/pull");
    assert_eq!(
        body(&call),
        json!({"model": "m", "insecure": true, "stream": true})
    );
}
