//! A request in the making, without its type: what the emitted methods fill in.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, header};

use super::body::Body;
use super::byte_stream::OnProgress;
use super::client::Client;
use super::codec::{self, Slot};
use super::error::Error;
use super::form;
use super::json::Tree;
use super::multipart::Multipart;
use super::operation::Endpoint;
use super::params::{self, Param, Place};
use super::retry::{self, Retry};
use super::secret;

/// The media type of most bodies.
const JSON: &str = "application/json";

/// A request in the making, without its type.
///
/// What cannot be written is noted, and reported when the request is sent.
pub struct Call {
    pub(crate) client: Client,
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) method: Method,
    pub(crate) path: Cow<'static, str>,
    pub(crate) query: Pairs,
    /// A query that is no pairs, encoded; those stand after it.
    pub(crate) querystring: Option<String>,
    /// Those of this call beside what the client and the endpoint say, each name once.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) cookies: Pairs,
    pub(crate) body: Body,
    pub(crate) options: Options,
    pub(super) fields: Vec<(String, serde_json::Value)>,
    pub(super) fault: Option<Error>,
    /// A whole URL in place of server, path and query: the next page as a server names it.
    pub(crate) url: Option<String>,
}

/// What a caller may set for one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) stream: bool,
}

/// The pairs of a query or of cookies, encoded.
#[derive(Clone, Default)]
pub(crate) struct Pairs(pub(super) Vec<(String, String)>);

impl Pairs {
    /// Puts the pairs of one parameter in the place of those that it had before.
    fn replace(&mut self, pairs: Vec<(String, String)>) {
        self.0
            .retain(|(present, _)| pairs.iter().all(|(name, _)| name != present));
        self.0.extend(pairs);
    }

    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.0.push((
            params::encode(name).into_owned(),
            params::encode(value).into_owned(),
        ));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds them to a text, each after what is `between` them and its predecessor.
    pub(crate) fn write(&self, text: &mut String, between: &str) {
        for (name, value) in &self.0 {
            if !text.is_empty() {
                text.push_str(between);
            }
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        }
    }
}

impl Call {
    /// A call of an operation.
    pub fn new(client: &Client, endpoint: &'static Endpoint) -> Self {
        let method = Method::from_bytes(endpoint.method.as_bytes());
        let mut call = Call {
            client: client.clone(),
            endpoint,
            method: Method::GET,
            path: Cow::Borrowed(endpoint.path),
            query: Pairs::default(),
            querystring: None,
            headers: Vec::new(),
            cookies: Pairs::default(),
            body: Body::empty(),
            options: Options::default(),
            fields: Vec::new(),
            fault: None,
            url: None,
        };
        match method {
            Ok(method) => call.method = method,
            Err(_) => call.fail(Error::encode(format!("{:?} is no method", endpoint.method))),
        }
        call
    }

    pub(crate) fn fail(&mut self, error: Error) {
        self.fault.get_or_insert(error);
    }

    /// Fills in a part of the path that is text.
    #[must_use]
    pub fn path(mut self, name: &'static str, value: &str) -> Self {
        let text = (!value.is_empty()).then(|| params::encode(value));
        self.fill_path(name, text.as_deref());
        self
    }

    /// Adds a value to the query, in the default style.
    #[must_use]
    pub fn query(self, name: &'static str, value: &dyn Slot) -> Self {
        self.put(Param::query(name), Tree::of(value))
    }

    /// Sets the whole query to JSON (OpenAPI 3.2, `in: querystring`).
    #[must_use]
    pub fn query_json(mut self, value: &dyn Slot) -> Self {
        self.querystring = Some(params::encode(&codec::to_string(value)).into_owned());
        self
    }

    /// Sets the whole query to a text.
    #[must_use]
    pub fn query_text(mut self, value: &dyn Slot) -> Self {
        let text = match Tree::of(value) {
            Tree::Null => None,
            Tree::Scalar(text) | Tree::Literal(text) => Some(text),
            nested => Some(nested.to_json()),
        };
        self.querystring = text.map(|text| params::encode(&text).into_owned());
        self
    }

