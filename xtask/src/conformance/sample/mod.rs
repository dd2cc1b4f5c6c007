//! Values that a document's examples and schemas allow.
//!
//! Examples come first, where they fit their own schema; then constants, values of enums and
//! defaults; then values made of types, formats and bounds. The same document gives the same values.

mod list;
mod scalar;
mod text;

use pagecrate_spec::pointer::Pointer;
use serde_json::{Map, Value};

use crate::trial::schemas::{Schemas, decoded};

/// How deep properties are given that may be left out.
const OPTIONAL_DEPTH: usize = 3;
/// How deep anything is given.
const MAX_DEPTH: usize = 40;
/// How many `$ref`s and `allOf`s one schema is followed through.
const MAX_PARTS: usize = 64;
/// How many branches of a union are tried.
const MAX_BRANCHES: usize = 12;
/// How many schemas are looked at for one value; after that the shortest way is taken.
const MAX_STEPS: usize = 4000;

/// How much is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// What may be left out, too, and the examples as they stand.
    Full,
    /// What is required.
    Least,
}

/// Makes values for the schemas of one document.
pub(super) struct Sampler<'d> {
    document: &'d Value,
    schemas: Schemas<'d>,
    extent: Extent,
    /// How many items a list has that is the whole value.
    items: usize,
    /// The keyword of the properties that are left out.
    hidden: &'static str,
    steps: usize,
}

/// The schemas that hold for one value together: one with all that it refers to by `$ref` and
/// `allOf`, and the branches that were chosen.
type Parts<'d> = Vec<(Pointer, &'d Map<String, Value>)>;

impl<'d> Sampler<'d> {
    pub(super) fn new(document: &'d Value) -> Self {
        Self {
            document,
            schemas: Schemas::new(document),
            extent: Extent::Full,
            items: 1,
            hidden: "readOnly",
            steps: 0,
        }
    }

    /// Makes values as they are received, where they are else as they are sent.
    pub(super) fn received(mut self) -> Self {
        self.hidden = "writeOnly";
        self
    }

    /// A value for a parameter. A list has two items, so that it is not taken for a text.
    pub(super) fn of_parameter(&mut self, holder: &Pointer, extent: Extent) -> Option<Value> {
        self.items = 2;
        let value = self.of_holder(holder, extent);
        self.items = 1;
        value
    }

    /// A value for a parameter, a header or a media type: what has `schema` or `content`, `example`
    /// and `examples`.
    pub(super) fn of_holder(&mut self, holder: &Pointer, extent: Extent) -> Option<Value> {
        self.extent = extent;
        self.steps = 0;
        let holder = self.target(holder)?;
        let map = self.document.pointer(holder.as_str())?.as_object()?;
        if let Some(content) = map.get("content").and_then(Value::as_object) {
            let media = content.keys().next()?;
            return self.of_holder(&holder.join("content").join(media), extent);
        }
        let schema = holder.join("schema");
        if extent == Extent::Full || !self.is_object(&schema) {
            let fitting = self
                .examples(map)
                .into_iter()
                .find(|value| self.fits(&schema, value));
            if fitting.is_some() {
                return fitting;
            }
        }
        match map.contains_key("schema") {
            true => Some(self.of_schema(&schema, 0)),
            // A media type without a schema takes anything.
            false => Some(Value::String("text".to_owned())),
        }
    }

    /// The values of `example` and `examples`, of schemas and of what holds schemas.
    fn examples(&self, map: &'d Map<String, Value>) -> Vec<Value> {
        let mut found: Vec<Value> = map.get("example").cloned().into_iter().collect();
        match map.get("examples") {
            Some(Value::Array(values)) => found.extend(values.iter().cloned()),
            Some(Value::Object(named)) => {
                for example in named.values() {
                    let target = match example.get("$ref").and_then(Value::as_str) {
                        Some(reference) => pointer_of(reference)
                            .and_then(|pointer| self.document.pointer(pointer.as_str())),
                        None => Some(example),
                    };
                    found.extend(target.and_then(|one| one.get("value")).cloned());
                }
            }
            _ => {}
        }
        found.retain(|value| !value.is_null());
        found
    }

    /// Whether a schema is one of objects.
    pub(super) fn is_object(&self, schema: &Pointer) -> bool {
        let parts = self.parts(schema);
        let is_object = |(_, map): &(Pointer, &Map<String, Value>)| {
            map.contains_key("properties") || type_of(map) == Some("object")
        };
        parts.iter().any(is_object)
    }

