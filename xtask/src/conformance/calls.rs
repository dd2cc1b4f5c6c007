//! Which calls are made: every method, for every status that the document has for it.

use pagecrate_generator::callable::{Callable, Input, InputValue, Origin};
use pagecrate_generator::model::{
    BodyEncoding, Operation, Outcome, ParameterPlace, Receive, Received, StatusMatch,
};
use pagecrate_spec::pointer::Pointer;
use serde_json::{Map, Value, json};

use super::sample::{Extent, Sampler};

/// One call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The method, by its place in the list of all.
    pub(super) callable: usize,
    /// Whether the answer is asked for piece by piece.
    pub(super) stream: bool,
    /// The status that is asked for.
    pub(super) status: u16,
    /// Whether the call should succeed.
    pub(super) succeeds: bool,
    /// Whether the client has a type for what is answered.
    pub(super) is_typed: bool,
    /// The media type of what is sent.
    pub(super) media: Option<String>,
    /// What the program is told; or why there is nothing to tell.
    pub(super) input: Result<Value, String>,
}

/// A documented answer.
struct Answer<'d> {
    status: u16,
    succeeds: bool,
    media: Vec<&'d str>,
}

/// Makes the calls of a client.
pub(super) struct Planner<'d> {
    document: &'d Value,
    sampler: Sampler<'d>,
}

impl<'d> Planner<'d> {
    pub(super) fn new(document: &'d Value) -> Self {
        Self {
            document,
            sampler: Sampler::new(document),
        }
    }

