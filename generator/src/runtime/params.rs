//! Parameters as text: the styles of OpenAPI 3.0.4 section 4.7.12 (RFC 6570 underneath).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::json::Tree;

/// How one parameter is written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Param {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub place: Place,
    /// How arrays and objects are written.
    pub style: Style,
    /// Whether each element becomes a value of its own.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub reserved: bool,
    /// Whether the value is written as JSON (`content: application/json`).
    pub json: bool,
}

impl Param {
    const fn of(name: &'static str, place: Place, style: Style, explode: bool) -> Param {
        Param {
            name,
            place,
            style,
            explode,
            reserved: false,
            json: false,
        }
    }

    /// A part of the path, in the default style.
    pub const fn path(name: &'static str) -> Param {
        Param::of(name, Place::Path, Style::Simple, false)
    }

    /// A part of the query, in the default style.
    pub const fn query(name: &'static str) -> Param {
        Param::of(name, Place::Query, Style::Form, true)
    }

    /// A header, in the default style.
    pub const fn header(name: &'static str) -> Param {
        Param::of(name, Place::Header, Style::Simple, false)
    }

    /// A cookie, in the default style.
    pub const fn cookie(name: &'static str) -> Param {
        Param::of(name, Place::Cookie, Style::Form, true)
    }

    /// Sets how arrays and objects are written.
    #[must_use]
    pub const fn style(mut self, style: Style, explode: bool) -> Param {
        self.style = style;
        self.explode = explode;
        self
    }

    /// Leaves reserved characters as they are (`allowReserved`).
    #[must_use]
    pub const fn reserved(mut self) -> Param {
        self.reserved = true;
        self
    }

    /// Writes the value as JSON.
    #[must_use]
    pub const fn json(mut self) -> Param {
        self.json = true;
        self
    }
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
    /// Into the `cookie` header.
    Cookie,
}

/// How arrays and objects are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a;name=b`
    Matrix,
    /// `name=a&name=b`
    Form,
    /// `name=a%20b`
    SpaceDelimited,
    /// `name=a%7Cb`
    PipeDelimited,
    /// `name[key]=a`, to any depth.
    DeepObject,
}

/// Everything but the unreserved characters of RFC 3986.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// [`STRICT`] without the reserved characters that mean nothing to a path segment.
const RESERVED_IN_PATH: &AsciiSet = &STRICT
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// [`STRICT`] without the reserved characters that may stand in a value of a query: `#` would end
/// the query, `&` the value, `+` is read as a space and brackets are not allowed there.
const RESERVED_IN_QUERY: &AsciiSet = &STRICT
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// A name or value with everything but unreserved characters encoded.
pub(crate) fn encode(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, STRICT).into()
}

/// A part of a host or path in a server's URL; a port's colon stays.
pub(crate) fn encode_host(text: &str) -> Cow<'_, str> {
    const HOST: &AsciiSet = &STRICT.remove(b':');
    utf8_percent_encode(text, HOST).into()
}

/// The characters of one parameter.
struct Text<'p> {
    param: &'p Param,
}

impl Text<'_> {
    fn encode<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let set = match (self.param.place, self.param.reserved) {
            // Headers are no part of a URL: their values travel as they are.
            (Place::Header, _) => return Cow::Borrowed(text),
            (Place::Path, true) => RESERVED_IN_PATH,
            (_, true) => RESERVED_IN_QUERY,
            (_, false) => STRICT,
        };
        if self.param.reserved {
            keep_triplets(text, set)
        } else {
            utf8_percent_encode(text, set).into()
        }
    }

    fn scalars(&self, items: &[Tree]) -> Vec<String> {
        items.iter().filter_map(|item| self.scalar(item)).collect()
    }

    /// One value. Arrays and objects inside of one, which no flat style can write, become JSON.
    fn scalar(&self, value: &Tree) -> Option<String> {
        match value {
            Tree::Null => None,
            Tree::Scalar(text) | Tree::Literal(text) => Some(self.encode(text).into_owned()),
            nested => Some(self.encode(&nested.to_json()).into_owned()),
        }
    }

    fn members(&self, members: &[(String, Tree)]) -> Vec<(String, String)> {
        let member = |(name, value): &(String, Tree)| {
            Some((self.encode(name).into_owned(), self.scalar(value)?))
        };
        members.iter().filter_map(member).collect()
    }
}

/// Percent-encodes all but what is percent-encoded already (RFC 6570 section 3.2.1).
fn keep_triplets<'t>(text: &'t str, set: &'static AsciiSet) -> Cow<'t, str> {
    if !text.contains('%') {
        return utf8_percent_encode(text, set).into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.extend(utf8_percent_encode(before, set));
        let is_triplet = tail
            .get(1..3)
            .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let length = if is_triplet { 3 } else { 1 };
        let (head, tail) = tail.split_at_checked(length).unwrap_or((tail, ""));
        out.push_str(if is_triplet { head } else { "%25" });
        rest = tail;
    }
    out.extend(utf8_percent_encode(rest, set));
    out.into()
}

