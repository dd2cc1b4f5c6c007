use crate::support::Folder;

/// The pages of the other tests, by the name that their reader sees.
fn pages() -> Vec<(&'static str, String)> {
    let operation = crate::docusaurus::operation().to_string();
    vec![
        ("export.md", crate::gitbook::EXPORT.to_owned()),
        ("facts.md", crate::gitbook::FACTS.to_owned()),
        ("pointing.md", crate::gitbook::POINTING.to_owned()),
        ("find.api.mdx", crate::docusaurus::page(&operation)),
        ("harbour.apib", crate::blueprint::PAGE.to_owned()),
        ("BoatsApi.md", crate::openapi_generator::RUST.to_owned()),
        ("Boat.md", crate::openapi_generator::BOAT.to_owned()),
        ("README.md", crate::openapi_generator::README.to_owned()),
        ("index.html.md", crate::slate::PAGE.to_owned()),
        ("book.md", crate::stainless::PAGE.to_owned()),
        ("harbour.md", crate::widdershins::PAGE.to_owned()),
        ("crew.md", crate::speakeasy::GO.to_owned()),
        (
            "llms-full.txt",
            [crate::stainless::PAGE, crate::blueprint::PAGE].concat(),
        ),
    ]
}

fn survives(name: &str, text: &str) {
    let _ = Folder::of(&[(name, text)]);
}

#[test]
fn pages_may_be_cut_anywhere() {
    for (name, text) in pages() {
        for end in (0..text.len()).step_by(text.len().div_ceil(16).max(1)) {
            let end = (end..text.len()).find(|at| text.is_char_boundary(*at));
            survives(name, &text[..end.unwrap_or(0)]);
        }
    }
}

#[test]
fn pages_may_lose_lines_and_hold_other_letters() {
    for (name, text) in pages() {
        for skip in 2..5 {
            let lines = text.lines().enumerate();
            let kept: Vec<&str> = lines
                .filter(|(at, _)| at % skip != 1)
                .map(|(_, line)| line)
                .collect();
            survives(name, &kept.join("\n"));
        }
        for letters in ["aeiou", "`*", "|:", "[]()", " ", "{}%\"", "#+-"] {
            let swapped: String = text
                .char_indices()
                .map(|(at, c)| {
                    if letters.contains(c) && at % 3 == 0 {
                        'é'
                    } else {
                        c
                    }
                })
                .collect();
            survives(name, &swapped);
        }
        survives(name, &text.replace('\n', "\r\n"));
        survives(name, &text.replace("    ", "\t"));
    }
}

/// A page says the same with either line end.
#[test]
fn line_ends_do_not_matter() {
    for (name, text) in pages() {
        let plain = Folder::of(&[(name, &text)]);
        let other = Folder::of(&[(name, &text.replace('\n', "\r\n"))]);
        assert_eq!(plain.operations(), other.operations(), "{name}");
    }
}

/// What the real pages say together can be typed.
#[test]
fn real_folders_are_typed_without_errors() {
    for folder in [
        "gitbook/md-export",
        "gitbook/swagger-source",
        "docusaurus/petstore-demo",
        "apiblueprint",
        "slate/kittn",
        "slate/dbljump",
        "openapi-generator/vapi-rust",
    ] {
        if let Some(read) = Folder::shared(folder) {
            assert_eq!(read.typing_errors(), Vec::<String>::new(), "{folder}");
        }
    }
}
