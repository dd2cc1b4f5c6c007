//! Two pages for one method and path whose bodies a property tells apart: `stream` on and off, a
//! page for each model. A path has one operation, which then takes what either page takes.

use serde_json::{Map, Value, json};

use super::same;

/// On a union of bodies that pages stated one by one.
const VARIANTS: &str = "x-pagecrate-variants";

/// Where references lead: the components of the document, and those of the page.
pub(super) struct Scope<'a> {
    pub known: &'a Map<String, Value>,
    pub own: &'a Map<String, Value>,
}

impl Scope<'_> {
    fn resolve<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let target = schema["$ref"].as_str();
        let target = target.and_then(|text| text.strip_prefix("#/components/schemas/"));
        let Some(name) = target else {
            return schema;
        };
        let of = |components: &'v Map<String, Value>| components.get("schemas")?.get(name);
        of(self.own).or_else(|| of(self.known)).unwrap_or(schema)
    }
}

/// The operation that two make together, and the property that tells their bodies apart. `None`
/// when nothing does: then they are two descriptions of one thing.
pub(super) fn join(known: &Value, other: &Value, scope: &Scope<'_>) -> Option<(Value, String)> {
    let (media, first) = body(known)?;
    let second = other["requestBody"]["content"][media.as_str()].get("schema")?;
    let branches = branches(first);
    let (property, tags) = property(&branches, second, scope)?;
    let boolean = tags.iter().all(Value::is_boolean);
    // Without streaming is what an operation does by itself.
    let (mut joined, added) = match boolean && tags == [json!(false)] {
        true => (other.clone(), known),
        false => (known.clone(), other),
    };
    let schema = if boolean {
        let (base, more) = match tags == [json!(false)] {
            true => (second, first),
            false => (first, second),
        };
        switched(scope.resolve(base), scope.resolve(more), &property)
    } else {
        let mut all: Vec<Value> = branches.into_iter().cloned().collect();
        all.push(second.clone());
        json!({ "oneOf": all, VARIANTS: true })
    };
    joined["requestBody"]["content"][media.as_str()]["schema"] = schema;
    parameters(&mut joined, added);
    responses(&mut joined, added);
    Some((joined, property))
}

fn body(operation: &Value) -> Option<(String, &Value)> {
    let content = operation["requestBody"]["content"].as_object()?;
    let (media, value) = content
        .iter()
        .find(|(_, media)| media.get("schema").is_some())?;
    Some((media.clone(), value.get("schema")?))
}

fn branches(schema: &Value) -> Vec<&Value> {
    match schema.get(VARIANTS).and(schema["oneOf"].as_array()) {
        Some(branches) => branches.iter().collect(),
        None => vec![schema],
    }
}

/// The property whose values differ from those of every branch, with its values in `second`.
fn property(
    branches: &[&Value],
    second: &Value,
    scope: &Scope<'_>,
) -> Option<(String, Vec<Value>)> {
    let properties = scope.resolve(second)["properties"].as_object()?;
    properties.iter().find_map(|(name, property)| {
        let own = values(scope.resolve(property))?;
        let apart = branches.iter().all(|branch| {
            let theirs = &scope.resolve(branch)["properties"][name.as_str()];
            values(scope.resolve(theirs))
                .is_some_and(|theirs| !theirs.iter().any(|one| own.contains(one)))
        });
        apart.then(|| (name.clone(), own))
    })
}

/// The only values that a schema allows. A list that only hints at them, as for numbers, counts
/// for nothing.
fn values(schema: &Value) -> Option<Vec<Value>> {
    if let Some(value) = schema.get("const") {
        return Some(vec![value.clone()]);
    }
    let values = schema["enum"].as_array()?;
    let plain = values
        .iter()
        .all(|value| value.is_string() || value.is_boolean());
    (plain && !values.is_empty()).then(|| values.clone())
}

/// One object for both, with a switch in place of the two constants.
fn switched(base: &Value, more: &Value, property: &str) -> Value {
    let mut schema = base.clone();
    let Some(object) = schema.as_object_mut() else {
        return schema;
    };
    let required = |schema: &Value, name: &Value| {
        schema["required"]
            .as_array()
            .is_some_and(|names| names.contains(name))
    };
    if let Some(Value::Array(names)) = object.get_mut("required") {
        names.retain(|name| required(more, name));
    }
    let properties = object.entry("properties").or_insert_with(|| json!({}));
    let Some(properties) = properties.as_object_mut() else {
        return schema;
    };
    for (name, theirs) in more["properties"].as_object().into_iter().flatten() {
        match properties.get_mut(name) {
            None => {
                properties.insert(name.clone(), theirs.clone());
            }
            Some(ours) if name == property => {
                let mut switch = json!({ "type": "boolean" });
                if let Some(text) = ours.get("description") {
                    switch["description"] = text.clone();
                }
                *ours = switch;
            }
            Some(ours) if !same::same(ours, theirs) => *ours = either(ours, theirs),
            Some(_) => {}
        }
    }
    schema
}

