//! `--report`: counts as JSON.

use std::collections::BTreeMap;

use pagecrate_spec::diagnostic::Severity;
use serde_json::{Value, json};

use super::Made;
use super::untyped::untyped;

/// The counts of a run.
///
/// `operations.in` are those of the merged document, `operations.out` the methods of the client;
/// `components.before` are those of all fragments, `components.after` those of the merged document,
/// and `components.types` the types of the client, identical ones unified. `untyped` are the public
/// places that are any JSON, each with its pointer and why.
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
            "supplemented": accounting.supplemented,
            "repeated": accounting.repeated,
        },
        "components": {
            "before": accounting.components_read,
            "after": accounting.components,
            "types": types,
        },
        "repairs": accounting.repairs,
        "untyped": model.map(|model| untyped(model, &document, &made.config)),
        "diagnostics": diagnostics(made),
    })
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
