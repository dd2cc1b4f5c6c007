//! What is the same for every type of a kind, so that the emitted code does not repeat it.

/// Writes serde's `Serialize` and `Deserialize` for types that are slots, behind the feature
/// `serde` of the crate.
#[doc(hidden)]
#[macro_export]
macro_rules! __bridge {
    ($($type:ty),* $(,)?) => {$(
        #[cfg(feature = "serde")]
        impl ::serde::Serialize for $type {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::codec::serialize(self, serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> ::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::codec::deserialize(deserializer)
            }
        }
    )*};
}

/// Writes what follows from [`Names`](super::Names): the slot, `Display`, and the conversions from
/// strings.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enums {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::runtime::codec::Slot for $type {
            #[inline]
            fn empty() -> Self {
                // The variant's name is the type's own: an API may list `unknown` itself.
                <Self as $crate::runtime::codec::Names>::pick(
                    $crate::runtime::codec::Choice::Unknown(String::new()),
                )
            }

            #[inline]
            fn put(
                &mut self,
                node: $crate::runtime::codec::Node<'_>,
            ) -> Result<(), $crate::runtime::codec::Miss> {
                *self = <Self as $crate::runtime::codec::Names>::pick(
                    node.one_of(<Self as $crate::runtime::codec::Names>::NAMES)?,
                );
                Ok(())
            }

            #[inline]
            fn write(&self, writer: &mut $crate::runtime::codec::Writer<'_>) {
                writer.str(self.as_str());
            }
        }

        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl From<&str> for $type {
            #[inline]
            fn from(name: &str) -> Self {
                <Self as $crate::runtime::codec::Names>::pick(
                    $crate::runtime::codec::Choice::of(
                        name.into(),
                        <Self as $crate::runtime::codec::Names>::NAMES,
                    ),
                )
            }
        }

        impl From<String> for $type {
            #[inline]
            fn from(name: String) -> Self {
                <Self as $crate::runtime::codec::Names>::pick(
                    $crate::runtime::codec::Choice::of(
                        name.into(),
                        <Self as $crate::runtime::codec::Names>::NAMES,
                    ),
                )
            }
        }
    )*};
}

/// Writes a short `Debug` for types that are slots; see [`debug`](super::debug()).
#[doc(hidden)]
#[macro_export]
macro_rules! __shown {
    ($($type:ty),* $(,)?) => {$(
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::codec::debug(self, f)
            }
        }
    )*};
}

/// Writes `From` for what the variants of a union hold.
#[doc(hidden)]
#[macro_export]
macro_rules! __from_variants {
    ($union:ident: $($variant:ident($($payload:tt)+)),+ $(,)?) => {
        $($crate::__from_variants!(@ $union $variant $($payload)+);)+
    };
    (@ $union:ident $variant:ident String) => {
        $crate::__from_variants!(@ $union $variant value: String => value);
        $crate::__from_variants!(@ $union $variant value: &str => value.to_owned());
    };
    (@ $union:ident $variant:ident Box<$payload:ty>) => {
        $crate::__from_variants!(@ $union $variant value: $payload => Box::new(value));
    };
    (@ $union:ident $variant:ident $value:ident: $payload:ty => $made:expr) => {
        impl From<$payload> for $union {
            #[inline]
            fn from($value: $payload) -> Self {
                Self::$variant($made)
            }
        }
    };
    (@ $union:ident $variant:ident $payload:ty) => {
        $crate::__from_variants!(@ $union $variant value: $payload => value);
    };
}

#[doc(hidden)]
pub use __bridge as bridge;
#[doc(hidden)]
pub use __from_variants as from_variants;
#[doc(hidden)]
pub use __open_enums as open_enums;
#[doc(hidden)]
pub use __shown as shown;
