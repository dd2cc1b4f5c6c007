//! Schemas to shapes.

use indexmap::IndexMap;
use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;
use serde_json::Value;

use super::facets::{Additional, Facets};
use super::{About, Api, Field, Kind, Name, Node, Object, Placed, Shape, ShapeId, Union};

/// Puts an [`Api`] together.
pub(super) struct Builder<'d> {
    pub document: &'d Document,
    pub api: Api,
    /// The shapes of components and other schemas that references name.
    known: IndexMap<Pointer, ShapeId>,
    /// Shapes whose members are still to be built, so that recursion needs no stack.
    later: Vec<(ShapeId, Facets<'d>)>,
}

pub(super) fn build(document: &Document, diagnostics: &mut Diagnostics) -> Api {
    let info = &document.openapi.info;
    let mut builder = Builder {
        document,
        api: Api {
            title: info.title.clone(),
            description: info.description.clone(),
            version: info.version.clone(),
            ..Api::default()
        },
        known: IndexMap::new(),
        later: Vec::new(),
    };
    builder.operations(diagnostics);
    builder.api
}

impl<'d> Builder<'d> {
    /// The shape of a schema that stands at `at`.
    pub(super) fn shape(&mut self, (at, node): Placed<'d>, name: Name) -> ShapeId {
        let id = self.lazily((at, node), name);
        while let Some((id, facets)) = self.later.pop() {
            self.fill(id, facets);
        }
        id
    }

    /// The shape of a schema, whose members may still have to be built.
    fn lazily(&mut self, (at, node): Placed<'d>, name: Name) -> ShapeId {
        match node {
            Node::Reference(reference) => self.referred(reference, at, name),
            Node::Item(schema) => {
                let facets = Facets::of(self.document, &at, schema);
                if let Some(reference) = alone(schema) {
                    return self.decorated(reference, facets, at, name);
                }
                self.placed(facets, at, name)
            }
        }
    }

    fn referred(&mut self, reference: &'d str, at: Pointer, name: Name) -> ShapeId {
        let Some((target, schema)) = self.document.resolve(reference) else {
            return self.push(Kind::Any, at, name, About::default());
        };
        if let Some(id) = self.known.get(&target) {
            return *id;
        }
        let name = component(&target).map_or(name, Name::Component);
        let id = self.push(Kind::Any, target.clone(), name, About::default());
        self.known.insert(target.clone(), id);
        let mut facets = Facets::of(self.document, &target, schema);
        if let Some(inner) = alone(schema) {
            let shape = self.decorated(
                inner,
                facets,
                target.clone(),
                self.api.shapes[id.0].name.clone(),
            );
            // A component that is another one by another name.
            let nullable = Kind::Nullable(shape);
            self.api.shapes[id.0].kind = match self.api.shapes[shape.0].kind {
                Kind::Nullable(_) | Kind::Any => nullable,
                _ => Kind::Union(Union {
                    branches: vec![shape],
                    tag: None,
                    tags: vec![Vec::new()],
                }),
            };
            return id;
        }
        if std::mem::take(&mut facets.nullable) || facets.take_null() {
            let inner = self.placed(facets, target.clone(), self.api.shapes[id.0].name.clone());
            self.api.shapes[id.0].kind = Kind::Nullable(inner);
            return id;
        }
        self.api.shapes[id.0].docs = facets.docs.clone();
        self.later.push((id, facets));
        id
    }

    /// A reference with nothing but docs or `nullable` beside it.
    fn decorated(
        &mut self,
        reference: &'d str,
        facets: Facets<'d>,
        at: Pointer,
        name: Name,
    ) -> ShapeId {
        let inner = self.referred(reference, at.clone(), name.clone());
        if !facets.nullable {
            return inner;
        }
        self.push(Kind::Nullable(inner), at, name, facets.docs)
    }

