//! Setting up a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

use super::api::{Api, Server};
use super::auth::{self, Credential, Credentials};
use super::client::{Client, Config};
use super::error::Error;
use super::http_client::HttpClient;
use super::params;
use super::retry::Retry;
use super::secret::{self, SecretString};
use super::transport::{Middleware, Transport};

/// A client in the making.
///
/// Nothing is checked before [`build`](Self::build).
#[must_use]
pub struct ClientBuilder {
    api: &'static Api,
    config: Config,
    base_url: Option<String>,
    connect_timeout: Option<Duration>,
    transport: Option<Arc<dyn Transport>>,
    middleware: Vec<Arc<dyn Middleware>>,
    fault: Option<Error>,
}

impl ClientBuilder {
    /// A client of an API with its defaults: ten seconds to connect, ten minutes for a whole call,
    /// five minutes of silence in a stream, two retries.
    pub fn new(api: &'static Api) -> Self {
        let config = Config {
            base: None,
            server_url: None,
            server: 0,
            variables: Vec::new(),
            credentials: Credentials::default(),
            anonymous: false,
            headers: HeaderMap::new(),
            retry: Retry::default(),
            timeout: Some(Duration::from_secs(600)),
            attempt_timeout: None,
            idle_timeout: Some(Duration::from_secs(300)),
            body_limit: 512 * 1024 * 1024,
        };
        let mut builder = ClientBuilder {
            api,
            config,
            base_url: None,
            connect_timeout: Some(Duration::from_secs(10)),
            transport: None,
            middleware: Vec::new(),
            fault: None,
        };
        for (name, value) in api.headers {
            builder = builder.header(name, value);
        }
        if !api.user_agent.is_empty() {
            builder = builder.user_agent(api.user_agent);
        }
        builder
    }

    /// As [`new`](Self::new), with the credentials and the base URL that the environment holds.
    ///
    /// # Errors
    /// No credential is set, or half of one; the message names the variables.
    pub fn from_env(api: &'static Api) -> Result<Self, Error> {
        Self::from_lookup(api, |name| std::env::var(name).ok())
    }

    /// As [`from_env`](Self::from_env), with variables from elsewhere.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn from_lookup(
        api: &'static Api,
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Error> {
        let mut builder = ClientBuilder::new(api);
        builder.config.credentials = auth::from_env(api, &lookup)?;
        if !api.env_base.is_empty() {
            builder.base_url = lookup(api.env_base).filter(|url| !url.trim().is_empty());
        }
        Ok(builder)
    }

    /// Sets the key of the API's first way of authorising calls.
    pub fn key(mut self, key: impl Into<SecretString>) -> Self {
        match self.api.schemes.first() {
            Some(scheme) => self.config.credentials.insert(scheme, Credential::key(key)),
            None => self.fail(Error::config(format!("{} takes no key", self.api.name))),
        }
        self
    }

    /// Sets the credential of one way of authorising calls, by its name in the document.
    pub fn credential(mut self, scheme: &str, credential: impl Into<Credential>) -> Self {
        match self.api.scheme(scheme) {
            Some(scheme) => self.config.credentials.insert(scheme, credential.into()),
            None => {
                let known: Vec<&str> = self.api.schemes.iter().map(|scheme| scheme.name).collect();
                let message = format!(
                    "{} knows no scheme {scheme:?}, only {}",
                    self.api.name,
                    known.join(", ")
                );
                self.fail(Error::config(message));
            }
        }
        self
    }

    /// Sends no credentials, even where the documentation asks for one: for a proxy that adds them.
    pub fn anonymous(mut self) -> Self {
        self.config.anonymous = true;
        self
    }

    /// Sets the base URL, in place of the API's servers.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Chooses one of the API's servers, counted from 0.
    pub fn server(mut self, index: usize) -> Self {
        if index >= self.api.servers.len() {
            let message = format!(
                "{} has {} servers, none of number {index}",
                self.api.name,
                self.api.servers.len()
            );
            self.fail(Error::config(message));
        }
        self.config.server = index;
        self
    }

