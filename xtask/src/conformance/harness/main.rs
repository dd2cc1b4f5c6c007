// Calls a server as the lines of the input say, and tells of each call what came of it, on a line of
// JSON. What it calls is below: a function for each method of the client.

use std::future::Future;
use std::io::{BufRead as _, Write as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use client::runtime::codec::{Slot, from_slice};
use client::runtime::{
    ByteStream, Client, Credential, Error, ErrorKind, HttpRequest, HttpResponse, Middleware, Next,
    Operation, Request, Retry, Upload,
};
use serde_json::{Value, json};

/// The server compiles schemas when it needs them first, which takes long for some.
const TIMEOUT: Duration = Duration::from_secs(180);

type Called<'a> = Pin<Box<dyn Future<Output = Result<Value, String>> + 'a>>;
type Run = for<'a> fn(&'a Client, &'a Case) -> Called<'a>;

/// What the server said of a request, beside its answer.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Option<Value>>>);

impl Middleware for Seen {
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'a>> {
        Box::pin(async move {
            let url = request.shown_url();
            let answer = next.run(request).await?;
            let header = |name: &str| {
                let value = answer.headers.get(name)?;
                Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
            };
            let seen = json!({
                "url": url,
                "status": answer.status.as_u16(),
                "type": header("content-type"),
                "violations": header("sl-violations"),
            });
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
            Ok(answer)
        })
    }
}

/// One call to be made.
struct Case(Value);

impl Case {
    fn argument<T: Slot>(&self, index: usize) -> Result<T, String> {
        read(&self.0["arguments"][index])
    }

    /// A value for a setter; none when it is not to be called.
    fn setter<T: Slot>(&self, index: usize) -> Result<Option<T>, String> {
        match &self.0["setters"][index] {
            Value::Null => Ok(None),
            value => read(value).map(Some),
        }
    }

    fn is_stream(&self) -> bool {
        self.0["stream"] == true
    }

    fn prepared<O>(&self, request: Request<O>) -> Request<O> {
        let request = request.with_header("prefer", self.0["prefer"].as_str().unwrap_or_default());
        match self.0["accept"].as_str() {
            Some(accept) => request.with_header("accept", accept),
            None => request,
        }
    }
}

fn read<T: Slot>(value: &Value) -> Result<T, String> {
    from_slice(value.to_string().as_bytes()).map_err(|fault| fault.to_string())
}

/// A field of a form.
fn part<T: Slot>(form: &Value, name: &str) -> Result<T, String> {
    read(&form[name]).map_err(|fault| format!("{name}: {fault}"))
}

fn has(form: &Value, name: &str) -> bool {
    !form[name].is_null()
}

fn bytes(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn file(value: &Value) -> Upload {
    Upload::named("file.txt", bytes(value))
}

fn files(value: &Value) -> Vec<Upload> {
    match value {
        Value::Array(items) => items.iter().map(file).collect(),
        other => vec![file(other)],
    }
}

async fn call<O: Operation>(request: Request<O>, case: &Case) -> Result<Value, String> {
    told::<O, _>(case.prepared(request).send().await.map(|_| 0))
}

/// An answer that is bytes: it has to come to its end.
async fn download<O: Operation<Output = ByteStream>>(
    request: Request<O>,
    case: &Case,
) -> Result<Value, String> {
    let answer = match case.prepared(request).send().await {
        Ok(stream) => stream.collect().await.map(|bytes| bytes.len()),
        Err(error) => Err(error),
    };
    told::<O, _>(answer)
}

fn told<O: Operation, N: Into<Value>>(answer: Result<N, Error>) -> Result<Value, String> {
    let error = match answer {
        Ok(count) => return Ok(json!({"ok": true, "pieces": count.into()})),
        Err(error) => error,
    };
    let body = String::from_utf8_lossy(error.body()).into_owned();
    Ok(json!({
        "ok": false,
        "is_status": matches!(error.kind(), ErrorKind::Status(_)),
        "documented": error.documented::<O>().is_some(),
        "message": error.to_string(),
        "source": std::error::Error::source(&error).map(|source| source.to_string()),
        "body": body,
    }))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_default();
    let seen = Seen::default();
    let api = credentials(Client::builder())
        .base_url(url)
        .retries(Retry::off())
        .timeout(TIMEOUT)
        .middleware(seen.clone())
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let case = Case(serde_json::from_str(&line?)?);
        let index = case.0["operation"].as_u64().unwrap_or(u64::MAX) as usize;
        *seen.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let called = match OPERATIONS.get(index) {
            Some(run) => runtime.block_on(run(&api, &case)),
            None => Err("there is no such operation".to_owned()),
        };
        let seen = seen.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let line = match called {
            Ok(told) => json!({"told": told, "seen": seen}),
            Err(fault) => json!({"refused": fault}),
        };
        writeln!(out, "{line}")?;
    }
    Ok(())
}
