//! The files of the site beside the renderer's.

use std::collections::BTreeMap;

use pagecrate_spec::pointer::Pointer;
use serde::Serialize;
use serde_json::Value;

use super::links::make_whole;
use crate::codegen::{Layout, Made};
use crate::diff::{escaped, link};
use crate::explain::{Method, methods};

/// OpenAPI 3.2, "Path Item Object": the keys that are operations.
const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];
/// How many pages are linked from one operation.
const MAX_PAGES: usize = 3;
/// Nothing from elsewhere, and no script but the site's own files.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'";

/// A site of one document.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The text of each file by its path, with `/` between its parts.
    pub files: BTreeMap<String, String>,
    /// How many operations it shows.
    pub operations: usize,
}

/// A link of an operation.
#[derive(Clone, Debug, Serialize)]
struct Link {
    /// `rust` or `page`.
    kind: &'static str,
    text: String,
    /// None where the page has no address.
    url: Option<String>,
}

/// The site of what a run of codegen made: the document, with links from each operation to the
/// pages that state it and to its method in the client, whose files are a part of the site.
#[must_use]
pub fn site(made: &Made, layout: &Layout) -> Site {
    let mut document = pagecrate_spec::yaml::read(&made.document).unwrap_or_default();
    make_whole(&mut document, &made.provenance);
    let mut by_pointer: BTreeMap<String, Vec<Method>> = BTreeMap::new();
    for method in methods(made, layout) {
        let all = by_pointer.entry(method.pointer.clone()).or_default();
        all.push(method);
    }
    let mut site = Site::default();
    let mut links: BTreeMap<String, Vec<Link>> = BTreeMap::new();
    for (name, pointer) in operations(&document) {
        let mut own = Vec::new();
        for method in by_pointer.get(pointer.as_str()).into_iter().flatten() {
            own.push(rust(method));
            let path = source_path(&method.file);
            let text = || source(&method.file, &method.text);
            site.files.entry(path).or_insert_with(text);
        }
        own.extend(pages(made, &pointer));
        links.insert(name, own);
    }
    site.operations = links.len();
    let links = serde_json::to_value(&links).unwrap_or_default();
    let title = document["info"]["title"].as_str().unwrap_or("API");
    let index = index(title, &embedded(&document), &embedded(&links));
    site.files.insert("index.html".to_owned(), index);
    for (name, text) in [
        ("preview.css", include_str!("assets/preview.css")),
        ("preview.js", include_str!("assets/preview.js")),
    ] {
        site.files.insert(name.to_owned(), text.to_owned());
    }
    site
}

/// Every operation of a document as `GET /things`, with its place.
fn operations(document: &Value) -> Vec<(String, Pointer)> {
    let mut all = Vec::new();
    let paths = Pointer::root().join("paths");
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let methods = METHODS
            .into_iter()
            .filter(|method| item[method].is_object());
        all.extend(methods.map(|method| {
            let name = format!("{} {path}", method.to_uppercase());
            (name, paths.join(path).join(method))
        }));
    }
    all
}

fn rust(method: &Method) -> Link {
    let line = method
        .line
        .map_or_else(String::new, |line| format!("#L{line}"));
    Link {
        kind: "rust",
        text: method.call.clone(),
        url: Some(format!("{}{line}", source_path(&method.file))),
    }
}

/// The pages that state an operation, the strongest first.
fn pages(made: &Made, pointer: &Pointer) -> Vec<Link> {
    let provided = made.provenance.provided(pointer, &made.sources);
    let mut links: Vec<Link> = Vec::new();
    for one in provided.iter().filter(|one| one.platform != "overlay") {
        let text = made.sources.place(one.span);
        if links.len() < MAX_PAGES && links.iter().all(|link| link.text != text) {
            links.push(Link {
                kind: "page",
                text,
                url: one.url.as_deref().and_then(link),
            });
        }
    }
    links
}

fn source_path(file: &str) -> String {
    format!("source/{}.html", file.trim_start_matches("src/"))
}

/// JSON as the text of a `script` element: nothing in it can end the element (HTML, "Restrictions
/// for contents of script elements").
fn embedded(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

fn page(title: &str, up: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"{up}renderer/swagger-ui.css\">\n\
         <link rel=\"stylesheet\" href=\"{up}preview.css\">\n</head>\n<body>\n{body}</body>\n</html>\n",
        escaped(title)
    )
}

fn index(title: &str, document: &str, links: &str) -> String {
    let body = format!(
        "<div id=\"preview\"></div>\n<noscript>This page needs JavaScript.</noscript>\n\
         <script type=\"application/json\" id=\"document\">{document}</script>\n\
         <script type=\"application/json\" id=\"links\">{links}</script>\n\
         <script src=\"renderer/swagger-ui-bundle.js\"></script>\n<script src=\"preview.js\"></script>\n"
    );
    page(title, "", &body)
}

/// A file of the client, each line with a place of its own.
fn source(file: &str, text: &str) -> String {
    let up = "../".repeat(source_path(file).matches('/').count());
    let mut body = "<pre class=\"source\">".to_owned();
    for (at, line) in text.lines().enumerate() {
        body.push_str(&format!(
            "<span id=\"L{}\">{}</span>",
            at + 1,
            escaped(line)
        ));
    }
    body.push_str("</pre>\n");
    page(file, &up, &body)
}
