//! Lists over offset and limit, page by page and item by item.

use futures_util::{StreamExt, TryStreamExt};
use openrouter_pages::runtime::{Operation, Paginated};
use openrouter_pages::{Client, ErrorKind, Request};
use serde_json::{Value, json};
use url::Url;

use crate::document::{operation, operations};
use crate::sample::{ODD, Sampler};
use crate::server::{Reply, Seen, Server};

const LENGTH: u64 = 7;
const ID: &str = "0b8f2a86-3c4f-4a5f-9a52-6d2f6f0f7c11";

fn number(seen: &Seen, name: &str) -> Option<u64> {
    let url = Url::parse("http://localhost").and_then(|base| base.join(&seen.target));
    let url = url.expect("a target");
    let mut pairs = url.query_pairs();
    let (_, value) = pairs.find(|(key, _)| key == name)?;
    Some(value.parse().expect("a number"))
}

/// A server with a list of seven, that gives three at a time if it is not told otherwise.
async fn list_of(id: &str) -> Server {
    let (_, schema) = operation(id).answers().remove(0);
    let page = Sampler::default().sample(schema);
    let item = page["data"][0].clone();
    // A property of free text, by which the items differ.
    let members = item.as_object().expect("items are objects");
    let (text, _) = members
        .iter()
        .find(|(_, value)| **value == ODD)
        .expect("free text");
    let text = text.clone();
    Server::start(move |seen| {
        let from = number(seen, "offset").unwrap_or(0);
        let limit = number(seen, "limit").unwrap_or(3);
        let items = (from..LENGTH.min(from + limit)).map(|at| {
            let mut item = item.clone();
            item[&text] = format!("number {at}").into();
            item
        });
        let items: Vec<Value> = items.collect();
        Reply::json(200, &json!({"data": items, "total_count": LENGTH}))
    })
    .await
}

fn offsets(seen: &[Seen]) -> Vec<Option<u64>> {
    seen.iter().map(|one| number(one, "offset")).collect()
}

async fn walk<O>(id: &str, list: impl Fn(&Client) -> Request<O>)
where
    O: Paginated + Operation<Output: std::fmt::Debug>,
{
    assert!(operation(id).is_paginated());
    let server = list_of(id).await;
    let client = server.client();
    let items: Vec<O::Item> = list(&client).items().try_collect().await.expect(id);
    assert_eq!(items.len(), 7, "{id}");
    let offsets = offsets(&server.take());
    assert!(
        offsets.starts_with(&[None, Some(3), Some(6)]),
        "{id}: {offsets:?}"
    );
    let pages: Vec<O::Output> = list(&client).pages().try_collect().await.expect(id);
    assert!(pages.len() >= 3, "{id}");
}

#[tokio::test]
async fn every_list_is_walked_to_its_end() {
    let mut lists: Vec<&str> = Vec::new();
    macro_rules! walk {
        ($($id:literal => |$client:ident| $list:expr;)*) => {
            $(walk($id, |$client: &Client| $list).await; lists.push($id);)*
        };
    }
    walk! {
        "listGuardrails" => |client| client.guardrails().list();
        "listKeyAssignments" => |client| client.guardrails().list_key_assignments();
        "listMemberAssignments" => |client| client.guardrails().list_member_assignments();
        "listGuardrailKeyAssignments" =>
            |client| client.guardrails().list_guardrail_key_assignments(ID);
        "listGuardrailMemberAssignments" =>
            |client| client.guardrails().list_guardrail_member_assignments(ID);
        "list" => |client| client.api_keys().list();
    }
    let paginated = operations().into_iter().filter(|one| one.is_paginated());
    let mut documented: Vec<&str> = paginated.map(|one| one.id).collect();
    documented.sort_unstable();
    lists.sort_unstable();
    assert_eq!(lists, documented);
}

#[test]
fn every_operation_with_an_offset_is_paginated() {
    for operation in operations() {
        let has_offset = operation.has_parameter("offset");
        assert_eq!(operation.is_paginated(), has_offset, "{}", operation.id);
    }
}

#[tokio::test]
async fn a_walk_begins_and_goes_on_as_it_is_told() {
    let server = list_of("listGuardrails").await;
    let list = server.client().guardrails().list().offset("2").limit("2");
    let items: Vec<_> = list.items().try_collect().await.expect("items");
    assert_eq!(items.len(), 5);
    let seen = server.take();
    assert_eq!(offsets(&seen), [Some(2), Some(4), Some(6)]);
    assert!(seen.iter().all(|one| number(one, "limit") == Some(2)));
}

#[tokio::test]
async fn a_walk_is_resumed_from_a_page() {
    let server = list_of("listGuardrails").await;
    let client = server.client();
    let mut pages = client.guardrails().list().pages();
    pages.next().await.expect("a page").expect("a page");
    let position = pages.position().expect("more pages").clone();
    drop(pages);
    let rest = client.guardrails().list().pages_from(position).items();
    assert_eq!(rest.try_collect::<Vec<_>>().await.expect("items").len(), 4);
    let offsets = offsets(&server.take());
    assert!(
        offsets.starts_with(&[None, Some(3), Some(6)]),
        "{offsets:?}"
    );
}

#[tokio::test]
async fn a_page_that_fails_is_an_error_and_the_end() {
    let (_, schema) = operation("listGuardrails").answers().remove(0);
    let item = Sampler::default().sample(schema)["data"][0].clone();
    let server = Server::start(move |seen| match number(seen, "offset") {
        None => Reply::json(200, &json!({"data": [item.clone()], "total_count": 9})),
        Some(_) => Reply::json(500, &json!({"error": {"code": 500, "message": "no"}})),
    })
    .await;
    let mut items = server.client().guardrails().list().items();
    assert!(items.next().await.expect("an item").is_ok());
    let error = items.next().await.expect("an error").expect_err("500");
    assert!(matches!(error.kind(), ErrorKind::Status(_)), "{error}");
    assert!(items.next().await.is_none());
}
