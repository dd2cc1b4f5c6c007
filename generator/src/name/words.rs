//! Words of wire names, and the cases of Rust. The only user of `heck`.

use std::borrow::Cow;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Brands and protocols that have capitals inside and are one word, and how `UpperCamelCase` has
/// them: an acronym within counts as a word (Rust API Guidelines, C-CASE).
const ONE_WORD: &[(&str, &str)] = &[
    ("OAuth2", "OAuth2"),
    ("OAuth", "OAuth"),
    ("oAuth", "OAuth"),
    ("OpenAI", "OpenAi"),
    ("OpenAi", "OpenAi"),
    ("OpenAPI", "OpenApi"),
    ("OpenApi", "OpenApi"),
    ("GitHub", "GitHub"),
    ("GitLab", "GitLab"),
    ("BitBucket", "Bitbucket"),
    ("YouTube", "YouTube"),
    ("GraphQL", "GraphQl"),
    ("PostgreSQL", "PostgreSql"),
    ("MySQL", "MySql"),
    ("MongoDB", "MongoDb"),
    ("DynamoDB", "DynamoDb"),
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("JavaScript", "JavaScript"),
    ("TypeScript", "TypeScript"),
    ("LinkedIn", "LinkedIn"),
    ("PayPal", "PayPal"),
    ("WhatsApp", "WhatsApp"),
    ("WebHook", "Webhook"),
    ("DevOps", "DevOps"),
    ("macOS", "MacOs"),
    ("iOS", "Ios"),
];

/// Signs, spelled out where letters alone do not tell names apart.
const SIGNS: &[(char, &str)] = &[
    ('+', "plus"),
    ('-', "dash"),
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
    ('|', "pipe"),
    ('~', "tilde"),
    ('^', "caret"),
    ('_', "underscore"),
    (' ', "space"),
    ('(', "open"),
    (')', "close"),
    ('[', "left"),
    (']', "right"),
    ('{', "begin"),
    ('}', "end"),
    ('"', "quote"),
    ('\'', "tick"),
    ('`', "backtick"),
    ('\n', "newline"),
    ('\t', "tab"),
];

/// How many characters of a name are looked at; what is longer is no name.
const MAX_TEXT: usize = 200;

/// A name as its words, in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Words(Vec<String>);

impl Words {
    /// The words of a wire name.
    pub(crate) fn of(text: &str) -> Self {
        Self(split(&folded(text)))
    }

    /// The words with every sign spelled out.
    pub(crate) fn spelled(text: &str) -> Self {
        let mut out = String::with_capacity(text.len() * 2);
        let mut is_first = true;
        for c in text.chars().take(MAX_TEXT) {
            match sign(c) {
                Some("dash") if is_first => out.push_str(" minus "),
                Some(word) => {
                    out.push(' ');
                    out.push_str(word);
                    out.push(' ');
                }
                None => out.push(c),
            }
            is_first = false;
        }
        Self(split(&folded(&out)))
    }

