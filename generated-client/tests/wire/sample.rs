//! JSON samples made from schemas.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::document::resolve;

/// What lies deeper is left out where it may be.
const DEPTH: usize = 12;

/// Makes samples that differ: of each union, enumeration and list of types it takes the choice that
/// it has taken least, so that after some samples every choice was taken.
#[derive(Default)]
pub(crate) struct Sampler {
    minimal: bool,
    /// Whether a choice was taken for the first time.
    has_news: bool,
    /// How often each choice was taken, by the address of the list of choices.
    taken: BTreeMap<usize, Vec<u32>>,
}

impl Sampler {
    /// Leaves out what may be left out.
    pub(crate) fn minimal() -> Self {
        Sampler {
            minimal: true,
            ..Sampler::default()
        }
    }

    /// A minimal sample, and samples that together take every choice.
    pub(crate) fn all(schema: &'static Value) -> Vec<Value> {
        let mut sampler = Sampler::default();
        let mut samples = vec![Sampler::minimal().sample(schema), sampler.sample(schema)];
        let mut tries = 0;
        while sampler.open() > 0 {
            tries += 1;
            assert!(tries < 5000, "some choices are never reached");
            sampler.has_news = false;
            let sample = sampler.sample(schema);
            if sampler.has_news {
                samples.push(sample);
            }
        }
        samples
    }

    /// How many choices were met and not taken.
    fn open(&self) -> usize {
        let counts = self.taken.values().flatten();
        counts.filter(|taken| **taken == 0).count()
    }

    pub(crate) fn sample(&mut self, schema: &'static Value) -> Value {
        self.value(schema, 0)
    }

    fn choose(&mut self, all: &'static [Value]) -> &'static Value {
        let taken = self
            .taken
            .entry(all.as_ptr().addr())
            .or_insert_with(|| vec![0; all.len()]);
        let least = taken.iter().min().copied();
        let at = taken.iter().position(|count| Some(*count) == least);
        let at = at.expect("no list of choices is empty");
        self.has_news |= taken[at] == 0;
        taken[at] += 1;
        &all[at]
    }

    fn value(&mut self, schema: &'static Value, depth: usize) -> Value {
        let schema = resolve(schema);
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(all) = schema["enum"].as_array() {
            return self.choose(all).clone();
        }
        for union in ["oneOf", "anyOf"] {
            if let Some(all) = schema[union].as_array() {
                let branch = self.choose(all);
                return self.value(branch, depth + 1);
            }
        }
        assert!(schema.get("allOf").is_none(), "samples of allOf");
        let kind = match &schema["type"] {
            Value::Array(all) => self.choose(all),
            one => one,
        };
        match kind.as_str() {
            Some("object") => self.object(schema, depth),
            Some("array") if self.minimal || depth > DEPTH => json!([]),
            Some("array") => json!([
                self.value(&schema["items"], depth + 1),
                self.value(&schema["items"], depth + 1)
            ]),
            Some("string") => json!(string(schema["format"].as_str())),
            Some("integer") => json!(7),
            Some("number") => json!(1.5),
            Some("boolean") => json!(true),
            Some("null") => Value::Null,
            Some(other) => panic!("a sample of {other}"),
            // A schema that says nothing allows anything.
            None if schema.get("properties").is_some() => self.object(schema, depth),
            None => json!([[1], "x", null]),
        }
    }

    fn object(&mut self, schema: &'static Value, depth: usize) -> Value {
        let mut out = Map::new();
        let is_full = !self.minimal && depth <= DEPTH;
        let required = schema["required"].as_array();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let is_required = required.is_some_and(|names| names.iter().any(|one| one == name));
            if is_required || is_full {
                out.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        match &schema["additionalProperties"] {
            Value::Bool(true) if is_full => {
                out.insert("x-more".to_owned(), json!({"deep": [null]}));
            }
            rest @ Value::Object(_) if is_full => {
                out.insert("x-more".to_owned(), self.value(rest, depth + 1));
            }
            _ => {}
        }
        Value::Object(out)
    }
}

/// Text that breaks whoever forgets to encode it.
pub(crate) const ODD: &str = "a/b?c=d&e#f %41+\u{e9} \"q\"";

fn string(format: Option<&str>) -> &'static str {
    match format {
        None => ODD,
        Some("date-time") => "2026-01-02T03:04:05Z",
        Some("uuid") => "0b8f2a86-3c4f-4a5f-9a52-6d2f6f0f7c11",
        Some("uri") => "https://example.com/a?b=c",
        Some(other) => panic!("a sample of the format {other}"),
    }
}

/// The value without members that are `null`: where an answer may leave a member out, `null` is
/// read as the same.
pub(crate) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| (name.clone(), without_nulls(member)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}
