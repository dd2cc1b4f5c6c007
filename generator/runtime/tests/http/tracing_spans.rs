//! What is recorded of a call.

use std::fmt;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::emitted::api::GetThing;
use crate::emitted::types::Thing;
use crate::runtime::{Client, Mock, Reply};

/// Keeps all fields as text.
#[derive(Clone, Default)]
struct Keep(Arc<Mutex<Vec<String>>>);

impl Visit for Keep {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0
            .lock()
            .expect("a lock")
            .push(format!("{}={value:?}", field.name()));
    }
}

impl Subscriber for Keep {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().contains("runtime")
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_span_a_call() {
    let mock = Mock::new().on::<GetThing>(|call| match call.attempt {
        0 => Reply::status(503),
        _ => Reply::ok(&Thing::new("a")).header("x-request-id", "req_3"),
    });
    let client = Client::builder()
        .key("sk-secret-key")
        .transport(mock)
        .build()
        .expect("a client");
    let keep = Keep::default();
    let guard = tracing::subscriber::set_default(keep.clone());
    client.things().get("private").await.expect("a thing");
    drop(guard);
    let kept = keep.0.lock().expect("a lock").join(" ");
    for part in [
        "http.request.method=GET",
        "url.template=\"/things/{id}\"",
        "server.address=\"eu.things.example\"",
        "server.port=443",
        "http.response.status_code=200",
        "http.request.resend_count=1",
        "request.id=\"req_3\"",
    ] {
        assert!(kept.contains(part), "{part} in {kept}");
    }
    assert!(
        !kept.contains("sk-secret") && !kept.contains("private"),
        "{kept}"
    );
}
