//! Text that is never shown.

pub use secrecy::{ExposeSecret, SecretString};

use std::sync::Arc;

use http::{HeaderName, HeaderValue};

use super::error::Error;

/// Texts that an error must not show, should a server echo one.
pub(crate) type Secrets = Arc<[SecretString]>;

/// Replaces secrets in a text. One of less than four characters would be found everywhere.
pub(crate) fn scrub(text: &mut String, secrets: &[SecretString]) {
    for secret in secrets.iter().map(ExposeSecret::expose_secret) {
        if secret.len() >= 4 && text.contains(secret) {
            *text = text.replace(secret, "[redacted]");
        }
    }
}

/// A header value that is marked as sensitive, so that `Debug` does not show it.
pub(crate) fn header(text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| Error::config("the credential holds characters that no header may hold"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Marks a header that a caller set himself when its name says that it holds a credential.
pub(crate) fn mark(name: &HeaderName, value: &mut HeaderValue) {
    const PARTS: [&str; 6] = [
        "authorization",
        "cookie",
        "key",
        "token",
        "secret",
        "password",
    ];
    // A key for idempotency is no secret, and logs are read for it.
    let name = name.as_str();
    if PARTS.iter().any(|part| name.contains(part)) && !name.contains("idempotency") {
        value.set_sensitive(true);
    }
}
