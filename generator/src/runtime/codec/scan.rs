//! JSON text (RFC 8259) onto a tape.

use super::fault::Fault;
use super::tape::{Entry, MAX_CELLS, MAX_DEPTH, Tape, Token};

const MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) fn scan(body: &[u8]) -> Result<Tape<'_>, Fault> {
    let body = body.strip_prefix(MARK).unwrap_or(body);
    if u32::try_from(body.len()).is_err() {
        return Err(Fault::syntax(body, 0, "a body of less than 4 GiB"));
    }
    let text = std::str::from_utf8(body)
        .map_err(|e| Fault::syntax(body, e.valid_up_to(), "text in UTF-8"))?;
    let mut scanner = Scanner {
        body,
        at: 0,
        // A guess that is right for most answers, so that the tape seldom grows.
        cells: Vec::with_capacity(body.len() / 8 + 8),
        innermost: None,
        depth: 0,
    };
    match scanner.document() {
        Ok(()) => Ok(Tape::new(text, scanner.cells, true)),
        Err(expected) => Err(Fault::syntax(body, scanner.at, expected)),
    }
}

/// What was expected where the scanner stands.
type Scan<T = ()> = Result<T, &'static str>;

struct Scanner<'t> {
    body: &'t [u8],
    at: usize,
    cells: Vec<Entry>,
    /// The cell of the innermost array or object that is open, and whether it is an object. While
    /// one is open, its cell holds the index of the one around it instead of a length.
    innermost: Option<(u32, bool)>,
    depth: usize,
}

