//! The client: its servers and its authentication.

use serde::Serialize;

use crate::name::Ident;

/// What the client type needs.
#[derive(Clone, Debug, Serialize)]
pub struct ClientModel {
    /// The name of the API in `snake_case`, for the user agent.
    pub name: String,
    /// The environment variable of the credential.
    pub key_variable: String,
    /// The environment variable of the base URL.
    pub base_variable: String,
    /// The servers, the default one first.
    pub servers: Vec<Server>,
    /// The security schemes.
    pub schemes: Vec<Scheme>,
}

/// A server of the API.
#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// The URL, with `{variables}`.
    pub url: String,
    /// What it is.
    pub description: Option<String>,
    /// The variables: name, default, allowed values.
    pub variables: Vec<(String, String, Vec<String>)>,
}

/// A security scheme.
#[derive(Clone, Debug, Serialize)]
pub struct Scheme {
    /// The name that operations refer to.
    pub name: String,
    /// The builder's method that takes the credential.
    pub setter: Ident,
    /// What it is.
    pub kind: SchemeKind,
    /// What the page says of it.
    pub docs: Vec<String>,
}

/// What a security scheme is.
#[derive(Clone, Debug, Serialize)]
pub enum SchemeKind {
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// A header of this name.
    Header(String),
    /// A query parameter of this name.
    Query(String),
    /// A cookie of this name.
    Cookie(String),
    /// OAuth 2.0 (RFC 6749), also for OpenID Connect.
    OAuth2 {
        /// The token endpoint of the client-credentials flow.
        client_credentials: Option<String>,
        /// The authorization and token endpoints of the authorization-code flow.
        authorization_code: Option<(String, String)>,
        /// The scopes, with what they allow.
        scopes: Vec<(String, String)>,
    },
}