    fn placed(&mut self, mut facets: Facets<'d>, at: Pointer, name: Name) -> ShapeId {
        let docs = facets.docs.clone();
        if std::mem::take(&mut facets.nullable) || facets.take_null() {
            let outer = self.push(Kind::Any, at.clone(), name.clone(), docs);
            let inner = self.placed(facets, at, name);
            self.api.shapes[outer.0].kind = match self.api.shapes[inner.0].kind {
                Kind::Any | Kind::Null | Kind::Nullable(_) => self.api.shapes[inner.0].kind.clone(),
                _ => Kind::Nullable(inner),
            };
            return outer;
        }
        let id = self.push(Kind::Any, at, name, docs);
        self.later.push((id, facets));
        id
    }

    pub(super) fn push(&mut self, kind: Kind, at: Pointer, name: Name, docs: About) -> ShapeId {
        let shape = Shape {
            kind,
            at,
            name,
            docs,
        };
        self.api.shapes.push(shape);
        ShapeId(self.api.shapes.len() - 1)
    }

    fn fill(&mut self, id: ShapeId, facets: Facets<'d>) {
        let kind = self.kind(id, facets);
        self.api.shapes[id.0].kind = kind;
    }

    fn kind(&mut self, id: ShapeId, mut facets: Facets<'d>) -> Kind {
        if let Some(values) = facets.values.take() {
            return enumeration(values, facets.kind);
        }
        let unions = std::mem::take(&mut facets.unions);
        let mut alternatives = unions.into_iter().filter(|branches| self.matters(branches));
        if let Some(branches) = alternatives.next() {
            return self.union(id, &facets, branches);
        }
        match facets.kind {
            Some("string") if facets.binary || facets.format.as_deref() == Some("binary") => {
                Kind::Binary
            }
            Some("string") => Kind::String,
            Some("boolean") => Kind::Bool,
            Some("integer") => integer(&facets),
            Some("number") => match facets.format.as_deref() {
                Some("int32" | "int64" | "integer") => integer(&facets),
                format => Kind::Number {
                    single: format == Some("float") && facets.maximum.is_none(),
                },
            },
            Some("array") => self.array(id, facets),
            Some("object") => self.object(id, facets),
            _ if !facets.properties.is_empty() || facets.additional.is_some() => {
                self.object(id, facets)
            }
            _ if facets.items.is_some() || !facets.prefix.is_empty() => self.array(id, facets),
            _ => Kind::Any,
        }
    }

