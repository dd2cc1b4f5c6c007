//! Api and names to Model: every decision about the Rust.

mod client;
mod docs;
mod failures;
mod forms;
mod items;
mod operations;
mod pages;
mod parameters;
mod places;
mod types;
mod unions;

use std::collections::{BTreeMap, HashMap};

use pagecrate_spec::diagnostic::Diagnostics;

use crate::api::{Api, Encoding, Kind, PartEncoding, ShapeId};
use crate::config::{Settings, StatusChoice};
use crate::graph::{self, Boxes, Reach};
use crate::model::{Feature, Item, Model, Type, TypeModule};
use crate::name::{self, Draft, Enum, Ident, Names};
use forms::{Form, Plan};

/// Everything that is known when the model is made.
struct Lower<'a, 's, 'c> {
    api: &'a Api,
    settings: &'s mut Settings<'c>,
    reach: Reach,
    boxes: Boxes,
    names: Names,
    /// The bodies of `multipart/form-data`, and what the document says of their parts.
    multipart: HashMap<ShapeId, Vec<PartEncoding>>,
    /// What operations fail with whose failures are those of their tag.
    failures: failures::Shared,
    /// The names of each object's fields.
    fields: HashMap<ShapeId, Vec<(String, Ident)>>,
}

/// Decides what the Rust is.
pub(crate) fn lower(
    api: &Api,
    settings: &mut Settings<'_>,
    diagnostics: &mut Diagnostics,
) -> Model {
    with(api, settings, diagnostics, |_| ()).0
}

/// Decides what the Rust is, and says which type stands at which pointer of the document.
pub(crate) fn lower_with_places(
    api: &Api,
    settings: &mut Settings<'_>,
    diagnostics: &mut Diagnostics,
) -> (Model, HashMap<String, Type>) {
    with(api, settings, diagnostics, |lower| lower.places())
}

fn with<T>(
    api: &Api,
    settings: &mut Settings<'_>,
    diagnostics: &mut Diagnostics,
    ask: impl FnOnce(&Lower<'_, '_, '_>) -> T,
) -> (Model, T) {
    let reach = graph::reach(api);
    let is_item = |id: &ShapeId| reach.is_reached(*id) && types::is_item(api, *id);
    let items: Vec<ShapeId> = api.shapes.ids().filter(is_item).collect();
    let mut forms = forms::forms(api, settings.config());
    let failures = match settings.config().errors.by_status {
        StatusChoice::Always => failures::Shared::new(),
        StatusChoice::Differing => failures::share(api, &mut forms),
    };
    let drafts: Vec<Draft> = forms.iter().map(draft).collect();
    let names = name::assign(api, &items, &drafts, settings, diagnostics);
    let mut lower = Lower {
        api,
        settings,
        boxes: graph::boxes(api),
        reach,
        names,
        multipart: multipart(api),
        fields: HashMap::new(),
        failures,
    };
    let modules = lower.modules(&items);
    let groups = lower.groups(&forms);
    let asked = ask(&lower);
    let model = Model {
        package: lower.package(),
        client: lower.client(),
        groups,
        modules,
    };
    (model, asked)
}

fn draft(form: &Form) -> Draft {
    Draft {
        op: form.op,
        suffix: form.suffix.clone(),
        output: matches!(form.success, Plan::ByStatus(_)),
        error: match form.failure {
            Plan::Nothing | Plan::One(_) => None,
            Plan::ByStatus(_) => Some(Enum::Own),
            Plan::OfTag(tag) => Some(Enum::OfTag(tag)),
        },
    }
}

/// The shapes that are bodies of `multipart/form-data`.
fn multipart(api: &Api) -> HashMap<ShapeId, Vec<PartEncoding>> {
    let bodies = api.operations.iter().flat_map(|op| &op.bodies);
    let multipart = bodies.filter(|body| body.encoding == Encoding::Multipart);
    let shaped =
        multipart.filter_map(|body| Some((api.shapes.peel(body.shape?).0, body.parts.clone())));
    shaped
        .filter(|(id, _)| matches!(api.shapes.get(*id).kind, Kind::Object(_)))
        .collect()
}

/// What is known of a file of types while its items are gathered.
#[derive(Default)]
struct Gathered {
    tags: Vec<u16>,
    /// Whether some of it is there whatever tag is on.
    always: bool,
    items: Vec<(Vec<u16>, Item)>,
}

impl Lower<'_, '_, '_> {
    /// The file of a type: that of the only tag whose operations reach it, or the shared one.
    fn module(&self, id: ShapeId) -> Option<&Ident> {
        match self.reach.tags(id) {
            [tag] => self.file(*tag),
            _ => self.names.shared.as_ref(),
        }
    }

    /// The file of a tag, or of the webhooks.
    fn file(&self, tag: u16) -> Option<&Ident> {
        match self.names.groups.get(usize::from(tag)) {
            Some(group) => group.as_ref().map(|group| &group.module),
            None => self.names.webhooks.as_ref(),
        }
    }

    fn modules(&mut self, items: &[ShapeId]) -> Vec<TypeModule> {
        let mut files: BTreeMap<Ident, Gathered> = BTreeMap::new();
        for id in items {
            let (Some(module), Some(item)) = (self.module(*id).cloned(), self.item(*id)) else {
                continue;
            };
            let tags = self.reach.tags(*id);
            let file = files.entry(module).or_default();
            file.tags.extend(tags);
            file.always |= tags.is_empty();
            file.items.push((tags.to_vec(), item));
        }
        let files = files.into_iter();
        files
            .map(|(module, file)| self.type_module(module, file))
            .collect()
    }

    fn type_module(&self, module: Ident, mut file: Gathered) -> TypeModule {
        file.tags.sort_unstable();
        file.tags.dedup();
        // By name: a type that comes or goes moves no other.
        file.items.sort_by(|(_, a), (_, b)| a.ident.cmp(&b.ident));
        let items = file.items.into_iter().map(|(tags, mut item)| {
            if file.always || tags.len() < file.tags.len() {
                item.features = self.features(&tags);
            }
            item
        });
        TypeModule {
            module,
            items: items.collect(),
            features: match file.always {
                true => Vec::new(),
                false => self.features(&file.tags),
            },
        }
    }

    fn features(&self, tags: &[u16]) -> Vec<Feature> {
        if !self.settings.config().tags.features {
            return Vec::new();
        }
        let files = tags.iter().filter_map(|tag| self.file(*tag));
        let mut features: Vec<Feature> = files.map(|file| Feature(name::feature(file))).collect();
        features.sort();
        features
    }
}
