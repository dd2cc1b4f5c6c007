//! `--report`: counts as JSON.

use std::collections::BTreeMap;

use pagecrate_spec::diagnostic::{Label, Place, Severity};
use pagecrate_spec::fragment::Trust;
use pagecrate_spec::trust::Trusts;
use serde_json::{Value, json};

use super::Made;
use super::untyped::untyped;

/// The counts of a run.
///
/// `operations.in` are those of the merged document, `operations.out` the methods of the client,
/// `operations.webhooks` the requests that the service sends, of which only the payload is typed;
/// `components.before` are those of all fragments, `components.after` those of the merged document,
/// and `components.types` the types of the client, identical ones unified. `untyped` are the public
/// places that are any JSON, each with its pointer and why. `trust` says how directly each operation
/// and schema was stated, and how many of each degree there are. `disagreements` lists where the
/// pages, or a specification and the pages, do not say the same.
#[must_use]
pub fn report(made: &Made) -> Value {
    let accounting = &made.accounting;
    let mut skipped = accounting.skipped();
    for (_, reason) in &made.rejected {
        *skipped.entry(reason).or_default() += 1;
    }
    let model = made.model.as_ref();
    let document = pagecrate_spec::yaml::read(&made.document).unwrap_or_default();
    let methods = model.map(|model| {
        model
            .groups
            .iter()
            .map(|group| group.operations.len())
            .sum::<usize>()
    });
    let types = model.map(|model| {
        model
            .modules
            .iter()
            .map(|module| module.items.len())
            .sum::<usize>()
    });
    json!({
        "pages": {
            "read": accounting.pages.len() + made.rejected.len(),
            "used": accounting.used(),
            "skipped": skipped,
            "list": accounting.pages,
        },
        "other_files": made.others,
        "fragments": accounting.fragments,
        "operations": {
            "in": accounting.operations,
            "out": methods,
            "webhooks": accounting.webhooks,
            "supplemented": accounting.supplemented,
            "repeated": accounting.repeated,
        },
        "components": {
            "before": accounting.components_read,
            "after": accounting.components,
            "types": types,
        },
        "trust": trust(&made.trusts),
        "repairs": accounting.repairs,
        "untyped": model.map(|model| untyped(model, &document, &made.config)),
        "disagreements": disagreements(made),
        "diagnostics": diagnostics(made),
    })
}

fn trust(trusts: &Trusts) -> Value {
    let count = |all: &mut dyn Iterator<Item = Trust>| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        all.for_each(|one| *counts.entry(one.word()).or_default() += 1);
        json!(counts)
    };
    let list = |all: &mut dyn Iterator<Item = (String, Trust)>| -> Value {
        let entries = all.map(|(name, trust)| (name, json!(trust.word())));
        Value::Object(entries.collect())
    };
    let schemas = trusts.schemas.iter();
    json!({
        "operations": count(&mut trusts.operations.values().copied()),
        "schemas": count(&mut trusts.schemas.values().copied()),
        "list": {
            "operations": list(&mut trusts.operations.clone().into_iter()),
            "schemas": list(&mut schemas.map(|(at, trust)| (at.to_string(), *trust))),
        },
    })
}

/// Where pages, or a specification and the pages, do not say the same: what, and what each says where.
fn disagreements(made: &Made) -> Value {
    let codes = [
        "pages-disagree",
        "only-weaker-page",
        "operation-conflict",
        "component-conflict",
    ];
    let list = made.diagnostics.iter();
    let list = list.filter(|one| codes.contains(&one.code));
    let place = |label: &Label| match &label.place {
        Place::Span(span) => made.sources.place(*span),
        Place::Pointer(pointer) => pointer.to_string(),
    };
    let entries = list.map(|one| {
        let places = one.labels.iter();
        let places = places.map(|label| json!({"place": place(label), "says": label.text}));
        json!({
            "kind": one.code,
            "what": one.message,
            "places": places.collect::<Vec<_>>(),
        })
    });
    entries.collect()
}

fn diagnostics(made: &Made) -> Value {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for one in made
        .diagnostics
        .iter()
        .filter(|one| one.severity > Severity::Note)
    {
        *codes.entry(one.code).or_default() += 1;
    }
    let count = |severity| made.diagnostics.count(severity);
    json!({
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "notes": count(Severity::Note),
        "codes": codes,
    })
}
