//! The surface against the emitted text, and what changes of a document come to.

use std::collections::BTreeMap;
use std::path::Path;

use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::source::Sources;
use syn::parse::Parse;
use syn::{Attribute, Fields, FnArg, ImplItem, Item, ReturnType, Visibility};

use super::{Change, Effect, ItemKind, Surface, What, compare};
use crate::config::Config;
use crate::model::Model;
use crate::{WriteOptions, decide, write};

fn model(name: &str, text: &str, config: &str) -> Model {
    made(name, text, config).unwrap_or_else(|errors| panic!("{name}: {errors}"))
}

fn made(name: &str, text: &str, config: &str) -> Result<Model, String> {
    let mut sources = Sources::new();
    sources.add(name, text);
    let mut diagnostics = Diagnostics::new();
    let merged = pagecrate_spec::read(&sources, &mut diagnostics).merged;
    let document = Document::read(merged.value, &mut diagnostics);
    let config = Config::read(config).unwrap();
    let model = decide(&document, &config, &mut diagnostics);
    let errors = diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error);
    let errors: Vec<&str> = errors.map(|one| one.message.as_str()).collect();
    model.ok_or_else(|| errors.join("; "))
}

/// What a public item is in the text: its declaration, its traits, and whether it is deprecated.
#[derive(Debug, Default, PartialEq, Eq)]
struct Written {
    text: String,
    traits: Vec<String>,
    exhaustive: bool,
    deprecated: bool,
}

#[derive(Default)]
struct Reader {
    items: BTreeMap<String, Written>,
}

/// Without white space and without the modules that a path leads through.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
        } else if c == ':' && !word.is_empty() && !out.ends_with('\'') {
            word.push(c);
            if word.ends_with("::") {
                word.clear();
            }
        } else {
            out.push_str(&std::mem::take(&mut word));
            out.push(c);
        }
    }
    out + &word
}

fn tokens(value: &impl quote::ToTokens) -> String {
    let text = value.to_token_stream().to_string();
    plain(&text.replace("dyn ", "dyn").replace("impl ", "impl"))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|one| one.path().is_ident(name))
}

fn derives(attributes: &[Attribute]) -> Vec<String> {
    let of = attributes.iter().find(|one| one.path().is_ident("derive"));
    let Some(Ok(list)) = of.map(|one| one.meta.require_list().map(|list| list.tokens.to_string()))
    else {
        return Vec::new();
    };
    list.split(',').map(|one| one.trim().to_owned()).collect()
}

impl Reader {
    fn add(&mut self, path: String, text: String, attributes: &[Attribute]) {
        let written = self.items.entry(path).or_default();
        written.text = text;
        written.deprecated = has(attributes, "deprecated");
        written.traits.extend(derives(attributes));
    }

