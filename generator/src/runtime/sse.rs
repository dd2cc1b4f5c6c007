//! Server-sent events (WHATWG HTML, section 9.2.6), without input or output of its own: bytes in,
//! events out, in time linear in the bytes.

use std::time::Duration;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// Its name; empty when the server gave none, which means `message`.
    pub name: String,
    /// Its data; several `data:` lines are joined by line feeds.
    pub data: String,
    /// The last identifier that the server gave, with this event or before it.
    pub id: Option<String>,
    /// How long the server asks to wait before connecting anew, when it said so with this event.
    pub retry: Option<Duration>,
}

/// An event or a line is longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// Cuts bytes into lines, which end with LF, CR or CRLF, wherever the bytes are split.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    buffer: Vec<u8>,
    /// Where the next line starts.
    start: usize,
    /// How far there is no end of a line.
    scanned: usize,
    /// The last line ended with CR, so that a LF that comes next belongs to it.
    after_cr: bool,
    /// CR ends a line too, as it does in events but not in JSON lines.
    with_cr: bool,
    limit: usize,
}

impl Lines {
    pub(crate) fn new(with_cr: bool, limit: usize) -> Self {
        Lines {
            with_cr,
            limit,
            ..Lines::default()
        }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        // What was read is dropped only when it is the greater part, so that each byte moves seldom.
        if self.start > self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            self.scanned -= self.start;
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole line, without its end.
    pub(crate) fn next_line(&mut self) -> Result<Option<&[u8]>, TooLong> {
        if self.after_cr && self.start < self.buffer.len() {
            self.after_cr = false;
            if self.buffer.get(self.start) == Some(&b'\n') {
                self.start += 1;
                self.scanned = self.scanned.max(self.start);
            }
        }
        let with_cr = self.with_cr;
        let rest = self.buffer.get(self.scanned..).unwrap_or_default();
        let found = rest
            .iter()
            .position(|byte| *byte == b'\n' || (with_cr && *byte == b'\r'));
        let end = match found {
            Some(offset) => self.scanned + offset,
            None => {
                self.scanned = self.buffer.len();
                let pending = self.buffer.len() - self.start;
                return if pending > self.limit {
                    Err(TooLong)
                } else {
                    Ok(None)
                };
            }
        };
        let start = self.start;
        if end - start > self.limit {
            return Err(TooLong);
        }
        self.after_cr = self.buffer.get(end) == Some(&b'\r');
        self.start = end + 1;
        self.scanned = self.start;
        Ok(self.buffer.get(start..end))
    }

    /// What stands after the last whole line.
    pub(crate) fn rest(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }
}

/// Turns bytes into events.
#[derive(Debug)]
pub struct Decoder {
    lines: Lines,
    begun: bool,
    event: Pending,
    failed: bool,
}

/// What the lines have said so far.
#[derive(Debug, Default)]
struct Pending {
    limit: usize,
    name: String,
    data: String,
    has_data: bool,
    id: Option<String>,
    /// The identifier as of the last blank line, so that an event that broke off is asked for again.
    last_id: Option<String>,
    retry: Option<Duration>,
    /// The last `retry` of the whole stream.
    reconnection_time: Option<Duration>,
}

/// The mark that a UTF-8 stream may start with.
const MARK: &[u8] = b"\xEF\xBB\xBF";

impl Decoder {
    /// A decoder that takes no event whose data, and no line, is longer than `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Decoder {
            lines: Lines::new(true, limit),
            begun: false,
            event: Pending {
                limit,
                ..Pending::default()
            },
            failed: false,
        }
    }

    /// Takes the next bytes, wherever they were cut.
    pub fn push(&mut self, bytes: &[u8]) {
        self.lines.push(bytes);
    }

    /// The next event, once all its bytes are there.
    ///
    /// # Errors
    /// The event is too long; nothing comes after that.
    pub fn next_event(&mut self) -> Result<Option<Event>, TooLong> {
        if self.failed || !self.skip_mark() {
            return Ok(None);
        }
        let event = self.read_lines();
        self.failed = event.is_err();
        event
    }

    /// Passes over the mark at the very start; false while it may still be coming.
    fn skip_mark(&mut self) -> bool {
        if !self.begun {
            let start = self.lines.rest();
            if start.len() < MARK.len() && MARK.starts_with(start) {
                return false;
            }
            if start.starts_with(MARK) {
                self.lines.start += MARK.len();
                self.lines.scanned = self.lines.start;
            }
            self.begun = true;
        }
        true
    }

    fn read_lines(&mut self) -> Result<Option<Event>, TooLong> {
        loop {
            let Some(line) = self.lines.next_line()? else {
                return Ok(None);
            };
            if line.is_empty() {
                match self.event.dispatch() {
                    Some(event) => return Ok(Some(event)),
                    None => continue,
                }
            }
            self.event.field(&String::from_utf8_lossy(line))?;
        }
    }

    /// The event that stood at the end of the stream without the blank line that should end it.
    ///
    /// The standard drops it; some servers leave the line out, so the caller may judge by the data.
    pub fn finish(&mut self) -> Option<Event> {
        if self.failed {
            return None;
        }
        let rest = String::from_utf8_lossy(self.lines.rest()).into_owned();
        let rest = rest.trim_start_matches('\n');
        self.failed = true;
        if !rest.is_empty() && self.event.field(rest).is_err() {
            return None;
        }
        self.event.dispatch()
    }

    /// The last identifier that the server gave.
    pub fn last_id(&self) -> Option<&str> {
        self.event.last_id.as_deref()
    }

    /// How long the server asked to wait before connecting anew.
    pub fn reconnection_time(&self) -> Option<Duration> {
        self.event.reconnection_time
    }

    /// Continues a stream whose last identifier was this.
    pub fn resume(&mut self, last_id: String) {
        self.event.id = Some(last_id.clone());
        self.event.last_id = Some(last_id);
    }
}

impl Pending {
    fn field(&mut self, line: &str) -> Result<(), TooLong> {
        // A comment has no name before the colon.
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if self.data.len() + value.len() > self.limit {
                    return Err(TooLong);
                }
                if self.has_data {
                    self.data.push('\n');
                }
                self.data.push_str(value);
                self.has_data = true;
            }
            "event" => value.clone_into(&mut self.name),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
                self.reconnection_time = self.retry.or(self.reconnection_time);
            }
            _ => {}
        }
        Ok(())
    }

    /// The event that a blank line ends. One without data is none.
    fn dispatch(&mut self) -> Option<Event> {
        let name = std::mem::take(&mut self.name);
        let data = std::mem::take(&mut self.data);
        if self.id != self.last_id {
            self.id.clone_into(&mut self.last_id);
        }
        if !std::mem::take(&mut self.has_data) {
            return None;
        }
        Some(Event {
            name,
            data,
            id: self.id.clone(),
            retry: self.retry.take(),
        })
    }
}

#[cfg(test)]
#[path = "sse_tests.rs"]
mod tests;
