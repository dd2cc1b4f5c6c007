//! JSON text onto a tape. The lexing is hifijson's; the grammar and its bounds are here.

use hifijson::escape::{Lex as _, Lit};
use hifijson::num::Lex as _;
use hifijson::token::Lex as _;
use hifijson::{Read as _, SliceLexer};

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
        lexer: SliceLexer::new(body),
        len: body.len(),
        // A guess that is right for most answers, so that the tape seldom grows.
        cells: Vec::with_capacity(body.len() / 12 + 4),
        open: Vec::with_capacity(16),
    };
    match scanner.document() {
        Ok(()) => Ok(Tape::new(text, scanner.cells, true)),
        Err(expected) => Err(Fault::syntax(body, scanner.at() as usize, expected)),
    }
}

/// What was expected where the lexer stands.
type Scan<T = ()> = Result<T, &'static str>;

struct Scanner<'t> {
    lexer: SliceLexer<'t>,
    len: usize,
    cells: Vec<Entry>,
    /// The arrays and objects that are still open, by cell.
    open: Vec<u32>,
}

impl Scanner<'_> {
    #[inline]
    fn at(&self) -> u32 {
        // `scan` has checked that the length fits.
        (self.len - self.lexer.as_slice().len()) as u32
    }

    #[inline]
    fn next_index(&self) -> u32 {
        self.cells.len() as u32
    }

    fn document(&mut self) -> Scan {
        loop {
            let opened = self.value()?;
            if opened || self.close()? {
                continue;
            }
            return match self.lexer.ws_peek() {
                None => Ok(()),
                Some(_) => Err("the end of the document"),
            };
        }
    }

    /// Reads a scalar, or opens an array or object that is not empty. True if a value must follow.
    fn value(&mut self) -> Scan<bool> {
        let next = self.lexer.ws_peek().ok_or("a value")?;
        let at = self.at();
        match next {
            b'"' => {
                self.lexer.take_next();
                self.string()?;
            }
            b'{' | b'[' => return self.open(next, at),
            b'-' | b'0'..=b'9' => {
                self.lexer.num_ignore().validate().map_err(|_| "a digit")?;
                self.push(Token::Number, at)?;
            }
            b't' => self.literal(b"true", Token::True, at)?,
            b'f' => self.literal(b"false", Token::False, at)?,
            b'n' => self.literal(b"null", Token::Null, at)?,
            _ => return Err("a value"),
        }
        Ok(false)
    }

    #[inline]
    fn literal(&mut self, word: &'static [u8], token: Token, at: u32) -> Scan {
        if !self.lexer.strip_prefix(word) {
            return Err("a value");
        }
        self.push(token, at)
    }

    /// Adds a cell without children that spans from `at` to here.
    #[inline]
    fn push(&mut self, token: Token, at: u32) -> Scan {
        let index = self.next_index();
        if index as usize >= MAX_CELLS {
            return Err("fewer values");
        }
        self.cells
            .push(Entry::new(token, at, self.at() - at, index + 1));
        Ok(())
    }

    fn open(&mut self, bracket: u8, at: u32) -> Scan<bool> {
        if self.open.len() == MAX_DEPTH {
            return Err("at most 128 nested arrays and objects");
        }
        self.lexer.take_next();
        let token = if bracket == b'{' {
            Token::Object
        } else {
            Token::Array
        };
        let index = self.next_index();
        self.push(token, at)?;
        let end = if bracket == b'{' { b'}' } else { b']' };
        let next = self.lexer.ws_peek();
        if next == Some(end) {
            self.lexer.take_next();
            self.push_end(index);
            return Ok(false);
        }
        self.open.push(index);
        if token == Token::Object {
            self.key(next)?;
        }
        Ok(true)
    }

    fn push_end(&mut self, index: u32) {
        let (here, end) = (self.at(), self.next_index());
        if let Some(entry) = self.cells.get_mut(index as usize) {
            entry.close(here - entry.at, end);
        }
    }

    /// After a value: closes what ends here. True if a value must follow.
    fn close(&mut self) -> Scan<bool> {
        while let Some(index) = self.open.last().copied() {
            let in_object = self
                .cells
                .get(index as usize)
                .is_some_and(|e| e.token() == Token::Object);
            let next = self.lexer.ws_peek();
            match next {
                Some(b',') => {
                    self.lexer.take_next();
                    if in_object {
                        let next = self.lexer.ws_peek();
                        self.key(next)?;
                    }
                    return Ok(true);
                }
                Some(b'}') if in_object => (),
                Some(b']') if !in_object => (),
                _ if in_object => return Err("a comma or `}`"),
                _ => return Err("a comma or `]`"),
            }
            self.lexer.take_next();
            self.open.pop();
            self.push_end(index);
        }
        Ok(false)
    }

    #[inline]
    fn key(&mut self, next: Option<u8>) -> Scan {
        if next != Some(b'"') {
            return Err("a key in quotes");
        }
        self.lexer.take_next();
        self.string()?;
        if self.lexer.ws_peek() != Some(b':') {
            return Err("a colon");
        }
        self.lexer.take_next();
        Ok(())
    }

    /// Reads a string whose opening quote is behind the lexer.
    #[inline]
    fn string(&mut self) -> Scan {
        let at = self.at();
        let mut token = Token::String;
        loop {
            self.lexer
                .skip_until(|c| matches!(c, b'"' | b'\\' | 0..=0x1f));
            match self.lexer.peek_next() {
                Some(b'"') => break,
                Some(b'\\') => {
                    token = Token::Escaped;
                    self.escape()?;
                }
                Some(_) => return Err("no control character in a string"),
                None => return Err("a closing quote"),
            }
        }
        self.push(token, at)?;
        self.lexer.take_next();
        Ok(())
    }

    #[cold]
    fn escape(&mut self) -> Scan {
        self.lexer.take_next();
        match self.lexer.peek_next() {
            Some(b'u') => {
                self.lexer.take_next();
                self.lexer
                    .hex::<u16>()
                    .map(|_| ())
                    .map_err(|_| "four hexadecimal digits")
            }
            Some(c) if Lit::try_from(c).is_some() => {
                self.lexer.take_next();
                Ok(())
            }
            _ => Err("an escape sequence"),
        }
    }
}

/// The text of a string with its escape sequences resolved.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut lexer = SliceLexer::new(raw.as_bytes());
    loop {
        let from = raw.len() - lexer.as_slice().len();
        lexer.skip_until(|c| c == b'\\');
        let to = raw.len() - lexer.as_slice().len();
        text.push_str(raw.get(from..to).unwrap_or_default());
        if lexer.take_next().is_none() {
            return text;
        }
        match lexer.take_next() {
            Some(b'u') => text.push(unicode(&mut lexer)),
            Some(c) => text.push(lexer.escape(c).unwrap_or(char::REPLACEMENT_CHARACTER)),
            None => return text,
        }
    }
}

/// The character of `\uXXXX`, joined with a second one if they are a pair of surrogates.
fn unicode(lexer: &mut SliceLexer<'_>) -> char {
    let Ok(unit) = lexer.hex::<u16>() else {
        return char::REPLACEMENT_CHARACTER;
    };
    if !(0xd800..0xdc00).contains(&unit) {
        return char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    let mut ahead = SliceLexer::new(lexer.as_slice());
    let low = if ahead.strip_prefix(b"\\u") {
        ahead.hex::<u16>().ok()
    } else {
        None
    };
    match low.and_then(|low| char::decode_utf16([unit, low]).next()?.ok()) {
        Some(c) => {
            *lexer = ahead;
            c
        }
        None => char::REPLACEMENT_CHARACTER,
    }
}
