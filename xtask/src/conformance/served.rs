//! The document as it is served.
//!
//! Prism writes JSON, XML and texts as they stand, but frames no events: of a schema it makes an
//! object, and refuses to write that as `text/event-stream`. So streams get an example that is the
//! text of one, made of the piece's schema. Nothing of the requests is touched.

use pagecrate_generator::callable::Callable;
use pagecrate_generator::model::{Framing, Type};
use pagecrate_spec::pointer::Pointer;
use serde_json::{Map, Value};

use super::calls::is_event_stream;
use super::sample::{Extent, Sampler};

/// The fields of a server-sent event (WHATWG HTML, section 9.2.6).
const FIELDS: [&str; 4] = ["event", "data", "id", "retry"];
/// How often the piece is sent.
const PIECES: usize = 2;

/// A copy of the document whose streams have an example.
pub(super) fn served(document: &Value, callables: &[Callable<'_>]) -> Value {
    let mut copy = document.clone();
    let mut sampler = Sampler::new(document).received();
    for callable in callables {
        let operation = callable.operation;
        let pointer = operation.docs.origin.as_ref().map(|one| &one.pointer);
        let pointer = pointer.and_then(|pointer| Pointer::parse(pointer));
        let (Some(stream), Some(pointer)) = (&operation.stream, pointer) else {
            continue;
        };
        let responses = pointer.join("responses");
        for key in keys(document, &responses) {
            let Some(response) = sampler.target(&responses.join(&key)) else {
                continue;
            };
            let content = response.join("content");
            for media in keys(document, &content) {
                let holder = content.join(&media);
                let Some(mut piece) = is_event_stream(&media)
                    .then(|| sampler.of_holder(&holder, Extent::Full))
                    .flatten()
                else {
                    continue;
                };
                forget_failure(&mut piece);
                let text = match (&piece, stream.framing) {
                    // An example of a whole stream.
                    (Value::String(text), _) if text.contains('\n') => continue,
                    (piece, Framing::Sse) => {
                        let is_text = stream.item == Type::String;
                        events(piece, is_text, stream.sentinel.as_deref())
                    }
                    (piece, Framing::JsonLines) => format!("{piece}\n").repeat(PIECES),
                };
                if let Some(Value::Object(map)) = copy.pointer_mut(holder.as_str()) {
                    map.shift_remove("examples");
                    map.insert("example".to_owned(), Value::String(text));
                }
            }
        }
    }
    copy
}

fn keys(document: &Value, pointer: &Pointer) -> Vec<String> {
    let map = document
        .pointer(pointer.as_str())
        .and_then(Value::as_object);
    map.into_iter().flat_map(Map::keys).cloned().collect()
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
}
