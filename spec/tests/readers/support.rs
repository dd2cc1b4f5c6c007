//! Pages for the readers' tests, and what comes out of them as text.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pagecrate_spec::diagnostic::{Diagnostics, Place};
use pagecrate_spec::fragment::Fragment;
use pagecrate_spec::page::{Block, BlockKind, Fence, Inline, Page, Row, Table};
use pagecrate_spec::platform::{Reader, readers};
use pagecrate_spec::source::{SourceId, Sources, Span};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Adds a text and takes it apart.
pub(crate) fn page(sources: &mut Sources, name: &str, text: &str) -> Page {
    let id = sources.add(name, text);
    read(id, text)
}

/// The reader that takes the page, what it gives, and what it says.
pub(crate) fn run(page: &Page, sources: &Sources) -> Option<(&'static str, Vec<Fragment>, Diagnostics)> {
    let reader: &&dyn Reader = readers()
        .iter()
        .find(|reader| reader.recognise(page, sources))?;
    let mut diagnostics = Diagnostics::new();
    let fragments = reader.extract(page, sources, &mut diagnostics);
    Some((reader.name(), fragments, diagnostics))
}

/// A page's fragments as YAML with what was said, for snapshots.
pub(crate) fn show(text: &str) -> String {
    let mut sources = Sources::new();
    let page = page(&mut sources, "page.md", text);
    let Some((name, fragments, diagnostics)) = run(&page, &sources) else {
        return "no reader\n".to_owned();
    };
    let mut out = format!("reader: {name}\n");
    for fragment in fragments {
        let _ = writeln!(out, "trust: {:?}", fragment.trust);
        out.push_str(&serde_yaml::to_string(&fragment.value).expect("a value"));
        let _ = writeln!(out, "places: {}", fragment.places.len());
        for (pointer, span) in &fragment.places {
            assert!(
                fragment.value.pointer(pointer.as_str()).is_some(),
                "{pointer} is not in the document"
            );
            assert!(span.end <= text.len(), "{pointer} lies outside of the page");
        }
    }
    for one in &diagnostics {
        let place = one.labels.first().map(|label| &label.place);
        let line = match place {
            Some(Place::Span(span)) => sources.line(*span),
            _ => 0,
        };
        let _ = writeln!(out, "{:?}[{}] {}: {}", one.severity, one.code, line, one.message);
    }
    out
}

/// The operations of a fragment as `METHOD path`.
pub(crate) fn operations(fragment: &Fragment) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(paths) = fragment.value["paths"].as_object() {
        for (path, item) in paths {
            for method in item.as_object().expect("a path item").keys() {
                out.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    out
}

/// Every Markdown file of a folder beside the checkout, with its text, in order. Empty, and said,
/// where the folder is not there.
pub(crate) fn shared(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/docs").join(folder);
    let mut files = Vec::new();
    gather(&root, &mut files);
    files.sort();
    if files.is_empty() {
        eprintln!("skipped: {} is not there", root.display());
    }
    files
        .into_iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            let name = path.strip_prefix(&root).ok()?.display().to_string();
            Some((name, text))
        })
        .collect()
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|end| end == "md" || end == "mdx") {
            files.push(path);
        }
    }
}