    /// The words, which are lower case already.
    pub(crate) fn list(&self) -> &[String] {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the words are in the right case as they are, without asking `heck`: by far most are.
    fn is_ascii(&self) -> bool {
        self.0.iter().all(|word| word.is_ascii())
    }

    /// These words and others.
    pub(crate) fn and(&self, other: &Words) -> Words {
        let mut words = self.0.clone();
        // `PetPetStatus` says pet twice.
        let shared = (1..=other.0.len())
            .rev()
            .find(|count| self.0.ends_with(&other.0[..*count]));
        let from = shared
            .filter(|count| *count < other.0.len())
            .unwrap_or_default();
        words.extend(other.0[from..].iter().cloned());
        Words(words)
    }

    /// These words and one more.
    pub(crate) fn plus(&self, word: &str) -> Words {
        let mut words = self.0.clone();
        words.push(word.to_owned());
        Words(words)
    }

    /// The words from a position on.
    pub(crate) fn from(&self, start: usize) -> Words {
        Words(self.0.get(start..).unwrap_or_default().to_vec())
    }

    /// Whether these are the first words of others.
    pub(crate) fn starts(&self, other: &Words) -> bool {
        other.0.starts_with(&self.0)
    }

    /// One of several: the last word in the singular.
    pub(crate) fn singular(&self) -> Words {
        let mut words = self.0.clone();
        if let Some(last) = words.last_mut() {
            *last = singular(last);
        }
        Words(words)
    }

    /// `UpperCamelCase`
    pub(crate) fn pascal(&self) -> String {
        if self.is_ascii() {
            let mut out = String::with_capacity(self.0.iter().map(String::len).sum());
            for word in &self.0 {
                if let Some(brand) = brand(word) {
                    out.push_str(brand);
                    continue;
                }
                let start = out.len();
                out.push_str(word);
                if let Some(first) = out.get_mut(start..=start) {
                    first.make_ascii_uppercase();
                }
            }
            return started(out, "N", "Empty");
        }
        started(self.0.join("_").to_upper_camel_case(), "N", "Empty")
    }

    /// `SCREAMING_SNAKE_CASE`
    pub(crate) fn shouty(&self) -> String {
        started(self.0.join("_").to_shouty_snake_case(), "N", "EMPTY")
    }

    /// `snake_case`
    pub(crate) fn snake(&self) -> String {
        if self.is_ascii() {
            return started(self.0.join("_"), "n", "empty");
        }
        started(self.0.join("_").to_snake_case(), "n", "empty")
    }
}

impl FromIterator<String> for Words {
    fn from_iter<T: IntoIterator<Item = String>>(iter: T) -> Self {
        Self(iter.into_iter().collect())
    }
}

/// Brands in one piece, accents off, signs in front of numbers spelled out.
fn folded(text: &str) -> Cow<'_, str> {
    let has_brand = || {
        let has_capital = text.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
        has_capital && ONE_WORD.iter().any(|(word, _)| text.contains(word))
    };
    let has_letters = text.chars().any(char::is_alphanumeric);
    let plain =
        text.is_ascii() && text.len() <= MAX_TEXT && !text.starts_with(['+', '-']) && !has_brand();
    if plain && has_letters {
        return Cow::Borrowed(text);
    }
    if !has_letters {
        let words: Vec<&str> = text.chars().take(MAX_TEXT).filter_map(sign).collect();
        return Cow::Owned(words.join(" "));
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().take(MAX_TEXT).peekable();
    let mut is_first = true;
    while let Some(c) = chars.next() {
        let before_digit = chars.peek().is_some_and(char::is_ascii_digit);
        match c {
            '+' if is_first && before_digit => out.push_str("plus "),
            '-' if is_first && before_digit => out.push_str("minus "),
            c if c.is_ascii() => out.push(c),
            c => match accentless(c) {
                Some(letters) => out.push_str(letters),
                None if unicode_ident::is_xid_continue(c) => out.push(c),
                None => out.push(' '),
            },
        }
        is_first = false;
    }
    for (word, _) in ONE_WORD {
        if out.contains(word) {
            let mut one = word.to_lowercase();
            if let Some(first) = one.get_mut(0..1) {
                first.make_ascii_uppercase();
            }
            out = out.replace(word, &one);
        }
    }
    Cow::Owned(out)
}

/// A brand as `UpperCamelCase` has it.
fn brand(word: &str) -> Option<&'static str> {
    let is_brand = |(spelled, _): &&(&str, &str)| spelled.eq_ignore_ascii_case(word);
    ONE_WORD.iter().find(is_brand).map(|(_, brand)| *brand)
}

/// Splits at what is no letter or digit, and where case tells.
fn split(text: &str) -> Vec<String> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    {
        return text
            .split('_')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
    }
    let chars: Vec<char> = text
        .chars()
        .filter(|c| *c != '\'' && *c != '\u{2019}')
        .collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (index, &c) in chars.iter().enumerate() {
        if !(c.is_alphanumeric() || (unicode_ident::is_xid_continue(c) && c != '_')) {
            flush(&mut word, &mut words);
            continue;
        }
        let before = index
            .checked_sub(1)
            .and_then(|index| chars.get(index))
            .copied();
        let after = chars.get(index + 1).copied();
        if c.is_uppercase() && starts_word(before, after, &chars, index) {
            flush(&mut word, &mut words);
        }
        word.extend(c.to_lowercase());
    }
    flush(&mut word, &mut words);
    words
}

/// Whether a capital starts a word: after a small letter or digit, or before a small one.
fn starts_word(before: Option<char>, after: Option<char>, chars: &[char], index: usize) -> bool {
    let Some(before) = before else { return false };
    if before.is_lowercase() || before.is_numeric() {
        return true;
    }
    // `IDs` and `URLs` are plurals, not `I` and `Ds`.
    let is_plural = after == Some('s') && chars.get(index + 2).is_none_or(|c| !c.is_lowercase());
    before.is_uppercase() && after.is_some_and(char::is_lowercase) && !is_plural
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

fn sign(c: char) -> Option<&'static str> {
    SIGNS
        .iter()
        .find(|(sign, _)| *sign == c)
        .map(|(_, word)| *word)
}

fn started(text: String, prefix: &str, empty: &str) -> String {
    match text.chars().next() {
        None => empty.to_owned(),
        Some(c) if unicode_ident::is_xid_start(c) => text,
        Some(_) => format!("{prefix}{text}"),
    }
}

