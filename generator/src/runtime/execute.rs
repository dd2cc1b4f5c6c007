//! Sending a call: one function for all operations.

use std::borrow::Cow;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method, header};
use url::Url;

use super::auth::{Chosen, Grant};
use super::body::Body;
use super::byte_stream::ByteStream;
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
            let mut result = span.follow(pin!(self.run(&mut sent))).await;
            match &mut result {
                Ok(received) => received.set_attempts(sent),
                Err(error) => {
                    error.set_place(self.endpoint, sent);
                    error.scrub(&self.client.config().credentials.secrets());
                }
            }
            span.end(&result, sent);
            result
        })
    }

    async fn run(&mut self, sent: &mut u32) -> Result<Received, Error> {
        self.finish()?;
        let limit = self.options.timeout.or(self.client.config().timeout);
        let mut body = std::mem::take(&mut self.body);
        let plan = Plan::new(self)?;
        let timer = clock::Timer::new(limit);
        let attempts = plan.attempts(&mut body, sent, timer.end());
        match timer.within(pin!(attempts)).await {
            Some(result) => result,
            None => Err(Error::timeout("the call", limit.unwrap_or_default())),
        }
    }
}

/// All that attempts have in common.
struct Plan<'c> {
    call: &'c Call,
    url: Url,
    chosen: Chosen<'c>,
}

impl<'c> Plan<'c> {
    /// All of the call but its body.
    fn new(call: &'c Call) -> Result<Self, Error> {
        let url = call.full_url()?;
        let config = call.client.config();
        let chosen = if config.anonymous {
            config.credentials.none()
        } else {
            config
                .credentials
                .choose(call.client.api(), call.endpoint.auth)?
        };
        Ok(Plan { call, url, chosen })
    }

    async fn attempts(
        &self,
        body: &mut Body,
        sent: &mut u32,
        end: Option<Instant>,
    ) -> Result<Received, Error> {
        let mut delays = None;
        let mut renewed = false;
        loop {
            let spare = body.try_clone();
            let grant = self.chosen.grant(self.call.client.transport()).await?;
            let attempt = Attempt {
                plan: self,
                grant: &grant,
                number: *sent,
                spare: spare.as_ref(),
            };
            *sent = sent.saturating_add(1);
            let error = match attempt.make(std::mem::take(body)).await {
                Ok(received) => return Ok(received),
                Err(error) => error,
            };
            let number = attempt.number;
            let Some(spare) = spare else {
                return Err(error);
            };
            *body = spare;
            // A token may be revoked before its time: one that was fetched is fetched anew, once.
            if error.status().is_some_and(|status| status == 401) && !renewed && grant.reject() {
                renewed = true;
                continue;
            }
            let delays = delays.get_or_insert_with(|| Box::new(self.call.retry().delays()));
            match delays.after(&error, self.call.is_repeatable()) {
                Some(delay) if has_time_for(delay, end) => {
                    trace::retry(number, delay, &error);
                    clock::sleep(delay).await;
                }
                _ => return Err(error),
            }
        }
    }
}

/// Whether there is a point in waiting: the server's answer says more than our own time limit.
fn has_time_for(delay: Duration, end: Option<Instant>) -> bool {
    end.is_none_or(|end| end.saturating_duration_since(Instant::now()) > delay)
}

/// One sending of a call.
struct Attempt<'p> {
    plan: &'p Plan<'p>,
    grant: &'p Grant,
    number: u32,
    /// The body again, for a redirect that takes it along.
    spare: Option<&'p Body>,
}

