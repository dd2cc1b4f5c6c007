//! Fences of an endpoint's documentation: samples of bodies, HTTP messages, curl calls.

use crate::page::Fence;
use crate::platform::facts::endpoint::{self, Endpoint};
use crate::platform::facts::{status, text};
use crate::source::Sources;

/// What a fence shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Code<'a> {
    /// JSON or what looks like it.
    Json(&'a str),
    /// A request with its body, which may be empty.
    Request(&'a str),
    /// A response with its status and body.
    Response(String, &'a str),
    /// A curl call: its URL, and the body where it is in quotes.
    Curl(Option<Endpoint>, Option<String>, bool),
    /// Any other.
    Other,
}

/// Fences longer than this are not looked at.
const LARGEST: usize = 4 << 20;

/// Reads a fence by its content; the language only excludes.
pub(super) fn read<'a>(fence: &Fence, sources: &'a Sources) -> Code<'a> {
    let source = sources.get(fence.body.source);
    let Some(body) = source.text.get(fence.body.start..fence.body.end) else {
        return Code::Other;
    };
    let body = body.trim();
    if body.len() > LARGEST {
        return Code::Other;
    }
    let language = text::words(&fence.info)
        .into_iter()
        .next()
        .unwrap_or_default();
    let json = matches!(
        language.as_str(),
        "" | "json"
            | "jsonc"
            | "json5"
            | "js"
            | "javascript"
            | "text"
            | "txt"
            | "ndjson"
            | "jsonl"
            | "theme"
            | "http"
    );
    if body.starts_with(['{', '[']) && json {
        return Code::Json(body);
    }
    let first = body.lines().next().unwrap_or("").trim();
    if first.starts_with("HTTP/") {
        let (codes, _) = status::statuses(first);
        if let Some(code) = codes.into_iter().next() {
            return Code::Response(code, message_body(body));
        }
    }
    if endpoint::whole(first).is_some() {
        return Code::Request(message_body(body));
    }
    if body.contains("curl ") {
        return curl(body);
    }
    Code::Other
}

/// What follows the headers of an HTTP message.
fn message_body(message: &str) -> &str {
    message
        .find("\n\n")
        .or_else(|| message.find("\n\r\n"))
        .map_or("", |at| message[at..].trim())
}

fn curl(body: &str) -> Code<'_> {
    let at = body.find("curl ").unwrap_or(0);
    let call = &body[at..];
    // One call: up to a line that does not go on.
    let mut end = 0;
    let mut quoted = false;
    for line in call.split_inclusive('\n') {
        end += line.len();
        quoted ^= line.matches('\'').count() % 2 == 1;
        if !quoted && !line.trim_end().ends_with('\\') {
            break;
        }
    }
    let call = &call[..end];
    let words: Vec<&str> = call
        .split(|c: char| c.is_whitespace() || c == '\\')
        .map(|word| word.trim_matches(['"', '\'']))
        .filter(|word| !word.is_empty())
        .collect();
    let data = data(call);
    let method = words
        .windows(2)
        .find(|pair| matches!(pair[0], "-X" | "--request"))
        .map(|pair| pair[1])
        .unwrap_or(if data.is_some() { "POST" } else { "GET" });
    let url = words
        .iter()
        .find(|word| word.starts_with("http://") || word.starts_with("https://"));
    let endpoint = url.and_then(|url| endpoint::parse(method, url));
    Code::Curl(
        endpoint,
        data,
        call.to_lowercase().contains("authorization: bearer"),
    )
}

/// The quoted argument of `-d`, `--data`, `--data-raw` or `--json`.
fn data(call: &str) -> Option<String> {
    let at = ["--data-raw", "--data-binary", "--data", "--json", " -d"]
        .into_iter()
        .find_map(|flag| call.find(flag).map(|at| at + flag.len()))?;
    let rest = call[at..].trim_start_matches([' ', '=', '$']);
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = &rest[1..];
    if quote == '\'' {
        return inner.split('\'').next().map(str::to_owned);
    }
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    Some(out)
}

/// The server of a call, when its URL is the template's: what stands before the path.
pub(super) fn server(call: &Endpoint, path: &str) -> Option<String> {
    let origin = call.origin.as_deref()?;
    let template: Vec<&str> = path.split('/').skip(1).collect();
    let shown: Vec<&str> = call.path.split('/').skip(1).collect();
    let cut = shown.len().checked_sub(template.len())?;
    let fits = shown[cut..]
        .iter()
        .zip(&template)
        .all(|(shown, wanted)| shown == wanted || wanted.contains('{'));
    let base = shown[..cut].join("/");
    fits.then(|| {
        if base.is_empty() {
            origin.to_owned()
        } else {
            format!("{origin}/{base}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Code, curl, server};

    #[test]
    fn reads_curl_calls() {
        let call = "curl -X PUT \"https://x.dev/v1/things/12\" \\\n  -H 'Authorization: Bearer k' \\\n  -d '{\"a\": 1}'\n\ncurl https://other";
        let Code::Curl(Some(found), Some(data), true) = curl(call) else {
            panic!("no call");
        };
        assert_eq!(
            (found.method.as_str(), data.as_str()),
            ("put", "{\"a\": 1}")
        );
        assert_eq!(
            server(&found, "/things/{id}").as_deref(),
            Some("https://x.dev/v1")
        );
        assert_eq!(server(&found, "/others/{id}"), None);
        assert_eq!(server(&found, "/a/b/c/d/e"), None);
    }
}
