//! Type words of pages as JSON Schema (2020-12, as OpenAPI 3.1 uses it).

mod words;

use serde_json::{Map, Value, json};

use super::text;

/// The name of a type that the page only names. It stands in place of a schema.
pub(crate) const STUB: &str = "x-pagecrate-type";
/// On a stub: the SDK's module, when it is not that of the API's own types.
pub(crate) const MODULE: &str = "x-pagecrate-module";
/// On a stub: null is a value as well.
pub(crate) const STUB_NULLABLE: &str = "x-pagecrate-nullable";

/// What a type cell or the words in an item's parentheses say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Typed {
    /// The schema; empty when nothing is known.
    pub schema: Map<String, Value>,
    /// Whether the field has to be there, where the words say so.
    pub required: Option<bool>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The default, as written.
    pub default: Option<String>,
    /// Where the field goes, when the words say so: `query`, `body` …
    pub location: Option<&'static str>,
    /// Whether at least one word was understood.
    pub understood: bool,
    /// The first words that were not understood.
    pub unknown: Option<String>,
}

const DEEPEST: usize = 24;
const LONGEST: usize = 2_000;

/// Reads a type as a page writes it, markup already removed.
pub(crate) fn read(raw: &str) -> Typed {
    let mut typed = Typed::default();
    let raw = text::squeeze(text::cut(raw, LONGEST));
    let mut choices: Option<Vec<Value>> = None;
    for part in split_top(&raw, &[',', ';', '·', '•']) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        if let Some(values) = &mut choices
            && let Some(value) = choice(part)
        {
            values.push(value);
            continue;
        }
        if let Some(values) = enumeration(part) {
            choices = Some(values);
            typed.understood = true;
            continue;
        }
        if modifier(part, &mut typed) {
            typed.understood = true;
            continue;
        }
        if !typed.schema.is_empty() {
            typed.unknown.get_or_insert_with(|| part.to_owned());
            continue;
        }
        let mut parser = Parser::new(part);
        match parser.union(0) {
            Some(schema) => {
                typed.understood = true;
                typed.schema = schema;
                parser.finish(&mut typed);
            }
            None => {
                typed.unknown.get_or_insert_with(|| part.to_owned());
            }
        }
    }
    if let Some(values) = choices.filter(|values| !values.is_empty()) {
        constrain(&mut typed.schema, values);
    }
    // `As you like` starts with a capital and names no type.
    if typed.unknown.is_some() && typed.schema.contains_key(STUB) {
        typed.schema.clear();
    }
    typed
}

/// Puts the allowed values into a schema, onto the items of an array.
pub(crate) fn constrain(schema: &mut Map<String, Value>, values: Vec<Value>) {
    if schema.get("type") == Some(&json!("array")) {
        let items = schema.entry("items").or_insert_with(|| json!({}));
        if let Value::Object(items) = items {
            constrain(items, values);
        }
        return;
    }
    let numeric = matches!(
        schema.get("type").and_then(Value::as_str),
        Some("integer" | "number")
    );
    let values: Vec<Value> = values
        .into_iter()
        .map(|value| match value.as_str().map(str::parse::<i64>) {
            Some(Ok(number)) if numeric => json!(number),
            _ => value,
        })
        .collect();
    if schema.is_empty() && values.iter().all(Value::is_string) {
        schema.insert("type".to_owned(), json!("string"));
    }
    if nullable(schema) && !values.contains(&Value::Null) {
        let mut with_null = values;
        with_null.push(Value::Null);
        schema.insert("enum".to_owned(), Value::Array(with_null));
    } else {
        schema.insert("enum".to_owned(), Value::Array(values));
    }
}

/// Whether null is among the schema's types.
pub(crate) fn nullable(schema: &Map<String, Value>) -> bool {
    schema.get(STUB_NULLABLE) == Some(&json!(true))
        || schema
            .get("type")
            .and_then(Value::as_array)
            .is_some_and(|types| types.contains(&json!("null")))
}

