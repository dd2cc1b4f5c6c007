//! Operations whose answer arrives in pieces.

use pagecrate_spec::diagnostic::Diagnostic;
use pagecrate_spec::pointer::Pointer;
use pagecrate_spec::source::Span;
use serde_json::Value;

use super::op::{Encoding, Op, StreamShape};
use super::resolve::Resolver;
use super::shape::{Format, Home, Kind, Object, OpId, OpRole, Shapes, Status};
use crate::config::{StreamConfig, StreamScheme};

impl<'a> Resolver<'a, '_> {
    /// Finds the form of an operation that streams, and takes its media types out of the answers.
    pub(super) fn stream(
        &mut self,
        id: OpId,
        op: &mut Op,
        extensions: &indexmap::IndexMap<String, Value>,
    ) {
        let origin = op.origin.clone();
        let keys = [op.id.as_deref().unwrap_or_default(), origin.as_str()];
        let stated = self.settings.streaming(&keys);
        let found = self.documented(id, op, extensions);
        op.stream = match stated {
            Some((StreamConfig::Off(false), _)) => None,
            Some((StreamConfig::On(scheme), span)) => Some(self.configured(scheme, span, found)),
            _ => found,
        };
    }

    /// What the document says of the answers that come in pieces.
    fn documented(
        &mut self,
        id: OpId,
        op: &mut Op,
        extensions: &indexmap::IndexMap<String, Value>,
    ) -> Option<StreamShape> {
        let text = |key: &str| {
            extensions
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let is_stream = |encoding| matches!(encoding, Encoding::Events | Encoding::JsonLines);
        let mut successes = op
            .answers
            .iter_mut()
            .filter(|answer| is_success(answer.status));
        let (answer, at) = successes.find_map(|answer| {
            let mut bodies = answer.bodies.iter();
            let at = bodies.position(|body| is_stream(body.encoding))?;
            Some((answer, at))
        })?;
        let body = answer.bodies.remove(at);
        answer.bodies.retain(|body| !is_stream(body.encoding));
        let item = body.shape.unwrap_or_else(|| {
            let home = Home::Operation(id, OpRole::Event);
            self.plain(&body.origin, home, Kind::Text(Format::Plain))
        });
        Some(StreamShape {
            item,
            events: body.encoding == Encoding::Events,
            sentinel: text("x-speakeasy-sse-sentinel").or(body.sentinel),
            request_field: text("x-speakeasy-stream-request-field")
                .or_else(|| fern_condition(extensions)),
            envelope: false,
            only: answer.bodies.is_empty(),
        })
    }

    /// What the configuration says, over what is known.
    fn configured(
        &mut self,
        scheme: &StreamScheme,
        span: Option<Span>,
        known: Option<StreamShape>,
    ) -> StreamShape {
        let stated = scheme.item.as_deref();
        let item = stated.and_then(|item| self.schema_at(item));
        if let (Some(item), None) = (stated, item) {
            let message = format!("there is no schema at `{item}`");
            let error = Diagnostic::error("config", message);
            self.diagnostics.push(match span {
                Some(span) => error.at(span, ""),
                None => error,
            });
        }
        let known = known.as_ref();
        let item = item.or_else(|| known.map(|known| known.item));
        StreamShape {
            item: item.unwrap_or_else(|| self.anything()),
            events: !scheme.json_lines,
            sentinel: scheme.sentinel.clone().or_else(|| known?.sentinel.clone()),
            request_field: scheme
                .request_field
                .clone()
                .or_else(|| known?.request_field.clone()),
            envelope: scheme.envelope.unwrap_or_default(),
            only: known.is_some_and(|known| known.only),
        }
    }

    /// A component or hoisted schema.
    fn schema_at(&mut self, pointer: &str) -> Option<super::ShapeId> {
        let pointer = Pointer::parse(pointer)?;
        let document = self.document;
        let source = document.schema(&pointer)?.into();
        let home = Home::Component(pointer.last().unwrap_or_default());
        Some(self.shape(source, &pointer, home))
    }
}

/// `x-fern-streaming: {stream-condition: $request.stream}`.
fn fern_condition(extensions: &indexmap::IndexMap<String, Value>) -> Option<String> {
    let condition = extensions
        .get("x-fern-streaming")?
        .get("stream-condition")?
        .as_str()?;
    condition.strip_prefix("$request.").map(str::to_owned)
}

/// Whether an answer is one of success.
pub(crate) fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Range(2))
}

/// Recognises schemas of whole events, once shapes are settled: of an object that only holds `data`
/// the piece is what that is; a union of events, told apart by their names, stays.
pub(super) fn open_envelopes(shapes: &Shapes, ops: &mut [Op]) {
    for op in ops {
        let Some(stream) = op.stream.as_mut().filter(|stream| stream.events) else {
            continue;
        };
        match shapes.kind(stream.item) {
            Kind::Object(object) if is_event(object) => {
                let data = object
                    .properties
                    .get("data")
                    .filter(|data| data.constant.is_none());
                if let Some(data) = data {
                    stream.item = data.shape;
                    stream.envelope = false;
                }
            }
            Kind::Union(union) => {
                let mut branches = union.branches.iter();
                stream.envelope |= branches.all(|branch| match shapes.kind(branch.shape) {
                    Kind::Object(object) => is_event(object),
                    _ => false,
                });
            }
            _ => {}
        }
    }
}

/// Whether an object describes a server-sent event rather than its data.
fn is_event(object: &Object) -> bool {
    let of_event = ["data", "event", "id", "retry", "comment"];
    object.properties.contains_key("data")
        && object
            .properties
            .keys()
            .all(|name| of_event.contains(&name.as_str()))
}
