//! Text of pages as rustdoc that means no harm.
//!
//! Rustdoc reads Markdown, and a page's text can hold what rustdoc takes for more than text: links
//! to items that do not exist, HTML, URLs without brackets, indented lines that would become tests.
//! Emphasis, lists, tables, headings, code and links to the web stay; the rest is escaped.

use super::code::{is_invisible, width};

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
        if is_sibling || self.lists.len() >= MAX_NESTING {
            self.lists.pop();
        }
        let outer = self.margin();
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
        let mark = line.trim_start().get(..width).unwrap_or("-");
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

/// Cuts a paragraph into words, none of which means more than text, code or a link to the web.
fn split_words(text: &str, base: Option<&str>, words: &mut Vec<String>) {
    let mut spans = Spans {
        text,
        at: 0,
        base,
        word: String::new(),
        words,
    };
    spans.read();
    spans.end_word();
    // What starts a paragraph may not start anything else.
    if let Some(first) = words.first_mut()
        && matches!(first.as_bytes().first(), Some(b'>' | b'~' | b'=' | b':'))
    {
        first.insert(0, '\\');
    }
}

struct Spans<'s> {
    text: &'s str,
    at: usize,
    base: Option<&'s str>,
    word: String,
    words: &'s mut Vec<String>,
}

impl<'s> Spans<'s> {
    fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }

    fn read(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            match c {
                ' ' | '\n' => {
                    self.end_word();
                    self.at += 1;
                }
                '`' => self.code(),
                '\\' => self.backslash(),
                '[' => self.link(),
                '<' => self.angle(),
                'h' if self.rest().starts_with("http://")
                    || self.rest().starts_with("https://") =>
                {
                    self.url();
                }
                ']' | '>' | '$' => {
                    if c != '$' {
                        self.word.push('\\');
                    }
                    self.take(c);
                }
                '!' if self
                    .rest()
                    .get(1..)
                    .is_some_and(|rest| link_at(rest).is_some()) =>
                {
                    // A picture is a link to it.
                    self.at += 1;
                }
                c => self.take(c),
            }
        }
    }

    fn take(&mut self, c: char) {
        self.word.push(c);
        self.at += c.len_utf8();
    }

    fn code(&mut self) {
        let length = run(self.rest(), '`');
        let fence = "`".repeat(length);
        let inner = self.rest().get(length..).unwrap_or_default();
        let mut from = 0;
        while let Some(found) = inner.get(from..).and_then(|tail| tail.find(&fence)) {
            let end = from + found;
            let closing = run(inner.get(end..).unwrap_or_default(), '`');
            if closing == length {
                let body = inner.get(..end).unwrap_or_default();
                let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
                if !body.is_empty() {
                    let pad = if body.starts_with('`') || body.ends_with('`') {
                        " "
                    } else {
                        ""
                    };
                    self.word
                        .push_str(&format!("{fence}{pad}{body}{pad}{fence}"));
                }
                self.at += length + end + length;
                return;
            }
            from = end + closing;
        }
        for _ in 0..length {
            self.word.push_str("\\`");
        }
        self.at += length;
    }

    fn backslash(&mut self) {
        let mut chars = self.rest().chars();
        chars.next();
        match chars.next() {
            Some(c) if c.is_ascii_punctuation() => {
                self.word.push('\\');
                self.word.push(c);
                self.at += 2;
            }
            _ => {
                self.word.push_str("\\\\");
                self.at += 1;
            }
        }
    }

    /// `[text](url)`; any other bracket is text.
    fn link(&mut self) {
        let Some((label, target, length)) = link_at(self.rest()) else {
            self.word.push_str("\\[");
            self.at += 1;
            return;
        };
        self.at += length;
        let mut words = Vec::new();
        let label_text = label.replace("http://", "").replace("https://", "");
        Spans {
            text: &label_text,
            at: 0,
            base: None,
            word: String::new(),
            words: &mut words,
        }
        .plain();
        let label = words.join(" ");
        match absolute(target, self.base) {
            Some(url) if !label.is_empty() => self.word.push_str(&format!("[{label}]({url})")),
            Some(url) => self.word.push_str(&format!("<{url}>")),
            None => self.word.push_str(&label),
        }
    }

    /// The text of a link, in which no other link may stand.
    fn plain(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            match c {
                ' ' | '\n' => {
                    self.end_word();
                    self.at += 1;
                }
                '`' => self.code(),
                '\\' => self.backslash(),
                '[' | ']' | '<' | '>' => {
                    self.word.push('\\');
                    self.take(c);
                }
                c => self.take(c),
            }
        }
        self.end_word();
    }

    fn angle(&mut self) {
        let rest = self.rest();
        let inner = rest.get(1..).unwrap_or_default();
        if let Some(end) = inner.find('>')
            && let Some(url) = inner.get(..end)
            && is_web(url)
        {
            self.word.push_str(&format!("<{}>", encode(url)));
            self.at += end + 2;
        } else if let Some(length) = line_break(rest) {
            self.end_word();
            self.at += length;
        } else {
            self.word.push_str("\\<");
            self.at += 1;
        }
    }

    fn url(&mut self) {
        let rest = self.rest();
        let stop = |c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '\\' | '[' | ']' | '|')
        };
        let mut url = rest
            .get(..rest.find(stop).unwrap_or(rest.len()))
            .unwrap_or_default();
        loop {
            let shorter = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
            let shorter = match shorter.strip_suffix(')') {
                Some(inner) if !inner.contains('(') => inner,
                _ => shorter,
            };
            if shorter.len() == url.len() {
                break;
            }
            url = shorter;
        }
        if is_web(url) {
            self.word.push_str(&format!("<{}>", encode(url)));
            self.at += url.len();
        } else {
            // Only a scheme: broken up, so that nothing takes it for a URL.
            let scheme = if rest.starts_with("https") {
                "https"
            } else {
                "http"
            };
            self.word.push_str(scheme);
            self.word.push_str("\\:");
            self.at += scheme.len() + 1;
        }
    }
}

