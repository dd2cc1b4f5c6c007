//! Every operation of the document: what is sent, what is read, what fails.

use std::collections::{BTreeMap, BTreeSet};

use openrouter_pages::ErrorKind;
use serde_json::Value;
use url::Url;

use crate::calls::{Arguments, CALLS, Outcome, Send};
use crate::document::{Operation, operations};
use crate::sample::{Sampler, without_nulls};
use crate::server::{KEY, Obedient, Reply, Seen};

#[test]
fn every_operation_is_called_here() {
    let documented: BTreeSet<&str> = operations().iter().map(|one| one.id).collect();
    let called: BTreeSet<&str> = CALLS.iter().map(|(id, _)| *id).collect();
    assert_eq!(called, documented);
    assert_eq!(CALLS.len(), called.len(), "an operation is called twice");
}

async fn call(
    obedient: &Obedient,
    send: Send,
    with: &Arguments,
    (status, body): (u16, &Value),
) -> (Seen, Outcome) {
    obedient.reply(Reply::json(status, body));
    let outcome = send(&obedient.server.client(), with).await;
    let mut seen = obedient.server.take();
    assert_eq!(seen.len(), 1, "one call is one request");
    (seen.remove(0), outcome)
}

fn each() -> impl Iterator<Item = (Operation, Send)> {
    let calls: BTreeMap<&str, Send> = CALLS.iter().copied().collect();
    operations()
        .into_iter()
        .map(move |one| (one, calls[one.id]))
}

/// Values for all parameters, or for those without which there is no request.
fn parameters(operation: &Operation, sampler: &mut Sampler, all: bool) -> BTreeMap<String, String> {
    let parameters = operation.parameters().into_iter();
    parameters
        .filter(|parameter| all || parameter.required)
        .map(|parameter| {
            let Value::String(value) = sampler.sample(parameter.schema) else {
                panic!("{}: a parameter that is no string", operation.id);
            };
            (parameter.name.to_owned(), value)
        })
        .collect()
}

/// The first and the shortest answer that the document calls a success.
fn success(operation: &Operation) -> (u16, Value) {
    let mut answers = operation.answers().into_iter();
    let (status, schema) = answers
        .find(|(status, _)| (200..300).contains(status))
        .expect("a success");
    (status, Sampler::minimal().sample(schema))
}

fn arguments(operation: &Operation) -> Vec<Arguments> {
    let least = parameters(operation, &mut Sampler::minimal(), false);
    let Some(schema) = operation.body() else {
        let mut sampler = Sampler::default();
        let all = |_| Arguments {
            parameters: parameters(operation, &mut sampler, true),
            body: None,
        };
        let mut found = vec![Arguments {
            parameters: least,
            body: None,
        }];
        // An enumeration among the parameters has fewer values than this.
        found.extend((0..12).map(all));
        return found;
    };
    let bodies = Sampler::all(schema).into_iter().map(Some);
    let none = (!operation.body_is_required()).then_some(None);
    bodies
        .chain(none)
        .map(|body| Arguments {
            parameters: least.clone(),
            body,
        })
        .collect()
}

fn check_request(operation: &Operation, with: &Arguments, seen: &Seen, base: &str) {
    let id = operation.id;
    assert_eq!(seen.method, operation.method.to_uppercase(), "{id}");
    let url = Url::parse(base).and_then(|base| base.join(&seen.target));
    let url = url.expect("a target");
    let segments: Vec<String> = url
        .path_segments()
        .expect("segments")
        .map(|one| {
            let text = percent_encoding::percent_decode_str(one).decode_utf8();
            text.expect("UTF-8").into_owned()
        })
        .collect();
    let documented = format!("api/v1{}", operation.path);
    let expected: Vec<&str> = documented
        .split('/')
        .map(|one| match one.strip_prefix('{') {
            Some(name) => with.parameters[name.trim_end_matches('}')].as_str(),
            None => one,
        })
        .collect();
    assert_eq!(segments, expected, "{id}: {}", seen.target);

    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let in_query = operation.parameters().into_iter();
    let expected: Vec<(String, String)> = in_query
        .filter(|parameter| parameter.place == "query")
        .filter_map(|one| Some((one.name.to_owned(), with.parameters.get(one.name)?.clone())))
        .collect();
    assert_eq!(query, expected, "{id}: {}", seen.target);
    assert_eq!(url.fragment(), None, "{id}: {}", seen.target);

    assert!(operation.wants_bearer(), "{id} wants another credential");
    let bearer = format!("Bearer {KEY}");
    assert_eq!(seen.header("authorization"), Some(bearer.as_str()), "{id}");
    assert_eq!(seen.header("accept"), Some("application/json"), "{id}");
    let agent = seen.header("user-agent").expect("a user agent");
    assert!(agent.starts_with("openrouter-pages/"), "{id}: {agent}");
    let media = with.body.as_ref().map(|_| "application/json");
    assert_eq!(seen.header("content-type"), media, "{id}");
    assert_eq!(seen.body.is_empty(), with.body.is_none(), "{id}");
    assert_eq!(seen.json(), with.body.clone().unwrap_or_default(), "{id}");
}

#[tokio::test]
async fn requests_are_as_documented() {
    let obedient = Obedient::start().await;
    for (operation, send) in each() {
        let (status, body) = success(&operation);
        for with in arguments(&operation) {
            let (seen, outcome) = call(&obedient, send, &with, (status, &body)).await;
            check_request(&operation, &with, &seen, &obedient.server.base);
            let id = operation.id;
            assert!(matches!(outcome, Outcome::Answer(..)), "{id}: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn answers_are_read_as_documented() {
    let obedient = Obedient::start().await;
    for (operation, send) in each() {
        let with = &arguments(&operation)[0];
        for (status, schema) in operation.answers() {
            for body in Sampler::all(schema) {
                let (_, outcome) = call(&obedient, send, with, (status, &body)).await;
                let place = format!("{} {status}: {body}", operation.id);
                let typed = match outcome {
                    Outcome::Answer(got, typed) if status < 300 => {
                        assert_eq!(got, status, "{place}");
                        typed
                    }
                    Outcome::Failure(ErrorKind::Status(got), Some(typed)) if status >= 300 => {
                        assert_eq!(got.as_u16(), status, "{place}");
                        typed
                    }
                    other => panic!("{other:?} for {place}"),
                };
                assert_eq!(without_nulls(&typed), without_nulls(&body), "{place}");
            }
        }
    }
}
