//! OAuth 2 access tokens (RFC 6749): fetched, kept until shortly before they expire, fetched again.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_core::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method, header};
use url::Url;
use url::form_urlencoded::byte_serialize;

use super::TokenSource;
use crate::runtime::body::Body;
use crate::runtime::clock::Instant;
use crate::runtime::error::{self, Error, ErrorKind};
use crate::runtime::json::{self, Peek};
use crate::runtime::operation::Endpoint;
use crate::runtime::secret::{self, ExposeSecret, SecretString};
use crate::runtime::transport::{HttpRequest, Transport};

static TOKEN: Endpoint = Endpoint::new("", "POST", "(token endpoint)");

/// The longest answer of a token endpoint.
const LONGEST: usize = 256 * 1024;

/// A set of tokens (RFC 6749 section 5.1). It is never shown.
#[derive(Clone)]
pub struct Token {
    access: SecretString,
    refresh: Option<SecretString>,
    /// When it should no longer be used.
    stale: Option<Instant>,
}

impl Token {
    /// An access token that does not expire.
    pub fn new(access: impl Into<SecretString>) -> Self {
        Token {
            access: access.into(),
            refresh: None,
            stale: None,
        }
    }

    /// Sets the refresh token.
    #[must_use]
    pub fn refresh(mut self, refresh: impl Into<SecretString>) -> Self {
        self.refresh = Some(refresh.into());
        self
    }

    /// Sets how long the access token is valid from now on. It is replaced a little earlier: a tenth
    /// of that time, at most a minute.
    #[must_use]
    pub fn expires_in(mut self, life: Duration) -> Self {
        let early = (life / 10).min(Duration::from_secs(60));
        self.stale = Instant::now().checked_add(life.saturating_sub(early));
        self
    }

    /// The access token.
    pub fn access_token(&self) -> &SecretString {
        &self.access
    }

    /// The refresh token.
    pub fn refresh_token(&self) -> Option<&SecretString> {
        self.refresh.as_ref()
    }

    fn is_fresh(&self) -> bool {
        self.stale.is_none_or(|stale| Instant::now() < stale)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}

/// A token that many calls share, fetched by one of them while the others wait.
#[derive(Default)]
struct Shared {
    token: Mutex<Option<Token>>,
    flight: tokio::sync::Mutex<()>,
}

impl Shared {
    fn of(token: Token) -> Self {
        Shared {
            token: Mutex::new(Some(token)),
            ..Shared::default()
        }
    }

    fn fresh(&self) -> Option<SecretString> {
        self.with(|token| {
            token
                .as_ref()
                .filter(|token| token.is_fresh())
                .map(|token| token.access.clone())
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Option<Token>) -> T) -> T {
        work(&mut self.token.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes the token stale if it is still this one, keeping its refresh token.
    fn reject(&self, access: &SecretString) {
        self.with(|held| {
            if let Some(token) = held
                && token.access.expose_secret() == access.expose_secret()
            {
                token.stale = Some(Instant::now());
            }
        });
    }
}

/// Tokens that a client fetches with its own identifier and secret (RFC 6749 section 4.4).
pub struct ClientCredentials {
    token_url: String,
    client: ClientId,
    scopes: Vec<String>,
    extra: Vec<(String, String)>,
    shared: Shared,
}

/// Who asks for tokens.
pub(super) struct ClientId {
    pub(super) id: String,
    pub(super) secret: Option<SecretString>,
    pub(super) in_body: bool,
}

impl ClientCredentials {
    /// Tokens of the server at `token_url`.
    pub fn new(
        token_url: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> Self {
        ClientCredentials {
            token_url: token_url.into(),
            client: ClientId {
                id: id.into(),
                secret: Some(secret.into()),
                in_body: false,
            },
            scopes: Vec::new(),
            extra: Vec::new(),
            shared: Shared::default(),
        }
    }

    /// Sets what is asked for.
    #[must_use]
    pub fn scopes<S: AsRef<str>>(mut self, scopes: &[S]) -> Self {
        self.scopes = scopes
            .iter()
            .map(|scope| scope.as_ref().to_owned())
            .collect();
        self
    }

    /// Adds a parameter to the request, such as `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra.push((name.into(), value.into()));
        self
    }

    /// Sends identifier and secret in the body instead of the `authorization` header.
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        self.client.in_body = true;
        self
    }
}

impl TokenSource for ClientCredentials {
    fn token<'a>(
        &'a self,
        transport: &'a dyn Transport,
    ) -> BoxFuture<'a, Result<SecretString, Error>> {
        Box::pin(async move {
            if let Some(token) = self.shared.fresh() {
                return Ok(token);
            }
            let _flight = self.shared.flight.lock().await;
            if let Some(token) = self.shared.fresh() {
                return Ok(token);
            }
            let scope = self.scopes.join(" ");
            let mut pairs = vec![("grant_type", "client_credentials")];
            if !scope.is_empty() {
                pairs.push(("scope", &scope));
            }
            pairs.extend(
                self.extra
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str())),
            );
            let token = fetch(transport, &self.token_url, &self.client, &pairs).await?;
            let access = token.access.clone();
            self.shared.with(|held| *held = Some(token));
            Ok(access)
        })
    }

    fn reject(&self, token: &SecretString) {
        self.shared.reject(token);
    }
}

