//! One file of the client: its text, and what it uses from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::code::{Code, by_version, code};
use super::index::Index;
use super::lines::Lines;
use super::root::gate;
use crate::model::{Feature, ItemRef};
use crate::name::Ident;
use crate::output::HEADER;

/// Something that is not an item of the Model: of the runtime or of a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extern {
    module: &'static str,
    name: &'static str,
}

impl Extern {
    pub(crate) const fn codec(name: &'static str) -> Extern {
        Extern {
            module: "crate::runtime::codec",
            name,
        }
    }

    /// How a trait is imported whose name an item of the API has: its methods are called by name.
    fn as_trait(self) -> Option<&'static str> {
        match self.name {
            "Slot" => Some("Slot as _"),
            "Names" => Some("Names as _"),
            "Operation" => Some("Operation as _"),
            _ => None,
        }
    }

    pub(crate) const fn runtime(name: &'static str) -> Extern {
        Extern {
            module: "crate::runtime",
            name,
        }
    }
}

pub(crate) const VALUE: Extern = Extern {
    module: "serde_json",
    name: "Value",
};

/// One file in the making.
pub(crate) struct File<'m> {
    pub(crate) index: &'m Index<'m>,
    pub(crate) lines: Lines,
    /// The module of types that the file is, whose items need no import.
    home: Option<&'m Ident>,
    /// The module of operations that the file is about.
    operations: Option<&'m Ident>,
    externs: BTreeMap<&'static str, BTreeSet<&'static str>>,
    types: BTreeMap<&'m Ident, BTreeSet<&'m Ident>>,
    /// Whether something deprecated is mentioned, which the compiler would warn of.
    pub(crate) mentions_deprecated: bool,
    body_started: bool,
    /// The features of which one has to be on for what is being written, where it is not the whole
    /// file's.
    gate: &'m [Feature],
    is_gated: bool,
}

impl<'m> File<'m> {
    pub(crate) fn new(index: &'m Index<'m>, home: Option<&'m Ident>) -> Self {
        File {
            index,
            lines: Lines::default(),
            home,
            operations: None,
            externs: BTreeMap::new(),
            types: BTreeMap::new(),
            mentions_deprecated: false,
            body_started: false,
            gate: &[],
            is_gated: false,
        }
    }

    /// Everything in a module of operations is called by its name.
    pub(crate) fn beside(&mut self, operations: &'m Ident) {
        self.operations = Some(operations);
    }

    /// What is written from here on is there with one of these features only; with none, always.
    pub(crate) fn behind(&mut self, features: &'m [Feature]) {
        self.gate = features;
        self.is_gated |= !features.is_empty();
    }

    /// The name of something from outside, imported unless the API has an item of that name.
    pub(crate) fn uses(&mut self, what: Extern) -> Code {
        if self.index.is_taken(what.name) {
            if let Some(hidden) = what.as_trait() {
                self.externs.entry(what.module).or_default().insert(hidden);
            }
            return code!(what.module, "::", what.name);
        }
        self.externs
            .entry(what.module)
            .or_default()
            .insert(what.name);
        code!(what.name)
    }

    /// The name of a type item, imported where it stands in another file.
    pub(crate) fn item(&mut self, item: &'m ItemRef) -> Code {
        self.mentions_deprecated |= self.index.is_deprecated(item);
        self.local(&item.module, &item.ident)
    }

    pub(crate) fn local(&mut self, module: &'m Ident, ident: &'m Ident) -> Code {
        if self.home != Some(module) {
            self.types.entry(module).or_default().insert(ident);
        }
        code!(ident)
    }

    /// A blank line between items, and none before the first.
    pub(crate) fn next_item(&mut self) {
        self.apart();
        self.gate();
    }

    /// As [`File::next_item`], for what has documentation before its attributes.
    pub(crate) fn apart(&mut self) {
        if self.body_started {
            self.lines.blank();
        }
        self.body_started = true;
    }

    /// The attribute of what is not there whenever the file is.
    pub(crate) fn gate(&mut self) {
        gate(&mut self.lines, self.gate);
    }

    /// The whole text: header, documentation of the file, attributes, imports, items.
    pub(crate) fn finish(self) -> String {
        let mut head = Lines::default();
        head.comment("//", HEADER.trim_start_matches("// "));
        if self.mentions_deprecated || self.is_gated {
            head.blank();
        }
        if self.mentions_deprecated {
            head.line(ALLOW_DEPRECATED);
        }
        if self.is_gated {
            head.line(ALLOW_UNUSED);
        }
        let mut imports = Lines::default();
        for (module, names) in &self.externs {
            let names: Vec<Code> = names.iter().map(|name| code!(*name)).collect();
            imports.import(&code!(), &code!(*module), &names);
        }
        if let Some(module) = self.operations {
            imports.line(code!("use crate::api::", module, "::*;"));
        }
        for (module, names) in &self.types {
            if self.is_gated && self.home.is_none() {
                // Not each of them is there with each feature.
                imports.line(code!("use crate::types::", *module, "::*;"));
                continue;
            }
            let mut names: Vec<Code> = names.iter().map(|name| code!(*name)).collect();
            names.sort_by(|a, b| by_version(a.as_str(), b.as_str()));
            imports.import(&code!(), &code!("crate::types::", *module), &names);
        }
        let imports = sorted(&imports.into_text());
        let mut text = head.into_text();
        for part in [imports, self.lines.into_text()] {
            if !part.is_empty() {
                text.push('\n');
                text.push_str(&part);
            }
        }
        text
    }
}

/// Imports in the order of their paths, each of which may take several lines.
fn sorted(imports: &str) -> String {
    let mut uses: Vec<String> = Vec::new();
    for line in imports.lines() {
        match uses.last_mut() {
            Some(last) if !line.starts_with("use ") => {
                last.push_str(line);
                last.push('\n');
            }
            _ => uses.push(format!("{line}\n")),
        }
    }
    uses.sort_by(|a, b| by_version(a, b));
    uses.concat()
}

const ALLOW_UNUSED: &str =
    "#![allow(unused_imports, reason = \"what is used depends on the features\")]";

pub(crate) const ALLOW_DEPRECATED: &str =
    "#![allow(deprecated, reason = \"what the documentation deprecates still works\")]";
