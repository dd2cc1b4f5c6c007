//! `explain`: where a thing of the client comes from, and where it went.

mod items;
mod origin;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use pagecrate_generator::model::{Model, Type};

use crate::Failure;
use crate::codegen::{self, Layout, Made, diagnostics, make};
use crate::disk::shown;
use items::{Thing, What};
use origin::Document;

/// How many things of one name are explained; more are listed.
const MAX_EXPLAINED: usize = 4;
/// How many things are listed.
const MAX_LISTED: usize = 20;

/// The arguments of `explain`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Exit status: 0 explained; 1 there is no such thing, or errors in the input; 2 wrong usage.

Examples:
  cargo xtask explain Guardrail.limit_usd              a field of a type
  cargo xtask explain 'Client::guardrails().list'      a method
  cargo xtask explain 'GET /guardrails'                an operation
  cargo xtask explain 'GET /guardrails limit'          a parameter of it
  cargo xtask explain /components/schemas/Guardrail    a place of the merged document")]
pub struct Arguments {
    /// A Rust path, an operation id, `METHOD /path`, or a JSON Pointer
    #[arg(value_name = "ITEM")]
    pub item: String,

    /// Read these folders, pages and OpenAPI files instead of the project's
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub from: Vec<PathBuf>,

    /// Apply an OpenAPI Overlay to what --from gives
    #[arg(long, value_name = "FILE", requires = "from")]
    pub overlay: Option<PathBuf>,

    /// Read this codegen.toml with --from
    #[arg(long, value_name = "FILE", requires = "from")]
    pub config: Option<PathBuf>,
}

/// Runs the command. `false`: there is no such thing.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let layout = codegen::Arguments::looking(
        &arguments.from,
        arguments.overlay.as_deref(),
        arguments.config.as_deref(),
    )
    .layout_to_look(&crate::workspace())?;
    let made = make(&layout, None, &|_| {})?;
    if made.files.is_none() {
        eprint!("{}", diagnostics(&made, false, false));
    }
    let (found, text) = explain(&made, &layout, &arguments.item)?;
    print!("{text}");
    Ok(found)
}

/// What there is to say of a thing; `false` when there is none of this name.
///
/// # Errors
/// When there is no client because of errors in the input.
pub fn explain(made: &Made, layout: &Layout, asked: &str) -> Result<(bool, String), Failure> {
    let Some(model) = &made.model else {
        return Err(Failure::Failed(
            "there is no client to explain, because of the errors above".to_owned(),
        ));
    };
    let mut all = items::all(model);
    let document = Document::new(made, layout);
    document.find_parameters(&mut all);
    let asked = document.stands_for(asked, model);
    let found = match items::find(&all, &asked) {
        Ok(found) => found,
        Err(alike) => {
            let mut text = nothing(&asked, &alike);
            if asked.starts_with('/') {
                section(&mut text, "overlay", document.removals(&asked));
            }
            return Ok((false, text));
        }
    };
    let mut text = String::new();
    if found.len() > MAX_EXPLAINED {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{} things are called {asked:?}; name one of them:",
            found.len()
        );
        listed(&mut text, found.iter().map(|thing| thing.shown.as_str()));
        return Ok((false, text));
    }
    for (at, thing) in found.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        one(thing, &document, &mut text);
    }
    Ok((true, text))
}

/// The method of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Method {
    /// The operation in the merged document.
    pub(crate) pointer: String,
    /// How it is called: `client.things().get(id)`.
    pub(crate) call: String,
    /// The file, relative to the client's package.
    pub(crate) file: String,
    /// The text of that file.
    pub(crate) text: String,
    /// The line in it, counted from 1.
    pub(crate) line: Option<usize>,
}

/// The methods of a client's operations, each with its place.
pub(crate) fn methods(made: &Made, layout: &Layout) -> Vec<Method> {
    let Some(model) = &made.model else {
        return Vec::new();
    };
    let method = |thing: Thing<'_>| {
        let What::Operation(operation) = thing.what else {
            return None;
        };
        let [_, accessor, method] = thing.path() else {
            return None;
        };
        let mut arguments: Vec<&str> = operation
            .required
            .iter()
            .map(|one| one.ident.as_str())
            .collect();
        let body = operation.body.as_ref().filter(|body| body.required);
        arguments.extend(body.map(|body| body.ident.as_str()));
        let text = origin::text_of(made, layout, &thing.file).unwrap_or_default();
        Some(Method {
            call: format!("client.{accessor}().{method}({})", arguments.join(", ")),
            pointer: thing.pointer.clone(),
            text: text.to_owned(),
            line: origin::find_line(text, &thing.lines),
            file: thing.file,
        })
    };
    items::all(model).into_iter().filter_map(method).collect()
}