/// What is told about new tokens.
type OnRenewal = Box<dyn Fn(&Token) + Send + Sync>;

/// A token that is renewed with its refresh token (RFC 6749 section 6).
pub struct RefreshToken {
    token_url: String,
    client: ClientId,
    shared: Shared,
    renewed: Option<OnRenewal>,
}

impl RefreshToken {
    /// Renews `token` at the server at `token_url` for the client `id`.
    pub fn new(token_url: impl Into<String>, id: impl Into<String>, token: Token) -> Self {
        RefreshToken {
            token_url: token_url.into(),
            client: ClientId {
                id: id.into(),
                secret: None,
                in_body: true,
            },
            shared: Shared::of(token),
            renewed: None,
        }
    }

    /// Sets the secret of a client that has one; it travels in the `authorization` header.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.client.secret = Some(secret.into());
        self.client.in_body = false;
        self
    }

    /// Calls `tell` with each new set of tokens, to store it: servers may change the refresh token.
    #[must_use]
    pub fn on_renewal(mut self, tell: impl Fn(&Token) + Send + Sync + 'static) -> Self {
        self.renewed = Some(Box::new(tell));
        self
    }
}

impl TokenSource for RefreshToken {
    fn token<'a>(
        &'a self,
        transport: &'a dyn Transport,
    ) -> BoxFuture<'a, Result<SecretString, Error>> {
        Box::pin(async move {
            if let Some(token) = self.shared.fresh() {
                return Ok(token);
            }
            let _flight = self.shared.flight.lock().await;
            if let Some(token) = self.shared.fresh() {
                return Ok(token);
            }
            let refresh = self
                .shared
                .with(|held| held.as_ref().and_then(|token| token.refresh.clone()));
            let refresh = refresh.ok_or_else(|| {
                Error::new(
                    ErrorKind::Auth,
                    "the access token has expired and there is no refresh token",
                )
            })?;
            let pairs = [
                ("grant_type", "refresh_token"),
                ("refresh_token", refresh.expose_secret()),
            ];
            let mut token = fetch(transport, &self.token_url, &self.client, &pairs).await?;
            token.refresh.get_or_insert(refresh.clone());
            if let Some(tell) = &self.renewed {
                tell(&token);
            }
            let access = token.access.clone();
            self.shared.with(|held| *held = Some(token));
            Ok(access)
        })
    }

    fn reject(&self, token: &SecretString) {
        self.shared.reject(token);
    }
}

/// Asks a token endpoint.
pub(super) async fn fetch(
    transport: &dyn Transport,
    token_url: &str,
    client: &ClientId,
    pairs: &[(&str, &str)],
) -> Result<Token, Error> {
    let url = Url::parse(token_url)
        .map_err(|error| Error::config("the token URL is not a URL").with_source(error))?;
    let request = HttpRequest {
        method: Method::POST,
        url,
        headers: headers(client)?,
        body: Body::bytes(form(client, pairs)),
        endpoint: &TOKEN,
        attempt: 0,
        secret_query: Vec::new(),
    };
    let response = transport.send(request).await?;
    let body = response.body.collect_up_to(LONGEST).await?;
    if !response.status.is_success() {
        let reason = error::server_message(&body);
        let message = format!(
            "no access token: the token server answered {}: {reason}",
            response.status
        );
        return Err(Error::new(ErrorKind::Auth, message));
    }
    read(&body)
        .ok_or_else(|| Error::new(ErrorKind::Auth, "the token server answered with no token"))
}

fn headers(client: &ClientId) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.insert(header::CONTENT_TYPE, form);
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    if let (Some(secret), false) = (&client.secret, client.in_body) {
        // Both are form-encoded first (RFC 6749 section 2.3.1).
        let id = encoded(&client.id);
        let both = format!("{id}:{}", encoded(secret.expose_secret()));
        let value = secret::header(&format!("Basic {}", STANDARD.encode(both)))?;
        headers.insert(header::AUTHORIZATION, value);
    }
    Ok(headers)
}

fn form(client: &ClientId, pairs: &[(&str, &str)]) -> String {
    let mut pairs = pairs.to_vec();
    if client.in_body {
        pairs.push(("client_id", &client.id));
        if let Some(secret) = &client.secret {
            pairs.push(("client_secret", secret.expose_secret()));
        }
    }
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

fn read(body: &[u8]) -> Option<Token> {
    let answer = Peek::new(body)?;
    let kind = answer.text("/token_type");
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return None;
    }
    let mut token = Token::new(
        answer
            .text("/access_token")
            .filter(|token| !token.is_empty())?,
    );
    token.refresh = answer.text("/refresh_token").map(Into::into);
    let life = answer
        .at("/expires_in")
        .and_then(json::scalar)
        .and_then(|life| life.parse::<f64>().ok());
    match life.and_then(|life| Duration::try_from_secs_f64(life).ok()) {
        Some(life) => Some(token.expires_in(life)),
        None => Some(token),
    }
}
