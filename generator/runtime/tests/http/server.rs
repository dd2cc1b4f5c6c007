//! A hand-rolled server on loopback, so that broken framing and slow pieces can be had: each
//! connection gives one request to a closure, which writes whatever it likes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::runtime::{Client, ClientBuilder, Retry};

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub head: String,
    pub body: Vec<u8>,
    /// Its number on this server, from 0.
    pub number: usize,
}

impl Asked {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A server and how often it was asked.
pub struct Server {
    pub url: String,
    asked: Arc<AtomicUsize>,
}

impl Server {
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub fn builder(&self) -> ClientBuilder {
        Client::builder()
            .key("sk-secret-key")
            .base_url(&self.url)
            .retries(Retry::off())
    }

    pub fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }
}

/// Serves by writing to the connection by hand.
pub async fn raw<F, W>(handle: F) -> Server
where
    F: Fn(Asked, TcpStream) -> W + Send + Sync + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let handle = Arc::new(handle);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (handle, counter) = (handle.clone(), counter.clone());
            tokio::spawn(async move {
                if let Some((head, body)) = read_request(&mut stream).await {
                    let number = counter.fetch_add(1, Ordering::SeqCst);
                    handle(Asked { head, body, number }, stream).await;
                }
            });
        }
    });
    Server { url, asked }
}

/// Serves whole answers.
pub async fn serve(answer: impl Fn(&Asked) -> String + Send + Sync + 'static) -> Server {
    let answer = Arc::new(answer);
    raw(move |asked, mut stream| {
        let text = answer(&asked);
        async move {
            let _ = stream.write_all(text.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

async fn read_request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut body = bytes.split_off(end + 4);
    let lower = head.to_ascii_lowercase();
    if let Some(length) = lower.split("content-length:").nth(1) {
        let length: usize = length.lines().next()?.trim().parse().ok()?;
        while body.len() < length {
            if stream.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
        }
    } else if lower.contains("transfer-encoding: chunked") {
        while !body.ends_with(b"0\r\n\r\n") {
            if stream.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
        }
    }
    Some((head, body))
}

pub fn json(status: &str, body: &str) -> String {
    answer(status, "content-type: application/json\r\n", body)
}

pub fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
}

pub const SSE_HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\
    x-request-id: req_9\r\nx-ratelimit-remaining: 7\r\ntransfer-encoding: chunked\r\n\r\n";

/// Writes one chunk of a chunked body.
pub async fn chunk(stream: &mut TcpStream, bytes: &[u8]) {
    let mut framed = format!("{:x}\r\n", bytes.len()).into_bytes();
    framed.extend_from_slice(bytes);
    framed.extend_from_slice(b"\r\n");
    let _ = stream.write_all(&framed).await;
    let _ = stream.flush().await;
}

pub async fn last_chunk(stream: &mut TcpStream) {
    let _ = stream.write_all(b"0\r\n\r\n").await;
    let _ = stream.shutdown().await;
}
