//! Where a page states a method and a URL.

use super::section::{self, Kind};
use crate::page::{Block, BlockKind, Fence, Inline, Page, Table};
use crate::platform::facts::columns::{self, Role};
use crate::platform::facts::endpoint::{self, Endpoint};
use crate::platform::facts::text;
use crate::source::{Sources, Span};

/// A method and URL on a page.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// What it says.
    pub endpoint: Endpoint,
    /// The index of its block.
    pub block: usize,
    /// Where it stands.
    pub span: Span,
    /// Whether its form alone shows that an endpoint is documented. Others count only where facts
    /// about the endpoint follow: a guide may show `GET /x` as well.
    pub strong: bool,
    /// Whether it is an item of a list; several in one list are an index and not documentation.
    pub item: bool,
}

/// The statements of a page in its order.
pub(super) fn find(page: &Page, sources: &Sources) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut finder = Finder::default();
    for (at, block) in page.blocks.iter().enumerate() {
        if let Some((endpoint, strong)) = finder.block(block, sources) {
            found.push(Statement {
                endpoint,
                block: at,
                span: block.span,
                strong,
                item: matches!(block.kind, BlockKind::Item { .. }),
            });
        }
    }
    drop_indexes(&page.blocks, found)
}

/// Leaves out statements of lists that hold several.
fn drop_indexes(blocks: &[Block], found: Vec<Statement>) -> Vec<Statement> {
    let same_list = |left: &Statement, right: &Statement| {
        left.block != right.block
            && left.item
            && right.item
            && left.endpoint != right.endpoint
            && (left.block.min(right.block)..left.block.max(right.block))
                .filter_map(|at| blocks.get(at))
                .all(|block| matches!(block.kind, BlockKind::Item { .. }))
    };
    found
        .iter()
        .filter(|one| {
            // Indexes are long; neighbours are enough to tell.
            !found
                .iter()
                .filter(|other| other.block.abs_diff(one.block) < 8)
                .any(|other| same_list(one, other))
        })
        .cloned()
        .collect()
}

/// Method and URL may stand in two lines, items or sections; what was seen last waits here.
#[derive(Default)]
struct Finder {
    method: Option<&'static str>,
    url: Option<String>,
    label: Option<Label>,
    in_endpoint_section: bool,
    /// The last statement, so that `**Method:** GET` below `GET /x` does not wait for another URL.
    seen_in_section: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Method,
    Url,
    Endpoint,
}

impl Label {
    fn of(words: &str) -> Option<Self> {
        let words = text::words(words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Some(match words.as_slice() {
            ["method"]
            | ["http", "method"]
            | ["request", "method"]
            | ["verb"]
            | ["http", "verb"] => Self::Method,
            ["url"]
            | ["path"]
            | ["uri"]
            | ["route"]
            | ["request", "url"]
            | ["endpoint", "url"]
            | ["api", "url"]
            | ["full", "url"]
            | ["url", "path"]
            | ["resource"]
            | ["address"] => Self::Url,
            ["endpoint"]
            | ["request"]
            | ["http", "request"]
            | ["api", "endpoint"]
            | ["api"]
            | ["call"]
            | ["operation"] => Self::Endpoint,
            _ => return None,
        })
    }
}

impl Finder {
    fn block(&mut self, block: &Block, sources: &Sources) -> Option<(Endpoint, bool)> {
        match &block.kind {
            BlockKind::Heading { text, .. } => self.heading(text),
            BlockKind::Paragraph(line) => self.lines(&line.raw),
            BlockKind::Item { text: line, .. } => self.lines(text::item(line)),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Fence(fence) => {
                fence_statement(fence, sources).map(|endpoint| (endpoint, self.in_endpoint_section))
            }
            BlockKind::Tag(_) => None,
        }
    }

    fn heading(&mut self, heading: &Inline) -> Option<(Endpoint, bool)> {
        let shown = text::line(text::heading(heading));
        self.label = Label::of(&shown);
        let section = section::classify(&shown);
        self.in_endpoint_section = section
            .as_ref()
            .is_some_and(|one| one.kind == Kind::Endpoint)
            || self.label.is_some();
        if self.label.is_none() {
            (self.method, self.url) = (None, None);
            self.seen_in_section = false;
        }
        endpoint::whole(&shown)
            .or_else(|| endpoint::inside(&shown))
            .map(|endpoint| (endpoint, true))
    }

