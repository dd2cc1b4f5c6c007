//! Text of pages as rustdoc that means no harm.
//!
//! Rustdoc reads Markdown, and a page's text can hold what rustdoc takes for more than text: links
//! to items that do not exist, HTML, URLs without brackets, indented lines that would become tests.
//! Emphasis, lists, tables, headings, code and links to the web stay; the rest is escaped.

mod spans;

use super::code::{is_invisible, width};
use spans::split_words;

/// The widest documentation line, with indentation and `/// `.
const MAX_WIDTH: usize = 100;
/// How deep lists nest; deeper ones are drawn up.
const MAX_NESTING: usize = 6;

/// The lines of a text, for a column that `indent` spaces and `/// ` precede. `base` is the page's
/// URL, from which links without a host are resolved.
pub(crate) fn lines(text: &str, indent: usize, base: Option<&str>) -> Vec<String> {
    let room = MAX_WIDTH.saturating_sub(indent + 4).max(40);
    let mut blocks = Blocks {
        out: Vec::new(),
        room,
        base,
        lists: Vec::new(),
        words: Vec::new(),
    };
    if is_plain(text) {
        blocks
            .words
            .extend(text.split_ascii_whitespace().map(str::to_owned));
        blocks.flush();
    } else {
        blocks.read(text);
    }
    while blocks.out.last().is_some_and(String::is_empty) {
        blocks.out.pop();
    }
    blocks.out
}

/// One line of text for where only a line fits: a summary within another item's documentation.
pub(crate) fn inline(text: &str, base: Option<&str>) -> String {
    let mut words = Vec::new();
    split_words(&one_line(text), base, &mut words);
    words.join(" ")
}

/// Text on one line, without what nobody sees.
pub(crate) fn one_line(text: &str) -> String {
    let text: String = text.chars().map(tame).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text without anything that Markdown reads, on one line.
fn is_plain(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && !text.contains("://")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" ,.;:'\"()-?/%".contains(&byte))
}

struct Blocks<'b> {
    out: Vec<String>,
    room: usize,
    base: Option<&'b str>,
    /// The lists that are open: the column of the marker in the source, and where its text starts in
    /// the output.
    lists: Vec<(usize, usize)>,
    /// The words of the paragraph in the making.
    words: Vec<String>,
}

