//! Several files that refer to each other, joined into one document.
//!
//! What a reference into another file names becomes a component, named as it is there; where no
//! component can stand, such as in `paths`, it takes the reference's place. Nothing is fetched: the
//! caller gives the files, and references by an address stay as they are.

mod files;
mod grammar;
mod homes;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use serde_json::{Map, Value, json};

use self::files::{Files, Lost, Spot};
use self::grammar::{Kind, is_file, leaves_the_file, names_file};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::pointer::Pointer;

/// How deep what is joined may be nested.
const MAX_DEPTH: usize = 128;
/// How many values may be put in the place of references: files that include each other twice
/// grow without bounds.
const MAX_VALUES: usize = 5_000_000;

/// A document that needs no other file.
#[derive(Clone, Debug, Default)]
pub struct Bundled {
    /// The document.
    pub value: Value,
    /// The names of all files that it is made of, the first one first.
    pub files: Vec<String>,
    /// Where the parts that come from other files stood.
    moved: BTreeMap<Pointer, (usize, Pointer)>,
}

impl Bundled {
    /// The file, by its position in [`Bundled::files`], and the place in it that the thing at a
    /// pointer comes from.
    #[must_use]
    pub fn origin(&self, pointer: &Pointer) -> (usize, Pointer) {
        let mut at = pointer.clone();
        let mut below: Vec<String> = Vec::new();
        loop {
            if let Some((file, old)) = self.moved.get(&at) {
                let keys = below.iter().rev();
                return (*file, keys.fold(old.clone(), |at, key| at.join(key)));
            }
            let (Some(parent), Some(last)) = (at.parent(), at.last()) else {
                return (0, pointer.clone());
            };
            below.push(last);
            at = parent;
        }
    }
}

/// Joins a document and the files that its `$ref`s name into one document.
///
/// `root` is the name of the first file, such as `api/openapi.yaml`; `file` gives the value of
/// another by its name, with `/` between its parts and without `.` or `..`, or `None` when there is
/// none. Each is asked for once. References that lead nowhere are errors at their place in the
/// joined document, which [`Bundled::origin`] takes back to the files.
#[must_use]
pub fn bundle(
    root: &str,
    value: Value,
    file: &mut dyn FnMut(&str) -> Option<Value>,
    diagnostics: &mut Diagnostics,
) -> Bundled {
    bundle_within(MAX_VALUES, root, value, file, diagnostics)
}

fn bundle_within(
    max_values: usize,
    root: &str,
    value: Value,
    file: &mut dyn FnMut(&str) -> Option<Value>,
    diagnostics: &mut Diagnostics,
) -> Bundled {
    if !leaves_the_file(&value) {
        return Bundled {
            value,
            files: vec![root.to_owned()],
            moved: BTreeMap::new(),
        };
    }
    let swagger = value.get("swagger").is_some();
    let mut bundler = Bundler {
        swagger,
        files: Files::new(root, value, file),
        homes: HashMap::new(),
        taken: BTreeSet::new(),
        queue: VecDeque::new(),
        open: Vec::new(),
        moved: BTreeMap::new(),
        values: max_values,
        depth: 0,
        said: BTreeSet::new(),
        diagnostics,
    };
    bundler.claim_components();
    let whole = bundler.files.value(0);
    let mut out = bundler.visit(0, &whole, Kind::Document, &Pointer::root());
    while let Some((spot, kind, at)) = bundler.queue.pop_front() {
        let part = bundler.import(&spot, kind, &at);
        put(&mut out, &at, part);
    }
    Bundled {
        value: out,
        moved: bundler.moved,
        files: bundler.files.into_names(),
    }
}

