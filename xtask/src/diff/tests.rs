//! What a comparison says, in each of its formats.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::*;

/// A document with a hostile text in every place that a page can fill.
const OLD: &str = "openapi: 3.1.0
info: {title: Things, version: '1'}
servers: [{url: 'https://things.example'}]
paths:
  /things:
    get:
      operationId: listThings
      tags: [things]
      summary: List
      parameters:
        - {name: limit, in: query, schema: {type: integer, default: 10}}
      responses:
        '200':
          description: Things
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}
  /things/{id}:
    delete:
      operationId: deleteThing
      tags: [things]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses: {'204': {description: Gone}}
components:
  schemas:
    Thing:
      type: object
      properties:
        id: {type: string}
        size: {type: integer}
";

fn states(new: &str) -> (tempfile::TempDir, Report) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old.yaml"), OLD).unwrap();
    fs::write(folder.path().join("new.yaml"), new).unwrap();
    let at = |name: &str| folder.path().join(name);
    let report = between(
        &at("old.yaml"),
        &at("new.yaml"),
        None,
        Some("1.2.3".to_owned()),
    )
    .unwrap();
    (folder, report)
}

fn all_formats(report: &Report) -> [String; 5] {
    [
        terminal(report),
        markdown(report),
        html(report),
        json(report).unwrap(),
        report.title(),
    ]
}

#[test]
fn nothing_is_said_of_the_same() {
    let (_folder, report) = states(OLD);
    assert!(report.is_empty(), "{report:#?}");
    assert_eq!(report.next.as_deref(), Some("1.2.3"));
    assert_eq!(markdown(&report), "Nothing changed.\n");
}

#[test]
fn each_level_says_what_it_sees() {
    let new = OLD
        .replace("default: 10", "default: 20")
        .replace(
            "        size: {type: integer}\n",
            "        size: {type: number}\n        colour: {type: string}\n",
        )
        .replace(
            "    delete:\n      operationId: deleteThing",
            "    delete:\n      deprecated: true\n      operationId: deleteThing",
        );
    let (_folder, report) = states(&new);
    assert_eq!(report.next.as_deref(), Some("2.0.0"));
    assert_eq!(report.title(), "API changes: breaking; 1.2.3 → 2.0.0");
    let text = markdown(&report);
    for line in [
        "- `Option<i64>` is `Option<f64>` now in `Thing.size`\n",
        "- `Thing`: fields `colour`\n",
        "### Deprecated\n\n- `Things::delete`\n",
        "- `GET /things`, query parameter `limit`: default `10` is `20` now\n",
        "  - field `size`: type `integer` → `number`\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let value: serde_json::Value = serde_json::from_str(&json(&report).unwrap()).unwrap();
    assert_eq!(value["verdict"], "breaking");
    let size = value["api"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["part"] == "field `size`")
        .unwrap();
    assert_eq!(
        (&size["event"], &size["aspect"]),
        (&"changed".into(), &"type".into())
    );
    assert_eq!(size["new"]["line"], 30);
    let page = html(&report);
    assert!(page.contains("<td class=\"old\"><code>pub size: Option&lt;i64&gt;</code></td><td class=\"new\"><code>pub size: Option&lt;f64&gt;</code></td>"), "{page}");
}

#[test]
fn operations_that_come_and_go_are_named() {
    let new = OLD.replace(
        "  /things/{id}:\n    delete:\n      operationId: deleteThing\n      tags: [things]",
        "  /gadgets/{id}:\n    put:\n      operationId: setGadget\n      tags: [gadgets]",
    );
    let (_folder, report) = states(&new);
    let text = markdown(&report);
    assert!(
        text.contains("- Removed: `Things::delete`: `DELETE /things/{id}`\n"),
        "{text}"
    );
    assert!(
        text.contains("- `Gadgets::set`: `PUT /gadgets/{id}`\n"),
        "{text}"
    );
    assert_eq!(
        report.title(),
        "API changes: breaking; 1 operations added, 1 removed; 1.2.3 → 2.0.0"
    );
}

#[test]
fn texts_of_pages_stay_texts() {
    let hostile =
        "</td><script>alert(1)</script> ``` [x](javascript:alert(1)) \\u001b[31m\\n# Head";
    let new = OLD
        .replace("summary: List", &format!("summary: \"{hostile}\""))
        .replace("        size: {type: integer}", &format!("        size: {{type: integer, default: \"{hostile}\"}}\n        \"{hostile}\": {{type: string}}"));
    let (_folder, report) = states(&new);
    assert!(!report.api.is_empty());
    let [terminal, markdown, html, _, _] = all_formats(&report);
    assert!(!html.contains("<script"), "{html}");
    assert!(
        !terminal
            .replace("\u{1b}[31m", "")
            .contains("alert(1)</script> ``` [x](javascript:alert(1)) \u{1b}")
    );
    for line in markdown.lines().filter(|line| line.contains("script")) {
        // Inside of a code span nothing is markup.
        let mut outside = String::new();
        let unescaped = line.replace("\\`", " ").replace("\\]", " ");
        let mut rest = unescaped.as_str();
        while let Some(at) = rest.find('`') {
            outside.push_str(&rest[..at]);
            let fence = rest[at..].chars().take_while(|c| *c == '`').count();
            let (_, inner) = rest.split_at(at + fence);
            let close = "`".repeat(fence);
            let end = inner.match_indices(&close).find(|(at, _)| {
                !inner[at + fence..].starts_with('`') && !inner[..*at].ends_with('`')
            });
            rest = end.map_or("", |(at, _)| &inner[at + fence..]);
        }
        outside.push_str(rest);
        assert!(
            !outside.contains("<script") && !outside.contains("](javascript"),
            "{line}"
        );
    }
}

#[test]
fn pages_are_followed_under_other_names() {
    let folder = tempfile::tempdir().unwrap();
    let page = |path: &str, id: &str, more: &str| {
        format!(
            "# {id}\n\nGET https://example.com/v1{path}\n\n{more}\n\n## OpenAPI Specification\n\n```yaml\nopenapi: 3.1.1\ninfo:\n  title: {id}\n  version: endpoint_things.{id}\npaths:\n  {path}:\n    get:\n      operationId: {id}\n      description: '{more}'\n      tags:\n        - - subpackage_things\n      responses:\n        '204':\n          description: Done\n```\n"
        )
    };
    for (state, files) in [
        (
            "old",
            vec![
                ("a.md", page("/a", "a", "One.")),
                ("b.md", page("/b", "b", "")),
                ("c.md", page("/c", "c", "")),
            ],
        ),
        (
            "new",
            vec![
                ("a.md", page("/a", "a", "Two.")),
                ("bee.md", page("/b", "b", "")),
                ("d.md", page("/d", "d", "")),
            ],
        ),
    ] {
        fs::create_dir(folder.path().join(state)).unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(state).join(name), text).unwrap();
        }
    }
    let at = |name: &str| folder.path().join(name);
    let report = between(&at("old"), &at("new"), None, None).unwrap();
    let pages: Vec<String> = report
        .pages
        .iter()
        .map(|page| format!("{} {:?}", page.page, page.event))
        .collect();
    assert_eq!(
        pages,
        [
            "a.md Prose",
            "bee.md Moved { from: \"b.md\", edited: false }",
            "c.md Removed",
            "d.md Added"
        ]
    );
    let prose: Vec<_> = report.api.iter().filter(|one| one.prose).collect();
    assert_eq!(prose.len(), 1);
    assert_eq!(prose[0].subject, "GET /a");
    assert_eq!(prose[0].new.as_ref().unwrap().page, "a.md");
}

