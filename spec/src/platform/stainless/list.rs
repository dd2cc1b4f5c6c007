//! The nested lists of a section as trees.

/// ``- `content` `` with what stands below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub indent: usize,
    /// What stands in the code span.
    pub content: String,
    /// The paragraphs below.
    pub words: String,
    /// The items below.
    pub items: Vec<Item>,
    /// The bytes of its line.
    pub range: (usize, usize),
}

const DEEPEST: usize = 64;

/// Reads the items of a text that starts at a byte of its source.
pub(super) fn read(text: &str, base: usize) -> Vec<Item> {
    let mut open = vec![Item::default()];
    let mut at = base;
    let mut fenced = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let shown = line.trim_end();
        let indent = shown.len() - shown.trim_start().len();
        if shown.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced || shown.trim().is_empty() {
            continue;
        }
        match content(shown.trim_start()) {
            Some((content, rest)) if open.len() < DEEPEST => {
                close(&mut open, indent);
                open.push(Item {
                    indent,
                    content: content.to_owned(),
                    words: rest.to_owned(),
                    items: Vec::new(),
                    range: (start + indent, start + shown.len()),
                });
            }
            _ => {
                // Words belong to the item that they stand below.
                if let Some(item) = open
                    .iter_mut()
                    .skip(1)
                    .rev()
                    .find(|one| one.indent < indent)
                {
                    if !item.words.is_empty() {
                        item.words.push('\n');
                    }
                    item.words.push_str(shown.trim());
                }
            }
        }
    }
    close(&mut open, 0);
    open.pop().map(|root| root.items).unwrap_or_default()
}

fn close(open: &mut Vec<Item>, indent: usize) {
    while open.len() > 1 && open.last().is_some_and(|one| one.indent >= indent) {
        if let Some(item) = open.pop()
            && let Some(holder) = open.last_mut()
        {
            holder.items.push(item);
        }
    }
}

/// The code span of an item, and what follows it.
fn content(line: &str) -> Option<(&str, &str)> {
    let rest = line
        .strip_prefix("- ")
        .or_else(|| line.strip_prefix("* "))?;
    let rest = rest.trim_start();
    let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
    if ticks == 0 {
        return None;
    }
    let inner = &rest[ticks..];
    let end = inner.find(&rest[..ticks])?;
    let after = inner[end + ticks..].trim_start_matches([' ', '-', ':', '—']);
    Some((inner[..end].trim(), after))
}
