//! OAuth 2 in the name of a user: the authorization code grant with PKCE (RFC 6749 section 4.1,
//! RFC 7636).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::Url;

use super::oauth::{self, ClientId, Token};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::http_client::HttpClient;
use crate::runtime::secret::{ExposeSecret, SecretString};
use crate::runtime::transport::Transport;

/// What an application is registered with.
#[derive(Clone, Debug)]
pub struct AuthorizationCode {
    authorize_url: String,
    token_url: String,
    client_id: String,
    client_secret: Option<SecretString>,
    redirect_url: String,
    scopes: Vec<String>,
}

/// A login that has begun: the user is to open the URL.
#[derive(Clone)]
pub struct Started {
    application: AuthorizationCode,
    url: Url,
    state: String,
    verifier: SecretString,
}

impl AuthorizationCode {
    /// An application with an identifier, which users come back to at `redirect_url`.
    pub fn new(
        authorize_url: impl Into<String>,
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        redirect_url: impl Into<String>,
    ) -> Self {
        AuthorizationCode {
            authorize_url: authorize_url.into(),
            token_url: token_url.into(),
            client_id: client_id.into(),
            client_secret: None,
            redirect_url: redirect_url.into(),
            scopes: Vec::new(),
        }
    }

    /// Sets the secret of an application that can keep one.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.client_secret = Some(secret.into());
        self
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

    /// Begins a login.
    ///
    /// # Errors
    /// The authorization URL is no URL, or the system has no random numbers.
    pub fn begin(&self) -> Result<Started, Error> {
        let mut url = Url::parse(&self.authorize_url).map_err(|error| {
            Error::config("the authorization URL is not a URL").with_source(error)
        })?;
        let state = random()?;
        let verifier = random()?;
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_url)
            .append_pair("state", &state)
            .append_pair("code_challenge", &challenge(&verifier))
            .append_pair("code_challenge_method", "S256");
        if !self.scopes.is_empty() {
            query.append_pair("scope", &self.scopes.join(" "));
        }
        drop(query);
        Ok(Started {
            application: self.clone(),
            url,
            state,
            verifier: verifier.into(),
        })
    }
}

impl Started {
    /// The URL that the user is to open.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Ends the login with the `code` and `state` that the user came back with.
    ///
    /// # Errors
    /// The state is another login's, or the server gives no token.
    pub async fn finish(self, code: &str, state: &str) -> Result<Token, Error> {
        self.finish_with(&HttpClient::new(None)?, code, state).await
    }

    /// As [`finish`](Self::finish), over a transport of the caller's.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub async fn finish_with(
        self,
        transport: &dyn Transport,
        code: &str,
        state: &str,
    ) -> Result<Token, Error> {
        if state != self.state {
            return Err(Error::new(
                ErrorKind::Auth,
                "the answer belongs to another login",
            ));
        }
        let AuthorizationCode {
            token_url,
            client_id,
            client_secret,
            redirect_url,
            ..
        } = self.application;
        let in_body = client_secret.is_none();
        let client = ClientId {
            id: client_id,
            secret: client_secret,
            in_body,
        };
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &redirect_url),
            ("code_verifier", self.verifier.expose_secret()),
        ];
        oauth::fetch(transport, &token_url, &client, &pairs).await
    }
}

impl fmt::Debug for Started {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Started")
            .field("application", &self.application)
            .finish_non_exhaustive()
    }
}

/// 256 random bits, in 43 characters (RFC 7636 section 4.1).
fn random() -> Result<String, Error> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits)
        .map_err(|error| Error::config(format!("the system has no random numbers: {error}")))?;
    Ok(URL_SAFE_NO_PAD.encode(bits))
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_of_rfc_7636_appendix_b() {
        let challenge = challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
