//! Pages that hold a fragment of their specification, from the pages to the merged document: on
//! pages of our own, and on real ones where these lie beside the checkout.

#[path = "readers/support.rs"]
mod support;

use std::collections::BTreeMap;

use pagecrate_spec::accounting::PageOutcome;
use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::source::Sources;
use pagecrate_spec::{Reading, read};
use serde_json::json;

/// A folder's pages, read and merged.
fn merge(pages: &[(&str, &str)]) -> (Reading, Diagnostics) {
    let mut sources = Sources::new();
    for (name, text) in pages {
        sources.add(*name, *text);
    }
    let mut diagnostics = Diagnostics::new();
    let reading = read(&sources, &mut diagnostics);
    (reading, diagnostics)
}

/// Names and texts.
type Files = Vec<(String, String)>;

/// The same for a real folder; `None`, and said, where it is not there.
fn merge_shared(folder: &str) -> Option<(Reading, Diagnostics, Files)> {
    let files = support::shared_files(folder);
    let pages: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let (reading, diagnostics) = (!pages.is_empty()).then(|| merge(&pages))?;
    Some((reading, diagnostics, files))
}

/// How many operations each reader found, from the accounting of the pages.
fn by_reader(reading: &Reading) -> BTreeMap<&'static str, usize> {
    let mut out = BTreeMap::new();
    for page in &reading.accounting.pages {
        if let PageOutcome::Used { reader, operations } = page.outcome {
            *out.entry(reader).or_default() += operations;
        }
    }
    out
}

fn messages(diagnostics: &Diagnostics, least: Severity) -> Vec<String> {
    diagnostics
        .iter()
        .filter(|one| one.severity >= least)
        .map(|one| format!("{}: {}", one.code, one.message))
        .collect()
}

/// The lines that open a fence with an operation of a specification, in all files.
fn announced(files: &[(String, String)]) -> usize {
    files
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter(|line| line.starts_with("````yaml "))
        .count()
}

