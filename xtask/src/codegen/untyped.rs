//! Which public places of the client are any JSON, and why.

use std::collections::{HashSet, VecDeque};

use pagecrate_generator::config::TypeOverride;
use pagecrate_generator::model::{
    Body, BodyEncoding, Docs, Item, ItemKind, Model, Operation, Outcome, Property, StatusVariant,
    Type,
};
use pagecrate_spec::pointer::Pointer;
use serde::Serialize;
use serde_json::Value;

use crate::config::Config;

/// How many `$ref`s are followed from one place.
const MAX_STEPS: usize = 32;

/// A public place of the client that is any JSON, or a list or map of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Untyped {
    /// The JSON Pointer in the merged document; empty where the document has no such place.
    pub pointer: String,
    /// The Rust path, such as `types::things::Thing.id`.
    pub item: String,
    /// Why.
    pub reason: String,
}

/// Every field, parameter, body, answer and variant that the client has as any JSON, by pointer.
/// Maps that take additional properties and the variants that keep unlisted values are not among
/// them: they are where JSON belongs.
#[must_use]
pub(super) fn untyped(model: &Model, document: &Value, config: &Config) -> Vec<Untyped> {
    let mut search = Search {
        document,
        config,
        found: Vec::new(),
    };
    for group in &model.groups {
        for operation in &group.operations {
            search.operation(operation, group.accessor.as_str());
        }
    }
    for module in &model.modules {
        for item in &module.items {
            search.item(item, module.module.as_str());
        }
    }
    search.found.sort();
    search.found.dedup();
    search.found
}

struct Search<'a> {
    document: &'a Value,
    config: &'a Config,
    found: Vec<Untyped>,
}

