//! Sites that do as they should: every form of list, and what changes between runs.

use std::fs;

use super::*;
use crate::testing::{Reply, Server};

const LLMS: &str = "# Docs\n\n- [One](/docs/one.md)\n- [Two](/docs/two.md)\n- [Elsewhere](https://other.example/x.md)\n";

fn site() -> Server {
    Server::of(&[
        ("/llms.txt", LLMS),
        ("/docs/one.md", "# One\n"),
        ("/docs/two.md", "# Two\n"),
    ])
}

#[test]
fn a_second_run_asks_conditionally_and_changes_nothing() {
    let server = site();
    let project = Project::new(&server.url("/llms.txt"));
    let outcome = project.good();
    assert_eq!(outcome.count(Kind::Added), 2);
    assert_eq!(outcome.elsewhere, ["https://other.example"]);
    assert_eq!(
        project.files(),
        ["pages.lock", "pages/docs/one.md", "pages/docs/two.md"]
    );
    assert_eq!(project.page("docs/one.md"), "# One\n");
    let lock = project.lock();
    assert_eq!(lock.pages[0].url, server.url("/docs/one.md"));
    assert_eq!(lock.pages[0].sha256, crate::sync::names::sha256(b"# One\n"));
    assert!(lock.pages[0].fetched.ends_with('Z') && lock.pages[0].etag.is_some());
    let before = fs::read(project.root().join("pages.lock")).unwrap();

    let outcome = project.good();
    assert_eq!((outcome.unchanged, outcome.changes.len()), (2, 0));
    assert_eq!(fs::read(project.root().join("pages.lock")).unwrap(), before);
}

#[test]
fn pages_that_change_come_and_go_are_told() {
    let server = site();
    let mut project = Project::new(&server.url("/llms.txt"));
    project.good();
    let list = "- [One](/docs/one.md)\n- [Three](/docs/three.md)\n";
    server.now_of(&[
        ("/llms.txt", list),
        ("/docs/one.md", "# One!\n"),
        ("/docs/three.md", "# Three\n"),
    ]);

    project.setup.dry_run = true;
    let dry = project.good();
    assert_eq!(project.page("docs/one.md"), "# One\n");
    assert_eq!(
        project.files(),
        ["pages.lock", "pages/docs/one.md", "pages/docs/two.md"]
    );
    project.setup.dry_run = false;
    let outcome = project.good();
    assert_eq!(outcome.changes, dry.changes);
    assert_eq!(of_kind(&outcome, Kind::Added), ["docs/three.md: "]);
    assert_eq!(of_kind(&outcome, Kind::Changed), ["docs/one.md: "]);
    assert_eq!(outcome.count(Kind::Vanished), 1);
    assert!(
        outcome
            .describe(false)
            .contains("vanished    docs/two.md: it is no longer listed")
    );
    assert_eq!(project.page("docs/two.md"), "# Two\n");
    assert!(
        project
            .lock()
            .pages
            .iter()
            .any(|page| page.vanished.is_some())
    );

    // It is told again until somebody decides.
    assert_eq!(project.good().count(Kind::Vanished), 1);
    project.setup.prune = true;
    assert_eq!(project.good().count(Kind::Pruned), 1);
    assert_eq!(
        project.files(),
        ["pages.lock", "pages/docs/one.md", "pages/docs/three.md"]
    );
    assert_eq!(project.good().changes, []);
}

#[test]
fn a_listed_page_that_is_not_there_any_more_has_vanished() {
    let server = site();
    let project = Project::new(&server.url("/llms.txt"));
    project.good();
    server.now_of(&[("/llms.txt", LLMS), ("/docs/one.md", "# One\n")]);
    assert_eq!(project.good().count(Kind::Vanished), 1);
    server.now_of(&[
        ("/llms.txt", LLMS),
        ("/docs/one.md", "# One\n"),
        ("/docs/two.md", "# Two\n"),
    ]);
    assert_eq!(
        of_kind(&project.good(), Kind::Changed),
        ["docs/two.md: it is back"]
    );
    assert_eq!(project.good().changes, []);
}

#[test]
fn files_of_people_are_not_overwritten() {
    let server = site();
    let mut project = Project::new(&server.url("/llms.txt"));
    fs::create_dir_all(project.root().join("pages/docs")).unwrap();
    fs::write(project.root().join("pages/docs/one.md"), "mine\n").unwrap();
    let outcome = project.run().unwrap();
    assert_eq!(outcome.count(Kind::Blocked), 1);
    assert!(!outcome.written);
    assert_eq!(project.page("docs/one.md"), "mine\n");
    assert!(!project.root().join("pages/docs/two.md").exists());

    project.setup.force = true;
    project.good();
    assert_eq!(project.page("docs/one.md"), "# One\n");
    project.setup.force = false;
    fs::write(project.root().join("pages/docs/one.md"), "edited\n").unwrap();
    assert_eq!(project.run().unwrap().count(Kind::Blocked), 1);
    fs::remove_file(project.root().join("pages/docs/one.md")).unwrap();
    project.good();
    assert_eq!(project.page("docs/one.md"), "# One\n");
}

