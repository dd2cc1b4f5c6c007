//! The document as it is served.
//!
//! Prism answers with the document's examples, and with values that it makes of schemas where there
//! are none. These things of its answers are mended here; of the requests nothing is touched:
//!
//! - An example that does not fit its own schema is left out: no client can read it as documented.
//! - What is no JSON gets a text as its example. Prism writes texts as they stand, but makes an object
//!   of a schema and then refuses to write that as text, as bytes or as events.
//! - A range of statuses is spelled as OpenAPI has it, `4XX`, because Prism knows no `4xx`.
//! - Nothing leads elsewhere: a redirect has no `Location`, and an operation calls nobody back.

use pagecrate_generator::callable::Callable;
use pagecrate_generator::model::{Framing, Operation, StreamModel, Type};
use pagecrate_generator::{Example, examples};
use pagecrate_spec::pointer::Pointer;
use serde_json::{Map, Value};

use super::calls::{essence, is_event_stream, place};
use super::sample::{Extent, Sampler};
use crate::trial::program::KRATE;
use crate::trial::schemas::Schemas;

/// The fields of a server-sent event (WHATWG HTML, section 9.2.6).
const FIELDS: [&str; 4] = ["event", "data", "id", "retry"];
/// How often the piece of a stream is sent.
const PIECES: usize = 2;