    /// Sets the whole query to a form; `styles` says how single fields are written. A text is a form
    /// already.
    #[must_use]
    pub fn query_form(mut self, value: &dyn Slot, styles: &[Param]) -> Self {
        match Tree::of(value) {
            Tree::Scalar(text) => self.querystring = Some(text),
            fields => self.query.replace(form::pairs(&fields, styles)),
        }
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(self, name: &'static str, value: &dyn Slot) -> Self {
        self.put(Param::header(name), Tree::of(value))
    }

    /// Adds a parameter of any place and style.
    #[must_use]
    pub fn param(self, param: Param, value: &dyn Slot) -> Self {
        let value = if param.json {
            Tree::Scalar(codec::to_string(value))
        } else {
            Tree::of(value)
        };
        self.put(
            Param {
                json: false,
                ..param
            },
            value,
        )
    }

    fn put(mut self, param: Param, value: Tree) -> Self {
        match param.place {
            Place::Path => self.fill_path(param.name, params::path(&param, &value).as_deref()),
            Place::Query => self.query.replace(params::pairs(&param, &value)),
            Place::Header => {
                if let Some(text) = params::header(&param, &value) {
                    self.set_header(param.name, &text);
                }
            }
            Place::Cookie => self.cookies.replace(params::pairs(&param, &value)),
        }
        self
    }

    /// Puts a text in the place of `{name}`.
    fn fill_path(&mut self, name: &str, text: Option<&str>) {
        let Some(text) = text else {
            return self.fail(Error::encode(format!(
                "the path parameter `{name}` is empty"
            )));
        };
        let mut filled = String::with_capacity(self.path.len() + text.len());
        let mut rest = &*self.path;
        while let Some((before, tail)) = rest.split_once('{') {
            filled.push_str(before);
            let after = tail
                .strip_prefix(name)
                .and_then(|tail| tail.strip_prefix('}'));
            filled.push_str(if after.is_some() { text } else { "{" });
            rest = after.unwrap_or(tail);
        }
        filled.push_str(rest);
        self.path = Cow::Owned(filled);
    }

    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        let parsed = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(HeaderValue::from_bytes(value.as_bytes()).ok());
        match parsed {
            Some((name, mut value)) => {
                secret::mark(&name, &mut value);
                self.put_header(name, value);
            }
            // The value may be a key that a caller passes by hand, so it is not shown.
            None => self.fail(Error::encode(format!("the header {name:?} cannot be sent"))),
        }
    }

    fn put_header(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.retain(|(present, _)| *present != name);
        self.headers.push((name, value));
    }

