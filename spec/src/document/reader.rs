//! What reading every object needs: where it stands, and what becomes of each value.

use indexmap::IndexMap;
use openapiv3::ReferenceOr;
use serde_json::{Map, Number, Value};

use super::log::Log;
use super::lookup::Stored;
use super::targets::{Targets, reference_to};
use super::{Document, keys};
use crate::diagnostic::Severity;
use crate::pointer::{Pointer, push_token};

/// The keys of an object that have no field.
pub(super) type Extensions = IndexMap<String, Value>;

/// Takes a document apart, keeping track of where it is.
#[derive(Default)]
pub(super) struct Reader {
    /// The pointer of what is being read, in its escaped form.
    pub(super) path: String,
    pub(super) targets: Targets,
    /// What is known so far.
    pub(super) out: Document,
    pub(super) log: Log,
    /// References that were met and that [`super::check`] follows once everything is known.
    pub(super) met: Vec<Met>,
    /// Values that are kept as they are and that some reference names.
    pub(super) unread: Vec<(String, Value)>,
}

/// A reference outside of `/components/SECTION/NAME`.
pub(super) struct Met {
    /// What the reference has to lead to, as a key of `/components`.
    pub(super) section: &'static str,
    /// The object that holds it.
    pub(super) holder: String,
    /// Its text.
    pub(super) reference: String,
}

