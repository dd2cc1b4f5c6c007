//! What credentials put onto a request.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{Chosen, Credential, TokenSource, basic};
use crate::runtime::api::SchemeKind;
use crate::runtime::error::Error;
use crate::runtime::params;
use crate::runtime::secret::{self, ExposeSecret, SecretString, Secrets};
use crate::runtime::transport::Transport;

/// What goes onto one request.
#[derive(Default)]
pub(crate) struct Grant {
    headers: Vec<(HeaderName, HeaderValue)>,
    query: Vec<(&'static str, SecretString)>,
    cookies: Vec<String>,
    fetched: Vec<(Arc<dyn TokenSource>, SecretString)>,
    secrets: Secrets,
}

impl Chosen<'_> {
    /// Turns credentials into what goes onto a request. It fetches tokens when there is none.
    pub(crate) async fn grant(&self, transport: &dyn Transport) -> Result<Arc<Grant>, Error> {
        let chosen = match self {
            Chosen::Ready(grant) => return Ok(Arc::clone(grant)),
            Chosen::Several(chosen) => chosen,
        };
        let mut grant = Grant::default();
        let mut secrets = Vec::with_capacity(chosen.len());
        for (scheme, credential) in chosen {
            secrets.push(match credential {
                Credential::Key(key) => grant.carry(scheme.kind, key)?,
                Credential::Basic { user, password } => grant.basic(user, password)?,
                Credential::Tokens(source) => {
                    let token = source.token(transport).await?;
                    grant.fetched.push((source.clone(), token.clone()));
                    grant.carry(scheme.kind, &token)?
                }
            });
        }
        grant.secrets = secrets.into();
        Ok(Arc::new(grant))
    }
}

impl Grant {
    /// What a credential that does not change puts onto every request; `None` when it changes or
    /// cannot be put there.
    pub(super) fn fixed(kind: SchemeKind, credential: &Credential) -> Option<Grant> {
        let mut grant = Grant::default();
        let secret = match credential {
            Credential::Key(key) => grant.carry(kind, key),
            Credential::Basic { user, password } => grant.basic(user, password),
            Credential::Tokens(_) => return None,
        };
        grant.secrets = [secret.ok()?].into();
        Some(grant)
    }

    /// Puts a name and a password in place, and gives what is secret of them.
    fn basic(&mut self, user: &str, password: &SecretString) -> Result<SecretString, Error> {
        let value = basic::header(user, password)?;
        self.headers.push((header::AUTHORIZATION, value));
        Ok(password.clone())
    }

    /// Puts a key or token in place, and gives what is secret of it.
    fn carry(&mut self, kind: SchemeKind, key: &SecretString) -> Result<SecretString, Error> {
        let text = key.expose_secret();
        match kind {
            SchemeKind::Bearer => {
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
        Ok(key.clone())
    }

    /// The texts that must not be shown.
    pub(crate) fn secrets(&self) -> Secrets {
        self.secrets.clone()
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

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Grant([redacted])")
    }
}
