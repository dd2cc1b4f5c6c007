//! Parameters that are in one list twice.

use std::collections::HashSet;

use openapiv3::{Parameter, PathItem, ReferenceOr};
use serde_json::Value;

use super::reader::{Extensions, Reader, put};
use super::{Document, keys, parameter};
use crate::diagnostic::Severity;
use crate::pointer::Pointer;

/// A name and a place: what makes a parameter one.
type Identity = (String, &'static str);

impl Reader {
    /// Leaves out parameters whose name and place another one of the same list has already. They
    /// are kept in the extension [`keys::PARAMETERS`].
    pub(super) fn drop_duplicate_parameters(&mut self) {
        let mut paths = std::mem::take(&mut self.out.openapi.paths);
        let base = Pointer::root().join("paths");
        for (path, item) in &mut paths.paths {
            if let ReferenceOr::Item(item) = item {
                self.drop_in_item(&base.join(path), item);
            }
        }
        self.out.openapi.paths = paths;
        let mut items = std::mem::take(&mut self.out.parts.path_items);
        for (pointer, item) in &mut items {
            if let ReferenceOr::Item(item) = item {
                self.drop_in_item(pointer, item);
            }
        }
        self.out.parts.path_items = items;
        let mut operations = std::mem::take(&mut self.out.parts.operations);
        for (pointer, operation) in &mut operations {
            self.drop_in(
                pointer,
                &mut operation.parameters,
                &mut operation.extensions,
            );
        }
        self.out.parts.operations = operations;
    }

    fn drop_in_item(&mut self, at: &Pointer, item: &mut PathItem) {
        self.drop_in(at, &mut item.parameters, &mut item.extensions);
        let operations = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
            ("options", &mut item.options),
            ("head", &mut item.head),
            ("patch", &mut item.patch),
            ("trace", &mut item.trace),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                let at = at.join(method);
                self.drop_in(&at, &mut operation.parameters, &mut operation.extensions);
            }
        }
    }

    fn drop_in(
        &mut self,
        at: &Pointer,
        parameters: &mut Vec<ReferenceOr<Parameter>>,
        extensions: &mut Extensions,
    ) {
        let mut seen = HashSet::with_capacity(parameters.len());
        let twice = |one: &ReferenceOr<Parameter>| {
            identity(&self.out, one).is_some_and(|identity| !seen.insert(identity))
        };
        let twice: Vec<bool> = parameters.iter().map(twice).collect();
        if !twice.contains(&true) {
            return;
        }
        let list = at.join("parameters");
        let mut dropped = Vec::new();
        let mut kept = Vec::with_capacity(parameters.len());
        for (index, (mut parameter, twice)) in parameters.drain(..).zip(twice).enumerate() {
            let here = list.index(index);
            if twice {
                let message = "a parameter with this name and place is in the list already";
                let code = "duplicate-parameter";
                let help = "the first one holds";
                self.log.push(
                    Severity::Warning,
                    code,
                    message.to_owned(),
                    help,
                    here.as_str(),
                );
                dropped.push(serde_json::to_value(&parameter).unwrap_or_default());
                continue;
            }
            if let (false, ReferenceOr::Item(item)) = (dropped.is_empty(), &mut parameter) {
                parameter::mark(item, here.as_str().to_owned());
            }
            kept.push(parameter);
        }
        *parameters = kept;
        if let Some(Value::Array(others)) = extensions.shift_remove(keys::PARAMETERS) {
            dropped.extend(others);
        }
        put(extensions, keys::PARAMETERS.to_owned(), dropped.into());
    }
}

/// What makes the parameter one, wherever it stands. `None` when it cannot be found.
pub(super) fn identity(
    document: &Document,
    parameter: &ReferenceOr<Parameter>,
) -> Option<Identity> {
    let parameter = match parameter {
        ReferenceOr::Item(item) => item,
        ReferenceOr::Reference { reference } => document.resolve_as(reference)?.1,
    };
    let place = match parameter {
        Parameter::Query { .. } => "query",
        Parameter::Header { .. } => "header",
        Parameter::Path { .. } => "path",
        Parameter::Cookie { .. } => "cookie",
    };
    let name = &parameter.parameter_data_ref().name;
    // Names of headers do not tell case apart (RFC 9110 section 5.1).
    let name = match place {
        "header" => name.to_ascii_lowercase(),
        _ => name.clone(),
    };
    Some((name, place))
}
