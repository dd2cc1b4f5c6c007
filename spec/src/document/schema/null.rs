//! Unions, and their null branches: 3.0 says `nullable` instead.

use openapiv3::{ReferenceOr, Schema, SchemaData, SchemaKind};
use serde_json::Value;

use super::keywords::Keywords;
use super::mark;
use crate::document::keys;
use crate::document::reader::{Extensions, Reader, put};

/// The branches of `oneOf` or `anyOf` that are not null.
pub(super) struct Branches {
    pub(super) list: Vec<ReferenceOr<Schema>>,
    /// There was a null branch besides.
    pub(super) null: bool,
    /// Where the first of the branches stands.
    first: String,
}

impl Reader {
    /// `oneOf` or `anyOf`. `None` when it has no branch.
    pub(super) fn branches(
        &mut self,
        key: &str,
        value: Value,
        extensions: &mut Extensions,
    ) -> Option<Branches> {
        let some = value
            .as_array()
            .is_some_and(|list| !list.iter().all(is_null));
        let mut nulls = Vec::new();
        let mut indexes = Vec::new();
        let list = match value {
            Value::Array(list) if some => {
                let branches = list.into_iter().enumerate().filter_map(|(index, branch)| {
                    if is_null(&branch) {
                        nulls.push(branch);
                        return None;
                    }
                    indexes.push(index);
                    Some(branch)
                });
                let branches: Vec<Value> = branches.collect();
                self.at(key, |reader| reader.branches_at(branches, &indexes))
            }
            value => {
                if value.as_array().is_some_and(Vec::is_empty) {
                    self.warn_at(key, "empty-union", format!("`{key}` has no branch"), "");
                }
                self.schema_list(key, value, extensions)
            }
        };
        for null in &nulls {
            if says_more(null) {
                put(extensions, keys::NULL_BRANCH.to_owned(), null.clone());
            }
        }
        let first = indexes.first().copied().unwrap_or_default();
        (!list.is_empty()).then(|| Branches {
            list,
            null: !nulls.is_empty(),
            first: format!("{}/{key}/{first}", self.path),
        })
    }

    fn branches_at(&mut self, branches: Vec<Value>, indexes: &[usize]) -> Vec<ReferenceOr<Schema>> {
        let mut list = Vec::with_capacity(branches.len());
        for (branch, index) in branches.into_iter().zip(indexes) {
            let moved = list.len() != *index;
            let read = self.at(&index.to_string(), |reader| {
                let mut read = reader.schema(branch);
                if let (true, ReferenceOr::Item(schema)) = (moved, &mut read) {
                    mark(schema, reader.path.clone());
                }
                read
            });
            list.push(read);
        }
        list
    }
}

impl Branches {
    /// The union of one branch and null: that branch, nullable. The docs around it win.
    /// Gives everything back when it is another union.
    #[allow(
        clippy::result_large_err,
        reason = "the error gives back what was given; it is no failure"
    )]
    pub(super) fn only(self, data: SchemaData) -> Result<Schema, (Self, SchemaData)> {
        if !self.null || self.list.len() != 1 {
            return Err((self, data));
        }
        let mut list = self.list;
        let mut data = data;
        data.nullable = true;
        if let Some(ReferenceOr::Item(inner)) = list.first_mut() {
            mark(inner, self.first);
            if let Some(merged) = merged(&data, inner) {
                inner.schema_data = merged;
                if let Some(ReferenceOr::Item(inner)) = list.pop() {
                    return Ok(inner);
                }
            }
        }
        Ok(Schema {
            schema_data: data,
            schema_kind: SchemaKind::AllOf { all_of: list },
        })
    }
}

impl Keywords {
    /// What makes a schema nullable besides `nullable`.
    pub(super) fn settle_null(&mut self) {
        let union = [&self.one_of, &self.any_of];
        let in_union = union.into_iter().flatten().any(|branches| branches.null);
        let type_allows = self.types.names.is_empty() || self.types.null;
        let values = self.enumeration.iter().flatten().chain(&self.constant);
        let in_values = values.into_iter().any(Value::is_null);
        self.data.nullable |= self.types.null || (in_union && type_allows) || in_values;
        // `type: null` and nothing else.
        if self.types.null && self.types.names.is_empty() && !self.has_structure() {
            self.enumeration = Some(vec![Value::Null]);
        }
    }
}

/// The description of a union around its one branch, put together with that branch's own. `None`
/// when both say something different.
fn merged(outer: &SchemaData, inner: &Schema) -> Option<SchemaData> {
    let own = &inner.schema_data;
    let mut extensions = own.extensions.clone();
    for (key, value) in &outer.extensions {
        if extensions.get(key).is_some_and(|other| other != value) {
            return None;
        }
        extensions.insert(key.clone(), value.clone());
    }
    Some(SchemaData {
        nullable: true,
        read_only: outer.read_only || own.read_only,
        write_only: outer.write_only || own.write_only,
        deprecated: outer.deprecated || own.deprecated,
        external_docs: either(&outer.external_docs, &own.external_docs)?,
        example: either(&outer.example, &own.example)?,
        title: either(&outer.title, &own.title)?,
        description: either(&outer.description, &own.description)?,
        discriminator: either(&outer.discriminator, &own.discriminator)?,
        default: either(&outer.default, &own.default)?,
        extensions,
    })
}

/// The one that is there. `None` when two are, and differ.
fn either<T: Clone + PartialEq>(outer: &Option<T>, inner: &Option<T>) -> Option<Option<T>> {
    match (outer, inner) {
        (Some(a), Some(b)) if a != b => None,
        (Some(one), _) | (None, Some(one)) => Some(Some(one.clone())),
        (None, None) => Some(None),
    }
}

/// Whether a branch of a union takes null and nothing else.
fn is_null(branch: &Value) -> bool {
    let Value::Object(map) = branch else {
        return false;
    };
    let type_of = match map.get("type") {
        // YAML's bare `null` is meant as the name.
        Some(Value::Null) => Some(true),
        Some(Value::String(name)) => Some(name == "null"),
        Some(Value::Array(names)) => Some(names.iter().all(|n| n == "null" || n.is_null())),
        _ => None,
    };
    match (type_of, map.get("const"), map.get("enum")) {
        (Some(null), ..) => null,
        (None, Some(value), _) => value.is_null(),
        (None, None, Some(values)) => *values == Value::Array(vec![Value::Null]),
        // No type and `nullable`: what some generators write for null.
        (None, None, None) => map.len() == 1 && map.get("nullable") == Some(&Value::Bool(true)),
    }
}

fn says_more(null: &Value) -> bool {
    let keys = null.as_object().into_iter().flat_map(|map| map.keys());
    keys.into_iter().any(|key| key != "type")
}