impl Search<'_> {
    fn operation(&mut self, operation: &Operation, accessor: &str) {
        let method = format!("{accessor}().{}", operation.method.as_str());
        let at = pointer(&operation.docs).unwrap_or_default();
        for parameter in operation.required.iter().chain(&operation.optional) {
            let item = format!("{method}({})", parameter.ident.as_str());
            self.check(&parameter.ty, &parameter.docs, &at, item);
        }
        let is_typed =
            |body: &&Body| !matches!(body.encoding, BodyEncoding::Bytes | BodyEncoding::Text);
        if let Some(body) = operation.body.as_ref().filter(is_typed) {
            let content = format!("{at}/requestBody/content/{}", escaped(&body.content_type));
            let item = format!("{method}({})", body.ident.as_str());
            self.check(&body.ty, &body.docs, &content, item);
        }
        for (outcome, what) in [(&operation.output, "answer"), (&operation.error, "error")] {
            let success = what == "answer";
            let media = self.response(&at, success);
            // Of an enum that operations share, those that this one may give.
            let failures = &operation.failures;
            let is_own = |variant: &&StatusVariant| {
                success || failures.iter().any(|one| one.status == variant.status)
            };
            match outcome {
                Outcome::None => {}
                Outcome::One(received) => {
                    let item = format!("{method} -> {what}");
                    self.check(&received.ty, &Docs::default(), &media, item);
                }
                Outcome::ByStatus { variants, .. } => {
                    for variant in variants.iter().filter(is_own) {
                        let item = format!("{method} -> {what}, {}", variant.ident.as_str());
                        self.check(&variant.received.ty, &variant.docs, &media, item);
                    }
                }
            }
        }
        if let Some(stream) = &operation.stream {
            let media = format!("{}/content", self.response(&at, true));
            let media = [
                "text/event-stream",
                "application/x-ndjson",
                "application/jsonl",
            ]
            .map(|kind| format!("{media}/{}", escaped(kind)))
            .into_iter()
            .find(|place| self.document.pointer(place).is_some())
            .unwrap_or(media);
            self.check(
                &stream.item,
                &Docs::default(),
                &media,
                format!("{method} -> stream"),
            );
        }
    }

    fn item(&mut self, item: &Item, module: &str) {
        let name = format!("types::{module}::{}", item.ident.as_str());
        let at = pointer(&item.docs).unwrap_or_default();
        match &item.kind {
            ItemKind::Struct(object) => {
                for key in &object.keys {
                    let Property::Field(field) = key else {
                        continue;
                    };
                    let item = format!("{name}.{}", field.ident.as_str());
                    match self.property(&at, &field.wire) {
                        Some(own) => self.check(&field.ty, &field.docs, &own, item),
                        None => self.note(&field.ty, &at, item, "required and not described"),
                    }
                }
            }
            ItemKind::Union(union) => {
                for variant in &union.variants {
                    let item = format!("{name}::{}", variant.ident.as_str());
                    let reason = "one of several kinds of value, not described further";
                    self.note(&variant.ty, &at, item, reason);
                }
            }
            ItemKind::Alias(ty) => self.check(ty, &item.docs, &at, name),
            ItemKind::Enum(_) => {}
        }
    }

    fn check(&mut self, ty: &Type, docs: &Docs, fallback: &str, item: String) {
        if holds_json(ty) {
            let own = pointer(docs).filter(|at| self.document.pointer(at).is_some());
            let pointer = own.unwrap_or_else(|| fallback.to_owned());
            let reason = self.reason(&pointer);
            self.note(ty, &pointer, item, &reason);
        }
    }

    fn note(&mut self, ty: &Type, pointer: &str, item: String, reason: &str) {
        if holds_json(ty) {
            self.found.push(Untyped {
                pointer: pointer.to_owned(),
                item,
                reason: reason.to_owned(),
            });
        }
    }

    /// Where a schema, or what it is made of, describes a property.
    fn property(&self, at: &str, name: &str) -> Option<String> {
        let mut seen = HashSet::new();
        let mut open = VecDeque::from([at.to_owned()]);
        while let Some(at) = open.pop_front() {
            if !seen.insert(at.clone()) {
                continue;
            }
            let Some(schema) = self.document.pointer(&at) else {
                continue;
            };
            let own = format!("{at}/properties/{}", escaped(name));
            if self.document.pointer(&own).is_some() {
                return Some(own);
            }
            let target = schema["$ref"].as_str();
            open.extend(target.and_then(|target| Some(target.strip_prefix('#')?.to_owned())));
            for key in ["allOf", "oneOf", "anyOf"] {
                let count = schema[key].as_array().map_or(0, Vec::len);
                open.extend((0..count).map(|index| format!("{at}/{key}/{index}")));
            }
        }
        None
    }

    /// The first documented answer of an operation that has a body.
    fn response(&self, operation: &str, success: bool) -> String {
        let responses = format!("{operation}/responses");
        let all = self.document.pointer(&responses).and_then(Value::as_object);
        let of_kind = |code: &&String| (code.starts_with('2') || *code == "default") == success;
        let code = all.and_then(|all| all.keys().find(of_kind));
        code.map_or_else(
            || responses.clone(),
            |code| format!("{responses}/{}", escaped(code)),
        )
    }

    fn reason(&self, pointer: &str) -> String {
        let overrides = &self.config.generator.types.overrides;
        let by_config = |(key, ty): (&toml::Spanned<String>, &TypeOverride)| {
            key.get_ref() == pointer && *ty == TypeOverride::Json
        };
        if overrides.iter().any(by_config) {
            return "codegen.toml says so".to_owned();
        }
        let Some(mut schema) = self.document.pointer(pointer) else {
            return "the document describes no such value".to_owned();
        };
        // From the thing that has a schema to the schema, and from references to what they name.
        for _ in 0..MAX_STEPS {
            let target = schema["$ref"]
                .as_str()
                .and_then(|target| target.strip_prefix('#'));
            let item = schema.get("itemSchema");
            let inner = schema.get("schema").or(item).or_else(|| {
                let content = schema.get("content")?.as_object()?;
                content.values().next()
            });
            match (
                target.and_then(|target| self.document.pointer(target)),
                inner,
            ) {
                (Some(target), _) => schema = target,
                (None, Some(inner)) => schema = inner,
                (None, None) => break,
            }
        }
        of_schema(schema, 0)
    }
}

