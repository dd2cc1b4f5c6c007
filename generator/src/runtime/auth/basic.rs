//! `Basic` (RFC 7617).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;

use crate::runtime::error::Error;
use crate::runtime::secret::{self, ExposeSecret, SecretString};

pub(super) fn header(user: &str, password: &SecretString) -> Result<HeaderValue, Error> {
    if user.contains(':') {
        return Err(Error::config(
            "a user name for `Basic` may not hold a colon",
        ));
    }
    let both = SecretString::from(format!("{user}:{}", password.expose_secret()));
    secret::header(&format!("Basic {}", STANDARD.encode(both.expose_secret())))
}