/// The names of the other files that a text refers to, found without reading it: for callers that
/// have to fetch them. Some may be names in examples, of files that do not exist.
#[must_use]
pub fn referred(name: &str, text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), "$ref") {
        let rest = text.get(at + "$ref".len()..).unwrap_or_default();
        let rest = rest.trim_start_matches(['"', '\'']).trim_start();
        let Some(rest) = rest.strip_prefix(':') else {
            continue;
        };
        let rest = rest.trim_start();
        let end: &[char] = match rest.chars().next() {
            Some('"') => &['"'],
            Some('\'') => &['\''],
            _ => &['\n', '\r', ',', '}', ' '],
        };
        let rest = rest.trim_start_matches(['"', '\'']);
        let reference = rest.split(end).next().unwrap_or_default();
        if is_file(reference)
            && let Some(name) = files::named(name, reference)
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

struct Bundler<'b> {
    swagger: bool,
    files: Files<'b>,
    /// Where a thing of another file stands in the joined document.
    homes: HashMap<(Spot, &'static str), Pointer>,
    /// The places of components that are given away.
    taken: BTreeSet<Pointer>,
    /// Components that are still to be made.
    queue: VecDeque<(Spot, Kind, Pointer)>,
    /// What is being put in the place of references, the outermost first.
    open: Vec<Spot>,
    moved: BTreeMap<Pointer, (usize, Pointer)>,
    /// How many values may still be put in the place of references.
    values: usize,
    depth: usize,
    said: BTreeSet<String>,
    diagnostics: &'b mut Diagnostics,
}

impl Bundler<'_> {
    /// A value of a file as it stands in the joined document.
    fn visit(&mut self, file: usize, value: &Value, kind: Kind, at: &Pointer) -> Value {
        if !self.open.is_empty() {
            self.values = self.values.saturating_sub(1);
        }
        if self.depth > MAX_DEPTH || self.values == 0 {
            let (code, what) = match self.values {
                0 => ("too-large", "too large"),
                _ => ("too-deep", "nested too deeply"),
            };
            let message = format!("the joined files are {what}");
            let help = "files that include each other grow without bounds";
            let lost = Lost {
                code,
                message,
                help,
            };
            self.say(at, lost);
            return Value::Null;
        }
        self.depth += 1;
        let out = self.inner(file, value, kind, at);
        self.depth -= 1;
        out
    }

    fn inner(&mut self, file: usize, value: &Value, kind: Kind, at: &Pointer) -> Value {
        match value {
            Value::Object(map) => match map.get("$ref") {
                Some(Value::String(reference)) => self.reference(file, reference, map, kind, at),
                _ if kind == Kind::Data => value.clone(),
                _ if kind == Kind::Discriminator => self.discriminator(file, map, at),
                _ => Value::Object(self.entries(file, map, kind, at)),
            },
            Value::Array(_) if kind == Kind::Data => value.clone(),
            Value::Array(list) => {
                let items = list.iter().enumerate();
                let items = items.map(|(index, one)| {
                    let at = at.index(index);
                    self.visit(file, one, kind.item(), &at)
                });
                items.collect()
            }
            scalar => scalar.clone(),
        }
    }

    fn entries(
        &mut self,
        file: usize,
        map: &Map<String, Value>,
        kind: Kind,
        at: &Pointer,
    ) -> Map<String, Value> {
        let mut out = Map::with_capacity(map.len());
        for (key, value) in map {
            if key == "$ref" && value.is_string() {
                continue;
            }
            let value = self.visit(file, value, kind.child(key), &at.join(key));
            out.insert(key.clone(), value);
        }
        out
    }

    fn reference(
        &mut self,
        file: usize,
        reference: &str,
        map: &Map<String, Value>,
        kind: Kind,
        at: &Pointer,
    ) -> Value {
        if kind == Kind::Data && (map.len() > 1 || !is_file(reference)) {
            return Value::Object(map.clone());
        }
        let spot = match self.files.find(file, reference) {
            Some(Ok(spot)) => spot,
            other => {
                if let (Some(Err(lost)), false) = (other, kind == Kind::Data) {
                    self.say(&at.join("$ref"), lost);
                }
                return self.beside(file, json!(reference), map, kind, at);
            }
        };
        let home = match kind.section(self.swagger) {
            // It is in the first file, under its own place.
            _ if spot.file == 0 => Some(spot.pointer.clone()),
            Some(section) => Some(self.home(&spot, kind, section)),
            None => None,
        };
        match home {
            Some(home) if home != *at => {
                let reference = format!("#{}", home.as_str().replace('%', "%25"));
                self.beside(file, json!(reference), map, kind, at)
            }
            _ => {
                let mut part = self.import(&spot, kind, at);
                if let (Value::Object(part), true) = (&mut part, map.len() > 1) {
                    part.extend(self.entries(file, map, kind, at));
                }
                part
            }
        }
    }

    /// A reference with what stands beside it.
    fn beside(
        &mut self,
        file: usize,
        reference: Value,
        map: &Map<String, Value>,
        kind: Kind,
        at: &Pointer,
    ) -> Value {
        let mut out = Map::from_iter([("$ref".to_owned(), reference)]);
        out.extend(self.entries(file, map, kind, at));
        Value::Object(out)
    }

    /// The thing at a spot, in the place of a reference to it.
    fn import(&mut self, spot: &Spot, kind: Kind, at: &Pointer) -> Value {
        if self.open.contains(spot) {
            let name = self.files.name(spot.file).to_owned();
            self.say(
                at,
                Lost {
                    code: "reference-cycle",
                    message: format!("`{name}#{}` includes itself", spot.pointer),
                    help: "only components can refer to themselves",
                },
            );
            return Value::Object(Map::new());
        }
        self.moved
            .insert(at.clone(), (spot.file, spot.pointer.clone()));
        let whole = self.files.value(spot.file);
        let Some(value) = whole.pointer(spot.pointer.as_str()) else {
            return Value::Null;
        };
        if kind == Kind::Data {
            return value.clone();
        }
        self.open.push(spot.clone());
        let value = self.visit(spot.file, value, kind, at);
        self.open.pop();
        value
    }

    /// `mapping` and `defaultMapping` may name schemas by file.
    fn discriminator(&mut self, file: usize, map: &Map<String, Value>, at: &Pointer) -> Value {
        let mut out = map.clone();
        let mapping = out.get_mut("mapping").and_then(Value::as_object_mut);
        for (name, value) in mapping.into_iter().flatten() {
            self.mapped(file, value, &at.join("mapping").join(name));
        }
        if let Some(value) = out.get_mut("defaultMapping") {
            self.mapped(file, value, &at.join("defaultMapping"));
        }
        Value::Object(out)
    }

    /// A schema that a discriminator names by file.
    fn mapped(&mut self, file: usize, value: &mut Value, at: &Pointer) {
        let Some(text) = value.as_str() else { return };
        let leads = names_file(text) || (file > 0 && text.starts_with("#/"));
        if !leads {
            return;
        }
        match self.files.find(file, text) {
            Some(Ok(spot)) => {
                let home = match Kind::Schema.section(self.swagger) {
                    Some(section) if spot.file > 0 => self.home(&spot, Kind::Schema, section),
                    _ => spot.pointer,
                };
                *value = json!(format!("#{home}"));
            }
            Some(Err(lost)) => self.say(at, lost),
            None => {}
        }
    }

    fn say(&mut self, at: &Pointer, lost: Lost) {
        if !self.said.insert(lost.message.clone()) {
            return;
        }
        let error = Diagnostic::error(lost.code, lost.message).at(at, "");
        self.diagnostics.push(match lost.help {
            "" => error,
            help => error.help(help),
        });
    }
}

/// Puts a component where it belongs.
fn put(document: &mut Value, at: &Pointer, part: Value) {
    let mut node = document;
    let tokens: Vec<String> = at.tokens().collect();
    for token in tokens {
        if !node.is_object() {
            *node = json!({});
        }
        let Value::Object(map) = node else { return };
        node = map.entry(token).or_insert(Value::Null);
    }
    *node = part;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::bundle_within;
    use crate::diagnostic::Diagnostics;

    /// Files that include each other twice each would be of any size.
    #[test]
    fn growth_is_bounded() {
        let mut load = |name: &str| {
            let number: usize = name.strip_suffix(".yaml")?.parse().ok()?;
            let next = json!({ "$ref": format!("{}.yaml", number + 1) });
            Some(json!({ "a": next, "b": next }))
        };
        let root = json!({ "openapi": "3.0.0", "info": { "$ref": "0.yaml" } });
        let mut diagnostics = Diagnostics::new();
        let _ = bundle_within(10_000, "o.yaml", root, &mut load, &mut diagnostics);
        let codes: Vec<_> = diagnostics.iter().map(|one| one.code).collect();
        assert!(codes.contains(&"too-deep"), "{codes:?}");
        assert!(codes.contains(&"too-large"), "{codes:?}");
    }
}
