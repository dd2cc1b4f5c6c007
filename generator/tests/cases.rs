//! The documents of `cases/` and the code that they give, which stands in `golden/cases/` to be read.
//!
//! `generator/runtime/tests/cases.rs` compiles that code and reads and writes values with it.
//! `INSTA_UPDATE=always` writes the text anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pagecrate_generator::{Config, HEADER, Output, generate};
use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::document::Document;
use pagecrate_spec::source::Sources;

mod written;

/// The one case whose client type is kept: a crate has room for one `impl Client`.
const WITH_CLIENT: &str = "auth-and-servers";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

fn documents(of: &str) -> Vec<(String, String)> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder(of)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        cases.push((name, fs::read_to_string(&path).unwrap()));
    }
    cases.sort();
    cases
}

/// The client of a case. Without features, so that the code compiles where there are none.
fn client(name: &str, text: &str) -> (Option<Output>, Diagnostics) {
    let mut sources = Sources::new();
    sources.add(format!("{name}.yaml"), text.to_owned());
    let mut diagnostics = Diagnostics::new();
    let merged = pagecrate_spec::read(&sources, &mut diagnostics).merged;
    let document = Document::read(merged.value, &mut diagnostics);
    let mut config = Config::default();
    config.tags.features = false;
    let output = generate(&document, &config, &mut diagnostics);
    (output, diagnostics)
}

/// Every file under `golden/cases`.
fn wanted() -> BTreeMap<String, String> {
    let mut wanted = BTreeMap::new();
    let mut root = format!("{HEADER}\n\n");
    for (case, text) in documents("cases") {
        let (output, _) = client(&case, &text);
        let module = case.replace('-', "_");
        root.push_str(&format!("pub mod {module};\n"));
        let mut own = format!("{HEADER}\n\n");
        for name in ["api", "codec", "types", "wire"] {
            own.push_str(&format!("pub mod {name};\n"));
        }
        if case == WITH_CLIENT {
            own.push_str("pub mod client;\n");
        }
        wanted.insert(format!("{module}/mod.rs"), own);
        for (path, text) in output.unwrap_or_default().files {
            let path = path.strip_prefix("src/").unwrap_or(&path);
            let is_client = path == "client.rs" && case == WITH_CLIENT;
            if is_client
                || ["api/", "codec/", "types/", "wire/"]
                    .iter()
                    .any(|part| path.starts_with(part))
            {
                wanted.insert(format!("{module}/{path}"), in_module(&text, &module));
            }
        }
    }
    wanted.insert("mod.rs".to_owned(), root);
    wanted
}

/// The text of a crate as that of a module beside others, with one runtime for all of them.
fn in_module(text: &str, module: &str) -> String {
    let mut text = text.to_owned();
    for part in ["api", "codec", "types", "wire"] {
        let own = format!("crate::cases::{module}::{part}");
        text = text.replace(&format!("crate::{part}"), &own);
    }
    text
}

#[test]
fn the_code_is_the_one_that_is_compiled() {
    written::compare_or_write(&folder("golden/cases"), &wanted());
}

#[test]
fn what_is_said_of_each_case() {
    let mut said = String::new();
    for (case, text) in documents("cases").into_iter().chain(documents("rejected")) {
        let (output, diagnostics) = client(&case, &text);
        let outcome = if output.is_some() { "made" } else { "not made" };
        said.push_str(&format!("{case}: {outcome}\n"));
        for one in diagnostics
            .iter()
            .filter(|one| one.severity > Severity::Note)
        {
            said.push_str(&format!(
                "  {:?} {}: {}\n",
                one.severity, one.code, one.message
            ));
        }
    }
    insta::assert_snapshot!(said);
}