/// `<br>` in its spellings; gives its length.
fn line_break(text: &str) -> Option<usize> {
    ["<br>", "<br/>", "<br />", "<BR>", "</br>", "<p>", "</p>"]
        .into_iter()
        .find(|tag| text.starts_with(tag))
        .map(str::len)
}

fn is_web(url: &str) -> bool {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.contains([' ', '<', '>', '\n']))
}

/// A URL without the characters that end a link.
fn encode(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '\\' => out.push_str("%5C"),
            ' ' => out.push_str("%20"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '`' => out.push_str("%60"),
            c => out.push(c),
        }
    }
    out
}

/// Label, target and length of the link that a text starts with.
fn link_at(text: &str) -> Option<(&str, &str, usize)> {
    let mut depth = 0_usize;
    let mut close = None;
    for (at, c) in text.char_indices().take(600) {
        match c {
            '[' => depth += 1,
            ']' => {
                depth -= 1;
                if depth == 0 {
                    close = Some(at);
                    break;
                }
            }
            _ => {}
        }
    }
    let close = close?;
    let label = text.get(1..close)?;
    let tail = text.get(close + 1..)?.strip_prefix('(')?;
    let mut depth = 1_usize;
    let end = tail.char_indices().take(2000).find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\n' => return Some(None),
            _ => {}
        }
        (depth == 0).then_some(Some(at))
    })??;
    // A title after the target is dropped.
    let target = tail
        .get(..end)?
        .split_whitespace()
        .next()
        .unwrap_or_default();
    let target = target.trim_start_matches('<').trim_end_matches('>');
    Some((label, target, close + 2 + end + 1))
}

/// A link's target with its host; `None` if there is none to be had.
fn absolute(target: &str, base: Option<&str>) -> Option<String> {
    if is_web(target) {
        return Some(encode(target));
    }
    let base = base.filter(|base| is_web(base))?;
    let host_end = base.find("://").and_then(|at| {
        let host = base.get(at + 3..)?;
        Some(at + 3 + host.find('/').unwrap_or(host.len()))
    })?;
    if target.starts_with('/') && !target.starts_with("//") {
        return Some(encode(&format!("{}{target}", base.get(..host_end)?)));
    }
    if target.starts_with('#') && target.len() > 1 {
        return Some(encode(&format!("{}{target}", base.split('#').next()?)));
    }
    None
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
