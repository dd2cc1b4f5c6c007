//! Bytes that JSON carries as base64.

use ::base64::Engine as _;
use ::base64::alphabet::{STANDARD as STANDARD_ALPHABET, URL_SAFE};
use ::base64::engine::DecodePaddingMode;
use ::base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::text::{Malformed, text_value};

/// Bytes, as base64 (RFC 4648, section 4).
///
/// Holds the text as the server wrote it. [`to_bytes`](Base64::to_bytes) decodes it; `From<Vec<u8>>`
/// and `From<&[u8]>` encode, `From<&str>` takes what is base64 already.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Base64(Box<str>);

text_value!(Base64, "base64", |text| decode(text).is_some());

impl Base64 {
    /// The bytes: from the standard or the URL-safe alphabet, with or without padding, and with
    /// white space. None for any other text.
    #[must_use]
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        decode(&self.0)
    }
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

fn decode(text: &str) -> Option<Vec<u8>> {
    let spaceless: String;
    let text = if text.contains(|c: char| c.is_ascii_whitespace()) {
        spaceless = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        &spaceless
    } else {
        text
    };
    let alphabet = if text.contains(['-', '_']) {
        URL_SAFE
    } else {
        STANDARD_ALPHABET
    };
    GeneralPurpose::new(&alphabet, LENIENT).decode(text).ok()
}

/// Text that is base64 already.
impl From<&str> for Base64 {
    fn from(text: &str) -> Base64 {
        Base64(text.into())
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Base64 {
        Base64(STANDARD.encode(bytes).into())
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Base64 {
        bytes.as_slice().into()
    }
}

impl<const N: usize> From<[u8; N]> for Base64 {
    fn from(bytes: [u8; N]) -> Base64 {
        bytes.as_slice().into()
    }
}

impl TryFrom<&Base64> for Vec<u8> {
    type Error = Malformed;

    fn try_from(text: &Base64) -> Result<Self, Malformed> {
        text.to_bytes().ok_or(Malformed { expected: "base64" })
    }
}