    /// Whether a schema is one of lists.
    pub(super) fn is_list(&self, schema: &Pointer) -> bool {
        let parts = self.parts(schema);
        parts.iter().any(|(_, map)| type_of(map) == Some("array"))
    }

    /// Whether a value is one of the schema, pattern included.
    fn fits(&mut self, schema: &Pointer, value: &Value) -> bool {
        let has_patterns = match value.as_str() {
            Some(text) => self.parts(schema).iter().all(|(_, map)| {
                let pattern = map.get("pattern").and_then(Value::as_str);
                pattern.is_none_or(|pattern| text::has_pattern(text, pattern))
            }),
            None => true,
        };
        has_patterns && self.schemas.contradiction(schema.as_str(), value).is_none()
    }

    /// Where a `$ref` leads in the end.
    pub(super) fn target(&self, pointer: &Pointer) -> Option<Pointer> {
        let mut pointer = pointer.clone();
        for _ in 0..MAX_PARTS {
            let value = self.document.pointer(pointer.as_str())?;
            match value.get("$ref").and_then(Value::as_str) {
                Some(reference) => pointer = pointer_of(reference)?,
                None => return Some(pointer),
            }
        }
        None
    }

    /// A schema with all that it refers to and is combined of.
    fn parts(&self, schema: &Pointer) -> Parts<'d> {
        let mut parts: Parts<'d> = Vec::new();
        let mut open = vec![schema.clone()];
        while let Some(pointer) = open.pop() {
            let Some(map) = self
                .document
                .pointer(pointer.as_str())
                .and_then(Value::as_object)
            else {
                continue;
            };
            let is_known = parts.iter().any(|(known, _)| *known == pointer);
            if is_known || parts.len() >= MAX_PARTS {
                continue;
            }
            if let Some(all) = map.get("allOf").and_then(Value::as_array) {
                let at = pointer.join("allOf");
                open.extend((0..all.len()).rev().map(|index| at.index(index)));
            }
            let reference = map.get("$ref").and_then(Value::as_str);
            open.extend(reference.and_then(pointer_of));
            parts.push((pointer, map));
        }
        parts
    }

    fn of_schema(&mut self, schema: &Pointer, depth: usize) -> Value {
        self.steps += 1;
        if depth > MAX_DEPTH {
            return Value::Null;
        }
        let parts = self.parts(schema);
        self.of_parts(schema, parts, &[], depth)
    }

    /// A value that one of several schemas spells out: an example, a constant, a value of an enum or
    /// a default. For the least that is given, only what is neither object nor list.
    fn given(&mut self, schema: &Pointer, parts: &Parts<'d>) -> Option<Value> {
        let mut given: Vec<Value> = Vec::new();
        for (_, map) in parts {
            given.extend(self.examples(map));
            given.extend(map.get("const").cloned());
        }
        for (_, map) in parts {
            let values = map.get("enum").and_then(Value::as_array);
            given.extend(values.into_iter().flatten().take(MAX_BRANCHES).cloned());
        }
        let defaults = parts.iter().filter_map(|(_, map)| map.get("default"));
        given.extend(defaults.map(without_nulls));
        let is_whole = self.extent == Extent::Full;
        let is_wanted = |value: &Value| {
            !value.is_null() && (is_whole || !(value.is_object() || value.is_array()))
        };
        given
            .into_iter()
            .find(|value| is_wanted(value) && self.fits(schema, value))
    }

    /// A value of schemas that hold together: for each of their unions a branch is taken, the first
    /// whose value fits. `decided` are the unions whose branch is among `parts`.
    fn of_parts(
        &mut self,
        schema: &Pointer,
        parts: Parts<'d>,
        decided: &[Pointer],
        depth: usize,
    ) -> Value {
        self.steps += 1;
        if let Some(value) = self.given(schema, &parts) {
            return value;
        }
        let union = parts.iter().find_map(|(pointer, map)| {
            ["oneOf", "anyOf"].iter().find_map(|key| {
                let at = pointer.join(key);
                let is_open = decided.len() < MAX_PARTS && !decided.contains(&at);
                Some((at, map.get(*key)?.as_array()?.len())).filter(|_| is_open)
            })
        });
        let Some((union, count)) = union else {
            let value = self.of_type(&parts, depth);
            return match value {
                Value::String(_) => self.or_another(schema, value),
                value => value,
            };
        };
        let mut decided = decided.to_vec();
        decided.push(union);
        if let Ok(value) = self.of_branches(schema, &parts, &decided, count, depth) {
            return value;
        }
        // What may be left out belongs to another branch, where only one may fit.
        let extent = std::mem::replace(&mut self.extent, Extent::Least);
        let least = self.of_branches(schema, &parts, &decided, count, depth);
        self.extent = extent;
        least.unwrap_or_else(|first| first)
    }

    /// The value of the first branch whose value fits, of the union that was decided on last. None
    /// fits: that of the first.
    fn of_branches(
        &mut self,
        schema: &Pointer,
        parts: &Parts<'d>,
        decided: &[Pointer],
        count: usize,
        depth: usize,
    ) -> Result<Value, Value> {
        let mut first = None;
        let union = decided.last().cloned().unwrap_or_else(Pointer::root);
        for branch in (0..count.min(MAX_BRANCHES)).map(|index| union.index(index)) {
            let added = self.parts(&branch);
            if added.iter().all(|(_, map)| type_of(map) == Some("null")) {
                continue;
            }
            let tag = tag(parts, &branch, self.document);
            let mut all = parts.clone();
            all.extend(
                added
                    .into_iter()
                    .filter(|(one, _)| parts.iter().all(|(known, _)| known != one)),
            );
            let mut value = self.of_parts(schema, all, decided, depth);
            if let (Some((name, text)), Value::Object(map)) = (tag, &mut value) {
                // A branch that lists other values for the property has given one of its own.
                let is_given = map.contains_key(&name) && self.excludes(&branch, &name, &text);
                if !is_given {
                    map.insert(name, Value::String(text));
                }
            }
            if self.steps > MAX_STEPS || self.fits(schema, &value) {
                return Ok(value);
            }
            first.get_or_insert(value);
        }
        Err(first.unwrap_or(Value::Null))
    }

    /// A text, or where it does not fit something else: a schema that takes anything may stand
    /// among others that must not take it.
    fn or_another(&mut self, schema: &Pointer, text: Value) -> Value {
        if self.steps > MAX_STEPS || self.fits(schema, &text) {
            return text;
        }
        let others = [Value::Bool(true), Value::Object(Map::new()), Value::from(1)];
        let other = others.into_iter().find(|value| self.fits(schema, value));
        other.unwrap_or(text)
    }

    /// Whether a schema lists the values of a property, and a text is none of them.
    fn excludes(&self, schema: &Pointer, property: &str, text: &str) -> bool {
        self.parts(schema).iter().any(|(_, map)| {
            let property = map.get("properties").and_then(|all| all.get(property));
            let says = |key: &str| property.and_then(|one| one.get(key));
            let values = says("enum").and_then(Value::as_array);
            values.is_some_and(|values| values.iter().all(|value| value != text))
                || says("const").is_some_and(|value| value != text)
        })
    }

    fn of_type(&mut self, parts: &Parts<'d>, depth: usize) -> Value {
        let is = |key: &str| parts.iter().any(|(_, map)| map.contains_key(key));
        let ty = parts.iter().find_map(|(_, map)| type_of(map));
        match ty {
            Some("object") => self.object(parts, depth),
            Some("array") => self.list(parts, depth),
            None if is("properties") || is("additionalProperties") => self.object(parts, depth),
            None if is("items") || is("prefixItems") => self.list(parts, depth),
            ty => scalar::scalar(ty, parts),
        }
    }

    fn object(&mut self, parts: &Parts<'d>, depth: usize) -> Value {
        let mut object = Map::new();
        let required: Vec<&str> = parts
            .iter()
            .filter_map(|(_, map)| map.get("required")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let is_generous =
            self.extent == Extent::Full && depth < OPTIONAL_DEPTH && self.steps < MAX_STEPS;
        self.described(parts, depth, &mut object, &required, |_| is_generous);
        let described = |name: &str| {
            parts.iter().any(|(_, map)| {
                map.get("properties")
                    .is_some_and(|all| all.get(name).is_some())
            })
        };
        for name in required.into_iter().filter(|name| !described(name)) {
            let value = self.additional(parts, depth);
            object.insert(name.to_owned(), value);
        }
        let least = scalar::number(parts, "minProperties").unwrap_or_default() as usize;
        self.described(parts, depth, &mut object, &[], |present| present < least);
        for index in 0..least.saturating_sub(object.len()).min(16) {
            let value = self.additional(parts, depth);
            object.insert(format!("key{index}"), value);
        }
        Value::Object(object)
    }

    /// Gives an object its described properties: those that are required, and others as long as they
    /// are wanted by how many there are.
    fn described(
        &mut self,
        parts: &Parts<'d>,
        depth: usize,
        object: &mut Map<String, Value>,
        required: &[&str],
        is_wanted: impl Fn(usize) -> bool,
    ) {
        for (pointer, map) in parts {
            let properties = map.get("properties").and_then(Value::as_object);
            for name in properties.into_iter().flat_map(Map::keys) {
                let is_required = required.contains(&name.as_str());
                let at = pointer.join("properties").join(name);
                if !(is_required || is_wanted(object.len()))
                    || object.contains_key(name)
                    || self.is_hidden(&at)
                {
                    continue;
                }
                let value = self.of_property(parts, name, depth);
                if !value.is_null() || is_required {
                    object.insert(name.clone(), value);
                }
            }
        }
    }

    /// A value for a property: of the schemas that describe it, the first whose value fits all.
    fn of_property(&mut self, parts: &Parts<'d>, name: &str, depth: usize) -> Value {
        let describes = |map: &Map<String, Value>| {
            let properties = map.get("properties").and_then(Value::as_object);
            properties.is_some_and(|all| all.contains_key(name))
        };
        let places: Vec<Pointer> = parts
            .iter()
            .filter(|(_, map)| describes(map))
            .map(|(pointer, _)| pointer.join("properties").join(name))
            .collect();
        let mut first = None;
        for place in &places {
            let value = self.of_schema(place, depth + 1);
            let fits = |one: &Pointer| one == place || self.fits(one, &value);
            if places.iter().all(fits) {
                return value;
            }
            first.get_or_insert(value);
        }
        first.unwrap_or_default()
    }

    /// A value for a property that has no schema of its own.
    fn additional(&mut self, parts: &Parts<'d>, depth: usize) -> Value {
        let rest = parts.iter().find(|(_, map)| {
            map.get("additionalProperties")
                .is_some_and(Value::is_object)
        });
        match rest {
            Some((pointer, _)) => {
                let at = pointer.join("additionalProperties");
                self.of_schema(&at, depth + 1)
            }
            None => Value::String("text".to_owned()),
        }
    }

    /// Whether a property goes the other way only.
    fn is_hidden(&self, schema: &Pointer) -> bool {
        let parts = self.parts(schema);
        parts
            .iter()
            .any(|(_, map)| map.get(self.hidden) == Some(&Value::Bool(true)))
    }
}

