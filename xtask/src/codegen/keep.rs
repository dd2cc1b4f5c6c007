//! `[keep]`: what vanished from the pages and stays for a while.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::keep::{Keep, Known, keep};
use pagecrate_spec::merge::Merged;
use pagecrate_spec::source::Span;
use pagecrate_spec::yaml;
use serde_json::Value;

use super::Layout;
use crate::Failure;
use crate::config::Config;

/// The file beside the merged document that has the definitions of what is kept: a run finds them
/// there when they are in no page and no longer in the document of the run before.
pub(crate) const KEPT: &str = "kept.yaml";

/// Adds what is kept to the merged document. Gives the file of the definitions, if there are any.
pub(super) fn apply(
    layout: &Layout,
    config: &Config,
    merged: &mut Merged,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(PathBuf, String)>, Failure> {
    let (Some(source), Some(document)) = (config.generator.source, &layout.document) else {
        return Ok(None);
    };
    if config.keep.is_empty() {
        return Ok(None);
    }
    let path = document.with_file_name(KEPT);
    let (kept, last) = (read(&path)?, read(document)?);
    let known = Known {
        kept: &kept,
        last: &last,
    };
    let entries: Vec<Keep> = config
        .keep
        .iter()
        .map(|(item, until)| Keep {
            item: item.get_ref().clone(),
            until: until.clone(),
            span: Span::new(source, item.span().start, item.span().end),
        })
        .collect();
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    let kept = keep(
        merged,
        &entries,
        known,
        &now.date().to_string(),
        diagnostics,
    );
    let is_empty = kept.as_object().is_none_or(serde_json::Map::is_empty);
    Ok((!is_empty).then(|| (path, yaml::write(&kept))))
}

/// A document of an earlier run; nothing where there is none.
fn read(path: &Path) -> Result<Value, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(yaml::read(&text).unwrap_or_default()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Value::Null),
        Err(error) => Err(Failure::file(path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, make};
    use super::*;

    const DOCUMENT: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://t.example'}]\npaths:\n  /a:\n    get: {operationId: getA, tags: [t], responses: {'204': {description: Done}}}\n  /b:\n    get:\n      operationId: getB\n      tags: [t]\n      responses:\n        '200': {description: B, content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}\ncomponents:\n  schemas:\n    B: {type: object, properties: {size: {type: integer}}}\n";

    fn run(root: &Path) -> (Vec<&'static str>, bool) {
        let made = make(&Layout::project(root).unwrap(), None, &|_| {}).unwrap();
        let said = made.diagnostics.iter().map(|one| one.code).collect();
        let done = made.files.as_ref().is_some_and(|files| {
            let plan = Plan::new(files).unwrap();
            let done = plan.is_done();
            plan.apply(files).unwrap();
            done
        });
        (said, done)
    }

    #[test]
    fn an_operation_outlives_its_page_until_the_day() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let write = |name: &str, text: &str| fs::write(root.join(name), text).unwrap();
        let config = "[input]\npages = [\"api.yaml\"]\noverlay = \"\"\n[package]\nname = \"t\"\n";
        fs::create_dir(root.join("spec")).unwrap();
        write("codegen.toml", config);
        write("api.yaml", DOCUMENT);
        run(root);
        let (start, rest) = DOCUMENT.split_once("  /b:\n").unwrap();
        assert!(rest.contains("components:"));
        write("api.yaml", start);
        write(
            "codegen.toml",
            &format!("{config}[keep]\n\"GET /b\" = \"9999-12-31\"\n"),
        );
        let (said, _) = run(root);
        assert!(
            !said.iter().any(|code| code.starts_with("keep")),
            "{said:?}"
        );
        let api = fs::read_to_string(root.join("generated-client/src/api/t.rs")).unwrap();
        assert!(
            api.contains("pub fn get_b(&self)") && api.contains("#[deprecated]"),
            "{api}"
        );
        // Now the definition is in no page and not to be taken from the document.
        fs::remove_file(root.join("spec/openapi.yaml")).unwrap();
        run(root);
        assert!(run(root).1, "a third run changes nothing");
        write(
            "codegen.toml",
            &format!("{config}[keep]\n\"GET /b\" = \"2020-12-31\"\n"),
        );
        assert!(run(root).0.contains(&"keep-expired"));
    }
}
