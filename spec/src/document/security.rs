//! Security schemes.

use indexmap::IndexMap;
use openapiv3::{
    APIKeyLocation, AuthorizationCodeOAuth2Flow, ClientCredentialsOAuth2Flow, ImplicitOAuth2Flow,
    OAuth2Flows, PasswordOAuth2Flow, ReferenceOr, SecurityScheme,
};
use serde_json::{Map, Value};

use super::keys;
use super::reader::{Extensions, Reader, put};

/// The keys of any scheme.
#[derive(Default)]
struct Scheme {
    kind: Option<String>,
    description: Option<String>,
    name: Option<String>,
    place: Option<String>,
    scheme: Option<String>,
    bearer_format: Option<String>,
    flows: Option<OAuth2Flows>,
    url: Option<String>,
    extensions: Extensions,
}

/// The keys of any OAuth2 flow.
#[derive(Default)]
struct Flow {
    authorization_url: Option<String>,
    token_url: Option<String>,
    refresh_url: Option<String>,
    scopes: IndexMap<String, String>,
    extensions: Extensions,
}

impl Reader {
    pub(super) fn security_scheme(&mut self, value: Value) -> ReferenceOr<SecurityScheme> {
        self.part("a security scheme", value, |reader, map| {
            let scheme = reader.scheme_keys(map);
            reader.scheme(scheme)
        })
    }

    fn scheme_keys(&mut self, map: Map<String, Value>) -> Scheme {
        let mut out = Scheme::default();
        for (key, value) in map {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "type" => out.kind = self.text(&key, value, extensions),
                "description" => out.description = self.text(&key, value, extensions),
                "name" => out.name = self.text(&key, value, extensions),
                "in" => out.place = self.text(&key, value, extensions),
                "scheme" => out.scheme = self.text(&key, value, extensions),
                "bearerFormat" => out.bearer_format = self.text(&key, value, extensions),
                "flows" => out.flows = Some(self.at(&key, |reader| reader.flows(value))),
                "openIdConnectUrl" => out.url = self.text(&key, value, extensions),
                "oauth2MetadataUrl" | "deprecated" => self.keep(extensions, &key, value),
                _ => self.unknown("a security scheme", extensions, &key, value),
            }
        }
        out
    }

    fn scheme(&mut self, mut from: Scheme) -> SecurityScheme {
        let kind = from.kind.take().unwrap_or_default();
        match kind.to_ascii_lowercase().as_str() {
            "apikey" => self.api_key(from),
            "http" => {
                let scheme = from.scheme.take();
                if scheme.is_none() {
                    let message = "an `http` security scheme should have a `scheme`".to_owned();
                    self.warn("scheme-missing", message, "it is read as `bearer`");
                }
                http(scheme.unwrap_or_else(|| "bearer".to_owned()), from)
            }
            "oauth2" => {
                self.demand("OAuth2", "flows", from.flows.is_some());
                from.park(&["flows", "description"]);
                SecurityScheme::OAuth2 {
                    flows: from.flows.unwrap_or_default(),
                    description: from.description,
                    extensions: from.extensions,
                }
            }
            "openidconnect" => {
                self.demand("OpenID Connect", "openIdConnectUrl", from.url.is_some());
                from.park(&["openIdConnectUrl", "description"]);
                SecurityScheme::OpenIDConnect {
                    open_id_connect_url: from.url.unwrap_or_default(),
                    description: from.description,
                    extensions: from.extensions,
                }
            }
            // 3.1's: the client's certificate is no matter of a request.
            "mutualtls" => {
                put(&mut from.extensions, keys::TYPE.to_owned(), kind.into());
                http("mutualTLS".to_owned(), from)
            }
            other => {
                let read = match (other, &from.place, &from.flows) {
                    ("bearer" | "basic", ..) => Some(other.to_owned()),
                    ("jwt", ..) => Some("bearer".to_owned()),
                    _ => from.scheme.take(),
                };
                let as_key = read.is_none() && from.place.is_some();
                let message = format!("`{kind}` is no type of security scheme");
                let help = if as_key {
                    "it is read as `apiKey`"
                } else {
                    "it is read as `http`"
                };
                self.warn_at("type", "bad-security-type", message, help);
                put(&mut from.extensions, keys::TYPE.to_owned(), kind.into());
                if as_key {
                    return self.api_key(from);
                }
                http(read.unwrap_or_else(|| "bearer".to_owned()), from)
            }
        }
    }

    fn api_key(&mut self, mut from: Scheme) -> SecurityScheme {
        let place = from.place.take().unwrap_or_default();
        let location = match place.to_ascii_lowercase().as_str() {
            "query" => APIKeyLocation::Query,
            "cookie" => APIKeyLocation::Cookie,
            "header" => APIKeyLocation::Header,
            _ => {
                let message = "an API key should be `in` query, header or cookie".to_owned();
                self.warn("bad-key-location", message, "it is read as `header`");
                put(&mut from.extensions, keys::IN.to_owned(), place.into());
                APIKeyLocation::Header
            }
        };
        let name = from.name.take().unwrap_or_else(|| {
            let message = "an API key should have a `name`".to_owned();
            self.warn("unnamed-key", message, "it is read as `Authorization`");
            "Authorization".to_owned()
        });
        from.park(&["description"]);
        SecurityScheme::APIKey {
            location,
            name,
            description: from.description,
            extensions: from.extensions,
        }
    }

    fn flows(&mut self, value: Value) -> OAuth2Flows {
        let mut out = OAuth2Flows::default();
        for (key, value) in self.object("`flows`", value).unwrap_or_default() {
            let extensions = &mut out.extensions;
            let known = [
                "implicit",
                "password",
                "clientCredentials",
                "authorizationCode",
            ];
            if !known.contains(&key.as_str()) {
                match key.as_str() {
                    "deviceAuthorization" => self.keep(extensions, &key, value),
                    _ => self.unknown("`flows`", extensions, &key, value),
                }
                continue;
            }
            if value.is_null() {
                continue;
            }
            let flow = self.at(&key, |reader| {
                let flow = reader.flow(value);
                let asks = matches!(key.as_str(), "implicit" | "authorizationCode");
                let there = !asks || flow.authorization_url.is_some();
                reader.demand("a flow", "authorizationUrl", there);
                let there = key == "implicit" || flow.token_url.is_some();
                reader.demand("a flow", "tokenUrl", there);
                flow
            });
            match key.as_str() {
                "implicit" => out.implicit = Some(flow.implicit()),
                "password" => out.password = Some(flow.password()),
                "clientCredentials" => out.client_credentials = Some(flow.client_credentials()),
                _ => out.authorization_code = Some(flow.authorization_code()),
            }
        }
        out
    }

    fn flow(&mut self, value: Value) -> Flow {
        let mut out = Flow::default();
        for (key, value) in self.object("a flow", value).unwrap_or_default() {
            let extensions = &mut out.extensions;
            match key.as_str() {
                "authorizationUrl" => out.authorization_url = self.text(&key, value, extensions),
                "tokenUrl" => out.token_url = self.text(&key, value, extensions),
                "refreshUrl" => out.refresh_url = self.text(&key, value, extensions),
                "scopes" => out.scopes = self.texts_by_name(&key, value, extensions),
                _ => self.unknown("a flow", extensions, &key, value),
            }
        }
        out
    }
}

