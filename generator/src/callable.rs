//! The methods of a client with what they take, for a program that calls them.
//!
//! The [`Model`] says what an operation is; this says how Rust that depends on the client writes a
//! call of it: the way to the method, and of which type each argument is.

use crate::emit::{Index, fields, type_path};
use crate::model::{
    Body, BodyEncoding, Field, Group, ItemKind, Model, Operation, Parameter, ParameterPlace,
    Presence, Type,
};
use crate::name::Ident;

/// A method of a client.
#[derive(Clone, Debug)]
pub struct Callable<'m> {
    /// The group that has it; `group.accessor` is the method of the client that gives it.
    pub group: &'m Group,
    /// The operation; `operation.method` is the method of the group.
    pub operation: &'m Operation,
    /// What the method takes, in order.
    pub arguments: Vec<Input<'m>>,
    /// What the request has setters for.
    pub setters: Vec<Input<'m>>,
}

/// Something that a call is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input<'m> {
    /// The argument, or the setter.
    pub ident: &'m Ident,
    /// What it stands for in the document.
    pub origin: Origin<'m>,
    /// What value it takes.
    pub value: InputValue<'m>,
    /// Whether it takes a reference to the value.
    pub by_reference: bool,
}

/// What an input stands for in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'m> {
    /// A parameter, by its name on the wire and its place.
    Parameter(&'m str, ParameterPlace),
    /// The body, by its media type.
    Body(&'m str),
}

/// The value that an input takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputValue<'m> {
    /// A value of this type, which has a JSON form.
    Json(String),
    /// Anything that turns into a body: text or bytes.
    Bytes,
    /// A struct that holds files.
    Form(Form<'m>),
    /// A type that holds files deeper than in the fields of a struct: only its users know how to
    /// make one.
    Files,
}

/// A struct that holds files: it has no JSON form, and is made by `new` and its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form<'m> {
    /// The type.
    pub ty: String,
    /// What `new` takes, in order.
    pub arguments: Vec<Part<'m>>,
    /// The public fields that `new` leaves unset.
    pub fields: Vec<Part<'m>>,
}

/// A field of a [`Form`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'m> {
    /// The field.
    pub ident: &'m Ident,
    /// The name on the wire.
    pub wire: &'m str,
    /// The value, without the `Option`s around it.
    pub value: PartValue,
    /// How many `Option`s stand around it.
    pub options: usize,
}

/// The value of a [`Part`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartValue {
    /// A value of this type, which has a JSON form.
    Json(String),
    /// One file.
    File,
    /// A list of files.
    FileList,
    /// Files in another shape.
    Files,
}

/// Every method of a client, in the order of the Model. `krate` is the name by which types are to
/// name the client's crate.
#[must_use]
pub fn callables<'m>(model: &'m Model, krate: &str) -> Vec<Callable<'m>> {
    let inputs = Inputs {
        index: Index::new(model),
        krate,
    };
    let mut all = Vec::new();
    for group in &model.groups {
        for operation in &group.operations {
            let (required, optional): (Vec<&Body>, Vec<&Body>) =
                operation.body.iter().partition(|body| body.required);
            let parameters = operation.required.iter().map(|one| inputs.parameter(one));
            let bodies = required.into_iter().map(|body| inputs.body(body));
            let arguments = parameters.chain(bodies).collect();
            let parameters = operation.optional.iter().map(|one| inputs.parameter(one));
            let bodies = optional.into_iter().map(|body| inputs.body(body));
            // Text is borrowed where it is required only; a setter takes what becomes text.
            let setters = parameters.chain(bodies).map(|input| Input {
                by_reference: input.by_reference && matches!(input.origin, Origin::Body(_)),
                ..input
            });
            all.push(Callable {
                group,
                operation,
                arguments,
                setters: setters.collect(),
            });
        }
    }
    all
}

struct Inputs<'m, 'k> {
    index: Index<'m>,
    krate: &'k str,
}