impl Attempt<'_> {
    async fn make(&self, body: Body) -> Result<Received, Error> {
        let call = self.plan.call;
        let limit = call
            .options
            .attempt_timeout
            .or(call.client.config().attempt_timeout);
        let timer = clock::Timer::new(limit);
        match timer.within(pin!(self.exchange(body))).await {
            Some(result) => result,
            None => Err(Error::timeout("the attempt", limit.unwrap_or_default())),
        }
    }

    /// One request and its answer, with the redirects between them.
    async fn exchange(&self, mut body: Body) -> Result<Received, Error> {
        let client = &self.plan.call.client;
        let mut hop: Option<Hop> = None;
        for _ in 0..=redirect::MOST {
            let mut request = self.request(body)?;
            if let Some(hop) = &hop {
                hop.apply(&mut request);
            }
            let mut response = Next::new(client.middleware(), client.transport())
                .run(request)
                .await?;
            let next = match (response.status.is_redirection(), self.spare) {
                (true, Some(_)) => self.next_hop(hop.as_ref(), &response)?,
                _ => None,
            };
            let Some((next, again)) = next.zip(self.spare.and_then(Body::try_clone)) else {
                return self.receive(&mut response).await;
            };
            body = again;
            hop = Some(next);
        }
        Err(Error::new(
            ErrorKind::Transport,
            "the server redirects without end",
        ))
    }

    /// Where an answer sends the request.
    fn next_hop(&self, hop: Option<&Hop>, response: &HttpResponse) -> Result<Option<Hop>, Error> {
        let (from, method) = match hop {
            Some(hop) => (Cow::Borrowed(&hop.url), &hop.method),
            None => (Cow::Owned(self.url()), &self.plan.call.method),
        };
        let next = redirect::read(&from, method, response.status, &response.headers)?;
        Ok(next.map(|next| Hop {
            url: next.url,
            method: if next.without_body {
                Method::GET
            } else {
                method.clone()
            },
            without_body: next.without_body || hop.is_some_and(|hop| hop.without_body),
            elsewhere: next.elsewhere || hop.is_some_and(|hop| hop.elsewhere),
        }))
    }

    fn request(&self, body: Body) -> Result<HttpRequest, Error> {
        let call = self.plan.call;
        Ok(HttpRequest {
            method: call.method.clone(),
            url: self.url(),
            headers: self.headers()?,
            body,
            endpoint: call.endpoint,
            attempt: self.number,
            secret_query: self.grant.query().iter().map(|(name, _)| *name).collect(),
        })
    }

    /// The URL with the keys that belong there.
    fn url(&self) -> Url {
        let mut url = self.plan.url.clone();
        for (name, key) in self.grant.query() {
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
        url
    }

    /// The headers of the client, of the endpoint, of the call and of the credentials, in this order.
    fn headers(&self) -> Result<HeaderMap, Error> {
        let call = self.plan.call;
        let shared = &call.client.config().headers;
        // Four more: what is accepted, a credential, and what reqwest adds.
        let mut headers = HeaderMap::with_capacity(shared.len() + call.headers.len() + 4);
        for (name, value) in shared {
            headers.insert(name.clone(), value.clone());
        }
        if !call.endpoint.accept.is_empty() {
            headers.insert(header::ACCEPT, call.accept()?);
        }
        for (name, value) in &call.headers {
            headers.insert(name.clone(), value.clone());
        }
        // A caller's own header wins over the credential, for the odd endpoint that wants another.
        if !call.has_header(&header::AUTHORIZATION) {
            self.grant.apply(&mut headers)?;
        }
        Ok(headers)
    }

    /// Reads an answer. It is lent, as a future that it is handed to takes its size again.
    async fn receive(&self, response: &mut HttpResponse) -> Result<Received, Error> {
        let call = self.plan.call;
        let config = call.client.config();
        let meta = Meta::new(response.status, std::mem::take(&mut response.headers));
        let body = &mut response.body;
        body.set_limit(call.options.idle_timeout.or(config.idle_timeout));
        if !response.status.is_success() {
            let start = body.start(ERROR_BODY).await;
            let received = Received::whole(meta, start).guarding(self.grant.secrets());
            return Err(Error::from_status(received));
        }
        if call.options.stream || call.endpoint.receive == Receive::Stream {
            let body = std::mem::replace(body, ByteStream::from(Bytes::new()));
            return Ok(Received::streamed(meta, body).guarding(self.grant.secrets()));
        }
        match body.read_up_to(config.body_limit).await {
            Ok(body) => Ok(Received::whole(meta, body).guarding(self.grant.secrets())),
            Err(error) => Err(error.with_received(Received::whole(meta, Bytes::new()))),
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

impl Call {
    /// What the `accept` header of the endpoint says.
    fn accept(&self) -> Result<HeaderValue, Error> {
        let text = Bytes::from_static(self.endpoint.accept.as_bytes());
        HeaderValue::from_maybe_shared(text)
            .map_err(|_| Error::encode("the header \"accept\" cannot be sent"))
    }

    /// The URL with the path and the query, without credentials.
    fn full_url(&self) -> Result<Url, Error> {
        let base = self.client.base(self.endpoint.servers)?;
        if let Some(url) = &self.url {
            return self.page_url(&base, url);
        }
        let mut url = base.into_owned();
        let (path, extra) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let prefix = url.path().trim_end_matches('/');
        if prefix.is_empty() && path.starts_with('/') {
            url.set_path(path);
        } else {
            let slash = if path.is_empty() || path.starts_with('/') {
                ""
            } else {
                "/"
            };
            let whole = [prefix, slash, path].concat();
            url.set_path(&whole);
        }
        let whole = self.querystring.as_deref().unwrap_or_default();
        if extra.is_empty() && whole.is_empty() && self.query.is_empty() {
            return Ok(url);
        }
        let mut query = url.query().unwrap_or_default().to_owned();
        for part in [extra, whole] {
            if !query.is_empty() && !part.is_empty() {
                query.push('&');
            }
            query.push_str(part);
        }
        self.query.write(&mut query, "&");
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