fn http(scheme: String, mut from: Scheme) -> SecurityScheme {
    from.scheme = None;
    from.park(&["bearerFormat", "description"]);
    SecurityScheme::HTTP {
        scheme,
        bearer_format: from.bearer_format,
        description: from.description,
        extensions: from.extensions,
    }
}

impl Scheme {
    /// Keeps the keys that other types of scheme have.
    fn park(&mut self, own: &[&str]) {
        let mut rest: Vec<(&str, Value)> = Vec::new();
        let mut park = |key, value: Option<Value>| rest.extend(value.map(|value| (key, value)));
        park("name", self.name.take().map(Value::from));
        park("in", self.place.take().map(Value::from));
        park("scheme", self.scheme.take().map(Value::from));
        if !own.contains(&"bearerFormat") {
            park("bearerFormat", self.bearer_format.take().map(Value::from));
        }
        if !own.contains(&"openIdConnectUrl") {
            park("openIdConnectUrl", self.url.take().map(Value::from));
        }
        if !own.contains(&"flows") {
            let flows = self.flows.take();
            park("flows", flows.and_then(|f| serde_json::to_value(f).ok()));
        }
        for (key, value) in rest {
            put(&mut self.extensions, format!("x-{key}"), value);
        }
    }
}

impl Flow {
    fn implicit(mut self) -> ImplicitOAuth2Flow {
        self.park_token_url();
        ImplicitOAuth2Flow {
            authorization_url: self.authorization_url.unwrap_or_default(),
            refresh_url: self.refresh_url,
            scopes: self.scopes,
            extensions: self.extensions,
        }
    }

    fn password(mut self) -> PasswordOAuth2Flow {
        self.park_authorization_url();
        PasswordOAuth2Flow {
            refresh_url: self.refresh_url,
            token_url: self.token_url.unwrap_or_default(),
            scopes: self.scopes,
            extensions: self.extensions,
        }
    }

    fn client_credentials(mut self) -> ClientCredentialsOAuth2Flow {
        self.park_authorization_url();
        ClientCredentialsOAuth2Flow {
            refresh_url: self.refresh_url,
            token_url: self.token_url.unwrap_or_default(),
            scopes: self.scopes,
            extensions: self.extensions,
        }
    }

    fn authorization_code(self) -> AuthorizationCodeOAuth2Flow {
        AuthorizationCodeOAuth2Flow {
            authorization_url: self.authorization_url.unwrap_or_default(),
            token_url: self.token_url.unwrap_or_default(),
            refresh_url: self.refresh_url,
            scopes: self.scopes,
            extensions: self.extensions,
        }
    }

    fn park_token_url(&mut self) {
        if let Some(url) = self.token_url.take() {
            put(&mut self.extensions, "x-tokenUrl".to_owned(), url.into());
        }
    }

    fn park_authorization_url(&mut self) {
        if let Some(url) = self.authorization_url.take() {
            let key = "x-authorizationUrl".to_owned();
            put(&mut self.extensions, key, url.into());
        }
    }
}
