//! `multipart/form-data` bodies (RFC 7578).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::body::Body;
use super::codec::{self, Slot};
use super::error::Error;
use super::json::Tree;
use super::map::Map;

/// A file, or what goes where a file goes, to be sent.
#[derive(Debug)]
pub struct Upload {
    name: Option<String>,
    media_type: Option<String>,
    body: Body,
}

impl Upload {
    /// A file, read while it is sent, under its own name.
    pub fn path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Upload {
            name,
            media_type: None,
            body: Body::file(path),
        }
    }

    /// A body under a name.
    pub fn named(name: impl Into<String>, body: impl Into<Body>) -> Self {
        Upload {
            name: Some(name.into()),
            media_type: None,
            body: body.into(),
        }
    }

    /// Sets the media type. Without one it follows from the name, for common endings.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The media type: the one that was set or that the name suggests.
    pub(crate) fn effective_type(&self) -> String {
        self.media_type.clone().unwrap_or_else(|| {
            let ending = self.name.as_deref().and_then(|name| name.rsplit_once('.'));
            let ending = ending.map(|(_, ending)| ending.to_ascii_lowercase());
            guess(ending.as_deref().unwrap_or_default()).to_owned()
        })
    }

    /// The contents alone.
    pub fn into_body(self) -> Body {
        self.body
    }
}

impl From<&Path> for Upload {
    fn from(path: &Path) -> Self {
        Upload::path(path)
    }
}

impl From<PathBuf> for Upload {
    fn from(path: PathBuf) -> Self {
        Upload::path(path)
    }
}

/// Without a name, which a form replaces by `file`.
impl From<Body> for Upload {
    fn from(body: Body) -> Self {
        Upload {
            name: None,
            media_type: None,
            body,
        }
    }
}

/// Without a name, which a form replaces by `file`.
impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Body::bytes(bytes).into()
    }
}

/// Without a name, which a form replaces by `file`.
impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Body::bytes(bytes).into()
    }
}

/// The media types of what APIs take as files; anything else is bytes.
fn guess(ending: &str) -> &'static str {
    match ending {
        "txt" | "md" | "log" => "text/plain",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "json" => "application/json",
        "jsonl" | "ndjson" => "application/jsonl",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "flac" => "audio/flac",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        _ => "application/octet-stream",
    }
}

/// A `multipart/form-data` body in the making.
#[derive(Debug, Default)]
pub struct Multipart {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    name: String,
    file_name: Option<String>,
    media_type: Option<String>,
    body: Body,
}

/// A part for each value, as [`Multipart::field`] adds it.
impl<T: Slot> From<Map<T>> for Multipart {
    fn from(parts: Map<T>) -> Self {
        let add = |form: Multipart, (name, value): (&str, &T)| form.field(name, value);
        parts.iter().fold(Multipart::new(), add)
    }
}

impl Multipart {
    /// A body without parts.
    pub fn new() -> Self {
        Multipart::default()
    }

    /// Adds a value: plain ones as text, an array as one part for each item, an object as JSON.
    /// `null` adds nothing.
    #[must_use]
    pub fn field(self, name: &str, value: &dyn Slot) -> Self {
        match Tree::of(value) {
            Tree::Array(items) => items
                .into_iter()
                .fold(self, |form, item| form.tree(name, item)),
            value => form_of(self, name, value),
        }
    }

    fn tree(self, name: &str, value: Tree) -> Self {
        form_of(self, name, value)
    }

    /// Adds a value as JSON.
    #[must_use]
    pub fn json(self, name: &str, value: &dyn Slot) -> Self {
        self.part(
            name,
            None,
            Some("application/json".to_owned()),
            Body::bytes(codec::to_string(value)),
        )
    }

    /// Adds a value as text of a media type.
    #[must_use]
    pub fn text(self, name: &str, media_type: &str, value: impl Into<String>) -> Self {
        self.part(
            name,
            None,
            Some(media_type.to_owned()),
            Body::bytes(value.into()),
        )
    }

    /// Adds a file.
    #[must_use]
    pub fn file(self, name: &str, upload: Upload) -> Self {
        let media_type = upload.effective_type();
        let file_name = upload.name.unwrap_or_else(|| "file".to_owned());
        self.part(name, Some(file_name), Some(media_type), upload.body)
    }

    /// Adds a file whose media type the documentation names, unless the upload names one.
    #[must_use]
    pub fn file_as(self, name: &str, media_type: &str, mut upload: Upload) -> Self {
        upload
            .media_type
            .get_or_insert_with(|| media_type.to_owned());
        self.file(name, upload)
    }

    fn part(
        mut self,
        name: &str,
        file_name: Option<String>,
        media_type: Option<String>,
        body: Body,
    ) -> Self {
        self.parts.push(Part {
            name: name.to_owned(),
            file_name,
            media_type,
            body,
        });
        self
    }

    /// The media type, with its boundary, and the body.
    pub(crate) fn into_body(self) -> Result<(String, Body), Error> {
        let boundary = boundary();
        let mut chain = Vec::with_capacity(self.parts.len() * 2 + 1);
        let mut lead = String::new();
        for part in self.parts {
            if let Some(media_type) = &part.media_type
                && media_type.contains(['\r', '\n'])
            {
                return Err(Error::encode("a media type may not hold a line break"));
            }
            head(&mut lead, &boundary, &part);
            chain.push(Body::bytes(std::mem::take(&mut lead)));
            chain.push(part.body);
            lead.push_str("\r\n");
        }
        let _ = write!(lead, "--{boundary}--\r\n");
        chain.push(Body::bytes(lead));
        let body = match in_memory(&chain) {
            Some(whole) => Body::bytes(whole),
            None => Body::chain(chain),
        };
        Ok((format!("multipart/form-data; boundary={boundary}"), body))
    }
}

fn form_of(form: Multipart, name: &str, value: Tree) -> Multipart {
    match value {
        Tree::Null => form,
        Tree::Scalar(text) | Tree::Literal(text) => form.part(name, None, None, Body::bytes(text)),
        nested => {
            let media_type = Some("application/json".to_owned());
            form.part(name, None, media_type, Body::bytes(nested.to_json()))
        }
    }
}

fn head(out: &mut String, boundary: &str, part: &Part) {
    let _ = write!(
        out,
        "--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"",
        quoted(&part.name)
    );
    if let Some(name) = &part.file_name {
        let _ = write!(out, "; filename=\"{}\"", quoted(name));
    }
    if let Some(media_type) = &part.media_type {
        let _ = write!(out, "\r\ncontent-type: {media_type}");
    }
    out.push_str("\r\n\r\n");
}

/// A name as browsers write it (WHATWG HTML, "multipart/form-data encoding algorithm").
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Small bodies of bytes are joined, so that they go out in one piece.
fn in_memory(chain: &[Body]) -> Option<Vec<u8>> {
    chain.iter().try_fold(Vec::new(), |mut whole, part| {
        whole.extend_from_slice(part.as_bytes()?);
        Some(whole)
    })
}

/// A boundary that no body holds by chance. `RandomState` is seeded from the system once a thread
/// and counts on from there, which is enough for two numbers to differ.
fn boundary() -> String {
    use std::hash::{BuildHasher, RandomState};
    let random = || RandomState::new().hash_one(0_u8);
    format!("form-{:016x}{:016x}", random(), random())
}
