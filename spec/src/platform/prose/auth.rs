//! Authentication, from header rows, sections and samples.

use crate::platform::facts::document::Scheme;
use crate::platform::facts::field::Field;
use crate::platform::facts::text;

/// The scheme that a header row stands for; such a row is no parameter.
pub(super) fn of_header(field: &Field) -> Option<Scheme> {
    let lower = field.name.to_lowercase();
    if lower == "authorization" {
        let example = field.example.as_deref().unwrap_or("");
        let words = format!("{} {example}", field.description);
        if text::words(example)
            .first()
            .is_some_and(|word| word == "token")
        {
            return Some(Scheme::Header(field.name.clone()));
        }
        return Some(of_words(&words).unwrap_or(Scheme::Bearer));
    }
    is_key(&lower).then(|| Scheme::Header(field.name.clone()))
}

/// Whether a header's name is one of an API key.
fn is_key(lower: &str) -> bool {
    let bare: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    [
        "apikey",
        "authtoken",
        "accesstoken",
        "apitoken",
        "subscriptionkey",
    ]
    .iter()
    .any(|name| bare.ends_with(name))
}

/// The scheme that running text or a sample header names.
pub(super) fn of_words(raw: &str) -> Option<Scheme> {
    let lower = raw.to_lowercase();
    if text::words(&lower).iter().any(|word| word == "bearer") {
        return Some(Scheme::Bearer);
    }
    if lower.contains("basic auth")
        || lower.contains("authorization: basic")
        || lower.starts_with("basic ")
    {
        return Some(Scheme::Basic);
    }
    // `X-API-Key: …` or `x-api-key` in a code span.
    raw.split(|c: char| c.is_whitespace() || "`:\"'()<>,".contains(c))
        .find(|word| word.contains('-') && text::is_name(word) && is_key(&word.to_lowercase()))
        .map(|name| Scheme::Header(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::of_words;
    use crate::platform::facts::document::Scheme;

    #[test]
    fn knows_schemes_in_words() {
        for (words, want) in [
            ("Send `Authorization: Bearer <token>`", Some(Scheme::Bearer)),
            ("API key as bearer token", Some(Scheme::Bearer)),
            ("HTTP Basic auth with your key", Some(Scheme::Basic)),
            (
                "Pass your key in `X-API-Key`",
                Some(Scheme::Header("X-API-Key".to_owned())),
            ),
            ("You need an API key", None),
            ("No authentication is required", None),
        ] {
            assert_eq!(of_words(words), want, "{words}");
        }
    }
}
