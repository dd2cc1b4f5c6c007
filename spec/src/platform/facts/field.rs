//! One parameter or property, as a row or an item states it.

use serde_json::{Value, json};

use super::node::{Node, steps};
use super::types::{self, Typed};
use super::{sample, text};
use crate::fragment::Trust;
use crate::source::Span;

/// Where a field goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Location {
    /// In the path template.
    Path,
    /// In the query string.
    Query,
    /// In a request header.
    Header,
    /// In the `Cookie` header.
    Cookie,
    /// In the request body.
    Body,
}

impl Location {
    /// The location that a word names: `path`, `In query`, `formData`.
    pub(crate) fn of(text: &str) -> Option<Self> {
        text::words(text).iter().find_map(|word| {
            Some(match word.as_str() {
                "path" | "uri" | "route" => Self::Path,
                "query" | "querystring" => Self::Query,
                "header" | "headers" => Self::Header,
                "cookie" | "cookies" => Self::Cookie,
                "body" | "payload" | "form" | "formdata" | "json" | "multipart" => Self::Body,
                _ => return None,
            })
        })
    }

    /// OpenAPI's `in`; the body has none.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::Path => Some("path"),
            Self::Query => Some("query"),
            Self::Header => Some("header"),
            Self::Cookie => Some("cookie"),
            Self::Body => None,
        }
    }
}

/// A parameter or property.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The name as written, `data[].id` included.
    pub name: String,
    /// Where it goes, when the row itself says so.
    pub location: Option<Location>,
    /// Its type and what the type's words say besides.
    pub typed: Typed,
    /// Whether it has to be there; `None` when the page does not say.
    pub required: Option<bool>,
    /// What it is for.
    pub description: String,
    /// The default as written.
    pub default: Option<String>,
    /// A sample value as written.
    pub example: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// How directly it is stated.
    pub trust: Trust,
    /// Fields that are nested below it by indentation.
    pub nested: Vec<Field>,
}

impl Field {
    /// A field of which only the name is known. Marks at the name (`name*`, `name?`,
    /// `name (required)`, `~~name~~`) are taken off and read.
    pub(crate) fn named(raw: &str, span: Span, trust: Trust) -> Option<Self> {
        let struck = raw.trim().starts_with("~~");
        let shown = text::line(raw);
        let mut typed = Typed {
            deprecated: struck,
            ..Typed::default()
        };
        let mut required = None;
        let (mut name, rest) = match shown.split_once(|c: char| c.is_whitespace() || c == '(') {
            Some((name, rest)) => (name, rest.trim_end_matches(')')),
            None => (shown.as_str(), ""),
        };
        for (mark, means) in [("*", true), ("†", true), ("?", false)] {
            if let Some(bare) = name.strip_suffix(mark)
                && !bare.ends_with(['.', '['])
            {
                name = bare;
                required = Some(means);
            }
        }
        let rest = rest.trim();
        let mut example = None;
        let words = types::read(rest);
        let typed_words = words.understood && words.unknown.is_none();
        let named = words.schema.contains_key(types::STUB);
        if rest == "*" {
            required = Some(true);
        } else if !rest.is_empty() && (!typed_words || named) {
            // A header with its value: `Authorization: Token <key>`.
            name.ends_with(':').then_some(())?;
            example = Some(rest.to_owned());
        } else if !rest.is_empty() {
            required = required.or(words.required);
            typed = Typed {
                deprecated: struck || words.deprecated,
                ..words
            };
        }
        let name = name.trim_end_matches(':');
        text::is_name(name).then(|| Self {
            name: name.to_owned(),
            location: None,
            typed,
            required,
            description: String::new(),
            default: None,
            example,
            span,
            trust,
            nested: Vec::new(),
        })
    }

    /// Takes what the type's words say of the field, and what the description adds: values after
    /// "one of", a default, "Required." at the start.
    pub(crate) fn settle(&mut self) {
        self.required = self.required.or(self.typed.required);
        if self.default.is_none() {
            self.default = self.typed.default.clone();
        }
        if self.location.is_none() {
            self.location = self.typed.location.and_then(Location::of);
        }
        self.read_description();
    }

    fn read_description(&mut self) {
        let trimmed = self.description.trim_start_matches(['(', '[', '*']);
        let first = text::words(text::cut(trimmed, 40)).into_iter().next();
        let ends = |word: &str| {
            trimmed.get(word.len()..).is_some_and(|rest| {
                rest.starts_with(['.', ',', ')', ']', ':', ';', '*']) || rest.is_empty()
            })
        };
        match first.as_deref() {
            Some("required") if ends("required") => {
                self.required.get_or_insert(true);
            }
            Some("optional") if ends("optional") => {
                self.required.get_or_insert(false);
            }
            _ => {}
        }
        if self.default.is_none() {
            self.default = default_in(&self.description);
        }
        let items = self.typed.schema.get("items");
        let strings = items == Some(&json!({"type": "string"}));
        let open = match self.typed.schema.get("type").and_then(Value::as_str) {
            None | Some("string" | "integer") => true,
            Some(kind) => kind == "array" && strings,
        } && !self.typed.schema.contains_key("enum")
            && !self.typed.schema.contains_key(types::STUB)
            && !self.typed.schema.contains_key("oneOf");
        if open && let Some(values) = values_in(&self.description) {
            types::constrain(&mut self.typed.schema, values);
        }
        if self.typed.schema.get("type") == Some(&json!("string"))
            && !self.typed.schema.contains_key("format")
            && let Some(format) = format_in(&self.description)
        {
            self.typed.schema.insert("format".to_owned(), json!(format));
        }
    }