impl Reader {
    /// Reads something one key down.
    pub(super) fn at<R>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.path.len();
        push_token(&mut self.path, key);
        let result = read(self);
        self.path.truncate(length);
        result
    }

    /// Where the reader is.
    pub(super) fn here(&self) -> Pointer {
        Pointer::parse(&self.path).unwrap_or_default()
    }

    /// Notes a problem with the object being read.
    pub(super) fn warn(&mut self, code: &'static str, message: String, help: &'static str) {
        self.log
            .push(Severity::Warning, code, message, help, &self.path);
    }

    /// Notes a fact about the object being read.
    pub(super) fn note(&mut self, code: &'static str, message: String, help: &'static str) {
        self.log
            .push(Severity::Note, code, message, help, &self.path);
    }

    /// Notes a problem with one key of the object being read.
    pub(super) fn warn_at(
        &mut self,
        key: &str,
        code: &'static str,
        message: String,
        help: &'static str,
    ) {
        self.at(key, |reader| reader.warn(code, message, help));
    }

    /// Notes that a value is not what its key wants.
    pub(super) fn wrong(&mut self, key: &str, wanted: &str, found: &Value) {
        let message = format!("`{key}` should be {wanted}, and is {}", kind_of(found));
        self.warn_at(key, "wrong-type", message, "");
    }

    /// Notes that the specification requires a field here. Nothing depends on it.
    pub(super) fn demand(&mut self, what: &str, key: &str, there: bool) {
        if !there {
            let message = format!("{what} should have a `{key}`");
            self.note("missing-field", message, "");
        }
    }

    /// An object, or nothing.
    pub(super) fn object(&mut self, what: &str, value: Value) -> Option<Map<String, Value>> {
        match value {
            Value::Object(map) => Some(map),
            Value::Null => None,
            other => {
                let message = format!("{what} should be an object, and is {}", kind_of(&other));
                self.warn("wrong-type", message, "");
                None
            }
        }
    }

    /// A map of named things: reads each at its own place.
    pub(super) fn named<T>(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
        mut read: impl FnMut(&mut Self, Value) -> T,
    ) -> IndexMap<String, T> {
        let map = match value {
            Value::Object(map) => map,
            Value::Null => return IndexMap::new(),
            other => {
                self.wrong(key, "an object", &other);
                self.keep(extensions, key, other);
                return IndexMap::new();
            }
        };
        let mut out = IndexMap::with_capacity(map.len());
        self.at(key, |reader| {
            for (name, child) in map {
                let thing = reader.at(&name, |reader| read(reader, child));
                out.insert(name, thing);
            }
        });
        out
    }

    /// A list: reads each item at its own place.
    pub(super) fn list<T>(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
        mut read: impl FnMut(&mut Self, Value) -> T,
    ) -> Vec<T> {
        let list = match value {
            Value::Array(list) => list,
            Value::Null => return Vec::new(),
            other => {
                self.wrong(key, "a list", &other);
                self.keep(extensions, key, other);
                return Vec::new();
            }
        };
        let mut out = Vec::with_capacity(list.len());
        self.at(key, |reader| {
            for (index, child) in list.into_iter().enumerate() {
                out.push(reader.at(&index.to_string(), |reader| read(reader, child)));
            }
        });
        out
    }

    /// A text. Numbers and booleans are what YAML makes of bare words, so they are taken too; null
    /// is absence.
    pub(super) fn text(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
    ) -> Option<String> {
        match value {
            Value::String(text) => Some(text),
            Value::Null => None,
            Value::Bool(_) | Value::Number(_) => {
                self.wrong(key, "a text", &value);
                Some(value.to_string())
            }
            other => {
                self.wrong(key, "a text", &other);
                self.keep(extensions, key, other);
                None
            }
        }
    }

    /// A boolean, also one in quotes.
    pub(super) fn flag(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
    ) -> Option<bool> {
        let read = match &value {
            Value::Bool(flag) => return Some(*flag),
            Value::Null => return None,
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        };
        self.wrong(key, "a boolean", &value);
        self.keep(extensions, key, value);
        read
    }

    /// A count, also one written as `3.0` or in quotes.
    pub(super) fn count(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
    ) -> Option<usize> {
        let exact = |number: &Number| {
            let whole = number.as_f64().filter(|n| n.fract() == 0.0 && *n >= 0.0);
            let small = whole.filter(|n| *n <= 9_007_199_254_740_992.0);
            // In range and whole, so nothing is cut off.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let cast = small.map(|n| n as u64);
            usize::try_from(number.as_u64().or(cast)?).ok()
        };
        let read = match &value {
            Value::Null => return None,
            Value::Number(number) => exact(number),
            Value::String(text) => {
                self.wrong(key, "a whole number", &value);
                text.trim().parse().ok()
            }
            _ => None,
        };
        if read.is_none() {
            self.wrong(key, "a whole number that is not negative", &value);
            self.keep(extensions, key, value);
        }
        read
    }

    /// A number, also one in quotes.
    pub(super) fn number(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
    ) -> Option<Number> {
        match value {
            Value::Number(number) => Some(number),
            Value::Null => None,
            other => {
                self.wrong(key, "a number", &other);
                let text = other.as_str().map(str::trim).unwrap_or_default();
                let read = serde_json::from_str(text).ok();
                self.keep(extensions, key, other);
                read
            }
        }
    }

    /// A list of texts; one text alone is a list of one.
    pub(super) fn texts(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
    ) -> Vec<String> {
        let list = match value {
            Value::Null => return Vec::new(),
            Value::Array(list) => list,
            Value::String(one) => {
                self.warn_at(key, "wrong-type", format!("`{key}` should be a list"), "");
                return vec![one];
            }
            other => {
                self.wrong(key, "a list of texts", &other);
                self.keep(extensions, key, other);
                return Vec::new();
            }
        };
        let mut texts = Vec::with_capacity(list.len());
        for value in list {
            texts.extend(self.text(key, value, extensions));
        }
        texts
    }

    /// A map of texts. What is no text is kept under `x-KEY`.
    pub(super) fn texts_by_name(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
    ) -> IndexMap<String, String> {
        let Value::Object(map) = value else {
            self.named(key, value, extensions, |_, _| ());
            return IndexMap::new();
        };
        let mut texts = IndexMap::with_capacity(map.len());
        let mut rest = Map::new();
        for (name, value) in map {
            match value {
                Value::String(text) => drop(texts.insert(name, text)),
                other => {
                    self.at(key, |reader| reader.wrong(&name, "a text", &other));
                    rest.insert(name, other);
                }
            }
        }
        if !rest.is_empty() {
            self.keep(extensions, key, Value::Object(rest));
        }
        texts
    }

    /// Keeps a free value: an example, a default.
    pub(super) fn free(&mut self, key: &str, value: Value) -> Value {
        self.look_inside(key, &value);
        value
    }

    /// Keeps the value of a key without a field under `x-KEY`; an extension as it is.
    pub(super) fn keep(&mut self, extensions: &mut Extensions, key: &str, value: Value) {
        self.look_inside(key, &value);
        if key.starts_with("x-") {
            // The document's own key gives way to what reading has put there.
            match extensions.get(key) {
                None => drop(extensions.insert(key.to_owned(), value)),
                Some(same) if *same == value => {}
                Some(_) => drop(extensions.insert(format!("x-{key}"), value)),
            }
            return;
        }
        put(extensions, format!("x-{key}"), value);
    }

    /// Keeps a key that the specification does not know here, and says so.
    pub(super) fn unknown(
        &mut self,
        what: &'static str,
        extensions: &mut Extensions,
        key: &str,
        value: Value,
    ) {
        if !key.starts_with("x-") {
            let message = format!("{what} has no `{key}`; it is kept as `x-{key}`");
            self.at(key, |reader| reader.note("unknown-keyword", message, ""));
        }
        self.keep(extensions, key, value);
    }

    /// Remembers the places inside of a value that references name: the value is kept as it is,
    /// and they have to be read all the same.
    fn look_inside(&mut self, key: &str, value: &Value) {
        if self.targets.is_empty() {
            return;
        }
        let mut path = self.path.clone();
        push_token(&mut path, key);
        for named in self.targets.within(&path) {
            let rest = named.get(path.len()..).unwrap_or_default();
            if let Some(found) = value.pointer(rest) {
                self.unread.push((named.to_owned(), found.clone()));
            }
        }
    }

    /// Something that may be a reference instead.
    pub(super) fn part<T: Stored>(
        &mut self,
        what: &'static str,
        value: Value,
        read: impl FnOnce(&mut Self, Map<String, Value>) -> T,
    ) -> ReferenceOr<T> {
        let mut map = self.object(what, value).unwrap_or_default();
        let part = match map.shift_remove(REF) {
            Some(Value::String(text)) => {
                if !map.is_empty() {
                    self.beside(map);
                }
                ReferenceOr::Reference {
                    reference: self.reference(T::SECTION, text).0,
                }
            }
            Some(other) => {
                self.wrong(REF, "a text", &other);
                map.insert(keys::REF.to_owned(), other);
                ReferenceOr::Item(read(self, map))
            }
            None => ReferenceOr::Item(read(self, map)),
        };
        if self.targets.is_named(&self.path) {
            let pointer = self.here();
            let reference = reference_to(&pointer);
            T::store(&mut self.out.parts).insert(pointer, part);
            return ReferenceOr::Reference { reference };
        }
        part
    }

    /// What stands beside a reference that is no schema's.
    fn beside(&mut self, map: Map<String, Value>) {
        let mut kept = Extensions::new();
        for (key, value) in map {
            self.look_inside(&key, &value);
            kept.insert(key, value);
        }
        self.out.siblings.insert(self.here(), kept);
    }

    /// A `$ref` of the object being read, checked, in its `#/…` form; `false` when it leads nowhere
    /// that is known, which is said.
    pub(super) fn reference(&mut self, section: &'static str, text: String) -> (String, bool) {
        let text = match self.targets.rewritten(&self.path) {
            Some(canonical) => canonical.to_owned(),
            None => text,
        };
        let help = without(section);
        if let Some(near) = self.targets.missing(&text) {
            let message = match near {
                Some(near) => format!("`{text}` leads nowhere; did you mean `{near}`?"),
                None => format!("`{text}` leads nowhere"),
            };
            self.broken("dangling-reference", message, help);
            return (text, false);
        }
        let Some(path) = text.strip_prefix("#/") else {
            let message = format!("`{text}` leads out of the document");
            let help = if text.contains("://") {
                "nothing is fetched: put the file beside the document, and refer to it by its path"
            } else {
                "the file has to stand beside the document"
            };
            self.broken("external-reference", message, help);
            return (text, false);
        };
        let name = path.strip_prefix("components/");
        let name = name.and_then(|rest| rest.strip_prefix(section)?.strip_prefix('/'));
        if name.is_none_or(|name| name.contains('/')) {
            self.met.push(Met {
                section,
                holder: self.path.clone(),
                reference: text.clone(),
            });
        }
        (text, true)
    }

    fn broken(&mut self, code: &'static str, message: String, help: &'static str) {
        let length = self.path.len();
        self.path.push_str("/$ref");
        self.log
            .push(Severity::Warning, code, message, help, &self.path);
        self.path.truncate(length);
    }
}

/// What is made of a thing that is not there.
pub(super) fn without(section: &str) -> &'static str {
    match section {
        "schemas" => "until that is there, what stands here is any JSON",
        "responses" => "until that is there, no body of the answer is read",
        "parameters" => "until that is there, the parameter is not sent",
        "requestBodies" => "until that is there, the call has no body",
        "pathItems" => "until that is there, the path has no operations",
        "securitySchemes" => "until that is there, calls go without it",
        _ => "until that is there, it is left out",
    }
}

/// The key of references.
pub(super) const REF: &str = "$ref";

/// Puts what reading made under a key; an extension of the document's own gives way.
pub(super) fn put(extensions: &mut Extensions, key: String, value: Value) {
    if let Some(own) = extensions.get(&key) {
        if *own == value {
            return;
        }
        let own = own.clone();
        extensions.insert(format!("x-{key}"), own);
    }
    extensions.insert(key, value);
}

/// What a value is, for people.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
