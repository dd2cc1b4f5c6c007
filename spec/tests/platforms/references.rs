use crate::support::Folder;

const SPEC: &str = "openapi: 3.0.0\ninfo: {title: Harbour, version: '1'}\npaths:\n  \
    /boats: {get: {operationId: listBoats, responses: {'200': {description: All}}}}\n  \
    /boats/{id}: {delete: {operationId: sink, parameters: [{in: path, name: id, required: true, schema: {type: string}}], responses: {'204': {description: Sunk}}}}\n";

#[test]
fn pages_embed_a_file() {
    for (page, found) in [
        (
            "# Boats\n\n{% openapi-code-sample descriptionFile=\"../apis/harbour.yaml\" operationId=\"sink\" parameters={ id: 1 } /%}\n",
            "embed 1",
        ),
        (
            "# Boats\n\n{% replay-openapi descriptionFile=\"harbour.yaml\" pointer=\"/paths/~1boats/get\" /%}\n",
            "embed 1",
        ),
        (
            "# API\n\n<redoc spec-url=\"./harbour.yaml\"></redoc>\n",
            "embed 2",
        ),
        (
            "# API\n\n<ApiReference url='https://x.example/harbour.yaml?v=2' />\n",
            "embed 2",
        ),
        (
            "# API\n\n<elements-api\n  apiDescriptionUrl=\"harbour.yaml\"\n/>\n",
            "embed 2",
        ),
        (
            "# API\n\n<script id=\"api-reference\" data-url=\"/harbour.yaml\"></script>\n",
            "embed 2",
        ),
        (
            "# Boats\n\nSee [the list](../reference/harbour.yaml/paths/~1boats/get).\n",
            "embed 1",
        ),
    ] {
        let folder = Folder::of(&[("docs/boats.md", page), ("apis/harbour.yaml", SPEC)]);
        assert_eq!(folder.outcome("docs/boats.md"), found, "{page}");
        assert_eq!(folder.operations(), ["DELETE /boats/{id}", "GET /boats"]);
        assert_eq!(folder.complaints(), Vec::<&str>::new(), "{page}");
        let alone = Folder::of(&[("docs/boats.md", page)]);
        assert_eq!(
            alone.outcome("docs/boats.md"),
            "points to a specification that is not there"
        );
        assert_eq!(alone.complaints(), ["reference-unresolved"], "{page}");
    }
    let other = Folder::of(&[(
        "a.md",
        "# A\n\n<script src=\"x.js\"></script>\n\n<api>x</api>\n",
    )]);
    assert_eq!(other.outcome("a.md"), "no operation is described");
}

#[test]
fn whole_files_are_known_by_what_they_hold() {
    let json = r#"{ "openapi": "3.0.0", "info": {"title": "J", "version": "1"}, "paths": {"/j": {"get": {"responses": {}}}} }"#;
    let folder = Folder::of(&[
        ("a.txt", &format!("# made by hand\n---\n{}", SPEC)),
        ("b", json),
        ("c.json", "<!DOCTYPE html>\n<title>404</title>"),
        ("d.md", "# openapi:\n\nopenapi: 3.0.0 is a version\n"),
        ("e.yaml", "kind: other\n"),
    ]);
    assert_eq!(
        folder.operations(),
        ["DELETE /boats/{id}", "GET /boats", "GET /j"]
    );
    assert_eq!(folder.outcome("a.txt"), "openapi 2");
    assert_eq!(folder.outcome("b"), "openapi 1");
    assert_eq!(
        folder.outcome("c.json"),
        "HTML under the name of a data file"
    );
    assert_eq!(folder.outcome("d.md"), "no operation is described");
    assert_eq!(
        folder.outcome("e.yaml"),
        "a data file that is no OpenAPI document"
    );
    assert_eq!(folder.complaints(), ["not-data"]);
}

#[test]
fn documents_in_fences_are_read_and_examples_are_not() {
    let whole = format!("# The API\n\n```yaml\n{SPEC}```\n");
    let folder = Folder::of(&[("api.md", &whole)]);
    assert_eq!(folder.outcome("api.md"), "openapi-fence 2");
    for example in [
        "# Guide\n\n```yaml\nopenapi: 3.0.0\ninfo: {title: X, version: '1'}\npaths:\n  /a:\n    get: ...\n```\n",
        "# Guide\n\n```yaml\nopenapi: 3.0.0\n  bad: [\n```\n",
        "# Guide\n\n```python\nopenapi: 3.0.0\n```\n",
        "# Guide\n\n```yaml\nopenapi: 3.0.0\npaths: {/a: {get: {responses: {}}}}\n```\n",
    ] {
        let folder = Folder::of(&[("guide.md", example)]);
        assert_eq!(
            folder.outcome("guide.md"),
            "no operation is described",
            "{example}"
        );
        assert_eq!(folder.complaints(), Vec::<&str>::new());
    }
}

/// A concatenation is read page by page, each in its own way.
#[test]
fn concatenations_hold_pages_of_any_kind() {
    let text = format!(
        "# Boats\nSource: https://harbour.example/boats\n\n## GET /boats\n\n```json\n{}\n```\n\n\
         # Sink a boat\nSource: https://harbour.example/sink\n\n**delete** `/boats/{{id}}`\n\n### Returns\n\n- `sunk: boolean`\n\n\
         # A guide\nSource: https://harbour.example/guide\n\nNothing here.\n",
        r#"{"openapi":"3.0.0","info":{"title":"H","version":"1"},"paths":{"/boats":{"get":{"responses":{"200":{"description":"All"}}}}}}"#
    );
    let folder = Folder::of(&[("llms-full.txt", &text)]);
    assert_eq!(folder.operations(), ["DELETE /boats/{id}", "GET /boats"]);
    let sink = folder.operation("delete", "/boats/{id}");
    assert_eq!(sink["summary"], "Sink a boat");
    assert_eq!(sink["externalDocs"]["url"], "https://harbour.example/sink");
    let place = folder
        .reading
        .merged
        .provenance
        .provided(
            &pagecrate_spec::pointer::Pointer::root()
                .join("paths")
                .join("/boats/{id}")
                .join("delete"),
            &folder.sources,
        )
        .first()
        .map(|one| folder.sources.line(one.span));
    assert_eq!(place, Some(13));
}
