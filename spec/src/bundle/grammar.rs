//! What stands where in OpenAPI: a file that a reference names does not say what it is, the place
//! of the reference does.

use serde_json::Value;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Document,
    Components,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Responses,
    Response,
    Header,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    Schema,
    Discriminator,
    SecurityScheme,
    /// Names to things of one kind.
    Map(&'static Kind),
    List(&'static Kind),
    /// Any other object: a reference there is replaced by what it names.
    Object,
    /// An example or default: data, in which `$ref` may be a key like any other.
    Data,
}

impl Kind {
    /// What stands under a key of this.
    pub(super) fn child(self, key: &str) -> Self {
        if let Self::Map(inner) = self {
            return *inner;
        }
        if key.starts_with("x-") && !(self == Self::Document && key == "x-webhooks") {
            return Self::Data;
        }
        match self {
            Self::Document => match key {
                "paths" => Self::Paths,
                "webhooks" | "x-webhooks" => Self::Map(&Self::PathItem),
                "components" => Self::Components,
                "definitions" | "$defs" => Self::Map(&Self::Schema),
                // Swagger 2.0's.
                "parameters" => Self::Map(&Self::Parameter),
                "responses" => Self::Map(&Self::Response),
                "securityDefinitions" => Self::Map(&Self::SecurityScheme),
                _ => Self::Object,
            },
            Self::Components => component(key),
            Self::Paths | Self::Callback => Self::PathItem,
            Self::PathItem => match key {
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace"
                | "query" => Self::Operation,
                "additionalOperations" => Self::Map(&Self::Operation),
                "parameters" => Self::List(&Self::Parameter),
                _ => Self::Object,
            },
            Self::Operation => match key {
                "parameters" => Self::List(&Self::Parameter),
                "requestBody" => Self::RequestBody,
                "responses" => Self::Responses,
                "callbacks" => Self::Map(&Self::Callback),
                _ => Self::Object,
            },
            Self::Responses => Self::Response,
            Self::Discriminator | Self::Data => Self::Data,
            Self::Schema => schema(key),
            Self::Parameter
            | Self::Header
            | Self::RequestBody
            | Self::Response
            | Self::MediaType
            | Self::Encoding
            | Self::Example
            | Self::Link => carried(key),
            _ => Self::Object,
        }
    }

    /// What stands in a list that is this.
    pub(super) fn item(self) -> Self {
        match self {
            Self::List(inner) => *inner,
            // `items` of a tuple in older drafts.
            Self::Schema => Self::Schema,
            Self::Data => Self::Data,
            _ => Self::Object,
        }
    }

    /// The section of `/components`, or the key of a Swagger document, where such things have
    /// their home.
    pub(super) fn section(self, swagger: bool) -> Option<&'static str> {
        Some(match (self, swagger) {
            (Self::Schema, false) => "schemas",
            (Self::Schema, true) => "definitions",
            (Self::Response, _) => "responses",
            (Self::Parameter, _) => "parameters",
            (Self::RequestBody, false) => "requestBodies",
            (Self::Header, false) => "headers",
            (Self::Example, false) => "examples",
            (Self::Link, false) => "links",
            (Self::Callback, false) => "callbacks",
            (Self::SecurityScheme, false) => "securitySchemes",
            (Self::SecurityScheme, true) => "securityDefinitions",
            _ => return None,
        })
    }
}

fn component(section: &str) -> Kind {
    match section {
        "schemas" | "$defs" => Kind::Map(&Kind::Schema),
        "responses" => Kind::Map(&Kind::Response),
        "parameters" => Kind::Map(&Kind::Parameter),
        "requestBodies" => Kind::Map(&Kind::RequestBody),
        "headers" => Kind::Map(&Kind::Header),
        "examples" => Kind::Map(&Kind::Example),
        "links" => Kind::Map(&Kind::Link),
        "callbacks" => Kind::Map(&Kind::Callback),
        "securitySchemes" => Kind::Map(&Kind::SecurityScheme),
        "pathItems" => Kind::Map(&Kind::PathItem),
        "mediaTypes" => Kind::Map(&Kind::MediaType),
        _ => Kind::Object,
    }
}

/// The keys of what travels: no two of these kinds mean different things by one key.
fn carried(key: &str) -> Kind {
    match key {
        "schema" | "itemSchema" | "items" => Kind::Schema,
        "content" => Kind::Map(&Kind::MediaType),
        "headers" => Kind::Map(&Kind::Header),
        "encoding" => Kind::Map(&Kind::Encoding),
        "links" => Kind::Map(&Kind::Link),
        "examples" => Kind::Map(&Kind::Example),
        "example" | "value" | "dataValue" | "default" | "enum" | "requestBody" | "parameters" => {
            Kind::Data
        }
        _ => Kind::Object,
    }
}

fn schema(key: &str) -> Kind {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            Kind::Map(&Kind::Schema)
        }
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Kind::List(&Kind::Schema),
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "contentSchema"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "additionalItems" => Kind::Schema,
        "discriminator" => Kind::Discriminator,
        "enum" | "const" | "default" | "example" | "examples" => Kind::Data,
        _ => Kind::Object,
    }
}

/// Whether a document refers to other files at all.
pub(super) fn leaves_the_file(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.iter().any(|(key, child)| match child {
            Value::String(text) => match key.as_str() {
                "$ref" => is_file(text),
                "defaultMapping" => names_file(text),
                _ => false,
            },
            Value::Object(mapping) if key == "mapping" => {
                let mut names = mapping.values().filter_map(Value::as_str);
                names.any(names_file) || mapping.values().any(leaves_the_file)
            }
            child => leaves_the_file(child),
        }),
        Value::Array(list) => list.iter().any(leaves_the_file),
        _ => false,
    }
}

/// Whether a reference begins with the path of a file. `https:` and `urn:` do not.
pub(super) fn is_file(reference: &str) -> bool {
    let file = reference.split('#').next().unwrap_or_default();
    let scheme = file.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    !file.is_empty() && !scheme
}

/// Whether a value of a discriminator's mapping is a file rather than the name of a schema.
pub(super) fn names_file(text: &str) -> bool {
    let file = text.split('#').next().unwrap_or_default();
    let ends = [".yaml", ".yml", ".json"];
    is_file(text) && (ends.iter().any(|end| file.ends_with(end)) || file.starts_with('.'))
}
