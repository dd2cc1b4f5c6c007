//! `<ParamField>`, `<ResponseField>` and `<Expandable>`: fields as tags, nested in each other.

/// A field with what stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Which tag it is.
    pub tag: Tag,
    /// The attributes in their order; one without a value has the value `true`.
    pub attributes: Vec<(String, String)>,
    /// The text between its tags without that of nested fields.
    pub text: String,
    /// The fields inside, those in an `<Expandable>` included.
    pub nested: Vec<Element>,
    /// Where the tag starts in the text that was read.
    pub start: usize,
}

/// The tags that matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tag {
    #[default]
    Param,
    Response,
    Expandable,
}

impl Tag {
    const ALL: [(&'static str, Self); 3] = [
        ("ParamField", Self::Param),
        ("ResponseField", Self::Response),
        ("Expandable", Self::Expandable),
    ];

    /// The tag that a text starts with, after `<` or `</`.
    fn of(text: &str) -> Option<(Self, &str)> {
        Self::ALL.iter().find_map(|(name, tag)| {
            let rest = text.strip_prefix(name)?;
            let ends = rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
            ends.then_some((*tag, rest))
        })
    }
}

/// Fields do not nest deeper.
const DEEPEST: usize = 24;
/// The text of one field is cut here.
const LONGEST: usize = 64 << 10;

impl Element {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether an attribute is there and not `false`.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| value != "false")
    }
}

/// Whether a text starts with a field.
pub(super) fn opens(text: &str) -> bool {
    let tag = text.trim_start().strip_prefix('<').and_then(Tag::of);
    matches!(tag, Some((Tag::Param | Tag::Response, _)))
}

/// The field that a text starts with, and where it ends. One that never closes ends before the
/// next heading.
pub(super) fn read(text: &str) -> Option<(Element, usize)> {
    let mut scan = Scan {
        text,
        at: text.len() - text.trim_start().len(),
        open: Vec::new(),
    };
    if !opens(text) {
        return None;
    }
    loop {
        if let Some(done) = scan.step() {
            return Some((done, scan.at));
        }
    }
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Element>,
}

impl Scan<'_> {
    /// Reads on; the outermost field when it is complete.
    fn step(&mut self) -> Option<Element> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let line_start = self.at == 0 || self.text.as_bytes().get(self.at - 1) == Some(&b'\n');
        if line_start && rest.starts_with('#') || rest.is_empty() {
            return self.close_all();
        }
        if line_start && let Some(length) = fence(rest) {
            self.at += length;
            return None;
        }
        if let Some(tag) = rest.strip_prefix("</").and_then(Tag::of) {
            let (tag, after) = tag;
            let end = after.find('>').map_or(after.len(), |end| end + 1);
            self.at = self.text.len() - after.len() + end;
            return self.close(tag);
        }
        if let Some((tag, after)) = rest.strip_prefix('<').and_then(Tag::of) {
            let start = self.at;
            let (attributes, closed, left) = attributes(after);
            self.at = self.text.len() - left.len();
            let element = Element {
                tag,
                attributes,
                start,
                ..Element::default()
            };
            if closed || self.open.len() >= DEEPEST {
                return self.add(element);
            }
            self.open.push(element);
            return None;
        }
        let length = match rest
            .strip_prefix('`')
            .and_then(|rest| rest.find(['`', '\n']))
        {
            Some(length) => length + 2,
            None => rest.chars().next().map_or(1, char::len_utf8),
        };
        let length = length.min(rest.len());
        if let Some(top) = self.open.last_mut()
            && top.text.len() < LONGEST
        {
            top.text.push_str(&rest[..length]);
        }
        self.at += length;
        None
    }

    /// Puts a complete element into the one around it.
    fn add(&mut self, element: Element) -> Option<Element> {
        let Some(around) = self.open.last_mut() else {
            return Some(element);
        };
        if element.tag == Tag::Expandable {
            around.nested.extend(element.nested);
        } else {
            around.nested.push(element);
        }
        None
    }

    /// Closes the innermost element of a tag, and what was left open inside. A closing tag that
    /// nothing opened is passed over.
    fn close(&mut self, tag: Tag) -> Option<Element> {
        let depth = self.open.iter().rposition(|one| one.tag == tag)?;
        self.close_down_to(depth)
    }

    fn close_all(&mut self) -> Option<Element> {
        self.close_down_to(0).or_else(|| Some(Element::default()))
    }

    fn close_down_to(&mut self, depth: usize) -> Option<Element> {
        let mut done = None;
        while self.open.len() > depth {
            let element = self.open.pop()?;
            done = self.add(element);
        }
        done
    }
}