    /// Whether a union says more than which properties must be there.
    fn matters(&self, branches: &[Placed<'d>]) -> bool {
        branches.iter().any(|(at, node)| match node {
            Node::Reference(_) => true,
            Node::Item(schema) => {
                let facets = Facets::of(self.document, at, schema);
                facets.kind.is_some()
                    || facets.values.is_some()
                    || !facets.properties.is_empty()
                    || !facets.unions.is_empty()
                    || facets.items.is_some()
                    || facets.nullable
                    || (facets.required.is_empty() && !facets.never)
            }
        })
    }

    fn array(&mut self, id: ShapeId, facets: Facets<'d>) -> Kind {
        if !facets.prefix.is_empty() && facets.closed_items {
            let items = facets.prefix.into_iter().enumerate();
            return Kind::Tuple(
                items
                    .map(|(index, item)| self.lazily(item, member(id, &index.to_string(), false)))
                    .collect(),
            );
        }
        let item = match facets.items {
            Some(items) if facets.prefix.is_empty() => self.lazily(items, member(id, "item", true)),
            _ => {
                let at = self.api.shapes[id.0].at.join("items");
                self.push(Kind::Any, at, member(id, "item", true), About::default())
            }
        };
        Kind::List(item)
    }

    fn object(&mut self, id: ShapeId, facets: Facets<'d>) -> Kind {
        let rest = match &facets.additional {
            Some(Additional::Schema(schema)) => {
                Some(self.lazily(schema.clone(), member(id, "value", true)))
            }
            Some(Additional::Any(true)) => Some(self.any(id)),
            _ if facets.patterns.len() == 1 => {
                Some(self.lazily(facets.patterns[0].clone(), member(id, "value", true)))
            }
            _ if !facets.patterns.is_empty() => Some(self.any(id)),
            _ => None,
        };
        if facets.properties.is_empty() {
            // `required` without properties: any object, in effect.
            let value = rest.unwrap_or_else(|| self.any(id));
            return Kind::Map(value);
        }
        let mut fields = Vec::with_capacity(facets.properties.len());
        for (wire, schemas) in facets.properties {
            let required = facets.required.contains(&wire);
            fields.push(self.field(id, wire, schemas, required));
        }
        Kind::Object(Object { fields, rest })
    }

    fn any(&mut self, id: ShapeId) -> ShapeId {
        let at = self.api.shapes[id.0].at.join("additionalProperties");
        self.push(Kind::Any, at, member(id, "value", true), About::default())
    }

    /// A property that one schema, or several parts of an `allOf`, describe.
    fn field(
        &mut self,
        id: ShapeId,
        wire: String,
        schemas: Vec<Placed<'d>>,
        required: bool,
    ) -> Field {
        let name = member(id, &wire, false);
        let mut all = Facets::default();
        for (at, node) in &schemas {
            all.part(self.document, at, *node, 0);
        }
        let own = schemas.iter().find_map(|(at, node)| match node {
            Node::Item(schema) => Some(Facets::of(self.document, at, schema).docs),
            Node::Reference(_) => None,
        });
        let (read_only, write_only) = (all.read_only, all.write_only);
        let shape = match &schemas[..] {
            [one] => self.lazily(one.clone(), name),
            several => {
                let at = several[0].0.clone();
                // Parts that say the same reference, or only one that says more than docs.
                let telling: Vec<&Placed<'d>> = several
                    .iter()
                    .filter(|(_, node)| matches!(node, Node::Reference(_)))
                    .collect();
                match telling[..] {
                    [one] if several.len() == 1 => self.lazily(one.clone(), name),
                    _ => self.placed(all, at, name),
                }
            }
        };
        Field {
            wire,
            shape,
            required,
            read_only,
            write_only,
            docs: own.unwrap_or_default(),
        }
    }

    fn union(&mut self, id: ShapeId, parent: &Facets<'d>, branches: Vec<Placed<'d>>) -> Kind {
        let mut out = Union::default();
        let mut nullable = false;
        let count = branches.len();
        let tag = parent.tag.map(|tag| tag.property_name.clone());
        for (index, branch) in branches.into_iter().enumerate() {
            let name = match count {
                1 => self.api.shapes[id.0].name.clone(),
                _ => member(id, &format!("{}", index + 1), false),
            };
            let listed = match (&branch.1, parent.tag) {
                (Node::Reference(reference), Some(tag)) => tags(tag, reference),
                _ => Vec::new(),
            };
            let shape = self.branch(parent, branch, name);
            if self.api.shapes[shape.0].kind == Kind::Null {
                nullable = true;
                continue;
            }
            if let Some(known) = out.branches.iter().position(|known| *known == shape) {
                out.tags[known].extend(listed);
                continue;
            }
            out.branches.push(shape);
            out.tags.push(listed);
        }
        out.tag = tag;
        let kind = match out.branches[..] {
            [] => Kind::Null,
            _ => Kind::Union(out),
        };
        if nullable && kind != Kind::Null {
            let (at, name) = (
                self.api.shapes[id.0].at.clone(),
                self.api.shapes[id.0].name.clone(),
            );
            let inner = self.push(kind, at, name, About::default());
            return Kind::Nullable(inner);
        }
        kind
    }

    /// A branch of a union; what stands beside the union holds for each branch.
    fn branch(&mut self, parent: &Facets<'d>, (at, node): Placed<'d>, name: Name) -> ShapeId {
        if parent.properties.is_empty() {
            return self.lazily((at, node), name);
        }
        let mut facets = Facets {
            properties: parent.properties.clone(),
            required: parent.required.clone(),
            additional: parent.additional.clone(),
            kind: Some("object"),
            ..Facets::default()
        };
        facets.part(self.document, &at, node, 0);
        let name = match node {
            Node::Reference(reference) => {
                match self.document.target(reference).as_ref().and_then(component) {
                    Some(component) => match name {
                        Name::Member { of, .. } => member(of, &component, false),
                        name => name,
                    },
                    None => name,
                }
            }
            Node::Item(_) => name,
        };
        self.placed(facets, at, name)
    }
}

impl Facets<'_> {
    /// Takes `null` out of the values, if it is one of several.
    fn take_null(&mut self) -> bool {
        let Some(values) = &mut self.values else {
            return false;
        };
        let before = values.len();
        if before > 1 {
            values.retain(|value| !value.is_null());
        }
        values.len() < before
    }
}

