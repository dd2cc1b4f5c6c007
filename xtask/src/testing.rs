//! For tests: a page, and a server on loopback that answers as it is told, also wrongly.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A page with one operation and one type.
pub(crate) const PAGE: &str = "# Get a thing\n\nGET https://example.com/v1/things/{id}\n\nReference: https://example.com/docs/get\n\n\
## OpenAPI Specification\n\n```yaml\nopenapi: 3.1.1\ninfo:\n  title: Get a thing\n  version: endpoint_things.getThing\n\
paths:\n  /things/{id}:\n    get:\n      operationId: get-thing\n      summary: Get a thing\n      tags:\n        - - subpackage_things\n\
\u{20}     parameters:\n        - name: id\n          in: path\n          required: true\n          schema:\n            type: string\n\
\u{20}     responses:\n        '200':\n          description: The thing\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/Thing'\n\
components:\n  schemas:\n    Thing:\n      type: object\n      properties:\n        id:\n          type: string\n          description: Its id\n      required:\n        - id\n```\n";

/// A request as it came in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
}

/// What is written to the connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    status: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// The `Content-Length`, where it shall not be the body's.
    length: Option<usize>,
    /// How long it takes until the body comes.
    wait: Duration,
}

impl Reply {
    pub(crate) fn text(body: &str) -> Self {
        Self::typed("text/markdown", body.as_bytes())
    }

    pub(crate) fn typed(kind: &str, body: &[u8]) -> Self {
        Self::status("200 OK")
            .header("content-type", kind)
            .body(body)
    }

    pub(crate) fn status(status: &str) -> Self {
        Self {
            status: status.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::status("302 Found").header("location", to)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub(crate) fn length(mut self, length: usize) -> Self {
        self.length = Some(length);
        self
    }

    pub(crate) fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Writes the answer; `ends` is called before its last bytes, after which the client may go on.
    fn write(&self, mut stream: &TcpStream, ends: impl FnOnce()) -> std::io::Result<()> {
        let length = self.length.unwrap_or(self.body.len());
        let mut head = format!(
            "HTTP/1.1 {}\r\nconnection: close\r\ncontent-length: {length}\r\n",
            self.status
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        if self.body.is_empty() {
            thread::sleep(self.wait);
            ends();
            return stream.write_all(head.as_bytes());
        }
        let begun = stream.write_all(head.as_bytes());
        thread::sleep(self.wait);
        ends();
        begun.and_then(|()| stream.write_all(&self.body))
    }
}

type Answers = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

/// A server that runs until the tests end.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    answers: Arc<Mutex<Answers>>,
}

impl Server {
    /// A server that answers by a function.
    pub(crate) fn start(answers: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
            now: Arc::default(),
            most: Arc::default(),
            answers: Arc::new(Mutex::new(Arc::new(answers))),
        };
        let serving = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = serving.clone();
                thread::spawn(move || server.serve(&stream));
            }
        });
        server
    }

    /// A server of files: their paths and texts.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = owned(files);
        Self::start(move |asked| by_path(&files, asked))
    }

    /// Answers otherwise from now on.
    pub(crate) fn now(&self, answers: impl Fn(&Asked) -> Reply + Send + Sync + 'static) {
        *self.answers.lock().unwrap() = Arc::new(answers);
    }

    /// Serves other files from now on.
    pub(crate) fn now_of(&self, files: &[(&str, &str)]) {
        let files = owned(files);
        self.now(move |asked| by_path(&files, asked));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The paths that were asked for since the last call, but robots.txt.
    pub(crate) fn paths(&self) -> Vec<String> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        let paths = asked.into_iter().map(|asked| asked.path);
        let mut paths: Vec<String> = paths.filter(|path| path != "/robots.txt").collect();
        paths.sort();
        paths
    }

    /// The most requests at a time.
    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }

    fn serve(&self, stream: &TcpStream) {
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let Some(first) = lines.next() else { return };
        let mut asked = Asked {
            path: first.split(' ').nth(1).unwrap_or_default().to_owned(),
            ..Asked::default()
        };
        for line in lines.take_while(|line| !line.is_empty()) {
            if let Some((name, value)) = line.split_once(':') {
                asked
                    .headers
                    .insert(name.to_lowercase(), value.trim().to_owned());
            }
        }
        self.asked.lock().unwrap().push(asked.clone());
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        let answers = Arc::clone(&self.answers.lock().unwrap());
        // The client hangs up on answers that are too long or too slow.
        let _ = answers(&asked).write(stream, || {
            self.now.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

fn owned(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// The file of a path, with an `ETag` of its text.
fn by_path(files: &BTreeMap<String, String>, asked: &Asked) -> Reply {
    let Some(text) = files.get(&asked.path) else {
        return Reply::status("404 Not Found");
    };
    let etag = format!(
        "\"{}-{}\"",
        text.len(),
        text.bytes().map(u64::from).sum::<u64>()
    );
    if asked.headers.get("if-none-match") == Some(&etag) {
        return Reply::status("304 Not Modified");
    }
    let kind = match asked.path.ends_with(".xml") {
        true => "application/xml",
        false => "text/markdown; charset=utf-8",
    };
    Reply::typed(kind, text.as_bytes()).header("etag", &etag)
}
