//! Where the pages of a text that holds several of them begin.
//!
//! Sites offer all their pages in one `llms-full.txt`. What divides them differs: a title and its
//! `Source:` line, a line or comment with the address alone, front matter, or the title alone.
//! An address is proof in any file; the weaker signs count only in a file of that name.

use super::scan::{Line, Marker, lines};

/// The ranges of the pages; the whole text where it is one page.
pub(super) fn parts(name: &str, text: &str) -> Vec<(usize, usize)> {
    let name = name.rsplit('/').next().unwrap_or(name);
    let by_name = name.to_ascii_lowercase().contains("llms-full");
    let lines = plain_lines(text);
    let mut starts = addressed(&lines);
    if starts.len() < 2 && by_name {
        starts = front_matters(&lines);
        if starts.len() < 2 {
            starts = titles(&lines);
        }
    }
    if starts.len() < 2 {
        return vec![(0, text.len())];
    }
    // What stands before the first page is kept with it, unless it says something itself.
    if text[..starts[0]].trim().is_empty() {
        starts[0] = 0;
    } else {
        starts.insert(0, 0);
    }
    let ends = starts[1..].iter().copied().chain([text.len()]);
    starts.iter().copied().zip(ends).collect()
}

/// The lines outside of fences.
fn plain_lines(text: &str) -> Vec<Line<'_>> {
    let mut open: Option<Marker> = None;
    let mut out = Vec::new();
    for line in lines(text) {
        match &open {
            Some(marker) => {
                if marker.closes(line.text) {
                    open = None;
                }
            }
            None => match Marker::opening(line.text) {
                Some(marker) => open = Some(marker),
                None => out.push(line),
            },
        }
    }
    out
}

fn title<'t>(line: &Line<'t>) -> Option<&'t str> {
    line.text.strip_prefix("# ").map(str::trim)
}

fn is_address(text: &str) -> bool {
    ["Source:", "URL:", "Url:", "url:"]
        .iter()
        .find_map(|mark| text.trim().strip_prefix(mark))
        .is_some_and(|rest| rest.trim().trim_start_matches('<').starts_with("http"))
}

/// `# Source: https://…` and `<!-- Source: https://… -->` on a line of their own, or a title with
/// `Source: https://…` below it.
fn addressed(lines: &[Line<'_>]) -> Vec<usize> {
    let mut starts = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let comment = line
            .text
            .strip_prefix("<!--")
            .is_some_and(|rest| is_address(rest.trim_start()));
        let address = title(line).is_some_and(is_address);
        let titled = title(line).is_some()
            && lines[at + 1..]
                .iter()
                .take(3)
                .find(|next| !next.text.trim().is_empty())
                .is_some_and(|next| is_address(next.text));
        if comment || address || titled {
            starts.push(line.start);
        }
    }
    starts
}

/// `---`, keys among which is a title or an address, `---`.
fn front_matters(lines: &[Line<'_>]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let names = ["title:", "url:", "source:", "source_url:", "id:"];
        let fence = |line: &Line<'_>| line.text.trim_end() == "---";
        let close = (at + 1..lines.len().min(at + 60)).find(|i| fence(&lines[*i]));
        match close {
            Some(close)
                if fence(&lines[at])
                    && lines[at + 1..close]
                        .iter()
                        .any(|line| names.iter().any(|name| line.text.starts_with(name))) =>
            {
                starts.push(lines[at].start);
                at = close + 1;
            }
            _ => at += 1,
        }
    }
    starts
}

/// Titles of level 1 that are not one of those that stand inside of a page.
fn titles(lines: &[Line<'_>]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut blueprint = false;
    let mut expects_name = false;
    for line in lines {
        if line.text.starts_with("FORMAT: 1A") {
            starts.push(line.start);
            blueprint = true;
            expects_name = true;
            continue;
        }
        let Some(title) = title(line) else { continue };
        if std::mem::take(&mut expects_name) || blueprint && is_of_blueprint(title) {
            continue;
        }
        blueprint = false;
        if !is_inner(title) {
            starts.push(line.start);
        }
    }
    starts
}

/// `# OpenAPI definition` (ReadMe), `# Schemas` (widdershins), `# **op**` (openapi-generator).
fn is_inner(title: &str) -> bool {
    matches!(title, "OpenAPI definition" | "Schemas" | "Authentication")
        || title.starts_with("**") && title.ends_with("**")
}

fn is_of_blueprint(title: &str) -> bool {
    let request = title
        .split_once(' ')
        .is_some_and(|(word, rest)| word.len() > 2 && rest.starts_with('/'));
    title == "Data Structures"
        || title.starts_with("Group ")
        || title.starts_with('/')
        || title.ends_with(']') && title.contains('[')
        || request
}

#[cfg(test)]
mod tests {
    use super::parts;

    fn firsts(name: &str, text: &str) -> Vec<String> {
        parts(name, text)
            .into_iter()
            .map(|(start, end)| {
                text[start..end]
                    .trim()
                    .lines()
                    .next()
                    .unwrap_or("")
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn divides_at_addresses_in_any_file() {
        let titled =
            "# One\nSource: https://x.dev/one\n\n# Inner\n\n# Two\nSource: https://x.dev/two\n";
        assert_eq!(firsts("all.md", titled), ["# One", "# Two"]);
        let wrapped = "# Source: https://x.dev/1\n\n# A\n\n## OpenAPI\n\n<!-- Source: https://x.dev/2 -->\n\n# B\n";
        assert_eq!(firsts("all.md", wrapped).len(), 2);
        assert_eq!(firsts("all.md", "# One\n\n# Two\n"), ["# One"]);
        assert_eq!(firsts("all.md", ""), [""]);
    }

    #[test]
    fn divides_at_titles_where_the_name_says_so() {
        let text =
            "# One\n\n```sh\n# comment\n```\n\n# OpenAPI definition\n\n# **create**\n\n# Two\n";
        assert_eq!(firsts("docs/llms-full.txt", text), ["# One", "# Two"]);
        let front = "---\ntitle: a\n---\n# X\n# Y\n---\nurl: https://b\n---\nb\n";
        assert_eq!(firsts("llms-full.md", front), ["---", "---"]);
        let blueprint =
            "# Guide\n\nFORMAT: 1A\n\n# Boats\n\n# Group Ships\n\n# GET /ships\n\n# Other\n";
        assert_eq!(
            firsts("llms-full.txt", blueprint),
            ["# Guide", "FORMAT: 1A", "# Other"]
        );
    }
}
