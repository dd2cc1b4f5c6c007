use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use indicatif::ProgressBar;

use super::{Arguments, Made, create, kebab, of_host};
use crate::Failure;
use crate::codegen::freshness;
use crate::testing::{PAGE, Server};

fn new(server: &Server, dir: PathBuf) -> Result<Made, Failure> {
    let arguments = Arguments {
        dir,
        docs: server.url("/"),
        name: Some("Acme".to_owned()),
        pagecrate: crate::workspace().display().to_string(),
    };
    create(&arguments, &ProgressBar::hidden(), Duration::from_millis(5))
}

#[test]
fn an_empty_folder_becomes_a_workspace_with_a_client() {
    let server = Server::of(&[
        ("/llms.txt", "- [Get](/docs/get.md)\n"),
        ("/docs/get.md", PAGE),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("some/acme-rs");
    let made = new(&server, dir.clone()).unwrap();
    assert!(made.client.is_some(), "{}", made.said);
    for path in [
        "spec/pages/docs/get.md",
        "spec/pages.lock",
        "spec/openapi.yaml",
        "generated-client/src/api/things.rs",
        "xtask/src/main.rs",
        ".github/workflows/update.yml",
        ".cargo/config.toml",
    ] {
        assert!(dir.join(path).is_file(), "{path}");
    }
    assert!(
        fs::read_dir(dir.parent().unwrap()).unwrap().count() == 1,
        "something was left beside it"
    );
    let (fresh, said) = freshness(&dir).unwrap();
    assert!(fresh, "{said}");
    let client = fs::read_to_string(dir.join("generated-client/Cargo.toml")).unwrap();
    assert!(
        client.contains("name = \"acme-client\"") && !client.contains("[workspace]"),
        "{client}"
    );
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(&dir)
        .output()
        .unwrap();
    assert!(
        metadata.status.success(),
        "{}",
        String::from_utf8_lossy(&metadata.stderr)
    );
    let members = String::from_utf8_lossy(&metadata.stdout).into_owned();
    assert!(
        members.contains("acme-client") && members.contains("tasks"),
        "{members}"
    );
    let again = new(&server, dir).unwrap_err();
    assert!(matches!(again, Failure::Usage(_)), "{again}");
}

#[test]
fn nothing_is_left_behind_where_nothing_can_be_fetched() {
    let server = Server::of(&[("/x", "")]);
    let folder = tempfile::tempdir().unwrap();
    let failure = new(&server, folder.path().join("acme")).unwrap_err();
    assert!(
        failure
            .to_string()
            .contains("neither an llms.txt nor a sitemap.xml"),
        "{failure}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn pages_with_errors_leave_a_workspace_to_mend_them_in() {
    let broken = PAGE.replace("paths:", "paths: [");
    let server = Server::of(&[
        ("/llms.txt", "- [Get](/docs/get.md)\n"),
        ("/docs/get.md", &broken),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("acme");
    let made = new(&server, dir.clone()).unwrap();
    assert!(made.client.is_none());
    assert!(
        made.said.contains("spec/pages/docs/get.md:"),
        "{}",
        made.said
    );
    let workspace = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    assert!(workspace.contains("members = [\"xtask\"]"), "{workspace}");
    assert!(!dir.join("generated-client").exists());
}

#[test]
fn names_come_from_hosts() {
    let name = |url: &str| kebab(&of_host(&url::Url::parse(url).unwrap()));
    assert_eq!(name("https://docs.acme.example/x"), "acme");
    assert_eq!(name("https://acme.io"), "acme");
    assert_eq!(name("https://developers.api.com"), "developers");
    assert_eq!(name("http://127.0.0.1:80"), "api");
    assert_eq!(kebab("11 Labs!"), "api-11-labs");
}
