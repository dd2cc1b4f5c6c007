//! Inline Markdown of a cell, an item or a line as plain words.

use crate::page::Inline;

/// Tags that are markup in running text; any other `<word>` may be a type argument (`array<string>`).
const TAGS: &[&str] = &[
    "a", "b", "br", "code", "div", "em", "i", "kbd", "li", "p", "pre", "small", "span", "strong",
    "sub", "sup", "u", "ul", "wbr",
];

const ENTITIES: &[(&str, &str)] = &[
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&#124;", "|"),
    ("&vert;", "|"),
    ("&nbsp;", " "),
];

/// Cells and items longer than this are cut before they are looked at.
const LONGEST: usize = 20_000;
/// The other end of a mark is looked for this far, so that odd text costs no quadratic time.
const WINDOW: usize = 2_000;
/// After so many marks without another end, no more are tried.
const MISSES: usize = 50;

/// The text without emphasis, code marks, link targets, escapes and inline tags.
///
/// Unlike a Markdown renderer it keeps `<string>` in `array<string>`, which CommonMark takes for a
/// tag and pages mean as a type.
pub(crate) fn clean(raw: &str) -> String {
    clean_to(cut(raw, LONGEST), 8, false)
}

/// The source text of a heading without its `##`.
pub(crate) fn heading(inline: &Inline) -> &str {
    let raw = inline.raw.trim();
    let hashes = raw.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes) {
        return raw[hashes..].trim().trim_end_matches('#').trim_end();
    }
    // A heading that is underlined.
    match raw.rsplit_once('\n') {
        Some((text, line)) if line.trim().bytes().all(|byte| matches!(byte, b'=' | b'-')) => {
            text.trim()
        }
        _ => raw,
    }
}

/// The source text of a list item without its marker.
pub(crate) fn item(inline: &Inline) -> &str {
    let raw = inline.raw.trim();
    let digits = raw.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match raw.as_bytes().get(digits) {
        Some(b'.' | b')') if (1..=9).contains(&digits) => &raw[digits + 1..],
        Some(b'-' | b'*' | b'+') if digits == 0 => &raw[1..],
        _ => return raw,
    };
    // `*emphasis*` is no marker.
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return raw;
    }
    let rest = rest.trim_start();
    ["[ ] ", "[x] ", "[X] "]
        .iter()
        .find_map(|task| rest.strip_prefix(task))
        .unwrap_or(rest)
}

/// The text as a description: links, emphasis and tags gone, code marks kept.
pub(crate) fn describe(raw: &str) -> String {
    clean_to(cut(raw, LONGEST), 8, true)
}

/// [`clean`] with every run of white space made one space.
pub(crate) fn line(raw: &str) -> String {
    squeeze(&clean(raw))
}

/// Every run of white space made one space, none at the ends.
pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The runs of letters and digits, as they are written.
pub(crate) fn words_as_written(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// The words in lower case: runs of letters and digits.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// At most `limit` bytes of the text, cut between characters.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let mut end = limit;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether the text is one name as parameters have them: `id`, `data[].id`, `X-Api-Key`, `filter[a]`.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 200
        && text.chars().any(char::is_alphanumeric)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "_-.[]$@:*{}<>/".contains(c))
        && !text.starts_with(['/', '<', ':'])
        && !text.contains("://")
        && !text.ends_with(['.', ':'])
}

fn clean_to(raw: &str, depth: usize, marks: bool) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut dropped: Vec<usize> = Vec::new();
    let mut at = 0;
    // Brackets that match nothing; a text full of them is not Markdown.
    let mut misses = 0;
    while let Some(c) = raw[at..].chars().next() {
        let rest = &raw[at..];
        let taken = match c {
            '\\' => escape(rest, &mut out),
            '`' if misses < MISSES => code(rest, marks, &mut out),
            '*' => stars(raw, at, &mut dropped, &mut out),
            '_' => underscore(raw, at, &mut out),
            '~' if rest.starts_with("~~") => 2,
            '[' if depth > 0 && misses < MISSES => link(rest, depth, marks, &mut out),
            '!' if rest.starts_with("![") && depth > 0 => {
                1 + link(&rest[1..], depth, marks, &mut String::new())
            }
            '<' => tag(rest, &mut out),
            '&' => entity(rest, &mut out),
            _ => 0,
        };
        if taken == 0 {
            misses += usize::from(matches!(c, '[' | '`'));
            out.push(c);
            at += c.len_utf8();
        } else {
            at += taken;
        }
    }
    out.trim().to_owned()
}

