//! `application/x-www-form-urlencoded` bodies.

use super::json::Tree;
use super::params::{self, Param, Place, Style};

/// A body of pairs, as [`pairs`] gives them.
pub(crate) fn encode(body: &Tree, styles: &[Param]) -> String {
    let mut out = String::new();
    for (key, value) in pairs(body, styles) {
        if !out.is_empty() {
            out.push('&');
        }
        // `%20` in place of `+`, which both kinds of decoder read as a space.
        out.push_str(&key);
        out.push('=');
        out.push_str(&value);
    }
    out
}

/// The encoded pairs of a form. `styles` says how single fields are written (an `encoding` object); others as
/// OpenAPI and the servers that take nested forms have it: plain values once, arrays of plain values
/// repeated, anything nested as `name[key]=value`.
pub(crate) fn pairs(body: &Tree, styles: &[Param]) -> Vec<(String, String)> {
    let Tree::Object(fields) = body else {
        return Vec::new();
    };
    let mut pairs = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        let style = styles.iter().find(|style| style.name == name);
        let field = Field {
            name,
            style: style.copied().unwrap_or_else(|| usual(value)),
        };
        pairs.extend(field.pairs(value));
    }
    pairs
}

fn usual(value: &Tree) -> Param {
    let nested = match value {
        Tree::Object(_) => true,
        Tree::Array(items) => items
            .iter()
            .any(|item| matches!(item, Tree::Object(_) | Tree::Array(_))),
        _ => false,
    };
    let style = if nested {
        Style::DeepObject
    } else {
        Style::Form
    };
    Param::query("").style(style, true)
}

struct Field<'f> {
    name: &'f str,
    style: Param,
}

impl Field<'_> {
    fn pairs(&self, value: &Tree) -> Vec<(String, String)> {
        let param = Param {
            place: Place::Query,
            ..self.style
        };
        // `Param` names are static: write under no name and put this one in front.
        let unnamed = Param { name: "", ..param };
        let keeps_members = param.style == Style::Form && param.explode;
        let name = params::encode(self.name);
        params::pairs(&unnamed, value)
            .into_iter()
            .map(|(key, value)| match (keeps_members, key.is_empty()) {
                (true, false) => (key, value),
                _ => (format!("{name}{key}"), value),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(text: &str) -> Tree {
        Tree::Scalar(text.to_owned())
    }

    fn object(members: &[(&str, Tree)]) -> Tree {
        Tree::Object(
            members
                .iter()
                .map(|(k, v)| ((*k).to_owned(), v.clone()))
                .collect(),
        )
    }

    #[test]
    fn nested_as_stripe_wants_it() {
        let body = object(&[
            ("amount", scalar("2000")),
            ("description", scalar("a & b")),
            ("metadata", object(&[("order id", scalar("6735"))])),
            ("expand", Tree::Array(vec![scalar("customer")])),
            (
                "items",
                Tree::Array(vec![object(&[("price", scalar("p_1"))])]),
            ),
            ("gone", Tree::Null),
        ]);
        let styles = [Param::query("expand").style(Style::DeepObject, true)];
        assert_eq!(
            encode(&body, &styles),
            "amount=2000&description=a%20%26%20b&metadata%5Border%20id%5D=6735\
             &expand%5B%5D=customer&items%5B0%5D%5Bprice%5D=p_1"
        );
    }

    #[test]
    fn arrays_are_repeated_and_styles_heard() {
        let body = object(&[
            ("a", Tree::Array(vec![scalar("1"), scalar("2")])),
            ("b", Tree::Array(vec![scalar("1"), scalar("2")])),
            ("c", object(&[("x", scalar("1"))])),
        ]);
        let styles = [
            Param::query("b").style(Style::PipeDelimited, false),
            Param::query("c").style(Style::Form, true),
        ];
        assert_eq!(encode(&body, &styles), "a=1&a=2&b=1%7C2&x=1");
    }
}