    /// The calls of a method.
    pub(super) fn calls(&mut self, index: usize, callable: &Callable<'_>) -> Vec<Call> {
        let operation = callable.operation;
        let Some(pointer) = place(operation) else {
            return Vec::new();
        };
        let answers = self.answers(&pointer);
        if answers.is_empty() {
            let why = "the document has neither success nor failure for it";
            return vec![Call {
                callable: index,
                stream: false,
                status: 0,
                succeeds: true,
                is_typed: true,
                media: None,
                input: Err(why.to_owned()),
            }];
        }
        let full = self.inputs(callable, &pointer, Extent::Full);
        let least = self.inputs(callable, &pointer, Extent::Least);
        let mut calls = Vec::new();
        let mut add = |answer: &Answer<'_>, stream: bool, extent: Extent| {
            let inputs = match extent {
                Extent::Full => &full,
                Extent::Least => &least,
            };
            let accept = accept(operation, answer);
            let input = inputs.as_ref().map_err(String::clone).map(|inputs| {
                let mut input = inputs.clone();
                input["operation"] = json!(index);
                input["stream"] = json!(stream);
                input["prefer"] = json!(format!("code={}", answer.status));
                input["accept"] = json!(accept);
                input
            });
            calls.push(Call {
                callable: index,
                stream,
                status: answer.status,
                succeeds: answer.succeeds,
                is_typed: has_type(operation, answer),
                media: operation
                    .body
                    .as_ref()
                    .map(|body| essence(&body.content_type)),
                input,
            });
        };
        let is_whole = operation.stream.as_ref().is_none_or(|stream| !stream.only);
        for (place, answer) in answers.iter().enumerate() {
            if !answer.succeeds {
                // A failure is never a stream.
                add(answer, false, Extent::Least);
                continue;
            }
            if is_whole && (operation.stream.is_none() || is_read_whole(answer)) {
                add(answer, false, Extent::Full);
                if place == 0 {
                    add(answer, false, Extent::Least);
                }
            }
            if operation.stream.is_some() && (!is_whole || is_streamed(answer)) {
                add(answer, true, Extent::Full);
            }
        }
        calls
    }

    /// The answers that the document has for an operation: successes, then failures. What leads
    /// elsewhere is neither; but where there is nothing else, a redirect is a failure, because none is
    /// followed here.
    fn answers(&self, operation: &Pointer) -> Vec<Answer<'d>> {
        let responses = self.object(&operation.join("responses"));
        let documented: Vec<u16> = responses
            .into_iter()
            .flat_map(Map::keys)
            .filter_map(|key| key.parse().ok())
            .collect();
        let free = |candidates: &[u16]| {
            let is_free = |one: &&u16| !documented.contains(one);
            candidates.iter().find(is_free).copied()
        };
        let has_success = responses
            .into_iter()
            .flat_map(Map::keys)
            .any(|key| key.starts_with('2'));
        let mut answers = Vec::new();
        for key in responses.into_iter().flat_map(Map::keys) {
            let status = match key.to_ascii_uppercase().as_str() {
                "2XX" => free(&[200, 202, 299]),
                "4XX" => free(&[418, 499]),
                "5XX" => free(&[500, 599]),
                "DEFAULT" if has_success => free(&[500, 418, 599]),
                "DEFAULT" => Some(200),
                code => code.parse().ok(),
            };
            let Some(status) = status.filter(|status| !matches!(status, 100..=199)) else {
                continue;
            };
            let at = operation.join("responses").join(key);
            let content = self
                .sampler
                .target(&at)
                .and_then(|target| self.object(&target.join("content")));
            answers.push(Answer {
                status,
                succeeds: status < 300,
                media: content
                    .into_iter()
                    .flat_map(Map::keys)
                    .map(String::as_str)
                    .collect(),
            });
        }
        let is_redirect = |answer: &Answer<'_>| matches!(answer.status, 300..=399);
        if !answers.iter().all(is_redirect) {
            answers.retain(|answer| !is_redirect(answer));
        }
        answers.sort_by_key(|answer| (!answer.succeeds, answer.status));
        answers
    }

    fn object(&self, pointer: &Pointer) -> Option<&'d Map<String, Value>> {
        self.document.pointer(pointer.as_str())?.as_object()
    }

    /// What the program is given for a call: arguments, and setters where they are called.
    fn inputs(
        &mut self,
        callable: &Callable<'_>,
        pointer: &Pointer,
        extent: Extent,
    ) -> Result<Value, String> {
        let mut arguments = Vec::new();
        for input in &callable.arguments {
            let value = self.value(input, callable.operation, pointer, extent);
            arguments.push(value.ok_or_else(|| {
                format!(
                    "the document says nothing of its argument `{}`",
                    input.ident
                )
            })?);
        }
        let mut setters = Vec::new();
        for input in &callable.setters {
            let is_set = extent == Extent::Full || self.is_missed(input, pointer);
            let value = is_set.then(|| self.value(input, callable.operation, pointer, extent));
            setters.push(value.flatten().unwrap_or_default());
        }
        Ok(json!({"arguments": arguments, "setters": setters}))
    }

    fn value(
        &mut self,
        input: &Input<'_>,
        operation: &Operation,
        pointer: &Pointer,
        extent: Extent,
    ) -> Option<Value> {
        match input.origin {
            Origin::Parameter(name, place) => {
                match self.parameter(pointer, name, place) {
                    Some(at) => self.sampler.of_parameter(&at, extent),
                    // A part of the path that the document names there only.
                    None if place == ParameterPlace::Path => Some(json!("text")),
                    None => None,
                }
            }
            Origin::Body(media) => {
                let body = self.sampler.target(&pointer.join("requestBody"))?;
                let content = body.join("content");
                let key = media_key(self.object(&content)?, media)?;
                let mut value = self.sampler.of_holder(&content.join(key), extent)?;
                // Nobody can tell a form without fields from no body.
                if essence(key) == "application/x-www-form-urlencoded" && value == json!({}) {
                    value = self.sampler.of_holder(&content.join(key), Extent::Full)?;
                }
                let encoding = operation.body.as_ref().map(|body| &body.encoding);
                let is_lines = encoding == Some(&BodyEncoding::JsonLines) && !value.is_array();
                Some(match &input.value {
                    InputValue::Json(_) if is_lines => json!([value]),
                    _ => value,
                })
            }
        }
    }

    /// Whether an input is sent even where it may be left out, for Prism's sake: an object whose
    /// members stand in the query on their own is an empty one to it when it is not sent, and misses
    /// what it requires; and it breaks down for want of a header that is a list or an object.
    fn is_missed(&self, input: &Input<'_>, operation: &Pointer) -> bool {
        let Origin::Parameter(name, place) = input.origin else {
            return false;
        };
        let Some(at) = self.parameter(operation, name, place) else {
            return false;
        };
        let schema = at.join("schema");
        let holder = self.object(&at);
        let says = |key: &str| holder.and_then(|map| map.get(key));
        match place {
            ParameterPlace::Query => {
                self.sampler.is_object(&schema)
                    && says("style").is_none_or(|style| style == "form")
                    && says("explode").is_none_or(|explode| *explode == true)
            }
            ParameterPlace::Header => {
                self.sampler.is_object(&schema) || self.sampler.is_list(&schema)
            }
            _ => false,
        }
    }

    /// The parameter of an operation or of its path.
    fn parameter(&self, operation: &Pointer, name: &str, place: ParameterPlace) -> Option<Pointer> {
        let place = match place {
            ParameterPlace::Path => "path",
            ParameterPlace::Query => "query",
            ParameterPlace::Querystring => "querystring",
            ParameterPlace::Header => "header",
            ParameterPlace::Cookie => "cookie",
        };
        let path = operation.parent()?;
        [operation, &path].into_iter().find_map(|holder| {
            let list = holder.join("parameters");
            let count = self.document.pointer(list.as_str())?.as_array()?.len();
            (0..count)
                .filter_map(|index| self.sampler.target(&list.index(index)))
                .find(|at| {
                    let has = |key: &str, value: &str| {
                        self.document
                            .pointer(at.join(key).as_str())
                            .and_then(Value::as_str)
                            .is_some_and(|text| text.eq_ignore_ascii_case(value))
                    };
                    has("in", place) && has("name", name)
                })
        })
    }
}

