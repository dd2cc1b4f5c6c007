//! Sites that misbehave.

use std::fs;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::testing::{Asked, Reply, Server};

/// A site of one page, and what it answers for it.
fn site(page: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> (Server, Project) {
    let server = Server::start(move |asked| match &*asked.path {
        "/robots.txt" => Reply::status("404 Not Found"),
        "/llms.txt" => Reply::text("- [x](/x.md)\n"),
        _ => page(asked),
    });
    let project = Project::new(&server.url("/llms.txt"));
    (server, project)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The page is refused for good, and nothing is stored.
fn refused(page: impl Fn(&Asked) -> Reply + Send + Sync + 'static, why: &str) {
    let (_server, project) = site(page);
    let outcome = project.good();
    let refused = of_kind(&outcome, Kind::Refused);
    assert!(
        refused.len() == 1 && refused[0].contains(why),
        "{why}: {refused:?}"
    );
    assert_eq!(project.files(), ["pages.lock"]);
}

/// The page cannot be fetched now, and nothing is stored.
fn failed(page: impl Fn(&Asked) -> Reply + Send + Sync + 'static, why: &str) {
    let (server, mut project) = site(page);
    project.setup.config.attempts = 2;
    project.setup.config.timeout_seconds = 1;
    let outcome = project.run().unwrap();
    let failed = of_kind(&outcome, Kind::Failed);
    assert!(
        failed.len() == 1 && failed[0].contains(why),
        "{why}: {failed:?}"
    );
    assert!(!outcome.written && !project.root().join("pages.lock").exists());
    assert_eq!(server.paths(), ["/llms.txt", "/x.md", "/x.md"]);
}

#[test]
fn what_is_no_text_is_refused() {
    refused(|_| Reply::typed("text/html", b"<p>Hi"), "it is HTML");
    refused(
        |_| Reply::typed("text/plain", b"\n <!DOCTYPE html><html>"),
        "it is HTML",
    );
    refused(|_| Reply::typed("image/png", b"\x89PNG"), "image/png");
    refused(
        |_| Reply::typed("application/pdf", b"%PDF"),
        "application/pdf",
    );
    refused(|_| Reply::typed("text/markdown", b"a\xffb"), "UTF-8");
    refused(
        |_| Reply::typed("text/markdown", b"a\0b"),
        "control characters",
    );
    refused(|_| Reply::typed("text/markdown", b" \n"), "empty");
    refused(|_| Reply::status("403 Forbidden"), "403");
}

#[test]
fn slow_and_truncated_answers_are_tried_again_and_fail() {
    failed(
        |_| Reply::text("late").wait(Duration::from_secs(3)),
        "timeout",
    );
    failed(|_| Reply::text("half").length(100), "");
    failed(|_| Reply::status("503 Service Unavailable"), "503");
    let half = packed(&b"# text\n".repeat(1000));
    let half = half[..half.len() / 2].to_vec();
    failed(
        move |_| {
            Reply::text("")
                .header("content-encoding", "gzip")
                .body(&half)
        },
        "it broke off",
    );
}

#[test]
fn a_server_that_asks_to_wait_is_asked_later() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let (_server, mut project) = site(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::status("429 Too Many Requests").header("retry-after", "3600"),
        1 => Reply::status("500 Oops"),
        2 => Reply::text("half").length(100),
        _ => Reply::text("# There\n"),
    });
    // An hour is not waited: the pause is bounded.
    project.setup.pause = Duration::from_millis(2);
    let start = Instant::now();
    project.good();
    assert!(
        start.elapsed() >= Duration::from_millis(240),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(count.load(Ordering::SeqCst), 4);
    assert_eq!(project.page("x.md"), "# There\n");
}

#[test]
fn redirects_stay_on_allowed_hosts_and_end() {
    refused(
        |asked| Reply::redirect(&asked.path),
        "redirected more than 5 times",
    );
    refused(
        |_| Reply::redirect("https://evil.example/x"),
        "evil.example is not among the hosts",
    );
    refused(
        |_| Reply::redirect("file:///etc/passwd"),
        "this URL has no host",
    );
    refused(
        |_| Reply::redirect("http://169.254.169.254/x"),
        "only https",
    );
    refused(|_| Reply::status("302 Found"), "redirected to no URL");
    let (server, project) = site(|asked| match &*asked.path {
        "/x.md" => Reply::redirect("/y.md#part"),
        _ => Reply::text("# Y\n"),
    });
    project.good();
    assert_eq!(project.page("x.md"), "# Y\n");
    assert_eq!(server.paths(), ["/llms.txt", "/x.md", "/y.md"]);
}

#[test]
fn sizes_are_bounded_also_unpacked() {
    let page = |limit: u64, reply: Reply| {
        let (_server, mut project) = site(move |_| reply.clone());
        project.setup.config.max_page_bytes = limit;
        of_kind(&project.good(), Kind::Refused).join("")
    };
    let gzip = |bytes: &[u8]| {
        Reply::text("")
            .header("content-encoding", "gzip")
            .body(&packed(bytes))
    };
    let bomb = gzip(&vec![b'a'; 64 << 20]);
    assert!(page(1 << 20, bomb).contains("more than 1048576 bytes"));
    assert!(page(1000, Reply::text(&"a".repeat(1001))).contains("more than 1000 bytes"));
    assert_eq!(page(1000, gzip(&[b'a'; 1000])), "");
    assert!(
        page(1000, Reply::text("x").header("content-encoding", "br")).contains("packed by \"br\"")
    );
    assert!(
        page(
            1000,
            Reply::text("this is not packed at all").header("content-encoding", "gzip")
        )
        .contains("not in gzip")
    );
}

#[test]
fn counts_and_totals_are_bounded() {
    let list: String = (0..20).map(|at| format!("- [x](/p{at}.md)\n")).collect();
    let server = Server::start(move |asked| match &*asked.path {
        "/robots.txt" => Reply::status("404 Not Found"),
        "/llms.txt" => Reply::text(&list),
        _ => Reply::text(&"a".repeat(1000)),
    });
    let mut project = Project::new(&server.url("/llms.txt"));
    project.setup.config.max_pages = 19;
    assert!(project.failure().contains("20 pages are listed"));
    project.setup.config.max_pages = 20;
    project.setup.config.max_total_bytes = 5000;
    assert!(project.failure().contains("more than 5000 bytes"));
    assert_eq!(project.files(), Vec::<String>::new());
}

#[test]
fn an_interrupted_run_goes_on_where_it_was() {
    let list = "- [x](/x.md)\n- [y](/y.md)\n";
    let server = Server::start(move |asked| match &*asked.path {
        "/llms.txt" => Reply::text(list),
        "/y.md" => Reply::status("503 Service Unavailable"),
        _ => Reply::text("# X\n"),
    });
    let mut project = Project::new(&server.url("/llms.txt"));
    project.setup.config.attempts = 1;
    let outcome = project.run().unwrap();
    assert_eq!(
        (outcome.count(Kind::Added), outcome.count(Kind::Failed)),
        (1, 1)
    );
    assert!(outcome.describe(false).contains("goes on from here"));
    server.paths();
    // The run was killed in the middle of a line.
    let journal = project.root().join("pages.lock.partial/journal.jsonl");
    let mut file = fs::OpenOptions::new().append(true).open(journal).unwrap();
    file.write_all(b"{\"url\": \"http").unwrap();
    server.now(move |asked| match &*asked.path {
        "/llms.txt" => Reply::text(list),
        _ => Reply::text("# Y\n"),
    });
    assert_eq!(project.good().count(Kind::Added), 2);
    assert_eq!(server.paths(), ["/llms.txt", "/y.md"]);
    assert_eq!(project.page("x.md"), "# X\n");
    assert_eq!(project.files(), ["pages.lock", "pages/x.md", "pages/y.md"]);
}

#[test]
fn pages_for_people_are_no_lists() {
    let server = Server::start(|asked| match &*asked.path {
        "/robots.txt" => Reply::status("404 Not Found"),
        _ => Reply::typed("text/html", b"<html><a href=\"/x.md\">x</a>"),
    });
    assert!(
        Project::new(&server.url("/llms.txt"))
            .failure()
            .contains("a page for people")
    );
    assert!(
        Project::new(&server.url("/docs"))
            .failure()
            .contains("neither an llms.txt nor a sitemap.xml")
    );
    let mut other = Project::new(&server.url("/llms.txt"));
    other.setup.config.hosts = vec!["docs.example.com".to_owned()];
    assert!(other.failure().contains("is not among the hosts"));
}
