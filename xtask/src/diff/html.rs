//! A comparison as one page that a browser shows without anything else.

use std::fmt::Write as _;

use pagecrate_generator::surface::{Effect, What};
use pagecrate_spec::compare::{Change, Event, Location, PageEvent};

use super::entries::link;
use super::{Report, RustChange};

const STYLE: &str = "\
:root{color-scheme:light dark;--line:#8884;--old:#f002;--new:#0a02;--dim:#8889}\
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem}\
h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}\
table{border-collapse:collapse;width:100%;table-layout:fixed}\
td,th{border:1px solid var(--line);padding:.35rem .5rem;vertical-align:top;text-align:left;overflow-wrap:anywhere}\
th.what{width:30%}td.old:not(:empty){background:var(--old)}td.new:not(:empty){background:var(--new)}\
code{font:13px/1.4 ui-monospace,monospace;white-space:pre-wrap}\
small{opacity:.75;display:block}.tag{border:1px solid var(--line);border-radius:.6rem;padding:0 .5rem;font-size:.8rem}\
.breaking{background:#d003;font-weight:600}.additive{background:#0a03}nav a{margin-right:1rem}";

/// One page with both sides next to each other: no scripts, nothing loaded from elsewhere.
#[must_use]
pub fn html(report: &Report) -> String {
    let mut page = String::new();
    let title = escaped(&report.title());
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n\
         <p>{} → {}</p>\n",
        escaped(&report.old),
        escaped(&report.new)
    );
    for note in &report.notes {
        let _ = writeln!(page, "<p><strong>Note:</strong> {}</p>", escaped(note));
    }
    page.push_str("<nav><a href=\"#rust\">Rust</a><a href=\"#api\">API</a><a href=\"#pages\">Pages</a></nav>\n");
    rust(&mut page, report);
    api(&mut page, report);
    pages(&mut page, report);
    page.push_str("</body>\n</html>\n");
    page
}

fn rust(page: &mut String, report: &Report) {
    page.push_str("<h2 id=\"rust\">Rust</h2>\n");
    if report.rust.is_empty() {
        page.push_str("<p>No public item changed.</p>\n");
        return;
    }
    head(page);
    for effect in [Effect::Breaking, Effect::Additive, Effect::None] {
        for one in report.rust.iter().filter(|one| one.change.effect == effect) {
            rust_row(page, one);
        }
    }
    page.push_str("</table>\n");
}

fn head(page: &mut String) {
    page.push_str("<table>\n<tr><th class=\"what\">What</th><th>Before</th><th>After</th></tr>\n");
}

fn rust_row(page: &mut String, one: &RustChange) {
    let change = &one.change;
    let what = match &change.what {
        What::Added => "new".to_owned(),
        What::Removed => "gone".to_owned(),
        What::Renamed { from } => format!("was {from}"),
        What::Changed => "changed".to_owned(),
        What::Traits { lost, gained } => {
            let list = |sign: char, names: &[String]| -> String {
                names.iter().map(|name| format!(" {sign}{name}")).collect()
            };
            format!("traits{}{}", list('−', lost), list('+', gained))
        }
        What::Matchability { .. } => "matching".to_owned(),
        What::Features { .. } => "features".to_owned(),
        What::Deprecation { deprecated: true } => "deprecated".to_owned(),
        What::Deprecation { deprecated: false } => "no longer deprecated".to_owned(),
    };
    let members = match change.members {
        0 => String::new(),
        count => format!(", with {count} members"),
    };
    let about = format!(
        "<code>{}</code> <span class=\"tag {effect}\">{effect}</span><small>{}{members}: {}</small>{}",
        escaped(&change.path),
        escaped(&what),
        escaped(&change.reason),
        place(one.location.as_ref()),
        effect = change.effect,
    );
    row(
        page,
        &about,
        change.before.as_deref(),
        change.after.as_deref(),
    );
}

fn row(page: &mut String, about: &str, before: Option<&str>, after: Option<&str>) {
    let cell = |text: Option<&str>| match text {
        None | Some("") => String::new(),
        Some(text) => format!("<code>{}</code>", escaped(text)),
    };
    let _ = writeln!(
        page,
        "<tr><td>{about}</td><td class=\"old\">{}</td><td class=\"new\">{}</td></tr>",
        cell(before),
        cell(after)
    );
}

fn api(page: &mut String, report: &Report) {
    page.push_str("<h2 id=\"api\">API</h2>\n");
    let (prose, facts): (Vec<&Change>, Vec<&Change>) = report.api.iter().partition(|one| one.prose);
    for (title, changes) in [("", facts), ("Changes of prose", prose)] {
        if changes.is_empty() {
            continue;
        }
        if !title.is_empty() {
            let _ = writeln!(
                page,
                "<details><summary>{title}: {}</summary>",
                changes.len()
            );
        }
        head(page);
        for change in &changes {
            api_row(page, change);
        }
        page.push_str("</table>\n");
        if !title.is_empty() {
            page.push_str("</details>\n");
        }
    }
}

fn api_row(page: &mut String, change: &Change) {
    let what = match &change.event {
        Event::Added => "new".to_owned(),
        Event::Removed => "gone".to_owned(),
        Event::Renamed { from } | Event::Moved { from } => format!("was {from}"),
        Event::Changed { aspect } => aspect.clone(),
    };
    let about = format!(
        "<code>{}</code><small>{}</small><small>{}</small>{}",
        escaped(&change.subject),
        escaped(&change.part),
        escaped(&what),
        place(change.new.as_ref().or(change.old.as_ref())),
    );
    row(
        page,
        &about,
        change.before.as_deref(),
        change.after.as_deref(),
    );
}

fn place(at: Option<&Location>) -> String {
    let Some(at) = at else {
        return String::new();
    };
    let text = format!("{}:{}", escaped(&at.page), at.line);
    match at.url.as_deref().and_then(link) {
        Some(url) => format!("<small><a href=\"{}\">{text}</a></small>", escaped(&url)),
        None => format!("<small>{text}</small>"),
    }
}

fn pages(page: &mut String, report: &Report) {
    page.push_str("<h2 id=\"pages\">Pages</h2>\n<table>\n<tr><th>Page</th><th>What</th><th>Operations</th></tr>\n");
    for one in &report.pages {
        let what = match &one.event {
            PageEvent::Added => "new".to_owned(),
            PageEvent::Removed => "gone".to_owned(),
            PageEvent::Moved { from, edited: true } => format!("edited, was {from}"),
            PageEvent::Moved {
                from,
                edited: false,
            } => format!("was {from}"),
            PageEvent::Edited => "edited".to_owned(),
            PageEvent::Prose => "only prose".to_owned(),
        };
        let name = escaped(&one.page);
        let name = match one.url.as_deref().and_then(link) {
            Some(url) => format!("<a href=\"{}\">{name}</a>", escaped(&url)),
            None => name,
        };
        let _ = writeln!(
            page,
            "<tr><td>{name}</td><td>{}</td><td>{}</td></tr>",
            escaped(&what),
            escaped(&one.operations.join(", "))
        );
    }
    page.push_str("</table>\n");
}

/// A text as it is, in HTML and in its attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
