//! Texts with a meaning: dates, UUIDs, decimals, bytes.
//!
//! They keep the text that a server sent, so that it is written again as it came and a value which
//! breaks its own documentation fails no answer. What it means is worked out when it is asked for.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// A text that does not mean what its type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub(super) expected: &'static str,
}

impl Display for Malformed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the text is not {}", self.expected)
    }
}

impl Error for Malformed {}

/// What is the same for all of them. `$is` says whether a text has the meaning, which decides where
/// a union could also be something else.
#[allow(unused_macros, reason = "decimals need only the other one")]
macro_rules! text_value {
    ($type:ident, $expected:literal, $is:expr) => {
        impl $type {
            /// The text as it stands in JSON.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl $crate::runtime::codec::Slot for $type {
            #[inline]
            fn empty() -> $type {
                $type(Box::default())
            }

            fn put(
                &mut self,
                node: $crate::runtime::codec::Node<'_>,
            ) -> Result<(), $crate::runtime::codec::Miss> {
                let text = node.str()?;
                if node.is_choice() && !$is(&text) {
                    return Err(node.unlike($expected));
                }
                self.0 = text.into();
                Ok(())
            }

            #[inline]
            fn write(&self, writer: &mut $crate::runtime::codec::Writer<'_>) {
                writer.str(&self.0);
            }
        }

        $crate::runtime::text::text_traits!($type, $expected, $is);
    };
}

/// The traits that make such a value pleasant; it has an `as_str`.
macro_rules! text_traits {
    ($type:ident, $expected:literal, $is:expr) => {
        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_tuple(stringify!($type))
                    .field(&self.as_str())
                    .finish()
            }
        }

        impl From<&$type> for $type {
            fn from(value: &$type) -> $type {
                value.clone()
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        /// Unlike [`From`], only for a text that has the meaning.
        impl ::std::str::FromStr for $type {
            type Err = $crate::runtime::text::Malformed;

            fn from_str(text: &str) -> Result<$type, Self::Err> {
                if $is(text) {
                    Ok(text.into())
                } else {
                    Err($crate::runtime::text::Malformed {
                        expected: $expected,
                    })
                }
            }
        }

        /// The text as it is, whether it has the meaning or not.
        impl From<String> for $type {
            fn from(text: String) -> $type {
                text.as_str().into()
            }
        }

        $crate::runtime::codec::bridge!($type);
    };
}

#[allow(unused_imports, reason = "decimals need only one of them")]
pub(super) use {text_traits, text_value};
