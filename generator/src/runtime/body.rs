//! Request bodies: bytes, files, streams and chains of them.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::io::{AsyncRead, AsyncReadExt};

use super::byte_stream::{OnProgress, Progress};

/// How much of a file or reader is read at once.
const PIECE: usize = 64 * 1024;

/// Bytes to send.
///
/// Bytes and files can be sent again when a call is retried; a stream or reader cannot.
#[derive(Default)]
pub struct Body {
    source: Source,
    progress: Option<OnProgress>,
}

#[derive(Default)]
enum Source {
    #[default]
    Empty,
    Bytes(Bytes),
    File(PathBuf),
    /// The lock is never waited for: it makes requests shareable between threads.
    Stream {
        stream: Mutex<BoxStream<'static, io::Result<Bytes>>>,
        length: Option<u64>,
    },
    Chain(Vec<Body>),
}

/// A body that is ready to be sent.
pub struct Outgoing {
    /// Its length in bytes, when it is known.
    pub length: Option<u64>,
    /// Its pieces.
    pub stream: BoxStream<'static, io::Result<Bytes>>,
}

impl Body {
    /// No body.
    pub fn empty() -> Self {
        Body::default()
    }

    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Source::Bytes(bytes.into()).into()
    }

    /// The contents of a file, read while it is sent.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Source::File(path.into()).into()
    }

    /// Pieces as they come. Their length in all is sent when it is given, and has to be right then.
    pub fn stream(
        pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Source::Stream {
            stream: Mutex::new(pieces.boxed()),
            length,
        }
        .into()
    }

    /// What a reader gives, read while it is sent.
    pub fn reader(reader: impl AsyncRead + Send + 'static, length: Option<u64>) -> Self {
        Body::stream(read_pieces(Box::pin(reader)), length)
    }

    /// What a blocking reader gives, read while it is sent, on a thread of its own.
    pub fn read(reader: impl io::Read + Send + 'static, length: Option<u64>) -> Self {
        Body::stream(read_blocking(Box::new(reader)), length)
    }

    /// One body after another.
    pub(crate) fn chain(parts: Vec<Body>) -> Self {
        Source::Chain(parts).into()
    }

    /// Calls `tell` after each piece that was sent.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(tell));
        self
    }

    pub(crate) fn set_progress(&mut self, tell: OnProgress) {
        self.progress = Some(tell);
    }

    /// Whether nothing is sent, not even a length.
    pub fn is_empty(&self) -> bool {
        matches!(self.source, Source::Empty)
    }

    /// The bytes, when they are in memory.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.source {
            Source::Empty => Some(&[]),
            Source::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The same body again, if it can be sent more than once.
    pub fn try_clone(&self) -> Option<Body> {
        let source = match &self.source {
            Source::Empty => Source::Empty,
            Source::Bytes(bytes) => Source::Bytes(bytes.clone()),
            Source::File(path) => Source::File(path.clone()),
            Source::Stream { .. } => return None,
            Source::Chain(parts) => {
                Source::Chain(parts.iter().map(Body::try_clone).collect::<Option<_>>()?)
            }
        };
        Some(Body {
            source,
            progress: self.progress.clone(),
        })
    }

    /// The bytes, when they can be had at once and nobody watches.
    pub(crate) fn into_bytes(self) -> Result<Bytes, Body> {
        match (self.source, &self.progress) {
            (Source::Empty, _) => Ok(Bytes::new()),
            (Source::Bytes(bytes), None) => Ok(bytes),
            (source, _) => Err(Body {
                source,
                progress: self.progress,
            }),
        }
    }

    /// Opens files and gives the pieces.
    ///
    /// # Errors
    /// A file cannot be opened.
    pub async fn open(self) -> io::Result<Outgoing> {
        let Body { source, progress } = self;
        let mut outgoing = match source {
            Source::Chain(parts) => {
                let mut length = Some(0_u64);
                let mut streams = Vec::with_capacity(parts.len());
                for part in parts {
                    // Chains hold no chains, so this is one level deep.
                    let part = Box::pin(part.open()).await?;
                    length = length.zip(part.length).and_then(|(a, b)| a.checked_add(b));
                    streams.push(part.stream);
                }
                Outgoing {
                    length,
                    stream: stream::iter(streams).flatten().boxed(),
                }
            }
            source => open_one(source).await?,
        };
        if let Some(tell) = progress {
            outgoing = outgoing.watched(tell);
        }
        Ok(outgoing)
    }

    /// Reads all of it into memory, as a mock or a signature needs it.
    ///
    /// # Errors
    /// A file cannot be read or a stream fails.
    pub async fn collect(self) -> io::Result<Bytes> {
        match self.into_bytes() {
            Ok(bytes) => Ok(bytes),
            Err(body) => {
                let pieces = body.open().await?.stream;
                let whole = pieces.try_fold(BytesMut::new(), |mut whole, piece| async move {
                    whole.extend_from_slice(&piece);
                    Ok(whole)
                });
                Ok(whole.await?.freeze())
            }
        }
    }
}

