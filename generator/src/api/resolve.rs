//! From schemas to shapes: one shape for each schema that is met, its parts later.
//!
//! Nothing here calls itself on a schema's parts: a part gets its shape at once and its turn in
//! the queue, so that depth costs memory and not stack.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema};
use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};
use pagecrate_spec::document::{Document, pointer_of};
use pagecrate_spec::pointer::Pointer;

use super::bases::{self, Base, Tag};
use super::intersect::Leaf;
use super::shape::{Format, Home, Kind, Precision, Role, ShapeId, Shapes};
use super::source::{Part, Source};
use super::unions::Mappings;
use crate::config::{Settings, TypeOverride};

/// What is to be done for a shape that has been given out.
pub(super) enum Work<'a> {
    /// It is what all of these say.
    Parts(ShapeId, Vec<Part<'a>>),
    /// It is a branch of a union, and what stands around the union besides.
    Around(ShapeId, Rc<[Leaf<'a>]>, Part<'a>),
    /// It is what stands around a union alone.
    Alone(ShapeId, Rc<[Leaf<'a>]>),
}

/// How many properties the objects of an API may have together. Objects that take over each other's
/// properties may have more of them than the document has characters; the largest real documents
/// have a twentieth of this.
const MAX_PROPERTIES: usize = 1_000_000;

/// Makes shapes of schemas.
pub(super) struct Resolver<'a, 'r> {
    pub(super) document: &'a Document,
    pub(super) settings: &'r mut Settings<'a>,
    pub(super) diagnostics: &'r mut Diagnostics,
    pub(super) shapes: Shapes,
    /// Components whose name is but a position, and so are named like what stands there.
    pub(super) positional: HashSet<Pointer>,
    pub(super) bases: HashMap<Pointer, Base<'a>>,
    /// The bases of each schema that builds upon any.
    pub(super) heirs: HashMap<Pointer, HashSet<Pointer>>,
    /// What discriminators say, for each union.
    pub(super) mappings: Mappings,
    /// The value of a base's property for each of its heirs.
    pub(super) inherited: Vec<(ShapeId, Tag)>,
    /// What objects must have and do not describe.
    pub(super) undescribed: Vec<(ShapeId, String)>,
    known: HashMap<*const Schema, ShapeId>,
    targets: HashMap<&'a str, Option<(ShapeId, Pointer, &'a Schema)>>,
    queue: VecDeque<Work<'a>>,
    properties: usize,
    any: Option<ShapeId>,
}

impl<'a, 'r> Resolver<'a, 'r> {
    pub(super) fn new(
        document: &'a Document,
        settings: &'r mut Settings<'a>,
        diagnostics: &'r mut Diagnostics,
    ) -> Self {
        let bases = bases::bases(document);
        let count = document.schema_count();
        Self {
            document,
            settings,
            diagnostics,
            heirs: bases::by_heir(&bases),
            shapes: Shapes::with_capacity(count),
            positional: HashSet::new(),
            bases,
            mappings: Mappings::new(),
            inherited: Vec::new(),
            undescribed: Vec::new(),
            known: HashMap::with_capacity(count),
            targets: HashMap::new(),
            queue: VecDeque::new(),
            properties: 0,
            any: None,
        }
    }

    /// The shape of a schema at a place.
    pub(super) fn shape(&mut self, schema: Source<'a>, here: &Pointer, home: Home) -> ShapeId {
        match schema {
            Source::Reference(reference) => match self.target(reference, &home) {
                Some((id, ..)) => id,
                None => self.anything(),
            },
            Source::Item(item) => self.item(item, here, home),
        }
    }

    /// The shape of a schema whose parts of a kind are placed under a key of `parent`.
    pub(super) fn child(
        &mut self,
        schema: Source<'a>,
        parent: &Pointer,
        key: &[&str],
        home: Home,
    ) -> ShapeId {
        let here = key.iter().fold(parent.clone(), |at, key| at.join(key));
        self.shape(schema, &here, home)
    }

    fn item(&mut self, schema: &'a Schema, here: &Pointer, home: Home) -> ShapeId {
        if let Some(id) = self.known.get(&std::ptr::from_ref(schema)) {
            return *id;
        }
        let here = pointer_of(schema, here);
        let id = self.shapes.add(here.clone(), home);
        self.known.insert(std::ptr::from_ref(schema), id);
        if let Some(kind) = self.overridden(&here) {
            self.shapes.get_mut(id).kind = kind;
            return id;
        }
        let part = Part {
            source: Source::Item(schema),
            here,
            owner: id,
        };
        self.queue.push_back(Work::Parts(id, vec![part]));
        id
    }

    /// The shape that a reference leads to, with its place. `home` is what the target is if it is
    /// no component.
    pub(super) fn target(
        &mut self,
        reference: &'a str,
        home: &Home,
    ) -> Option<(ShapeId, Pointer, &'a Schema)> {
        if let Some(found) = self.targets.get(reference) {
            return found.clone();
        }
        let document = self.document;
        let found = document.resolve(reference).map(|(pointer, schema)| {
            let home = match component(&pointer) {
                Some(name) if !self.positional.contains(&pointer) => Home::Component(name),
                _ => home.clone(),
            };
            let id = self.item(schema, &pointer, home);
            (id, pointer, schema)
        });
        self.targets.insert(reference, found.clone());
        found
    }

    /// Where a reference leads to, without making a shape of it.
    pub(super) fn pointer(&self, reference: &str) -> Option<Pointer> {
        self.document.resolve(reference).map(|(pointer, _)| pointer)
    }

    /// A shape of its own that the queue is to fill.
    pub(super) fn made(
        &mut self,
        here: &Pointer,
        home: Home,
        work: impl FnOnce(ShapeId) -> Work<'a>,
    ) -> ShapeId {
        let id = self.shapes.add(here.clone(), home);
        self.queue.push_back(work(id));
        id
    }

    /// A shape of a kind that is known already.
    pub(super) fn plain(&mut self, here: &Pointer, home: Home, kind: Kind) -> ShapeId {
        let id = self.shapes.add(here.clone(), home);
        self.shapes.get_mut(id).kind = kind;
        id
    }

    /// The one shape of any JSON.
    pub(super) fn anything(&mut self) -> ShapeId {
        if let Some(id) = self.any {
            return id;
        }
        let id = self
            .shapes
            .add(Pointer::root(), Home::Component(String::new()));
        self.shapes.get_mut(id).kind = Kind::Any;
        self.any = Some(id);
        id
    }

    /// Works until every shape has its kind.
    pub(super) fn finish(&mut self) {
        while let Some(work) = self.queue.pop_front() {
            match work {
                Work::Parts(id, _) | Work::Around(id, ..) | Work::Alone(id, _)
                    if self.properties > MAX_PROPERTIES =>
                {
                    self.shapes.get_mut(id).kind = Kind::Any;
                }
                Work::Parts(id, parts) => self.intersect(id, parts),
                Work::Around(id, leaves, branch) => self.around(id, &leaves, branch),
                Work::Alone(id, leaves) => self.alone(id, &leaves),
            }
        }
    }

    /// Counts the properties of one more object, and says once that there are too many.
    pub(super) fn has_room(&mut self, properties: usize, id: ShapeId) -> bool {
        let before = self.properties;
        self.properties = before.saturating_add(properties);
        let has_room = self.properties <= MAX_PROPERTIES;
        if !has_room && before <= MAX_PROPERTIES {
            let message =
                format!("the objects have more than {MAX_PROPERTIES} properties together");
            let error = Diagnostic::error("too-many-properties", message);
            self.diagnostics.push(
                error
                    .at(&self.shapes.get(id).origin, "")
                    .help("the parts of an `allOf` are taken over by each object that has it"),
            );
        }
        has_room
    }

    /// The components that nothing may refer to but the configuration keeps.
    pub(super) fn kept(&mut self) -> Vec<ShapeId> {
        let mut kept = Vec::new();
        if self.settings.config().types.keep.is_empty() {
            return kept;
        }
        let Some(components) = &self.document.openapi.components else {
            return kept;
        };
        let root = Pointer::root().join("components").join("schemas");
        for (name, schema) in &components.schemas {
            let pointer = root.join(name);
            if let (true, ReferenceOr::Item(schema)) =
                (self.settings.keeps(pointer.as_str()), schema)
            {
                kept.push(self.item(schema, &pointer, Home::Component(name.clone())));
            }
        }
        kept
    }

    pub(super) fn warn(&mut self, code: &'static str, message: String, at: &Pointer, help: &str) {
        let mut warning = Diagnostic::warning(code, message).at(at, "");
        if !help.is_empty() {
            warning = warning.help(help);
        }
        self.diagnostics.push(warning);
    }

    fn overridden(&mut self, here: &Pointer) -> Option<Kind> {
        let chosen = self.settings.type_override(here.as_str())?;
        let integer = |signed, bits| Kind::Integer { signed, bits };
        Some(match chosen {
            TypeOverride::String => Kind::Text(Format::Plain),
            TypeOverride::Json => Kind::Any,
            TypeOverride::Bool => Kind::Bool,
            TypeOverride::I32 => integer(true, 32),
            TypeOverride::I64 => integer(true, 64),
            TypeOverride::U32 => integer(false, 32),
            TypeOverride::U64 => integer(false, 64),
            TypeOverride::I128 => integer(true, 128),
            TypeOverride::U128 => integer(false, 128),
            TypeOverride::F32 => Kind::Number(Precision::Single),
            TypeOverride::F64 => Kind::Number(Precision::Double),
            TypeOverride::Decimal => Kind::Number(Precision::Decimal),
            TypeOverride::DateTime => Kind::Text(Format::DateTime),
            TypeOverride::Date => Kind::Text(Format::Date),
            TypeOverride::Uuid => Kind::Text(Format::Uuid),
            TypeOverride::Base64 => Kind::Text(Format::Base64),
        })
    }
}

/// `NAME` of `/components/schemas/NAME`.
pub(super) fn component(pointer: &Pointer) -> Option<String> {
    let name = pointer.as_str().strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| pointer.last()).flatten()
}

/// What a part of a shape is to it.
pub(super) fn inside(owner: ShapeId, role: Role) -> Home {
    Home::Inside(owner, role)
}
