//! The client and the package.

use super::{Lower, docs};
use crate::api::SecurityKind;
use crate::model::{ClientModel, Origin, Package, Scheme, SchemeKind, Server};
use crate::name::{Case, Scope, Words, reserved};

impl Lower<'_, '_, '_> {
    pub(super) fn package(&self) -> Package {
        let title = self.title();
        let name = self.settings.config().package.name.clone();
        let mut docs = docs::of_text(self.api.description.as_deref());
        docs.origin = self.api.url.clone().map(|url| Origin {
            pointer: String::new(),
            url: Some(url),
            trust: None,
        });
        Package {
            name: name.unwrap_or_else(|| {
                format!("{}-client", Words::of(&title).snake().replace('_', "-"))
            }),
            docs,
            title,
            api_version: self.api.version.clone(),
        }
    }

    fn title(&self) -> String {
        let title = self.settings.config().package.title.clone();
        title.unwrap_or_else(|| self.api.title.clone())
    }

    pub(super) fn client(&self) -> ClientModel {
        let name = Words::of(&self.title()).snake();
        let variable = |what: &str| format!("{}_{what}", Words::of(&self.title()).shouty());
        let environment = &self.settings.config().environment;
        let mut scope = Scope::reserving(reserved::BUILDER);
        let mut schemes = Vec::with_capacity(self.api.schemes.len());
        for (wire, scheme) in &self.api.schemes {
            let Some(kind) = kind(&scheme.kind) else {
                continue;
            };
            let own = Words::of(wire);
            let first = match scheme.kind {
                SecurityKind::Bearer => Words::of("bearer token"),
                _ => own.clone(),
            };
            let wishes = [
                first,
                own.clone(),
                own.plus("credential"),
                Words::spelled(wire),
            ];
            let Some(setter) = scope.claim_first(Case::Snake, &wishes) else {
                continue;
            };
            let docs = docs::paragraphs(scheme.description.as_deref().unwrap_or_default());
            schemes.push(Scheme {
                name: wire.clone(),
                setter,
                kind,
                docs,
            });
        }
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
            schemes,
            name,
        }
    }
}

fn kind(kind: &SecurityKind) -> Option<SchemeKind> {
    Some(match kind.clone() {
        SecurityKind::Bearer => SchemeKind::Bearer,
        SecurityKind::Basic => SchemeKind::Basic,
        SecurityKind::Header(name) => SchemeKind::Header(name),
        SecurityKind::Query(name) => SchemeKind::Query(name),
        SecurityKind::Cookie(name) => SchemeKind::Cookie(name),
        SecurityKind::OAuth2 {
            client_credentials,
            authorization_code,
            scopes,
        } => SchemeKind::OAuth2 {
            client_credentials,
            authorization_code,
            scopes,
        },
        SecurityKind::Elsewhere => return None,
    })
}
