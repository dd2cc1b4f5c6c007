//! Credentials, and how they get onto a request.

mod basic;
#[cfg(feature = "oauth-code")]
mod code;
mod oauth;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use futures_core::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, header};

#[cfg(feature = "oauth-code")]
pub use code::{AuthorizationCode, Started};
pub use oauth::{ClientCredentials, RefreshToken, Token};

use super::api::{Api, Scheme, SchemeKind};
use super::error::{Error, ErrorKind};
use super::operation::Auth;
use super::params;
use super::secret::{self, ExposeSecret, SecretString, Secrets};
use super::transport::Transport;

/// What authorises calls under one scheme. It is never shown.
#[derive(Clone)]
#[non_exhaustive]
pub enum Credential {
    /// A key or token.
    Key(SecretString),
    /// A name and a password (RFC 7617).
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: SecretString,
    },
    /// Tokens that are fetched when needed.
    Tokens(Arc<dyn TokenSource>),
}

impl Credential {
    /// A key or token.
    pub fn key(key: impl Into<SecretString>) -> Self {
        Credential::Key(key.into())
    }

    /// A name and a password.
    pub fn basic(user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Credential::Basic {
            user: user.into(),
            password: password.into(),
        }
    }

    /// Tokens that are fetched when needed.
    pub fn tokens(source: impl TokenSource + 'static) -> Self {
        Credential::Tokens(Arc::new(source))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credential::Key(_) => "Key([redacted])",
            Credential::Basic { .. } => "Basic([redacted])",
            Credential::Tokens(_) => "Tokens([redacted])",
        })
    }
}

impl<T: Into<SecretString>> From<T> for Credential {
    fn from(key: T) -> Self {
        Credential::Key(key.into())
    }
}

/// Where access tokens come from: OAuth 2, a vault, a metadata service.
pub trait TokenSource: Send + Sync {
    /// A token that is valid now. It is asked before each attempt, so it keeps what it has.
    fn token<'a>(
        &'a self,
        transport: &'a dyn Transport,
    ) -> BoxFuture<'a, Result<SecretString, Error>>;

    /// The server did not accept this token.
    fn reject(&self, token: &SecretString);
}

/// The credentials of a client, by scheme.
#[derive(Clone, Default, Debug)]
pub(crate) struct Credentials {
    by_scheme: BTreeMap<String, Credential>,
}

/// What goes onto one request.
#[derive(Default)]
pub(crate) struct Grant {
    headers: Vec<(HeaderName, HeaderValue)>,
    query: Vec<(&'static str, SecretString)>,
    cookies: Vec<String>,
    fetched: Vec<(Arc<dyn TokenSource>, SecretString)>,
    secrets: Vec<SecretString>,
}

impl Credentials {
    pub(crate) fn insert(&mut self, scheme: impl Into<String>, credential: Credential) {
        self.by_scheme.insert(scheme.into(), credential);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_scheme.is_empty()
    }

    /// The texts that must not be shown, but for tokens.
    pub(crate) fn secrets(&self) -> Secrets {
        let secret = |credential: &Credential| match credential {
            Credential::Key(key) => Some(key.clone()),
            Credential::Basic { password, .. } => Some(password.clone()),
            Credential::Tokens(_) => None,
        };
        self.by_scheme.values().filter_map(secret).collect()
    }

    /// The first alternative for which every credential is there.
    pub(crate) fn choose(
        &self,
        api: &'static Api,
        auth: Auth,
    ) -> Result<Vec<(&'static Scheme, Credential)>, Error> {
        match auth {
            Auth::None => Ok(Vec::new()),
            Auth::Any => {
                let first = api.schemes.iter().find_map(|scheme| self.pair(scheme));
                Ok(first.into_iter().collect())
            }
            Auth::OneOf(alternatives) => {
                let chosen = |names: &&[&str]| -> Option<Vec<_>> {
                    names
                        .iter()
                        .map(|name| self.pair(api.scheme(name)?))
                        .collect()
                };
                // An empty alternative always fits, so it comes last wherever it stands.
                let closed = alternatives.iter().filter(|names| !names.is_empty());
                match closed.clone().find_map(chosen) {
                    Some(chosen) => Ok(chosen),
                    None if closed.count() < alternatives.len() => Ok(Vec::new()),
                    None if alternatives.is_empty() => Ok(Vec::new()),
                    None => Err(missing(api, alternatives)),
                }
            }
        }
    }

