//! Servers and security schemes.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, SecurityScheme as Stated};
use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;
use serde::Serialize;

/// A server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServerInfo {
    /// The URL, with `{variables}`.
    pub url: String,
    /// What it is.
    pub description: Option<String>,
    /// Name, default and allowed values of each variable.
    pub variables: Vec<(String, String, Vec<String>)>,
}

/// A security scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SecurityScheme {
    /// What it is.
    pub kind: SecurityKind,
    /// `description`
    pub description: Option<String>,
}

/// What a security scheme is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum SecurityKind {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A header.
    Header(String),
    /// A query parameter.
    Query(String),
    /// A cookie.
    Cookie(String),
    /// OAuth 2.0.
    OAuth2 {
        /// The token endpoint of the client-credentials flow.
        client_credentials: Option<String>,
        /// The two endpoints of the authorization-code flow.
        authorization_code: Option<(String, String)>,
        /// What the scopes allow.
        scopes: Vec<(String, String)>,
    },
    /// Something that a request does not carry, such as a client certificate.
    Elsewhere,
}

/// The servers of a document.
pub(super) fn servers(document: &Document) -> Vec<ServerInfo> {
    let servers = document.openapi.servers.iter();
    servers
        .map(|server| ServerInfo {
            url: server.url.clone(),
            description: server.description.clone(),
            variables: server
                .variables
                .iter()
                .flatten()
                .map(|(name, variable)| {
                    (
                        name.clone(),
                        variable.default.clone(),
                        variable.enumeration.clone(),
                    )
                })
                .collect(),
        })
        .collect()
}

/// The security schemes of a document.
pub(super) fn schemes(document: &Document) -> IndexMap<String, SecurityScheme> {
    let mut schemes = IndexMap::new();
    let Some(components) = &document.openapi.components else {
        return schemes;
    };
    let root = Pointer::root().join("components").join("securitySchemes");
    for (name, scheme) in &components.security_schemes {
        if let Some((_, stated)) = document.follow(&root.join(name), scheme) {
            schemes.insert(name.clone(), read(stated));
        }
    }
    schemes
}

fn read(stated: &Stated) -> SecurityScheme {
    let (kind, description) = match stated {
        Stated::APIKey {
            location,
            name,
            description,
            ..
        } => {
            let kind = match location {
                APIKeyLocation::Header if name.eq_ignore_ascii_case("authorization") => {
                    SecurityKind::Header(name.clone())
                }
                APIKeyLocation::Header => SecurityKind::Header(name.clone()),
                APIKeyLocation::Query => SecurityKind::Query(name.clone()),
                APIKeyLocation::Cookie => SecurityKind::Cookie(name.clone()),
            };
            (kind, description)
        }
        Stated::HTTP {
            scheme,
            description,
            ..
        } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "basic" => SecurityKind::Basic,
                "bearer" => SecurityKind::Bearer,
                "mutualtls" => SecurityKind::Elsewhere,
                // Digest and the like: the caller gives the whole header.
                _ => SecurityKind::Header("Authorization".to_owned()),
            };
            (kind, description)
        }
        Stated::OAuth2 {
            flows, description, ..
        } => (oauth2(flows), description),
        Stated::OpenIDConnect { description, .. } => (oauth2(&OAuth2Flows::default()), description),
    };
    SecurityScheme {
        kind,
        description: description.clone(),
    }
}

fn oauth2(flows: &OAuth2Flows) -> SecurityKind {
    let mut scopes: IndexMap<String, String> = IndexMap::new();
    let lists = [
        flows.client_credentials.as_ref().map(|flow| &flow.scopes),
        flows.authorization_code.as_ref().map(|flow| &flow.scopes),
        flows.implicit.as_ref().map(|flow| &flow.scopes),
        flows.password.as_ref().map(|flow| &flow.scopes),
    ];
    for list in lists.into_iter().flatten() {
        for (scope, meaning) in list {
            scopes
                .entry(scope.clone())
                .or_insert_with(|| meaning.clone());
        }
    }
    SecurityKind::OAuth2 {
        client_credentials: flows
            .client_credentials
            .as_ref()
            .map(|flow| flow.token_url.clone()),
        authorization_code: flows
            .authorization_code
            .as_ref()
            .map(|flow| (flow.authorization_url.clone(), flow.token_url.clone())),
        scopes: scopes.into_iter().collect(),
    }
}
