//! JSON Pointer (RFC 6901): the key that everything downstream uses.

use std::fmt;

/// A place in a JSON document, as in RFC 6901: `/paths/~1guardrails/get`.
///
/// The empty pointer is the whole document. Held in its escaped text form, so that it compares,
/// hashes and prints as what people write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads `/a/b` or the fragment form `#/a/b` (percent-decoded). `None` when it is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let path = match text.strip_prefix('#') {
            Some(fragment) => percent_decode(fragment)?,
            None => text.to_owned(),
        };
        (path.is_empty() || path.starts_with('/')).then_some(Self(path))
    }

    /// This place's child under a key, which is escaped here.
    #[must_use]
    pub fn join(&self, token: &str) -> Self {
        let mut path = String::with_capacity(self.0.len() + token.len() + 1);
        path.push_str(&self.0);
        push_token(&mut path, token);
        Self(path)
    }

    /// This place's child in an array.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The place that holds this one. `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let cut = self.0.rfind('/')?;
        Some(Self(self.0[..cut].to_owned()))
    }

    /// The unescaped keys from the root to here.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = String> + '_ {
        let tokens = self.0.strip_prefix('/').map(|path| path.split('/'));
        tokens
            .into_iter()
            .flatten()
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// The last key, unescaped. `None` for the root.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        self.tokens().next_back()
    }

    /// The escaped text, as in RFC 6901.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Appends a key to a pointer's text, escaped.
pub(crate) fn push_token(path: &mut String, token: &str) {
    path.push('/');
    if token.bytes().any(|byte| byte == b'/' || byte == b'~') {
        path.push_str(&token.replace('~', "~0").replace('/', "~1"));
    } else {
        path.push_str(token);
    }
}

fn percent_decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn escapes_and_unescapes() {
        let pointer = Pointer::root().join("paths").join("/a~b").index(3);
        assert_eq!(pointer.as_str(), "/paths/~1a~0b/3");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b", "3"]);
        assert_eq!(pointer.parent().unwrap().last().unwrap(), "/a~b");
        assert_eq!(Pointer::root().parent(), None);
        assert_eq!(Pointer::root().tokens().count(), 0);
    }

    #[test]
    fn reads_the_fragment_form() {
        let pointer = Pointer::parse("#/components/schemas/API%20Keys").unwrap();
        assert_eq!(pointer.last().unwrap(), "API Keys");
        assert_eq!(Pointer::parse("components"), None);
        assert_eq!(Pointer::parse("#/a%zz").unwrap().last().unwrap(), "a%zz");
    }
}
