//! The client of the Things API.

use crate::emitted::api::Things;
use crate::runtime::{Api, Client, ClientBuilder, Error, Scheme, SecretString, Server, Variable};

pub(crate) static API: Api = Api::new("things")
    .servers(&[
        Server::new("https://{region}.things.example/v1")
            .description("Production")
            .variables(&[Variable {
                name: "region",
                default: "eu",
                allowed: &["eu", "us"],
            }]),
        Server::new("https://sandbox.things.example/v1"),
    ])
    .schemes(&[
        Scheme::bearer("bearerAuth").env(&["THINGS_API_KEY"]),
        Scheme::basic("basicAuth").env(&["THINGS_USER", "THINGS_PASSWORD"]),
        Scheme::header("appKey", "x-app-key").env(&["THINGS_APP_KEY"]),
        Scheme::query("queryKey", "api_key"),
        Scheme::cookie("session", "sid"),
        Scheme::bearer("oauth"),
    ])
    .env_base("THINGS_BASE_URL")
    .user_agent("things-rs/0.1.0");

impl Client {
    /// A client with a key.
    pub fn new(key: impl Into<SecretString>) -> Result<Self, Error> {
        Client::builder().key(key).build()
    }

    /// A client with the key in `THINGS_API_KEY`.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env(&API)?.build()
    }

    /// A client with settings of its own.
    pub fn builder() -> ClientBuilder {
        Client::of(&API)
    }

    /// Things operations.
    pub fn things(&self) -> Things<'_> {
        Things::new(self)
    }
}
