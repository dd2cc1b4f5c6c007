//! The headings of a blueprint: groups, resources, actions, data structures.

use super::items::Line;
use crate::platform::facts::endpoint;

/// What a heading opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Group(String),
    /// Its name and URI template.
    Resource(String, String),
    /// Its name, method and its own URI template.
    Action(String, String, Option<String>),
    DataStructures,
    /// A heading under "Data Structures": a name and a base type.
    Structure(String, Option<String>),
    Other(String),
}

/// A heading with the lines below it.
#[derive(Clone, Debug)]
pub(super) struct Section<'t> {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    pub lines: Vec<Line<'t>>,
}

/// The metadata at the top, and the sections. `base` is where the text starts in its source.
pub(super) fn read(text: &str, base: usize) -> (Vec<(String, String)>, Vec<Section<'_>>) {
    let mut metadata = Vec::new();
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut at = base;
    let mut structures = false;
    let mut fenced = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let shown = line.trim_end();
        fenced ^= shown.starts_with("```");
        if let Some(title) = (!fenced).then(|| heading(shown)).flatten() {
            let kind = kind(title, structures);
            structures = matches!(kind, Kind::DataStructures | Kind::Structure(..));
            sections.push(Section {
                kind,
                start,
                end: start + shown.len(),
                lines: Vec::new(),
            });
        } else if let Some(section) = sections.last_mut() {
            section.lines.push((start, shown));
        } else if let Some((key, value)) = shown.split_once(':') {
            let key = key.trim_start_matches('\u{feff}').trim();
            metadata.push((key.to_ascii_uppercase(), value.trim().to_owned()));
        }
    }
    (metadata, sections)
}

fn heading(line: &str) -> Option<&str> {
    let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = line.get(hashes..)?;
    ((1..=6).contains(&hashes) && rest.starts_with(' '))
        .then(|| rest.trim().trim_end_matches('#').trim())
}

fn kind(title: &str, structures: bool) -> Kind {
    if title == "Data Structures" {
        return Kind::DataStructures;
    }
    if let Some(name) = title.strip_prefix("Group ") {
        return Kind::Group(name.trim().to_owned());
    }
    // `Name [GET /path]`, `Name [/path]`, `Name [GET]`
    if let Some((name, inner)) = title
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once('['))
    {
        let name = name.trim().to_owned();
        if let Some(kind) = target(&name, inner.trim()) {
            return kind;
        }
    } else if let Some(kind) = target("", title) {
        return kind;
    }
    if structures {
        let (name, base) = match title.rsplit_once('(') {
            Some((name, base)) => (name.trim(), Some(base.trim_end_matches(')').trim())),
            None => (title, None),
        };
        return Kind::Structure(name.to_owned(), base.map(str::to_owned));
    }
    Kind::Other(title.to_owned())
}

fn target(name: &str, text: &str) -> Option<Kind> {
    let upper = |word: &str| word.chars().all(|c| c.is_ascii_uppercase());
    if text.starts_with('/') && !text.contains(char::is_whitespace) {
        return Some(Kind::Resource(name.to_owned(), text.to_owned()));
    }
    if let Some(method) = endpoint::method(text).filter(|_| upper(text)) {
        return Some(Kind::Action(name.to_owned(), method.to_owned(), None));
    }
    let (word, uri) = text.split_once(' ')?;
    let method = endpoint::method(word).filter(|_| upper(word))?;
    let uri = uri.trim();
    (uri.starts_with('/') && !uri.contains(char::is_whitespace))
        .then(|| Kind::Action(name.to_owned(), method.to_owned(), Some(uri.to_owned())))
}

/// A URI template (RFC 6570) as a path, and the names of its query parameters.
pub(super) fn uri(template: &str) -> (String, Vec<String>) {
    let mut path = String::new();
    let mut query = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let Some((inner, after)) = after.split_once('}') else {
            rest = "";
            break;
        };
        let bare = |name: &str| name.trim().trim_end_matches('*').to_owned();
        match inner.chars().next() {
            Some('?' | '&') => query.extend(inner[1..].split(',').map(bare)),
            Some('#') => {}
            Some('/') => inner[1..].split(',').for_each(|name| {
                path.push_str(&format!("/{{{}}}", bare(name)));
            }),
            _ => path.push_str(&format!("{{{}}}", bare(inner.trim_start_matches('+')))),
        }
        rest = after;
    }
    path.push_str(rest);
    let path = path.split('?').next().unwrap_or("").to_owned();
    query.retain(|name| !name.is_empty());
    (path, query)
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind, uri};

    #[test]
    fn reads_headings() {
        let action = |name: &str, method: &str, uri: Option<&str>| {
            Kind::Action(name.to_owned(), method.to_owned(), uri.map(str::to_owned))
        };
        assert_eq!(kind("GET", false), action("", "get", None));
        assert_eq!(kind("GET /a", false), action("", "get", Some("/a")));
        assert_eq!(
            kind("Take [PUT /a/{b}]", false),
            action("Take", "put", Some("/a/{b}"))
        );
        assert_eq!(
            kind("Boat [/a{?x}]", false),
            Kind::Resource("Boat".to_owned(), "/a{?x}".to_owned())
        );
        assert_eq!(
            kind("Get started", false),
            Kind::Other("Get started".to_owned())
        );
        assert_eq!(
            kind("Boat (object)", true),
            Kind::Structure("Boat".to_owned(), Some("object".to_owned()))
        );
    }

    #[test]
    fn reads_uri_templates() {
        assert_eq!(
            uri("/a/{id}{?x,y*}"),
            ("/a/{id}".to_owned(), vec!["x".to_owned(), "y".to_owned()])
        );
        assert_eq!(uri("/a{/b,c}{#d}"), ("/a/{b}/{c}".to_owned(), Vec::new()));
        assert_eq!(uri("/a/{b").0, "/a/");
    }
}