fn nothing(asked: &str, alike: &[&str]) -> String {
    let mut text = format!("nothing in the client is called {asked:?}\n");
    if !alike.is_empty() {
        text.push_str("called alike:\n");
        listed(&mut text, alike.iter().copied());
    }
    text
}

fn listed<'t>(text: &mut String, names: impl ExactSizeIterator<Item = &'t str>) {
    let count = names.len();
    for name in names.take(MAX_LISTED) {
        let _ = writeln!(text, "  {name}");
    }
    if count > MAX_LISTED {
        let _ = writeln!(text, "  … and {} more", count - MAX_LISTED);
    }
}

fn one(thing: &Thing<'_>, document: &Document<'_>, text: &mut String) {
    let _ = writeln!(text, "{}: {}", thing.shown, thing.what.words());
    section(text, "written", document.written(thing));
    section(text, "document", document.lines(thing));
    section(text, "stated by", document.stated(thing));
    section(text, "why", reasons(thing, document));
    section(text, "name", document.name(thing));
    section(text, "repairs", document.repairs(thing));
    section(text, "overlay", document.overlay(thing));
}

fn section(text: &mut String, title: &str, lines: Vec<String>) {
    for (at, line) in lines.iter().enumerate() {
        let title = if at == 0 { title } else { "" };
        let _ = writeln!(text, "  {title:<10} {line}");
    }
}

/// Why a thing is typed as it is.
fn reasons(thing: &Thing<'_>, document: &Document<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    match thing.what {
        What::Field(field) => {
            lines.push(document.presence(thing, field));
            if field.read_only {
                lines
                    .push("it is `readOnly`: received only, never demanded of a caller".to_owned());
            }
            if field.write_only {
                lines.push("it is `writeOnly`: sent only, never demanded of an answer".to_owned());
            }
            if matches!(field.ty, Type::Json) {
                lines.push(
                    "it is any JSON: see `untyped` in `cargo xtask codegen --report`".to_owned(),
                );
            }
            if field.ty != Type::Json && has_box(&field.ty) {
                lines.push("it is boxed, because the type holds itself".to_owned());
            }
        }
        What::Parameter(parameter, is_required) => {
            let place = format!("{:?}", parameter.place).to_lowercase();
            let required = match is_required {
                true => "`required` is true",
                false => "`required` is not true",
            };
            lines.push(format!("a {place} parameter; {required}"));
        }
        What::Operation(operation) => {
            if operation.stream.is_some() {
                lines.push("it streams: the document describes an answer in pieces".to_owned());
            }
            if operation.pages.is_some() {
                lines.push(
                    "it has pages: its parameters and its answer say so, or codegen.toml"
                        .to_owned(),
                );
            }
        }
        What::Body(body) => lines.push(format!("sent as {}", body.content_type)),
        What::Type(_) | What::Variant => {}
    }
    lines
}

fn has_box(ty: &Type) -> bool {
    match ty {
        Type::Boxed(_) => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => has_box(inner),
        _ => false,
    }
}

/// The path of a file of the client, as it is shown.
fn file_of(layout: &Layout, relative: &str) -> Option<PathBuf> {
    layout.client.as_ref().map(|client| client.join(relative))
}

/// A place in a file that is written, for people and editors.
fn place(layout: &Layout, path: &std::path::Path, line: Option<usize>) -> String {
    let name = shown(path, &layout.root);
    match line {
        Some(line) => format!("{name}:{line}"),
        None => name,
    }
}

/// The types that stand for schemas beside their own.
fn alike(model: &Model, pointer: &str) -> bool {
    let mut items = model.modules.iter().flat_map(|module| &module.items);
    items.any(|item| {
        item.docs
            .origin
            .as_ref()
            .is_some_and(|origin| origin.pointer == pointer)
    })
}
