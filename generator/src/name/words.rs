//! Words of wire names, in the cases of Rust. The only user of `heck`.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Signs that tell names apart when their letters do not, spelled out.
const SIGNS: [(char, &str); 25] = [
    ('+', "plus"),
    ('-', "minus"),
    ('<', "less"),
    ('>', "greater"),
    ('=', "equal"),
    ('!', "not"),
    ('@', "at"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('&', "and"),
    ('*', "star"),
    ('/', "slash"),
    ('\\', "backslash"),
    ('.', "dot"),
    (',', "comma"),
    (':', "colon"),
    (';', "semicolon"),
    ('?', "question"),
    ('|', "or"),
    ('~', "tilde"),
    ('^', "caret"),
    ('_', "underscore"),
    (' ', "space"),
    ('(', "paren"),
];

/// The letters and digits of a text, with spaces for everything else.
fn letters(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect()
}

/// A text whose signs are words. A sign in front of a number always counts: `-1` is not `1`.
fn spelled(text: &str, all: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut first = true;
    while let Some(c) = chars.next() {
        let number = first && chars.peek().is_some_and(char::is_ascii_digit);
        first = false;
        let sign = SIGNS.iter().find(|(sign, _)| *sign == c);
        match sign {
            Some((_, word))
                if all || number && matches!(c, '+' | '-') || text.chars().count() == 1 =>
            {
                out.push(' ');
                out.push_str(word);
                out.push(' ');
            }
            _ if !c.is_ascii() && c.is_alphanumeric() => {
                out.push_str(&format!(" u{:x} ", c as u32));
            }
            _ => out.push(c),
        }
    }
    letters(&out)
}

fn started(text: String, prefix: &str, empty: &str) -> String {
    match text.chars().next() {
        None => empty.to_owned(),
        Some(c) if c.is_ascii_digit() => format!("{prefix}{text}"),
        Some(_) => text,
    }
}

/// `UpperCamelCase`.
pub(crate) fn pascal(text: &str) -> String {
    started(spelled(text, false).to_upper_camel_case(), "N", "Empty")
}

/// `snake_case`.
pub(crate) fn snake(text: &str) -> String {
    started(spelled(text, false).to_snake_case(), "n", "empty")
}

/// `SCREAMING_SNAKE_CASE`.
pub(crate) fn shouty(text: &str) -> String {
    started(spelled(text, false).to_shouty_snake_case(), "N", "EMPTY")
}

/// A longer form that tells apart what letters alone do not: signs and case spelled out.
pub(crate) fn distinct(text: &str) -> String {
    let signs = spelled(text, true);
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let case = match letters[..] {
        [] => "",
        _ if letters.iter().all(|c| c.is_lowercase()) => "lower",
        _ if letters.iter().all(|c| c.is_uppercase()) => "upper",
        _ => "mixed",
    };
    format!("{case} {signs}")
}

/// One of several: `choices` → `choice`. English, and only where it is safe.
pub(crate) fn singular(word: &str) -> String {
    for (plural, one) in [
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
    ] {
        if let Some(stem) = word.strip_suffix(plural)
            && stem.len() > 1
        {
            return format!("{stem}{one}");
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{distinct, pascal, singular, snake};

    #[test]
    fn words() {
        for (text, upper, lower) in [
            ("listGuardrails", "ListGuardrails", "list_guardrails"),
            (
                "API Keys_list_Response_200",
                "ApiKeysListResponse200",
                "api_keys_list_response_200",
            ),
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("1d", "N1d", "n1d"),
            ("@type", "Type", "type"),
            ("", "Empty", "empty"),
            ("<", "Less", "less"),
        ] {
            assert_eq!(
                (pascal(text), snake(text)),
                (upper.to_owned(), lower.to_owned())
            );
        }
        assert_ne!(pascal(&distinct("ASC")), pascal(&distinct("asc")));
        assert_ne!(
            pascal(&distinct("StartTime<")),
            pascal(&distinct("StartTime"))
        );
        assert_eq!(singular("choices"), "choice");
        assert_eq!(singular("entries"), "entry");
        assert_eq!(singular("status"), "status");
    }
}
