//! `docs/openapi-support.md`: what it links to is there.

use std::fs;
use std::path::Path;

/// The text and target of each link of a line.
fn links(line: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('[') {
        let Some((text, after)) = after.split_once("](") else {
            break;
        };
        let Some((target, after)) = after.split_once(')') else {
            break;
        };
        found.push((text, target));
        rest = after;
    }
    found
}

#[test]
fn every_feature_has_a_test_that_exists() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let page = fs::read_to_string(docs.join("openapi-support.md")).unwrap();
    let (mut rows, mut problems) = (0, Vec::new());
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        if cells.first() == Some(&"feature") {
            continue;
        }
        rows += 1;
        let states = ["supported", "partial: ", "not: "];
        if !states
            .iter()
            .any(|state| cells.get(1).is_some_and(|cell| cell.starts_with(state)))
        {
            problems.push(format!("no state: {line}"));
        }
        let tests = links(cells.last().copied().unwrap_or_default());
        if tests.is_empty() {
            problems.push(format!("no test: {line}"));
        }
        for (text, target) in tests {
            let Ok(code) = fs::read_to_string(docs.join(target)) else {
                problems.push(format!("no such file: {target}"));
                continue;
            };
            let name = text.trim_matches('`');
            if text.starts_with('`') && !code.contains(&format!("fn {name}(")) {
                problems.push(format!("no test {name} in {target}"));
            }
        }
    }
    assert!(rows > 40, "only {rows} rows were read");
    assert!(problems.is_empty(), "{problems:#?}");
}