    fn lines(&mut self, raw: &str) -> Option<(Endpoint, bool)> {
        for raw in raw.lines().take(20) {
            let line = text::line(raw.trim_start_matches(['>', ' ']));
            if line.len() > 2_000 {
                continue;
            }
            if let Some(found) = self.line(&line) {
                return Some(found);
            }
        }
        None
    }

    fn line(&mut self, line: &str) -> Option<(Endpoint, bool)> {
        if let Some((label, value)) = line.split_once(':')
            && let Some(label) = Label::of(label)
            && !value.trim().is_empty()
        {
            return self.labelled(label, value.trim());
        }
        if let Some(endpoint) = endpoint::whole(line) {
            self.seen_in_section = true;
            return Some((endpoint, self.in_endpoint_section));
        }
        // `Request body | POST /x`
        let piped = line
            .split_once(" | ")
            .and_then(|(_, right)| endpoint::whole(right));
        if let Some(endpoint) = piped {
            return Some((endpoint, false));
        }
        match self.label {
            Some(label @ (Label::Method | Label::Url)) => self.labelled(label, line),
            _ => None,
        }
    }

    fn labelled(&mut self, label: Label, value: &str) -> Option<(Endpoint, bool)> {
        if let Some(endpoint) = endpoint::whole(value) {
            self.seen_in_section = true;
            return Some((endpoint, true));
        }
        match label {
            Label::Method => {
                let word = value.split([' ', ',', '|', '/']).next().unwrap_or("");
                self.method = endpoint::method(word).or(self.method);
            }
            Label::Url | Label::Endpoint => {
                let word = value.split_whitespace().next().unwrap_or("");
                if word.starts_with(['/', 'h', '{', '<', '$']) && word.contains('/') {
                    self.url = Some(word.to_owned());
                }
            }
        }
        self.pair()
    }

    fn pair(&mut self) -> Option<(Endpoint, bool)> {
        let (method, url) = (self.method?, self.url.as_deref()?);
        let endpoint = endpoint::parse(method, url);
        (self.method, self.url) = (None, None);
        if self.seen_in_section {
            return None;
        }
        self.seen_in_section = endpoint.is_some();
        endpoint.map(|endpoint| (endpoint, true))
    }

    /// A table with one row of method and URL, or with rows that are labelled so.
    fn table(&mut self, table: &Table) -> Option<(Endpoint, bool)> {
        let roles = columns::roles(table);
        let column = |role: Role| roles.iter().position(|other| *other == role);
        if let (Some(method), Some(url), [row]) = (
            column(Role::Method),
            column(Role::Url),
            table.rows.as_slice(),
        ) {
            let cell = |at: usize| row.cells.get(at).map(|cell| text::line(&cell.raw));
            let endpoint = endpoint::parse(&cell(method)?, &cell(url)?)?;
            return Some((endpoint, true));
        }
        if table.header.len() != 2 {
            return None;
        }
        let header = [table.header.as_slice()];
        let rows = table.rows.iter().take(20).map(|row| row.cells.as_slice());
        for cells in header.into_iter().chain(rows) {
            let [label, value] = cells else {
                continue;
            };
            let value = text::line(&value.raw);
            if let Some(label) = Label::of(&text::line(&label.raw))
                && let Some(found) = self.labelled(label, &value)
            {
                return Some(found);
            }
        }
        None
    }
}

/// A fence that holds a request line, alone or as the start of an HTTP message.
fn fence_statement(fence: &Fence, sources: &Sources) -> Option<Endpoint> {
    let language = text::words(&fence.info)
        .into_iter()
        .next()
        .unwrap_or_default();
    let plain = matches!(
        language.as_str(),
        "" | "http"
            | "text"
            | "txt"
            | "plaintext"
            | "rest"
            | "endpoint"
            | "bash"
            | "sh"
            | "shell"
            | "url"
            | "theme"
    );
    let source = sources.get(fence.body.source);
    let body = source.text.get(fence.body.start..fence.body.end)?;
    let mut lines = body.trim().lines();
    let endpoint = endpoint::whole(lines.next()?.trim())?;
    let alone = lines.next().is_none();
    (plain && (alone || language == "http")).then_some(endpoint)
}
