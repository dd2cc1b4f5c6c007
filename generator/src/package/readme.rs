//! `README.md` of a client: written once where there is none, and its table of operations ever after.

use std::fmt::Write as _;

use crate::emit::{call, inline};
use crate::model::{Group, Model, Operation};

const START: &str = "<!-- The operations of the API; codegen keeps this table. -->";
const END: &str = "<!-- End of the operations. -->";

pub(super) fn readme(model: &Model) -> String {
    let package = &model.package;
    let title = inline(&package.title);
    let name = &package.name;
    let krate = name.replace('-', "_");
    let mut text = format!(
        "# {name}\n\nA typed client of {title}, generated from its documentation by \
         [Pagecrate](https://crates.io/crates/pagecrate-generator).\n\n\
         ```rust,no_run\n\
         # async fn example() -> Result<(), {krate}::Error> {{\n\
         let client = {krate}::Client::from_env()?;\n"
    );
    let first = model.groups.iter().find_map(|group| {
        let operation = group
            .operations
            .iter()
            .find(|operation| operation.required.is_empty() && operation.body.is_none())?;
        Some((group, operation))
    });
    if let Some((group, operation)) = first {
        let call = call(group, operation);
        let _ = writeln!(text, "let answer = {call}.send().await?;");
    }
    text.push_str("# Ok(())\n# }\n```\n\n");
    let _ = write!(
        text,
        "`{}` holds the key, `{}` another base URL. The crate's documentation says how calls are \
         made, what errors hold, and how streams and pages are read.\n\n\
         ## Operations\n\n{}\n\
         Files under `src/` and the table above are written anew whenever the client is generated; \
         the rest of this file and `Cargo.toml` are yours.\n",
        model.client.key_variable,
        model.client.base_variable,
        block(model)
    );
    text
}

/// A README with its table of operations as the Model has them, or `None` where there is no table
/// or nothing to change.
#[must_use]
pub fn update_readme(text: &str, model: &Model) -> Option<String> {
    let start = text.find(START)?;
    let end = start + text[start..].find(END)? + END.len();
    let block = block(model);
    let block = block.trim_end();
    (text[start..end] != *block).then(|| format!("{}{block}{}", &text[..start], &text[end..]))
}

fn block(model: &Model) -> String {
    let mut text = format!("{START}\n| call | request | page |\n|---|---|---|\n");
    for group in &model.groups {
        for operation in &group.operations {
            line(&mut text, model, group, operation);
        }
    }
    text.push_str(END);
    text.push('\n');
    text
}

fn line(text: &mut String, model: &Model, group: &Group, operation: &Operation) {
    let name = &model.package.name;
    let krate = name.replace('-', "_");
    let docs = format!(
        "https://docs.rs/{name}/latest/{krate}/struct.{}.html#method.{}",
        group.ident, operation.method
    );
    let origin = operation.docs.origin.as_ref();
    let page = origin
        .and_then(|origin| origin.url.as_deref())
        .filter(|url| is_plain(url))
        .map_or(String::new(), |url| format!("[page]({url})"));
    let route = format!("{} {}", operation.http_method, operation.path);
    let route: String = route
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '`' | '|'))
        .collect();
    let call = call(group, operation);
    let _ = writeln!(text, "| [`{call}`]({docs}) | `{route}` | {page} |");
}

/// Whether a URL can stand in a link of a table as it is.
fn is_plain(url: &str) -> bool {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let breaks = |c: char| c.is_whitespace() || c.is_control() || "()<>|`\\\"".contains(c);
    is_web && !url.contains(breaks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_kept_and_the_rest_is_the_owners() {
        let model = crate::emit::example::model();
        let text = readme(&model);
        assert_eq!(update_readme(&text, &model), None);
        let operations = model.groups.iter().map(|group| group.operations.len());
        let rows = text.lines().filter(|line| line.starts_with("| [`client."));
        assert_eq!(rows.count(), operations.sum::<usize>());
        let row = text.lines().find(|line| line.starts_with("| [`client."));
        let old = text
            .replace(row.unwrap(), "| gone |")
            .replace("## Operations", "## Mine");
        let new = update_readme(&old, &model).unwrap();
        assert_eq!(new, text.replace("## Operations", "## Mine"));
        assert_eq!(update_readme("# No table\n", &model), None);
    }

    #[test]
    fn what_a_page_says_cannot_leave_its_cell() {
        assert!(is_plain("https://example.com/a?b=c#d"));
        for url in [
            "javascript:alert(1)",
            "https://a/)|x",
            "https://a b",
            "http://a/\n",
        ] {
            assert!(!is_plain(url), "{url}");
        }
    }
}
