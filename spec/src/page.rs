//! A documentation page as Markdown or MDX: front matter, headings, paragraphs, lists, tables and fences.

mod parts;
mod read;
mod scan;
#[cfg(test)]
mod tests;

use crate::source::{SourceId, Span};

pub use read::MAX_PAGE;

/// A page, taken apart by a CommonMark parser. All spans are of the page's source.
#[derive(Clone, Debug)]
pub struct Page {
    /// The text it was read from.
    pub source: SourceId,
    /// Its part of that text: all of it, unless several pages stand in one file.
    pub span: Span,
    /// The page's address: from front matter (`url`, `source_url`), a `# Source:` line, an HTML
    /// comment, or a `Reference:` line.
    pub url: Option<String>,
    /// When it was fetched or last changed (`fetched_at`, `updatedAt`).
    pub dated: Option<String>,
    /// The first heading, or the front matter's title.
    pub title: Option<String>,
    /// The front matter as a mapping; empty where there is none.
    pub front_matter: serde_json::Map<String, serde_json::Value>,
    /// The blocks in the order of the page.
    pub blocks: Vec<Block>,
}

/// One block of a page.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where it stands, markers included.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Clone, Debug)]
pub enum BlockKind {
    /// A heading of level 1 to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The plain text.
        text: Inline,
    },
    /// A paragraph; also a block quote's.
    Paragraph(Inline),
    /// A list item; nested lists follow as items of a greater depth.
    Item {
        /// 0 for the outermost list.
        depth: usize,
        /// The item's own text.
        text: Inline,
    },
    /// A table.
    Table(Table),
    /// A fenced code block.
    Fence(Fence),
    /// An MDX or HTML tag, comment, or a template tag such as `{% swagger … %}`, as it stands.
    Tag(String),
}

/// Running text, in plain form and as marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline {
    /// Markup removed, escapes (`\_`, `<br />`) undone.
    pub plain: String,
    /// The source text.
    pub raw: String,
    /// The texts of code spans, in order.
    pub code: Vec<String>,
    /// Link targets, in order.
    pub links: Vec<String>,
    /// The texts of strong emphasis, in order.
    pub strong: Vec<String>,
}

/// A table with its header.
#[derive(Clone, Debug)]
pub struct Table {
    /// The header cells.
    pub header: Vec<Inline>,
    /// The rows; each has as many cells as the header.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where it stands.
    pub span: Span,
    /// Its cells.
    pub cells: Vec<Inline>,
}

/// A fenced code block.
#[derive(Clone, Debug)]
pub struct Fence {
    /// The info string, such as `yaml` or `yaml post /search`.
    pub info: String,
    /// The text between the fences, as it stands in the page.
    pub body: Span,
    /// How many bytes each line of the body is indented by.
    pub indent: usize,
    /// Whether a closing fence was found.
    pub closed: bool,
}
