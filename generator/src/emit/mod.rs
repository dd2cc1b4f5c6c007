//! The Model as the text of a client crate.
//!
//! Nothing is decided here and no name is made: each file below is a function from a part of the
//! Model to text, and it cannot fail.

mod api;
mod client;
mod code;
mod codec;
mod codec_union;
mod docs;
#[cfg(test)]
pub(crate) mod example;
mod file;
mod guide;
#[cfg(test)]
mod hostile;
mod index;
mod layout;
mod lines;
mod markdown;
mod multipart;
mod outcome;
mod root;
mod sample;
mod size;
mod telling;
#[cfg(test)]
mod tests;
mod ty;
mod types;
mod wire;

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::model::{Group, Model, TypeModule};
use crate::name::Ident;
use crate::output::Output;
use crate::package;
use file::File;
pub(crate) use guide::call;
pub(crate) use index::{Index, fields, is_made};
pub(crate) use root::runtime_names;
pub(crate) use ty::path as type_path;

/// How a client is written.
#[derive(Clone, Copy, Debug)]
pub struct WriteOptions {
    /// How many threads print files.
    pub threads: usize,
}

impl Default for WriteOptions {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        WriteOptions {
            threads: threads.min(8),
        }
    }
}

/// One file to be printed.
enum Job<'m> {
    Root,
    Client,
    Modules(&'static str),
    Api(&'m Group),
    Types(&'m TypeModule),
    Codec(&'m TypeModule),
    Wire(&'m Group),
}

/// The source files of a client: `src/**`, with the runtime modules that it stands on.
///
/// The same Model gives the same bytes, whatever the number of threads.
#[must_use]
pub fn write(model: &Model, options: &WriteOptions) -> Output {
    let index = Index::new(model);
    let mut jobs = vec![Job::Root, Job::Client];
    jobs.extend(["api", "codec", "types", "wire"].map(Job::Modules));
    jobs.extend(
        model
            .groups
            .iter()
            .flat_map(|group| [Job::Api(group), Job::Wire(group)]),
    );
    jobs.extend(
        model
            .modules
            .iter()
            .flat_map(|module| [Job::Types(module), Job::Codec(module)]),
    );
    // The large files first, so that no thread is left alone with one at the end.
    jobs.sort_by_key(|job| std::cmp::Reverse(job.weight()));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(job.run(&index));
        }
        done
    };
    let mut output = Output::default();
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..options.threads).map(|_| scope.spawn(work)).collect();
        output.files.extend(work());
        for other in others {
            match other.join() {
                Ok(done) => output.files.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    output.files.extend(package::runtime(model));
    output
}

impl<'m> Job<'m> {
    /// About how long it takes.
    fn weight(&self) -> usize {
        match self {
            Job::Root | Job::Client | Job::Modules(_) => 50,
            Job::Api(group) => group.operations.len() * 3,
            Job::Wire(group) => group.operations.len(),
            Job::Types(module) => module.items.len() * 2,
            Job::Codec(module) => module.items.len(),
        }
    }

    fn run(&self, index: &'m Index<'m>) -> (String, String) {
        let model = index.model;
        match self {
            Job::Root => (
                "src/lib.rs".to_owned(),
                root::root(index, root::names_deprecated(model)),
            ),
            Job::Client => ("src/client.rs".to_owned(), client::client(model)),
            Job::Modules(folder) => (format!("src/{folder}/mod.rs"), modules(model, folder)),
            Job::Api(group) => source(index, "api", &group.module, |file| file.group(group)),
            Job::Wire(group) => source(index, "wire", &group.module, |file| file.wire(group)),
            Job::Types(module) => source(index, "types", &module.module, |file| {
                file.types(module);
            }),
            Job::Codec(module) => source(index, "codec", &module.module, |file| {
                file.codec(module);
                file.multiparts(module);
            }),
        }
    }
}

/// The path and text of a file of a tag.
fn source<'m>(
    index: &'m Index<'m>,
    folder: &'static str,
    module: &'m Ident,
    write: impl FnOnce(&mut File<'m>),
) -> (String, String) {
    let mut file = File::new(index, (folder == "types").then_some(module));
    write(&mut file);
    (
        format!("src/{folder}/{}.rs", module.as_str()),
        file.finish(),
    )
}

fn modules(model: &Model, folder: &'static str) -> String {
    let types = model
        .modules
        .iter()
        .map(|module| (&module.module, module.features.as_slice()));
    let groups = model
        .groups
        .iter()
        .map(|group| (&group.module, group.feature.as_slice()));
    match folder {
        "api" => root::modules(groups, "The operations, by tag."),
        "wire" => root::modules(
            groups,
            "What operations send and how their answers are read: nothing to be read by a person.",
        ),
        "types" => root::modules(types, "The types, by the tag that they belong to."),
        _ => root::modules(
            types,
            "How the types are read and written: nothing to be read by a person.",
        ),
    }
}

/// The paths by which a crate that depends on a client names its types; `None` for what has no JSON.
pub(crate) fn paths<'m>(
    model: &'m Model,
    krate: &'m str,
) -> impl Fn(&crate::model::Type) -> Option<String> + 'm {
    let index = Index::new(model);
    move |ty| (!index.is_upload(ty)).then(|| ty::path(ty, krate))
}

/// Foreign text as one harmless line of Markdown.
pub(crate) fn inline(text: &str) -> String {
    markdown::inline(text, None)
}

/// Foreign text on one line, for where it is no Markdown.
pub(crate) fn one_line(text: &str) -> String {
    markdown::one_line(text)
}
