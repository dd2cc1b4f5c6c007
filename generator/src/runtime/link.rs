//! The `Link` header (RFC 8288).

use http::{HeaderMap, header};

/// The target whose relations include `next`.
pub(crate) fn next(headers: &HeaderMap) -> Option<String> {
    let mut values = headers
        .get_all(header::LINK)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.find_map(|value| find(value, "next"))
}

fn find(mut text: &str, relation: &str) -> Option<String> {
    // A target may hold commas and semicolons, a parameter's value both and quotes.
    while let Some((_, tail)) = text.split_once('<') {
        let (target, tail) = tail.split_once('>')?;
        let (parameters, rest) = split_unquoted(tail, ',');
        if has_relation(parameters, relation) {
            return Some(target.trim().to_owned());
        }
        text = rest;
    }
    None
}

/// Only the first `rel` counts (section 3.3).
fn has_relation(mut parameters: &str, relation: &str) -> bool {
    while !parameters.is_empty() {
        let (parameter, rest) = split_unquoted(parameters, ';');
        parameters = rest;
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
        {
            let names = value.trim().trim_matches('"');
            return names
                .split_ascii_whitespace()
                .any(|name| name.eq_ignore_ascii_case(relation));
        }
    }
    false
}

/// The text before and after the first `mark` that is not in quotes.
fn split_unquoted(text: &str, mark: char) -> (&str, &str) {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if c == mark && !quoted => {
                let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
                return (text.get(..at).unwrap_or_default(), rest);
            }
            _ => {}
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn links_are_found() {
        let table = [
            (
                "<https://a/?page=2>; rel=\"next\"",
                Some("https://a/?page=2"),
            ),
            (
                "</b,c;d>; title=\"x, <y>; rel=next\"; rel=\"last next\", </e>; rel=next",
                Some("/b,c;d"),
            ),
            ("</a>; rel=prev, </b>; REL=Next", Some("/b")),
            ("</a>; rel=prev; rel=next", None),
            ("</a>; rel=\"nextish\"", None),
            ("</a>", None),
            ("<", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(find(text, "next").as_deref(), expected, "{text}");
        }
    }
}
