//! The names that things of other files have as components.

use serde_json::Value;

use super::Bundler;
use super::files::Spot;
use super::grammar::{Kind, is_file};
use crate::pointer::Pointer;

impl Bundler<'_> {
    /// Gives the components of the first file their places, so that nothing else takes them. One
    /// that is nothing but a reference to another file becomes the home of what it names.
    pub(super) fn claim_components(&mut self) {
        let root = Spot {
            file: 0,
            pointer: Pointer::root(),
        };
        let (holder, base) = if self.swagger {
            (root, Pointer::root())
        } else {
            let Some(components) = self.under(&root, "components") else {
                return;
            };
            (components, Pointer::root().join("components"))
        };
        let kinds = [
            Kind::Schema,
            Kind::Response,
            Kind::Parameter,
            Kind::RequestBody,
            Kind::Header,
            Kind::Example,
            Kind::Link,
            Kind::Callback,
            Kind::SecurityScheme,
        ];
        for kind in kinds {
            let Some(section) = kind.section(self.swagger) else {
                continue;
            };
            let Some(named) = self.under(&holder, section) else {
                continue;
            };
            let whole = self.files.value(named.file);
            let map = whole
                .pointer(named.pointer.as_str())
                .and_then(Value::as_object);
            for name in map.into_iter().flat_map(|map| map.keys()) {
                let at = base.join(section).join(name);
                if let Some(spot) = self.under(&named, name)
                    && spot.file > 0
                {
                    self.homes
                        .entry((spot, section))
                        .or_insert_with(|| at.clone());
                }
                self.taken.insert(at);
            }
        }
    }

    /// The thing under a key, through references to other files.
    fn under(&mut self, holder: &Spot, key: &str) -> Option<Spot> {
        let whole = self.files.value(holder.file);
        let value = whole.pointer(holder.pointer.as_str())?.get(key)?;
        let reference = value.get("$ref").and_then(Value::as_str);
        match reference {
            Some(text) if is_file(text) || holder.file > 0 => {
                self.files.find(holder.file, text)?.ok()
            }
            _ => Some(Spot {
                file: holder.file,
                pointer: holder.pointer.join(key),
            }),
        }
    }

    /// Where a thing of another file stands, or will stand, in the joined document.
    pub(super) fn home(&mut self, spot: &Spot, kind: Kind, section: &'static str) -> Pointer {
        let key = (spot.clone(), section);
        if let Some(home) = self.homes.get(&key) {
            return home.clone();
        }
        let base = match self.swagger {
            true => Pointer::root(),
            false => Pointer::root().join("components"),
        };
        let base = base.join(section);
        let names = names(self.files.name(spot.file), &spot.pointer);
        let free = names.iter().map(|name| base.join(name));
        let mut free = free.filter(|at| !self.taken.contains(at));
        let home = free.next().unwrap_or_else(|| {
            // Every name was taken; the whole place cannot be.
            base.join(&format!("{}#{}", self.files.name(spot.file), spot.pointer))
        });
        self.taken.insert(home.clone());
        self.homes.insert(key, home.clone());
        self.queue.push_back((spot.clone(), kind, home.clone()));
        home
    }
}

/// The names that a thing may have, the best first: its own, and with more and more of the folders
/// and files that it is in.
fn names(file: &str, pointer: &Pointer) -> Vec<String> {
    let tokens: Vec<String> = pointer.tokens().map(|token| legal(&token)).collect();
    let mut folders: Vec<String> = file
        .split('/')
        .filter(|part| !part.is_empty())
        .map(legal)
        .collect();
    let last = folders.pop().unwrap_or_default();
    let stem = last
        .split('.')
        .find(|part| !part.is_empty())
        .unwrap_or("file");
    folders.push(stem.to_owned());
    let holders = [
        "schemas",
        "definitions",
        "_defs",
        "parameters",
        "responses",
        "requestBodies",
        "headers",
        "examples",
        "links",
        "callbacks",
        "securitySchemes",
    ];
    let own = match tokens.as_slice() {
        [] => folders.pop().unwrap_or_default(),
        [name] => name.clone(),
        [.., holder, name] if holders.contains(&holder.as_str()) => name.clone(),
        // Somewhere inside of a thing: `pet.yaml#/properties/owner`.
        inside => inside.join("_"),
    };
    let inside = tokens.len() > 1 && own.len() > tokens.last().map_or(0, String::len);
    let mut all = Vec::new();
    let mut name = own;
    if !inside {
        all.push(name.clone());
    }
    for folder in folders.iter().rev() {
        name = format!("{folder}_{name}");
        all.push(name.clone());
    }
    all.push(name);
    all
}

/// The letters that names of components may have.
fn legal(text: &str) -> String {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.chars()
        .map(|c| if legal(c) { c } else { '_' })
        .collect()
}
