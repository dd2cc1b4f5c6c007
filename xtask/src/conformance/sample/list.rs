//! Lists.

use pagecrate_spec::pointer::Pointer;
use serde_json::Value;

use super::{MAX_STEPS, Parts, Sampler, scalar};

/// How deep lists get an item that need none.
const ITEMS_DEPTH: usize = 6;

impl<'d> Sampler<'d> {
    /// A list of as many items as it must have, and one at least where that is not deep.
    pub(super) fn list(&mut self, parts: &Parts<'d>, depth: usize) -> Value {
        let least = scalar::number(parts, "minItems").unwrap_or_default() as usize;
        let most = scalar::number(parts, "maxItems").map_or(usize::MAX, |most| most as usize);
        let mut items = Vec::new();
        if let Some((pointer, count)) = parts.iter().find_map(|(pointer, map)| {
            let places = map.get("prefixItems")?.as_array()?;
            Some((pointer.join("prefixItems"), places.len()))
        }) {
            items.extend((0..count).map(|index| self.of_schema(&pointer.index(index), depth + 1)));
        }
        let wanted = match depth < ITEMS_DEPTH && self.steps < MAX_STEPS {
            true if depth == 0 => least.max(self.items),
            true => least.max(1),
            false => least,
        };
        let at = parts
            .iter()
            .find(|(_, map)| map.get("items").is_some_and(Value::is_object))
            .map(|(pointer, _)| pointer.join("items"));
        let is_unique = parts
            .iter()
            .any(|(_, map)| map.get("uniqueItems") == Some(&Value::Bool(true)));
        while items.len() < wanted.min(most).min(64) {
            let item = match &at {
                Some(at) => self.of_schema(at, depth + 1),
                None => Value::String("text".to_owned()),
            };
            let item = match is_unique && !items.is_empty() {
                true => self.another(at.as_ref(), item, &items),
                false => Some(item),
            };
            match item {
                Some(item) => items.push(item),
                None => break,
            }
        }
        Value::Array(items)
    }

    /// Another value than those before it, for a list whose items differ; none where none is found.
    fn another(
        &mut self,
        schema: Option<&Pointer>,
        item: Value,
        before: &[Value],
    ) -> Option<Value> {
        let index = before.len();
        let mut found = schema.map(|at| self.listed(at)).unwrap_or_default();
        match &item {
            Value::String(text) => {
                let texts = [
                    format!("{text}{index}"),
                    format!("{index}{text}"),
                    index.to_string(),
                ];
                found.extend(texts.map(Value::String));
            }
            Value::Number(number) => {
                let next = number.as_i64().map(|one| one.saturating_add(index as i64));
                found.extend(next.map(Value::from));
            }
            _ => {}
        }
        let is_other = |value: &Value| !before.contains(value);
        let mut others = found.into_iter().filter(is_other);
        match schema {
            Some(at) => others.find(|value| self.fits(at, value)),
            None => others.next(),
        }
    }

    /// The values that a schema lists, as an enum or as branches of a union.
    fn listed(&self, schema: &Pointer) -> Vec<Value> {
        let mut values = Vec::new();
        for (_, map) in self.parts(schema) {
            let list = |key: &str| map.get(key).and_then(Value::as_array).into_iter().flatten();
            values.extend(list("enum").cloned());
            let branches = list("oneOf").chain(list("anyOf"));
            values.extend(branches.filter_map(|branch| branch.get("const")).cloned());
        }
        values
    }
}