impl<'m> Inputs<'m, '_> {
    fn parameter(&self, parameter: &'m Parameter) -> Input<'m> {
        Input {
            ident: &parameter.ident,
            origin: Origin::Parameter(&parameter.wire, parameter.place),
            value: self.value(unboxed(&parameter.ty)),
            by_reference: parameter.ty == Type::String,
        }
    }

    fn body(&self, body: &'m Body) -> Input<'m> {
        let (value, by_reference) = match (&body.encoding, &body.ty) {
            (BodyEncoding::Text | BodyEncoding::Bytes, _) => (InputValue::Bytes, false),
            (BodyEncoding::Multipart, ty) => (self.value(ty), false),
            (_, ty @ (Type::List(_) | Type::String)) => (self.value(ty), false),
            (_, ty) => (self.value(ty), true),
        };
        Input {
            ident: &body.ident,
            origin: Origin::Body(&body.content_type),
            value,
            by_reference,
        }
    }

    fn value(&self, ty: &'m Type) -> InputValue<'m> {
        if !self.index.is_upload(ty) {
            return InputValue::Json(type_path(ty, self.krate));
        }
        match self.index.resolve(ty).map(|item| &item.kind) {
            Some(ItemKind::Struct(shape)) if matches!(ty, Type::Item(_)) => {
                let is_argument = |field: &&Field| {
                    use Presence::{Required, RequiredNullable};
                    matches!(field.presence, Required | RequiredNullable) && !field.read_only
                };
                let (arguments, others): (Vec<&Field>, Vec<&Field>) =
                    fields(shape).partition(is_argument);
                let others = others.into_iter().filter(|field| !field.read_only);
                InputValue::Form(Form {
                    ty: type_path(ty, self.krate),
                    arguments: arguments.into_iter().map(|one| self.part(one)).collect(),
                    fields: others.map(|one| self.part(one)).collect(),
                })
            }
            _ => InputValue::Files,
        }
    }

    fn part(&self, field: &'m Field) -> Part<'m> {
        let mut options = match field.presence {
            Presence::Required => 0,
            Presence::RequiredNullable | Presence::Optional => 1,
            Presence::OptionalNullable => 2,
        };
        let mut ty = &field.ty;
        if self.index.is_upload(ty) {
            while let Type::Nullable(inner) = ty {
                ty = inner;
                options += 1;
            }
        }
        let value = match ty {
            Type::Upload => PartValue::File,
            Type::List(inner) if **inner == Type::Upload => PartValue::FileList,
            ty if self.index.is_upload(ty) => PartValue::Files,
            // An argument of `new` is boxed by it, a field is not.
            ty if options == 0 => PartValue::Json(type_path(unboxed(ty), self.krate)),
            ty => PartValue::Json(type_path(ty, self.krate)),
        };
        Part {
            ident: &field.ident,
            wire: &field.wire,
            value,
            options,
        }
    }
}

/// What an argument of a boxed type takes.
fn unboxed(mut ty: &Type) -> &Type {
    while let Type::Boxed(inner) = ty {
        ty = inner;
    }
    ty
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::example::model;
    use crate::surface::Surface;

    /// The types of arguments are told by the surface, too, which a test holds against the emitted
    /// text.
    #[test]
    fn every_method_and_setter_of_the_surface_is_callable() {
        let model = model();
        let surface = Surface::of(&model);
        let all = callables(&model, "krate");
        let count = model.groups.iter().map(|group| group.operations.len());
        assert_eq!(all.len(), count.sum::<usize>());
        for callable in &all {
            let group = callable.group.ident.to_string();
            let path = format!("{group}::{}", callable.operation.method);
            let public = &surface.items[&path];
            let names: Vec<String> = callable
                .arguments
                .iter()
                .map(|one| one.ident.to_string())
                .collect();
            let declared: Vec<&str> = public
                .signature
                .arguments
                .iter()
                .map(|one| one.name.as_str())
                .collect();
            assert_eq!(names, declared, "{path}");
            for (input, declared) in callable.arguments.iter().zip(&public.signature.arguments) {
                assert_eq!(
                    input.by_reference,
                    declared.ty.starts_with('&'),
                    "{path} {}",
                    declared.name
                );
            }
            for input in &callable.setters {
                let setter = format!("Request<{}>::{}", callable.operation.marker, input.ident);
                let declared = &surface.items[&setter].signature.arguments[0];
                assert_eq!(input.by_reference, declared.ty.starts_with('&'), "{setter}");
            }
        }
    }

    #[test]
    fn a_form_with_files_is_taken_apart() {
        let model = model();
        let all = callables(&model, "krate");
        let form = all
            .iter()
            .flat_map(|one| &one.arguments)
            .find_map(|input| match &input.value {
                InputValue::Form(form) => Some(form),
                _ => None,
            })
            .unwrap();
        assert_eq!(form.ty, "krate::UploadThing");
        let parts = |parts: &[Part<'_>]| -> Vec<(String, PartValue, usize)> {
            let told = |one: &Part<'_>| (one.wire.to_owned(), one.value.clone(), one.options);
            parts.iter().map(told).collect()
        };
        assert_eq!(
            parts(&form.arguments),
            [
                (
                    "purpose".to_owned(),
                    PartValue::Json("String".to_owned()),
                    0
                ),
                ("file".to_owned(), PartValue::File, 0)
            ]
        );
        assert_eq!(
            parts(&form.fields),
            [("more".to_owned(), PartValue::FileList, 1)]
        );
    }
}
