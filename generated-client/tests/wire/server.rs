//! An HTTP server on loopback that notes what it is asked and answers as a test says.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use openrouter_pages::Client;
use openrouter_pages::runtime::Retry;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const KEY: &str = "sk-or-v1-wire-secret";

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        let (_, value) = found.next()?;
        assert!(found.next().is_none(), "{name} is sent twice");
        Some(value)
    }

    pub(crate) fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

#[derive(Clone)]
pub(crate) enum Reply {
    /// A status, more headers and a body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// An event stream, with a flush after each piece.
    Pieces(Vec<Vec<u8>>),
    /// None within any test's patience.
    Silence,
}

impl Reply {
    pub(crate) fn json(status: u16, value: &Value) -> Reply {
        let headers = vec![("content-type", "application/json".to_owned())];
        Reply::Whole(status, headers, value.to_string().into_bytes())
    }
}

pub(crate) struct Server {
    pub(crate) base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    client: OnceLock<Client>,
}

/// A server that answers what it is told to answer next.
pub(crate) struct Obedient {
    pub(crate) server: Server,
    next: Arc<Mutex<Reply>>,
}

impl Obedient {
    pub(crate) async fn start() -> Obedient {
        let next = Arc::new(Mutex::new(Reply::Silence));
        let reply = Arc::clone(&next);
        let server = Server::start(move |_| reply.lock().expect("no panic").clone()).await;
        Obedient { server, next }
    }

    /// What is answered from now on.
    pub(crate) fn reply(&self, with: Reply) {
        *self.next.lock().expect("no panic") = with;
    }
}

impl Server {
    pub(crate) async fn start(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        let reply = Arc::new(reply);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (notes, reply) = (Arc::clone(&notes), Arc::clone(&reply));
                tokio::spawn(async move {
                    // A client that hangs up is a test's business, not the server's.
                    let _ = serve(stream, &notes, reply.as_ref()).await;
                });
            }
        });
        Server {
            base: format!("http://{address}/api/v1"),
            seen,
            client: OnceLock::new(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        self.client.get_or_init(|| client(&self.base)).clone()
    }

    /// What came since the last look.
    pub(crate) fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().expect("no panic"))
    }
}

/// A client that asks once, so that each failure is seen as it is.
pub(crate) fn client(base: &str) -> Client {
    Client::builder()
        .key(KEY)
        .base_url(base)
        .retries(Retry::off())
        .build()
        .expect("a client")
}

async fn serve(
    mut stream: TcpStream,
    notes: &Mutex<Vec<Seen>>,
    reply: &(impl Fn(&Seen) -> Reply + Send + Sync),
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let seen = read(&mut stream).await?;
    notes.lock().expect("no panic").push(seen.clone());
    match reply(&seen) {
        Reply::Whole(status, headers, body) => {
            let mut head = format!("HTTP/1.1 {status} Wire\r\nconnection: close\r\n");
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&body).await?;
        }
        Reply::Pieces(pieces) => {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                        x-request-id: req-stream\r\ntransfer-encoding: chunked\r\n\r\n";
            stream.write_all(head.as_bytes()).await?;
            for piece in pieces {
                let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
                chunk.extend(piece);
                chunk.extend(b"\r\n");
                stream.write_all(&chunk).await?;
                stream.flush().await?;
                tokio::task::yield_now().await;
            }
            stream.write_all(b"0\r\n\r\n").await?;
        }
        Reply::Silence => tokio::time::sleep(Duration::from_secs(60)).await,
    }
    stream.shutdown().await
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let target = first.next().unwrap_or_default().to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map_or(0, |(_, value)| value.parse().expect("a length"));
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Seen {
        method,
        target,
        headers,
        body,
    })
}
