//! What a heading announces, by its words.

use crate::platform::facts::field::Location;
use crate::platform::facts::{status, text};

/// A kind of section of an endpoint's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Method and URL.
    Endpoint,
    /// Parameters; of one location, when the heading says so.
    Parameters(Option<Location>),
    /// What comes back.
    Response,
    /// Headers that come back.
    ResponseHeaders,
    /// Status codes, most of them errors.
    Errors,
    /// Authentication.
    Auth,
    /// Samples whose direction the heading does not tell.
    Example,
    /// The server.
    BaseUrl,
    /// Running text about the operation.
    Description,
}

/// What a heading says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// The kind.
    pub kind: Kind,
    /// Status codes in the heading, as in "Response (200 OK)".
    pub statuses: Vec<String>,
    /// A media type in the heading.
    pub media: Option<String>,
    /// Whether the words leave open which side is meant: "Fields", "Example", "Headers".
    pub open: bool,
}

const PARAMETERS: &[&str] = &[
    "parameters",
    "params",
    "arguments",
    "args",
    "input",
    "inputs",
    "fields",
    "attributes",
    "options",
    "properties",
    "variables",
    "schema",
];
/// One parameter: a section only where the location stands beside it, as in "Path parameter".
const PARAMETER: &[&str] = &[
    "parameter",
    "param",
    "argument",
    "field",
    "attribute",
    "option",
    "property",
    "variable",
];
const RESPONSE: &[&str] = &[
    "response",
    "responses",
    "return",
    "returns",
    "returned",
    "result",
    "results",
    "output",
    "success",
    "successful",
];
const ERRORS: &[&str] = &[
    "error",
    "errors",
    "failure",
    "failures",
    "exceptions",
    "problems",
];
const AUTH: &[&str] = &[
    "authentication",
    "authorization",
    "authorisation",
    "auth",
    "security",
    "permissions",
    "permission",
    "scopes",
];
const EXAMPLE: &[&str] = &[
    "example", "examples", "sample", "samples", "usage", "curl", "snippet", "snippets",
];
const ENDPOINT: &[&str] = &[
    "endpoint",
    "endpoints",
    "url",
    "uri",
    "route",
    "method",
    "path",
];
const DESCRIPTION: &[&str] = &[
    "information",
    "info",
    "description",
    "overview",
    "details",
    "summary",
    "about",
    "notes",
    "note",
    "remarks",
];
/// Words that may stand beside the others and decide nothing.
const FILLER: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "for",
    "in",
    "and",
    "or",
    "to",
    "with",
    "json",
    "http",
    "https",
    "rest",
    "api",
    "content",
    "type",
    "types",
    "object",
    "optional",
    "required",
    "common",
    "available",
    "supported",
    "all",
    "possible",
    "structure",
    "format",
    "shape",
    "model",
    "definition",
    "definitions",
    "reference",
    "multipart",
    "application",
    "urlencoded",
    "x",
    "www",
    "additional",
    "other",
    "data",
    "string",
    "ok",
    "created",
    "accepted",
    "no",
    "name",
    "names",
    "table",
    "constraints",
    "expected",
    "key",
    "keys",
    "values",
    "this",
    "call",
    "request",
    "requests",
    "query",
    "querystring",
    "header",
    "headers",
    "cookie",
    "cookies",
    "body",
    "payload",
    "form",
    "status",
    "statuses",
    "code",
    "codes",
    "base",
    "host",
    "server",
    "servers",
    "handling",
];

/// Reads a heading, a label or a bold line. `None` when a word of it belongs to no section: such a
/// heading names an operation or a topic.
pub(super) fn classify(title: &str) -> Option<Section> {
    let shown = text::line(title);
    let shown = shown.trim_end_matches(':').trim();
    // `output_format` and `Response` in a code span are names.
    let name = title.trim_start().starts_with('`') || shown.contains('_');
    if shown.is_empty() || shown.len() > 100 || name {
        return None;
    }
    let media = media_type(shown);
    let (leading, _) = status::statuses(shown);
    let words = text::words(shown);
    let mut statuses = leading.clone();
    let mut known: Vec<&str> = Vec::new();
    for word in &words {
        if let (codes, "") = status::statuses(word)
            && let Some(code) = codes.into_iter().next()
        {
            if !statuses.contains(&code) {
                statuses.push(code);
            }
            // What follows a code is its phrase.
            break;
        }
        if !is_known(word) {
            return None;
        }
        known.push(word);
    }
    let mut section = Section {
        kind: Kind::Response,
        statuses,
        media,
        open: false,
    };
    if !leading.is_empty() {
        let success = leading.iter().all(|code| status::is_success(code));
        section.kind = if success {
            Kind::Response
        } else {
            Kind::Errors
        };
        return Some(section);
    }
    (section.kind, section.open) = decide(&known)?;
    if section.kind == Kind::Errors && section.statuses.iter().any(|code| status::is_success(code))
    {
        section.kind = Kind::Response;
    }
    Some(section)
}

fn is_known(word: &str) -> bool {
    [
        PARAMETERS,
        PARAMETER,
        RESPONSE,
        ERRORS,
        AUTH,
        EXAMPLE,
        ENDPOINT,
        DESCRIPTION,
        FILLER,
    ]
    .iter()
    .any(|list| list.contains(&word))
}

