//! How directly things were stated, and what is demanded.

use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::fragment::Trust;
use pagecrate_spec::pointer::Pointer;
use pagecrate_spec::render::{Look, render};
use pagecrate_spec::source::Sources;
use pagecrate_spec::trust::{Demands, Trusts};
use pagecrate_spec::{Reading, read};

const SPEC: &str = "openapi: 3.1.0
info: {title: Boats, version: '1'}
paths:
  /boats/{id}:
    get:
      operationId: getBoat
      tags: [boats]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}}
components: {schemas: {Boat: {type: object}}}
";

const TABLE: &str = "# Boats\n\n## GET https://a.example/boats\n\nLists them.\n\n### Query parameters\n\n\
    | Name | Type | Required | Description |\n|-|-|-|-|\n| `limit` | integer | yes | How many |\n\n\
    ### Response\n\n```json\n{\"boats\": [{\"name\": \"Argo\", \"oars\": 50}]}\n```\n";

fn both() -> (Reading, Sources) {
    let mut sources = Sources::new();
    sources.add("boats.yaml", SPEC);
    sources.add("list.md", TABLE);
    let reading = read(&sources, &mut Diagnostics::new());
    (reading, sources)
}

/// What is said of the demands, and which of their names are unknown.
fn said(demands: &Demands) -> (Vec<String>, Vec<String>) {
    let (reading, sources) = both();
    let merged = &reading.merged;
    let mut diagnostics = Diagnostics::new();
    let unknown = demands.check(&merged.value, &merged.provenance, &mut diagnostics);
    assert_eq!(diagnostics.count(Severity::Error), diagnostics.len());
    let texts = diagnostics.iter();
    let texts = texts.map(|one| render(one, &sources, &merged.provenance, Look::Plain));
    (texts.collect(), unknown)
}

#[test]
fn each_operation_and_schema_has_a_trust() {
    let (reading, _) = both();
    let merged = &reading.merged;
    let trusts = Trusts::of(&merged.value, &merged.provenance);
    assert_eq!(trusts.operations["GET /boats/{id}"], Trust::Spec);
    assert!(trusts.operations["GET /boats"] < Trust::Fragment);
    let boat = Pointer::parse("/components/schemas/Boat").unwrap();
    assert_eq!(trusts.schemas[&boat], Trust::Spec);
    let inferred = trusts.schemas.iter();
    let inferred: Vec<_> = inferred
        .filter(|(_, trust)| **trust == Trust::Inferred)
        .collect();
    assert!(
        inferred.iter().any(|(at, _)| at
            .as_str()
            .starts_with("/paths/~1boats/get/responses/2XX/content")),
        "{:?}",
        trusts.schemas
    );
}

#[test]
fn what_is_stated_too_indirectly_is_an_error_at_its_page() {
    let all = Demands {
        all: Some(Trust::Fragment),
        ..Demands::default()
    };
    let (texts, unknown) = said(&all);
    assert!(unknown.is_empty());
    insta::assert_snapshot!(texts.join("\n\n"));
    let table = Demands {
        all: Some(Trust::Prose),
        ..Demands::default()
    };
    insta::assert_snapshot!(said(&table).0.join("\n\n"));
}

#[test]
fn an_operation_outweighs_its_tag_and_a_tag_outweighs_all() {
    let allowed = Demands {
        all: Some(Trust::Spec),
        operations: vec![("GET /boats".to_owned(), Trust::Inferred)],
        ..Demands::default()
    };
    assert_eq!(said(&allowed), (vec![], vec![]));
    let tagged = Demands {
        tags: vec![
            ("boats".to_owned(), Trust::Spec),
            ("cars".to_owned(), Trust::Spec),
        ],
        operations: vec![("getCar".to_owned(), Trust::Spec)],
        ..Demands::default()
    };
    let (texts, unknown) = said(&tagged);
    assert!(texts.is_empty(), "{texts:?}");
    assert_eq!(unknown, ["cars", "getCar"]);
}
