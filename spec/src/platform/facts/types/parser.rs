//! Type expressions: `List[str]`, `map[string]T`, `"a" | "b"`, `array of T`.

use serde_json::{Map, Value, json};

use super::modifiers::{choice, enumeration, modifier};
use super::schemas::{array, join, map, object};
use super::{Typed, allow_null, constrain, split_top, stub, words};
use crate::platform::facts::text;

/// No type nests deeper.
const DEEPEST: usize = 24;

/// Reads one type expression from the front of a text.
pub(super) struct Parser<'a> {
    rest: &'a str,
    required: Option<bool>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text.trim(),
            required: None,
        }
    }

    pub(super) fn finish(&self, typed: &mut Typed) {
        typed.required = typed.required.or(self.required);
        let rest = self.rest.trim();
        if rest.is_empty() || modifier(rest, typed) {
            return;
        }
        if let Some(inner) = rest
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'))
        {
            if let Some(values) = enumeration(inner.trim()) {
                constrain(&mut typed.schema, values);
                return;
            }
            for part in split_top(inner, &[',']) {
                if let Some(values) = enumeration(part.trim()) {
                    constrain(&mut typed.schema, values);
                } else if !modifier(part, typed) {
                    typed.unknown.get_or_insert_with(|| part.trim().to_owned());
                }
            }
            return;
        }
        typed.unknown.get_or_insert_with(|| rest.to_owned());
    }

    pub(super) fn union(&mut self, depth: usize) -> Option<Map<String, Value>> {
        if depth > DEEPEST {
            return None;
        }
        let mut branches = vec![self.term(depth)?];
        while self.separator() {
            branches.push(self.term(depth)?);
        }
        Some(join(branches))
    }

    fn separator(&mut self) -> bool {
        let rest = self.rest.trim_start();
        for mark in ["||", "|", "/", "or "] {
            if let Some(after) = rest.strip_prefix(mark)
                && !after.trim().is_empty()
            {
                self.rest = after.trim_start();
                return true;
            }
        }
        false
    }

    fn term(&mut self, depth: usize) -> Option<Map<String, Value>> {
        self.rest = self.rest.trim_start();
        let mut null = false;
        loop {
            if self.eat_word("nullable") {
                null = true;
            } else if self.eat_word("optional") {
                self.required = Some(false);
            } else if self.eat_word("required") {
                self.required = Some(true);
            } else if ![
                "a",
                "an",
                "the",
                "unique",
                "non-empty",
                "positive",
                "unsigned",
                "raw",
            ]
            .into_iter()
            .any(|word| self.eat_word(word))
            {
                break;
            }
        }
        let mut schema = self.primary(depth)?;
        self.suffixes(&mut schema);
        if null {
            allow_null(&mut schema);
        }
        Some(schema)
    }

    fn suffixes(&mut self, schema: &mut Map<String, Value>) {
        loop {
            if let Some(after) = self.rest.strip_prefix("[]") {
                *schema = array(std::mem::take(schema));
                self.rest = after;
            } else if let Some(after) = self.rest.strip_prefix('?') {
                self.required = self.required.or(Some(false));
                self.rest = after;
            } else {
                return;
            }
        }
    }

    fn primary(&mut self, depth: usize) -> Option<Map<String, Value>> {
        if depth > DEEPEST {
            return None;
        }
        match self.rest.chars().next()? {
            '"' | '\'' => self.literal(),
            '*' => {
                self.rest = &self.rest[1..];
                self.required = self.required.or(Some(false));
                self.primary(depth + 1)
            }
            '[' => self.bracketed(depth),
            '{' => self.braced(depth),
            '(' => {
                let inner = self.group('(', ')')?;
                let mut parser = Parser::new(inner);
                let schema = parser.union(depth + 1)?;
                parser.rest.trim().is_empty().then_some(schema)
            }
            c if c.is_ascii_digit() || c == '-' => self.number(),
            _ => self.named(depth),
        }
    }

    fn literal(&mut self) -> Option<Map<String, Value>> {
        let quote = self.rest.chars().next()?;
        let end = self.rest[1..].find(quote)? + 1;
        let value = &self.rest[1..end];
        let schema = object([("type", json!("string")), ("enum", json!([value]))]);
        self.rest = &self.rest[end + 1..];
        Some(schema)
    }

    fn number(&mut self) -> Option<Map<String, Value>> {
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_digit() || c == '-' || c == '.'))
            .unwrap_or(self.rest.len());
        let number: serde_json::Number = self.rest[..end].parse().ok()?;
        let kind = if number.is_f64() { "number" } else { "integer" };
        self.rest = &self.rest[end..];
        Some(object([("type", json!(kind)), ("enum", json!([number]))]))
    }

    /// `[]T` (Go) or `[T]` (Swift, prose).
    fn bracketed(&mut self, depth: usize) -> Option<Map<String, Value>> {
        if let Some(after) = self.rest.strip_prefix("[]") {
            self.rest = after;
            if self.rest.is_empty() {
                return Some(array(Map::new()));
            }
            return Some(array(self.term(depth + 1)?));
        }
        let inner = self.group('[', ']')?;
        let mut parser = Parser::new(inner);
        let items = parser.union(depth + 1)?;
        parser.rest.trim().is_empty().then(|| array(items))
    }

    /// `{ [k: string]: T }` and `{string: T}` are maps, other braces objects.
    fn braced(&mut self, depth: usize) -> Option<Map<String, Value>> {
        let inner = self.group('{', '}')?.trim();
        let value = match inner.strip_prefix('[') {
            Some(rest) => rest.split_once("]:").map(|(_, value)| value),
            None => inner
                .split_once(':')
                .filter(|(key, _)| matches!(key.trim(), "string" | "str"))
                .map(|(_, value)| value),
        };
        match value {
            Some(value) => {
                let mut parser = Parser::new(value.trim().trim_end_matches(';'));
                Some(map(parser.union(depth + 1).unwrap_or_default()))
            }
            None => Some(object([("type", json!("object"))])),
        }
    }

    fn named(&mut self, depth: usize) -> Option<Map<String, Value>> {
        let word = self.word()?;
        let lower = word.to_ascii_lowercase();
        if matches!(lower.as_str(), "true" | "false") {
            let value = lower == "true";
            return Some(object([
                ("type", json!("boolean")),
                ("enum", json!([value])),
            ]));
        }
        let arguments = self.arguments();
        if let Some(arguments) = &arguments
            && let Some(schema) = self.generic(word, arguments, depth)
        {
            return Some(schema);
        }
        if self.eat_word("of") {
            return self.of(&lower, depth);
        }
        let mut schema = self.plain(word, &lower)?;
        if let Some(arguments) = arguments {
            refine(&mut schema, arguments.1, depth);
        }
        self.parenthesis(&mut schema, depth);
        Some(schema)
    }

    /// A word without arguments. `None` when it is no type.
    fn plain(&mut self, word: &str, lower: &str) -> Option<Map<String, Value>> {
        let time = |parser: &mut Self| parser.eat_word("time") || parser.eat_word("timestamp");
        match lower {
            "date" | "iso" if time(self) => return words::base("datetime"),
            "unix" if time(self) => return words::base("epoch"),
            "comma-separated" | "comma" => {
                self.eat_word("separated");
                let list = ["list", "string", "strings", "values"]
                    .into_iter()
                    .any(|word| self.eat_word(word));
                if self.eat_word("of") {
                    self.word();
                }
                return list.then(|| object([("type", json!("string"))]));
            }
            _ => {}
        }
        let Some(schema) = words::base(word) else {
            let named = word.chars().next().is_some_and(char::is_uppercase) || word.contains('.');
            self.noise();
            return named.then(|| stub(word));
        };
        // `string array`, `integer list`: the last word is the type.
        if self.eat_word("array") || self.eat_word("list") {
            return Some(array(schema));
        }
        self.noise();
        Some(schema)
    }

    /// Words that only fill: `array of message objects`.
    fn noise(&mut self) {
        for word in [
            "objects", "object", "values", "value", "items", "ids", "type",
        ] {
            if self.eat_word(word) {
                return;
            }
        }
    }

    /// `array of T`, `map of T`, `list of T`.
    fn of(&mut self, container: &str, depth: usize) -> Option<Map<String, Value>> {
        let value = self.term(depth + 1);
        match words::base(container)
            .as_ref()
            .and_then(|base| base.get("type"))
        {
            Some(kind) if kind == "array" => Some(array(value.unwrap_or_default())),
            Some(kind) if kind == "object" => {
                let value = value.unwrap_or_default();
                if self.eat_word("to") {
                    return Some(map(self.term(depth + 1).unwrap_or_default()));
                }
                Some(map(value))
            }
            Some(_) => words::base(container),
            None => None,
        }
    }

    /// `<…>` or `[…]` directly behind a word, with what is between.
    fn arguments(&mut self) -> Option<(char, &'a str)> {
        if self.rest.starts_with("[]") {
            return None;
        }
        match self.rest.chars().next()? {
            '<' => self.group('<', '>').map(|inner| ('<', inner)),
            '[' => self.group('[', ']').map(|inner| ('[', inner)),
            ' ' if self.rest.starts_with(" <") => {
                self.rest = self.rest.trim_start();
                self.group('<', '>').map(|inner| ('<', inner))
            }
            _ => None,
        }
    }

    fn generic(
        &mut self,
        word: &str,
        (bracket, inner): &(char, &'a str),
        depth: usize,
    ) -> Option<Map<String, Value>> {
        let lower = word.rsplit('.').next().unwrap_or(word).to_ascii_lowercase();
        let parts = split_top(inner, &[',']);
        let read = |text: &str| Parser::new(text).union(depth + 1);
        match lower.as_str() {
            "optional" | "nullish" => {
                self.required = self.required.or(Some(false));
                read(inner)
            }
            "nullable" | "optionalnullable" => {
                if lower != "nullable" {
                    self.required = self.required.or(Some(false));
                }
                let mut schema = read(inner)?;
                allow_null(&mut schema);
                Some(schema)
            }
            "union" | "oneof" => Some(join(
                parts.iter().map(|part| read(part)).collect::<Option<_>>()?,
            )),
            "literal" | "enum" => {
                let values = parts
                    .iter()
                    .map(|part| choice(part))
                    .collect::<Option<Vec<_>>>()?;
                Some(object([("type", json!("string")), ("enum", json!(values))]))
            }
            "promise" | "async" | "required" | "annotated" | "readonly" | "partial" => {
                read(parts.first()?)
            }
            "map" | "dict" | "dictionary" | "record" | "mapping" | "hashmap" | "object"
            | "hash" | "idictionary" => {
                if *bracket == '[' && parts.len() == 1 && !self.rest.trim_start().is_empty() {
                    // Go: `map[string]T`.
                    return Some(map(self.term(depth + 1)?));
                }
                let value = parts.get(1).or(parts.first())?;
                Some(map(read(value).unwrap_or_default()))
            }
            _ => {
                let base = words::base(&lower)?;
                if base.get("type") != Some(&json!("array")) {
                    return None;
                }
                let items = parts.first().and_then(|part| read(part));
                Some(array(items.unwrap_or_default()))
            }
        }
    }

    /// `(uuid)`, `(of strings)`, `(optional)` behind a type.
    fn parenthesis(&mut self, schema: &mut Map<String, Value>, depth: usize) {
        let rest = self.rest.trim_start();
        if !rest.starts_with('(') {
            return;
        }
        let before = self.rest;
        self.rest = rest;
        let understood = self
            .group('(', ')')
            .is_some_and(|inner| refine(schema, inner, depth));
        if !understood {
            self.rest = before;
        }
    }

    fn group(&mut self, open: char, close: char) -> Option<&'a str> {
        let end = text::matching(self.rest, open, close)?;
        let inner = &self.rest[open.len_utf8()..end];
        self.rest = &self.rest[end + close.len_utf8()..];
        Some(inner)
    }

    fn word(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start();
        if let Some(after) = self.rest.strip_prefix("interface{}") {
            let word = &self.rest[.."interface{}".len()];
            self.rest = after;
            return Some(word);
        }
        let end = self
            .rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-')))
            .unwrap_or(self.rest.len());
        if end == 0 {
            return None;
        }
        let word = self.rest[..end].trim_end_matches(['.', '-']);
        self.rest = &self.rest[end..];
        (!word.is_empty()).then_some(word)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start();
        let Some(head) = rest.get(..word.len()) else {
            return false;
        };
        let after = &rest[word.len()..];
        let ends =
            !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '[' | '<' | '.'));
        if head.eq_ignore_ascii_case(word) && ends && (word.len() > 2 || !after.is_empty()) {
            self.rest = after.trim_start();
            return true;
        }
        false
    }
}

