//! From a model to its public items.

use super::text::Texts;
use super::{Argument, ItemKind, PublicItem, Signature, Surface};
use crate::emit::runtime_names;
use crate::model::{
    Docs, Feature, Group, Item, ItemKind as ModelKind, Model, Repr, Scheme, SchemeKind, TypeModule,
};

/// What is being put together.
pub(super) struct Collect<'m> {
    pub(super) texts: Texts<'m>,
    pub(super) surface: Surface,
}

/// Every public item of a model.
pub(super) fn collect(model: &Model) -> Surface {
    let mut all = Collect {
        texts: Texts::new(model),
        surface: Surface::default(),
    };
    for name in runtime_names(model) {
        all.surface.add(PublicItem::new(ItemKind::Runtime, name));
    }
    all.client(model);
    for module in &model.modules {
        for item in &module.items {
            all.item(module, item);
        }
    }
    for group in &model.groups {
        all.group(group);
    }
    for feature in model.features() {
        if !model
            .groups
            .iter()
            .any(|group| group.feature.as_ref() == Some(feature))
        {
            all.surface
                .add(PublicItem::new(ItemKind::Feature, &feature.0));
        }
    }
    for name in all.texts.optional() {
        let path = format!("runtime::{name}");
        all.surface.add(PublicItem::new(ItemKind::Runtime, path));
    }
    all.surface
}

impl PublicItem {
    pub(super) fn of(kind: ItemKind, name: impl ToString, docs: &Docs) -> Self {
        Self {
            origin: docs.origin.clone(),
            deprecated: docs.deprecated.is_some(),
            summary: docs.text.first().cloned().unwrap_or_default(),
            ..Self::new(kind, name.to_string())
        }
    }

    pub(super) fn within(mut self, parent: &str) -> Self {
        self.parent = Some(parent.to_owned());
        self
    }

    pub(super) fn follows(mut self, path: String) -> Self {
        self.follows = Some(path);
        self
    }

    pub(super) fn known_as(mut self, identity: impl ToString) -> Self {
        self.identity = Some(identity.to_string());
        self
    }

    pub(super) fn typed(mut self, ty: impl Into<String>) -> Self {
        self.signature.ty = ty.into();
        self
    }

    pub(super) fn behind(mut self, features: &[Feature]) -> Self {
        self.features = features.iter().map(|feature| feature.0.clone()).collect();
        self
    }

    pub(super) fn called(
        mut self,
        receiver: Option<&'static str>,
        arguments: Vec<Argument>,
        result: impl Into<String>,
    ) -> Self {
        self.signature = Signature {
            receiver,
            arguments,
            ty: result.into(),
            discriminant: None,
        };
        self
    }
}

pub(super) fn argument(name: impl ToString, ty: impl Into<String>) -> Argument {
    Argument {
        name: name.to_string(),
        ty: ty.into(),
    }
}

impl<'m> Collect<'m> {
    fn client(&mut self, model: &'m Model) {
        let function = |name: &str| PublicItem::new(ItemKind::Function, name).within("Client");
        let client = "Result<Client, Error>";
        if !model.client.schemes.is_empty() {
            let key = argument("key", "impl Into<SecretString>");
            self.surface
                .add(function("new").called(None, vec![key], client));
        }
        self.surface
            .add(function("from_env").called(None, Vec::new(), client));
        self.surface
            .add(function("builder").called(None, Vec::new(), "ClientBuilder"));
        for scheme in &model.client.schemes {
            self.scheme(scheme);
        }
        for group in &model.groups {
            let name = group.ident.to_string();
            let accessor = PublicItem::of(ItemKind::Function, &group.accessor, &group.docs)
                .within("Client")
                .behind(group.feature.as_slice())
                .called(Some("&self"), Vec::new(), format!("{name}<'_>"))
                .follows(name);
            self.surface.add(accessor);
        }
    }

    fn scheme(&mut self, scheme: &Scheme) {
        let arguments = match scheme.kind {
            SchemeKind::Basic => vec![
                argument("user", "impl Into<String>"),
                argument("password", "impl Into<SecretString>"),
            ],
            SchemeKind::OAuth2 { .. } => vec![argument("credential", "impl Into<Credential>")],
            _ => vec![argument("key", "impl Into<SecretString>")],
        };
        let setter = PublicItem::new(ItemKind::Function, scheme.setter.to_string())
            .within("ClientBuilder")
            .called(Some("self"), arguments, "Self")
            .known_as(format!("scheme {}", scheme.name));
        self.surface.add(setter);
    }

    fn item(&mut self, module: &'m TypeModule, item: &'m Item) {
        let kind = match &item.kind {
            ModelKind::Struct(_) => ItemKind::Struct,
            ModelKind::Enum(_) => ItemKind::Enum,
            ModelKind::Union(_) => ItemKind::Union,
            ModelKind::Alias(_) => ItemKind::Alias,
        };
        let uploads = self
            .texts
            .index
            .holds_upload(module.module.as_str(), item.ident.as_str());
        let mut public = PublicItem::of(kind, &item.ident, &item.docs).behind(item.behind(module));
        public.traits = traits(item, uploads);
        public.exhaustive =
            matches!(&item.kind, ModelKind::Enum(values) if values.unknown.is_none());
        if let Some(origin) = &item.docs.origin {
            public = public.known_as(&origin.pointer);
        }
        if let ModelKind::Alias(ty) = &item.kind {
            public = public.typed(self.texts.ty(ty));
        }
        self.surface.add(public);
        self.members(item);
    }

    fn group(&mut self, group: &'m Group) {
        let name = group.ident.to_string();
        let mut public =
            PublicItem::of(ItemKind::Group, &name, &group.docs).behind(group.feature.as_slice());
        public.traits = ["Clone", "Copy", "Debug"].map(str::to_owned).to_vec();
        self.surface.add(public);
        if let Some(feature) = &group.feature {
            let feature = PublicItem::new(ItemKind::Feature, &feature.0).follows(name.clone());
            self.surface.add(feature);
        }
        for operation in &group.operations {
            self.operation(group, operation);
        }
        for (operation, outcome, is_success) in group.enums() {
            self.by_status(group, operation, outcome, is_success);
        }
    }
}

/// The traits of a type, beside the conversions of unions, which are items of their own.
fn traits(item: &Item, uploads: bool) -> Vec<String> {
    if matches!(item.kind, ModelKind::Alias(_)) {
        return Vec::new();
    }
    let derives = item.derives;
    let mut all = vec!["Debug"];
    let mut add = |condition: bool, names: &[&'static str]| {
        if condition {
            all.extend(names);
        }
    };
    add(
        !uploads,
        &["Clone", "PartialEq", "Serialize", "Deserialize"],
    );
    add(!uploads && derives.copy, &["Copy"]);
    add(derives.default, &["Default"]);
    add(!uploads && derives.eq_hash, &["Eq", "Hash"]);
    match &item.kind {
        ModelKind::Struct(shape) => add(shape.multipart, &["Into<Multipart>"]),
        ModelKind::Enum(values) => {
            let is_open_text = values.repr == Repr::String && values.unknown.is_some();
            add(is_open_text, &["Display", "From<&str>", "From<String>"]);
        }
        ModelKind::Union(_) | ModelKind::Alias(_) => {}
    }
    all.sort_unstable();
    all.into_iter().map(str::to_owned).collect()
}