    fn pair(&self, scheme: &'static Scheme) -> Option<(&'static Scheme, Credential)> {
        Some((scheme, self.by_scheme.get(scheme.name)?.clone()))
    }
}

fn missing(api: &'static Api, alternatives: &[&[&str]]) -> Error {
    let alternatives: Vec<String> = alternatives
        .iter()
        .map(|names| names.join(" and "))
        .collect();
    let variables: Vec<&str> = api
        .schemes
        .iter()
        .flat_map(|scheme| scheme.env.iter().copied())
        .collect();
    let mut message = format!(
        "this operation of {} needs a credential: {}",
        api.name,
        alternatives.join(", or ")
    );
    if !variables.is_empty() {
        message.push_str(&format!(
            "; set it on the builder, or set {} and use `from_env`",
            variables.join(" and ")
        ));
    }
    Error::new(ErrorKind::Auth, message)
}

/// Reads the credentials that the environment holds.
///
/// # Errors
/// There is none, or half of one; the message names the variables.
pub(crate) fn from_env(
    api: &'static Api,
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Credentials, Error> {
    let mut found = Credentials::default();
    let lookup = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
    for scheme in api.schemes {
        match (scheme.env, scheme.kind) {
            (&[user, password], kind) => match (lookup(user), lookup(password)) {
                (Some(user), Some(password)) => {
                    found.insert(scheme.name, two_part(kind, user, password.into()));
                }
                (None, None) => {}
                (Some(_), None) => return Err(unset(api, password)),
                (None, Some(_)) => return Err(unset(api, user)),
            },
            (&[key], _) => {
                if let Some(key) = lookup(key) {
                    found.insert(scheme.name, Credential::key(key.trim()));
                }
            }
            _ => {}
        }
    }
    let variables: Vec<&str> = api
        .schemes
        .iter()
        .flat_map(|scheme| scheme.env.iter().copied())
        .collect();
    match variables.as_slice() {
        [] => Ok(found),
        _ if !found.is_empty() => Ok(found),
        [one] => Err(unset(api, one)),
        several => Err(Error::config(format!(
            "none of the environment variables {} is set, which hold the credentials of {}",
            several.join(", "),
            api.name
        ))),
    }
}

fn two_part(kind: SchemeKind, name: String, secret: SecretString) -> Credential {
    match kind {
        SchemeKind::ClientCredentials { token_url, scopes } => {
            Credential::tokens(ClientCredentials::new(token_url, name, secret).scopes(scopes))
        }
        _ => Credential::Basic {
            user: name,
            password: secret,
        },
    }
}

fn unset(api: &'static Api, variable: &str) -> Error {
    Error::config(format!(
        "the environment variable {variable}, which holds a credential of {}, is not set",
        api.name
    ))
}

/// Turns credentials into what goes onto a request. It fetches tokens when there is none.
pub(crate) async fn grant(
    chosen: &[(&'static Scheme, Credential)],
    transport: &dyn Transport,
) -> Result<Grant, Error> {
    let mut grant = Grant::default();
    for (scheme, credential) in chosen {
        let key = match credential {
            Credential::Key(key) => key.clone(),
            Credential::Basic { user, password } => {
                grant.secrets.push(password.clone());
                grant
                    .headers
                    .push((header::AUTHORIZATION, basic::header(user, password)?));
                continue;
            }
            Credential::Tokens(source) => {
                let token = source.token(transport).await?;
                grant.fetched.push((source.clone(), token.clone()));
                token
            }
        };
        grant.carry(scheme.kind, &key)?;
        grant.secrets.push(key);
    }
    Ok(grant)
}

impl Grant {
    fn carry(&mut self, kind: SchemeKind, key: &SecretString) -> Result<(), Error> {
        let text = key.expose_secret();
        match kind {
            SchemeKind::Bearer | SchemeKind::ClientCredentials { .. } => {
                let value = secret::header(&format!("Bearer {text}"))?;
                self.headers.push((header::AUTHORIZATION, value));
            }
            // A key for a `Basic` scheme is its encoded form.
            SchemeKind::Basic => {
                let value = secret::header(&format!("Basic {text}"))?;
                self.headers.push((header::AUTHORIZATION, value));
            }
            SchemeKind::Header(name) => {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                    Error::config(format!(
                        "the document names a header that is none: {name:?}"
                    ))
                })?;
                self.headers.push((name, secret::header(text)?));
            }
            SchemeKind::Query(name) => self.query.push((name, key.clone())),
            SchemeKind::Cookie(name) => {
                self.cookies
                    .push(format!("{}={}", params::encode(name), params::encode(text)));
            }
        }
        Ok(())
    }

    /// The texts that must not be shown.
    pub(crate) fn secrets(&self) -> Secrets {
        self.secrets.clone().into()
    }

    /// The query parameters that hold a key.
    pub(crate) fn query(&self) -> &[(&'static str, SecretString)] {
        &self.query
    }

    /// Puts headers and cookies in place.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) -> Result<(), Error> {
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        if !self.cookies.is_empty() {
            let mut cookies: Vec<String> = Vec::new();
            let present = headers.get_all(header::COOKIE).iter();
            cookies.extend(
                present
                    .filter_map(|value| value.to_str().ok())
                    .map(str::to_owned),
            );
            cookies.extend(self.cookies.iter().cloned());
            headers.insert(header::COOKIE, secret::header(&cookies.join("; "))?);
        }
        Ok(())
    }

    /// Tells the sources of tokens that theirs were not accepted. False when there are none.
    pub(crate) fn reject(&self) -> bool {
        for (source, token) in &self.fetched {
            source.reject(token);
        }
        !self.fetched.is_empty()
    }
}
