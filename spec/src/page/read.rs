//! From a text to its blocks.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use super::parts::parts;
use super::scan::{Scan, scan};
use super::{Block, BlockKind, Inline, Page, Row, Table};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources, Span};
use crate::yaml;

/// The largest page that is read, in bytes.
pub const MAX_PAGE: usize = 16 << 20;

impl Page {
    /// Takes a text apart. What cannot be read is said and left out.
    #[must_use]
    pub fn read(source: SourceId, sources: &Sources, diagnostics: &mut Diagnostics) -> Self {
        let text = &*sources.get(source).text;
        if is_too_large(source, text, diagnostics) {
            return Self::new(source, 0, 0);
        }
        Self::read_part(source, text, (0, text.len()), diagnostics)
    }

    /// Takes a text apart that may hold several pages one after the other, such as
    /// `llms-full.txt`; any other text is one page.
    #[must_use]
    pub fn read_all(
        source: SourceId,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Self> {
        let file = sources.get(source);
        if is_too_large(source, &file.text, diagnostics) {
            return vec![Self::new(source, 0, 0)];
        }
        parts(&file.name, &file.text)
            .into_iter()
            .map(|range| {
                let mut page = Self::read_part(source, &file.text, range, diagnostics);
                page.url = page.url.or_else(|| file.url.clone());
                page.dated = page.dated.or_else(|| file.dated.clone());
                page
            })
            .collect()
    }

    fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self {
            source,
            span: Span::new(source, start, end),
            url: None,
            dated: None,
            title: None,
            front_matter: Map::new(),
            blocks: Vec::new(),
        }
    }

    fn read_part(
        source: SourceId,
        text: &str,
        (start, end): (usize, usize),
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut page = Self::new(source, start, end);
        let text = &text[start..end];
        let scan = scan(source, text);
        page.front_matter = front_matter(page.span, text, &scan, diagnostics);
        page.blocks = blocks(page.span, text, scan, diagnostics);
        page.describe(text);
        page
    }

    /// The address that a line of the page itself names.
    pub(crate) fn named_url(&self) -> Option<String> {
        self.blocks.iter().find_map(|block| match &block.kind {
            BlockKind::Paragraph(inline) => inline.raw.lines().find_map(marked_url),
            _ => None,
        })
    }

    /// Fills in the address, the date and the title.
    fn describe(&mut self, text: &str) {
        let front = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| self.front_matter.get(*name)?.as_str())
                .map(str::to_owned)
        };
        self.url = front(&["url", "source_url"])
            .or_else(|| wrapper_url(text))
            .or_else(|| self.named_url());
        self.dated = front(&["fetched_at", "updatedAt", "updated_at"]);
        let heading = self.blocks.iter().find_map(|block| match &block.kind {
            BlockKind::Heading { level: 1, text } if !text.plain.starts_with("Source:") => {
                Some(text.plain.clone())
            }
            _ => None,
        });
        self.title = heading.or_else(|| front(&["title"]));
    }
}

/// The address on a line that names it.
fn marked_url(line: &str) -> Option<String> {
    ["Source:", "# Source:", "Reference:", "<!-- Source:"]
        .iter()
        .find_map(|marker| line.trim().strip_prefix(marker))
        .map(|rest| rest.trim().trim_end_matches("-->").trim().to_owned())
        .filter(|url| url.starts_with("http"))
}

/// The address that a dump tool put at the top.
fn wrapper_url(text: &str) -> Option<String> {
    text.lines().take(40).find_map(marked_url)
}

fn is_too_large(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> bool {
    if text.len() <= MAX_PAGE {
        return false;
    }
    let message = format!(
        "the page has {} MiB, and at most {} are read",
        text.len() >> 20,
        MAX_PAGE >> 20
    );
    let diagnostic = Diagnostic::error("page-too-large", message)
        .at(Span::new(source, 0, 0), "")
        .help("split the page, or leave it out of the folder");
    diagnostics.push(diagnostic);
    true
}

/// A range of a part as a range of the whole text.
fn outer(part: Span, span: Span) -> Span {
    Span::new(part.source, part.start + span.start, part.start + span.end)
}

fn front_matter(
    part: Span,
    text: &str,
    scan: &Scan,
    diagnostics: &mut Diagnostics,
) -> Map<String, Value> {
    let Some(&(start, end)) = scan.front_matter.first() else {
        return Map::new();
    };
    match yaml::read(&text[start..end]) {
        Ok(Value::Object(map)) => map,
        Ok(_) => Map::new(),
        Err(problems) => {
            // Front matter names the page; without it the page is still read.
            for problem in problems {
                let range = start + problem.range.start..start + problem.range.end;
                let place = Span::new(part.source, range.start, range.end);
                let message = format!("the front matter is no YAML: {}", problem.message);
                diagnostics
                    .push(Diagnostic::warning("front-matter", message).at(outer(part, place), ""));
            }
            Map::new()
        }
    }
}

fn blocks(part: Span, text: &str, scan: Scan, diagnostics: &mut Diagnostics) -> Vec<Block> {
    let source = part.source;
    let mut blocks = Vec::new();
    for (start, end, fence) in scan.fences {
        if !fence.closed {
            let line = text[start..end].find('\n').map_or(end, |i| start + i);
            diagnostics.push(
                Diagnostic::error("unclosed-fence", "this code block never closes")
                    .at(outer(part, Span::new(source, start, line)), "opened here")
                    .help("close it with a line of the same marks"),
            );
        }
        blocks.push(Block {
            span: Span::new(source, start, end),
            kind: BlockKind::Fence(fence),
        });
    }
    blocks.extend(scan.tags.iter().map(|&(start, end)| Block {
        span: Span::new(source, start, end),
        kind: BlockKind::Tag(text[start..end].trim().to_owned()),
    }));
    Markdown::new(source, text).run(&scan.rest, &mut blocks);
    blocks.sort_by_key(|block| (block.span.start, block.span.end));
    if part.start > 0 {
        blocks.iter_mut().for_each(|block| shift(block, part));
    }
    blocks
}

/// Moves a block of a part to where it stands in the whole text.
fn shift(block: &mut Block, part: Span) {
    block.span = outer(part, block.span);
    match &mut block.kind {
        BlockKind::Fence(fence) => fence.body = outer(part, fence.body),
        BlockKind::Table(table) => {
            for row in &mut table.rows {
                row.span = outer(part, row.span);
            }
        }
        _ => {}
    }
}

/// Collects blocks from the parser's events.
struct Markdown<'t> {
    source: SourceId,
    text: &'t str,
    inline: Inline,
    start: usize,
    strong: Option<usize>,
    lists: usize,
    items: Vec<usize>,
    table: Option<(Table, Vec<Inline>)>,
}

