//! What `spec/openapi.yaml` says of each operation.

use std::sync::LazyLock;

use serde_json::Value;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/openapi.yaml");
    let text = std::fs::read_to_string(path).expect("the document");
    serde_yaml::from_str(&text).expect("YAML")
});

#[derive(Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    /// In lower case, as the document writes it.
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    said: &'static Value,
}

pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) place: &'static str,
    pub(crate) required: bool,
    pub(crate) schema: &'static Value,
}

/// Every operation of the document.
pub(crate) fn operations() -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in DOCUMENT["paths"].as_object().expect("paths") {
        for (method, said) in item.as_object().expect("a path item") {
            if let Some(id) = said["operationId"].as_str() {
                found.push(Operation {
                    id,
                    method,
                    path,
                    said,
                });
            }
        }
    }
    found
}

pub(crate) fn operation(id: &str) -> Operation {
    let mut all = operations().into_iter();
    all.find(|operation| operation.id == id)
        .unwrap_or_else(|| panic!("no operation {id}"))
}

pub(crate) fn resolve(mut schema: &'static Value) -> &'static Value {
    while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let pointer = reference.trim_start_matches('#');
        schema = DOCUMENT
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{reference} leads nowhere"));
    }
    schema
}

impl Operation {
    pub(crate) fn parameters(&self) -> Vec<Parameter> {
        let all = self.said["parameters"].as_array();
        all.into_iter()
            .flatten()
            .map(|said| Parameter {
                name: said["name"].as_str().expect("a name"),
                place: said["in"].as_str().expect("a place"),
                required: said["required"] == true,
                schema: &said["schema"],
            })
            .collect()
    }

    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        self.parameters().iter().any(|one| one.name == name)
    }

    /// The schema of the JSON body, where there is a body.
    pub(crate) fn body(&self) -> Option<&'static Value> {
        let body = self.said.get("requestBody")?;
        let content = body["content"].as_object().expect("content");
        assert_eq!(content.len(), 1, "{}: one form of body", self.id);
        Some(&content["application/json"]["schema"])
    }

    pub(crate) fn body_has(&self, property: &str) -> bool {
        let properties = self.body().map(|schema| &resolve(schema)["properties"]);
        properties.is_some_and(|all| all.get(property).is_some())
    }

    pub(crate) fn body_is_required(&self) -> bool {
        self.said["requestBody"]["required"] == true
    }

    /// Each documented status with the schema of its JSON.
    pub(crate) fn answers(&self) -> Vec<(u16, &'static Value)> {
        let all = self.said["responses"].as_object().expect("responses");
        all.iter()
            .map(|(status, response)| {
                let schema = &response["content"]["application/json"]["schema"];
                assert!(schema.is_object(), "{} {status} is no JSON", self.id);
                (status.parse().expect("a status"), schema)
            })
            .collect()
    }

    /// The schema of an event, where the answer can be streamed.
    pub(crate) fn event(&self) -> Option<&'static Value> {
        let content = &self.said["responses"]["200"]["content"];
        content.get("text/event-stream").map(|said| &said["schema"])
    }

    pub(crate) fn is_paginated(&self) -> bool {
        self.said.get("x-speakeasy-pagination").is_some()
    }

    pub(crate) fn wants_bearer(&self) -> bool {
        self.said["security"] == serde_json::json!([{"bearerAuth": []}])
    }
}
