//! Security definitions.

use serde_json::{Map, Value, json};

use super::{Converter, Place};

impl Converter<'_> {
    pub(super) fn security_scheme(&mut self, value: Value, place: &Place) -> Value {
        let Value::Object(mut map) = value else {
            return value;
        };
        match map.get("type").and_then(Value::as_str) {
            Some("basic") => {
                map.insert("type".to_owned(), "http".into());
                map.insert("scheme".to_owned(), "basic".into());
            }
            Some("oauth2") => self.oauth2(&mut map, place),
            _ => {}
        }
        Value::Object(map)
    }

    fn oauth2(&mut self, map: &mut Map<String, Value>, place: &Place) {
        let stated = map.shift_remove("flow");
        let name = match stated.as_ref().and_then(Value::as_str) {
            Some("implicit") => "implicit",
            Some("password") => "password",
            Some("application") => "clientCredentials",
            Some("accessCode") => "authorizationCode",
            _ => {
                let message = "an OAuth2 scheme of Swagger 2.0 should have a `flow`".to_owned();
                let help = "one of implicit, password, application, accessCode";
                self.warn("oauth-flow", message, help, place);
                match (map.get("authorizationUrl"), map.get("tokenUrl")) {
                    (Some(_), Some(_)) => "authorizationCode",
                    (Some(_), None) => "implicit",
                    _ => "clientCredentials",
                }
            }
        };
        let mut flow = Map::new();
        for key in ["authorizationUrl", "tokenUrl"] {
            if let Some(url) = map.shift_remove(key) {
                flow.insert(key.to_owned(), url);
            }
        }
        let scopes = map.shift_remove("scopes");
        flow.insert("scopes".to_owned(), scopes.unwrap_or_else(|| json!({})));
        let new = place.new.join("flows").join(name);
        let old = place.old.clone();
        self.moved(&Place { new, old });
        map.insert("flows".to_owned(), json!({ name: flow }));
    }
}