impl Blocks<'_> {
    fn read(&mut self, text: &str) {
        let text: String = text.chars().map(tame).collect();
        let mut paragraph = String::new();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let trimmed = line.trim();
            if let Some(fence) = fence(trimmed) {
                self.paragraph(&mut paragraph);
                let mut body = Vec::new();
                for line in lines.by_ref() {
                    if is_closing(line.trim(), fence) {
                        break;
                    }
                    body.push(line);
                }
                self.code(&body);
            } else if trimmed.is_empty() {
                self.paragraph(&mut paragraph);
                let next = lines.peek().copied().unwrap_or_default();
                if !next.trim().is_empty() {
                    self.close_lists(indent_of(next), marker(next.trim_start()).is_some());
                }
                self.blank();
            } else if let Some(width) = marker(trimmed) {
                self.paragraph(&mut paragraph);
                self.item(line, width);
                paragraph.push_str(trimmed.get(width..).unwrap_or_default().trim_start());
            } else if is_own_line(trimmed) {
                self.paragraph(&mut paragraph);
                self.own_line(trimmed);
            } else {
                if !paragraph.is_empty() {
                    paragraph.push('\n');
                }
                paragraph.push_str(trimmed);
            }
        }
        self.paragraph(&mut paragraph);
    }

    fn margin(&self) -> usize {
        self.lists.last().map_or(0, |(_, text)| *text)
    }

    fn blank(&mut self) {
        if self.out.last().is_some_and(|line| !line.is_empty()) {
            self.out.push(String::new());
        }
    }

    /// After a blank line a line that is indented less than an item's text ends the list.
    fn close_lists(&mut self, indent: usize, is_item: bool) {
        while let Some((column, _)) = self.lists.last() {
            let stays = if is_item {
                indent >= *column
            } else {
                indent > *column
            };
            if stays {
                break;
            }
            self.lists.pop();
        }
    }

    fn item(&mut self, line: &str, width: usize) {
        let column = indent_of(line);
        while self.lists.last().is_some_and(|(open, _)| *open > column) {
            self.lists.pop();
        }
        let is_sibling = self
            .lists
            .last()
            .is_some_and(|(open, text)| column < open.max(&0) + (text - self.outer(*text)).max(2));
        let continues = is_sibling || self.lists.len() >= MAX_NESTING;
        if continues {
            self.lists.pop();
        }
        let outer = self.margin();
        let mark = line.trim_start().get(..width).unwrap_or("-");
        // Within a paragraph only the number 1 begins a list.
        let is_text = width > 1 && !matches!(mark, "1." | "1)");
        if outer > 0 && !continues && is_text {
            self.blank();
        }
        if self.lists.is_empty()
            && self.out.last().is_some_and(|line| {
                !line.is_empty()
                    && !line.starts_with([' ', '-', '*', '+'])
                    && marker(line).is_none()
            })
        {
            // A list right after a paragraph: without a blank line a number would be text.
            self.out.push(String::new());
        }
        self.lists.push((column, outer + width + 1));
        self.out.push(format!("{:outer$}{mark}", ""));
    }

    /// Where the text of the list around the innermost one starts.
    fn outer(&self, text: usize) -> usize {
        self.lists
            .iter()
            .rev()
            .map(|(_, start)| *start)
            .find(|start| *start < text)
            .unwrap_or(0)
    }

    fn paragraph(&mut self, text: &mut String) {
        if !text.is_empty() {
            let base = self.base;
            split_words(text, base, &mut self.words);
            text.clear();
            self.flush();
        }
    }

    /// Writes the words in lines. An item's first line has its marker already.
    fn flush(&mut self) {
        let margin = self.margin();
        let mut line = match self.out.last() {
            Some(last) if margin > 0 && last.len() + 1 == margin => {
                let mut line = self.out.pop().unwrap_or_default();
                line.push(' ');
                line
            }
            _ => " ".repeat(margin),
        };
        let mut column = width(&line);
        let start = column;
        for word in self.words.drain(..) {
            let length = width(&word);
            if column > start && column + 1 + length > self.room && !starts_block(&word) {
                self.out
                    .push(std::mem::replace(&mut line, " ".repeat(margin)));
                column = margin;
            } else if column > start {
                line.push(' ');
                column += 1;
            }
            line.push_str(&word);
            column += length;
            if column <= start {
                column = start + 1;
            }
        }
        self.out.push(line.trim_end().to_owned());
    }

    /// A heading or a row of a table: it must not be joined with its neighbours.
    fn own_line(&mut self, line: &str) {
        let margin = self.margin();
        let mut words = Vec::new();
        split_words(line, self.base, &mut words);
        let is_row = line.starts_with('|');
        let after_row = self
            .out
            .last()
            .is_some_and(|last| last.trim_start().starts_with('|'));
        if !(is_row && after_row) {
            self.blank();
        }
        self.out.push(format!("{:margin$}{}", "", words.join(" ")));
        if !is_row {
            self.blank();
        }
    }

    /// Code of whatever language; `text` keeps rustdoc from compiling it.
    fn code(&mut self, body: &[&str]) {
        let margin = self.margin();
        let longest = body
            .iter()
            .map(|line| run(line.trim(), '`'))
            .max()
            .unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let common = body
            .iter()
            .filter(|line| !line.trim().is_empty())
            .map(|line| indent_of(line))
            .min()
            .unwrap_or(0);
        if self.margin() == 0 {
            self.blank();
        }
        self.out.push(format!("{:margin$}{fence}text", ""));
        for line in body {
            let line = line.get(common..).unwrap_or("").trim_end();
            if line.is_empty() {
                self.out.push(String::new());
            } else {
                self.out.push(format!("{:margin$}{line}", ""));
            }
        }
        self.out.push(format!("{:margin$}{fence}", ""));
        self.out.push(String::new());
    }
}

/// Characters that a comment may not hold or that nobody sees.
fn tame(c: char) -> char {
    match c {
        '\n' => c,
        '\u{ad}' | '\u{feff}' => ' ',
        c if c.is_control() || c.is_whitespace() || is_invisible(c) => ' ',
        c => c,
    }
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn run(text: &str, mark: char) -> usize {
    text.chars().take_while(|c| *c == mark).count()
}

/// The mark and length of an opening fence of code.
fn fence(line: &str) -> Option<(char, usize)> {
    ['`', '~'].into_iter().find_map(|mark| {
        let length = run(line, mark);
        let info = line.get(length..)?;
        (length >= 3 && !(mark == '`' && info.contains('`'))).then_some((mark, length))
    })
}

fn is_closing(line: &str, (mark, length): (char, usize)) -> bool {
    run(line, mark) >= length && line.chars().all(|c| c == mark)
}

/// How wide the marker of a list item is.
fn marker(line: &str) -> Option<usize> {
    let mut chars = line.chars();
    let width = match chars.next()? {
        '-' | '*' | '+' => 1,
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let mark = line.as_bytes().get(digits)?;
            // A year at the start of a line is no list.
            (digits <= 3 && matches!(mark, b'.' | b')')).then_some(digits + 1)?
        }
        _ => return None,
    };
    line.get(width..)?.starts_with(' ').then_some(width)
}

fn is_own_line(line: &str) -> bool {
    let level = run(line, '#');
    (1..=6).contains(&level) && line.get(level..).is_some_and(|rest| rest.starts_with(' '))
        || line.starts_with('|')
}

/// Whether a line that starts with this word would be something else than text.
fn starts_block(word: &str) -> bool {
    matches!(
        word.as_bytes().first(),
        Some(b'#' | b'>' | b'|' | b'=' | b'~' | b'+' | b'-' | b'*' | b'`' | b'0'..=b'9')
    ) && (word.len() < 5
        || word.starts_with("```")
        || word.bytes().all(|b| matches!(b, b'=' | b'-' | b'*' | b'_')))
}

#[cfg(test)]
mod tests;