    /// The field as a schema with its nested fields.
    pub(crate) fn node(&self) -> Node {
        let mut node = Node::new(self.trust, Some(self.span));
        node.schema = self.typed.schema.clone();
        node.required = self.required;
        if !self.description.is_empty() {
            node.schema
                .insert("description".to_owned(), json!(self.description));
        }
        let default = self.default.as_deref();
        if let Some(value) = default.and_then(|raw| sample::value_of(raw, &self.typed.schema)) {
            node.schema.insert("default".to_owned(), value);
        }
        let example = self.example.as_deref();
        if let Some(value) = example.and_then(|raw| sample::value_of(raw, &self.typed.schema)) {
            node.schema.insert("examples".to_owned(), json!([value]));
        }
        if self.typed.deprecated {
            node.schema.insert("deprecated".to_owned(), json!(true));
        }
        for field in &self.nested {
            node.insert(&steps(&field.name), field.node());
        }
        node
    }
}

/// A default in running text: "Defaults to `10`.", "(default: 5)", "Default `asc`".
fn default_in(description: &str) -> Option<String> {
    let lower = description.to_ascii_lowercase();
    let at = [
        "defaults to",
        "default value is",
        "default value:",
        "default:",
        "default is",
        "(default",
        "default =",
    ]
    .into_iter()
    .find_map(|head| lower.find(head).map(|at| at + head.len()))?;
    let rest = description.get(at..)?.trim_start_matches([' ', ':', '=']);
    let value = match rest.chars().next()? {
        quote @ ('`' | '"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ')' | ';'))
            .next()?
            .trim_end_matches('.'),
    };
    let plain = value.parse::<f64>().is_ok()
        || matches!(value, "true" | "false")
        || rest.starts_with(['`', '"', '\'']);
    (plain && !value.is_empty() && value.len() <= 200).then(|| value.to_owned())
}

/// Allowed values in running text: "One of `a`, `b` or `c`". Only marked values count.
fn values_in(description: &str) -> Option<Vec<Value>> {
    let lower = description.to_ascii_lowercase();
    let at = [
        "one of",
        "possible values",
        "allowed values",
        "valid values",
        "accepted values",
        "supported values",
        "valid options",
        "either",
        "values:",
        "can be",
    ]
    .into_iter()
    .find_map(|head| lower.find(head).map(|at| at + head.len()))?;
    let mut rest = description.get(at..)?;
    let mut values = Vec::new();
    loop {
        rest = rest
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '|' | '/'));
        for word in ["are ", "is ", "or ", "and ", "include "] {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        let Some(quote @ ('`' | '"' | '\'')) = rest.chars().next() else {
            break;
        };
        let Some((value, after)) = rest[1..].split_once(quote) else {
            break;
        };
        if value.is_empty() || value.len() > 100 || values.len() > 200 {
            return None;
        }
        values.push(json!(value));
        rest = after;
    }
    (values.len() > 1).then_some(values)
}

fn format_in(description: &str) -> Option<&'static str> {
    let lower = description.to_ascii_lowercase();
    if lower.contains("(uuid)") || lower.contains("uuid format") || lower.starts_with("uuid of") {
        return Some("uuid");
    }
    if lower.contains("yyyy-mm-dd") && !lower.contains("yyyy-mm-ddt") && !lower.contains("hh:mm") {
        return Some("date");
    }
    let stamp = ["iso 8601", "iso-8601", "iso8601", "rfc 3339", "rfc3339"]
        .iter()
        .any(|name| lower.contains(name));
    let whole = ["timestamp", "date-time", "datetime", "date and time"]
        .iter()
        .any(|name| lower.contains(name));
    (stamp && whole).then_some("date-time")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Field;
    use crate::fragment::Trust;
    use crate::platform::facts::types;
    use crate::source::{Sources, Span};

    fn field(name: &str, kind: &str, description: &str) -> Option<Field> {
        let id = Sources::new().add("x.md", "");
        let mut field = Field::named(name, Span::new(id, 0, 0), Trust::Table)?;
        if !kind.is_empty() {
            field.typed = types::read(kind);
        }
        field.description = description.to_owned();
        field.settle();
        Some(field)
    }

    #[test]
    fn reads_marks_at_the_name() {
        for (raw, name, required) in [
            ("`id`", "id", None),
            ("`id`*", "id", Some(true)),
            (r"`id` \*", "id", Some(true)),
            ("`id` (required)", "id", Some(true)),
            ("id?", "id", Some(false)),
            ("**id** _optional_", "id", Some(false)),
            ("`id`<br />required", "id", Some(true)),
        ] {
            let field = field(raw, "", "").unwrap_or_else(|| panic!("{raw}"));
            assert_eq!(
                (field.name.as_str(), field.required),
                (name, required),
                "{raw}"
            );
        }
        assert!(field("~~`id`~~", "", "").unwrap().typed.deprecated);
        assert!(field("the name of it", "", "").is_none());
    }

    #[test]
    fn reads_what_descriptions_say() {
        let of = |kind: &str, description: &str| {
            Value::Object(field("x", kind, description).unwrap().node().schema)
        };
        assert_eq!(
            of(
                "string",
                "Order: one of `asc` or `desc`. Defaults to `asc`."
            ),
            json!({"type": "string", "enum": ["asc", "desc"], "default": "asc",
                   "description": "Order: one of `asc` or `desc`. Defaults to `asc`."})
        );
        assert_eq!(
            of("integer", "How many (default 5, max 10)")["default"],
            json!(5)
        );
        assert_eq!(
            of("string", "ISO 8601 timestamp of the change")["format"],
            json!("date-time")
        );
        assert_eq!(of("string", "One of the keys").get("enum"), None);
        assert_eq!(
            field("x", "", "Required. The id").unwrap().required,
            Some(true)
        );
        assert_eq!(
            field("x", "", "Required fields of y").unwrap().required,
            None
        );
    }
}
