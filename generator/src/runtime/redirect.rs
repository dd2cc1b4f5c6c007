//! Redirects (RFC 9110 section 15.4), followed here rather than by the transport, because only here
//! is it known which headers hold a credential.

use http::{HeaderMap, Method, StatusCode, header};
use url::Url;

use super::body::Body;
use super::error::{Error, ErrorKind};

/// How many redirects are followed.
pub(crate) const MOST: u32 = 10;

/// Where an answer sends the request.
pub(crate) struct Redirect {
    pub(crate) url: Url,
    /// The method changes to `GET`, and the body goes.
    pub(crate) without_body: bool,
    /// The credential may not travel along.
    pub(crate) elsewhere: bool,
}

/// Where an answer sends the request; `None` when it does not, or not in a way to follow.
pub(crate) fn read(
    from: &Url,
    method: &Method,
    status: StatusCode,
    headers: &HeaderMap,
) -> Result<Option<Redirect>, Error> {
    let safe = *method == Method::GET || *method == Method::HEAD;
    let without_body = match status.as_u16() {
        303 => true,
        301 | 302 => !safe,
        307 | 308 => false,
        _ => return Ok(None),
    };
    let Some(target) = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
    else {
        return Ok(None);
    };
    let url = from.join(target).map_err(|error| {
        Error::new(ErrorKind::Transport, "the server redirects to no URL").with_source(error)
    })?;
    if !matches!(url.scheme(), "http" | "https")
        || (from.scheme() == "https" && url.scheme() == "http")
    {
        let message = "the server redirects to where nothing is encrypted";
        return Err(Error::new(ErrorKind::Transport, message));
    }
    let elsewhere = from.origin() != url.origin();
    Ok(Some(Redirect {
        url,
        without_body,
        elsewhere,
    }))
}

/// Takes away what describes a body.
pub(crate) fn forget_body(headers: &mut HeaderMap, body: &mut Body) {
    *body = Body::empty();
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CONTENT_ENCODING,
    ] {
        headers.remove(name);
    }
}

/// Takes away credentials: whatever is marked as sensitive, and cookies.
pub(crate) fn forget_credentials(headers: &mut HeaderMap) {
    let mut secret: Vec<_> = headers
        .iter()
        .filter(|(_, value)| value.is_sensitive())
        .map(|(name, _)| name.clone())
        .collect();
    secret.extend([
        header::AUTHORIZATION,
        header::COOKIE,
        header::PROXY_AUTHORIZATION,
    ]);
    for name in secret {
        headers.remove(name);
    }
}
