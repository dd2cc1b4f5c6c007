//! Rust text that foreign text cannot get into.
//!
//! A [`Code`] is put together from pieces, and only four things are pieces: text that stands in this
//! crate's source (`&'static str`), identifiers that `name` gave out, numbers, and literals that
//! [`Lit`] escapes. What a page says is none of these, so that it can only become a literal or a
//! comment.

use std::cmp::Ordering;

use crate::name::Ident;

/// A piece of Rust on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Code(String);

impl Code {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// How many columns it takes.
    pub(crate) fn width(&self) -> usize {
        width(&self.0)
    }

    pub(crate) fn push(&mut self, piece: &(impl Piece + ?Sized)) {
        piece.put(&mut self.0);
    }

    /// The pieces with a separator between them.
    pub(crate) fn join<P: Piece>(
        pieces: impl IntoIterator<Item = P>,
        between: &'static str,
    ) -> Self {
        let mut code = Code::default();
        for (index, piece) in pieces.into_iter().enumerate() {
            if index > 0 {
                code.push(&between);
            }
            code.push(&piece);
        }
        code
    }
}

pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    }
}

/// The order in which rustfmt has names: numbers in them by value, `_` before all else.
pub(crate) fn by_version(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    let mut zeros = Ordering::Equal;
    loop {
        let (digits_a, digits_b) = (digits(a), digits(b));
        if digits_a > 0 && digits_b > 0 {
            let (left, rest_a) = a.split_at_checked(digits_a).unwrap_or((a, ""));
            let (right, rest_b) = b.split_at_checked(digits_b).unwrap_or((b, ""));
            let (value_a, value_b) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
            match value_a
                .len()
                .cmp(&value_b.len())
                .then_with(|| value_a.cmp(value_b))
            {
                Ordering::Equal => {
                    zeros = zeros.then(digits_b.cmp(&digits_a));
                    (a, b) = (rest_a, rest_b);
                }
                order => return order,
            }
            continue;
        }
        let rank = |c: char| if c == '_' { '\0' } else { c };
        let (mut chars_a, mut chars_b) = (a.chars(), b.chars());
        match (chars_a.next().map(rank), chars_b.next().map(rank)) {
            (None, None) => return zeros,
            (x, y) if x != y => return x.cmp(&y),
            _ => (a, b) = (chars_a.as_str(), chars_b.as_str()),
        }
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// What code is put together from.
pub(crate) trait Piece {
    fn put(&self, out: &mut String);
}

impl Piece for &'static str {
    fn put(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Piece for Code {
    fn put(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

impl Piece for Ident {
    fn put(&self, out: &mut String) {
        if self.is_raw() {
            out.push_str("r#");
        }
        out.push_str(self.as_str());
    }
}

impl Piece for usize {
    fn put(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Piece for i64 {
    fn put(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl<P: Piece> Piece for Option<P> {
    fn put(&self, out: &mut String) {
        if let Some(piece) = self {
            piece.put(out);
        }
    }
}

impl<P: Piece> Piece for &P {
    fn put(&self, out: &mut String) {
        (**self).put(out);
    }
}

/// Text as a string literal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lit<'t>(pub(crate) &'t str);

impl Piece for Lit<'_> {
    fn put(&self, out: &mut String) {
        out.push('"');
        for c in self.0.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if c.is_control() || is_invisible(c) => out.extend(c.escape_unicode()),
                c => out.push(c),
            }
        }
        out.push('"');
    }
}

impl quote::ToTokens for Lit<'_> {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        // `Literal::string` leaves characters as they are that the compiler refuses.
        let literal = code!(self).as_str().parse::<proc_macro2::Literal>();
        let literal = literal.unwrap_or_else(|_| proc_macro2::Literal::string(self.0));
        tokens.extend([proc_macro2::TokenTree::Literal(literal)]);
    }
}

/// Texts as the items of an array of string literals.
pub(crate) fn literals<'t, T: AsRef<str> + 't>(texts: impl IntoIterator<Item = &'t T>) -> Code {
    let mut code = code!("&[");
    let texts = texts.into_iter().map(|text| Lit(text.as_ref()));
    code.push(&Code::join(texts, ", "));
    code.push(&"]");
    code
}

/// Characters that a reader does not see, or that turn the direction of text: the compiler refuses
/// the latter, and the former hide what a literal or comment says.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Puts pieces together to a [`Code`].
macro_rules! code {
    ($($piece:expr),* $(,)?) => {{
        #[allow(unused_mut, reason = "no pieces, no changes")]
        let mut code = $crate::emit::code::Code::default();
        $( code.push(&$piece); )*
        code
    }};
}
pub(crate) use code;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_versions() {
        let mut names = ["m10", "m9", "a_b", "a1", "ab", "a", "m9a", "m09"];
        names.sort_by(|a, b| by_version(a, b));
        assert_eq!(names, ["a", "a_b", "a1", "ab", "m09", "m9", "m9a", "m10"]);
    }

    #[test]
    fn literals_hold_any_text() {
        let hostile = "\"#*/ \\ {} #[doc] \n\r\t\0 \u{202e}\u{200b} ü 'x'";
        let code = code!(Lit(hostile));
        let parsed: syn::LitStr = syn::parse_str(code.as_str()).unwrap();
        assert_eq!(parsed.value(), hostile);
        assert_eq!(
            code.as_str(),
            r##""\"#*/ \\ {} #[doc] \n\r\t\u{0} \u{202e}\u{200b} ü 'x'""##
        );
    }
}