/// What replaces `{name}` in a path template; `None` when there is nothing to put there.
pub(crate) fn path(param: &Param, value: &Tree) -> Option<String> {
    let text = Text { param };
    if param.json {
        return Some(text.encode(&value.to_json()).into_owned());
    }
    let (lead, between, named) = match param.style {
        Style::Label => (".", if param.explode { "." } else { "," }, false),
        Style::Matrix => (";", if param.explode { ";" } else { "," }, true),
        _ => ("", ",", false),
    };
    let name = encode(param.name);
    let body = match value {
        Tree::Null => return None,
        Tree::Scalar(scalar) | Tree::Literal(scalar) => {
            let scalar = text.encode(scalar);
            match (named, scalar.is_empty()) {
                (true, true) => name.into_owned(),
                (true, false) => format!("{name}={scalar}"),
                (false, _) => scalar.into_owned(),
            }
        }
        Tree::Array(items) => {
            let items = text.scalars(items);
            let named_each = named && param.explode;
            let items: Vec<String> = if named_each {
                items
                    .into_iter()
                    .map(|item| format!("{name}={item}"))
                    .collect()
            } else {
                items
            };
            prefix_name(named && !param.explode, &name, items.join(between))?
        }
        Tree::Object(members) => {
            let sign = if param.explode { "=" } else { "," };
            let members = text.members(members);
            let members: Vec<String> = members
                .into_iter()
                .map(|(k, v)| format!("{k}{sign}{v}"))
                .collect();
            prefix_name(named && !param.explode, &name, members.join(between))?
        }
    };
    let whole = format!("{lead}{body}");
    (!whole.is_empty()).then_some(whole)
}

fn prefix_name(named: bool, name: &str, text: String) -> Option<String> {
    match (text.is_empty(), named) {
        (true, _) => None,
        (false, true) => Some(format!("{name}={text}")),
        (false, false) => Some(text),
    }
}

/// The value of a header; `None` when there is nothing to say.
pub(crate) fn header(param: &Param, value: &Tree) -> Option<String> {
    let text = Text { param };
    if param.json {
        return Some(value.to_json());
    }
    match value {
        Tree::Null => None,
        Tree::Scalar(scalar) | Tree::Literal(scalar) => Some(scalar.clone()),
        Tree::Array(items) => non_empty(text.scalars(items).join(",")),
        Tree::Object(members) => {
            let sign = if param.explode { "=" } else { "," };
            let members = text.members(members);
            let members: Vec<String> = members
                .into_iter()
                .map(|(k, v)| format!("{k}{sign}{v}"))
                .collect();
            non_empty(members.join(","))
        }
    }
}

fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The `name=value` pairs of a query, a form or a cookie, encoded. An empty array or object, which
/// RFC 6570 takes for no value, gives none.
pub(crate) fn pairs(param: &Param, value: &Tree) -> Vec<(String, String)> {
    let text = Text { param };
    let name = encode(param.name).into_owned();
    if param.json {
        return vec![(name, text.encode(&value.to_json()).into_owned())];
    }
    if param.style == Style::DeepObject {
        let mut out = Vec::new();
        deep(&text, name, value, &mut out);
        return out;
    }
    let between = match param.style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    match value {
        Tree::Null => Vec::new(),
        Tree::Scalar(scalar) | Tree::Literal(scalar) => {
            vec![(name, text.encode(scalar).into_owned())]
        }
        Tree::Array(items) => {
            let items = text.scalars(items);
            if param.explode {
                items.into_iter().map(|item| (name.clone(), item)).collect()
            } else {
                joined(name, &items, between)
            }
        }
        Tree::Object(members) => {
            let members = text.members(members);
            if param.explode {
                members
            } else {
                let flat: Vec<String> = members.into_iter().flat_map(|(k, v)| [k, v]).collect();
                joined(name, &flat, between)
            }
        }
    }
}

fn joined(name: String, items: &[String], between: &str) -> Vec<(String, String)> {
    if items.is_empty() {
        Vec::new()
    } else {
        vec![(name, items.join(between))]
    }
}

/// `name[key][key]=value`. OpenAPI leaves arrays open here: one of plain values is `name[]=value`
/// and one of objects `name[0][key]=value`, which PHP, qs and Stripe read.
fn deep(text: &Text<'_>, name: String, value: &Tree, out: &mut Vec<(String, String)>) {
    match value {
        Tree::Null => {}
        Tree::Scalar(scalar) | Tree::Literal(scalar) => {
            out.push((name, text.encode(scalar).into_owned()))
        }
        Tree::Array(items) => {
            let plain = items
                .iter()
                .all(|item| !matches!(item, Tree::Array(_) | Tree::Object(_)));
            for (index, item) in items.iter().enumerate() {
                let name = if plain {
                    format!("{name}%5B%5D")
                } else {
                    format!("{name}%5B{index}%5D")
                };
                deep(text, name, item, out);
            }
        }
        Tree::Object(members) => {
            for (key, item) in members {
                deep(text, format!("{name}%5B{}%5D", encode(key)), item, out);
            }
        }
    }
}

#[cfg(test)]
#[path = "params_tests.rs"]
mod tests;