/// A copy of the document for Prism.
pub(super) fn served(
    document: &Value,
    config: &pagecrate_generator::Config,
    callables: &[Callable<'_>],
) -> Value {
    let mut copy = document.clone();
    let mut schemas = Schemas::new(document);
    let mut contradictory: Vec<Pointer> = examples(document, config, KRATE)
        .iter()
        .filter(|one| is_contradictory(one, &mut schemas))
        .filter_map(|one| Pointer::parse(&one.pointer))
        .collect();
    // From behind, so that the places of the others in a list stay.
    contradictory.reverse();
    for pointer in contradictory {
        forget(&mut copy, &pointer);
    }
    let mut sampler = Sampler::new(document).received();
    for callable in callables {
        forget_shared(
            document,
            callable.operation,
            &sampler,
            &mut schemas,
            &mut copy,
        );
        texts(document, callable.operation, &mut sampler, &mut copy);
        stay(document, callable.operation, &sampler, &mut copy);
        spell_ranges(callable.operation, &mut copy);
    }
    copy
}

/// Whether an example does not fit its schema, or one that this is a part of by `allOf`.
fn is_contradictory(example: &Example, schemas: &mut Schemas<'_>) -> bool {
    let mut schema = Pointer::parse(&example.schema);
    while let Some(pointer) = schema {
        let why = schemas.contradiction(pointer.as_str(), &example.value);
        if why.is_some() {
            return true;
        }
        let list = pointer.parent();
        let is_part = |list: &Pointer| list.last().as_deref() == Some("allOf");
        schema = list.filter(is_part).and_then(|list| list.parent());
    }
    false
}

/// Removes an example: the value itself, or the named one that holds it.
fn forget(document: &mut Value, example: &Pointer) {
    let mut place = example.clone();
    if matches!(place.last().as_deref(), Some("value" | "dataValue")) {
        match place.parent() {
            // What is shared is referred to from elsewhere, where it may fit.
            Some(holder) if !holder.as_str().starts_with("/components/examples/") => {
                place = holder;
            }
            _ => return,
        }
    }
    let (Some(parent), Some(key)) = (place.parent(), place.last()) else {
        return;
    };
    match document.pointer_mut(parent.as_str()) {
        Some(Value::Object(map)) => drop(map.shift_remove(&key)),
        Some(Value::Array(items)) => {
            let index = key.parse().ok().filter(|index| *index < items.len());
            drop(index.map(|index: usize| items.remove(index)));
        }
        _ => {}
    }
}

/// Removes the references of an operation's answers to shared examples that do not fit there.
fn forget_shared(
    document: &Value,
    operation: &Operation,
    sampler: &Sampler<'_>,
    schemas: &mut Schemas<'_>,
    copy: &mut Value,
) {
    for (_, holder) in media(document, operation, sampler) {
        let examples = holder.join("examples");
        for name in keys(document, &examples) {
            let entry = examples.join(&name);
            let value = sampler.target(&entry).filter(|target| *target != entry);
            let value = value.and_then(|at| document.pointer(at.join("value").as_str()));
            let schema = holder.join("schema");
            let mut fits = |value: &Value| schemas.contradiction(schema.as_str(), value).is_none();
            if value.is_some_and(|value| !fits(value))
                && let Some(Value::Object(map)) = copy.pointer_mut(examples.as_str())
            {
                map.shift_remove(&name);
            }
        }
    }
}

/// Keeps Prism and the client from calling other servers.
fn stay(document: &Value, operation: &Operation, sampler: &Sampler<'_>, copy: &mut Value) {
    let Some(pointer) = place(operation) else {
        return;
    };
    if let Some(Value::Object(map)) = copy.pointer_mut(pointer.as_str()) {
        map.shift_remove("callbacks");
    }
    let responses = pointer.join("responses");
    let redirects = keys(document, &responses);
    for key in redirects.iter().filter(|key| key.starts_with('3')) {
        let Some(response) = sampler.target(&responses.join(key)) else {
            continue;
        };
        if let Some(Value::Object(headers)) = copy.pointer_mut(response.join("headers").as_str()) {
            headers.retain(|name, _| !name.eq_ignore_ascii_case("location"));
        }
    }
}

/// Spells ranges of statuses in capitals.
fn spell_ranges(operation: &Operation, copy: &mut Value) {
    let pointer = place(operation).map(|place| place.join("responses"));
    let responses = pointer.and_then(|pointer| copy.pointer_mut(pointer.as_str()));
    if let Some(Value::Object(map)) = responses {
        let spelled = |key: String| match key.as_bytes() {
            [b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => key.to_ascii_uppercase(),
            _ => key,
        };
        let members = std::mem::take(map).into_iter();
        *map = members.map(|(key, value)| (spelled(key), value)).collect();
    }
}

/// The media types of an operation's answers, and where they stand.
fn media(document: &Value, operation: &Operation, sampler: &Sampler<'_>) -> Vec<(String, Pointer)> {
    let Some(responses) = place(operation).map(|place| place.join("responses")) else {
        return Vec::new();
    };
    let mut media = Vec::new();
    for key in keys(document, &responses) {
        if let Some(response) = sampler.target(&responses.join(&key)) {
            let content = response.join("content");
            let types = keys(document, &content).into_iter();
            media.extend(types.map(|name| (name.clone(), content.join(&name))));
        }
    }
    media
}

/// Gives the answers of an operation that are no JSON a text.
fn texts(document: &Value, operation: &Operation, sampler: &mut Sampler<'_>, copy: &mut Value) {
    for (name, holder) in media(document, operation, sampler) {
        let text = match &operation.stream {
            Some(stream) if is_event_stream(&name) => piece_by_piece(&holder, stream, sampler),
            _ if is_structured(&name) => None,
            _ => Some(text(&holder, sampler)),
        };
        if let (Some(text), Some(Value::Object(map))) = (text, copy.pointer_mut(holder.as_str())) {
            map.shift_remove("examples");
            map.insert("example".to_owned(), Value::String(text));
        }
    }
}

/// Whether Prism writes objects as a media type.
fn is_structured(media: &str) -> bool {
    let media = essence(media);
    let tail = media.rsplit(['/', '+']).next().unwrap_or_default();
    matches!(tail, "json" | "xml") && media.starts_with("application/")
}

fn keys(document: &Value, pointer: &Pointer) -> Vec<String> {
    let map = document
        .pointer(pointer.as_str())
        .and_then(Value::as_object);
    map.into_iter().flat_map(Map::keys).cloned().collect()
}

/// The example of a text, or what the schema says as one.
fn text(holder: &Pointer, sampler: &mut Sampler<'_>) -> String {
    match sampler.of_holder(holder, Extent::Full) {
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => "text".to_owned(),
    }
}

/// A stream of the piece that the schema describes; none where the example is a whole stream.
fn piece_by_piece(
    holder: &Pointer,
    stream: &StreamModel,
    sampler: &mut Sampler<'_>,
) -> Option<String> {
    let mut piece = sampler.of_holder(holder, Extent::Full)?;
    forget_failure(&mut piece);
    match (&piece, stream.framing) {
        (Value::String(text), _) if text.contains('\n') => None,
        (piece, Framing::Sse) => {
            let is_text = stream.item == Type::String;
            Some(events(piece, is_text, stream.sentinel.as_deref()))
        }
        (piece, Framing::JsonLines) => Some(format!("{piece}\n").repeat(PIECES)),
    }
}

/// A piece with `error` says that the stream has failed, and a client tells it so.
fn forget_failure(piece: &mut Value) {
    if let Value::Object(map) = piece {
        map.shift_remove("error");
        if let Some(Value::Object(data)) = map.get_mut("data") {
            data.shift_remove("error");
        }
    }
}

/// A stream of a piece, which is an event or the data of one. Data are JSON, unless they are text.
fn events(piece: &Value, is_text: bool, sentinel: Option<&str>) -> String {
    let fields = piece.as_object().filter(|map| {
        map.contains_key("data") && map.keys().all(|key| FIELDS.contains(&key.as_str()))
    });
    let mut event = String::new();
    match fields {
        Some(fields) => {
            for (name, value) in fields {
                let is_text = is_text || name != "data";
                event.push_str(&format!("{name}: {}\n", line(value, is_text)));
            }
        }
        None => event.push_str(&format!("data: {}\n", line(piece, is_text))),
    }
    event.push('\n');
    let end = sentinel.map_or_else(String::new, |data| format!("data: {data}\n\n"));
    event.repeat(PIECES) + &end
}

/// A value on one line.
fn line(value: &Value, is_text: bool) -> String {
    match value.as_str().filter(|_| is_text) {
        Some(text) => text.replace(['\r', '\n'], " "),
        None => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_framed_with_their_fields_and_their_end() {
        assert_eq!(
            events(
                &json!({"data": {"a": 1}, "event": "piece"}),
                false,
                Some("[DONE]")
            ),
            "data: {\"a\":1}\nevent: piece\n\ndata: {\"a\":1}\nevent: piece\n\ndata: [DONE]\n\n"
        );
        assert_eq!(
            events(&json!({"data": 1, "other": 2}), false, None),
            "data: {\"data\":1,\"other\":2}\n\n".repeat(2)
        );
        assert_eq!(events(&json!("a"), true, None), "data: a\n\n".repeat(2));
        assert_eq!(
            events(&json!("a"), false, None),
            "data: \"a\"\n\n".repeat(2)
        );
    }

    fn served_of(responses: Value) -> Value {
        let copy = served_copy(json!({"operationId": "get", "responses": responses}));
        copy["paths"]["/a"]["get"]["responses"]["200"]["content"].clone()
    }

    fn served_copy(operation: Value) -> Value {
        let document = json!({
            "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"get": operation}},
            "components": {"examples": {"Shared": {"value": "text"}}}
        });
        let mut diagnostics = pagecrate_spec::diagnostic::Diagnostics::new();
        let read = pagecrate_spec::document::Document::read(document.clone(), &mut diagnostics);
        let config = pagecrate_generator::Config::default();
        let model = pagecrate_generator::decide(&read, &config, &mut diagnostics).unwrap();
        let all = pagecrate_generator::callable::callables(&model, KRATE);
        served(&document, &config, &all)
    }

    #[test]
    fn an_example_that_contradicts_its_schema_is_left_out() {
        let schema = json!({"type": "object", "properties": {
            "n": {"type": "integer", "example": "no"}, "m": {"type": "integer", "example": 4}}});
        let media = json!({"schema": schema, "examples": {
            "bad": {"value": {"n": "x"}}, "good": {"value": {"n": 1}}}});
        let content =
            served_of(json!({"200": {"description": "", "content": {"application/json": media}}}));
        let media = &content["application/json"];
        assert_eq!(media["examples"], json!({"good": {"value": {"n": 1}}}));
        assert_eq!(
            media["schema"]["properties"]["n"],
            json!({"type": "integer"})
        );
        assert_eq!(media["schema"]["properties"]["m"]["example"], 4);
    }

    #[test]
    fn a_shared_example_is_left_out_where_it_does_not_fit() {
        let media = |ty: &str| {
            let shared = json!({"$ref": "#/components/examples/Shared"});
            json!({"schema": {"type": ty}, "examples": {"shared": shared}})
        };
        let content =
            json!({"application/json": media("integer"), "application/x+json": media("string")});
        let content = served_of(json!({"200": {"description": "", "content": content}}));
        assert_eq!(content["application/json"]["examples"], json!({}));
        assert!(content["application/x+json"]["examples"]["shared"].is_object());
    }

    #[test]
    fn an_example_within_all_of_has_to_fit_the_whole() {
        let property = json!({"allOf": [{"type": "object"}, {"example": [{"id": 1}]}]});
        let schema = json!({"type": "object", "properties": {"p": property}});
        let content = json!({"application/json": {"schema": schema}});
        let content = served_of(json!({"200": {"description": "", "content": content}}));
        let property = &content["application/json"]["schema"]["properties"]["p"];
        assert_eq!(property["allOf"], json!([{"type": "object"}, {}]));
    }

    #[test]
    fn nothing_leads_to_other_servers() {
        let content = json!({"text/plain": {"schema": {"type": "string"}}});
        let responses = json!({
            "200": {"description": "", "content": content},
            "302": {"description": "", "headers": {"location": {"example": "https://example.com"}, "etag": {}}}
        });
        let operation =
            json!({"operationId": "get", "responses": responses, "callbacks": {"told": {}}});
        let copy = served_copy(operation);
        let operation = &copy["paths"]["/a"]["get"];
        assert_eq!(
            operation["responses"]["302"]["headers"],
            json!({"etag": {}})
        );
        assert_eq!(operation.get("callbacks"), None);
    }

    #[test]
    fn ranges_are_spelled_as_prism_knows_them() {
        let answer = json!({"description": ""});
        let responses = json!({"200": answer, "4xx": answer, "default": answer});
        let copy = served_copy(json!({"operationId": "get", "responses": responses}));
        let responses = &copy["paths"]["/a"]["get"]["responses"];
        let keys: Vec<&String> = responses.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["200", "4XX", "default"]);
    }

    #[test]
    fn what_is_no_json_has_a_text() {
        let content = served_of(json!({"200": {"description": "", "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "*/*": {"schema": {}},
            "application/problem+json": {"schema": {"type": "object"}}
        }}}));
        assert_eq!(content["application/octet-stream"]["example"], "text");
        assert_eq!(content["*/*"]["example"], "text");
        assert_eq!(content["application/problem+json"].get("example"), None);
    }
}