/// What in a schema leaves its values open.
fn of_schema(schema: &Value, depth: usize) -> String {
    let Some(members) = schema.as_object() else {
        return match schema {
            Value::Bool(true) => "the schema is `true`".to_owned(),
            _ => "there is no schema".to_owned(),
        };
    };
    let has = |key: &str| members.contains_key(key);
    let names = |ty: &Value| match ty {
        Value::String(one) => vec![one.clone()],
        Value::Array(all) => {
            let texts = all.iter().filter_map(Value::as_str);
            texts
                .filter(|one| *one != "null")
                .map(str::to_owned)
                .collect()
        }
        _ => Vec::new(),
    };
    let types = names(&schema["type"]);
    let combined = ["allOf", "oneOf", "anyOf"].into_iter().find(|key| has(key));
    if let Some(all) = combined.and_then(|key| schema[key].as_array()) {
        let mut some = all.iter().filter(|branch| branch["type"] != "null");
        if let (Some(only), None) = (some.next(), some.next())
            && depth < MAX_STEPS
        {
            return of_schema(only, depth + 1);
        }
    }
    match (types.as_slice(), combined) {
        (_, Some(key)) => format!("the branches of `{key}` give no one type"),
        ([], None) if has("enum") || has("const") => {
            "the listed values have no one type".to_owned()
        }
        ([], None) if has("properties") || has("items") => "the parts give no type".to_owned(),
        ([], None) => "no type is given".to_owned(),
        ([one], None) if one == "array" && !has("items") => {
            "a list whose items are not described".to_owned()
        }
        ([one], None) if one == "array" && depth < MAX_STEPS => {
            format!("the items: {}", of_schema(&schema["items"], depth + 1))
        }
        ([one], None) if one == "object" && !has("properties") => {
            match &schema["additionalProperties"] {
                Value::Object(_) if depth < MAX_STEPS => {
                    format!(
                        "the values: {}",
                        of_schema(&schema["additionalProperties"], depth + 1)
                    )
                }
                _ => "an object whose members are not described".to_owned(),
            }
        }
        ([one], None) => format!("a value of type `{one}` that has no Rust type of its own"),
        (several, None) => format!("of several types: {}", several.join(", ")),
    }
}

fn holds_json(ty: &Type) -> bool {
    match ty {
        Type::Json => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            holds_json(inner)
        }
        Type::Tuple(types) => types.iter().any(holds_json),
        _ => false,
    }
}

fn pointer(docs: &Docs) -> Option<String> {
    docs.origin.as_ref().map(|origin| origin.pointer.clone())
}

fn escaped(token: &str) -> String {
    Pointer::root()
        .join(token)
        .as_str()
        .trim_start_matches('/')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Search, of_schema};
    use crate::config::Config;

    #[test]
    fn properties_are_found_in_the_parts_of_a_schema() {
        let document = json!({"components": {"schemas": {
            "Whole": {"allOf": [{"$ref": "#/components/schemas/Part"}, {"properties": {"a/b": {}}}]},
            "Part": {"properties": {"c": {}}, "allOf": [{"$ref": "#/components/schemas/Whole"}]},
        }}});
        let search = Search {
            document: &document,
            config: &Config::default(),
            found: Vec::new(),
        };
        let at = |name: &str| search.property("/components/schemas/Whole", name);
        assert_eq!(
            at("a/b").as_deref(),
            Some("/components/schemas/Whole/allOf/1/properties/a~1b")
        );
        assert_eq!(
            at("c").as_deref(),
            Some("/components/schemas/Part/properties/c")
        );
        assert_eq!(at("d"), None);
    }

    #[test]
    fn reasons_name_what_the_document_lacks() {
        let cases = [
            (json!({}), "no type is given"),
            (json!(true), "the schema is `true`"),
            (json!({"description": "x"}), "no type is given"),
            (
                json!({"type": "object"}),
                "an object whose members are not described",
            ),
            (
                json!({"type": ["array", "null"]}),
                "a list whose items are not described",
            ),
            (
                json!({"type": "array", "items": {}}),
                "the items: no type is given",
            ),
            (json!({"oneOf": [{}, {"type": "null"}]}), "no type is given"),
            (
                json!({"type": "object", "additionalProperties": {"type": "object"}}),
                "the values: an object whose members are not described",
            ),
            (
                json!({"type": ["string", "integer"]}),
                "of several types: string, integer",
            ),
            (
                json!({"oneOf": [{}, {}]}),
                "the branches of `oneOf` give no one type",
            ),
        ];
        for (schema, reason) in cases {
            assert_eq!(of_schema(&schema, 0), reason, "{schema}");
        }
    }
}
