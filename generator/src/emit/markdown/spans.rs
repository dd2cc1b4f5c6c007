//! Paragraphs as words, none of which means more than text, code or a link to the web.

use super::run;

/// Cuts a paragraph into words, none of which means more than text, code or a link to the web.
pub(super) fn split_words(text: &str, base: Option<&str>, words: &mut Vec<String>) {
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
                depth = depth.checked_sub(1)?;
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