/// A letter of Latin scripts without its accent.
fn accentless(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'À' | 'Á' | 'Â' | 'Ã' | 'Å' | 'Ā' | 'Ă' | 'Ą' => "A",
        'ä' | 'æ' => "ae",
        'Ä' | 'Æ' => "Ae",
        'ç' | 'ć' | 'č' => "c",
        'Ç' | 'Ć' | 'Č' => "C",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ė' | 'Ę' | 'Ě' => "E",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' | 'İ' => "I",
        'ł' => "l",
        'Ł' => "L",
        'ñ' | 'ń' | 'ň' => "n",
        'Ñ' | 'Ń' | 'Ň' => "N",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' => "o",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ø' | 'Ō' => "O",
        'ö' | 'œ' => "oe",
        'Ö' | 'Œ' => "Oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' => "s",
        'Ś' | 'Š' | 'Ş' => "S",
        'ß' => "ss",
        'ť' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' => "u",
        'Ù' | 'Ú' | 'Û' | 'Ū' | 'Ů' => "U",
        'ü' => "ue",
        'Ü' => "Ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'Ź' | 'Ż' | 'Ž' => "Z",
        _ => return None,
    })
}

/// One of several, in English, and only where it is safe.
fn singular(word: &str) -> String {
    const SAME: &[&str] = &[
        "status",
        "series",
        "news",
        "address",
        "access",
        "analysis",
        "basis",
        "kubernetes",
        "aws",
        "dns",
        "https",
        "sms",
        "process",
        "progress",
        "business",
        "canvas",
        "alias",
        "bus",
        "os",
        "ios",
        "redis",
    ];
    const ODD: &[(&str, &str)] = &[
        ("people", "person"),
        ("children", "child"),
        ("indices", "index"),
        ("aliases", "alias"),
        ("statuses", "status"),
        ("addresses", "address"),
        ("processes", "process"),
        ("databases", "database"),
        ("caches", "cache"),
        ("movies", "movie"),
        ("cookies", "cookie"),
        ("analyses", "analysis"),
        ("responses", "response"),
        ("releases", "release"),
        ("uses", "use"),
        ("houses", "house"),
        ("licenses", "license"),
        ("purchases", "purchase"),
        ("expenses", "expense"),
        ("phases", "phase"),
        ("databases", "database"),
        ("leases", "lease"),
        ("courses", "course"),
    ];
    if SAME.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, one)) = ODD.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    for (many, one) in [
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("zzes", "zz"),
    ] {
        if let Some(stem) = word.strip_suffix(many).filter(|stem| stem.len() > 1) {
            return format!("{stem}{one}");
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn words_of_wire_names() {
        for (text, pascal, snake) in [
            ("listGuardrails", "ListGuardrails", "list_guardrails"),
            ("API Keys_list", "ApiKeysList", "api_keys_list"),
            ("HTTPServerURL", "HttpServerUrl", "http_server_url"),
            ("userIDs", "UserIds", "user_ids"),
            ("oAuth2Token", "OAuth2Token", "oauth2_token"),
            ("OAuth2Token", "OAuth2Token", "oauth2_token"),
            ("GitHubApp", "GitHubApp", "github_app"),
            ("sha256_hash", "Sha256Hash", "sha256_hash"),
            ("kebab-case.dotted", "KebabCaseDotted", "kebab_case_dotted"),
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("<", "Less", "less"),
            (">=", "GreaterEqual", "greater_equal"),
            ("1024x1024", "N1024x1024", "n1024x1024"),
            ("Größe", "Groesse", "groesse"),
            ("名前", "名前", "名前"),
            ("don't", "Dont", "dont"),
            ("", "Empty", "empty"),
            ("💥", "Empty", "empty"),
            ("$ref", "Ref", "ref"),
        ] {
            let words = Words::of(text);
            assert_eq!(
                (words.pascal().as_str(), words.snake().as_str()),
                (pascal, snake),
                "{text}"
            );
        }
    }

    #[test]
    fn singulars() {
        for (many, one) in [
            ("choices", "choice"),
            ("entries", "entry"),
            ("status", "status"),
            ("keys", "key"),
            ("addresses", "address"),
            ("matches", "match"),
            ("indexes", "index"),
            ("data", "data"),
            ("ids", "id"),
        ] {
            assert_eq!(Words::of(many).singular().snake(), one);
        }
    }

    #[test]
    fn a_word_is_not_said_twice() {
        let pet = Words::of("pet");
        assert_eq!(pet.and(&Words::of("petStatus")).pascal(), "PetStatus");
        assert_eq!(pet.and(&Words::of("pet")).pascal(), "PetPet");
    }
}
