//! Path items and operations.

use serde_json::{Map, Value};

use super::{Converter, Place, names};
use crate::pointer::Pointer;

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The parameters of one list, by what they become in 3.0.
#[derive(Default)]
struct Sorted {
    parameters: Vec<Value>,
    body: Option<(Value, Pointer)>,
    form: Vec<(Value, Pointer)>,
}

impl Sorted {
    /// Puts back what stays a parameter.
    fn put_parameters(&mut self, map: &mut Map<String, Value>) {
        match std::mem::take(&mut self.parameters) {
            none if none.is_empty() => drop(map.shift_remove("parameters")),
            some => drop(map.insert("parameters".to_owned(), Value::Array(some))),
        }
    }
}

impl Converter<'_> {
    pub(super) fn path_item(&mut self, value: Value, place: &Place) -> Value {
        let Value::Object(mut map) = value else {
            return value;
        };
        // What the path has in its body, each of its operations has.
        let mut shared = Sorted::default();
        if let Some(list) = map.get_mut("parameters").map(Value::take) {
            shared = self.sort(list, place);
            shared.put_parameters(&mut map);
        }
        let mut out = Map::new();
        for (key, value) in map {
            let value = match METHODS.contains(&key.as_str()) {
                true => self.operation(value, &shared, &place.join(&key)),
                false => value,
            };
            out.insert(key, value);
        }
        Value::Object(out)
    }

    fn operation(&mut self, value: Value, shared: &Sorted, place: &Place) -> Value {
        let Value::Object(mut map) = value else {
            return value;
        };
        let own = map.shift_remove("consumes").map(|list| names(Some(list)));
        let consumes = own.clone().unwrap_or_else(|| self.consumes.clone());
        let own_produces = map.shift_remove("produces").map(|list| names(Some(list)));
        let mut sorted = Sorted::default();
        if let Some(list) = map.get_mut("parameters").map(Value::take) {
            sorted = self.sort(list, place);
            sorted.put_parameters(&mut map);
        }
        if sorted.body.is_none() && sorted.form.is_empty() {
            sorted.body.clone_from(&shared.body);
            sorted.form.clone_from(&shared.form);
        }
        if let Some(body) = self.request_body(sorted, own.is_some(), &consumes, place) {
            map.insert("requestBody".to_owned(), body);
        }
        if let Some(Value::Object(responses)) = map.get_mut("responses").map(Value::take) {
            let responses = self.responses_of(responses, own_produces, place);
            map.insert("responses".to_owned(), Value::Object(responses));
        }
        if let Some(schemes) = map.shift_remove("schemes")
            && let Some(servers) = self.servers(&names(Some(schemes)))
            && self.host.is_some()
        {
            map.insert("servers".to_owned(), servers);
        }
        Value::Object(map)
    }

    fn request_body(
        &mut self,
        sorted: Sorted,
        consumes_itself: bool,
        consumes: &[String],
        place: &Place,
    ) -> Option<Value> {
        let new = place.new.join("requestBody");
        if let Some((value, old)) = sorted.body {
            // A shared body holds for the document's media types.
            if let (Some(reference), false) = (value.get("$ref"), consumes_itself)
                && let Some(Value::Object(_)) = self.shared_parameter(reference)
            {
                self.moved(&Place { new, old });
                return Some(value);
            }
            let (value, old) = self.inlined(value, old);
            let place = Place { new, old };
            self.moved(&place);
            return Some(self.body(value, consumes, &place));
        }
        if sorted.form.is_empty() {
            return None;
        }
        let old = place.old.join("parameters");
        let place = Place { new, old };
        self.moved(&place);
        Some(self.form(sorted.form, consumes, &place))
    }

    /// The thing that a reference to a shared parameter leads to.
    fn shared_parameter(&self, reference: &Value) -> Option<&Value> {
        let name = Pointer::parse(reference.as_str()?)?;
        let is_shared = name.parent()?.as_str() == "/parameters";
        self.parameters.get(&name.last()?).filter(|_| is_shared)
    }

    /// A parameter itself instead of a reference to it, and where it stands.
    fn inlined(&self, value: Value, old: Pointer) -> (Value, Pointer) {
        let Some(reference) = value.get("$ref") else {
            return (value, old);
        };
        match (self.shared_parameter(reference), reference.as_str()) {
            (Some(found), Some(text)) => {
                let found = found.clone();
                (found, Pointer::parse(text).unwrap_or(old))
            }
            _ => (value, old),
        }
    }

    /// Sorts a list of parameters by what they become.
    fn sort(&mut self, list: Value, place: &Place) -> Sorted {
        let mut sorted = Sorted::default();
        let Value::Array(list) = list else {
            sorted.parameters.push(list);
            return sorted;
        };
        let lists = place.join("parameters");
        for (index, value) in list.into_iter().enumerate() {
            let old = lists.old.index(index);
            let named = value
                .get("$ref")
                .and_then(|text| self.shared_parameter(text));
            let kind = named.unwrap_or(&value).get("in").and_then(Value::as_str);
            match kind {
                Some("body") if sorted.body.is_none() => sorted.body = Some((value, old)),
                Some("formData") => {
                    let field = self.inlined(value, old);
                    sorted.form.push(field);
                }
                _ => {
                    let new = lists.new.index(sorted.parameters.len());
                    let place = Place { new, old };
                    self.moved(&place);
                    let parameter = self.parameter(value, &place);
                    sorted.parameters.push(parameter);
                }
            }
        }
        sorted
    }

    fn responses_of(
        &mut self,
        responses: Map<String, Value>,
        own: Option<Vec<String>>,
        place: &Place,
    ) -> Map<String, Value> {
        let place = place.join("responses");
        let produces = own.clone().unwrap_or_else(|| self.produces.clone());
        let mut out = Map::new();
        for (status, value) in responses {
            let mut place = place.join(&status);
            let mut value = value;
            // A shared response holds for the document's media types.
            if let (Some(_), Some(text)) = (&own, value.get("$ref").and_then(Value::as_str))
                && let Some(at) = Pointer::parse(text)
                && at.parent().is_some_and(|at| at.as_str() == "/responses")
                && let Some(shared) = at.last().and_then(|name| self.responses.get(&name))
                && shared.get("schema").is_some()
            {
                value = shared.clone();
                place.old = at;
                self.moved(&place);
            }
            if !status.starts_with("x-") {
                value = self.response(value, &produces, &place);
            }
            out.insert(status, value);
        }
        out
    }
}