    fn file(&mut self, text: &str) {
        for item in syn::parse_file(text).unwrap().items {
            match item {
                Item::Struct(item) if is_public(&item.vis) => {
                    let name = item.ident.to_string();
                    for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                        let ident = field.ident.as_ref().unwrap();
                        let text = format!("pub{ident}:{}", tokens(&field.ty));
                        self.add(format!("{name}.{ident}"), text, &field.attrs);
                    }
                    self.add(name.clone(), format!("pubstruct{name}"), &item.attrs);
                }
                Item::Enum(item) if is_public(&item.vis) => {
                    let name = item.ident.to_string();
                    for variant in &item.variants {
                        let ident = &variant.ident;
                        let text = match &variant.fields {
                            Fields::Unnamed(fields) => {
                                format!("{ident}({})", tokens(&fields.unnamed))
                            }
                            _ => ident.to_string(),
                        };
                        self.add(format!("{name}::{ident}"), text, &variant.attrs);
                    }
                    self.add(name.clone(), format!("pubenum{name}"), &item.attrs);
                    let open = has(&item.attrs, "non_exhaustive") || item.variants.is_empty();
                    self.items.get_mut(&name).unwrap().exhaustive = !open;
                }
                Item::Type(item) if is_public(&item.vis) => {
                    let text = format!("pubtype{}={}", item.ident, tokens(&item.ty));
                    self.add(item.ident.to_string(), text, &item.attrs);
                }
                Item::Impl(item) => self.implementation(&item),
                Item::Macro(item) if tokens(&item.mac.path) == "from_variants" => {
                    self.conversions(&item.mac);
                }
                Item::Macro(item) => {
                    let text = item.mac.tokens.to_string();
                    let traits: &[&str] = match tokens(&item.mac.path).as_str() {
                        "shown" => &["Debug"],
                        "bridge" => &["Serialize", "Deserialize"],
                        "open_enums" => &["Display", "From<&str>", "From<String>"],
                        _ => &[],
                    };
                    for name in text.split(',').map(plain).filter(|name| !name.is_empty()) {
                        let written = self.items.entry(name).or_default();
                        written
                            .traits
                            .extend(traits.iter().map(ToString::to_string));
                    }
                }
                _ => {}
            }
        }
    }

    /// `from_variants! { Union: Variant(Payload), … }`
    fn conversions(&mut self, of: &syn::Macro) {
        let parsed = of.parse_body_with(|input: syn::parse::ParseStream<'_>| {
            let union: syn::Ident = input.parse()?;
            input.parse::<syn::Token![:]>()?;
            let variants = input.parse_terminated(syn::Variant::parse, syn::Token![,])?;
            Ok((union, variants))
        });
        let (union, variants) = parsed.unwrap();
        for variant in variants {
            let payload = tokens(&variant.fields.iter().next().unwrap().ty);
            let boxed = payload
                .strip_prefix("Box<")
                .and_then(|of| of.strip_suffix('>'));
            let mut sources = vec![boxed.unwrap_or(&payload)];
            if payload == "String" {
                sources.push("&str");
            }
            for source in sources {
                let path = format!("From<{source}>");
                self.add(format!("<{union}as{path}>"), format!("impl{path}"), &[]);
            }
        }
    }

    fn implementation(&mut self, item: &syn::ItemImpl) {
        let of = tokens(&*item.self_ty).replace("<'_>", "");
        let Some(path) = item.trait_.as_ref().map(|one| tokens(&one.0)) else {
            let setter = of
                .strip_prefix("Request<")
                .and_then(|of| of.strip_suffix('>'));
            for function in &item.items {
                if let ImplItem::Fn(function) = function
                    && is_public(&function.vis)
                {
                    let name = &function.sig.ident;
                    let path = match setter {
                        Some(marker) => format!("Request<{marker}>::{name}"),
                        None => format!("{of}::{name}"),
                    };
                    self.add(path, signature(&function.sig), &function.attrs);
                }
            }
            return;
        };
        if path.starts_with("From<") {
            let source = path.trim_start_matches("From<").trim_end_matches('>');
            if of == "Multipart" {
                let written = self.items.entry(source.to_owned()).or_default();
                written.traits.push("Into<Multipart>".to_owned());
            } else {
                self.add(format!("<{of}as{path}>"), format!("impl{path}"), &[]);
            }
        }
        for associated in &item.items {
            if let ImplItem::Type(associated) = associated {
                let (name, ty) = (&associated.ident, tokens(&associated.ty));
                let text = format!("type{path}::{name}={ty}");
                self.add(format!("<{of}as{path}>::{name}"), text, &[]);
            }
        }
    }
}

fn signature(sig: &syn::Signature) -> String {
    let arguments: Vec<String> = sig
        .inputs
        .iter()
        .map(|argument| match argument {
            FnArg::Receiver(receiver) if tokens(receiver).starts_with('&') => "&self".to_owned(),
            FnArg::Receiver(_) => "self".to_owned(),
            FnArg::Typed(typed) => {
                let name = typed.pat.to_token_stream_text();
                format!("{name}:{}", tokens(&*typed.ty))
            }
        })
        .collect();
    let result = match &sig.output {
        ReturnType::Default => "()".to_owned(),
        ReturnType::Type(_, ty) => tokens(&**ty),
    };
    format!("pubfn{}({})->{result}", sig.ident, arguments.join(","))
}

