//! Identifiers, which only this module's parent can make.

use std::fmt;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use serde::{Serialize, Serializer};

/// A Rust identifier that a scope has given out. There is no way to make one outside `name`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ident {
    text: String,
    raw: bool,
}

impl Ident {
    /// `text` is known to be an identifier; `raw` when it is a keyword that `r#` makes usable.
    pub(super) fn new(text: String, raw: bool) -> Self {
        Self { text, raw }
    }

    /// Whether it is a keyword that is written with `r#`.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        self.raw
    }

    /// An identifier for a model that a test makes by hand.
    #[cfg(test)]
    pub(crate) fn for_test(text: &str) -> Self {
        Self::new(text.to_owned(), false)
    }

    /// The text without `r#`, as it stands in a file name or in documentation.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.raw {
            f.write_str("r#")?;
        }
        f.write_str(&self.text)
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(if self.raw {
            proc_macro2::Ident::new_raw(&self.text, Span::call_site())
        } else {
            proc_macro2::Ident::new(&self.text, Span::call_site())
        });
    }
}

impl Serialize for Ident {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
