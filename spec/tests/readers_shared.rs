//! The readers on real pages, where these lie beside the checkout.

#[path = "readers/support.rs"]
mod support;

use pagecrate_spec::source::Sources;

/// Prints what each page of a folder gives: `cargo test -p pagecrate-spec --test readers_shared -- --ignored --nocapture`.
#[test]
#[ignore = "prints a survey"]
fn survey() {
    let folders = std::env::var("FOLDERS").unwrap_or_else(|_| "seeds".to_owned());
    let full = std::env::var("FULL").is_ok();
    for folder in folders.split(',') {
        for (name, text) in support::shared(folder) {
            let mut sources = Sources::new();
            let page = support::page(&mut sources, &name, &text);
            let Some((reader, fragments, diagnostics)) = support::run(&page, &sources) else {
                println!("{folder}/{name}: -");
                continue;
            };
            println!("{folder}/{name}: {reader}");
            for fragment in &fragments {
                println!("    {:?} {:?}", fragment.trust, support::operations(fragment));
                if full {
                    println!("{}", serde_yaml::to_string(&fragment.value).expect("a value"));
                }
            }
            for one in &diagnostics {
                println!("    {:?}[{}] {}", one.severity, one.code, one.message);
            }
        }
    }
}