/// The reference of a schema that is nothing but one, with docs or `nullable` beside it.
fn alone(schema: &openapiv3::Schema) -> Option<&str> {
    let parts = match &schema.schema_kind {
        openapiv3::SchemaKind::AllOf { all_of } => all_of,
        _ => return None,
    };
    match &parts[..] {
        [openapiv3::ReferenceOr::Reference { reference }] => Some(reference),
        _ => None,
    }
}

fn component(at: &Pointer) -> Option<String> {
    let mut tokens = at.tokens();
    let place = (tokens.next()?, tokens.next()?);
    let name = tokens.next()?;
    (place.0 == "components" && place.1 == "schemas" && tokens.next().is_none()).then_some(name)
}

fn member(of: ShapeId, word: &str, item: bool) -> Name {
    Name::Member {
        of,
        word: word.to_owned(),
        item,
    }
}

fn tags(tag: &openapiv3::Discriminator, reference: &str) -> Vec<String> {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    let mapped: Vec<String> = tag
        .mapping
        .iter()
        .filter(|(_, target)| *target == reference || *target == name)
        .map(|(value, _)| value.clone())
        .collect();
    mapped
}

fn enumeration(mut values: Vec<Value>, kind: Option<&str>) -> Kind {
    let mut seen = Vec::new();
    values.retain(|value| {
        let new = !seen.contains(value);
        seen.push(value.clone());
        new
    });
    // Numbers and booleans in a list of strings are strings that YAML read otherwise.
    if kind == Some("string") {
        for value in &mut values {
            if value.is_number() || value.is_boolean() {
                *value = Value::String(value.to_string());
            }
        }
    }
    match &values[..] {
        [] => Kind::Any,
        [Value::Null] => Kind::Null,
        [Value::Object(_) | Value::Array(_)] => Kind::Any,
        [one] => Kind::Const(one.clone()),
        all if all.iter().all(Value::is_boolean) => Kind::Bool,
        all if all.iter().all(|one| one.is_f64()) => Kind::Number { single: false },
        _ => Kind::Enum(values),
    }
}

fn integer(facets: &Facets<'_>) -> Kind {
    let maximum = facets.maximum.unwrap_or(0.0);
    let negative = facets.minimum.is_none_or(|minimum| minimum < 0.0);
    let (signed, bits) = match facets.format.as_deref() {
        _ if maximum > 1.9e19 => (negative, 128),
        _ if maximum > 9.3e18 && !negative => (false, 64),
        _ if maximum > 9.3e18 => (true, 128),
        Some("int32" | "int16" | "int8") => (true, 32),
        Some("uint32" | "uint16" | "uint8") => (false, 32),
        Some("uint64" | "uint") => (false, 64),
        _ => (true, 64),
    };
    Kind::Int { signed, bits }
}