#[test]
fn mintlify_pages_become_one_document() {
    let (reading, diagnostics) = merge(&[
        (
            "plant.md",
            include_str!("readers/pages/mintlify-rendered.md"),
        ),
        ("water.md", include_str!("readers/pages/mintlify-flat.md")),
        (
            "events.md",
            include_str!("readers/pages/mintlify-channel.md"),
        ),
    ]);
    assert_eq!(messages(&diagnostics, Severity::Warning), [""; 0]);
    assert_eq!(by_reader(&reading), BTreeMap::from([("mintlify", 3)]));
    let document = &reading.merged.value;
    let paths: Vec<&String> = document["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .collect();
    assert_eq!(
        paths,
        [
            "/v1/rows/{row_id}/trees",
            "/v1/trees/{tree_id}/water",
            "/v1/weather"
        ]
    );
    assert_eq!(document["servers"][0]["url"], "https://api.orchard.example");
    assert_eq!(
        document["components"]["schemas"]["Seedling"]["discriminator"]["mapping"]["apple"],
        "#/components/schemas/Apple"
    );
    let water = &document["paths"]["/v1/trees/{tree_id}/water"]["post"];
    assert_eq!(
        water["security"],
        json!([{"api_key": []}, {"BearerAuth": []}])
    );
    assert_eq!(water["requestBody"]["required"], true);
}

#[test]
fn real_mintlify_pages_give_every_operation() {
    for folder in [
        "mintlify/parallel",
        "mintlify/minimax",
        "mintlify-2025/kie",
        "ollama",
        "factory",
    ] {
        let Some((reading, _, files)) = merge_shared(folder) else {
            continue;
        };
        let found = by_reader(&reading).get("mintlify").copied();
        assert_eq!(found, Some(announced(&files)), "{folder}");
    }
}

#[test]
fn readme_and_apidog_pages_become_one_document() {
    let (reading, diagnostics) = merge(&[
        ("book.md", include_str!("readers/pages/readme-export.md")),
        ("order.md", include_str!("readers/pages/readme-manual.md")),
        ("parcel.md", include_str!("readers/pages/apidog.md")),
    ]);
    assert_eq!(messages(&diagnostics, Severity::Warning), [""; 0]);
    let found = BTreeMap::from([("apidog", 1), ("readme", 2)]);
    assert_eq!(by_reader(&reading), found);
    let paths = &reading.merged.value["paths"];
    let order = &paths["/cabins/order"]["put"]["requestBody"];
    assert_eq!(order["required"], true);
    assert_eq!(
        order["content"]["application/json"]["schema"]["type"],
        "array"
    );
    let parcel = &paths["/v2/parcels"]["post"];
    assert_eq!(parcel["security"], json!([{"bearer": []}]));
    assert_eq!(parcel["deprecated"], true);
    assert_eq!(
        parcel["responses"]["201"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/New_u5305u88f9"
    );
}

#[test]
fn real_readme_and_apidog_pages_give_every_operation() {
    for (folder, reader) in [
        ("readme/md-export", "readme"),
        ("apidog/md-export", "apidog"),
    ] {
        let Some((reading, diagnostics, files)) = merge_shared(folder) else {
            continue;
        };
        assert_eq!(by_reader(&reading), BTreeMap::from([(reader, files.len())]));
        assert_eq!(
            messages(&diagnostics, Severity::Warning),
            [""; 0],
            "{folder}"
        );
    }
}

/// Whatever happens to a page on its way, it is read or refused, and nothing breaks.
#[test]
fn broken_fragments_are_survived() {
    let pages = [
        include_str!("readers/pages/mintlify-rendered.md"),
        include_str!("readers/pages/mintlify-flat.md"),
        include_str!("readers/pages/mintlify-channel.md"),
        include_str!("readers/pages/readme-manual.md"),
        include_str!("readers/pages/apidog.md"),
    ];
    for page in pages {
        let cut = |at: usize| page.get(..at).unwrap_or("").to_owned();
        for at in (0..page.len()).step_by(251) {
            merge(&[
                ("page.md", &cut(at)),
                ("closed.md", &format!("{}\n````\n", cut(at))),
            ]);
        }
        for (from, to) in [
            ("properties:", "properties: []\nproperties2:"),
            ("\"properties\":", "\"properties\": 3, \"p\":"),
            ("\"content\":", "\"content\": [], \"c\":"),
            ("\"value\":", "\"value\": {}, \"v\":"),
            ("\"paths\":", "\"paths\": [], \"p\":"),
            ("paths:", "paths: 7\nx:"),
            ("schema:", "schema: text\nx-schema:"),
            ("parameters:", "parameters: {a: [b]}\nx-parameters:"),
            ("components:", "components: [1]\nx:"),
            (": {", ": [{"),
            ("- ", ""),
            ("type: object", "type: [object, {}]"),
            ("mapping:", "mapping: 3\nx-mapping:"),
            ("servers:", "servers: {a: b}\nx-servers:"),
            ("security:", "security: text\nx-security:"),
            ("\"", ""),
            (",", ",,"),
            ("{", "[{"),
        ] {
            merge(&[("page.md", &page.replace(from, to))]);
        }
    }
}

/// Fences of these shapes hold something else.
#[test]
fn other_fences_are_not_fragments() {
    for page in [
        "# Setup\n\n```yaml\nopenapi: generate\nservices: [a]\n```\n",
        "# Config\n\n```yaml config.yaml\npaths:\n  - src\n```\n",
        "# Ask\n\n```bash get /things\ncurl https://x.example\n```\n",
        "# OpenAPI\n\nSee the specification.\n\n# Next\n\n```json\n{\"a\": 1}\n```\n",
    ] {
        let (reading, diagnostics) = merge(&[("page.md", page)]);
        assert_eq!(reading.accounting.used(), 0, "{page}");
        assert_eq!(messages(&diagnostics, Severity::Warning), [""; 0], "{page}");
        assert_eq!(reading.merged.value["paths"], json!({}));
    }
}
