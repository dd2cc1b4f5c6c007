//! List items and lines as fields: `- \`name\` (string, required): what it is`.

use crate::fragment::Trust;
use crate::platform::facts::field::Field;
use crate::platform::facts::{text, types};
use crate::source::Span;

/// How much has to show that a line is a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// An item of a list under a heading such as "Parameters".
    Item,
    /// A paragraph or heading there: only with a type or a mark of requirement.
    Line,
}

/// Separators between a name, its type and its description.
const SEPARATORS: &[&str] = &[" - ", " – ", " — ", " -- ", " | ", ": "];

/// Reads an item as a field. `None` when it is a sentence.
pub(super) fn field(raw: &str, span: Span, strictness: Strictness) -> Option<Field> {
    let shown = text::squeeze(&text::describe(raw));
    let code = shown.starts_with('`');
    let marked = raw.trim_start().starts_with(['`', '*', '_', '~', '[']);
    let (name, mut rest) = split_name(&shown)?;
    let mut field = Field::named(name, span, Trust::Prose)?;
    if raw.trim_start().starts_with("~~") {
        field.typed.deprecated = true;
    }
    let separated = rest
        .trim_start()
        .starts_with([':', '-', '–', '—', '|', '(', '['])
        || rest.trim().is_empty();
    let mut told = field.typed.understood || field.required.is_some();
    loop {
        let trimmed = rest.trim_start();
        if let Some((inner, after)) = bracketed(trimmed) {
            if !take(&mut field, inner) {
                break;
            }
            told = true;
            rest = after;
            continue;
        }
        let unmarked = trimmed.trim_start_matches([':', '-', '–', '—', '|', '·', ',']);
        let (segment, after) = split_segment(unmarked.trim_start());
        let short = segment.len() <= 60 && !segment.is_empty();
        if short && take(&mut field, segment) {
            told = true;
            rest = after;
            continue;
        }
        rest = unmarked;
        break;
    }
    rest.trim().clone_into(&mut field.description);
    field.settle();
    let name_like =
        code || field.name.contains(['_', '.', '[']) || !field.name.starts_with(char::is_uppercase);
    let enough = match strictness {
        Strictness::Line => marked && told,
        Strictness::Item => {
            told || (marked && name_like) || (separated && name_like && !rest.is_empty())
        }
    };
    enough.then_some(field)
}

/// The name at the start and what follows it.
fn split_name(shown: &str) -> Option<(&str, &str)> {
    if let Some(inner) = shown.strip_prefix('`') {
        let (name, rest) = inner.split_once('`')?;
        // Marks directly behind the code span: `name`* or `name`?.
        let marks = rest.len() - rest.trim_start_matches(['*', '?']).len();
        let _ = name;
        let end = 2 + name.len() + marks;
        return shown
            .get(..end)
            .map(|name| (name, shown.get(end..).unwrap_or("")));
    }
    let end = shown
        .find(|c: char| c.is_whitespace() || matches!(c, '(' | ','))
        .unwrap_or(shown.len());
    let name = shown[..end].trim_end_matches(':');
    (!name.is_empty()).then(|| (name, &shown[name.len()..]))
}

fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (open, close) = match text.chars().next()? {
        '(' => ('(', ')'),
        '[' => ('[', ']'),
        '<' => ('<', '>'),
        '{' => ('{', '}'),
        _ => return None,
    };
    let end = text::matching(text, open, close)?;
    Some((&text[1..end], &text[end + 1..]))
}

/// The words up to the next separator or full stop.
fn split_segment(text: &str) -> (&str, &str) {
    let stop = SEPARATORS
        .iter()
        .filter_map(|separator| text.find(separator).map(|at| (at, separator.len())))
        .chain(text.find(". ").map(|at| (at, 2)))
        .min();
    match stop {
        Some((at, length)) => (&text[..at], &text[at + length..]),
        None => (text.trim_end_matches('.'), ""),
    }
}

/// Takes type words over. `false` when the words are something else.
fn take(field: &mut Field, words: &str) -> bool {
    let bare = words.replace('`', "");
    let typed = types::read(&bare);
    if !typed.understood || typed.unknown.is_some() {
        return false;
    }
    if !typed.schema.is_empty() && !field.typed.schema.is_empty() {
        // "(string): object id": a type stands once.
        return false;
    }
    // A capital alone is no sign of a type at the start of a description: "Identifier".
    if typed.schema.contains_key(types::STUB) && !words.contains(['`', '.', '[', '<']) {
        return false;
    }
    field.required = field.required.or(typed.required);
    field.typed.understood = true;
    field.typed.deprecated |= typed.deprecated;
    field.typed.default = field.typed.default.take().or(typed.default);
    field.typed.location = field.typed.location.or(typed.location);
    if field.typed.schema.is_empty() {
        field.typed.schema = typed.schema;
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Strictness, field};
    use crate::source::{Sources, Span};

    fn read(raw: &str) -> Option<(String, Value, Option<bool>, String)> {
        let id = Sources::new().add("x.md", "");
        let one = field(raw, Span::new(id, 0, 0), Strictness::Item)?;
        Some((
            one.name,
            Value::Object(one.typed.schema),
            one.required,
            one.description,
        ))
    }

    #[test]
    fn reads_items_in_their_spellings() {
        let string = json!({"type": "string"});
        for raw in [
            "`name` (string, required): The name",
            "**name** (string, required) - The name",
            "`name` *string* **required** — The name",
            "**`name`** `string` (required): The name",
            "name (string, required): The name",
            "`name`: string, required. The name",
            "`name` | string | required | The name",
            "`name`* (`string`): The name",
            "**name** _string_ - Required. The name",
            "**name (string, required)**: The name",
        ] {
            let (name, schema, required, description) =
                read(raw).unwrap_or_else(|| panic!("{raw}"));
            assert_eq!((name.as_str(), required), ("name", Some(true)), "{raw}");
            assert_eq!(schema, string, "{raw}");
            assert!(description.ends_with("The name"), "{raw}: {description}");
        }
        assert_eq!(
            read("`a.b[]` (array of uuid, optional): `x` or `y`"),
            Some((
                "a.b[]".to_owned(),
                json!({"type": "array", "items": {"type": "string", "format": "uuid"}}),
                Some(false),
                "`x` or `y`".to_owned()
            ))
        );
        assert_eq!(read("`limit`: How many").unwrap().1, json!({}));
        assert_eq!(read("`limit`").unwrap().0, "limit");
    }

    #[test]
    fn sentences_are_no_fields() {
        for raw in [
            "Use the key that you made before",
            "**Note:** this is slow",
            "See [the guide](https://x.dev)",
            "",
            "-",
            "Required fields are marked",
        ] {
            assert_eq!(read(raw), None, "{raw}");
        }
    }
}
