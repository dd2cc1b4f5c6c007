//! Texts: of a format, of a pattern, of a length.

use regex_syntax::hir::{Class, Hir, HirKind};

/// How long a text that a pattern asks for may become.
const MAX_LENGTH: usize = 4096;
/// How often something that may be repeated without end is repeated, at most.
const MOST_REPEATED: u32 = 256;

/// What a schema asks of a text. Lengths are counted in characters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted<'a> {
    pub(super) format: Option<&'a str>,
    pub(super) pattern: Option<&'a str>,
    pub(super) least: usize,
    pub(super) most: Option<usize>,
}

/// A text of its kind. A pattern that Rust's syntax of regular expressions does not know, as with
/// lookahead, is passed over: the text is then of the format and the length alone.
pub(super) fn text(wanted: Wanted<'_>) -> String {
    let by_pattern = wanted
        .pattern
        .and_then(|pattern| of_pattern(pattern, &wanted));
    if let Some(text) = by_pattern {
        return text;
    }
    let known = wanted.format.and_then(of_format);
    let fits = |text: &&str| is_long_enough(text, &wanted);
    known
        .filter(fits)
        .map_or_else(|| plain(&wanted), str::to_owned)
}

/// Whether a text has the pattern; also when nobody here can tell.
pub(super) fn has_pattern(text: &str, pattern: &str) -> bool {
    regex::Regex::new(pattern).map_or(true, |regex| regex.is_match(text))
}

fn is_long_enough(text: &str, wanted: &Wanted<'_>) -> bool {
    let length = text.chars().count();
    length >= wanted.least && wanted.most.is_none_or(|most| length <= most)
}

fn plain(wanted: &Wanted<'_>) -> String {
    let least = wanted.least.min(MAX_LENGTH);
    let mut text = "text".to_owned();
    while text.len() < least {
        text.push('x');
    }
    text.chars()
        .take(wanted.most.unwrap_or(MAX_LENGTH))
        .collect()
}

/// Formats of JSON Schema, and those of OpenAPI's registry that are texts.
fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-01-31T12:00:00Z",
        "date" => "2026-01-31",
        "time" => "12:00:00Z",
        "duration" => "P1D",
        "uuid" | "guid" => "123e4567-e89b-42d3-a456-426614174000",
        "email" | "idn-email" => "someone@example.com",
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => "https://example.com/",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "dGV4dA==",
        "json-pointer" => "/a",
        "regex" => "a",
        "int32" | "int64" | "uint64" => "1",
        "decimal" | "float" | "double" => "1.5",
        _ => return None,
    })
}

/// The shortest text of a pattern that is long enough.
fn of_pattern(pattern: &str, wanted: &Wanted<'_>) -> Option<String> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut shortest = None;
    for extra in (0..64).chain([128, MOST_REPEATED]) {
        let mut text = String::new();
        write(&hir, extra, &mut text)?;
        if !is_long_enough(&text, wanted) || !has_pattern(&text, pattern) {
            continue;
        }
        // An empty text is no value of a path, and says nothing elsewhere.
        if !text.is_empty() {
            return Some(text);
        }
        shortest.get_or_insert(text);
    }
    shortest
}

/// Writes what an expression matches, with `extra` repetitions where they are free.
fn write(hir: &Hir, extra: u32, into: &mut String) -> Option<()> {
    if into.len() > MAX_LENGTH {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => into.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => into.push(character(class)?),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repetition.min.saturating_add(extra).min(most) {
                write(&repetition.sub, extra, into)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, extra, into)?,
        HirKind::Concat(all) => all.iter().try_for_each(|one| write(one, extra, into))?,
        HirKind::Alternation(any) => write(any.first()?, extra, into)?,
    }
    Some(())
}

/// A character of a class: a letter where there is one, and one that can be seen where there is one.
fn character(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|one| (one.start(), one.end())).collect(),
        Class::Bytes(class) => class
            .iter()
            .map(|one| (char::from(one.start()), char::from(one.end())))
            .collect(),
    };
    let has = |wanted: &char| {
        ranges
            .iter()
            .any(|(start, end)| (start..=end).contains(&wanted))
    };
    let letters = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    letters
        .chain('!'..='~')
        .find(has)
        .or_else(|| ranges.first().map(|(start, _)| *start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_pattern_and_length() {
        for (pattern, least, most) in [
            ("^[a-z0-9_-]{3,16}$", 0, None),
            ("^[a-z0-9_-]{3,16}$", 10, None),
            (r"^\d{4}-\d{2}$", 0, None),
            (r"^(sk|pk)_[A-Za-z0-9]+$", 20, Some(24)),
            (r"^\/v1\/.+", 0, None),
            (r"^[^\s]*$", 0, Some(5)),
            ("abc", 0, None),
        ] {
            let text = text(Wanted {
                pattern: Some(pattern),
                least,
                most,
                ..Wanted::default()
            });
            let regex = regex::Regex::new(pattern).unwrap();
            let length = text.chars().count();
            assert!(regex.is_match(&text), "{pattern}: {text}");
            assert!(!text.is_empty(), "{pattern}");
            assert!(
                length >= least && most.is_none_or(|most| length <= most),
                "{pattern}: {text}"
            );
        }
    }

    #[test]
    fn a_pattern_that_is_not_understood_leaves_format_and_length() {
        let wanted = Wanted {
            pattern: Some("^(?!x).*$"),
            least: 6,
            most: Some(8),
            format: None,
        };
        assert_eq!(text(wanted), "textxx");
        let wanted = Wanted {
            format: Some("uuid"),
            ..Wanted::default()
        };
        assert_eq!(text(wanted).len(), 36);
        // A format that is too long is no format to keep to.
        let wanted = Wanted {
            format: Some("email"),
            most: Some(3),
            ..Wanted::default()
        };
        assert_eq!(text(wanted), "tex");
    }
}