#[test]
fn a_project_is_compared_with_its_past() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .arg("-C")
            .arg(root)
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    fs::write(
        root.join("codegen.toml"),
        "[input]\npages = [\"api.yaml\"]\noverlay = \"\"\n",
    )
    .unwrap();
    fs::write(root.join("api.yaml"), OLD).unwrap();
    fs::create_dir(root.join("generated-client")).unwrap();
    fs::write(
        root.join("generated-client/Cargo.toml"),
        "[package]\nname = \"a\"\nversion = \"0.3.1\"\n",
    )
    .unwrap();
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "One"]);
    assert!(since(root, "HEAD", None).unwrap().is_empty());
    fs::write(root.join("api.yaml"), OLD.replace("size:", "length:")).unwrap();
    let report = since(root, "HEAD", None).unwrap();
    assert_eq!(report.current.as_deref(), Some("0.3.1"));
    assert_eq!(report.next.as_deref(), Some("0.4.0"));
    assert_eq!(since(root, "nothing", None).unwrap_err().exit_code(), 2);
    assert_eq!(since(root, "--help", None).unwrap_err().exit_code(), 2);
}

#[test]
fn the_real_history_is_told_right() {
    let shared = crate::workspace().join("../shared/docs");
    let (old, new) = (shared.join("openrouter-2025-11"), shared.join("openrouter"));
    if !old.exists() || !new.exists() {
        eprintln!("skipped: {} is not there", shared.display());
        return;
    }
    let config = crate::workspace().join("codegen.toml");
    let report = between(
        &old,
        &new,
        Some(Path::new(&config)),
        Some("0.1.0".to_owned()),
    )
    .unwrap();
    use pagecrate_spec::compare::{Element, Event};
    let of = |wanted: &dyn Fn(&Event) -> bool| -> Vec<&str> {
        let operations = report
            .api
            .iter()
            .filter(|one| one.element == Element::Operation);
        operations
            .filter(|one| wanted(&one.event))
            .map(|one| one.subject.as_str())
            .collect()
    };
    assert_eq!(
        of(&|event| *event == Event::Removed),
        ["POST /completions", "GET /parameters/{author}/{slug}"]
    );
    let moved = of(&|event| matches!(event, Event::Moved { .. }));
    assert_eq!(moved, ["GET /embeddings/models"]);
    let added = of(&|event| *event == Event::Added);
    assert_eq!(added.len(), 14, "{added:?}");
    assert!(added.contains(&"POST /messages") && added.contains(&"GET /guardrails"));
    assert_eq!(report.next.as_deref(), Some("0.2.0"));
    let text = markdown(&report);
    assert!(text.len() < 65_536, "{}", text.len());
    assert!(
        text.contains("- `BigNumberUnion` is `Value` now in `PublicEndpointPricing.completion`"),
        "{text}"
    );
}