/// Adds what stands in brackets behind a type: a format, an item type, values.
fn refine(schema: &mut Map<String, Value>, inner: &str, depth: usize) -> bool {
    let kind = schema
        .get("type")
        .and_then(Value::as_str)
        .map(str::to_owned);
    if let Some(format) = words::format(inner) {
        let implied = words::kind_of(format);
        let fits = kind.as_deref() == Some(implied)
            || kind.as_deref() == Some("number") && implied == "integer";
        if fits {
            schema.insert("type".to_owned(), json!(implied));
            schema.insert("format".to_owned(), json!(format));
            return true;
        }
    }
    let lower = inner.trim().to_ascii_lowercase();
    if kind.as_deref() == Some("array") {
        let text = inner.trim();
        let text = if lower.starts_with("of ") {
            &text[3..]
        } else {
            text
        };
        let mut parser = Parser::new(text);
        if let Some(items) = parser.union(depth + 1)
            && parser.rest.trim().is_empty()
        {
            schema.insert("items".to_owned(), Value::Object(items));
            return true;
        }
    }
    if kind.as_deref() == Some("string") && lower != "required" && lower != "optional" {
        let parts: Vec<&str> = inner.split([',', '|']).collect();
        let values: Option<Vec<Value>> = parts.iter().map(|part| choice(part)).collect();
        let quoted = inner.contains(['"', '\'', '`']) || inner.contains('|');
        if let Some(values) = values.filter(|values| values.len() > 1 && quoted) {
            constrain(schema, values);
            return true;
        }
    }
    lower == "enum"
}
