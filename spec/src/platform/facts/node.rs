//! A schema that is put together from rows, items and samples, and rendered at the end.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::types;
use crate::fragment::Trust;
use crate::pointer::Pointer;
use crate::source::Span;

/// The extension that says how directly a fact is stated, where that differs from the fragment.
pub(crate) const TRUST: &str = "x-pagecrate-trust";

/// A schema with its parts.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The keywords except those that the parts below give.
    pub schema: Map<String, Value>,
    /// Its properties.
    pub children: IndexMap<String, Node>,
    /// Its items.
    pub items: Option<Box<Node>>,
    /// Its additional properties.
    pub values: Option<Box<Node>>,
    /// Whether the parent requires it; `None` when the page does not say.
    pub required: Option<bool>,
    /// Where it is stated.
    pub place: Option<Span>,
    /// How directly.
    pub trust: Trust,
}

/// A step from a schema to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A property.
    Key(String),
    /// The items of an array.
    Items,
    /// The values of a map.
    Values,
}

/// No name goes deeper.
const DEEPEST: usize = 32;

/// Takes `data[].id`, `data.id`, `a[0].b`, `meta.<key>` or `parent[child]` apart.
pub(crate) fn steps(name: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let name = name.strip_prefix("$.").unwrap_or(name);
    for part in name.split('.').filter(|part| !part.is_empty()) {
        let (key, mut rest) = match part.find('[') {
            Some(at) => part.split_at(at),
            None => (part, ""),
        };
        if matches!(key, "*") || key.starts_with(['<', '{']) && key.ends_with(['>', '}']) {
            steps.push(Step::Values);
        } else if !key.is_empty() {
            steps.push(Step::Key(key.to_owned()));
        }
        while let Some((inner, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
            let index = inner.is_empty()
                || matches!(inner, "*" | "n" | "i" | "x")
                || inner.bytes().all(|byte| byte.is_ascii_digit());
            steps.push(if index {
                Step::Items
            } else {
                Step::Key(inner.to_owned())
            });
            rest = after;
        }
    }
    steps.truncate(DEEPEST);
    steps
}

impl Node {
    /// A schema of which nothing is known.
    pub(crate) fn new(trust: Trust, place: Option<Span>) -> Self {
        Self {
            schema: Map::new(),
            children: IndexMap::new(),
            items: None,
            values: None,
            required: None,
            place,
            trust,
        }
    }

    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.schema.is_empty()
            && self.children.is_empty()
            && self.items.is_none()
            && self.values.is_none()
    }

    /// The JSON type, without null.
    pub(crate) fn kind(&self) -> Option<&str> {
        match self.schema.get("type")? {
            Value::String(kind) => Some(kind),
            Value::Array(kinds) => kinds
                .iter()
                .filter_map(Value::as_str)
                .find(|k| *k != "null"),
            _ => None,
        }
    }

    /// Puts a field where its steps lead, making the objects on the way.
    pub(crate) fn insert(&mut self, steps: &[Step], field: Node) {
        let Some((step, rest)) = steps.split_first() else {
            self.state(field);
            return;
        };
        // `tags[]` of type "array of strings" is the array, not one in it.
        if steps == [Step::Items] && field.kind() == Some("array") {
            self.state(field);
            return;
        }
        let (trust, place) = (field.trust, field.place);
        self.part(step, trust, place).insert(rest, field);
    }

    /// The part that a step leads to. The properties of an array are those of its items.
    fn part(&mut self, step: &Step, trust: Trust, place: Option<Span>) -> &mut Node {
        let fresh = || Node::new(trust, place);
        match step {
            Step::Items => self.items.get_or_insert_with(|| Box::new(fresh())),
            Step::Values => self.values.get_or_insert_with(|| Box::new(fresh())),
            Step::Key(key) if self.items.is_some() || self.kind() == Some("array") => {
                self.lift_items();
                let items = self.items.get_or_insert_with(|| Box::new(fresh()));
                items.children.entry(key.clone()).or_insert_with(fresh)
            }
            Step::Key(key) => self.children.entry(key.clone()).or_insert_with(fresh),
        }
    }

    /// Makes the `items` keyword a part, so that properties can be added to it.
    fn lift_items(&mut self) {
        if self.items.is_none()
            && let Some(Value::Object(items)) = self.schema.shift_remove("items")
        {
            let mut node = Node::new(self.trust, self.place);
            node.schema = items;
            self.items = Some(Box::new(node));
        }
    }

    /// Takes what is stated of this very schema; parts that are known already stay.
    fn state(&mut self, field: Node) {
        let stated_before = !self.schema.is_empty();
        if !stated_before {
            self.schema = field.schema;
            self.place = field.place;
            self.trust = field.trust;
            self.required = field.required;
        }
        for (key, child) in field.children {
            self.part(&Step::Key(key), child.trust, child.place)
                .state(child);
        }
        if self.kind() == Some("array") && !self.children.is_empty() {
            self.lift_items();
            let children = std::mem::take(&mut self.children);
            let mut items = Node::new(self.trust, self.place);
            items.children = children;
            match &mut self.items {
                Some(known) => known.state(items),
                None => self.items = Some(Box::new(items)),
            }
        }
        if self.items.is_none() {
            self.items = field.items;
        }
        if self.values.is_none() {
            self.values = field.values;
        }
    }

    /// Adds what a weaker source knows besides: missing types, properties and items. Gives the
    /// names of what the two say differently; the stronger stays.
    pub(crate) fn absorb(&mut self, weaker: Node, differing: &mut Vec<String>, name: &str) {
        if self.is_bare() {
            let (required, own) = (self.required, std::mem::take(&mut self.schema));
            let place = self.place.or(weaker.place);
            let described = !own.is_empty();
            let trust = if described { self.trust } else { weaker.trust };
            let mut merged = weaker;
            merged.schema.extend(own);
            *self = Self {
                required,
                place,
                trust: trust.min(merged.trust),
                ..merged
            };
            return;
        }
        self.lift_items();
        let (mine, theirs) = (
            self.kind().map(str::to_owned),
            weaker.kind().map(str::to_owned),
        );
        if let (Some(mine), Some(theirs)) = (&mine, &theirs)
            && mine != theirs
        {
            let wider = mine == "number" && theirs == "integer";
            if !wider {
                differing.push(format!("`{name}` is {mine}, the sample shows {theirs}"));
            }
            return;
        }
        if mine.is_none() && self.schema.contains_key("oneOf") {
            return;
        }
        for (key, child) in weaker.children {
            let path = format!("{name}.{key}");
            match self.children.get_mut(&key) {
                Some(known) => known.absorb(child, differing, &path),
                None => {
                    self.children.insert(key, child);
                }
            }
        }
        match (&mut self.items, weaker.items) {
            (Some(known), Some(items)) => known.absorb(*items, differing, &format!("{name}[]")),
            (slot @ None, items) => *slot = items,
            _ => {}
        }
        if self.values.is_none() && !self.schema.contains_key("additionalProperties") {
            self.values = weaker.values;
        }
    }

    /// Whether no type is known, only words about it.
    fn is_bare(&self) -> bool {
        self.children.is_empty()
            && self.items.is_none()
            && self.values.is_none()
            && self.schema.keys().all(|key| {
                matches!(
                    key.as_str(),
                    "description" | "example" | "deprecated" | types::STUB | types::STUB_NULLABLE
                )
            })
    }

    /// The schema as OpenAPI 3.1 writes it. `own` is the trust of the fragment; the places of all
    /// parts are added.
    pub(crate) fn render(
        &self,
        own: Trust,
        at: &Pointer,
        places: &mut Vec<(Pointer, Span)>,
    ) -> Value {
        if let Some(place) = self.place {
            places.push((at.clone(), place));
        }
        let mut schema = self.schema.clone();
        let kind = if !self.children.is_empty() || self.values.is_some() {
            Some("object")
        } else {
            self.items.is_some().then_some("array")
        };
        if let Some(kind) = kind
            && !schema.contains_key("type")
        {
            let null = types::nullable(&schema);
            let kind = if null {
                json!([kind, "null"])
            } else {
                json!(kind)
            };
            schema.shift_insert(0, "type".to_owned(), kind);
        }
        self.render_properties(&mut schema, own, at, places);
        if let Some(items) = &self.items {
            let value = items.render(own, &at.join("items"), places);
            schema.insert("items".to_owned(), value);
        }
        if let Some(values) = &self.values {
            let value = values.render(own, &at.join("additionalProperties"), places);
            schema.insert("additionalProperties".to_owned(), value);
        }
        if self.trust != own {
            schema.insert(TRUST.to_owned(), trust_word(self.trust));
        }
        Value::Object(schema)
    }

    fn render_properties(
        &self,
        schema: &mut Map<String, Value>,
        own: Trust,
        at: &Pointer,
        places: &mut Vec<(Pointer, Span)>,
    ) {
        if self.children.is_empty() {
            return;
        }
        let below = at.join("properties");
        let properties: Map<String, Value> = self
            .children
            .iter()
            .map(|(key, child)| (key.clone(), child.render(own, &below.join(key), places)))
            .collect();
        schema.insert("properties".to_owned(), Value::Object(properties));
        let required: Vec<&String> = self
            .children
            .iter()
            .filter(|(_, child)| child.required == Some(true))
            .map(|(key, _)| key)
            .collect();
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
    }
}