fn read(id: SourceId, text: &str) -> Page {
    let start = front_matter(text);
    let mut page = Page {
        source: id,
        url: None,
        dated: None,
        title: None,
        front_matter: serde_json::Map::new(),
        blocks: Vec::new(),
    };
    for line in text[..start].lines() {
        if let Some((key, value)) = line.split_once(": ") {
            let value = value.trim_matches('"').to_owned();
            match key {
                "url" => page.url = Some(value),
                "fetched_at" => page.dated = Some(value),
                "title" => page.title = Some(value),
                _ => {}
            }
        }
    }
    let mut builder = Builder {
        id,
        text,
        start,
        blocks: Vec::new(),
        depth: 0,
        item: None,
        items: Vec::new(),
        inline: Inline::default(),
        from: None,
        to: 0,
        table: None,
        cells: Vec::new(),
        row: 0..0,
        marks: Vec::new(),
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(&text[start..], options).into_offset_iter() {
        builder.event(event, range.start + start..range.end + start);
    }
    page.blocks = builder.blocks;
    if page.title.is_none() {
        page.title = page.blocks.iter().find_map(|block| match &block.kind {
            BlockKind::Heading { text, .. } => Some(text.plain.clone()),
            _ => None,
        });
    }
    page
}

fn front_matter(text: &str) -> usize {
    if !text.starts_with("---\n") {
        return 0;
    }
    text[4..].find("\n---\n").map_or(0, |at| at + 9)
}

struct Builder<'a> {
    id: SourceId,
    text: &'a str,
    start: usize,
    blocks: Vec<Block>,
    depth: usize,
    item: Option<usize>,
    items: Vec<usize>,
    inline: Inline,
    from: Option<usize>,
    to: usize,
    table: Option<(usize, Table)>,
    cells: Vec<Inline>,
    row: std::ops::Range<usize>,
    marks: Vec<(bool, usize, usize)>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: std::ops::Range<usize>) {
        match event {
            Event::Start(Tag::List(_)) => {
                self.flush_item();
                self.depth += 1;
            }
            Event::End(TagEnd::List(_)) => self.depth = self.depth.saturating_sub(1),
            Event::Start(Tag::Item) => {
                self.flush_item();
                self.item = Some(range.start);
                self.items.push(range.start);
            }
            Event::End(TagEnd::Item) => {
                self.flush_item();
                self.items.pop();
            }
            Event::Start(Tag::Table(_)) => {
                let table = Table {
                    header: Vec::new(),
                    rows: Vec::new(),
                };
                self.table = Some((range.start, table));
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => self.row = range,
            Event::Start(Tag::TableCell) => {
                self.take();
            }
            Event::End(TagEnd::TableCell) => {
                let mut inline = self.take();
                inline.raw = self.text[range].trim().trim_matches('|').trim().to_owned();
                self.cells.push(inline);
            }
            Event::End(TagEnd::TableHead) => {
                let cells = std::mem::take(&mut self.cells);
                if let Some((_, table)) = &mut self.table {
                    table.header = cells;
                }
            }
            Event::End(TagEnd::TableRow) => {
                let row = Row {
                    span: Span::new(self.id, self.row.start, self.row.end),
                    cells: std::mem::take(&mut self.cells),
                };
                if let Some((_, table)) = &mut self.table {
                    table.rows.push(row);
                }
            }
            Event::End(TagEnd::Table) => {
                if let Some((_, table)) = self.table.take() {
                    self.push(range, BlockKind::Table(table));
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                self.flush_item();
                let info = match kind {
                    pulldown_cmark::CodeBlockKind::Fenced(info) => info.to_string(),
                    pulldown_cmark::CodeBlockKind::Indented => String::new(),
                };
                let whole = &self.text[range.clone()];
                let fenced = whole.starts_with('`') || whole.starts_with('~');
                let first = whole.find('\n').map_or(whole.len(), |at| at + 1);
                let body = if fenced {
                    let end = whole.trim_end().rfind('\n').map_or(first, |at| at + 1).max(first);
                    range.start + first..range.start + end
                } else {
                    range.clone()
                };
                let fence = Fence {
                    info,
                    body: Span::new(self.id, body.start, body.end),
                    indent: 0,
                    closed: true,
                };
                self.push(range, BlockKind::Fence(fence));
                self.from = None;
                self.marks.push((false, usize::MAX, 0));
            }
            Event::End(TagEnd::CodeBlock) => {
                self.marks.pop();
                self.take();
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) => {
                if self.item.is_none() {
                    self.take();
                }
            }
            Event::End(TagEnd::Paragraph) => {
                if self.item.is_some() {
                    self.flush_item();
                    return;
                }
                let mut inline = self.take();
                let raw = self.text[range.clone()].trim_end();
                inline.raw = raw.to_owned();
                if raw.starts_with("{/*") || raw.starts_with("{%") {
                    self.push(range, BlockKind::Tag(raw.to_owned()));
                } else {
                    self.push(range, BlockKind::Paragraph(inline));
                }
            }
            Event::End(TagEnd::Heading(level)) => {
                let inline = self.take();
                let level = level as u8;
                self.push(range, BlockKind::Heading { level, text: inline });
            }
            Event::Start(Tag::HtmlBlock) => {
                self.flush_item();
                let raw = self.text[range.clone()].to_owned();
                self.push(range, BlockKind::Tag(raw));
            }
            Event::End(TagEnd::HtmlBlock) => {
                self.take();
            }
            Event::Start(Tag::Strong) => {
                self.marks.push((true, self.inline.plain.len(), range.start));
                self.touch(range);
            }
            Event::End(TagEnd::Strong) => {
                if let Some((_, at, _)) = self.marks.pop() {
                    let strong = self.inline.plain.get(at..).unwrap_or("").to_owned();
                    self.inline.strong.push(strong);
                }
                self.touch(range);
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.inline.links.push(dest_url.to_string());
                self.touch(range);
            }
            Event::Code(code) => {
                self.inline.plain.push_str(&code);
                self.inline.code.push(code.to_string());
                self.touch(range);
            }
            Event::Text(text) => {
                if self.marks.last().is_some_and(|mark| mark.1 == usize::MAX) {
                    return;
                }
                self.inline.plain.push_str(&text);
                self.touch(range);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.inline.plain.push('\n');
                self.touch(range);
            }
            Event::InlineHtml(_) | Event::Start(Tag::Emphasis | Tag::Strikethrough) => self.touch(range),
            _ => {}
        }
    }

    fn touch(&mut self, range: std::ops::Range<usize>) {
        self.from.get_or_insert(range.start);
        self.to = self.to.max(range.end);
    }

    fn take(&mut self) -> Inline {
        let mut inline = std::mem::take(&mut self.inline);
        if let Some(from) = self.from.take() {
            inline.raw = self.text[from..self.to.max(from)].trim().to_owned();
        }
        self.to = 0;
        inline
    }

    fn flush_item(&mut self) {
        let Some(start) = self.item.take() else {
            return;
        };
        let end = self.to.max(start);
        let text = self.take();
        let depth = self.depth.saturating_sub(1);
        self.push(start..end, BlockKind::Item { depth, text });
    }

    fn push(&mut self, range: std::ops::Range<usize>, kind: BlockKind) {
        let start = range.start.max(self.start);
        self.blocks.push(Block {
            span: Span::new(self.id, start, range.end),
            kind,
        });
    }
}
