//! A method and a URL as pages state them.

use super::text;

/// A method and where it goes, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// In lower case, as OpenAPI writes it.
    pub method: String,
    /// The path template, parameters in braces.
    pub path: String,
    /// What stands before the path, when the URL is absolute: scheme and host.
    pub origin: Option<String>,
    /// Query parameters that the URL shows, with their sample values.
    pub query: Vec<(String, String)>,
}

const METHODS: &[&str] = &[
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

/// URLs longer than this are not looked at.
const LONGEST: usize = 2_000;

/// The names in braces in a path template, in order.
pub(crate) fn path_names(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
        .collect()
}

/// The method that a word names, in lower case.
pub(crate) fn method(word: &str) -> Option<&'static str> {
    METHODS
        .iter()
        .find(|name| name.eq_ignore_ascii_case(word))
        .copied()
}

/// Reads a text that is a method and a URL and nothing else. A method in lower case counts only
/// before an absolute URL or a path that starts with `/`, so that `get started/now` is no endpoint.
pub(crate) fn whole(text: &str) -> Option<Endpoint> {
    let (first, rest) = text
        .trim()
        .split_once(|c: char| c.is_whitespace() || c == ':')?;
    let method = method(first)?;
    let mut parts = rest.trim_start_matches([':', ' ', '\t']).split_whitespace();
    let url = parts.next()?;
    let tail = parts.next();
    let http_version = tail.is_none_or(|tail| tail.starts_with("HTTP/"));
    (http_version && parts.next().is_none())
        .then(|| parse(method, url))
        .flatten()
}

/// A method and URL anywhere in a text such as a heading; the method in capitals.
pub(crate) fn inside(text: &str) -> Option<Endpoint> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).find_map(|pair| {
        let word = pair[0].trim_matches(|c: char| !c.is_alphanumeric());
        let url = pair[1].trim_end_matches([')', ']', ',', ';', ':', '.']);
        (word.chars().all(|c| c.is_ascii_uppercase()))
            .then(|| parse(method(word)?, url))
            .flatten()
    })
}

/// Joins a method and a URL or path.
pub(crate) fn parse(method: &str, url: &str) -> Option<Endpoint> {
    let url = url.trim().trim_matches(['`', '"', '\'']);
    if url.is_empty() || url.len() > LONGEST || url.contains(char::is_whitespace) {
        return None;
    }
    let (address, query) = split_query(url);
    let (origin, path) = split_origin(address)?;
    let path = template(path)?;
    Some(Endpoint {
        method: self::method(method)?.to_owned(),
        path,
        origin,
        query,
    })
}

/// The scheme and host of an absolute URL, and the rest, which starts with `/`.
fn split_origin(url: &str) -> Option<(Option<String>, &str)> {
    if url.starts_with("http://") || url.starts_with("https://") {
        let host = url.find("://")? + 3;
        let slash = url[host..].find('/').map_or(url.len(), |at| host + at);
        if slash == host {
            return None;
        }
        let path = if slash == url.len() {
            "/"
        } else {
            &url[slash..]
        };
        return Some((Some(url[..slash].to_owned()), path));
    }
    // A placeholder for the host: `{{baseUrl}}/x`, `<base-url>/x`, `$BASE_URL/x`.
    let placeholder = ["{{", "{base", "<base", "$BASE", "${BASE", "{host", "<host"]
        .iter()
        .any(|start| {
            url.to_ascii_lowercase()
                .starts_with(&start.to_ascii_lowercase())
        });
    if placeholder {
        let slash = url.find('/')?;
        return Some((None, &url[slash..]));
    }
    let plain = url.starts_with('/') && !url.starts_with("//");
    plain.then_some((None, url))
}

fn split_query(url: &str) -> (&str, Vec<(String, String)>) {
    let url = url.split('#').next().unwrap_or(url);
    let Some((address, query)) = url.split_once('?') else {
        return (url, Vec::new());
    };
    let pairs = query
        .split('&')
        .take(100)
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            text::is_name(name).then(|| (name.to_owned(), value.to_owned()))
        })
        .collect();
    (address, pairs)
}