/// Lets a schema take null as well.
pub(crate) fn allow_null(schema: &mut Map<String, Value>) {
    if schema.contains_key(STUB) {
        schema.insert(STUB_NULLABLE.to_owned(), json!(true));
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    match schema.get_mut("type") {
        Some(Value::String(kind)) if kind != "null" => {
            let kind = kind.clone();
            schema.insert("type".to_owned(), json!([kind, "null"]));
        }
        Some(Value::Array(types)) if !types.contains(&json!("null")) => {
            types.push(json!("null"));
        }
        None => {
            for key in ["oneOf", "anyOf"] {
                if let Some(Value::Array(branches)) = schema.get_mut(key) {
                    let null = json!({"type": "null"});
                    if !branches.contains(&null) {
                        branches.push(null);
                    }
                }
            }
        }
        _ => {}
    }
}

/// A stub for a type that the page only names; the last part of a dotted name.
pub(crate) fn stub(name: &str) -> Map<String, Value> {
    let last = name.rsplit(['.', '/', ':']).next().unwrap_or(name);
    let mut schema = Map::new();
    schema.insert(STUB.to_owned(), json!(last));
    let module = name
        .strip_suffix(last)
        .and_then(|rest| rest.trim_end_matches('.').rsplit('.').next())
        .unwrap_or("");
    if matches!(module, "operations" | "errors") {
        schema.insert(MODULE.to_owned(), json!(module));
    }
    schema
}

/// The name of a stub with its module: `operations.ListThingsRequest`. `None` for other schemas.
pub(crate) fn stub_name(schema: &Map<String, Value>) -> Option<String> {
    let name = schema.get(STUB)?.as_str()?;
    Some(match schema.get(MODULE).and_then(Value::as_str) {
        Some(module) => format!("{module}.{name}"),
        None => name.to_owned(),
    })
}

/// Splits at characters that stand in no bracket and no quotes.
pub(crate) fn split_top<'a>(text: &'a str, at: &[char]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut level = 0_usize;
    let mut quote = None;
    let mut start = 0;
    for (index, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(c),
            (None, '(' | '[' | '{' | '<') => level += 1,
            (None, ')' | ']' | '}' | '>') => level = level.saturating_sub(1),
            (None, _) if level == 0 && at.contains(&c) => {
                parts.push(&text[start..index]);
                start = index + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// `enum: a, b`, `one of: a | b`, `enum(a, b)`, `enum [a, b]`: the values named in this part.
fn enumeration(part: &str) -> Option<Vec<Value>> {
    let lower = part.to_ascii_lowercase();
    let head = [
        "enum",
        "one of",
        "allowed values",
        "possible values",
        "values",
        "allowed",
        "options",
    ]
    .into_iter()
    .find(|head| lower.starts_with(head))?;
    let rest = part[head.len()..].trim_start();
    let inner = match rest.chars().next() {
        Some(':') => rest[1..].trim(),
        Some('(' | '[' | '{' | '<') => rest
            .get(1..rest.len() - 1)
            .map(str::trim)
            .filter(|inner| inner.parse::<f64>().is_err())?,
        Some('"' | '`' | '\'') => rest,
        _ => return None,
    };
    let inner = inner
        .strip_prefix(['[', '('])
        .and_then(|inner| inner.strip_suffix([']', ')']))
        .unwrap_or(inner);
    let parts: Vec<&str> = inner.split([',', '|', '/']).collect();
    let values: Vec<Value> = parts.iter().filter_map(|part| choice(part)).collect();
    let is_type = values.len() == 1
        && values[0]
            .as_str()
            .is_some_and(|only| words::base(only).is_some());
    (values.len() == parts.len() && !is_type).then_some(values)
}

/// One allowed value: a quoted text or a bare word. `or b` and `and b` at an end of a list as well.
fn choice(part: &str) -> Option<Value> {
    let part = part.trim();
    let part = part
        .strip_prefix("or ")
        .or_else(|| part.strip_prefix("and "))
        .unwrap_or(part)
        .trim();
    let quoted = ['"', '\'', '`'].iter().find_map(|quote| {
        part.strip_prefix(*quote)?
            .strip_suffix(*quote)
            .map(str::to_owned)
    });
    if let Some(value) = quoted {
        return Some(json!(value));
    }
    if part.eq_ignore_ascii_case("null") {
        return Some(Value::Null);
    }
    let plain = !part.is_empty()
        && part.len() <= 80
        && part
            .chars()
            .all(|c| c.is_alphanumeric() || "_-./+:@".contains(c));
    let is_word = matches!(
        part.to_ascii_lowercase().as_str(),
        "required" | "optional" | "nullable"
    );
    (plain && !is_word).then(|| json!(part))
}

/// Words that say something of the field and not of its type.
fn modifier(part: &str, typed: &mut Typed) -> bool {
    let lower = part
        .trim()
        .trim_matches(['(', ')', '*'])
        .to_ascii_lowercase();
    match lower.as_str() {
        "required" | "mandatory" | "is required" | "must" => typed.required = Some(true),
        "optional" | "not required" => typed.required = Some(false),
        "nullable" | "can be null" | "may be null" | "or null" => allow_null(&mut typed.schema),
        "deprecated" => typed.deprecated = true,
        "read-only" | "readonly" | "read only" => {
            typed.schema.insert("readOnly".to_owned(), json!(true));
        }
        "write-only" | "writeonly" | "write only" => {
            typed.schema.insert("writeOnly".to_owned(), json!(true));
        }
        "path" | "in path" | "path parameter" => typed.location = Some("path"),
        "query" | "in query" | "query parameter" | "querystring" => {
            typed.location = Some("query");
        }
        "header" | "in header" => typed.location = Some("header"),
        "body" | "in body" => typed.location = Some("body"),
        _ => return limit(part.trim(), &lower, typed),
    }
    true
}

fn limit(part: &str, lower: &str, typed: &mut Typed) -> bool {
    for head in ["defaults to", "default value", "default is", "default"] {
        if lower.starts_with(head) {
            let value = part
                .get(head.len()..)
                .unwrap_or("")
                .trim_start_matches([':', '=', ' '])
                .trim_end_matches([')', '.']);
            let value = value.trim_matches(['`', '"', '\'']);
            if value.is_empty() {
                return false;
            }
            typed.default = Some(value.to_owned());
            return true;
        }
    }
    for (head, number_key, string_key) in [
        ("minimum", "minimum", "minLength"),
        ("maximum", "maximum", "maxLength"),
        ("min", "minimum", "minLength"),
        ("max", "maximum", "maxLength"),
    ] {
        let Some(rest) = lower.strip_prefix(head) else {
            continue;
        };
        let rest = rest.trim_start_matches([':', '=', ' ']);
        let mut parts = rest.split_whitespace();
        let Some(Ok(number)) = parts.next().map(str::parse::<serde_json::Number>) else {
            return false;
        };
        let unit = parts.next();
        let string = typed.schema.get("type") == Some(&json!("string"));
        let numeric = matches!(
            typed.schema.get("type").and_then(Value::as_str),
            Some("integer" | "number")
        );
        match unit {
            None if numeric => {
                typed
                    .schema
                    .insert(number_key.to_owned(), Value::Number(number));
            }
            Some("characters" | "chars" | "character") if string && number.is_u64() => {
                typed
                    .schema
                    .insert(string_key.to_owned(), Value::Number(number));
            }
            _ => return false,
        }
        return true;
    }
    if let Some(format) = words::format(lower)
        && typed.schema.get("type") == Some(&json!(words::kind_of(format)))
    {
        typed.schema.insert("format".to_owned(), json!(format));
        return true;
    }
    false
}

struct Parser<'a> {
    rest: &'a str,
    required: Option<bool>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.trim(),
            required: None,
        }
    }

    fn finish(&self, typed: &mut Typed) {
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

    fn union(&mut self, depth: usize) -> Option<Map<String, Value>> {
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

/// A union: literals of one type as one enum, null as a type, the rest as `oneOf`.
fn join(branches: Vec<Map<String, Value>>) -> Map<String, Value> {
    let null = object([("type", json!("null"))]);
    let with_null = branches.contains(&null);
    let mut rest: Vec<Map<String, Value>> = Vec::new();
    for branch in branches {
        // `Unrecognized<string>` only says that an enumeration is open.
        let open = branch.get(STUB) == Some(&json!("Unrecognized"));
        if !open && branch != null && !rest.contains(&branch) {
            rest.push(branch);
        }
    }
    let mut joined = merge_literals(&mut rest).unwrap_or_else(|| match rest.len() {
        0 => null,
        1 => rest.swap_remove(0),
        _ => object([(
            "oneOf",
            Value::Array(rest.into_iter().map(Value::Object).collect()),
        )]),
    });
    if with_null {
        allow_null(&mut joined);
    }
    joined
}

fn merge_literals(branches: &mut [Map<String, Value>]) -> Option<Map<String, Value>> {
    let kind = branches.first()?.get("type")?.clone();
    let mut values = Vec::new();
    for branch in branches.iter() {
        if branch.get("type") != Some(&kind) || branch.len() != 2 {
            return None;
        }
        values.extend(branch.get("enum")?.as_array()?.iter().cloned());
    }
    Some(object([("type", kind), ("enum", Value::Array(values))]))
}

fn array(items: Map<String, Value>) -> Map<String, Value> {
    let mut schema = object([("type", json!("array"))]);
    if !items.is_empty() {
        schema.insert("items".to_owned(), Value::Object(items));
    }
    schema
}

fn map(values: Map<String, Value>) -> Map<String, Value> {
    object([
        ("type", json!("object")),
        ("additionalProperties", Value::Object(values)),
    ])
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests;