fn escape(rest: &str, out: &mut String) -> usize {
    match rest[1..].chars().next() {
        Some(next) if next.is_ascii_punctuation() => {
            out.push(next);
            1 + next.len_utf8()
        }
        Some('\n') => 1,
        _ => 0,
    }
}

fn code(rest: &str, marks: bool, out: &mut String) -> usize {
    let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
    let mut from = ticks;
    while let Some(found) = rest[from..].find(&rest[..ticks]) {
        let start = from + found;
        let run = rest[start..]
            .bytes()
            .take_while(|byte| *byte == b'`')
            .count();
        if run == ticks {
            let mark = if marks { "`" } else { "" };
            let inner = rest[ticks..start].trim().replace("\\|", "|");
            out.push_str(&format!("{mark}{inner}{mark}"));
            return start + ticks;
        }
        from = start + run;
    }
    0
}

/// Drops a run of stars that opens or closes emphasis; others are text, as in `name*`.
fn stars(raw: &str, at: usize, dropped: &mut Vec<usize>, out: &mut String) -> usize {
    let run = raw[at..].bytes().take_while(|byte| *byte == b'*').count();
    if let Some(found) = dropped.iter().position(|closer| *closer == at) {
        dropped.swap_remove(found);
        return run;
    }
    let after = at + run;
    let opens = raw[after..]
        .chars()
        .next()
        .is_some_and(|c| !c.is_whitespace());
    if opens && let Some(closer) = closing_stars(raw, after, run) {
        dropped.push(closer);
        return run;
    }
    out.push_str(&raw[at..after]);
    run
}

fn closing_stars(raw: &str, from: usize, run: usize) -> Option<usize> {
    let bytes = cut(raw, from + WINDOW).as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'*' => {
                let length = bytes[at..].iter().take_while(|byte| **byte == b'*').count();
                if length == run && at > from && !bytes[at - 1].is_ascii_whitespace() {
                    return Some(at);
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    None
}

/// `_word_` is emphasis, `snake_case` is not.
fn underscore(raw: &str, at: usize, out: &mut String) -> usize {
    let run = raw[at..].bytes().take_while(|byte| *byte == b'_').count();
    let before = raw[..at].chars().next_back();
    let after = raw[at + run..].chars().next();
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '`');
    if word(before) != word(after) && closes(raw, at, run, word(after)) {
        return run;
    }
    out.push_str(&raw[at..at + run]);
    run
}

/// Whether a run of underscores has its counterpart in the text.
fn closes(raw: &str, at: usize, run: usize, opening: bool) -> bool {
    let mark = "_".repeat(run);
    let boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    if opening {
        let rest = cut(&raw[at + run..], WINDOW);
        rest.match_indices(&mark)
            .any(|(found, _)| found > 0 && boundary(rest[found + run..].chars().next()))
    } else {
        raw[..at]
            .rmatch_indices(&mark)
            .take(50)
            .any(|(found, _)| boundary(raw[..found].chars().next_back()))
    }
}

fn link(rest: &str, depth: usize, marks: bool, out: &mut String) -> usize {
    let Some(close) = matching(cut(rest, WINDOW), '[', ']') else {
        return 0;
    };
    let after = &rest[close + 1..];
    if !after.starts_with('(') {
        return 0;
    }
    let Some(end) = matching(cut(after, WINDOW), '(', ')') else {
        return 0;
    };
    out.push_str(&clean_to(&rest[1..close], depth - 1, marks));
    close + 1 + end + 1
}

/// The index of the bracket that closes the one at the start, escapes skipped.
pub(crate) fn matching(text: &str, open: char, close: char) -> Option<usize> {
    let mut level = 0_usize;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == open {
            level += 1;
        } else if c == close {
            level = level.checked_sub(1)?;
            if level == 0 {
                return Some(at);
            }
        }
    }
    None
}

