//! Credentials, and how they get onto a request.

mod basic;
#[cfg(feature = "oauth-code")]
pub(super) mod code;
mod grant;
pub(super) mod oauth;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use futures_core::future::BoxFuture;

#[cfg(feature = "oauth-code")]
pub use code::{AuthorizationCode, Started};
pub(crate) use grant::Grant;
pub use oauth::{ClientCredentials, RefreshToken, Token};

use super::api::{Api, Scheme};
use super::error::{Error, ErrorKind};
use super::operation::Auth;
use super::secret::{SecretString, Secrets};
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
    by_scheme: BTreeMap<&'static str, Held>,
    /// What goes onto a request that needs nothing.
    nothing: Arc<Grant>,
}

/// One credential of a client.
#[derive(Clone, Debug)]
struct Held {
    scheme: &'static Scheme,
    credential: Credential,
    /// What it puts onto every request; `None` when that is to be found out anew, or fails.
    ready: Option<Arc<Grant>>,
}

/// The credentials of one call.
pub(crate) enum Chosen<'c> {
    Ready(&'c Arc<Grant>),
    Several(Vec<(&'static Scheme, &'c Credential)>),
}

impl Held {
    fn chosen(&self) -> Chosen<'_> {
        match &self.ready {
            Some(ready) => Chosen::Ready(ready),
            None => Chosen::Several(vec![(self.scheme, &self.credential)]),
        }
    }
}

impl Credentials {
    pub(crate) fn insert(&mut self, scheme: &'static Scheme, credential: Credential) {
        let ready = Grant::fixed(scheme.kind, &credential).map(Arc::new);
        let held = Held {
            scheme,
            credential,
            ready,
        };
        self.by_scheme.insert(scheme.name, held);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_scheme.is_empty()
    }

    /// The texts that must not be shown, but for tokens.
    pub(crate) fn secrets(&self) -> Secrets {
        let secret = |held: &Held| match &held.credential {
            Credential::Key(key) => Some(key.clone()),
            Credential::Basic { password, .. } => Some(password.clone()),
            Credential::Tokens(_) => None,
        };
        self.by_scheme.values().filter_map(secret).collect()
    }

    /// No credential at all.
    pub(crate) fn none(&self) -> Chosen<'_> {
        Chosen::Ready(&self.nothing)
    }

    /// The first alternative for which every credential is there.
    pub(crate) fn choose(&self, api: &'static Api, auth: Auth) -> Result<Chosen<'_>, Error> {
        match auth {
            Auth::None => Ok(self.none()),
            Auth::Any => {
                let mut held = api
                    .schemes
                    .iter()
                    .filter_map(|scheme| self.held(scheme.name));
                Ok(held.next().map_or_else(|| self.none(), Held::chosen))
            }
            Auth::OneOf(alternatives) => {
                // An empty alternative always fits, so it comes last wherever it stands.
                let closed = alternatives.iter().filter(|names| !names.is_empty());
                match closed.clone().find_map(|names| self.all(names)) {
                    Some(chosen) => Ok(chosen),
                    None if closed.count() < alternatives.len() => Ok(self.none()),
                    None if alternatives.is_empty() => Ok(self.none()),
                    None => Err(missing(api, alternatives)),
                }
            }
        }
    }

    fn held(&self, name: &str) -> Option<&Held> {
        self.by_scheme.get(name)
    }

    fn all(&self, names: &[&str]) -> Option<Chosen<'_>> {
        if let [name] = names {
            return self.held(name).map(Held::chosen);
        }
        let pair = |name: &&str| {
            let held = self.held(name)?;
            Some((held.scheme, &held.credential))
        };
        names
            .iter()
            .map(pair)
            .collect::<Option<_>>()
            .map(Chosen::Several)
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
        match *scheme.env {
            [user, password] => match (lookup(user), lookup(password)) {
                (Some(user), Some(password)) => {
                    found.insert(scheme, Credential::basic(user, password));
                }
                (None, None) => {}
                (Some(_), None) => return Err(unset(api, password)),
                (None, Some(_)) => return Err(unset(api, user)),
            },
            [key] => {
                if let Some(key) = lookup(key) {
                    found.insert(scheme, Credential::key(key.trim()));
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

fn unset(api: &'static Api, variable: &str) -> Error {
    Error::config(format!(
        "the environment variable {variable}, which holds a credential of {}, is not set",
        api.name
    ))
}
