//! Absent, null and a value; values and shapes that the documentation does not list.

use openrouter_pages::runtime::codec::{Slot, from_slice, to_string};
use openrouter_pages::{
    ChatGenerationParams, Message, ResetInterval, UpdateGuardrailRequest, UserMessage,
    UserMessageContent,
};
use serde_json::{Value, json};

use crate::server::{Reply, Server};

const ID: &str = "0b8f2a86-3c4f-4a5f-9a52-6d2f6f0f7c11";

fn guardrail(interval: &str) -> Value {
    json!({"data": {"id": ID, "name": "n", "created_at": "2026-01-02T03:04:05Z",
                    "reset_interval": interval, "a_new_field": {"b": [1]}}})
}

#[tokio::test]
async fn absent_null_and_a_value_are_three_things() {
    let server = Server::start(|_| Reply::json(200, &guardrail("daily"))).await;
    let client = server.client();
    let cases = [
        (UpdateGuardrailRequest::new(), json!({})),
        (
            UpdateGuardrailRequest::new().limit_usd_null().name("n"),
            json!({"name": "n", "limit_usd": null}),
        ),
        (
            UpdateGuardrailRequest::new()
                .limit_usd(2.5)
                .description_null()
                .reset_interval("weekly"),
            json!({"description": null, "limit_usd": 2.5, "reset_interval": "weekly"}),
        ),
    ];
    for (body, expected) in cases {
        let request = client.guardrails().update(ID).body(&body);
        request.send().await.expect("an answer");
        assert_eq!(server.take()[0].json(), expected);
    }
    // No body at all is a fourth thing.
    let answer = client.guardrails().update(ID).send().await;
    answer.expect("an answer");
    assert!(server.take()[0].body.is_empty());
}

#[tokio::test]
async fn values_nobody_listed_are_kept_and_sent_back() {
    let server = Server::start(|_| Reply::json(200, &guardrail("every blue moon"))).await;
    let client = server.client();
    let answer = client.guardrails().get(ID).send().await;
    let interval = answer.expect("an answer").data.reset_interval;
    let interval = interval.flatten().expect("an interval");
    assert_eq!(interval, ResetInterval::Unknown("every blue moon".into()));
    assert_eq!(interval.to_string(), "every blue moon");
    server.take();
    let body = UpdateGuardrailRequest::new().reset_interval(interval);
    let answer = client.guardrails().update(ID).body(&body).send().await;
    answer.expect("an answer");
    let sent = server.take()[0].json();
    assert_eq!(sent, json!({"reset_interval": "every blue moon"}));
}

fn round_trip<T: Slot>(value: &Value) -> T {
    let typed: T = from_slice(value.to_string().as_bytes()).expect("a value");
    let again: Value = serde_json::from_str(&to_string(&typed)).expect("JSON");
    assert_eq!(again, *value);
    typed
}

#[test]
fn branches_of_unions_are_told_apart_and_kept() {
    let user = |content: Value| json!({"role": "user", "content": content});
    let Message::User(text) = round_trip::<Message>(&user("Hi".into())) else {
        panic!("the role tells the message");
    };
    assert!(matches!(text.content, UserMessageContent::Text(text) if text == "Hi"));
    let parts = user(json!([{"type": "text", "text": "Hi"}]));
    let Message::User(parts) = round_trip::<Message>(&parts) else {
        panic!("the role tells the message");
    };
    assert!(!matches!(
        parts.content,
        UserMessageContent::Text(_) | UserMessageContent::Unknown(_)
    ));
    let oracle = json!({"role": "oracle", "smoke": [1, null]});
    assert!(matches!(round_trip::<Message>(&oracle), Message::Unknown(found) if found == oracle));
    let odd = user(json!({"of": "another shape"}));
    let Message::User(odd) = round_trip::<Message>(&odd) else {
        panic!("the role tells the message");
    };
    assert!(matches!(odd.content, UserMessageContent::Unknown(_)));
}

#[test]
fn text_is_enough_for_a_message() {
    let body = ChatGenerationParams::new([Message::from(UserMessage::new("Hi"))]).model("m");
    let sent: Value = serde_json::from_str(&to_string(&body)).expect("JSON");
    let expected = json!({"messages": [{"role": "user", "content": "Hi"}], "model": "m"});
    assert_eq!(sent, expected);
}

#[cfg(feature = "serde")]
#[test]
fn serde_says_the_same() {
    let value = json!({"limit_usd": null, "name": "n", "reset_interval": "new"});
    let body: UpdateGuardrailRequest = serde_json::from_value(value.clone()).expect("a body");
    assert_eq!(body.limit_usd, Some(None));
    assert_eq!(serde_json::to_value(&body).expect("JSON"), value);
}
