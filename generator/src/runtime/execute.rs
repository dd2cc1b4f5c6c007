//! Sending a call: one function for all operations.

use std::pin::pin;
use std::time::Duration;

use futures_core::future::BoxFuture;
use http::{HeaderMap, Method, header};
use url::Url;

use super::api::Scheme;
use super::auth::{self, Credential, Grant};
use super::body::Body;
use super::call::Call;
use super::clock::{self, Instant};
use super::error::{Error, ErrorKind};
use super::operation::Receive;
use super::redirect;
use super::response::{Meta, Received};
use super::secret::ExposeSecret;
use super::trace;
use super::transport::{HttpRequest, HttpResponse, Next};

/// How much of an error's body is kept.
const ERROR_BODY: usize = 1024 * 1024;

impl Call {
    /// Sends the call and reads the answer: whole, or its head when it is to be streamed.
    ///
    /// Boxed, so that the futures of typed calls are small and made of little code.
    pub(crate) fn execute(mut self) -> BoxFuture<'static, Result<Received, Error>> {
        Box::pin(async move {
            let span = trace::Span::of(&self);
            let mut sent = 0;
            let result = span.follow(pin!(self.run(&mut sent))).await;
            let result = result
                .map(|received| received.after(sent))
                .map_err(|error| {
                    error
                        .at(self.endpoint, sent)
                        .scrub(&self.client.config().credentials.secrets())
                });
            span.end(&result, sent);
            result
        })
    }

    async fn run(&mut self, sent: &mut u32) -> Result<Received, Error> {
        self.finish()?;
        let config = self.client.config();
        let limit = self.options.timeout.or(config.timeout);
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        let mut body = std::mem::take(&mut self.body);
        let plan = Plan::new(self, deadline)?;
        match clock::within(limit, pin!(plan.attempts(&mut body, sent))).await {
            Some(result) => result,
            None => Err(Error::timeout("the call", limit.unwrap_or_default())),
        }
    }
}

/// All that attempts have in common.
struct Plan<'c> {
    call: &'c Call,
    url: Url,
    chosen: Vec<(&'static Scheme, Credential)>,
    deadline: Option<Instant>,
}

impl<'c> Plan<'c> {
    /// All of the call but its body.
    fn new(call: &'c Call, deadline: Option<Instant>) -> Result<Self, Error> {
        let url = call.full_url()?;
        let config = call.client.config();
        let chosen = if config.anonymous {
            Vec::new()
        } else {
            config
                .credentials
                .choose(call.client.api(), call.endpoint.auth)?
        };
        Ok(Plan {
            call,
            url,
            chosen,
            deadline,
        })
    }

