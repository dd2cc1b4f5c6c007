//! Links of pages that are relative to the page, made whole: the site stands elsewhere.

use pagecrate_spec::pointer::Pointer;
use pagecrate_spec::provenance::Provenance;
use pulldown_cmark::{Event, Parser, Tag};
use serde_json::Value;
use url::Url;

/// Makes the links in the descriptions of operations and components whole, each by the address of
/// the page that states it.
pub(super) fn make_whole(document: &mut Value, provenance: &Provenance) {
    for section in ["paths", "components"] {
        let at = Pointer::root().join(section);
        let groups = document.get_mut(section).and_then(Value::as_object_mut);
        for (group, members) in groups.into_iter().flatten() {
            let at = at.join(group);
            for (name, member) in members.as_object_mut().into_iter().flatten() {
                let url = provenance.url(&at.join(name));
                if let Some(base) = url.and_then(|url| Url::parse(url).ok()) {
                    descriptions(member, &base);
                }
            }
        }
    }
}

/// Documents are no deeper than what was read, which is bounded.
fn descriptions(value: &mut Value, base: &Url) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "description" => *text = whole(text, base),
                    other => descriptions(other, base),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| descriptions(item, base)),
        _ => {}
    }
}

/// A text of Markdown whose relative links are whole.
fn whole(text: &str, base: &Url) -> String {
    let mut changes = Vec::new();
    for (event, range) in Parser::new(text).into_offset_iter() {
        let (Event::Start(Tag::Link { dest_url, .. }) | Event::Start(Tag::Image { dest_url, .. })) =
            event
        else {
            continue;
        };
        if dest_url.is_empty() || Url::parse(&dest_url).is_ok() {
            continue;
        }
        // What is written with escapes or as a reference is left as it is.
        let written = format!("]({dest_url}");
        let found = text
            .get(range.clone())
            .and_then(|link| link.rfind(&written));
        if let (Some(at), Ok(url)) = (found, base.join(&dest_url)) {
            let start = range.start + at + 2;
            changes.push((start..start + dest_url.len(), url));
        }
    }
    let mut out = text.to_owned();
    changes.sort_by_key(|(range, _)| range.start);
    for (range, url) in changes.into_iter().rev() {
        out.replace_range(range, url.as_str());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_become_whole() {
        let base = Url::parse("https://a.example/docs/api/get.md").unwrap();
        for (text, expected) in [
            ("a [k](/keys) b", "a [k](https://a.example/keys) b"),
            (
                "[a](x) [b](#y)",
                "[a](https://a.example/docs/api/x) [b](https://a.example/docs/api/get.md#y)",
            ),
            (
                "[a](https://b.example/) `[c](/d)`",
                "[a](https://b.example/) `[c](/d)`",
            ),
            ("![i](/i.png \"t\")", "![i](https://a.example/i.png \"t\")"),
            ("[a](mailto:b@c.example) é [", "[a](mailto:b@c.example) é ["),
        ] {
            assert_eq!(whole(text, &base), expected);
        }
    }
}
