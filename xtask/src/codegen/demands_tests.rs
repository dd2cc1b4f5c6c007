//! What `codegen.toml` demands of the pages, and what `pages.lock` says of them.

use std::fs;
use std::path::Path;

use pagecrate_spec::diagnostic::Severity;
use pagecrate_spec::render::{Look, render};

use super::{Layout, Made, make, report};
use crate::testing::PAGE;

const TABLE: &str = "# Boats\n\n## GET https://a.example/boats\n\nLists them.\n\n### Query parameters\n\n\
    | Name | Type | Required | Description |\n|-|-|-|-|\n| `limit` | integer | yes | How many |\n\n\
    ### Response\n\n```json\n{\"boats\": [{\"name\": \"Argo\"}]}\n```\n";

fn made(folder: &Path, config: &str, pages: &[(&str, &str)]) -> Made {
    fs::create_dir_all(folder.join("pages")).unwrap();
    for (name, text) in pages {
        fs::write(folder.join("pages").join(name), text).unwrap();
    }
    fs::write(folder.join("codegen.toml"), config).unwrap();
    let layout = Layout {
        inputs: vec![folder.join("pages")],
        overlay: None,
        config: Some(folder.join("codegen.toml")),
        document: None,
        keeps_document: true,
        client: Some(folder.join("client")),
        scaffold: true,
        root: folder.to_path_buf(),
        command: "cargo xtask codegen".to_owned(),
    };
    make(&layout, None, &|_| {}).unwrap()
}

fn said(made: &Made, severity: Severity) -> Vec<String> {
    let all = made
        .diagnostics
        .iter()
        .filter(|one| one.severity == severity);
    all.map(|one| render(one, &made.sources, &made.provenance, Look::Plain))
        .collect()
}

#[test]
fn a_demand_that_is_not_met_stops_the_writing() {
    let pages = [("boats.md", TABLE), ("thing.md", PAGE)];
    let folder = tempfile::tempdir().unwrap();
    let strict = made(folder.path(), "[min-trust]\nall = \"fragment\"\n", &pages);
    let errors = said(&strict, Severity::Error);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert!(
        errors[0].starts_with("error[min-trust]: `GET /boats` is stated in a table"),
        "{}",
        errors[0]
    );
    assert!(errors[0].contains("pages/boats.md:3"), "{}", errors[0]);
    assert!(strict.files.is_none());
    let allowed =
        "[min-trust]\nall = \"fragment\"\noperations = { \"GET /boats\" = \"inferred\" }\n";
    let allowed = made(folder.path(), allowed, &pages);
    assert_eq!(said(&allowed, Severity::Error), Vec::<String>::new());
    assert!(allowed.files.is_some());
    let unknown = "[min-trust.tags]\nyachts = \"spec\"\n";
    let unknown = said(&made(folder.path(), unknown, &pages), Severity::Error);
    assert_eq!(unknown.len(), 1, "{unknown:#?}");
    assert!(unknown[0].contains("codegen.toml:2"), "{}", unknown[0]);
}

#[test]
fn the_report_and_the_client_say_what_was_concluded() {
    let folder = tempfile::tempdir().unwrap();
    let made = made(
        folder.path(),
        "",
        &[("boats.md", TABLE), ("thing.md", PAGE)],
    );
    let trust = &report(&made)["trust"];
    assert_eq!(trust["operations"]["fragment"], 1);
    assert_eq!(trust["operations"]["table"], 1);
    assert_eq!(trust["list"]["operations"]["GET /boats"], "table");
    assert!(trust["schemas"]["inferred"].as_u64() > Some(0), "{trust:#}");
    let files = made.files.unwrap();
    let text: String = files
        .wanted
        .values()
        .map(|(_, text)| text.as_str())
        .collect();
    assert!(text.contains("read from a table"));
    assert!(text.contains("concluded from a sample"));
}

/// The page that was fetched last is the newer one, where the pages themselves have no date.
#[test]
fn the_lock_says_which_of_two_pages_is_newer() {
    let newer = PAGE.replace(
        "          required: true\n          schema:\n            type: string\n",
        "          required: true\n          schema:\n            type: integer\n",
    );
    let pages = [("a.md", PAGE), ("b.md", newer.as_str())];
    let lock = |a: &str, b: &str| {
        let page = |name: &str, time: &str| {
            format!(
                "[[page]]\nurl = \"https://docs.example/{name}\"\nlist = \"\"\nfile = \"{name}\"\n\
                 fetched = \"{time}\"\nsha256 = \"\"\n"
            )
        };
        format!("version = 1\n{}{}", page("a.md", a), page("b.md", b))
    };
    for (a, b, expected) in [
        ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "integer"),
        ("2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "string"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("pages.lock"), lock(a, b)).unwrap();
        let config = "[sync]\ninto = \"pages\"\nlock = \"pages.lock\"\n";
        let made = made(folder.path(), config, &pages);
        let document = pagecrate_spec::yaml::read(&made.document).unwrap();
        let parameter = &document["paths"]["/things/{id}"]["get"]["parameters"][0];
        assert_eq!(parameter["schema"]["type"], expected);
        let warnings = said(&made, Severity::Warning);
        assert!(
            warnings
                .iter()
                .any(|one| one.contains("a.md") && one.contains("b.md")),
            "{warnings:#?}"
        );
    }
}
