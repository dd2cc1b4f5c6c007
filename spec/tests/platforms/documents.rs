//! Whole documents on pages.

use crate::support::Folder;

const DOCUMENT: &str = r#"{"openapi": "3.0.1", "info": {"title": "Boats", "version": "1"}, "paths": {"/boats/all_new": {"get": {"operationId": "list_new", "parameters": [{"name": "q", "in": "query", "description": "A \"quoted\" `word`", "schema": {"type": "string"}}], "responses": {"200": {"description": "ok"}}}}}}"#;

/// A site that offers its specification under its documentation gives it as a page.
#[test]
fn a_page_may_be_a_document_with_the_escapes_of_markdown() {
    let escape = |text: &str, signs: &str| {
        text.chars()
            .flat_map(|c| signs.contains(c).then_some('\\').into_iter().chain([c]))
            .collect::<String>()
    };
    for text in [
        DOCUMENT.to_owned(),
        escape(DOCUMENT, "_[`"),
        escape(DOCUMENT, "_[`\\"),
    ] {
        let page = format!("---\ntitle: openapi\n---\n\n{text}\n");
        let folder = Folder::of(&[("openapi.json.md", &page)]);
        assert_eq!(folder.outcome("openapi.json.md"), "openapi-fence 1");
        let list = folder.operation("get", "/boats/all_new");
        assert_eq!(list["operationId"], "list_new");
        let text = list["parameters"][0]["description"].as_str();
        assert_eq!(text, Some("A \"quoted\" `word`"));
        assert_eq!(folder.complaints(), Vec::<&str>::new());
    }
    let whole = Folder::of(&[("openapi.json.md", &escape(DOCUMENT, "_["))]);
    assert_eq!(whole.outcome("openapi.json.md"), "openapi-fence 1");
    assert_eq!(whole.complaints(), Vec::<&str>::new());
    let other = Folder::of(&[("a.md", "A page.\n\n{\"openapi\": \"3.0.1\", and so on\n")]);
    assert_eq!(other.outcome("a.md"), "no operation is described");
}

#[test]
fn real_pages_that_are_documents_are_read() {
    let Some(folder) = Folder::shared("factory") else {
        return;
    };
    let outcome = folder.outcome("166-api-v0-openapi.json.md");
    assert_eq!(outcome, "openapi-fence 6");
}
