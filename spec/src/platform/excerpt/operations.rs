//! Repairs of operations, servers and authentication.

use serde_json::{Map, Value, json};

use super::Repairs;
use crate::merge::METHODS;
use crate::pointer::Pointer;

/// Every repair of a document's operations.
pub(in crate::platform) fn repair(document: &mut Value, repairs: &mut Repairs) {
    local_servers(document, &Pointer::root(), repairs);
    scheme_types(document, repairs);
    requirements(document, &Pointer::root(), repairs);
    let global = is_secured(document);
    let shared = document["components"]["parameters"].clone();
    let mut found = Schemes::default();
    each_operation(document, |item_parameters, operation, at| {
        local_servers(operation, at, repairs);
        requirements(operation, at, repairs);
        let secured = match operation.get("security") {
            Some(_) => is_secured(operation),
            None => global,
        };
        let mut headers = Headers {
            shared: &shared,
            authorization: None,
            repairs: &mut *repairs,
        };
        let at_parameters = at.join("parameters");
        headers.take(operation.get_mut("parameters"), &at_parameters);
        for parameter in item_parameters {
            headers.look(parameter, &at_parameters);
        }
        if let (Some(header), false) = (headers.authorization, secured) {
            let name = found.name(header.scheme);
            let mut alternatives = vec![json!({ name: [] })];
            if !header.required {
                alternatives.insert(0, json!({}));
            }
            operation["security"] = Value::Array(alternatives);
        }
    });
    found.add(document);
}

/// Calls `each` with every operation, the parameters of its path item, and where it stands.
fn each_operation(document: &mut Value, mut each: impl FnMut(&[Value], &mut Value, &Pointer)) {
    let sections = document.as_object_mut().into_iter().flatten();
    let sections = sections.filter(|(key, _)| matches!(key.as_str(), "paths" | "webhooks"));
    let items = sections.filter_map(|(key, items)| Some((key.as_str(), items.as_object_mut()?)));
    for (section, path, item) in
        items.flat_map(|(key, items)| items.iter_mut().map(move |(path, item)| (key, path, item)))
    {
        let at = Pointer::root().join(section).join(path);
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        let common = item.get("parameters").and_then(Value::as_array).cloned();
        for (method, operation) in item {
            if METHODS.contains(&method.as_str()) && operation.is_object() {
                each(
                    common.as_deref().unwrap_or(&[]),
                    operation,
                    &at.join(method),
                );
            }
        }
    }
}

/// Whether the `security` of a document or operation asks for anything.
fn is_secured(value: &Value) -> bool {
    let requirements = value["security"].as_array();
    requirements.is_some_and(|requirements| !requirements.is_empty())
}

/// A server on the writer's own machine is left out where another one is named.
fn local_servers(value: &mut Value, at: &Pointer, repairs: &mut Repairs) {
    let Some(Value::Array(servers)) = value.get_mut("servers") else {
        return;
    };
    let is_local = |server: &Value| {
        let url = server["url"].as_str().unwrap_or_default();
        let host = url.split_once("://").map_or("", |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        matches!(
            host,
            "localhost" | "127.0.0.1" | "0.0.0.0" | "host.docker.internal"
        )
    };
    let named = |server: &Value| server["url"].as_str().is_some_and(|url| !url.is_empty());
    if !servers
        .iter()
        .any(|server| named(server) && !is_local(server))
    {
        return;
    }
    if let Some(index) = servers.iter().position(is_local) {
        servers.retain(|server| !is_local(server));
        let what = "left out a server on the local machine";
        repairs.done("local-server", what, &at.join("servers").index(index));
    }
}

/// The document's security schemes, with their place.
pub(crate) fn security_schemes(document: &mut Value) -> Option<(Pointer, &mut Map<String, Value>)> {
    let schemes = document.get_mut("components")?.get_mut("securitySchemes")?;
    let at = Pointer::root().join("components").join("securitySchemes");
    Some((at, schemes.as_object_mut()?))
}

/// `type: bearer` and `type: basic` are HTTP schemes (OpenAPI 3.1, "Security Scheme Object").
fn scheme_types(document: &mut Value, repairs: &mut Repairs) {
    let Some((at, schemes)) = security_schemes(document) else {
        return;
    };
    for (name, scheme) in schemes {
        let Some(scheme) = scheme.as_object_mut() else {
            continue;
        };
        let word = scheme
            .get("type")
            .and_then(Value::as_str)
            .map(str::to_ascii_lowercase);
        let Some(word) = word.filter(|word| matches!(word.as_str(), "bearer" | "basic" | "digest"))
        else {
            continue;
        };
        scheme.insert("type".to_owned(), json!("http"));
        scheme.entry("scheme").or_insert(Value::String(word));
        let what = "read a scheme's type as the scheme of HTTP authentication";
        repairs.done("scheme-type", what, &at.join(name).join("type"));
    }
}

/// A requirement holds names of schemes only; extensions in it would be read as such.
fn requirements(value: &mut Value, at: &Pointer, repairs: &mut Repairs) {
    let Some(Value::Array(list)) = value.get_mut("security") else {
        return;
    };
    for (index, requirement) in list.iter_mut().enumerate() {
        let Some(requirement) = requirement.as_object_mut() else {
            continue;
        };
        let before = requirement.len();
        requirement.retain(|name, scopes| !name.starts_with("x-") || scopes.is_array());
        if requirement.len() != before {
            let what = "left out an extension inside of a security requirement";
            repairs.done(
                "requirement-extension",
                what,
                &at.join("security").index(index),
            );
        }
    }
}

/// An `Authorization` header that is stated as a parameter.
struct Authorization {
    scheme: &'static str,
    required: bool,
}

struct Headers<'a> {
    shared: &'a Value,
    authorization: Option<Authorization>,
    repairs: &'a mut Repairs,
}