/// The length of a fenced block that a line opens, its closing line included.
fn fence(text: &str) -> Option<usize> {
    let body = text.trim_start_matches([' ', '\t']);
    let marks = body.len() - body.trim_start_matches('`').len();
    if marks < 3 {
        return None;
    }
    let mut length = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        length += line.len();
        let bare = line.trim();
        let closes = bare.len() >= marks && bare.bytes().all(|byte| byte == b'`');
        if index > 0 && closes {
            break;
        }
    }
    Some(length)
}

/// The attributes of an open tag, whether it closes itself, and what follows it.
fn attributes(text: &str) -> (Vec<(String, String)>, bool, &str) {
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return (out, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (out, false, after);
        }
        let length = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))
            .unwrap_or(rest.len());
        if length == 0 {
            // A stray mark; passing it keeps the scan going.
            let Some(c) = rest.chars().next() else {
                return (out, false, rest);
            };
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (name, after) = rest.split_at(length);
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(after) => value(after.trim_start()),
            None => ("true", after),
        };
        if out.len() < 40 {
            out.push((name.to_owned(), value.to_owned()));
        }
        rest = after;
    }
}

/// The value of an attribute, and what follows it: `"x"`, `'x'`, `{x}`, `{"x"}`.
fn value(text: &str) -> (&str, &str) {
    if let Some(quote @ ('"' | '\'')) = text.chars().next() {
        let inner = &text[1..];
        return match inner.split_once(quote) {
            Some((value, after)) => (value, after),
            None => ("", inner),
        };
    }
    if let Some(inner) = text.strip_prefix('{') {
        let end = crate::platform::facts::text::matching(text, '{', '}');
        return match end.and_then(|end| Some((text.get(1..end)?, text.get(end + 1..)?))) {
            Some((value, after)) => (value.trim().trim_matches(['"', '\'', '`']), after),
            None => ("", inner),
        };
    }
    let end = text
        .find(|c: char| c.is_whitespace() || c == '>')
        .unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::{Tag, read};

    #[test]
    fn nests_fields_in_fields() {
        let text = "<ParamField body=\"a\" type='object' required default={7}>\n  What `<b>` is.\n\
            \n  ```json\n  <ParamField body=\"not\">\n  ```\n  <Expandable title=\"x\">\n    \
            <ParamField body=\"b\" type=\"string | null\" />\n    <ParamField body=\"c\">C</ParamField>\n\
            </Expandable>\n</ParamField>\nrest";
        let (field, end) = read(text).unwrap();
        assert_eq!(&text[end..], "\nrest");
        assert_eq!(field.tag, Tag::Param);
        assert_eq!(field.attribute("type"), Some("object"));
        assert_eq!(field.attribute("default"), Some("7"));
        assert!(field.flag("required"));
        assert_eq!(field.text.trim(), "What `<b>` is.");
        let names: Vec<_> = field
            .nested
            .iter()
            .map(|one| one.attribute("body"))
            .collect();
        assert_eq!(names, [Some("b"), Some("c")]);
        assert_eq!(field.nested[1].text, "C");
    }

    #[test]
    fn odd_tags_end() {
        for text in [
            "<ParamField ",
            "<ParamField body=",
            "<ParamField body=\"",
            "<ParamField body={{",
            "<ParamField =/= \u{e9}\n# Next",
            "<ParamField>\n</Expandable>\n`",
            "<ResponseField name=\"x\">\n```\nopen",
        ] {
            let (_, end) = read(text).unwrap();
            assert!(end <= text.len(), "{text}");
        }
        let deep = "<ParamField body=\"a\">".repeat(5_000);
        assert!(read(&deep).is_some());
        assert!(read("<ParamFields a>").is_none());
        let (field, end) =
            read("<ParamField body=\"a\" required={false}>\nText\n\n## Next\n").unwrap();
        assert!(!field.flag("required"));
        assert_eq!(
            end,
            "<ParamField body=\"a\" required={false}>\nText\n\n".len()
        );
    }
}
