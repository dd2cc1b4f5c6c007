//! The files of one document, and where a reference leads among them.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::grammar::is_file;
use crate::document::spelling::nearest;
use crate::pointer::Pointer;

/// How many references one reference may pass through.
const MAX_HOPS: usize = 32;

/// A place in one of the files.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Spot {
    pub(super) file: usize,
    pub(super) pointer: Pointer,
}

/// Why a reference leads nowhere.
pub(super) struct Lost {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// The files that have been met, the first one first.
pub(super) struct Files<'f> {
    load: &'f mut dyn FnMut(&str) -> Option<Value>,
    names: Vec<String>,
    values: Vec<Rc<Value>>,
    /// Whether a name has been looked for, and what came of it.
    known: HashMap<String, Option<usize>>,
}

impl<'f> Files<'f> {
    pub(super) fn new(
        root: &str,
        value: Value,
        load: &'f mut dyn FnMut(&str) -> Option<Value>,
    ) -> Self {
        Self {
            load,
            names: vec![root.to_owned()],
            values: vec![Rc::new(value)],
            known: HashMap::from([(root.to_owned(), Some(0))]),
        }
    }

    pub(super) fn name(&self, file: usize) -> &str {
        self.names.get(file).map_or("", String::as_str)
    }

    pub(super) fn into_names(self) -> Vec<String> {
        self.names
    }

    /// The value at a spot.
    pub(super) fn value(&self, file: usize) -> Rc<Value> {
        self.values.get(file).cloned().unwrap_or_default()
    }

    /// Where a reference of a file leads. `None` when it is no matter of files: a reference by an
    /// address, or inside of the first file.
    pub(super) fn find(&mut self, from: usize, reference: &str) -> Option<Result<Spot, Lost>> {
        if from == 0 && !is_file(reference) || !reference.starts_with('#') && !is_file(reference) {
            return None;
        }
        Some(self.follow(from, reference))
    }

    /// The same, through all references that are nothing else.
    fn follow(&mut self, from: usize, reference: &str) -> Result<Spot, Lost> {
        let mut spot = self.step_to(from, reference, MAX_HOPS)?;
        for _ in 0..MAX_HOPS {
            let value = self.value(spot.file);
            let found = value.pointer(spot.pointer.as_str());
            let alone = found
                .and_then(Value::as_object)
                .filter(|map| map.len() == 1);
            let next = alone.and_then(|map| map.get("$ref")?.as_str());
            match next {
                Some(next) if is_file(next) || (spot.file > 0 && next.starts_with('#')) => {
                    spot = self.step_to(spot.file, next, MAX_HOPS)?;
                }
                _ => return Ok(spot),
            }
        }
        Err(Lost {
            code: "reference-cycle",
            message: format!("`{reference}` leads back to itself"),
            help: "one of the references has to be replaced by the thing itself",
        })
    }

    fn step_to(&mut self, from: usize, reference: &str, hops: usize) -> Result<Spot, Lost> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = match path {
            "" => from,
            path => self.open(from, path)?,
        };
        let value = self.value(file);
        let lost = |near: Option<String>| Lost {
            code: "dangling-reference",
            message: match near {
                Some(near) => format!("`{reference}` leads nowhere; did you mean `{path}#{near}`?"),
                None => format!("`{reference}` leads nowhere"),
            },
            help: "",
        };
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let pointer = anchor(&value, fragment, &Pointer::root(), 0);
            let pointer = pointer.ok_or_else(|| lost(None))?;
            return Ok(Spot { file, pointer });
        }
        let Some(wanted) = Pointer::parse(&format!("#{fragment}")) else {
            return Err(lost(None));
        };
        let mut node: &Value = &value;
        let mut at = Pointer::root();
        let mut tokens = wanted.tokens();
        while let Some(token) = tokens.next() {
            if let Some(child) = child(node, &token) {
                (node, at) = (child, at.join(&token));
                continue;
            }
            let Some(next) = node
                .get("$ref")
                .and_then(Value::as_str)
                .filter(|_| hops > 0)
            else {
                let names = node.as_object().into_iter().flat_map(|map| map.keys());
                let near = nearest(&token, names.map(String::as_str));
                return Err(lost(near.map(|near| at.join(near).to_string())));
            };
            // A reference stands on the way: go on from where it leads.
            let base = self.step_to(file, next, hops - 1)?;
            let rest = std::iter::once(token).chain(tokens);
            let there = rest.fold(base.pointer, |at, token| at.join(&token));
            let there = format!("#{}", there.as_str().replace('%', "%25"));
            return self.step_to(base.file, &there, hops - 1);
        }
        Ok(Spot { file, pointer: at })
    }

    /// The file that a path leads to from another file.
    fn open(&mut self, from: usize, path: &str) -> Result<usize, Lost> {
        let path = decoded(path).replace('\\', "/");
        let Some(name) = beside(self.name(from), &path) else {
            return Err(Lost {
                code: "reference-escapes",
                message: format!("`{path}` leads out of the folder that is read"),
                help: "only files in the folder are read: move it there, or name the folder above",
            });
        };
        if let Some(known) = self.known.get(&name) {
            return known.ok_or_else(|| missing(&name));
        }
        let loaded = (self.load)(&name);
        let file = loaded.map(|value| {
            self.names.push(name.clone());
            self.values.push(Rc::new(value));
            self.values.len() - 1
        });
        self.known.insert(name.clone(), file);
        file.ok_or_else(|| missing(&name))
    }
}

fn missing(name: &str) -> Lost {
    Lost {
        code: "missing-file",
        message: format!("`{name}` is none of the files that were read"),
        help: "name it as an input too, or the folder that holds both; or mend the reference",
    }
}

/// The name of a file by its path from another one. `None` when it leaves all folders.
pub(super) fn beside(from: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.pop() {
                None | Some("") => return None,
                Some(_) => {}
            },
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The name of the file that a reference of another file begins with.
pub(super) fn named(from: &str, reference: &str) -> Option<String> {
    let path = reference.split('#').next().unwrap_or_default();
    beside(from, &decoded(path).replace('\\', "/"))
}

fn decoded(path: &str) -> String {
    let decoded = Pointer::parse(&format!("#/{path}"));
    let text = decoded.as_ref().and_then(|one| one.as_str().get(1..));
    text.unwrap_or(path).to_owned()
}

fn child<'a>(node: &'a Value, token: &str) -> Option<&'a Value> {
    match node {
        Value::Object(map) => map.get(token),
        Value::Array(list) => list.get(token.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Where the schema with an `$anchor` stands.
fn anchor(value: &Value, name: &str, at: &Pointer, depth: usize) -> Option<Pointer> {
    if depth > super::MAX_DEPTH {
        return None;
    }
    match value {
        Value::Object(map) => {
            let here = ["$anchor", "$dynamicAnchor"].iter();
            if here.filter_map(|key| map.get(*key)).any(|one| one == name) {
                return Some(at.clone());
            }
            let mut children = map.iter();
            children.find_map(|(key, child)| anchor(child, name, &at.join(key), depth + 1))
        }
        Value::Array(list) => {
            let mut children = list.iter().enumerate();
            children.find_map(|(index, child)| anchor(child, name, &at.index(index), depth + 1))
        }
        _ => None,
    }
}