/// `:id`, `<id>`, `{{id}}` and `[id]` become `{id}`. `None` when the text is no path.
fn template(path: &str) -> Option<String> {
    let path = path.trim_end_matches([',', ';', '.']);
    let mut out = String::with_capacity(path.len());
    for (index, segment) in path.split('/').enumerate() {
        if index > 0 {
            out.push('/');
        }
        out.push_str(&segment_template(segment)?);
    }
    (out.len() == 1 || !out.contains("//")).then_some(out)
}

fn segment_template(segment: &str) -> Option<String> {
    let wrapped = |open: &str, close: &str| {
        segment
            .strip_prefix(open)
            .and_then(|inner| inner.strip_suffix(close))
            .filter(|inner| !inner.is_empty() && inner.chars().all(is_parameter))
            .map(|inner| format!("{{{}}}", inner.trim_end_matches('?').replace(' ', "_")))
    };
    for (open, close) in [("{{", "}}"), ("${", "}"), ("<", ">"), ("[", "]"), (":", "")] {
        if let Some(done) = wrapped(open, close) {
            return Some(done);
        }
    }
    let fine = |c: char| c.is_alphanumeric() || "-._~!$&'()*+,;=:@%{}".contains(c);
    let balanced = segment.matches('{').count() == segment.matches('}').count();
    (segment.chars().all(fine) && balanced).then(|| segment.to_owned())
}

fn is_parameter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '?')
}

/// The server and the path of a URL's path: the server takes what stands up to the last version
/// segment (`/api/v1`), since that is what the operations of one API share.
pub(crate) fn split_version(origin: &str, path: &str) -> (String, String) {
    let mut end = 0;
    let mut at = 0;
    for segment in path.split('/').skip(1).take(4) {
        at += 1 + segment.len();
        if is_version(segment) && at < path.len() {
            end = at;
        } else if segment.contains('{') {
            break;
        }
    }
    (format!("{origin}{}", &path[..end]), path[end..].to_owned())
}

fn is_version(segment: &str) -> bool {
    let Some(rest) = segment.strip_prefix('v') else {
        return false;
    };
    rest.starts_with(|c: char| c.is_ascii_digit())
        && rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::{inside, parse, split_version, whole};

    #[test]
    fn reads_whole_statements() {
        for (text, method, path) in [
            ("POST https://api.x.dev/v1/things", "post", "/v1/things"),
            ("GET /things/:id", "get", "/things/{id}"),
            ("get /things/<id>", "get", "/things/{id}"),
            ("DELETE: /things/{{id}}", "delete", "/things/{id}"),
            ("GET {{baseUrl}}/things", "get", "/things"),
            ("GET /things HTTP/1.1", "get", "/things"),
            ("POST /v1/chat:cancel", "post", "/v1/chat:cancel"),
        ] {
            let found = whole(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.method.as_str(), found.path.as_str()), (method, path));
        }
        for text in [
            "get started/now",
            "GET the list",
            "POST",
            "Get /things and then more",
            "GET //evil",
            "GET /a//b",
            "GET https:///x",
            "PATCH /x y z",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn finds_statements_in_headings() {
        let found = inside("Create a thing (POST /things)").unwrap();
        assert_eq!(
            (found.method.as_str(), found.path.as_str()),
            ("post", "/things")
        );
        assert_eq!(inside("Get /things quickly"), None);
    }

    #[test]
    fn keeps_query_and_origin() {
        let found = parse("get", "https://x.dev/things?limit=10&after={cursor}").unwrap();
        assert_eq!(found.origin.as_deref(), Some("https://x.dev"));
        assert_eq!(found.path, "/things");
        assert_eq!(
            found.query,
            [
                ("limit".to_owned(), "10".to_owned()),
                ("after".to_owned(), "{cursor}".to_owned())
            ]
        );
    }

    #[test]
    fn cuts_the_server_after_the_version() {
        for (path, server, rest) in [
            ("/api/v1/keys/{hash}", "https://x/api/v1", "/keys/{hash}"),
            ("/api/web_search", "https://x", "/api/web_search"),
            ("/v2beta/things", "https://x/v2beta", "/things"),
            ("/v1", "https://x", "/v1"),
            ("/{v}/v1/x", "https://x", "/{v}/v1/x"),
        ] {
            assert_eq!(
                split_version("https://x", path),
                (server.to_owned(), rest.to_owned()),
                "{path}"
            );
        }
    }
}