/// The key of a media type, which may have parameters and capitals in the document.
fn media_key<'d>(content: &'d Map<String, Value>, media: &str) -> Option<&'d str> {
    let same = |key: &&String| essence(key) == essence(media);
    let key = content.keys().find(|key| *key == media);
    let key = key.or_else(|| content.keys().find(same));
    key.or_else(|| content.keys().next()).map(String::as_str)
}

/// Where an operation stands.
pub(super) fn place(operation: &Operation) -> Option<Pointer> {
    let origin = operation.docs.origin.as_ref()?;
    Pointer::parse(&origin.pointer)
}

/// A media type without its parameters.
pub(super) fn essence(media: &str) -> String {
    let end = media.find(';').unwrap_or(media.len());
    media[..end].trim().to_ascii_lowercase()
}

pub(super) fn is_event_stream(media: &str) -> bool {
    matches!(
        essence(media).as_str(),
        "text/event-stream"
            | "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonl"
            | "application/json-seq"
            | "application/jsonlines"
            | "application/stream+json"
    )
}

fn is_streamed(answer: &Answer<'_>) -> bool {
    answer.media.iter().any(|media| is_event_stream(media))
}

fn is_read_whole(answer: &Answer<'_>) -> bool {
    answer.media.is_empty() || !answer.media.iter().all(|media| is_event_stream(media))
}

/// What the `accept` header has to say besides what the client says, which names the media types of
/// successes: a server answers failures in its own, but Prism refuses to.
fn accept(operation: &Operation, answer: &Answer<'_>) -> Option<&'static str> {
    if answer.succeeds {
        return None;
    }
    let types: Vec<String> = operation
        .output
        .received()
        .filter_map(|one| one.content_type.as_deref().map(essence))
        .collect();
    let is_json = |one: &Received| one.encoding == Receive::Json;
    let is_accepted = |media: &&str| match types.as_slice() {
        // Anything, unless JSON is read.
        [] => !operation.output.received().any(is_json) || essence(media) == "application/json",
        types => types.contains(&essence(media)),
    };
    let is_covered = answer.media.is_empty() || answer.media.iter().any(is_accepted);
    (!is_covered || operation.stream.as_ref().is_some_and(|stream| stream.only)).then_some("*/*")
}

/// Whether the client has a type for a failure of a status.
fn has_type(operation: &Operation, answer: &Answer<'_>) -> bool {
    match &operation.error {
        _ if answer.succeeds => true,
        // Without a body there is nothing to be of a type, as in the answer to a HEAD.
        _ if operation.http_method == "HEAD" || answer.media.is_empty() => false,
        Outcome::None => false,
        Outcome::One(_) => true,
        Outcome::ByStatus { variants, .. } => variants.iter().any(|one| match one.status {
            StatusMatch::Exact(code) => code == answer.status,
            StatusMatch::Range(hundred) => u16::from(hundred) == answer.status / 100,
            StatusMatch::Default => true,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(keys: &[&str]) -> Vec<(u16, bool)> {
        let answers = keys
            .iter()
            .map(|key| (key.to_string(), json!({"description": ""})));
        let responses: Map<String, Value> = answers.collect();
        let document = json!({"paths": {"/a": {"get": {"responses": responses}}}});
        let planner = Planner::new(&document);
        let operation = Pointer::parse("/paths/~1a/get").unwrap();
        let answers = planner.answers(&operation);
        answers
            .iter()
            .map(|one| (one.status, one.succeeds))
            .collect()
    }

    #[test]
    fn ranges_and_the_rest_are_a_status_that_nothing_else_documents() {
        assert_eq!(
            statuses(&["default", "4xx", "418", "200"]),
            [(200, true), (418, false), (499, false), (500, false)]
        );
        assert_eq!(statuses(&["default"]), [(200, true)]);
    }

    #[test]
    fn a_redirect_is_asked_for_where_there_is_nothing_else() {
        assert_eq!(statuses(&["101", "200", "307"]), [(200, true)]);
        assert_eq!(statuses(&["302"]), [(302, false)]);
    }
}