trait Text {
    fn to_token_stream_text(&self) -> String;
}

impl Text for Box<syn::Pat> {
    fn to_token_stream_text(&self) -> String {
        plain(&quote::ToTokens::to_token_stream(self).to_string())
    }
}

/// Every public item of the emitted text is in the surface as it is written, and nothing else is.
fn assert_surface_is_text(name: &str, model: &Model) {
    let mut reader = Reader::default();
    for (path, text) in &write(model, &WriteOptions { threads: 1 }).files {
        let rooms = [
            "src/api/",
            "src/types/",
            "src/codec/",
            "src/wire/",
            "src/client.rs",
        ];
        if rooms.iter().any(|room| path.starts_with(room)) {
            reader.file(text);
        }
    }
    let mut expected = BTreeMap::new();
    let surface = Surface::of(model);
    for (path, item) in &surface.items {
        if matches!(item.kind, ItemKind::Feature | ItemKind::Runtime) {
            continue;
        }
        let squeezed = |text: &str| {
            text.chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
        };
        let written = Written {
            text: squeezed(&item.text()),
            traits: item.traits.clone(),
            exhaustive: item.exhaustive,
            deprecated: item.deprecated,
        };
        expected.insert(squeezed(path), written);
    }
    for written in reader.items.values_mut() {
        written.traits.sort_unstable();
    }
    for (path, written) in &reader.items {
        let listed = expected.remove(path);
        assert_eq!(listed.as_ref(), Some(written), "{name}: {path}");
    }
    assert_eq!(expected, BTreeMap::new(), "{name}: listed and not written");
}

#[test]
fn the_surface_is_what_is_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for entry in std::fs::read_dir(root.join("tests/cases"))
        .unwrap()
        .flatten()
    {
        let path = entry.path();
        let name = path.display().to_string();
        if !name.ends_with(".yaml") {
            continue;
        }
        // A map of itself has no finite type.
        if name.ends_with("recursion.yaml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // Some cases are there for their errors.
        if let Ok(model) = made(&name, &text, "") {
            assert_surface_is_text(&name, &model);
            seen += 1;
        }
    }
    assert!(seen > 10);
    let text = std::fs::read_to_string(root.join("../spec/openapi.yaml")).unwrap();
    assert_surface_is_text("openapi.yaml", &model("openapi.yaml", &text, ""));
    assert_surface_is_text("example", &crate::emit::example::model());
}

#[test]
fn the_root_is_what_is_written() {
    let model = crate::emit::example::model();
    let output = write(&model, &WriteOptions { threads: 1 });
    let root = syn::parse_file(&output.files["src/lib.rs"]).unwrap();
    let mut written = Vec::new();
    for item in root.items {
        if let Item::Use(item) = item
            && let Some(names) = quote::ToTokens::to_token_stream(&item.tree)
                .to_string()
                .strip_prefix("runtime ::")
        {
            let names = names.trim().trim_matches(|c| c == '{' || c == '}');
            written.extend(names.split(',').map(|name| name.trim().to_owned()));
        }
    }
    written.retain(|name| !name.is_empty());
    written.sort_unstable();
    let surface = Surface::of(&model);
    let listed = surface
        .items
        .values()
        .filter(|item| item.kind == ItemKind::Runtime);
    let mut listed: Vec<String> = listed.map(|item| item.name.clone()).collect();
    listed.retain(|name| !name.starts_with("runtime::"));
    listed.sort_unstable();
    assert_eq!(listed, written);
}

const BASE: &str = include_str!("tests/base.yaml");

/// The changes that replacing a piece of the document makes, one a line.
fn changes(from: &str, to: &str) -> Vec<Change> {
    assert!(BASE.contains(from), "{from}");
    let old = model("base.yaml", BASE, "");
    let new = model("base.yaml", &BASE.replace(from, to), "");
    compare(&Surface::of(&old), &Surface::of(&new))
}

