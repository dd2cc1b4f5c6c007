//! The client: what all calls share.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use url::Url;

use super::api::{Api, Server};
use super::auth::Credentials;
use super::builder::{self, ClientBuilder};
use super::error::Error;
use super::raw::RawRequest;
use super::retry::Retry;
use super::transport::{Middleware, Transport};

/// A client of the API. Clones share everything and cost nothing.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    api: &'static Api,
    config: Config,
    transport: Arc<dyn Transport>,
    middleware: Vec<Arc<dyn Middleware>>,
    #[cfg(feature = "blocking")]
    worker: super::blocking::Worker,
}

/// What calls read of the client's settings.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) base: Option<Url>,
    /// The URL of the chosen server of the API.
    pub(crate) server_url: Option<Url>,
    pub(crate) server: usize,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) credentials: Credentials,
    pub(crate) anonymous: bool,
    pub(crate) headers: HeaderMap,
    pub(crate) retry: Retry,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) body_limit: usize,
}

impl Client {
    /// Sets up a client of an API.
    pub fn of(api: &'static Api) -> ClientBuilder {
        ClientBuilder::new(api)
    }

    pub(crate) fn new_shared(
        api: &'static Api,
        config: Config,
        transport: Arc<dyn Transport>,
        middleware: Vec<Arc<dyn Middleware>>,
    ) -> Self {
        let shared = Shared {
            api,
            config,
            transport,
            middleware,
            #[cfg(feature = "blocking")]
            worker: super::blocking::Worker::default(),
        };
        Client {
            shared: Arc::new(shared),
        }
    }

    /// A request that no document describes, with the client's credentials, retries and base URL.
    ///
    /// `path` is appended to the base URL and is sent as it is: percent-encode what needs it.
    pub fn request(&self, method: &str, path: &str) -> RawRequest {
        RawRequest::new(self, method, path)
    }

    pub(crate) fn api(&self) -> &'static Api {
        self.shared.api
    }

    pub(crate) fn config(&self) -> &Config {
        &self.shared.config
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.shared.transport
    }

    pub(crate) fn middleware(&self) -> &[Arc<dyn Middleware>] {
        &self.shared.middleware
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn worker(&self) -> &super::blocking::Worker {
        &self.shared.worker
    }

    /// The URL that the path of an operation is appended to.
    pub(crate) fn base(&self, servers: &'static [Server]) -> Result<Cow<'_, Url>, Error> {
        let config = self.config();
        match (&config.base, servers.first()) {
            (Some(base), _) => Ok(Cow::Borrowed(base)),
            (None, Some(server)) => builder::server_url(server, &config.variables).map(Cow::Owned),
            (None, None) => match &config.server_url {
                Some(url) => Ok(Cow::Borrowed(url)),
                None => Err(Error::config(format!(
                    "no base URL of {} is known: set one",
                    self.api().name
                ))),
            },
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.api().name)
            .finish_non_exhaustive()
    }
}
