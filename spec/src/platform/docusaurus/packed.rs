//! The text behind `api:` in the front matter.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::ZlibDecoder;
use serde_json::{Map, Value};

use crate::page::Page;
use crate::source::{Sources, Span};

/// What a page may unpack to, in bytes.
const LARGEST: u64 = 16 << 20;

/// An operation as it stands in the page.
pub(super) enum Packed<'a> {
    /// The front matter is YAML and JSON is YAML.
    Plain(&'a Map<String, Value>),
    /// JSON text.
    Json(&'a str),
    /// base64 of zlib of JSON.
    Zlib(String),
}

/// The `api` entry and its place.
pub(super) fn find<'a>(page: &'a Page, sources: &'a Sources) -> Option<(Packed<'a>, Span)> {
    let text = &sources.get(page.source).text[page.span.start..page.span.end];
    let (start, value) = line(text)?;
    let at = page.span.start + start;
    let place = Span::new(page.source, at, at + "api:".len());
    if let Some(Value::Object(map)) = page.front_matter.get("api") {
        // Mintlify's `api` is a text, ReadMe's an object that names a file.
        let ours = map.contains_key("method") && map.contains_key("path");
        return ours.then_some((Packed::Plain(map), place));
    }
    if value.starts_with('{') {
        return Some((Packed::Json(value), place));
    }
    let folded = page.front_matter.get("api").and_then(Value::as_str);
    let packed: String = folded
        .unwrap_or(value)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let packed = packed.trim_matches(['"', '\'']);
    // The first bytes of a zlib stream (RFC 1950) in base64, for each level of compression.
    let zlib = ["eJ", "eA", "eN", "eF"]
        .iter()
        .any(|head| packed.starts_with(head));
    let base64 = packed.len() > 24
        && packed
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    (zlib && base64).then(|| (Packed::Zlib(packed.to_owned()), place))
}

/// The `api:` line of the front matter: where it starts, and what stands behind the key.
fn line(text: &str) -> Option<(usize, &str)> {
    let text_start = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\n', '\r']).len();
    let mut at = text_start;
    let mut lines = text[text_start..].split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    at += first.len();
    for line in lines {
        if line.trim_end() == "---" {
            return None;
        }
        if let Some(rest) = line.strip_prefix("api:") {
            return Some((at, rest.trim()));
        }
        at += line.len();
    }
    None
}

impl Packed<'_> {
    /// The operation with its extra keys.
    pub(super) fn open(self) -> Result<Map<String, Value>, String> {
        let value = match self {
            Self::Plain(map) => return Ok(map.clone()),
            Self::Json(text) => serde_json::from_str(text).map_err(|error| error.to_string())?,
            Self::Zlib(text) => {
                let bytes = STANDARD
                    .decode(text.as_bytes())
                    .map_err(|_| "it is no base64".to_owned())?;
                let mut json = Vec::new();
                ZlibDecoder::new(bytes.as_slice())
                    .take(LARGEST + 1)
                    .read_to_end(&mut json)
                    .map_err(|_| "it is no zlib stream, or not all of one".to_owned())?;
                if json.len() as u64 > LARGEST {
                    let limit = LARGEST >> 20;
                    return Err(format!("it unpacks to more than {limit} MiB"));
                }
                serde_json::from_slice(&json).map_err(|error| error.to_string())?
            }
        };
        match value {
            Value::Object(map) => Ok(map),
            _ => Err("it is no JSON object".to_owned()),
        }
    }
}
