//! Text that is never shown.

pub use secrecy::{ExposeSecret, SecretString};

use http::HeaderValue;

use super::error::Error;

/// A header value that is marked as sensitive, so that `Debug` does not show it.
pub(crate) fn header(text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| Error::config("the credential holds characters that no header may hold"))?;
    value.set_sensitive(true);
    Ok(value)
}
