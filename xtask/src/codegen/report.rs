//! `--report`: counts as JSON.

use std::fs;
use std::path::Path;

use pagecrate_spec::diagnostic::Severity;
use serde_json::json;

use super::pipeline::Made;

/// Writes the counts of a run.
pub(super) fn write(made: &Made, path: &Path) -> Result<(), String> {
    let accounting = &made.accounting;
    let count = |severity| made.diagnostics.count(severity);
    let report = json!({
        "pages": {
            "read": accounting.pages.len(),
            "used": accounting.used(),
            "skipped": accounting.skipped(),
            "list": accounting.pages,
        },
        "fragments": accounting.fragments,
        "operations": {
            "in": accounting.operations,
            "methods": made.emitted,
            "supplemented": accounting.supplemented,
            "repeated": accounting.repeated,
        },
        "components": {
            "before": accounting.components_read,
            "after": accounting.components,
        },
        "repairs": accounting.repairs,
        "untyped": made.untyped,
        "diagnostics": {
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
            "notes": count(Severity::Note),
        },
    });
    let text = format!("{report:#}\n");
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