#[test]
fn every_form_of_list_is_read() {
    let urls = |server: &Server| {
        format!(
            "{}\n{}\n",
            server.url("/docs/one.md"),
            server.url("/docs/two.md")
        )
    };
    let server = site();
    let map = |pages: &str| {
        let url = |page: &str| format!("<url><loc>{}</loc></url>", page.trim());
        format!(
            "<?xml version=\"1.0\"?><urlset>{}</urlset>",
            pages.lines().map(url).collect::<String>()
        )
    };
    let index = format!(
        "<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        server.url("/pages.xml")
    );
    let (list, map) = (urls(&server), map(&urls(&server)));
    server.now_of(&[
        ("/list", &list),
        ("/site/sitemap.xml", &index),
        ("/pages.xml", &map),
        ("/docs/one.md", "# One\n"),
        ("/docs/two.md", "# Two\n"),
        ("/llms-full.txt", "# One\n\ntext\n\n# Two\n"),
    ]);
    for from in ["/pages.xml", "/site/sitemap.xml", "/site", "/site/"] {
        let project = Project::new(&server.url(from));
        assert_eq!(project.good().count(Kind::Added), 2, "{from}");
        assert_eq!(project.page("docs/two.md"), "# Two\n", "{from}");
    }
    let whole = Project::new(&server.url("/llms-full.txt"));
    whole.good();
    assert_eq!(whole.files(), ["pages.lock", "pages/llms-full.txt"]);
    let file = Project::new("");
    let path = file.root().join("urls.txt");
    fs::write(&path, list).unwrap();
    let file = Project {
        setup: Setup {
            from: path.display().to_string(),
            ..file.setup.clone()
        },
        ..file
    };
    assert_eq!(file.good().count(Kind::Added), 2);
    assert_eq!(file.good().unchanged, 2);
}

#[test]
fn a_folder_is_a_site_as_well() {
    let docs = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = docs.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    write("docs/one.mdx", b"# One\n");
    write("openapi.json", b"{\"openapi\": \"3.1.0\"}");
    write("package.json", b"{\"name\": \"docs\"}");
    write("node_modules/x/README.md", b"# No\n");
    write(".hidden/x.md", b"# No\n");
    write("logo.png", b"\x89PNG");
    write("bad.md", b"\xff\xfe\x00");
    let project = Project::new(&docs.path().display().to_string());
    let outcome = project.good();
    assert_eq!(
        project.files(),
        ["pages.lock", "pages/docs/one.mdx", "pages/openapi.json"]
    );
    assert_eq!(outcome.count(Kind::Refused), 1);
    write("docs/one.mdx", b"# One!\n");
    fs::remove_file(docs.path().join("openapi.json")).unwrap();
    let outcome = project.good();
    assert_eq!(
        (outcome.count(Kind::Changed), outcome.count(Kind::Vanished)),
        (1, 1)
    );
    assert_eq!(project.page("docs/one.mdx"), "# One!\n");
}

#[test]
fn filters_leave_pages_out() {
    let server = site();
    let mut project = Project::new(&server.url("/llms.txt"));
    project.setup.config.exclude = vec!["/docs/two*".to_owned()];
    let outcome = project.good();
    assert_eq!((outcome.count(Kind::Added), outcome.filtered), (1, 1));
    assert_eq!(server.paths(), ["/docs/one.md", "/llms.txt"]);
}

#[test]
fn no_more_requests_at_a_time_than_allowed() {
    let list: String = (0..12).map(|at| format!("- [x](/p{at}.md)\n")).collect();
    let server = Server::start(move |asked| match &*asked.path {
        "/llms.txt" => Reply::text(&list),
        "/robots.txt" => Reply::status("404 Not Found"),
        path => Reply::text(path).wait(Duration::from_millis(30)),
    });
    let mut project = Project::new(&server.url("/llms.txt"));
    project.setup.config.jobs = 3;
    assert_eq!(project.good().count(Kind::Added), 12);
    assert!((2..=3).contains(&server.most()), "{}", server.most());
}

#[test]
fn robots_are_obeyed() {
    let server = Server::of(&[
        (
            "/robots.txt",
            "User-agent: *\nDisallow: /docs/two\n\nUser-agent: other\nDisallow: /\n",
        ),
        ("/llms.txt", LLMS),
        ("/docs/one.md", "# One\n"),
        ("/docs/two.md", "# Two\n"),
    ]);
    let project = Project::new(&server.url("/llms.txt"));
    let outcome = project.good();
    assert_eq!(
        of_kind(&outcome, Kind::Refused),
        [": the site's robots.txt forbids it"]
    );
    assert_eq!(server.paths(), ["/docs/one.md", "/llms.txt"]);

    server.now(|asked| match &*asked.path {
        "/robots.txt" => Reply::status("503 Service Unavailable"),
        _ => Reply::text("- [x](/x.md)"),
    });
    assert!(project.failure().contains("its robots.txt cannot be read"));
}