    /// Sets a variable of the server's URL.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.variables.push((name.into(), value.into()));
        self
    }

    /// Sets how long connecting may take. Without effect on a client or transport of one's own.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = limit.into();
        self
    }

    /// Sets how long a whole call may take: all its attempts, the waiting between them and the
    /// reading of the answer. A stream has only to begin within it.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.config.timeout = limit.into();
        self
    }

    /// Sets how long one attempt may take, after which it may be made again. None unless set.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.config.attempt_timeout = limit.into();
        self
    }

    /// Sets how long nothing may come while an answer is read.
    pub fn idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.config.idle_timeout = limit.into();
        self
    }

    /// Sets when requests are sent again.
    pub fn retries(mut self, retry: Retry) -> Self {
        self.config.retry = retry;
        self
    }

    /// Sets how many bytes of an answer are read into memory; 512 MiB unless set. Streams have no limit.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.config.body_limit = bytes;
        self
    }

    /// Sets a header of every request.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let pair = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(HeaderValue::from_bytes(value.as_bytes()).ok());
        match pair {
            Some((name, mut value)) => {
                secret::mark(&name, &mut value);
                self.config.headers.insert(name, value);
            }
            None => self.fail(Error::config(format!("the header {name:?} cannot be sent"))),
        }
        self
    }

    /// Sets what the client calls itself.
    pub fn user_agent(self, text: &str) -> Self {
        self.header(header::USER_AGENT.as_str(), text)
    }

    /// Sends by this reqwest client: with its proxies, certificates and pool. If it follows redirects
    /// itself, as it does unless told otherwise, a key in a header of its own travels along to
    /// wherever they lead.
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(HttpClient::from_client(client))
    }

    /// Sends by something else than reqwest.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Adds a middleware. The first that was added sees requests first.
    pub fn middleware(mut self, middleware: impl Middleware + 'static) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    fn fail(&mut self, error: Error) {
        self.fault.get_or_insert(error);
    }

    /// The client.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](super::ErrorKind::Config): a URL that is none, a server or scheme that
    /// the API does not have, a header that cannot be sent, no TLS.
    pub fn build(mut self) -> Result<Client, Error> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if let Some(url) = &self.base_url {
            self.config.base = Some(base_url(url.trim())?);
        } else if let Some(server) = self.api.servers.get(self.config.server) {
            self.config.server_url = Some(server_url(server, &self.config.variables)?);
        }
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(HttpClient::new(self.connect_timeout)?),
        };
        Ok(Client::new_shared(
            self.api,
            self.config,
            transport,
            self.middleware,
        ))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.name)
            .finish_non_exhaustive()
    }
}

fn base_url(text: &str) -> Result<Url, Error> {
    let url = Url::parse(text)
        .map_err(|error| Error::config("the base URL is not a URL").with_source(error))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::config(
            "the base URL has to start with https:// or http://",
        ));
    }
    Ok(url)
}

/// The URL of a server with its variables filled in.
pub(crate) fn server_url(server: &Server, set: &[(String, String)]) -> Result<Url, Error> {
    let mut url = server.url.to_owned();
    for variable in server.variables {
        let value = set.iter().rev().find(|(name, _)| name == variable.name);
        let value = value.map_or(variable.default, |(_, value)| value.as_str());
        if !variable.allowed.is_empty() && !variable.allowed.contains(&value) {
            let message = format!(
                "the server variable `{}` may be {}, not {value:?}",
                variable.name,
                variable.allowed.join(", ")
            );
            return Err(Error::config(message));
        }
        // A variable may be a host or several segments, so slashes stay; nothing that ends a URL's
        // part does.
        let value: Vec<_> = value.split('/').map(params::encode_host).collect();
        url = url.replace(&format!("{{{}}}", variable.name), &value.join("/"));
    }
    base_url(&url)
}
