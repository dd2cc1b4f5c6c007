//! The line scan that finds what a CommonMark parser would lose in MDX: fences inside of tags, and
//! the tags themselves.
//!
//! A fence that follows `<Tab>` without a blank line is no fence to CommonMark, and a fence in a
//! comment is one. So fences, comments and tags are found here, and what is left goes to the
//! parser with those lines blanked out, so that every offset stays what it is.

use crate::page::Fence;
use crate::source::{SourceId, Span};

/// What the scan found.
pub(super) struct Scan {
    /// The text with fences, comments, tags and front matter blanked out, as long as the original.
    pub rest: String,
    /// The front matter's lines between its markers.
    pub front_matter: Vec<(usize, usize)>,
    /// Fences with the range of the whole block.
    pub fences: Vec<(usize, usize, Fence)>,
    /// Tags and comments with their range.
    pub tags: Vec<(usize, usize)>,
}

/// A line of the text: where it starts, and where its content and its line end end.
pub(super) struct Line<'t> {
    pub start: usize,
    pub end: usize,
    pub text: &'t str,
}

pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let start = at;
            at += line.len();
            Line {
                start,
                end: at,
                text: line.trim_end_matches(['\n', '\r']),
            }
        })
        .collect()
}

/// Scans a page's text.
pub(super) fn scan(source: SourceId, text: &str) -> Scan {
    let lines = lines(text);
    let mut scan = Scan {
        rest: String::new(),
        front_matter: Vec::new(),
        fences: Vec::new(),
        tags: Vec::new(),
    };
    let mut blank: Vec<(usize, usize)> = Vec::new();
    let mut at = front_matter(&lines, &mut scan, &mut blank);
    while at < lines.len() {
        let line = &lines[at];
        let next = if let Some(marker) = Marker::opening(line.text) {
            fence(source, &lines, at, &marker, &mut scan)
        } else if let Some(close) = comment(line.text) {
            let last = (at..lines.len()).find(|i| lines[*i].text.contains(close));
            let last = last.unwrap_or(at);
            scan.tags.push((line.start, lines[last].end));
            last + 1
        } else if is_tag(line.text) {
            let last = tag_end(&lines, at);
            scan.tags.push((line.start, lines[last].end));
            last + 1
        } else {
            at += 1;
            continue;
        };
        blank.push((line.start, lines[next - 1].end));
        at = next;
    }
    scan.rest = blanked(text, &blank);
    scan
}

/// The front matter at the top, and a second one between `***` and dashes that some dumps add.
fn front_matter(lines: &[Line<'_>], scan: &mut Scan, blank: &mut Vec<(usize, usize)>) -> usize {
    let mut at = 0;
    loop {
        let first = (at..lines.len()).find(|i| !lines[*i].text.trim().is_empty());
        let Some(first) = first else { return at };
        let opener = lines[first].text.trim().trim_start_matches('\u{feff}');
        let second = !scan.front_matter.is_empty();
        if !(opener == "---" && !second || opener == "***" && second) {
            return at;
        }
        let close = (first + 1..lines.len().min(first + 200)).find(|i| {
            let text = lines[*i].text.trim();
            text.len() >= 3 && text.bytes().all(|byte| byte == b'-') && (second || text == "---")
        });
        let Some(close) = close else { return at };
        scan.front_matter
            .push((lines[first].end, lines[close].start));
        blank.push((lines[first].start, lines[close].end));
        at = close + 1;
    }
}

/// How a fence opens.
pub(super) struct Marker {
    indent: usize,
    character: char,
    length: usize,
    info: String,
}

impl Marker {
    pub(super) fn opening(line: &str) -> Option<Self> {
        // A fence may open behind a list marker or in a quote.
        let mut body = line.trim_start();
        while let Some(rest) = ["- ", "* ", "> ", ">"]
            .iter()
            .find_map(|marker| body.strip_prefix(marker))
        {
            body = rest.trim_start();
        }
        let character = body.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = body.trim_start_matches(character);
        let length = body.len() - info.len();
        if length < 3 || character == '`' && info.contains('`') {
            return None;
        }
        Some(Self {
            indent: line.len() - body.len(),
            character,
            length,
            info: info.trim().to_owned(),
        })
    }

    pub(super) fn closes(&self, line: &str) -> bool {
        let body = line.trim().trim_start_matches('>').trim_start();
        body.len() >= self.length && body.chars().all(|c| c == self.character)
    }
}

fn fence(
    source: SourceId,
    lines: &[Line<'_>],
    at: usize,
    marker: &Marker,
    scan: &mut Scan,
) -> usize {
    let close = (at + 1..lines.len()).find(|i| marker.closes(lines[*i].text));
    let (body_end, next) = match close {
        Some(close) => (lines[close].start, close + 1),
        None => (lines[lines.len() - 1].end, lines.len()),
    };
    let indent = lines[at + 1..close.unwrap_or(lines.len())]
        .iter()
        .filter(|line| !line.text.trim().is_empty())
        .map(|line| line.text.len() - line.text.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0)
        .min(marker.indent);
    let fence = Fence {
        info: marker.info.clone(),
        body: Span::new(source, lines[at].end.min(body_end), body_end),
        indent,
        closed: close.is_some(),
    };
    scan.fences
        .push((lines[at].start, lines[next - 1].end, fence));
    next
}

/// What ends the comment that a line opens with.
fn comment(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    if line.starts_with("<!--") {
        Some("-->")
    } else if line.starts_with("{/*") {
        Some("*/}")
    } else {
        None
    }
}

/// Whether a line opens with an MDX component, an HTML block or a template tag.
fn is_tag(line: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with("{%") {
        return true;
    }
    let Some(name) = line.strip_prefix('<') else {
        return false;
    };
    let name = name.strip_prefix('/').unwrap_or(name);
    // `<https://…>` is a link, and `<br/>` in running text is no block.
    let word: String = name
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        .collect();
    !word.is_empty()
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && !name[word.len()..].starts_with(':')
        && !matches!(
            word.as_str(),
            "br" | "a" | "code" | "b" | "i" | "em" | "strong"
        )
}

/// The last line of a tag that may span several; text behind the tag stays part of it.
fn tag_end(lines: &[Line<'_>], at: usize) -> usize {
    let close = if lines[at].text.trim_start().starts_with("{%") {
        "%}"
    } else {
        ">"
    };
    let limit = lines.len().min(at + 60);
    (at..limit)
        .take_while(|i| *i == at || !lines[*i].text.trim().is_empty())
        .find(|i| lines[*i].text.contains(close))
        .unwrap_or(at)
}

fn blanked(text: &str, ranges: &[(usize, usize)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in ranges {
        out.push_str(&text[at..*start]);
        out.extend(text[*start..*end].bytes().map(|byte| match byte {
            b'\n' => '\n',
            _ => ' ',
        }));
        at = *end;
    }
    out.push_str(&text[at..]);
    out
}
