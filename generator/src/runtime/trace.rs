//! A span a call and an event a retry, named by OpenTelemetry's conventions for HTTP clients. Nothing
//! without the feature `tracing`. No header, query or body is ever recorded.

use std::pin::Pin;
use std::time::Duration;

use super::call::Call;
use super::error::Error;
use super::response::Received;

#[cfg(feature = "tracing")]
pub(crate) struct Span(tracing::Span);

#[cfg(not(feature = "tracing"))]
pub(crate) struct Span;

#[cfg(feature = "tracing")]
impl Span {
    pub(crate) fn of(call: &Call) -> Self {
        use tracing::field::Empty;
        let base = call.client.base(call.endpoint.servers).ok();
        let span = tracing::info_span!(
            "http.client.request",
            otel.kind = "client",
            otel.name = format!("{} {}", call.method, call.endpoint.path),
            http.request.method = %call.method,
            url.template = call.endpoint.path,
            server.address = base.as_ref().and_then(|url| url.host_str()),
            server.port = base.as_ref().and_then(|url| url.port_or_known_default()),
            api.operation = call.endpoint.id,
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            request.id = Empty,
            error.type = Empty,
            otel.status_code = Empty,
        );
        Span(span)
    }

    pub(crate) async fn follow<F: Future>(&self, work: Pin<&mut F>) -> F::Output {
        use tracing::Instrument as _;
        work.instrument(self.0.clone()).await
    }

    pub(crate) fn end(&self, result: &Result<Received, Error>, sent: u32) {
        let (status, id) = match result {
            Ok(received) => (Some(received.status()), received.meta().request_id()),
            Err(error) => (error.status(), error.request_id()),
        };
        if let Some(status) = status {
            self.0.record("http.response.status_code", status.as_u16());
        }
        if let Some(id) = id {
            self.0.record("request.id", id);
        }
        if sent > 1 {
            self.0.record("http.request.resend_count", sent - 1);
        }
        if let Err(error) = result {
            let kind = match error.status() {
                Some(status) => status.as_str().to_owned(),
                None => format!("{:?}", error.kind()).to_ascii_lowercase(),
            };
            self.0.record("error.type", kind.as_str());
            self.0.record("otel.status_code", "ERROR");
        }
    }
}

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(crate) fn of(_: &Call) -> Self {
        Span
    }

    pub(crate) async fn follow<F: Future>(&self, work: Pin<&mut F>) -> F::Output {
        work.await
    }

    pub(crate) fn end(&self, _: &Result<Received, Error>, _: u32) {}
}

/// Notes that a request is sent again.
pub(crate) fn retry(attempt: u32, delay: Duration, error: &Error) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        http.request.resend_count = attempt + 1,
        delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
        reason = ?error.kind(),
        "the request is sent again"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (attempt, delay, error);
}