    /// Whether the call has a header of its own of this name.
    pub(crate) fn has_header(&self, name: &HeaderName) -> bool {
        self.headers.iter().any(|(present, _)| present == name)
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(self, body: &dyn Slot) -> Self {
        self.json_as(JSON, body)
    }

    /// Sets a JSON body under another media type, as `application/merge-patch+json`.
    #[must_use]
    pub fn json_as(self, media_type: &str, body: &dyn Slot) -> Self {
        self.body(media_type, codec::to_string(body))
    }

    /// Sets a body of JSON values with a line each, as `application/x-ndjson`.
    #[must_use]
    pub fn json_lines<T: Slot>(self, media_type: &str, values: &[T]) -> Self {
        let mut text = String::new();
        for value in values {
            text.push_str(&codec::to_string(value));
            text.push('\n');
        }
        self.body(media_type, text)
    }

    /// Sets an `application/x-www-form-urlencoded` body; `styles` says how single fields are written.
    #[must_use]
    pub fn form(self, body: &dyn Slot, styles: &[Param]) -> Self {
        self.body(
            "application/x-www-form-urlencoded",
            form::encode(&Tree::of(body), styles),
        )
    }

    /// Sets a `multipart/form-data` body.
    #[must_use]
    pub fn multipart(mut self, form: Multipart) -> Self {
        match form.into_body() {
            Ok((media_type, body)) => self.body(&media_type, body),
            Err(error) => {
                self.fail(error);
                self
            }
        }
    }

    /// Sets a body of any media type.
    #[must_use]
    pub fn body(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self.set_content_type(media_type);
        self
    }

    fn set_content_type(&mut self, media_type: &str) {
        if media_type == JSON {
            self.put_header(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
        } else {
            self.set_header(header::CONTENT_TYPE.as_str(), media_type);
        }
    }

    pub(crate) fn add_field(&mut self, name: impl Into<String>, value: serde_json::Value) {
        let name = name.into();
        self.fields.retain(|(present, _)| *present != name);
        self.fields.push((name, value));
    }

    pub(crate) fn watch_upload(&mut self, tell: OnProgress) {
        self.body.set_progress(tell);
    }

    pub(crate) fn retry(&self) -> Retry {
        self.options.retry.unwrap_or(self.client.config().retry)
    }

    /// Whether sending it twice does no more than sending it once.
    pub(crate) fn is_repeatable(&self) -> bool {
        let key = self.client.api().idempotency_header;
        let mut names = self.headers.iter().map(|(name, _)| name.as_str());
        retry::is_idempotent(&self.method) || names.any(|name| name.eq_ignore_ascii_case(key))
    }

    /// Everything in place but the server and the credentials.
    pub(crate) fn finish(&mut self) -> Result<(), Error> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        self.check_path()?;
        self.splice_fields()?;
        if !self.cookies.is_empty() {
            let mut cookies = String::new();
            self.cookies.write(&mut cookies, "; ");
            self.set_header(header::COOKIE.as_str(), &cookies);
        }
        self.fault.take().map_or(Ok(()), Err)
    }

    /// A path that has a hole, or that a URL parser would walk up, reaches another operation.
    fn check_path(&self) -> Result<(), Error> {
        if self.url.is_some() {
            return Ok(());
        }
        if let Some((_, tail)) = self.path.split_once('{') {
            let name = tail.split('}').next().unwrap_or(tail);
            return Err(Error::encode(format!(
                "the path parameter `{name}` is missing"
            )));
        }
        match self
            .path
            .split('/')
            .find(|segment| matches!(*segment, "." | ".."))
        {
            Some(segment) => Err(Error::encode(format!(
                "a part of the path may not be {segment:?}"
            ))),
            None => Ok(()),
        }
    }

    fn splice_fields(&mut self) -> Result<(), Error> {
        if self.fields.is_empty() {
            return Ok(());
        }
        let text = self
            .body
            .as_bytes()
            .and_then(|bytes| std::str::from_utf8(bytes).ok());
        let mut text = match text {
            Some("") => "{}".to_owned(),
            Some(text) => text.to_owned(),
            None => return Err(Error::encode("fields can be added to a JSON object only")),
        };
        for (name, value) in &self.fields {
            codec::splice(&mut text, name, value).map_err(|fault| {
                Error::encode("fields can be added to a JSON object only").with_source(fault)
            })?;
        }
        self.body = Body::bytes(text);
        if !self.has_header(&header::CONTENT_TYPE) {
            self.set_content_type(JSON);
        }
        Ok(())
    }

    /// The same call again, if its body can be sent more than once.
    pub fn try_clone(&self) -> Option<Call> {
        if self.fault.is_some() {
            return None;
        }
        Some(Call {
            client: self.client.clone(),
            endpoint: self.endpoint,
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            querystring: self.querystring.clone(),
            headers: self.headers.clone(),
            cookies: self.cookies.clone(),
            body: self.body.try_clone()?,
            options: self.options.clone(),
            fields: self.fields.clone(),
            fault: None,
            url: self.url.clone(),
        })
    }
}

/// Neither the query nor the body, which are the caller's own.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("path", &self.endpoint.path)
            .finish_non_exhaustive()
    }
}