    async fn attempts(&self, body: &mut Body, sent: &mut u32) -> Result<Received, Error> {
        let mut delays = self.call.retry().delays();
        let mut renewed = false;
        loop {
            let spare = body.try_clone();
            let now = std::mem::take(body);
            let grant = auth::grant(&self.chosen, self.call.client.transport()).await?;
            let attempt = *sent;
            *sent = sent.saturating_add(1);
            let error = match self.attempt(now, &grant, attempt).await {
                Ok(received) => return Ok(received),
                Err(error) => error,
            };
            let Some(spare) = spare else {
                return Err(error);
            };
            *body = spare;
            // A token may be revoked before its time: one that was fetched is fetched anew, once.
            if error.status().is_some_and(|status| status == 401) && !renewed && grant.reject() {
                renewed = true;
                continue;
            }
            match delays.after(&error, self.call.is_repeatable()) {
                Some(delay) if self.has_time_for(delay) => {
                    trace::retry(attempt, delay, &error);
                    clock::sleep(delay).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// Whether there is a point in waiting: the server's answer says more than our own time limit.
    fn has_time_for(&self, delay: Duration) -> bool {
        self.deadline
            .is_none_or(|deadline| deadline.saturating_duration_since(Instant::now()) > delay)
    }

    async fn attempt(&self, body: Body, grant: &Grant, attempt: u32) -> Result<Received, Error> {
        let limit = self
            .call
            .options
            .attempt_timeout
            .or(self.call.client.config().attempt_timeout);
        match clock::within(limit, pin!(self.exchange(body, grant, attempt))).await {
            Some(result) => result,
            None => Err(Error::timeout("the attempt", limit.unwrap_or_default())),
        }
    }

    /// One request and its answer, with the redirects between them.
    async fn exchange(
        &self,
        mut body: Body,
        grant: &Grant,
        attempt: u32,
    ) -> Result<Received, Error> {
        let client = &self.call.client;
        let mut hop: Option<Hop> = None;
        for _ in 0..=redirect::MOST {
            let spare = body.try_clone();
            let mut request = self.request(body, grant, attempt)?;
            if let Some(hop) = &hop {
                hop.apply(&mut request);
            }
            let (url, method) = (request.url.clone(), request.method.clone());
            let response = Next::new(client.middleware(), client.transport())
                .run(request)
                .await?;
            let next = redirect::read(&url, &method, response.status, &response.headers)?;
            let (Some(next), Some(spare)) = (next, spare) else {
                return self.receive(response, grant).await;
            };
            body = spare;
            hop = Some(Hop {
                url: next.url,
                method: if next.without_body {
                    Method::GET
                } else {
                    method
                },
                without_body: next.without_body || hop.as_ref().is_some_and(|h| h.without_body),
                elsewhere: next.elsewhere || hop.as_ref().is_some_and(|h| h.elsewhere),
            });
        }
        Err(Error::new(
            ErrorKind::Transport,
            "the server redirects without end",
        ))
    }

    fn request(&self, body: Body, grant: &Grant, attempt: u32) -> Result<HttpRequest, Error> {
        let mut headers: HeaderMap = self.call.client.config().headers.clone();
        for (name, value) in &self.call.headers {
            headers.insert(name.clone(), value.clone());
        }
        // A caller's own header wins over the credential, for the odd endpoint that wants another.
        if !self.call.headers.contains_key(header::AUTHORIZATION) {
            grant.apply(&mut headers)?;
        }
        let mut url = self.url.clone();
        for (name, key) in grant.query() {
            // The URL of a next page may repeat the key.
            if url.query_pairs().any(|(present, _)| present == *name) {
                let others: Vec<(String, String)> = url
                    .query_pairs()
                    .into_owned()
                    .filter(|(present, _)| present != name)
                    .collect();
                url.query_pairs_mut().clear().extend_pairs(others);
            }
            url.query_pairs_mut().append_pair(name, key.expose_secret());
        }
        Ok(HttpRequest {
            method: self.call.method.clone(),
            url,
            headers,
            body,
            endpoint: self.call.endpoint,
            attempt,
            secret_query: secret_query(grant),
        })
    }

    async fn receive(&self, response: HttpResponse, grant: &Grant) -> Result<Received, Error> {
        let secrets = grant.secrets();
        let config = self.call.client.config();
        let idle = self.call.options.idle_timeout.or(config.idle_timeout);
        let meta = Meta::new(response.status, response.headers);
        let body = response.body.within(idle);
        if !response.status.is_success() {
            let body = body.start(ERROR_BODY).await;
            let received = Received::whole(meta, body).guarding(secrets);
            return Err(Error::from_status(received));
        }
        if self.call.options.stream || self.call.endpoint.receive == Receive::Stream {
            return Ok(Received::streamed(meta, body).guarding(secrets));
        }
        match body.collect_up_to(config.body_limit).await {
            Ok(body) => Ok(Received::whole(meta, body).guarding(secrets)),
            Err(error) => Err(error.with_received(Received::whole(meta, bytes::Bytes::new()))),
        }
    }
}

/// Where redirects have led to, and what of the request did not come along.
struct Hop {
    url: Url,
    method: Method,
    without_body: bool,
    elsewhere: bool,
}

impl Hop {
    fn apply(&self, request: &mut HttpRequest) {
        request.url = self.url.clone();
        request.method = self.method.clone();
        if self.without_body {
            redirect::forget_body(&mut request.headers, &mut request.body);
        }
        if self.elsewhere {
            redirect::forget_credentials(&mut request.headers);
        }
    }
}

fn secret_query(grant: &Grant) -> Vec<&'static str> {
    grant.query().iter().map(|(name, _)| *name).collect()
}

impl Call {
    /// The URL with the path and the query, without credentials.
    fn full_url(&self) -> Result<Url, Error> {
        let base = self.client.base(self.endpoint.servers)?;
        if let Some(url) = &self.url {
            return self.page_url(&base, url);
        }
        let (path, extra) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let slash = if path.is_empty() || path.starts_with('/') {
            ""
        } else {
            "/"
        };
        let whole = format!("{}{slash}{path}", base.path().trim_end_matches('/'));
        let mut url = base;
        url.set_path(&whole);
        let own = self.query.text("&");
        let mut query = url.query().unwrap_or_default().to_owned();
        for part in [extra, &own] {
            if !query.is_empty() && !part.is_empty() {
                query.push('&');
            }
            query.push_str(part);
        }
        url.set_query((!query.is_empty()).then_some(&query));
        Ok(url)
    }

    /// The URL of a page as the server names it. The credentials go to the API's own origin only.
    fn page_url(&self, base: &Url, text: &str) -> Result<Url, Error> {
        let url = base.join(text).map_err(|error| {
            Error::new(ErrorKind::Decode, "the next page's URL is not a URL").with_source(error)
        })?;
        if url.origin() != base.origin() {
            return Err(Error::new(
                ErrorKind::Decode,
                "the next page is on another server",
            ));
        }
        Ok(url)
    }
}