impl Headers<'_> {
    /// Takes the parameters out that OpenAPI ignores: `Accept`, `Content-Type` and
    /// `Authorization` are stated elsewhere ("Parameter Object", `name`).
    fn take(&mut self, parameters: Option<&mut Value>, at: &Pointer) {
        let Some(Value::Array(list)) = parameters else {
            return;
        };
        let mut index = 0;
        list.retain(|parameter| {
            let kept = !self.look(parameter, &at.index(index));
            index += 1;
            kept
        });
    }

    /// Whether a parameter is such a header.
    fn look(&mut self, parameter: &Value, at: &Pointer) -> bool {
        let parameter = match parameter["$ref"].as_str() {
            Some(reference) => reference
                .strip_prefix("#/components/parameters/")
                .map_or(parameter, |name| &self.shared[name]),
            None => parameter,
        };
        if parameter["in"] != "header" {
            return false;
        }
        match parameter["name"]
            .as_str()
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("authorization") => {
                self.authorization = Some(Authorization {
                    scheme: scheme_of(parameter),
                    required: parameter["required"] != json!(false),
                });
                let what = "read the Authorization parameter as authentication";
                self.repairs.done("authorization-parameter", what, at);
                true
            }
            Some("content-type" | "accept" | "content-length") => {
                let what = "left out a header that the media types already state";
                self.repairs.done("media-type-parameter", what, at);
                true
            }
            _ => false,
        }
    }
}

/// The HTTP scheme that a header's samples and description name; empty when they name none.
fn scheme_of(parameter: &Value) -> &'static str {
    let schema = &parameter["schema"];
    let texts = [
        &parameter["example"],
        &schema["example"],
        &schema["default"],
        &parameter["description"],
        &schema["description"],
    ];
    let texts = texts.iter().filter_map(|text| text.as_str());
    for text in texts {
        let lower = text.to_ascii_lowercase();
        let names = |word: &str| {
            lower
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|part| part == word)
        };
        if names("bearer") {
            return "bearer";
        }
        if names("basic") {
            return "basic";
        }
    }
    ""
}

/// The schemes that were found in parameters.
#[derive(Default)]
struct Schemes {
    used: Map<String, Value>,
}

impl Schemes {
    fn name(&mut self, scheme: &str) -> String {
        let (name, value) = match scheme {
            "bearer" => ("bearerAuth", json!({"type": "http", "scheme": "bearer"})),
            "basic" => ("basicAuth", json!({"type": "http", "scheme": "basic"})),
            _ => (
                "Authorization",
                json!({"type": "apiKey", "in": "header", "name": "Authorization"}),
            ),
        };
        self.used.insert(name.to_owned(), value);
        name.to_owned()
    }

    fn add(self, document: &mut Value) {
        if self.used.is_empty() {
            return;
        }
        let components = &mut document["components"];
        if !components.is_object() {
            *components = json!({});
        }
        let schemes = &mut components["securitySchemes"];
        if !schemes.is_object() {
            *schemes = json!({});
        }
        if let Value::Object(schemes) = schemes {
            for (name, scheme) in self.used {
                schemes.entry(name).or_insert(scheme);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::repair;
    use crate::platform::excerpt::Repairs;

    #[test]
    fn a_header_becomes_the_authentication_that_it_is() {
        let header = |name: &str, example: &str| json!({"name": name, "in": "header", "example": example, "schema": {"type": "string"}});
        let operation =
            |header| json!({"parameters": [header, {"name": "q", "in": "query"}], "security": []});
        let mut document = json!({"paths": {
            "/a": {"get": operation(header("authorization", "Bearer {{token}}"))},
            "/b": {"get": operation(header("Authorization", "Basic abc"))},
            "/c": {"get": operation(header("Authorization", "{{token}}"))},
            "/d": {"get": operation(header("Content-Type", "application/json"))},
        }});
        repair(&mut document, &mut Repairs::default());
        for (path, scheme) in [
            ("/a", "bearerAuth"),
            ("/b", "basicAuth"),
            ("/c", "Authorization"),
        ] {
            let operation = &document["paths"][path]["get"];
            assert_eq!(operation["security"], json!([{ scheme: [] }]), "{path}");
            assert_eq!(
                operation["parameters"],
                json!([{"name": "q", "in": "query"}])
            );
            assert!(document["components"]["securitySchemes"][scheme].is_object());
        }
        assert_eq!(document["paths"]["/d"]["get"]["security"], json!([]));
        assert_eq!(
            document["paths"]["/d"]["get"]["parameters"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn stated_authentication_stays() {
        let mut document = json!({"security": [{"key": []}], "paths": {"/a": {"get": {
            "parameters": [{"name": "Authorization", "in": "header"}],
            "security": [{"key": [], "x-group": {"id": 1}}],
        }}}});
        repair(&mut document, &mut Repairs::default());
        assert_eq!(
            document["paths"]["/a"]["get"],
            json!({"parameters": [], "security": [{"key": []}]})
        );
        assert!(document.get("components").is_none());
    }

    #[test]
    fn a_local_server_goes_only_where_another_is() {
        let mut both = json!({"servers": [{"url": "http://localhost:8585"}, {"url": "https://api.example.com"}]});
        repair(&mut both, &mut Repairs::default());
        assert_eq!(both["servers"], json!([{"url": "https://api.example.com"}]));
        let alone = json!({"servers": [{"url": "http://localhost:11434"}]});
        let mut same = alone.clone();
        repair(&mut same, &mut Repairs::default());
        assert_eq!(same, alone);
    }
}