fn lines(changes: &[Change]) -> Vec<String> {
    let line = |change: &Change| {
        let what = match &change.what {
            What::Renamed { from } => format!("renamed from {from}"),
            What::Traits { lost, gained } => {
                format!("traits -{} +{}", lost.join(" "), gained.join(" "))
            }
            what => format!("{what:?}").to_lowercase(),
        };
        format!("{}: {} {what}", change.effect, change.path)
    };
    changes.iter().map(line).collect()
}

#[test]
fn nothing_changes_where_nothing_does() {
    assert_eq!(lines(&changes("  /things:", "  /things:")), [""; 0]);
    assert_eq!(
        lines(&changes("The name of it", "What it is called")),
        [""; 0]
    );
}

#[test]
fn renames_are_renames() {
    let all = changes("listThings", "allThings");
    assert!(
        all.iter()
            .all(|one| matches!(one.what, What::Renamed { .. })),
        "{:#?}",
        lines(&all)
    );
    assert!(
        lines(&all).contains(&"breaking: Things::all renamed from Things::list".to_owned()),
        "{:#?}",
        lines(&all)
    );
    let gadget = BASE.replace("schemas/Thing'", "schemas/Gadget'");
    let all = compare_texts(BASE, &gadget.replace("    Thing:", "    Gadget:"));
    assert_eq!(lines(&all), ["breaking: Gadget renamed from Thing"]);
    let all = changes("        colour:", "        paint_colour:");
    assert_eq!(
        lines(&all),
        ["breaking: Thing.paint_colour renamed from Thing.colour"]
    );
}

fn compare_texts(old: &str, new: &str) -> Vec<Change> {
    compare(
        &Surface::of(&model("base.yaml", old, "")),
        &Surface::of(&model("base.yaml", new, "")),
    )
}

#[test]
fn what_belongs_together_is_told_once() {
    let all = changes(
        "        colour:",
        "        size: {type: number}\n        colour:",
    );
    assert_eq!(lines(&all), ["additive: Thing.size added"]);
    let all = changes("required: [id]", "required: [id, colour]");
    let all = lines(&all);
    assert!(
        all.contains(&"breaking: Thing.colour changed".to_owned()),
        "{all:#?}"
    );
    assert!(
        all.contains(&"breaking: Thing::new changed".to_owned()),
        "{all:#?}"
    );
}

#[test]
fn unlisted_values_leave_room_for_more() {
    let all = changes("[red, green]", "[red, green, blue]");
    assert_eq!(lines(&all), ["additive: Colour::Blue added"]);
    let strict = "[enums]\nstrict = [\"/components/schemas/Colour\"]";
    let old = Surface::of(&model("base.yaml", BASE, strict));
    let more = BASE.replace("[red, green]", "[red, green, blue]");
    let new = Surface::of(&model("base.yaml", &more, strict));
    assert_eq!(
        lines(&compare(&old, &new)),
        ["breaking: Colour::Blue added"]
    );
    let other = BASE.replace("[red, green]", "[green, red]");
    let other = Surface::of(&model("base.yaml", &other, strict));
    let all = compare(&old, &other);
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|one| one.effect == Effect::Breaking));
}

#[test]
fn another_status_breaks_nobody_where_failures_are_always_by_status() {
    let before = r#"
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      tags: [things]
      responses:
        '204': {description: Done.}
        '400': {description: No., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
        # more
components:
  schemas:
    Problem: {type: object, properties: {message: {type: string}}}
    Limit: {type: object, properties: {seconds: {type: integer}}}
"#;
    let status = "'429': {description: Slow., content: {application/json: {schema: \
                  {$ref: '#/components/schemas/Limit'}}}}";
    let after = before.replace("# more", status);
    let of = |text: &str, config: &str| Surface::of(&model("base.yaml", text, config));
    let broken = |config: &str| {
        let all = compare(&of(before, config), &of(&after, config));
        assert!(!all.is_empty());
        all.iter().any(|one| one.effect == Effect::Breaking)
    };
    assert!(broken(""));
    assert!(!broken("[errors]\nby-status = \"always\""));
}