/// The trust as the extension writes it.
pub(crate) fn trust_word(trust: Trust) -> Value {
    serde_json::to_value(trust).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Node, Step, steps};
    use crate::fragment::Trust;
    use crate::pointer::Pointer;

    fn field(text: &str) -> Node {
        let mut node = Node::new(Trust::Table, None);
        node.schema = crate::platform::facts::types::read(text).schema;
        node
    }

    #[test]
    fn takes_names_apart() {
        let key = |name: &str| Step::Key(name.to_owned());
        assert_eq!(steps("data[].id"), [key("data"), Step::Items, key("id")]);
        assert_eq!(steps("a[0].b[*].c").len(), 5);
        assert_eq!(steps("card[number]"), [key("card"), key("number")]);
        assert_eq!(steps("meta.<key>.x"), [key("meta"), Step::Values, key("x")]);
        assert_eq!(steps(&"a.".repeat(500)).len(), 32);
    }

    #[test]
    fn nests_fields_under_objects_and_arrays() {
        let mut root = Node::new(Trust::Table, None);
        root.insert(&steps("data"), field("array of objects"));
        root.insert(&steps("data.id"), field("string"));
        root.insert(&steps("meta.page.size"), field("integer"));
        let value = root.render(Trust::Table, &Pointer::root(), &mut Vec::new());
        assert_eq!(
            value,
            json!({"type": "object", "properties": {
                "data": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}},
                "meta": {"type": "object", "properties": {
                    "page": {"type": "object", "properties": {"size": {"type": "integer"}}}
                }}
            }})
        );
    }

    #[test]
    fn a_sample_adds_and_does_not_change() {
        let mut root = Node::new(Trust::Table, None);
        root.insert(&steps("count"), field("number"));
        root.insert(&steps("name"), field("string"));
        root.insert(&steps("data"), field("array"));
        let sample = crate::platform::facts::sample::infer(
            &json!({"count": 1, "name": 2, "data": [{"id": 1}]}),
            None,
        );
        let mut differing = Vec::new();
        root.absorb(sample, &mut differing, "body");
        assert_eq!(
            differing,
            ["`body.name` is string, the sample shows integer"]
        );
        let value = root.render(Trust::Table, &Pointer::root(), &mut Vec::new());
        assert_eq!(value["properties"]["count"], json!({"type": "number"}));
        assert_eq!(value["properties"]["name"], json!({"type": "string"}));
        assert_eq!(
            value["properties"]["data"]["items"]["properties"]["id"],
            json!({"type": "integer", "x-pagecrate-trust": "inferred"})
        );
    }
}