/// The property that tells a branch from the others, with the value that it has for the branch.
fn tag(parts: &Parts<'_>, branch: &Pointer, document: &Value) -> Option<(String, String)> {
    let discriminator = parts
        .iter()
        .find_map(|(_, map)| map.get("discriminator")?.as_object())?;
    let name = discriminator.get("propertyName")?.as_str()?;
    let reference = document.pointer(branch.as_str())?.get("$ref")?.as_str()?;
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let own = reference.rsplit('/').next()?;
    let mapped = mapping
        .into_iter()
        .flatten()
        .find(|(_, target)| *target == reference || *target == own)
        .map(|(value, _)| value.clone());
    Some((name.to_owned(), mapped.unwrap_or_else(|| own.to_owned())))
}

/// A default without the members that are null: 3.0 and 3.1 differ in whether they may be.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let members = map.iter().filter(|(_, value)| !value.is_null());
            let members = members.map(|(key, value)| (key.clone(), without_nulls(value)));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

/// Where a reference within the document leads.
fn pointer_of(reference: &str) -> Option<Pointer> {
    Pointer::parse(&decoded(reference.strip_prefix('#')?))
}

/// The type of a schema, null aside.
fn type_of(map: &Map<String, Value>) -> Option<&str> {
    match map.get("type")? {
        Value::String(ty) => Some(ty),
        Value::Array(types) => {
            let mut types = types.iter().filter_map(Value::as_str);
            let first = types.clone().next();
            types.find(|ty| *ty != "null").or(first)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