fn either(ours: &Value, theirs: &Value) -> Value {
    let mut all: Vec<Value> = branches(ours).into_iter().cloned().collect();
    if !all.iter().any(|one| same::same(one, theirs)) {
        all.push(theirs.clone());
    }
    match all.len() {
        1 => all.swap_remove(0),
        _ => json!({ "oneOf": all, VARIANTS: true }),
    }
}

/// What only one page asks for is optional.
fn parameters(joined: &mut Value, added: &Value) {
    let list = |value: &Value| value["parameters"].as_array().cloned().unwrap_or_default();
    let (mut ours, theirs) = (list(joined), list(added));
    let alike = |a: &Value, b: &Value| {
        a["$ref"] == b["$ref"] && a["name"] == b["name"] && a["in"] == b["in"]
    };
    let optional = |parameter: &mut Value| {
        if parameter["in"] != "path"
            && let Some(parameter) = parameter.as_object_mut()
        {
            parameter.shift_remove("required");
        }
    };
    for parameter in &mut ours {
        if !theirs.iter().any(|one| alike(one, parameter)) {
            optional(parameter);
        }
    }
    for mut parameter in theirs {
        if !ours.iter().any(|one| alike(one, &parameter)) {
            optional(&mut parameter);
            ours.push(parameter);
        }
    }
    if !ours.is_empty() {
        joined["parameters"] = Value::Array(ours);
    }
}

/// Every status and media type of both.
fn responses(joined: &mut Value, added: &Value) {
    let Some(ours) = joined.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    for (status, theirs) in added["responses"].as_object().into_iter().flatten() {
        let Some(ours) = ours.get_mut(status) else {
            ours.insert(status.clone(), theirs.clone());
            continue;
        };
        let Some(contents) = theirs["content"].as_object() else {
            continue;
        };
        let Some(response) = ours
            .as_object_mut()
            .filter(|ours| !ours.contains_key("$ref"))
        else {
            continue;
        };
        let ours = response.entry("content").or_insert_with(|| json!({}));
        let Some(ours) = ours.as_object_mut() else {
            continue;
        };
        for (media, theirs) in contents {
            let ours = ours.entry(media).or_insert(Value::Null);
            match (ours.get("schema"), theirs.get("schema")) {
                (Some(a), Some(b)) if !same::same(a, b) => ours["schema"] = either(a, b),
                (None, _) => *ours = theirs.clone(),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Scope, VARIANTS, join};

    fn operation(body: Value, media: &str) -> Value {
        json!({
            "requestBody": {"content": {"application/json": {"schema": body}}},
            "responses": {"200": {"content": {media: {"schema": {"title": media, "type": "object"}}}}},
        })
    }

    fn both(a: &Value, b: &Value) -> Option<(Value, String)> {
        let none = Map::new();
        join(
            a,
            b,
            &Scope {
                known: &none,
                own: &none,
            },
        )
    }

    #[test]
    fn a_switch_joins_two_bodies_into_one() {
        let body = |stream: bool, extra: &str| {
            json!({"type": "object", "required": ["stream", "text", extra], "properties": {
                "stream": {"enum": [stream]}, "text": {"type": "string"}, extra: {"type": "string"},
            }})
        };
        let on = operation(body(true, "on"), "text/event-stream");
        let off = operation(body(false, "off"), "application/json");
        for (a, b) in [(&on, &off), (&off, &on)] {
            let (joined, property) = both(a, b).unwrap();
            assert_eq!(property, "stream");
            let schema = &joined["requestBody"]["content"]["application/json"]["schema"];
            assert_eq!(schema["properties"]["stream"], json!({"type": "boolean"}));
            assert_eq!(schema["required"], json!(["stream", "text"]));
            assert!(
                schema["properties"]["on"].is_object() && schema["properties"]["off"].is_object()
            );
            let content = joined["responses"]["200"]["content"].as_object().unwrap();
            assert_eq!(content.len(), 2);
        }
    }

    #[test]
    fn a_page_for_each_model_makes_a_union() {
        let body = |model: &str| json!({"type": "object", "properties": {"model": {"const": model}, model: {}}});
        let of = |model: &str| operation(body(model), "application/json");
        let (two, _) = both(&of("a"), &of("b")).unwrap();
        let (three, _) = both(&two, &of("c")).unwrap();
        let schema = &three["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(schema["oneOf"].as_array().unwrap().len(), 3);
        assert_eq!(schema[VARIANTS], true);
        assert!(both(&three, &of("b")).is_none());
        assert!(both(&of("a"), &of("a")).is_none());
        assert!(both(&of("a"), &json!({})).is_none());
    }
}