impl<'t> Markdown<'t> {
    fn new(source: SourceId, text: &'t str) -> Self {
        Self {
            source,
            text,
            inline: Inline::default(),
            start: 0,
            strong: None,
            lists: 0,
            items: Vec::new(),
            table: None,
        }
    }

    fn run(mut self, rest: &str, blocks: &mut Vec<Block>) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        for (event, range) in Parser::new_ext(rest, options).into_offset_iter() {
            match event {
                Event::Start(tag) => self.open(&tag, range.start, blocks),
                Event::End(tag) => self.close(tag, range.start, range.end, blocks),
                Event::Text(text) => self.inline.plain.push_str(&text),
                Event::Code(code) => {
                    self.inline.plain.push_str(&code);
                    self.inline.code.push(code.into_string());
                }
                Event::SoftBreak => self.inline.plain.push(' '),
                Event::HardBreak => self.inline.plain.push('\n'),
                Event::InlineHtml(html) if html.starts_with("<br") => self.inline.plain.push('\n'),
                _ => {}
            }
        }
    }

    fn begin(&mut self, start: usize) {
        self.inline = Inline::default();
        self.start = start;
    }

    fn open(&mut self, tag: &Tag<'_>, start: usize, blocks: &mut Vec<Block>) {
        match tag {
            Tag::Heading { .. } | Tag::TableCell => self.begin(start),
            Tag::Paragraph if self.items.last() != Some(&start) => self.begin(start),
            Tag::List(_) => {
                self.item_text(start, blocks);
                self.lists += 1;
            }
            Tag::Item => {
                self.items.push(start);
                self.begin(start);
            }
            Tag::Strong => self.strong = Some(self.inline.plain.len()),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.inline.links.push(dest_url.to_string());
            }
            Tag::Table(_) => {
                let table = Table {
                    header: Vec::new(),
                    rows: Vec::new(),
                };
                self.table = Some((table, Vec::new()));
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd, start: usize, end: usize, blocks: &mut Vec<Block>) {
        match tag {
            TagEnd::Heading(level) => {
                let text = self.finish(start, end);
                let level = level_number(level);
                blocks.push(self.block(start, end, BlockKind::Heading { level, text }));
            }
            TagEnd::Paragraph if self.items.is_empty() => {
                let text = self.finish(start, end);
                blocks.push(self.block(start, end, BlockKind::Paragraph(text)));
            }
            TagEnd::Paragraph => self.item_text(end, blocks),
            TagEnd::Item => {
                self.item_text(end, blocks);
                self.items.pop();
            }
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::Strong => {
                if let Some(strong) = self.strong.take() {
                    let text = self.inline.plain[strong..].to_owned();
                    self.inline.strong.push(text);
                }
            }
            TagEnd::TableCell => {
                let cell = self.finish(start, end);
                if let Some((_, cells)) = &mut self.table {
                    cells.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => self.row(tag, start, end),
            TagEnd::Table => {
                if let Some((table, _)) = self.table.take() {
                    blocks.push(self.block(start, end, BlockKind::Table(table)));
                }
            }
            _ => {}
        }
    }

    fn row(&mut self, tag: TagEnd, start: usize, end: usize) {
        let span = Span::new(self.source, start, end);
        if let Some((table, cells)) = &mut self.table {
            let cells = std::mem::take(cells);
            if tag == TagEnd::TableHead {
                table.header = cells;
            } else {
                table.rows.push(Row { span, cells });
            }
        }
    }

    /// Gives the text that an item has so far, before a nested list or at its end.
    fn item_text(&mut self, end: usize, blocks: &mut Vec<Block>) {
        if self.items.is_empty() || self.inline.plain.trim().is_empty() {
            return;
        }
        let start = self.start;
        let text = self.finish(start, end);
        let depth = self.lists.saturating_sub(1);
        blocks.push(self.block(start, end, BlockKind::Item { depth, text }));
    }

    fn finish(&mut self, start: usize, end: usize) -> Inline {
        let mut inline = std::mem::take(&mut self.inline);
        inline.plain = inline.plain.trim().to_owned();
        inline.raw = self.text.get(start..end).unwrap_or("").trim().to_owned();
        inline
    }

    fn block(&self, start: usize, end: usize, kind: BlockKind) -> Block {
        Block {
            span: Span::new(self.source, start, end),
            kind,
        }
    }
}

const fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
