use super::*;

fn text(markdown: &str) -> String {
    lines(markdown, 0, Some("https://docs.example.com/api/things")).join("\n")
}

#[test]
fn plain_text_is_wrapped() {
    let long = "word ".repeat(40);
    let lines = lines(&long, 4, None);
    assert!(lines.len() > 1);
    assert!(lines.iter().all(|line| line.len() + 8 <= 100));
    assert_eq!(lines.join(" "), long.trim());
}

#[test]
fn what_rustdoc_would_read_is_escaped() {
    assert_eq!(
        text("a [Foo] and Vec<String>"),
        r"a \[Foo\] and Vec\<String\>"
    );
    assert_eq!(
        text("see https://a.example/x_y."),
        "see <https://a.example/x_y>."
    );
    assert_eq!(text("(https://a.example/b)"), "(<https://a.example/b>)");
    assert_eq!(text("one ` tick"), r"one \` tick");
    assert_eq!(text("```\nfn main() {}"), "```text\nfn main() {}\n```");
    assert_eq!(text("x\n\n    let y = 1;\n"), "x\n\nlet y = 1;");
    assert_eq!(
        text("<script>alert(1)</script>"),
        r"\<script\>alert(1)\</script\>"
    );
    assert_eq!(text("no!]] [ ![ ]["), r"no!\]\] \[ !\[ \]\[");
    assert_eq!(text("http://"), r"http\://");
    assert_eq!(text("a\u{202e}b\u{0}c\rd"), "a b c d");
}

#[test]
fn links_go_to_the_web_or_nowhere() {
    assert_eq!(
        text("[a b](https://x.example/q)"),
        "[a b](https://x.example/q)"
    );
    assert_eq!(text("[a](/docs/b)"), "[a](https://docs.example.com/docs/b)");
    assert_eq!(
        text("[a](#b)"),
        "[a](https://docs.example.com/api/things#b)"
    );
    assert_eq!(text("[a](Foo)"), "a");
    assert_eq!(
        text("![a](https://x.example/b.png)"),
        "[a](https://x.example/b.png)"
    );
    assert_eq!(text("#![allow(x)]"), r"#!\[allow(x)\]");
    assert_eq!(text("[a][b]"), r"\[a\]\[b\]");
    assert_eq!(
        text("[x]: https://x.example"),
        r"\[x\]: <https://x.example>"
    );
    assert_eq!(
        text("[https://x.example](https://x.example)"),
        "[x.example](https://x.example)"
    );
}

#[test]
fn lists_keep_their_form() {
    assert_eq!(
        text("One of:\n- a\n- b\n  more\n- c"),
        "One of:\n\n- a\n- b more\n- c"
    );
    assert_eq!(
        text("* a\n    * b\n* c\n\nafter"),
        "* a\n  * b\n* c\n\nafter"
    );
    let long = format!("- {}", "word ".repeat(40));
    assert!(
        lines(&long, 0, None)
            .iter()
            .skip(1)
            .all(|line| line.starts_with("  w"))
    );
    assert_eq!(text("1. a\n2. b"), "1. a\n2. b");
    assert_eq!(text("1. a\n    2. b\n3. c"), "1. a\n\n   2. b\n3. c");
    assert_eq!(text("- a\n  1. b\n  2. c"), "- a\n  1. b\n  2. c");
}

#[test]
fn code_and_tables_stay() {
    assert_eq!(text("use `a  [b]` and ``c`d``"), "use `a [b]` and ``c`d``");
    assert_eq!(
        text("| a | b |\n|---|---|\n| 1 | <x> |"),
        "| a | b |\n|---|---|\n| 1 | \\<x\\> |"
    );
    assert_eq!(
        text("~~~python\nx = [1]\n~~~\nend"),
        "```text\nx = [1]\n```\n\nend"
    );
    assert_eq!(text("# Title\ntext"), "# Title\n\ntext");
}