fn tag(rest: &str, out: &mut String) -> usize {
    let Some(end) = cut(rest, WINDOW).find('>') else {
        return 0;
    };
    let inner = rest[1..end].trim_start_matches('/');
    let name: String = inner
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let name = name.to_ascii_lowercase();
    if !TAGS.contains(&name.as_str()) {
        return 0;
    }
    let tail = &inner[name.len()..];
    if !tail.is_empty() && !tail.starts_with([' ', '/', '\n']) {
        return 0;
    }
    if matches!(name.as_str(), "br" | "li" | "p" | "div") {
        out.push('\n');
    }
    end + 1
}

fn entity(rest: &str, out: &mut String) -> usize {
    for (name, text) in ENTITIES {
        if rest.starts_with(name) {
            out.push_str(text);
            return name.len();
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::{clean, heading, is_name, item, line, words};
    use crate::page::Inline;

    #[test]
    fn undoes_markup_and_keeps_types() {
        for (raw, want) in [
            (r"*Optional\[str]*", "Optional[str]"),
            (
                r"[Optional\[utils.RetryConfig\]](../../models/utils/retryconfig.md)",
                "Optional[utils.RetryConfig]",
            ),
            (
                r"List\[[components.Message](/docs/message)]",
                "List[components.Message]",
            ),
            (r"**Promise\<[models.X](../x.md)\>**", "Promise<models.X>"),
            ("array<string>", "array<string>"),
            (r"`a` \| `b`", "a | b"),
            (r"`a \| b`", "a | b"),
            ("_optional_ snake_case", "optional snake_case"),
            (r"list\_key\_assignments", "list_key_assignments"),
            ("name*", "name*"),
            (r"\*/\*", "*/*"),
            ("~~`old`~~", "old"),
            (
                r#"\[<br />"openai",<br />"x"<br />]"#,
                "[\n\"openai\",\n\"x\"\n]",
            ),
            ("see [the *docs*](https://x.y/(z))", "see the docs"),
            ("&lt;id&gt;", "<id>"),
            ("unclosed `code and [link", "unclosed `code and [link"),
        ] {
            assert_eq!(clean(raw), want, "{raw}");
        }
    }

    #[test]
    fn takes_marks_of_blocks_off() {
        let inline = |raw: &str| Inline {
            raw: raw.to_owned(),
            ..Inline::default()
        };
        for (raw, want) in [
            ("## `GET /x` ##", "`GET /x`"),
            ("Title\n=====", "Title"),
            ("# 1. First", "1. First"),
            ("plain", "plain"),
        ] {
            assert_eq!(heading(&inline(raw)), want);
        }
        for (raw, want) in [
            ("- `id`", "`id`"),
            ("*   **id**: x", "**id**: x"),
            ("12) x", "x"),
            ("- [ ] x", "x"),
            ("**id**", "**id**"),
            ("-", ""),
            ("401: x", "401: x"),
        ] {
            assert_eq!(item(&inline(raw)), want);
        }
    }

    #[test]
    fn squeezes_and_splits() {
        assert_eq!(line("  a\n  b "), "a b");
        assert_eq!(
            words("HTTP Status-Code (200)"),
            ["http", "status", "code", "200"]
        );
    }

    #[test]
    fn tells_names_from_sentences() {
        for name in [
            "id",
            "data[].id",
            "X-Api-Key",
            "filter[name]",
            "$top",
            "a:b",
        ] {
            assert!(is_name(name), "{name}");
        }
        for other in ["", "two words", "https://x.y", "Note:", "—", "/path"] {
            assert!(!is_name(other), "{other}");
        }
    }
}
