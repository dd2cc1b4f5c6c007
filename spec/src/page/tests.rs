use super::{BlockKind, Page};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

fn read(text: &str) -> (Page, Diagnostics) {
    let mut sources = Sources::new();
    let id = sources.add("page.md", text);
    let mut diagnostics = Diagnostics::new();
    let page = Page::read(id, &sources, &mut diagnostics);
    (page, diagnostics)
}

fn kinds(page: &Page) -> Vec<String> {
    let kind = |block: &super::Block| match &block.kind {
        BlockKind::Heading { level, text } => format!("h{level} {}", text.plain),
        BlockKind::Paragraph(text) => format!("p {}", text.plain),
        BlockKind::Item { depth, text } => format!("item{depth} {}", text.plain),
        BlockKind::Table(table) => format!("table {}x{}", table.header.len(), table.rows.len()),
        BlockKind::Fence(fence) => format!("fence {} {}", fence.info, fence.closed),
        BlockKind::Tag(tag) => format!("tag {tag}"),
    };
    page.blocks.iter().map(kind).collect()
}

#[test]
fn takes_a_page_apart() {
    let (page, diagnostics) = read(
        "---\ntitle: Keys\nurl: https://example.com/keys\nfetched_at: 2026-01-01\n---\n\n\
         # List keys\n\nGET https://example.com/v1/keys\n\n- one\n  - two `x`\n\n\
         | Name | Type |\n|---|---|\n| a\\_b | *string*<br />or null |\n\n\
         ```yaml\na: 1\n```\n",
    );
    assert!(diagnostics.is_empty());
    assert_eq!(page.url.as_deref(), Some("https://example.com/keys"));
    assert_eq!(page.dated.as_deref(), Some("2026-01-01"));
    assert_eq!(page.title.as_deref(), Some("List keys"));
    assert_eq!(
        kinds(&page),
        [
            "h1 List keys",
            "p GET https://example.com/v1/keys",
            "item0 one",
            "item1 two x",
            "table 2x1",
            "fence yaml true",
        ]
    );
    let BlockKind::Table(table) = &page.blocks[4].kind else {
        panic!("a table");
    };
    assert_eq!(table.rows[0].cells[0].plain, "a_b");
    assert_eq!(table.rows[0].cells[1].plain, "string\nor null");
}

#[test]
fn finds_fences_that_commonmark_loses() {
    let (page, _) = read(
        "<Tabs>\n<Tab title=\"x\">\n```yaml\na: 1\n```\n</Tab>\n</Tabs>\n\
         {/*\n```yaml\nhidden: 1\n```\n*/}\n\n      ````json post /x\n      {\n      ```\n      }\n      ````\n",
    );
    let fences: Vec<_> = kinds(&page)
        .into_iter()
        .filter(|kind| kind.starts_with("fence"))
        .collect();
    assert_eq!(fences, ["fence yaml true", "fence json post /x true"]);
    let BlockKind::Fence(fence) = &page.blocks.last().unwrap().kind else {
        panic!("a fence");
    };
    assert_eq!(fence.indent, 6);
}

#[test]
fn a_fence_that_never_closes_is_an_error() {
    let (_, diagnostics) = read("# X\n\n```yaml\na: 1\n");
    assert!(diagnostics.has_errors());
}

#[test]
fn odd_pages_do_no_harm() {
    for text in [
        "",
        "---",
        "***\n",
        "```",
        "<",
        "{%",
        "|",
        "\u{feff}---\na: [\n---\n# x",
        "- > ```\n",
    ] {
        read(text);
    }
}
