//! What is written for a Model.

use super::example::model;
use super::{WriteOptions, write};

/// Where the text of the hand-made Model stands; `generator/runtime/tests/golden.rs` compiles and
/// uses it.
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/example");

#[test]
fn the_text_is_the_one_that_is_compiled() {
    let output = write(&model(), &WriteOptions::default());
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|mode| mode == "always");
    let mut stale = Vec::new();
    for (path, text) in output
        .files
        .iter()
        .filter(|(path, _)| !path.starts_with("src/runtime/"))
    {
        let target = std::path::Path::new(GOLDEN).join(path);
        if update {
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(&target, text).unwrap();
        } else if std::fs::read_to_string(&target)
            .unwrap_or_default()
            .replace("\r\n", "\n")
            != *text
        {
            stale.push(path.as_str());
        }
    }
    assert!(
        stale.is_empty(),
        "{stale:?} differ: see them with INSTA_UPDATE=always and git diff"
    );
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let one = write(&model(), &WriteOptions { threads: 1 });
    assert_eq!(one, write(&model(), &WriteOptions { threads: 3 }));
}

/// What rustfmt would write is what is written, but for `client.rs`, which says so itself.
#[test]
fn the_text_is_as_rustfmt_has_it() {
    let check = |file: &str| {
        std::process::Command::new("rustfmt")
            .args(["--edition", "2024", "--check", "--color", "never"])
            .arg(std::path::Path::new(GOLDEN).join(file))
            .output()
    };
    for file in [
        "src/types/things.rs",
        "src/types/shared.rs",
        "src/codec/things.rs",
        "src/api/things.rs",
        "src/wire/things.rs",
    ] {
        match check(file) {
            Ok(output) if output.status.success() => {}
            Ok(output) => panic!("{file}:\n{}", String::from_utf8_lossy(&output.stdout)),
            Err(error) => return eprintln!("skipped: no rustfmt ({error})"),
        }
    }
}

/// Writes whole crates, for a look at them or to compile them: `EMIT_TO=folder cargo test`.
#[test]
#[ignore = "only on demand"]
fn write_the_crates() {
    let Some(folder) = std::env::var_os("EMIT_TO") else {
        return;
    };
    for (name, model) in [("example", model()), ("hostile", super::hostile::spoiled())] {
        let mut output = write(&model, &WriteOptions::default());
        output.files.extend(crate::package::scaffold(&model).files);
        for (path, text) in &output.files {
            let target = std::path::Path::new(&folder).join(name).join(path);
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(target, text).unwrap();
        }
    }
}
