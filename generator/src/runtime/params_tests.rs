//! The table of style examples of OpenAPI 3.0.4, section 4.7.12.2, and what it leaves out.

use super::*;

fn scalar(text: &str) -> Tree {
    Tree::Scalar(text.to_owned())
}

fn empty() -> Tree {
    scalar("")
}

fn string() -> Tree {
    scalar("blue")
}

fn array() -> Tree {
    Tree::Array(["blue", "black", "brown"].map(scalar).into())
}

fn object() -> Tree {
    let members = [("R", "100"), ("G", "200"), ("B", "150")];
    Tree::Object(members.map(|(k, v)| (k.to_owned(), scalar(v))).into())
}

fn query(param: &Param, value: &Tree) -> String {
    let pairs = pairs(param, value);
    let pairs: Vec<String> = pairs.into_iter().map(|(k, v)| format!("{k}={v}")).collect();
    pairs.join("&")
}

#[test]
fn path_styles() {
    use Style::{Label, Matrix, Simple};
    let table = [
        (Matrix, false, empty(), ";color"),
        (Matrix, false, string(), ";color=blue"),
        (Matrix, false, array(), ";color=blue,black,brown"),
        (Matrix, false, object(), ";color=R,100,G,200,B,150"),
        (Matrix, true, empty(), ";color"),
        (Matrix, true, string(), ";color=blue"),
        (Matrix, true, array(), ";color=blue;color=black;color=brown"),
        (Matrix, true, object(), ";R=100;G=200;B=150"),
        (Label, false, empty(), "."),
        (Label, false, string(), ".blue"),
        (Label, false, array(), ".blue,black,brown"),
        (Label, false, object(), ".R,100,G,200,B,150"),
        (Label, true, empty(), "."),
        (Label, true, string(), ".blue"),
        (Label, true, array(), ".blue.black.brown"),
        (Label, true, object(), ".R=100.G=200.B=150"),
        (Simple, false, string(), "blue"),
        (Simple, false, array(), "blue,black,brown"),
        (Simple, false, object(), "R,100,G,200,B,150"),
        (Simple, true, string(), "blue"),
        (Simple, true, array(), "blue,black,brown"),
        (Simple, true, object(), "R=100,G=200,B=150"),
    ];
    for (style, explode, value, expected) in table {
        let param = Param::path("color").style(style, explode);
        assert_eq!(
            path(&param, &value).as_deref(),
            Some(expected),
            "{style:?} {explode}"
        );
    }
}

#[test]
fn nothing_cannot_stand_in_a_path() {
    for value in [
        empty(),
        Tree::Null,
        Tree::Array(vec![]),
        Tree::Object(vec![]),
    ] {
        assert_eq!(path(&Param::path("color"), &value), None, "{value:?}");
    }
}

#[test]
fn query_styles() {
    use Style::{DeepObject, Form, PipeDelimited, SpaceDelimited};
    let table = [
        (Form, false, empty(), "color="),
        (Form, false, string(), "color=blue"),
        (Form, false, array(), "color=blue,black,brown"),
        (Form, false, object(), "color=R,100,G,200,B,150"),
        (Form, true, empty(), "color="),
        (Form, true, string(), "color=blue"),
        (Form, true, array(), "color=blue&color=black&color=brown"),
        (Form, true, object(), "R=100&G=200&B=150"),
        (SpaceDelimited, false, array(), "color=blue%20black%20brown"),
        (
            SpaceDelimited,
            false,
            object(),
            "color=R%20100%20G%20200%20B%20150",
        ),
        (PipeDelimited, false, array(), "color=blue%7Cblack%7Cbrown"),
        (
            PipeDelimited,
            false,
            object(),
            "color=R%7C100%7CG%7C200%7CB%7C150",
        ),
        (
            DeepObject,
            true,
            object(),
            "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
        ),
    ];
    for (style, explode, value, expected) in table {
        let param = Param::query("color").style(style, explode);
        assert_eq!(query(&param, &value), expected, "{style:?} {explode}");
    }
}

#[test]
fn empty_lists_are_no_value() {
    for style in [Style::Form, Style::SpaceDelimited, Style::DeepObject] {
        for explode in [false, true] {
            let param = Param::query("color").style(style, explode);
            assert_eq!(query(&param, &Tree::Array(vec![])), "");
            assert_eq!(query(&param, &Tree::Object(vec![])), "");
            assert_eq!(query(&param, &Tree::Null), "");
        }
    }
}

#[test]
fn deep_objects_nest() {
    let filter = Tree::Object(vec![
        (
            "a b".to_owned(),
            Tree::Object(vec![("gt".to_owned(), scalar("1&2"))]),
        ),
        (
            "tags".to_owned(),
            Tree::Array(vec![scalar("x"), scalar("y")]),
        ),
        (
            "items".to_owned(),
            Tree::Array(vec![Tree::Object(vec![("id".to_owned(), scalar("7"))])]),
        ),
        ("none".to_owned(), Tree::Null),
    ]);
    let param = Param::query("f").style(Style::DeepObject, true);
    assert_eq!(
        query(&param, &filter),
        "f%5Ba%20b%5D%5Bgt%5D=1%262&f%5Btags%5D%5B%5D=x&f%5Btags%5D%5B%5D=y&f%5Bitems%5D%5B0%5D%5Bid%5D=7"
    );
}

#[test]
fn delimiters_inside_of_values_are_encoded() {
    let value = Tree::Array(vec![scalar("a,b"), scalar("c d"), scalar("é|%")]);
    let form = Param::query("q").style(Style::Form, false);
    assert_eq!(query(&form, &value), "q=a%2Cb,c%20d,%C3%A9%7C%25");
    assert_eq!(
        path(&Param::path("q"), &scalar("a/b?c#d")).as_deref(),
        Some("a%2Fb%3Fc%23d")
    );
}

#[test]
fn reserved_characters_may_stay() {
    let value = scalar("a/b?c&d#e+f[0]%20%zz'");
    let param = Param::query("q").reserved();
    assert_eq!(query(&param, &value), "q=a/b?c%26d%23e%2Bf%5B0%5D%20%25zz'");
    let param = Param::path("q").reserved();
    assert_eq!(path(&param, &scalar("a/b:c")).as_deref(), Some("a%2Fb:c"));
}

#[test]
fn json_parameters() {
    let value = Tree::Object(vec![("a".to_owned(), scalar("b"))]);
    let param = Param::query("filter").json();
    assert_eq!(query(&param, &value), "filter=%7B%22a%22%3A%22b%22%7D");
    assert_eq!(
        header(&Param::header("x").json(), &value).as_deref(),
        Some("{\"a\":\"b\"}")
    );
}

#[test]
fn headers_travel_as_they_are() {
    assert_eq!(
        header(&Param::header("x"), &scalar("a b/c")).as_deref(),
        Some("a b/c")
    );
    assert_eq!(
        header(&Param::header("x"), &array()).as_deref(),
        Some("blue,black,brown")
    );
    assert_eq!(
        header(&Param::header("x"), &object()).as_deref(),
        Some("R,100,G,200,B,150")
    );
    let exploded = Param::header("x").style(Style::Simple, true);
    assert_eq!(
        header(&exploded, &object()).as_deref(),
        Some("R=100,G=200,B=150")
    );
}
