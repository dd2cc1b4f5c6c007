//! What changed between two states of the documentation: pages, and what the API is.
//!
//! [`compare`] looks at two merged documents and says what became of every operation, parameter,
//! type, field, value, status and security scheme; [`pages`] looks at two sets of pages. Both know
//! where each thing stands. What a change means for Rust is not told here.

mod operations;
mod pages;
mod place;
mod rename;
mod schemas;
#[cfg(test)]
mod tests;
mod view;

use serde::Serialize;
use serde_json::Value;

use crate::pointer::Pointer;
use crate::provenance::Provenance;
use crate::source::Sources;

pub use pages::{PageChange, PageEvent, pages};
pub use place::{Location, locate};

/// One state of the documentation.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The merged document.
    pub document: &'a Value,
    /// Where its pieces come from.
    pub provenance: &'a Provenance,
    /// The pages.
    pub sources: &'a Sources,
}

/// One thing of the API that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What kind of thing it is.
    pub element: Element,
    /// What happened to it.
    #[serde(flatten)]
    pub event: Event,
    /// The operation, schema or scheme that it belongs to: `GET /things`, `Thing`.
    pub subject: String,
    /// What it is within its subject: `field data[].name`; empty for the subject itself.
    pub part: String,
    /// How it was, in short.
    pub before: Option<String>,
    /// How it is, in short.
    pub after: Option<String>,
    /// Whether only people read it.
    pub prose: bool,
    /// Its place in the merged document, the older one for what is gone.
    pub pointer: Pointer,
    /// Where it stood.
    pub old: Option<Location>,
    /// Where it stands.
    pub new: Option<Location>,
}

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Element {
    /// The document's head: title, version, servers.
    Document,
    /// A security scheme.
    Security,
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A request body.
    Body,
    /// A response, by its status.
    Response,
    /// A named schema.
    Schema,
    /// A property of an object.
    Field,
    /// A value of an enumeration.
    Value,
    /// An alternative of `oneOf`, `anyOf` or `allOf`.
    Branch,
    /// A type that stands without a name in another thing.
    Type,
}

/// What happened to a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed {
        /// The older name.
        from: String,
    },
    /// It stands elsewhere: another path or method.
    Moved {
        /// Where it was.
        from: String,
    },
    /// One of its properties is another.
    Changed {
        /// Which: `type`, `required`, `nullable`, `format`, `default`, …
        aspect: String,
    },
}

/// How deep schemas are looked into.
const MAX_DEPTH: usize = 48;

/// Every change from the older state to the newer one: the document's head, security schemes,
/// operations by path, schemas by name.
#[must_use]
pub fn compare(old: State<'_>, new: State<'_>) -> Vec<Change> {
    let mut compare = Compare {
        old,
        new,
        names: rename::components(old.document, new.document),
        changes: Vec::new(),
    };
    compare.head();
    compare.security();
    compare.operations();
    compare.components();
    compare.changes
}

/// What is being compared.
struct Compare<'a> {
    old: State<'a>,
    new: State<'a>,
    /// The newer names of schemas that have another one.
    names: rename::Names,
    changes: Vec<Change>,
}

/// A thing in both states.
#[derive(Clone, Copy)]
struct Both<'a, 'p> {
    old: &'a Value,
    new: &'a Value,
    old_at: &'p Pointer,
    new_at: &'p Pointer,
}

/// What a change is told of.
#[derive(Clone, Copy)]
struct Told<'t> {
    element: Element,
    subject: &'t str,
    part: &'t str,
}