async fn open_one(source: Source) -> io::Result<Outgoing> {
    match source {
        Source::Empty | Source::Chain(_) => Ok(Outgoing {
            length: Some(0),
            stream: stream::empty().boxed(),
        }),
        Source::Bytes(bytes) => Ok(Outgoing {
            length: Some(bytes.len() as u64),
            stream: stream::iter([Ok(bytes)]).boxed(),
        }),
        Source::File(path) => {
            let file = tokio::fs::File::open(&path).await?;
            let length = file.metadata().await?.len();
            // No more than the length that was announced, should the file grow meanwhile.
            let stream = read_pieces(Box::pin(file.take(length))).boxed();
            Ok(Outgoing {
                length: Some(length),
                stream,
            })
        }
        Source::Stream { stream, length } => {
            let stream = stream.into_inner().unwrap_or_else(PoisonError::into_inner);
            Ok(Outgoing { length, stream })
        }
    }
}

fn read_pieces(
    reader: std::pin::Pin<Box<dyn AsyncRead + Send>>,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(reader, |mut reader| async move {
        let mut piece = BytesMut::with_capacity(PIECE);
        let read = reader.read_buf(&mut piece).await?;
        Ok((read > 0).then(|| (piece.freeze(), reader)))
    })
}

fn read_blocking(reader: Box<dyn io::Read + Send>) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(reader, |mut reader| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let length = loop {
                match reader.read(&mut piece) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => break read?,
                }
            };
            piece.truncate(length);
            Ok::<_, io::Error>((piece, reader))
        });
        let (piece, reader) = read.await.map_err(io::Error::other)??;
        Ok((!piece.is_empty()).then(|| (Bytes::from(piece), reader)))
    })
}

impl Outgoing {
    fn watched(self, tell: OnProgress) -> Self {
        let total = self.length;
        let mut done = 0_u64;
        let stream = self.stream.inspect_ok(move |piece| {
            done = done.saturating_add(piece.len() as u64);
            tell(Progress { done, total });
        });
        Outgoing {
            length: total,
            stream: stream.boxed(),
        }
    }
}

impl From<Source> for Body {
    fn from(source: Source) -> Self {
        Body {
            source,
            progress: None,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Body::bytes(bytes)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Body::bytes(bytes)
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Body::bytes(text)
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Body::bytes(text.to_owned())
    }
}

impl From<PathBuf> for Body {
    fn from(path: PathBuf) -> Self {
        Body::file(path)
    }
}

impl From<&std::path::Path> for Body {
    fn from(path: &std::path::Path) -> Self {
        Body::file(path)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Empty => f.write_str("Body(empty)"),
            Source::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Source::File(path) => write!(f, "Body(file {})", path.display()),
            Source::Stream {
                length: Some(length),
                ..
            } => write!(f, "Body(stream of {length} bytes)"),
            Source::Stream { length: None, .. } => f.write_str("Body(stream)"),
            Source::Chain(parts) => write!(f, "Body({} parts)", parts.len()),
        }
    }
}