fn decide(words: &[&str]) -> Option<(Kind, bool)> {
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let has = |word: &str| words.contains(&word);
    let example = any(EXAMPLE);
    let parameters = any(PARAMETERS) || any(PARAMETER);
    let response = any(RESPONSE);
    let status = any(&["status", "statuses"]);
    let codes = any(&["code", "codes"]);
    let kind = if any(ERRORS) || status && (codes || words.len() == 1) || response && codes {
        Kind::Errors
    } else if any(AUTH) {
        Kind::Auth
    } else if has("base") && any(&["url", "uri", "path"]) || any(&["host", "server", "servers"]) {
        Kind::BaseUrl
    } else if response && any(&["header", "headers"]) {
        Kind::ResponseHeaders
    } else if response {
        Kind::Response
    } else if any(&["header", "headers"]) {
        return Some((Kind::Parameters(Some(Location::Header)), !has("request")));
    } else if any(&["cookie", "cookies"]) {
        Kind::Parameters(Some(Location::Cookie))
    } else if any(&["query", "querystring"]) {
        Kind::Parameters(Some(Location::Query))
    } else if any(&["body", "payload", "form", "constraints"]) {
        return Some((
            Kind::Parameters(Some(Location::Body)),
            !any(&["request", "parameters"]),
        ));
    } else if example {
        return Some((
            if has("request") {
                Kind::Parameters(None)
            } else {
                Kind::Example
            },
            !has("request"),
        ));
    } else if parameters && has("path") {
        Kind::Parameters(Some(Location::Path))
    } else if parameters && any(&["url", "uri"]) {
        // Slate calls both by this name; those in the template are taken for the path.
        Kind::Parameters(Some(Location::Query))
    } else if any(PARAMETERS) {
        return Some((Kind::Parameters(None), !has("request")));
    } else if any(ENDPOINT) || has("http") && has("request") {
        Kind::Endpoint
    } else if any(&["request", "requests"]) {
        Kind::Parameters(None)
    } else if any(DESCRIPTION) {
        Kind::Description
    } else {
        return None;
    };
    Some((kind, false))
}

/// A media type such as `application/json` in a text.
pub(super) fn media_type(text: &str) -> Option<String> {
    text.split(|c: char| c.is_whitespace() || "`()[],;\"'*".contains(c))
        .find(|word| {
            let Some((kind, subtype)) = word.split_once('/') else {
                return false;
            };
            matches!(
                kind,
                "application" | "text" | "multipart" | "image" | "audio" | "video"
            ) && !subtype.is_empty()
                && subtype
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
        .map(str::to_owned)
}

impl Section {
    /// The section under the one that holds it: "Fields" below "Response" are the response's.
    pub(super) fn under(mut self, parent: &Section) -> Self {
        if self.statuses.is_empty() && self.kind != Kind::Errors {
            self.statuses.clone_from(&parent.statuses);
        }
        if !self.open {
            return self;
        }
        match (parent.kind, self.kind) {
            (Kind::Response | Kind::ResponseHeaders, Kind::Parameters(Some(Location::Header))) => {
                self.kind = Kind::ResponseHeaders;
            }
            (Kind::Response | Kind::Errors | Kind::Parameters(Some(_)), _) => {
                self.kind = parent.kind;
            }
            (Kind::Parameters(None), Kind::Example) => self.kind = parent.kind,
            _ => {}
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, classify};
    use crate::platform::facts::field::Location;

    #[test]
    fn knows_headings_in_their_spellings() {
        for (title, kind) in [
            ("Path Parameters", Kind::Parameters(Some(Location::Path))),
            ("URL parameters", Kind::Parameters(Some(Location::Query))),
            (
                "Query string parameters",
                Kind::Parameters(Some(Location::Query)),
            ),
            ("**Headers**", Kind::Parameters(Some(Location::Header))),
            (
                "Request Body (application/json)",
                Kind::Parameters(Some(Location::Body)),
            ),
            ("JSON payload", Kind::Parameters(Some(Location::Body))),
            ("Parameters", Kind::Parameters(None)),
            ("Request", Kind::Parameters(None)),
            ("Response (200 OK)", Kind::Response),
            ("200 - A list of things", Kind::Response),
            ("404 Not Found", Kind::Errors),
            ("Returns", Kind::Response),
            ("Response headers", Kind::ResponseHeaders),
            ("Error Responses", Kind::Errors),
            ("Status codes", Kind::Errors),
            ("HTTP Request", Kind::Endpoint),
            ("Endpoint", Kind::Endpoint),
            ("Base URL", Kind::BaseUrl),
            ("Example response", Kind::Response),
            ("Example request", Kind::Parameters(None)),
            ("Authentication", Kind::Auth),
            ("Code examples", Kind::Example),
        ] {
            assert_eq!(classify(title).map(|one| one.kind), Some(kind), "{title}");
        }
        for title in [
            "Create a thing",
            "List error logs",
            "Get response",
            "Rate limits",
            "Understanding `group_by`",
            "",
            "Token Usage",
            "1001",
            "Model Parameter",
            "output_format",
            "`response`",
        ] {
            assert_eq!(classify(title), None, "{title}");
        }
    }

    #[test]
    fn takes_statuses_and_the_parent_over() {
        let parent = classify("Response (201 Created)").unwrap();
        assert_eq!(parent.statuses, ["201"]);
        let fields = classify("Fields").unwrap().under(&parent);
        assert_eq!(
            (fields.kind, fields.statuses.as_slice()),
            (Kind::Response, &["201".to_owned()][..])
        );
        let body = classify("Request body").unwrap().under(&parent);
        assert_eq!(body.kind, Kind::Parameters(Some(Location::Body)));
    }
}