impl Scanner<'_> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    /// The next byte that is not white space.
    #[inline]
    fn token(&mut self) -> Option<u8> {
        loop {
            let byte = *self.body.get(self.at)?;
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    #[inline]
    fn next_index(&self) -> u32 {
        // `push` holds the number of cells below this.
        self.cells.len() as u32
    }

    fn document(&mut self) -> Scan {
        loop {
            let opened = self.value()?;
            if opened || self.close()? {
                continue;
            }
            return match self.token() {
                None => Ok(()),
                Some(_) => Err("the end of the document"),
            };
        }
    }

    /// Reads a scalar, or opens an array or object that is not empty. True if a value must follow.
    #[inline]
    fn value(&mut self) -> Scan<bool> {
        let next = self.token().ok_or("a value")?;
        match next {
            b'"' => self.string()?,
            b'{' | b'[' => return self.open(next == b'{'),
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.literal(b"true", Token::True)?,
            b'f' => self.literal(b"false", Token::False)?,
            b'n' => self.literal(b"null", Token::Null)?,
            _ => return Err("a value"),
        }
        Ok(false)
    }

    /// Adds a cell without children that spans from `from` to here.
    #[inline]
    fn push(&mut self, token: Token, from: usize) -> Scan {
        let index = self.next_index();
        if index as usize >= MAX_CELLS {
            return Err("fewer values");
        }
        // `scan` has checked that positions fit.
        self.cells.push(Entry::new(
            token,
            from as u32,
            (self.at - from) as u32,
            index + 1,
        ));
        Ok(())
    }

    #[inline]
    fn literal(&mut self, word: &'static [u8], token: Token) -> Scan {
        let from = self.at;
        if !self
            .body
            .get(from..)
            .is_some_and(|rest| rest.starts_with(word))
        {
            return Err("a value");
        }
        self.at += word.len();
        self.push(token, from)
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`, section 6.
    #[inline]
    fn number(&mut self) -> Scan {
        let from = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        self.push(Token::Number, from)
    }

    #[inline]
    fn digits(&mut self) -> Scan {
        let from = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == from {
            Err("a digit")
        } else {
            Ok(())
        }
    }

    #[inline]
    fn open(&mut self, is_object: bool) -> Scan<bool> {
        if self.depth == MAX_DEPTH {
            return Err("at most 128 nested arrays and objects");
        }
        let from = self.at;
        let index = self.next_index();
        let (token, end) = if is_object {
            (Token::Object, b'}')
        } else {
            (Token::Array, b']')
        };
        self.at += 1;
        let next = self.token();
        if next == Some(end) {
            self.at += 1;
            self.push(token, from)?;
            return Ok(false);
        }
        self.push(token, from)?;
        if let Some(entry) = self.cells.last_mut() {
            entry.len = self.innermost.map_or(index, |(around, _)| around);
        }
        self.innermost = Some((index, is_object));
        self.depth += 1;
        if is_object {
            self.key(next)?;
        }
        Ok(true)
    }

    /// After a value: closes what ends here. True if a value must follow.
    #[inline]
    fn close(&mut self) -> Scan<bool> {
        while let Some((index, is_object)) = self.innermost {
            match (self.token(), is_object) {
                (Some(b','), true) => {
                    self.at += 1;
                    let next = self.token();
                    self.key(next)?;
                    return Ok(true);
                }
                (Some(b','), false) => {
                    self.at += 1;
                    return Ok(true);
                }
                (Some(b'}'), true) | (Some(b']'), false) => self.at += 1,
                (_, true) => return Err("a comma or `}`"),
                (_, false) => return Err("a comma or `]`"),
            }
            let (here, end) = (self.at as u32, self.next_index());
            let Some(entry) = self.cells.get_mut(index as usize) else {
                return Ok(false);
            };
            let around = entry.len;
            entry.close(here - entry.at, end);
            self.depth -= 1;
            self.innermost = match self.cells.get(around as usize) {
                Some(entry) if around != index => Some((around, entry.token() == Token::Object)),
                _ => None,
            };
        }
        Ok(false)
    }

    #[inline]
    fn key(&mut self, next: Option<u8>) -> Scan {
        if next != Some(b'"') {
            return Err("a key in quotes");
        }
        self.string()?;
        if self.token() != Some(b':') {
            return Err("a colon");
        }
        self.at += 1;
        Ok(())
    }

    /// Reads a string from its opening quote on.
    #[inline]
    fn string(&mut self) -> Scan {
        self.at += 1;
        let from = self.at;
        let mut token = Token::String;
        loop {
            self.at += plain_len(self.body.get(self.at..).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(_) => return Err("no control character in a string"),
                None => return Err("a closing quote"),
            }
            token = Token::Escaped;
        }
        self.push(token, from)?;
        self.at += 1;
        Ok(())
    }

    #[inline]
    fn escape(&mut self) -> Scan {
        match self.body.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') if unit(self.body.get(self.at + 2..).unwrap_or_default()).is_some() => {
                self.at += 6;
            }
            Some(b'u') => return Err("four hexadecimal digits after `\\u`"),
            _ => return Err("an escape sequence"),
        }
        Ok(())
    }
}

/// How many bytes stand before a quote, a backslash or a control character.
#[inline]
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    let quote = |word: u64| below(word ^ (ONES * b'"' as u64), 1);
    len_before(bytes, |word| {
        quote(word) | backslash(word) | below(word, 0x20)
    })
}

/// How many bytes stand before those that `find` marks. Looks at eight at a time, which for the short
/// strings of JSON is faster than vector instructions.
#[inline]
fn len_before(bytes: &[u8], find: impl Fn(u64) -> u64) -> usize {
    let first = |word: [u8; 8]| {
        let found = find(u64::from_le_bytes(word)) & (ONES << 7);
        (found != 0).then(|| (found.trailing_zeros() / 8) as usize)
    };
    let (words, tail) = bytes.as_chunks::<8>();
    let mut len = 0;
    for word in words {
        if let Some(at) = first(*word) {
            return len + at;
        }
        len += 8;
    }
    // Filled up with what is never marked.
    let mut last = [b' '; 8];
    for (to, from) in last.iter_mut().zip(tail) {
        *to = *from;
    }
    len + first(last).unwrap_or(tail.len())
}

const ONES: u64 = u64::MAX / 0xff;

/// The high bit of each byte that is below a limit. Bits above the lowest may be wrong.
#[inline]
fn below(word: u64, limit: u64) -> u64 {
    word.wrapping_sub(ONES * limit) & !word
}

#[inline]
fn backslash(word: u64) -> u64 {
    below(word ^ (ONES * b'\\' as u64), 1)
}

/// The code unit of UTF-16 that four hexadecimal digits stand for.
fn unit(digits: &[u8]) -> Option<u16> {
    digits
        .first_chunk::<4>()?
        .iter()
        .try_fold(0u16, |unit, digit| {
            Some(unit << 4 | char::from(*digit).to_digit(16)? as u16)
        })
}

/// The text of a string with its escape sequences resolved.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, from)) = rest.split_at_checked(len_before(rest.as_bytes(), backslash)) {
        text.push_str(plain);
        let Some(escape) = from.get(..2) else { break };
        let mut len = 2;
        match escape {
            "\\n" => text.push('\n'),
            "\\t" => text.push('\t'),
            "\\r" => text.push('\r'),
            "\\b" => text.push('\u{8}'),
            "\\f" => text.push('\u{c}'),
            "\\u" => {
                let (c, taken) = unicode(from.as_bytes());
                text.push(c);
                len = taken;
            }
            other => text.push_str(other.get(1..).unwrap_or_default()),
        }
        rest = from.get(len..).unwrap_or_default();
    }
    text
}

/// The character of `\uXXXX`, joined with a second one if they are a pair of surrogates, and the
/// length of the sequence. U+FFFD for a surrogate that is alone.
fn unicode(escape: &[u8]) -> (char, usize) {
    let unit_at = |at: usize| unit(escape.get(at..)?);
    let first = unit_at(2).unwrap_or_default();
    if let Some(c) = char::from_u32(first.into()) {
        return (c, 6);
    }
    let second = unit_at(8).filter(|_| escape.get(6..8) == Some(b"\\u"));
    match second.and_then(|second| char::decode_utf16([first, second]).next()?.ok()) {
        Some(c) => (c, 12),
        None => (char::REPLACEMENT_CHARACTER, 6),
    }
}