impl Compare<'_> {
    fn push(
        &mut self,
        told: Told<'_>,
        event: Event,
        at: (Option<&Pointer>, Option<&Pointer>),
        texts: (Option<String>, Option<String>),
    ) {
        let Some(pointer) = at.1.or(at.0) else {
            return;
        };
        let prose = matches!(&event, Event::Changed { aspect } if view::is_prose(aspect));
        self.changes.push(Change {
            element: told.element,
            event,
            subject: told.subject.to_owned(),
            part: told.part.to_owned(),
            before: texts.0,
            after: texts.1,
            prose,
            pointer: pointer.clone(),
            old: at.0.and_then(|at| place::locate(self.old, at)),
            new: at.1.and_then(|at| place::locate(self.new, at)),
        });
    }

    fn added(&mut self, told: Told<'_>, at: &Pointer, text: String) {
        self.push(told, Event::Added, (None, Some(at)), (None, Some(text)));
    }

    fn removed(&mut self, told: Told<'_>, at: &Pointer, text: String) {
        self.push(told, Event::Removed, (Some(at), None), (Some(text), None));
    }

    /// A property of a thing that is another; `None` stands for one that is not there.
    fn changed(
        &mut self,
        told: Told<'_>,
        aspect: &str,
        both: Both<'_, '_>,
        texts: (Option<String>, Option<String>),
    ) {
        let aspect = aspect.to_owned();
        let at = (Some(both.old_at), Some(both.new_at));
        self.push(told, Event::Changed { aspect }, at, texts);
    }

    /// The keys of two objects that are not looked at otherwise, value by value.
    fn aspects(&mut self, told: Told<'_>, both: Both<'_, '_>, structural: &[&str]) {
        let empty = serde_json::Map::new();
        let old = both.old.as_object().unwrap_or(&empty);
        let new = both.new.as_object().unwrap_or(&empty);
        let more = new.keys().filter(|key| !old.contains_key(*key));
        let keys: Vec<&String> = old.keys().chain(more).collect();
        for key in keys {
            let skipped = structural.contains(&key.as_str()) || key.starts_with("x-pagecrate-");
            let (before, after) = (old.get(key), new.get(key));
            if skipped || before == after {
                continue;
            }
            let texts = (before.map(view::json), after.map(view::json));
            self.changed(told, key, both, texts);
        }
    }

    fn head(&mut self) {
        let root = Pointer::root();
        let told = Told {
            element: Element::Document,
            subject: "the document",
            part: "",
        };
        let at = root.join("info");
        let both = Both {
            old: &self.old.document["info"],
            new: &self.new.document["info"],
            old_at: &at,
            new_at: &at,
        };
        self.aspects(told, both, &[]);
        let servers = |document: &Value| -> Vec<String> {
            let list = document["servers"].as_array().into_iter().flatten();
            list.filter_map(|server| Some(server["url"].as_str()?.to_owned()))
                .collect()
        };
        let (before, after) = (servers(self.old.document), servers(self.new.document));
        let at = root.join("servers");
        let told = Told {
            part: "server",
            ..told
        };
        for url in after.iter().filter(|url| !before.contains(url)) {
            self.added(told, &at, url.clone());
        }
        for url in before.iter().filter(|url| !after.contains(url)) {
            self.removed(told, &at, url.clone());
        }
    }

    fn security(&mut self) {
        let at = Pointer::root().join("components").join("securitySchemes");
        let (old, new) = (self.old.document, self.new.document);
        let (old, new) = (
            &old["components"]["securitySchemes"],
            &new["components"]["securitySchemes"],
        );
        for name in view::keys(old, new) {
            let told = Told {
                element: Element::Security,
                subject: name,
                part: "",
            };
            let at = at.join(name);
            let text = |scheme: &Value| scheme["type"].as_str().unwrap_or("scheme").to_owned();
            match (old.get(name), new.get(name)) {
                (None, Some(scheme)) => self.added(told, &at, text(scheme)),
                (Some(scheme), None) => self.removed(told, &at, text(scheme)),
                (Some(before), Some(after)) => {
                    let both = Both {
                        old: before,
                        new: after,
                        old_at: &at,
                        new_at: &at,
                    };
                    self.aspects(told, both, &[]);
                }
                (None, None) => {}
            }
        }
    }

    fn components(&mut self) {
        let root = Pointer::root().join("components").join("schemas");
        let (old, new) = (
            &self.old.document["components"]["schemas"],
            &self.new.document["components"]["schemas"],
        );
        let renamed = self.names.clone();
        for (from, before) in old.as_object().into_iter().flatten() {
            let to = renamed.newer(from);
            let (old_at, new_at) = (root.join(from), root.join(to));
            let told = Told {
                element: Element::Schema,
                subject: to,
                part: "",
            };
            let Some(after) = new.get(to) else {
                self.removed(told, &old_at, view::text(before));
                continue;
            };
            if from != to {
                let from = from.clone();
                let at = (Some(&old_at), Some(&new_at));
                self.push(told, Event::Renamed { from }, at, (None, None));
            }
            let both = Both {
                old: before,
                new: after,
                old_at: &old_at,
                new_at: &new_at,
            };
            self.schema(told, both, 0);
        }
        for (name, after) in new.as_object().into_iter().flatten() {
            if old.get(renamed.older(name)).is_none() {
                let told = Told {
                    element: Element::Schema,
                    subject: name,
                    part: "",
                };
                self.added(told, &root.join(name), view::text(after));
            }
        }
    }
}
