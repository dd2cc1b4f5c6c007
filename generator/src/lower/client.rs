//! The client and the package.

use super::{Lower, paragraphs};
use crate::api::SchemeKind as ApiKind;
use crate::model::{ClientModel, Docs, Package, Scheme, SchemeKind, Server};
use crate::name::{Case, Scope, snake};

/// Methods of the builder that a scheme's setter must not hide.
const BUILDER_METHODS: [&str; 20] = [
    "new",
    "build",
    "base_url",
    "server",
    "timeout",
    "connect_timeout",
    "idle_timeout",
    "retry",
    "retries",
    "header",
    "http_client",
    "transport",
    "middleware",
    "user_agent",
    "credential",
    "variable",
    "default",
    "clone",
    "fmt",
    "from_env",
];

impl Lower<'_> {
    pub(super) fn package(&self) -> Package {
        let title = self.title();
        let name = self.config.package.name.clone();
        Package {
            name: name.unwrap_or_else(|| format!("{}-client", snake(&title).replace('_', "-"))),
            docs: Docs {
                text: paragraphs(self.api.description.as_deref().unwrap_or_default()),
                ..Docs::default()
            },
            title,
            api_version: self.api.version.clone(),
        }
    }

    fn title(&self) -> String {
        let title = self.config.package.title.clone();
        title.unwrap_or_else(|| self.api.title.clone())
    }

    pub(super) fn client(&self) -> ClientModel {
        let name = snake(&self.title());
        let variable = |what: &str| format!("{}_{what}", name.to_uppercase());
        let environment = &self.config.environment;
        let mut scope = Scope::reserving(&BUILDER_METHODS);
        let schemes = self.api.schemes.iter().filter_map(|scheme| {
            let longer = format!("{} credential", scheme.name);
            let texts = match scheme.kind {
                ApiKind::Bearer => ["bearer token", scheme.name.as_str(), &longer],
                _ => [scheme.name.as_str(), &longer, "credential of"],
            };
            Some(Scheme {
                name: scheme.name.clone(),
                setter: scope.claim(Case::Snake, texts)?,
                kind: kind(&scheme.kind),
                docs: paragraphs(scheme.docs.as_deref().unwrap_or_default()),
            })
        });
        let servers = self.api.servers.iter().map(|server| Server {
            url: server.url.clone(),
            description: server.description.clone(),
            variables: server.variables.clone(),
        });
        ClientModel {
            key_variable: environment
                .key
                .clone()
                .unwrap_or_else(|| variable("API_KEY")),
            base_variable: environment
                .base_url
                .clone()
                .unwrap_or_else(|| variable("BASE_URL")),
            servers: servers.collect(),
            schemes: schemes.collect(),
            name,
        }
    }
}

fn kind(kind: &ApiKind) -> SchemeKind {
    match kind.clone() {
        ApiKind::Bearer => SchemeKind::Bearer,
        ApiKind::Basic => SchemeKind::Basic,
        ApiKind::Header(name) => SchemeKind::Header(name),
        ApiKind::Query(name) => SchemeKind::Query(name),
        ApiKind::Cookie(name) => SchemeKind::Cookie(name),
        ApiKind::OAuth2 {
            client_credentials,
            authorization_code,
            scopes,
        } => SchemeKind::OAuth2 {
            client_credentials,
            authorization_code,
            scopes,
        },
    }
}
