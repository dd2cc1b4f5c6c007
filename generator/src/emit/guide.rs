//! What the documentation of a client's root says.

use super::index::Index;
use super::lines::Lines;
use super::markdown;
use crate::model::{Group, Model, Operation};

/// The inner documentation of `lib.rs`.
pub(super) fn write(lines: &mut Lines, index: &Index<'_>) {
    let model = index.model;
    let package = &model.package;
    let base = package
        .docs
        .origin
        .as_ref()
        .and_then(|origin| origin.url.as_deref());
    lines.comment(
        "//!",
        &format!("A client of {}.", markdown::inline(&package.title, None)),
    );
    for paragraph in &package.docs.text {
        lines.comment("//!", "");
        for line in markdown::lines(paragraph, 0, base) {
            lines.comment("//!", &line);
        }
    }
    quick_start(lines, index);
    let shown = |name: &str| match index.is_taken(name) {
        true => format!("`runtime::{name}`"),
        false => format!("`{name}`"),
    };
    let (error, kind) = (shown("Error"), shown("ErrorKind"));
    section(
        lines,
        "Errors",
        &[
            &format!(
                "Every failure is one {error}. Its `kind()` is a {kind} for a `match`; `status()`, \
                 `request_id()`, `retry_after()` and `rate_limit()` are read from the answer, and \
                 `documented::<Operation>()` is the body that the documentation describes for that \
                 status."
            ),
            "Calls that may be repeated are sent again after failures of the connection and after \
             408, 429 and 5xx, as `with_retries` and the client's builder say.",
        ],
    );
    streams_and_pages(lines, model);
    section(
        lines,
        "What the API adds",
        &[
            "Operations, optional fields and parameters, values, variants and statuses that the API \
             adds leave callers as they are: structs have setters and take more fields, and each \
             `match` has an arm for what is not known yet. Values and variants that were not \
             documented arrive all the same.",
            "The bodies of an operation's statuses have one type where they are the same, and an \
             enum of the statuses where they differ, which operations share that fail alike. `body_as::<T>()` of an error and \
             `send_as::<T>()` of a request read one type whatever becomes of the others.",
        ],
    );
    features(lines, model);
    if !package.api_version.is_empty() {
        lines.comment("//!", "");
        let version = super::docs::code_span(&package.api_version);
        lines.comment("//!", &format!("The API calls its version `{version}`."));
    }
}

fn quick_start(lines: &mut Lines, index: &Index<'_>) {
    let model = index.model;
    let krate = model.package.name.replace('-', "_");
    let error = if index.is_taken("Error") {
        "runtime::Error"
    } else {
        "Error"
    };
    for line in [
        "",
        "```no_run",
        &format!("# fn example() -> Result<(), {krate}::{error}> {{"),
        &format!("let client = {krate}::Client::from_env()?;"),
        "# let _ = client;",
        "# Ok(()) }",
        "```",
    ] {
        lines.comment("//!", line);
    }
    let first = "A request is made by a method of the client's groups, changed by its setters, and \
                 sent by `.send().await`. Setters that start with `with_` are about the call: time \
                 limits, retries, headers and fields that the documentation does not know.";
    paragraph(lines, first);
    let (key, base) = (&model.client.key_variable, &model.client.base_variable);
    let base = format!("`{base}` holds another base URL than the documented one.");
    let text = match model.client.schemes.is_empty() {
        true => base,
        false => format!(
            "`Client::from_env` takes the key from `{key}`, `Client::new` from its argument; \
             `Client::builder` takes other credentials as well. {base}"
        ),
    };
    section(lines, "Authentication", &[&text]);
}

fn streams_and_pages(lines: &mut Lines, model: &Model) {
    let find = |wanted: fn(&Operation) -> bool| {
        let all = model.groups.iter();
        let mut all = all.flat_map(|group| group.operations.iter().map(move |one| (group, one)));
        all.find(|(_, operation)| wanted(operation))
            .map(|(group, operation)| call(group, operation))
    };
    if let Some(call) = find(|operation| operation.stream.is_some()) {
        let text = format!(
            "What arrives in pieces has `.stream()`, as `{call}` does: a `Stream` of typed \
             pieces that ends with the answer. Dropping it ends the call."
        );
        section(lines, "Streaming", &[&text]);
    }
    if let Some(call) = find(|operation| operation.pages.is_some()) {
        let text = format!(
            "A list that comes in pages has `.items()` and `.pages()`, as `{call}` does: each is \
             a `Stream` that asks for the next page when it is polled."
        );
        section(lines, "Pagination", &[&text]);
    }
}

/// A call as people write it, its arguments left out.
pub(crate) fn call(group: &Group, operation: &Operation) -> String {
    let has_arguments = !operation.required.is_empty() || operation.body.is_some();
    let arguments = if has_arguments { "…" } else { "" };
    format!(
        "client.{}().{}({arguments})",
        group.accessor, operation.method
    )
}

fn features(lines: &mut Lines, model: &Model) {
    let features = model.features();
    if features.is_empty() {
        return;
    }
    let names: Vec<String> = features
        .iter()
        .map(|feature| format!("`{}`", feature.0))
        .collect();
    section(
        lines,
        "Features",
        &[
            "Each tag of the API is a feature, and all are on by default. With `default-features = \
             false` only those are compiled that are named, with the types that they need:",
            &format!("{}.", names.join(", ")),
        ],
    );
}

fn section(lines: &mut Lines, title: &str, paragraphs: &[&str]) {
    lines.comment("//!", "");
    lines.comment("//!", &format!("# {title}"));
    for text in paragraphs {
        paragraph(lines, text);
    }
}

fn paragraph(lines: &mut Lines, text: &str) {
    lines.comment("//!", "");
    for line in markdown::lines(text, 0, None) {
        lines.comment("//!", &line);
    }
}
